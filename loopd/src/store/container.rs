//! Containers: intended, started, read, idle, gone.

use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{Claim, Result, Store};
use crate::model::container::{ActiveModel, Column, Entity};
use crate::model::{ChannelId, Container, ContainerId, ContainerState, Millis, SessionId};

/// Fingerprint of everything a container is made from, SHA-256 hex.
pub type Fingerprint = String;

/// How far a container's output was read: the engine stamps every piece of output with a time in
/// nanoseconds, so a time and a count of pieces with that time name a place exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReadMark {
    /// Time stamp of the last consumed piece, nanoseconds since 1970.
    pub ns: i64,
    /// Consumed pieces with exactly that stamp.
    pub pieces: i64,
}

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

impl Container {
    /// How far its output was read.
    pub fn read_mark(&self) -> ReadMark {
        ReadMark { ns: self.read_ns, pieces: self.read_pieces }
    }
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
        Ok(())
    }

    /// Records that the engine started the container.
    pub async fn container_started(&self, id: &ContainerId) -> Result<()> {
        let sql = "UPDATE container SET state = 'running' WHERE id = $1 AND state = 'planned'";
        self.write.execute_raw(self.sql(sql, [id.clone().into()])).await?;
        Ok(())
    }

    /// Gives a warm container to the claimed run.
    pub async fn lend_container(&self, claim: &mut Claim, id: &ContainerId, now: Millis) -> Result<()> {
        let tx = self.begin().await?;
        self.hold(&tx, claim, now).await?;
        tx.execute_raw(self.sql("UPDATE container SET idle_since = NULL WHERE id = $1", [id.clone().into()])).await?;
        let sql = "UPDATE run SET container_id = $1 WHERE id = $2";
        tx.execute_raw(self.sql(sql, [id.clone().into(), claim.run().id.into()])).await?;
        tx.commit().await?;
        claim.set_container(id.clone());
        Ok(())
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
