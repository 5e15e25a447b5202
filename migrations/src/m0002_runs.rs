//! Runs, their events, their containers and the replies owed.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, integer, pk_auto, text, text_null};

use crate::m0001_channels::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager).await?;
        run_event(manager).await?;
        container(manager).await?;
        delivery(manager).await
    }
}

async fn run(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("run")
                .col(pk_auto("id").big_integer())
                .col(text("channel_id"))
                .col(big_integer_null("session_id"))
                .col(text("cause_kind"))
                .col(text("cause_key"))
                .col(text("author_id"))
                .col(text("author_name"))
                .col(text("prompt"))
                .col(text_null("model"))
                .col(text("status"))
                .col(text_null("failure"))
                .col(text_null("error"))
                .col(text_null("answer"))
                .col(text_null("notice"))
                .col(big_integer_null("stop_requested_at"))
                .col(integer("attempt"))
                .col(text_null("container_id"))
                .col(big_integer_null("prompt_sent_at"))
                .col(text_null("owner"))
                .col(big_integer("fence"))
                .col(big_integer_null("lease_until"))
                .col(big_integer_null("deadline_at"))
                .col(big_integer("queued_at"))
                .col(big_integer_null("started_at"))
                .col(big_integer_null("finished_at"))
                .col(big_integer("input_tokens"))
                .col(big_integer("output_tokens"))
                .col(big_integer("cache_read_tokens"))
                .col(big_integer("cache_write_tokens"))
                .col(big_integer("cost_micro_usd"))
                .col(integer("turns"))
                .to_owned(),
        )
        .await?;
    index(manager, "run_cause", "run", &["cause_kind", "cause_key"], true).await?;
    index(manager, "run_of_channel", "run", &["channel_id", "id"], false).await?;
    index(manager, "run_in_status", "run", &["status", "id"], false).await?;
    // The queue and the runs at work are a handful among a long history: index only them.
    let db = manager.get_connection();
    db.execute_unprepared(
        "CREATE INDEX run_open ON run (id) WHERE status IN ('queued', 'starting', 'running')",
    )
    .await?;
    // One run at a time in a channel, whatever else goes wrong.
    db.execute_unprepared(
        "CREATE UNIQUE INDEX run_one_active ON run (channel_id) WHERE status IN ('starting', 'running')",
    )
    .await?;
    Ok(())
}

async fn run_event(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("run_event")
                .col(big_integer("run_id"))
                .col(big_integer("seq"))
                .col(text("body"))
                .col(big_integer("at"))
                .primary_key(Index::create().col("run_id").col("seq"))
                .to_owned(),
        )
        .await
}

async fn container(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("container")
                .col(text("id").primary_key())
                .col(text("name").unique_key())
                .col(text("installation"))
                .col(text("channel_id"))
                .col(big_integer("session_id"))
                .col(big_integer("run_id"))
                .col(text("state"))
                .col(text("fingerprint"))
                .col(text("token_hash"))
                .col(big_integer("read_ns"))
                .col(big_integer("read_pieces"))
                .col(big_integer("created_at"))
                .col(big_integer_null("idle_since"))
                .to_owned(),
        )
        .await?;
    let db = manager.get_connection();
    db.execute_unprepared("CREATE INDEX container_live ON container (channel_id) WHERE state <> 'gone'")
        .await?;
    db.execute_unprepared(
        "CREATE INDEX container_idle ON container (idle_since) WHERE idle_since IS NOT NULL",
    )
    .await?;
    Ok(())
}

async fn delivery(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("delivery")
                .col(pk_auto("id").big_integer())
                .col(text("channel_id"))
                .col(big_integer_null("run_id"))
                .col(text("text"))
                .col(text("state"))
                .col(integer("attempts"))
                .col(big_integer("due_at"))
                .col(text_null("last_error"))
                .col(big_integer("created_at"))
                .col(big_integer_null("ended_at"))
                .to_owned(),
        )
        .await?;
    let db = manager.get_connection();
    db.execute_unprepared("CREATE INDEX delivery_owed ON delivery (channel_id, id) WHERE state = 'pending'")
        .await?;
    db.execute_unprepared("CREATE INDEX delivery_dead ON delivery (id) WHERE state = 'dead'").await?;
    Ok(())
}
