//! Tasks as people and agents handle them: made, changed, run at once, cancelled; whatever is wrong is refused with
//! the field, the reason and an example.

use super::caller::Caller;
use super::intake::{check_model, clean_text};
use super::{Engine, Error, Result};
use crate::model::schedule::{Reading, Schedule, ScheduleError, ScheduleType, Zone};
use crate::model::task::DONE;
use crate::model::{Cause, CauseKind, ChannelId, Millis, Misfire, Overlap, Run, SessionPolicy, Task, TaskId};
use crate::store::{ForTask, NewRun, NewTask, RequestKey, TaskChanges};

/// Tasks of one channel at the most, so that a task that makes tasks comes to an end.
const MOST_TASKS: u64 = 100;
/// Fire times of a preview at the most.
pub const MOST_PREVIEWED: usize = 100;
/// Fire times told when a task is made.
pub const NEXT_TIMES: usize = 5;
/// The longest time a run may be given: a week.
const LONGEST_TIMEOUT_SEC: i64 = 7 * 24 * 3600;
/// The longest catch-up window, and the longest time until a thread is deleted: a year.
const LONGEST_SEC: i64 = 365 * 24 * 3600;
/// The catch-up window when nobody says one: an hour.
const CATCH_UP_WINDOW_SEC: i64 = 3600;
/// Slots made up for at once when nobody says how many.
const MAX_CATCH_UP: i32 = 10;
/// And at the most.
const MOST_CATCH_UP: i32 = 1000;

/// What a task can be given besides its schedule and prompt.
#[derive(Clone, Debug, Default)]
pub struct TaskOptions {
    /// What becomes of missed slots.
    pub misfire: Option<Misfire>,
    /// Slots made up for at once at the most.
    pub max_catch_up: Option<i32>,
    /// Slots missed by more are not made up for, in seconds.
    pub catch_up_window_sec: Option<i64>,
    /// What becomes of a slot while an earlier run goes on.
    pub overlap: Option<Overlap>,
    /// Which conversation its runs work in.
    pub session: Option<SessionPolicy>,
    /// How long a run may take, in seconds; 0 = as configured.
    pub timeout_sec: Option<i64>,
    /// Model asked for; empty = the configured one.
    pub model: Option<String>,
    /// Whether interrupted runs may be repeated.
    pub idempotent: Option<bool>,
    /// After which an uneventful thread is deleted, in seconds; 0 keeps it.
    pub auto_delete_sec: Option<i64>,
}

/// A task somebody wants.
#[derive(Clone, Debug)]
pub struct ScheduleTask {
    /// Where it works.
    pub channel_id: ChannelId,
    /// How `schedule` is read.
    pub kind: ScheduleType,
    /// When it is due.
    pub schedule: String,
    /// IANA name; the configured zone if left out.
    pub timezone: Option<String>,
    /// What the agent is told.
    pub prompt: String,
    /// The template it is made from.
    pub template_name: Option<String>,
    /// The rest.
    pub options: TaskOptions,
    /// Who makes it.
    pub caller: Caller,
    /// The client's key for the request.
    pub key: Option<RequestKey>,
}

/// A change somebody wants; `None` leaves things as they are.
#[derive(Clone, Debug, Default)]
pub struct EditTask {
    /// How the schedule is read.
    pub kind: Option<ScheduleType>,
    /// When it is due.
    pub schedule: Option<String>,
    /// IANA name.
    pub timezone: Option<String>,
    /// What the agent is told.
    pub prompt: Option<String>,
    /// On or off.
    pub enabled: Option<bool>,
    /// The rest.
    pub options: TaskOptions,
}

/// What a schedule comes to.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The schedule.
    pub schedule: Schedule,
    /// The zone it is read in.
    pub zone: Zone,
    /// The next fire times.
    pub times: Vec<Millis>,
}

