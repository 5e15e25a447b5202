//! Tasks, their slots, and what a run knows of the task it works for.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, boolean, integer, pk_auto, text, text_null};

use crate::m0001_channels::{add, index};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        task(manager).await?;
        slot(manager).await?;
        deliveries(manager).await?;
        runs_of_tasks(manager).await
    }
}

async fn task(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("task")
                .col(pk_auto("id").big_integer())
                .col(text("channel_id"))
                .col(text("type"))
                .col(text("schedule"))
                .col(text("timezone"))
                .col(text("prompt"))
                .col(text_null("template_name"))
                .col(boolean("enabled"))
                .col(text_null("disabled_reason"))
                .col(big_integer_null("next_run_at"))
                .col(big_integer("anchor_at"))
                .col(big_integer("auto_delete_sec"))
                .col(text("misfire"))
                .col(integer("max_catch_up"))
                .col(big_integer("catch_up_window_sec"))
                .col(text("overlap"))
                .col(text("session"))
                .col(big_integer_null("session_id"))
                .col(big_integer_null("timeout_sec"))
                .col(text_null("model"))
                .col(boolean("idempotent"))
                .col(text("created_by"))
                .col(integer("failures"))
                .col(big_integer("version"))
                .col(big_integer("created_at"))
                .col(big_integer("updated_at"))
                .col(big_integer_null("cancelled_at"))
                .to_owned(),
        )
        .await?;
    index(manager, "task_of_channel", "task", &["channel_id", "id"], false).await?;
    let db = manager.get_connection();
    // What is due is looked for all the time; whatever waits for nothing stays out of the way.
    db.execute_unprepared("CREATE INDEX task_due ON task (next_run_at, id) WHERE next_run_at IS NOT NULL")
        .await?;
    db.execute_unprepared(
        "CREATE INDEX task_waiting ON task (id) \
         WHERE enabled AND next_run_at IS NULL AND cancelled_at IS NULL",
    )
    .await?;
    // A template is in a channel once, whoever adds it at the same time.
    db.execute_unprepared(
        "CREATE UNIQUE INDEX task_template ON task (channel_id, template_name) \
         WHERE template_name IS NOT NULL AND cancelled_at IS NULL",
    )
    .await?;
    Ok(())
}

async fn slot(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("slot")
                .col(big_integer("task_id"))
                .col(big_integer("nominal_at"))
                .col(text("outcome"))
                .col(text_null("reason"))
                .col(big_integer_null("run_id"))
                .col(big_integer("recorded_at"))
                // A slot fires at most once, whatever else goes wrong.
                .primary_key(Index::create().col("task_id").col("nominal_at"))
                .to_owned(),
        )
        .await
}

/// Deliveries that open, rename and delete threads, and a lease on each while a daemon works on it.
async fn deliveries(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    add(manager, "delivery", text("kind").default("post").to_owned()).await?;
    add(manager, "delivery", text_null("owner")).await?;
    add(manager, "delivery", big_integer_null("lease_until")).await?;
    let db = manager.get_connection();
    // A run has one thread.
    db.execute_unprepared(
        "CREATE UNIQUE INDEX delivery_thread ON delivery (run_id) WHERE kind = 'open_thread'",
    )
    .await?;
    Ok(())
}

async fn runs_of_tasks(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    add(manager, "run", big_integer_null("task_id")).await?;
    add(manager, "run", big_integer_null("slot_at")).await?;
    add(manager, "run", text_null("thread_id")).await?;
    add(manager, "run", big_integer_null("timeout_sec")).await?;
    add(manager, "run", text("session").default("channel").to_owned()).await?;
    add(manager, "run", integer("retries").default(0).to_owned()).await?;
    let db = manager.get_connection();
    db.execute_unprepared("CREATE INDEX run_of_task ON run (task_id, id) WHERE task_id IS NOT NULL").await?;
    // What the tasks of a channel caused within the last hour.
    db.execute_unprepared(
        "CREATE INDEX run_of_tasks ON run (channel_id, queued_at) WHERE task_id IS NOT NULL",
    )
    .await?;
    Ok(())
}
