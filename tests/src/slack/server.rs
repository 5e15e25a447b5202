//! The HTTP side: routes, arguments, tokens, ordered faults. What a method does is in `methods`.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{self, ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;

use super::fault::{self, Fault};
use super::{APP_TOKEN, BOT_TOKEN, Inner, State, control, files, link, methods};
use crate::wire::{Peer, Tap, Wires};

/// Arguments that come as JSON within a form.
const JSON_ARGS: [&str; 8] =
    ["blocks", "metadata", "files", "attachments", "chunks", "view", "prompts", "users"];

/// Serves until the stand-in is stopped.
pub(super) async fn serve(mut listener: TcpListener, wires: Wires, state: Arc<State>) {
    let stop = state.stop.clone();
    let mut away = state.away.subscribe();
    let addr = state.addr;
    let service =
        Router::new().fallback(handle).with_state(state).into_make_service_with_connect_info::<Peer>();
    let serving = async {
        loop {
            let tap = Tap { listener, wires: wires.clone() };
            tokio::select! {
                // It never fails: accepting goes on after an error.
                _ = axum::serve(tap, service.clone()).into_future() => return,
                _ = away.wait_for(|is_away| *is_away) => wires.reset(),
            }
            let _ = away.wait_for(|is_away| !is_away).await;
            match TcpListener::bind(addr).await {
                Ok(again) => listener = again,
                Err(_) => return,
            }
        }
    };
    tokio::select! {
        () = serving => {}
        () = stop.cancelled() => {}
    }
}

async fn handle(
    extract::State(state): extract::State<Arc<State>>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    request: extract::Request,
) -> Response {
    let (mut head, body) = request.into_parts();
    let path = head.uri.path().to_owned();
    if path == "/link" || path == "/link/" {
        return open_link(&state, &mut head, peer).await;
    }
    let Ok(raw) = to_bytes(body, usize::MAX).await else {
        return (StatusCode::BAD_REQUEST, "the body did not arrive").into_response();
    };
    let method = match path.split('/').nth(1) {
        Some("api") => path.trim_start_matches("/api/").trim_end_matches('/').to_owned(),
        Some("response") => "response".to_owned(),
        Some("upload") => "upload".to_owned(),
        Some("files") => "download".to_owned(),
        _ => return control::handle(&state, &head, &raw).await,
    };
    let ordered = fault::take(&mut state.lock().faults, &method);
    match ordered {
        Some(Fault::Hang) => {
            state.note(&method, Value::Null, Value::Null);
            // Until the caller gives up.
            std::future::pending::<()>().await;
        }
        Some(Fault::DropBefore) => {
            state.note(&method, Value::Null, Value::Null);
            peer.0.reset();
            std::future::pending::<()>().await;
        }
        Some(Fault::Status(status)) => {
            state.note(&method, Value::Null, json!(status));
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            return (status, "trouble").into_response();
        }
        Some(Fault::RateLimit(seconds)) => {
            state.note(&method, Value::Null, json!("ratelimited"));
            return limited(seconds);
        }
        Some(Fault::Refuse(code)) => {
            state.note(&method, Value::Null, json!(code));
            return answer(&state, &json!({ "ok": false, "error": code }));
        }
        _ => {}
    }
    let response = dispatch(&state, &method, &path, &head, &raw);
    match ordered {
        Some(Fault::DropAfter) => {
            peer.0.reset();
            std::future::pending().await
        }
        Some(Fault::Slow(time)) => {
            tokio::time::sleep(time).await;
            response
        }
        Some(Fault::Garble) => ([(header::CONTENT_TYPE, "application/json")], "{\"ok\":").into_response(),
        _ => response,
    }
}

fn dispatch(state: &Arc<State>, method: &str, path: &str, head: &Parts, raw: &Bytes) -> Response {
    match method {
        "response" => files::respond(state, path, raw),
        "upload" => files::upload(state, path, head, raw),
        "download" => files::download(state, path, head),
        _ => call(state, method, head, raw),
    }
}

/// One call of the Web API.
fn call(state: &Arc<State>, method: &str, head: &Parts, raw: &Bytes) -> Response {
    let mut args = arguments(head, raw);
    let token = bearer(head).or_else(|| args.remove("token").and_then(|token| text(&token)));
    let mut inner = state.lock();
    let told = match admitted(&mut inner, method, token.as_deref()) {
        Err(code) => Err(code),
        Ok(()) if method == "chat.postMessage" && is_too_fast(&mut inner, state, &args) => {
            drop(inner);
            state.note(method, Value::Object(args), json!("ratelimited"));
            return limited(1);
        }
        Ok(()) => methods::call(&mut inner, state, method, &args),
    };
    drop(inner);
    let told = match told {
        Ok(mut told) => {
            told["ok"] = true.into();
            told
        }
        Err(code) => json!({ "ok": false, "error": code }),
    };
    state.note(method, Value::Object(args), told.clone());
    answer(state, &told)
}

