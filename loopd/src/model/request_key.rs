//! A client's `Idempotency-Key`: which request it stood for and what came of it.

use sea_orm::entity::prelude::*;

use super::Millis;

/// One remembered key.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "request_key")]
pub struct Model {
    /// Who asked (nothing for the operator), operation and key: `agent:<channel>/start_run/<key>`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// SHA-256 of the request, hex.
    pub body_hash: String,
    /// The number of the row that the request made.
    pub resource_id: i64,
    /// When it was first seen; forgotten after 7 days.
    pub created_at: Millis,
    /// The id of what the request made, where that is a text.
    pub resource_name: Option<String>,
}

/// No relations are declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
