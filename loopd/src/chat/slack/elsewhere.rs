//! Conversations that loop is in without knowing: it was invited, or written to, while nobody listened. And what became
//! of those that it knows: whether they have another name, or are in the archive.

use std::collections::HashSet;
use std::sync::Arc;

use tokio::time::sleep;

use super::limits;
use super::missed::{LastKnown, Unread};
use super::shared::Shared;
use super::web::Failure;
use super::wire::{Channel, Channels, next};
use crate::chat::inbound::{ChannelNews, Inbound, Inbox, NotTaken, Place};
use crate::model::{ChannelId, Platform};

/// What is found out about the conversations that loop is in.
#[derive(Default)]
pub(super) struct Found {
    /// Those that are not known, to be read after the last message known anywhere.
    pub unknown: LastKnown,
    /// Channels that are in the archive now.
    pub gone: HashSet<String>,
}

impl Shared {
    /// Looks at the conversations that loop is in. Channels that are not known are made so, as by an invitation, and to be
    /// read after `since`, the last message known anywhere; conversations with one person are known only when something
    /// was said there. Channels that are known may have another name now, or be in the archive.
    pub(super) async fn elsewhere(
        &self,
        inbox: &Arc<dyn Inbox>,
        known: &HashSet<ChannelId>,
        since: Option<&str>,
    ) -> Result<Found, Unread> {
        let conversations = match self.conversations().await {
            Err(failure) if failure.is_closed() => {
                tracing::warn!(?failure, "Slack does not tell which conversations loop is in");
                Vec::new()
            }
            told => told?,
        };
        let mut found = Found::default();
        for Channel { id, name, is_archived, .. } in conversations {
            let id = ChannelId(id);
            let (is_direct, is_watched) = (is_direct(&id), known.contains(&id));
            let is_known = is_watched || is_direct || inbox.is_active(&id).await?;
            if is_archived {
                if is_known {
                    self.is_gone(inbox, id.as_str()).await?;
                }
                found.gone.insert(id.0);
                continue;
            }
            if !is_direct && !name.is_empty() {
                self.directory.renamed(id.as_str(), &name);
            }
            let place = Place {
                id: id.to_string(),
                name: Some(name).filter(|name| !name.is_empty()),
                ..Place::default()
            };
            let news = match (is_direct, is_known) {
                (true, _) => None,
                (false, true) => place.name.is_some().then_some(ChannelNews::Renamed(place)),
                (false, false) => Some(ChannelNews::Invited(place)),
            };
            if let Some(news) = news {
                inbox.deliver(Platform::Slack, Inbound::Channel(news)).await?;
            }
            if !is_watched {
                found.unknown.extend(since.map(|since| (id, Some(since.to_owned()))));
            }
        }
        Ok(found)
    }

    /// Tells that loop cannot work in a channel or thread any more, where nothing is left to be read then.
    pub(super) async fn is_gone(&self, inbox: &Arc<dyn Inbox>, id: &str) -> Result<(), NotTaken> {
        let news = Inbound::Channel(ChannelNews::Gone(id.to_owned()));
        inbox.deliver(Platform::Slack, news).await?;
        inbox.caught_up(&ChannelId(id.to_owned())).await
    }

    /// The conversations that loop is in, those in the archive included.
    async fn conversations(&self) -> Result<Vec<Channel>, Failure> {
        let mut channels = Vec::new();
        let mut cursor = None;
        for number in 0..limits::MISSED_PAGES {
            if number > 0 {
                sleep(self.timings.reading).await;
            }
            let mut args = vec![
                ("types", "public_channel,private_channel,mpim,im".to_owned()),
                ("limit", limits::PAGE.to_string()),
            ];
            args.extend(cursor.map(|cursor| ("cursor", cursor)));
            let page = self.bot.read::<Channels>("users.conversations", &args).await?;
            channels.extend(page.channels);
            cursor = next(page.response_metadata);
            if cursor.is_none() {
                break;
            }
        }
        Ok(channels)
    }
}

/// A conversation with one person.
fn is_direct(id: &ChannelId) -> bool {
    id.as_str().starts_with('D')
}
