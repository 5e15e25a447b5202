//! What people do in the stand-in workspace, and what happens to its sockets.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::link::{self, Event};
use super::world::{APP, BOT_USER, File, Group, Message, Person, Response, TEAM};
use super::{BOT_TOKEN, Slack};

/// Something that people did, and what became of telling it.
#[derive(Clone)]
pub struct Sent {
    /// The id of the message; "" where it is about none.
    pub ts: String,
    /// Keys of the events that it led to.
    keys: Vec<String>,
    slack: Slack,
}

impl Sent {
    /// Waits until all of it is acknowledged; gives the longest time that took. Fails the test if it was given up.
    pub async fn acked(&self) -> Duration {
        self.slack
            .wait_for("an acknowledgement", |slack| {
                let inner = slack.state.lock();
                let mut events = self.keys.iter().filter_map(|key| inner.events.get(key));
                events.all(|event| event.ack.is_some() || event.is_lost)
            })
            .await;
        assert!(!self.is_lost(), "it was never acknowledged");
        let inner = self.slack.state.lock();
        let acks = self.keys.iter().filter_map(|key| inner.events.get(key)?.ack.clone());
        acks.map(|ack| ack.latency).max().unwrap_or_default()
    }

    /// What came back with the acknowledgement.
    pub fn answer(&self) -> Value {
        let inner = self.slack.state.lock();
        let ack = self.keys.first().and_then(|key| inner.events.get(key)?.ack.clone());
        ack.map(|ack| ack.payload).unwrap_or_default()
    }

    /// True once nobody will send it any more.
    pub fn is_lost(&self) -> bool {
        let inner = self.slack.state.lock();
        self.keys.iter().filter_map(|key| inner.events.get(key)).any(|event| event.is_lost)
    }

    /// Whether all of it is acknowledged.
    pub fn is_acked(&self) -> bool {
        let inner = self.slack.state.lock();
        self.keys.iter().filter_map(|key| inner.events.get(key)).all(|event| event.ack.is_some())
    }

    /// How often the first of its events was sent.
    pub fn attempts(&self) -> usize {
        let inner = self.slack.state.lock();
        self.keys.first().and_then(|key| inner.events.get(key)).map_or(0, |event| event.attempts)
    }

    /// In words: its time stamp, how often it was sent and when, and whether it was acknowledged.
    pub fn fate(&self) -> String {
        let inner = self.slack.state.lock();
        let events = self.keys.iter().filter_map(|key| inner.events.get(key));
        let told = events.map(|event| {
            let (attempts, ago) = (event.attempts, event.sent_at.elapsed());
            let end = if event.ack.is_some() { "acknowledged" } else { "never acknowledged" };
            format!("sent {attempts} times, {ago:?} ago the last time, {end}")
        });
        format!("{}: {}", self.ts, told.collect::<Vec<_>>().join("; "))
    }

    /// Sends it once more, as a new delivery of the same event.
    pub fn again(&self) {
        for key in &self.keys {
            if let Some(event) = self.slack.state.lock().events.get_mut(key) {
                event.ack = None;
            }
            self.slack.state.tasks.spawn(link::deliver(Arc::clone(&self.slack.state), key.clone()));
        }
    }
}

impl Slack {
    /// The id of a channel of that name, in which loop is; made if there is none.
    pub fn channel(&self, name: &str) -> String {
        self.state.lock().world.channel(name)
    }

    /// The id of somebody of that name; made if there is none.
    pub fn person(&self, name: &str) -> String {
        self.state.lock().world.person(name)
    }

    /// Makes another program a member of the workspace; gives its user's id.
    pub fn program(&self, name: &str) -> String {
        let mut inner = self.state.lock();
        let id = format!("U{:04}BOT", inner.world.next());
        inner.world.people.insert(id.clone(), Person { id: id.clone(), name: name.to_owned(), is_bot: true });
        id
    }

