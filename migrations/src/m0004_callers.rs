//! Who causes what: chains of runs that agents cause, what they made, and personal tokens.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, integer, pk_auto, text, text_null};

use crate::m0001_channels::add;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        chains(manager).await?;
        made_by_agents(manager).await?;
        token(manager).await
    }
}

/// The run that caused a run, and how many agents stand between it and a person.
async fn chains(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    add(manager, "run", big_integer_null("parent_run_id")).await?;
    add(manager, "run", integer("depth").default(0).to_owned()).await?;
    add(manager, "task", big_integer_null("made_by_run_id")).await?;
    add(manager, "task", integer("depth").default(0).to_owned()).await?;
    add(manager, "channel", text_null("delegators")).await?;
    let db = manager.get_connection();
    // What agents caused within the last hour.
    db.execute_unprepared(
        "CREATE INDEX run_delegated ON run (queued_at, channel_id) WHERE cause_kind = 'delegation'",
    )
    .await?;
    Ok(())
}

/// What agents said and made within the last hour, and keys of requests whose answer has a text for an id.
async fn made_by_agents(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    add(manager, "channel", text_null("made_by")).await?;
    add(manager, "request_key", text_null("resource_name")).await?;
    let db = manager.get_connection();
    db.execute_unprepared(
        "CREATE INDEX channel_of_parent ON channel (parent_id) WHERE parent_id IS NOT NULL",
    )
    .await?;
    db.execute_unprepared(
        "CREATE INDEX channel_made ON channel (made_by, created_at) WHERE made_by IS NOT NULL",
    )
    .await?;
    db.execute_unprepared(
        "CREATE INDEX message_by_agents ON message (author_id, created_at) WHERE author_id LIKE 'agent:%'",
    )
    .await?;
    Ok(())
}

async fn token(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("token")
                .col(pk_auto("id").big_integer())
                .col(text("name"))
                .col(text("hash"))
                .col(text("scopes"))
                .col(big_integer("created_at"))
                .col(big_integer_null("expires_at"))
                .col(big_integer_null("revoked_at"))
                .col(big_integer_null("last_used_at"))
                .to_owned(),
        )
        .await
}
