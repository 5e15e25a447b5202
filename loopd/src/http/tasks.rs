//! Tasks: what they look like to callers, and how they are made, changed, run and cancelled.

#![expect(unused_qualifications, reason = "utoipa writes them for query and header parameters")]

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::error::{Problem, Problems};
use super::extract::{Json, JsonIfAny, NumberInPath, Query};
use super::idempotency::{self, KeyHeaders};
use super::principal::Principal;
use super::runs::{self, Run};
use super::task_bodies::{EditTask, RunTask, ScheduleTask};
use super::wire::{Misfire, Overlap, RunStatus, ScheduleType, SessionPolicy, TaskState, time};
use super::{Api, paging};
use crate::engine::Engine;
use crate::engine::tasks::schedule_of;
use crate::model::schedule::local_time;
use crate::model::{self, TaskId, Zone};
use crate::store::PageQuery;

const LIST: &str = "tasks";

/// Work that comes back by itself.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Task {
    /// Its number.
    #[schema(example = 3)]
    id: i64,
    /// The channel it works in.
    #[schema(example = "cq7k2m9x4hwp3")]
    channel_id: String,
    /// How `schedule` is written.
    #[serde(rename = "type")]
    kind: ScheduleType,
    /// When it is due.
    #[schema(example = "0 9 * * 1-5")]
    schedule: String,
    /// IANA name of the zone in which `schedule` is read.
    #[schema(example = "Europe/Berlin")]
    timezone: String,
    /// What `schedule` means, an English sentence.
    #[schema(example = "At 09:00 on Monday through Friday, Europe/Berlin time.")]
    description: String,
    /// What the agent is told.
    #[schema(example = "Which tests failed last night?")]
    prompt: String,
    /// False: it fires nothing until somebody enables it.
    enabled: bool,
    /// Whether it will run again by itself.
    state: TaskState,
    /// Why it was disabled, unless a person did it.
    disabled_reason: Option<String>,
    /// When it is due next, RFC 3339 in the task's zone; null when it is not.
    #[schema(example = "2030-01-31T09:00:00+01:00")]
    next_run_at: Option<String>,
    /// The next five times, in the task's zone. Lists leave this empty.
    next_times: Vec<String>,
    /// The template that it was made from.
    template_name: Option<String>,
    /// After how many seconds the thread of a run with nothing to report is deleted; 0 keeps it.
    auto_delete_sec: i64,
    /// What becomes of times that passed while loopd was not there.
    misfire: Misfire,
    /// Times made up for at once at the most, under `run_all`.
    max_catch_up: i32,
    /// Times missed by more seconds than this are not made up for.
    catch_up_window_sec: i64,
    /// What becomes of a time that comes while an earlier run waits or works.
    overlap: Overlap,
    /// Which conversation its runs work in.
    session: SessionPolicy,
    /// How long a run may take, in seconds; null = as configured.
    timeout_sec: Option<i64>,
    /// The model asked for; null = the configured one.
    model: Option<String>,
    /// True: a run that was interrupted is run again by itself, a few times.
    idempotent: bool,
    /// Who made it.
    #[schema(example = "ann")]
    created_by: String,
    /// The run whose agent made it, or last decided what it does; null = a person did.
    made_by_run_id: Option<i64>,
    /// How many agents stand between its runs and a person; with more than 3 no agent can make one.
    depth: i32,
    /// Failed runs in a row; after five it is disabled.
    failures: i32,
    /// Its latest run.
    last_run: Option<LastRun>,
    /// When it was made.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it was last changed.
    #[schema(format = DateTime)]
    updated_at: String,
}

/// The latest run of a task; `show_run` tells more.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct LastRun {
    /// Its number.
    #[schema(example = 42)]
    id: i64,
    /// How far it got.
    status: RunStatus,
    /// When it was accepted.
    #[schema(format = DateTime)]
    queued_at: String,
    /// When its outcome was recorded.
    #[schema(format = DateTime)]
    finished_at: Option<String>,
}

impl From<model::Run> for LastRun {
    fn from(run: model::Run) -> Self {
        Self {
            id: run.id.0,
            status: run.status.into(),
            queued_at: time(run.queued_at),
            finished_at: run.finished_at.map(time),
        }
    }
}

