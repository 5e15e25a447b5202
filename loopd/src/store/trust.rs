//! Approvals of projects' own files: recorded, looked up, taken back; and which projects there are.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{Result, Store};
use crate::model::trust::{ActiveModel, Column, Entity};
use crate::model::{Channel, Trust, channel};

impl Store {
    /// The approval for a directory.
    pub async fn find_trust(&self, dir: &str) -> Result<Option<Trust>> {
        Ok(Entity::find_by_id(dir).one(&self.read).await?)
    }

    /// Records an approval in the place of an earlier one.
    pub async fn trust_project(&self, trust: Trust) -> Result<()> {
        let row = ActiveModel {
            dir: Set(trust.dir),
            content_hash: Set(trust.content_hash),
            trusted_by: Set(trust.trusted_by),
            trusted_at: Set(trust.trusted_at),
        };
        let renewed = OnConflict::column(Column::Dir)
            .update_columns([Column::ContentHash, Column::TrustedBy, Column::TrustedAt])
            .to_owned();
        Entity::insert(row).on_conflict(renewed).exec_without_returning(&self.write).await?;
        Ok(())
    }

    /// Takes an approval back; false if there was none.
    pub async fn untrust_project(&self, dir: &str) -> Result<bool> {
        Ok(Entity::delete_by_id(dir).exec(&self.write).await?.rows_affected == 1)
    }

    /// The channels that work in a directory, by name; threads are left out.
    pub async fn channels_in(&self, dir: &str) -> Result<Vec<Channel>> {
        Ok(channel::Entity::find()
            .filter(channel::Column::Dir.eq(dir))
            .filter(channel::Column::ParentId.is_null())
            .order_by_asc(channel::Column::Name)
            .all(&self.read)
            .await?)
    }

    /// Directories that channels work in or that have an approval, by name, after `after`.
    pub async fn project_dirs(&self, limit: u64, after: Option<&str>) -> Result<Vec<String>> {
        let sql = "SELECT dir FROM (SELECT dir FROM channel WHERE dir IS NOT NULL AND parent_id IS NULL \
                   UNION SELECT dir FROM trust) AS known WHERE dir > $1 ORDER BY dir LIMIT $2";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows =
            self.read.query_all_raw(self.sql(sql, [after.unwrap_or_default().into(), limit.into()])).await?;
        rows.iter().map(|row| Ok(row.try_get("", "dir")?)).collect()
    }
}
