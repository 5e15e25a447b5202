//! Roles given to people: given, found, taken away.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{Result, Store};
use crate::model::grant::{ActiveModel, Column, Entity};
use crate::model::{ChannelId, Grant, Platform, SubjectKind};

impl Store {
    /// Every role given on a platform, in a fixed order.
    pub async fn list_grants(&self, platform: Platform) -> Result<Vec<Grant>> {
        Ok(Entity::find()
            .filter(Column::Platform.eq(platform))
            .order_by_asc(Column::ChannelId)
            .order_by_asc(Column::Kind)
            .order_by_asc(Column::Subject)
            .all(&self.read)
            .await?)
    }

    /// Gives a role, in the place of the one that the subject was given there before.
    pub async fn grant_role(&self, grant: Grant) -> Result<()> {
        let key = [Column::Platform, Column::ChannelId, Column::Kind, Column::Subject];
        let changed = [Column::Role, Column::GrantedBy, Column::CreatedAt];
        let row = ActiveModel {
            platform: Set(grant.platform),
            channel_id: Set(grant.channel_id),
            kind: Set(grant.kind),
            subject: Set(grant.subject),
            role: Set(grant.role),
            granted_by: Set(grant.granted_by),
            created_at: Set(grant.created_at),
        };
        Entity::insert(row)
            .on_conflict(OnConflict::columns(key).update_columns(changed).to_owned())
            .exec_without_returning(&self.write)
            .await?;
        Ok(())
    }

    /// Takes a role away; false if there was none.
    pub async fn revoke_role(
        &self,
        platform: Platform,
        channel: &ChannelId,
        kind: SubjectKind,
        subject: &str,
    ) -> Result<bool> {
        let key = (platform, channel.clone(), kind, subject.to_owned());
        Ok(Entity::delete_by_id(key).exec(&self.write).await?.rows_affected == 1)
    }
}
