//! Places of which nothing was known when a session began. A server tells the last message of each of its channels and
//! active threads: what is newer than the last one known anywhere was said while nobody listened, and is read as well.

use std::collections::HashSet;

use super::missed::Gap;
use super::wire::{self, Guild};
use super::worker::Worker;
use crate::model::{Platform, Watched};

/// What is to be read where nothing was known.
#[derive(Default)]
pub(super) struct Elsewhere {
    /// The last message known anywhere; none = nothing is to be read.
    since: Option<String>,
    /// Servers that have not told yet what is in them.
    awaited: HashSet<String>,
    /// Channels and threads that are read by themselves.
    watched: HashSet<String>,
    /// Channels that loop may not read. Asking again and again would count as abuse.
    closed: HashSet<String>,
}

impl Elsewhere {
    /// A server is gone; nothing is to be read there.
    pub fn is_gone(&mut self, guild: &str) {
        self.awaited.remove(guild);
    }

    /// A channel may not be read.
    pub fn is_closed(&mut self, channel: &str) {
        self.closed.insert(channel.to_owned());
    }

    /// Whether a channel or thread is read by itself.
    pub fn is_watched(&self, channel: &str) -> bool {
        self.watched.contains(channel)
    }

    /// Whether every server has told what is in it.
    pub fn is_told(&self) -> bool {
        self.awaited.is_empty()
    }

    /// Whether a channel may be read might have changed.
    pub fn may_be_open(&mut self, channel: &str) {
        self.closed.remove(channel);
    }
}

impl Worker {
    /// Notes what may have been missed before a session.
    pub(super) fn begin(&mut self, known: Watched, guilds: Vec<String>) {
        let Watched { places, elsewhere: since, .. } = known;
        let watched = places.iter().map(|(id, _)| id.to_string()).collect();
        let closed = std::mem::take(&mut self.elsewhere.closed);
        self.elsewhere = Elsewhere { since, awaited: guilds.into_iter().collect(), watched, closed };
        self.note_gaps(places);
    }

    /// Notes what may have been missed in a server, as it tells for the first time in a session what is in it. In one
    /// that loop was invited to since, nothing was.
    pub(super) fn note_elsewhere(&mut self, guild: &Guild) {
        if !self.elsewhere.awaited.remove(&guild.id) {
            return;
        }
        let Elsewhere { since: Some(since), watched, closed, .. } = &self.elsewhere else { return };
        let channels = guild.channels.iter().filter(|channel| channel.is_text());
        for channel in channels.chain(guild.threads.iter().filter(|thread| thread.is_thread())) {
            let is_read = [watched, closed].iter().any(|those| those.contains(&channel.id));
            let last = channel.last_message_id.as_deref().unwrap_or_default();
            let is_noted = self.gaps.iter().any(|gap| gap.channel == channel.id);
            if !is_read && !is_noted && wire::number(last) > wire::number(since) {
                let wait = self.shared.timings.first_wait;
                let mut gap = Gap::new(&channel.id, since, wait);
                gap.is_elsewhere = true;
                self.gaps.push_back(gap);
            }
        }
    }

    /// Has it noted when all servers have told what is in them, and all of that is read.
    pub(super) async fn end_elsewhere(&mut self) {
        if self.elsewhere.since.is_none() || !self.elsewhere.awaited.is_empty() || !self.gaps.is_empty() {
            return;
        }
        match self.inbox.caught_up_elsewhere(Platform::Discord).await {
            Ok(()) => self.elsewhere.since = None,
            // Tried again with the next event; until then, more than is needed would be read.
            Err(error) => tracing::warn!(%error, "that all is read on Discord could not be noted"),
        }
    }
}
