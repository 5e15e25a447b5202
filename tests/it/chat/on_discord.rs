//! The stories' platform, as Discord.

use std::time::Duration;

use async_trait::async_trait;
use loop_tests::discord::{Clock, Discord, Fault, GUILD, Message, TOKEN};
use serde_json::{Value, json};

use super::stage::{OPS, Platform, Trouble};

pub struct OnDiscord(Discord);

impl OnDiscord {
    /// A Discord that takes messages as fast as Discord does.
    pub async fn start() -> Self {
        let clock = Clock {
            posts: Some((5, Duration::from_secs(5))),
            answer: Duration::from_secs(3),
            ..Clock::default()
        };
        Self(Discord::start_with(clock).await)
    }

    fn has_button(label: &str) -> impl Fn(&Message) -> bool {
        let label = format!("[{label}]");
        move |message| !message.is_deleted && message.shown().contains(&label)
    }
}

#[async_trait]
impl Platform for OnDiscord {
    fn name(&self) -> &'static str {
        "discord"
    }

    fn settings(&self) -> Value {
        json!({
            "platform": ["discord", "local"], "discord_api_url": self.0.api_url(), "discord_token": TOKEN,
            "discord_guild_id": GUILD,
        })
    }

    async fn until_connected(&self) {
        let offers = |discord: &Discord| discord.commands("").as_array().is_some_and(|all| !all.is_empty());
        self.0.wait_for("a connection", |discord| discord.connections() == 1 && offers(discord)).await;
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
        let Some(root) = thread else { return self.0.say(OPS, who, text) };
        // A thread has the id of the message that it begins with.
        if self.0.find_channel(root).is_none() {
            self.0.open_thread(OPS, who, "a thread", Some(root));
        }
        self.0.say(root, who, text)
    }

    async fn unsay(&self, message: &str) {
        self.0.delete(OPS, message);
    }

    async fn share(&self, who: &str, text: &str, file: (&str, &[u8])) {
        self.0.share(OPS, who, text, file);
    }

    async fn whisper(&self, who: &str, text: &str) {
        self.0.dm(who, text);
    }

    async fn command(&self, who: &str, line: &str) {
        let (command, arguments) = self.form(line);
        let command: Vec<&str> = command.iter().map(String::as_str).collect();
        self.0.slash(OPS, who, &command, &arguments).answered().await;
    }

    async fn press(&self, who: &str, label: &str) -> bool {
        let Some(message) = self.0.messages(OPS).into_iter().find(Self::has_button(label)) else {
            return false;
        };
        self.0.press(OPS, &message.id, who, label).answered().await;
        true
    }

    fn private(&self) -> Vec<String> {
        self.0.private().into_iter().map(|private| private.text).collect()
    }

    fn transcript(&self, thread: Option<&str>) -> String {
        self.0.transcript(thread.unwrap_or(OPS))
    }

    fn transcript_of(&self, channel: &str) -> Option<String> {
        self.0.find_channel(channel).map(|_| self.0.transcript(channel))
    }

    fn texts(&self) -> Vec<(String, bool)> {
        let all = self.0.messages(OPS).into_iter();
        all.flat_map(|it| {
            let now = (it.shown(), !it.is_deleted);
            it.edits.into_iter().map(|text| (text, false)).chain([now])
        })
        .collect()
    }

    fn files(&self) -> Vec<(String, Vec<u8>)> {
        let people: Vec<String> = ["Ann", "Bob", "Eve"].map(|who| self.0.person(who)).to_vec();
        let ours = self.0.messages(OPS).into_iter().filter(|it| !people.contains(&it.author));
        ours.flat_map(|it| it.files).map(|file| (file.name, file.content)).collect()
    }

    async fn until(&self, what: &str, holds: &(dyn Fn() -> bool + Sync)) {
        self.0.wait_for(what, |_| holds()).await;
    }

    fn trouble_with_saying(&self, times: usize, trouble: &Trouble) {
        let fault = match trouble {
            Trouble::RateLimit => Fault::RateLimit(1_000),
            Trouble::Broken => Fault::Status(503),
            Trouble::SaidButNotTold => Fault::DropAfter,
            // The server's AutoMod does not like it.
            Trouble::Refused => Fault::Refuse(400, 200_000),
        };
        self.0.fail("POST channels/*/messages", times, fault);
    }

    fn break_connections(&self) {
        self.0.reset();
    }

    fn rename(&self, name: &str) {
        self.0.rename(OPS, name);
    }

    fn delete(&self, name: &str) {
        self.0.remove(name);
    }

    fn has_called_many(&self) -> bool {
        let people = ["Ann", "Bob", "Eve"].map(|who| self.0.person(who));
        self.0
            .messages(OPS)
            .iter()
            .flat_map(|it| &it.called)
            .any(|id| !people.contains(id) && *id != loop_tests::discord::BOT_USER)
    }

    fn assert_faithful(&self) {
        self.0.assert_faithful();
    }
}

impl OnDiscord {
    /// What people put into Discord's form for a command.
    fn form(&self, line: &str) -> (Vec<String>, Value) {
        let words: Vec<&str> = line.split(' ').collect();
        let one = |word: &str| vec![word.to_owned()];
        match words.as_slice() {
            ["schedule", ..] => {
                let rest = line.trim_start_matches("schedule ");
                let kind =
                    ["cron", "interval", "once"].into_iter().find(|kind| rest.contains(&format!(" {kind} ")));
                let (schedule, prompt) = rest.split_once(&format!(" {} ", kind.unwrap())).unwrap();
                let schedule = schedule.trim_matches('"');
                (one("schedule"), json!({ "schedule": schedule, "type": kind, "prompt": prompt }))
            }
            [command @ ("task" | "cancel" | "toggle" | "run"), id] => (one(command), json!({ "id": id })),
            ["template", "add", name] => {
                (vec!["template".to_owned(), "add".to_owned()], json!({ "name": name }))
            }
            [command @ ("allow" | "deny"), kind @ ("user" | "role"), who] => {
                let who = who.trim_start_matches("<@").trim_end_matches('>');
                (vec![(*command).to_owned(), (*kind).to_owned()], json!({ "who": who }))
            }
            words => (words.iter().map(|word| (*word).to_owned()).collect(), json!({})),
        }
    }
}
