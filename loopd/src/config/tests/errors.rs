//! What people are told when their config file is wrong.

use insta::assert_snapshot;

use super::{error, parse};

/// The messages about a config of the local platform with each of these settings.
fn messages(settings: &[&str]) -> String {
    let message = |setting: &&str| {
        let text = format!("{{platform:'local',\n{setting}}}");
        parse(&text).map_or_else(|error| error.summary(), |_| format!("no error in {setting}")) + "\n"
    };
    settings.iter().map(message).collect()
}

#[test]
fn unknown_keys() {
    assert_snapshot!(error("{\n  platform: 'local',\n  contaner_image: 'x', // mine\n}"), @"
    config.json:3:3: unknown key `contaner_image`: did you mean `container_image`?
      3 | contaner_image: …, …
        | ^^^^^^^^^^^^^^
    ");
    assert_snapshot!(messages(&[
        "'claude-model': ''",
        "colour: 1",
        "memory: { path: [] }",
        "mcp: { servers: { a: { comand: 'x' } } }",
        "mcp: { servers: { 'a.b': { url: 'http://x', header: {} } } }",
        "permissions: { owners: { user: ['1'] } }",
        "task_templates: [{ name: 'a', shedule: '' }]",
        "slack_bot_token: { environment: 'X' }",
        "slack_bot_token: { slack_bot_token: 'X' }",
        "'a`, expected `b': 1",
        "'\\x1b[31m': 1",
    ]), @r"
    config.json:2:1: unknown key `claude-model`: did you mean `claude_model`?
    config.json:2:1: unknown key `colour`: `loopd config schema` lists all
    config.json:2:11: unknown key `path`: did you mean `paths`?
    config.json:2:24: unknown key `comand`: did you mean `command`?
    config.json:2:45: unknown key `header`: did you mean `headers`?
    config.json:2:26: unknown key `user`: did you mean `users`?
    config.json:2:31: unknown key `shedule`: did you mean `schedule`?
    config.json:2:20: unknown key `environment`: did you mean `env`?
    config.json:2:20: unknown key `slack_bot_token`: known here are `env`, `file`
    config.json:2:1: unknown key `a`, expected `b`: `loopd config schema` lists all
    config.json:2:1: unknown key `\u{1b}[31m`: `loopd config schema` lists all
    ");
}

#[test]
fn syntax() {
    for text in ["", " \n", "// nothing\n"] {
        assert_eq!(error(text), "config.json: is empty: the least it can hold is `{ platform: \"local\" }`");
    }
    let errors: String = [
        "{ platform: 'local'",
        "{ platform: 'local' claude_model: 'x' }",
        "{ platform: 'local, }",
        "{ platform: local }",
        "{ platform: 'local' }\n}",
        "{ platform: 'local' }, {}",
        "{ platform 'local' }",
        "{ platform = 'local' }",
        "# loop\n{ platform: 'local' }",
        "/* loop\n{ platform: 'local' }",
        "{ mounts: ['a' 'b'] }",
        "{ platform: '\\u00' }",
        "{ poll_interval_sec: 010 }",
        "{ platform: }",
        "{ 1: 2 }",
        "{ , }",
        "[1, 2",
        "\u{feff}{\r\n\tplatform:: 'local' }",
        "{ a: 'é', é }",
    ]
    .iter()
    .map(|text| error(text) + "\n")
    .collect();
    assert_snapshot!(errors, @r"
    config.json:1:1: this object is never closed: `}` is missing
      1 | { platform: 'local'
        | ^
    config.json:1:21: `,` is missing before this
      1 | { platform: 'local' claude_model…
        |                     ^
    config.json:1:13: this string is not closed on its line: the quote at its end is missing
      1 | { platform: …
        |             ^
    config.json:1:13: a value should be here (text needs quotes)
      1 | { platform: local }
        |             ^
    config.json:2:1: the file should end here: this follows its closing brace
      2 | …
        | ^
    config.json:1:22: the file should end here: this follows its closing brace
      1 | { platform: 'local' }…
        |                      ^
    config.json:1:12: `:` is missing between a key and its value
      1 | { platform …
        |            ^
    config.json:1:12: `:` is missing between a key and its value; keys and values are separated by `:`, not `=`
      1 | { platform …
        |            ^
    config.json:1:1: a value should be here (text needs quotes); comments begin with `//`, not `#`
      1 | …
        | ^
    config.json:1:1: this comment is never closed: `*/` is missing
      1 | …
        | ^
    config.json:1:16: `,` is missing before this
      1 | { mounts: ['a' …
        |                ^
    config.json:1:14: this `\` sequence does not exist; write `\\` for a backslash
      1 | { platform: '\u00' }
        |              ^
    config.json:1:22: a number cannot begin with 0
      1 | { poll_interval_sec: 010 }
        |                      ^
    config.json:1:13: a value should be here (text needs quotes)
      1 | { platform: …
        |             ^
    config.json:1:3: a key should be here
      1 | { 1: … }
        |   ^
    config.json:1:3: a key should be here
      1 | { …
        |   ^
    config.json:1:1: this list is never closed: `]` is missing
      1 | […, …
        | ^
    config.json:2:11: a value should be here (text needs quotes)
      2 | platform:…
        |          ^
    config.json:1:13: `:` is missing between a key and its value
      1 | { a: …, …
        |         ^
    ");
}

#[test]
fn duplicates() {
    assert_snapshot!(error("{\n  platform: 'local',\n  envs: { A: 1, 'A': 2 },\n}"), @"
    config.json:3:17: `envs.A` is given twice, first on line 3: keep one of the two
      3 | envs: { A: …, 'A': … },
        |               ^^^
    ");
    assert_snapshot!(error("{ platform: 'local',\n\n  \"platform\": 'local' }"), @r#"
    config.json:3:3: `platform` is given twice, first on line 1: keep one of the two
      3 | "platform": 'local' }
        | ^^^^^^^^^^
    "#);
}

#[test]
fn nesting() {
    for open in ["[", "{a:", "{a:["] {
        let text = open.repeat(200_000);
        assert!(error(&text).contains("nested more than 32 deep"), "{open}");
    }
    assert_snapshot!(error(&"[".repeat(20_000)), @"
    config.json:1:33: lists and objects are nested more than 32 deep
      1 | [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[…
        |                                 ^
    ");
}

#[test]
fn types() {
    assert_snapshot!(error("{ platform: 'local', container_memory_mb: '512' }"), @"
    config.json:1:43: `container_memory_mb` must be a number, not a string
      1 | { platform: 'local', container_memory_mb: '512' }
        |                                           ^^^^^
    ");
    assert_snapshot!(messages(&[
        "container_memory_mb: 512.5",
        "container_memory_mb: 1e30",
        "container_memory_mb: 99999999999999999999999",
        "container_memory_mb: null",
        "container_cpus: '2'",
        "streaming_enabled: 'yes'",
        "streaming_enabled: 1",
        "mounts: 'a:b'",
        "mounts: [1]",
        "envs: []",
        "envs: { A: null }",
        "envs: { A: ['x'] }",
        "memory: true",
        "memory: { embeddings: { model: 'x' } }",
        "memory: { embeddings: { provider: 'olama', model: 'x' } }",
        "log_level: 'verbose'",
        "log_level: 'warning'",
        "log_format: 1",
        "slack_bot_token: 1",
        "slack_bot_token: {}",
        "slack_bot_token: { env: 1 }",
        "slack_bot_token: { env: 'A', file: '/b' }",
        "slack_bot_token: { file: 'b' }",
        "slack_bot_token: { env: 'xoxb-1' }",
        "task_templates: [{ name: 'a', schedule: '@daily', type: 'daily', prompt: 'x' }]",
        "task_templates: [{ name: 'a', type: 'cron', prompt: 'x' }]",
        "discord_app_id: 123",
        "permissions: { mode: 'close' }",
        "claude_model: ['x']",
    ]), @r#"
    config.json:2:22: `container_memory_mb` must be a whole number
    config.json:2:22: `container_memory_mb` must be a whole number
    config.json:2:22: `container_memory_mb` must be a whole number
    config.json:2:22: `container_memory_mb` must be a number, not null
    config.json:2:17: `container_cpus` must be a number, not a string
    config.json:2:20: `streaming_enabled` must be true or false, not a string
    config.json:2:20: `streaming_enabled` must be true or false, not a number
    config.json:2:9: `mounts` must be a list, not a string
    config.json:2:10: `mounts[0]` must be a string, not a number
    config.json:2:7: `envs` must be an object, not a list
    config.json:2:12: `envs.A` must be a string, { env: "NAME" } or { file: "path" }, not null
    config.json:2:12: `envs.A` must be a string, { env: "NAME" } or { file: "path" }, not a list
    config.json:2:9: `memory` must be an object, not true or false
    config.json:2:23: `memory.embeddings` lacks the key `provider`
    config.json:2:35: `memory.embeddings.provider` is `olama`, but must be one of `ollama`, `openai`; did you mean `ollama`?
    config.json:2:12: `log_level` is `verbose`, but must be one of `trace`, `debug`, `info`, `warn`, `error`
    config.json:2:12: `log_level` is `warning`, but must be one of `trace`, `debug`, `info`, `warn`, `error`; did you mean `warn`?
    config.json:2:13: `log_format` must be a string, not a number
    config.json:2:18: `slack_bot_token` must be a string, { env: "NAME" } or { file: "path" }, not a number
    config.json:2:18: `slack_bot_token` is empty: give a string, { env: "NAME" } or { file: "path" }
    config.json:2:25: `slack_bot_token.env` must be a string, not a number
    config.json:2:18: `slack_bot_token` has both `env` and `file`: keep one of the two
    config.json:2:18: `slack_bot_token` needs a path as `file` that is absolute or begins with `~/`
    config.json:2:18: `slack_bot_token` needs the name of an environment variable as `env`, not a value
    config.json:2:57: `task_templates[0].type` is `daily`, but must be one of `cron`, `interval`, `once`
    config.json:2:18: `task_templates[0]` lacks the key `schedule`
    config.json:2:17: `discord_app_id` must be a string, not a number
    config.json:2:22: `permissions.mode` is `close`, but must be one of `restricted`, `open`
    config.json:2:15: `claude_model` must be a string, not a list
    "#);
    assert_snapshot!(["[]", "1", "null", "'local'"].map(error).join("\n"), @"
    config.json:1:1: the file must be an object, not a list
      1 | []
        | ^^
    config.json:1:1: the file must be an object, not a number
      1 | …
        | ^
    config.json:1:1: the file must be an object, not null
      1 | …
        | ^
    config.json:1:1: the file must be an object, not a string
      1 | …
        | ^
    ");
}

#[test]
fn platforms() {
    assert_snapshot!([
        "{}",
        "{ platform: [] }",
        "{ platform: '' }",
        "{ platform: 'slak' }",
        "{ platform: ['local', 'Local'] }",
        "{ platform: 1 }",
        "{ platform: ['local', 1] }",
        "{ platform: ['slack', 'discord'], slack_app_token: 'xapp-1' }",
        "{ platform: 'slack', slack_bot_token: 'xapp-1', slack_app_token: 'xoxb-1' }",
        "{ platform: 'discord', discord_token: 'x', discord_guild_id: 'My Server' }",
    ].map(error).join("\n"), @r#"
    config.json:1:1: the key `platform` is missing: give it "slack", "discord", "local" or a list of these
      1 | {}
        | ^^
    config.json:1:13: `platform` is an empty list: name at least one of `slack`, `discord`, `local`
      1 | { platform: [] }
        |             ^^
    config.json:1:13: `platform` is ``, but must be one of `slack`, `discord`, `local`
      1 | { platform: '' }
        |             ^^
    config.json:1:13: `platform` is `slak`, but must be one of `slack`, `discord`, `local`; did you mean `slack`?
      1 | { platform: 'slak' }
        |             ^^^^^^
    config.json:1:23: `platform[1]` names `local` a second time
      1 | { platform: ['local', 'Local'] }
        |                       ^^^^^^^
    config.json:1:13: `platform` must be the name of a platform, or a list of names, not a number
      1 | { platform: 1 }
        |             ^
    config.json:1:23: `platform[1]` must be a string, not a number
      1 | { platform: ['local', 1] }
        |                       ^
    config.json:1:13: the platform `slack` needs `slack_bot_token`: set it, or take `slack` out of `platform`
      1 | { platform: ['slack', 'discord'], slack_app_token: … }
        |             ^^^^^^^^^^^^^^^^^^^^
    config.json:1:13: the platform `discord` needs `discord_token`: set it, or take `discord` out of `platform`
      1 | { platform: ['slack', 'discord'], slack_app_token: … }
        |             ^^^^^^^^^^^^^^^^^^^^
    config.json:1:39: `slack_bot_token` begins with `xapp-`, but must be a bot token, which begins with `xoxb-`
      1 | { platform: 'slack', slack_bot_token: …, slack_app_token: … }
        |                                       ^
    config.json:1:66: `slack_app_token` begins with `xoxb-`, but must be an app-level token, which begins with `xapp-`
      1 | { platform: 'slack', slack_bot_token: …, slack_app_token: … }
        |                                                           ^
    config.json:1:62: `discord_guild_id` is `My Server`, but ids of Discord hold digits only
      1 | { platform: 'discord', discord_token: …, discord_guild_id: 'My Server' }
        |                                                            ^^^^^^^^^^^
    "#);
}

#[test]
fn values() {
    assert_snapshot!(error("{\n  platform: 'local',\n  container_timeout_sec: 0, poll_interval_sec: 1e0,\n}"), @"
    config.json:3:48: `poll_interval_sec` must be a whole number
      3 | container_timeout_sec: 0, poll_interval_sec: 1e0,
        |                                              ^^^
    ");
    assert_snapshot!(error("{\n  poll_interval_sec: 0,\n  container_timeout_sec: -1, // why not\n}"), @r#"
    config.json:1:1: the key `platform` is missing: give it "slack", "discord", "local" or a list of these
      1 | {
        | ^
    config.json:2:22: `poll_interval_sec` is 0, but must be between 1 and 3600 seconds
      2 | poll_interval_sec: 0,
        |                    ^
    config.json:3:26: `container_timeout_sec` is -1, but must be between 1 and 604800 seconds
      3 | container_timeout_sec: -1, …
        |                        ^^
    "#);
}

#[test]
fn numbers() {
    assert_snapshot!(messages(&[
        "container_timeout_sec: 604801",
        "container_memory_mb: 127",
        "container_cpus: 0",
        "container_cpus: -1",
        "container_cpus: NaN",
        "container_cpus: Infinity",
        "container_keep_alive_sec: -1",
        "max_concurrent_runs: 0",
        "poll_interval_sec: 3601",
        "min_interval_sec: 0",
    ]), @"
    config.json:2:24: `container_timeout_sec` is 604801, but must be between 1 and 604800 seconds
    config.json:2:22: `container_memory_mb` is 127, but must be between 128 and 1048576 MiB
    config.json:2:17: `container_cpus` is 0, but must be between 0.01 and 1024
    config.json:2:17: `container_cpus` is -1, but must be between 0.01 and 1024
    config.json:2:17: `container_cpus` is NaN, but must be between 0.01 and 1024
    config.json:2:17: `container_cpus` is inf, but must be between 0.01 and 1024
    config.json:2:27: `container_keep_alive_sec` is -1, but must be between 0 and 86400 seconds
    config.json:2:22: `max_concurrent_runs` is 0, but must be between 1 and 1000
    config.json:2:20: `poll_interval_sec` is 3601, but must be between 1 and 3600 seconds
    config.json:2:19: `min_interval_sec` is 0, but must be between 1 and 86400 seconds
    ");
}

#[test]
fn words_paths_and_addresses() {
    assert_snapshot!(messages(&[
        "container_image: ''",
        "container_image: '--privileged'",
        "container_image: 'a\\nb'",
        "claude_bin_path: ''",
        "claude_model: '-x'",
        "container_user: 'ann'",
        "container_user: '1000'",
        "container_user: '0:0'",
        "container_user: '-1:0'",
        "timezone: 'Europe/Berln'",
        "timezone: 'CEST'",
        "log_file: 'loop.log'",
        "db_path: '~ann/x'",
        "copy_files: ['~/.claude.json', 'x']",
        "database_url: 'mysql://ann:secret@db/x'",
        "slack_api_url: 'slack.com'",
        "discord_api_url: 'https://'",
        "anthropic_base_url: 'https://ann:secret@gateway'",
        "ollama_url: 'http://a b'",
        "api_addr: '0.0.0.0:8222'",
        "api_addr: ':8222'",
        "api_addr: '[::]:8222'",
        "api_addr: '10.0.0.1:80'",
        "api_addr: 'example.org:80'",
        "api_addr: '127.0.0.1'",
        "api_addr: '8222'",
        "permissions: { owners: { users: ['U1', ''] } }",
    ]), @r#"
    config.json:2:18: `container_image` is empty: give a value, or leave the key out
    config.json:2:18: `container_image` begins with `-`, which would make it an option
    config.json:2:18: `container_image` has control characters, or blanks around it
    config.json:2:18: `claude_bin_path` is empty: give a value, or leave the key out
    config.json:2:15: `claude_model` begins with `-`, which would make it an option
    config.json:2:17: `container_user` is `ann`, but must be `uid:gid` in numbers such as `1000:1000`
    config.json:2:17: `container_user` is `1000`, but must be `uid:gid` in numbers such as `1000:1000`
    config.json:2:17: `container_user` is root: choose other ids, or set `container_allow_root: true` (unsafe)
    config.json:2:17: `container_user` is `-1:0`, but must be `uid:gid` in numbers such as `1000:1000`
    config.json:2:11: `timezone` is `Europe/Berln`, which is no known time zone: did you mean `Europe/Berlin`?
    config.json:2:11: `timezone` is `CEST`, which is no known time zone: did you mean `CET`?
    config.json:2:11: `log_file` must be an absolute path, or begin with `~/`
    config.json:2:10: `db_path` must be an absolute path, or begin with `~/`
    config.json:2:32: `copy_files[1]` must be an absolute path, or begin with `~/`
    config.json:2:15: `database_url` must begin with `postgres://`; for SQLite, set `db_path`
    config.json:2:16: `slack_api_url` must be an address such as `https://host/path`
    config.json:2:18: `discord_api_url` must be an address such as `https://host/path`
    config.json:2:21: `anthropic_base_url` holds credentials: leave out what stands before the `@`
    config.json:2:13: `ollama_url` must not hold blanks or control characters
    config.json:2:11: `api_addr` is `0.0.0.0:8222`, which other machines can reach: use `127.0.0.1:8222`, or set `api_allow_remote: true` if that is wanted
    config.json:2:11: `api_addr` is `:8222`, which other machines can reach: use `127.0.0.1:8222`, or set `api_allow_remote: true` if that is wanted
    config.json:2:11: `api_addr` is `[::]:8222`, which other machines can reach: use `127.0.0.1:8222`, or set `api_allow_remote: true` if that is wanted
    config.json:2:11: `api_addr` is `10.0.0.1:80`, which other machines can reach: use `127.0.0.1:80`, or set `api_allow_remote: true` if that is wanted
    config.json:2:11: `api_addr` is `example.org:80`, but must be an IP address and a port such as `127.0.0.1:8222`, or "" for the socket only
    config.json:2:11: `api_addr` is `127.0.0.1`, but must be an IP address and a port such as `127.0.0.1:8222`, or "" for the socket only
    config.json:2:11: `api_addr` is `8222`, but must be an IP address and a port such as `127.0.0.1:8222`, or "" for the socket only
    config.json:2:40: `permissions.owners.users[1]` is empty: give a value, or leave the key out
    "#);
}

#[test]
fn nested_values() {
    assert_snapshot!(messages(&[
        "envs: { '1A': 'x' }",
        "envs: { A: 'a\\0' }",
        "envs: { A: { env: 'MISSING' } }",
        "mcp: { servers: { a: {} } }",
        "mcp: { servers: { a: { command: 'x', url: 'http://x' } } }",
        "mcp: { servers: { a: { command: 'x', headers: { A: 'b' } } } }",
        "mcp: { servers: { a: { url: 'http://x', env: { A: 'b' } } } }",
        "mcp: { servers: { a: { url: 'x' } } }",
        "mcp: { servers: { a: { url: 'http://x', headers: { 'A B': 'b' } } } }",
        "mcp: { servers: { a: { url: 'http://x', headers: { A: 'b\\r\\nC: d' } } } }",
        "mcp: { servers: { loop: { command: 'x' } } }",
        "mcp: { servers: { 'a b': { command: 'x' } } }",
        "task_templates: [{ name: 'a', schedule: '@daily', type: 'cron' }]",
        "task_templates: [{ name: 'a', schedule: '@daily', type: 'cron', prompt: 'x', prompt_path: 'y' }]",
        "task_templates: [{ name: 'a', schedule: '@daily', type: 'cron', prompt_path: '../y' }]",
        "task_templates: [{ name: 'a', schedule: '@daily', type: 'cron', prompt_path: '/y' }]",
        "task_templates: [{ name: 'a', schedule: '', type: 'cron', prompt: 'x' }]",
        "task_templates: [{ name: 'a b', schedule: '1h', type: 'interval', prompt: 'x' }]",
        "task_templates: [{ name: 'a', schedule: '1h', type: 'interval', prompt: 'x', timezone: 'Mars' }]",
        "task_templates: [{ name: 'a', schedule: '1h', type: 'interval', prompt: 'x', auto_delete_sec: -1 }]",
        "task_templates: [{ name: 'a', schedule: '1h', type: 'interval', prompt: 'x' },
           { name: 'a', schedule: '1h', type: 'interval', prompt: 'x' }]",
        "memory: { paths: ['!'] }",
        "memory: { max_chunk_chars: 0 }",
        "memory: { reindex_interval_sec: 0 }",
        "memory: { embeddings: { provider: 'openai', model: 'x' } }",
        "memory: { embeddings: { provider: 'ollama', model: 'x', base_url: 'http://x' } }",
        "memory: { embeddings: { provider: 'openai', model: 'x', base_url: 'http://x', ollama_url: 'http://y' } }",
    ]), @r#"
    config.json:2:9: `envs.1A` is no name for a variable: use letters, digits and `_`, no digit first
    config.json:2:12: `envs.A` holds a NUL character, which a variable cannot
    config.json:2:12: `envs.A` cannot be had: the environment variable MISSING is not set
    config.json:2:22: `mcp.servers.a` needs either `command` (a program in the container) or `url`
    config.json:2:22: `mcp.servers.a` has both `command` and `url`: keep one of the two
    config.json:2:22: `mcp.servers.a` has `headers`, which go with `url`, not with `command`
    config.json:2:22: `mcp.servers.a` has `args` or `env`, which go with `command`, not with `url`
    config.json:2:29: `mcp.servers.a.url` must be an address such as `https://host/path`
    config.json:2:59: `mcp.servers.a.headers["A B"]` is no name for a header
    config.json:2:55: `mcp.servers.a.headers.A` holds a line break or another control character
    config.json:2:25: `mcp.servers.loop` has the name of the built-in server: choose another
    config.json:2:26: `mcp.servers["a b"]` has a name that agents cannot use: use letters, digits, `_` and `-`
    config.json:2:18: `task_templates[0]` (`a`) needs either `prompt` or `prompt_path`, and not both
    config.json:2:18: `task_templates[0]` (`a`) needs either `prompt` or `prompt_path`, and not both
    config.json:2:78: `task_templates[0].prompt_path` must be a path inside `templates`, without `..`
    config.json:2:78: `task_templates[0].prompt_path` must be a path inside `templates`, without `..`
    config.json:2:41: `task_templates[0].schedule` is empty
    config.json:2:26: `task_templates[0].name` must be 1 to 64 letters, digits, `_`, `-` or `.`
    config.json:2:88: `task_templates[0].timezone` is `Mars`, which is no known time zone: give an IANA name such as `Europe/Berlin`
    config.json:2:95: `task_templates[0].auto_delete_sec` is -1, but must be between 0 and 2592000 seconds
    config.json:3:20: `task_templates[1].name` is `a`, as an earlier one is
    config.json:2:19: `memory.paths[0]` is no path
    config.json:2:28: `memory.max_chunk_chars` is 0, but must be between 200 and 100000 characters
    config.json:2:33: `memory.reindex_interval_sec` is 0, but must be between 10 and 86400 seconds
    config.json:2:23: `memory.embeddings` needs `base_url` with the provider `openai`, such as `https://api.openai.com/v1`
    config.json:2:23: `memory.embeddings` has `base_url` or `api_key`, which go with the provider `openai`
    config.json:2:23: `memory.embeddings` has `ollama_url`, which goes with the provider `ollama`
    "#);
}
