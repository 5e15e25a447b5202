//! What was said while nobody listened. Slack sends an event again for some minutes; what is older is read from the
//! history: of the channels and threads that were known, and after the daemon's start of every other conversation that
//! loop is in (`elsewhere`). A thread that nobody heard of is found by its first message, if that is not older than what
//! is read of its channel; those that began before are not found.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::sleep;

use super::elsewhere::Found;
use super::events;
use super::limits;
use super::post::place;
use super::shared::Shared;
use super::web::{Failure, in_words};
use super::wire::{Message, Messages, next};
use crate::chat::inbound::{Inbound, Inbox, NotTaken};
use crate::model::{ChannelId, Platform, Reach, Watched};

/// Channels and threads, each with the last message that is known.
pub(super) type LastKnown = Vec<(ChannelId, Option<String>)>;
/// Seconds before the last known message from which on a history is read: what came over one socket may have become
/// known before something earlier that came over the other, and Slack itself tries for 5 minutes to tell it.
const MARGIN: i64 = 600;
/// The longest wait between two times that it is asked what is known.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// Why a history is still to be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unread {
    /// What was in it could not be stored.
    #[error(transparent)]
    NotTaken(#[from] NotTaken),
    /// Slack takes no more such calls for so long.
    #[error("Slack takes no more calls for {0:?}")]
    Limited(Duration),
    /// Slack did not give it.
    #[error("{0}")]
    Failed(String),
}

impl From<Failure> for Unread {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(code) => Self::Failed(in_words(&code)),
            Failure::Limited(wait) => Self::Limited(wait.unwrap_or_default()),
            Failure::Unknown(reason) => Self::Failed(reason),
        }
    }
}

/// Histories that are being read.
struct Reading<'a> {
    inbox: &'a Arc<dyn Inbox>,
    /// Those that are read by themselves.
    read: HashSet<ChannelId>,
    /// Those of places in which somebody was heard.
    heard: &'a HashSet<ChannelId>,
}

/// The time stamp from which on a history is read.
fn before(last: &str) -> String {
    let seconds: i64 = last.split('.').next().and_then(|seconds| seconds.parse().ok()).unwrap_or_default();
    format!("{}.000000", (seconds - MARGIN).max(0))
}

impl Shared {
    /// What is known before events come in, asked for until there is an answer.
    pub(super) async fn last_known(&self, inbox: &Arc<dyn Inbox>, reach: Reach) -> Watched {
        let mut wait = self.timings.first_wait;
        loop {
            match inbox.watched(Platform::Slack, reach).await {
                Ok(known) => return known,
                Err(error) => {
                    tracing::warn!(%error, "failed to find out what was heard last on Slack; trying again");
                    self.troubled(error.to_string());
                }
            }
            // Nothing is taken before there is an answer.
            sleep(wait).await;
            wait = (wait * 2).min(self.timings.longest_wait).min(LONGEST_WAIT);
        }
    }

    /// Reads what was missed since `known`, which is all that there is at a start, as soon as events come in; and again
    /// after each time that none did, or that one could not be taken. A history that cannot be read is asked for until
    /// it can.
    pub(super) async fn read_missed(&self, inbox: &Arc<dyn Inbox>, mut known: Watched) {
        let mut live = self.live.subscribe();
        let mut reach = Reach::All;
        // The losses that `known` was asked for after.
        let mut noted = 0;
        loop {
            if live.wait_for(|live| live.count > 0).await.is_err() {
                return;
            }
            // What is known has to be asked for at once, before more comes in; what is left is among it.
            tokio::select! {
                biased;
                _ = live.wait_for(|live| live.losses > noted) => {}
                () = self.catch_up_with(inbox, known, reach) => reach = Reach::Lively,
            }
            if live.wait_for(|live| live.losses > noted).await.is_err() {
                return;
            }
            noted = live.borrow().losses;
            known = self.last_known(inbox, reach).await;
            self.noted(noted);
        }
    }

    /// Reads all these histories, however often they have to be asked for; with `Reach::All` those of all conversations
    /// that loop is in.
    async fn catch_up_with(&self, inbox: &Arc<dyn Inbox>, known: Watched, reach: Reach) {
        let mut wait = self.timings.first_wait;
        let read = known.places.iter().map(|(id, _)| id.clone()).collect();
        let mut reading = Reading { inbox, read, heard: &known.heard };
        let mut left = known.places;
        let mut is_listed = reach == Reach::Lively;
        loop {
            if !is_listed {
                match self.elsewhere(inbox, &reading.read, known.elsewhere.as_deref()).await {
                    Ok(Found { unknown, gone }) => {
                        // What was said before would bring them back, and nobody could answer it there.
                        left.retain(|(id, _)| !gone.contains(place(id.as_str()).0));
                        reading.read.extend(unknown.iter().map(|(id, _)| id.clone()));
                        left.extend(unknown);
                        is_listed = true;
                    }
                    Err(why) => tracing::warn!(%why, "the conversations on Slack are still to be listed"),
                }
            }
            left = self.catch_up(&reading, left).await;
            if left.is_empty() && is_listed {
                match inbox.caught_up_elsewhere(Platform::Slack).await {
                    Ok(()) => return,
                    Err(error) => tracing::warn!(%error, "that all is read on Slack could not be noted"),
                }
            }
            sleep(wait).await;
            wait = (wait * 2).min(self.timings.longest_wait);
        }
    }

