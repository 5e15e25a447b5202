//! Channels that a search found and in which nobody used loop yet.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::boolean;

use crate::m0001_channels::add;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // False where a search only found it.
        add(manager, "channel", boolean("used").default(true).take()).await
    }
}
