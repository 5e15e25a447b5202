//! What the stand-in server holds: people, roles, channels, threads, messages with their history, files. Nothing of HTTP.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

/// Loop's own user.
pub const BOT_USER: &str = "1000000000000000001";
/// The application, whose id is not its user's.
pub const APP: &str = "1000000000000000002";
/// The server; also the id of the role that everybody has.
pub const GUILD: &str = "1000000000000000003";
/// Another server, in which there is nothing but channels.
pub(super) const ANOTHER_GUILD: &str = "1000000000000000009";
/// The role that the server gave loop when it was invited.
pub const BOT_ROLE: &str = "1000000000000000004";

/// What is told of the server that never changes.
const SERVER: &str = r#"{
    "name": "Stand-in", "unavailable": false, "joined_at": "2026-01-01T00:00:00.000000+00:00", "large": false,
    "emojis": [], "stickers": [], "features": [], "voice_states": [], "presences": [], "stage_instances": [],
    "guild_scheduled_events": [], "soundboard_sounds": [], "icon": null, "splash": null, "discovery_splash": null,
    "afk_channel_id": null, "afk_timeout": 300, "verification_level": 0, "default_message_notifications": 0,
    "explicit_content_filter": 0, "mfa_level": 0, "application_id": null, "system_channel_id": null,
    "system_channel_flags": 0, "rules_channel_id": null, "vanity_url_code": null, "description": null, "banner": null,
    "premium_tier": 0, "premium_subscription_count": 0, "preferred_locale": "en-US", "public_updates_channel_id": null,
    "nsfw_level": 0, "premium_progress_bar_enabled": false, "safety_alerts_channel_id": null
}"#;

/// A text channel.
pub const TEXT: u8 = 0;
/// A conversation with one person.
pub const DIRECT: u8 = 1;
/// A thread that everybody sees.
pub const THREAD: u8 = 11;

/// Somebody.
#[derive(Clone, Debug)]
pub struct Person {
    /// Their id.
    pub id: String,
    /// The name people see.
    pub name: String,
    /// True of another program.
    pub is_bot: bool,
    /// The roles they have in the server.
    pub roles: Vec<String>,
}

/// A role of the server.
#[derive(Clone, Debug)]
pub struct Role {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The bot that it belongs to, if it was made for one.
    pub bot: Option<String>,
}

/// A channel, a thread, or a conversation with one person.
#[derive(Clone, Debug)]
pub struct Channel {
    /// Its id; a thread that began with a message has that message's.
    pub id: String,
    /// Its name.
    pub name: String,
    /// [`TEXT`], [`DIRECT`] or [`THREAD`].
    pub kind: u8,
    /// The server that it is in; means nothing for a conversation with one person.
    pub guild: &'static str,
    /// The channel that a thread belongs to.
    pub parent: Option<String>,
    /// Who began a thread.
    pub owner: String,
    /// True once it has been deleted.
    pub is_deleted: bool,
    /// True of a thread that rests; saying something wakes it.
    pub is_archived: bool,
    /// False where loop may not look.
    pub is_visible: bool,
    /// False where loop may not write.
    pub is_writable: bool,
    /// True once loop has joined a thread.
    pub is_joined: bool,
    /// How often typing was shown.
    pub typing: usize,
    /// Everything said, oldest first.
    pub messages: Vec<Message>,
}

impl Channel {
    /// An empty one.
    pub(super) fn new(id: &str, name: &str, kind: u8) -> Self {
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            kind,
            guild: GUILD,
            parent: None,
            owner: BOT_USER.to_owned(),
            is_deleted: false,
            is_archived: false,
            is_visible: true,
            is_writable: true,
            is_joined: false,
            typing: 0,
            messages: Vec::new(),
        }
    }

    /// Whether it is a thread.
    pub fn is_thread(&self) -> bool {
        self.kind == THREAD
    }
}

