//! The host's config file as it is written: names, JSON types and defaults, from which the schema is made too.
//!
//! It must not know what a setting does or which values make sense: that is `check.rs`. Doc comments here are
//! what editors show people, so they say what the setting means to them.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::de::{self, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::limits;
use super::secret::{SecretRef, Setting};

/// Keys, at any depth, whose values may be shown in an error message. Everything else may hold a secret.
pub(super) fn is_harmless(key: &str) -> bool {
    matches!(
        key,
        "$schema" | "platform" | "discord_app_id" | "discord_guild_id" | "claude_model" | "claude_bin_path"
            | "log_file" | "log_level" | "log_format" | "db_path" | "api_addr" | "api_allow_remote"
            | "container_image" | "container_timeout_sec" | "container_memory_mb" | "container_cpus"
            | "container_keep_alive_sec" | "container_user" | "container_allow_root" | "max_concurrent_runs"
            | "poll_interval_sec" | "min_interval_sec" | "timezone" | "streaming_enabled" | "mounts" | "copy_files"
            // inside `memory`
            | "memory" | "enabled" | "paths" | "max_chunk_chars" | "reindex_interval_sec" | "embeddings"
            | "provider" | "model"
            // inside `permissions`
            | "permissions" | "owners" | "members" | "users" | "roles" | "mode"
            // inside `task_templates`
            | "task_templates" | "name" | "description" | "schedule" | "type" | "prompt_path" | "auto_delete_sec"
    )
}

/// Configuration of the loop daemon: `~/.loop/config.json`, in JSON5.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(title = "loop: host configuration", extend("required" = ["platform"]))]
pub struct File {
    /// The schema of this file, for editors.
    #[serde(rename = "$schema", skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// Where people talk to the agents: "slack", "discord", "local", or a list of several.
    pub platform: Option<Platforms>,
    /// Slack bot token (`xoxb-…`).
    pub slack_bot_token: Option<SecretRef>,
    /// Slack app-level token (`xapp-…`) with the scope `connections:write`.
    pub slack_app_token: Option<SecretRef>,
    /// Discord bot token.
    pub discord_token: Option<SecretRef>,
    /// Discord application id.
    pub discord_app_id: Option<String>,
    /// Discord server id; enables the creation of channels.
    pub discord_guild_id: Option<String>,
    /// OAuth token of a Claude subscription; wins over `anthropic_api_key`.
    pub claude_code_oauth_token: Option<SecretRef>,
    /// Anthropic API key.
    pub anthropic_api_key: Option<SecretRef>,
    /// Model of the agent; "" is the CLI's own default.
    pub claude_model: String,
    /// The Claude CLI in the container.
    pub claude_bin_path: String,
    /// Log file; rotated.
    #[schemars(extend("default" = "~/.loop/loop.log"))]
    pub log_file: Option<String>,
    /// Least severe messages that are logged.
    pub log_level: LogLevel,
    /// Form of the log: lines for people, or JSON.
    pub log_format: LogFormat,
    /// SQLite database.
    #[schemars(extend("default" = "~/.loop/loop.db"))]
    pub db_path: Option<String>,
    /// `postgres://…`: uses PostgreSQL instead of SQLite.
    pub database_url: Option<SecretRef>,
    /// TCP address of the REST API; "" serves on the Unix socket only.
    pub api_addr: String,
    /// Allows an `api_addr` that other machines can reach.
    pub api_allow_remote: bool,
    /// Image of the agent's containers.
    pub container_image: String,
    /// Longest time of one run, in seconds.
    #[schemars(range(min = limits::TIMEOUT_SEC.0, max = limits::TIMEOUT_SEC.1))]
    pub container_timeout_sec: i64,
    /// Memory of one container, in MiB.
    #[schemars(range(min = limits::MEMORY_MB.0, max = limits::MEMORY_MB.1))]
    pub container_memory_mb: i64,
    /// CPUs of one container; fractions are allowed.
    #[schemars(range(min = limits::CPUS.0, max = limits::CPUS.1))]
    pub container_cpus: f64,
    /// Seconds an idle container stays warm for the next message of its channel; 0 = never.
    #[schemars(range(min = limits::KEEP_ALIVE_SEC.0, max = limits::KEEP_ALIVE_SEC.1))]
    pub container_keep_alive_sec: i64,
    /// `uid:gid` that owns work directories made by a daemon running as root.
    #[schemars(regex(pattern = r"^\d+:\d+$"))]
    pub container_user: String,
    /// Lets agents run as root in their containers. Unsafe.
    pub container_allow_root: bool,
    /// Runs at once, across the daemon; the rest queue.
    #[schemars(range(min = limits::CONCURRENT_RUNS.0, max = limits::CONCURRENT_RUNS.1))]
    pub max_concurrent_runs: i64,
    /// Upper bound between two looks at the schedule, in seconds.
    #[schemars(range(min = limits::POLL_INTERVAL_SEC.0, max = limits::POLL_INTERVAL_SEC.1))]
    pub poll_interval_sec: i64,
    /// Shortest interval a task may have, in seconds.
    #[schemars(range(min = limits::MIN_INTERVAL_SEC.0, max = limits::MIN_INTERVAL_SEC.1))]
    pub min_interval_sec: i64,
    /// Time zone of schedules that name none, such as "Europe/Berlin"; default: the host's.
    pub timezone: Option<String>,
    /// Shows progress in chat while the agent works.
    pub streaming_enabled: bool,
    /// What containers see of the host: `host:container[:ro]`, or `volume:container[:ro]`.
    pub mounts: Vec<String>,
    /// Files copied into each container; `[]` copies none.
    pub copy_files: Vec<String>,
    /// Environment of the containers.
    pub envs: BTreeMap<String, Setting>,
    /// MCP servers of the agent, beside the built-in `loop`.
    pub mcp: Mcp,
    /// Tasks that a channel can add by name.
    pub task_templates: Vec<Template>,
    /// Search in notes.
    pub memory: Memory,
    /// Who may do what.
    pub permissions: Permissions,
    /// Base address of Slack's API; default: Slack's own.
    pub slack_api_url: Option<String>,
    /// Base address of Discord's API; default: Discord's own.
    pub discord_api_url: Option<String>,
    /// Base address of Anthropic's API; default: Anthropic's own.
    pub anthropic_base_url: Option<String>,
    /// Address of an Ollama server; default: the daemon runs one when it is needed.
    pub ollama_url: Option<String>,
}

