//! What the engine answers when it cannot do what was asked: transport-free, and each but `Internal` with a
//! sentence fit for the person who asked.

use crate::store;

/// Results of the engine.
pub type Result<T> = std::result::Result<T, Error>;

/// A refusal or a failure.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing, or the caller may not know of it.
    #[error("{0}")]
    NotFound(String),
    /// A field has a value that cannot be used.
    #[error("{message}")]
    Invalid {
        /// The field.
        field: &'static str,
        /// What is wrong with it and what is right.
        message: String,
    },
    /// The caller may not do this.
    #[error("{0}")]
    Forbidden(String),
    /// It contradicts what is there.
    #[error("{0}")]
    Conflict(String),
    /// Not now; trying again later is right.
    #[error("{message}")]
    Unavailable {
        /// Why.
        message: String,
        /// Seconds until it makes sense to try again.
        retry_after_sec: u32,
    },
    /// What may be done within an hour is done; an agent hears it, and is not to try again at once.
    #[error("{message}")]
    OverBudget {
        /// Which budget, and what to do instead.
        message: String,
        /// Seconds until it makes sense to try again.
        retry_after_sec: u32,
    },
    /// A fault of ours.
    #[error("internal error")]
    Internal(#[source] anyhow::Error),
}

impl Error {
    /// A field's value cannot be used.
    pub fn invalid(field: &'static str, message: impl Into<String>) -> Self {
        Self::Invalid { field, message: message.into() }
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        let unavailable =
            |message: &str| Self::Unavailable { message: message.to_owned(), retry_after_sec: 5 };
        match error {
            store::Error::Busy(_) => unavailable("the database is locked by another program; try again soon"),
            store::Error::Full(_) => unavailable("the disk that holds the database is full; free some space"),
            store::Error::Unreachable(_) => unavailable("the database does not answer; try again soon"),
            store::Error::TooMany(most) => Self::Conflict(format!(
                "the channel has {most} tasks already, which is the most; cancel one it does not need"
            )),
            store::Error::KeyReused => Self::Conflict(error.to_string()),
            other => Self::Internal(other.into()),
        }
    }
}
