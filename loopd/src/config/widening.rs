//! What an approval of a project's files would change, for a person to judge: the difference between two settings.
//!
//! Pure. Values of secrets never show, names and commands do: nobody can judge a command that is not shown. A value that
//! the repository has in a plain file shows unless its name is one of a secret's; one of a setting that holds secrets
//! shows if its name says that it decides which programs run or whom they talk to.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::repository::server_key;
use super::secret::{Provenance, Secret};
use super::sections::{Embeddings, McpServer};
use super::{Approval, Config, Effective, KeyPath, ProjectConfig, Reason, Withheld};

/// Said of a value that is not shown, or looks as before.
const CHANGED: &str = " (value changed)";

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
        grants.servers(&before.mcp_servers, &after.mcp_servers);
        grants.list("memory.paths", &before.memory.paths, &after.memory.paths);
        let (old, new) = (before.memory.embeddings, after.memory.embeddings);
        grants.optional("memory.embeddings", old.as_ref().map(embeddings), new.as_ref().map(embeddings));
        // A configured server of the same name stays.
        let servers = after.repository_servers.iter();
        for (name, server) in servers.filter(|(name, _)| !after.mcp_servers.contains_key(*name)) {
            grants.added(server_key(name), written_server(server));
        }
        grants.settings(&after.repository_settings);
        grants.rest(&before.withheld);
        grants.0
    }

    /// True if something of it waits for an approval on a host with these settings.
    pub fn needs_approval(&self, host: &Config) -> bool {
        let withheld = Effective::merge(host, self, Approval::Missing).withheld;
        withheld.iter().any(|withheld| withheld.reason == Reason::NotApproved)
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
        // The same in another order: of two mounts, one may cover the other.
        let is_same_set =
            before.iter().all(|item| after.contains(item)) && after.iter().all(|item| before.contains(item));
        if is_same_set && before != after {
            self.value(key, before.join(", "), after.join(", "));
        }
    }

    /// A server counts as changed when any value of it does, shown or not.
    fn servers(&mut self, before: &BTreeMap<String, McpServer>, after: &BTreeMap<String, McpServer>) {
        for (name, new) in after {
            let old = before.get(name);
            if old.is_none_or(|old| !is_same_server(old, new)) {
                let from = old.map(|old| configured_server(old, None, false));
                let to = configured_server(new, old, true);
                self.0.push(Widening { key: format!("mcp.servers.{name}"), from, to: Some(to) });
            }
        }
    }

    /// What waits for an approval and would change nothing: a person should not approve of what is not named.
    fn rest(&mut self, withheld: &[Withheld]) {
        for Withheld { key, reason } in withheld {
            let stem = key.split('[').next().unwrap_or(key).trim_end_matches(".json");
            if *reason == Reason::NotApproved && !self.0.iter().any(|grant| grant.key.starts_with(stem)) {
                self.added(
                    key.clone(),
                    "nothing that the host's settings do not have or override".to_owned(),
                );
            }
        }
    }

    /// A variable counts as changed when its value does, though that is not shown.
    fn secrets(&mut self, before: &BTreeMap<String, Secret>, after: &BTreeMap<String, Secret>) {
        for (name, new) in after {
            let old = before.get(name);
            if old.is_none_or(|old| old.expose() != new.expose()) {
                let key = KeyPath::from("envs").key(name).to_string();
                let (from, mut to) = (old.map(origin), told(name, new).unwrap_or_else(|| origin(new)));
                if from.as_ref() == Some(&to) {
                    to += CHANGED;
                }
                self.0.push(Widening { key, from, to: Some(to) });
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
                    for (name, value) in variables {
                        let text = written_value(name, value).unwrap_or_else(|| "[redacted]".to_owned());
                        self.added(setting(&key.key(name)), text);
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

/// The value of a variable of the project's that decides which programs run, or whom they talk to.
fn told(name: &str, secret: &Secret) -> Option<String> {
    let is_inline = *secret.provenance() == Provenance::Inline;
    (is_inline && is_telling(name)).then(|| quoted(&without_password(secret.expose())))
}

/// A value that the repository has in a plain file, unless it is a secret by its name.
fn written_value(name: &str, value: &Value) -> Option<String> {
    (!is_secret(name)).then(|| quoted(&without_password(&plain(value))))
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let last = name.rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    const WORDS: [&str; 11] = [
        "KEY",
        "TOKEN",
        "SECRET",
        "PASSWORD",
        "PASSWD",
        "PASS",
        "AUTH",
        "AUTHORIZATION",
        "COOKIE",
        "CREDENTIALS",
        "PAT",
    ];
    WORDS.contains(&last) || ["APIKEY", "TOKEN", "SECRET", "PASSWORD"].iter().any(|end| last.ends_with(end))
}

fn is_telling(name: &str) -> bool {
    const BEGINS: [&str; 10] =
        ["LD_", "DYLD_", "GIT_", "NODE_", "NPM_CONFIG_", "PYTHON", "PERL5", "RUBY", "BASH_", "JAVA_TOOL_"];
    const ENDS: [&str; 6] = ["PATH", "_URL", "_OPTIONS", "_PROXY", "_HOST", "_ENDPOINT"];
    let name = name.to_ascii_uppercase();
    !is_secret(&name)
        && (["ENV", "SHELL", "EDITOR", "PAGER"].contains(&name.as_str())
            || BEGINS.iter().any(|begin| name.starts_with(begin))
            || ENDS.iter().any(|end| name.ends_with(end)))
}

/// An address without the name and password that it may hold.
fn without_password(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else { return text.to_owned() };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    match rest[..end].rfind('@') {
        Some(at) => format!("{scheme}://[redacted]{}", &rest[at..]),
        None => text.to_owned(),
    }
}

fn is_same_server(one: &McpServer, other: &McpServer) -> bool {
    let exposed = |server: &McpServer| -> BTreeMap<String, String> {
        values(server).iter().map(|(name, value)| (name.clone(), value.expose().to_owned())).collect()
    };
    let is_same_program = match (one, other) {
        (
            McpServer::Stdio { command, args, .. },
            McpServer::Stdio { command: other_command, args: other_args, .. },
        ) => command == other_command && args == other_args,
        (McpServer::Http { url, .. }, McpServer::Http { url: other_url, .. }) => url == other_url,
        _ => false,
    };
    is_same_program && exposed(one) == exposed(other)
}

fn values(server: &McpServer) -> &BTreeMap<String, Secret> {
    match server {
        McpServer::Stdio { env, .. } => env,
        McpServer::Http { headers, .. } => headers,
    }
}

/// A server of a configuration; `old` is the one in whose place it comes. The host's own values are never told.
fn configured_server(server: &McpServer, old: Option<&McpServer>, is_projects: bool) -> String {
    let named = |what: &str| {
        let names: Vec<String> = values(server)
            .iter()
            .map(|(name, value)| {
                let text = match (value.provenance(), told(name, value).filter(|_| is_projects)) {
                    (Provenance::Env(from), _) => format!("{name} = the host's variable {from}"),
                    (_, Some(text)) => format!("{name}={text}"),
                    _ => name.clone(),
                };
                let before = old.and_then(|old| values(old).get(name));
                let is_changed = before.is_some_and(|before| before.expose() != value.expose());
                if is_changed { text + CHANGED } else { text }
            })
            .collect();
        if names.is_empty() { String::new() } else { format!(" ({what} {})", names.join(", ")) }
    };
    match server {
        McpServer::Stdio { command, args, .. } => {
            command_line(command, args.iter().map(String::as_str)) + &named("with")
        }
        McpServer::Http { url, .. } => format!("{url}{}", named("with the headers")),
    }
}

/// A server of `.mcp.json`: everything in it but secrets among its variables and headers.
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
                let names: Vec<String> = values
                    .iter()
                    .map(|(name, value)| match written_value(name, value) {
                        Some(value) => format!("{name}={value}"),
                        None => name.clone(),
                    })
                    .collect();
                text += &format!(" ({key} {})", names.join(", "));
            }
            _ => text += &format!(" ({key} {})", plain(value)),
        }
    }
    text
}

/// As a shell would take it, so that blanks in an argument cannot pass for another argument.
fn command_line<'a>(command: &'a str, args: impl Iterator<Item = &'a str>) -> String {
    std::iter::once(command).chain(args).map(quoted).collect::<Vec<_>>().join(" ")
}

fn quoted(word: &str) -> String {
    let is_plain =
        !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || "-_./:=@%+,${}".contains(c));
    if is_plain { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
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
