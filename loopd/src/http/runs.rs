//! Runs: what they look like to callers, and how they are started, listed and stopped.

#![expect(unused_qualifications, reason = "utoipa writes them for query and header parameters")]

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::error::{Problem, Problems};
use super::extract::{Json, NumberInPath, Query, channel_id};
use super::idempotency::{self, KeyHeaders};
use super::messages::Author;
use super::principal::Principal;
use super::wire::{CauseKind, FailureCode, RunStatus, time};
use super::{Api, paging};
use crate::engine;
use crate::model;
use crate::store::{PageQuery, RunFilter, Store};

const LIST: &str = "runs";

/// One execution of an agent.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Run {
    /// Its number.
    #[schema(example = 42)]
    id: i64,
    /// The channel it works in.
    #[schema(example = "cq7k2m9x4hwp3")]
    channel_id: String,
    /// How far it got.
    status: RunStatus,
    /// Why it exists.
    cause: Cause,
    /// Who caused it.
    author: Author,
    /// What was asked.
    #[schema(example = "Why is the build slow?")]
    prompt: String,
    /// The model asked for; null = the configured one.
    model: Option<String>,
    /// Why it did not succeed, for programs.
    failure: Option<FailureCode>,
    /// Why it did not succeed, for people.
    error: Option<String>,
    /// The agent's answer, Markdown.
    answer: Option<String>,
    /// Something to know besides the answer.
    notice: Option<String>,
    /// When it was accepted.
    #[schema(format = DateTime)]
    queued_at: String,
    /// When it was first taken up.
    #[schema(format = DateTime)]
    started_at: Option<String>,
    /// When its outcome was recorded.
    #[schema(format = DateTime)]
    finished_at: Option<String>,
    /// When somebody asked to stop it.
    #[schema(format = DateTime)]
    stop_requested_at: Option<String>,
    /// Container starts so far.
    attempts: i32,
    /// How many runs of the channel come before it; null once it is not queued any more.
    ahead: Option<i64>,
    /// What it used of the model; all zero until it ends.
    usage: Usage,
    /// The task that it works for.
    task_id: Option<i64>,
    /// The task's nominal time that it stands for; for one that somebody asked for, when it was asked.
    #[schema(format = DateTime)]
    slot_at: Option<String>,
    /// The thread in which it answers, once that is open.
    thread_id: Option<String>,
    /// The run whose agent caused it, or made the task that did.
    parent_run_id: Option<i64>,
    /// How many agents stand between it and a person: 0 when a person caused it.
    depth: i32,
    /// The runs that led to it, the one that a person caused last; an agent sees those of its channel. Lists leave this
    /// empty.
    causes: Vec<CausingRun>,
}

/// A run that led to another.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CausingRun {
    /// Its number.
    #[schema(example = 41)]
    run_id: i64,
    /// The channel it worked in.
    #[schema(example = "cq7k2m9x4hwp3")]
    channel_id: String,
    /// Who caused it.
    author: Author,
}

/// Why a run exists.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Cause {
    /// What kind of thing caused it.
    kind: CauseKind,
    /// Which one, unique within its kind.
    key: String,
}

/// What a run used of the model.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Usage {
    /// Tokens read by the model, cache aside.
    input_tokens: i64,
    /// Tokens written by the model.
    output_tokens: i64,
    /// Tokens read from the prompt cache.
    cache_read_tokens: i64,
    /// Tokens written to the prompt cache.
    cache_write_tokens: i64,
    /// The agent's own estimate, US dollars.
    cost_usd: f64,
    /// Model turns taken.
    turns: i32,
}

impl From<model::Usage> for Usage {
    #[expect(clippy::cast_precision_loss, reason = "a cost far below 2^53 millionths of a dollar")]
    fn from(usage: model::Usage) -> Self {
        Self {
            input_tokens: usage.input_tokens,
            output_tokens: usage.output_tokens,
            cache_read_tokens: usage.cache_read_tokens,
            cache_write_tokens: usage.cache_write_tokens,
            cost_usd: usage.cost_micro_usd as f64 / 1e6,
            turns: usage.turns,
        }
    }
}

