//! Channels found and made, threads renamed and deleted, progress shown: calls that need little thought.

use serde_json::{Value, json};

use super::limits;
use super::post::{at, place};
use super::render;
use super::shared::Shared;
use super::web::{Failure, in_words};
use super::wire::{Done, Messages, OneChannel, Posted, next};
use crate::chat::{Error, FoundChannel, Progress};

impl Shared {
    pub(super) async fn find_channels(&self, query: &str) -> Result<Vec<FoundChannel>, Error> {
        let query = query.trim().trim_start_matches('#').to_lowercase();
        let channels = self.directory.channels(&self.bot, &self.timings, false).await?;
        let found =
            channels.into_iter().filter(|channel| !channel.is_archived && channel.name.contains(&query));
        Ok(found.map(|channel| FoundChannel { id: channel.id, name: channel.name }).collect())
    }

    /// Makes a channel; `None` = the name is taken.
    pub(super) async fn create_channel(&self, name: &str) -> Result<Option<FoundChannel>, Error> {
        let name = render::channel_name(name);
        let made = self.bot.call::<OneChannel>("conversations.create", &json!({ "name": name })).await;
        let channel = match made {
            Ok(made) => made.channel,
            Err(failure) if failure.is("name_taken") => return Ok(None),
            Err(failure) => return Err(failure.into()),
        };
        self.directory.renamed(&channel.id, &name);
        Ok(Some(FoundChannel { id: channel.id, name }))
    }

    /// The channel of that name, which is joined.
    pub(super) async fn join_channel(&self, name: &str) -> Result<FoundChannel, Error> {
        let name = render::channel_name(name);
        let channels = self.directory.channels(&self.bot, &self.timings, true).await?;
        let Some(channel) = channels.into_iter().find(|channel| channel.name == name) else {
            return Err(Error::Never(format!("a private channel that loop may not see is called #{name}")));
        };
        if channel.is_archived {
            return Err(Error::Never(format!(
                "#{name} is archived; take it out of the archive, or use another name"
            )));
        }
        if !channel.is_member {
            self.bot.call::<Done>("conversations.join", &json!({ "channel": channel.id })).await?;
        }
        self.directory.renamed(&channel.id, &name);
        Ok(FoundChannel { id: channel.id, name })
    }

    /// Brings somebody into a channel. Who is there already is no error.
    pub(super) async fn invite(&self, channel: &str, person: &str) -> Result<(), Error> {
        let args = json!({ "channel": channel, "users": person });
        match self.bot.call::<Done>("conversations.invite", &args).await {
            Ok(Done {}) => Ok(()),
            Err(failure) if failure.is("already_in_channel") => Ok(()),
            Err(failure) => Err(failure.into()),
        }
    }

    pub(super) async fn rename_thread(&self, thread: &str, title: &str) -> Result<(), Error> {
        let (channel, Some(root)) = place(thread) else {
            return Err(Error::Never("it is no thread".to_owned()));
        };
        let args = json!({ "channel": channel, "ts": root, "text": render::title(title) });
        match self.bot.call::<Done>("chat.update", &args).await {
            Ok(Done {}) => Ok(()),
            Err(failure) if failure.is("cant_update_message") => Err(Error::Never(
                "somebody else began the thread: its first message is not ours to change".to_owned(),
            )),
            Err(failure) => Err(failure.into()),
        }
    }

    /// Deletes what loop said in a thread, the first message last. What others said cannot be deleted.
    pub(super) async fn delete_thread(&self, thread: &str) -> Result<(), Error> {
        let (channel, Some(root)) = place(thread) else {
            return Err(Error::Never("it is no thread".to_owned()));
        };
        let mut messages = Vec::new();
        let mut cursor = None;
        loop {
            let mut args = vec![
                ("channel", channel.to_owned()),
                ("ts", root.to_owned()),
                ("limit", limits::PAGE.to_string()),
            ];
            args.extend(cursor.map(|cursor| ("cursor", cursor)));
            let page = match self.bot.read::<Messages>("conversations.replies", &args).await {
                Ok(page) => page,
                Err(failure) if is_gone(&failure) => return Ok(()),
                Err(failure) => return Err(failure.into()),
            };
            messages.extend(page.messages);
            cursor = next(page.response_metadata);
            if cursor.is_none() {
                break;
            }
        }
        let me = self.me().map(|me| me.user_id);
        let ours = messages.iter().filter(|message| message.bot_id.is_some() && message.user == me);
        let mut ids: Vec<&str> = ours.map(|message| message.ts.as_str()).collect();
        // The newest first, so that a thread never stands there without its beginning.
        ids.sort_unstable();
        for ts in ids.into_iter().rev() {
            self.take_away(channel, ts).await?;
        }
        Ok(())
    }

    pub(super) async fn show_progress(
        &self,
        progress: &Progress,
        message: Option<&str>,
    ) -> Result<String, Error> {
        let content = render::progress(progress);
        let mut args = match message {
            Some(ts) => json!({ "channel": place(&progress.channel).0, "ts": ts }),
            None => at(&progress.channel),
        };
        args["text"] = content.text.into();
        args["blocks"] = content.blocks;
        if let Some(ts) = message {
            self.bot.call::<Value>("chat.update", &args).await?;
            return Ok(ts.to_owned());
        }
        let (channel, _) = place(&progress.channel);
        self.pace.wait(channel).await.map_err(|wait| Failure::Limited(Some(wait)))?;
        let posted = self.bot.call::<Posted>("chat.postMessage", &args).await;
        if let Err(Failure::Limited(Some(wait))) = &posted {
            self.pace.hold(channel, *wait);
        }
        Ok(posted?.ts)
    }

    /// Deletes a message of ours; one that is gone already is no error, nor one that is somebody else's.
    pub(super) async fn take_away(&self, channel: &str, ts: &str) -> Result<(), Error> {
        match self.bot.call::<Done>("chat.delete", &json!({ "channel": channel, "ts": ts })).await {
            Ok(Done {}) => Ok(()),
            Err(failure) if is_gone(&failure) => Ok(()),
            Err(failure) if failure.is("cant_delete_message") => {
                tracing::debug!(channel, ts, "a message on Slack is not ours to delete");
                Ok(())
            }
            Err(failure) => Err(failure.into()),
        }
    }

    pub(super) async fn roles_of(&self, person: &str) -> Result<Vec<String>, Error> {
        let groups = match self.directory.groups(&self.bot, &self.timings).await {
            Ok(groups) => groups,
            // What Slack does not let us know, it will not the next time either: nothing may wait for that.
            Err(Failure::Refused(code)) => return Err(Error::Never(in_words(&code))),
            Err(failure) => return Err(failure.into()),
        };
        let theirs = groups.into_iter().filter(|group| group.users.iter().any(|user| user == person));
        Ok(theirs.map(|group| group.id).collect())
    }
}

fn is_gone(failure: &Failure) -> bool {
    ["message_not_found", "thread_not_found", "channel_not_found"].iter().any(|word| failure.is(word))
}
