//! Tasks: made, changed, found due. A change touches only the columns that it is about.

use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseBackend, DatabaseTransaction, DbErr,
    EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::{ByAgent, Error, Page, PageQuery, RequestKey, Result, Store};
use crate::model::schedule::ScheduleType;
use crate::model::task::{ActiveModel, Column, Entity};
use crate::model::{ChannelId, Millis, Misfire, Overlap, Run, SessionPolicy, Task, TaskId, run};

/// A task to be made.
#[derive(Clone, Debug)]
pub struct NewTask {
    /// Where it works.
    pub channel_id: ChannelId,
    /// How `schedule` is read.
    pub kind: ScheduleType,
    /// When it is due.
    pub schedule: String,
    /// The zone's IANA name.
    pub timezone: String,
    /// What the agent is told.
    pub prompt: String,
    /// The template it is made from.
    pub template_name: Option<String>,
    /// Its first slot.
    pub next_run_at: Option<Millis>,
    /// After which an uneventful thread is deleted, in seconds; 0 keeps it.
    pub auto_delete_sec: i64,
    /// What becomes of missed slots.
    pub misfire: Misfire,
    /// Slots made up for at once at the most.
    pub max_catch_up: i32,
    /// Slots missed by more are not made up for, in seconds.
    pub catch_up_window_sec: i64,
    /// What becomes of a slot while an earlier run goes on.
    pub overlap: Overlap,
    /// Which conversation its runs work in.
    pub session: SessionPolicy,
    /// How long a run may take, in seconds.
    pub timeout_sec: Option<i64>,
    /// Model asked for.
    pub model: Option<String>,
    /// Whether interrupted runs may be repeated.
    pub idempotent: bool,
    /// The name of who makes it.
    pub created_by: String,
    /// The agent that makes it, if one does.
    pub by_agent: Option<ByAgent>,
}

/// Columns to be changed; `None` leaves one as it is.
#[derive(Clone, Debug, Default)]
pub struct TaskChanges {
    /// Type, text and zone of the schedule, and its first slot.
    pub schedule: Option<(ScheduleType, String, String)>,
    /// What the agent is told.
    pub prompt: Option<String>,
    /// On or off.
    pub enabled: Option<bool>,
    /// Why it is switched off; without one, a change of `enabled` is a person's.
    pub disabled_reason: Option<String>,
    /// The next slot, when the schedule or `enabled` changes.
    pub next_run_at: Option<Option<Millis>>,
    /// After which an uneventful thread is deleted.
    pub auto_delete_sec: Option<i64>,
    /// What becomes of missed slots.
    pub misfire: Option<Misfire>,
    /// Slots made up for at once at the most.
    pub max_catch_up: Option<i32>,
    /// Slots missed by more are not made up for.
    pub catch_up_window_sec: Option<i64>,
    /// What becomes of a slot while an earlier run goes on.
    pub overlap: Option<Overlap>,
    /// Which conversation its runs work in.
    pub session: Option<SessionPolicy>,
    /// How long a run may take; `Some(None)` = as configured.
    pub timeout_sec: Option<Option<i64>>,
    /// Model asked for; `Some(None)` = the configured one.
    pub model: Option<Option<String>>,
    /// Whether interrupted runs may be repeated.
    pub idempotent: Option<bool>,
    /// The agent that stands behind it from now on.
    pub by_agent: Option<ByAgent>,
}

/// A task that is due.
#[derive(Clone, Debug)]
pub struct DueTask {
    /// The task as it is now.
    pub task: Task,
    /// False: its channel was deleted.
    pub channel_active: bool,
}

impl Store {
    /// Makes a task, at most `most` in a channel. The flag tells whether it is new: the same key, or the same
    /// template in the same channel, gives the one that is there.
    pub async fn add_task(
        &self,
        new: NewTask,
        key: Option<RequestKey>,
        most: u64,
        now: Millis,
    ) -> Result<(Task, bool)> {
        match self.try_add_task(&new, key.as_ref(), most, now).await {
            // The same key or template in the same moment: now it is known.
            Err(Error::Exists(_)) => self.try_add_task(&new, key.as_ref(), most, now).await,
            added => added,
        }
    }

