//! What a right config comes to.

use std::path::Path;
use std::time::Duration;

use insta::assert_snapshot;
use proptest::prelude::*;

use super::super::{Config, Database, Embeddings, Environment, McpServer, Prompt, schema};
use super::{environment, local, parse};
use crate::model::Platform;

#[test]
fn defaults() {
    assert_snapshot!(serde_json::to_string_pretty(&local("").show()).unwrap(), @r#"
    {
      "api_addr": "127.0.0.1:8222",
      "api_allow_remote": false,
      "claude_bin_path": "claude",
      "claude_model": "",
      "container_allow_root": false,
      "container_cpus": 2.0,
      "container_image": "loop-agent:latest",
      "container_keep_alive_sec": 300,
      "container_memory_mb": 2048,
      "container_timeout_sec": 3600,
      "container_user": "1000:1000",
      "copy_files": [
        "/home/ann/.claude.json"
      ],
      "db_path": "/home/ann/.loop/loop.db",
      "envs": {},
      "log_file": "/home/ann/.loop/loop.log",
      "log_format": "text",
      "log_level": "info",
      "max_concurrent_runs": 4,
      "mcp": {
        "servers": {}
      },
      "memory": {
        "embeddings": null,
        "enabled": false,
        "max_chunk_chars": 5000,
        "paths": [
          "./memory"
        ],
        "reindex_interval_sec": 300
      },
      "min_interval_sec": 60,
      "mounts": [],
      "permissions": {
        "members": {
          "roles": [],
          "users": []
        },
        "mode": "restricted",
        "owners": {
          "roles": [],
          "users": []
        }
      },
      "platform": [
        "local"
      ],
      "poll_interval_sec": 30,
      "streaming_enabled": true,
      "task_templates": [],
      "timezone": "UTC"
    }
    "#);
}

#[test]
fn the_whole_syntax_is_understood() {
    let config = parse(
        "\u{feff}// comment\n{ /* another */ 'platform': [\"local\", 'slack',],
           slack_bot_token: { env: 'SLACK_BOT' }, slack_app_token: 'xapp-1',
           container_memory_mb: 0x400, container_cpus: .5, container_keep_alive_sec: +0,
           envs: { A: 'two \\\nlines', N: 1, B: true, H: '~/x' }, $schema: 'x', }",
    )
    .unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(config.platforms, [Platform::Local, Platform::Slack]);
    assert_eq!(config.slack.unwrap().bot_token.expose(), "xoxb-from-env");
    assert_eq!((config.container.memory_mb, config.container.cpus), (1024, 0.5));
    assert_eq!(config.container.keep_alive, Duration::ZERO);
    let envs: Vec<_> =
        config.container.envs.iter().map(|(name, value)| (name.as_str(), value.expose())).collect();
    assert_eq!(envs, [("A", "two lines"), ("B", "true"), ("H", "/home/ann/x"), ("N", "1")]);
}

#[test]
fn paths_are_expanded() {
    let config = local(
        "log_file: '~/logs/loop.log', db_path: '~/loop.db', copy_files: ['~/.gitconfig', '/etc/hosts'],
         claude_bin_path: '~/.local/bin/claude', memory: { paths: ['notes', '~/notes', '!~/notes/old'] }",
    );
    assert_eq!(config.log.file, Path::new("/home/ann/logs/loop.log"));
    assert!(matches!(config.database, Database::Sqlite(path) if path == Path::new("/home/ann/loop.db")));
    assert_eq!(config.container.copy_files, [Path::new("/home/ann/.gitconfig"), Path::new("/etc/hosts")]);
    assert_eq!(config.agent.bin_path, "/home/ann/.local/bin/claude");
    assert_eq!(config.memory.paths, ["notes", "/home/ann/notes", "!/home/ann/notes/old"]);
}

#[test]
fn defaults_follow_the_daemons_home_and_zone() {
    let environment =
        Environment::from_map([("HOME", "/home/ann"), ("LOOP_HOME", "/srv/loop"), ("TZ", "Asia/Tokyo")]);
    let config = Config::parse("{ platform: 'local' }", Path::new("c"), &environment).unwrap();
    assert_eq!(config.log.file, Path::new("/srv/loop/loop.log"));
    assert!(matches!(config.database, Database::Sqlite(path) if path == Path::new("/srv/loop/loop.db")));
    assert_eq!(config.scheduling.timezone.iana_name(), Some("Asia/Tokyo"));
}

#[test]
fn api_addresses() {
    for (setting, addr) in [
        ("api_addr: ''", None),
        ("api_addr: '127.0.0.1:0'", Some("127.0.0.1:0")),
        ("api_addr: 'localhost:8222'", Some("127.0.0.1:8222")),
        ("api_addr: '[::1]:8222'", Some("[::1]:8222")),
        ("api_addr: '[::ffff:127.0.0.1]:8222'", Some("[::ffff:127.0.0.1]:8222")),
        ("api_addr: ':8222', api_allow_remote: true", Some("0.0.0.0:8222")),
    ] {
        assert_eq!(local(setting).api.addr.map(|addr| addr.to_string()).as_deref(), addr, "{setting}");
    }
}

