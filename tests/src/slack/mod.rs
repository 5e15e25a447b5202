//! A stand-in for Slack: its Web API, Socket Mode, files and private answers, faithful enough for Slack's own SDKs.
//!
//! It keeps a workspace as people would see it ([`Slack::transcript`]), notes every call ([`Slack::calls`]), and is
//! strict: what Slack would refuse or cut short is refused *and* noted as a violation; every test ends with
//! [`Slack::assert_faithful`]. People act by `say`, `mention`, `dm`, `reply`, `slash`, `press` and so on, each of
//! which gives a [`Sent`] that tells when it was acknowledged. What is not acknowledged is sent again, as Slack does,
//! on a clock that [`Clock`] sets. Faults are ordered by [`Slack::fail`], and connections broken by `reset`, `finish`,
//! `silence`, `garble`, `disconnect` and `away`.

mod chat;
mod check;
mod control;
mod conversations;
mod fault;
mod files;
mod link;
mod methods;
mod people;
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
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub use fault::Fault;
pub use script::Sent;
pub use world::{APP, BOT, BOT_USER, Channel, File, Group, Message, Person, Private, TEAM};

use crate::wire::Wires;
use link::{Event, Link};

use world::World;

/// The bot token that is taken.
pub const BOT_TOKEN: &str = "xoxb-stand-in";
/// The app-level token that is taken.
pub const APP_TOKEN: &str = "xapp-stand-in";
/// How long a wait may last before the test has failed.
const PATIENCE: Duration = Duration::from_secs(30);

/// How fast the platform's own clock runs.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    /// How long an event may go unacknowledged; 3 s at Slack.
    pub ack: Duration,
    /// How long after that it is sent again; at once, after 1 min and after 5 min at Slack.
    pub again: [Duration; 3],
    /// Posts that a channel takes at once, and how often another; none = no limit. About one a second at Slack.
    pub posts: Option<(u32, Duration)>,
    /// How many seconds pass in a second, by the time stamps of messages.
    pub speed: u32,
}

impl Default for Clock {
    fn default() -> Self {
        let ms = Duration::from_millis;
        Self { ack: ms(600), again: [ms(0), ms(300), ms(1000)], posts: None, speed: 60 }
    }
}

impl Clock {
    /// As at Slack.
    pub fn real() -> Self {
        let s = Duration::from_secs;
        Self { ack: s(3), again: [s(0), s(60), s(300)], posts: Some((4, s(1))), speed: 1 }
    }
}

/// A call that the stand-in got.
#[derive(Clone, Debug, Serialize)]
pub struct Call {
    /// `chat.postMessage`; or `response`, `upload`, `download`, `link`.
    pub method: String,
    /// Its arguments.
    pub args: Value,
    /// What it was answered; null if it never was.
    pub answer: Value,
    /// When it came, since the stand-in's start.
    pub at: Duration,
}

/// A running stand-in; dropping it stops it and breaks every connection.
#[derive(Clone)]
pub struct Slack {
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

impl Slack {
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
        let state = Arc::new(State {
            addr: listener.local_addr()?,
            clock,
            inner: Mutex::new(Inner { world: World::new(clock.speed), ..Inner::default() }),
            begun: tokio::time::Instant::now(),
            changed: watch::Sender::default(),
            away: watch::Sender::default(),
            stop: stop.clone(),
            tasks: TaskTracker::new(),
        });
        state.tasks.spawn(server::serve(listener, wires.clone(), Arc::clone(&state)));
        Ok(Self { state, owner: Arc::new(Owner { stop, wires }) })
    }

    /// The base address of its API, for `slack_api_url`.
    pub fn api_url(&self) -> String {
        format!("{}/api", self.state.base())
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

    /// How often a method was called.
    pub fn count(&self, method: &str) -> usize {
        self.state.lock().calls.iter().filter(|call| call.method == method).count()
    }

    /// What a client of Slack must not do, and was done.
    pub fn violations(&self) -> Vec<String> {
        self.state.lock().violations.clone()
    }

    /// Fails the test if anything was done that a client of Slack must not do.
    pub fn assert_faithful(&self) {
        assert_eq!(self.violations(), Vec::<String>::new());
    }

    /// What people read in a channel: `ann: hello`, a line a message, without replies.
    pub fn transcript(&self, channel: &str) -> String {
        let mut inner = self.state.lock();
        let id = inner.world.channel(channel);
        inner.world.transcript(&id, None)
    }

    /// What people read in a thread, its first message included.
    pub fn thread(&self, channel: &str, root: &str) -> String {
        let mut inner = self.state.lock();
        let id = inner.world.channel(channel);
        inner.world.transcript(&id, Some(root))
    }

    /// The messages of a channel, replies and deleted ones included.
    pub fn messages(&self, channel: &str) -> Vec<Message> {
        let mut inner = self.state.lock();
        let id = inner.world.channel(channel);
        inner.world.channels.get(&id).map(|channel| channel.messages.clone()).unwrap_or_default()
    }

    /// A channel as it is, if there is one of that name.
    pub fn find_channel(&self, name: &str) -> Option<Channel> {
        self.state.lock().world.channels.values().find(|channel| channel.name == name).cloned()
    }

    /// The answers that only one person saw.
    pub fn private(&self) -> Vec<Private> {
        self.state.lock().world.private.clone()
    }

    /// The files that there are.
    pub fn files(&self) -> Vec<File> {
        self.state.lock().world.files.values().cloned().collect()
    }

    /// The statuses shown in an assistant's thread, oldest first.
    pub fn statuses(&self, channel: &str, thread: &str) -> Vec<String> {
        let key = (channel.to_owned(), thread.to_owned());
        self.state.lock().world.statuses.get(&key).cloned().unwrap_or_default()
    }

    /// How many sockets take events.
    pub fn sockets(&self) -> usize {
        self.state.lock().live().count()
    }

    /// How often a socket was opened so far.
    pub fn opened(&self) -> u64 {
        self.state.lock().opened
    }

    /// How many pings of clients were answered so far.
    pub fn pings(&self) -> u64 {
        self.state.lock().pings
    }

    /// The next `times` calls of a method (`*` = any; `link` = the socket itself) go wrong.
    pub fn fail(&self, method: &str, times: usize, fault: Fault) {
        self.state.lock().faults.push(fault::Rule { method: method.to_owned(), fault, times });
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
    begun: tokio::time::Instant,
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
    links: Vec<Link>,
    events: BTreeMap<String, Event>,
    tickets: Vec<String>,
    opened: u64,
    /// Sockets of other clients.
    others: usize,
    pings: u64,
    /// Posts per channel: how many may follow at once, and since when.
    posts: BTreeMap<String, (u32, tokio::time::Instant)>,
    /// Tokens that are no longer taken.
    revoked: Vec<String>,
}

impl Inner {
    fn violation(&mut self, what: impl Into<String>) {
        self.violations.push(what.into());
    }

    fn live(&self) -> impl Iterator<Item = &Link> {
        self.links.iter().filter(|link| link.takes_events)
    }
}

impl State {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn base(&self) -> String {
        format!("http://{}", self.addr)
    }

    fn note(&self, method: &str, args: Value, answer: Value) {
        let at = self.begun.elapsed();
        self.lock().calls.push(Call { method: method.to_owned(), args, answer, at });
        self.changed.send_replace(());
    }
}
