//! The stories' platform, as Slack.

use std::time::Duration;

use async_trait::async_trait;
use loop_tests::slack::{APP_TOKEN, BOT_TOKEN, Clock, Fault, Message, Slack};
use serde_json::{Value, json};

use super::stage::{OPS, Platform, Trouble};

pub struct OnSlack(Slack);

impl OnSlack {
    /// A Slack that takes messages as fast as Slack does.
    pub async fn start() -> Self {
        let posts = Some((4, Duration::from_secs(1)));
        Self(Slack::start_with(Clock { posts, ..Clock::default() }).await)
    }
}

/// What a message shows, its buttons as `[label]`.
fn shown(message: &Message) -> String {
    let blocks = message.blocks.as_array().into_iter().flatten();
    let buttons = blocks.flat_map(|block| block["elements"].as_array().into_iter().flatten());
    let labels =
        buttons.filter_map(|button| button["text"]["text"].as_str()).map(|label| format!("[{label}]"));
    [message.shown(), labels.collect::<Vec<_>>().join(" ")].join("\n")
}

#[async_trait]
impl Platform for OnSlack {
    fn name(&self) -> &'static str {
        "slack"
    }

    fn settings(&self) -> Value {
        json!({
            "platform": ["slack", "local"], "slack_api_url": self.0.api_url(),
            "slack_bot_token": BOT_TOKEN, "slack_app_token": APP_TOKEN,
        })
    }

    async fn until_connected(&self) {
        self.0.wait_for("two sockets", |slack| slack.sockets() == 2).await;
    }

    fn person(&self, who: &str) -> String {
        self.0.person(who)
    }

    fn mark_of(&self, who: &str) -> String {
        self.0.at(who)
    }

    fn mark_of_loop(&self) -> String {
        self.0.mention_of_loop()
    }

    async fn say(&self, thread: Option<&str>, who: &str, text: &str) -> String {
        let sent = match thread {
            Some(root) => self.0.reply(OPS, root, who, text),
            None if text.starts_with(&self.0.mention_of_loop()) => {
                let text = text.trim_start_matches(&self.0.mention_of_loop()).trim_start();
                self.0.mention(OPS, who, text)
            }
            None => self.0.say(OPS, who, text),
        };
        sent.acked().await;
        sent.ts
    }

    async fn unsay(&self, message: &str) {
        self.0.delete(OPS, message).acked().await;
    }

    async fn share(&self, who: &str, text: &str, file: (&str, &[u8])) {
        self.0.share(OPS, who, text, file).acked().await;
    }

    async fn whisper(&self, who: &str, text: &str) {
        self.0.dm(who, text).acked().await;
    }

    async fn command(&self, who: &str, line: &str) {
        self.0.slash(OPS, who, line).acked().await;
    }

    async fn press(&self, who: &str, label: &str) -> bool {
        let has_it =
            |message: &Message| !message.is_deleted && shown(message).contains(&format!("[{label}]"));
        let Some(message) = self.0.messages(OPS).into_iter().find(has_it) else { return false };
        self.0.press(OPS, &message.ts, who, label).acked().await;
        true
    }

    fn private(&self) -> Vec<String> {
        self.0.private().into_iter().map(|private| private.text).collect()
    }

    fn transcript(&self, thread: Option<&str>) -> String {
        match thread {
            Some(root) => self.0.thread(OPS, root),
            None => self.0.transcript(OPS),
        }
    }

    fn transcript_of(&self, channel: &str) -> Option<String> {
        self.0.find_channel(channel).map(|_| self.0.transcript(channel))
    }

    fn texts(&self) -> Vec<(String, bool)> {
        let all = self.0.messages(OPS).into_iter();
        all.flat_map(|it| {
            let now = (shown(&it), !it.is_deleted);
            it.edits.into_iter().map(|text| (text, false)).chain([now])
        })
        .collect()
    }

    fn files(&self) -> Vec<(String, Vec<u8>)> {
        let people: Vec<String> = ["Ann", "Bob", "Eve"].map(|who| self.0.person(who)).to_vec();
        let ours = self.0.messages(OPS).into_iter().filter(|it| !people.contains(&it.user));
        let ids: Vec<String> = ours.flat_map(|it| it.files).collect();
        let files = self.0.files().into_iter().filter(|file| ids.contains(&file.id));
        files.map(|file| (file.name, file.content)).collect()
    }

    async fn until(&self, what: &str, holds: &(dyn Fn() -> bool + Sync)) {
        self.0.wait_for(what, |_| holds()).await;
    }

    fn trouble_with_saying(&self, times: usize, trouble: &Trouble) {
        let fault = match trouble {
            Trouble::RateLimit => Fault::RateLimit(1),
            Trouble::Broken => Fault::Status(503),
            Trouble::SaidButNotTold => Fault::DropAfter,
            Trouble::Refused => Fault::Refuse("restricted_action".to_owned()),
        };
        self.0.fail("chat.postMessage", times, fault);
    }

    fn break_connections(&self) {
        self.0.reset();
    }

    fn rename(&self, name: &str) {
        self.0.rename(OPS, name);
    }

    fn delete(&self, name: &str) {
        self.0.remove_channel(name);
    }

    fn has_called_many(&self) -> bool {
        self.texts().iter().any(|(text, _)| {
            ["<!channel", "<!here", "<!everyone", "<!subteam"].iter().any(|it| text.contains(it))
        })
    }

    fn assert_faithful(&self) {
        self.0.assert_faithful();
    }
}
