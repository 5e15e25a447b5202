//! Checks that a host and a project config share: each takes a value as written and answers it typed.
//!
//! It must not know which file it checks, except that a project may not make the daemon read files. A failed check
//! is noted, and checking goes on, so that people see everything that is wrong at once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use jiff::tz::TimeZone;

use super::environment::Environment;
use super::error::{Error, Problem};
use super::file;
use super::home::expand;
use super::key::{KeyPath, nearest, shown};
use super::limits::{self, Limits};
use super::secret::{Secret, SecretRef, Setting, is_variable_name};
use super::sections::{Embeddings, McpServer, Origin, Prompt, Template};
use super::source::{Part, Source};

/// The server of this name is built in.
pub(super) const BUILT_IN_SERVER: &str = "loop";

/// A check under way.
pub(super) struct Check<'a> {
    pub source: &'a Source<'a>,
    pub environment: &'a Environment,
    pub user_home: &'a Path,
    pub origin: Origin,
    pub problems: Vec<Problem>,
    pub warnings: Vec<String>,
    /// Variables that a project refers to and that are not set: the setting and the reason.
    pub unset: Vec<(KeyPath, String)>,
    /// Whether the file itself holds a credential.
    pub holds_secrets: bool,
}

impl<'a> Check<'a> {
    pub fn new(
        source: &'a Source<'a>,
        environment: &'a Environment,
        user_home: &'a Path,
        origin: Origin,
    ) -> Self {
        let (problems, warnings, unset) = (Vec::new(), Vec::new(), Vec::new());
        Self { source, environment, user_home, origin, problems, warnings, unset, holds_secrets: false }
    }

    /// `value`, unless something was found wrong.
    pub fn finish<T>(self, path: &Path, value: T) -> Result<T, Error> {
        if self.problems.is_empty() { Ok(value) } else { Err(Error::new(path, self.problems)) }
    }

    /// Notes that the value of `key` is wrong; `complaint` completes a sentence that begins with the key.
    pub fn wrong(&mut self, key: &KeyPath, complaint: impl std::fmt::Display) {
        self.problem(key, format!("`{key}` {complaint}"));
    }

    /// Notes a problem in full words, placed at the value of `key`.
    pub fn problem(&mut self, key: &KeyPath, message: String) {
        self.problems.push(self.source.problem(key.clone(), Part::Value, message));
    }

    pub fn number(&mut self, key: &KeyPath, value: i64, (low, high): Limits, unit: &str) -> u64 {
        if !(low..=high).contains(&value) {
            self.wrong(key, format!("is {value}, but must be between {low} and {high}{unit}"));
        }
        value.clamp(low, high).unsigned_abs()
    }

    pub fn seconds(&mut self, key: &KeyPath, value: i64, limits: Limits) -> Duration {
        Duration::from_secs(self.number(key, value, limits, " seconds"))
    }

    pub fn chunk_chars(&mut self, value: i64) -> usize {
        let key = KeyPath::from("memory").key("max_chunk_chars");
        let chars = self.number(&key, value, limits::CHUNK_CHARS, " characters");
        usize::try_from(chars).unwrap_or(usize::MAX)
    }

    pub fn cpus(&mut self, key: &KeyPath, value: f64) -> f64 {
        let (low, high) = limits::CPUS;
        if !(low..=high).contains(&value) {
            self.wrong(key, format!("is {value}, but must be between {low} and {high}"));
        }
        value
    }

    /// A word handed to other programs: an image, a model, an id. Not empty, and never an option by accident.
    pub fn word(&mut self, key: &KeyPath, value: &str) -> String {
        if value.is_empty() {
            self.wrong(key, "is empty: give a value, or leave the key out");
        } else if value.contains(|c: char| c.is_control()) || value.trim() != value {
            self.wrong(key, "has control characters, or blanks around it");
        } else if value.starts_with('-') {
            self.wrong(key, "begins with `-`, which would make it an option");
        }
        value.to_owned()
    }

    /// A file of this machine: absolute, or beginning with `~/`.
    pub fn path(&mut self, key: &KeyPath, value: &str) -> PathBuf {
        let path = expand(value, self.user_home);
        if value.contains('\0') || !path.is_absolute() {
            self.wrong(key, "must be an absolute path, or begin with `~/`");
        }
        path
    }

    /// A base address; answers it without trailing slashes.
    pub fn url(&mut self, key: &KeyPath, value: Option<&str>) -> Option<String> {
        let url = value?.trim_end_matches('/');
        let rest = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"));
        let host = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
        match host {
            None | Some("") => self.wrong(key, "must be an address such as `https://host/path`"),
            Some(host) if host.contains('@') => {
                self.wrong(key, "holds credentials: leave out what stands before the `@`");
            }
            Some(_) if url.contains(|c: char| c.is_control() || c.is_whitespace()) => {
                self.wrong(key, "must not hold blanks or control characters");
            }
            Some(_) => {}
        }
        Some(url.to_owned())
    }