impl Run {
    /// The run as callers see it; its place in the queue is looked up.
    async fn of(store: &Store, run: model::Run) -> Result<Self, Problem> {
        let ahead = match run.status {
            model::RunStatus::Queued => {
                Some(i64::try_from(store.runs_ahead(&run).await?).unwrap_or(i64::MAX))
            }
            _ => None,
        };
        Ok(Self {
            id: run.id.0,
            status: run.status.into(),
            usage: run.usage().into(),
            channel_id: run.channel_id.0,
            cause: Cause { kind: run.cause_kind.into(), key: run.cause_key },
            author: Author { id: run.author_id, name: run.author_name },
            prompt: run.prompt,
            model: run.model,
            failure: run.failure.map(FailureCode::from),
            error: run.error,
            answer: run.answer,
            notice: run.notice,
            queued_at: time(run.queued_at),
            started_at: run.started_at.map(time),
            finished_at: run.finished_at.map(time),
            stop_requested_at: run.stop_requested_at.map(time),
            attempts: run.attempt,
            ahead,
            task_id: run.task_id.map(|id| id.0),
            slot_at: run.slot_at.map(time),
            thread_id: run.thread_id.map(|id| id.0),
            parent_run_id: run.parent_run_id.map(|id| id.0),
            depth: run.depth,
            causes: Vec::new(),
        })
    }

    /// What somebody may see of a run that they caused where they cannot look: that it is there, and how far it got.
    fn seen_from_afar(self) -> Self {
        Self {
            failure: None,
            error: None,
            answer: None,
            notice: None,
            thread_id: None,
            usage: model::Usage::default().into(),
            ..self
        }
    }

    /// The run with the chain of causes that led to it, as far as the caller may see.
    async fn whole((store, principal): (&Store, &Principal), run: model::Run) -> Result<Self, Problem> {
        /// Longer chains are not made.
        const LONGEST: usize = 8;
        let causes = match run.parent_run_id {
            Some(_) => store.chain(run.clone(), LONGEST).await?,
            None => Vec::new(),
        };
        let causes = causes.into_iter().skip(1).filter(|run| principal.sees(&run.channel_id));
        let causes = causes.map(|run| CausingRun {
            run_id: run.id.0,
            channel_id: run.channel_id.0,
            author: Author { id: run.author_id, name: run.author_name },
        });
        let causes = causes.collect();
        let is_seen = principal.sees(&run.channel_id);
        let whole = Self { causes, ..Self::of(store, run).await? };
        Ok(if is_seen { whole } else { whole.seen_from_afar() })
    }
}

/// A part of the list of runs.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RunPage {
    /// The runs, newest first.
    items: Vec<Run>,
    /// Where the next part begins; null at the end.
    next: Option<String>,
}

/// Which runs are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct RunQuery {
    /// Only of this channel.
    #[param(example = "cq7k2m9x4hwp3")]
    channel_id: Option<String>,
    /// Only in this status.
    #[param(inline = false)]
    status: Option<RunStatus>,
    /// Runs per page.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u32>,
    /// The `next` of the page before.
    cursor: Option<String>,
}

/// Something to ask an agent.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StartRun {
    /// The channel whose agent is asked; agents have to name another than their own.
    #[schema(example = "cq7k2m9x4hwp3")]
    channel_id: String,
    /// What is asked; 512 KiB at the most.
    #[schema(example = "Why is the build slow?", min_length = 1)]
    prompt: String,
    /// The model to use instead of the configured one.
    #[schema(max_length = 100)]
    model: Option<String>,
    /// The name to show as the one who asks; `operator` if left out. Others than the operator are named by loop.
    #[schema(example = "ann", max_length = 80)]
    author: Option<String>,
}

