//! Containers: intended, started, read, idle, gone.

use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{Claim, Result, Store};
use crate::model::container::{ActiveModel, Column, Entity};
use crate::model::{ChannelId, Container, ContainerId, ContainerState, Millis, ReadMark, SessionId};

/// Fingerprint of everything a container is made from, SHA-256 hex.
pub type Fingerprint = String;

/// A container to be made.
#[derive(Clone, Debug)]
pub struct NewContainer {
    /// Our id.
    pub id: ContainerId,
    /// The engine's name for it.
    pub name: String,
    /// The session its agent will hold.
    pub session_id: SessionId,
    /// What it is made from.
    pub fingerprint: Fingerprint,
    /// SHA-256 of its token, hex.
    pub token_hash: String,
}

impl Store {
    /// The container of that id.
    pub async fn find_container(&self, id: &ContainerId) -> Result<Option<Container>> {
        Ok(Entity::find_by_id(id.clone()).one(&self.read).await?)
    }

    /// Containers that may exist in the engine, oldest first.
    pub async fn live_containers(&self) -> Result<Vec<Container>> {
        Ok(Entity::find()
            .filter(Column::State.ne(ContainerState::Gone))
            .order_by_asc(Column::CreatedAt)
            .all(&self.write)
            .await?)
    }

    /// Containers of one channel that may exist in the engine.
    pub async fn live_containers_of(&self, channel: &ChannelId) -> Result<Vec<Container>> {
        Ok(Entity::find()
            .filter(Column::ChannelId.eq(channel.clone()))
            .filter(Column::State.ne(ContainerState::Gone))
            .order_by_asc(Column::CreatedAt)
            .all(&self.write)
            .await?)
    }

    /// Writes the intent to make a container for the claimed run, before the engine hears of it.
    pub async fn plan_container(&self, claim: &mut Claim, new: NewContainer, now: Millis) -> Result<()> {
        let tx = self.begin().await?;
        self.hold(&tx, claim, now).await?;
        let row = ActiveModel {
            id: Set(new.id.clone()),
            name: Set(new.name),
            channel_id: Set(claim.run().channel_id.clone()),
            session_id: Set(new.session_id),
            run_id: Set(claim.run().id),
            state: Set(ContainerState::Planned),
            fingerprint: Set(new.fingerprint),
            token_hash: Set(new.token_hash),
            read_ns: Set(0),
            read_pieces: Set(0),
            created_at: Set(now),
            idle_since: Set(None),
        };
        Entity::insert(row).exec_without_returning(&tx).await?;
        let sql = "UPDATE run SET attempt = attempt + 1, container_id = $1 WHERE id = $2";
        tx.execute_raw(self.sql(sql, [new.id.clone().into(), claim.run().id.into()])).await?;
        tx.commit().await?;
        claim.set_container(new.id);
        claim.count_attempt();
        Ok(())
    }

    /// Records that the engine started the container.
    pub async fn container_started(&self, id: &ContainerId) -> Result<()> {
        let sql = "UPDATE container SET state = 'running' WHERE id = $1 AND state = 'planned'";
        self.write.execute_raw(self.sql(sql, [id.clone().into()])).await?;
        Ok(())
    }

    /// Gives an idle container to the claimed run; false if it is not idle any more.
    pub async fn lend_container(&self, claim: &mut Claim, id: &ContainerId, now: Millis) -> Result<bool> {
        let tx = self.begin().await?;
        self.hold(&tx, claim, now).await?;
        let sql = "UPDATE container SET idle_since = NULL WHERE id = $1 AND idle_since IS NOT NULL AND state = 'running'";
        let lent = tx.execute_raw(self.sql(sql, [id.clone().into()])).await?;
        if lent.rows_affected() == 0 {
            return Ok(false);
        }
        let sql = "UPDATE run SET container_id = $1 WHERE id = $2";
        tx.execute_raw(self.sql(sql, [id.clone().into(), claim.run().id.into()])).await?;
        tx.commit().await?;
        claim.set_container(id.clone());
        Ok(true)
    }

    /// Takes an idle container out of use, so that it can be removed; false if somebody was quicker.
    pub async fn retire_container(&self, id: &ContainerId) -> Result<bool> {
        let sql = "UPDATE container SET idle_since = NULL WHERE id = $1 AND idle_since IS NOT NULL";
        let retired = self.write.execute_raw(self.sql(sql, [id.clone().into()])).await?;
        Ok(retired.rows_affected() == 1)
    }

    /// Records that the container is dead and removed.
    pub async fn container_gone(&self, id: &ContainerId) -> Result<()> {
        let sql = "UPDATE container SET state = 'gone', idle_since = NULL WHERE id = $1";
        self.write.execute_raw(self.sql(sql, [id.clone().into()])).await?;
        Ok(())
    }

    /// Idle containers, the longest idle first.
    pub async fn idle_containers(&self) -> Result<Vec<Container>> {
        Ok(Entity::find()
            .filter(Column::State.eq(ContainerState::Running))
            .filter(Column::IdleSince.is_not_null())
            .order_by_asc(Column::IdleSince)
            .all(&self.read)
            .await?)
    }
}

/// Remembers how far the output was read.
pub(super) async fn save_mark(
    store: &Store,
    db: &impl ConnectionTrait,
    id: &ContainerId,
    mark: ReadMark,
) -> Result<()> {
    let sql = "UPDATE container SET read_ns = $1, read_pieces = $2 WHERE id = $3";
    db.execute_raw(store.sql(sql, [mark.ns.into(), mark.pieces.into(), id.clone().into()])).await?;
    Ok(())
}
