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
    /// The agent's own id of the conversation that this one begins as a copy of.
    pub forked_from: Option<String>,
    /// When it began.
    pub created_at: Millis,
    /// When it was replaced by a fresh one.
    pub ended_at: Option<Millis>,
    /// Why it was replaced: `reset`, `lost`, `full`, or `moved` to another directory.
    pub end_reason: Option<String>,
}

impl Model {
    /// What the agent goes on with: the conversation itself, or before it has begun, a copy of another.
    pub fn resume(&self) -> Option<Resume<'_>> {
        match (&self.agent_session_id, &self.forked_from) {
            (Some(id), _) => Some(Resume { id, is_fork: false }),
            (None, Some(id)) => Some(Resume { id, is_fork: true }),
            (None, None) => None,
        }
    }
}

/// A conversation that an agent goes on with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resume<'a> {
    /// The agent's own id of it.
    pub id: &'a str,
    /// True: in a copy of it.
    pub is_fork: bool,
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
