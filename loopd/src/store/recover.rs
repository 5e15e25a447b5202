//! Taking over runs whose daemon is gone.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter};

use super::{Claim, Result, Store, event};
use crate::model::run::{Column, Entity};
use crate::model::{Millis, Run, RunStatus};

impl Store {
    /// Takes over every run at work whose owner is gone: those of this home's earlier daemons at once
    /// (`owner_prefix` names the home, `owner` this daemon), others when their lease has run out.
    pub async fn adopt_runs(
        &self,
        owner: &str,
        owner_prefix: &str,
        lease_ms: Millis,
        now: Millis,
    ) -> Result<Vec<Claim>> {
        let tx = self.begin().await?;
        let sql = "UPDATE run SET owner = $1, fence = fence + 1, lease_until = $2 \
                   WHERE status IN ('starting', 'running') AND owner <> $1 AND (owner LIKE $3 OR lease_until < $4) \
                   RETURNING *";
        let values = [owner.into(), (now + lease_ms).into(), format!("{owner_prefix}%").into(), now.into()];
        let rows = tx.query_all_raw(self.sql(sql, values)).await?;
        let mut claims = Vec::with_capacity(rows.len());
        for row in rows {
            let run = Run::from_query_result(&row, "")?;
            let last_seq = event::last_seq(&tx, run.id).await?;
            claims.push(Claim::new(run, last_seq, lease_ms));
        }
        tx.commit().await?;
        Ok(claims)
    }

    /// When the next lease of any other daemon runs out; `None` if none can.
    pub async fn next_lease_end(&self, owner: &str) -> Result<Option<Millis>> {
        let runs = Entity::find()
            .filter(Column::Status.is_in(RunStatus::ACTIVE))
            .filter(Column::Owner.ne(owner))
            .all(&self.read)
            .await?;
        Ok(runs.into_iter().filter_map(|run| run.lease_until).min())
    }
}