/// Whether the token is the one for this method.
fn admitted(inner: &mut Inner, method: &str, token: Option<&str>) -> Result<(), String> {
    let wants = if method == "apps.connections.open" { APP_TOKEN } else { BOT_TOKEN };
    match token {
        None => {
            inner.violation(format!("{method} without a token"));
            Err("not_authed".to_owned())
        }
        Some(token) if inner.revoked.iter().any(|revoked| revoked == token) => {
            Err("token_revoked".to_owned())
        }
        Some(token) if token == wants => Ok(()),
        Some(BOT_TOKEN | APP_TOKEN) => {
            inner.violation(format!("{method} with the wrong kind of token"));
            Err("not_allowed_token_type".to_owned())
        }
        Some(_) => Err("invalid_auth".to_owned()),
    }
}

/// Whether a channel gets more posts than it may.
fn is_too_fast(inner: &mut Inner, state: &State, args: &Map<String, Value>) -> bool {
    let (Some((burst, every)), Some(channel)) = (state.clock.posts, args.get("channel").and_then(text))
    else {
        return false;
    };
    let now = tokio::time::Instant::now();
    let (left, since) = inner.posts.entry(channel).or_insert((burst, now));
    while *left < burst && now.duration_since(*since) >= every {
        *left += 1;
        *since += every;
    }
    if *left == burst {
        *since = now;
    }
    let is_too_fast = *left == 0;
    *left = left.saturating_sub(1);
    is_too_fast
}

fn limited(seconds: u64) -> Response {
    let told = axum::Json(json!({ "ok": false, "error": "ratelimited" }));
    (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, seconds.to_string())], told).into_response()
}

/// An answer; addresses of our own are filled in.
fn answer(state: &State, told: &Value) -> Response {
    let body = told.to_string().replace("@base", &state.base());
    ([(header::CONTENT_TYPE, "application/json; charset=utf-8")], Body::from(body)).into_response()
}

fn bearer(head: &Parts) -> Option<String> {
    let value = head.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    value.strip_prefix("Bearer ").map(str::to_owned)
}

/// The arguments of a call, however they come: query, form or JSON.
fn arguments(head: &Parts, raw: &Bytes) -> Map<String, Value> {
    let mut args = Map::new();
    let mut form = |raw: &[u8]| {
        for (name, value) in url::form_urlencoded::parse(raw) {
            let parsed = if JSON_ARGS.contains(&name.as_ref()) && value.starts_with(['[', '{']) {
                serde_json::from_str(&value).ok()
            } else {
                None
            };
            args.insert(name.into_owned(), parsed.unwrap_or_else(|| value.into_owned().into()));
        }
    };
    form(head.uri.query().unwrap_or_default().as_bytes());
    let kind = head.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("application/json") {
        form(raw);
    } else if let Ok(Value::Object(object)) = serde_json::from_slice(raw) {
        args.extend(object);
    }
    args
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

async fn open_link(state: &Arc<State>, head: &mut Parts, Peer(wire): Peer) -> Response {
    let ordered = fault::take(&mut state.lock().faults, "link");
    match ordered {
        Some(Fault::Hang) => std::future::pending::<()>().await,
        Some(Fault::Status(status)) => {
            return StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY).into_response();
        }
        Some(_) => {
            wire.reset();
            std::future::pending::<()>().await;
        }
        None => {}
    }
    let query = head.uri.query().unwrap_or_default();
    let ticket = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "ticket");
    let ticket = ticket.map(|(_, value)| value.into_owned()).unwrap_or_default();
    {
        let mut inner = state.lock();
        let Some(at) = inner.tickets.iter().position(|known| *known == ticket) else {
            inner.violation("a socket opened with a ticket that was never given, or used before");
            return StatusCode::FORBIDDEN.into_response();
        };
        inner.tickets.remove(at);
    }
    match WebSocketUpgrade::from_request_parts(head, state).await {
        Ok(upgrade) => {
            let state = Arc::clone(state);
            upgrade.on_upgrade(move |socket| link::run(state, wire, socket))
        }
        Err(refused) => refused.into_response(),
    }
}
