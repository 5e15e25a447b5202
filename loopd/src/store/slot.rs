//! Slots: decided once, together with the run they cause and the task's next time.

use std::collections::{HashMap, HashSet};

use sea_orm::sea_query::{Condition, Expr, ExprTrait};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::accept::{self, Accepted, ByAgent, ForTask, NewRun};
use super::{Page, PageQuery, Result, Store};
use crate::model::slot::{ActiveModel, Column, Entity};
use crate::model::{
    Cause, CauseKind, ChannelId, Millis, Overlap, Run, RunId, Slot, SlotOutcome, Task, TaskId, run,
};

/// What is to become of a slot, as far as the time decides it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It fires; if late, that is why it says so.
    Fire(Option<String>),
    /// It is missed, for this reason.
    Miss(String),
}

/// Slots of one task that have come.
#[derive(Clone, Debug)]
pub struct DueSlots {
    /// The task as it was when this was decided.
    pub task: Task,
    /// Each slot's time and verdict, the earliest first.
    pub slots: Vec<(Millis, Verdict)>,
    /// The slot after them.
    pub next: Option<Millis>,
    /// Why there is none after them, which disables the task.
    pub done: Option<String>,
}

/// What firing did.
#[derive(Clone, Debug, Default)]
pub struct Fired {
    /// New runs.
    pub runs: usize,
    /// Runs that must stop because a later slot takes their place.
    pub to_stop: Vec<RunId>,
}

/// Author of the runs of tasks, for programs.
const AUTHOR: &str = "task";

impl Store {
    /// Records slots, queues their runs and sets their tasks' next times: one transaction. A task that somebody
    /// changed, or another daemon was quicker with, is left as it is. The tasks of a channel cause `runs_per_hour`
    /// runs at the most; slots beyond are skipped.
    pub async fn fire(&self, due: &[DueSlots], runs_per_hour: i64, now: Millis) -> Result<Fired> {
        let mut fired = Fired::default();
        let tx = self.begin().await?;
        let mut ours = Vec::with_capacity(due.len());
        for one in due {
            if self.advance(&tx, one, now).await? {
                ours.push(one);
            }
        }
        let ids: Vec<TaskId> = ours.iter().map(|one| one.task.id).collect();
        let mut open: HashMap<TaskId, Vec<Run>> = HashMap::new();
        for run in if ids.is_empty() { Vec::new() } else { self.open_runs_of(&tx, &ids).await? } {
            if let Some(task) = run.task_id {
                open.entry(task).or_default().push(run);
            }
        }
        let known = self.known_slots(&tx, &ours).await?;
        let mut budgets = self.budgets(&tx, &ours, runs_per_hour, now).await?;
        for one in ours {
            let open = open.remove(&one.task.id).unwrap_or_default();
            let budget = budgets.entry(one.task.channel_id.clone()).or_insert(runs_per_hour);
            let before = fired.runs;
            self.fire_task(&tx, (one, open, *budget), &known, (&mut fired, now)).await?;
            *budget -= i64::try_from(fired.runs - before).unwrap_or(i64::MAX);
        }
        tx.commit().await?;
        Ok(fired)
    }

    /// Moves the task on, if it is still as it was.
    async fn advance(&self, tx: &DatabaseTransaction, due: &DueSlots, now: Millis) -> Result<bool> {
        let task = &due.task;
        let mut values = vec![task.id.into(), task.version.into(), task.next_run_at.into(), due.next.into()];
        let mut sql = "UPDATE task SET next_run_at = $4".to_owned();
        if let Some(reason) = &due.done {
            sql.push_str(", enabled = FALSE, disabled_reason = $5, updated_at = $6, version = version + 1");
            values.extend([reason.as_str().into(), now.into()]);
        }
        sql.push_str(" WHERE id = $1 AND version = $2 AND next_run_at = $3");
        Ok(tx.execute_raw(self.sql(&sql, values)).await?.rows_affected() == 1)
    }

    /// Those of the slots that were decided before, as after a clock was set back.
    async fn known_slots(
        &self,
        tx: &DatabaseTransaction,
        due: &[&DueSlots],
    ) -> Result<HashSet<(TaskId, Millis)>> {
        let mut any = Condition::any();
        for one in due {
            if let (Some((first, _)), Some((last, _))) = (one.slots.first(), one.slots.last()) {
                let its = Column::TaskId.eq(one.task.id).and(Column::NominalAt.between(*first, *last));
                any = any.add(its);
            }
        }
        if any.is_empty() {
            return Ok(HashSet::new());
        }
        let known = Entity::find().filter(any).all(tx).await?;
        Ok(known.into_iter().map(|slot| (slot.task_id, slot.nominal_at)).collect())
    }

    /// How many more runs the tasks of each channel may cause now.
    async fn budgets(
        &self,
        tx: &DatabaseTransaction,
        due: &[&DueSlots],
        runs_per_hour: i64,
        now: Millis,
    ) -> Result<HashMap<ChannelId, i64>> {
        const HOUR_MS: Millis = 3_600_000;
        let channels: HashSet<ChannelId> = due.iter().map(|one| one.task.channel_id.clone()).collect();
        let caused: Vec<(ChannelId, i64)> = run::Entity::find()
            .select_only()
            .column(run::Column::ChannelId)
            .column_as(run::Column::Id.count(), "caused")
            // A literal, so that the index over the runs of tasks is used.
            .filter(Expr::cust("run.task_id IS NOT NULL"))
            .filter(run::Column::ChannelId.is_in(channels))
            .filter(run::Column::QueuedAt.between(now - HOUR_MS, now))
            .group_by(run::Column::ChannelId)
            .into_tuple()
            .all(tx)
            .await?;
        Ok(caused.into_iter().map(|(channel, caused)| (channel, runs_per_hour - caused)).collect())
    }