    async fn try_add_task(
        &self,
        new: &NewTask,
        key: Option<&RequestKey>,
        most: u64,
        now: Millis,
    ) -> Result<(Task, bool)> {
        let tx = self.begin().await?;
        if let Some(key) = key
            && let Some(known) = key.known(&tx).await?
            && let Some(task) = Entity::find_by_id(TaskId(known)).one(&tx).await?
        {
            return Ok((task, false));
        }
        let of_channel = Entity::find()
            .filter(Column::ChannelId.eq(new.channel_id.clone()))
            .filter(Column::CancelledAt.is_null());
        if let Some(template) = &new.template_name
            && let Some(task) = of_channel.clone().filter(Column::TemplateName.eq(template)).one(&tx).await?
        {
            return Ok((task, false));
        }
        if self.write.get_database_backend() == DatabaseBackend::Postgres {
            // One after the other, so that the count is right when the row comes.
            let sql = "SELECT id FROM channel WHERE id = $1 FOR UPDATE";
            tx.query_one_raw(self.sql(sql, [new.channel_id.clone().into()])).await?;
        }
        if of_channel.count(&tx).await? >= most {
            return Err(Error::TooMany(most));
        }
        let task = Entity::insert(row(new, now)).exec_with_returning(&tx).await?;
        if let Some(key) = key {
            key.remember(&tx, task.id.0, now).await?;
        }
        tx.commit().await?;
        Ok((task, true))
    }

    /// The task that a key made before; an error if the key stood for another request.
    pub async fn task_of_key(&self, key: &RequestKey) -> Result<Option<Task>> {
        match key.known(&self.read).await? {
            Some(known) => Ok(Entity::find_by_id(TaskId(known)).one(&self.read).await?),
            None => Ok(None),
        }
    }

    /// The task of that number, unless it was cancelled.
    pub async fn find_task(&self, id: TaskId) -> Result<Option<Task>> {
        Ok(Entity::find_by_id(id).filter(Column::CancelledAt.is_null()).one(&self.read).await?)
    }

    /// Tasks by number, of all channels or of one.
    pub async fn list_tasks(&self, channel: Option<ChannelId>, page: PageQuery) -> Result<Page<Task>> {
        let mut select = Entity::find().filter(Column::CancelledAt.is_null());
        if let Some(channel) = channel {
            select = select.filter(Column::ChannelId.eq(channel));
        }
        if let Some(after) = page.after {
            select = select.filter(Column::Id.gt(after));
        }
        let rows = select.order_by_asc(Column::Id).limit(page.limit + 1).all(&self.read).await?;
        Ok(Page::from_rows(rows, page.limit, |task| task.id.0))
    }

    /// The tasks of a channel that were made from templates.
    pub async fn tasks_of_templates(&self, channel: &ChannelId) -> Result<Vec<Task>> {
        Ok(Entity::find()
            .filter(Column::ChannelId.eq(channel.clone()))
            .filter(Column::CancelledAt.is_null())
            .filter(Column::TemplateName.is_not_null())
            .order_by_asc(Column::Id)
            .all(&self.read)
            .await?)
    }

    /// The latest run of each of these tasks.
    pub async fn last_runs(&self, tasks: &[TaskId]) -> Result<Vec<Run>> {
        if tasks.is_empty() {
            return Ok(Vec::new());
        }
        let mut latest = run::Entity::find()
            .select_only()
            .column_as(run::Column::Id.max(), "id")
            .filter(run::Column::TaskId.is_in(tasks.to_vec()))
            .group_by(run::Column::TaskId);
        let latest = QuerySelect::query(&mut latest).take();
        Ok(run::Entity::find().filter(run::Column::Id.in_subquery(latest)).all(&self.read).await?)
    }

    /// Changes a task as far as `changes` say. `None`: somebody changed or cancelled it since `seen` was read.
    pub async fn edit_task(&self, seen: &Task, changes: TaskChanges, now: Millis) -> Result<Option<Task>> {
        let done = Entity::update_many()
            .set(columns(changes, seen, now))
            .filter(Column::Id.eq(seen.id))
            .filter(Column::Version.eq(seen.version))
            .filter(Column::CancelledAt.is_null())
            .exec_with_returning(&self.write)
            .await?;
        Ok(done.into_iter().next())
    }

