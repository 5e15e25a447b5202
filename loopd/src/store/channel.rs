//! Channels: found, listed, made once.

use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::{RequestKey, Result, Store};
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
    /// The channel whose agent makes it, if one does.
    pub made_by: Option<ChannelId>,
}

/// What is to be changed of a channel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChannelChanges {
    /// Whose agents may cause runs in it and its threads; `Some(None)` = those of every channel.
    pub delegators: Option<Option<Vec<ChannelId>>>,
    /// The directory its agent works in; `Some(None)` = one of loopd's own.
    pub dir: Option<Option<String>>,
}

/// A thread to be made known.
#[derive(Clone, Debug)]
pub struct NewThread<'a> {
    /// The platform's id of it.
    pub id: ChannelId,
    /// The channel, or a thread of it.
    pub parent: &'a Channel,
    /// Its title.
    pub title: &'a str,
    /// The channel whose agent makes it, if one does.
    pub made_by: Option<ChannelId>,
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

    /// The active channel that works in a directory: of a platform, or of any, then the one on `local` first.
    pub async fn find_channel_by_dir(
        &self,
        dir: &str,
        platform: Option<Platform>,
    ) -> Result<Option<Channel>> {
        let sql = "SELECT * FROM channel WHERE dir = $1 AND parent_id IS NULL AND active \
                   AND ($2 = '' OR platform = $2) ORDER BY platform <> 'local', created_at, id LIMIT 1";
        let platform = platform.map_or("", Platform::as_str);
        let select = Entity::find().from_raw_sql(self.sql(sql, [dir.into(), platform.into()]));
        Ok(select.one(&self.read).await?)
    }

    /// The first channel made that works in a directory within `dir` or around it, but not in `dir` itself; `except`
    /// this one.
    pub async fn channel_around(&self, dir: &str, except: Option<&ChannelId>) -> Result<Option<Channel>> {
        let except = except.map_or("", ChannelId::as_str);
        let sql = "SELECT * FROM channel WHERE parent_id IS NULL AND dir IS NOT NULL AND active AND id <> $2 \
                   AND (substr(dir, 1, length($1) + 1) = $1 || '/' OR substr($1, 1, length(dir) + 1) = dir || '/') \
                   ORDER BY created_at, id LIMIT 1";
        Ok(Entity::find().from_raw_sql(self.sql(sql, [dir.into(), except.into()])).one(&self.read).await?)
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

    /// Gives a thread another title, as the platform has it.
    pub async fn rename_thread(&self, id: &ChannelId, title: &str) -> Result<()> {
        let sql = "UPDATE channel SET name = $1 WHERE id = $2 AND parent_id IS NOT NULL";
        self.write.execute_raw(self.sql(sql, [title.into(), id.clone().into()])).await?;
        Ok(())
    }

    /// Gives a channel or thread another name, as the platform has it.
    pub async fn rename_channel(&self, id: &ChannelId, name: &str) -> Result<()> {
        let sql = "UPDATE channel SET name = $1 WHERE id = $2";
        self.write.execute_raw(self.sql(sql, [name.into(), id.clone().into()])).await?;
        Ok(())
    }

    /// Notes that a channel or thread was deleted in chat, or is back. Tasks of a deleted one and of its threads pause.
    pub async fn set_active(&self, id: &ChannelId, active: bool) -> Result<()> {
        let tx = self.begin().await?;
        let sql = "UPDATE channel SET active = $1 WHERE id = $2";
        tx.execute_raw(self.sql(sql, [active.into(), id.clone().into()])).await?;
        if !active {
            let sql = "UPDATE task SET next_run_at = NULL WHERE channel_id IN \
                       (SELECT c.id FROM channel c WHERE c.id = $1 OR c.parent_id = $1)";
            tx.execute_raw(self.sql(sql, [id.clone().into()])).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Notes that loop is used in a channel that a search found.
    pub async fn use_channel(&self, id: &ChannelId) -> Result<()> {
        let sql = "UPDATE channel SET used = TRUE WHERE id = $1";
        self.write.execute_raw(self.sql(sql, [id.clone().into()])).await?;
        Ok(())
    }

    /// Makes a channel known that its platform has, by the name that it has there now. It is not used by that.
    pub async fn learn_channel(
        &self,
        (id, platform): (&ChannelId, Platform),
        name: &str,
        now: Millis,
    ) -> Result<()> {
        let sql = "INSERT INTO channel (id, platform, name, active, created_at, used) \
                   VALUES ($1, $2, $3, TRUE, $4, FALSE) \
                   ON CONFLICT (id) DO UPDATE SET name = excluded.name WHERE channel.name <> excluded.name";
        let values = [id.clone().into(), platform.as_str().into(), name.into(), now.into()];
        self.write.execute_raw(self.sql(sql, values)).await?;
        Ok(())
    }

    /// The thread that a key made before; an error if the key stood for another request.
    pub async fn channel_of_key(&self, key: &RequestKey) -> Result<Option<Channel>> {
        match key.known_name(&self.read).await? {
            Some(id) => self.find_channel(&ChannelId(id)).await,
            None => Ok(None),
        }
    }

    /// Makes a thread known, once for a key.
    pub async fn add_thread(
        &self,
        thread: NewThread<'_>,
        key: Option<&RequestKey>,
        now: Millis,
    ) -> Result<Channel> {
        let id = thread.id.clone();
        let tx = self.begin().await?;
        insert_thread(&tx, thread, now).await?;
        if let Some(key) = key {
            key.remember_name(&tx, id.as_str(), now).await?;
        }
        tx.commit().await?;
        let missing = || sea_orm::DbErr::RecordNotFound(format!("thread {id}"));
        Ok(Entity::find_by_id(id.clone()).one(&self.write).await?.ok_or_else(missing)?)
    }

    /// Changes a channel: all or nothing. With another directory its conversations end, and those of its threads and
    /// tasks; then it is false while a run is at work there, and nothing is changed.
    pub async fn change_channel(&self, id: &ChannelId, changes: ChannelChanges, now: Millis) -> Result<bool> {
        let tx = self.begin().await?;
        if let Some(delegators) = changes.delegators {
            let list = delegators.as_ref().map(serde_json::to_string).transpose();
            let list = list.map_err(|error| sea_orm::DbErr::Custom(error.to_string()))?;
            let sql = "UPDATE channel SET delegators = $1 WHERE id = $2";
            tx.execute_raw(self.sql(sql, [list.into(), id.clone().into()])).await?;
        }
        if let Some(dir) = changes.dir
            && !self.move_channel(&tx, id, dir, now).await?
        {
            return Ok(false);
        }
        tx.commit().await?;
        Ok(true)
    }

    async fn move_channel(
        &self,
        tx: &impl ConnectionTrait,
        id: &ChannelId,
        dir: Option<String>,
        now: Millis,
    ) -> Result<bool> {
        // Before runs are looked for, so that one that begins meanwhile waits for the new directory.
        let lock = self.row_lock("FOR UPDATE");
        let sql = format!("SELECT * FROM channel WHERE id = $1{lock}");
        let Some(channel) = Entity::find().from_raw_sql(self.sql(&sql, [id.clone().into()])).one(tx).await?
        else {
            return Ok(false);
        };
        if let Some(dir) = &dir {
            self.vacate(tx, channel.platform, dir, now).await?;
        }
        let sql = "UPDATE channel SET dir = $1 WHERE id = $2 AND NOT EXISTS (\
                   SELECT 1 FROM run r JOIN channel c ON c.id = r.channel_id \
                   WHERE (c.id = $2 OR c.parent_id = $2) AND r.status IN ('starting', 'running'))";
        if tx.execute_raw(self.sql(sql, [dir.into(), id.clone().into()])).await?.rows_affected() == 0 {
            return Ok(false);
        }
        self.begin_anew(tx, id, now).await?;
        Ok(true)
    }

    /// Ends the conversations of a channel, its threads and tasks.
    async fn begin_anew(&self, tx: &impl ConnectionTrait, id: &ChannelId, now: Millis) -> Result<()> {
        let here = "(SELECT id FROM channel WHERE id = $1 OR parent_id = $1)";
        let sql = format!(
            "UPDATE session SET ended_at = $2, end_reason = 'moved' WHERE ended_at IS NULL AND channel_id IN {here}"
        );
        tx.execute_raw(self.sql(&sql, [id.clone().into(), now.into()])).await?;
        for sql in [
            "UPDATE channel SET session_id = NULL WHERE id = $1 OR parent_id = $1".to_owned(),
            format!("UPDATE task SET session_id = NULL WHERE channel_id IN {here}"),
        ] {
            tx.execute_raw(self.sql(&sql, [id.clone().into()])).await?;
        }
        Ok(())
    }

    /// Has a channel that was deleted in chat give up a directory that another wants.
    async fn vacate(
        &self,
        tx: &impl ConnectionTrait,
        platform: Platform,
        dir: &str,
        now: Millis,
    ) -> Result<()> {
        let sql =
            "SELECT * FROM channel WHERE platform = $1 AND dir = $2 AND parent_id IS NULL AND NOT active";
        let select = Entity::find().from_raw_sql(self.sql(sql, [platform.as_str().into(), dir.into()]));
        let Some(old) = select.one(tx).await? else { return Ok(()) };
        let sql = "UPDATE channel SET dir = NULL WHERE id = $1";
        tx.execute_raw(self.sql(sql, [old.id.clone().into()])).await?;
        self.begin_anew(tx, &old.id, now).await
    }

    /// The channel at a time when nobody is moving it.
    pub async fn find_settled_channel(&self, id: &ChannelId) -> Result<Option<Channel>> {
        let sql = format!("SELECT * FROM channel WHERE id = $1{}", self.row_lock("FOR SHARE"));
        Ok(Entity::find().from_raw_sql(self.sql(&sql, [id.clone().into()])).one(&self.write).await?)
    }

    /// SQLite has one writer at a time.
    fn row_lock(&self, lock: &str) -> String {
        match self.write.get_database_backend() {
            DatabaseBackend::Postgres => format!(" {lock}"),
            _ => String::new(),
        }
    }

    /// True when somebody had a run in this channel or thread.
    pub async fn has_runs(&self, id: &ChannelId) -> Result<bool> {
        let sql = "SELECT 1 AS one FROM run WHERE channel_id = $1 LIMIT 1";
        Ok(self.read.query_one_raw(self.sql(sql, [id.clone().into()])).await?.is_some())
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
            delegators: Set(None),
            made_by: Set(new.made_by.clone()),
            gap_after: Set(None),
            used: Set(true),
        };
        let tx = self.begin().await?;
        if let Some(dir) = &new.dir {
            self.vacate(&tx, new.platform, dir, now).await?;
        }
        let inserted = Entity::insert(row)
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .exec_without_returning(&tx)
            .await?;
        if inserted == 1 {
            tx.commit().await?;
        } else {
            tx.rollback().await?;
        }
        if inserted == 1
            && let Some(channel) = Entity::find_by_id(new.id.clone()).one(&self.write).await?
        {
            return Ok((channel, true));
        }
        let mut existing = Entity::find_by_id(new.id.clone()).one(&self.write).await?;
        if existing.is_none()
            && let Some(dir) = &new.dir
        {
            existing = self.find_channel_by_dir(dir, Some(new.platform)).await?;
        }
        if existing.is_none() {
            existing = self.find_channel_by_name(new.platform, &new.name).await?;
        }
        let missing = || sea_orm::DbErr::RecordNotFound(format!("channel {}", new.name));
        Ok((existing.ok_or_else(missing)?, false))
    }
}

/// Makes a thread of a channel known, within a transaction; one that is known stays as it is.
pub(super) async fn insert_thread(
    db: &impl ConnectionTrait,
    thread: NewThread<'_>,
    now: Millis,
) -> Result<()> {
    let row = ActiveModel {
        id: Set(thread.id),
        platform: Set(thread.parent.platform),
        name: Set(thread.title.to_owned()),
        dir: Set(None),
        parent_id: Set(Some(thread.parent.root().clone())),
        session_id: Set(None),
        active: Set(true),
        created_at: Set(now),
        delegators: Set(None),
        made_by: Set(thread.made_by),
        gap_after: Set(None),
        used: Set(true),
    };
    Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(())
}
