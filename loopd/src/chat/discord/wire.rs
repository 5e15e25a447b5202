//! What is read of Discord's JSON, and no more: a field that we do not need can change without harm. The types of
//! `serenity` are stricter: one part of a message that they do not know costs the whole message, and its page.

use std::collections::HashMap;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A value that may be missing or null, where there is a good one for both.
fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(from: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}

/// Whatever comes from the gateway.
#[derive(Debug, Deserialize)]
pub(super) struct Frame {
    pub op: u8,
    #[serde(default)]
    pub d: Value,
    pub s: Option<u64>,
    pub t: Option<String>,
}

/// The beginning of a session.
#[derive(Debug, Deserialize)]
pub(super) struct Ready {
    pub session_id: String,
    pub resume_gateway_url: String,
    #[serde(default)]
    pub guilds: Vec<Id>,
}

/// Something of which only the id counts.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Id {
    pub id: String,
}

/// Somebody, or loop.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(default)]
pub(super) struct User {
    pub id: String,
    pub username: String,
    pub global_name: Option<String>,
    #[serde(deserialize_with = "or_default")]
    pub bot: bool,
}

/// The application.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct App {
    pub id: String,
    #[serde(default)]
    pub flags: u64,
}

/// Where the gateway is, and how many sessions may be begun.
#[derive(Debug, Deserialize)]
pub(super) struct Gateway {
    pub url: String,
    #[serde(default)]
    pub session_start_limit: Option<Starts>,
}

/// How many sessions may be begun.
#[derive(Debug, Deserialize)]
pub(super) struct Starts {
    pub remaining: u64,
    /// Milliseconds until there are more.
    pub reset_after: u64,
}

/// Somebody as a member of a server.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Member {
    pub nick: Option<String>,
    pub roles: Vec<String>,
    pub user: Option<User>,
}

/// A server.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Guild {
    pub id: String,
    #[serde(deserialize_with = "or_default")]
    pub unavailable: bool,
    pub system_channel_id: Option<String>,
    pub channels: Vec<Channel>,
    pub threads: Vec<Channel>,
    pub roles: Vec<Role>,
}

/// A role.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Role {
    pub id: String,
    pub name: String,
    pub tags: Option<Tags>,
}

/// What a role was made for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Tags {
    pub bot_id: Option<String>,
}

/// A role that was made, changed or deleted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RoleNews {
    pub guild_id: String,
    pub role: Option<Role>,
    pub role_id: Option<String>,
}

/// A channel or thread.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Channel {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: u8,
    #[serde(deserialize_with = "or_default")]
    pub name: String,
    pub guild_id: Option<String>,
    pub parent_id: Option<String>,
    pub owner_id: Option<String>,
    pub last_message_id: Option<String>,
    /// Messages of a thread, without the one that it began with.
    pub message_count: u64,
    pub newly_created: bool,
}

impl Channel {
    /// A conversation between loop and one person.
    pub fn is_direct(&self) -> bool {
        self.kind == 1
    }

    /// A thread; also a post in a forum.
    pub fn is_thread(&self) -> bool {
        matches!(self.kind, 10..=12)
    }

    /// A channel in which people write, and which can have threads.
    pub fn is_text(&self) -> bool {
        matches!(self.kind, 0 | 5)
    }
}

/// Threads that are told all at once.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Threads {
    pub guild_id: Option<String>,
    pub threads: Vec<Channel>,
}

/// A message, from an event or from the history.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Message {
    pub id: String,
    pub channel_id: String,
    pub guild_id: Option<String>,
    #[serde(rename = "type")]
    pub kind: u8,
    pub author: User,
    pub member: Option<Member>,
    pub webhook_id: Option<String>,
    #[serde(deserialize_with = "or_default")]
    pub content: String,
    pub nonce: Value,
    pub mentions: Vec<Mentioned>,
    pub attachments: Vec<Attachment>,
    pub components: Vec<Value>,
    pub message_reference: Option<Reference>,
    pub referenced_message: Option<Box<Message>>,
    pub message_snapshots: Vec<Snapshot>,
    /// The thread that began with it.
    pub thread: Option<Channel>,
}

/// Somebody who is mentioned.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Mentioned {
    #[serde(flatten)]
    pub user: User,
    pub member: Option<Member>,
}

/// A file of a message.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Attachment {
    pub filename: String,
    pub size: u64,
    pub url: String,
}

/// The message that another answers, forwards or notes something about.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Reference {
    pub message_id: Option<String>,
    pub channel_id: Option<String>,
}

/// What a forwarded message said.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Snapshot {
    pub message: Said,
}

/// The part of a forwarded message that is read.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Said {
    #[serde(deserialize_with = "or_default")]
    pub content: String,
    pub attachments: Vec<Attachment>,
}

/// A command, a button, or something that is being typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Interaction {
    pub id: String,
    pub application_id: String,
    #[serde(rename = "type")]
    pub kind: u8,
    pub token: String,
    pub guild_id: Option<String>,
    pub channel_id: Option<String>,
    pub channel: Option<Channel>,
    pub member: Option<Member>,
    pub user: Option<User>,
    pub data: Data,
}

/// What a command or button is about.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Data {
    pub name: String,
    pub options: Vec<Given>,
    pub custom_id: String,
    pub resolved: Resolved,
}

/// An argument, or a command within a command.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Given {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: u8,
    pub value: Value,
    pub options: Vec<Given>,
    pub focused: bool,
}

/// What is known of those whom arguments are about.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Resolved {
    pub users: HashMap<String, User>,
    pub roles: HashMap<String, Role>,
}

impl User {
    /// The name that people see.
    pub fn shown(&self) -> &str {
        self.global_name.as_deref().filter(|name| !name.is_empty()).unwrap_or(&self.username)
    }
}

/// The name that people see in a server.
pub(super) fn shown<'a>(user: &'a User, member: Option<&'a Member>) -> &'a str {
    let nick = member.and_then(|member| member.nick.as_deref());
    nick.filter(|nick| !nick.is_empty()).unwrap_or_else(|| user.shown())
}

/// The roles that somebody has in a server. `@everyone` has the server's id and is never told among them.
pub(super) fn roles(member: &Member, guild: Option<&String>) -> Vec<String> {
    member.roles.iter().chain(guild).cloned().collect()
}

/// An id as a number: ids are in order of time, but not as texts.
pub(super) fn number(id: &str) -> u64 {
    id.parse().unwrap_or_default()
}
