//! Channels, the messages said in them and the sessions their agents hold.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, boolean, pk_auto, string, text, text_null};

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
                    .table("channel")
                    .col(text("id").primary_key())
                    .col(text("platform"))
                    .col(text("name"))
                    .col(text_null("dir"))
                    .col(text_null("parent_id"))
                    .col(big_integer_null("session_id"))
                    .col(boolean("active").default(true))
                    .col(big_integer("created_at"))
                    .to_owned(),
            )
            .await?;
        // One channel a directory, and one `local` channel a name; threads do not count.
        let db = manager.get_connection();
        db.execute_unprepared(
            "CREATE UNIQUE INDEX channel_dir ON channel (platform, dir) WHERE dir IS NOT NULL AND parent_id IS NULL",
        )
        .await?;
        db.execute_unprepared(
            "CREATE UNIQUE INDEX channel_local_name ON channel (name) WHERE platform = 'local' AND parent_id IS NULL",
        )
        .await?;

        manager
            .create_table(
                Table::create()
                    .table("message")
                    .col(pk_auto("id").big_integer())
                    .col(text("channel_id"))
                    .col(text_null("external_id"))
                    .col(text("author_id"))
                    .col(text("author_name"))
                    .col(boolean("from_agent"))
                    .col(text("text"))
                    .col(big_integer_null("run_id"))
                    .col(big_integer("created_at"))
                    .to_owned(),
            )
            .await?;
        index(manager, "message_of_channel", "message", &["channel_id", "id"], false).await?;
        index(manager, "message_external", "message", &["channel_id", "external_id"], true).await?;

        manager
            .create_table(
                Table::create()
                    .table("session")
                    .col(pk_auto("id").big_integer())
                    .col(text("channel_id"))
                    .col(text_null("agent_session_id"))
                    .col(big_integer("created_at"))
                    .col(big_integer_null("ended_at"))
                    .col(text_null("end_reason"))
                    .to_owned(),
            )
            .await?;

        manager
            .create_table(
                Table::create()
                    .table("request_key")
                    .col(text("id").primary_key())
                    .col(string("body_hash"))
                    .col(big_integer("resource_id"))
                    .col(big_integer("created_at"))
                    .to_owned(),
            )
            .await?;
        index(manager, "request_key_age", "request_key", &["created_at"], false).await
    }
}

/// Makes an index over plain columns.
pub(crate) async fn index(
    manager: &SchemaManager<'_>,
    name: &'static str,
    table: &'static str,
    columns: &[&'static str],
    unique: bool,
) -> Result<(), DbErr> {
    let mut index = Index::create().name(name).table(table).to_owned();
    for column in columns {
        index.col(*column);
    }
    if unique {
        index.unique();
    }
    manager.create_index(index).await
}

/// Adds a column to a table of an earlier migration.
pub(crate) async fn add(
    manager: &SchemaManager<'_>,
    table: &'static str,
    column: ColumnDef,
) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await
}
