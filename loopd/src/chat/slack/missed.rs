//! What was said while nobody listened. Slack sends an event again for some minutes; what is older is read from the
//! history of the channels that loop is active in.

use std::sync::Arc;

use tokio::time::sleep;

use super::events;
use super::limits;
use super::post::place;
use super::shared::Shared;
use super::web::Failure;
use super::wire::{Message, Messages, next};
use crate::chat::inbound::{Inbound, Inbox, NotTaken};
use crate::model::Platform;

impl Shared {
    /// Reads what was missed each time that events come in again.
    pub(super) async fn read_missed(&self, inbox: &Arc<dyn Inbox>) {
        let mut beginnings = self.beginnings.subscribe();
        loop {
            if *beginnings.borrow_and_update() > 0 {
                let mut wait = self.timings.first_wait;
                while let Err(error) = self.catch_up(inbox).await {
                    tracing::warn!(%error, "what was missed on Slack could not be handed over; trying again");
                    sleep(wait).await;
                    wait = (wait * 2).min(self.timings.longest_wait);
                }
            }
            if beginnings.changed().await.is_err() {
                return;
            }
        }
    }

    async fn catch_up(&self, inbox: &Arc<dyn Inbox>) -> Result<(), NotTaken> {
        for (channel, last) in inbox.watched(Platform::Slack).await? {
            let Some(last) = last else { continue };
            match self.said_since(channel.as_str(), &last).await {
                Ok(messages) => self.hand_over(inbox, messages).await?,
                Err(failure) => {
                    tracing::debug!(
                        channel = channel.as_str(),
                        ?failure,
                        "a history on Slack could not be read"
                    );
                    if let Failure::Limited(Some(wait)) = failure {
                        sleep(wait).await;
                    }
                }
            }
            sleep(self.timings.reading).await;
        }
        Ok(())
    }

    async fn hand_over(&self, inbox: &Arc<dyn Inbox>, messages: Vec<Message>) -> Result<(), NotTaken> {
        let Some(me) = self.me() else { return Ok(()) };
        for message in messages {
            let wanted = events::wanted_by(&message, &me);
            let known = self.directory.learn(&self.bot, &wanted, &me, &self.timings).await;
            if let Some(said) = events::said(&message, &me, &known) {
                inbox.deliver(Platform::Slack, Inbound::Said(said)).await?;
            }
        }
        Ok(())
    }

    /// What was said in a channel or thread after a message, oldest first.
    async fn said_since(&self, id: &str, last: &str) -> Result<Vec<Message>, Failure> {
        let (channel, root) = place(id);
        let method = if root.is_some() { "conversations.replies" } else { "conversations.history" };
        let mut messages: Vec<Message> = Vec::new();
        let mut cursor = None;
        for _ in 0..limits::PAGES {
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
        messages.sort_by(|a, b| a.ts.cmp(&b.ts));
        Ok(messages)
    }
}
