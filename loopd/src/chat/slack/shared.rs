//! What the parts of the adapter share: the API with both tokens, what has been looked up, how the connection is.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use slack_morphism::hyper_tokio::SlackHyperClient;
use tokio::sync::watch;

use super::directory::Directory;
use super::pace::Pace;
use super::post::Settled;
use super::socket::Manager;
use super::timings::Timings;
use super::web::{Site, Web};
use super::wire::Me;
use crate::chat::Health;

/// What the parts of the adapter share.
pub(super) struct Shared {
    pub site: Site,
    pub client: Arc<SlackHyperClient>,
    /// The API for what the bot does.
    pub bot: Web,
    /// The API for opening sockets.
    pub app: Web,
    /// For files and private answers.
    pub http: reqwest::Client,
    pub timings: Timings,
    pub directory: Directory,
    pub pace: Pace,
    pub settled: Settled,
    /// The sockets that take events.
    pub live: watch::Sender<Live>,
    state: Mutex<State>,
}

/// The sockets that take events.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Live {
    /// How many there are.
    pub count: usize,
    /// How often one of them ended, or an event that came could not be taken.
    pub losses: u64,
    /// After how many of these it was noted where to look for what was missed.
    pub noted: u64,
}

#[derive(Default)]
struct State {
    me: Option<Me>,
    trouble: Option<String>,
    sockets: Vec<Manager>,
}

impl Shared {
    pub fn new(
        site: Site,
        client: Arc<SlackHyperClient>,
        (bot, app): (Web, Web),
        timings: Timings,
    ) -> anyhow::Result<Self> {
        // Where Slack sends us elsewhere, our token must not follow.
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
        Ok(Self {
            site,
            client,
            bot,
            app,
            http,
            timings,
            directory: Directory::default(),
            pace: Pace::new(timings.pace),
            settled: Settled::default(),
            live: watch::Sender::default(),
            state: Mutex::default(),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who loop is; none before the first time that Slack said so.
    pub fn me(&self) -> Option<Me> {
        self.state().me.clone()
    }

    pub fn is_me(&self, me: Me) {
        self.state().me = Some(me);
    }

    /// A socket takes events.
    pub fn connected(&self) {
        self.state().trouble = None;
        self.live.send_modify(|live| live.count += 1);
    }

    /// A socket takes no more events.
    pub fn disconnected(&self) {
        self.live.send_modify(|live| {
            live.count = live.count.saturating_sub(1);
            // What it had taken in and not yet handed over went with it, also where another socket goes on.
            live.losses += 1;
        });
    }

    /// An event could not be taken; Slack sends it again for some minutes only.
    pub fn not_taken(&self) {
        self.live.send_modify(|live| live.losses += 1);
    }

    /// It is noted where to look for what was missed in so many losses.
    pub fn noted(&self, losses: u64) {
        self.live.send_modify(|live| live.noted = losses);
    }

    /// Waits until it is noted where to look for what was missed so far.
    pub async fn losses_noted(&self) {
        let losses = self.live.borrow().losses;
        // The sender is ours: it does not end before us.
        let _ = self.live.subscribe().wait_for(|live| live.noted >= losses).await;
    }

    /// A socket is being opened.
    pub fn opened(&self, socket: &Manager) {
        self.state().sockets.push(Arc::clone(socket));
    }

    /// A socket is closed.
    pub fn closed(&self, socket: &Manager) {
        self.state().sockets.retain(|other| !Arc::ptr_eq(other, socket));
    }

    /// Closes every socket that is left.
    pub async fn close_sockets(&self) {
        let sockets = std::mem::take(&mut self.state().sockets);
        for socket in sockets {
            socket.shutdown().await;
        }
    }

    /// Something keeps a socket from being opened.
    pub fn troubled(&self, trouble: String) {
        self.state().trouble = Some(trouble);
    }

    pub fn health(&self) -> Health {
        let live = self.live.borrow().count;
        let state = self.state();
        let detail = match (live, &state.trouble, &state.me) {
            (0, Some(trouble), _) => format!("not connected: {trouble}"),
            (0, None, _) => "connecting".to_owned(),
            (live, _, Some(me)) => format!("connected as @{} over {live} sockets", me.name),
            (live, _, None) => format!("connected over {live} sockets"),
        };
        Health { is_ok: live > 0, detail }
    }
}
