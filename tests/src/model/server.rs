//! The HTTP side of the stand-in model: routes, errors, streaming. What to answer is decided in `plan`.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures::stream;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::answer::{self, Part};
use super::step::Step;
use super::{Request, State};

/// Serves until the state's stop token is cancelled and every connection is closed.
pub(super) async fn serve(listener: TcpListener, state: Arc<State>) {
    let stop = state.stop.clone().cancelled_owned();
    let routes = Router::new().fallback(handle).with_state(state);
    // It never fails: accepting goes on after an error.
    let _ = axum::serve(listener, routes).with_graceful_shutdown(stop).await;
}

async fn handle(extract::State(state): extract::State<Arc<State>>, request: extract::Request) -> Response {
    let (head, body) = request.into_parts();
    let Ok(raw) = to_bytes(body, usize::MAX).await else {
        return fail(400, None, Some("the body did not arrive"));
    };
    match (&head.method, head.uri.path()) {
        (&Method::GET, "/__requests") => return axum::Json(state.lock().requests.clone()).into_response(),
        (&Method::POST, "/__reset") => {
            state.reset();
            return axum::Json(json!({})).into_response();
        }
        (&Method::POST, "/__script") => return script(&state, &raw),
        _ => {}
    }
    let request = Request {
        method: head.method.to_string(),
        path: head.uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
        headers: head
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect(),
        body: serde_json::from_slice(&raw).unwrap_or_else(|_| unparsed(&raw)),
    };
    state.record(request.clone());
    answer(state, request).await
}

fn unparsed(raw: &Bytes) -> Value {
    if raw.is_empty() { Value::Null } else { json!({ "_raw": String::from_utf8_lossy(raw) }) }
}

fn script(state: &State, raw: &Bytes) -> Response {
    match serde_json::from_slice::<Vec<Step>>(raw) {
        Ok(steps) => {
            let mut inner = state.lock();
            inner.script.extend(steps);
            axum::Json(json!({ "queued": inner.script.len() })).into_response()
        }
        Err(problem) => fail(400, None, Some(&format!("not a list of steps: {problem}"))),
    }
}

async fn answer(state: Arc<State>, request: Request) -> Response {
    let path = request.path_only();
    if request.method == "POST" && !has_key(&state, &request) {
        return fail(401, None, Some("invalid x-api-key"));
    }
    match (request.method.as_str(), path) {
        ("GET" | "HEAD", "/" | "/api/hello") => axum::Json(json!({ "ok": true })).into_response(),
        ("GET" | "HEAD", "/v1/models") => axum::Json(models()).into_response(),
        ("POST", "/v1/messages/count_tokens") => {
            let tokens = answer::tokens(&request.body["messages"]) + answer::tokens(&request.body["tools"]);
            axum::Json(json!({ "input_tokens": tokens })).into_response()
        }
        ("POST", "/v1/messages") => messages(state, request).await,
        _ => fail(404, None, Some(&format!("no such endpoint in the stand-in: {path}"))),
    }
}

fn has_key(state: &State, request: &Request) -> bool {
    let bearer = || request.header("authorization")?.strip_prefix("Bearer ");
    let given = request.header("x-api-key").or_else(bearer);
    state.key.is_none() || state.key.as_deref() == given
}

fn models() -> Value {
    let model =
        |id| json!({ "type": "model", "id": id, "display_name": id, "created_at": "2025-01-01T00:00:00Z" });
    let data: Vec<Value> = ["claude-sonnet-4-5", "claude-haiku-4-5"].into_iter().map(model).collect();
    json!({ "data": data, "has_more": false, "first_id": null, "last_id": null })
}

async fn messages(state: Arc<State>, request: Request) -> Response {
    let step = state.next_step(&request.body);
    let attended = Attended { state: Arc::clone(&state), path: request.path.clone(), done: false };
    let ready = async {
        tokio::time::sleep(Duration::from_secs_f64(step.delay)).await;
        if let Some(gate) = &step.hold {
            gate.wait().await;
        }
    };
    if state.stop.run_until_cancelled(ready).await.is_none() {
        return fail(503, None, Some("the stand-in stops"));
    }
    let response = if let Some(status) = step.status {
        attended.finish();
        fail(status, step.error_type.as_deref(), step.message.as_deref())
    } else {
        let message = answer::message(&request.body, &step);
        if request.body["stream"] == true {
            streamed(answer::parts(&message, &step), attended)
        } else {
            attended.finish();
            axum::Json(message).into_response()
        }
    };
    with_headers(response, &step)
}

/// Notes when a client goes away before it has its answer.
struct Attended {
    state: Arc<State>,
    path: String,
    done: bool,
}

impl Attended {
    fn finish(mut self) {
        self.done = true;
    }
}

impl Drop for Attended {
    fn drop(&mut self) {
        if !self.done {
            self.state.record(Request {
                method: "CLIENT-ABORT".to_owned(),
                path: self.path.clone(),
                headers: BTreeMap::new(),
                body: Value::Null,
            });
        }
    }
}

fn streamed(parts: Vec<Part>, attended: Attended) -> Response {
    let body = stream::unfold(Some((parts.into_iter(), attended)), |rest| async move {
        let (mut parts, attended) = rest?;
        let stop = attended.state.stop.clone();
        loop {
            let pause = async {
                match parts.next() {
                    Some(Part::Sleep(time)) => tokio::time::sleep(time).await,
                    Some(Part::Wait(gate)) => gate.wait().await,
                    Some(Part::Event(bytes)) => return Some(Ok(bytes)),
                    Some(Part::Cut) => {
                        // What was written before reaches the client first.
                        tokio::time::sleep(Duration::from_millis(20)).await;
                        return Some(Err(io::Error::other("cut on purpose")));
                    }
                    None => return None,
                }
                Some(Ok(Bytes::new()))
            };
            match stop.run_until_cancelled(pause).await {
                Some(Some(Ok(bytes))) if bytes.is_empty() => {}
                Some(Some(Ok(bytes))) => return Some((Ok(bytes), Some((parts, attended)))),
                Some(Some(Err(cut))) => {
                    attended.finish();
                    return Some((Err(cut), None));
                }
                Some(None) => {
                    attended.finish();
                    return None;
                }
                None => {
                    attended.finish();
                    return Some((Err(io::Error::other("the stand-in stops")), None));
                }
            }
        }
    });
    let headers =
        [(header::CONTENT_TYPE, "text/event-stream; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (headers, Body::from_stream(body)).into_response()
}

fn with_headers(mut response: Response, step: &Step) -> Response {
    let request_id = ("request-id".to_owned(), Value::String(answer::id("req")));
    for (name, value) in step.headers.iter().map(|(k, v)| (k.clone(), v.clone())).chain([request_id]) {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// An error in the API's form.
fn fail(status: u16, error_type: Option<&str>, message: Option<&str>) -> Response {
    let usual = match status {
        400 => "invalid_request_error",
        401 => "authentication_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        529 => "overloaded_error",
        _ => "api_error",
    };
    let default = format!("stand-in says {status}");
    let error = json!({ "type": error_type.unwrap_or(usual), "message": message.unwrap_or(&default) });
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, axum::Json(json!({ "type": "error", "error": error }))).into_response()
}

#[cfg(test)]
#[path = "server_tests.rs"]
mod tests;
