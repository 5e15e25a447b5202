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
    /// What is owed.
    pub kind: DeliveryKind,
    /// The text, Markdown; the title of a thread that is opened or renamed; the name of a file.
    pub text: String,
    /// How far it got.
    pub state: DeliveryState,
    /// Tries that were begun so far.
    pub attempts: i32,
    /// Not before this time.
    pub due_at: Millis,
    /// Why the last try failed.
    pub last_error: Option<String>,
    /// The daemon that works on it, where several share the database.
    pub owner: Option<String>,
    /// Until when.
    pub lease_until: Option<Millis>,
    /// When it was first owed.
    pub created_at: Millis,
    /// When it was sent or given up.
    pub ended_at: Option<Millis>,
    /// The installation whose home keeps the file.
    pub home: Option<String>,
    /// The directory among its outgoing files in which it lies; `None` = the one of the run.
    pub copies: Option<String>,
    /// When it was tried for the first time.
    pub begun_at: Option<Millis>,
}

/// What is owed to chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum DeliveryKind {
    /// A text in the channel.
    Post,
    /// A thread in the channel for what the run says.
    OpenThread,
    /// A text in the run's thread, or in the channel if it has none.
    ThreadPost,
    /// A file where a `ThreadPost` would go.
    File,
    /// Another title for the run's thread.
    RenameThread,
    /// The end of the run's thread; holds up nothing behind it.
    DeleteThread,
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
