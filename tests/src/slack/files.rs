//! Files on their way in and out, and private answers: what does not go through the Web API's methods alone.

use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde_json::{Value, json};

use super::methods::{Answer, Args, number, str_of};
use super::world::{BOT_USER, File, Message, Private, tell_file};
use super::{BOT_TOKEN, Inner, State};

/// How often a private way back may be used.
const RESPONSES: usize = 5;

pub(super) fn call(inner: &mut Inner, _state: &State, method: &str, args: &Args) -> Answer {
    if method == "files.getUploadURLExternal" {
        let id = format!("F{:04}", inner.world.next());
        let announced = number(args, "length").unwrap_or_default();
        if announced == 0 {
            inner.violation("files.getUploadURLExternal: a length of 0");
            return Err("invalid_arguments".to_owned());
        }
        let name = str_of(args, "filename").to_owned();
        let file = File { id: id.clone(), name, announced, ..File::default() };
        inner.world.files.insert(id.clone(), file);
        return Ok(json!({ "upload_url": format!("@base/upload/{id}"), "file_id": id }));
    }
    complete(inner, args)
}

fn complete(inner: &mut Inner, args: &Args) -> Answer {
    let asked = args.get("files").and_then(Value::as_array).cloned().unwrap_or_default();
    let ids: Vec<String> = asked.iter().filter_map(|file| file["id"].as_str()).map(str::to_owned).collect();
    let channel = str_of(args, "channel_id").to_owned();
    if ids.is_empty() {
        inner.violation("files.completeUploadExternal: no files");
        return Err("invalid_arguments".to_owned());
    }
    for id in &ids {
        match inner.world.files.get_mut(id) {
            Some(file) if !file.content.is_empty() => file.is_shared = true,
            _ => {
                inner.violation(format!("files.completeUploadExternal: {id} was never uploaded"));
                return Err("file_not_found".to_owned());
            }
        }
    }
    if !channel.is_empty() && !inner.world.channels.contains_key(&channel) {
        inner.violation(format!("files.completeUploadExternal: there is no channel {channel}"));
        return Err("channel_not_found".to_owned());
    }
    let told: Vec<Value> = ids.iter().filter_map(|id| inner.world.files.get(id)).map(tell_file).collect();
    let message = Message {
        ts: inner.world.next_ts(),
        thread_ts: args.get("thread_ts").and_then(Value::as_str).map(str::to_owned),
        user: BOT_USER.to_owned(),
        text: str_of(args, "initial_comment").to_owned(),
        files: ids,
        ..Message::default()
    };
    if let Some(channel) = inner.world.channels.get_mut(&channel) {
        channel.messages.push(message);
    }
    Ok(json!({ "files": told }))
}

/// The bytes of a file that is uploaded: the whole body, or the one part of a form.
pub(super) fn upload(state: &State, path: &str, head: &Parts, raw: &Bytes) -> Response {
    let kind = head.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let raw = match kind.split_once("boundary=") {
        Some((_, boundary)) => part(raw, boundary.trim_matches('"')).unwrap_or_default(),
        None => raw,
    };
    let id = path.trim_start_matches("/upload/").to_owned();
    let mut inner = state.lock();
    let announced = inner.world.files.get(&id).map(|file| file.announced);
    let answer = match announced {
        Some(announced) if announced == raw.len() as u64 => {
            if let Some(file) = inner.world.files.get_mut(&id) {
                file.content = raw.to_vec();
            }
            (StatusCode::OK, format!("OK - {announced}")).into_response()
        }
        Some(announced) => {
            inner.violation(format!("upload: {} bytes came, {announced} were announced", raw.len()));
            StatusCode::BAD_REQUEST.into_response()
        }
        None => {
            inner.violation(format!("upload: there is no file {id}"));
            StatusCode::NOT_FOUND.into_response()
        }
    };
    drop(inner);
    state.note("upload", json!({ "id": id, "bytes": raw.len() }), Value::Null);
    answer
}

/// The content of a form's first part.
fn part<'a>(raw: &'a [u8], boundary: &str) -> Option<&'a [u8]> {
    let find = |text: &[u8], needle: &[u8]| text.windows(needle.len()).position(|window| window == needle);
    let content = &raw[find(raw, b"\r\n\r\n")? + 4..];
    Some(&content[..find(content, format!("\r\n--{boundary}").as_bytes())?])
}

/// A file, for whoever has the token; others are sent to a page where people log in, as Slack does.
pub(super) fn download(state: &State, path: &str, head: &Parts) -> Response {
    let id = path.split('/').nth(2).unwrap_or_default();
    let bearer = head.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let is_known = bearer == Some(format!("Bearer {BOT_TOKEN}").as_str());
    state.note("download", json!({ "path": path, "token": is_known }), Value::Null);
    if id == "elsewhere" {
        let to = path.trim_start_matches("/files/elsewhere/");
        return (StatusCode::FOUND, [(header::LOCATION, format!("http://{to}"))]).into_response();
    }
    if !is_known {
        let page = "<!DOCTYPE html><html><body>Sign in</body></html>";
        return ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response();
    }
    match state.lock().world.files.get(id) {
        Some(file) => {
            ([(header::CONTENT_TYPE, "application/octet-stream")], file.content.clone()).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// A private answer.
pub(super) fn respond(state: &State, path: &str, raw: &Bytes) -> Response {
    let id = path.trim_start_matches("/response/").to_owned();
    let body: Value = serde_json::from_slice(raw).unwrap_or_default();
    let mut inner = state.lock();
    let allowed =
        inner.world.responses.get_mut(&id).filter(|response| response.uses < RESPONSES).map(|response| {
            response.uses += 1;
            response.clone()
        });
    let answer = match allowed {
        Some(response) if body.is_object() => {
            let text = body["text"].as_str().unwrap_or_default().to_owned();
            if body["response_type"] == "in_channel" {
                let ts = inner.world.next_ts();
                let message = Message { ts, user: BOT_USER.to_owned(), text, ..Message::default() };
                if let Some(channel) = inner.world.channels.get_mut(&response.channel) {
                    channel.messages.push(message);
                }
            } else {
                let shown = Message { text, blocks: body["blocks"].clone(), ..Message::default() }.shown();
                inner.world.private.push(Private {
                    channel: response.channel,
                    user: response.user,
                    text: shown,
                });
            }
            (StatusCode::OK, "ok").into_response()
        }
        Some(_) => {
            inner.violation("a private answer that is no JSON object");
            (StatusCode::BAD_REQUEST, "invalid_payload").into_response()
        }
        None => (StatusCode::NOT_FOUND, "used_url").into_response(),
    };
    drop(inner);
    state.note("response", body, Value::Null);
    answer
}
