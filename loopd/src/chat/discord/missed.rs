//! What was said while no session went on: read from the history of the channels that loop is active in, each before
//! anything that is said there afterwards, and of those where nothing was known (`elsewhere`).

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::limits;
use super::shared::Shared;
use super::web::Failure;
use super::wire::{self, Message};
use super::worker::Worker;
use crate::chat::inbound::{ChannelNews, Inbox, NotTaken};
use crate::model::{ChannelId, Platform, Reach, Watched};

/// Loop may not see the channel.
const NO_ACCESS: u64 = 50_001;

/// A history that is to be read.
pub(super) struct Gap {
    pub channel: String,
    /// The last message that is known.
    last: String,
    /// Whether nothing was known of the channel.
    pub is_elsewhere: bool,
    /// How long the next wait is, if there must be one.
    wait: Duration,
    not_before: Instant,
}

impl Gap {
    /// One in a channel, after a message.
    pub fn new(channel: &str, last: &str, wait: Duration) -> Self {
        let (channel, last) = (channel.to_owned(), last.to_owned());
        Self { channel, last, is_elsewhere: false, wait, not_before: Instant::now() }
    }
}

/// Why a history was not read to its end.
enum Broken {
    NotTaken(NotTaken),
    Unread(Failure),
}

impl Shared {
    /// What is known before events come in, asked for until there is an answer.
    pub(super) async fn last_known(&self, inbox: &Arc<dyn Inbox>, reach: Reach) -> Watched {
        let mut wait = self.timings.first_wait;
        loop {
            match inbox.watched(Platform::Discord, reach).await {
                Ok(known) => return known,
                Err(error) => {
                    tracing::warn!(%error, "failed to find out what was heard last on Discord; trying again");
                    self.troubled(error.to_string());
                }
            }
            sleep(wait).await;
            wait = (wait * 2).min(self.timings.longest_wait);
        }
    }
}

impl Worker {
    /// Notes what may have been missed. What is still to be read since an earlier time stays so.
    pub(super) fn note_gaps(&mut self, known: Vec<(ChannelId, Option<String>)>) {
        for (channel, last) in known {
            // Digits only: other messages of such a channel have other ids.
            let last = last.filter(|last| !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit()));
            let Some(last) = last else { continue };
            if self.gaps.iter().all(|gap| gap.channel != channel.as_str()) {
                self.gaps.push_back(Gap::new(channel.as_str(), &last, self.shared.timings.first_wait));
            }
        }
    }

    /// How long until a gap may be filled.
    pub(super) fn until_gap(&self) -> Duration {
        let soonest = self.gaps.iter().map(|gap| gap.not_before).min();
        soonest.map_or(Duration::ZERO, |at| at.saturating_duration_since(Instant::now()))
    }

    /// Fills the gap of a channel, if there is one whose turn it is. Where nothing was known, people may have said more
    /// among themselves than the others can wait for.
    pub(super) async fn fill_of(&mut self, channel: &str) {
        let now = Instant::now();
        let at = self.gaps.iter().position(|gap| gap.channel == channel && gap.not_before <= now);
        if let Some(at) = at {
            let is_elsewhere = self.gaps.get(at).is_some_and(|gap| gap.is_elsewhere);
            self.fill(at, if is_elsewhere { limits::AHEAD } else { usize::MAX }).await;
        }
    }

    /// Reads a page of the next gap whose turn it is.
    pub(super) async fn fill_next(&mut self) {
        let now = Instant::now();
        if let Some(at) = self.gaps.iter().position(|gap| gap.not_before <= now) {
            self.fill(at, 1).await;
        }
    }

    async fn fill(&mut self, at: usize, pages: usize) {
        let Some(mut gap) = self.gaps.remove(at) else { return };
        let channel = gap.channel.clone();
        let wait = match self.read(&mut gap, pages).await {
            Ok(true) => return,
            Ok(false) => {
                gap.wait = self.shared.timings.first_wait;
                return self.gaps.push_back(gap);
            }
            // Its server, too, tells nothing of it; or it did not tell yet.
            Err(Broken::Unread(failure))
                if self.is_hidden(&channel, &failure) && !self.elsewhere.is_told() =>
            {
                gap.wait
            }
            Err(Broken::Unread(failure)) if failure.is_gone() || self.is_hidden(&channel, &failure) => {
                match self.news(ChannelNews::Gone(channel.clone())).await {
                    Ok(()) => return,
                    Err(error) => {
                        tracing::warn!(channel, %error, "a channel that is gone could not be noted");
                        self.shared.timings.longest_wait
                    }
                }
            }
            Err(Broken::Unread(failure)) if !failure.is_passing() => {
                tracing::warn!(channel, ?failure, "a history on Discord may not be read");
                self.elsewhere.is_closed(&channel);
                match self.inbox.caught_up(&ChannelId(channel.clone())).await {
                    Ok(()) => return,
                    Err(_) => self.shared.timings.longest_wait,
                }
            }
            // However long Discord is in trouble: what was missed stays missed until it is read.
            Err(Broken::Unread(failure)) => {
                tracing::warn!(channel, ?failure, "failed to read a history on Discord; trying again");
                if let Failure::Limited(wait) = failure { wait.max(gap.wait) } else { gap.wait }
            }
            // It is ours to try again until it is taken.
            Err(Broken::NotTaken(error)) => {
                tracing::warn!(channel, %error, "what was missed on Discord could not be handed over; trying again");
                gap.wait
            }
        };
        gap.wait = (gap.wait * 2).min(self.shared.timings.longest_wait);
        gap.not_before = Instant::now() + wait;
        self.gaps.push_back(gap);
    }

    /// Whether loop may not see a channel at all: it is in none of the servers that loop is in, as far as they have told.
    fn is_hidden(&self, channel: &str, failure: &Failure) -> bool {
        failure.is(NO_ACCESS) && self.shared.directory.find(channel).is_none()
    }

    /// Reads so many pages of a history; true if that is its end, which is noted.
    async fn read(&self, gap: &mut Gap, pages: usize) -> Result<bool, Broken> {
        let is_whole = self.read_on(gap, pages).await?;
        if is_whole {
            self.inbox.caught_up(&ChannelId(gap.channel.clone())).await.map_err(Broken::NotTaken)?;
        }
        Ok(is_whole)
    }

    /// Reads a history on from the last message that is known, and hands over what is new, oldest first.
    async fn read_on(&self, gap: &mut Gap, pages: usize) -> Result<bool, Broken> {
        for _ in 0..pages {
            let Gap { channel, last, .. } = &*gap;
            let path = format!("channels/{channel}/messages?limit={}&after={last}", limits::PAGE);
            let mut page: Vec<Message> = self.shared.web.get(&path).await.map_err(Broken::Unread)?;
            page.sort_by_key(|message| wire::number(&message.id));
            let is_last = page.len() < limits::PAGE;
            for message in page {
                self.hand_over(&message).await.map_err(Broken::NotTaken)?;
                gap.last = message.id;
            }
            if is_last {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