    async fn fire_task(
        &self,
        tx: &DatabaseTransaction,
        (due, mut open, budget): (&DueSlots, Vec<Run>, i64),
        known: &HashSet<(TaskId, Millis)>,
        (fired, now): (&mut Fired, Millis),
    ) -> Result<()> {
        let task = &due.task;
        let mut rows = Vec::with_capacity(due.slots.len());
        let mut left = budget;
        for (nominal_at, verdict) in due.slots.iter().filter(|slot| !known.contains(&(task.id, slot.0))) {
            let (outcome, reason, run_id) = match (verdict, task.overlap, open.last()) {
                (Verdict::Miss(reason), _, _) => (SlotOutcome::Missed, Some(reason.clone()), None),
                (Verdict::Fire(_), Overlap::Skip, Some(before)) => {
                    let reason = format!("run {} of the task had not ended", before.id);
                    (SlotOutcome::Skipped, Some(reason), None)
                }
                (Verdict::Fire(_), _, _) if left <= 0 => {
                    let reason =
                        "the tasks of this channel have caused as many runs within an hour as they may";
                    (SlotOutcome::Skipped, Some(reason.to_owned()), None)
                }
                (Verdict::Fire(late), overlap, _) => {
                    left -= 1;
                    if overlap == Overlap::CancelPrevious {
                        for before in open.drain(..) {
                            fired.to_stop.push(before.id);
                            self.ask_to_stop(tx, &before, now).await?;
                        }
                    }
                    let run = enqueue(tx, task, *nominal_at, now).await?;
                    fired.runs += 1;
                    let id = run.id;
                    open.push(run);
                    (SlotOutcome::Fired, late.clone(), Some(id))
                }
            };
            rows.push(ActiveModel {
                task_id: Set(task.id),
                nominal_at: Set(*nominal_at),
                outcome: Set(outcome),
                reason: Set(reason),
                run_id: Set(run_id),
                recorded_at: Set(now),
            });
        }
        if !rows.is_empty() {
            Entity::insert_many(rows).exec_without_returning(tx).await?;
        }
        Ok(())
    }

    /// Ends a run that waits, and asks the owner of one at work to stop it.
    async fn ask_to_stop(&self, tx: &DatabaseTransaction, run: &Run, now: Millis) -> Result<()> {
        if self.end_if_queued(tx, run, "A later time of its task took its place.", now).await? {
            return Ok(());
        }
        let sql = "UPDATE run SET stop_requested_at = $1 WHERE id = $2 AND stop_requested_at IS NULL \
                   AND status IN ('starting', 'running')";
        tx.execute_raw(self.sql(sql, [now.into(), run.id.into()])).await?;
        Ok(())
    }

    /// Slots of a task, the latest first; `page.after` is a time.
    pub async fn list_slots(&self, task: TaskId, page: PageQuery) -> Result<Page<Slot>> {
        let mut select = Entity::find().filter(Column::TaskId.eq(task));
        if let Some(after) = page.after {
            select = select.filter(Column::NominalAt.lt(after));
        }
        let rows = select.order_by_desc(Column::NominalAt).limit(page.limit + 1).all(&self.read).await?;
        Ok(Page::from_rows(rows, page.limit, |slot| slot.nominal_at))
    }
}

/// Queues the run of a slot. There is one for each, however often this is asked.
async fn enqueue(tx: &DatabaseTransaction, task: &Task, nominal_at: Millis, now: Millis) -> Result<Run> {
    let cause = Cause { kind: CauseKind::Slot, key: slot_key(task.id, nominal_at, 0) };
    match accept::accept(tx, &run_of(task, cause, nominal_at), now).await? {
        Accepted::New(run) | Accepted::Known(run) => Ok(run),
    }
}

/// The identity of a slot's run; a repetition after an interruption has one of its own.
pub(super) fn slot_key(task: TaskId, nominal_at: Millis, retries: i32) -> String {
    if retries == 0 { format!("{task}@{nominal_at}") } else { format!("{task}@{nominal_at}#{retries}") }
}

/// A run that works for a task.
pub(super) fn run_of(task: &Task, cause: Cause, slot_at: Millis) -> NewRun {
    NewRun {
        cause,
        channel_id: task.channel_id.clone(),
        author_id: format!("{AUTHOR}-{}", task.id),
        author_name: task.created_by.clone(),
        prompt: task.prompt.clone(),
        model: task.model.clone(),
        key: None,
        task: Some(ForTask {
            id: task.id,
            slot_at,
            timeout_sec: task.timeout_sec,
            session: task.session,
            retries: 0,
        }),
        by_agent: made_by(task),
        said: None,
        files: Vec::new(),
    }
}

/// The agent that stands behind a task, if one made it.
pub(super) fn made_by(task: &Task) -> Option<ByAgent> {
    task.made_by_run_id.map(|run| ByAgent { run, depth: task.depth })
}