    /// Reads the histories of these channels, and of threads in them that are not `read` by themselves; gives those that
    /// are still to be read.
    async fn catch_up(&self, reading: &Reading<'_>, known: LastKnown) -> LastKnown {
        let mut left = Vec::new();
        for (channel, last) in known {
            if let Err(why) = self.catch_up_in(reading, &channel, last.as_deref()).await {
                tracing::warn!(channel = channel.as_str(), %why, "what was missed on Slack is still to be read");
                if let Unread::Limited(wait) = why {
                    sleep(wait).await;
                }
                left.push((channel, last));
            }
            sleep(self.timings.reading).await;
        }
        left
    }

    async fn catch_up_in(
        &self,
        reading: &Reading<'_>,
        channel: &ChannelId,
        last: Option<&str>,
    ) -> Result<(), Unread> {
        if let Some(from) = last.map(before) {
            let threads = self.read_on(reading, channel, &from).await?;
            for thread in threads.into_iter().filter(|thread| !reading.read.contains(thread)) {
                sleep(self.timings.reading).await;
                self.read_on(reading, &thread, &from).await?;
            }
        }
        Ok(reading.inbox.caught_up(channel).await?)
    }

    /// Reads a history from a time stamp on to its end; gives the threads that began and were answered in since.
    async fn read_on(
        &self,
        reading: &Reading<'_>,
        channel: &ChannelId,
        from: &str,
    ) -> Result<HashSet<ChannelId>, Unread> {
        let (inbox, id) = (reading.inbox, channel.as_str());
        let was_heard = reading.heard.contains(channel);
        let mut threads = HashSet::new();
        let is_channel = place(id).1.is_none();
        let mut since = Some(from.to_owned());
        while let Some(from) = since.take() {
            match self.said_since(id, &from).await {
                Ok((messages, is_whole)) => {
                    let last = messages.last().map(|message| message.ts.clone());
                    let is_answered = |it: &&Message| it.latest_reply.as_deref() > Some(from.as_str());
                    tracing::debug!(
                        channel = id,
                        from,
                        last,
                        count = messages.len(),
                        "read a history on Slack"
                    );
                    let roots = messages.iter().filter(|it| is_channel && is_answered(it));
                    threads.extend(roots.map(|root| ChannelId(format!("{id}:{}", root.ts))));
                    self.hand_over(inbox, messages).await?;
                    since = last.filter(|last| !is_whole && *last > from);
                }
                // Loop may be used by command where it never was, but where somebody was heard, it was.
                Err(failure) if failure.is("is_archived") || was_heard && failure.is_gone() => {
                    tracing::info!(channel = id, ?failure, "a channel on Slack went away meanwhile");
                    // Its threads go, and come back, with it.
                    self.is_gone(inbox, place(id).0).await?;
                }
                Err(failure) if failure.is_closed() => {
                    tracing::warn!(channel = id, ?failure, "a history on Slack may not be read");
                }
                Err(failure) => return Err(failure.into()),
            }
        }
        Ok(threads)
    }

    async fn hand_over(&self, inbox: &Arc<dyn Inbox>, messages: Vec<Message>) -> Result<(), NotTaken> {
        let Some(me) = self.me() else { return Ok(()) };
        for message in messages {
            let wanted = events::wanted_by(&message, &me);
            let known = self.directory.learn(&self.bot, &wanted, &me, &self.timings).await?;
            if let Some(said) = events::said(&message, &me, &known) {
                inbox.deliver(Platform::Slack, Inbound::Said(said)).await?;
            }
        }
        Ok(())
    }

    /// What was said in a channel or thread after a message, oldest first, and whether that is all. Slack gives a
    /// thread's oldest messages first, so more of it can be asked for; a channel's newest.
    async fn said_since(&self, id: &str, last: &str) -> Result<(Vec<Message>, bool), Failure> {
        let (channel, root) = place(id);
        let method = if root.is_some() { "conversations.replies" } else { "conversations.history" };
        let mut messages: Vec<Message> = Vec::new();
        let mut cursor = None;
        for number in 0..limits::MISSED_PAGES {
            if number > 0 {
                sleep(self.timings.reading).await;
            }
            let mut args = vec![
                ("channel", channel.to_owned()),
                ("oldest", last.to_owned()),
                ("limit", limits::PAGE.to_string()),
            ];
            args.extend(root.map(|root| ("ts", root.to_owned())));
            args.extend(cursor.map(|cursor| ("cursor", cursor)));
            let page = self.bot.read::<Messages>(method, &args).await?;
            // A thread's history always begins with its first message.
            let page_messages = page.messages.into_iter().filter(|message| message.ts.as_str() > last);
            messages.extend(page_messages.map(|message| Message { channel: channel.to_owned(), ..message }));
            cursor = next(page.response_metadata);
            if cursor.is_none() {
                break;
            }
        }
        if cursor.is_some() && root.is_none() {
            tracing::error!(
                channel,
                "more was missed on Slack than can be read; the oldest of it is left out"
            );
        }
        messages.sort_by(|a, b| a.ts.cmp(&b.ts));
        Ok((messages, cursor.is_none() || root.is_none()))
    }
}
