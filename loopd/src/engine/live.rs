//! Wake-ups within the process: which run has new events, who should stop, what is due.
//!
//! Signals carry no data. Whoever is woken reads the database, so a lost signal costs time, never truth.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Notify, RwLock, Semaphore, SemaphorePermit, watch};
use tokio_util::sync::CancellationToken;

use crate::model::{Platform, RunId};

/// Wakes everyone who listens.
#[derive(Debug, Default)]
pub struct Bell(watch::Sender<()>);

impl Bell {
    /// Wakes them; also those that are busy, when they next listen.
    pub fn ring(&self) {
        self.0.send_replace(());
    }

    /// Hears every ring after this call.
    pub fn listen(&self) -> watch::Receiver<()> {
        self.0.subscribe()
    }
}

/// Files sent at once, of up to 25 MiB each.
const UPLOADS: usize = 3;

/// Turns at sending files.
#[derive(Debug)]
pub struct Uploads(Semaphore);

impl Default for Uploads {
    fn default() -> Self {
        Self(Semaphore::new(UPLOADS))
    }
}

impl Uploads {
    /// Waits for a turn, which lasts as long as what is given.
    pub async fn acquire(&self) -> Option<SemaphorePermit<'_>> {
        self.0.acquire().await.ok()
    }
}

/// One for each platform: what hangs on one of them holds up no other.
#[derive(Debug, Default)]
pub struct ByPlatform<T> {
    slack: T,
    discord: T,
    local: T,
}

impl<T> ByPlatform<T> {
    /// The one of a platform.
    pub fn of(&self, platform: Platform) -> &T {
        match platform {
            Platform::Slack => &self.slack,
            Platform::Discord => &self.discord,
            Platform::Local => &self.local,
        }
    }
}

/// All wake-ups.
#[derive(Debug, Default)]
pub struct Live {
    /// There may be a run to claim.
    pub runs: Notify,
    /// A task was made or changed.
    pub tasks: Notify,
    /// There may be a reply to deliver.
    pub deliveries: Bell,
    /// Something happened in a run, or there is one more.
    pub news: Bell,
    /// A container has become idle.
    pub containers: Notify,
    /// Held while an agent's request to cause a run is weighed and accepted.
    pub delegating: tokio::sync::Mutex<()>,
    /// Held while a channel is made for a directory.
    pub placing: tokio::sync::Mutex<()>,
    /// Held while a channel or thread is made.
    pub making: ByPlatform<tokio::sync::Mutex<()>>,
    /// Turns at sending files.
    pub uploads: ByPlatform<Uploads>,
    /// Held for reading while files are taken that are not owed yet.
    pub taking: Arc<RwLock<()>>,
    changes: Mutex<HashMap<RunId, watch::Sender<()>>>,
    stops: Mutex<HashMap<RunId, CancellationToken>>,
}

impl Live {
    /// Wakes everyone who watches the run.
    pub fn changed(&self, run: RunId) {
        self.news.ring();
        let mut changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = changes.get(&run)
            && sender.send(()).is_err()
        {
            changes.remove(&run);
        }
    }

    /// Watches the run: the receiver wakes at every change after this call.
    pub fn watch(&self, run: RunId) -> watch::Receiver<()> {
        let mut changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        changes.retain(|_, sender| !sender.is_closed());
        changes.entry(run).or_insert_with(|| watch::channel(()).0).subscribe()
    }

    /// The token that a stop of the run cancels, while it is worked on.
    pub fn stop_token(&self, run: RunId) -> CancellationToken {
        let mut stops = self.stops.lock().unwrap_or_else(PoisonError::into_inner);
        stops.entry(run).or_default().clone()
    }

    /// Tells the run's worker to stop, if there is one here.
    pub fn stop(&self, run: RunId) {
        let stops = self.stops.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(token) = stops.get(&run) {
            token.cancel();
        }
    }

    /// The runs that are worked on here.
    pub fn working(&self) -> Vec<RunId> {
        self.stops.lock().unwrap_or_else(PoisonError::into_inner).keys().copied().collect()
    }

    /// Forgets the run's stop token: nobody works on it any more.
    pub fn ended(&self, run: RunId) {
        self.stops.lock().unwrap_or_else(PoisonError::into_inner).remove(&run);
        self.changed(run);
    }
}
