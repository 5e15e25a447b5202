//! The loop that fires what is due, when it is due: slots, their runs and the next times, in one transaction each
//! batch. It sleeps until the next slot comes or a task changes.

use super::slots::decide;
use super::{Engine, Result, tasks};
use crate::model::task::DONE;
use crate::model::{ChannelId, Millis, ScheduleError};
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
            if let Err(error) = self.resume_waiting().await {
                tracing::warn!(error = &error as &dyn std::error::Error, "failed to resume paused tasks");
            }
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
                        let done = unreadable(&error);
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
            self.live.deliveries.ring();
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
        self.resume_waiting().await?;
        self.live.tasks.notify_one();
        Ok(())
    }

    /// Gives tasks whose channel is back their next time. It is looked for at every wake-up, so that a daemon that
    /// dies over it leaves no task behind.
    async fn resume_waiting(&self) -> Result<()> {
        for task in self.store.waiting_tasks().await? {
            let next = tasks::schedule_of(&task)
                .map(|(schedule, zone)| schedule.next_after(self.now(), &zone, task.anchor_at));
            let mut changes = TaskChanges::default();
            let reason = match next {
                Ok(Some(next)) => {
                    changes.next_run_at = Some(Some(next));
                    None
                }
                Ok(None) => Some(DONE.to_owned()),
                Err(error) => Some(unreadable(&error)),
            };
            if let Some(reason) = reason {
                (changes.enabled, changes.disabled_reason) = (Some(false), Some(reason));
            }
            // Whoever changed it in the same moment found the channel active and set its next time as well.
            self.store.edit_task(&task, changes, self.now()).await?;
        }
        Ok(())
    }
}

/// Why a task whose schedule was read once cannot be read any more: another version wrote it, or its zone is gone.
fn unreadable(error: &ScheduleError) -> String {
    format!("its schedule cannot be read any more: {error}")
}