/// Ask an agent
///
/// Accepts a run and answers at once: when this returns, the run cannot be lost. Runs of one channel work one after
/// the other, in order of arrival. Follow it with `stream_run`, or ask for it with `show_run`. An agent that asks
/// another channel's delegates, as with `send_message`; what it asks is said in that channel for people to see.
#[utoipa::path(
    post, path = "/api/runs", tag = "runs", params(KeyHeaders), request_body = StartRun,
    responses(
        (status = 202, description = "The run, accepted", body = Run, headers(
            ("Location" = String, description = "The run's address"),
            ("Idempotent-Replay" = bool, description = "`true` if the key was used before and this is that run"),
        )),
        Problems,
    ),
)]
pub(super) async fn start_run(
    State(api): State<Arc<Api>>,
    principal: Principal,
    headers: HeaderMap,
    Json(body): Json<StartRun>,
) -> Result<(StatusCode, HeaderMap, axum::Json<Run>), Problem> {
    let key = idempotency::request_key((&headers, &principal), "start_run", &body)?;
    let request = engine::StartRun {
        channel_id: channel_id("channel_id", &body.channel_id)?,
        prompt: body.prompt,
        caller: principal.caller(body.author)?,
        model: body.model,
        key,
    };
    let started = api.engine.start_run(request).await?;
    accepted((&api.engine.store, &principal), started).await
}

/// The answer to who asked for a run. The flag tells whether it is a new one.
pub(super) async fn accepted(
    (store, principal): (&Store, &Principal),
    (run, is_new): (model::Run, bool),
) -> Result<(StatusCode, HeaderMap, axum::Json<Run>), Problem> {
    let mut answer = HeaderMap::new();
    if let Ok(location) = HeaderValue::try_from(format!("/api/runs/{}", run.id)) {
        answer.insert(header::LOCATION, location);
    }
    idempotency::mark_replay(&mut answer, is_new);
    Ok((StatusCode::ACCEPTED, answer, axum::Json(Run::whole((store, principal), run).await?)))
}

/// List runs
///
/// Lists runs, newest first, of all channels or of one.
#[utoipa::path(
    get, path = "/api/runs", tag = "runs", params(RunQuery),
    responses((status = 200, description = "A page of runs, newest first", body = RunPage), Problems),
)]
pub(super) async fn list_runs(
    State(api): State<Arc<Api>>,
    principal: Principal,
    Query(query): Query<RunQuery>,
) -> Result<axum::Json<RunPage>, Problem> {
    let page = PageQuery {
        limit: paging::limit(query.limit)?,
        after: paging::decode(LIST, query.cursor.as_deref())?,
    };
    let channel_id = principal.own_channel(query.channel_id.as_deref())?;
    let filter = RunFilter { channel_id, status: query.status.map(model::RunStatus::from) };
    let store = &api.engine.store;
    let page = store.list_runs(filter, page).await?;
    let mut items = Vec::with_capacity(page.items.len());
    for run in page.items {
        items.push(Run::of(store, run).await?);
    }
    Ok(axum::Json(RunPage { items, next: page.next.and_then(|place| paging::encode(LIST, &place)) }))
}

/// Show a run
///
/// Answers one run: how far it got, and once it ended, its answer or what went wrong, and what it used.
#[utoipa::path(
    get, path = "/api/runs/{id}", tag = "runs",
    params(("id" = i64, Path, description = "The run's number", example = 42)),
    responses((status = 200, description = "The run", body = Run), Problems),
)]
pub(super) async fn show_run(
    State(api): State<Arc<Api>>,
    principal: Principal,
    NumberInPath(id): NumberInPath,
) -> Result<axum::Json<Run>, Problem> {
    let run = principal.run(&api, id).await?;
    Ok(axum::Json(Run::whole((&api.engine.store, &principal), run).await?))
}

/// Stop a run
///
/// Asks for the run's end. A run that waits ends at once; one at work ends when its agent is dead, a few seconds
/// later: follow it with `stream_run`. Stopping a run that has ended changes nothing.
#[utoipa::path(
    post, path = "/api/runs/{id}/stop", tag = "runs",
    params(("id" = i64, Path, description = "The run's number", example = 42)),
    responses((status = 202, description = "The run, which is stopping or has ended", body = Run), Problems),
)]
pub(super) async fn stop_run(
    State(api): State<Arc<Api>>,
    principal: Principal,
    NumberInPath(id): NumberInPath,
) -> Result<(StatusCode, axum::Json<Run>), Problem> {
    let run = principal.run(&api, id).await?;
    let run = api.engine.stop_run(run.id).await?;
    Ok((StatusCode::ACCEPTED, axum::Json(Run::of(&api.engine.store, run).await?)))
}
