//! The loop that says what is owed, in order within a channel, until the platform has it: texts, and the threads
//! in which tasks report.

use super::{Engine, LEASE_MS};
use crate::chat::{Chat, Error as ChatError, NewThread, Outbound};
use crate::model::{ChannelId, Delivery, DeliveryKind, Millis};
use crate::store::Error as StoreError;

/// A reply that could not be said for so long is given up: 24 hours.
const BUDGET_MS: Millis = 24 * 3600 * 1000;
/// The first wait after a failed try; it doubles up to [`LONGEST_WAIT_MS`].
const FIRST_WAIT_MS: Millis = 1000;
/// The longest wait between tries.
const LONGEST_WAIT_MS: Millis = 10 * 60 * 1000;
/// Replies are looked for this often even when nobody rings.
const LOOK_MS: Millis = 30_000;
/// Replies taken up at once.
const BATCH: u64 = 100;

impl Engine {
    /// Says what is owed until the daemon stops.
    pub async fn deliver_loop(&self) -> anyhow::Result<()> {
        loop {
            let next = match self.deliver_due().await {
                // Another daemon that shares the database may have left something.
                Ok(next) => next.unwrap_or(Millis::MAX).min(self.now() + LOOK_MS),
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
            let due = self.store.due_deliveries(&self.identity.owner, LEASE_MS, self.now(), BATCH).await?;
            if due.is_empty() {
                return self.store.next_delivery_at(&self.identity.owner, self.now()).await;
            }
            for delivery in due {
                // Where daemons share the database, one whose lease is nearly over may soon be another's.
                if delivery.lease_until.is_some_and(|until| self.now() + LEASE_MS / 2 >= until) {
                    break;
                }
                self.deliver(&delivery).await?;
            }
        }
    }

    async fn deliver(&self, delivery: &Delivery) -> Result<(), StoreError> {
        let channel = self.store.find_channel(&delivery.channel_id).await?;
        let chat = channel.as_ref().and_then(|channel| self.chats.get(&channel.platform));
        let Some(chat) = chat else {
            let error = "its platform is not configured any more";
            return self.store.mark_dead(delivery, error, self.now()).await;
        };
        let done = self.do_delivery(&**chat, delivery).await?;
        self.crash.at("delivery.posted");
        match done {
            Ok(None) => {
                self.store.mark_sent(delivery, self.now()).await?;
                self.forget_copy(delivery);
                Ok(())
            }
            Ok(Some(thread)) => self.store.thread_opened(delivery, &thread, self.now()).await,
            // Then what the run says goes to the channel itself.
            Err(ChatError::Never(_)) if delivery.kind == DeliveryKind::OpenThread => {
                self.store.mark_sent(delivery, self.now()).await
            }
            Err(ChatError::Later { reason, after_ms }) if self.now() - delivery.created_at < BUDGET_MS => {
                let doubled = FIRST_WAIT_MS << delivery.attempts.clamp(0, 10);
                let wait = after_ms.unwrap_or_else(|| doubled.min(LONGEST_WAIT_MS));
                self.store.retry_delivery(delivery, self.now() + wait, &reason).await
            }
            Err(ChatError::Later { reason, .. } | ChatError::Never(reason)) => {
                tracing::warn!(delivery = %delivery.id, %reason, "a reply could not be delivered");
                if delivery.kind == DeliveryKind::File {
                    return self.give_up_file(delivery, &reason).await;
                }
                self.store.mark_dead(delivery, &reason, self.now()).await
            }
        }
    }

    /// Does what is owed; gives the id of a thread that was opened.
    async fn do_delivery(
        &self,
        chat: &dyn Chat,
        delivery: &Delivery,
    ) -> Result<Result<Option<ChannelId>, ChatError>, StoreError> {
        let thread = self.thread_of(delivery).await?;
        let text = || delivery.text.clone();
        let done = match (delivery.kind, thread) {
            (DeliveryKind::OpenThread, Some(_)) => Ok(None),
            (DeliveryKind::OpenThread, None) => {
                let channel = delivery.channel_id.to_string();
                let key = delivery.id.to_string();
                let opened = chat.open_thread(&NewThread { key, channel, title: text() }).await;
                opened.map(|id| Some(ChannelId(id)))
            }
            (DeliveryKind::Post | DeliveryKind::ThreadPost, thread) => {
                let channel = thread.unwrap_or_else(|| delivery.channel_id.clone()).to_string();
                chat.post(&Outbound { delivery: delivery.id.0, channel, text: text() }).await.map(|()| None)
            }
            (DeliveryKind::File, thread) => self.upload(chat, delivery, thread).await.map(|()| None),
            (DeliveryKind::RenameThread, Some(thread)) => {
                let renamed = chat.rename_thread(thread.as_str(), &delivery.text).await;
                if renamed.is_ok() {
                    self.store.rename_thread(&thread, &delivery.text).await?;
                }
                renamed.map(|()| None)
            }
            // Somebody talks in it: then it is no mere report any more.
            (DeliveryKind::DeleteThread, Some(thread)) if !self.store.has_runs(&thread).await? => {
                let deleted = chat.delete_thread(thread.as_str()).await;
                if deleted.is_ok() {
                    self.store.set_active(&thread, false).await?;
                }
                deleted.map(|()| None)
            }
            (DeliveryKind::RenameThread | DeliveryKind::DeleteThread, _) => Ok(None),
        };
        Ok(done)
    }

    /// The thread that the delivery is about, if there is one.
    async fn thread_of(&self, delivery: &Delivery) -> Result<Option<ChannelId>, StoreError> {
        let (Some(run), false) = (delivery.run_id, delivery.kind == DeliveryKind::Post) else {
            return Ok(None);
        };
        Ok(self.store.find_run(run).await?.and_then(|run| run.thread_id))
    }
}