#[test]
fn servers_templates_and_embeddings() {
    let config = local(
        "ollama_url: 'http://gpu:11434/',
         mcp: { servers: {
           git: { command: 'npx', args: ['-y', 'git'], env: { TOKEN: { env: 'SLACK_BOT' } } },
           web: { url: 'https://mcp.example.org/', headers: { Authorization: 'Bearer x' } } } },
         task_templates: [
           { name: 'a', schedule: '0 9 * * *', type: 'cron', prompt: 'x', auto_delete_sec: 60 },
           { name: 'b', schedule: '30m', type: 'interval', prompt_path: 'sub/b.md' } ],
         memory: { embeddings: { provider: 'ollama', model: 'nomic-embed-text' } }",
    );
    assert!(matches!(&config.mcp_servers["git"], McpServer::Stdio { args, env, .. }
        if args.len() == 2 && env["TOKEN"].expose() == "xoxb-from-env"));
    assert!(
        matches!(&config.mcp_servers["web"], McpServer::Http { url, .. } if url == "https://mcp.example.org")
    );
    assert_eq!(config.templates[0].auto_delete, Duration::from_secs(60));
    assert_eq!(config.templates[1].prompt, Prompt::File("sub/b.md".into()));
    assert!(matches!(config.memory.embeddings, Some(Embeddings::Ollama { url: Some(url), .. })
        if url == "http://gpu:11434"));
}

#[test]
fn secrets_show_where_they_came_from() {
    let config = local(
        "anthropic_api_key: { env: 'SLACK_BOT' }, envs: { A: 'x' }, db_path: '/a', database_url: 'postgres://x'",
    );
    assert_snapshot!(format!("{} {} {:?}", config.show()["anthropic_api_key"], config.show()["envs"], config.warnings), @r#"{"from":"env","name":"SLACK_BOT","value":"[redacted]"} {"A":{"from":"inline","value":"[redacted]"}} ["db_path is not used, because database_url is set"]"#);
}

#[test]
fn the_schema_describes_every_key_and_its_range() {
    for schema in [schema::host(), schema::project()] {
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        assert_eq!(schema["additionalProperties"], false);
        for (key, property) in schema["properties"].as_object().unwrap() {
            assert!(property["description"].is_string(), "{key} lacks a description");
        }
    }
    let properties = &schema::host()["properties"];
    assert_snapshot!(format!("{}\n{}\n{}\n{}",
        properties["container_timeout_sec"], properties["platform"], properties["slack_bot_token"], properties["envs"]
    ), @r##"
    {"default":3600,"description":"Longest time of one run, in seconds.","format":"int64","maximum":604800,"minimum":1,"type":"integer"}
    {"anyOf":[{"$ref":"#/$defs/Platforms"},{"type":"null"}],"default":null,"description":"Where people talk to the agents: \"slack\", \"discord\", \"local\", or a list of several."}
    {"anyOf":[{"$ref":"#/$defs/Secret"},{"type":"null"}],"default":null,"description":"Slack bot token (`xoxb-…`)."}
    {"additionalProperties":{"$ref":"#/$defs/Setting"},"default":{},"description":"Environment of the containers.","type":"object"}
    "##);
}

/// Whatever the schema gives as a default is what the parser fills in.
#[test]
fn the_schema_and_the_parser_agree_on_defaults() {
    let shown = local("").show();
    for (key, property) in schema::host()["properties"].as_object().unwrap() {
        let Some(default) = property.get("default").filter(|default| !default.is_null()) else { continue };
        let default = serde_json::to_string(default).unwrap().replace("~/", "/home/ann/");
        assert_eq!(shown[key].to_string(), default, "{key}");
    }
}

#[test]
fn the_schema_allows_exactly_the_ranges_the_parser_does() {
    for (key, property) in schema::host()["properties"].as_object().unwrap() {
        let (Some(low), Some(high)) = (property["minimum"].as_f64(), property["maximum"].as_f64()) else {
            continue;
        };
        let accepts = |value: f64| parse(&format!("{{ platform: 'local', {key}: {value} }}")).is_ok();
        assert!(accepts(low) && accepts(high), "{key}");
        assert!(!accepts(low - 1.0) && !accepts(high + 1.0), "{key}");
    }
}

proptest! {
    #[test]
    fn nothing_panics(text in "\\PC{0,80}|[{}\\[\\]'\",:/* a-z0-9_.\\\\-]{0,80}") {
        let _ = Config::parse(&text, Path::new("c"), &environment());
    }

    #[test]
    fn no_value_of_a_key_panics(key in "[a-z_]{1,30}", value in "\\PC{0,20}") {
        for key in schema::host()["properties"].as_object().unwrap().keys().chain([&key]) {
            let value = serde_json::to_string(&value).unwrap();
            let _ = parse(&format!("{{ platform: 'local', {key}: {value}, x: [{value}] }}"));
            let _ = parse(&format!("{{ platform: 'local', {key}: {{ {value}: {value} }} }}"));
        }
    }
}
