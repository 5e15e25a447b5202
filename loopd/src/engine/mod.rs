//! The rules: what is accepted, what runs when, how it ends and who is told.
//!
//! It must not know HTTP, SQL, Docker or any chat platform's ways; those are below or above it.

pub mod caller;
pub mod channels;
pub mod commands;
mod conclude;
mod container;
pub mod delegation;
mod deliver;
mod directories;
mod dispatch;
pub mod doors;
mod error;
mod execute;
mod extra_mounts;
mod fetch;
mod files;
mod grants;
mod handle;
mod inbox;
pub mod intake;
mod listen;
pub mod live;
mod orders;
mod outbox;
mod outcome;
mod owner;
pub mod pairing;
mod places;
pub mod policy;
mod progress;
mod project_files;
mod prompt;
mod protected;
mod reap;
mod recover;
mod sandbox;
mod scheduler;
mod send_files;
mod slots;
mod suggest;
pub mod tasks;
pub mod templates;
mod tokens;
pub mod trust;
mod turn;
mod upload;
mod watch;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::chat::Chat;
use crate::clock::Clock;
use crate::config::{Config, Environment, Home};
use crate::crash::CrashPoint;
use crate::model::{Channel, ContainerId, Millis, Platform};
use crate::runner::Runner;
use crate::store::{self, Store};

pub use crate::chat::Health;
pub use caller::{Agent, Caller};
pub use channels::CreateThread;
pub use error::{Error, Result};
pub use intake::{SayRequest, StartRun};
pub use tasks::{EditTask, Preview, ScheduleTask, TaskOptions};
pub use templates::{AddTemplate, Offer, Offers, TemplateOrigin};
pub use trust::{Project, Projects, TrustState};

/// How long a worker may go without renewing its lease.
const LEASE_MS: Millis = 30_000;
/// How often it renews it.
const HEARTBEAT_MS: Millis = 10_000;
/// How long a program has to end by itself before it is killed.
const GRACE: Duration = Duration::from_secs(2);

/// Who this daemon is.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The installation's id: made with the home, on every label of its containers.
    pub installation: String,
    /// This start of the daemon: the installation's id and a number of its own.
    pub owner: String,
}

/// Everything the rules work with.
#[derive(Clone)]
pub struct Engine {
    /// The database.
    pub store: Store,
    /// The container engine.
    pub runner: Arc<dyn Runner>,
    /// The chat platforms that are configured.
    pub chats: HashMap<Platform, Arc<dyn Chat>>,
    /// The configuration.
    pub config: Arc<Config>,
    /// Where everything of this installation lives.
    pub home: Home,
    /// The process's environment.
    pub environment: Environment,
    /// The host user's home directory, which is the agent's as well.
    pub user_home: PathBuf,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Wake-ups.
    pub live: Arc<live::Live>,
    /// The containers' ways in.
    pub doors: doors::Doors,
    /// Where tasks are spawned.
    pub tasks: TaskTracker,
    /// Cancelled when the daemon stops.
    pub stopping: CancellationToken,
    /// Who this daemon is.
    pub identity: Identity,
    /// The program that gives agents loop's own tools, or why they have none.
    pub bridge: std::result::Result<PathBuf, String>,
    /// The code that makes the first owner.
    pub pairing: Arc<pairing::Pairing>,
    /// Where tests have it die.
    pub crash: CrashPoint,
    /// Turns at what stands in for missing files of projects.
    pub masks: Arc<protected::Masks>,
    /// Open containers that wait for the next message.
    pub warm: Arc<handle::Warm>,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("identity", &self.identity).finish_non_exhaustive()
    }
}

impl Engine {
    fn now(&self) -> Millis {
        self.clock.now()
    }

    /// How long a run may take.
    fn timeout_ms(&self) -> Millis {
        Millis::try_from(self.config.container.timeout.as_millis()).unwrap_or(Millis::MAX)
    }

    /// How long an idle container is kept.
    fn keep_alive_ms(&self) -> Millis {
        Millis::try_from(self.config.container.keep_alive.as_millis()).unwrap_or(Millis::MAX)
    }

    /// True where files can be put into the channel.
    fn takes_files(&self, channel: &Channel) -> bool {
        self.chats.get(&channel.platform).is_some_and(|chat| chat.takes_files())
    }

    /// The engine's name for a container of ours.
    fn container_name(&self, id: &ContainerId) -> String {
        let short: String = self.identity.installation.chars().take(8).collect();
        format!("loop-{short}-{id}")
    }

    /// The directory that holds a container's sockets; short, because socket paths are.
    fn door_dir(&self, id: &ContainerId) -> PathBuf {
        self.home.run().join("c").join(id.as_str())
    }

    /// Makes room for what must still be recorded when the disk is full.
    fn relieve(&self, error: &store::Error) {
        if matches!(error, store::Error::Full(_)) && std::fs::remove_file(self.home.reserve()).is_ok() {
            tracing::error!("the disk is full; the reserve was given up so that running work can end");
        }
    }
}
