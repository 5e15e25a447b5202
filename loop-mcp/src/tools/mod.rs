//! The tools: each is the API's operation of the same name, with words for agents.

pub(crate) mod channels;
pub(crate) mod memory;
pub(crate) mod messages;
pub(crate) mod readme;
pub(crate) mod runs;
pub(crate) mod schedules;
mod task_words;
pub(crate) mod tasks;
pub(crate) mod templates;
pub(crate) mod threads;
mod words;

use loop_client::types::Problem;
use loop_client::{CallError, Client, ResponseValue};
use rmcp::handler::server::tool::ToolRouter;

use crate::bridge::Bridge;
use crate::call::Call;
use crate::refusal::{Failure, Refusal};

impl Bridge {
    /// Every tool, as its file has it.
    pub(crate) fn all_tools() -> ToolRouter<Self> {
        Self::task_tools()
            + Self::channel_tools()
            + Self::thread_tools()
            + Self::message_tools()
            + Self::memory_tools()
            + Self::run_tools()
            + Self::template_tools()
            + Self::schedule_tools()
            + Self::readme_tools()
    }

    /// Asks for something that changes nothing.
    async fn ask<T, F, R>(&self, call: &Call, send: F) -> Result<T, Refusal>
    where
        F: Fn(Client) -> R,
        R: Future<Output = Result<ResponseValue<T>, CallError<Problem>>>,
    {
        let answer = call.send(&self.access, send).await;
        answer.map_err(|mut failure| {
            failure.unsure = false;
            self.tell(&failure)
        })
    }

    /// Has something done.
    async fn order<T, F, R>(&self, call: &Call, send: F) -> Result<T, Refusal>
    where
        F: Fn(Client) -> R,
        R: Future<Output = Result<ResponseValue<T>, CallError<Problem>>>,
    {
        call.send(&self.access, send).await.map_err(|failure| self.tell(&failure))
    }

    /// What became of something that was to go: an attempt whose answer was lost may have done it.
    fn gone(&self, done: Result<(), Failure>) -> Result<(), Refusal> {
        match done {
            Err(failure) if failure.unsure && failure.error.status() == Some(404) => Ok(()),
            done => done.map_err(|failure| self.tell(&failure)),
        }
    }
}

#[cfg(test)]
mod tests;
