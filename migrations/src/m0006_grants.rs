//! Roles given to people.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let key = ["platform", "channel_id", "kind", "subject"];
        let mut primary = Index::create();
        for column in key {
            primary.col(column);
        }
        manager
            .create_table(
                Table::create()
                    .table("role_grant")
                    .col(text("platform"))
                    .col(text("channel_id"))
                    .col(text("kind"))
                    .col(text("subject"))
                    .col(text("role"))
                    .col(text("granted_by"))
                    .col(big_integer("created_at"))
                    .primary_key(&mut primary)
                    .to_owned(),
            )
            .await
    }
}