    /// Ends a task for good, with those of its runs that wait. False: there is none.
    pub async fn cancel_task(&self, id: TaskId, now: Millis) -> Result<Option<Vec<Run>>> {
        let tx = self.begin().await?;
        let sql = "UPDATE task SET cancelled_at = $1, updated_at = $1, enabled = FALSE, next_run_at = NULL, \
                   version = version + 1 WHERE id = $2 AND cancelled_at IS NULL";
        let done = tx.execute_raw(self.sql(sql, [now.into(), id.into()])).await?;
        if done.rows_affected() == 0 {
            return Ok(None);
        }
        let waiting = self.open_runs_of(&tx, &[id]).await?;
        let mut ended = Vec::new();
        for run in waiting {
            if self.end_if_queued(&tx, &run, "Its task was cancelled before it began.", now).await? {
                ended.push(run);
            }
        }
        tx.commit().await?;
        Ok(Some(ended))
    }

    /// Tasks whose slot has come, the earliest first.
    pub async fn due_tasks(&self, now: Millis, limit: u64) -> Result<Vec<DueTask>> {
        let sql = "SELECT t.*, COALESCE(c.active, FALSE) AND COALESCE(p.active, TRUE) AS channel_active FROM task t \
                   LEFT JOIN channel c ON c.id = t.channel_id LEFT JOIN channel p ON p.id = c.parent_id \
                   WHERE t.next_run_at IS NOT NULL AND t.next_run_at <= $1 ORDER BY t.next_run_at, t.id LIMIT $2";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = self.read.query_all_raw(self.sql(sql, [now.into(), limit.into()])).await?;
        let due = rows.iter().map(|row| {
            let channel_active = row.try_get("", "channel_active")?;
            Ok::<_, DbErr>(DueTask { task: Task::from_query_result(row, "")?, channel_active })
        });
        Ok(due.collect::<std::result::Result<_, _>>()?)
    }

    /// When the next slot of any task comes.
    pub async fn next_due_at(&self) -> Result<Option<Millis>> {
        let sql = "SELECT MIN(next_run_at) AS at FROM task WHERE next_run_at IS NOT NULL";
        let row = self.read.query_one_raw(self.sql(sql, [])).await?;
        Ok(row.map(|row| row.try_get("", "at")).transpose()?.flatten())
    }

    /// Takes the task out of the schedule until its channel is back, if it is gone still.
    pub async fn pause_task(&self, id: TaskId) -> Result<()> {
        let sql = "UPDATE task SET next_run_at = NULL WHERE id = $1 AND NOT EXISTS \
                   (SELECT 1 FROM channel c LEFT JOIN channel p ON p.id = c.parent_id \
                   WHERE c.id = task.channel_id AND c.active AND COALESCE(p.active, TRUE))";
        self.write.execute_raw(self.sql(sql, [id.into()])).await?;
        Ok(())
    }

    /// Enabled tasks of active channels that have no next time: their channel is back, and nobody told them yet.
    pub async fn waiting_tasks(&self) -> Result<Vec<Task>> {
        let sql = "SELECT t.* FROM task t JOIN channel c ON c.id = t.channel_id \
                   LEFT JOIN channel p ON p.id = c.parent_id WHERE t.enabled AND t.next_run_at IS NULL \
                   AND t.cancelled_at IS NULL AND c.active AND COALESCE(p.active, TRUE) ORDER BY t.id LIMIT 1000";
        let rows = self.read.query_all_raw(self.sql(sql, [])).await?;
        Ok(rows.iter().map(|row| Task::from_query_result(row, "")).collect::<std::result::Result<_, _>>()?)
    }

    /// Disables a task for a reason that is not a person's.
    pub(super) async fn disable_task(
        &self,
        tx: &DatabaseTransaction,
        id: TaskId,
        reason: &str,
        now: Millis,
    ) -> Result<()> {
        let sql = "UPDATE task SET enabled = FALSE, next_run_at = NULL, disabled_reason = $1, updated_at = $2, \
                   version = version + 1 WHERE id = $3";
        tx.execute_raw(self.sql(sql, [reason.into(), now.into(), id.into()])).await?;
        Ok(())
    }

