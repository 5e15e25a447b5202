//! One agent execution, from cause to outcome.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use super::{ChannelId, ContainerId, Millis, RunId, SessionId, SessionPolicy, TaskId, Usage};

/// One run. A row is never deleted and ends exactly once.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "run")]
pub struct Model {
    /// Its number, as people type it.
    #[sea_orm(primary_key)]
    pub id: RunId,
    /// The channel or thread it works in.
    pub channel_id: ChannelId,
    /// The session it resumed or began.
    pub session_id: Option<SessionId>,
    /// What kind of thing caused it.
    pub cause_kind: CauseKind,
    /// Which one: unique within its kind, so that one event makes one run.
    pub cause_key: String,
    /// Who caused it, as the platform or API names them.
    pub author_id: String,
    /// The name people see.
    pub author_name: String,
    /// What was asked.
    pub prompt: String,
    /// Model asked for, instead of the configured one.
    pub model: Option<String>,
    /// How far it got.
    pub status: RunStatus,
    /// What went wrong, for programs.
    pub failure: Option<FailureCode>,
    /// What went wrong, for people.
    pub error: Option<String>,
    /// The agent's final text.
    pub answer: Option<String>,
    /// Something the person should know besides the answer.
    pub notice: Option<String>,
    /// When somebody asked to stop it.
    pub stop_requested_at: Option<Millis>,
    /// Container starts so far.
    pub attempt: i32,
    /// The container it works in.
    pub container_id: Option<ContainerId>,
    /// When the prompt was about to be handed over; from then on it may have run.
    pub prompt_sent_at: Option<Millis>,
    /// The daemon that works on it.
    pub owner: Option<String>,
    /// Grows with every change of owner; a stale owner's writes touch nothing.
    pub fence: i64,
    /// Until when the owner may work without renewing.
    pub lease_until: Option<Millis>,
    /// When it must have ended.
    pub deadline_at: Option<Millis>,
    /// When it was accepted.
    pub queued_at: Millis,
    /// When a daemon first took it up.
    pub started_at: Option<Millis>,
    /// When its outcome was recorded.
    pub finished_at: Option<Millis>,
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
    /// The task that it works for.
    pub task_id: Option<TaskId>,
    /// The slot that it makes good.
    pub slot_at: Option<Millis>,
    /// The thread in which it answers, once that is open.
    pub thread_id: Option<ChannelId>,
    /// How long it may take, in seconds; none = as configured.
    pub timeout_sec: Option<i64>,
    /// Which conversation it works in.
    pub session: SessionPolicy,
    /// How many interrupted runs it stands for.
    pub retries: i32,
    /// The run whose agent caused it.
    pub parent_run_id: Option<RunId>,
    /// How many agents stand between it and a person: 0 when a person caused it.
    pub depth: i32,
    /// The platform's id of the message that shows how far it is.
    pub progress_id: Option<String>,
}

impl Model {
    /// The platform's id of the message that asked for it, or ours where it came another way.
    pub fn asking_id(&self) -> String {
        match self.cause_kind {
            // The key of a message is platform, channel and id.
            CauseKind::Message => self.cause_key.rsplit('/').next().unwrap_or_default().to_owned(),
            _ => format!("run-{}", self.id),
        }
    }

    /// What the run used, all zero while it has not ended.
    pub fn usage(&self) -> Usage {
        Usage {
            input_tokens: self.input_tokens,
            output_tokens: self.output_tokens,
            cache_read_tokens: self.cache_read_tokens,
            cache_write_tokens: self.cache_write_tokens,
            cost_micro_usd: self.cost_micro_usd,
            turns: self.turns,
        }
    }
}

/// How far a run got. The first three are open, the others are ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum RunStatus {
    /// Accepted and durable; waits for its channel and for a free place.
    Queued,
    /// A daemon has it and makes its container ready.
    Starting,
    /// The agent has the prompt.
    Running,
    /// The agent answered.
    Succeeded,
    /// It ended with an error; `failure` and `error` say which.
    Failed,
    /// Somebody stopped it.
    Cancelled,
    /// It took longer than it may.
    TimedOut,
    /// The daemon or its container went away while it ran; it is not run again by itself.
    Interrupted,
}

impl RunStatus {
    /// Statuses in which a daemon works on the run.
    pub const ACTIVE: [Self; 2] = [Self::Starting, Self::Running];

    /// True once the outcome is recorded.
    pub fn has_ended(self) -> bool {
        !matches!(self, Self::Queued | Self::Starting | Self::Running)
    }

    /// The name used in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Starting => "starting",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::TimedOut => "timed_out",
            Self::Interrupted => "interrupted",
        }
    }
}

/// What kind of thing causes a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum CauseKind {
    /// A chat message; the key is the platform's id of it.
    Message,
    /// A due slot of a task.
    Slot,
    /// A request to the API.
    Api,
    /// Another agent's request.
    Delegation,
}

/// Why a run exists; at most one run for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// What kind of thing.
    pub kind: CauseKind,
    /// Which one, unique within its kind.
    pub key: String,
}

/// Why a run did not succeed, for programs and for the choice of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum FailureCode {
    /// No credentials are configured.
    NoKey,
    /// The model API refused the credentials.
    BadKey,
    /// The account's limit is reached.
    Quota,
    /// The model API is overloaded.
    Overloaded,
    /// The model API cannot be reached.
    Network,
    /// The model API answered with another error.
    ModelError,
    /// The run took longer than it may.
    Timeout,
    /// The container ran out of memory.
    OutOfMemory,
    /// The agent image is missing and could not be made.
    ImageMissing,
    /// The container engine does not answer.
    EngineDown,
    /// The container engine refused the container.
    ContainerRefused,
    /// The work dir cannot be used.
    WorkDir,
    /// The agent process was killed or ended without an answer.
    Killed,
    /// The agent said it failed.
    AgentError,
    /// The agent printed more than a run may.
    TooMuchOutput,
    /// The daemon stopped, or the container vanished, while the prompt may have run.
    Interrupted,
    /// Somebody stopped it.
    Stopped,
    /// A fault of ours; the log has it.
    Internal,
}

/// No relations are declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
