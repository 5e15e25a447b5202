//! The database: one file per noun, every transaction of the product, on SQLite and PostgreSQL.
//!
//! It must not know what runs an agent or who talks to it. Reads are plain functions; every change of more
//! than one row is one transaction. SQLite has one writing connection, so a write never meets a lock of ours.

mod accept;
mod attachment;
mod causes;
mod channel;
mod container;
mod context;
mod delivery;
mod error;
mod event;
mod finish;
mod grant;
mod message;
mod open;
mod page;
mod progress;
mod recover;
mod request_key;
mod run;
mod session;
mod slot;
mod status;
mod task;
mod task_end;
mod token;
mod trust;
mod watched;

use std::sync::Arc;

use sea_orm::{
    DatabaseBackend, DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait, Value,
};

pub use accept::{Accepted, ByAgent, ForTask, NewRun};
pub use attachment::{Attached, NewAttachment, SentFiles};
pub use causes::AgentCounts;
pub use channel::{ChannelChanges, NewChannel, NewThread};
pub use container::{Fingerprint, NewContainer};
pub use delivery::Lease;
pub use error::Error;
pub use event::News;
pub use finish::{AfterRun, Finish};
pub use message::NewMessage;
pub use open::Target;
pub use page::{Page, PageQuery};
pub use recover::Owner;
pub use request_key::RequestKey;
pub use run::{Claim, OpenRun, RunFilter};
pub use slot::{DueSlots, Fired, Verdict};
pub use status::{Counts, DeadLetter};
pub use task::{DueTask, NewTask, TaskChanges};
pub use token::NewToken;

/// Results of this module.
pub type Result<T> = std::result::Result<T, Error>;

/// The database.
#[derive(Clone, Debug)]
pub struct Store {
    write: DatabaseConnection,
    read: DatabaseConnection,
    gathering: Arc<accept::Gathering>,
}

impl Store {
    /// The kind of database, for `status`.
    pub fn kind(&self) -> &'static str {
        match self.write.get_database_backend() {
            DatabaseBackend::Sqlite => "sqlite",
            DatabaseBackend::Postgres => "postgres",
            _ => "unknown",
        }
    }

    /// Answers when the database does.
    pub async fn ping(&self) -> Result<()> {
        self.read.ping().await.map_err(Error::from)
    }

    /// Begins a transaction that may write; immediate on SQLite, so that it cannot fail half way for a lock.
    async fn begin(&self) -> Result<DatabaseTransaction> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(self.write.begin_with_options(options).await?)
    }

    /// A statement with `$1`-style places, which both databases read.
    fn sql(&self, text: &str, values: impl IntoIterator<Item = Value>) -> Statement {
        Statement::from_sql_and_values(self.write.get_database_backend(), text, values)
    }

    /// Closes all connections; pending writes are finished first.
    pub async fn close(self) -> Result<()> {
        let Self { write, read, .. } = self;
        read.close().await?;
        write.close().await?;
        Ok(())
    }
}
