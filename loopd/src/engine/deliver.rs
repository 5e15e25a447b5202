//! The loops that say what is owed, one for each platform: in order within a channel, until the platform has it.
//! Texts, and the threads in which tasks report.

use std::collections::HashSet;

use futures::future::BoxFuture;
use futures::stream::{FuturesUnordered, StreamExt as _};

use super::{Engine, LEASE_MS};
use crate::chat::{Chat, Error as ChatError, NewThread, Outbound};
use crate::model::{ChannelId, Delivery, DeliveryId, DeliveryKind, Millis, Platform};
use crate::store::{Error as StoreError, Lease};

/// A reply that could not be said for so long is given up: 24 hours.
const BUDGET_MS: Millis = 24 * 3600 * 1000;
/// The first wait after a failed try; it doubles up to [`LONGEST_WAIT_MS`].
const FIRST_WAIT_MS: Millis = 1000;
/// The longest wait between tries.
const LONGEST_WAIT_MS: Millis = 10 * 60 * 1000;
/// Replies are looked for this often even when nobody rings.
const LOOK_MS: Millis = 30_000;
/// Replies under way at once on one platform, each in a channel of its own.
const AT_ONCE: usize = 32;
/// How long replies under way may still take when the daemon stops.
const LAST_MS: Millis = 2_000;

/// Replies under way.
#[derive(Default)]
struct UnderWay<'a> {
    ids: HashSet<DeliveryId>,
    work: FuturesUnordered<BoxFuture<'a, (DeliveryId, Result<(), StoreError>)>>,
}

impl Engine {
    /// Says what is owed on a platform until the daemon stops. A channel whose replies are slow holds up no other.
    pub async fn deliver_loop(&self, platform: Platform) -> anyhow::Result<()> {
        let mut bell = self.live.deliveries.listen();
        let mut under_way = UnderWay::default();
        let mut not_before = 0;
        loop {
            bell.mark_unchanged();
            let now = self.now();
            let next = if now < not_before {
                not_before
            } else {
                match self.take_up(platform, &mut under_way).await {
                    // Another daemon that shares the database may have left something.
                    Ok(next) => next.min(now + LOOK_MS),
                    Err(error) => self.put_off(&error, &mut not_before),
                }
            };
            tokio::select! {
                biased;
                () = self.stopping.cancelled() => break,
                Some((id, ended)) = under_way.work.next() => {
                    under_way.ids.remove(&id);
                    if let Err(error) = ended {
                        self.put_off(&error, &mut not_before);
                    }
                }
                _ = bell.changed() => {}
                () = self.clock.sleep_until(next) => {}
            }
        }
        // What the platform has taken is better written down than asked for at the next start.
        tokio::select! {
            () = async { while under_way.work.next().await.is_some() {} } => {}
            () = self.clock.sleep_until(self.now() + LAST_MS) => {}
        }
        Ok(())
    }

    /// The database is in trouble: nothing is taken up for a moment.
    fn put_off(&self, error: &StoreError, not_before: &mut Millis) -> Millis {
        tracing::warn!(error = error as &dyn std::error::Error, "failed to look for replies owed");
        *not_before = self.now() + FIRST_WAIT_MS;
        *not_before
    }

    /// Takes up what is due, as far as there is room; gives when something else is.
    async fn take_up<'a>(
        &'a self,
        platform: Platform,
        under_way: &mut UnderWay<'a>,
    ) -> Result<Millis, StoreError> {
        if under_way.ids.len() >= AT_ONCE {
            return Ok(Millis::MAX);
        }
        let Some(chat) = self.chats.get(&platform) else {
            // Another daemon may know it, or this one again after its config is changed back.
            self.store.give_up_before(platform, self.now() - BUDGET_MS, self.now()).await?;
            return Ok(Millis::MAX);
        };
        let (lease, now) = (Lease { owner: &self.identity.owner, ms: LEASE_MS }, self.now());
        // Those under way are among them.
        let limit = AT_ONCE as u64;
        for delivery in self.store.due_deliveries(platform, lease, now, limit).await? {
            if under_way.ids.len() < AT_ONCE && under_way.ids.insert(delivery.id) {
                let work = async move { (delivery.id, self.deliver(&**chat, &delivery).await) };
                under_way.work.push(Box::pin(work));
            }
        }
        Ok(self.store.next_delivery_at(platform, now).await?.unwrap_or(Millis::MAX))
    }

    async fn deliver(&self, chat: &dyn Chat, delivery: &Delivery) -> Result<(), StoreError> {
        // A daemon that dies over it can note nothing any more, and the next one must know that it may have been said.
        if !self.store.begin_delivery(delivery, self.now()).await? {
            return Ok(());
        }
        let done = self.do_in_time(chat, delivery).await?;
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
                self.store.mark_dead(delivery, &reason, self.now()).await?;
                self.tell_given_up(chat, delivery, &reason).await;
                Ok(())
            }
        }
    }

    /// Does what is owed. Where another daemon may take it over, well before it does.
    async fn do_in_time(
        &self,
        chat: &dyn Chat,
        delivery: &Delivery,
    ) -> Result<Result<Option<ChannelId>, ChatError>, StoreError> {
        // Nobody else takes a file over, and a large one takes its time.
        let lease = delivery.lease_until.filter(|_| delivery.kind != DeliveryKind::File);
        let until = lease.map_or(Millis::MAX, |until| until - LEASE_MS / 6);
        tokio::select! {
            done = self.do_delivery(chat, delivery) => done,
            () = self.clock.sleep_until(until) => {
                let reason = "the platform took too long".to_owned();
                Ok(Err(ChatError::Later { reason, after_ms: None }))
            }
        }
    }

    /// Says, once and as well as can be, that something else could not be said.
    async fn tell_given_up(&self, chat: &dyn Chat, delivery: &Delivery, reason: &str) {
        let (Some(run), DeliveryKind::Post | DeliveryKind::ThreadPost) = (delivery.run_id, delivery.kind)
        else {
            return;
        };
        let text = format!(
            "The answer of run {run} could not be posted: {reason}. `loopctl runs show {run}` has it."
        );
        let channel = delivery.channel_id.to_string();
        let told = chat.post(&Outbound { delivery: delivery.id.0, channel, text, is_retry: false }).await;
        if let Err(error) = told {
            tracing::debug!(%error, "nor could it be said that it could not be");
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
                let is_retry = delivery.attempts > 0;
                let outbound = Outbound { delivery: delivery.id.0, channel, text: text(), is_retry };
                chat.post(&outbound).await.map(|()| None)
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
