//! A team on a chat platform: Ann owns loop, Bob is a member, Eve is nobody; they sit in #ops.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::on_discord::OnDiscord;
use super::on_slack::OnSlack;
use crate::world::World;

/// The channel in which everything happens that happens nowhere else.
pub const OPS: &str = "ops";

/// A team, its platform and its daemon.
pub struct Stage {
    pub world: World,
    platform: Box<dyn Platform>,
}

/// A stand-in for a chat platform, as the stories use it. Threads are named by the message that they begin with.
#[async_trait]
pub trait Platform: Send + Sync {
    /// The name that loop has for it.
    fn name(&self) -> &'static str;
    /// What the daemon's config says of it.
    fn settings(&self) -> Value;
    /// Waits until the daemon hears what happens.
    async fn until_connected(&self);
    /// The id of somebody.
    fn person(&self, who: &str) -> String;
    /// The mention of somebody, as the platform writes it.
    fn mark_of(&self, who: &str) -> String;
    /// The mention of loop.
    fn mark_of_loop(&self) -> String;
    /// Somebody says something in #ops, or in a thread of it; gives the message's id once the daemon has heard it, as
    /// far as the platform is told.
    async fn say(&self, thread: Option<&str>, who: &str, text: &str) -> String;
    /// Whoever said something in #ops deletes it.
    async fn unsay(&self, message: &str);
    /// Somebody shares a file in #ops.
    async fn share(&self, who: &str, text: &str, file: (&str, &[u8]));
    /// Somebody writes to loop alone.
    async fn whisper(&self, who: &str, text: &str);
    /// Somebody gives a command in #ops, in the platform's own way.
    async fn command(&self, who: &str, line: &str);
    /// Somebody presses the button of that label in #ops; false while there is none.
    async fn press(&self, who: &str, label: &str) -> bool;
    /// The answers that one person saw only, oldest first.
    fn private(&self) -> Vec<String>;
    /// What people read in #ops or a thread of it.
    fn transcript(&self, thread: Option<&str>) -> String;
    /// What people read in another channel; `None` = there is none of that name.
    fn transcript_of(&self, channel: &str) -> Option<String>;
    /// The texts of all messages in #ops, earlier versions as well; whether each is still there.
    fn texts(&self) -> Vec<(String, bool)>;
    /// The files that loop put into #ops: name and content.
    fn files(&self) -> Vec<(String, Vec<u8>)>;
    /// Waits until something is so.
    async fn until(&self, what: &str, holds: &(dyn Fn() -> bool + Sync));
    /// The next `times` tries to say something go wrong.
    fn trouble_with_saying(&self, times: usize, trouble: &Trouble);
    /// Every connection breaks.
    fn break_connections(&self);
    /// #ops gets another name.
    fn rename(&self, name: &str);
    /// A channel is deleted.
    fn delete(&self, name: &str);
    /// Whether anything that loop said called more than single people.
    fn has_called_many(&self) -> bool;
    /// Fails if anything was done that the platform forbids.
    fn assert_faithful(&self);
}

/// What may go wrong with saying something.
pub enum Trouble {
    /// Too much was said.
    RateLimit,
    /// The platform is broken.
    Broken,
    /// It was said, but the answer was lost.
    SaidButNotTold,
    /// The platform will never take it.
    Refused,
}

impl Stage {
    /// On Slack, with a daemon in this process.
    pub async fn slack() -> Self {
        Self::with(Box::new(OnSlack::start().await), json!({})).await
    }

    /// On Discord, with a daemon in this process.
    pub async fn discord() -> Self {
        Self::with(Box::new(OnDiscord::start().await), json!({})).await
    }

    /// On a platform, with more settings.
    pub async fn with(platform: Box<dyn Platform>, more: Value) -> Self {
        let mut stage = Self::prepare(platform, more).await;
        stage.world.open().await;
        stage.until_connected().await;
        stage
    }

    /// The same without a daemon.
    pub async fn prepare(platform: Box<dyn Platform>, more: Value) -> Self {
        let mut settings = platform.settings();
        settings["permissions"] = json!({
            "owners": { "users": [platform.person("Ann")] }, "members": { "users": [platform.person("Bob")] },
        });
        settings.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let world = World::prepare(settings).await;
        Self { world, platform }
    }

    /// Waits until the daemon hears what happens.
    pub async fn until_connected(&self) {
        self.platform.until_connected().await;
    }

    /// Somebody mentions loop in #ops; gives the message's id.
    pub async fn mention(&self, who: &str, text: &str) -> String {
        let text = format!("{} {text}", self.platform.mark_of_loop());
        self.platform.say(None, who, &text).await
    }

    /// Somebody says something in #ops.
    pub async fn say(&self, who: &str, text: &str) -> String {
        self.platform.say(None, who, text).await
    }

    /// Whoever said something in #ops deletes it.
    pub async fn unsay(&self, message: &str) {
        self.platform.unsay(message).await;
    }

