//! What the Docker client's errors mean to us.

use bollard::errors::Error as DockerError;

use super::super::Error;

/// Tells a refusal of the engine from an engine that does not answer.
pub(super) fn classify(error: DockerError) -> Error {
    match error {
        DockerError::DockerResponseServerError { message, .. } => Error::Refused(message),
        DockerError::DockerStreamError { error } => Error::Refused(error),
        DockerError::DockerContainerWaitError { error, code } => {
            Error::Refused(format!("{error} (code {code})"))
        }
        DockerError::JsonDataError { message, .. } => Error::Refused(message),
        other => Error::EngineDown(chain(&other)),
    }
}

/// True when the container is not there (404), or is dead already or on its way (304, 409).
pub(super) fn gone(error: &DockerError) -> bool {
    matches!(error, DockerError::DockerResponseServerError { status_code: 304 | 404 | 409, .. })
}

/// An error with its causes, on one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text = format!("{text}: {inner_text}");
        }
        cause = inner.source();
    }
    text
}
