//! What the operator approved of projects' own files: which content, in which directory.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, text, text_null};

use crate::m0001_channels::add;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("trust")
                    .col(text("dir").primary_key())
                    .col(text("content_hash"))
                    .col(text("trusted_by"))
                    .col(big_integer("trusted_at"))
                    .to_owned(),
            )
            .await?;
        // What stood at the protected names of a container's project when it was started.
        add(manager, "container", text_null("seal")).await
    }
}
