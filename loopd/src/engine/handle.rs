//! An open container: its input, its output and its door. It lives in memory only; a new daemon opens another.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use futures::StreamExt;
use futures::stream::BoxStream;
use tokio::io::AsyncWriteExt;

use super::doors::Door;
use super::protected::Seal;
use crate::model::{Container, ContainerId, ReadMark};
use crate::runner::{self, Input, Line, Runner};

/// Bytes of standard error that are kept for the failure's words.
const STDERR_BYTES: usize = 4 * 1024;
/// A container that printed more is not used again, so that its log does not grow for ever.
pub(super) const RECYCLE_BYTES: u64 = 256 * 1024 * 1024;
/// A run that prints more is ended: the engine keeps all of it on disk.
pub(super) const OUTPUT_BYTES: u64 = 4 * 1024 * 1024 * 1024;

/// An open container.
pub struct Handle {
    /// Its id.
    pub id: ContainerId,
    /// The engine's name for it.
    pub name: String,
    /// Its door.
    pub door: Door,
    /// What its mounts guard; `None` if that is not known any more, and it is not lent to another run.
    pub(super) seal: Option<Seal>,
    /// What it said on standard error, the last of it.
    pub stderr: String,
    /// How much it printed since it was opened.
    pub printed: u64,
    /// The place behind the last line.
    pub mark: ReadMark,
    // Never locked: the mutexes only make the handle shareable between threads.
    input: Mutex<Input>,
    lines: Mutex<BoxStream<'static, Result<Line, runner::Error>>>,
}

impl std::fmt::Debug for Handle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Handle").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Handle {
    /// Opens a container behind what was read of it already.
    pub async fn open(runner: &dyn Runner, container: &Container, door: Door) -> Result<Self, runner::Error> {
        let input = Mutex::new(runner.input(&container.name).await?);
        Ok(Self { input, ..Self::open_output(runner, container, door) })
    }

    /// Opens the output of a container that takes no input any more.
    pub fn open_output(runner: &dyn Runner, container: &Container, door: Door) -> Self {
        let mark = container.read_mark();
        let lines = Mutex::new(runner.output(&container.name, mark));
        let (id, name) = (container.id.clone(), container.name.clone());
        Self {
            id,
            name,
            door,
            seal: container.seal.clone().map(Seal::from),
            stderr: String::new(),
            printed: 0,
            mark,
            input: Mutex::new(Box::pin(tokio::io::sink())),
            lines,
        }
    }

    /// The same, with what its mounts are known to guard.
    pub(super) fn guarding(self, seal: Option<Seal>) -> Self {
        Self { seal, ..self }
    }

    /// Writes to its input.
    pub async fn write(&mut self, line: &str) -> std::io::Result<()> {
        let input = self.input.get_mut().unwrap_or_else(PoisonError::into_inner);
        input.write_all(line.as_bytes()).await?;
        input.flush().await
    }

    /// The next line and those that are there already; empty when the output has ended.
    pub async fn lines(&mut self) -> Result<Vec<Line>, runner::Error> {
        // Enough to make one transaction of a burst, little enough to bound it.
        const BATCH: usize = 64;
        let stream = self.lines.get_mut().unwrap_or_else(PoisonError::into_inner);
        let Some(first) = stream.next().await else { return Ok(Vec::new()) };
        let mut batch = vec![first?];
        while batch.len() < BATCH
            && let Some(Some(Ok(line))) = futures::FutureExt::now_or_never(stream.next())
        {
            batch.push(line);
        }
        for line in &batch {
            self.note(line);
        }
        Ok(batch)
    }

    fn note(&mut self, line: &Line) {
        self.mark = line.mark;
        self.printed += line.too_long.unwrap_or(line.text.len() as u64);
        if line.stderr {
            self.stderr.push_str(&line.text);
            self.stderr.push('\n');
            let surplus = self.stderr.len().saturating_sub(STDERR_BYTES);
            self.stderr.drain(..self.stderr.ceil_char_boundary(surplus));
        }
    }
}

/// Open containers that wait for their channel's next message.
#[derive(Debug, Default)]
pub struct Warm(Mutex<HashMap<ContainerId, Handle>>);

impl Warm {
    /// Keeps a container open.
    pub(super) fn put(&self, handle: Handle) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(handle.id.clone(), handle);
    }

    /// Takes it back, if it is open here.
    pub(super) fn take(&self, id: &ContainerId) -> Option<Handle> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(id)
    }
}
