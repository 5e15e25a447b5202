//! Files that agents send with messages: where their copies lie.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::text_null;

use crate::m0001_channels::add;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The directory among the outgoing files; null = the one of the delivery's run.
        add(manager, "delivery", text_null("copies")).await
    }
}
