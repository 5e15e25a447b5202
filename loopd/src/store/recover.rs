//! Taking over runs whose daemon is gone.

use sea_orm::{ConnectionTrait, FromQueryResult};

use super::{Claim, Result, Store, event};
use crate::model::{Millis, Run, RunId};

/// Who takes over.
#[derive(Clone, Copy, Debug)]
pub struct Owner<'a> {
    /// This start of the daemon.
    pub name: &'a str,
    /// What the names of all starts on this home begin with.
    pub prefix: &'a str,
}

impl Store {
    /// Takes over every run at work whose owner is gone: those of this home's earlier daemons at once
    /// (`owner_prefix` names the home, `owner` this daemon), others when their lease has run out. `working` are
    /// the runs that have a worker here: its lease may lapse for a while without it being gone.
    pub async fn adopt_runs(
        &self,
        owner: Owner<'_>,
        working: &[RunId],
        lease_ms: Millis,
        now: Millis,
    ) -> Result<Vec<Claim>> {
        let tx = self.begin().await?;
        let busy = working.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let sql = format!(
            "UPDATE run SET owner = $1, fence = fence + 1, lease_until = $2 \
             WHERE status IN ('starting', 'running') AND ((owner <> $1 AND owner LIKE $3) OR lease_until < $4) \
             AND id NOT IN ({}) RETURNING *",
            if busy.is_empty() { "0" } else { &busy }
        );
        let values =
            [owner.name.into(), (now + lease_ms).into(), format!("{}%", owner.prefix).into(), now.into()];
        let rows = tx.query_all_raw(self.sql(&sql, values)).await?;
        let mut claims = Vec::with_capacity(rows.len());
        for row in rows {
            let run = Run::from_query_result(&row, "")?;
            let last_seq = event::last_seq(&tx, run.id).await?;
            claims.push(Claim::new(run, last_seq, lease_ms));
        }
        tx.commit().await?;
        Ok(claims)
    }

    /// When the next lease of any run at work runs out; `None` if there is none.
    pub async fn next_lease_end(&self) -> Result<Option<Millis>> {
        let sql = "SELECT MIN(lease_until) AS at FROM run WHERE status IN ('starting', 'running')";
        let row = self.read.query_one_raw(self.sql(sql, [])).await?;
        Ok(row.map(|row| row.try_get("", "at")).transpose()?.flatten())
    }
}