/// A message.
#[derive(Clone, Debug, Default)]
pub struct Message {
    /// Its id.
    pub id: String,
    /// Who said it.
    pub author: String,
    /// The text as it came over the wire.
    pub content: String,
    /// 0; 19 of an answer to another; others are notes of the platform's own.
    pub kind: u8,
    /// The message that it answers.
    pub answers: Option<String>,
    /// What its sender knows it by, told with the event but not in the history.
    pub nonce: Value,
    /// What it showed before each edit, oldest first.
    pub edits: Vec<String>,
    /// True once it has been deleted.
    pub is_deleted: bool,
    /// Its buttons and the like; null if it has none.
    pub components: Value,
    /// Bits such as 4: no previews of links.
    pub flags: u64,
    /// Its files.
    pub files: Vec<File>,
    /// Who was called by it: ids of people and roles, and `everyone`.
    pub called: BTreeSet<String>,
    /// Who reacted with what.
    pub reactions: Vec<(String, String)>,
    /// True when a webhook said it.
    pub is_hook: bool,
}

impl Message {
    /// What a person reads; buttons as `[label]`.
    pub fn shown(&self) -> String {
        let rows = self.components.as_array().into_iter().flatten();
        let buttons = rows.flat_map(|row| row["components"].as_array().into_iter().flatten());
        let labels = buttons.filter_map(|button| button["label"].as_str()).map(|label| format!("[{label}]"));
        let labels: Vec<String> = labels.collect();
        [self.content.clone(), labels.join(" ")]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("\n")
    }
}

/// A file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its content.
    pub content: Vec<u8>,
}

/// An answer that only one person sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Private {
    /// The channel.
    pub channel: String,
    /// Who sees it.
    pub user: String,
    /// What they read; "" while they are told to wait.
    pub text: String,
}

/// Everything.
#[derive(Debug, Default)]
pub(super) struct World {
    pub people: BTreeMap<String, Person>,
    pub roles: Vec<Role>,
    pub channels: BTreeMap<String, Channel>,
    pub private: Vec<Private>,
    /// Commands that are registered: of the app (""), and of each server.
    pub commands: BTreeMap<String, Value>,
    /// False while the server is out of order.
    pub is_available: bool,
    /// False once loop was removed from the server.
    pub is_member: bool,
    /// Whether loop is in another server too.
    pub is_elsewhere: bool,
    last_id: u64,
}

impl World {
    pub fn new() -> Self {
        let mut world = Self { is_available: true, is_member: true, ..Self::default() };
        let roles = vec![BOT_ROLE.to_owned()];
        let bot = Person { id: BOT_USER.into(), name: "loop".into(), is_bot: true, roles };
        world.people.insert(bot.id.clone(), bot);
        let everyone = Role { id: GUILD.into(), name: "@everyone".into(), bot: None };
        let ours = Role { id: BOT_ROLE.into(), name: "loop".into(), bot: Some(BOT_USER.into()) };
        world.roles = vec![everyone, ours];
        world
    }

    /// An id later than every other; its time is the present.
    pub fn next(&mut self) -> String {
        let since = std::time::UNIX_EPOCH.elapsed().unwrap_or_default().as_millis();
        let since = u64::try_from(since).unwrap_or_default().saturating_sub(1_420_070_400_000);
        // Milliseconds in the upper bits; ids of one millisecond follow each other.
        self.last_id = (since << 22).max(self.last_id + 1);
        self.last_id.to_string()
    }

    /// The id of somebody of that name; made if there is none.
    pub fn person(&mut self, name: &str) -> String {
        if let Some(person) = self.people.values().find(|person| person.name == name || person.id == name) {
            return person.id.clone();
        }
        let id = self.next();
        let person = Person { id: id.clone(), name: name.to_owned(), is_bot: false, roles: Vec::new() };
        self.people.insert(id.clone(), person);
        id
    }

    /// The id of a role of that name; made if there is none.
    pub fn role(&mut self, name: &str) -> String {
        if let Some(role) = self.roles.iter().find(|role| role.name == name || role.id == name) {
            return role.id.clone();
        }
        let id = self.next();
        self.roles.push(Role { id: id.clone(), name: name.to_owned(), bot: None });
        id
    }

    /// The id of a channel or thread of that name; a channel is made if there is none.
    pub fn channel(&mut self, name: &str) -> String {
        let name = name.trim_start_matches('#');
        let known = self.channels.values().find(|channel| channel.name == name || channel.id == name);
        if let Some(channel) = known {
            return channel.id.clone();
        }
        let id = self.next();
        self.channels.insert(id.clone(), Channel::new(&id, name, TEXT));
        id
    }