    /// Somebody says something in the thread of a message of #ops.
    pub async fn say_in_thread(&self, root: &str, who: &str, text: &str) {
        self.platform.say(Some(root), who, text).await;
    }

    /// Somebody mentions loop in the thread of a message of #ops.
    pub async fn mention_in_thread(&self, root: &str, who: &str, text: &str) {
        let text = format!("{} {text}", self.platform.mark_of_loop());
        self.platform.say(Some(root), who, &text).await;
    }

    /// Somebody shares a file in #ops and mentions loop.
    pub async fn mention_with_file(&self, who: &str, text: &str, file: (&str, &[u8])) {
        let text = format!("{} {text}", self.platform.mark_of_loop());
        self.platform.share(who, &text, file).await;
    }

    /// Somebody writes to loop alone.
    pub async fn whisper(&self, who: &str, text: &str) {
        self.platform.whisper(who, text).await;
    }

    /// Somebody gives a command in #ops; gives the answer that only they see.
    pub async fn command(&self, who: &str, line: &str) -> String {
        let before = self.private().len();
        self.platform.command(who, line).await;
        self.until("a private answer", |stage| stage.private().len() > before).await;
        self.private().pop().unwrap()
    }

    /// Somebody presses a button, once there is one of that label in #ops.
    pub async fn press(&self, who: &str, label: &str) {
        self.until(label, |stage| {
            stage
                .platform
                .texts()
                .iter()
                .any(|(text, is_there)| *is_there && text.contains(&format!("[{label}]")))
        })
        .await;
        assert!(self.platform.press(who, label).await, "there is no button {label}");
    }

    /// The mention of somebody, as the platform writes it.
    pub fn mark_of(&self, who: &str) -> String {
        self.platform.mark_of(who)
    }

    /// The answers that one person saw only.
    pub fn private(&self) -> Vec<String> {
        self.platform.private().into_iter().filter(|text| !text.is_empty()).collect()
    }

    /// The platform's name.
    pub fn platform_name(&self) -> &'static str {
        self.platform.name()
    }

    /// What people read in another channel; `None` = there is none of that name.
    pub fn reads_of(&self, channel: &str) -> Option<String> {
        self.platform.transcript_of(channel).as_deref().map(without_progress)
    }

    /// What people read in #ops, progress left aside.
    pub fn reads(&self) -> String {
        without_progress(&self.platform.transcript(None))
    }

    /// What people read in the thread of a message of #ops.
    pub fn reads_in(&self, root: &str) -> String {
        without_progress(&self.platform.transcript(Some(root)))
    }

    /// Everything that was ever shown in #ops, progress and earlier versions of messages as well.
    pub fn ever_shown(&self) -> String {
        self.platform.texts().into_iter().map(|(text, _)| text).collect::<Vec<_>>().join("\n")
    }

    /// The files that loop put into #ops: name and content.
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        self.platform.files()
    }

    /// Waits until people read something in #ops.
    pub async fn until_reads(&self, text: &str) {
        self.until(text, |stage| stage.reads().contains(text)).await;
    }

    /// Waits until people read something in the thread of a message.
    pub async fn until_reads_in(&self, root: &str, text: &str) {
        self.until(text, |stage| stage.reads_in(root).contains(text)).await;
    }

    /// Waits until something is so on the platform.
    pub async fn until(&self, what: &str, holds: impl Fn(&Self) -> bool + Sync) {
        self.platform.until(what, &|| holds(self)).await;
    }

    /// The next `times` tries to say something go wrong.
    pub fn trouble_with_saying(&self, times: usize, trouble: &Trouble) {
        self.platform.trouble_with_saying(times, trouble);
    }

    /// Every connection breaks.
    pub fn break_connections(&self) {
        self.platform.break_connections();
    }

    /// #ops gets another name.
    pub fn rename(&self, name: &str) {
        self.platform.rename(name);
    }

    /// A channel is deleted.
    pub fn delete(&self, name: &str) {
        self.platform.delete(name);
    }

    /// Whether anything that loop said called more than single people.
    pub fn has_called_many(&self) -> bool {
        self.platform.has_called_many()
    }

    /// Ends it: nothing is left over, no progress is shown any more, and nothing was done that the platform forbids.
    pub async fn end(self) {
        self.world.api.settled().await;
        self.until("the end of all progress", |stage| {
            !stage.platform.texts().iter().any(|(text, is_there)| *is_there && is_progress(text))
        })
        .await;
        self.platform.assert_faithful();
        self.world.end().await;
    }
}

fn is_progress(text: &str) -> bool {
    text.starts_with('⏳') || text.starts_with('🕓')
}

/// A transcript without progress messages, which may be more than one line.
fn without_progress(transcript: &str) -> String {
    let mut lines = Vec::new();
    let mut in_progress = false;
    for line in transcript.lines() {
        if let Some((author, text)) = line.split_once(": ") {
            in_progress =
                is_progress(text) || in_progress && !["Ann", "Bob", "Eve", "loop"].contains(&author);
        }
        if !in_progress {
            lines.push(line);
        }
    }
    lines.join("\n")
}
