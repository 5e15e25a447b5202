//! A file that came with the message that asks for a run.

use sea_orm::entity::prelude::*;

use super::{Millis, RunId};

/// One file: where it is, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attachment")]
pub struct Model {
    /// The run that it is for.
    #[sea_orm(primary_key, auto_increment = false)]
    pub run_id: RunId,
    /// Its place among the message's files, from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    /// The name under which the agent finds it.
    pub name: String,
    /// Where its platform has it.
    pub url: String,
    /// Its size in bytes: as the platform says, and once it is here, as it is.
    pub bytes: i64,
    /// Why it could not be fetched.
    pub trouble: Option<String>,
    /// When it was fetched.
    pub fetched_at: Option<Millis>,
}

/// No relations are declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
