//! One connection to the gateway: greeting, heartbeats, events put into the queue in their order.

use std::sync::Arc;
use std::time::Duration;

use futures::{SinkExt as _, StreamExt as _};
use serde::Deserialize as _;
use serde_json::{Value, json};
use serenity::constants::Opcode;
use serenity::model::gateway::GatewayIntents;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::listen::jitter;
use super::shared::{Asides, Shared};
use super::wire::{Frame, Ready};
use super::worker::Work;
use crate::chat::inbound::Inbox;
use crate::model::Watched;

/// What loop wants to hear of: servers with their channels and threads, messages there and to loop alone, and what they
/// say. Only the last needs the owner's leave.
const INTENTS: GatewayIntents = GatewayIntents::GUILDS
    .union(GatewayIntents::GUILD_MESSAGES)
    .union(GatewayIntents::DIRECT_MESSAGES)
    .union(GatewayIntents::MESSAGE_CONTENT);
/// Closes a connection such that its session can go on.
const LEAVING: u16 = 4000;
/// The longest that a heartbeat may be apart, whatever Discord says.
const LONGEST_BEAT: Duration = Duration::from_secs(120);

/// A session that can be gone on with.
#[derive(Clone, Debug)]
pub(super) struct Session {
    id: String,
    url: String,
    /// The last event that is in the queue.
    sequence: u64,
}

/// How a connection ended.
#[derive(Debug)]
pub(super) enum Ended {
    /// The session can go on.
    Lost(String),
    /// It cannot.
    Over(String),
    /// Discord closed it with this code.
    Closed(u16),
    /// The queue takes no more.
    Full,
}

/// A connection: what it works with, and how far it is.
pub(super) struct Connection<'a> {
    pub shared: &'a Arc<Shared>,
    pub inbox: &'a Arc<dyn Inbox>,
    pub asides: &'a Asides,
    pub queue: &'a mpsc::Sender<Work>,
    /// The session that goes on, or that began here.
    pub session: Option<Session>,
    /// What was known before a session that is to begin.
    pub known: Watched,
    /// Whether events come in.
    pub is_live: bool,
}

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// When the next heartbeat is due, and until when the last one must be answered.
struct Beats {
    every: Duration,
    next: Instant,
    answer_by: Option<Instant>,
}

