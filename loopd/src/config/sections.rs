//! The settings after checking: one struct per concern, typed, with paths expanded and secrets fetched.
//!
//! It must not know how they are written in a file.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use jiff::tz::TimeZone;

use super::file::{LogFormat, LogLevel, ScheduleKind};
use super::secret::Secret;

/// Slack, through Socket Mode.
#[derive(Debug, Clone)]
pub struct Slack {
    /// `xoxb-…`: what the bot does.
    pub bot_token: Secret,
    /// `xapp-…`: opens the socket.
    pub app_token: Secret,
    /// Base address instead of Slack's own, without a trailing slash.
    pub api_url: Option<String>,
}

/// Discord, through its gateway.
#[derive(Debug, Clone)]
pub struct Discord {
    /// The bot's token.
    pub token: Secret,
    /// The application's id; if absent, Discord can be asked for it.
    pub app_id: Option<String>,
    /// The server's id: enables the creation of channels.
    pub guild_id: Option<String>,
    /// Base address instead of Discord's own, without a trailing slash.
    pub api_url: Option<String>,
}

/// The agent's CLI.
#[derive(Debug, Clone)]
pub struct Agent {
    /// How it signs in; `None` if the config says nothing.
    pub credential: Option<Credential>,
    /// Model to ask for; `None` leaves it to the CLI.
    pub model: Option<String>,
    /// The CLI in the container: a name or a path.
    pub bin_path: String,
    /// Base address instead of Anthropic's own, without a trailing slash.
    pub base_url: Option<String>,
}

/// How the agent signs in.
#[derive(Debug, Clone)]
pub enum Credential {
    /// OAuth token of a subscription; wins if both are configured.
    OauthToken(Secret),
    /// API key.
    ApiKey(Secret),
}

/// The log file.
#[derive(Debug, Clone)]
pub struct Log {
    /// Where it is.
    pub file: PathBuf,
    /// Least severe message that is written.
    pub level: LogLevel,
    /// Lines or JSON.
    pub format: LogFormat,
}

/// Where the daemon keeps its state.
#[derive(Debug, Clone)]
pub enum Database {
    /// A file; may not exist yet.
    Sqlite(PathBuf),
    /// A `postgres://` URL, which may hold a password.
    Postgres(Secret),
}

/// The REST API.
#[derive(Debug, Clone)]
pub struct Api {
    /// TCP address besides the Unix socket; `None` = socket only. Loopback unless `allow_remote`.
    pub addr: Option<SocketAddr>,
    /// Whether other machines may reach it.
    pub allow_remote: bool,
}

/// The agents' containers.
#[derive(Debug, Clone)]
pub struct Container {
    /// Image reference.
    pub image: String,
    /// Longest time of one run.
    pub timeout: Duration,
    /// Memory, in MiB.
    pub memory_mb: u64,
    /// CPUs; a fraction is part of one.
    pub cpus: f64,
    /// How long an idle container stays; zero removes it at once.
    pub keep_alive: Duration,
    /// Owner of the work directories that a daemon running as root makes.
    pub user: ContainerUser,
    /// Whether agents may run as root.
    pub allow_root: bool,
    /// Mounts as written; `runner::mounts` reads them.
    pub mounts: Vec<String>,
    /// Files copied into each container, absolute.
    pub copy_files: Vec<PathBuf>,
    /// Environment of the container.
    pub envs: BTreeMap<String, Secret>,
}

/// A numeric user and group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContainerUser {
    /// The user's id.
    pub uid: u32,
    /// The group's id.
    pub gid: u32,
}

/// When runs may start.
#[derive(Debug, Clone)]
pub struct Scheduling {
    /// Runs at once, across the daemon; at least 1.
    pub max_concurrent_runs: usize,
    /// Upper bound between two looks at the schedule.
    pub poll_interval: Duration,
    /// Shortest interval a task may have.
    pub min_interval: Duration,
    /// Zone of schedules that name none.
    pub timezone: TimeZone,
}

/// An MCP server of the agent.
#[derive(Debug, Clone)]
pub enum McpServer {
    /// A program in the container, spoken to over its standard input and output.
    Stdio {
        /// The program.
        command: String,
        /// Its arguments.
        args: Vec<String>,
        /// Its environment.
        env: BTreeMap<String, Secret>,
    },
    /// A server reached over HTTP.
    Http {
        /// Its address.
        url: String,
        /// Headers of each request.
        headers: BTreeMap<String, Secret>,
    },
}

/// A task that a channel can add by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Unique among the templates of one file.
    pub name: String,
    /// What it does, for people.
    pub description: String,
    /// As written; `model` judges it.
    pub schedule: String,
    /// What `schedule` is.
    pub kind: ScheduleKind,
    /// What the agent is told.
    pub prompt: Prompt,
    /// IANA zone of the schedule; `None` is the daemon's.
    pub timezone: Option<String>,
    /// After which the thread of an uneventful run is deleted; zero keeps it.
    pub auto_delete: Duration,
    /// Whose template it is, which decides where a [`Prompt::File`] lies.
    pub origin: Origin,
}

/// What the agent is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Prompt {
    /// This text.
    Text(String),
    /// The content of this file: relative, without `..`, under the `templates` directory of the host's or the
    /// project's `.loop`.
    File(PathBuf),
}

/// Search in notes.
#[derive(Debug, Clone)]
pub struct Memory {
    /// Whether there is any.
    pub enabled: bool,
    /// Directories or `.md` files, absolute or relative to the project; a leading `!` excludes.
    pub paths: Vec<String>,
    /// Longest piece of text that is indexed as one, in characters.
    pub max_chunk_chars: usize,
    /// Time between two full looks at the files.
    pub reindex_interval: Duration,
    /// What turns text into vectors; `None` leaves full-text search.
    pub embeddings: Option<Embeddings>,
    /// The Ollama server for embeddings that name none; `None` lets the daemon run one.
    pub ollama_url: Option<String>,
}

/// What turns text into vectors.
#[derive(Debug, Clone)]
pub enum Embeddings {
    /// An Ollama server.
    Ollama {
        /// The model.
        model: String,
        /// The server; `None` lets the daemon run one.
        url: Option<String>,
    },
    /// An endpoint with OpenAI's `/embeddings`.
    OpenAi {
        /// The model.
        model: String,
        /// Base address, without a trailing slash.
        base_url: String,
        /// Key, if the endpoint wants one.
        api_key: Option<Secret>,
    },
}

/// Who wrote a setting, which decides what it may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The host's owner, in the host's config.
    Host,
    /// A project's config, which an agent may have written.
    Project,
}
