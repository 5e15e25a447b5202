//! The database schema as migrations, one file each, applied in order and never edited after a release.
//!
//! The same code runs on SQLite and PostgreSQL: columns are text, bigint, integer and boolean only, times are
//! bigint milliseconds, and every migration runs in a transaction.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

mod m0001_channels;
mod m0002_runs;
mod m0003_tasks;
mod m0004_callers;
mod m0005_trust;
mod m0006_grants;
mod m0007_files;
mod m0008_chat;
mod m0009_sent_files;
mod m0010_found_and_begun;

/// All migrations, oldest first.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_channels::Migration),
            Box::new(m0002_runs::Migration),
            Box::new(m0003_tasks::Migration),
            Box::new(m0004_callers::Migration),
            Box::new(m0005_trust::Migration),
            Box::new(m0006_grants::Migration),
            Box::new(m0007_files::Migration),
            Box::new(m0008_chat::Migration),
            Box::new(m0009_sent_files::Migration),
            Box::new(m0010_found_and_begun::Migration),
        ]
    }
}
