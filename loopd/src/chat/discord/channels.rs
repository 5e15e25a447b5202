//! Channels found and made, roles looked up, progress shown: calls that need little thought.

use std::sync::PoisonError;

use reqwest::Method;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::limits;
use super::render;
use super::shared::Shared;
use super::web::{Failure, With};
use super::wire::{self, Channel, Id, Member};
use crate::chat::{Error, FoundChannel, Progress};

/// There is no such member.
const NO_MEMBER: u64 = 10_007;

impl Shared {
    pub(super) async fn find_channels(&self, query: &str) -> Result<Vec<FoundChannel>, Error> {
        let query = query.trim().trim_start_matches('#').to_lowercase();
        let mut found = Vec::new();
        for channel in self.channels().await? {
            if channel.name.to_lowercase().contains(&query) {
                found.push(FoundChannel { id: channel.id, name: channel.name });
            }
        }
        Ok(found)
    }

    /// The text channels of all servers.
    async fn channels(&self) -> Result<Vec<Channel>, Failure> {
        let listed = self.listed.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, channels)) = listed.filter(|(at, _)| at.elapsed() < self.timings.lists) {
            return Ok(channels);
        }
        let mut channels = Vec::new();
        for guild in self.guilds().await? {
            channels.extend(self.channels_in(&guild).await?);
        }
        *self.listed.lock().unwrap_or_else(PoisonError::into_inner) =
            Some((Instant::now(), channels.clone()));
        Ok(channels)
    }

    async fn channels_in(&self, guild: &str) -> Result<Vec<Channel>, Failure> {
        let all: Vec<Channel> = self.web.get(&format!("guilds/{guild}/channels")).await?;
        Ok(all.into_iter().filter(Channel::is_text).collect())
    }

    /// The servers that loop is in.
    async fn guilds(&self) -> Result<Vec<String>, Failure> {
        let mut guilds = self.directory.guilds();
        if guilds.is_empty() {
            let told: Vec<Id> = self.web.get("users/@me/guilds").await?;
            guilds = told.into_iter().map(|guild| guild.id).collect();
        }
        guilds.sort();
        Ok(guilds)
    }

    /// Makes a channel; `None` = there is one of that name.
    pub(super) async fn create_channel(&self, name: &str) -> Result<Option<FoundChannel>, Error> {
        let name = render::channel_name(name);
        let guild = self.guild().await?;
        if self.channels_in(&guild).await?.iter().any(|channel| channel.name == name) {
            return Ok(None);
        }
        let body = json!({ "name": name, "type": 0 });
        let made = self.web.post::<Channel>(&format!("guilds/{guild}/channels"), &body).await;
        let channel = made.map_err(|failure| match failure.is(50_013) {
            true => Error::Never("loop lacks the permission `Manage Channels` in the server".to_owned()),
            false => failure.into(),
        })?;
        Ok(Some(self.learnt(channel)))
    }

    /// The channel of that name. What loop sees there, it is in.
    pub(super) async fn join_channel(&self, name: &str) -> Result<FoundChannel, Error> {
        let name = render::channel_name(name);
        let channels = self.channels_in(&self.guild().await?).await?;
        let channel = channels.into_iter().find(|channel| channel.name == name);
        let channel = channel.ok_or_else(|| Error::Never(format!("there is no channel #{name}")))?;
        Ok(self.learnt(channel))
    }

    fn learnt(&self, channel: Channel) -> FoundChannel {
        *self.listed.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.directory.channel(&channel);
        FoundChannel { id: channel.id, name: channel.name }
    }

    /// The server in which channels are made.
    async fn guild(&self) -> Result<String, Error> {
        if let Some(guild) = &self.guild_id {
            return Ok(guild.clone());
        }
        let why = match self.guilds().await?.as_slice() {
            [only] => return Ok(only.clone()),
            [] => "loop is in no server on Discord: invite it to one first",
            _ => {
                "loop is in several servers on Discord: set `discord_guild_id` to the one in which channels are to be \
                 made"
            }
        };
        Err(Error::Never(why.to_owned()))
    }

    /// The roles of somebody in all servers. Events tell them, save those of conversations with loop alone.
    pub(super) async fn roles_of(&self, person: &str) -> Result<Vec<String>, Error> {
        if person.is_empty() || !person.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(Vec::new());
        }
        let known = || self.roles.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, roles)) = known().get(person)
            && at.elapsed() < self.timings.lists
        {
            return Ok(roles.clone());
        }
        let mut roles = Vec::new();
        for guild in self.guilds().await? {
            match self.web.get::<Member>(&format!("guilds/{guild}/members/{person}")).await {
                Ok(member) => roles.extend(wire::roles(&member, Some(&guild))),
                Err(failure) if failure.is(NO_MEMBER) => {}
                Err(failure) => return Err(failure.into()),
            }
        }
        let mut known = known();
        if known.len() >= limits::REMEMBERED {
            known.clear();
        }
        known.insert(person.to_owned(), (Instant::now(), roles.clone()));
        Ok(roles)
    }

    pub(super) async fn show_progress(
        &self,
        progress: &Progress,
        message: Option<&str>,
    ) -> Result<String, Error> {
        let path = format!("channels/{}/messages", progress.channel);
        let Some(message) = message else {
            let posted: Id = self.web.post(&path, &render::progress(progress)).await?;
            return Ok(posted.id);
        };
        let body = render::progress_again(progress);
        self.web.call::<Value>(Method::PATCH, &format!("{path}/{message}"), With::Json(&body)).await?;
        Ok(message.to_owned())
    }

    /// Deletes a message of ours; one that is gone already is no error.
    pub(super) async fn take_away(&self, channel: &str, message: &str) -> Result<(), Error> {
        let path = format!("channels/{channel}/messages/{message}");
        match self.web.call::<()>(Method::DELETE, &path, With::Nothing).await {
            Ok(()) => Ok(()),
            Err(failure) if failure.is_gone() => Ok(()),
            Err(failure) => Err(failure.into()),
        }
    }

    pub(super) async fn show_typing(&self, channel: &str) -> Result<(), Error> {
        let path = format!("channels/{channel}/typing");
        Ok(self.web.call::<()>(Method::POST, &path, With::Nothing).await?)
    }
}
