//! Threads opened, renamed and deleted. A thread begins with a message that holds its title, and has that message's id:
//! so a second try to open it finds the first.

use reqwest::Method;
use serde_json::{Value, json};
use serenity::builder::CreateThread;
use serenity::model::channel::AutoArchiveDuration;

use super::render::{self, Content};
use super::shared::Shared;
use super::web::{Failure, With};
use super::wire::{Channel, Message};
use crate::chat::{Error, NewThread};

/// The message has a thread already.
const HAS_THREAD: u64 = 160_004;

impl Shared {
    /// Opens a thread by saying its title.
    pub(super) async fn open_thread(&self, thread: &NewThread) -> Result<String, Error> {
        let channel = self.channel_of(&thread.channel).await?;
        if channel.is_thread() {
            return Err(Error::Never("Discord has no threads within threads".to_owned()));
        }
        if !channel.is_text() {
            return Err(Error::Never("there can be no threads in a channel of this kind".to_owned()));
        }
        let title = render::title(&thread.title);
        let key = format!("thread {}", thread.key);
        // Nobody tells whether a daemon before this one tried.
        let is_retry = !self.settled.has_spoken(&thread.channel);
        let ids = self.say_all(&thread.channel, &key, &[Content::plain(title.clone())], is_retry).await?;
        let first =
            ids.into_iter().next().ok_or_else(|| Error::Never("a thread needs a title".to_owned()))?;
        let thread_of = CreateThread::new(title).auto_archive_duration(AutoArchiveDuration::OneWeek);
        let body = serde_json::to_value(thread_of).unwrap_or_default();
        let path = format!("channels/{}/messages/{first}/threads", thread.channel);
        match self.web.post::<Channel>(&path, &body).await {
            Ok(opened) => drop(self.directory.channel(&opened)),
            Err(failure) if failure.is(HAS_THREAD) => {}
            Err(failure) => return Err(failure.into()),
        }
        Ok(first)
    }

    pub(super) async fn rename_thread(&self, thread: &str, title: &str) -> Result<(), Error> {
        let body = json!({ "name": render::title(title) });
        let path = format!("channels/{thread}");
        self.web.call::<Value>(Method::PATCH, &path, With::Json(&body)).await?;
        Ok(())
    }

    /// Deletes a thread with what was said in it, and the message of ours that it began with.
    pub(super) async fn delete_thread(&self, thread: &str) -> Result<(), Error> {
        let path = format!("channels/{thread}");
        let channel = match self.web.get::<Channel>(&path).await {
            Ok(channel) => channel,
            Err(failure) if failure.is_gone() => {
                // An earlier try may have ended between the two.
                let known = self.directory.find(thread);
                return self.delete_first(thread, known.and_then(|known| known.parent_id)).await;
            }
            Err(failure) => return Err(failure.into()),
        };
        if !channel.is_thread() {
            return Err(Error::Never("it is no thread".to_owned()));
        }
        self.directory.channel(&channel);
        // First, so that no message stands there whose thread is gone.
        self.delete_first(thread, channel.parent_id).await?;
        match self.web.call::<Value>(Method::DELETE, &path, With::Nothing).await {
            Ok(_) => Ok(()),
            Err(failure) if failure.is_gone() => Ok(()),
            Err(failure) if failure.is(50_013) => {
                Err(Error::Never("loop lacks the permission `Manage Threads` in the channel".to_owned()))
            }
            Err(failure) => Err(failure.into()),
        }
    }

    /// Deletes the message that a thread began with, if it is ours.
    async fn delete_first(&self, thread: &str, parent: Option<String>) -> Result<(), Error> {
        let Some(parent) = parent else { return Ok(()) };
        let path = format!("channels/{parent}/messages/{thread}");
        let first: Message = match self.web.get(&path).await {
            Ok(first) => first,
            Err(Failure::Refused(..)) => return Ok(()),
            Err(failure) => return Err(failure.into()),
        };
        if self.me().is_none_or(|me| me.id != first.author.id) {
            return Ok(());
        }
        self.take_away(&parent, thread).await
    }
}
