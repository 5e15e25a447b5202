//! The stand-in as a program of its own: people act by `POST /__do`, and `GET /__transcript`, `/__violations` and
//! `/__calls` tell what came of it.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::{Owner, Slack, State, Wires};

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
    ts: String,
}

pub(super) async fn handle(state: &Arc<State>, head: &Parts, raw: &Bytes) -> Response {
    let owner = Arc::new(Owner { stop: CancellationToken::new(), wires: Wires::default() });
    let slack = Slack { state: Arc::clone(state), owner };
    let query = head.uri.query().unwrap_or_default();
    let channel = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "channel");
    let channel = channel.map(|(_, value)| value.into_owned()).unwrap_or_default();
    match head.uri.path() {
        "/__do" => act(&slack, raw).await,
        "/__transcript" => {
            let messages = slack.messages(&channel);
            let whole: String = messages
                .iter()
                .filter(|message| !message.is_reply())
                .map(|message| slack.thread(&channel, &message.ts))
                .collect();
            whole.into_response()
        }
        "/__private" => axum::Json(slack.private().iter().map(|seen| seen.text.clone()).collect::<Vec<_>>())
            .into_response(),
        "/__violations" => axum::Json(slack.violations()).into_response(),
        "/__sockets" => axum::Json(slack.sockets()).into_response(),
        "/__calls" => axum::Json(slack.calls()).into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn act(slack: &Slack, raw: &Bytes) -> Response {
    let act: Act = match serde_json::from_slice(raw) {
        Ok(act) => act,
        Err(problem) => return (StatusCode::BAD_REQUEST, problem.to_string()).into_response(),
    };
    let Act { channel, who, text, ts, .. } = &act;
    let sent = match act.what.as_str() {
        "say" => slack.say(channel, who, text),
        "mention" => slack.mention(channel, who, text),
        "dm" => slack.dm(who, text),
        "reply" => slack.reply(channel, ts, who, text),
        "slash" => slack.slash(channel, who, text),
        "press" => slack.press(channel, ts, who, text),
        "invite" => slack.invite(channel, who),
        "disconnect" => {
            slack.disconnect(text, Duration::from_millis(200));
            return axum::Json(Value::Null).into_response();
        }
        "reset" => {
            slack.reset();
            return axum::Json(Value::Null).into_response();
        }
        other => return (StatusCode::BAD_REQUEST, format!("nobody can `{other}`")).into_response(),
    };
    let ended = async {
        let mut changed = slack.state.changed.subscribe();
        while !sent.is_acked() && !sent.is_lost() {
            let _ = changed.changed().await;
        }
    };
    ended.await;
    let latency = if sent.is_lost() { None } else { Some(sent.acked().await.as_micros() as u64) };
    axum::Json(json!({
        "ts": sent.ts, "acked": latency.is_some(), "latency_us": latency, "attempts": sent.attempts(), "answer": sent.answer(),
    }))
    .into_response()
}
