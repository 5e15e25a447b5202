//! Threads that begin with what their channel's agent knows, runs that show how far they are, and what of a channel's
//! history is still to be read.

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
        // The agent's own id of the conversation that this one began as a copy of.
        add(manager, "session", text_null("forked_from")).await?;
        // The platform's id of the message that shows how far the run is.
        add(manager, "run", text_null("progress_id")).await?;
        // The last message before something that may have been missed and is still to be read.
        add(manager, "channel", text_null("gap_after")).await?;
        let db = manager.get_connection();
        db.execute_unprepared("CREATE INDEX run_progress ON run (id) WHERE progress_id IS NOT NULL").await?;
        Ok(())
    }
}
