//! Containers that run agents: what they are made of, how they are driven, and what they print.
//!
//! It must not know runs, channels' rows or chat: the engine decides, this does.

pub mod agent;
pub mod docker;
mod lines;
pub mod mounts;
pub mod protocol;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::time::Duration;

use async_trait::async_trait;
use futures::stream::BoxStream;
use tokio::io::AsyncWrite;

pub use lines::{Line, LineReader, MAX_LINE_BYTES, Piece};

use crate::model::ReadMark;

/// What a container is made of. Everything in it is decided by the engine; nothing is added below.
#[derive(Clone, Debug, PartialEq)]
pub struct ContainerSpec {
    /// The engine's name for it; the same name is never made twice.
    pub name: String,
    /// The image.
    pub image: String,
    /// Program and arguments; never holds what a person said, or a secret.
    pub argv: Vec<String>,
    /// Environment; never holds a secret.
    pub env: BTreeMap<String, String>,
    /// Numeric user and group.
    pub user: (u32, u32),
    /// More groups of the user.
    pub groups: Vec<u32>,
    /// Where the program starts.
    pub work_dir: PathBuf,
    /// What it sees of the host.
    pub mounts: Vec<Mount>,
    /// The user's home directory in the container; writable.
    pub home: PathBuf,
    /// Files copied in before the start: (path beneath `home`, contents), owned by the user, mode 0600.
    pub files: Vec<(PathBuf, Vec<u8>)>,
    /// Limits.
    pub limits: Limits,
    /// Labels beside the installation's own.
    pub labels: BTreeMap<String, String>,
}

/// Something of the host that a container sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// Where it comes from.
    pub source: MountSource,
    /// Where it appears.
    pub target: PathBuf,
    /// True when it cannot be written.
    pub read_only: bool,
}

/// Where a mount comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MountSource {
    /// A path of the host.
    Bind(PathBuf),
    /// A named volume of the engine.
    Volume(String),
}

/// Limits of one container.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Memory, bytes; there is no swap beyond it.
    pub memory_bytes: i64,
    /// Processor time, in billionths of a processor.
    pub nano_cpus: i64,
    /// Processes and threads.
    pub pids: i64,
}

/// What the engine says of a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// There is none of that name.
    Absent,
    /// Made, never started.
    Created,
    /// Its program runs.
    Running,
    /// Its program ended.
    Exited {
        /// Its exit code; 128 and the signal's number when it was killed.
        code: i64,
        /// True when the kernel killed it for want of memory.
        out_of_memory: bool,
    },
}

/// One container of this installation, as the engine lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// True while its program runs.
    pub running: bool,
}

/// What can go wrong with the container engine, as far as a caller decides by it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The engine does not answer.
    #[error("the container engine does not answer: {0}")]
    EngineDown(String),
    /// The image is not there and could not be made or fetched.
    #[error("the agent image {image} is missing: {reason}")]
    ImageMissing {
        /// Its name.
        image: String,
        /// Why it could not be made or fetched.
        reason: String,
    },
    /// The engine refused what was asked of it.
    #[error("the container engine refused: {0}")]
    Refused(String),
}

/// Where a program's standard input is written.
pub type Input = Pin<Box<dyn AsyncWrite + Send>>;

/// Called with a line for people while an image is made.
pub type OnProgress<'a> = &'a mut (dyn FnMut(String) + Send);

/// Runs containers. Every operation may be repeated: each says what is, not what was done.
#[async_trait]
pub trait Runner: Send + Sync {
    /// The engine's version, when it answers.
    async fn version(&self) -> Result<String, Error>;

    /// Makes sure that the image is there and current; `on_progress` hears of the work it takes.
    async fn ensure_image(&self, image: &str, on_progress: OnProgress<'_>) -> Result<(), Error>;

    /// Makes the container, or adopts the one of that name if it is ours.
    async fn create(&self, spec: &ContainerSpec) -> Result<(), Error>;

    /// Starts a container that was never started. One that ran is never started again.
    async fn start(&self, name: &str) -> Result<State, Error>;

    /// What the engine says of it.
    async fn state(&self, name: &str) -> Result<State, Error>;

    /// Opens its standard input. Closing it does not end the input for good.
    async fn input(&self, name: &str) -> Result<Input, Error>;

    /// Everything it printed and prints, from a place on, until it ends.
    fn output(&self, name: &str, from: ReadMark) -> BoxStream<'static, Result<Line, Error>>;

    /// Asks the program to end, kills it after `grace`, and returns when it is dead.
    async fn stop(&self, name: &str, grace: Duration) -> Result<(), Error>;

    /// Removes it, dead or alive.
    async fn remove(&self, name: &str) -> Result<(), Error>;

    /// The containers of any installation that mount this very path, dead ones left out: they do not come back.
    async fn mounting(&self, path: &Path) -> Result<Vec<String>, Error>;

    /// The containers of this installation.
    async fn list(&self) -> Result<Vec<Listed>, Error>;
}
