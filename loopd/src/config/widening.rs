//! What an approval of a project's files would change, for a person to judge: the difference between two settings.
//!
//! Pure. Values of secrets never show, names and commands do: nobody can judge a command that is not shown.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::repository::server_key;
use super::secret::{Provenance, Secret};
use super::sections::{Embeddings, McpServer};
use super::{Approval, Config, Effective, KeyPath, ProjectConfig};

/// One thing that an approval would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Widening {
    /// The setting.
    pub key: String,
    /// What it is without the approval; `None` if there is none.
    pub from: Option<String>,
    /// What it would be; `None` if it goes.
    pub to: Option<String>,
}

impl ProjectConfig {
    /// What approving of exactly this content would change on a host with these settings.
    pub fn grants(&self, host: &Config) -> Vec<Widening> {
        let before = Effective::merge(host, self, Approval::Missing);
        let after = Effective::merge(host, self, Approval::Of(self.hash));
        let mut grants = Grants(Vec::new());
        grants.value("container_image", before.image, after.image);
        grants.value("claude_bin_path", before.bin_path, after.bin_path);
        let limit = |value: u64| format!("{value} MiB");
        grants.value("container_memory_mb", limit(before.memory_mb), limit(after.memory_mb));
        grants.value("container_cpus", before.cpus.to_string(), after.cpus.to_string());
        grants.list("mounts", &before.mounts.value, &after.mounts.value);
        let paths = |paths: Vec<std::path::PathBuf>| -> Vec<String> {
            paths.iter().map(|path| path.display().to_string()).collect()
        };
        grants.list("copy_files", &paths(before.copy_files.value), &paths(after.copy_files.value));
        grants.secrets(&before.envs, &after.envs);
        grants.map(
            |name| format!("mcp.servers.{name}"),
            &servers(&before.mcp_servers),
            &servers(&after.mcp_servers),
        );
        grants.list("memory.paths", &before.memory.paths, &after.memory.paths);
        let (old, new) = (before.memory.embeddings, after.memory.embeddings);
        grants.optional("memory.embeddings", old.as_ref().map(embeddings), new.as_ref().map(embeddings));
        // A configured server of the same name stays.
        let servers = after.repository_servers.iter();
        for (name, server) in servers.filter(|(name, _)| !after.mcp_servers.contains_key(*name)) {
            grants.added(server_key(name), written_server(server));
        }
        grants.settings(&after.repository_settings);
        grants.0
    }
}

struct Grants(Vec<Widening>);

impl Grants {
    fn optional(&mut self, key: impl Into<String>, from: Option<String>, to: Option<String>) {
        if from != to {
            self.0.push(Widening { key: key.into(), from, to });
        }
    }

    fn value(&mut self, key: &str, from: String, to: String) {
        self.optional(key, Some(from), Some(to));
    }

    fn added(&mut self, key: String, to: String) {
        self.optional(key, None, Some(to));
    }

    fn list(&mut self, key: &str, before: &[String], after: &[String]) {
        for gone in before.iter().filter(|item| !after.contains(item)) {
            self.optional(key, Some(gone.clone()), None);
        }
        for new in after.iter().filter(|item| !before.contains(item)) {
            self.optional(key, None, Some(new.clone()));
        }
    }

    fn map(
        &mut self,
        key: impl Fn(&str) -> String,
        before: &BTreeMap<String, String>,
        after: &BTreeMap<String, String>,
    ) {
        for name in before.keys().chain(after.keys()).collect::<BTreeSet<_>>() {
            self.optional(key(name), before.get(name).cloned(), after.get(name).cloned());
        }
    }

    /// A variable counts as changed when its value does, though that is not shown.
    fn secrets(&mut self, before: &BTreeMap<String, Secret>, after: &BTreeMap<String, Secret>) {
        for (name, new) in after {
            let old = before.get(name);
            if old.is_none_or(|old| old.expose() != new.expose()) {
                let key = KeyPath::from("envs").key(name).to_string();
                self.0.push(Widening { key, from: old.map(origin), to: Some(origin(new)) });
            }
        }
    }