impl Task {
    /// The task as callers see it, without what is looked up.
    fn plain(task: model::Task) -> Self {
        let (description, zone) = match schedule_of(&task) {
            Ok((schedule, zone)) => (schedule.describe(&zone), Some(zone)),
            Err(error) => (format!("It cannot be read: {error}."), None),
        };
        Self {
            id: task.id.0,
            state: task.state().into(),
            channel_id: task.channel_id.0,
            kind: task.kind.into(),
            schedule: task.schedule,
            timezone: task.timezone,
            description,
            prompt: task.prompt,
            enabled: task.enabled,
            disabled_reason: task.disabled_reason,
            next_run_at: task.next_run_at.map(|at| time_in(zone.as_ref(), at)),
            next_times: Vec::new(),
            template_name: task.template_name,
            auto_delete_sec: task.auto_delete_sec,
            misfire: task.misfire.into(),
            max_catch_up: task.max_catch_up,
            catch_up_window_sec: task.catch_up_window_sec,
            overlap: task.overlap.into(),
            session: task.session.into(),
            timeout_sec: task.timeout_sec,
            model: task.model,
            idempotent: task.idempotent,
            created_by: task.created_by,
            made_by_run_id: task.made_by_run_id.map(|id| id.0),
            depth: task.depth,
            failures: task.failures,
            last_run: None,
            created_at: time(task.created_at),
            updated_at: time(task.updated_at),
        }
    }

    /// One task with everything about it.
    async fn whole(engine: &Engine, task: model::Task) -> Result<Self, Problem> {
        let last_run = engine.store.last_runs(&[task.id]).await?.pop();
        let zone = Zone::parse(&task.timezone).ok();
        let next_times = engine.next_times(&task).into_iter().map(|at| time_in(zone.as_ref(), at));
        let next_times = next_times.collect();
        Ok(Self { next_times, last_run: last_run.map(LastRun::from), ..Self::plain(task) })
    }
}

/// A time in a task's zone; in UTC if nobody knows that zone any more.
pub(super) fn time_in(zone: Option<&Zone>, at: model::Millis) -> String {
    zone.map_or_else(|| time(at), |zone| local_time(at, zone))
}

/// A part of the list of tasks.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TaskPage {
    /// The tasks, by number.
    items: Vec<Task>,
    /// Where the next part begins; null at the end.
    next: Option<String>,
}

/// Which tasks are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct TaskQuery {
    /// Only of this channel.
    #[param(example = "cq7k2m9x4hwp3")]
    channel_id: Option<String>,
    /// Tasks per page.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u32>,
    /// The `next` of the page before.
    cursor: Option<String>,
}

/// Schedule a task
///
/// Has an agent do something at a time, or again and again. Answers the task with its next five times, so that a
/// mistake in the schedule shows at once. At each time a run is started in the channel; it answers in a thread of its
/// own where the channel can have threads. A channel has at most 100 tasks.
#[utoipa::path(
    post, path = "/api/tasks", tag = "tasks", params(KeyHeaders), request_body = ScheduleTask,
    responses(
        (status = 201, description = "The task", body = Task, headers(
            ("Location" = String, description = "The task's address"),
            ("Idempotent-Replay" = bool, description = "`true` if the key was used before and this is that task"),
        )),
        Problems,
    ),
)]
pub(super) async fn schedule_task(
    State(api): State<Arc<Api>>,
    principal: Principal,
    headers: HeaderMap,
    Json(body): Json<ScheduleTask>,
) -> Result<(StatusCode, HeaderMap, axum::Json<Task>), Problem> {
    let key = idempotency::request_key((&headers, &principal), "schedule_task", &body)?;
    let request = body.request(&principal, key)?;
    let (task, is_new) = api.engine.schedule_task(request).await?;
    let mut answer = HeaderMap::new();
    if let Ok(location) = HeaderValue::try_from(format!("/api/tasks/{}", task.id)) {
        answer.insert(header::LOCATION, location);
    }
    idempotency::mark_replay(&mut answer, is_new);
    Ok((StatusCode::CREATED, answer, axum::Json(Task::whole(&api.engine, task).await?)))
}

