//! The story of a run: appended by its owner only, read by anyone.

use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::{Claim, Result, Store, container};
use crate::model::event::{ActiveModel, Column, Entity};
use crate::model::{ContainerId, Millis, ReadMark, RunEvent, RunId, RunStatus, StoredEvent};

/// What a run's owner learned since it last wrote.
#[derive(Clone, Copy, Debug, Default)]
pub struct News<'a> {
    /// What happened.
    pub events: &'a [RunEvent],
    /// How far the container's output was read.
    pub read: Option<(&'a ContainerId, ReadMark)>,
    /// True once the agent has taken up the prompt.
    pub taken: bool,
}

impl Store {
    /// Writes down what the owner learned, all or nothing.
    pub async fn append_events(&self, claim: &mut Claim, news: News<'_>, now: Millis) -> Result<()> {
        let News { events, read, taken } = news;
        let tx = self.begin().await?;
        let newly_taken = taken && claim.run().status == RunStatus::Starting;
        let changes = newly_taken.then(|| ("status", RunStatus::Running.as_str().into()));
        self.update_held(&tx, claim, changes, now).await?;
        let last = insert(&tx, claim.run().id, claim.last_seq(), events, now).await?;
        if let Some((id, mark)) = read {
            container::save_mark(self, &tx, id, mark).await?;
        }
        if let Some(session) = claim.run().session_id {
            super::session::note_agent_sessions(self, &tx, session, events).await?;
        }
        tx.commit().await?;
        claim.set_last_seq(last);
        if newly_taken {
            claim.set_taken();
        }
        Ok(())
    }

    /// Events of a run after `seq`, in order.
    pub async fn list_events(&self, run: RunId, after: i64, limit: u64) -> Result<Vec<StoredEvent>> {
        Ok(Entity::find()
            .filter(Column::RunId.eq(run))
            .filter(Column::Seq.gt(after))
            .order_by_asc(Column::Seq)
            .limit(limit)
            .all(&self.read)
            .await?)
    }
}

/// Writes events behind `last_seq`; returns the new last one.
pub(super) async fn insert(
    db: &impl ConnectionTrait,
    run: RunId,
    last_seq: i64,
    events: &[RunEvent],
    now: Millis,
) -> Result<i64> {
    let mut seq = last_seq;
    let mut rows = Vec::with_capacity(events.len());
    for event in events {
        seq += 1;
        let body = serde_json::to_string(event).map_err(|error| sea_orm::DbErr::Json(error.to_string()))?;
        rows.push(ActiveModel { run_id: Set(run), seq: Set(seq), body: Set(body), at: Set(now) });
    }
    if !rows.is_empty() {
        // Places belong to the holder of the claim: one that is taken was written by a commit whose answer got lost.
        Entity::insert_many(rows)
            .on_conflict(OnConflict::columns([Column::RunId, Column::Seq]).do_nothing().to_owned())
            .exec_without_returning(db)
            .await?;
    }
    Ok(seq)
}

/// The last event's place, 0 when there is none.
pub(super) async fn last_seq(db: &impl ConnectionTrait, run: RunId) -> Result<i64> {
    let last: Option<StoredEvent> =
        Entity::find().filter(Column::RunId.eq(run)).order_by_desc(Column::Seq).one(db).await?;
    Ok(last.map_or(0, |event| event.seq))
}