    /// Settings of the CLI: one line for each program that a hook runs.
    fn settings(&mut self, settings: &Map<String, Value>) {
        for (name, value) in settings {
            let key = KeyPath::default().key(name);
            match (name.as_str(), value) {
                ("hooks", Value::Object(events)) => {
                    for (event, matchers) in events {
                        self.hooks(&key.key(event), matchers);
                    }
                }
                ("env", Value::Object(variables)) => {
                    for name in variables.keys() {
                        self.added(setting(&key.key(name)), "[redacted]".to_owned());
                    }
                }
                _ => self.added(setting(&key), plain(value)),
            }
        }
    }

    fn hooks(&mut self, key: &KeyPath, matchers: &Value) {
        let Some(list) = matchers.as_array().filter(|list| {
            !list.is_empty()
                && list.iter().all(|one| one["hooks"].as_array().is_some_and(|all| !all.is_empty()))
        }) else {
            return self.added(setting(key), plain(matchers));
        };
        for matcher in list {
            let on = matcher["matcher"].as_str().filter(|on| !on.is_empty());
            let key = setting(&on.map_or_else(|| key.clone(), |on| key.key(on)));
            for hook in matcher["hooks"].as_array().into_iter().flatten() {
                let only_command = hook.as_object().is_some_and(|hook| {
                    hook.keys().all(|key| matches!(key.as_str(), "type" | "command" | "timeout"))
                });
                let text = hook["command"].as_str().filter(|_| only_command);
                self.added(key.clone(), text.map_or_else(|| plain(hook), str::to_owned));
            }
        }
    }
}

/// The key of one setting of the CLI.
fn setting(key: &KeyPath) -> String {
    format!(".claude/settings: {key}")
}

/// Where a secret comes from, which is what a person has to judge.
fn origin(secret: &Secret) -> String {
    match secret.provenance() {
        Provenance::Env(name) => format!("the host's variable {name}"),
        Provenance::Inline | Provenance::File(_) => "[redacted]".to_owned(),
    }
}

fn servers(servers: &BTreeMap<String, McpServer>) -> BTreeMap<String, String> {
    servers.iter().map(|(name, server)| (name.clone(), configured_server(server))).collect()
}

fn configured_server(server: &McpServer) -> String {
    let named = |what: &str, values: &BTreeMap<String, Secret>| {
        let names: Vec<String> = values
            .iter()
            .map(|(name, value)| match value.provenance() {
                Provenance::Env(from) => format!("{name} = the host's variable {from}"),
                _ => name.clone(),
            })
            .collect();
        if names.is_empty() { String::new() } else { format!(" ({what} {})", names.join(", ")) }
    };
    match server {
        McpServer::Stdio { command, args, env } => {
            command_line(command, args.iter().map(String::as_str)) + &named("with", env)
        }
        McpServer::Http { url, headers } => format!("{url}{}", named("with the headers", headers)),
    }
}

/// A server of `.mcp.json`: everything in it but the values of variables and headers.
fn written_server(server: &Value) -> String {
    let mut text = match (server["command"].as_str(), server["url"].as_str()) {
        (Some(command), _) => {
            command_line(command, server["args"].as_array().into_iter().flatten().filter_map(Value::as_str))
        }
        (None, url) => url.unwrap_or_default().to_owned(),
    };
    for (key, value) in server.as_object().into_iter().flatten() {
        match (key.as_str(), value.as_object()) {
            ("command" | "args" | "url" | "type", _) => {}
            ("env" | "headers", Some(values)) => {
                let names: Vec<&str> = values.keys().map(String::as_str).collect();
                text += &format!(" ({key} {})", names.join(", "));
            }
            _ => text += &format!(" ({key} {})", plain(value)),
        }
    }
    text
}

/// As a shell would take it, so that blanks in an argument cannot pass for another argument.
fn command_line<'a>(command: &'a str, args: impl Iterator<Item = &'a str>) -> String {
    let is_plain = |word: &str| {
        !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || "-_./:=@%+,${}".contains(c))
    };
    let quoted = |word: &str| {
        if is_plain(word) { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
    };
    std::iter::once(command).chain(args).map(quoted).collect::<Vec<_>>().join(" ")
}

fn embeddings(embeddings: &Embeddings) -> String {
    match embeddings {
        Embeddings::Ollama { model, url } => {
            format!("ollama {model} at {}", url.as_deref().unwrap_or("the daemon's own server"))
        }
        Embeddings::OpenAi { model, base_url, .. } => format!("openai {model} at {base_url}"),
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
