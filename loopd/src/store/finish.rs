//! A run's outcome as it is handed over to be written down.

use super::Attached;
use crate::model::{ContainerId, FailureCode, ReadMark, RunEvent, RunStatus, Usage};

/// A run's outcome, with everything that is written together with it.
#[derive(Clone, Debug)]
pub struct Finish {
    /// The final status.
    pub status: RunStatus,
    /// Why it did not succeed.
    pub failure: Option<FailureCode>,
    /// The same for people; also what is said in the channel then.
    pub error: Option<String>,
    /// The agent's final text.
    pub answer: Option<String>,
    /// Something the person should know besides.
    pub notice: Option<String>,
    /// What it used.
    pub usage: Usage,
    /// What happened since its owner last wrote.
    pub events: Vec<RunEvent>,
    /// What happens to its container.
    pub container: AfterRun,
    /// What goes to chat besides.
    pub attached: Attached,
}

/// What happens to the container when its run ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AfterRun {
    /// It had none, or it is dead and removed.
    Gone(Option<ContainerId>),
    /// It stays warm for the next message; its output was read up to there.
    Idle(ContainerId, ReadMark),
}

impl Finish {
    /// What is said in the channel.
    pub fn text(&self) -> &str {
        self.answer.as_deref().or(self.error.as_deref()).unwrap_or_default()
    }
}
