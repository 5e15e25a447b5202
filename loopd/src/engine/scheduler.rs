//! The loop that fires what is due, when it is due: slots, their runs and the next times, in one transaction each
//! batch. It sleeps until the next slot comes or a task changes.

use super::slots::decide;
use super::{Engine, Error, Result, tasks};
use crate::model::task::DONE;
use crate::model::{ChannelId, Millis, Task};
use crate::store::{DueSlots, TaskChanges};

/// Tasks fired in one transaction; more make others wait for the database.
const BATCH: u64 = 100;
/// Runs that the tasks of one channel may cause within an hour, so that a mistake does not cost a fortune.
const RUNS_PER_HOUR: i64 = 240;
/// The first wait after trouble with the database.
const RETRY_MS: Millis = 1000;

impl Engine {
    /// Fires what is due until the daemon stops.
    pub async fn schedule_loop(&self) -> anyhow::Result<()> {
        let longest =
            Millis::try_from(self.config.scheduling.poll_interval.as_millis()).unwrap_or(Millis::MAX);
        loop {
            let next = match self.schedule_tick().await {
                Ok(next) => next.unwrap_or(Millis::MAX),
                Err(error) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "failed to fire what is due");
                    self.now() + RETRY_MS
                }
            };
            tokio::select! {
                biased;
                () = self.stopping.cancelled() => return Ok(()),
                () = self.live.tasks.notified() => {}
                // A wall clock that is set forward is noticed by then.
                () = self.clock.sleep_until(next.min(self.now().saturating_add(longest))) => {}
            }
        }
    }

    /// Fires everything that is due now; tells when the next slot comes. Doing it twice does nothing more.
    pub async fn schedule_tick(&self) -> Result<Option<Millis>> {
        loop {
            let now = self.now();
            let due = self.store.due_tasks(now, BATCH).await?;
            if due.is_empty() {
                return Ok(self.store.next_due_at().await?);
            }
            let mut slots = Vec::with_capacity(due.len());
            for due in due {
                if !due.channel_active {
                    self.store.pause_task(due.task.id).await?;
                    continue;
                }
                let (schedule, zone) = match tasks::schedule_of(&due.task) {
                    Ok(read) => read,
                    Err(error) => {
                        // Written by another version, or its zone is gone: said once, and visible on the task.
                        tracing::error!(task = %due.task.id, %error, "a task's schedule cannot be read any more");
                        let done = format!("its schedule cannot be read any more: {error}");
                        slots.push(DueSlots {
                            task: due.task,
                            slots: Vec::new(),
                            next: None,
                            done: Some(done),
                        });
                        continue;
                    }
                };
                slots.push(decide(due.task, &schedule, &zone, now));
            }
            self.crash.at("slots.decided");
            let fired = self.store.fire(&slots, RUNS_PER_HOUR, now).await?;
            self.crash.at("slots.fired");
            for run in fired.to_stop {
                self.live.stop(run);
                self.live.changed(run);
            }
            if fired.runs > 0 {
                self.live.runs.notify_one();
            }
            self.live.deliveries.notify_one();
        }
    }

    /// Notes that a channel was deleted in chat: its tasks pause.
    pub async fn channel_is_gone(&self, id: &ChannelId) -> Result<()> {
        self.schedule_tick().await?;
        Ok(self.store.set_active(id, false).await?)
    }

    /// Brings a channel that was deleted in chat back, with its tasks: they look forward only.
    pub async fn channel_is_back(&self, id: &ChannelId) -> Result<()> {
        self.store.set_active(id, true).await?;
        for paused in self.store.paused_tasks(id).await? {
            let mut paused = Some(paused);
            // Whoever changes a task in the same moment finds the channel active, and sets its next time as well.
            while let Some(task) = paused.filter(|task| task.enabled && task.next_run_at.is_none()) {
                if self.store.edit_task(&task, self.resumed(&task)?, self.now()).await?.is_some() {
                    break;
                }
                paused = self.store.find_task(task.id).await?;
            }
        }
        self.live.tasks.notify_one();
        Ok(())
    }

    fn resumed(&self, task: &Task) -> Result<TaskChanges> {
        let (schedule, zone) = tasks::schedule_of(task).map_err(|error| Error::Internal(error.into()))?;
        let next_run_at = schedule.next_after(self.now(), &zone, task.anchor_at);
        let mut changes = TaskChanges { next_run_at: Some(next_run_at), ..TaskChanges::default() };
        if next_run_at.is_none() {
            (changes.enabled, changes.disabled_reason) = (Some(false), Some(DONE.to_owned()));
        }
        Ok(changes)
    }
}
