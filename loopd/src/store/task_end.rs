//! What the end of a run means for its task, within the transaction that ends it: failures are counted, an
//! interrupted run may be repeated, and a task that only fails is disabled and says so.

use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseTransaction, EntityTrait, QuerySelect};

use super::accept::{self, Accepted};
use super::delivery::{self, Owed};
use super::run::of_agent;
use super::slot::{run_of, slot_key};
use super::{Finish, Result, Store, message};
use crate::model::task::DONE;
use crate::model::{Cause, CauseKind, DeliveryKind, Millis, Run, RunStatus, Task, TaskId, task};

/// Failures in a row after which a task is disabled.
const MOST_FAILURES: i32 = 5;
/// Repetitions of interrupted runs within [`RETRY_WINDOW_MS`].
const MOST_RETRIES: i64 = 3;
/// 72 hours.
const RETRY_WINDOW_MS: Millis = 72 * 3600 * 1000;
/// What an agent begins with when it has nothing to report.
pub const EPHEMERAL: &str = "[EPHEMERAL]";

impl Store {
    /// Settles the task of a run that ends, and owes what its thread and its channel are told.
    pub(super) async fn settle_task(
        &self,
        tx: &DatabaseTransaction,
        run: &Run,
        (finish, text): (&Finish, &str),
        now: Millis,
    ) -> Result<()> {
        let Some(id) = run.task_id else { return Ok(()) };
        let Some(task) = self.lock_task(tx, id).await? else { return Ok(()) };
        let is_uneventful = task.auto_delete_sec > 0 && is_ephemeral(finish.answer.as_deref());
        let owe = |kind, text: String, due_at| Owed {
            channel_id: run.channel_id.clone(),
            run_id: Some(run.id),
            kind,
            text,
            due_at,
            home: None,
            copies: None,
        };
        // One that ended before it had a conversation owes none yet.
        self.owe_thread(tx, run, now).await?;
        // No platform takes an empty text.
        let text = if text.trim().is_empty() { "Nothing to report." } else { text };
        delivery::owe(tx, owe(DeliveryKind::ThreadPost, text.to_owned(), now), now).await?;
        if is_uneventful {
            let title = thread_title(&task).replacen('🧵', "💨", 1);
            delivery::owe(tx, owe(DeliveryKind::RenameThread, title, now), now).await?;
            let due_at = now + task.auto_delete_sec * 1000;
            delivery::owe(tx, owe(DeliveryKind::DeleteThread, String::new(), due_at), now).await?;
        }
        let said = match finish.status {
            RunStatus::Failed | RunStatus::TimedOut => {
                let said = format!("⚠️ Task #{} failed (run {}): {}", task.id, run.id, finish.text());
                Some(said + &self.count_failure(tx, (run, &task), now).await?)
            }
            RunStatus::Interrupted => self.repeat(tx, (run, &task), now).await?,
            RunStatus::Succeeded => {
                let sql = "UPDATE task SET failures = 0 WHERE id = $1 AND failures > 0";
                tx.execute_raw(self.sql(sql, [task.id.into()])).await?;
                None
            }
            _ => None,
        };
        if let Some(said) = said {
            delivery::owe(tx, owe(DeliveryKind::Post, said.clone(), now), now).await?;
            message::insert(tx, of_agent(run, "task", said), now).await?;
        }
        Ok(())
    }

    /// Owes the thread in which a task's run answers, once.
    pub(super) async fn owe_thread(&self, tx: &DatabaseTransaction, run: &Run, now: Millis) -> Result<()> {
        let Some(id) = run.task_id else { return Ok(()) };
        let Some(task) = task::Entity::find_by_id(id).one(tx).await? else { return Ok(()) };
        let owed = Owed {
            channel_id: run.channel_id.clone(),
            run_id: Some(run.id),
            kind: DeliveryKind::OpenThread,
            text: thread_title(&task),
            due_at: now,
            home: None,
            copies: None,
        };
        delivery::owe(tx, owed, now).await
    }

    /// Reads a task for an update that depends on it.
    async fn lock_task(&self, tx: &DatabaseTransaction, id: TaskId) -> Result<Option<Task>> {
        let mut select = task::Entity::find_by_id(id);
        if self.write.get_database_backend() == DatabaseBackend::Postgres {
            select = select.lock_exclusive();
        }
        Ok(select.one(tx).await?)
    }

