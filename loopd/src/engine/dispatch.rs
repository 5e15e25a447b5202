//! The loop that takes up runs: whoever is first in a free channel, while there is a place.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::execute::Worker;
use super::live::Live;
use super::{Engine, LEASE_MS};
use crate::model::{Millis, RunId};
use crate::store::{Claim, Error as StoreError};

/// The queue is looked at this often even when nobody rings, because another daemon may share it.
const LOOK_MS: Millis = 30_000;
/// The first wait after trouble with the database.
const RETRY_MS: Millis = 1000;

/// A run that is worked on here, until this is dropped.
struct Working {
    live: Arc<Live>,
    run: RunId,
}

impl Drop for Working {
    fn drop(&mut self) {
        self.live.ended(self.run);
        self.live.runs.notify_one();
    }
}

impl Engine {
    /// Takes up runs until the daemon stops.
    pub async fn dispatch_loop(&self) -> anyhow::Result<()> {
        let places = Arc::new(Semaphore::new(self.config.scheduling.max_concurrent_runs));
        let mut next_adoption = self.now();
        let mut next_purge = self.now();
        loop {
            let mut wake_at = self.now() + LOOK_MS;
            if let Err(error) = self.tick(&places, &mut next_adoption, &mut next_purge).await {
                tracing::warn!(error = &error as &dyn std::error::Error, "failed to look for runs");
                wake_at = self.now() + RETRY_MS;
            }
            wake_at = wake_at.min(next_adoption.max(self.now() + RETRY_MS));
            tokio::select! {
                biased;
                () = self.stopping.cancelled() => return Ok(()),
                () = self.live.runs.notified() => {}
                () = self.clock.sleep_until(wake_at) => {}
            }
        }
    }

    async fn tick(
        &self,
        places: &Arc<Semaphore>,
        next_adoption: &mut Millis,
        next_purge: &mut Millis,
    ) -> Result<(), StoreError> {
        const DAY_MS: Millis = 24 * 3600 * 1000;
        if *next_adoption <= self.now() {
            // Whose lease runs out next may be known only later: look again at the latest after one.
            let next = self.adopt_orphans(places).await?.unwrap_or(Millis::MAX);
            *next_adoption = next.clamp(self.now() + RETRY_MS, self.now() + LEASE_MS);
        }
        if *next_purge <= self.now() {
            self.store.forget_request_keys(self.now()).await?;
            *next_purge = self.now() + DAY_MS;
        }
        while let Ok(place) = places.clone().try_acquire_owned() {
            let Some(claim) = self.store.claim_run(&self.identity.owner, LEASE_MS, self.now()).await? else {
                break;
            };
            self.crash.at("run.claimed");
            self.spawn_worker(claim, Some(place));
        }
        Ok(())
    }

    /// Works on a run in a task of its own.
    pub(super) fn spawn_worker(&self, claim: Claim, place: Option<OwnedSemaphorePermit>) {
        let engine = self.clone();
        let span = tracing::info_span!("run", id = %claim.run().id, channel = %claim.run().channel_id);
        // Also when the worker panics: then the run is adopted as soon as its lease has run out.
        let working = Working { live: engine.live.clone(), run: claim.run().id };
        let work = async move {
            Worker::new(&engine, claim).run().await;
            drop(place);
            drop(working);
        };
        self.tasks.spawn(tracing::Instrument::instrument(work, span));
    }
}
