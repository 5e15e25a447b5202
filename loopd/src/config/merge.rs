//! What applies to a run in a project: the host's settings, and of the project's those it may have.
//!
//! Pure. It must not read files or the environment. The rule is that nothing an agent can write widens what an agent
//! may do: without the owner's approval of exactly this content, a project can only narrow.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use serde_json::{Map, Value};

use super::Config;
use super::file::EmbeddingProvider;
use super::project::{ContentHash, ProjectConfig, ProjectEmbeddings};
use super::repository::{MCP_FILE, SETTINGS_FILES};
use super::secret::Secret;
use super::sections::{Embeddings, McpServer, Memory, Origin, Template};

/// Whether the host's owner approved of a project's config.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Approval {
    /// Never.
    Missing,
    /// Of the content with this hash; any other content is not approved.
    Of(ContentHash),
}

/// A value and who gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Who gave it.
    pub origin: Origin,
}

/// The settings that apply to runs in one project.
#[derive(Debug, Clone)]
pub struct Effective {
    /// Model to ask for; `None` leaves it to the CLI.
    pub model: Option<String>,
    /// The CLI in the container.
    pub bin_path: String,
    /// Image reference.
    pub image: String,
    /// Memory, in MiB.
    pub memory_mb: u64,
    /// CPUs.
    pub cpus: f64,
    /// Mounts as written, all by one origin.
    pub mounts: Sourced<Vec<String>>,
    /// Files copied into the container, all by one origin.
    pub copy_files: Sourced<Vec<PathBuf>>,
    /// Environment of the container.
    pub envs: BTreeMap<String, Secret>,
    /// MCP servers of the agent, beside the built-in `loop`.
    pub mcp_servers: BTreeMap<String, McpServer>,
    /// MCP servers of the repository's `.mcp.json`, as written there; those above come first.
    pub repository_servers: BTreeMap<String, Value>,
    /// The repository's settings of the CLI, hooks among them, merged from its files.
    pub repository_settings: Map<String, Value>,
    /// Templates by name: the project's, then those of the host it does not replace.
    pub templates: Vec<Template>,
    /// Search in notes.
    pub memory: Memory,
    /// Settings of the project that do not apply, and why; a run says so.
    pub withheld: Vec<Withheld>,
}

/// A setting of a project that does not apply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withheld {
    /// The setting, such as `container_image`.
    pub key: String,
    /// Why.
    pub reason: Reason,
}

/// Why a setting does not apply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// It could widen what the agent may do, and the owner did not approve of this content.
    NotApproved,
    /// It refers to a variable that is not to be had.
    Unset(String),
    /// It cannot be used.
    Broken(String),
    /// It asks for an endpoint that the host's config does not have.
    NoEndpoint,
}

impl fmt::Display for Withheld {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = &self.key;
        match &self.reason {
            Reason::NotApproved => write!(f, "`{key}` waits for approval: `loopctl projects trust`"),
            Reason::Unset(why) | Reason::Broken(why) => write!(f, "`{key}` is left out: {why}"),
            Reason::NoEndpoint => {
                write!(f, "`{key}` is left out: the host's config has no `openai` endpoint to use")
            }
        }
    }
}

impl Effective {
    /// The host's settings narrowed by the project's, and widened as far as `approval` covers its content.
    pub fn merge(host: &Config, project: &ProjectConfig, approval: Approval) -> Self {
        let approved = approval == Approval::Of(project.hash);
        let mut merge = Merge { approved, withheld: Vec::new() };
        let container = &host.container;
        Self {
            model: project.model.clone().or_else(|| host.agent.model.clone()),
            bin_path: merge.replaced("claude_bin_path", &host.agent.bin_path, project.bin_path.as_ref()),
            image: merge.replaced("container_image", &container.image, project.image.as_ref()),
            memory_mb: merge.limit("container_memory_mb", container.memory_mb, project.memory_mb),
            cpus: merge.limit("container_cpus", container.cpus, project.cpus),
            mounts: merge.list("mounts", &container.mounts, project.mounts.as_ref()),
            copy_files: merge.list("copy_files", &container.copy_files, project.copy_files.as_ref()),
            envs: merge.map("envs", &container.envs, &project.envs),
            mcp_servers: merge.map("mcp.servers", &host.mcp_servers, &project.mcp_servers),
            repository_servers: merge.whole(MCP_FILE, &project.repository.servers),
            repository_settings: merge.settings(&project.repository.settings),
            templates: templates(&host.templates, &project.templates),
            memory: merge.memory(&host.memory, project),
            withheld: merge.withheld(project),
        }
    }
}

struct Merge {
    approved: bool,
    withheld: Vec<Withheld>,
}

