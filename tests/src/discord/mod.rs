//! A stand-in for Discord: its REST API, gateway, interactions and files, faithful enough for discord.py.
//!
//! It keeps a server as people would see it ([`Discord::transcript`]), notes every call ([`Discord::calls`]), and is
//! strict: what Discord would refuse, or ban an app for, is refused *and* noted as a violation; every test ends with
//! [`Discord::assert_faithful`]. People act by `say`, `mention`, `dm`, `reply`, `slash`, `typing`, `press` and so on.
//! Nothing is acknowledged at Discord: what is sent while nobody is connected is kept for a session that resumes.
//! Faults are ordered by [`Discord::fail`], and connections broken by `reset`, `finish`, `silence`, `garble`, `close`,
//! `ask_to_reconnect`, `invalidate`, `ignore_heartbeats` and `away`.

mod channels;
mod check;
mod control;
mod fault;
mod form;
mod gateway;
mod interactions;
mod messages;
mod routes;
mod script;
mod server;
mod trouble;
mod world;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub use fault::Fault;
pub use interactions::Interaction;
pub use script::Asked;
pub use world::{
    APP, BOT_ROLE, BOT_USER, Channel, DIRECT, File, GUILD, Message, Person, Private, Role, TEXT, THREAD,
};

use crate::wire::Wires;
use gateway::{Gate, Session};
use world::World;

/// The token that is taken.
pub const TOKEN: &str = "stand-in.discord.token";
/// The intents that need the owner's leave: members, presences, and what messages say.
pub const MESSAGE_CONTENT: u64 = 1 << 15;
/// How long a wait may last before the test has failed.
const PATIENCE: Duration = Duration::from_secs(30);

/// How fast the platform's own clock runs.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    /// How often a client must say that it is alive; 41 s at Discord.
    pub heartbeat: Duration,
    /// How long an interaction may go unanswered; 3 s at Discord.
    pub answer: Duration,
    /// How long an interaction can be answered further; 15 min at Discord.
    pub token: Duration,
    /// How long a nonce is remembered; some minutes at Discord.
    pub nonce: Duration,
    /// Posts that a channel takes, and within what time; none = no limit. About 5 in 5 s at Discord.
    pub posts: Option<(u32, Duration)>,
}

impl Default for Clock {
    fn default() -> Self {
        let ms = Duration::from_millis;
        Self { heartbeat: ms(800), answer: ms(1_000), token: ms(60_000), nonce: ms(60_000), posts: None }
    }
}

impl Clock {
    /// As at Discord, but for heartbeats, which come often enough to be seen.
    pub fn real() -> Self {
        let s = Duration::from_secs;
        Self { heartbeat: s(4), answer: s(3), token: s(900), nonce: s(180), posts: Some((5, s(5))) }
    }
}

/// A call that the stand-in got.
#[derive(Clone, Debug, Serialize)]
pub struct Call {
    /// `POST channels/*/messages`; ids are stars.
    pub route: String,
    /// The path itself, with what was asked behind it.
    pub path: String,
    /// Its body; null if it has none.
    pub body: Value,
    /// What it was answered; null if it never was.
    pub answer: Value,
}

/// A running stand-in; dropping it stops it and breaks every connection.
#[derive(Clone)]
pub struct Discord {
    state: Arc<State>,
    owner: Arc<Owner>,
}

/// Stops the stand-in with its last handle.
struct Owner {
    stop: CancellationToken,
    wires: Wires,
}

impl Drop for Owner {
    fn drop(&mut self) {
        self.stop.cancel();
        self.wires.reset();
    }
}

impl Discord {
    /// Starts one on a free loopback port.
    pub async fn start() -> Self {
        Self::start_with(Clock::default()).await
    }

    /// Starts one with a clock of its own.
    pub async fn start_with(clock: Clock) -> Self {
        #[expect(clippy::expect_used, reason = "a test cannot go on without it")]
        Self::start_on(0, clock).await.expect("a free loopback port")
    }

