//! Socket Mode: sockets, what is sent over them, what is acknowledged, and what is sent again.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::State;
use super::world::APP;
use crate::wire::Wire;

/// Sockets that one app may have.
const MOST_LINKS: usize = 10;
/// How often the platform pings.
const PING: Duration = Duration::from_secs(2);
/// Pings that may stay without an answer before the platform takes the client for dead.
const MISSED_PINGS: u32 = 3;

/// A socket that is open.
pub(super) struct Link {
    pub id: u64,
    pub sender: mpsc::UnboundedSender<Message>,
    pub wire: Arc<Wire>,
    /// False once it is on its way out.
    pub takes_events: bool,
}

/// An acknowledgement.
#[derive(Clone, Debug)]
pub(super) struct Ack {
    pub latency: Duration,
    pub payload: Value,
}

/// Something that happened and must be acknowledged.
pub(super) struct Event {
    pub kind: &'static str,
    pub payload: Value,
    pub attempts: usize,
    pub sent_at: Instant,
    pub ack: Option<Ack>,
    /// True when it was given up.
    pub is_lost: bool,
}

impl Event {
    /// It happened now.
    pub fn new(kind: &'static str, payload: Value) -> Self {
        Self { kind, payload, attempts: 0, sent_at: Instant::now(), ack: None, is_lost: false }
    }
}

/// Serves one socket until it ends.
pub(super) async fn run(state: Arc<State>, wire: Arc<Wire>, mut socket: WebSocket) {
    let (sender, mut outgoing) = mpsc::unbounded_channel();
    let id = {
        let mut inner = state.lock();
        let id = inner.world.next();
        inner.opened += 1;
        if inner.links.len() + inner.others < MOST_LINKS {
            let count = inner.links.len() + 1;
            let _ = sender.send(hello(count));
            inner.links.push(Link { id, sender, wire, takes_events: true });
        } else {
            let _ = sender.send(disconnect("too_many_websockets"));
            let _ = sender.send(Message::Close(None));
        }
        id
    };
    state.changed.send_replace(());
    let mut pings = tokio::time::interval(PING);
    let mut missed = 0;
    loop {
        tokio::select! {
            sent = outgoing.recv() => match sent {
                Some(Message::Close(frame)) => {
                    let _ = socket.send(Message::Close(frame)).await;
                    break;
                }
                Some(message) => if socket.send(message).await.is_err() { break },
                None => break,
            },
            got = socket.recv() => match got {
                Some(Ok(Message::Text(text))) => heard(&state, text.as_str()),
                Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                Some(Ok(message)) => {
                    missed = 0;
                    if matches!(message, Message::Ping(_)) {
                        state.lock().pings += 1;
                        state.changed.send_replace(());
                    }
                }
            },
            _ = pings.tick() => {
                missed += 1;
                if missed > MISSED_PINGS || socket.send(Message::Ping("ping".into())).await.is_err() {
                    break;
                }
            }
            () = state.stop.cancelled() => break,
        }
    }
    state.lock().links.retain(|link| link.id != id);
    state.changed.send_replace(());
}

fn hello(count: usize) -> Message {
    let hello = json!({
        "type": "hello", "num_connections": count, "connection_info": { "app_id": APP },
        "debug_info": { "host": "stand-in", "build_number": 1, "approximate_connection_time": 18060 },
    });
    Message::text(hello.to_string())
}

/// What tells a client that its socket is about to end.
pub(super) fn disconnect(reason: &str) -> Message {
    let told = json!({ "type": "disconnect", "reason": reason, "debug_info": { "host": "stand-in" } });
    Message::text(told.to_string())
}

/// A close frame as a proxy sends it.
pub(super) fn close() -> Message {
    Message::Close(Some(CloseFrame { code: 1001, reason: "going away".into() }))
}

/// What a client says: nothing but acknowledgements.
fn heard(state: &State, text: &str) {
    let mut inner = state.lock();
    let told: Value = serde_json::from_str(text).unwrap_or_default();
    match told["envelope_id"].as_str().map(|id| id.split('/').next().unwrap_or_default().to_owned()) {
        None => inner.violation(format!("a frame that acknowledges nothing: {text}")),
        Some(key) => match inner.events.get_mut(&key) {
            Some(event) => {
                let latency = event.sent_at.elapsed();
                event.ack.get_or_insert(Ack { latency, payload: told["payload"].clone() });
            }
            None => inner.violation(format!("an acknowledgement of what was never sent: {text}")),
        },
    }
    drop(inner);
    state.changed.send_replace(());
}

/// Sends an event until it is acknowledged, at most four times.
pub(super) async fn deliver(state: Arc<State>, key: String) {
    let mut changed = state.changed.subscribe();
    for attempt in 0..4 {
        if attempt > 0 {
            tokio::time::sleep(state.clock.again[attempt - 1]).await;
        }
        let until = Instant::now() + state.clock.ack;
        let mut is_sent = false;
        loop {
            if !is_sent && send(&state, &key, attempt) {
                is_sent = true;
                state.changed.send_replace(());
            }
            if state.lock().events.get(&key).is_none_or(|event| event.ack.is_some()) {
                return;
            }
            tokio::select! {
                _ = changed.changed() => {}
                () = tokio::time::sleep_until(until) => break,
                () = state.stop.cancelled() => return,
            }
        }
    }
    if let Some(event) = state.lock().events.get_mut(&key) {
        event.is_lost = true;
    }
    state.changed.send_replace(());
}

/// Sends an event over one of the sockets; false if there is none.
fn send(state: &State, key: &str, attempt: usize) -> bool {
    let mut inner = state.lock();
    let turn = inner.world.next() as usize;
    let live: Vec<_> = inner.live().map(|link| link.sender.clone()).collect();
    let (false, Some(event)) = (live.is_empty(), inner.events.get_mut(key)) else { return false };
    event.attempts = attempt + 1;
    event.sent_at = Instant::now();
    let mut envelope = json!({
        "envelope_id": format!("{key}/{attempt}"), "type": event.kind, "payload": event.payload,
        "accepts_response_payload": event.kind != "events_api",
    });
    if event.kind == "events_api" {
        envelope["retry_attempt"] = attempt.into();
        envelope["retry_reason"] = if attempt > 0 { "timeout" } else { "" }.into();
    }
    live[turn % live.len()].send(Message::text(envelope.to_string().replace("@base", &state.base()))).is_ok()
}
