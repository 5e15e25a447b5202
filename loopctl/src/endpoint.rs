//! Which daemon is meant: chosen from options, environment and what is there.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::failure::Usage;
use crate::io::Env;

/// Where loopd listens unless it is told otherwise.
const USUAL: &str = "http://127.0.0.1:8222";

/// The address of a daemon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Address {
    /// A Unix socket.
    Socket(PathBuf),
    /// `http://host:port`.
    Http(String),
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Socket(path) => write!(f, "unix:{}", path.display()),
            Self::Http(url) => f.write_str(url),
        }
    }
}

impl FromStr for Address {
    type Err = Usage;

    fn from_str(text: &str) -> Result<Self, Usage> {
        let refuse = |why: &str| Err(Usage(format!("the API address `{text}` {why}; give http://HOST:PORT or unix:/PATH")));
        if let Some(path) = text.strip_prefix("unix:") {
            // unix:///path is what other programs write.
            let path = path.strip_prefix("//").unwrap_or(path);
            return if path.starts_with('/') { Ok(Self::Socket(path.into())) } else { refuse("has no absolute path") };
        }
        if text.starts_with("https://") {
            return refuse("asks for TLS, which loopd does not speak");
        }
        let Some(rest) = text.strip_prefix("http://") else { return refuse("is neither of the two kinds") };
        let host = rest.trim_end_matches('/');
        if host.is_empty() || host.contains(['/', '?', '#', '@', ' ']) || host.chars().any(char::is_control) {
            return refuse("is more or less than a host and a port");
        }
        Ok(Self::Http(format!("http://{host}")))
    }
}

/// Chooses: what is given, else `LOOP_API_URL`, else the socket in loopd's home if it is there, else the usual port.
pub(crate) fn choose(given: Option<&str>, env: &Env, exists: impl Fn(&Path) -> bool) -> Result<Address, Usage> {
    let from_env = env.api_url.as_deref().filter(|url| !url.is_empty());
    if let Some(text) = given.or(from_env) {
        return text.parse();
    }
    let socket = env.loop_dir().map(|dir| dir.join("run/api.sock")).filter(|path| exists(path));
    Ok(socket.map_or_else(|| Address::Http(USUAL.to_owned()), Address::Socket))
}

/// The file of the token for TCP unless an option names another.
pub(crate) fn usual_token_file(env: &Env) -> Option<PathBuf> {
    env.loop_dir().map(|dir| dir.join("token"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(loop_home: Option<&str>, api_url: Option<&str>) -> Env {
        Env {
            home: Some("/home/ann".into()),
            loop_home: loop_home.map(PathBuf::from),
            api_url: api_url.map(str::to_owned),
            ..Env::default()
        }
    }

    fn chosen(given: Option<&str>, env: &Env, there: &str) -> String {
        choose(given, env, |path| path == Path::new(there)).unwrap().to_string()
    }

    #[test]
    fn the_nearest_word_counts() {
        let socket = "/home/ann/.loop/run/api.sock";
        let table = [
            (Some("unix:/a"), env(None, Some("unix:/b")), socket, "unix:/a"),
            (None, env(None, Some("http://h:1/")), socket, "http://h:1"),
            (None, env(None, Some("")), socket, "unix:/home/ann/.loop/run/api.sock"),
            (None, env(Some("/srv/loop"), None), "/srv/loop/run/api.sock", "unix:/srv/loop/run/api.sock"),
            (None, env(Some("/srv/loop"), None), socket, USUAL),
            (None, env(Some(""), None), socket, "unix:/home/ann/.loop/run/api.sock"),
            (None, env(None, None), "", USUAL),
            (None, Env::default(), socket, USUAL),
        ];
        for (given, env, there, expected) in table {
            assert_eq!(chosen(given, &env, there), expected, "{given:?} {env:?} {there}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused_with_what_would_be_one() {
        for bad in ["localhost:8222", "unix:run/api.sock", "https://h:1", "http://", "http://h:1/api", "http://a@h", ""] {
            let refused = Address::from_str(bad).unwrap_err().to_string();
            assert!(refused.contains("give http://HOST:PORT or unix:/PATH"), "{refused}");
        }
        assert_eq!(Address::from_str("unix:///a/b").unwrap(), Address::Socket("/a/b".into()));
    }
}
