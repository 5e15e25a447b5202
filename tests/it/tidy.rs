//! The rules of the house, checked on the sources: who may import whom, where foreign crates may appear,
//! how long a file may be, and that every file says what it is for.

use std::path::{Path, PathBuf};

/// Who may import whom inside `loopd` (the module's own submodules are always allowed).
const IMPORTS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("config", &["model"]),
    ("clock", &["model"]),
    ("crash", &[]),
    ("store", &["model", "clock"]),
    ("runner", &["model", "config"]),
    ("chat", &["model", "config"]),
    ("memory", &["model", "config", "store"]),
    ("engine", &["model", "config", "clock", "crash", "store", "runner", "chat", "memory"]),
    ("http", &["engine", "store", "model", "config", "clock"]),
    ("ops", &["config", "engine"]),
    ("telemetry", &["config"]),
];

/// Where a foreign crate may appear.
const CONFINED: &[(&str, &[&str])] = &[
    ("bollard", &["runner/docker"]),
    ("slack_morphism", &["chat/slack"]),
    ("serenity", &["chat/discord"]),
    ("tokio_tungstenite", &["chat/discord"]),
    ("sea_orm", &["model", "store"]),
    ("axum", &["http"]),
    ("utoipa", &["http"]),
    ("cron", &["model/schedule"]),
];

/// Lines of a hand-written product file.
const MAX_LINES: usize = 500;

#[test]
fn modules_import_only_what_lies_below_them() {
    let mut breaches = Vec::new();
    for file in product("loopd/src") {
        let module = file.module.as_str();
        let Some((_, allowed)) = IMPORTS.iter().find(|(name, _)| *name == module) else { continue };
        for (number, line) in file.code() {
            for (name, _) in IMPORTS {
                let named =
                    line.contains(&format!("crate::{name}::")) || line.contains(&format!("crate::{name};"));
                if named && *name != module && !allowed.contains(name) {
                    breaches.push(format!("{}:{number}: {module} must not know {name}", file.path));
                }
            }
            if line.contains("use crate::{") {
                breaches.push(format!(
                    "{}:{number}: one `use crate::module` a line, so that this test can read it",
                    file.path
                ));
            }
        }
    }
    assert_eq!(breaches, Vec::<String>::new());
}

#[test]
fn foreign_crates_stay_where_their_world_begins() {
    let mut breaches = Vec::new();
    for file in product("loopd/src") {
        let within = file.path.trim_start_matches("loopd/src/");
        for (number, line) in file.code() {
            for (name, homes) in CONFINED {
                let named = line.contains(&format!("{name}::")) || line.contains(&format!("use {name};"));
                let is_word = line
                    .find(&format!("{name}::"))
                    .is_none_or(|at| !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'));
                let at_home = homes
                    .iter()
                    .any(|home| within.starts_with(&format!("{home}/")) || within == format!("{home}.rs"));
                if named && is_word && !at_home {
                    breaches.push(format!("{}:{number}: {name} belongs in {homes:?}", file.path));
                }
            }
        }
    }
    assert_eq!(breaches, Vec::<String>::new());
}

#[test]
fn clients_do_not_know_the_daemon() {
    let mut breaches = Vec::new();
    for package in ["openapi", "loopctl", "loop-mcp"] {
        let manifest = std::fs::read_to_string(root().join(package).join("Cargo.toml")).unwrap();
        let manifest = manifest.split("[dev-dependencies]").next().unwrap_or_default();
        let names = ["loopd", "sea-orm", "bollard", "serenity", "axum", "loop-migrations"];
        breaches.extend(
            names
                .iter()
                .filter(|name| manifest.contains(&format!("\n{name}")))
                .map(|name| format!("{package} depends on {name}")),
        );
    }
    assert_eq!(breaches, Vec::<String>::new());
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    let mut breaches = Vec::new();
    for package in
        ["loopd/src", "openapi/src", "loopctl/src", "loop-mcp/src", "migrations/src", "tests/src", "tests/it"]
    {
        for file in product(package) {
            if file.path.ends_with("generated.rs") {
                continue;
            }
            let lines = file.text.lines().count();
            if lines > MAX_LINES {
                breaches.push(format!("{} has {lines} lines; {MAX_LINES} are the most", file.path));
            }
            if !file.text.starts_with("//! ") {
                breaches.push(format!("{} does not begin by saying what it is for", file.path));
            }
        }
    }
    assert_eq!(breaches, Vec::<String>::new());
}

#[test]
fn the_top_level_is_as_the_architecture_has_it() {
    let expected = [
        "CONTRIBUTING.md",
        "Cargo.lock",
        "Cargo.toml",
        "LICENSE",
        "README.md",
        "container",
        "deploy",
        "loop-mcp",
        "loopctl",
        "loopd",
        "migrations",
        "openapi",
        "target",
        "tests",
    ];
    let names =
        std::fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let strangers: Vec<String> =
        names.filter(|name| !name.starts_with('.') && !expected.contains(&name.as_str())).collect();
    assert_eq!(strangers, Vec::<String>::new());
}

/// One source file.
struct Source {
    path: String,
    module: String,
    text: String,
}

impl Source {
    /// Its lines without comments and test modules.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .take_while(|(_, line)| !line.starts_with("#[cfg(test)]"))
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
            .map(|(index, line)| (index + 1, line))
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn product(dir: &str) -> Vec<Source> {
    let mut sources = Vec::new();
    let mut dirs = vec![root().join(dir)];
    while let Some(next) = dirs.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                dirs.push(path);
            } else if path.extension().is_some_and(|ext| ext == "rs") {
                let relative = path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
                let within = relative.trim_start_matches(dir).trim_start_matches('/');
                let module = within.split(['/', '.']).next().unwrap_or_default().to_owned();
                sources.push(Source {
                    module,
                    text: std::fs::read_to_string(&path).unwrap(),
                    path: relative,
                });
            }
        }
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}