impl Default for File {
    fn default() -> Self {
        Self {
            schema: None,
            platform: None,
            slack_bot_token: None,
            slack_app_token: None,
            discord_token: None,
            discord_app_id: None,
            discord_guild_id: None,
            claude_code_oauth_token: None,
            anthropic_api_key: None,
            claude_model: String::new(),
            claude_bin_path: "claude".to_owned(),
            log_file: None,
            log_level: LogLevel::Info,
            log_format: LogFormat::Text,
            db_path: None,
            database_url: None,
            api_addr: "127.0.0.1:8222".to_owned(),
            api_allow_remote: false,
            container_image: "loop-agent:latest".to_owned(),
            container_timeout_sec: 3600,
            container_memory_mb: 2048,
            container_cpus: 2.0,
            container_keep_alive_sec: 300,
            container_user: "1000:1000".to_owned(),
            container_allow_root: false,
            max_concurrent_runs: 4,
            poll_interval_sec: 30,
            min_interval_sec: 60,
            timezone: None,
            streaming_enabled: true,
            mounts: Vec::new(),
            copy_files: vec!["~/.claude.json".to_owned()],
            envs: BTreeMap::new(),
            mcp: Mcp::default(),
            task_templates: Vec::new(),
            memory: Memory::default(),
            permissions: Permissions::default(),
            slack_api_url: None,
            discord_api_url: None,
            anthropic_base_url: None,
            ollama_url: None,
        }
    }
}

/// One platform or several, as written.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct Platforms {
    /// The names, not yet checked.
    pub names: Vec<String>,
    /// Whether they were given as a list.
    #[serde(skip)]
    pub is_list: bool,
}

impl<'de> Deserialize<'de> for Platforms {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PlatformsVisitor)
    }
}

struct PlatformsVisitor;

impl<'de> Visitor<'de> for PlatformsVisitor {
    type Value = Platforms;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a platform, or a list of names")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Platforms, E> {
        Ok(Platforms { names: vec![name.to_owned()], is_list: false })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Platforms, A::Error> {
        let mut names = Vec::new();
        while let Some(name) = list.next_element()? {
            names.push(name);
        }
        Ok(Platforms { names, is_list: true })
    }
}

