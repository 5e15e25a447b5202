//! A message said in a channel, by a person or by the agent.

use sea_orm::entity::prelude::*;

use super::{ChannelId, MessageId, Millis, RunId};

/// One message.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "message")]
pub struct Model {
    /// Its number; later messages have higher ones.
    #[sea_orm(primary_key)]
    pub id: MessageId,
    /// The channel it was said in.
    pub channel_id: ChannelId,
    /// The platform's id of the message; unique within a channel.
    pub external_id: Option<String>,
    /// Who said it, as the platform or the API names them.
    pub author_id: String,
    /// The name people see.
    pub author_name: String,
    /// True when an agent (or the bot itself) said it.
    pub from_agent: bool,
    /// The text, Markdown.
    pub text: String,
    /// The run that it caused, or whose answer it is.
    pub run_id: Option<RunId>,
    /// When it was said.
    pub created_at: Millis,
}

/// No relations are declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
