//! Servers: what they tell of themselves when loop joins them, when a session begins, and when loop is removed. What
//! became of their channels meanwhile is told by what is different then.

use std::collections::HashSet;
use std::sync::Arc;

use super::events;
use super::wire::Guild;
use super::worker::Worker;
use crate::chat::inbound::{ChannelNews, NotTaken};

impl Worker {
    /// Sees to what is told of a server.
    pub(super) async fn guild(&mut self, kind: &str, guild: &Guild) -> Result<(), NotTaken> {
        let shared = Arc::clone(&self.shared);
        let directory = &shared.directory;
        // A server that is out of order comes back.
        if guild.unavailable || kind == "GUILD_UPDATE" {
            return Ok(());
        }
        if kind == "GUILD_DELETE" {
            // Told first, forgotten then: what is not taken is told again.
            for channel in directory.channels_of(&guild.id) {
                self.news(ChannelNews::Gone(channel.id)).await?;
            }
            directory.guild_is_gone(&guild.id);
            self.elsewhere.is_gone(&guild.id);
            return Ok(());
        }
        if directory.has_told(&guild.id) {
            self.compare(guild).await?;
        } else if directory.guilds().contains(&guild.id) {
            self.named(guild).await?;
        } else {
            self.joined(guild).await?;
        }
        directory.guild(guild);
        self.note_elsewhere(guild);
        Ok(())
    }

    /// Loop was invited. It is back in what it knew, and known where newcomers are greeted.
    async fn joined(&self, guild: &Guild) -> Result<(), NotTaken> {
        for channel in guild.channels.iter().filter(|channel| channel.is_text()).chain(&guild.threads) {
            self.news(ChannelNews::Back(channel.id.clone())).await?;
        }
        let greeting =
            guild.channels.iter().find(|channel| Some(&channel.id) == guild.system_channel_id.as_ref());
        if let Some(channel) = greeting {
            self.news(ChannelNews::Invited(events::place(Some(channel), &channel.id))).await?;
        }
        Ok(())
    }

    /// A server tells for the first time since the daemon's start what is in it: others know what the names were before.
    async fn named(&self, guild: &Guild) -> Result<(), NotTaken> {
        let channels = guild.channels.iter().filter(|channel| channel.is_text()).chain(&guild.threads);
        for channel in channels.filter(|channel| self.elsewhere.is_watched(&channel.id)) {
            self.news(ChannelNews::Renamed(events::place(Some(channel), &channel.id))).await?;
        }
        Ok(())
    }

    /// A server tells once more what is in it.
    async fn compare(&self, guild: &Guild) -> Result<(), NotTaken> {
        let directory = &self.shared.directory;
        let told: HashSet<&str> = guild.channels.iter().map(|channel| channel.id.as_str()).collect();
        // What is left out is deleted, or loop may not see it. Threads that rest are never told.
        let known = directory.channels_of(&guild.id).into_iter().filter(|it| !it.is_thread());
        for gone in known.filter(|it| !told.contains(it.id.as_str())) {
            // Its threads go, and come back, with it.
            self.news(ChannelNews::Gone(gone.id.clone())).await?;
            directory.channel_is_gone(&gone.id);
        }
        for channel in guild.channels.iter().filter(|channel| channel.is_text()).chain(&guild.threads) {
            let news = match directory.find(&channel.id) {
                Some(before) if before.name != channel.name => {
                    ChannelNews::Renamed(events::place(Some(channel), &channel.id))
                }
                None if !channel.is_thread() => ChannelNews::Back(channel.id.clone()),
                _ => continue,
            };
            self.news(news).await?;
        }
        Ok(())
    }
}
