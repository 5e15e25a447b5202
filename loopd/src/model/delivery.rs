//! An outbound message owed to chat.

use sea_orm::entity::prelude::*;

use super::{ChannelId, DeliveryId, Millis, RunId};

/// One reply owed, until it is sent or given up.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "delivery")]
pub struct Model {
    /// Its number; deliveries of one channel go out in this order.
    #[sea_orm(primary_key)]
    pub id: DeliveryId,
    /// Where it goes.
    pub channel_id: ChannelId,
    /// The run it answers.
    pub run_id: Option<RunId>,
    /// The text, Markdown.
    pub text: String,
    /// How far it got.
    pub state: DeliveryState,
    /// Tries so far.
    pub attempts: i32,
    /// Not before this time.
    pub due_at: Millis,
    /// Why the last try failed.
    pub last_error: Option<String>,
    /// When it was first owed.
    pub created_at: Millis,
    /// When it was sent or given up.
    pub ended_at: Option<Millis>,
}

/// How far a delivery got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum DeliveryState {
    /// Owed.
    Pending,
    /// The platform has it.
    Sent,
    /// Given up; shown in `status`.
    Dead,
}

/// No relations are declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
