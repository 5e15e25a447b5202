//! The connection to the daemon: credentials, answers and what to say when there is none.

use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use loop_client::{Client, DEFAULT_TIMEOUT, Endpoint, ResponseValue};

/// The body of an answer.
pub(crate) fn body<T, E: Into<loop_client::Error>>(answer: Result<ResponseValue<T>, E>) -> Result<T> {
    match answer {
        Ok(answer) => Ok(answer.into_inner()),
        Err(error) => Err(error.into().into()),
    }
}

/// Where the token for TCP comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TokenFile {
    /// An option named it, so it must be there.
    Given(PathBuf),
    /// The usual place; without it the daemon decides.
    Usual(PathBuf),
    /// There is no usual place.
    Nowhere,
}

/// A client of that daemon. Nothing is sent yet.
pub(crate) fn connect(endpoint: &Endpoint, token_file: &TokenFile) -> Result<Client> {
    let token = match (endpoint, token_file) {
        // The socket needs none, but one that was named is a wish.
        (_, TokenFile::Given(path)) => Some(read(path)?),
        (Endpoint::Http(_), TokenFile::Usual(path)) if path.exists() => Some(read(path)?),
        _ => None,
    };
    Ok(loop_client::connect(endpoint, token.as_deref(), DEFAULT_TIMEOUT)?)
}

fn read(path: &Path) -> Result<String> {
    let text = std::fs::read_to_string(path);
    let text = text.and_then(|text| {
        let is_empty = text.trim().is_empty();
        if is_empty { Err(io::Error::new(io::ErrorKind::InvalidData, "it is empty")) } else { Ok(text) }
    });
    text.with_context(|| format!("failed to read the token file {}", path.display()))
}

/// What to add to the daemon's refusal of a token.
pub(crate) fn token_hint(endpoint: &Endpoint, token_file: &TokenFile) -> String {
    match (endpoint, token_file) {
        (Endpoint::Unix(_), TokenFile::Usual(_) | TokenFile::Nowhere) => {
            "no token was sent; only the user who runs loopd may use its socket".to_owned()
        }
        (_, TokenFile::Given(path)) => format!("the token came from {}", path.display()),
        (_, TokenFile::Usual(path)) if path.exists() => format!("the token came from {}", path.display()),
        (_, TokenFile::Usual(path)) => format!(
            "no token was sent, because there is no file {}; name the token file of that loopd with --token-file",
            path.display()
        ),
        (_, TokenFile::Nowhere) => {
            "no token was sent; name the file that holds it with --token-file".to_owned()
        }
    }
}

/// Why nothing answered, what was tried and what to do.
pub(crate) fn unreachable(endpoint: &Endpoint, reason: &str) -> String {
    format!(
        "no loopd answers at {endpoint} ({reason}); it is probably not running: start it with `loopd serve`"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_file_that_was_named_must_be_readable() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("token");
        let endpoint = Endpoint::Http("http://127.0.0.1:1".to_owned());
        let refused = |file: TokenFile| connect(&endpoint, &file).err().map(|error| format!("{error:#}"));
        assert!(refused(TokenFile::Given(path.clone())).unwrap().contains("failed to read the token file"));
        assert_eq!(refused(TokenFile::Usual(path.clone())), None);
        assert!(token_hint(&endpoint, &TokenFile::Usual(path.clone())).contains("there is no file"));
        std::fs::write(&path, "\n").unwrap();
        assert!(refused(TokenFile::Usual(path.clone())).unwrap().contains("it is empty"));
        std::fs::write(&path, "secret\n").unwrap();
        assert_eq!(refused(TokenFile::Given(path.clone())), None);
        assert!(!token_hint(&endpoint, &TokenFile::Usual(path)).contains("secret"));
    }
}