/// Severity of log messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    /// Everything, for developers.
    Trace,
    /// Details that help to find a fault.
    Debug,
    /// What happens.
    Info,
    /// What may need attention.
    Warn,
    /// What failed.
    Error,
}

/// Form of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object per line.
    Json,
}

/// MCP servers of the agent.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Mcp {
    /// Servers by name.
    pub servers: BTreeMap<String, McpServer>,
}

/// A server: a program in the container (`command`), or an address (`url`).
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct McpServer {
    /// Program to start in the container.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// Its arguments.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<String>,
    /// Its environment.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub env: BTreeMap<String, Setting>,
    /// Address of a server reached over HTTP.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Headers of each request.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, Setting>,
}

/// A task that a channel can add by name. Exactly one of `prompt` and `prompt_path` is given.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Its name, unique.
    pub name: String,
    /// What it does.
    #[serde(default)]
    pub description: String,
    /// When: a cron expression, an interval such as "30m", or a point in time.
    pub schedule: String,
    /// What `schedule` is.
    #[serde(rename = "type")]
    pub kind: ScheduleKind,
    /// What the agent is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    /// File under `templates/` that holds what the agent is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt_path: Option<String>,
    /// Time zone of the schedule; default: the daemon's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// Seconds after which the thread of an uneventful run is deleted; 0 keeps it.
    #[serde(default)]
    #[schemars(range(min = limits::AUTO_DELETE_SEC.0, max = limits::AUTO_DELETE_SEC.1))]
    pub auto_delete_sec: i64,
}

/// Kind of a schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ScheduleKind {
    /// Five fields as in crontab.
    Cron,
    /// Every so often, such as "1h30m".
    Interval,
    /// At one point in time.
    Once,
}

/// Search in notes.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Memory {
    /// Turns it on.
    pub enabled: bool,
    /// Directories or `.md` files, relative to the project; `!` excludes.
    pub paths: Vec<String>,
    /// Longest piece of text that is indexed as one, in characters.
    #[schemars(range(min = limits::CHUNK_CHARS.0, max = limits::CHUNK_CHARS.1))]
    pub max_chunk_chars: i64,
    /// Time between two full looks at the files, in seconds; changes are noticed sooner.
    #[schemars(range(min = limits::REINDEX_INTERVAL_SEC.0, max = limits::REINDEX_INTERVAL_SEC.1))]
    pub reindex_interval_sec: i64,
    /// Search by meaning, beside full text.
    pub embeddings: Option<Embeddings>,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            enabled: false,
            paths: vec!["./memory".to_owned()],
            max_chunk_chars: 5000,
            reindex_interval_sec: 300,
            embeddings: None,
        }
    }
}

/// What turns text into vectors.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Embeddings {
    /// Who does it.
    pub provider: EmbeddingProvider,
    /// The model, such as "nomic-embed-text".
    pub model: String,
    /// With `ollama`: address of the server; default: `ollama_url` of the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ollama_url: Option<String>,
    /// With `openai`: base address of the endpoint, such as "https://api.openai.com/v1".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// With `openai`: its key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_key: Option<SecretRef>,
}

/// Who turns text into vectors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum EmbeddingProvider {
    /// An Ollama server.
    Ollama,
    /// Any endpoint with OpenAI's `/embeddings`.
    Openai,
}

/// Who may do what, beside the grants made in chat.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Permissions {
    /// May do everything, and grant roles.
    pub owners: People,
    /// May talk to the agents and manage tasks.
    pub members: People,
    /// Who is a member without being named.
    pub mode: PermissionMode,
}

impl Permissions {
    /// True for somebody who is named by their own id. Other programs are heard only if they are.
    pub fn names(&self, id: &str) -> bool {
        self.owners.users.iter().chain(&self.members.users).any(|named| named == id)
    }
}

/// People, by their ids on the platforms.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct People {
    /// Ids of users; of other programs (bots) too, which are not heard otherwise.
    pub users: Vec<String>,
    /// Ids of Discord roles.
    pub roles: Vec<String>,
}

/// Who is a member without being named.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PermissionMode {
    /// Nobody.
    #[default]
    Restricted,
    /// Everybody: for a private server.
    Open,
}
