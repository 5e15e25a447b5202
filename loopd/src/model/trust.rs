//! An approval of a project's own files, bound to their content.

use sea_orm::entity::prelude::*;

use super::Millis;

/// The operator's approval for one directory.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "trust")]
pub struct Model {
    /// The project's directory, links resolved.
    #[sea_orm(primary_key, auto_increment = false)]
    pub dir: String,
    /// Hash of the content that was approved, hex; any other content is not.
    pub content_hash: String,
    /// The name of who approved.
    pub trusted_by: String,
    /// When.
    pub trusted_at: Millis,
}

/// No relations are declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
