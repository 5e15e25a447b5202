//! One container start: the intent to make it, its place in the output, and its end.

use sea_orm::entity::prelude::*;

use super::{ChannelId, ContainerId, Millis, RunId, SessionId};

/// One agent container, from intent to removal.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "container")]
pub struct Model {
    /// Our id, part of the engine's name for it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ContainerId,
    /// The engine's name for it; known before it is made, so that a crash cannot make a second.
    pub name: String,
    /// The installation that made it; others share the database at most, never the container.
    pub installation: String,
    /// The channel it works for.
    pub channel_id: ChannelId,
    /// The session its agent process holds.
    pub session_id: SessionId,
    /// The run it was made for.
    pub run_id: RunId,
    /// How far it got.
    pub state: ContainerState,
    /// Fingerprint of everything it was made from; another fingerprint means it cannot be reused.
    pub fingerprint: String,
    /// SHA-256 of the token in its socket directory, hex.
    pub token_hash: String,
    /// Output consumed so far: the engine's time stamp of the last line's last piece, in nanoseconds.
    pub read_ns: i64,
    /// How many pieces with exactly that time stamp were consumed.
    pub read_pieces: i64,
    /// When the intent was written.
    pub created_at: Millis,
    /// Since when it has had nothing to do; none while it works.
    pub idle_since: Option<Millis>,
    /// What stood at its project's protected names when it was started; none = not known, and it is not lent again.
    pub seal: Option<String>,
}

impl Model {
    /// How far its output was read.
    pub fn read_mark(&self) -> ReadMark {
        ReadMark { ns: self.read_ns, pieces: self.read_pieces }
    }
}

/// How far a container's output was read: the engine stamps every piece of output with a time in
/// nanoseconds, so a time and a count of pieces with that time name a place exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReadMark {
    /// Time stamp of the last consumed piece, nanoseconds since 1970.
    pub ns: i64,
    /// Consumed pieces with exactly that stamp.
    pub pieces: i64,
}

/// How far a container got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum ContainerState {
    /// The intent is written; the engine may or may not have it.
    Planned,
    /// Started; its agent process may be alive.
    Running,
    /// Confirmed dead and removed.
    Gone,
}

/// No relations are declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
