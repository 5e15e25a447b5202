//! Containers that nobody needs: idle for too long, left over by a crash, or not in our books.

use super::{Engine, GRACE};
use crate::model::{ContainerId, ContainerState, Millis};
use crate::runner;
use crate::store::Error as StoreError;

/// How often the engine's list is compared with our books.
const AUDIT_MS: Millis = 10 * 60 * 1000;

impl Engine {
    /// Removes idle containers when their time has come, until the daemon stops; then all idle ones.
    pub async fn reap_loop(&self) -> anyhow::Result<()> {
        let mut audit_at = self.now();
        loop {
            if self.now() >= audit_at {
                if let Err(error) = self.audit_containers().await {
                    tracing::warn!(
                        error = &*error as &dyn std::error::Error,
                        "failed to look for left-over containers"
                    );
                }
                audit_at = self.now() + AUDIT_MS;
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
        for idle in self.store.idle_containers().await? {
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

    /// Compares the engine's containers with our books: what is in neither's interest is removed.
    async fn audit_containers(&self) -> anyhow::Result<()> {
        let listed = self.runner.list().await?;
        // Read the books after the list: a container planned in between is in the books at least.
        let books = self.store.live_containers().await?;
        for found in &listed {
            if !books.iter().any(|book| book.name == found.name) {
                tracing::info!(name = %found.name, "removing a container that is not in the books");
                self.runner.stop(&found.name, GRACE).await?;
                self.runner.remove(&found.name).await?;
            }
        }
        for book in books {
            let alive = listed.iter().any(|found| found.name == book.name && found.running);
            if !alive
                && book.state == ContainerState::Running
                && self.store.retire_container(&book.id).await?
            {
                self.runner.remove(&book.name).await?;
                self.note_gone(&book.id).await;
            }
        }
        self.sweep_doors().await
    }

    /// Removes the directories of doors whose containers are gone.
    async fn sweep_doors(&self) -> anyhow::Result<()> {
        let Ok(entries) = std::fs::read_dir(self.home.run().join("c")) else { return Ok(()) };
        for entry in entries.flatten() {
            let id = ContainerId(entry.file_name().to_string_lossy().into_owned());
            let gone =
                self.store.find_container(&id).await?.is_none_or(|found| found.state == ContainerState::Gone);
            if gone {
                let _ = std::fs::remove_dir_all(entry.path());
            }
        }
        Ok(())
    }

    /// Kills and removes a container, and closes its door.
    pub(super) async fn bury(&self, id: &ContainerId, name: &str) -> Result<(), runner::Error> {
        if let Some(handle) = self.warm.take(id) {
            handle.door.closed.cancel();
        }
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
        }
    }

    async fn note_gone(&self, id: &ContainerId) {
        if let Err(error) = self.store.container_gone(id).await {
            tracing::warn!(container = %id, error = &error as &dyn std::error::Error, "failed to record that a container is gone");
        }
    }
}
