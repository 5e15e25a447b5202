//! What happens during a run, as it is stored and streamed.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use super::{FailureCode, Millis, RunId};

/// One stored event; `(run_id, seq)` is its place in the run's story, starting at 1.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "run_event")]
pub struct Model {
    /// The run.
    #[sea_orm(primary_key, auto_increment = false)]
    pub run_id: RunId,
    /// Its place, without gaps.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// The event as JSON, tagged by `type` (see [`RunEvent`]).
    pub body: String,
    /// When it was recorded.
    pub at: Millis,
}

/// Something that happened in a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum RunEvent {
    /// Work that precedes the agent, such as an image build.
    Progress {
        /// One line for people.
        text: String,
    },
    /// The agent began a turn and told its session.
    Session {
        /// The agent's own session id.
        session_id: String,
        /// The model that answers.
        model: Option<String>,
    },
    /// The agent said something.
    Text {
        /// Markdown.
        text: String,
    },
    /// The agent began to use a tool.
    Tool {
        /// The call's id.
        id: String,
        /// The tool's name, `Bash`.
        name: String,
        /// What it is used on, one line.
        detail: String,
    },
    /// A tool came back.
    ToolEnd {
        /// The call's id.
        id: String,
        /// Whether it worked.
        status: ToolStatus,
    },
    /// The model API refused a request, and the agent tries again.
    Retry {
        /// Which try comes next.
        attempt: i64,
        /// Milliseconds until then.
        delay_ms: i64,
        /// The HTTP status, if there was an answer.
        status: Option<i64>,
    },
    /// A line of output was too long to keep.
    Truncated {
        /// Bytes of the line.
        bytes: u64,
    },
    /// Something the person should know.
    Notice {
        /// One sentence.
        text: String,
    },
    /// The run ended; always the last event.
    End {
        /// The run's final status.
        status: String,
        /// Why it did not succeed.
        failure: Option<FailureCode>,
        /// The agent's answer, or the sentence that says what went wrong.
        text: String,
    },
}

/// How a tool came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToolStatus {
    /// It worked.
    Ok,
    /// It said it failed.
    Error,
}

/// What a run used of the model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Tokens read by the model, cache aside.
    pub input_tokens: i64,
    /// Tokens written by the model.
    pub output_tokens: i64,
    /// Tokens read from the prompt cache.
    pub cache_read_tokens: i64,
    /// Tokens written to the prompt cache.
    pub cache_write_tokens: i64,
    /// The agent's own estimate, in millionths of a US dollar.
    pub cost_micro_usd: i64,
    /// Model turns taken.
    pub turns: i32,
}

/// No relations are declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