impl Engine {
    /// Makes a task. The flag tells whether it is new: the same key, or the same template in the same channel,
    /// gives the one that is there.
    pub async fn schedule_task(&self, request: ScheduleTask) -> Result<(Task, bool)> {
        if let Some(key) = &request.key
            && let Some(task) = self.store.task_of_key(key).await?
        {
            // What was fine then may be past now.
            return Ok((task, false));
        }
        self.active_channel(&request.channel_id).await?;
        let zone = self.zone(request.timezone.as_deref())?;
        let schedule = self.read_schedule(request.kind, &request.schedule, &zone)?;
        let options = checked(request.options)?;
        let by_agent = self.behind_new_task(&request.caller).await?;
        let (_, created_by) = self.author(&request.caller).await?;
        let now = self.now();
        let new = NewTask {
            channel_id: request.channel_id,
            kind: request.kind,
            schedule: schedule.canonical(),
            timezone: zone.name().to_owned(),
            prompt: clean_text("prompt", &request.prompt)?,
            template_name: request.template_name,
            next_run_at: schedule.next_after(now, &zone, now),
            auto_delete_sec: options.auto_delete_sec.unwrap_or(0),
            misfire: options.misfire.unwrap_or(Misfire::RunLatest),
            max_catch_up: options.max_catch_up.unwrap_or(MAX_CATCH_UP),
            catch_up_window_sec: options.catch_up_window_sec.unwrap_or(CATCH_UP_WINDOW_SEC),
            overlap: options.overlap.unwrap_or(Overlap::Skip),
            session: options.session.unwrap_or(SessionPolicy::Own),
            timeout_sec: options.timeout_sec.filter(|sec| *sec > 0),
            model: options.model.filter(|model| !model.is_empty()),
            idempotent: options.idempotent.unwrap_or(false),
            created_by,
            by_agent,
        };
        self.check_room()?;
        let (task, is_new) = self.store.add_task(new, request.key, MOST_TASKS, now).await?;
        self.live.tasks.notify_one();
        Ok((task, is_new))
    }

    /// Changes a task, at once also while it runs; what is not named stays as it is.
    pub async fn edit_task(&self, id: TaskId, edit: EditTask, caller: &Caller) -> Result<Task> {
        /// Changes that somebody else makes at the same time are waited out so often.
        const TRIES: usize = 8;
        let moves_slots = edit.schedule.is_some()
            || edit.kind.is_some()
            || edit.timezone.is_some()
            || edit.enabled.is_some();
        // What it does or when, which switching it off does not say.
        let decides = edit.prompt.is_some() || (moves_slots && edit.enabled != Some(false));
        for _ in 0..TRIES {
            let mut task = self.known_task(id).await?;
            // A slot that has come is not dropped silently because another time is set in the same moment.
            if moves_slots && task.next_run_at.is_some_and(|next| next <= self.now()) {
                match self.schedule_tick().await {
                    // Whatever is wrong with the schedule must not keep a task from being switched off.
                    Err(error) if edit.enabled == Some(false) => {
                        tracing::warn!(
                            error = &error as &dyn std::error::Error,
                            "failed to fire what is due"
                        );
                    }
                    ticked => drop(ticked?),
                }
                task = self.known_task(id).await?;
            }
            // One look at the clock: intervals are counted from the moment that the next time was made of.
            let now = self.now();
            let mut changes = self.changes(&task, edit.clone(), now).await?;
            if decides {
                changes.by_agent = self.behind_edited_task(caller, &task).await?;
            }
            if let Some(edited) = self.store.edit_task(&task, changes, now).await? {
                self.live.tasks.notify_one();
                return Ok(edited);
            }
        }
        Err(Error::Conflict(format!("task {id} is being changed by somebody else; try again")))
    }