/// List tasks
///
/// Lists tasks by number, of all channels or of one, each with its next time and its latest run.
#[utoipa::path(
    get, path = "/api/tasks", tag = "tasks", params(TaskQuery),
    responses((status = 200, description = "A page of tasks, by number", body = TaskPage), Problems),
)]
pub(super) async fn list_tasks(
    State(api): State<Arc<Api>>,
    principal: Principal,
    Query(query): Query<TaskQuery>,
) -> Result<axum::Json<TaskPage>, Problem> {
    let page = PageQuery {
        limit: paging::limit(query.limit)?,
        after: paging::decode(LIST, query.cursor.as_deref())?,
    };
    let store = &api.engine.store;
    let channel = principal.own_channel(query.channel_id.as_deref())?;
    if let Some(channel) = &channel {
        principal.channel(&api, channel).await?;
    }
    let page = store.list_tasks(channel, page).await?;
    let ids: Vec<TaskId> = page.items.iter().map(|task| task.id).collect();
    let last_runs = store.last_runs(&ids).await?.into_iter();
    let mut last_runs: HashMap<_, _> = last_runs.map(|run| (run.task_id, LastRun::from(run))).collect();
    let items = page.items.into_iter().map(|task| {
        let last_run = last_runs.remove(&Some(task.id));
        Task { last_run, ..Task::plain(task) }
    });
    let next = page.next.and_then(|place| paging::encode(LIST, &place));
    Ok(axum::Json(TaskPage { items: items.collect(), next }))
}

/// Show a task
///
/// Answers one task with its next five times and its latest run. One that was cancelled is not found.
#[utoipa::path(
    get, path = "/api/tasks/{id}", tag = "tasks",
    params(("id" = i64, Path, description = "The task's number", example = 3)),
    responses((status = 200, description = "The task", body = Task), Problems),
)]
pub(super) async fn show_task(
    State(api): State<Arc<Api>>,
    principal: Principal,
    NumberInPath(id): NumberInPath,
) -> Result<axum::Json<Task>, Problem> {
    let task = principal.task(&api, id).await?;
    Ok(axum::Json(Task::whole(&api.engine, task).await?))
}

/// Change a task
///
/// Changes the fields that are named and no others; also switches a task off and on with `enabled`. Runs that wait or
/// work go on as they are. A new schedule counts from now. Switching a task on forgets its failures.
#[utoipa::path(
    patch, path = "/api/tasks/{id}", tag = "tasks", request_body = EditTask,
    params(("id" = i64, Path, description = "The task's number", example = 3)),
    responses((status = 200, description = "The task as it is now", body = Task), Problems),
)]
pub(super) async fn edit_task(
    State(api): State<Arc<Api>>,
    principal: Principal,
    NumberInPath(id): NumberInPath,
    Json(body): Json<EditTask>,
) -> Result<axum::Json<Task>, Problem> {
    let task = principal.task(&api, id).await?;
    let task = api.engine.edit_task(task.id, body.edit()?, &principal.caller(None)?).await?;
    Ok(axum::Json(Task::whole(&api.engine, task).await?))
}

/// Cancel a task
///
/// Ends a task for good. A run of it that works goes on (`stop_run` stops it); those that wait are cancelled.
#[utoipa::path(
    delete, path = "/api/tasks/{id}", tag = "tasks",
    params(("id" = i64, Path, description = "The task's number", example = 3)),
    responses((status = 204, description = "It is gone"), Problems),
)]
pub(super) async fn cancel_task(
    State(api): State<Arc<Api>>,
    principal: Principal,
    NumberInPath(id): NumberInPath,
) -> Result<StatusCode, Problem> {
    let task = principal.task(&api, id).await?;
    api.engine.cancel_task(task.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Run a task now
///
/// Starts a run of the task at once, also while the task is disabled; its schedule stays as it is. Follow the run with
/// `stream_run`.
#[utoipa::path(
    post, path = "/api/tasks/{id}/run", tag = "tasks", request_body = RunTask,
    params(("id" = i64, Path, description = "The task's number", example = 3), KeyHeaders),
    responses(
        (status = 202, description = "The run, accepted", body = Run, headers(
            ("Location" = String, description = "The run's address"),
            ("Idempotent-Replay" = bool, description = "`true` if the key was used before and this is that run"),
        )),
        Problems,
    ),
)]
pub(super) async fn run_task(
    State(api): State<Arc<Api>>,
    principal: Principal,
    NumberInPath(id): NumberInPath,
    headers: HeaderMap,
    JsonIfAny(body): JsonIfAny<RunTask>,
) -> Result<(StatusCode, HeaderMap, axum::Json<Run>), Problem> {
    let key = idempotency::request_key((&headers, &principal), "run_task", &(id, &body))?;
    let task = principal.task(&api, id).await?;
    let started = api.engine.run_task(task.id, &principal.caller(body.author)?, key).await?;
    runs::accepted((&api.engine.store, &principal), started).await
}