    /// Makes a group that can be mentioned at once; gives its id.
    pub fn group(&self, handle: &str, people: &[&str]) -> String {
        let users = people.iter().map(|name| self.person(name)).collect();
        let mut inner = self.state.lock();
        let id = format!("S{:04}", inner.world.next());
        inner.world.groups.push(Group { id: id.clone(), handle: handle.to_owned(), users });
        id
    }

    /// Changes a channel without telling anybody: `is_member`, `is_private`, `is_archived`.
    pub fn arrange(&self, channel: &str, change: impl FnOnce(&mut super::Channel)) -> String {
        let id = self.channel(channel);
        if let Some(channel) = self.state.lock().world.channels.get_mut(&id) {
            change(channel);
        }
        id
    }

    /// So much time passes, by the time stamps of messages.
    pub fn pass(&self, time: Duration) {
        self.state.lock().world.pass(time);
    }

    /// A token is no longer taken.
    pub fn revoke(&self, token: &str) {
        self.state.lock().revoked.push(token.to_owned());
    }

    /// A token is taken again.
    pub fn restore(&self, token: &str) {
        self.state.lock().revoked.retain(|revoked| revoked != token);
    }

    /// The mention of somebody, as Slack writes it.
    pub fn at(&self, who: &str) -> String {
        format!("<@{}>", self.person(who))
    }

    /// The mention of loop, as Slack writes it.
    pub fn mention_of_loop(&self) -> String {
        format!("<@{BOT_USER}>")
    }

    /// Somebody says something in a channel.
    pub fn say(&self, channel: &str, who: &str, text: &str) -> Sent {
        let (channel, user) = (self.channel(channel), self.person(who));
        self.said(&channel, Message { user, text: text.to_owned(), ..Message::default() })
    }

    /// Somebody says something in a channel while no event of it reaches anybody.
    pub fn say_unheard(&self, channel: &str, who: &str, text: &str) -> String {
        let (channel, user) = (self.channel(channel), self.person(who));
        self.keep(&channel, Message { user, text: text.to_owned(), ..Message::default() }).ts
    }

    /// Somebody answers in the thread of a message while no event of it reaches anybody.
    pub fn reply_unheard(&self, channel: &str, root: &str, who: &str, text: &str) -> String {
        let (channel, user) = (self.channel(channel), self.person(who));
        let thread_ts = Some(root.to_owned());
        self.keep(&channel, Message { user, text: text.to_owned(), thread_ts, ..Message::default() }).ts
    }

    /// Somebody writes to loop alone while no event of it reaches anybody; gives the conversation.
    pub fn dm_unheard(&self, who: &str, text: &str) -> String {
        let user = self.person(who);
        let channel = self.state.lock().world.direct(&user);
        self.keep(&channel, Message { user, text: text.to_owned(), ..Message::default() });
        channel
    }

    /// Somebody mentions loop in a channel: told twice, as a message and as a mention.
    pub fn mention(&self, channel: &str, who: &str, text: &str) -> Sent {
        self.say(channel, who, &format!("<@{BOT_USER}> {text}"))
    }

    /// Somebody writes to loop alone.
    pub fn dm(&self, who: &str, text: &str) -> Sent {
        let user = self.person(who);
        let channel = self.state.lock().world.direct(&user);
        self.said(&channel, Message { user, text: text.to_owned(), ..Message::default() })
    }

    /// Somebody answers in the thread of a message.
    pub fn reply(&self, channel: &str, root: &str, who: &str, text: &str) -> Sent {
        let (channel, user) = (self.channel(channel), self.person(who));
        let thread_ts = Some(root.to_owned());
        self.said(&channel, Message { user, text: text.to_owned(), thread_ts, ..Message::default() })
    }

    /// Somebody shares a file.
    pub fn share(&self, channel: &str, who: &str, text: &str, (name, content): (&str, &[u8])) -> Sent {
        let (channel, user) = (self.channel(channel), self.person(who));
        let file = {
            let mut inner = self.state.lock();
            let id = format!("F{:04}", inner.world.next());
            let file = File {
                id: id.clone(),
                name: name.into(),
                content: content.into(),
                is_shared: true,
                announced: 0,
            };
            inner.world.files.insert(id.clone(), file);
            id
        };
        self.said(&channel, Message { user, text: text.to_owned(), files: vec![file], ..Message::default() })
    }

