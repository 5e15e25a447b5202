//! How the daemon is: what `status` shows. It must not wait for what does not answer.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::Api;
use super::error::{Problem, Problems};
use super::principal::Principal;
use super::wire::{Platform, time};
use crate::engine::{Engine, Health};
use crate::model;
use crate::store::DeadLetter;

/// How long anything is waited for.
const PROBE: Duration = Duration::from_secs(2);

/// How the daemon is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Status {
    /// Its version.
    #[schema(example = "0.1.0")]
    version: String,
    /// When it started.
    #[schema(format = DateTime)]
    started_at: String,
    /// Seconds since then.
    #[schema(example = 86400)]
    uptime_sec: i64,
    /// The database.
    database: DatabaseStatus,
    /// The container engine.
    engine: EngineStatus,
    /// The configured chat platforms.
    platforms: Vec<PlatformStatus>,
    /// How many runs there are.
    runs: RunCounts,
    /// How many agent containers there are.
    containers: ContainerCounts,
    /// How many replies are owed.
    deliveries: DeliveryCounts,
    /// What makes agents less contained, or less able, than they are by default; for the operator only.
    #[schema(example = json!(["unsafe: `mounts` lets every agent see credentials"]))]
    warnings: Vec<String>,
    /// Who asks: `operator`, or what the personal token is for.
    #[schema(example = "operator")]
    caller: String,
}

/// The database.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DatabaseStatus {
    /// `sqlite` or `postgres`.
    #[schema(example = "sqlite")]
    kind: String,
    /// True if it answers.
    ok: bool,
}

/// The container engine.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EngineStatus {
    /// True if it answers.
    ok: bool,
    /// Its version, or why it cannot be used.
    detail: String,
}

/// A chat platform.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PlatformStatus {
    /// Which one.
    platform: Platform,
    /// True if messages can be sent there.
    ok: bool,
    /// In words.
    detail: String,
}

/// How many runs there are.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RunCounts {
    /// Those that wait.
    queued: i64,
    /// Those at work.
    active: i64,
    /// How many may work at once.
    max: i64,
}

/// How many agent containers there are.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ContainerCounts {
    /// All of them.
    live: i64,
    /// Those that wait for the next message.
    idle: i64,
}

/// How many replies are owed to chat.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DeliveryCounts {
    /// Those that will be sent.
    pending: i64,
    /// Those given up.
    dead: i64,
    /// Where the last of these was to go and why it could not, for the operator only.
    #[schema(example = "#ops, run 12: Slack says that the channel is archived")]
    last_dead: Option<String>,
}

/// Show how the daemon is
///
/// Answers what works and what does not, and how much there is to do. It answers within seconds even while the
/// database or the container engine hang.
#[utoipa::path(
    get, path = "/api/status", tag = "daemon",
    responses((status = 200, description = "How the daemon is", body = Status), Problems),
)]
pub(super) async fn show_status(
    State(api): State<Arc<Api>>,
    principal: Principal,
) -> Result<axum::Json<Status>, Problem> {
    let engine = &api.engine;
    let (counts, last_dead, version) = tokio::join!(
        tokio::time::timeout(PROBE, engine.store.counts()),
        tokio::time::timeout(PROBE, engine.store.last_dead()),
        tokio::time::timeout(PROBE, engine.runner.version()),
    );
    let counts = counts.ok().and_then(Result::ok);
    let last_dead = last_dead.ok().and_then(Result::ok).flatten().map(|dead| given_up(&dead));
    let database = DatabaseStatus { kind: engine.store.kind().to_owned(), ok: counts.is_some() };
    let counts = counts.unwrap_or_default();
    let engine_status = match version {
        Ok(Ok(version)) => EngineStatus { ok: true, detail: version },
        Ok(Err(error)) => EngineStatus { ok: false, detail: error.to_string() },
        Err(_) => {
            let detail = format!("the container engine did not answer within {} s", PROBE.as_secs());
            EngineStatus { ok: false, detail }
        }
    };
    let max = i64::try_from(engine.config.scheduling.max_concurrent_runs).unwrap_or(i64::MAX);
    Ok(axum::Json(Status {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        started_at: time(api.started_at),
        uptime_sec: uptime_sec(&api),
        database,
        engine: engine_status,
        platforms: engine.connections().into_iter().map(PlatformStatus::from).collect(),
        runs: RunCounts { queued: counts.queued, active: counts.active, max },
        containers: ContainerCounts { live: counts.containers, idle: counts.containers_idle },
        deliveries: DeliveryCounts {
            pending: counts.deliveries_pending,
            dead: counts.deliveries_dead,
            last_dead: if principal == Principal::Operator { last_dead } else { None },
        },
        warnings: if principal == Principal::Operator { warnings(engine) } else { Vec::new() },
        caller: match principal {
            Principal::Operator => "operator".to_owned(),
            Principal::Token { name, .. } => name,
            Principal::Agent(agent) => agent.channel.0,
        },
    }))
}

/// What the operator should know of how agents are run.
fn warnings(engine: &Engine) -> Vec<String> {
    let mut warnings = engine.dangers();
    warnings.extend(engine.bridge.as_ref().err().cloned());
    warnings
}

/// Seconds since the daemon started.
pub(super) fn uptime_sec(api: &Api) -> i64 {
    (api.engine.clock.now() - api.started_at).max(0) / 1000
}

/// A reply that was given up, in words.
fn given_up(dead: &DeadLetter) -> String {
    let run = dead.run_id.map(|run| format!(", run {run}")).unwrap_or_default();
    format!("#{}{run}: {}", dead.channel, dead.reason)
}

impl From<(model::Platform, Health)> for PlatformStatus {
    fn from((platform, health): (model::Platform, Health)) -> Self {
        Self { platform: platform.into(), ok: health.is_ok, detail: health.detail }
    }
}