    /// Counts a failure; disables the task when there were too many, and gives the words for that.
    async fn count_failure(
        &self,
        tx: &DatabaseTransaction,
        (run, task): (&Run, &Task),
        now: Millis,
    ) -> Result<String> {
        let sql = "UPDATE task SET failures = failures + 1 WHERE id = $1";
        tx.execute_raw(self.sql(sql, [task.id.into()])).await?;
        let failures = task.failures + 1;
        if failures < MOST_FAILURES || !task.enabled {
            return Ok(String::new());
        }
        let reason = format!("{failures} runs in a row failed, run {} last", run.id);
        self.disable_task(tx, task.id, &reason, now).await?;
        Ok(format!(
            "\n\nThat was {failures} times in a row, so the task is disabled now. Put right what is wrong, then \
             `loopctl tasks toggle {}`.",
            task.id
        ))
    }

    /// Repeats an interrupted run of a task that says it may be, a few times; then it takes the task out of the
    /// schedule, because it may be what brings the daemon down.
    async fn repeat(
        &self,
        tx: &DatabaseTransaction,
        (run, task): (&Run, &Task),
        now: Millis,
    ) -> Result<Option<String>> {
        let interrupted = format!("⚠️ Run {} of task #{} was interrupted", run.id, task.id);
        // One that has no further time is off as well, and meant to be done.
        let is_on = task.enabled || task.disabled_reason.as_deref() == Some(DONE);
        if !task.idempotent || !is_on || task.cancelled_at.is_some() {
            let said = format!(
                "{interrupted}, and it is not known how much of it was done. To run it again: `loopctl tasks run {}`.",
                task.id
            );
            return Ok(Some(said + &self.count_failure(tx, (run, task), now).await?));
        }
        let sql = "SELECT COUNT(*) AS n FROM run WHERE task_id = $1 AND retries > 0 AND queued_at > $2";
        let row = tx.query_one_raw(self.sql(sql, [task.id.into(), (now - RETRY_WINDOW_MS).into()])).await?;
        let retries: i64 = row.map(|row| row.try_get("", "n")).transpose()?.unwrap_or_default();
        if retries >= MOST_RETRIES {
            let reason = format!("its runs were interrupted again and again, run {} last", run.id);
            self.disable_task(tx, task.id, &reason, now).await?;
            return Ok(Some(format!(
                "{interrupted} after {retries} repetitions within 72 hours, so the task is disabled now. When it is \
                 safe to run, `loopctl tasks toggle {}`.",
                task.id
            )));
        }
        let slot_at = run.slot_at.unwrap_or(now);
        let cause = Cause {
            kind: CauseKind::Slot,
            key: format!("{}/{}", slot_key(task.id, slot_at, run.retries + 1), run.id),
        };
        let mut again = run_of(task, cause, slot_at);
        again.prompt.clone_from(&run.prompt);
        if let Some(for_task) = &mut again.task {
            for_task.retries = run.retries + 1;
        }
        let (Accepted::New(repeated) | Accepted::Known(repeated)) = accept::accept(tx, &again, now).await?;
        Ok(Some(format!(
            "{interrupted}; it is repeated as run {} ({} of {MOST_RETRIES}).",
            repeated.id,
            retries + 1
        )))
    }
}

/// True of an answer that says there is nothing to report.
pub(super) fn is_ephemeral(answer: Option<&str>) -> bool {
    answer.is_some_and(|answer| answer.trim_start().starts_with(EPHEMERAL))
}

/// An answer without the mark.
pub(super) fn without_mark(answer: &str) -> &str {
    answer.trim_start().strip_prefix(EPHEMERAL).map_or(answer, str::trim_start)
}

/// The title of the thread in which a task's run answers.
pub(super) fn thread_title(task: &Task) -> String {
    /// Discord takes 100 characters.
    const LONGEST: usize = 80;
    let about = task.template_name.as_deref().unwrap_or(&task.prompt);
    let about = about.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut title = format!("🧵 task #{} {about}", task.id);
    if title.chars().count() > LONGEST {
        title = title.chars().take(LONGEST - 1).chain(['…']).collect();
    }
    title
}