    /// Another program says something.
    pub fn program_says(&self, channel: &str, program: &str, text: &str) -> Sent {
        let channel = self.channel(channel);
        let message = Message { user: program.to_owned(), text: text.to_owned(), ..Message::default() };
        let message = self.keep(&channel, message);
        let mut event = self.told(&channel, &message);
        event["subtype"] = "bot_message".into();
        event["bot_id"] = "B0OTHER".into();
        self.happens(&message.ts, vec![event])
    }

    /// Somebody forwards what somebody else said, with a text of their own.
    pub fn forward(&self, channel: &str, who: &str, text: &str, (author, said): (&str, &str)) -> Sent {
        let (channel, user) = (self.channel(channel), self.person(who));
        let attachments = json!([{
            "is_share": true, "is_msg_unfurl": true, "author_id": self.person(author), "author_name": author, "text": said,
            "from_url": "https://stand-in.slack.example/archives/C1/p1", "fallback": said, "channel_team": TEAM,
        }]);
        self.said(&channel, Message { user, text: text.to_owned(), attachments, ..Message::default() })
    }

    /// Somebody changes what they said. Where it mentions loop now, Slack tells the mention anew.
    pub fn edit(&self, channel: &str, ts: &str, text: &str) -> Sent {
        let channel = self.channel(channel);
        let edited = self.change(&channel, ts, text);
        let Some(message) = edited else { return self.happens(ts, Vec::new()) };
        let told = self.state.lock().world.tell(&message, false);
        let event = json!({
            "type": "message", "subtype": "message_changed", "channel": channel, "channel_type": "channel",
            "ts": self.state.lock().world.next_ts(), "hidden": true, "message": told, "previous_message": told,
        });
        let mention = self.mention_of(&channel, &message);
        self.happens(ts, std::iter::once(event).chain(mention).collect())
    }

    /// Somebody changes what they said while no event of it reaches anybody.
    pub fn edit_unheard(&self, channel: &str, ts: &str, text: &str) {
        let channel = self.channel(channel);
        self.change(&channel, ts, text);
    }

    fn change(&self, channel: &str, ts: &str, text: &str) -> Option<Message> {
        let mut inner = self.state.lock();
        let message = inner.world.message_mut(channel, ts)?;
        message.edits.push(message.shown());
        message.text = text.to_owned();
        Some(message.clone())
    }

    /// A message is deleted.
    pub fn delete(&self, channel: &str, ts: &str) -> Sent {
        let channel = self.channel(channel);
        let mut inner = self.state.lock();
        if let Some(message) = inner.world.message_mut(&channel, ts) {
            message.is_deleted = true;
        }
        let event = json!({
            "type": "message", "subtype": "message_deleted", "channel": channel, "channel_type": "channel",
            "ts": inner.world.next_ts(), "deleted_ts": ts, "hidden": true,
        });
        drop(inner);
        self.happens(ts, vec![event])
    }

    /// Somebody gives a command, `/loop …`.
    pub fn slash(&self, channel: &str, who: &str, text: &str) -> Sent {
        let (channel, user) = (self.channel(channel), self.person(who));
        let response = self.way_back(&channel, &user);
        let mut inner = self.state.lock();
        let name = inner.world.channels.get(&channel).map(|channel| channel.name.clone()).unwrap_or_default();
        let payload = json!({
            "token": "verification", "team_id": TEAM, "team_domain": "stand-in", "channel_id": channel,
            "channel_name": name, "user_id": user, "user_name": who, "command": "/loop", "text": text,
            "api_app_id": APP, "is_enterprise_install": "false", "response_url": response,
            "trigger_id": format!("{}.trigger", inner.world.next()),
        });
        drop(inner);
        self.send("", vec![Event::new("slash_commands", payload)])
    }

