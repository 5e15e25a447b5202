//! What can go wrong in the database, as far as a caller decides by it.

use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// A failure of the database or of a rule it keeps.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// Somebody else holds the database; trying again soon is right.
    #[error("the database is locked by another program")]
    Busy(#[source] DbErr),
    /// No room left on the disk (or in the quota).
    #[error("the disk that holds the database is full")]
    Full(#[source] DbErr),
    /// The database does not answer.
    #[error("the database does not answer")]
    Unreachable(#[source] DbErr),
    /// Another daemon took the run over; this one must stop working on it.
    #[error("run {0} was taken over by another daemon")]
    Fenced(crate::model::RunId),
    /// The key was used before for a different request.
    #[error("the Idempotency-Key was used before with a different request")]
    KeyReused,
    /// There are as many as there may be.
    #[error("there are {0} already")]
    TooMany(u64),
    /// A row that must be unique is there already.
    #[error("it exists already")]
    Exists(#[source] DbErr),
    /// The database was written by a newer version of the daemon.
    #[error(
        "the database has the migration {0}, which this version of loopd does not know: it was written by a newer \
         version; install that version or restore a backup"
    )]
    Newer(String),
    /// Anything else.
    #[error("the database failed")]
    Other(#[source] DbErr),
}

impl Error {
    /// True when the same write may go through later.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Busy(_) | Self::Full(_) | Self::Unreachable(_))
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        if let Some(SqlErr::UniqueConstraintViolation(_)) = error.sql_err() {
            return Self::Exists(error);
        }
        if matches!(error, DbErr::ConnectionAcquire(_) | DbErr::Conn(_)) {
            return Self::Unreachable(error);
        }
        let code = code(&error);
        // SQLite's extended codes carry the plain one in their low byte.
        let sqlite = code
            .as_deref()
            .and_then(|code| code.parse::<u32>().ok())
            .filter(|code| *code < 10_000)
            .map(|code| code & 0xff);
        match (sqlite, code.as_deref()) {
            // SQLITE_BUSY, SQLITE_LOCKED; lock_not_available, deadlock and serialization failure of PostgreSQL.
            (Some(5 | 6), _) | (_, Some("55P03" | "40P01" | "40001")) => Self::Busy(error),
            // SQLITE_FULL; disk_full of PostgreSQL.
            (Some(13), _) | (_, Some("53100")) => Self::Full(error),
            // SQLITE_IOERR: a disk or a quota that may recover.
            (Some(10), _) => Self::Unreachable(error),
            // Connection exceptions and shutdowns of PostgreSQL.
            (None, Some(pg)) if pg.len() == 5 && (pg.starts_with("08") || pg.starts_with("57P")) => {
                Self::Unreachable(error)
            }
            (None, None) if is_io(&error) => Self::Unreachable(error),
            _ => Self::Other(error),
        }
    }
}

/// The database's own code of an error.
fn code(error: &DbErr) -> Option<String> {
    let (DbErr::Exec(RuntimeErr::SqlxError(source)) | DbErr::Query(RuntimeErr::SqlxError(source))) = error
    else {
        return None;
    };
    Some(source.as_database_error()?.code()?.into_owned())
}

/// True when the connection broke rather than the statement.
fn is_io(error: &DbErr) -> bool {
    let (DbErr::Exec(RuntimeErr::SqlxError(source)) | DbErr::Query(RuntimeErr::SqlxError(source))) = error
    else {
        return false;
    };
    matches!(
        **source,
        sea_orm::sqlx::Error::Io(_) | sea_orm::sqlx::Error::PoolTimedOut | sea_orm::sqlx::Error::PoolClosed
    )
}
