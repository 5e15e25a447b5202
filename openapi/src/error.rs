//! What can go wrong with a call, in words for people and in kinds for programs.

use std::error::Error as StdError;

use progenitor_client::Error as Generated;

use crate::types;

/// Why a call did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The daemon understood the request and refused it, or failed at it.
    #[error("{detail}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The kind of problem, such as `not_found`.
        code: String,
        /// What happened and what to do about it.
        detail: String,
        /// The fields at fault.
        fields: Vec<FieldError>,
    },
    /// No daemon answers.
    #[error("loopd does not answer: {reason}; is it running?")]
    Unreachable {
        /// What the operating system says.
        reason: String,
    },
    /// The daemon did not answer in time.
    #[error("loopd did not answer in time; try again, or give it longer")]
    Timeout,
    /// The answer is not loopd's, or of another version; or the request could not be made.
    #[error("{0}")]
    Protocol(String),
}

/// A field at fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// Its name.
    pub field: String,
    /// What is wrong with it and what is right.
    pub message: String,
}

impl Error {
    /// The HTTP status of a refusal.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Refused { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// True when the same call may succeed a little later.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::Timeout => true,
            Self::Refused { status, .. } => matches!(status, 408 | 429 | 502..=504),
            Self::Protocol(_) => false,
        }
    }

    /// A failure below HTTP.
    pub(crate) fn from_transport(error: reqwest::Error) -> Self {
        if error.is_timeout() && !error.is_connect() {
            return Self::Timeout;
        }
        // The innermost cause says it best: `Connection refused`, `No such file or directory`.
        let error = error.without_url();
        let mut cause: &dyn StdError = &error;
        while let Some(deeper) = cause.source() {
            cause = deeper;
        }
        Self::Unreachable { reason: cause.to_string() }
    }
}

impl From<Generated<types::Problem>> for Error {
    fn from(error: Generated<types::Problem>) -> Self {
        let foreign = |what: String| Self::Protocol(format!("{what}; is it loopd, and of this version?"));
        match error {
            Generated::ErrorResponse(answer) => {
                let status = answer.status().as_u16();
                let problem = answer.into_inner();
                let fields = problem.errors.into_iter();
                Self::Refused {
                    status,
                    code: problem.code.to_string(),
                    detail: problem.detail,
                    fields: fields
                        .map(|error| FieldError { field: error.field, message: error.message })
                        .collect(),
                }
            }
            Generated::CommunicationError(error)
            | Generated::InvalidUpgrade(error)
            | Generated::ResponseBodyError(error) => Self::from_transport(error),
            Generated::InvalidResponsePayload(_, error) => {
                foreign(format!("the answer cannot be read ({error})"))
            }
            Generated::UnexpectedResponse(answer) => {
                foreign(format!("an answer with the status {} was not expected", answer.status()))
            }
            Generated::InvalidRequest(reason) => {
                Self::Protocol(format!("the request is incomplete: {reason}"))
            }
            Generated::Custom(reason) => Self::Protocol(reason),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_reads_as_the_daemon_worded_it() {
        let error = Error::Refused {
            status: 404,
            code: "not_found".to_owned(),
            detail: "there is no run 7".to_owned(),
            fields: Vec::new(),
        };
        assert_eq!(error.to_string(), "there is no run 7");
        assert!(!error.is_passing());
        let error = Error::Unreachable { reason: "Connection refused".to_owned() };
        assert_eq!(error.to_string(), "loopd does not answer: Connection refused; is it running?");
        assert!(error.is_passing());
    }
}