    /// The id of the conversation with one person.
    pub fn direct(&mut self, person: &str) -> String {
        let of_them =
            |channel: &&Channel| channel.kind == DIRECT && channel.parent.as_deref() == Some(person);
        if let Some(channel) = self.channels.values().find(of_them) {
            return channel.id.clone();
        }
        let id = self.next();
        let channel = Channel { parent: Some(person.to_owned()), ..Channel::new(&id, "", DIRECT) };
        self.channels.insert(id.clone(), channel);
        id
    }

    pub fn message(&self, channel: &str, id: &str) -> Option<&Message> {
        self.channels.get(channel)?.messages.iter().find(|message| message.id == id)
    }

    pub fn message_mut(&mut self, channel: &str, id: &str) -> Option<&mut Message> {
        self.channels.get_mut(channel)?.messages.iter_mut().find(|message| message.id == id)
    }

    /// Somebody as the platform tells them.
    pub fn tell_user(&self, id: &str) -> Value {
        let (name, is_bot) =
            self.people.get(id).map_or((id, true), |person| (person.name.as_str(), person.is_bot));
        let handle = name.to_lowercase().replace(' ', ".");
        json!({
            "id": id, "username": handle, "global_name": if is_bot { Value::Null } else { name.into() },
            "discriminator": "0", "avatar": null, "bot": is_bot, "public_flags": 0, "flags": 0,
        })
    }

    /// Somebody as a member of the server.
    pub fn tell_member(&self, id: &str, with_user: bool) -> Value {
        let roles = self.people.get(id).map(|person| person.roles.clone()).unwrap_or_default();
        let mut member = json!({
            "roles": roles, "nick": null, "avatar": null, "joined_at": "2026-01-01T00:00:00.000000+00:00",
            "deaf": false, "mute": false, "flags": 0, "pending": false, "permissions": "2147483647",
        });
        if with_user {
            member["user"] = self.tell_user(id);
        }
        member
    }

    /// A role as the platform tells it.
    pub fn tell_role(role: &Role) -> Value {
        let mut told = json!({
            "id": role.id, "name": role.name, "color": 0, "hoist": false, "position": 0, "permissions": "2147483647",
            "managed": role.bot.is_some(), "mentionable": true, "flags": 0,
            "colors": { "primary_color": 0, "secondary_color": null, "tertiary_color": null },
        });
        if let Some(bot) = &role.bot {
            told["tags"] = json!({ "bot_id": bot });
        }
        told
    }

    /// A channel as the platform tells it.
    pub fn tell_channel(&self, channel: &Channel) -> Value {
        let last = channel.messages.last().map(|message| message.id.clone());
        let mut told = json!({ "id": channel.id, "type": channel.kind, "last_message_id": last, "flags": 0 });
        if channel.kind == DIRECT {
            let person = channel.parent.clone().unwrap_or_default();
            told["recipients"] = json!([self.tell_user(&person)]);
            return told;
        }
        told["name"] = channel.name.as_str().into();
        told["guild_id"] = channel.guild.into();
        told["parent_id"] = channel.parent.clone().into();
        told["rate_limit_per_user"] = 0.into();
        if channel.is_thread() {
            told["owner_id"] = channel.owner.as_str().into();
            let said = channel.messages.iter().filter(|message| message.kind != 21).count();
            told["message_count"] = said.into();
            told["member_count"] = 1.into();
            told["total_message_sent"] = channel.messages.len().into();
            told["thread_metadata"] = json!({
                "archived": channel.is_archived, "auto_archive_duration": 10080, "locked": false,
                "archive_timestamp": "2026-01-01T00:00:00.000000+00:00", "create_timestamp": "2026-01-01T00:00:00.000000+00:00",
            });
            if channel.is_joined {
                let joined = "2026-01-01T00:00:00.000000+00:00";
                told["member"] =
                    json!({ "id": channel.id, "user_id": BOT_USER, "join_timestamp": joined, "flags": 0 });
            }
        } else {
            told["position"] = 0.into();
            told["permission_overwrites"] = json!([]);
            told["nsfw"] = false.into();
            told["topic"] = Value::Null;
        }
        told
    }

