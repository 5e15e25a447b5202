//! What a repository brings for the agent's CLI beside its `.loop/config.json`: MCP servers in `.mcp.json`, and hooks
//! and other settings in `.claude/settings*.json`. All of it runs programs, so none of it applies without approval.
//!
//! It must not decide what applies: that is `merge.rs`. Reading follows no link, and what cannot be used is told.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::check::BUILT_IN_SERVER;
use super::project::ContentHash;
use super::read::{self, Unreadable};
use super::{KeyPath, MAX_BYTES};

/// The repository's MCP servers.
pub(super) const MCP_FILE: &str = ".mcp.json";
/// The repository's settings of the CLI; the later of two wins.
pub(super) const SETTINGS_FILES: [&str; 2] = [".claude/settings.json", ".claude/settings.local.json"];

/// What a repository brings for the CLI, not yet approved.
#[derive(Debug, Clone, Default)]
pub(super) struct Repository {
    /// Servers by name, as they are written.
    pub servers: BTreeMap<String, Value>,
    /// The settings files, merged.
    pub settings: serde_json::Map<String, Value>,
    /// Files, or parts of them, that cannot be used: which, and why.
    pub broken: Vec<(String, String)>,
}

impl Repository {
    /// Reads the files below `directory`, where an agent may have written them; `hasher` takes in what was read.
    pub fn load(directory: &Path, hasher: &mut FilesHash) -> Self {
        let mut repository = Self::default();
        for name in [MCP_FILE].into_iter().chain(SETTINGS_FILES) {
            let text = match read::beneath(directory, Path::new(name), MAX_BYTES) {
                Ok(contents) => Some(contents.text),
                // A name that stands for nothing: `protected` puts an empty directory where no file may come to be.
                Err(Unreadable::Missing | Unreadable::Directory) => None,
                Err(reason) => {
                    repository.broken.push((name.to_owned(), format!("it {reason}")));
                    None
                }
            };
            hasher.file(name, text.as_deref().map(String::as_bytes));
            let Some(text) = text else { continue };
            match serde_json::from_str(&text) {
                Ok(Value::Object(object)) if name == MCP_FILE => repository.take_servers(object),
                Ok(Value::Object(object)) => {
                    merge_into(&mut repository.settings, object.into_iter().collect());
                }
                // The message of the parser could quote a secret.
                Err(error) if !error.is_data() => {
                    let place = format!("it is not JSON (line {}, column {})", error.line(), error.column());
                    repository.broken.push((name.to_owned(), place));
                }
                _ => repository.broken.push((name.to_owned(), "it is not a JSON object".to_owned())),
            }
        }
        repository.settings.remove("$schema");
        repository
    }

    fn take_servers(&mut self, mut file: serde_json::Map<String, Value>) {
        let servers = match file.remove("mcpServers") {
            Some(Value::Object(servers)) => servers,
            None => return,
            Some(_) => {
                return self.broken.push((MCP_FILE.to_owned(), "`mcpServers` is no object".to_owned()));
            }
        };
        for (name, server) in servers {
            match wrong_server(&name, &server) {
                None => _ = self.servers.insert(name, server),
                Some(why) => self.broken.push((server_key(&name), why.to_owned())),
            }
        }
    }
}

/// What the CLI would not start with.
fn wrong_server(name: &str, server: &Value) -> Option<&'static str> {
    let is_text = |key: &str| server[key].as_str().is_some_and(|text| !text.is_empty());
    let is_absent_or = |key: &str, fits: fn(&Value) -> bool| server.get(key).is_none_or(fits);
    let texts = |value: &Value| value.as_array().is_some_and(|list| list.iter().all(Value::is_string));
    let named = |value: &Value| value.as_object().is_some_and(|map| map.values().all(Value::is_string));
    if name == BUILT_IN_SERVER {
        return Some("it has the name of the built-in server");
    }
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte)) {
        return Some("agents cannot use its name: use letters, digits, `_` and `-`");
    }
    if is_text("command") == is_text("url") {
        return Some("it needs either `command` or `url`");
    }
    let kind = server.get("type").map_or(Some("stdio"), Value::as_str);
    let is_known = match kind {
        Some("stdio") => is_text("command"),
        Some("http" | "sse" | "ws") => is_text("url"),
        _ => false,
    };
    let is_sound =
        is_absent_or("args", texts) && is_absent_or("env", named) && is_absent_or("headers", named);
    (!is_known || !is_sound).then_some("it is not as the agent's program takes it")
}

/// The key of one server of `.mcp.json`.
pub(super) fn server_key(name: &str) -> String {
    format!("{MCP_FILE}: {}", KeyPath::default().key(name))
}

/// Adds settings as the CLI does: what both hold is merged if it can be, else the newer wins.
fn merge_into(settings: &mut serde_json::Map<String, Value>, newer: BTreeMap<String, Value>) {
    for (key, value) in newer {
        match (settings.get_mut(&key), value) {
            (Some(Value::Object(old)), Value::Object(new)) => merge_into(old, new.into_iter().collect()),
            (Some(Value::Array(old)), Value::Array(new)) => old.extend(new),
            (_, value) => _ = settings.insert(key, value),
        }
    }
}

