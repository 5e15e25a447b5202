//! Sessions: begun, told their agent's id, replaced.

use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{Result, Store};
use crate::model::session::{ActiveModel, Column, Entity};
use crate::model::{
    ChannelId, Millis, Run, RunEvent, Session, SessionId, SessionPolicy, TaskId, channel, task,
};

impl Store {
    /// The session of that number.
    pub async fn find_session(&self, id: SessionId) -> Result<Option<Session>> {
        Ok(Entity::find_by_id(id).one(&self.read).await?)
    }

    /// Ends the channel's session, so that the next run starts a fresh one.
    pub async fn reset_session(&self, channel_id: &ChannelId, reason: &str, now: Millis) -> Result<()> {
        let tx = self.begin().await?;
        if let Some(session) = of_channel(&tx, channel_id).await? {
            end(&tx, session.id, reason, now).await?;
        }
        channel::Entity::update_many()
            .col_expr(channel::Column::SessionId, Expr::value(Option::<i64>::None))
            .filter(channel::Column::Id.eq(channel_id.clone()))
            .exec(&tx)
            .await?;
        Ok(tx.commit().await?)
    }
}

/// The channel's session, if it has one.
pub(super) async fn of_channel(db: &impl ConnectionTrait, id: &ChannelId) -> Result<Option<Session>> {
    let channel = channel::Entity::find_by_id(id.clone()).one(db).await?;
    find(db, channel.and_then(|channel| channel.session_id)).await
}

/// The session that a task keeps, if it has one.
pub(super) async fn of_task(db: &impl ConnectionTrait, id: TaskId) -> Result<Option<Session>> {
    let task = task::Entity::find_by_id(id).one(db).await?;
    find(db, task.and_then(|task| task.session_id)).await
}

/// The session of that number, if any.
pub(super) async fn find(db: &impl ConnectionTrait, id: Option<SessionId>) -> Result<Option<Session>> {
    match id {
        Some(id) => Ok(Entity::find_by_id(id).one(db).await?),
        None => Ok(None),
    }
}

/// Begins a session for a run, and makes it the one that its channel or task goes on with.
pub(super) async fn begin(
    store: &Store,
    db: &impl ConnectionTrait,
    run: &Run,
    now: Millis,
) -> Result<Session> {
    let forked_from = match run.session {
        SessionPolicy::Channel => parents_conversation(store, db, &run.channel_id).await?,
        SessionPolicy::Task | SessionPolicy::Own => None,
    };
    let row = ActiveModel {
        id: ActiveValue::<SessionId>::NotSet,
        channel_id: Set(run.channel_id.clone()),
        agent_session_id: Set(None),
        forked_from: Set(forked_from),
        created_at: Set(now),
        ended_at: Set(None),
        end_reason: Set(None),
    };
    let session = Entity::insert(row).exec_with_returning(db).await?;
    match (run.session, run.task_id) {
        (SessionPolicy::Channel, _) => {
            let sql = "UPDATE channel SET session_id = $1 WHERE id = $2";
            db.execute_raw(store.sql(sql, [session.id.into(), run.channel_id.clone().into()])).await?;
        }
        (SessionPolicy::Task, Some(task)) => {
            let sql = "UPDATE task SET session_id = $1 WHERE id = $2";
            db.execute_raw(store.sql(sql, [session.id.into(), task.into()])).await?;
        }
        _ => {}
    }
    Ok(session)
}

/// The conversation of a thread's channel, if the thread has not had one of its own yet.
async fn parents_conversation(
    store: &Store,
    db: &impl ConnectionTrait,
    thread: &ChannelId,
) -> Result<Option<String>> {
    let sql = "SELECT s.agent_session_id FROM channel t JOIN channel c ON c.id = t.parent_id \
               JOIN session s ON s.id = c.session_id AND s.ended_at IS NULL \
               WHERE t.id = $1 AND NOT EXISTS (SELECT 1 FROM session o WHERE o.channel_id = t.id)";
    let row = db.query_one_raw(store.sql(sql, [thread.clone().into()])).await?;
    Ok(row.map(|row| row.try_get("", "agent_session_id")).transpose()?.flatten())
}

/// Ends a session: it is not resumed again.
pub(super) async fn end(db: &impl ConnectionTrait, id: SessionId, reason: &str, now: Millis) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(now))
        .col_expr(Column::EndReason, Expr::value(reason))
        .filter(Column::Id.eq(id))
        .filter(Column::EndedAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}

/// Has a run's thread go on in the run's own session, unless it has begun another.
pub(super) async fn lend_to_thread(
    store: &Store,
    db: &impl ConnectionTrait,
    thread: &ChannelId,
    session: SessionId,
) -> Result<()> {
    let sql = "UPDATE channel SET session_id = $1 WHERE id = $2 AND session_id IS NULL";
    db.execute_raw(store.sql(sql, [session.into(), thread.clone().into()])).await?;
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
