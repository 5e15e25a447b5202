//! A role that somebody was given, in one channel or on a whole platform.

use sea_orm::entity::prelude::*;

use super::{ChannelId, Millis, Platform};

/// One role given.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "role_grant")]
pub struct Model {
    /// Where the subject lives.
    #[sea_orm(primary_key, auto_increment = false)]
    pub platform: Platform,
    /// The channel, for its threads too; empty = every channel of the platform.
    #[sea_orm(primary_key, auto_increment = false)]
    pub channel_id: ChannelId,
    /// Whether the subject is a person or a role of the platform.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: SubjectKind,
    /// The platform's id of the person or role.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    /// What was given.
    pub role: Role,
    /// Who gave it.
    pub granted_by: String,
    /// When.
    pub created_at: Millis,
}

/// Whom a role is given to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum SubjectKind {
    /// A person.
    User,
    /// All who have a role or are in a group of the platform.
    Role,
}

impl SubjectKind {
    /// Its name in the API and in words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Role => "role",
        }
    }
}

/// What somebody may do in a channel. The later is the stronger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Role {
    /// Talk, and manage tasks.
    Member,
    /// Everything, and give roles.
    Owner,
}

/// No relations are declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
