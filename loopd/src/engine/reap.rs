//! Containers that nobody needs: idle for too long, left over by a crash, or not in our books.

use std::time::Duration;

use super::{Engine, GRACE};
use crate::model::{ContainerId, ContainerState, Millis};
use crate::runner;
use crate::store::Error as StoreError;

/// A door younger than this may belong to a container that is being planned.
const YOUNG: Duration = Duration::from_secs(60);
/// When to try again after the engine or the database failed.
const RETRY_MS: Millis = 30_000;
/// How often the engine's list is compared with our books.
const AUDIT_MS: Millis = 10 * 60 * 1000;

impl Engine {
    /// Removes idle containers when their time has come, until the daemon stops; then all idle ones.
    pub async fn reap_loop(&self) -> anyhow::Result<()> {
        let mut audit_at = self.now();
        loop {
            if self.now() >= audit_at {
                let wait = match self.audit_containers().await {
                    Ok(()) => AUDIT_MS,
                    Err(error) => {
                        tracing::warn!(
                            error = &*error as &dyn std::error::Error,
                            "failed to settle left-over containers"
                        );
                        RETRY_MS
                    }
                };
                audit_at = self.now() + wait;
            }
            let next = match self.reap_idle(self.keep_alive_ms()).await {
                Ok(next) => next.unwrap_or(audit_at).min(audit_at),
                Err(error) => {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "failed to list idle containers"
                    );
                    self.now() + 5000
                }
            };
            tokio::select! {
                () = self.stopping.cancelled() => break,
                () = self.live.containers.notified() => {}
                () = self.clock.sleep_until(next) => {}
            }
        }
        // Nothing that has no work outlives the daemon.
        self.reap_idle(0).await?;
        Ok(())
    }

    /// Removes containers idle for longer than `keep_ms`; tells when the next one's time comes.
    async fn reap_idle(&self, keep_ms: Millis) -> Result<Option<Millis>, StoreError> {
        let mut next = None;
        let mut doomed = Vec::new();
        for idle in self.store.idle_containers(&self.identity.installation).await? {
            let until = idle.idle_since.unwrap_or_default() + keep_ms;
            if until > self.now() {
                next = Some(next.map_or(until, |next: Millis| next.min(until)));
            } else if self.store.retire_container(&idle.id).await? {
                doomed.push(idle.id);
            }
        }
        futures::future::join_all(doomed.iter().map(|id| async move {
            match self.bury(id, &self.container_name(id)).await {
                Ok(()) => self.note_gone(id).await,
                Err(error) => tracing::warn!(container = %id, error = &error as &dyn std::error::Error, "failed to remove an idle container"),
            }
        }))
        .await;
        Ok(next)
    }

    /// Compares the engine's containers with our books, and removes what nobody uses. An error comes last, so
    /// that one container's trouble does not keep another alive.
    async fn audit_containers(&self) -> anyhow::Result<()> {
        let own = &self.identity.installation;
        let listed = self.runner.list().await?;
        // Read the books after the list: a container planned in between is in the books at least.
        let books = self.store.live_containers(own).await?;
        let mut trouble = None;
        for found in listed.iter().filter(|found| !books.iter().any(|book| book.name == found.name)) {
            tracing::info!(name = %found.name, "removing a container that is not in the books");
            let id = ContainerId(found.name.rsplit('-').next().unwrap_or_default().to_owned());
            trouble = self.bury(&id, &found.name).await.err().or(trouble);
        }
        let is_alive = |name: &str| listed.iter().any(|found| found.name == *name && found.running);
        for idle in books.iter().filter(|book| book.idle_since.is_some() && !is_alive(&book.name)) {
            if self.store.retire_container(&idle.id).await? {
                trouble = self.bury_recorded(&idle.id, &idle.name).await.err().or(trouble);
            }
        }
        for stray in self.store.stray_containers(own).await? {
            tracing::info!(name = %stray.name, "removing a container whose run has ended");
            trouble = self.bury_recorded(&stray.id, &stray.name).await.err().or(trouble);
        }
        self.sweep_doors().await?;
        self.unmask_forgotten().await?;
        self.sweep_inboxes().await;
        self.sweep_outgoing().await?;
        trouble.map_or(Ok(()), |error| Err(error.into()))
    }

    async fn bury_recorded(&self, id: &ContainerId, name: &str) -> Result<(), runner::Error> {
        self.bury(id, name).await?;
        self.note_gone(id).await;
        Ok(())
    }

    /// Removes the directories of doors whose containers are gone.
    async fn sweep_doors(&self) -> anyhow::Result<()> {
        let Ok(entries) = std::fs::read_dir(self.home.run().join("c")) else { return Ok(()) };
        for entry in entries.flatten() {
            let made = entry.metadata().and_then(|found| found.modified());
            if made.is_ok_and(|at| at.elapsed().is_ok_and(|age| age < YOUNG)) {
                continue;
            }
            let id = ContainerId(entry.file_name().to_string_lossy().into_owned());
            let found = self.store.find_container(&id).await?;
            if found.is_none_or(|found| found.state == ContainerState::Gone) {
                let _ = std::fs::remove_dir_all(entry.path());
            }
        }
        Ok(())
    }

    /// Kills and removes a container, and closes its door.
    pub(super) async fn bury(&self, id: &ContainerId, name: &str) -> Result<(), runner::Error> {
        drop(self.warm.take(id));
        self.doors.close(id);
        self.runner.stop(name, GRACE).await?;
        self.runner.remove(name).await?;
        let _ = std::fs::remove_dir_all(self.door_dir(id));
        Ok(())
    }

    /// Removes a dead container whose end is recorded; if that fails, the audit does it later.
    pub(super) async fn clear_away(&self, id: &ContainerId) {
        let name = self.container_name(id);
        if let Err(error) = self.bury(id, &name).await {
            tracing::warn!(%name, error = &error as &dyn std::error::Error, "failed to remove a dead container");
            return;
        }
        self.unmask(id).await;
    }

    /// Records that a container is dead and removed.
    pub(super) async fn note_gone(&self, id: &ContainerId) {
        if let Err(error) = self.store.container_gone(id).await {
            tracing::warn!(container = %id, error = &error as &dyn std::error::Error, "failed to record that a container is gone");
        }
        self.unmask(id).await;
    }
}
