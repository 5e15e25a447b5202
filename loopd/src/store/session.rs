//! Sessions: begun, told their agent's id, replaced.

use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{Result, Store};
use crate::model::session::{ActiveModel, Column, Entity};
use crate::model::{ChannelId, Millis, RunEvent, Session, SessionId, channel};

impl Store {
    /// The session of that number.
    pub async fn find_session(&self, id: SessionId) -> Result<Option<Session>> {
        Ok(Entity::find_by_id(id).one(&self.read).await?)
    }

    /// Ends the channel's session, so that the next run starts a fresh one.
    pub async fn reset_session(&self, channel_id: &ChannelId, reason: &str, now: Millis) -> Result<()> {
        let tx = self.begin().await?;
        end_current(&tx, channel_id, reason, now).await?;
        channel::Entity::update_many()
            .col_expr(channel::Column::SessionId, Expr::value(Option::<i64>::None))
            .filter(channel::Column::Id.eq(channel_id.clone()))
            .exec(&tx)
            .await?;
        Ok(tx.commit().await?)
    }
}

/// Begins a session and makes it the channel's.
pub(super) async fn begin(db: &impl ConnectionTrait, channel_id: &ChannelId, now: Millis) -> Result<Session> {
    let row = ActiveModel {
        id: ActiveValue::<SessionId>::NotSet,
        channel_id: Set(channel_id.clone()),
        agent_session_id: Set(None),
        created_at: Set(now),
        ended_at: Set(None),
        end_reason: Set(None),
    };
    let session = Entity::insert(row).exec_with_returning(db).await?;
    channel::Entity::update_many()
        .col_expr(channel::Column::SessionId, Expr::value(session.id.0))
        .filter(channel::Column::Id.eq(channel_id.clone()))
        .exec(db)
        .await?;
    Ok(session)
}

/// Ends the session that the channel has now, if any.
pub(super) async fn end_current(
    db: &impl ConnectionTrait,
    channel_id: &ChannelId,
    reason: &str,
    now: Millis,
) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(now))
        .col_expr(Column::EndReason, Expr::value(reason))
        .filter(Column::ChannelId.eq(channel_id.clone()))
        .filter(Column::EndedAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}

/// Remembers the agent's own ids that events tell.
pub(super) async fn note_agent_sessions(
    store: &Store,
    db: &impl ConnectionTrait,
    id: SessionId,
    events: &[RunEvent],
) -> Result<()> {
    for event in events {
        if let RunEvent::Session { session_id, .. } = event {
            save_agent_session(store, db, id, session_id).await?;
        }
    }
    Ok(())
}

/// Remembers the agent's own id of a session.
async fn save_agent_session(
    store: &Store,
    db: &impl ConnectionTrait,
    id: SessionId,
    agent_session_id: &str,
) -> Result<()> {
    let sql = "UPDATE session SET agent_session_id = $1 WHERE id = $2 AND (agent_session_id IS NULL OR agent_session_id <> $1)";
    db.execute_raw(store.sql(sql, [agent_session_id.into(), id.into()])).await?;
    Ok(())
}
