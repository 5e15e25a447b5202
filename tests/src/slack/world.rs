//! What the stand-in workspace holds: people, channels, messages with their history, files. Nothing of HTTP.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Loop's own user.
pub const BOT_USER: &str = "U0LOOP";
/// Loop's id as the author of messages.
pub const BOT: &str = "B0LOOP";
/// The workspace.
pub const TEAM: &str = "T0TEAM";
/// The app.
pub const APP: &str = "A0LOOP";

/// Somebody.
#[derive(Clone, Debug)]
pub struct Person {
    /// `U…`.
    pub id: String,
    /// The name people see.
    pub name: String,
    /// True of another program.
    pub is_bot: bool,
}

/// A conversation.
#[derive(Clone, Debug, Default)]
pub struct Channel {
    /// `C…`, or `D…` for one with a single person.
    pub id: String,
    /// Its name, without the `#`.
    pub name: String,
    /// True when it is archived.
    pub is_archived: bool,
    /// True when it has been deleted.
    pub is_deleted: bool,
    /// True when only its members see it.
    pub is_private: bool,
    /// True when loop is in it.
    pub is_member: bool,
    /// People who were brought into it.
    pub invited: Vec<String>,
    /// Everything said, oldest first, replies included.
    pub messages: Vec<Message>,
}

/// A message.
#[derive(Clone, Debug, Default)]
pub struct Message {
    /// Its id within the channel.
    pub ts: String,
    /// The first message of its thread, where it belongs to one.
    pub thread_ts: Option<String>,
    /// Who said it.
    pub user: String,
    /// The text as it came over the wire.
    pub text: String,
    /// Its blocks; null if it has none.
    pub blocks: Value,
    /// What was stored with it; null if nothing was.
    pub metadata: Value,
    /// What it showed before each edit, oldest first.
    pub edits: Vec<String>,
    /// True when it has been deleted.
    pub is_deleted: bool,
    /// Ids of its files.
    pub files: Vec<String>,
    /// Who reacted with what.
    pub reactions: Vec<(String, String)>,
    /// What is forwarded with it; null if nothing is.
    pub attachments: Value,
}

impl Message {
    /// What a person reads: the blocks if there are any, else the text; buttons as `[label]`.
    pub fn shown(&self) -> String {
        let Some(blocks) = self.blocks.as_array().filter(|blocks| !blocks.is_empty()) else {
            return unescape(&self.text);
        };
        let parts: Vec<String> = blocks.iter().map(shown_block).filter(|part| !part.is_empty()).collect();
        parts.join("\n")
    }

    /// Whether it belongs to a thread as a reply, not as its first message.
    pub fn is_reply(&self) -> bool {
        self.thread_ts.as_ref().is_some_and(|root| *root != self.ts)
    }
}

fn shown_block(block: &Value) -> String {
    match block["type"].as_str() {
        // Markdown knows no `<@…>`, `&lt;` and the like, but Slack reads mentions in it.
        Some("markdown") => block["text"].as_str().unwrap_or_default().to_owned(),
        Some("section") => unescape(block["text"]["text"].as_str().unwrap_or_default()),
        Some("context") => {
            let texts = block["elements"].as_array().into_iter().flatten();
            texts.filter_map(|text| text["text"].as_str()).map(unescape).collect::<Vec<_>>().join(" ")
        }
        Some("actions") => {
            let labels = block["elements"].as_array().into_iter().flatten();
            labels
                .filter_map(|button| button["text"]["text"].as_str())
                .map(|label| format!("[{label}]"))
                .collect::<Vec<_>>()
                .join(" ")
        }
        Some(other) => format!("({other})"),
        None => String::new(),
    }
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// A file.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// `F…`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its content.
    pub content: Vec<u8>,
    /// The size that was announced for it.
    pub announced: u64,
    /// True once it has been shared in a conversation.
    pub is_shared: bool,
}

/// A group of people that can be mentioned at once.
#[derive(Clone, Debug)]
pub struct Group {
    /// `S…`.
    pub id: String,
    /// What it is mentioned by.
    pub handle: String,
    /// Ids of its people.
    pub users: Vec<String>,
}

/// An answer that only one person sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Private {
    /// The channel.
    pub channel: String,
    /// Who sees it.
    pub user: String,
    /// What they read.
    pub text: String,
}

/// Where a private answer may go.
#[derive(Clone, Debug)]
pub(super) struct Response {
    pub channel: String,
    pub user: String,
    pub uses: usize,
}

/// Everything.
#[derive(Debug, Default)]
pub(super) struct World {
    pub people: BTreeMap<String, Person>,
    pub channels: BTreeMap<String, Channel>,
    pub files: BTreeMap<String, File>,
    pub groups: Vec<Group>,
    pub private: Vec<Private>,
    pub responses: BTreeMap<String, Response>,
    /// The status shown in an assistant's thread, by channel and thread.
    pub statuses: BTreeMap<(String, String), Vec<String>>,
    /// Threads that an assistant was opened in.
    pub assistant_threads: Vec<(String, String)>,
    /// When it began, in microseconds since 1970.
    began: u64,
    /// The same by our own clock.
    begun: Option<Instant>,
    /// How many seconds pass in one of ours.
    speed: u32,
    /// The last time stamp that was given, in microseconds since 1970.
    last: u64,
    count: u64,
}