/// The hash of several files: their names, which of them are there, and their bytes.
#[derive(Default)]
pub(super) struct FilesHash {
    sha: Sha256,
    has_any: bool,
}

impl FilesHash {
    /// Adds a file, `None` if it is not there.
    pub fn file(&mut self, name: &str, content: Option<&[u8]>) {
        let Some(content) = content else { return };
        self.has_any = true;
        // Lengths in front, so that no file can pass for two.
        for part in [name.as_bytes(), content] {
            self.sha.update((part.len() as u64).to_be_bytes());
            self.sha.update(part);
        }
    }

    /// The hash of all of them; without any, that of no content.
    pub fn finish(self) -> ContentHash {
        if self.has_any {
            ContentHash::from_bytes(self.sha.finalize().into())
        } else {
            ContentHash::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn load(files: &[(&str, &str)]) -> (Repository, ContentHash) {
        let directory = tempfile::tempdir().unwrap();
        std::fs::create_dir(directory.path().join(".claude")).unwrap();
        for (name, text) in files {
            std::fs::write(directory.path().join(name), text).unwrap();
        }
        let mut hash = FilesHash::default();
        (Repository::load(directory.path(), &mut hash), hash.finish())
    }

    #[test]
    fn servers_that_would_stop_the_agent_are_told_and_the_others_stay() {
        let servers = json!({ "mcpServers": {
            "good": { "command": "npx", "args": ["x"], "env": { "A": "b" }, "timeout": 5 },
            "web": { "type": "http", "url": "https://x.example", "headers": { "X": "${Y}" } },
            "loop": { "command": "evil" },
            "a b": { "command": "x" },
            "none": {},
            "both": { "command": "x", "url": "y" },
            "odd": { "command": "x", "args": "y" },
            "list": [],
            "wrong": { "type": "http", "command": "x" },
        } });
        let (found, _) = load(&[(MCP_FILE, &servers.to_string())]);
        assert_eq!(found.servers.keys().collect::<Vec<_>>(), ["good", "web"]);
        let broken: String = found.broken.iter().map(|(key, why)| format!("{key}: {why}\n")).collect();
        insta::assert_snapshot!(broken, @r#"
        .mcp.json: ["a b"]: agents cannot use its name: use letters, digits, `_` and `-`
        .mcp.json: both: it needs either `command` or `url`
        .mcp.json: list: it needs either `command` or `url`
        .mcp.json: loop: it has the name of the built-in server
        .mcp.json: none: it needs either `command` or `url`
        .mcp.json: odd: it is not as the agent's program takes it
        .mcp.json: wrong: it is not as the agent's program takes it
        "#);
    }

    #[test]
    fn the_local_settings_are_merged_over_the_shared_ones() {
        let shared =
            r#"{ "$schema": "x", "model": "a", "hooks": { "Stop": [1] }, "env": { "A": "1", "B": "1" } }"#;
        let local = r#"{ "model": "b", "hooks": { "Stop": [2] }, "env": { "B": "2" } }"#;
        let (found, _) = load(&[(SETTINGS_FILES[0], shared), (SETTINGS_FILES[1], local)]);
        let expected = json!({ "model": "b", "hooks": { "Stop": [1, 2] }, "env": { "A": "1", "B": "2" } });
        assert_eq!(Value::Object(found.settings), expected);
    }

    #[test]
    fn what_is_no_json_is_told_without_its_content() {
        let (found, _) = load(&[(MCP_FILE, "{ \"token\": canary"), (SETTINGS_FILES[0], "[]")]);
        let broken = format!("{:?}", found.broken);
        assert!(broken.contains("line 1") && broken.contains("not a JSON object"), "{broken}");
        assert!(!broken.contains("canary"), "{broken}");
    }

    #[test]
    fn every_file_and_its_place_count_for_the_hash() {
        let hash = |files: &[(&str, &str)]| load(files).1;
        let all = [
            hash(&[]),
            hash(&[(MCP_FILE, "")]),
            hash(&[(MCP_FILE, "{}")]),
            hash(&[(SETTINGS_FILES[0], "{}")]),
            hash(&[(SETTINGS_FILES[1], "{}")]),
            hash(&[(MCP_FILE, "{}"), (SETTINGS_FILES[1], "{}")]),
        ];
        for (index, one) in all.iter().enumerate() {
            assert!(all.iter().skip(index + 1).all(|other| other != one), "{index}");
        }
        assert_eq!(hash(&[]), ContentHash::default());
    }

    #[test]
    fn a_link_is_not_followed() {
        let (outside, project) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::fs::write(outside.path().join("x"), r#"{"mcpServers":{"a":{"command":"b"}}}"#).unwrap();
        std::os::unix::fs::symlink(outside.path().join("x"), project.path().join(MCP_FILE)).unwrap();
        let found = Repository::load(project.path(), &mut FilesHash::default());
        assert!(found.servers.is_empty() && found.broken[0].1.contains("symbolic link"), "{found:?}");
    }
}
