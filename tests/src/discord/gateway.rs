//! The gateway: connections, sessions, what is told over them, and what is told again to a session that goes on.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::world::{APP, BOT_USER, GUILD};
use super::{Inner, MESSAGE_CONTENT, State, TOKEN};
use crate::wire::Wire;

/// Intents that need the owner's leave.
const PRIVILEGED: u64 = (1 << 1) | (1 << 8) | MESSAGE_CONTENT;
/// Every intent that there is.
const INTENTS: u64 = (1 << 26) - 1;
/// Frames that a client may send in a minute.
const FRAMES: usize = 120;
/// Events that are kept for a session that goes on.
const KEPT: usize = 10_000;

/// A connection.
pub(super) struct Gate {
    pub id: u64,
    pub sender: mpsc::UnboundedSender<Message>,
    pub wire: Arc<Wire>,
    /// The session that it tells events of.
    pub session: Option<String>,
}

/// What somebody who has introduced himself is told, and was.
#[derive(Default)]
pub(super) struct Session {
    pub sequence: u64,
    pub told: Vec<(u64, Value)>,
    pub intents: u64,
    /// True when it cannot be gone on with.
    pub is_over: bool,
}

/// Tells an event to every session.
pub(super) fn dispatch(inner: &mut Inner, state: &State, kind: &str, data: &Value) {
    let ids: Vec<String> = inner.sessions.keys().cloned().collect();
    for id in ids {
        tell(inner, state, &id, kind, data.clone());
    }
    state.changed.send_replace(());
}

fn tell(inner: &mut Inner, state: &State, id: &str, kind: &str, mut data: Value) {
    let Some(session) = inner.sessions.get_mut(id).filter(|session| !session.is_over) else { return };
    if session.intents & wanted(kind, &data) == 0 {
        return;
    }
    let is_said = matches!(kind, "MESSAGE_CREATE" | "MESSAGE_UPDATE");
    if is_said && session.intents & MESSAGE_CONTENT == 0 && !is_exempt(&data) {
        for hidden in ["attachments", "embeds", "components"] {
            data[hidden] = json!([]);
        }
        data["content"] = "".into();
    }
    session.sequence += 1;
    let frame = json!({ "op": 0, "t": kind, "s": session.sequence, "d": data });
    session.told.push((session.sequence, frame.clone()));
    if session.told.len() > KEPT {
        session.told.remove(0);
    }
    let gate = inner.gates.iter().find(|gate| gate.session.as_deref() == Some(id));
    if let Some(gate) = gate {
        let _ = gate.sender.send(text(state, &frame));
    }
}

fn text(state: &State, frame: &Value) -> Message {
    Message::text(frame.to_string().replace("@base", &state.base()).replace("@gate", &state.addr.to_string()))
}

/// The intents of which one is needed to be told of an event.
fn wanted(kind: &str, data: &Value) -> u64 {
    let is_direct = data["guild_id"].is_null();
    match kind {
        "MESSAGE_CREATE" | "MESSAGE_UPDATE" | "MESSAGE_DELETE" if is_direct => 1 << 12,
        "MESSAGE_CREATE" | "MESSAGE_UPDATE" | "MESSAGE_DELETE" => 1 << 9,
        _ if kind.starts_with("GUILD_") || kind.starts_with("CHANNEL_") || kind.starts_with("THREAD_") => 1,
        _ => u64::MAX,
    }
}

/// What is told whole to everybody: our own messages, those to us alone, and those that mention us.
fn is_exempt(data: &Value) -> bool {
    let mentions = data["mentions"].as_array().into_iter().flatten();
    data["guild_id"].is_null()
        || data["author"]["id"] == BOT_USER
        || mentions.into_iter().any(|person| person["id"] == BOT_USER)
}

/// A close frame.
pub(super) fn close(code: u16) -> Message {
    Message::Close(Some(CloseFrame { code, reason: "stand-in".into() }))
}

/// Serves one connection until it ends; `again` = it came to the address for sessions that go on.
pub(super) async fn run(state: Arc<State>, wire: Arc<Wire>, mut socket: WebSocket, again: bool) {
    let (sender, mut outgoing) = mpsc::unbounded_channel();
    let id = {
        let mut inner = state.lock();
        let id = inner.world.next().parse().unwrap_or_default();
        if !inner.greets_nobody {
            let interval = state.clock.heartbeat.as_millis();
            let hello = json!({ "op": 10, "d": { "heartbeat_interval": u64::try_from(interval).unwrap_or(1), "_trace": [] } });
            let _ = sender.send(text(&state, &hello));
        }
        inner.gates.push(Gate { id, sender, wire, session: None });
        id
    };
    state.changed.send_replace(());
    let mut client = Client { id, again, beat: Instant::now(), frames: Vec::new() };
    loop {
        let dead = client.beat + state.clock.heartbeat * 4;
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
                Some(Ok(Message::Text(frame))) => client.heard(&state, frame.as_str()),
                Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                Some(Ok(_)) => {}
            },
            () = tokio::time::sleep_until(dead) => {
                let _ = socket.send(close(4009)).await;
                break;
            }
            () = state.stop.cancelled() => break,
        }
    }
    state.lock().gates.retain(|gate| gate.id != id);
    state.changed.send_replace(());
}

