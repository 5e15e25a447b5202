//! The `local` platform: channels live in the database, and people read them through the API.

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use tokio_util::sync::CancellationToken;

use super::inbound::{File, Inbox, ReplyTo};
use super::{Chat, Error, FoundChannel, Health, NewThread, Outbound, Progress, Upload};

/// The platform that needs no account.
#[derive(Clone, Copy, Debug, Default)]
pub struct LocalChat;

#[async_trait]
impl Chat for LocalChat {
    fn name(&self) -> String {
        "loop".to_owned()
    }

    /// The database has them all.
    async fn find_channels(&self, _query: &str) -> Result<Vec<FoundChannel>, Error> {
        Ok(Vec::new())
    }

    /// A channel in the database, with an id made of the key.
    async fn create_channel(&self, name: &str, key: &str) -> Result<Option<FoundChannel>, Error> {
        Ok(Some(FoundChannel { id: format!("c{key}"), name: name.to_owned() }))
    }

    /// The database has them all.
    async fn join_channel(&self, name: &str) -> Result<FoundChannel, Error> {
        Err(Error::Never(format!("there is no channel {name}")))
    }

    /// What is asked comes through the API.
    async fn listen(&self, _inbox: Arc<dyn Inbox>, stop: CancellationToken) -> anyhow::Result<()> {
        stop.cancelled().await;
        Ok(())
    }

    fn health(&self) -> Health {
        Health { is_ok: true, detail: "reached through this API".to_owned() }
    }

    /// Whoever reaches the API is its operator, or has a token.
    async fn roles_of(&self, _person: &str) -> Result<Vec<String>, Error> {
        Ok(Vec::new())
    }

    fn takes_files(&self) -> bool {
        false
    }

    async fn fetch(&self, _file: &File, _limit: u64) -> Result<Bytes, Error> {
        Err(Error::Never("there are no files on the local platform".to_owned()))
    }

    async fn upload(&self, _upload: &Upload) -> Result<(), Error> {
        Err(Error::Never("there are no files on the local platform".to_owned()))
    }

    /// A run's events tell how far it is.
    async fn show_progress(&self, _progress: &Progress, _message: Option<&str>) -> Result<String, Error> {
        Err(Error::Never("a run's events tell how far it is".to_owned()))
    }

    async fn remove_progress(&self, _channel: &str, _message: &str) -> Result<(), Error> {
        Ok(())
    }

    async fn show_typing(&self, _channel: &str) -> Result<(), Error> {
        Ok(())
    }

    async fn reply(&self, _to: &ReplyTo, _text: &str) -> Result<(), Error> {
        Err(Error::Never("commands of the local platform are requests to the API".to_owned()))
    }

    /// Nothing is left to do: the message was stored with the outcome of its run, and its readers were woken.
    async fn post(&self, _outbound: &Outbound) -> Result<(), Error> {
        Ok(())
    }

    /// A thread is a channel in the database, with an id made of the key.
    async fn open_thread(&self, thread: &NewThread) -> Result<String, Error> {
        Ok(format!("t{}", thread.key))
    }

    async fn rename_thread(&self, _thread: &str, _title: &str) -> Result<(), Error> {
        Ok(())
    }

    async fn delete_thread(&self, _thread: &str) -> Result<(), Error> {
        Ok(())
    }
}