    pub fn zone(&mut self, key: &KeyPath, name: &str) -> Option<TimeZone> {
        let found = TimeZone::get(name).ok();
        if found.is_none() {
            let known: Vec<_> = jiff::tz::db().available().map(|zone| zone.to_string()).collect();
            let hint = match nearest(name, known.iter().map(String::as_str)) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "give an IANA name such as `Europe/Berlin`".to_owned(),
            };
            self.wrong(key, format!("is `{}`, which is no known time zone: {hint}", shown(name)));
        }
        found
    }

    /// The secret, if the key is given and not `""`.
    pub fn secret(&mut self, key: &KeyPath, given: Option<&SecretRef>) -> Option<Secret> {
        let given = given.filter(|secret| !secret.is_empty())?;
        self.holds_secrets |= matches!(given, SecretRef::Inline(_));
        self.resolve(key, given)
    }

    fn resolve(&mut self, key: &KeyPath, given: &SecretRef) -> Option<Secret> {
        if let (Origin::Project, SecretRef::File(_)) = (self.origin, given) {
            let advice = "use { env: \"NAME\" }, or put the setting into the host's config";
            self.wrong(
                key,
                format!("is kept in a file, which a project cannot make the daemon read: {advice}"),
            );
            return None;
        }
        match given.resolve(self.environment, self.user_home, &mut self.warnings) {
            Ok(secret) => Some(secret),
            Err(reason) => {
                match self.origin {
                    Origin::Host => self.wrong(key, format!("cannot be had: {reason}")),
                    Origin::Project => self.unset.push((key.clone(), reason.to_string())),
                }
                None
            }
        }
    }

    /// Variables for a process in the container; a leading `~/` of a value is the user's home.
    pub fn variables(&mut self, at: &KeyPath, given: &BTreeMap<String, Setting>) -> BTreeMap<String, Secret> {
        let mut variables = BTreeMap::new();
        for (name, Setting(value)) in given {
            let key = at.key(name);
            if !is_variable_name(name) {
                let message = "is no name for a variable: use letters, digits and `_`, no digit first";
                self.problems.push(self.source.problem(key.clone(), Part::Key, format!("`{key}` {message}")));
            }
            let Some(mut value) = self.resolve(&key, value) else { continue };
            if value.expose().contains('\0') {
                self.wrong(&key, "holds a NUL character, which a variable cannot");
            }
            if matches!(given[name].0, SecretRef::Inline(_)) && value.expose().starts_with("~/") {
                value = Secret::inline(expand(value.expose(), self.user_home).to_string_lossy());
            }
            variables.insert(name.clone(), value);
        }
        variables
    }

    pub fn mcp_servers(&mut self, mcp: &file::Mcp) -> BTreeMap<String, McpServer> {
        let at = KeyPath::from("mcp").key("servers");
        let mut servers = BTreeMap::new();
        for (name, server) in &mcp.servers {
            if let Some(server) = self.mcp_server(&at.key(name), name, server) {
                servers.insert(name.clone(), server);
            }
        }
        servers
    }

    fn mcp_server(&mut self, key: &KeyPath, name: &str, server: &file::McpServer) -> Option<McpServer> {
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
        {
            self.wrong(key, "has a name that agents cannot use: use letters, digits, `_` and `-`");
        } else if name == BUILT_IN_SERVER {
            self.wrong(key, "has the name of the built-in server: choose another");
        }
        let for_url = !server.headers.is_empty();
        let for_command = !server.args.is_empty() || !server.env.is_empty();
        match (&server.command, &server.url) {
            (Some(command), None) if !for_url => Some(McpServer::Stdio {
                command: self.word(&key.key("command"), command),
                args: server.args.clone(),
                env: self.variables(&key.key("env"), &server.env),
            }),
            (None, Some(url)) if !for_command => Some(McpServer::Http {
                url: self.url(&key.key("url"), Some(url))?,
                headers: self.headers(key, server),
            }),
            (None, None) => {
                self.wrong(key, "needs either `command` (a program in the container) or `url`");
                None
            }
            (Some(_), Some(_)) => {
                self.wrong(key, "has both `command` and `url`: keep one of the two");
                None
            }
            (Some(_), None) => {
                self.wrong(key, "has `headers`, which go with `url`, not with `command`");
                None
            }
            (None, Some(_)) => {
                self.wrong(key, "has `args` or `env`, which go with `command`, not with `url`");
                None
            }
        }
    }

    fn headers(&mut self, key: &KeyPath, server: &file::McpServer) -> BTreeMap<String, Secret> {
        let at = key.key("headers");
        let mut headers = BTreeMap::new();
        for (name, Setting(value)) in &server.headers {
            let key = at.key(name);
            let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
            if name.is_empty() || !name.bytes().all(token) {
                self.wrong(&key, "is no name for a header");
            }
            let Some(value) = self.resolve(&key, value) else { continue };
            if value.expose().contains(|c: char| c.is_control()) {
                self.wrong(&key, "holds a line break or another control character");
            }
            headers.insert(name.clone(), value);
        }
        headers
    }

    pub fn templates(&mut self, given: &[file::Template]) -> Vec<Template> {
        let mut names = BTreeSet::new();
        let mut templates = Vec::new();
        for (index, template) in given.iter().enumerate() {
            let key = KeyPath::from("task_templates").index(index);
            if !names.insert(&template.name) {
                self.wrong(&key.key("name"), format!("is `{}`, as an earlier one is", shown(&template.name)));
            }
            templates.extend(self.template(&key, template));
        }
        templates
    }

    fn template(&mut self, key: &KeyPath, given: &file::Template) -> Option<Template> {
        let plain = |c: char| c.is_alphanumeric() || "_-.".contains(c);
        if given.name.is_empty() || given.name.len() > 64 || !given.name.chars().all(plain) {
            self.wrong(&key.key("name"), "must be 1 to 64 letters, digits, `_`, `-` or `.`");
        }
        if given.schedule.trim().is_empty() {
            self.wrong(&key.key("schedule"), "is empty");
        }
        if let Some(zone) = &given.timezone {
            self.zone(&key.key("timezone"), zone);
        }
        let prompt = match (&given.prompt, &given.prompt_path) {
            (Some(text), None) if !text.trim().is_empty() => Some(Prompt::Text(text.clone())),
            (None, Some(path)) => {
                if !is_inner(path) {
                    self.wrong(&key.key("prompt_path"), "must be a path inside `templates`, without `..`");
                }
                Some(Prompt::File(path.into()))
            }
            (Some(_), None) => {
                self.wrong(&key.key("prompt"), "is empty");
                None
            }
            _ => {
                let name = shown(&given.name);
                self.wrong(key, format!("(`{name}`) needs either `prompt` or `prompt_path`, and not both"));
                None
            }
        };
        let auto_delete =
            self.seconds(&key.key("auto_delete_sec"), given.auto_delete_sec, limits::AUTO_DELETE_SEC);
        Some(Template {
            name: given.name.clone(),
            description: given.description.clone(),
            schedule: given.schedule.clone(),
            kind: given.kind,
            prompt: prompt?,
            timezone: given.timezone.clone(),
            auto_delete,
            origin: self.origin,
        })
    }

    pub fn embeddings(&mut self, given: &file::Embeddings, ollama_url: Option<&str>) -> Option<Embeddings> {
        let at = KeyPath::from("memory").key("embeddings");
        let model = self.word(&at.key("model"), &given.model);
        let own_url = self.url(&at.key("ollama_url"), given.ollama_url.as_deref());
        let base_url = self.url(&at.key("base_url"), given.base_url.as_deref());
        let api_key = self.secret(&at.key("api_key"), given.api_key.as_ref());
        match (given.provider, base_url) {
            (file::EmbeddingProvider::Ollama, None) if api_key.is_none() => {
                Some(Embeddings::Ollama { model, url: own_url.or_else(|| ollama_url.map(str::to_owned)) })
            }
            (file::EmbeddingProvider::Openai, Some(base_url)) if own_url.is_none() => {
                Some(Embeddings::OpenAi { model, base_url, api_key })
            }
            (file::EmbeddingProvider::Ollama, _) => {
                self.wrong(&at, "has `base_url` or `api_key`, which go with the provider `openai`");
                None
            }
            (file::EmbeddingProvider::Openai, None) => {
                self.wrong(
                    &at,
                    "needs `base_url` with the provider `openai`, such as `https://api.openai.com/v1`",
                );
                None
            }
            (file::EmbeddingProvider::Openai, Some(_)) => {
                self.wrong(&at, "has `ollama_url`, which goes with the provider `ollama`");
                None
            }
        }
    }

    /// Paths of memory: `~/` is the user's home, also after a `!`.
    pub fn memory_paths(&mut self, given: &[String]) -> Vec<String> {
        let at = KeyPath::from("memory").key("paths");
        let mut paths = Vec::new();
        for (index, written) in given.iter().enumerate() {
            let (bang, path) = written.strip_prefix('!').map_or(("", written.as_str()), |path| ("!", path));
            if path.trim().is_empty() || path.contains('\0') {
                self.wrong(&at.index(index), "is no path");
            }
            paths.push(format!("{bang}{}", expand(path, self.user_home).display()));
        }
        paths
    }
}

/// A relative path that stays below where it starts.
pub(super) fn is_inner(path: &str) -> bool {
    let mut parts = Path::new(path).components().peekable();
    parts.peek().is_some()
        && !path.contains('\0')
        && parts.all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}
