//! Conversations that loop is in without knowing: it was invited, or written to, while nobody listened.

use std::collections::HashSet;
use std::sync::Arc;

use tokio::time::sleep;

use super::limits;
use super::missed::{LastKnown, Unread};
use super::shared::Shared;
use super::web::Failure;
use super::wire::{Channel, Channels, next};
use crate::chat::inbound::{ChannelNews, Inbound, Inbox, Place};
use crate::model::{ChannelId, Platform};

impl Shared {
    /// The conversations that are not known, to be read after `since`, the last message known anywhere. Channels are
    /// made known by this, as by an invitation; conversations with one person only when something was said there.
    pub(super) async fn elsewhere(
        &self,
        inbox: &Arc<dyn Inbox>,
        known: &HashSet<ChannelId>,
        since: Option<&str>,
    ) -> Result<LastKnown, Unread> {
        let conversations = match self.conversations().await {
            Err(failure) if failure.is_closed() => {
                tracing::warn!(?failure, "Slack does not tell which conversations loop is in");
                Vec::new()
            }
            told => told?,
        };
        let mut found = Vec::new();
        for Channel { id, name, .. } in conversations {
            let id = ChannelId(id);
            if known.contains(&id) {
                continue;
            }
            if !is_direct(&id) && !inbox.is_active(&id).await? {
                if !name.is_empty() {
                    self.directory.renamed(id.as_str(), &name);
                }
                let name = Some(name).filter(|name| !name.is_empty());
                let place = Place { id: id.to_string(), name, ..Place::default() };
                inbox.deliver(Platform::Slack, Inbound::Channel(ChannelNews::Invited(place))).await?;
            }
            found.extend(since.map(|since| (id, Some(since.to_owned()))));
        }
        Ok(found)
    }

    /// The conversations that loop is in.
    async fn conversations(&self) -> Result<Vec<Channel>, Failure> {
        let mut channels = Vec::new();
        let mut cursor = None;
        for number in 0..limits::MISSED_PAGES {
            if number > 0 {
                sleep(self.timings.reading).await;
            }
            let mut args = vec![
                ("types", "public_channel,private_channel,mpim,im".to_owned()),
                ("exclude_archived", "true".to_owned()),
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
