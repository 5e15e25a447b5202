//! What the parts of the adapter share: the API, what Discord has told of, how the connection is.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::directory::Directory;
use super::interactions::Pending;
use super::post::Settled;
use super::timings::Timings;
use super::web::Web;
use super::wire::{Channel, User};
use crate::chat::Health;

/// What the parts of the adapter share.
pub(super) struct Shared {
    pub web: Web,
    pub timings: Timings,
    /// The application's id, if the config tells it.
    pub app_id: Option<String>,
    /// The server in which channels are made, if the config tells it.
    pub guild_id: Option<String>,
    pub directory: Directory,
    pub settled: Settled,
    pub pending: Pending,
    /// Channels that were asked for, and when.
    pub listed: Mutex<Option<(tokio::time::Instant, Vec<Channel>)>>,
    /// Roles of people that were asked for, and when.
    pub roles: Mutex<HashMap<String, (tokio::time::Instant, Vec<String>)>>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    me: Option<User>,
    app: Option<String>,
    trouble: Option<String>,
    is_live: bool,
}

impl Shared {
    pub fn new(web: Web, timings: Timings, app_id: Option<String>, guild_id: Option<String>) -> Self {
        Self {
            web,
            timings,
            app_id,
            guild_id,
            directory: Directory::default(),
            settled: Settled::default(),
            pending: Pending::default(),
            listed: Mutex::default(),
            roles: Mutex::default(),
            state: Mutex::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who loop is; none before the first time that Discord said so.
    pub fn me(&self) -> Option<User> {
        self.state().me.clone()
    }

    /// The application's id.
    pub fn app(&self) -> Option<String> {
        self.state().app.clone()
    }

    pub fn is_me(&self, me: User, app: String) {
        let mut state = self.state();
        state.me = Some(me);
        state.app = Some(app);
    }

    /// Events come in.
    pub fn connected(&self) {
        let mut state = self.state();
        state.is_live = true;
        state.trouble = None;
    }

    /// Events come in no longer.
    pub fn disconnected(&self) {
        self.state().is_live = false;
    }

    /// Whether events come in.
    pub fn is_live(&self) -> bool {
        self.state().is_live
    }

    /// Something keeps events from coming in.
    pub fn troubled(&self, trouble: String) {
        self.state().trouble = Some(trouble);
    }

    pub fn health(&self) -> Health {
        let guilds = self.directory.guilds().len();
        let state = self.state();
        let detail = match (&state.trouble, &state.me) {
            (Some(trouble), _) if !state.is_live => format!("not connected: {trouble}"),
            (Some(trouble), _) => format!("connected, but {trouble}"),
            (None, Some(me)) if state.is_live => {
                let servers = if guilds == 1 { "1 server".to_owned() } else { format!("{guilds} servers") };
                format!("connected as @{} in {servers}", me.username)
            }
            (None, _) => "connecting".to_owned(),
        };
        Health { is_ok: state.is_live && state.trouble.is_none(), detail }
    }
}

/// Small work beside the events, which ends with the listening.
#[derive(Clone, Default)]
pub(super) struct Asides {
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl Asides {
    pub fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let stop = self.stop.clone();
        self.tasks.spawn(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                () = work => {}
            }
        });
    }

    pub async fn end(self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}
