//! Chat platforms: what is said to them. It must not know rows or runs.

pub mod local;
pub mod mention;
pub mod split;

use async_trait::async_trait;

/// Something to be said in a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outbound {
    /// Our number of the delivery: the same one is never posted twice.
    pub delivery: i64,
    /// The platform's id of the channel or thread.
    pub channel: String,
    /// Markdown.
    pub text: String,
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

    /// Makes a channel of that name, or gives the one there is. `key` is our name for the making, letters and digits.
    async fn create_channel(&self, name: &str, key: &str) -> Result<FoundChannel, Error>;

    /// Says something. Returns when the platform has it.
    async fn post(&self, outbound: &Outbound) -> Result<(), Error>;

    /// Opens a thread and gives the platform's id of it. [`Error::Never`] where there can be none.
    async fn open_thread(&self, thread: &NewThread) -> Result<String, Error>;

    /// Gives a thread another title.
    async fn rename_thread(&self, thread: &str, title: &str) -> Result<(), Error>;

    /// Deletes a thread with what was said in it. One that is gone already is no error.
    async fn delete_thread(&self, thread: &str) -> Result<(), Error>;
}
