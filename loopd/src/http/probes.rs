//! Probes for whoever supervises the daemon: is it alive, can it work.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::Api;
use super::error::{Problem, Problems};
use super::wire::Platform;

/// How long the database is waited for.
const PROBE: Duration = Duration::from_secs(2);
/// When a supervisor should ask again.
const RETRY_AFTER_SEC: u32 = 5;

/// A good answer to a probe.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Probe {
    /// Always true.
    ok: bool,
}

/// Is the daemon alive?
///
/// Answers as long as the process answers requests. It needs no token.
#[utoipa::path(
    get, path = "/healthz", tag = "daemon", security(()),
    responses((status = 200, description = "It is alive", body = Probe), Problems),
)]
pub(super) async fn get_health() -> axum::Json<Probe> {
    axum::Json(Probe { ok: true })
}

/// Whether a chat platform is connected.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Connection {
    /// Which one.
    platform: Platform,
    /// True while events come in; `status` says why they do not.
    ok: bool,
}

/// A good answer to whether the daemon can work.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Readiness {
    /// Always true.
    ok: bool,
    /// The chat platforms. One that is away is no reason to start the daemon again: it comes back by itself.
    platforms: Vec<Connection>,
}

/// Can the daemon work?
///
/// Answers well when the database answers and the daemon takes up runs; a problem with status 503 otherwise. Which chat
/// platforms are connected is told beside it. It needs no token.
#[utoipa::path(
    get, path = "/readyz", tag = "daemon", security(()),
    responses((status = 200, description = "It can work", body = Readiness), Problems),
)]
pub(super) async fn get_readiness(State(api): State<Arc<Api>>) -> Result<axum::Json<Readiness>, Problem> {
    if api.engine.stopping.is_cancelled() {
        return Err(Problem::unavailable("loopd is stopping", RETRY_AFTER_SEC));
    }
    if !api.ready.load(Ordering::Acquire) {
        return Err(Problem::unavailable("loopd is starting", RETRY_AFTER_SEC));
    }
    match tokio::time::timeout(PROBE, api.engine.store.ping()).await {
        Ok(Ok(())) => {
            let platforms = api.engine.connections().into_iter();
            let platforms = platforms
                .map(|(platform, health)| Connection { platform: platform.into(), ok: health.is_ok });
            Ok(axum::Json(Readiness { ok: true, platforms: platforms.collect() }))
        }
        Ok(Err(_)) | Err(_) => Err(Problem::unavailable("the database does not answer", RETRY_AFTER_SEC)),
    }
}
