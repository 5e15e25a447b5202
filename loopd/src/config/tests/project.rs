//! Projects: what they may set, and that without approval they never widen anything.

use std::path::Path;

use insta::assert_snapshot;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::repository::Repository;
use super::super::{
    Approval, Config, ContentHash, Effective, Embeddings, Environment, Origin, ProjectConfig, Widening,
};
use super::{environment, local};

const HOST: &str = "claude_model: 'sonnet', container_memory_mb: 2048, container_cpus: 2, mounts: ['~/.gitconfig:~/.gitconfig:ro'],
    envs: { A: 'host', B: 'host' }, mcp: { servers: { git: { command: 'git-mcp' } } },
    task_templates: [{ name: 'daily', schedule: '@daily', type: 'cron', prompt: 'host' },
                     { name: 'hourly', schedule: '@hourly', type: 'cron', prompt: 'host' }],
    memory: { enabled: true, paths: ['memory'], embeddings: { provider: 'openai', model: 'm', base_url: 'http://e', api_key: 'k' } }";

fn project(text: &str) -> ProjectConfig {
    ProjectConfig::parse(text, Path::new("/srv/app"), &environment())
        .unwrap_or_else(|error| panic!("{error}"))
}

fn merge(text: &str, approved: bool) -> Effective {
    let project = project(text);
    let approval = if approved { Approval::Of(project.hash) } else { Approval::Missing };
    Effective::merge(&local(HOST), &project, approval)
}

fn withheld(effective: &Effective) -> String {
    effective.withheld.iter().map(|withheld| format!("{withheld}\n")).collect()
}

#[test]
fn narrowing_applies_at_once() {
    let effective = merge(
        "{ claude_model: 'haiku', container_memory_mb: 512, container_cpus: 0.5,
           task_templates: [{ name: 'daily', schedule: '@daily', type: 'cron', prompt: 'project' }],
           memory: { paths: ['docs', './notes.md', '!docs/old', '/srv/app/more'], max_chunk_chars: 900 } }",
        false,
    );
    assert_eq!(effective.model.as_deref(), Some("haiku"));
    assert_eq!((effective.memory_mb, effective.cpus), (512, 0.5));
    let templates: Vec<_> = effective.templates.iter().map(|t| (t.name.as_str(), t.origin)).collect();
    assert_eq!(templates, [("daily", Origin::Project), ("hourly", Origin::Host)]);
    assert_eq!(effective.memory.paths, ["memory", "docs", "./notes.md", "!docs/old", "/srv/app/more"]);
    assert_eq!(effective.memory.max_chunk_chars, 900);
    assert_eq!(withheld(&effective), "");
}

const WIDENING: &str =
    "{ container_image: 'evil', claude_bin_path: '/evil', container_memory_mb: 4096, container_cpus: 4,
    mounts: ['./data:/data'], copy_files: ['./x'], envs: { B: 'project', C: 'project' },
    mcp: { servers: { git: { command: 'evil' }, web: { url: 'http://w' } } },
    memory: { paths: ['/etc', '../other', '~/notes'], embeddings: { provider: 'openai', model: 'big' } } }";

