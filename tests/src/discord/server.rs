//! The HTTP side: paths, bodies, tokens, rate limits, ordered faults. What a route does is in `routes`.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{self, ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::time::Instant;

use super::fault::{self, Fault};
use super::routes::{self, Refusal, Request};
use super::{Call, Inner, State, TOKEN, control, form, gateway};
use crate::wire::{Peer, Tap, Wires};

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

/// A path without its ids: what faults and limits go by.
fn route_of(method: &str, path: &str) -> String {
    let mut parts: Vec<&str> = path.split('/').collect();
    for at in 0..parts.len() {
        let is_token = matches!(parts.first(), Some(&("webhooks" | "interactions"))) && at == 2;
        if is_token || parts[at].len() > 10 && parts[at].bytes().all(|b| b.is_ascii_digit()) {
            parts[at] = "*";
        }
    }
    format!("{method} {}", parts.join("/"))
}

async fn handle(
    extract::State(state): extract::State<Arc<State>>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    request: extract::Request,
) -> Response {
    let (mut head, body) = request.into_parts();
    let path = head.uri.path().to_owned();
    if matches!(path.trim_end_matches('/'), "/gateway" | "/again") {
        return open_gateway(&state, &mut head, peer, path.starts_with("/again")).await;
    }
    let Ok(raw) = to_bytes(body, usize::MAX).await else {
        return (StatusCode::BAD_REQUEST, "the body did not arrive").into_response();
    };
    let is_file = path.starts_with("/attachments/");
    let Some(within) = path.strip_prefix("/api/v10/").or(is_file.then_some(&path[1..])) else {
        return control::handle(&state, &head, &raw).await;
    };
    let route = if is_file { "GET attachments".to_owned() } else { route_of(head.method.as_str(), within) };
    let told = head.uri.path_and_query().map(ToString::to_string).unwrap_or_default();
    let failed = |answer: Value| {
        let (route, path) = (route.clone(), told.clone());
        state.note(Call { route, path, body: Value::Null, answer });
    };
    let ordered = fault::take(&mut state.lock().faults, &route);
    match ordered {
        Some(Fault::Hang) => {
            failed(Value::Null);
            // Until the caller gives up.
            std::future::pending::<()>().await;
        }
        Some(Fault::DropBefore) => {
            failed(Value::Null);
            peer.0.reset();
            std::future::pending::<()>().await;
        }
        Some(Fault::Status(status)) => {
            failed(json!(status));
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            return (status, "trouble").into_response();
        }
        Some(Fault::Refuse(status, code)) => {
            failed(json!(code));
            return answer(&state, Err(Refusal { status, code, words: "as ordered".to_owned() }));
        }
        Some(Fault::RateLimit(ms)) => {
            failed(json!(429));
            return limited(Duration::from_millis(ms), false);
        }
        Some(Fault::RateLimitAll(ms)) => {
            failed(json!(429));
            let wait = Duration::from_millis(ms);
            state.lock().held = Some(Instant::now() + wait);
            return limited(wait, true);
        }
        _ => {}
    }
    let response = dispatch(&state, &route, within, &head, &raw);
    match ordered {
        Some(Fault::DropAfter) => {
            peer.0.reset();
            std::future::pending().await
        }
        Some(Fault::HangAfter) => std::future::pending().await,
        Some(Fault::Slow(time)) => {
            tokio::time::sleep(time).await;
            response
        }
        Some(Fault::Garble) => ([(header::CONTENT_TYPE, "application/json")], "{\"id\":").into_response(),
        _ => response,
    }
}

fn dispatch(state: &Arc<State>, route: &str, path: &str, head: &Parts, raw: &Bytes) -> Response {
    let kind = header_of(head, header::CONTENT_TYPE);
    let (body, files) = match form::parts(&kind, raw) {
        Some(parts) => {
            let json = parts.iter().find(|part| part.name == "payload_json");
            let body = json.and_then(|part| serde_json::from_slice(&part.content).ok()).unwrap_or_default();
            let files = parts.into_iter().filter(|part| part.name.starts_with("files["));
            (body, files.map(|part| (part.file.unwrap_or_default(), part.content)).collect())
        }
        None => (serde_json::from_slice(raw).unwrap_or_default(), Vec::new()),
    };
    let mut inner = state.lock();
    if !raw.is_empty() && body == Value::Null {
        inner.violation(format!("{route}: a body that is no JSON, or of no kind: `{kind}`"));
    }
    if raw.is_empty() && matches!(head.method.as_str(), "POST" | "PATCH") && !is_bare(route) {
        inner.violation(format!("{route}: no body"));
    }
    let request = Request {
        method: head.method.as_str(),
        route,
        path: path.split('/').collect(),
        query: url::form_urlencoded::parse(head.uri.query().unwrap_or_default().as_bytes())
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect(),
        body: &body,
        files,
    };
    if inner.held.is_some_and(|until| until > Instant::now()) && !request.path.contains(&"callback") {
        inner.violation(format!("{route}: called although everything is held"));
        return limited(Duration::from_millis(50), true);
    }
    if let Err(refusal) = admitted(&mut inner, &request, &header_of(head, header::AUTHORIZATION)) {
        drop(inner);
        note(state, head, route, body, json!(refusal.code));
        return answer(state, Err(refusal));
    }
    let budget = budget(&mut inner, state, route, &request);
    if let Err(wait) = budget {
        drop(inner);
        note(state, head, route, body, json!(429));
        return limited(wait, false);
    }
    if route == "GET attachments" {
        let file = routes::file(&inner, &request);
        drop(inner);
        note(state, head, route, body, Value::Null);
        return file.map_or(StatusCode::NOT_FOUND.into_response(), IntoResponse::into_response);
    }
    let told = routes::call(&mut inner, state, &request);
    drop(inner);
    let noted = told.as_ref().map_or_else(|refusal| json!(refusal.code), |told| told.1.clone());
    note(state, head, route, body, noted);
    let mut response = answer(state, told);
    if let Ok(Some((limit, left, wait))) = budget {
        let seconds = wait.as_secs_f64();
        let about = [("limit", f64::from(limit)), ("remaining", f64::from(left)), ("reset-after", seconds)];
        for (name, value) in about {
            let name = header::HeaderName::try_from(format!("x-ratelimit-{name}"));
            if let (Ok(name), Ok(value)) = (name, header::HeaderValue::try_from(format!("{value}"))) {
                response.headers_mut().insert(name, value);
            }
        }
        let bucket = header::HeaderValue::from_static("of-messages");
        response.headers_mut().insert("x-ratelimit-bucket", bucket);
    }
    response
}

