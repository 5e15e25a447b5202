//! How far runs are shown to be: which ones, and in which message.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
};

use super::{Result, Store};
use crate::model::event::{Column, Entity};
use crate::model::{Platform, Run, RunId, StoredEvent};

impl Store {
    /// Runs of a platform that are open, or have ended with a message that still shows how far they are: these first,
    /// then those at work, then those that wait. Of runs at work only `owner`'s.
    pub async fn runs_to_show(&self, platform: Platform, owner: &str, limit: u64) -> Result<Vec<Run>> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let sql = format!(
            "SELECT r.* FROM run r JOIN channel c ON c.id = r.channel_id WHERE c.platform = '{platform}' AND r.id IN (\
             SELECT id FROM run WHERE status IN ('queued', 'starting', 'running') AND (owner IS NULL OR owner = $1) \
             UNION SELECT id FROM run WHERE progress_id IS NOT NULL) \
             AND (r.status NOT IN ('starting', 'running') OR r.owner = $1) ORDER BY CASE r.status \
             WHEN 'queued' THEN 2 WHEN 'starting' THEN 1 WHEN 'running' THEN 1 ELSE 0 END, r.id LIMIT $2"
        );
        let rows = self.read.query_all_raw(self.sql(&sql, [owner.into(), limit.into()])).await?;
        Ok(rows.iter().map(|row| Run::from_query_result(row, "")).collect::<std::result::Result<_, _>>()?)
    }

    /// Records the message that shows how far a run is; false if it has one already.
    pub async fn set_progress(&self, run: RunId, message: &str) -> Result<bool> {
        let sql = "UPDATE run SET progress_id = $1 WHERE id = $2 AND progress_id IS NULL";
        let done = self.write.execute_raw(self.sql(sql, [message.into(), run.into()])).await?;
        Ok(done.rows_affected() == 1)
    }

    /// Records that the message is gone.
    pub async fn clear_progress(&self, run: RunId) -> Result<()> {
        let sql = "UPDATE run SET progress_id = NULL WHERE id = $1";
        self.write.execute_raw(self.sql(sql, [run.into()])).await?;
        Ok(())
    }

    /// The last events of a run, newest first.
    pub async fn last_events(&self, run: RunId, limit: u64) -> Result<Vec<StoredEvent>> {
        let newest = Entity::find().filter(Column::RunId.eq(run)).order_by_desc(Column::Seq).limit(limit);
        Ok(newest.all(&self.read).await?)
    }
}
