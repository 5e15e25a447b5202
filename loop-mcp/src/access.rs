//! The way to the daemon: its address, and a token that may change while we run. It must not know operations.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context as _, Result};
use loop_client::{Client, DEFAULT_TIMEOUT, Endpoint};

/// Where the token comes from.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum TokenSource {
    /// A file that was named, so it must be there.
    Named(PathBuf),
    /// The token itself.
    Given(String),
    /// A file that may be there.
    Usual(PathBuf),
    /// Nowhere.
    None,
}

impl std::fmt::Debug for TokenSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Named(path) => write!(f, "Named({})", path.display()),
            Self::Given(_) => f.write_str("Given([redacted])"),
            Self::Usual(path) => write!(f, "Usual({})", path.display()),
            Self::None => f.write_str("None"),
        }
    }
}

impl TokenSource {
    fn read(&self) -> Result<Option<String>> {
        let (path, must_be) = match self {
            Self::Named(path) => (path, true),
            Self::Usual(path) => (path, false),
            Self::Given(token) => return Ok(Some(token.clone())),
            Self::None => return Ok(None),
        };
        match std::fs::read_to_string(path) {
            Ok(token) => Ok(Some(token.trim().to_owned())),
            Err(_) if !must_be => Ok(None),
            Err(error) => {
                Err(error).with_context(|| format!("failed to read the token file {}", path.display()))
            }
        }
    }

    /// In words.
    fn describe(&self) -> String {
        match self {
            Self::Named(path) | Self::Usual(path) => format!("the token in {}", path.display()),
            Self::Given(_) => "the token in LOOP_TOKEN".to_owned(),
            Self::None => "no token, because neither HOME nor LOOP_HOME says where it is".to_owned(),
        }
    }
}

/// The way to the daemon.
#[derive(Debug)]
pub(crate) struct Access {
    endpoint: Endpoint,
    source: TokenSource,
    current: Mutex<Current>,
}

struct Current {
    token: Option<String>,
    client: Client,
}

impl std::fmt::Debug for Current {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Current")
    }
}

impl Access {
    /// Nothing is sent yet.
    pub(crate) fn new(endpoint: Endpoint, source: TokenSource) -> Result<Self> {
        let token = source.read()?;
        let client = connect(&endpoint, token.as_deref())?;
        Ok(Self { endpoint, source, current: Mutex::new(Current { token, client }) })
    }

    pub(crate) fn client(&self) -> Client {
        self.current().client.clone()
    }

    /// Looks for another token than the one that was refused; true if there is one.
    pub(crate) fn renew(&self) -> bool {
        let Ok(token) = self.source.read() else { return false };
        let mut current = self.current();
        if token == current.token {
            return false;
        }
        let Ok(client) = connect(&self.endpoint, token.as_deref()) else { return false };
        *current = Current { token, client };
        true
    }

    /// Where the daemon is.
    pub(crate) fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// What was presented to the daemon, in words.
    pub(crate) fn credential(&self) -> String {
        self.source.describe()
    }

    fn current(&self) -> MutexGuard<'_, Current> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn connect(endpoint: &Endpoint, token: Option<&str>) -> Result<Client> {
    Ok(loop_client::connect(endpoint, token, DEFAULT_TIMEOUT)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_token_is_noticed_and_an_old_one_is_not_tried_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("token");
        let endpoint = Endpoint::Http("http://127.0.0.1:1".to_owned());
        let named = TokenSource::Named(path.clone());
        assert!(Access::new(endpoint.clone(), named.clone()).unwrap_err().to_string().contains("token file"));
        let access = Access::new(endpoint, TokenSource::Usual(path.clone())).unwrap();
        assert!(!access.renew());
        std::fs::write(&path, "one\n").unwrap();
        assert!(access.renew());
        assert!(!access.renew());
        std::fs::write(&path, "two").unwrap();
        assert!(access.renew());
        assert!(!format!("{access:?}{named:?}").contains("two"));
    }
}
