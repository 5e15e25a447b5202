//! Work that comes back: what is to be done, when, and what happens when that cannot be kept.

use sea_orm::entity::prelude::*;

use super::schedule::ScheduleType;
use super::{ChannelId, Millis, RunId, SessionId, SessionPolicy, TaskId};

/// One task. A cancelled one keeps its row, so that its number stays its own and its runs keep their story.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "task")]
pub struct Model {
    /// Its number, as people type it.
    #[sea_orm(primary_key)]
    pub id: TaskId,
    /// The channel it works in.
    pub channel_id: ChannelId,
    /// How `schedule` is read.
    #[sea_orm(column_name = "type")]
    pub kind: ScheduleType,
    /// When it is due, as it was written.
    pub schedule: String,
    /// IANA name of the zone in which `schedule` is read.
    pub timezone: String,
    /// What the agent is told.
    pub prompt: String,
    /// The template it was made from; once in a channel.
    pub template_name: Option<String>,
    /// False: it fires nothing until somebody enables it.
    pub enabled: bool,
    /// Why it was disabled, unless a person did.
    pub disabled_reason: Option<String>,
    /// The next slot; none while disabled or paused, or when there is no further one.
    pub next_run_at: Option<Millis>,
    /// Where its intervals are counted from: when its schedule was last set.
    pub anchor_at: Millis,
    /// After which the thread of an uneventful run is deleted, in seconds; 0 keeps it.
    pub auto_delete_sec: i64,
    /// What becomes of slots that were missed.
    pub misfire: Misfire,
    /// Slots made up for at once at the most, under [`Misfire::RunAll`].
    pub max_catch_up: i32,
    /// Slots missed by more than this are not made up for, in seconds.
    pub catch_up_window_sec: i64,
    /// What becomes of a slot while the run before it goes on.
    pub overlap: Overlap,
    /// Which conversation its runs work in.
    pub session: SessionPolicy,
    /// The conversation of [`SessionPolicy::Task`], once there is one.
    pub session_id: Option<SessionId>,
    /// How long a run may take, in seconds; none = as configured.
    pub timeout_sec: Option<i64>,
    /// Model asked for, instead of the configured one.
    pub model: Option<String>,
    /// True: a run that was interrupted may be run again by itself.
    pub idempotent: bool,
    /// The name of who made it.
    pub created_by: String,
    /// Failed runs in a row.
    pub failures: i32,
    /// Grows with every change, so that nobody overwrites what he has not seen.
    pub version: i64,
    /// When it was made.
    pub created_at: Millis,
    /// When somebody last changed it.
    pub updated_at: Millis,
    /// When it was cancelled; from then on it does not exist for anybody.
    pub cancelled_at: Option<Millis>,
    /// The run whose agent made it.
    pub made_by_run_id: Option<RunId>,
    /// How many agents stand between its runs and a person.
    pub depth: i32,
}

/// What becomes of slots that passed while nobody was there to fire them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Misfire {
    /// They are recorded as missed.
    Skip,
    /// The latest fires late, the others are recorded as missed.
    RunLatest,
    /// Each fires late, the latest `max_catch_up` of them at the most.
    RunAll,
}

/// What becomes of a slot while an earlier run of its task waits or works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Overlap {
    /// It is recorded as skipped.
    Skip,
    /// It fires and waits for its turn.
    Queue,
    /// The earlier runs are stopped, and it fires.
    CancelPrevious,
}

/// Whether a task will fire again, and if not, why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskState {
    /// It fires at `next_run_at`.
    Scheduled,
    /// It is switched off.
    Disabled,
    /// Its channel was deleted; it waits for it to be back.
    Paused,
    /// Its last time has passed.
    Done,
}

/// Why a task without a next slot is disabled.
pub const DONE: &str = "there is no further time";

impl Model {
    /// Whether it will fire again.
    pub fn state(&self) -> TaskState {
        match (self.enabled, self.next_run_at, self.disabled_reason.as_deref()) {
            (true, Some(_), _) => TaskState::Scheduled,
            (true, None, _) => TaskState::Paused,
            (false, _, Some(DONE)) => TaskState::Done,
            (false, ..) => TaskState::Disabled,
        }
    }
}

/// No relations are declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
