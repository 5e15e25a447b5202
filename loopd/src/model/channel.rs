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
    /// Whose agents may cause runs here: channel ids as a JSON array; none = those of every channel.
    pub delegators: Option<String>,
    /// The channel whose agent made it.
    pub made_by: Option<ChannelId>,
    /// The platform's id of the last message before something that may have been missed and is still to be read.
    pub gap_after: Option<String>,
    /// False while it was only found by a search: nobody used loop there, so nothing that is said there is for it.
    pub used: bool,
}

impl Model {
    /// The channels whose agents may cause runs here; `None` = every channel. What cannot be read allows nobody.
    pub fn delegators(&self) -> Option<Vec<ChannelId>> {
        self.delegators.as_deref().map(|list| serde_json::from_str(list).unwrap_or_default())
    }

    /// The channel at the top: the thread's parent, or itself.
    pub fn root(&self) -> &ChannelId {
        self.parent_id.as_ref().unwrap_or(&self.id)
    }
}

/// No relations are declared: queries join by hand where they need to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
