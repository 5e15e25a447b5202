//! The REST API: the one list of routes, their wire types, and how a request gets in.
//!
//! The only place that knows HTTP. It must not decide anything: writes go to the engine, reads to the store.

mod auth;
mod authority;
mod channels;
pub mod doors;
mod error;
mod events;
mod extract;
mod grants;
mod guesses;
mod idempotency;
pub mod listen;
mod memory;
mod messages;
mod meta;
mod metrics;
pub mod model_proxy;
mod openapi;
mod origin;
mod paging;
mod principal;
mod probes;
mod projects;
mod readme;
mod runs;
mod schedules;
mod slots;
mod socket;
mod status;
mod stream;
mod task_bodies;
mod tasks;
mod templates;
mod threads;
mod tokens;
mod trouble;
mod wire;

use std::fmt;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state, map_response};
use axum::response::Response;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, RequestId, SetRequestIdLayer};
use tower_http::sensitive_headers::SetSensitiveRequestHeadersLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use auth::{OperatorToken, Way};
pub use openapi::document;

use crate::engine::Engine;
use crate::model::Millis;

/// Bytes of a request's body at the most.
const MAX_BODY_BYTES: usize = 1024 * 1024;
/// How long a request may take until its answer begins; streams begin at once.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// The header that names a request in the log and in its answer.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What the API works with.
pub struct Api {
    /// Decides and writes.
    pub engine: Engine,
    /// What a caller on TCP must know.
    pub token: OperatorToken,
    /// When the daemon started.
    pub started_at: Millis,
    /// True while the daemon's loops run: what `/readyz` tells.
    pub ready: Arc<AtomicBool>,
    guesses: Mutex<guesses::Guesses>,
    rules: authority::Rules,
}

impl Api {
    /// The API of one daemon. `ready` is set by the daemon once its loops run.
    pub fn new(engine: Engine, token: OperatorToken, ready: Arc<AtomicBool>) -> Self {
        let started_at = engine.clock.now();
        let (_, document) = documented().split_for_parts();
        let rules = authority::Rules::of(&document);
        Self { engine, token, started_at, ready, guesses: Mutex::default(), rules }
    }
}

impl fmt::Debug for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Api").field("engine", &self.engine).finish_non_exhaustive()
    }
}

/// The routes, each with its documentation.
fn documented() -> OpenApiRouter<Arc<Api>> {
    OpenApiRouter::with_openapi(openapi::frame())
        .routes(routes!(channels::search_channels, channels::ensure_channel))
        .routes(routes!(channels::create_channel))
        .routes(routes!(channels::show_channel, channels::edit_channel))
        .routes(routes!(channels::reset_session))
        .routes(routes!(messages::list_messages, messages::send_message))
        .routes(routes!(grants::list_grants, grants::grant_role))
        .routes(routes!(grants::revoke_role))
        .routes(routes!(threads::create_thread))
        .routes(routes!(threads::delete_thread))
        .routes(routes!(memory::search_memory))
        .routes(routes!(memory::index_memory))
        .routes(routes!(memory::memory_status))
        .routes(routes!(tokens::list_tokens, tokens::create_token))
        .routes(routes!(tokens::revoke_token))
        .routes(routes!(runs::list_runs, runs::start_run))
        .routes(routes!(runs::show_run))
        .routes(routes!(runs::stop_run))
        .routes(routes!(stream::stream_run))
        .routes(routes!(projects::list_projects))
        .routes(routes!(projects::show_project))
        .routes(routes!(projects::trust_project))
        .routes(routes!(projects::untrust_project))
        .routes(routes!(templates::list_templates))
        .routes(routes!(templates::add_template))
        .routes(routes!(tasks::list_tasks, tasks::schedule_task))
        .routes(routes!(tasks::show_task, tasks::edit_task, tasks::cancel_task))
        .routes(routes!(tasks::run_task))
        .routes(routes!(slots::list_slots))
        .routes(routes!(schedules::preview_schedule))
        .routes(routes!(status::show_status))
        .routes(routes!(readme::get_readme))
        .routes(routes!(meta::get_openapi))
        .routes(routes!(probes::get_health))
        .routes(routes!(probes::get_readiness))
        .routes(routes!(metrics::get_metrics))
}

/// The API as it is served, to every kind of caller: each request needs a [`Way`] among its extensions.
pub fn router(api: Arc<Api>) -> Router {
    let (routes, _) = documented().split_for_parts();
    // Layers from the innermost to the outermost.
    routes
        .merge(meta::docs())
        .fallback(async || error::Problem::no_route())
        .layer(from_fn_with_state(Arc::clone(&api), auth::gate))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, ANSWER_WITHIN))
        .layer(CatchPanicLayer::custom(error::from_panic))
        .layer(from_fn(error::as_problems))
        .layer(map_response(harden))
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(TraceLayer::new_for_http().make_span_with(span).on_failure(()))
        .layer(SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid))
        .layer(SetSensitiveRequestHeadersLayer::new([header::AUTHORIZATION]))
        .with_state(api)
}

/// What a request is called in the log: no values of its path or query.
fn span(request: &Request) -> tracing::Span {
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str);
    let id = request.extensions().get::<RequestId>().and_then(|id| id.header_value().to_str().ok());
    tracing::info_span!("request", method = %request.method(), route, id)
}

/// Headers that keep a browser from making more of an answer than it is.
async fn harden(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