impl World {
    pub fn new(speed: u32) -> Self {
        let bot = Person { id: BOT_USER.into(), name: "loop".into(), is_bot: true };
        let began = micros(std::time::UNIX_EPOCH.elapsed().unwrap_or_default());
        let begun = Some(Instant::now());
        Self { people: BTreeMap::from([(bot.id.clone(), bot)]), began, begun, speed, ..Self::default() }
    }

    pub fn next(&mut self) -> u64 {
        self.count += 1;
        self.count
    }

    /// Moves the clock on.
    pub fn pass(&mut self, time: Duration) {
        self.began += micros(time);
    }

    /// The time stamp of now, later than every other.
    pub fn next_ts(&mut self) -> String {
        let passed = self.begun.map(|begun| begun.elapsed() * self.speed).unwrap_or_default();
        self.last = (self.began + micros(passed)).max(self.last + 1);
        format!("{}.{:06}", self.last / 1_000_000, self.last % 1_000_000)
    }

    /// The id of somebody of that name; made if there is none.
    pub fn person(&mut self, name: &str) -> String {
        if let Some(person) = self.people.values().find(|person| person.name == name || person.id == name) {
            return person.id.clone();
        }
        let id = format!("U{:04}{}", self.next(), name.to_ascii_uppercase().replace(' ', ""));
        let person = Person { id: id.clone(), name: name.to_owned(), is_bot: false };
        self.people.insert(id.clone(), person);
        id
    }

    /// The id of a channel of that name, in which loop is; made if there is none.
    pub fn channel(&mut self, name: &str) -> String {
        let name = name.trim_start_matches('#');
        let known = self.channels.values().find(|channel| channel.name == name || channel.id == name);
        if let Some(channel) = known {
            return channel.id.clone();
        }
        let id = format!("C{:04}{}", self.next(), name.to_ascii_uppercase().replace('-', ""));
        let channel =
            Channel { id: id.clone(), name: name.to_owned(), is_member: true, ..Channel::default() };
        self.channels.insert(id.clone(), channel);
        id
    }

    /// The id of the conversation with one person.
    pub fn direct(&mut self, person: &str) -> String {
        let id = format!("D{}", &person[1..]);
        let channel = Channel { id: id.clone(), is_member: true, ..Channel::default() };
        self.channels.entry(id.clone()).or_insert(channel);
        id
    }

    pub fn message(&self, channel: &str, ts: &str) -> Option<&Message> {
        let messages = &self.channels.get(channel)?.messages;
        messages.iter().find(|message| message.ts == ts)
    }

    pub fn message_mut(&mut self, channel: &str, ts: &str) -> Option<&mut Message> {
        let messages = &mut self.channels.get_mut(channel)?.messages;
        messages.iter_mut().find(|message| message.ts == ts)
    }

    /// A message as the platform tells it.
    pub fn tell(&self, message: &Message, with_metadata: bool) -> Value {
        let mut told = json!({
            "type": "message", "user": message.user, "text": message.text, "ts": message.ts, "team": TEAM,
        });
        if message.user == BOT_USER {
            told["bot_id"] = BOT.into();
            told["app_id"] = APP.into();
        }
        if let Some(root) = &message.thread_ts {
            told["thread_ts"] = root.as_str().into();
        }
        if !message.blocks.is_null() {
            told["blocks"] = message.blocks.clone();
        }
        if with_metadata && !message.metadata.is_null() {
            told["metadata"] = message.metadata.clone();
        }
        if !message.attachments.is_null() {
            told["attachments"] = message.attachments.clone();
        }
        if !message.edits.is_empty() {
            told["edited"] = json!({ "user": message.user, "ts": message.ts });
        }
        if !message.files.is_empty() {
            told["files"] = message.files.iter().filter_map(|id| self.files.get(id)).map(tell_file).collect();
        }
        told
    }

    /// What a person reads in a channel, or in one of its threads; a line a message.
    pub fn transcript(&self, channel: &str, thread: Option<&str>) -> String {
        let Some(channel) = self.channels.get(channel) else { return String::new() };
        let mut lines = String::new();
        for message in channel.messages.iter().filter(|message| !message.is_deleted) {
            let belongs = match thread {
                Some(root) => message.ts == root || message.thread_ts.as_deref() == Some(root),
                None => !message.is_reply(),
            };
            if belongs {
                let name =
                    self.people.get(&message.user).map_or(message.user.as_str(), |who| who.name.as_str());
                let files = message.files.iter().filter_map(|id| self.files.get(id));
                let files: String = files.map(|file| format!(" <{}>", file.name)).collect();
                lines.push_str(&format!("{name}: {}{files}\n", message.shown()));
            }
        }
        lines
    }
}

/// A file as the platform tells it; its address is filled in on the way out.
pub(super) fn tell_file(file: &File) -> Value {
    json!({
        "id": file.id, "name": file.name, "title": file.name, "size": file.content.len(), "mode": "hosted",
        "mimetype": "application/octet-stream",
        "url_private": format!("@base/files/{}/{}", file.id, file.name),
        "url_private_download": format!("@base/files/{}/download/{}", file.id, file.name),
    })
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}
