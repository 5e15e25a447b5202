//! What an earlier daemon left: runs at work are taken over and gone on with.

use std::sync::Arc;

use tokio::sync::Semaphore;

use super::{Engine, LEASE_MS};
use crate::model::Millis;
use crate::store::{self, Owner};

impl Engine {
    /// Takes over the runs whose daemon is gone; tells when to look again.
    ///
    /// On SQLite the home's lock proves that every other owner is dead. On PostgreSQL only owners of this home are;
    /// others are dead when their lease has run out. So is a worker of our own that vanished.
    pub(super) async fn adopt_orphans(
        &self,
        places: &Arc<Semaphore>,
    ) -> Result<Option<Millis>, store::Error> {
        let prefix = format!("{}/", self.identity.installation);
        let owner = Owner { name: &self.identity.owner, prefix: &prefix };
        let claims = self.store.adopt_runs(owner, &self.live.working(), LEASE_MS, self.now()).await?;
        if !claims.is_empty() {
            self.crash.at("run.adopted");
        }
        for claim in claims {
            tracing::info!(run = %claim.run().id, "going on with a run of an earlier daemon");
            // They are at work already, so they go on even if there are more of them than places.
            self.spawn_worker(claim, places.clone().try_acquire_owned().ok());
        }
        self.store.next_lease_end().await
    }
}
