//! `Idempotency-Key`s: the same request again makes nothing new, another request with the key is refused.

use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{Error, Result, Store};
use crate::model::Millis;
use crate::model::request_key::{ActiveModel, Column, Entity};

/// How long a key is remembered: 7 days.
const KEPT_MS: Millis = 7 * 24 * 3600 * 1000;

/// A client's key for one request.
#[derive(Clone, Debug)]
pub struct RequestKey {
    /// Who asked (nothing for the operator), operation and key: `agent:<channel>/start_run/<key>`.
    pub id: String,
    /// SHA-256 of the request, hex.
    pub body_hash: String,
}

impl RequestKey {
    /// The resource that the key made before, if it was used. An error if it stood for another request.
    pub(super) async fn known(&self, db: &impl ConnectionTrait) -> Result<Option<i64>> {
        let Some(row) = Entity::find_by_id(self.id.clone()).one(db).await? else { return Ok(None) };
        if row.body_hash == self.body_hash { Ok(Some(row.resource_id)) } else { Err(Error::KeyReused) }
    }

    /// Remembers what the key made; [`Error::Exists`] if somebody remembered it in the same moment.
    pub(super) async fn remember(
        &self,
        db: &impl ConnectionTrait,
        resource_id: i64,
        now: Millis,
    ) -> Result<()> {
        let row = ActiveModel {
            id: Set(self.id.clone()),
            body_hash: Set(self.body_hash.clone()),
            resource_id: Set(resource_id),
            created_at: Set(now),
            resource_name: Set(None),
        };
        Entity::insert(row).exec_without_returning(db).await?;
        Ok(())
    }

    /// The same where what the key made has a text for an id.
    pub(super) async fn known_name(&self, db: &impl ConnectionTrait) -> Result<Option<String>> {
        let Some(row) = Entity::find_by_id(self.id.clone()).one(db).await? else { return Ok(None) };
        if row.body_hash == self.body_hash { Ok(row.resource_name) } else { Err(Error::KeyReused) }
    }

    /// The same where what the key made has a text for an id.
    pub(super) async fn remember_name(
        &self,
        db: &impl ConnectionTrait,
        name: &str,
        now: Millis,
    ) -> Result<()> {
        let row = ActiveModel {
            id: Set(self.id.clone()),
            body_hash: Set(self.body_hash.clone()),
            resource_id: Set(0),
            created_at: Set(now),
            resource_name: Set(Some(name.to_owned())),
        };
        Entity::insert(row).exec_without_returning(db).await?;
        Ok(())
    }
}

impl Store {
    /// True if a key has been seen.
    pub async fn is_known(&self, key: &RequestKey) -> Result<bool> {
        Ok(Entity::find_by_id(key.id.clone()).one(&self.write).await?.is_some())
    }

    /// True the first time that a key is seen.
    pub async fn first_time(&self, key: &RequestKey, now: Millis) -> Result<bool> {
        match key.remember(&self.write, 0, now).await {
            Ok(()) => Ok(true),
            Err(Error::Exists(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// What a key stands for: `name` if it is seen for the first time, what it was then if not.
    pub async fn settle(&self, key: &RequestKey, name: &str, now: Millis) -> Result<String> {
        if let Some(known) = key.known_name(&self.write).await? {
            return Ok(known);
        }
        match key.remember_name(&self.write, name, now).await {
            // In the same moment.
            Err(Error::Exists(_)) => {
                Ok(key.known_name(&self.write).await?.unwrap_or_else(|| name.to_owned()))
            }
            remembered => remembered.map(|()| name.to_owned()),
        }
    }

    /// Forgets keys older than seven days.
    pub async fn forget_request_keys(&self, now: Millis) -> Result<u64> {
        let done =
            Entity::delete_many().filter(Column::CreatedAt.lt(now - KEPT_MS)).exec(&self.write).await?;
        Ok(done.rows_affected)
    }
}
