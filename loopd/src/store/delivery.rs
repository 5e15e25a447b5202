//! Replies owed: in order within a channel, until sent or given up.

use sea_orm::{ActiveValue, ActiveValue::Set, ConnectionTrait, EntityTrait, FromQueryResult};

use super::{Result, Store};
use crate::model::delivery::{ActiveModel, Entity};
use crate::model::{ChannelId, Delivery, DeliveryId, DeliveryState, Millis, RunId};

/// True of a delivery `d` that no earlier one of its channel holds up.
const FIRST_OWED: &str = "d.state = 'pending' AND NOT EXISTS \
    (SELECT 1 FROM delivery e WHERE e.state = 'pending' AND e.channel_id = d.channel_id AND e.id < d.id)";

impl Store {
    /// The next delivery of every channel, as far as it is due: later ones of a channel wait for the earlier.
    pub async fn due_deliveries(&self, now: Millis, limit: u64) -> Result<Vec<Delivery>> {
        let sql = format!(
            "SELECT d.* FROM delivery d WHERE {FIRST_OWED} AND d.due_at <= $1 ORDER BY d.id LIMIT $2"
        );
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = self.read.query_all_raw(self.sql(&sql, [now.into(), limit.into()])).await?;
        Ok(rows
            .iter()
            .map(|row| Delivery::from_query_result(row, ""))
            .collect::<std::result::Result<_, _>>()?)
    }

    /// When the next delivery is due.
    pub async fn next_delivery_at(&self) -> Result<Option<Millis>> {
        let sql = format!("SELECT MIN(d.due_at) AS at FROM delivery d WHERE {FIRST_OWED}");
        let row = self.read.query_one_raw(self.sql(&sql, [])).await?;
        Ok(row.map(|row| row.try_get("", "at")).transpose()?.flatten())
    }

    /// Records that the platform has it.
    pub async fn mark_sent(&self, id: DeliveryId, now: Millis) -> Result<()> {
        let sql = "UPDATE delivery SET state = 'sent', attempts = attempts + 1, ended_at = $1 WHERE id = $2";
        self.write.execute_raw(self.sql(sql, [now.into(), id.into()])).await?;
        Ok(())
    }

    /// Puts it off after a failed try.
    pub async fn retry_delivery(&self, id: DeliveryId, due_at: Millis, error: &str) -> Result<()> {
        let sql = "UPDATE delivery SET attempts = attempts + 1, due_at = $1, last_error = $2 WHERE id = $3";
        self.write.execute_raw(self.sql(sql, [due_at.into(), error.into(), id.into()])).await?;
        Ok(())
    }

    /// Gives it up.
    pub async fn mark_dead(&self, id: DeliveryId, error: &str, now: Millis) -> Result<()> {
        let sql = "UPDATE delivery SET state = 'dead', attempts = attempts + 1, last_error = $1, ended_at = $2 WHERE id = $3";
        self.write.execute_raw(self.sql(sql, [error.into(), now.into(), id.into()])).await?;
        Ok(())
    }
}

/// Owes a reply, within the transaction that makes it owed.
pub(super) async fn owe(
    db: &impl ConnectionTrait,
    channel_id: &ChannelId,
    run_id: Option<RunId>,
    text: &str,
    now: Millis,
) -> Result<()> {
    let row = ActiveModel {
        id: ActiveValue::<DeliveryId>::NotSet,
        channel_id: Set(channel_id.clone()),
        run_id: Set(run_id),
        text: Set(text.to_owned()),
        state: Set(DeliveryState::Pending),
        attempts: Set(0),
        due_at: Set(now),
        last_error: Set(None),
        created_at: Set(now),
        ended_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}
