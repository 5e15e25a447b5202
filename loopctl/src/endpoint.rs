//! Which daemon is meant: chosen from options, environment and what is there.

use std::path::{Path, PathBuf};

use loop_client::Endpoint;

use crate::failure::Usage;
use crate::io::Env;

/// Where loopd listens unless it is told otherwise.
const USUAL: &str = "http://127.0.0.1:8222";

/// Chooses: what is given, else `LOOP_API_URL`, else the socket in loopd's home if it is there, else the usual port.
pub(crate) fn choose(
    given: Option<&str>,
    env: &Env,
    exists: impl Fn(&Path) -> bool,
) -> Result<Endpoint, Usage> {
    let from_env = env.api_url.as_deref().filter(|url| !url.trim().is_empty());
    if let Some(text) = given.or(from_env) {
        return text.parse().map_err(|error: loop_client::EndpointError| Usage(error.to_string()));
    }
    let socket = env.loop_dir().map(|dir| dir.join("run/api.sock")).filter(|path| exists(path));
    Ok(socket.map_or_else(|| Endpoint::Http(USUAL.to_owned()), Endpoint::Unix))
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
    fn what_is_no_address_is_a_usage_error() {
        let refused = choose(Some("localhost:8222"), &Env::default(), |_| true).unwrap_err();
        assert!(refused.to_string().contains("unix:/path"), "{refused}");
    }
}