    /// The servers that loop is in.
    pub fn guilds(&self) -> Vec<&'static str> {
        let another = self.is_elsewhere.then_some(ANOTHER_GUILD);
        self.is_member.then_some(GUILD).into_iter().chain(another).collect()
    }

    /// A server as it is told when somebody connects or joins.
    pub fn tell_guild(&self, id: &str) -> Value {
        let told = |threads: bool| -> Vec<Value> {
            let here = self.channels.values().filter(|it| it.kind != DIRECT && it.guild == id);
            let all = here.filter(|it| !it.is_deleted && it.is_visible);
            let some = all.filter(|it| it.is_thread() == threads && !(threads && it.is_archived));
            some.map(|channel| self.tell_channel(channel)).collect()
        };
        let mut guild: Value = serde_json::from_str(SERVER).unwrap_or_default();
        guild["id"] = id.into();
        guild["owner_id"] = BOT_USER.into();
        guild["member_count"] = self.people.len().into();
        guild["channels"] = told(false).into();
        guild["threads"] = told(true).into();
        guild["roles"] = self.roles.iter().map(Self::tell_role).collect();
        guild["members"] = json!([self.tell_member(BOT_USER, true)]);
        guild
    }

    /// A message as the platform tells it.
    pub fn tell(&self, channel: &str, message: &Message) -> Value {
        let people = message.called.iter().filter(|id| self.people.contains_key(*id));
        let roles = message.called.iter().filter(|id| self.roles.iter().any(|role| role.id == **id));
        let mut told = json!({
            "id": message.id, "channel_id": channel, "type": message.kind, "author": self.tell_user(&message.author),
            "content": message.content, "timestamp": "2026-01-01T00:00:00.000000+00:00",
            "edited_timestamp": if message.edits.is_empty() { Value::Null } else { "2026-01-01T00:00:01.000000+00:00".into() },
            "tts": false, "mention_everyone": message.called.contains("everyone"),
            "mentions": people.map(|id| self.tell_user(id)).collect::<Vec<_>>(), "mention_roles": roles.collect::<Vec<_>>(),
            "attachments": message.files.iter().map(|file| tell_file(channel, file)).collect::<Vec<_>>(),
            "embeds": [], "pinned": false, "flags": message.flags,
            "components": if message.components.is_null() { json!([]) } else { message.components.clone() },
        });
        if message.is_hook {
            told["webhook_id"] = message.author.as_str().into();
        }
        if let Some(answered) = &message.answers {
            told["message_reference"] =
                json!({ "type": 0, "message_id": answered, "channel_id": channel, "guild_id": GUILD });
            let before = self.message(channel, answered).filter(|before| !before.is_deleted);
            told["referenced_message"] = before.map_or(Value::Null, |before| self.tell(channel, before));
        }
        if self.channels.contains_key(&message.id) {
            told["thread"] =
                self.channels.get(&message.id).map_or(Value::Null, |thread| self.tell_channel(thread));
        }
        told
    }

    /// What a person reads in a channel or thread; a line a message.
    pub fn transcript(&self, channel: &str) -> String {
        let Some(channel) = self.channels.get(channel) else { return String::new() };
        let mut lines = String::new();
        for message in channel.messages.iter().filter(|message| !message.is_deleted) {
            let author = self.people.get(&message.author);
            let name = author.map_or(message.author.as_str(), |who| who.name.as_str());
            let files: String = message.files.iter().map(|file| format!(" <{}>", file.name)).collect();
            lines.push_str(&format!("{name}: {}{files}\n", message.shown()));
        }
        lines
    }
}

/// A file as the platform tells it; its address is filled in on the way out.
fn tell_file(channel: &str, file: &File) -> Value {
    json!({
        "id": file.id, "filename": file.name, "size": file.content.len(), "content_type": "application/octet-stream",
        "url": format!("@base/attachments/{channel}/{}/{}?ex=1&is=1&hm=1", file.id, file.name),
        "proxy_url": format!("@base/attachments/{channel}/{}/{}", file.id, file.name),
    })
}
