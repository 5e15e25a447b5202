//! Replies owed: in order within a channel, until sent or given up.

use sea_orm::{
    ActiveValue, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::{Result, Store};
use crate::model::delivery::{ActiveModel, Column, Entity};
use crate::model::{ChannelId, Delivery, DeliveryId, DeliveryState, Millis, RunId};

impl Store {
    /// Deliveries that are due, oldest first. Within a channel a later one waits for the earlier ones.
    pub async fn due_deliveries(&self, now: Millis, limit: u64) -> Result<Vec<Delivery>> {
        let mut due = Entity::find()
            .filter(Column::State.eq(DeliveryState::Pending))
            .filter(Column::DueAt.lte(now))
            .order_by_asc(Column::Id)
            .limit(limit)
            .all(&self.read)
            .await?;
        let blocked: Vec<(ChannelId, DeliveryId)> = Entity::find()
            .filter(Column::State.eq(DeliveryState::Pending))
            .filter(Column::DueAt.gt(now))
            .all(&self.read)
            .await?
            .into_iter()
            .map(|delivery| (delivery.channel_id, delivery.id))
            .collect();
        due.retain(|delivery| {
            !blocked.iter().any(|(channel, id)| *channel == delivery.channel_id && *id < delivery.id)
        });
        Ok(due)
    }

    /// When the next delivery is due.
    pub async fn next_delivery_at(&self) -> Result<Option<Millis>> {
        let next = Entity::find()
            .filter(Column::State.eq(DeliveryState::Pending))
            .order_by_asc(Column::DueAt)
            .one(&self.read)
            .await?;
        Ok(next.map(|delivery| delivery.due_at))
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
