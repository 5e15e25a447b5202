//! The doors of containers: the sockets through which an agent reaches the daemon and the model.
//!
//! The engine decides which doors exist; whoever listens (the `http` module) opens them. A door is a directory
//! of its own for every container, so that the path tells who comes in; the token in it is a second proof.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use crate::model::{ChannelId, ContainerId};

/// Where a container finds its door.
pub const DOOR_DIR: &str = "/run/loop";
/// The API's socket in a door.
pub const API_SOCKET: &str = "api.sock";
/// The model API's socket in a door.
pub const MODEL_SOCKET: &str = "model.sock";

/// One container's way in.
#[derive(Clone, Debug)]
pub struct Door {
    /// The container it belongs to.
    pub container: ContainerId,
    /// The only channel that it may act for.
    pub channel: ChannelId,
    /// The host directory that holds its sockets.
    pub dir: PathBuf,
    /// SHA-256 of its token, hex.
    pub token_hash: String,
    /// What the model API last had against this container's requests.
    pub trouble: Trouble,
    /// Cancelled when the container is gone: the door closes, its token is worth nothing.
    pub closed: CancellationToken,
}

/// What the model API last had against the requests of one container, and how often in a row; cleared by a good
/// answer.
#[derive(Clone, Debug, Default)]
pub struct Trouble(Arc<Mutex<(Option<ModelTrouble>, u32)>>);

/// Why the model API did not answer as it should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelTrouble {
    /// Its HTTP status; none when it could not be reached.
    pub status: Option<u16>,
    /// What it said, or why it could not be reached.
    pub message: String,
    /// When it said a new try makes sense: seconds or a time, as it said it.
    pub reset: Option<String>,
}

impl Trouble {
    /// Notes trouble, or that there is none any more. Tells how often in a row there was some.
    pub fn set(&self, trouble: Option<ModelTrouble>) -> u32 {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let times = if trouble.is_some() { noted.1.saturating_add(1) } else { 0 };
        *noted = (trouble, times);
        times
    }

    /// The last trouble.
    pub fn get(&self) -> Option<ModelTrouble> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).0.clone()
    }
}

/// A door to be opened, and where to say that it is.
#[derive(Debug)]
pub struct OpenDoor {
    /// The door.
    pub door: Door,
    /// Told when the sockets listen, or why they cannot.
    pub opened: oneshot::Sender<std::io::Result<()>>,
}

/// The doors that are open, and a way to have more opened.
#[derive(Clone, Debug)]
pub struct Doors {
    ask: mpsc::Sender<OpenDoor>,
    open: Arc<Mutex<HashMap<ContainerId, Door>>>,
}

impl Doors {
    /// A way to ask, and where the asking arrives.
    pub fn new() -> (Self, mpsc::Receiver<OpenDoor>) {
        let (ask, asked) = mpsc::channel(16);
        (Self { ask, open: Arc::default() }, asked)
    }

    /// Opens a door and gives it back when its sockets listen; one that is open stays as it is.
    pub async fn open(&self, door: Door) -> std::io::Result<Door> {
        if let Some(open) = self.lock().get(&door.container) {
            return Ok(open.clone());
        }
        let (opened, answer) = oneshot::channel();
        let nobody = || std::io::Error::other("the daemon is stopping");
        self.ask.send(OpenDoor { door: door.clone(), opened }).await.map_err(|_| nobody())?;
        answer.await.map_err(|_| nobody())??;
        self.lock().insert(door.container.clone(), door.clone());
        Ok(door)
    }

    /// Closes a container's door for good: its token is worth nothing any more.
    pub fn close(&self, container: &ContainerId) {
        if let Some(door) = self.lock().remove(container) {
            door.closed.cancel();
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ContainerId, Door>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
