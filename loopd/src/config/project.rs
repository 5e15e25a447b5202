//! A project's config, `{project}/.loop/config.json`: written by the team, but also within an agent's reach.
//!
//! It must not decide what applies: that is `merge.rs`. Reading it follows no link and shows no other file.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::check::{Check, is_inner};
use super::environment::Environment;
use super::error::Error;
use super::file::{self, EmbeddingProvider, Mcp, is_harmless};
use super::key::KeyPath;
use super::read::{self, Unreadable};
use super::repository::{FilesHash, Repository};
use super::secret::{Secret, Setting};
use super::sections::{McpServer, Origin, Template};
use super::source::Source;
use super::{MAX_BYTES, NO_HOME, limits, schema};

const DIRECTORY: &str = ".loop";
const FILE: &str = "config.json";
/// Where the prompts of a project's templates lie, below the project.
pub const PROJECT_TEMPLATES: &str = ".loop/templates";

/// Configuration of one project: `.loop/config.json`, in JSON5. Keys that could widen what an agent may do apply
/// only after `loopctl projects trust`.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(title = "loop: project configuration")]
pub struct ProjectFile {
    /// The schema of this file, for editors.
    #[serde(rename = "$schema")]
    pub schema: Option<String>,
    /// Replaces the host's mounts; host paths may be relative to the project. Needs trust.
    pub mounts: Option<Vec<String>>,
    /// Replaces the host's list of copied files. Needs trust.
    pub copy_files: Option<Vec<String>>,
    /// More MCP servers; one of the same name replaces the host's. Needs trust.
    pub mcp: Mcp,
    /// More environment; a variable of the same name replaces the host's. Needs trust.
    pub envs: BTreeMap<String, Setting>,
    /// More task templates; one of the same name replaces the host's.
    pub task_templates: Vec<file::Template>,
    /// Model of the agent.
    pub claude_model: Option<String>,
    /// The Claude CLI in the container. Needs trust.
    pub claude_bin_path: Option<String>,
    /// Image of the agent's containers. Needs trust.
    pub container_image: Option<String>,
    /// Memory of one container, in MiB. More than the host's needs trust.
    #[schemars(range(min = limits::MEMORY_MB.0, max = limits::MEMORY_MB.1))]
    pub container_memory_mb: Option<i64>,
    /// CPUs of one container. More than the host's needs trust.
    #[schemars(range(min = limits::CPUS.0, max = limits::CPUS.1))]
    pub container_cpus: Option<f64>,
    /// Search in notes.
    pub memory: ProjectMemory,
}

/// What a project may say about its notes.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ProjectMemory {
    /// More directories or `.md` files; outside of the project they need trust. `!` excludes.
    pub paths: Vec<String>,
    /// Longest piece of text that is indexed as one, in characters.
    #[schemars(range(min = limits::CHUNK_CHARS.0, max = limits::CHUNK_CHARS.1))]
    pub max_chunk_chars: Option<i64>,
    /// Search by meaning. Needs trust.
    pub embeddings: Option<ProjectEmbeddings>,
}

/// What turns a project's text into vectors. Endpoint and key of `openai` are the host's.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProjectEmbeddings {
    /// Who does it.
    pub provider: EmbeddingProvider,
    /// The model.
    pub model: String,
    /// With `ollama`: address of the server.
    #[serde(default)]
    pub ollama_url: Option<String>,
}

/// A project's wishes, checked one by one but not yet weighed against the host's: see [`super::Effective`].
#[derive(Debug, Clone, Default)]
pub struct ProjectConfig {
    /// Hash of the file and of what the repository brings for the CLI, which an approval is bound to.
    pub hash: ContentHash,
    /// What is allowed but unwise, one sentence each.
    pub warnings: Vec<String>,
    pub(super) mounts: Option<Vec<String>>,
    pub(super) copy_files: Option<Vec<PathBuf>>,
    pub(super) mcp_servers: BTreeMap<String, McpServer>,
    pub(super) envs: BTreeMap<String, Secret>,
    pub(super) templates: Vec<Template>,
    pub(super) model: Option<String>,
    pub(super) bin_path: Option<String>,
    pub(super) image: Option<String>,
    pub(super) memory_mb: Option<u64>,
    pub(super) cpus: Option<f64>,
    pub(super) memory_paths: Vec<MemoryPath>,
    pub(super) max_chunk_chars: Option<usize>,
    pub(super) embeddings: Option<ProjectEmbeddings>,
    pub(super) repository: Repository,
    /// Variables it refers to that are not set: the setting and the reason.
    pub(super) unset: Vec<(KeyPath, String)>,
}

/// A path of memory, and whether it lies in the project (or only excludes).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MemoryPath {
    pub path: String,
    pub is_inside: bool,
}

/// SHA-256 of what an approval is bound to. Displays as 64 hex digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ContentHash([u8; 32]);

impl ContentHash {
    pub(super) fn from_bytes(hash: [u8; 32]) -> Self {
        Self(hash)
    }

    /// The hash of a file's content.
    pub fn of(content: &[u8]) -> Self {
        Self(Sha256::digest(content).into())
    }

    /// Reads what `Display` wrote; `None` if it is anything else.
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).ok()?;
        Some(Self(bytes))
    }
}

/// The hash of no content: of a project that asks for nothing.
impl Default for ContentHash {
    fn default() -> Self {
        Self::of(b"")
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContentHash({self})")
    }
}