    async fn changes(&self, task: &Task, edit: EditTask, now: Millis) -> Result<TaskChanges> {
        let options = checked(edit.options)?;
        let is_done = task.disabled_reason.as_deref() == Some(DONE);
        let is_rescheduled = edit.schedule.is_some() || edit.kind.is_some() || edit.timezone.is_some();
        // Another time is meant to be kept, also when the last one has passed.
        let enabled = edit.enabled.or_else(|| (is_rescheduled && is_done).then_some(true));
        let mut changes = TaskChanges {
            prompt: edit.prompt.map(|prompt| clean_text("prompt", &prompt)).transpose()?,
            enabled,
            auto_delete_sec: options.auto_delete_sec,
            misfire: options.misfire,
            max_catch_up: options.max_catch_up,
            catch_up_window_sec: options.catch_up_window_sec,
            overlap: options.overlap,
            session: options.session,
            timeout_sec: options.timeout_sec.map(|sec| Some(sec).filter(|sec| *sec > 0)),
            model: options.model.map(|model| Some(model).filter(|model| !model.is_empty())),
            idempotent: options.idempotent,
            ..TaskChanges::default()
        };
        if !is_rescheduled && enabled.is_none() {
            return Ok(changes);
        }
        let zone = self.zone(Some(edit.timezone.as_deref().unwrap_or(&task.timezone)))?;
        let kind = edit.kind.unwrap_or(task.kind);
        if kind != task.kind && edit.schedule.is_none() {
            let text =
                format!("write the schedule too: \"{}\" is not a schedule of that type", task.schedule);
            return Err(Error::invalid("type", text));
        }
        let mut anchor = task.anchor_at;
        let schedule = if is_rescheduled {
            let text = edit.schedule.as_deref().unwrap_or(&task.schedule);
            let schedule = self.read_schedule(kind, text, &zone)?;
            changes.schedule = Some((kind, schedule.canonical(), zone.name().to_owned()));
            anchor = now;
            schedule
        } else {
            Schedule::stored(kind, &task.schedule, &zone).map_err(refused)?
        };
        let next = schedule.next_after(now, &zone, anchor);
        if enabled == Some(true) && next.is_none() {
            return Err(Error::invalid(
                "enabled",
                "its time has passed; set another schedule in the same request",
            ));
        }
        let channel = self.store.find_channel(&task.channel_id).await?;
        let is_on = enabled.unwrap_or(task.enabled) && channel.is_some_and(|channel| channel.active);
        changes.next_run_at = Some(next.filter(|_| is_on));
        Ok(changes)
    }

    /// Ends a task for good. A run of it that works goes on; those that wait are cancelled.
    pub async fn cancel_task(&self, id: TaskId) -> Result<()> {
        let ended = self.store.cancel_task(id, self.now()).await?.ok_or_else(|| unknown(id))?;
        for run in ended {
            self.live.changed(run.id);
        }
        self.live.tasks.notify_one();
        self.live.deliveries.ring();
        Ok(())
    }

    /// Runs a task once, now, also when it is disabled. Its slots stay as they are.
    pub async fn run_task(
        &self,
        id: TaskId,
        caller: &Caller,
        key: Option<RequestKey>,
    ) -> Result<(Run, bool)> {
        if let Some(key) = &key
            && let Some(run) = self.store.run_of_key(key).await?
        {
            return Ok((run, false));
        }
        let task = self.known_task(id).await?;
        self.active_channel(&task.channel_id).await?;
        self.check_room()?;
        let _turn = self.live.delegating.lock().await;
        let by_agent = self.behind_task_run(caller, &task).await?;
        let (author_id, author_name) = self.author(caller).await?;
        let kind = if by_agent.is_some() { CauseKind::Delegation } else { CauseKind::Api };
        let now = self.now();
        let new = NewRun {
            cause: Cause { kind, key: uuid::Uuid::now_v7().to_string() },
            channel_id: task.channel_id,
            author_id,
            author_name,
            prompt: task.prompt,
            model: task.model,
            key,
            task: Some(ForTask {
                id,
                slot_at: now,
                timeout_sec: task.timeout_sec,
                session: task.session,
                retries: 0,
            }),
            by_agent,
            said: None,
            files: Vec::new(),
        };
        self.accept(new).await
    }

