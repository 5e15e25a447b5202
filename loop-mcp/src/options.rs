//! What the program is told: its arguments, and which daemon, channel and token they mean. It must not ask anybody.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::Parser;
use loop_client::Endpoint;

use crate::access::TokenSource;

/// Where loopd listens unless it is told otherwise.
const USUAL: &str = "http://127.0.0.1:8222";

/// An MCP server (stdio) with the tools of loop: schedules, messages, channels, runs.
///
/// For agents in loop's containers, and for MCP clients on loopd's machine.
#[derive(Debug, Parser)]
#[command(name = "loop-mcp", version, max_term_width = 100)]
pub struct Args {
    #[command(flatten)]
    place: PlaceArgs,
    /// Where loopd is: http://host:port or unix:/path/to/api.sock [env: LOOP_API_URL, API_URL]
    #[arg(long, value_name = "URL")]
    api_url: Option<String>,
    /// The file that holds the token [default: LOOP_TOKEN, else `token` beside the socket or in loopd's home]
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct PlaceArgs {
    /// Work in the channel with this id
    #[arg(long, value_name = "ID")]
    channel_id: Option<String>,
    /// Work in the channel of this directory, which is made if there is none
    #[arg(long, value_name = "PATH")]
    dir: Option<PathBuf>,
}

/// What of the environment counts.
#[derive(Clone, Debug, Default)]
pub struct Env {
    /// `HOME`.
    pub home: Option<PathBuf>,
    /// `LOOP_HOME`.
    pub loop_home: Option<PathBuf>,
    /// `LOOP_API_URL`.
    pub api_url: Option<String>,
    /// `API_URL`, which loopd sets in its containers.
    pub container_api_url: Option<String>,
    /// `LOOP_TOKEN`.
    pub token: Option<String>,
}

/// The channel that the tools work in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// By its id.
    Channel(String),
    /// That of a directory.
    Dir(PathBuf),
}

/// What the bridge works with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    pub(crate) place: Place,
    pub(crate) endpoint: Endpoint,
    pub(crate) token: TokenSource,
}

impl Options {
    /// Chooses: what is given, else what the environment says, else what is there.
    ///
    /// # Errors
    /// If what is given makes no sense.
    pub fn choose(args: Args, env: &Env) -> Result<Self> {
        Self::choose_among(args, env, Path::exists)
    }

    fn choose_among(args: Args, env: &Env, exists: impl Fn(&Path) -> bool) -> Result<Self> {
        let place = match (args.place.channel_id, args.place.dir) {
            (Some(id), _) if id.trim().is_empty() => anyhow::bail!("--channel-id is empty"),
            (Some(id), _) => Place::Channel(id),
            (None, dir) => {
                let dir = std::path::absolute(dir.unwrap_or_default());
                Place::Dir(dir.context("--dir is no path")?)
            }
        };
        let endpoint = endpoint(args.api_url.as_deref(), env, exists)?;
        let token = if let Some(path) = args.token_file {
            TokenSource::Named(path)
        } else if let Some(token) = filled(env.token.as_deref()) {
            TokenSource::Given(token.to_owned())
        } else {
            match &endpoint {
                // Our own socket knows us; a container's has its token beside it.
                Endpoint::Unix(socket) => TokenSource::Usual(socket.with_file_name("token")),
                Endpoint::Http(_) => {
                    loop_dir(env).map_or(TokenSource::None, |home| TokenSource::Usual(home.join("token")))
                }
            }
        };
        Ok(Self { place, endpoint, token })
    }
}

fn endpoint(given: Option<&str>, env: &Env, exists: impl Fn(&Path) -> bool) -> Result<Endpoint> {
    let named = filled(given).or(filled(env.api_url.as_deref())).or(filled(env.container_api_url.as_deref()));
    if let Some(text) = named {
        return Ok(text.parse()?);
    }
    let socket = loop_dir(env).map(|dir| dir.join("run/api.sock")).filter(|path| exists(path));
    Ok(socket.map_or_else(|| Endpoint::Http(USUAL.to_owned()), Endpoint::Unix))
}

/// Where loopd keeps its things.
fn loop_dir(env: &Env) -> Option<PathBuf> {
    let named = env.loop_home.clone().filter(|dir| !dir.as_os_str().is_empty());
    named.or_else(|| env.home.as_ref().map(|home| home.join(".loop")))
}

fn filled(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(args: &[&str], env: &Env, there: &str) -> Result<Options> {
        let args = Args::try_parse_from(["loop-mcp"].iter().chain(args))?;
        Options::choose_among(args, env, |path| path == Path::new(there))
    }

    fn home() -> Env {
        Env { home: Some("/home/ann".into()), ..Env::default() }
    }

    #[test]
    fn the_nearest_word_says_where_the_daemon_is_and_which_token_it_wants() {
        let socket = "/home/ann/.loop/run/api.sock";
        let in_container = Env { container_api_url: Some("unix:/run/loop/api.sock".to_owned()), ..home() };
        let by_env = Env {
            api_url: Some("http://h:1".to_owned()),
            token: Some(" secret ".to_owned()),
            ..in_container.clone()
        };
        let named = |path: &str| TokenSource::Named(path.into());
        let usual = |path: &str| TokenSource::Usual(path.into());
        let table = [
            (
                vec!["--api-url", "unix:/a/b.sock"],
                by_env.clone(),
                "unix:/a/b.sock",
                TokenSource::Given("secret".to_owned()),
            ),
            (vec!["--token-file", "/t"], by_env, "http://h:1", named("/t")),
            (vec![], in_container, "unix:/run/loop/api.sock", usual("/run/loop/token")),
            (vec![], home(), &format!("unix:{socket}"), usual("/home/ann/.loop/run/token")),
            (vec![], Env { loop_home: Some("/srv/loop".into()), ..home() }, USUAL, usual("/srv/loop/token")),
            (vec![], Env { api_url: Some(String::new()), ..Env::default() }, USUAL, TokenSource::None),
        ];
        for (args, env, endpoint, token) in table {
            let args = [vec!["--channel-id", "c"], args].concat();
            let options = chosen(&args, &env, socket).unwrap();
            assert_eq!(
                (options.endpoint.to_string().as_str(), &options.token),
                (endpoint, &token),
                "{args:?}"
            );
            assert_eq!(options.place, Place::Channel("c".to_owned()));
        }
    }

    #[test]
    fn exactly_one_place_is_wanted() {
        for args in [&[][..], &["--channel-id", "c", "--dir", "/d"], &["--channel-id", ""], &["--dir", ""]] {
            assert!(chosen(args, &home(), "").is_err(), "{args:?}");
        }
        let options = chosen(&["--dir", "/d"], &home(), "").unwrap();
        assert_eq!(options.place, Place::Dir("/d".into()));
        let relative = chosen(&["--dir", "d"], &home(), "").unwrap();
        assert!(matches!(relative.place, Place::Dir(dir) if dir.is_absolute()));
    }

    #[test]
    fn an_address_without_a_scheme_is_refused() {
        let error = chosen(&["--channel-id", "c", "--api-url", "localhost:1"], &home(), "").unwrap_err();
        assert!(error.to_string().contains("unix:/path"), "{error}");
    }
}