impl ProjectConfig {
    /// Reads and checks the config of the project at `directory`, and what the repository brings for the agent's CLI;
    /// a project without any wishes for nothing.
    ///
    /// # Errors
    /// If the config, or `.loop` itself, is a symbolic link or not what it should be, or anything in it is wrong.
    pub fn load(directory: &Path, environment: &Environment) -> Result<Self, Error> {
        let path = Path::new(DIRECTORY).join(FILE);
        let mut hash = FilesHash::default();
        let mut config = match read::beneath(directory, &path, MAX_BYTES) {
            Ok(contents) => {
                hash.file(FILE, Some(contents.text.as_bytes()));
                Self::parse(&contents.text, directory, environment)?
            }
            Err(Unreadable::Missing) => Self::default(),
            Err(reason) => return Err(Error::whole_file(&path_in(directory), reason.to_string())),
        };
        config.repository = Repository::load(directory, &mut hash);
        config.hash = hash.finish();
        Ok(config)
    }

    /// Checks `text` as the content of the config of the project at `directory`, which is not read.
    ///
    /// # Errors
    /// If anything in it is wrong; the error lists all that was found. A variable that is not set is no error
    /// here: a setting that refers to it is withheld.
    pub fn parse(text: &str, directory: &Path, environment: &Environment) -> Result<Self, Error> {
        let path = path_in(directory);
        let user_home = environment.home().ok_or_else(|| Error::whole_file(&path, NO_HOME))?;
        let source = Source::new(text, &path, is_harmless);
        let file: ProjectFile = source.parse(host_only)?;
        let mut check = Check::new(&source, environment, &user_home, Origin::Project);

        let mut config = Self {
            hash: ContentHash::of(text.as_bytes()),
            warnings: Vec::new(),
            copy_files: file.copy_files.as_deref().map(|files| check.project_files(files, directory)),
            mcp_servers: check.mcp_servers(&file.mcp),
            envs: check.variables(&"envs".into(), &file.envs),
            templates: check.templates(&file.task_templates),
            model: check.optional_word("claude_model", file.claude_model.as_deref()),
            bin_path: given(file.claude_bin_path.as_deref()).map(|path| check.container_program(path)),
            image: check.optional_word("container_image", file.container_image.as_deref()),
            memory_mb: file
                .container_memory_mb
                .map(|value| check.number(&"container_memory_mb".into(), value, limits::MEMORY_MB, " MiB")),
            cpus: file.container_cpus.map(|value| check.cpus(&"container_cpus".into(), value)),
            memory_paths: check.project_memory_paths(&file.memory.paths, directory),
            max_chunk_chars: file.memory.max_chunk_chars.map(|value| check.chunk_chars(value)),
            embeddings: check.project_embeddings(file.memory.embeddings),
            mounts: file.mounts,
            repository: Repository::default(),
            unset: Vec::new(),
        };
        config.warnings = std::mem::take(&mut check.warnings);
        config.unset = std::mem::take(&mut check.unset);
        check.finish(&path, config)
    }
}

impl Check<'_> {
    fn optional_word(&mut self, key: &str, value: Option<&str>) -> Option<String> {
        given(value).map(|value| self.word(&key.into(), value))
    }

    fn project_files(&mut self, files: &[String], directory: &Path) -> Vec<PathBuf> {
        let at = KeyPath::from("copy_files");
        let mut paths = Vec::new();
        for (index, written) in files.iter().enumerate() {
            let path = directory.join(super::expand(written, self.user_home));
            if written.is_empty() || written.contains('\0') || !is_straight(&path) {
                self.wrong(&at.index(index), "must be a path without `..`");
            }
            paths.push(path);
        }
        paths
    }

    fn project_memory_paths(&mut self, written: &[String], directory: &Path) -> Vec<MemoryPath> {
        let is_inside = |path: &String| {
            path.starts_with('!')
                || is_inner(path)
                || (is_straight(Path::new(path)) && Path::new(path).starts_with(directory))
        };
        self.memory_paths(written)
            .into_iter()
            .map(|path| MemoryPath { is_inside: is_inside(&path), path })
            .collect()
    }

    fn project_embeddings(&mut self, given: Option<ProjectEmbeddings>) -> Option<ProjectEmbeddings> {
        let at = KeyPath::from("memory").key("embeddings");
        let ProjectEmbeddings { provider, model, ollama_url } = given?;
        let model = self.word(&at.key("model"), &model);
        let ollama_url = self.url(&at.key("ollama_url"), ollama_url.as_deref());
        if provider == EmbeddingProvider::Openai && ollama_url.is_some() {
            self.wrong(&at, "has `ollama_url`, which goes with the provider `ollama`");
        }
        Some(ProjectEmbeddings { provider, model, ollama_url })
    }
}

fn path_in(directory: &Path) -> PathBuf {
    directory.join(DIRECTORY).join(FILE)
}

/// A value that was given and is not `""`, which means the same as leaving it out.
fn given(value: Option<&str>) -> Option<&str> {
    value.filter(|value| !value.is_empty())
}

/// Absolute, and without `..`.
fn is_straight(path: &Path) -> bool {
    path.is_absolute() && !path.components().any(|part| part == std::path::Component::ParentDir)
}

/// Why a key of the host's config does not belong into a project's.
fn host_only(key: &str) -> Option<&'static str> {
    schema::host_keys().contains(key).then_some("is for the host's config: a project cannot set it")
}
