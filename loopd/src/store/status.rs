//! Counts for `status` and the metrics, from the small indexes only.

use sea_orm::{ConnectionTrait, QueryResult};

use super::{Result, Store};
use crate::model::RunId;

/// How much there is to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Runs that wait.
    pub queued: i64,
    /// Runs at work.
    pub active: i64,
    /// Replies owed.
    pub deliveries_pending: i64,
    /// Replies given up.
    pub deliveries_dead: i64,
    /// Containers that may exist.
    pub containers: i64,
    /// Those of them that wait for the next message.
    pub containers_idle: i64,
}

/// A reply that was given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLetter {
    /// The channel's name.
    pub channel: String,
    /// The run that it answers.
    pub run_id: Option<RunId>,
    /// Why it could not be said.
    pub reason: String,
}

impl Store {
    /// The reply that was given up last.
    pub async fn last_dead(&self) -> Result<Option<DeadLetter>> {
        let sql = "SELECT c.name, d.run_id, d.last_error FROM delivery d JOIN channel c ON c.id = d.channel_id \
                   WHERE d.state = 'dead' ORDER BY d.id DESC LIMIT 1";
        let Some(row) = self.read.query_one_raw(self.sql(sql, [])).await? else { return Ok(None) };
        let reason: Option<String> = row.try_get("", "last_error")?;
        Ok(Some(DeadLetter {
            channel: row.try_get("", "name")?,
            run_id: row.try_get("", "run_id")?,
            reason: reason.unwrap_or_default(),
        }))
    }

    /// How much there is to do now.
    pub async fn counts(&self) -> Result<Counts> {
        let sql = "SELECT \
            (SELECT COUNT(*) FROM run WHERE status IN ('queued', 'starting', 'running') AND status = 'queued') AS queued, \
            (SELECT COUNT(*) FROM run WHERE status IN ('starting', 'running')) AS active, \
            (SELECT COUNT(*) FROM delivery WHERE state = 'pending' AND kind <> 'delete_thread') AS pending, \
            (SELECT COUNT(*) FROM delivery WHERE state = 'dead') AS dead, \
            (SELECT COUNT(*) FROM container WHERE state <> 'gone') AS containers, \
            (SELECT COUNT(*) FROM container WHERE idle_since IS NOT NULL AND state <> 'gone') AS idle";
        let Some(row) = self.read.query_one_raw(self.sql(sql, [])).await? else {
            return Ok(Counts::default());
        };
        let get = |row: &QueryResult, name: &str| row.try_get::<i64>("", name);
        Ok(Counts {
            queued: get(&row, "queued")?,
            active: get(&row, "active")?,
            deliveries_pending: get(&row, "pending")?,
            deliveries_dead: get(&row, "dead")?,
            containers: get(&row, "containers")?,
            containers_idle: get(&row, "idle")?,
        })
    }
}