    /// Somebody presses a button of a message, by its label.
    pub fn press(&self, channel: &str, ts: &str, who: &str, label: &str) -> Sent {
        let (channel, user) = (self.channel(channel), self.person(who));
        let response = self.way_back(&channel, &user);
        let mut inner = self.state.lock();
        let message = inner.world.message(&channel, ts).cloned().unwrap_or_default();
        let buttons =
            message.blocks.as_array().into_iter().flatten().flat_map(|block| block["elements"].as_array());
        let mut button =
            buttons.flatten().find(|button| button["text"]["text"] == label).cloned().unwrap_or_default();
        assert!(button.is_object(), "there is no button `{label}` to press on {ts}");
        button["action_ts"] = inner.world.next_ts().into();
        button["block_id"] = "b1".into();
        let payload = json!({
            "type": "block_actions", "team": { "id": TEAM, "domain": "stand-in" },
            "user": { "id": user, "username": who, "name": who, "team_id": TEAM }, "api_app_id": APP,
            "token": "verification", "trigger_id": format!("{}.trigger", inner.world.next()),
            "container": { "type": "message", "message_ts": ts, "channel_id": channel, "thread_ts": message.thread_ts },
            "channel": { "id": channel, "name": "channel" }, "message": inner.world.tell(&message, false),
            "response_url": response, "actions": [button], "is_enterprise_install": false, "enterprise": null,
        });
        drop(inner);
        self.send(ts, vec![Event::new("interactive", payload)])
    }

    /// Loop is invited to a channel.
    pub fn invite(&self, channel: &str, who: &str) -> Sent {
        let inviter = self.person(who);
        let id = self.arrange(channel, |channel| channel.is_member = true);
        self.event(json!({
            "type": "member_joined_channel", "user": BOT_USER, "channel": id, "channel_type": "C",
            "team": TEAM, "inviter": inviter,
        }))
    }

    /// Loop is removed from a channel.
    pub fn kick(&self, channel: &str) -> Sent {
        let id = self.arrange(channel, |channel| channel.is_member = false);
        self.event(json!({
            "type": "member_left_channel", "user": BOT_USER, "channel": id, "channel_type": "C", "team": TEAM,
        }))
    }

    /// A channel is archived.
    pub fn archive(&self, channel: &str) -> Sent {
        let id = self.arrange(channel, |channel| channel.is_archived = true);
        self.event(json!({ "type": "channel_archive", "channel": id, "user": self.person("ann") }))
    }

    /// A channel comes back from the archive.
    pub fn unarchive(&self, channel: &str) -> Sent {
        let id = self.arrange(channel, |channel| channel.is_archived = false);
        self.event(json!({ "type": "channel_unarchive", "channel": id, "user": self.person("ann") }))
    }

    /// A channel gets another name.
    pub fn rename(&self, channel: &str, name: &str) -> Sent {
        let id = self.arrange(channel, |channel| channel.name = name.to_owned());
        self.event(json!({ "type": "channel_rename", "channel": { "id": id, "name": name, "created": 1_700_000_000 } }))
    }

    /// A channel is deleted.
    pub fn remove_channel(&self, channel: &str) -> Sent {
        let id = self.arrange(channel, |channel| channel.is_deleted = true);
        self.event(json!({ "type": "channel_deleted", "channel": id }))
    }

    /// Somebody opens loop as an assistant; gives the conversation and its thread.
    pub fn open_assistant(&self, who: &str) -> (Sent, String, String) {
        let user = self.person(who);
        let mut inner = self.state.lock();
        let channel = inner.world.direct(&user);
        drop(inner);
        let root = Message { user: BOT_USER.to_owned(), text: "New chat".to_owned(), ..Message::default() };
        let ts = self.keep(&channel, root).ts;
        self.state.lock().world.assistant_threads.push((channel.clone(), ts.clone()));
        let thread = json!({ "user_id": user, "channel_id": channel, "thread_ts": ts, "context": {} });
        let sent = self
            .event(json!({ "type": "assistant_thread_started", "assistant_thread": thread, "event_ts": ts }));
        (sent, channel, ts)
    }

