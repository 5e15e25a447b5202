//! Where a daemon is reached: a TCP address or a Unix socket. It must not know how.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Where a daemon is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// `http://host:port`, without a path.
    Http(String),
    /// `unix:/path/to/api.sock`.
    Unix(PathBuf),
}

/// Why a text names no endpoint.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no address of loopd: {reason}; write `http://host:port` or `unix:/path/to/api.sock`")]
pub struct EndpointError {
    text: String,
    reason: &'static str,
}

impl Endpoint {
    /// What the requests' addresses begin with.
    pub(crate) fn base_url(&self) -> &str {
        match self {
            Self::Http(base) => base,
            // Only the `Host` header shows it.
            Self::Unix(_) => "http://localhost",
        }
    }
}

impl FromStr for Endpoint {
    type Err = EndpointError;

    fn from_str(text: &str) -> Result<Self, EndpointError> {
        let text = text.trim();
        let refused = |reason| Err(EndpointError { text: text.to_owned(), reason });
        if let Some(path) = text.strip_prefix("unix:") {
            // `unix:///path` is the same place.
            let path = path.strip_prefix("//").unwrap_or(path);
            return if path.starts_with('/') {
                Ok(Self::Unix(path.into()))
            } else {
                refused("its path is not absolute")
            };
        }
        let Ok(url) = reqwest::Url::parse(text) else { return refused("it is not a URL") };
        if url.scheme() != "http" {
            return refused("it does not begin with `http://` or `unix:`");
        }
        let (Some(host), "/", None, None) = (url.host_str(), url.path(), url.query(), url.fragment()) else {
            return refused("it holds more than a host and a port");
        };
        if !url.username().is_empty() || url.password().is_some() {
            // The text may hold a password: it is not repeated.
            return Err(EndpointError {
                text: "…".to_owned(),
                reason: "it holds a user; the token is given separately",
            });
        }
        Ok(Self::Http(format!("http://{host}:{}", url.port_or_known_default().unwrap_or(80))))
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Http(base) => f.write_str(base),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_written() {
        let table = [
            ("http://127.0.0.1:8222", "http://127.0.0.1:8222"),
            ("http://127.0.0.1:8222/", "http://127.0.0.1:8222"),
            (" http://[::1]:8222\n", "http://[::1]:8222"),
            ("http://localhost", "http://localhost:80"),
            ("unix:/run/loop/api.sock", "unix:/run/loop/api.sock"),
            ("unix:///run/loop/api.sock", "unix:/run/loop/api.sock"),
            ("unix:/with space/api.sock", "unix:/with space/api.sock"),
        ];
        for (text, expected) in table {
            assert_eq!(text.parse::<Endpoint>().unwrap().to_string(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused_with_the_reason() {
        let table = [
            ("", "not a URL"),
            ("127.0.0.1:8222", "not a URL"),
            ("localhost:8222", "begin with"),
            ("https://localhost:8222", "begin with"),
            ("http://localhost:8222/api", "more than"),
            ("http://localhost:8222?x", "more than"),
            ("http://user:secret@localhost:8222", "given separately"),
            ("unix:api.sock", "not absolute"),
        ];
        for (text, reason) in table {
            let error = text.parse::<Endpoint>().unwrap_err().to_string();
            assert!(error.contains(reason) && !error.contains("secret"), "{text}: {error}");
        }
    }
}
