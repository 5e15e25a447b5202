//! The stand-in as a program of its own: people act by `POST /__do`, and `GET /__transcript`, `/__violations` and
//! `/__calls` tell what came of it.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::{Discord, Owner, State};
use crate::wire::Wires;

/// Something that somebody does: `{"do": "mention", "channel": "ops", "who": "ann", "text": "ping"}`.
#[derive(Deserialize)]
struct Act {
    #[serde(rename = "do")]
    what: String,
    #[serde(default)]
    channel: String,
    #[serde(default)]
    who: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    id: String,
    #[serde(default)]
    arguments: Value,
}

pub(super) async fn handle(state: &Arc<State>, head: &Parts, raw: &Bytes) -> Response {
    let owner = Arc::new(Owner { stop: CancellationToken::new(), wires: Wires::default() });
    let discord = Discord { state: Arc::clone(state), owner };
    let query = head.uri.query().unwrap_or_default();
    let channel = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "channel");
    let channel = channel.map(|(_, value)| value.into_owned()).unwrap_or_default();
    match head.uri.path() {
        "/__do" => act(&discord, raw).await,
        "/__transcript" => {
            let mut whole = discord.transcript(&channel);
            for thread in discord.threads(&channel) {
                whole.push_str(&format!("[{}]\n{}", thread.name, discord.transcript(&thread.id)));
            }
            whole.into_response()
        }
        "/__messages" => {
            let told = discord.messages(&channel).into_iter().filter(|message| !message.is_deleted);
            let told: Vec<Value> = told
                .map(|it| json!({ "id": it.id, "shown": it.shown(), "reactions": it.reactions.len() }))
                .collect();
            axum::Json(told).into_response()
        }
        "/__private" => {
            axum::Json(discord.private().iter().map(|seen| seen.text.clone()).collect::<Vec<_>>())
                .into_response()
        }
        "/__violations" => axum::Json(discord.violations()).into_response(),
        "/__connections" => axum::Json(discord.connections()).into_response(),
        "/__sessions" => axum::Json(discord.sessions()).into_response(),
        "/__calls" => axum::Json(discord.calls()).into_response(),
        "/__commands" => axum::Json(discord.commands("")).into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn act(discord: &Discord, raw: &Bytes) -> Response {
    let act: Act = match serde_json::from_slice(raw) {
        Ok(act) => act,
        Err(problem) => return (StatusCode::BAD_REQUEST, problem.to_string()).into_response(),
    };
    let Act { channel, who, text, id, arguments, .. } = &act;
    let words: Vec<&str> = text.split_whitespace().collect();
    let asked = match act.what.as_str() {
        "say" => return axum::Json(discord.say(channel, who, text)).into_response(),
        "mention" => return axum::Json(discord.mention(channel, who, text)).into_response(),
        "dm" => return axum::Json(discord.dm(who, text)).into_response(),
        "reconnect" => {
            discord.ask_to_reconnect();
            return axum::Json(Value::Null).into_response();
        }
        "reset" => {
            discord.reset();
            return axum::Json(Value::Null).into_response();
        }
        "slash" => discord.slash(channel, who, &words, arguments),
        "press" => discord.press(channel, id, who, text),
        other => return (StatusCode::BAD_REQUEST, format!("nobody can `{other}`")).into_response(),
    };
    let took = asked.answered().await.as_micros();
    axum::Json(json!({ "answered_us": u64::try_from(took).unwrap_or(u64::MAX) })).into_response()
}