impl Merge {
    /// Whether a widening setting may apply; if not, that is noted.
    fn may(&mut self, key: impl Into<String>) -> bool {
        if !self.approved {
            self.withheld.push(Withheld { key: key.into(), reason: Reason::NotApproved });
        }
        self.approved
    }

    fn replaced<T: PartialEq + Clone>(&mut self, key: &str, host: &T, project: Option<&T>) -> T {
        match project {
            Some(wish) if wish != host && self.may(key) => wish.clone(),
            _ => host.clone(),
        }
    }

    fn limit<T: PartialOrd + Copy>(&mut self, key: &str, host: T, project: Option<T>) -> T {
        match project {
            Some(wish) if wish <= host || self.may(key) => wish,
            _ => host,
        }
    }

    /// Even a shorter list can widen: a mount may cover what is behind it.
    fn list<T: PartialEq + Clone>(
        &mut self,
        key: &str,
        host: &Vec<T>,
        project: Option<&Vec<T>>,
    ) -> Sourced<Vec<T>> {
        match project {
            Some(wish) if wish != host && self.may(key) => {
                Sourced { value: wish.clone(), origin: Origin::Project }
            }
            _ => Sourced { value: host.clone(), origin: Origin::Host },
        }
    }

    fn map<T: Clone>(
        &mut self,
        key: &str,
        host: &BTreeMap<String, T>,
        project: &BTreeMap<String, T>,
    ) -> BTreeMap<String, T> {
        let mut merged = host.clone();
        if !project.is_empty() && self.may(key) {
            merged.extend(project.clone());
        }
        merged
    }

    /// What only a repository has.
    fn whole<T: Clone>(&mut self, key: &str, wish: &BTreeMap<String, T>) -> BTreeMap<String, T> {
        if wish.is_empty() || !self.may(key) { BTreeMap::new() } else { wish.clone() }
    }

    fn settings(&mut self, wish: &Map<String, Value>) -> Map<String, Value> {
        if wish.is_empty() || !self.may(SETTINGS_FILES[0]) { Map::new() } else { wish.clone() }
    }

    fn memory(&mut self, host: &Memory, project: &ProjectConfig) -> Memory {
        let mut memory = host.clone();
        memory.max_chunk_chars = project.max_chunk_chars.unwrap_or(host.max_chunk_chars);
        for (index, path) in project.memory_paths.iter().enumerate() {
            if path.is_inside || self.may(format!("memory.paths[{index}]")) {
                memory.paths.push(path.path.clone());
            }
        }
        if let Some(wish) = &project.embeddings
            && self.may("memory.embeddings")
        {
            match embeddings(host, wish) {
                Some(embeddings) => memory.embeddings = Some(embeddings),
                None => self
                    .withheld
                    .push(Withheld { key: "memory.embeddings".to_owned(), reason: Reason::NoEndpoint }),
            }
        }
        memory
    }

    fn withheld(mut self, project: &ProjectConfig) -> Vec<Withheld> {
        if self.approved {
            let unset = project.unset.iter();
            self.withheld.extend(
                unset.map(|(key, why)| Withheld { key: key.to_string(), reason: Reason::Unset(why.clone()) }),
            );
            let broken = project.repository.broken.iter();
            self.withheld.extend(
                broken.map(|(key, why)| Withheld { key: key.clone(), reason: Reason::Broken(why.clone()) }),
            );
        }
        self.withheld
    }
}

/// The project's choice, with the host's endpoint and key where it needs them.
fn embeddings(host: &Memory, wish: &ProjectEmbeddings) -> Option<Embeddings> {
    let model = wish.model.clone();
    match (wish.provider, &host.embeddings) {
        (EmbeddingProvider::Ollama, Some(Embeddings::Ollama { url, .. })) => {
            Some(Embeddings::Ollama { model, url: wish.ollama_url.clone().or_else(|| url.clone()) })
        }
        (EmbeddingProvider::Ollama, _) => Some(Embeddings::Ollama {
            model,
            url: wish.ollama_url.clone().or_else(|| host.ollama_url.clone()),
        }),
        (EmbeddingProvider::Openai, Some(Embeddings::OpenAi { base_url, api_key, .. })) => {
            Some(Embeddings::OpenAi { model, base_url: base_url.clone(), api_key: api_key.clone() })
        }
        (EmbeddingProvider::Openai, _) => None,
    }
}

fn templates(host: &[Template], project: &[Template]) -> Vec<Template> {
    let replaced = |template: &&Template| !project.iter().any(|other| other.name == template.name);
    project.iter().chain(host.iter().filter(replaced)).cloned().collect()
}