    /// Any event of the Events API.
    pub fn event(&self, event: Value) -> Sent {
        self.happens("", vec![event])
    }

    /// An envelope of any type.
    pub fn envelope(&self, kind: &'static str, payload: Value) -> Sent {
        self.send("", vec![Event::new(kind, payload)])
    }

    /// Where a private answer to somebody goes.
    fn way_back(&self, channel: &str, user: &str) -> String {
        let mut inner = self.state.lock();
        let id = format!("r{}", inner.world.next());
        let response = Response { channel: channel.to_owned(), user: user.to_owned(), uses: 0 };
        inner.world.responses.insert(id.clone(), response);
        format!("{}/response/{id}", self.base())
    }

    fn keep(&self, channel: &str, message: Message) -> Message {
        let mut inner = self.state.lock();
        let message = Message { ts: inner.world.next_ts(), ..message };
        if let Some(channel) = inner.world.channels.get_mut(channel) {
            channel.messages.push(message.clone());
        }
        message
    }

    /// A message as its event tells it.
    fn told(&self, channel: &str, message: &Message) -> Value {
        let inner = self.state.lock();
        let mut event = inner.world.tell(message, false);
        event["channel"] = channel.into();
        event["channel_type"] = if channel.starts_with('D') { "im" } else { "channel" }.into();
        event["event_ts"] = message.ts.as_str().into();
        if !message.files.is_empty() {
            event["subtype"] = "file_share".into();
        }
        if let Some(root) = message.thread_ts.as_deref().and_then(|root| inner.world.message(channel, root)) {
            event["parent_user_id"] = root.user.as_str().into();
        }
        event
    }

    fn said(&self, channel: &str, message: Message) -> Sent {
        let message = self.keep(channel, message);
        let event = self.told(channel, &message);
        let mention = self.mention_of(channel, &message);
        self.happens(&message.ts, std::iter::once(event).chain(mention).collect())
    }

    /// The event of a mention, if a message mentions loop.
    fn mention_of(&self, channel: &str, message: &Message) -> Option<Value> {
        let is_mention = message.text.contains(&format!("<@{BOT_USER}>")) && !channel.starts_with('D');
        let mut mention = self.told(channel, message);
        mention["type"] = "app_mention".into();
        for field in ["channel_type", "subtype", "parent_user_id"] {
            mention.as_object_mut().map(|mention| mention.remove(field));
        }
        is_mention.then_some(mention)
    }

    fn happens(&self, ts: &str, events: Vec<Value>) -> Sent {
        let wrap = |event| {
            let id = format!("Ev{:06}", self.state.lock().world.next());
            let payload = json!({
                "token": "verification", "team_id": TEAM, "api_app_id": APP, "event": event,
                "type": "event_callback", "event_id": id, "event_time": 1_700_000_000,
                "authorizations": [{ "team_id": TEAM, "user_id": BOT_USER, "is_bot": true, "enterprise_id": null,
                    "is_enterprise_install": false }],
            });
            Event::new("events_api", payload)
        };
        let events = events.into_iter().map(wrap).collect();
        self.send(ts, events)
    }

    fn send(&self, ts: &str, events: Vec<Event>) -> Sent {
        let mut keys = Vec::new();
        for event in events {
            let mut inner = self.state.lock();
            let key = format!("envelope-{}", inner.world.next());
            inner.events.insert(key.clone(), event);
            drop(inner);
            self.state.tasks.spawn(link::deliver(Arc::clone(&self.state), key.clone()));
            keys.push(key);
        }
        Sent { ts: ts.to_owned(), keys, slack: self.clone() }
    }

    /// The token that its API takes.
    pub fn bot_token(&self) -> &'static str {
        BOT_TOKEN
    }
}