/// Whether a route needs no body.
fn is_bare(route: &str) -> bool {
    route.ends_with("/typing")
}

fn note(state: &State, head: &Parts, route: &str, body: Value, answer: Value) {
    let path = head.uri.path_and_query().map(ToString::to_string).unwrap_or_default();
    state.note(Call { route: route.to_owned(), path, body, answer });
}

/// Whether the token is the one, where there must be one.
fn admitted(inner: &mut Inner, request: &Request<'_>, told: &str) -> Result<(), Refusal> {
    let first = request.path.first().copied().unwrap_or_default();
    if first == "attachments" {
        if !told.is_empty() {
            inner.violation("our token went to where files are kept");
        }
        return Ok(());
    }
    if matches!(first, "interactions" | "webhooks") || request.route == "GET gateway" {
        return Ok(());
    }
    if told.is_empty() {
        inner.violation(format!("{} without a token", request.route));
    }
    if told == format!("Bot {TOKEN}") && !inner.is_revoked {
        return Ok(());
    }
    Err(Refusal { status: 401, code: 0, words: "401: Unauthorized".to_owned() })
}

/// What a channel still takes: the most, what is left, and until when; an error = nothing, for so long.
fn budget(
    inner: &mut Inner,
    state: &State,
    route: &str,
    request: &Request<'_>,
) -> Result<Option<(u32, u32, Duration)>, Duration> {
    let (Some((most, every)), "POST channels/*/messages") = (state.clock.posts, route) else {
        return Ok(None);
    };
    let now = Instant::now();
    let entry = inner.posts.entry(request.path[1].to_owned()).or_insert((most, now + every));
    if entry.1 <= now {
        *entry = (most, now + every);
    }
    let wait = entry.1 - now;
    if entry.0 == 0 {
        return Err(wait);
    }
    entry.0 -= 1;
    Ok(Some((most, entry.0, wait)))
}

fn limited(wait: Duration, global: bool) -> Response {
    let seconds = wait.as_secs_f64();
    let told = json!({ "message": "You are being rate limited.", "retry_after": seconds, "global": global });
    let heads = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::RETRY_AFTER, wait.as_secs_f64().ceil().to_string()),
        // Without it, SDKs believe that Cloudflare has banned them.
        (header::VIA, "1.1 stand-in".to_owned()),
        (
            header::HeaderName::from_static("x-ratelimit-scope"),
            if global { "global" } else { "user" }.to_owned(),
        ),
        (header::HeaderName::from_static("x-ratelimit-reset-after"), seconds.to_string()),
    ];
    let mut response = (StatusCode::TOO_MANY_REQUESTS, told.to_string()).into_response();
    for (name, value) in heads {
        if let Ok(value) = header::HeaderValue::try_from(value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// An answer; addresses of our own are filled in. Its kind is exactly JSON, or SDKs take it for text.
fn answer(state: &State, told: Result<(u16, Value), Refusal>) -> Response {
    let (status, body) = match told {
        Ok((204, _)) => return StatusCode::NO_CONTENT.into_response(),
        Ok((status, body)) => (status, body),
        Err(refusal) => (refusal.status, json!({ "message": refusal.words, "code": refusal.code })),
    };
    let body = body.to_string().replace("@base", &state.base()).replace("@gate", &state.addr.to_string());
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [(header::CONTENT_TYPE, "application/json")], Body::from(body)).into_response()
}

fn header_of(head: &Parts, name: header::HeaderName) -> String {
    head.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

async fn open_gateway(state: &Arc<State>, head: &mut Parts, Peer(wire): Peer, again: bool) -> Response {
    let ordered = fault::take(&mut state.lock().faults, "gateway");
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
    if !query.contains("v=10") || !query.contains("encoding=json") {
        state.lock().violation(format!("the gateway opened with `{query}`"));
    }
    match WebSocketUpgrade::from_request_parts(head, state).await {
        Ok(upgrade) => {
            let state = Arc::clone(state);
            upgrade.on_upgrade(move |socket| gateway::run(state, wire, socket, again))
        }
        Err(refused) => refused.into_response(),
    }
}
