//! The loop that says what is owed, in order within a channel, until the platform has it.

use super::Engine;
use crate::chat::{Error as ChatError, Outbound};
use crate::model::{Delivery, Millis};
use crate::store::Error as StoreError;

/// A reply that could not be said for so long is given up: 24 hours.
const BUDGET_MS: Millis = 24 * 3600 * 1000;
/// The first wait after a failed try; it doubles up to [`LONGEST_WAIT_MS`].
const FIRST_WAIT_MS: Millis = 1000;
/// The longest wait between tries.
const LONGEST_WAIT_MS: Millis = 10 * 60 * 1000;
/// Replies taken up at once.
const BATCH: u64 = 100;

impl Engine {
    /// Says what is owed until the daemon stops.
    pub async fn deliver_loop(&self) -> anyhow::Result<()> {
        loop {
            let next = match self.deliver_due().await {
                Ok(next) => next.unwrap_or(self.now() + 30_000),
                Err(error) => {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "failed to look for replies owed"
                    );
                    self.now() + FIRST_WAIT_MS
                }
            };
            tokio::select! {
                biased;
                () = self.stopping.cancelled() => return Ok(()),
                () = self.live.deliveries.notified() => {}
                () = self.clock.sleep_until(next) => {}
            }
        }
    }

    async fn deliver_due(&self) -> Result<Option<Millis>, StoreError> {
        loop {
            let due = self.store.due_deliveries(self.now(), BATCH).await?;
            if due.is_empty() {
                return self.store.next_delivery_at().await;
            }
            for delivery in due {
                self.deliver(&delivery).await?;
            }
        }
    }

    async fn deliver(&self, delivery: &Delivery) -> Result<(), StoreError> {
        let channel = self.store.find_channel(&delivery.channel_id).await?;
        let chat = channel.as_ref().and_then(|channel| self.chats.get(&channel.platform));
        let Some(chat) = chat else {
            let error = "its platform is not configured any more";
            return self.store.mark_dead(delivery.id, error, self.now()).await;
        };
        let outbound = Outbound {
            delivery: delivery.id.0,
            channel: delivery.channel_id.to_string(),
            text: delivery.text.clone(),
        };
        let posted = chat.post(&outbound).await;
        self.crash.at("delivery.posted");
        match posted {
            Ok(()) => self.store.mark_sent(delivery.id, self.now()).await,
            Err(ChatError::Later { reason, after_ms }) if self.now() - delivery.created_at < BUDGET_MS => {
                let doubled = FIRST_WAIT_MS << delivery.attempts.clamp(0, 10);
                let wait = after_ms.unwrap_or_else(|| doubled.min(LONGEST_WAIT_MS));
                self.store.retry_delivery(delivery.id, self.now() + wait, &reason).await
            }
            Err(ChatError::Later { reason, .. } | ChatError::Never(reason)) => {
                tracing::warn!(delivery = %delivery.id, %reason, "a reply could not be delivered");
                self.store.mark_dead(delivery.id, &reason, self.now()).await
            }
        }
    }
}
