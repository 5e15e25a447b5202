//! A team on a chat platform: Ann owns loop, Bob is a member, Eve is nobody; they sit in #ops.

use loop_tests::slack::{Clock, Fault, Slack};
use serde_json::{Value, json};

use crate::world::World;

/// The channel in which everything happens that happens nowhere else.
pub const OPS: &str = "ops";

/// A team, its platform and its daemon.
pub struct Stage {
    pub world: World,
    pub platform: Platform,
}

/// A stand-in for a chat platform.
pub enum Platform {
    Slack(Slack),
}

impl Platform {
    fn settings(&self) -> Value {
        match self {
            Self::Slack(slack) => json!({
                "platform": ["slack", "local"],
                "slack_api_url": slack.api_url(),
                "slack_bot_token": loop_tests::slack::BOT_TOKEN,
                "slack_app_token": loop_tests::slack::APP_TOKEN,
                "permissions": {
                    "owners": { "users": [slack.person("Ann")] }, "members": { "users": [slack.person("Bob")] },
                },
            }),
        }
    }
}

impl Stage {
    /// On Slack, with a daemon in this process.
    pub async fn slack() -> Self {
        Self::with(slack().await, json!({})).await
    }

    /// On a platform, with more settings.
    pub async fn with(platform: Platform, more: Value) -> Self {
        let mut stage = Self::prepare(platform, more).await;
        stage.world.open().await;
        stage.until_connected().await;
        stage
    }

    /// The same without a daemon.
    pub async fn prepare(platform: Platform, more: Value) -> Self {
        let mut settings = platform.settings();
        settings.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let world = World::prepare(settings).await;
        Self { world, platform }
    }

    /// Waits until the daemon hears what happens.
    pub async fn until_connected(&self) {
        match &self.platform {
            Platform::Slack(slack) => slack.wait_for("two sockets", |slack| slack.sockets() == 2).await,
        }
    }

    /// Somebody mentions loop in #ops; gives the message's id.
    pub async fn mention(&self, who: &str, text: &str) -> String {
        match &self.platform {
            Platform::Slack(slack) => {
                let sent = slack.mention(OPS, who, text);
                sent.acked().await;
                sent.ts
            }
        }
    }

    /// Somebody says something in #ops.
    pub async fn say(&self, who: &str, text: &str) -> String {
        match &self.platform {
            Platform::Slack(slack) => {
                let sent = slack.say(OPS, who, text);
                sent.acked().await;
                sent.ts
            }
        }
    }

    /// Somebody says something in the thread of a message of #ops.
    pub async fn say_in_thread(&self, root: &str, who: &str, text: &str) {
        match &self.platform {
            Platform::Slack(slack) => drop(slack.reply(OPS, root, who, text).acked().await),
        }
    }

    /// Somebody mentions loop in the thread of a message of #ops.
    pub async fn mention_in_thread(&self, root: &str, who: &str, text: &str) {
        match &self.platform {
            Platform::Slack(slack) => {
                let text = format!("{} {text}", slack.mention_of_loop());
                slack.reply(OPS, root, who, &text).acked().await;
            }
        }
    }

    /// Somebody writes to loop alone; gives the channel.
    pub async fn whisper(&self, who: &str, text: &str) {
        match &self.platform {
            Platform::Slack(slack) => drop(slack.dm(who, text).acked().await),
        }
    }

    /// Somebody gives a command in #ops; gives the answer that only they see.
    pub async fn command(&self, who: &str, line: &str) -> String {
        let before = self.private().len();
        match &self.platform {
            Platform::Slack(slack) => {
                slack.slash(OPS, who, line).acked().await;
                slack.wait_for("a private answer", |slack| slack.private().len() > before).await;
            }
        }
        self.private().pop().unwrap()
    }