    /// Runs of tasks that wait or work, by number.
    pub(super) async fn open_runs_of(&self, db: &impl ConnectionTrait, tasks: &[TaskId]) -> Result<Vec<Run>> {
        Ok(run::Entity::find()
            // Literals, so that the small index over open runs is used.
            .filter(Expr::cust("run.status IN ('queued', 'starting', 'running')"))
            .filter(run::Column::TaskId.is_in(tasks.to_vec()))
            .order_by_asc(run::Column::Id)
            .all(db)
            .await?)
    }
}

fn columns(changes: TaskChanges, seen: &Task, now: Millis) -> ActiveModel {
    fn set<T: Into<sea_orm::Value>>(value: Option<T>) -> ActiveValue<T> {
        value.map_or(ActiveValue::NotSet, Set)
    }
    let (mut kind, mut schedule, mut timezone, mut anchor_at) =
        (ActiveValue::NotSet, ActiveValue::NotSet, ActiveValue::NotSet, ActiveValue::NotSet);
    if let Some((new_kind, new_schedule, new_timezone)) = changes.schedule {
        (kind, schedule, timezone) = (Set(new_kind), Set(new_schedule), Set(new_timezone));
        anchor_at = Set(now);
    }
    // Whoever enables it knows why it was disabled, and begins anew.
    let is_enabled = changes.enabled == Some(true);
    let (made_by_run_id, depth) = match changes.by_agent {
        Some(agent) => (Set(Some(agent.run)), Set(agent.depth)),
        None => (ActiveValue::NotSet, ActiveValue::NotSet),
    };
    ActiveModel {
        kind,
        schedule,
        timezone,
        anchor_at,
        prompt: set(changes.prompt),
        enabled: set(changes.enabled),
        disabled_reason: match changes.disabled_reason {
            None if changes.enabled.is_none() => ActiveValue::NotSet,
            reason => Set(reason),
        },
        failures: if is_enabled { Set(0) } else { ActiveValue::NotSet },
        next_run_at: set(changes.next_run_at),
        auto_delete_sec: set(changes.auto_delete_sec),
        misfire: set(changes.misfire),
        max_catch_up: set(changes.max_catch_up),
        catch_up_window_sec: set(changes.catch_up_window_sec),
        overlap: set(changes.overlap),
        session: set(changes.session),
        timeout_sec: set(changes.timeout_sec),
        model: set(changes.model),
        idempotent: set(changes.idempotent),
        made_by_run_id,
        depth,
        updated_at: Set(now),
        version: Set(seen.version + 1),
        ..Default::default()
    }
}

fn row(new: &NewTask, now: Millis) -> ActiveModel {
    ActiveModel {
        id: ActiveValue::NotSet,
        channel_id: Set(new.channel_id.clone()),
        kind: Set(new.kind),
        schedule: Set(new.schedule.clone()),
        timezone: Set(new.timezone.clone()),
        prompt: Set(new.prompt.clone()),
        template_name: Set(new.template_name.clone()),
        enabled: Set(true),
        disabled_reason: Set(None),
        next_run_at: Set(new.next_run_at),
        anchor_at: Set(now),
        auto_delete_sec: Set(new.auto_delete_sec),
        misfire: Set(new.misfire),
        max_catch_up: Set(new.max_catch_up),
        catch_up_window_sec: Set(new.catch_up_window_sec),
        overlap: Set(new.overlap),
        session: Set(new.session),
        session_id: Set(None),
        timeout_sec: Set(new.timeout_sec),
        model: Set(new.model.clone()),
        idempotent: Set(new.idempotent),
        created_by: Set(new.created_by.clone()),
        failures: Set(0),
        version: Set(0),
        created_at: Set(now),
        updated_at: Set(now),
        cancelled_at: Set(None),
        made_by_run_id: Set(new.by_agent.as_ref().map(|agent| agent.run)),
        depth: Set(new.by_agent.as_ref().map_or(0, |agent| agent.depth)),
    }
}
