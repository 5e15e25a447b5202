//! Channels that a search found and in which nobody used loop yet, and since when something owed is tried.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer_null, boolean};

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
        add(manager, "channel", boolean("used").default(true).take()).await?;
        add(manager, "delivery", big_integer_null("begun_at")).await
    }
}