impl Connection<'_> {
    /// Connects and hands over what comes until the connection ends. Begins a session at `url` if there is none.
    pub async fn run(&mut self, url: &str) -> Ended {
        let url = self.session.as_ref().map_or(url, |session| &session.url);
        let mut socket = match timeout(self.shared.timings.greeting, connect_async(url)).await {
            Ok(Ok((socket, _))) => socket,
            Ok(Err(error)) => return Ended::Lost(format!("Discord's gateway could not be reached: {error}")),
            Err(_) => return Ended::Lost("Discord's gateway did not answer in time".to_owned()),
        };
        let ended = match self.greeted(&mut socket).await {
            Ok(every) => self.talk(&mut socket, every).await,
            Err(ended) => ended,
        };
        // Not 1000, which would end the session, too.
        let frame = CloseFrame { code: CloseCode::from(LEAVING), reason: "".into() };
        let _ = timeout(Duration::from_millis(200), socket.close(Some(frame))).await;
        ended
    }

    /// Waits for the greeting; gives how often Discord wants a heartbeat.
    async fn greeted(&self, socket: &mut Socket) -> Result<Duration, Ended> {
        let greeting = async {
            loop {
                let Some(frame) = heard(socket.next().await)? else { continue };
                if Opcode::from(frame.op) == Opcode::Hello {
                    let every = frame.d["heartbeat_interval"].as_u64().unwrap_or(41_250);
                    return Ok(Duration::from_millis(every.max(1)).min(LONGEST_BEAT));
                }
            }
        };
        let late = || Ended::Lost("Discord's gateway did not greet in time".to_owned());
        timeout(self.shared.timings.greeting, greeting).await.unwrap_or_else(|_| Err(late()))
    }

    async fn talk(&mut self, socket: &mut Socket, every: Duration) -> Ended {
        if let Err(ended) = self.send(socket, &self.introduction()).await {
            return ended;
        }
        let mut beats = Beats { every, next: Instant::now() + jitter(every), answer_by: None };
        let mut last = Instant::now();
        loop {
            let answer_by = beats.answer_by.unwrap_or_else(|| Instant::now() + LONGEST_BEAT);
            let live_by = last + self.shared.timings.greeting;
            let done = tokio::select! {
                got = socket.next() => match heard(got) {
                    Ok(frame) => {
                        last = Instant::now();
                        match frame {
                            Some(frame) => self.take(frame, &mut beats),
                            None => Ok(()),
                        }
                    }
                    Err(ended) => Err(ended),
                },
                () = sleep_until(beats.next) => {
                    beats.next = Instant::now() + beats.every;
                    if beats.answer_by.is_none() {
                        let patience = self.shared.timings.heartbeat;
                        beats.answer_by = Some(Instant::now() + patience);
                    }
                    let beat = json!({ "op": u8::from(Opcode::Heartbeat), "d": self.session.as_ref().map(|it| it.sequence) });
                    self.send(socket, &beat).await
                }
                () = sleep_until(answer_by), if beats.answer_by.is_some() => {
                    Err(Ended::Lost("Discord's gateway did not answer a heartbeat".to_owned()))
                }
                () = sleep_until(live_by), if !self.is_live => {
                    Err(Ended::Lost("Discord's gateway did not let loop in in time".to_owned()))
                }
            };
            if let Err(ended) = done {
                return ended;
            }
        }
    }

    /// What a connection begins with: a session that goes on, or a new one.
    fn introduction(&self) -> Value {
        let token = self.shared.web.token();
        match &self.session {
            Some(Session { id, sequence, .. }) => json!({
                "op": u8::from(Opcode::Resume), "d": { "token": token, "session_id": id, "seq": sequence },
            }),
            None => json!({ "op": u8::from(Opcode::Identify), "d": {
                "token": token, "intents": INTENTS.bits(), "large_threshold": 50,
                "properties": { "os": std::env::consts::OS, "browser": "loop", "device": "loop" },
            } }),
        }
    }

    async fn send(&self, socket: &mut Socket, frame: &Value) -> Result<(), Ended> {
        let sent = socket.send(Message::text(frame.to_string()));
        match timeout(self.shared.timings.greeting, sent).await {
            Ok(Ok(())) => Ok(()),
            _ => Err(Ended::Lost("Discord's gateway takes nothing".to_owned())),
        }
    }

    /// Does what a frame asks for.
    fn take(&mut self, frame: Frame, beats: &mut Beats) -> Result<(), Ended> {
        match Opcode::from(frame.op) {
            Opcode::Dispatch => self.event(frame),
            Opcode::HeartbeatAck => {
                beats.answer_by = None;
                Ok(())
            }
            Opcode::Heartbeat => {
                beats.next = Instant::now();
                Ok(())
            }
            Opcode::Reconnect => Err(Ended::Lost("Discord asked for a new connection".to_owned())),
            Opcode::InvalidSession if frame.d == true => {
                Err(Ended::Lost("Discord asked for the session to be gone on with".to_owned()))
            }
            Opcode::InvalidSession => {
                Err(Ended::Over("Discord does not know the session any more".to_owned()))
            }
            _ => Ok(()),
        }
    }

    fn event(&mut self, frame: Frame) -> Result<(), Ended> {
        let Frame { d, s, t, .. } = frame;
        // Whatever has another form is nothing that we know.
        let kind = t.filter(|_| d.is_object()).unwrap_or_default();
        match kind.as_str() {
            "READY" => {
                let unreadable = |_| Ended::Over("Discord's greeting could not be read".to_owned());
                let ready = Ready::deserialize(&d).map_err(unreadable)?;
                // Where it cannot be gone on with, a new one begins.
                let url = self.shared.web.site().gateway(&ready.resume_gateway_url);
                let guilds = ready.guilds.into_iter().map(|guild| guild.id).collect();
                let known = std::mem::take(&mut self.known);
                self.put(Work::Begun { known, guilds })?;
                let sequence = s.unwrap_or_default();
                self.session = url.map(|url| Session { id: ready.session_id, url, sequence });
                self.lives();
                return Ok(());
            }
            "RESUMED" => self.lives(),
            "INTERACTION_CREATE" => {
                // It is answered in time, however long the queue is.
                let goes_on = self.shared.interacted(&d, self.inbox, self.asides);
                if goes_on {
                    self.put(Work::Event { kind, data: d })?;
                }
            }
            _ if super::worker::KINDS.contains(&kind.as_str()) => self.put(Work::Event { kind, data: d })?,
            _ => {}
        }
        if let (Some(session), Some(s)) = (&mut self.session, s) {
            session.sequence = s;
        }
        Ok(())
    }

    fn lives(&mut self) {
        self.is_live = true;
        self.shared.connected();
        tracing::info!("connected to Discord");
    }

    /// Puts an event into the queue. One that finds no room is not counted as heard: Discord tells it again.
    fn put(&self, work: Work) -> Result<(), Ended> {
        self.queue.try_send(work).map_err(|_| Ended::Full)
    }
}

/// What came; none = nothing that can be read.
fn heard(
    got: Option<Result<Message, tokio_tungstenite::tungstenite::Error>>,
) -> Result<Option<Frame>, Ended> {
    match got {
        Some(Ok(Message::Text(text))) => Ok(serde_json::from_str(text.as_str())
            .inspect_err(|error| tracing::warn!(%error, "a frame of Discord's could not be read"))
            .ok()),
        Some(Ok(Message::Close(Some(frame)))) => match frame.code.into() {
            code @ 4000.. => Err(Ended::Closed(code)),
            code => Err(Ended::Lost(format!("the connection to Discord was closed (code {code})"))),
        },
        Some(Ok(Message::Close(None)) | Err(_)) | None => {
            Err(Ended::Lost("the connection to Discord was lost".to_owned()))
        }
        Some(Ok(_)) => Ok(None),
    }
}
