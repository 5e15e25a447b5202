//! Channels: found, listed, made once.

use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{Result, Store};
use crate::model::channel::{ActiveModel, Column, Entity};
use crate::model::{Channel, ChannelId, Millis, Platform};

/// A channel to be made.
#[derive(Clone, Debug)]
pub struct NewChannel {
    /// Its id.
    pub id: ChannelId,
    /// Where it lives.
    pub platform: Platform,
    /// The name people see.
    pub name: String,
    /// The directory its agent works in.
    pub dir: Option<String>,
}

impl Store {
    /// The channel of that id.
    pub async fn find_channel(&self, id: &ChannelId) -> Result<Option<Channel>> {
        Ok(Entity::find_by_id(id.clone()).one(&self.read).await?)
    }

    /// The channel (no thread) of a platform by name, active or not.
    pub async fn find_channel_by_name(&self, platform: Platform, name: &str) -> Result<Option<Channel>> {
        Ok(Entity::find()
            .filter(Column::Platform.eq(platform))
            .filter(Column::Name.eq(name))
            .filter(Column::ParentId.is_null())
            .one(&self.read)
            .await?)
    }

    /// The channel (no thread) that works in a directory.
    pub async fn find_channel_by_dir(&self, platform: Platform, dir: &str) -> Result<Option<Channel>> {
        Ok(Entity::find()
            .filter(Column::Platform.eq(platform))
            .filter(Column::Dir.eq(dir))
            .filter(Column::ParentId.is_null())
            .one(&self.read)
            .await?)
    }

    /// Channels whose name or id contains `query` (letters of either case), by name and id after `after`.
    pub async fn search_channels(
        &self,
        query: &str,
        limit: u64,
        after: Option<(String, ChannelId)>,
    ) -> Result<Vec<Channel>> {
        let mut select = Entity::find();
        if !query.is_empty() {
            let escaped = query.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            let pattern = LikeExpr::new(format!("%{escaped}%")).escape('\\');
            let lower = Expr::expr(Func::lower(Expr::col(Column::Name)));
            select = select.filter(lower.like(pattern).or(Column::Id.eq(query)));
        }
        if let Some((name, id)) = after {
            select =
                select.filter(Column::Name.gt(name.clone()).or(Column::Name.eq(name).and(Column::Id.gt(id))));
        }
        Ok(select.order_by_asc(Column::Name).order_by_asc(Column::Id).limit(limit).all(&self.read).await?)
    }

    /// Makes a channel, or gives the one that took its directory or name first; never changes that one.
    pub async fn ensure_channel(&self, new: NewChannel, now: Millis) -> Result<(Channel, bool)> {
        let row = ActiveModel {
            id: Set(new.id.clone()),
            platform: Set(new.platform),
            name: Set(new.name.clone()),
            dir: Set(new.dir.clone()),
            parent_id: Set(None),
            session_id: Set(None),
            active: Set(true),
            created_at: Set(now),
        };
        let inserted = Entity::insert(row)
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .exec_without_returning(&self.write)
            .await?;
        if inserted == 1
            && let Some(channel) = Entity::find_by_id(new.id.clone()).one(&self.write).await?
        {
            return Ok((channel, true));
        }
        let mut existing = None;
        if let Some(dir) = &new.dir {
            existing = self.find_channel_by_dir(new.platform, dir).await?;
        }
        if existing.is_none() {
            existing = self.find_channel_by_name(new.platform, &new.name).await?;
        }
        let missing = || sea_orm::DbErr::RecordNotFound(format!("channel {}", new.name));
        Ok((existing.ok_or_else(missing)?, false))
    }
}
