//! Containers: intended, started, read, idle, gone.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Select};

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
    /// The installation that makes it.
    pub installation: String,
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

    /// An installation's containers that may exist in the engine, oldest first.
    pub async fn live_containers(&self, installation: &str) -> Result<Vec<Container>> {
        Ok(live(installation).all(&self.write).await?)
    }

    /// An installation's containers that may exist in the engine, of one channel or with one session.
    pub async fn live_containers_of(
        &self,
        installation: &str,
        channel: &ChannelId,
        session: SessionId,
    ) -> Result<Vec<Container>> {
        let of_either = Column::ChannelId.eq(channel.clone()).or(Column::SessionId.eq(session));
        Ok(live(installation).filter(of_either).all(&self.read).await?)
    }

    /// An installation's containers that are neither idle nor used by a run at work: nobody will end them.
    pub async fn stray_containers(&self, installation: &str) -> Result<Vec<Container>> {
        let used = "NOT EXISTS (SELECT 1 FROM run WHERE run.status IN ('starting', 'running') \
                    AND run.container_id = container.id)";
        Ok(live(installation)
            .filter(Column::IdleSince.is_null())
            .filter(Expr::cust(used))
            .all(&self.write)
            .await?)
    }

    /// An installation's containers of a channel and its threads that no run at work uses.
    pub async fn idle_containers_around(
        &self,
        installation: &str,
        root: &ChannelId,
    ) -> Result<Vec<Container>> {
        let sql = "SELECT container.* FROM container JOIN channel ON channel.id = container.channel_id \
                   WHERE container.installation = $1 AND container.state <> 'gone' \
                   AND (channel.id = $2 OR channel.parent_id = $2) \
                   AND NOT EXISTS (SELECT 1 FROM run WHERE run.status IN ('starting', 'running') \
                   AND run.container_id = container.id)";
        let select = Entity::find().from_raw_sql(self.sql(sql, [installation.into(), root.clone().into()]));
        Ok(select.all(&self.write).await?)
    }

    /// Writes the intent to make a container for the claimed run, before the engine hears of it.
    pub async fn plan_container(&self, claim: &mut Claim, new: NewContainer, now: Millis) -> Result<()> {
        let tx = self.begin().await?;
        self.hold(&tx, claim, now).await?;
        let row = ActiveModel {
            id: Set(new.id.clone()),
            name: Set(new.name),
            installation: Set(new.installation),
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
            seal: Set(None),
        };
        Entity::insert(row).exec_without_returning(&tx).await?;
        // Whatever an earlier container was given died with it.
        let sql = "UPDATE run SET attempt = attempt + 1, container_id = $1, prompt_sent_at = NULL, \
                   status = 'starting' WHERE id = $2";
        tx.execute_raw(self.sql(sql, [new.id.clone().into(), claim.run().id.into()])).await?;
        tx.commit().await?;
        claim.set_container(new.id);
        claim.begin_attempt();
        Ok(())
    }

    /// Records that the engine started the container.
    pub async fn container_started(&self, id: &ContainerId, seal: &str) -> Result<()> {
        let sql = "UPDATE container SET state = 'running', seal = $2 WHERE id = $1 AND state = 'planned'";
        self.write.execute_raw(self.sql(sql, [id.clone().into(), seal.into()])).await?;
        Ok(())
    }

    /// Gives an idle container to the claimed run, whose prompt is about to be handed over; false if it is not
    /// idle any more.
    pub async fn lend_container(
        &self,
        claim: &mut Claim,
        id: &ContainerId,
        deadline_at: Millis,
        now: Millis,
    ) -> Result<bool> {
        let tx = self.begin().await?;
        let sql = "UPDATE container SET idle_since = NULL \
                   WHERE id = $1 AND idle_since IS NOT NULL AND state = 'running'";
        let lent = tx.execute_raw(self.sql(sql, [id.clone().into()])).await?;
        if lent.rows_affected() == 0 {
            return Ok(false);
        }
        let prompt_sent = [("prompt_sent_at", now.into()), ("deadline_at", deadline_at.into())];
        let changes = [("container_id", id.clone().into())].into_iter().chain(prompt_sent);
        self.update_held(&tx, claim, changes, now).await?;
        tx.commit().await?;
        claim.set_container(id.clone());
        claim.set_prompt_sent(now, deadline_at);
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

    /// An installation's idle containers, the longest idle first.
    pub async fn idle_containers(&self, installation: &str) -> Result<Vec<Container>> {
        Ok(Entity::find()
            .filter(Column::IdleSince.is_not_null())
            .filter(Column::State.eq(ContainerState::Running))
            .filter(Column::Installation.eq(installation))
            .order_by_asc(Column::IdleSince)
            .all(&self.read)
            .await?)
    }
}

/// Containers that may exist. The state is a literal, so that the index over them can be used.
fn live(installation: &str) -> Select<Entity> {
    Entity::find()
        .filter(Expr::cust("state <> 'gone'"))
        .filter(Column::Installation.eq(installation))
        .order_by_asc(Column::CreatedAt)
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