    /// Starts one on `port` of the loopback interface; 0 = any free one.
    pub async fn start_on(port: u16, clock: Clock) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let (stop, wires) = (CancellationToken::new(), Wires::default());
        let inner = Inner { world: World::new(), leave: MESSAGE_CONTENT, ..Inner::default() };
        let state = Arc::new(State {
            addr: listener.local_addr()?,
            clock,
            inner: Mutex::new(inner),
            changed: watch::Sender::default(),
            away: watch::Sender::default(),
            stop: stop.clone(),
            tasks: TaskTracker::new(),
        });
        state.tasks.spawn(server::serve(listener, wires.clone(), Arc::clone(&state)));
        Ok(Self { state, owner: Arc::new(Owner { stop, wires }) })
    }

    /// The base address of its API, for `discord_api_url`.
    pub fn api_url(&self) -> String {
        format!("{}/api/v10", self.state.base())
    }

    /// The address of the stand-in itself.
    pub fn base(&self) -> String {
        self.state.base()
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.state.addr.port()
    }

    /// Every call so far, oldest first.
    pub fn calls(&self) -> Vec<Call> {
        self.state.lock().calls.clone()
    }

    /// How often a route was called.
    pub fn count(&self, route: &str) -> usize {
        self.state.lock().calls.iter().filter(|call| call.route == route).count()
    }

    /// What a client of Discord must not do, and was done.
    pub fn violations(&self) -> Vec<String> {
        self.state.lock().violations.clone()
    }

    /// Fails the test if anything was done that a client of Discord must not do.
    pub fn assert_faithful(&self) {
        assert_eq!(self.violations(), Vec::<String>::new());
    }

    /// What people read in a channel or thread, by name or id: `Ann: hello`, a line a message.
    pub fn transcript(&self, channel: &str) -> String {
        let mut inner = self.state.lock();
        let id = inner.world.channel(channel);
        inner.world.transcript(&id)
    }

    /// The messages of a channel or thread, deleted ones included.
    pub fn messages(&self, channel: &str) -> Vec<Message> {
        let mut inner = self.state.lock();
        let id = inner.world.channel(channel);
        inner.world.channels.get(&id).map(|channel| channel.messages.clone()).unwrap_or_default()
    }

    /// A channel or thread as it is, if there is one of that name or id.
    pub fn find_channel(&self, name: &str) -> Option<Channel> {
        let inner = self.state.lock();
        inner.world.channels.values().find(|it| it.name == name || it.id == name).cloned()
    }

    /// The threads of a channel that are not deleted.
    pub fn threads(&self, channel: &str) -> Vec<Channel> {
        let mut inner = self.state.lock();
        let id = inner.world.channel(channel);
        let all = inner.world.channels.values();
        let own = all.filter(|it| it.is_thread() && !it.is_deleted && it.parent.as_ref() == Some(&id));
        own.cloned().collect()
    }

    /// The answers that only one person saw.
    pub fn private(&self) -> Vec<Private> {
        self.state.lock().world.private.clone()
    }

    /// The commands that are registered for the app, or for a server.
    pub fn commands(&self, guild: &str) -> Value {
        self.state.lock().world.commands.get(guild).cloned().unwrap_or_default()
    }

    /// How many connections take events.
    pub fn connections(&self) -> usize {
        self.state.lock().gates.iter().filter(|gate| gate.session.is_some()).count()
    }

    /// How often a session was begun, and how often one was gone on with.
    pub fn sessions(&self) -> (u64, u64) {
        let inner = self.state.lock();
        (inner.identified, inner.resumed)
    }

    /// How many heartbeats were answered so far.
    pub fn heartbeats(&self) -> u64 {
        self.state.lock().heartbeats
    }

    /// The next `times` calls of a route (`*` = any; `gateway` = the connection itself) go wrong.
    pub fn fail(&self, route: &str, times: usize, fault: Fault) {
        self.state.lock().faults.push(fault::Rule { route: route.to_owned(), fault, times });
    }

    /// Ends every fault that is left.
    pub fn heal(&self) {
        self.state.lock().faults.clear();
        self.state.changed.send_replace(());
    }

    /// Waits until `condition` holds; fails the test if it does not in time.
    pub async fn wait_for(&self, what: &str, condition: impl Fn(&Self) -> bool) {
        let mut changed = self.state.changed.subscribe();
        let holds = async {
            while !condition(self) {
                let _ = changed.changed().await;
            }
        };
        let held = tokio::time::timeout(PATIENCE, holds).await;
        assert!(held.is_ok(), "{what}: never came; calls were {:#?}", self.calls());
    }

    /// Stops it and breaks every connection.
    pub async fn stop(&self) {
        self.state.stop.cancel();
        self.owner.wires.reset();
        self.state.tasks.close();
        self.state.tasks.wait().await;
    }
}

/// What the server and the handles share.
struct State {
    addr: SocketAddr,
    clock: Clock,
    inner: Mutex<Inner>,
    changed: watch::Sender<()>,
    /// Whether nobody answers at its address.
    away: watch::Sender<bool>,
    stop: CancellationToken,
    tasks: TaskTracker,
}

#[derive(Default)]
struct Inner {
    world: World,
    calls: Vec<Call>,
    violations: Vec<String>,
    faults: Vec<fault::Rule>,
    gates: Vec<Gate>,
    sessions: BTreeMap<String, Session>,
    interactions: BTreeMap<String, Interaction>,
    /// Messages by nonce, and since when.
    nonces: BTreeMap<String, (String, String, Instant)>,
    /// Posts per channel: how many are left, and until when.
    posts: BTreeMap<String, (u32, Instant)>,
    /// Until when nothing at all is taken.
    held: Option<Instant>,
    heartbeats: u64,
    identified: u64,
    resumed: u64,
    /// Intents that the app's owner has asked for and got.
    leave: u64,
    is_revoked: bool,
    ignores_heartbeats: bool,
    greets_nobody: bool,
    starts_left: Option<(u64, u64)>,
}

impl Inner {
    fn violation(&mut self, what: impl Into<String>) {
        self.violations.push(what.into());
    }
}

impl State {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn base(&self) -> String {
        format!("http://{}", self.addr)
    }

    fn note(&self, call: Call) {
        self.lock().calls.push(call);
        self.changed.send_replace(());
    }
}
