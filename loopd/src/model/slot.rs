//! One nominal fire time of a task and what became of it.

use sea_orm::entity::prelude::*;

use super::{Millis, RunId, TaskId};

/// One slot. Its key is the task and the time, so that it can be recorded once only.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "slot")]
pub struct Model {
    /// Whose slot.
    #[sea_orm(primary_key, auto_increment = false)]
    pub task_id: TaskId,
    /// When it was due.
    #[sea_orm(primary_key, auto_increment = false)]
    pub nominal_at: Millis,
    /// What became of it.
    pub outcome: SlotOutcome,
    /// Why, unless it fired in time.
    pub reason: Option<String>,
    /// The run that it caused.
    pub run_id: Option<RunId>,
    /// When this was decided.
    pub recorded_at: Millis,
}

/// What became of a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum SlotOutcome {
    /// It caused a run.
    Fired,
    /// Nobody was there in time, and it was not made up for.
    Missed,
    /// An earlier run of the task was still there.
    Skipped,
}

/// No relations are declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
