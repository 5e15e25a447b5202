//! Files that come and go with messages.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, integer, text, text_null};

use crate::m0001_channels::add;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut key = Index::create();
        key.col("run_id").col("position");
        manager
            .create_table(
                Table::create()
                    .table("attachment")
                    .col(big_integer("run_id"))
                    .col(integer("position"))
                    .col(text("name"))
                    .col(text("url"))
                    .col(big_integer("bytes"))
                    .col(text_null("trouble"))
                    .col(big_integer_null("fetched_at"))
                    .primary_key(&mut key)
                    .to_owned(),
            )
            .await?;
        // The home that keeps the file of a delivery until the platform has it.
        add(manager, "delivery", text_null("home")).await
    }
}
