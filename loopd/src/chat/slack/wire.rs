//! What is read of Slack's JSON, and no more: a field that we do not need can change without harm.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// Takes `null`, and anything of another kind, for nothing: what other apps attach to messages is not Slack's alone.
fn or_default<'de, D: Deserializer<'de>, T: serde::de::DeserializeOwned + Default>(
    from: D,
) -> Result<T, D::Error> {
    Ok(serde_json::from_value(Value::deserialize(from)?).unwrap_or_default())
}

/// Whatever comes over a socket.
#[derive(Debug, Deserialize)]
pub(super) struct Envelope {
    #[serde(rename = "type")]
    pub kind: String,
    pub envelope_id: Option<String>,
    /// Why the socket is about to end.
    pub reason: Option<String>,
    #[serde(default)]
    pub payload: Value,
}

/// Who we are, as `auth.test` says.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(super) struct Me {
    pub user_id: String,
    #[serde(default)]
    pub bot_id: String,
    #[serde(rename = "user")]
    pub name: String,
}

/// A message, from an event or from the history.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Message {
    pub channel: String,
    pub channel_type: String,
    pub ts: String,
    pub thread_ts: Option<String>,
    pub parent_user_id: Option<String>,
    pub subtype: Option<String>,
    pub user: Option<String>,
    pub bot_id: Option<String>,
    pub text: String,
    pub files: Vec<File>,
    #[serde(deserialize_with = "or_default")]
    pub attachments: Vec<Attachment>,
    /// Told of a message that was changed: when, and by whom.
    pub edited: Option<Value>,
    /// Of a thread's first message: the last one.
    pub latest_reply: Option<String>,
    pub metadata: Option<Metadata>,
}

/// A file of a message.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct File {
    pub name: Option<String>,
    pub size: u64,
    pub url_private: Option<String>,
    pub url_private_download: Option<String>,
}

/// What stands below a message: another one that is forwarded with it, or a preview of something.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Attachment {
    #[serde(deserialize_with = "or_default")]
    pub is_share: bool,
    #[serde(deserialize_with = "or_default")]
    pub is_msg_unfurl: bool,
    pub from_url: Option<String>,
    pub author_name: Option<String>,
    #[serde(deserialize_with = "or_default")]
    pub text: String,
    #[serde(deserialize_with = "or_default")]
    pub files: Vec<File>,
}

impl Attachment {
    /// A message of somebody else's, which people read there.
    pub fn is_forwarded(&self) -> bool {
        self.is_share || self.is_msg_unfurl
    }
}

/// What we store with a message.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Metadata {
    pub event_type: String,
    pub event_payload: Value,
}

/// Messages, a page of them.
#[derive(Debug, Deserialize)]
pub(super) struct Messages {
    #[serde(default)]
    pub messages: Vec<Message>,
    #[serde(default)]
    pub response_metadata: Option<Next>,
}

/// Where the next page begins.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Next {
    #[serde(default)]
    pub next_cursor: String,
}

/// The next page's place, if there is one.
pub(super) fn next(page: Option<Next>) -> Option<String> {
    page.map(|next| next.next_cursor).filter(|cursor| !cursor.is_empty())
}

/// A message that was posted.
#[derive(Debug, Deserialize)]
pub(super) struct Posted {
    pub ts: String,
}

/// A channel.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Channel {
    pub id: String,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub is_archived: bool,
    #[serde(default)]
    pub is_member: bool,
}

/// One channel.
#[derive(Debug, Deserialize)]
pub(super) struct OneChannel {
    pub channel: Channel,
}

/// Channels, a page of them.
#[derive(Debug, Deserialize)]
pub(super) struct Channels {
    #[serde(default)]
    pub channels: Vec<Channel>,
    #[serde(default)]
    pub response_metadata: Option<Next>,
}

/// One person.
#[derive(Debug, Deserialize)]
pub(super) struct OneUser {
    pub user: User,
}

/// A person.
#[derive(Debug, Deserialize)]
pub(super) struct User {
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub real_name: Option<String>,
    #[serde(default)]
    pub profile: Profile,
}

/// How a person wants to be called.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Profile {
    pub display_name: String,
    pub real_name: String,
}

impl User {
    /// The name that people see.
    pub fn shown(self) -> String {
        let names = [self.profile.display_name, self.profile.real_name, self.real_name.unwrap_or_default()];
        names.into_iter().find(|name| !name.is_empty()).unwrap_or(self.name)
    }
}

/// Groups of people.
#[derive(Debug, Deserialize)]
pub(super) struct Groups {
    #[serde(default)]
    pub usergroups: Vec<Group>,
}

/// A group of people.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Group {
    pub id: String,
    #[serde(default)]
    pub users: Vec<String>,
}

/// Where a file is to be uploaded.
#[derive(Debug, Deserialize)]
pub(super) struct UploadPlace {
    pub upload_url: String,
    pub file_id: String,
}

/// An answer of which nothing is read.
#[derive(Debug, Deserialize)]
pub(super) struct Done {}

/// A command.
#[derive(Debug, Deserialize)]
pub(super) struct Command {
    pub trigger_id: String,
    pub channel_id: String,
    #[serde(default)]
    pub channel_name: String,
    pub user_id: String,
    #[serde(default)]
    pub user_name: String,
    #[serde(default)]
    pub text: String,
    pub response_url: Option<String>,
}

/// Something that was done to a message of ours.
#[derive(Debug, Deserialize)]
pub(super) struct Interaction {
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default)]
    pub trigger_id: String,
    pub user: Actor,
    pub channel: Option<Channel>,
    #[serde(default)]
    pub container: Container,
    #[serde(default)]
    pub actions: Vec<Action>,
    pub response_url: Option<String>,
}

/// Who did it.
#[derive(Debug, Deserialize)]
pub(super) struct Actor {
    pub id: String,
    /// Slack gives this beside `name`, which it calls deprecated.
    #[serde(default)]
    pub username: String,
}

/// Where the message is.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Container {
    pub message_ts: Option<String>,
    pub thread_ts: Option<String>,
}

/// A button.
#[derive(Debug, Deserialize)]
pub(super) struct Action {
    #[serde(default)]
    pub action_ts: String,
    #[serde(default)]
    pub value: Option<String>,
}
