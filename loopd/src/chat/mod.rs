//! Chat platforms: what is said to them. It must not know rows or runs.

pub mod discord;
pub mod inbound;
pub mod local;
pub mod mention;
pub mod slack;
pub mod split;
mod wording;

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use tokio_util::sync::CancellationToken;

use crate::model::Millis;
use inbound::{File, Inbox, ReplyTo};

/// Something to be said in a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outbound {
    /// Our number of the delivery: the same one is never posted twice.
    pub delivery: i64,
    /// The platform's id of the channel or thread.
    pub channel: String,
    /// Markdown.
    pub text: String,
    /// True when a try was begun before, perhaps by another daemon, or by one that died over it: then it may have been
    /// said. Else it certainly was not.
    pub is_retry: bool,
}

/// A file to be put into a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Our number of the delivery: the same one is not put there twice, as far as the platform can tell.
    pub delivery: i64,
    /// The platform's id of the channel or thread.
    pub channel: String,
    /// Its name.
    pub name: String,
    /// What is in it.
    pub content: Bytes,
    /// True when a try was begun before, as with [`Outbound::is_retry`].
    pub is_retry: bool,
    /// When it was tried for the first time: it cannot have been put there before.
    pub since: Millis,
}

/// How far a run is: one message, changed in place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The platform's id of the channel or thread.
    pub channel: String,
    /// Markdown, a few short lines.
    pub text: String,
    /// What a press of its button comes back as, `stop:12`; none = it has no button.
    pub button: Option<Button>,
}

/// A button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// What people read on it.
    pub label: String,
    /// What a press of it comes back as.
    pub action: String,
}

/// How a platform's connection is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// True while events come in.
    pub is_ok: bool,
    /// In words, with what to do if it is not.
    pub detail: String,
}

/// A thread to be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewThread {
    /// Our name for the opening, letters and digits: the same one is never opened twice.
    pub key: String,
    /// The platform's id of the channel.
    pub channel: String,
    /// Its title, at most 80 characters.
    pub title: String,
}

/// Why a platform did not take a message.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Trying again later is right.
    #[error("{reason}")]
    Later {
        /// Why.
        reason: String,
        /// Not before so many milliseconds, if the platform said so.
        after_ms: Option<i64>,
    },
    /// Trying again is of no use.
    #[error("{0}")]
    Never(String),
}

/// A channel as its platform knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundChannel {
    /// The platform's id of it.
    pub id: String,
    /// The name people see.
    pub name: String,
}

/// A chat platform.
#[async_trait]
pub trait Chat: Send + Sync {
    /// The name by which loop is mentioned there, without the `@`.
    fn name(&self) -> String;

    /// Channels whose name contains `query`, as far as loop may see them: also those in which nobody has used it yet.
    async fn find_channels(&self, query: &str) -> Result<Vec<FoundChannel>, Error>;

    /// A channel's name as it may be written there.
    fn spelled(&self, name: &str) -> String {
        name.to_owned()
    }

    /// Makes a channel of that name; `None` = there is one already. `key` is our name for the making, letters and
    /// digits.
    async fn create_channel(&self, name: &str, key: &str) -> Result<Option<FoundChannel>, Error>;

    /// The channel of that name, in which loop is from then on.
    async fn join_channel(&self, name: &str) -> Result<FoundChannel, Error>;

    /// Brings somebody into a channel that loop made. Where all see it anyway, there is nothing to do.
    async fn invite(&self, _channel: &str, _person: &str) -> Result<(), Error> {
        Ok(())
    }

    /// Listens and hands over what comes in until `stop`; comes back from every trouble by itself. Ends with an error
    /// only where no waiting helps, such as a wrong token.
    async fn listen(&self, inbox: Arc<dyn Inbox>, stop: CancellationToken) -> anyhow::Result<()>;

    /// How its connection is.
    fn health(&self) -> Health;

    /// Ids of the roles and groups that a person has.
    async fn roles_of(&self, person: &str) -> Result<Vec<String>, Error>;

    /// True where files can be put into channels.
    fn takes_files(&self) -> bool {
        true
    }

    /// Fetches a file that came with a message, at most `limit` bytes of it.
    async fn fetch(&self, file: &File, limit: u64) -> Result<Bytes, Error>;

    /// Puts a file into a channel or thread. Returns when the platform has it.
    async fn upload(&self, upload: &Upload) -> Result<(), Error>;

    /// Shows how far a run is: in a new message, or in the one of that id. Gives the message's id.
    async fn show_progress(&self, progress: &Progress, message: Option<&str>) -> Result<String, Error>;

    /// Takes a progress message away.
    async fn remove_progress(&self, channel: &str, message: &str) -> Result<(), Error>;

    /// Shows for some seconds that loop is at work in a channel.
    async fn show_typing(&self, channel: &str) -> Result<(), Error>;

    /// Answers a command or a button so that only its author sees it.
    async fn reply(&self, to: &ReplyTo, text: &str) -> Result<(), Error>;

    /// Says something. Returns when the platform has it.
    async fn post(&self, outbound: &Outbound) -> Result<(), Error>;

    /// Opens a thread and gives the platform's id of it. [`Error::Never`] where there can be none.
    async fn open_thread(&self, thread: &NewThread) -> Result<String, Error>;

    /// Gives a thread another title.
    async fn rename_thread(&self, thread: &str, title: &str) -> Result<(), Error>;

    /// Deletes a thread with what was said in it. One that is gone already is no error.
    async fn delete_thread(&self, thread: &str) -> Result<(), Error>;
}