    /// Somebody presses a button, once there is one of that label in #ops.
    pub async fn press(&self, who: &str, label: &str) {
        match &self.platform {
            Platform::Slack(slack) => {
                let has_it = |message: &loop_tests::slack::Message| {
                    !message.is_deleted && message.blocks.to_string().contains(&format!("\"{label}\""))
                };
                slack.wait_for(label, |slack| slack.messages(OPS).iter().any(has_it)).await;
                let message = slack.messages(OPS).into_iter().find(has_it).unwrap();
                slack.press(OPS, &message.ts, who, label).acked().await;
            }
        }
    }

    /// The answers that one person saw only.
    pub fn private(&self) -> Vec<String> {
        match &self.platform {
            Platform::Slack(slack) => slack.private().into_iter().map(|private| private.text).collect(),
        }
    }

    /// What people read in #ops, progress left aside.
    pub fn reads(&self) -> String {
        match &self.platform {
            Platform::Slack(slack) => without_progress(&slack.transcript(OPS)),
        }
    }

    /// What people read in the thread of a message of #ops.
    pub fn reads_in(&self, root: &str) -> String {
        match &self.platform {
            Platform::Slack(slack) => without_progress(&slack.thread(OPS, root)),
        }
    }

    /// Everything that was ever shown in #ops, progress and earlier versions of messages as well.
    pub fn ever_shown(&self) -> String {
        match &self.platform {
            Platform::Slack(slack) => {
                let messages = slack.messages(OPS).into_iter();
                messages.map(|it| [it.edits.join("\n"), it.shown()].join("\n")).collect::<Vec<_>>().join("\n")
            }
        }
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
    pub async fn until(&self, what: &str, holds: impl Fn(&Self) -> bool) {
        match &self.platform {
            Platform::Slack(slack) => slack.wait_for(what, |_| holds(self)).await,
        }
    }

    /// The next `times` tries to say something go wrong.
    pub fn trouble_with_saying(&self, times: usize, trouble: &Trouble) {
        match &self.platform {
            Platform::Slack(slack) => slack.fail(
                "chat.postMessage",
                times,
                match trouble {
                    Trouble::RateLimit => Fault::RateLimit(1),
                    Trouble::Broken => Fault::Status(503),
                    Trouble::SaidButNotTold => Fault::DropAfter,
                },
            ),
        }
    }

    /// Every connection breaks.
    pub fn break_connections(&self) {
        match &self.platform {
            Platform::Slack(slack) => slack.reset(),
        }
    }

    /// The mention of somebody, as the platform writes it.
    pub fn mark_of(&self, who: &str) -> String {
        match &self.platform {
            Platform::Slack(slack) => slack.at(who),
        }
    }

    /// Ends it: nothing is left over, no progress is shown any more, and nothing was done that the platform forbids.
    pub async fn end(self) {
        self.world.api.settled().await;
        self.until("the end of all progress", |stage| !stage.shows_progress()).await;
        match &self.platform {
            Platform::Slack(slack) => slack.assert_faithful(),
        }
        self.world.end().await;
    }

    fn shows_progress(&self) -> bool {
        match &self.platform {
            Platform::Slack(slack) => {
                slack.messages(OPS).iter().any(|it| !it.is_deleted && is_progress(&it.shown()))
            }
        }
    }
}

/// A Slack that takes messages as fast as Slack does.
pub async fn slack() -> Platform {
    let posts = Some((4, std::time::Duration::from_secs(1)));
    Platform::Slack(Slack::start_with(Clock { posts, ..Clock::default() }).await)
}

/// What may go wrong with saying something.
pub enum Trouble {
    /// Too much was said.
    RateLimit,
    /// The platform is broken.
    Broken,
    /// It was said, but the answer was lost.
    SaidButNotTold,
}

fn is_progress(text: &str) -> bool {
    text.starts_with('⏳') || text.starts_with('🕓')
}

/// A transcript without progress messages, which may be more than one line.
fn without_progress(transcript: &str) -> String {
    let mut lines = Vec::new();
    let mut in_progress = false;
    for line in transcript.lines() {
        if let Some((_, text)) = line.split_once(": ") {
            in_progress = is_progress(text);
        }
        if !in_progress {
            lines.push(line);
        }
    }
    lines.join("\n")
}
