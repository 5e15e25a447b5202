//! A conversation of the agent, resumed by run after run.

use sea_orm::entity::prelude::*;

use super::{ChannelId, Millis, SessionId};

/// One conversation.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// Our number.
    #[sea_orm(primary_key)]
    pub id: SessionId,
    /// The channel it belongs to.
    pub channel_id: ChannelId,
    /// The agent's own session id, once it told us; what `--resume` takes.
    pub agent_session_id: Option<String>,
    /// When it began.
    pub created_at: Millis,
    /// When it was replaced by a fresh one.
    pub ended_at: Option<Millis>,
    /// Why it was replaced: `reset`, `lost` or `full`.
    pub end_reason: Option<String>,
}

/// Which conversation a run works in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum SessionPolicy {
    /// The channel's.
    Channel,
    /// One that the task keeps from run to run.
    Task,
    /// A fresh one of its own.
    Own,
}

/// No relations are declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
