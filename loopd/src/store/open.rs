//! Opening the database: connections, settings and migrations.

use std::collections::HashSet;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use loop_migrations::{Migrator, MigratorTrait};
use sea_orm::sqlx::Executor;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, Database, DatabaseBackend, DatabaseConnection};

use super::{Error, Result, Store};

/// Where the database is.
#[derive(Clone, Debug)]
pub enum Target {
    /// A SQLite file, made if it is missing.
    Sqlite(PathBuf),
    /// A `postgres://` URL.
    Postgres(String),
}

/// How long a write waits for a lock that another program holds.
const BUSY_TIMEOUT: Duration = Duration::from_secs(2);
/// How long a request waits for a connection; with [`BUSY_TIMEOUT`] the five seconds after which it is put off.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);
/// Readers beside the one writer of SQLite; connections in all on PostgreSQL.
const CONNECTIONS: u32 = 4;
/// The write-ahead log is cut back to this size, so that it cannot fill the disk.
const WAL_LIMIT_BYTES: &str = "16777216";
/// Any number of our own: the lock that lets one daemon at a time migrate a PostgreSQL database.
const MIGRATION_LOCK: i64 = 0x006c_6f6f_7064;

impl Store {
    /// Connects and brings the schema up to date. Refuses a database that a newer version has written.
    pub async fn open(target: &Target) -> Result<Self> {
        let store = match target {
            Target::Sqlite(path) => {
                make_private(path)?;
                let url = format!("sqlite://{}", path.display());
                let write = Database::connect(sqlite(&url, false)).await?;
                migrate(&write).await?;
                let read = Database::connect(sqlite(&url, true)).await?;
                Self { write, read, gathering: Arc::default() }
            }
            Target::Postgres(url) => {
                let mut options = ConnectOptions::new(url);
                options
                    .max_connections(2 * CONNECTIONS)
                    .acquire_timeout(ACQUIRE_TIMEOUT)
                    .connect_timeout(ACQUIRE_TIMEOUT)
                    .sqlx_logging(false)
                    .map_sqlx_postgres_pool_opts(|pool| {
                        // A request that is given up while its BEGIN is on the way leaves the transaction open
                        // (sqlx 0.9 does not count it yet): the next user's writes would never be committed.
                        pool.after_release(|connection, _| {
                            Box::pin(async move {
                                connection.execute("ROLLBACK").await?;
                                Ok(true)
                            })
                        })
                    });
                let write = Database::connect(options).await?;
                migrate(&write).await?;
                Self { read: write.clone(), write, gathering: Arc::default() }
            }
        };
        Ok(store)
    }
}

/// Makes the file for its owner only; SQLite gives its companions the same mode.
fn make_private(path: &Path) -> Result<()> {
    std::fs::OpenOptions::new().append(true).create(true).mode(0o600).open(path).map(drop).map_err(|error| {
        Error::Unreachable(sea_orm::DbErr::Custom(format!("{} cannot be opened: {error}", path.display())))
    })
}

fn sqlite(url: &str, read_only: bool) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(if read_only { CONNECTIONS } else { 1 })
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |sqlite| {
            let sqlite = sqlite
                .busy_timeout(BUSY_TIMEOUT)
                .foreign_keys(true)
                .pragma("temp_store", "memory")
                .pragma("cache_size", "-4000");
            if read_only {
                return sqlite.read_only(true);
            }
            sqlite
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                // FULL, not NORMAL: what was acknowledged survives a power cut.
                .synchronous(SqliteSynchronous::Full)
                .pragma("journal_size_limit", WAL_LIMIT_BYTES)
                .optimize_on_close(true, None)
        });
    options
}

/// Applies the migrations that are missing, one daemon at a time.
async fn migrate(db: &DatabaseConnection) -> Result<()> {
    // The migrator itself takes no lock. SQLite's home is locked by the daemon that opens it.
    if db.get_database_backend() != DatabaseBackend::Postgres {
        return apply(db).await;
    }
    let mut guard =
        db.get_postgres_connection_pool().acquire().await.map_err(|error| {
            Error::from(sea_orm::DbErr::Query(sea_orm::RuntimeErr::SqlxError(error.into())))
        })?;
    lock(&mut guard, "SELECT pg_advisory_lock($1)").await?;
    let applied = apply(db).await;
    lock(&mut guard, "SELECT pg_advisory_unlock($1)").await?;
    applied
}

async fn lock(connection: &mut sea_orm::sqlx::PgConnection, sql: &'static str) -> Result<()> {
    sea_orm::sqlx::query(sql)
        .bind(MIGRATION_LOCK)
        .execute(connection)
        .await
        .map(drop)
        .map_err(|error| Error::from(sea_orm::DbErr::Exec(sea_orm::RuntimeErr::SqlxError(error.into()))))
}

async fn apply(db: &DatabaseConnection) -> Result<()> {
    Migrator::install(db).await?;
    let known: HashSet<String> =
        Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect();
    let applied = Migrator::get_migration_models(db).await?;
    if let Some(unknown) = applied.into_iter().find(|migration| !known.contains(&migration.version)) {
        return Err(Error::Newer(unknown.version));
    }
    Ok(Migrator::up(db, None).await?)
}
