//! A channel, or a thread: a channel of its own with a parent.

use sea_orm::entity::prelude::*;

use super::{ChannelId, Millis, Platform, SessionId};

/// One channel or thread.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "channel")]
pub struct Model {
    /// The platform's id, or ours on `local`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ChannelId,
    /// Where it lives.
    pub platform: Platform,
    /// The name people see; not unique on chat platforms.
    pub name: String,
    /// The host directory the agent works in; none = a work dir of the daemon's own.
    pub dir: Option<String>,
    /// The channel a thread belongs to.
    pub parent_id: Option<ChannelId>,
    /// The session that the next run resumes; none = the next run starts one.
    pub session_id: Option<SessionId>,
    /// False once the channel was deleted in chat.
    pub active: bool,
    /// When it became known.
    pub created_at: Millis,
}

/// No relations are declared: queries join by hand where they need to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