    /// The next fire times of a schedule, or why it is none.
    pub fn preview_schedule(
        &self,
        (kind, text): (ScheduleType, &str),
        timezone: Option<&str>,
        after: Option<Millis>,
        count: usize,
    ) -> Result<Preview> {
        let zone = self.zone(timezone)?;
        let after = after.unwrap_or_else(|| self.now());
        let schedule = self.read_schedule_at(kind, text, &zone, after)?;
        let times = next_times(&schedule, &zone, (after, after), count.min(MOST_PREVIEWED));
        Ok(Preview { schedule, zone, times })
    }

    /// The next fire times of a task: none while it is disabled or paused.
    pub fn next_times(&self, task: &Task) -> Vec<Millis> {
        let Some(next) = task.next_run_at else { return Vec::new() };
        let Ok((schedule, zone)) = schedule_of(task) else { return vec![next] };
        let rest = next_times(&schedule, &zone, (next, task.anchor_at), NEXT_TIMES - 1);
        [next].into_iter().chain(rest).collect()
    }

    /// The task of that number.
    pub async fn known_task(&self, id: TaskId) -> Result<Task> {
        self.store.find_task(id).await?.ok_or_else(|| unknown(id))
    }

    pub(super) fn zone(&self, name: Option<&str>) -> Result<Zone> {
        let configured = self.config.scheduling.timezone.iana_name().unwrap_or("UTC");
        Zone::parse(name.filter(|name| !name.is_empty()).unwrap_or(configured)).map_err(refused)
    }

    pub(super) fn read_schedule(&self, kind: ScheduleType, text: &str, zone: &Zone) -> Result<Schedule> {
        self.read_schedule_at(kind, text, zone, self.now())
    }

    fn read_schedule_at(&self, kind: ScheduleType, text: &str, zone: &Zone, now: Millis) -> Result<Schedule> {
        let least = self.config.scheduling.min_interval.as_millis();
        let min_interval_ms = i64::try_from(least).unwrap_or(i64::MAX);
        Schedule::parse(kind, text, &Reading { zone, now, min_interval_ms }).map_err(refused)
    }
}

/// A task's schedule and zone, as they are stored.
pub fn schedule_of(task: &Task) -> std::result::Result<(Schedule, Zone), ScheduleError> {
    let zone = Zone::parse(&task.timezone)?;
    Ok((Schedule::stored(task.kind, &task.schedule, &zone)?, zone))
}

fn next_times(
    schedule: &Schedule,
    zone: &Zone,
    (after, anchor): (Millis, Millis),
    count: usize,
) -> Vec<Millis> {
    let next = |at: &Millis| schedule.next_after(*at, zone, anchor);
    std::iter::successors(next(&after), next).take(count).collect()
}

#[expect(clippy::needless_pass_by_value, reason = "this is the shape that map_err calls")]
fn refused(error: ScheduleError) -> Error {
    Error::invalid(error.field, error.to_string())
}

fn unknown(id: TaskId) -> Error {
    Error::NotFound(format!("there is no task {id}"))
}

/// Options within their bounds.
fn checked(options: TaskOptions) -> Result<TaskOptions> {
    within("timeout_sec", options.timeout_sec, 0, LONGEST_TIMEOUT_SEC)?;
    within("auto_delete_sec", options.auto_delete_sec, 0, LONGEST_SEC)?;
    within("catch_up_window_sec", options.catch_up_window_sec, 0, LONGEST_SEC)?;
    within("max_catch_up", options.max_catch_up.map(i64::from), 1, i64::from(MOST_CATCH_UP))?;
    options.model.as_deref().filter(|model| !model.is_empty()).map_or(Ok(()), check_model)?;
    Ok(options)
}

fn within(field: &'static str, value: Option<i64>, least: i64, most: i64) -> Result<()> {
    match value {
        Some(value) if !(least..=most).contains(&value) => {
            Err(Error::invalid(field, format!("{value} is not between {least} and {most}")))
        }
        _ => Ok(()),
    }
}
