//! A personal token: somebody's own way in, for as long and as far as the operator allows.

use sea_orm::entity::prelude::*;

use super::{Millis, TokenId};

/// One token. The token itself is nowhere; a revoked one keeps its row, so that its name in old runs means something.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "token")]
pub struct Model {
    /// Its number, which is a part of its text.
    #[sea_orm(primary_key)]
    pub id: TokenId,
    /// Who or what it is for; the author of what is done with it.
    pub name: String,
    /// SHA-256 of its text, hex.
    pub hash: String,
    /// What it may be used for: names of [`Scope`]s, separated by blanks.
    pub scopes: String,
    /// When it was made.
    pub created_at: Millis,
    /// From when on it is worth nothing; none = never.
    pub expires_at: Option<Millis>,
    /// When it was revoked.
    pub revoked_at: Option<Millis>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Millis>,
}

impl Model {
    /// What it may be used for.
    pub fn scopes(&self) -> Vec<Scope> {
        self.scopes.split(' ').filter_map(Scope::parse).collect()
    }

    /// True while it opens anything.
    pub fn is_valid(&self, now: Millis) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|at| now < at)
    }
}

/// What a personal token may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Reading everything but tokens.
    Read,
    /// Starting and stopping runs.
    Runs,
    /// Making, changing, running and cancelling tasks.
    Tasks,
    /// Saying something as loop, opening and deleting threads.
    Messages,
    /// Making channels and having them start afresh.
    Channels,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Read, Self::Runs, Self::Tasks, Self::Messages, Self::Channels];

    /// Its name in the API and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Runs => "runs",
            Self::Tasks => "tasks",
            Self::Messages => "messages",
            Self::Channels => "channels",
        }
    }

    /// The scope of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == name)
    }
}

/// No relations are declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