/// What is known of whoever is at the other end.
struct Client {
    id: u64,
    again: bool,
    beat: Instant,
    frames: Vec<Instant>,
}

impl Client {
    fn heard(&mut self, state: &State, frame: &str) {
        let told: Value = serde_json::from_str(frame).unwrap_or_default();
        let mut inner = state.lock();
        self.frames.retain(|at| at.elapsed() < Duration::from_secs(60));
        self.frames.push(Instant::now());
        if self.frames.len() > FRAMES {
            inner.violation("more than 120 frames in a minute");
        }
        match told["op"].as_u64() {
            Some(1) => {
                self.beat = Instant::now();
                if !inner.ignores_heartbeats {
                    inner.heartbeats += 1;
                    self.answer(&inner, text(state, &json!({ "op": 11 })));
                }
            }
            Some(2) => self.identify(&mut inner, state, &told["d"]),
            Some(6) => self.resume(&mut inner, state, &told["d"]),
            Some(3 | 4 | 8) => {}
            _ => {
                inner.violation(format!("a frame that is none: {frame}"));
                self.answer(&inner, close(4001));
            }
        }
        drop(inner);
        state.changed.send_replace(());
    }

    fn answer(&self, inner: &Inner, message: Message) {
        if let Some(gate) = inner.gates.iter().find(|gate| gate.id == self.id) {
            let _ = gate.sender.send(message);
        }
    }

    fn is_us(inner: &Inner, told: &Value) -> bool {
        let token = told["token"].as_str().unwrap_or_default();
        token.trim_start_matches("Bot ") == TOKEN && !inner.is_revoked
    }

    fn identify(&self, inner: &mut Inner, state: &State, told: &Value) {
        if !Self::is_us(inner, told) {
            return self.answer(inner, close(4004));
        }
        if self.again {
            inner.violation("a session was begun where sessions go on");
        }
        let intents = told["intents"].as_u64().unwrap_or(u64::MAX);
        if intents & !INTENTS != 0 {
            inner.violation(format!("intents that there are not: {intents}"));
            return self.answer(inner, close(4013));
        }
        if intents & PRIVILEGED & !inner.leave != 0 {
            return self.answer(inner, close(4014));
        }
        if !told["properties"]["os"].is_string() {
            inner.violation("somebody identified without saying what he is");
        }
        inner.identified += 1;
        let id = format!("session-{}", inner.world.next());
        inner.sessions.insert(id.clone(), Session { intents, ..Session::default() });
        if let Some(gate) = inner.gates.iter_mut().find(|gate| gate.id == self.id) {
            gate.session = Some(id.clone());
        }
        let guilds = inner.world.guilds();
        let announced: Vec<Value> =
            guilds.iter().map(|id| json!({ "id": id, "unavailable": true })).collect();
        let ready = json!({
            "v": 10, "user": inner.world.tell_user(BOT_USER), "guilds": announced, "session_id": id, "session_type": "normal",
            "resume_gateway_url": "ws://@gate/again", "application": { "id": APP, "flags": 1 << 19 }, "private_channels": [],
            "relationships": [], "user_settings": {}, "presences": [], "guild_join_requests": [], "_trace": [],
            "geo_ordered_rtc_regions": [],
        });
        tell(inner, state, &id, "READY", ready);
        let is_available = inner.world.is_available;
        for guild in guilds.into_iter().filter(|guild| *guild != GUILD || is_available) {
            let told = inner.world.tell_guild(guild);
            tell(inner, state, &id, "GUILD_CREATE", told);
        }
    }

    fn resume(&self, inner: &mut Inner, state: &State, told: &Value) {
        if !Self::is_us(inner, told) {
            return self.answer(inner, close(4004));
        }
        if !self.again {
            inner.violation("a session went on elsewhere than it was told");
        }
        let id = told["session_id"].as_str().unwrap_or_default().to_owned();
        let from = told["seq"].as_u64().unwrap_or_default();
        let session = inner.sessions.get(&id).filter(|session| !session.is_over);
        let Some(session) = session.filter(|session| from <= session.sequence) else {
            return self.answer(inner, text(state, &json!({ "op": 9, "d": false })));
        };
        let missed: Vec<Value> =
            session.told.iter().filter(|(at, _)| *at > from).map(|(_, frame)| frame.clone()).collect();
        for frame in missed {
            self.answer(inner, text(state, &frame));
        }
        inner.resumed += 1;
        for gate in &mut inner.gates {
            if gate.session.as_ref() == Some(&id) {
                gate.session = None;
            }
            if gate.id == self.id {
                gate.session = Some(id.clone());
            }
        }
        tell(inner, state, &id, "RESUMED", json!({ "_trace": [] }));
    }
}
