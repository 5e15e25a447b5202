//! Which channel's agent works in which directory of the host.

use std::path::Path;

use super::caller::Caller;
use super::channels::trouble;
use super::intake::{MAX_NAME_CHARS, random_letters};
use super::{Engine, Error, Result};
use crate::chat::{Chat, FoundChannel};
use crate::model::{Channel, ChannelId, Platform};
use crate::store::{self, ChannelChanges, NewChannel};

impl Engine {
    /// The channel that works in a directory: of that platform, or of any, then the one on `local` first. If there is
    /// none it is made, with the directory's name.
    pub async fn ensure_channel(
        &self,
        dir: &str,
        platform: Option<Platform>,
        caller: &Caller,
    ) -> Result<(Channel, bool)> {
        let dir = self.real_project(dir).await?;
        if let Some(channel) = self.store.find_channel_by_dir(&dir, platform).await? {
            return Ok((channel, false));
        }
        // One after the other, so that two who ask at once get the same.
        let _turn = self.live.placing.lock().await;
        if let Some(channel) = self.store.find_channel_by_dir(&dir, platform).await? {
            return Ok((channel, false));
        }
        self.check_apart(&dir, None).await?;
        self.check_room()?;
        // Nobody speaks before a team without having said so.
        let platform = platform.unwrap_or(Platform::Local);
        let chat = self.chat(platform)?;
        let made = self.make_named_after(Path::new(&dir), platform, chat).await?;
        self.invite(chat, &made.id, (platform, caller)).await;
        let new = NewChannel {
            id: ChannelId(made.id),
            platform,
            name: made.name,
            dir: Some(dir.clone()),
            made_by: None,
        };
        let (channel, is_new) = self.store.ensure_channel(new, self.now()).await?;
        if let Some(other) = channel.dir.as_ref().filter(|other| **other != dir) {
            let text = format!("the new channel {} works in {other} already; try again", channel.name);
            return Err(Error::Conflict(text));
        }
        if channel.dir.is_some() {
            return Ok((channel, is_new));
        }
        // The platform told of the new channel before we did.
        let changes = ChannelChanges { dir: Some(Some(dir)), ..ChannelChanges::default() };
        Ok((self.edit_channel(&channel.id, changes).await?, true))
    }

    /// Changes a channel: all that is asked for, or nothing. One that gets another directory begins new conversations,
    /// its threads and tasks as well, because an agent finds a conversation only where it was held.
    pub async fn edit_channel(&self, id: &ChannelId, mut changes: ChannelChanges) -> Result<Channel> {
        let channel = self.known_channel(id).await?;
        if channel.parent_id.is_some() {
            let field = if changes.dir.is_some() { "dir_path" } else { "delegators" };
            return Err(Error::invalid(field, "a thread goes by its channel; change that one"));
        }
        for other in changes.delegators.iter().flatten().flatten() {
            if self.store.find_channel(other).await?.is_none() {
                return Err(Error::invalid("delegators", format!("there is no channel {other}")));
            }
        }
        if let Some(Some(dir)) = &mut changes.dir {
            *dir = self.real_project(dir).await?;
            self.check_apart(dir, Some(id)).await?;
        }
        changes.dir.take_if(|dir| *dir == channel.dir);
        let moves = changes.dir.is_some();
        if moves {
            self.end_idle_agents(id).await?;
        }
        match self.store.change_channel(id, changes, self.now()).await {
            Ok(true) => {
                // One that worked meanwhile; if it cannot be ended, it has its time like others.
                if moves && let Err(error) = self.end_idle_agents(id).await {
                    tracing::warn!(channel = %id, %error, "an agent may still be in the old directory");
                }
                self.known_channel(id).await
            }
            Ok(false) => Err(at_work()),
            Err(store::Error::Exists(_)) => {
                let text = "another channel of the platform works there already";
                Err(Error::invalid("dir_path", text))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Ends what is left of earlier runs in a channel and its threads, so that no agent keeps its hands on a directory
    /// that is not its channel's any more.
    async fn end_idle_agents(&self, root: &ChannelId) -> Result<()> {
        for idle in self.store.idle_containers_around(&self.identity.installation, root).await? {
            if idle.idle_since.is_some() && !self.store.retire_container(&idle.id).await? {
                // A run has just taken it.
                return Err(at_work());
            }
            self.bury(&idle.id, &idle.name).await.map_err(|error| Error::Unavailable {
                message: format!("an agent that works there cannot be ended: {error}"),
                retry_after_sec: 5,
            })?;
            self.note_gone(&idle.id).await;
        }
        Ok(())
    }

    /// Makes a channel with a directory's name, or with that and four letters where the name is taken.
    async fn make_named_after(
        &self,
        dir: &Path,
        platform: Platform,
        chat: &dyn Chat,
    ) -> Result<FoundChannel> {
        let base = dir.file_name().map_or("project".into(), |name| name.to_string_lossy());
        let base: String = base.chars().take(MAX_NAME_CHARS - 5).collect();
        let other = format!("{base}-{}", random_letters(4)?);
        for name in [&base, &other] {
            if self.store.find_channel_by_name(platform, &chat.spelled(name)).await?.is_some() {
                continue;
            }
            if let Some(made) = chat.create_channel(name, &random_letters(12)?).await.map_err(trouble)? {
                return Ok(made);
            }
        }
        Err(Error::Conflict(format!("channels are called {base} and {other} already; try again")))
    }
}

fn at_work() -> Error {
    Error::Conflict("its agent is at work; wait for the run to end, or stop it first".to_owned())
}