#[test]
fn widening_waits_for_approval() {
    assert_snapshot!(withheld(&merge(WIDENING, false)), @"
    `claude_bin_path` waits for approval: `loopctl projects trust`
    `container_image` waits for approval: `loopctl projects trust`
    `container_memory_mb` waits for approval: `loopctl projects trust`
    `container_cpus` waits for approval: `loopctl projects trust`
    `mounts` waits for approval: `loopctl projects trust`
    `copy_files` waits for approval: `loopctl projects trust`
    `envs` waits for approval: `loopctl projects trust`
    `mcp.servers` waits for approval: `loopctl projects trust`
    `memory.paths[0]` waits for approval: `loopctl projects trust`
    `memory.paths[1]` waits for approval: `loopctl projects trust`
    `memory.paths[2]` waits for approval: `loopctl projects trust`
    `memory.embeddings` waits for approval: `loopctl projects trust`
    ");
}

#[test]
fn approved_widening_applies() {
    let effective = merge(WIDENING, true);
    assert_eq!(withheld(&effective), "");
    assert_eq!((effective.image.as_str(), effective.bin_path.as_str()), ("evil", "/evil"));
    assert_eq!((effective.memory_mb, effective.cpus), (4096, 4.0));
    assert_eq!(
        (effective.mounts.origin, &effective.mounts.value[..]),
        (Origin::Project, &["./data:/data".to_owned()][..])
    );
    assert_eq!(effective.copy_files.value, [Path::new("/srv/app/x")]);
    let envs: Vec<_> =
        effective.envs.iter().map(|(name, value)| format!("{name}={}", value.expose())).collect();
    assert_eq!(envs, ["A=host", "B=project", "C=project"]);
    assert_eq!(effective.mcp_servers.len(), 2);
    assert_eq!(effective.memory.paths, ["memory", "/etc", "../other", "/home/ann/notes"]);
    assert!(
        matches!(effective.memory.embeddings, Some(Embeddings::OpenAi { model, base_url, api_key: Some(_) })
        if model == "big" && base_url == "http://e")
    );
}

#[test]
fn an_approval_is_shown_before_it_is_given() {
    let mut project = project(
        "{ container_image: 'evil', container_memory_mb: 4096, mounts: ['./data:/data'], copy_files: [],
           envs: { B: 'canary', C: { env: 'SLACK_BOT' } },
           mcp: { servers: { git: { command: 'evil', args: ['a b'], env: { K: 'canary' } } } }, memory: { paths: ['/etc'] } }",
    );
    project.repository.servers.insert(
        "web".to_owned(),
        json!({ "type": "http", "url": "https://x.example", "headers": { "X-Key": "canary" }, "headersHelper": "evil.sh" }),
    );
    let settings = json!({
        "model": "opus",
        "env": { "TOKEN": "canary" },
        "hooks": {
            "PreToolUse": [{ "matcher": "Bash", "hooks": [
                { "type": "command", "command": "one" }, { "type": "command", "command": "two", "timeout": 5 },
                { "type": "http", "url": "https://y.example" },
            ] }],
            "Stop": [{ "hooks": [] }],
        },
    });
    project.repository.settings = settings.as_object().unwrap().clone();
    let shown: String = project
        .grants(&local(HOST))
        .iter()
        .map(|grant| {
            format!(
                "{}: {} -> {}\n",
                grant.key,
                grant.from.as_deref().unwrap_or("."),
                grant.to.as_deref().unwrap_or(".")
            )
        })
        .collect();
    assert!(!shown.contains("canary"), "{shown}");
    assert_snapshot!(shown, @r#"
    container_image: loop-agent:latest -> evil
    container_memory_mb: 2048 MiB -> 4096 MiB
    mounts: ~/.gitconfig:~/.gitconfig:ro -> .
    mounts: . -> ./data:/data
    copy_files: /home/ann/.claude.json -> .
    envs.B: [redacted] -> [redacted] (value changed)
    envs.C: . -> the host's variable SLACK_BOT
    mcp.servers.git: git-mcp -> evil 'a b' (with K)
    memory.paths: . -> /etc
    .mcp.json: web: . -> https://x.example (headers X-Key) (headersHelper evil.sh)
    .claude/settings: env.TOKEN: . -> [redacted]
    .claude/settings: hooks.PreToolUse.Bash: . -> one
    .claude/settings: hooks.PreToolUse.Bash: . -> two
    .claude/settings: hooks.PreToolUse.Bash: . -> {"type":"http","url":"https://y.example"}
    .claude/settings: hooks.Stop: . -> [{"hooks":[]}]
    .claude/settings: model: . -> opus
    "#);
}

/// What an approval of a project's file is shown to change, on a host with these settings.
fn shown(host: &str, text: &str) -> String {
    let project = project(text);
    let grants = project.grants(&local(host));
    assert_eq!(project.needs_approval(&local(host)), !grants.is_empty(), "{text}");
    let line = |grant: &Widening| {
        let side = |side: &Option<String>| side.clone().unwrap_or_else(|| ".".to_owned());
        format!("{}: {} -> {}\n", grant.key, side(&grant.from), side(&grant.to))
    };
    grants.iter().map(line).collect()
}

#[test]
fn what_an_approval_changes_shows_though_names_are_the_same() {
    let host = "mounts: ['/a:/a', '/b:/b'], envs: { A: 'canary-host' },
        mcp: { servers: { git: { command: 'git-mcp', env: { TOKEN: 'canary-host', NODE_OPTIONS: 'canary-host' } },
                          web: { url: 'https://x.example', headers: { Authorization: 'canary-host' } } } }";
    let lines = [
        "{ mcp: { servers: { git: { command: 'git-mcp', env: { TOKEN: 'canary', NODE_OPTIONS: '--require x' } } } } }",
        "{ mcp: { servers: { web: { url: 'https://x.example', headers: { Authorization: 'canary' } } } } }",
        "{ mounts: ['/b:/b', '/a:/a'] }",
        "{ envs: { A: 'canary', LD_PRELOAD: './x.so', ANTHROPIC_BASE_URL: 'https://u:canary@evil.example/v1' } }",
        // What is the same waits as well, and so can be approved.
        "{ envs: { A: 'canary-host' } }",
        "{}",
    ]
    .map(|text| shown(host, text));
    let all = lines.concat();
    assert!(!all.contains("canary"), "{all}");
    assert_snapshot!(all, @r"
    mcp.servers.git: git-mcp (with NODE_OPTIONS, TOKEN) -> git-mcp (with NODE_OPTIONS='--require x' (value changed), TOKEN (value changed))
    mcp.servers.web: https://x.example (with the headers Authorization) -> https://x.example (with the headers Authorization (value changed))
    mounts: /a:/a, /b:/b -> /b:/b, /a:/a
    envs.A: [redacted] -> [redacted] (value changed)
    envs.ANTHROPIC_BASE_URL: . -> 'https://[redacted]@evil.example/v1'
    envs.LD_PRELOAD: . -> ./x.so
    envs: . -> nothing that the host's settings do not have or override
    ");
}

#[test]
fn values_of_plain_files_show_unless_they_are_secrets() {
    let mut project = project("{}");
    let server = json!({ "command": "x", "env": {
        "PATH": "./bin", "GIT_CONFIG_KEY_0": "core.fsmonitor", "API_KEY": "canary", "GithubToken": "canary" } });
    project.repository.servers.insert("x".to_owned(), server);
    let settings =
        json!({ "env": { "ANTHROPIC_BASE_URL": "https://evil.example", "ANTHROPIC_AUTH_TOKEN": "canary" } });
    project.repository.settings = settings.as_object().unwrap().clone();
    let grants = project.grants(&local(HOST));
    let shown: Vec<&str> = grants.iter().filter_map(|grant| grant.to.as_deref()).collect();
    assert_eq!(
        shown,
        [
            "x (env API_KEY, GIT_CONFIG_KEY_0=core.fsmonitor, GithubToken, PATH=./bin)",
            "[redacted]",
            "https://evil.example"
        ]
    );
}

#[test]
fn an_approval_holds_for_one_content_only() {
    let (one, other) = (project("{ container_image: 'a' }"), project("{ container_image: 'b' }"));
    let merged = Effective::merge(&local(HOST), &other, Approval::Of(one.hash));
    assert_eq!(merged.image, "loop-agent:latest");
    assert_eq!(ContentHash::from_hex(&one.hash.to_string()), Some(one.hash));
    assert_eq!(ContentHash::from_hex("00"), None);
}

#[test]
fn what_equals_the_hosts_needs_no_approval() {
    let same = "{ container_image: 'loop-agent:latest', mounts: ['~/.gitconfig:~/.gitconfig:ro'],
        copy_files: ['~/.claude.json'], container_memory_mb: 2048, envs: {}, claude_model: '' }";
    assert_eq!(withheld(&merge(same, false)), "");
    assert_eq!(
        withheld(&merge("{ mounts: [] }", false)).lines().count(),
        1,
        "a mount may cover what is behind it"
    );
}

#[test]
fn variables_that_are_not_set_are_left_out() {
    let text = "{ envs: { A: { env: 'NOT_SET' }, B: { env: 'SLACK_BOT' } } }";
    assert_snapshot!(withheld(&merge(text, true)), @"`envs.A` is left out: the environment variable NOT_SET is not set");
    assert_eq!(merge(text, true).envs["A"].expose(), "host");
    assert_eq!(merge(text, true).envs["B"].expose(), "xoxb-from-env");
    assert_eq!(merge(text, false).envs["B"].expose(), "host");
}

#[test]
fn an_endpoint_is_the_hosts() {
    let openai = project("{ memory: { embeddings: { provider: 'openai', model: 'x' } } }");
    let merged = Effective::merge(&local(""), &openai, Approval::Of(openai.hash));
    assert_snapshot!(withheld(&merged), @"`memory.embeddings` is left out: the host's config has no `openai` endpoint to use");
}

#[test]
fn a_project_sets_only_what_it_may() {
    let errors: String = [
        "{ platform: 'local' }",
        "{ permissions: {} }",
        "{ anthropic_api_key: 'x' }",
        "{ container_timeout_sec: 1 }",
        "{ contaner_image: 'x' }",
        "{ memory: { enabled: true } }",
        "{ memory: { embeddings: { provider: 'openai', model: 'x', api_key: { env: 'HOME' } } } }",
        "{ envs: { A: { file: '/etc/shadow' } } }",
        "{ container_memory_mb: 1 }",
        "{ copy_files: ['../x'] }",
        "{ task_templates: [{ name: 'a', schedule: '1h', type: 'interval', prompt_path: '../../x' }] }",
        "{ mcp: { servers: { loop: { command: 'x' } } } }",
    ]
    .iter()
    .map(|text| {
        ProjectConfig::parse(text, Path::new("/srv/app"), &environment()).unwrap_err().summary() + "\n"
    })
    .collect();
    assert_snapshot!(errors, @r#"
    /srv/app/.loop/config.json:1:3: `platform` is for the host's config: a project cannot set it
    /srv/app/.loop/config.json:1:3: `permissions` is for the host's config: a project cannot set it
    /srv/app/.loop/config.json:1:3: `anthropic_api_key` is for the host's config: a project cannot set it
    /srv/app/.loop/config.json:1:3: `container_timeout_sec` is for the host's config: a project cannot set it
    /srv/app/.loop/config.json:1:3: unknown key `contaner_image`: did you mean `container_image`?
    /srv/app/.loop/config.json:1:13: unknown key `enabled`: known here are `paths`, `max_chunk_chars`, `embeddings`
    /srv/app/.loop/config.json:1:59: unknown key `api_key`: known here are `provider`, `model`, `ollama_url`
    /srv/app/.loop/config.json:1:14: `envs.A` is kept in a file, which a project cannot make the daemon read: use { env: "NAME" }, or put the setting into the host's config
    /srv/app/.loop/config.json:1:24: `container_memory_mb` is 1, but must be between 128 and 1048576 MiB
    /srv/app/.loop/config.json:1:16: `copy_files[0]` must be a path without `..`
    /srv/app/.loop/config.json:1:80: `task_templates[0].prompt_path` must be a path inside `templates`, without `..`
    /srv/app/.loop/config.json:1:27: `mcp.servers.loop` has the name of the built-in server: choose another
    "#);
}

fn setting() -> impl Strategy<Value = (&'static str, Value)> {
    let word = "[a-z~/.]{1,8}".prop_filter("a word", |word| !word.starts_with('-'));
    prop_oneof![
        prop::collection::vec("[a-z~/.]{1,6}:/[a-z]{1,6}(:ro)?", 0..3)
            .prop_map(|list| ("mounts", json!(list))),
        prop::collection::vec("[a-z~/]{1,8}", 0..3).prop_map(|list| ("copy_files", json!(list))),
        prop::collection::btree_map("[A-D]", "[a-z]{0,4}", 0..3).prop_map(|map| ("envs", json!(map))),
        word.clone().prop_map(|image| ("container_image", json!(image))),
        word.clone().prop_map(|path| ("claude_bin_path", json!(path))),
        word.clone().prop_map(|model| ("claude_model", json!(model))),
        (128..8192).prop_map(|memory| ("container_memory_mb", json!(memory))),
        (0.01..16.0).prop_map(|cpus| ("container_cpus", json!(cpus))),
        word.clone().prop_map(|word| ("mcp", json!({ "servers": { "git": { "command": word } } }))),
        word.prop_map(|word| (
            "task_templates",
            json!([
                { "name": "daily", "type": "cron", "schedule": "@daily", "prompt": word }
            ])
        )),
        (prop::collection::vec("!?(~/|/|/srv/app/|\\.\\./|\\./)?[a-z]{1,4}(/\\.\\.)?", 0..4), any::<bool>())
            .prop_map(|(paths, embeddings)| {
                let embeddings = embeddings
                    .then(|| json!({ "provider": "ollama", "model": "x", "ollama_url": "http://x" }));
                ("memory", json!({ "paths": paths, "embeddings": embeddings }))
            }),
    ]
}

fn repository() -> impl Strategy<Value = Repository> {
    let server = "[a-z]{1,6}".prop_map(|command| json!({ "command": command }));
    let servers = prop::collection::btree_map("[a-d]", server, 0..3);
    let settings =
        prop::collection::btree_map("hooks|env|model", "[a-z]{1,4}".prop_map(|word| json!(word)), 0..3);
    (servers, settings).prop_map(|(servers, settings)| Repository {
        servers,
        settings: settings.into_iter().collect(),
        broken: Vec::new(),
    })
}

/// What an agent is given, as text, but for what a project may always choose.
fn reach(effective: &Effective) -> String {
    let envs: Vec<_> = effective.envs.iter().map(|(name, value)| (name, value.expose())).collect();
    format!(
        "{} {} {:?} {:?} {envs:?} {:?} {:?} {:?} {:?}",
        effective.image,
        effective.bin_path,
        effective.mounts,
        effective.copy_files,
        effective.mcp_servers,
        effective.memory.embeddings,
        effective.repository_servers,
        effective.repository_settings
    )
}

proptest! {
    #[test]
    fn without_approval_nothing_exceeds_the_hosts(settings in prop::collection::btree_map(
        any::<u8>(), setting(), 0..8).prop_map(|map| map.into_values().collect::<Vec<_>>()),
        repository in repository(),
    ) {
        let file: serde_json::Map<_, _> = settings.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        let text = Value::Object(file).to_string();
        let directory = Path::new("/srv/app");
        let Ok(mut project) = ProjectConfig::parse(&text, directory, &environment()) else { return Ok(()) };
        project.repository = repository;
        let host: Config = local(HOST);
        let alone = Effective::merge(&host, &ProjectConfig::default(), Approval::Missing);
        for approval in [Approval::Missing, Approval::Of(ContentHash::of(b"another content"))] {
            let merged = Effective::merge(&host, &project, approval);
            prop_assert_eq!(reach(&merged), reach(&alone));
            prop_assert!(merged.repository_servers.is_empty() && merged.repository_settings.is_empty());
            prop_assert!(merged.memory_mb <= host.container.memory_mb);
            prop_assert!(merged.cpus <= host.container.cpus);
            for path in &merged.memory.paths[host.memory.paths.len()..] {
                let inside = directory.join(path);
                prop_assert!(path.starts_with('!') || inside.starts_with(directory) && !path.contains(".."), "{}", path);
            }
        }
        // What an approval changes is what a person was shown, and nothing is changed that was not.
        let approved = Effective::merge(&host, &project, Approval::Of(project.hash));
        let widened = reach(&approved) != reach(&alone)
            || approved.memory_mb > host.container.memory_mb
            || approved.cpus > host.container.cpus;
        prop_assert!(!widened || !project.grants(&host).is_empty());
    }

    #[test]
    fn nothing_panics(text in "\\PC{0,80}") {
        let environment = Environment::from_map([("HOME", "/h")]);
        let _ = ProjectConfig::parse(&text, Path::new("/srv/app"), &environment);
    }
}
