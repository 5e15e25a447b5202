//! The configuration of the daemon: read from the host's `config.json` and from projects, checked as a whole,
//! handed on as typed sections.
//!
//! It must not know how a setting is used. Nothing else reads the process environment or a config file, and no
//! secret leaves here in a message.

mod check;
mod environment;
mod error;
mod excerpt;
mod file;
mod home;
mod host;
mod key;
mod limits;
mod merge;
mod project;
mod read;
mod repository;
mod scan;
pub mod schema;
mod secret;
mod sections;
mod show;
mod source;
mod widening;
mod wording;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use environment::{Environment, Proxies};
pub use error::{Error, Position, Problem};
pub use file::{LogFormat, LogLevel, People, PermissionMode, Permissions, ScheduleKind};
pub use home::{Home, HomeError, directory_name, expand};
pub(crate) use key::shown;
pub use key::{KeyPath, Segment};
pub use merge::{Approval, Effective, Reason, Sourced, Withheld};
pub use project::{ContentHash, PROJECT_TEMPLATES, ProjectConfig};
pub use read::{Unreadable, text_beneath};
pub use secret::{Provenance, Secret};
pub use sections::{
    Agent, Api, Container, ContainerUser, Credential, Database, Discord, Embeddings, Log, McpServer, Memory,
    Origin, Prompt, Scheduling, Slack, Template,
};
pub use widening::Widening;

use crate::model::Platform;
use check::Check;
use source::Source;

/// The largest config file that is read, in bytes.
pub const MAX_BYTES: u64 = 1024 * 1024;

const NO_HOME: &str = "cannot be read without HOME: set it to the home of the user that loopd runs as";

/// The host's configuration, checked: every value is in its allowed range, every path absolute, every secret at hand.
#[derive(Debug, Clone)]
pub struct Config {
    /// The file it came from.
    pub path: PathBuf,
    /// Where people talk to agents: at least one, none twice.
    pub platforms: Vec<Platform>,
    /// Present if `platforms` has it.
    pub slack: Option<Slack>,
    /// Present if `platforms` has it.
    pub discord: Option<Discord>,
    /// The agent's CLI.
    pub agent: Agent,
    /// The log file.
    pub log: Log,
    /// Where state is kept.
    pub database: Database,
    /// The REST API.
    pub api: Api,
    /// The agents' containers.
    pub container: Container,
    /// When runs may start.
    pub scheduling: Scheduling,
    /// Whether chat shows progress while the agent works.
    pub streaming: bool,
    /// MCP servers of the agent by name, beside the built-in `loop`.
    pub mcp_servers: BTreeMap<String, McpServer>,
    /// Tasks that a channel can add by name.
    pub templates: Vec<Template>,
    /// Search in notes.
    pub memory: Memory,
    /// Who may do what, beside the grants made in chat.
    pub permissions: Permissions,
    /// What is allowed but unwise, one sentence each.
    pub warnings: Vec<String>,
    /// The file with its defaults filled in, for `show`.
    file: file::File,
}

impl Config {
    /// Reads and checks the host's config file.
    ///
    /// # Errors
    /// If the file is missing, unreadable, larger than [`MAX_BYTES`] or not UTF-8, or anything in it is wrong;
    /// the error lists all that was found.
    pub fn load(path: &Path, environment: &Environment) -> Result<Self, Error> {
        let contents = read::file(path, MAX_BYTES).map_err(|reason| match reason {
            Unreadable::Missing => Error::not_there(
                path,
                "does not exist: write it; the least it can hold is `{ platform: \"local\" }`",
            ),
            other => Error::whole_file(path, other.to_string()),
        })?;
        let (mut config, holds_secrets) = Self::read(&contents.text, path, environment)?;
        if holds_secrets && contents.mode & 0o077 != 0 {
            let path = path.display();
            config
                .warnings
                .push(format!("{path} holds secrets and is open to other users: chmod 600 {path}"));
        }
        Ok(config)
    }

    /// Checks `text` as the content of the file at `path`, which is named in errors and not read.
    ///
    /// # Errors
    /// If anything in it is wrong; the error lists all that was found.
    pub fn parse(text: &str, path: &Path, environment: &Environment) -> Result<Self, Error> {
        Self::read(text, path, environment).map(|(config, _)| config)
    }

    /// The config, and whether the text itself holds a credential.
    fn read(text: &str, path: &Path, environment: &Environment) -> Result<(Self, bool), Error> {
        let home = Home::locate(environment).map_err(|error| Error::whole_file(path, error.to_string()))?;
        let user_home = environment.home().ok_or_else(|| Error::whole_file(path, NO_HOME))?;
        let source = Source::new(text, path, file::is_harmless);
        let file: file::File = source.parse(|_| None)?;
        let mut check = Check::new(&source, environment, &user_home, Origin::Host);

        let platforms = check.platforms(file.platform.as_ref());
        let mut config = Self {
            path: path.to_owned(),
            slack: check.slack(&file, &platforms),
            discord: check.discord(&file, &platforms),
            platforms,
            agent: check.agent(&file),
            log: check.log(&file, &home),
            database: check.database(&file, &home),
            api: check.api(&file),
            container: check.container(&file),
            scheduling: check.scheduling(&file),
            streaming: file.streaming_enabled,
            mcp_servers: check.mcp_servers(&file.mcp),
            templates: check.templates(&file.task_templates),
            memory: check.memory(&file),
            permissions: check.permissions(&file.permissions),
            warnings: Vec::new(),
            file,
        };
        config.warnings = std::mem::take(&mut check.warnings);
        let holds_secrets = check.holds_secrets;
        check.finish(path, (config, holds_secrets))
    }
}
