//! Secrets: where they may come from, and that they are never told.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use insta::assert_snapshot;
use proptest::prelude::*;

use super::super::{Config, Credential, Provenance};
use super::{environment, error, local, parse};

const CANARY: &str = "canary7f3a";

#[test]
fn a_secret_comes_from_the_text_a_variable_or_a_file() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("key");
    fs::write(&file, "from-file\r\n").unwrap();
    let reference = format!("{{ file: {file:?} }}");
    for (given, value, provenance) in [
        ("'inline'".to_owned(), "inline", Provenance::Inline),
        ("{ env: 'SLACK_BOT' }".to_owned(), "xoxb-from-env", Provenance::Env("SLACK_BOT".to_owned())),
        (reference, "from-file", Provenance::File(file)),
    ] {
        let config = local(&format!("anthropic_api_key: {given}"));
        let Some(Credential::ApiKey(secret)) = &config.agent.credential else { panic!("no key") };
        assert_eq!((secret.expose(), secret.provenance()), (value, &provenance));
        assert_eq!(format!("{secret:?} {secret}"), "[redacted] [redacted]");
    }
}

#[test]
fn the_oauth_token_wins() {
    let config = local("anthropic_api_key: 'key', claude_code_oauth_token: 'token'");
    assert!(matches!(config.agent.credential, Some(Credential::OauthToken(_))));
    assert!(local("anthropic_api_key: '', claude_code_oauth_token: ''").agent.credential.is_none());
}

#[test]
fn a_secret_everyone_can_read_is_a_warning() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("key");
    fs::write(&file, CANARY).unwrap();
    for (mode, warnings) in [(0o600, 0), (0o640, 0), (0o644, 1)] {
        fs::set_permissions(&file, Permissions::from_mode(mode)).unwrap();
        assert_eq!(
            local(&format!("anthropic_api_key: {{ file: {file:?} }}")).warnings.len(),
            warnings,
            "{mode:o}"
        );
    }
}

#[test]
fn a_secret_that_cannot_be_had() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("empty"), "\n").unwrap();
    let messages: String = [
        "{ env: 'NOT_SET' }".to_owned(),
        "{ env: 'EMPTY' }".to_owned(),
        "{ env: 'sk-ant-canary' }".to_owned(),
        "{ file: 'relative' }".to_owned(),
        format!("{{ file: '{}/missing' }}", directory.path().display()),
        format!("{{ file: '{}/empty' }}", directory.path().display()),
        "{ file: '/dev/zero' }".to_owned(),
    ]
    .iter()
    .map(|given| error(&format!("{{\nplatform: 'local',\nanthropic_api_key: {given} }}")) + "\n")
    .collect();
    assert_snapshot!(messages.replace(&directory.path().display().to_string(), "DIR"), @"
    config.json:3:20: `anthropic_api_key` cannot be had: the environment variable NOT_SET is not set
      3 | anthropic_api_key: { env: … } }
        |                    ^^^^^^^^^^
    config.json:3:20: `anthropic_api_key` cannot be had: the environment variable EMPTY is empty
      3 | anthropic_api_key: { env: … } }
        |                    ^^^^^^^^^^
    config.json:3:20: `anthropic_api_key` needs the name of an environment variable as `env`, not a value
      3 | anthropic_api_key: { env: … } }
        |                    ^^^^^^^^^^
    config.json:3:20: `anthropic_api_key` needs a path as `file` that is absolute or begins with `~/`
      3 | anthropic_api_key: { file: … } }
        |                    ^^^^^^^^^^^
    config.json:3:20: `anthropic_api_key` cannot be had: the secret file DIR/missing does not exist
      3 | anthropic_api_key: { file: … } }
        |                    ^^^^^^^^^^^
    config.json:3:20: `anthropic_api_key` cannot be had: the secret file DIR/empty is empty
      3 | anthropic_api_key: { file: … } }
        |                    ^^^^^^^^^^^
    config.json:3:20: `anthropic_api_key` cannot be had: the secret file /dev/zero is not a regular file
      3 | anthropic_api_key: { file: … } }
        |                    ^^^^^^^^^^^
    ");
}

/// Texts in which a secret stands, right or wrong.
const BROKEN: &[&str] = &[
    "{ platform: 'local', slack_bot_token: 'SECRET', bogus: 1 }",
    "{ platform: 'local', slak_bot_token: 'SECRET' }",
    "{ platform: 'slack', slack_bot_token: 'SECRET' }",
    "{ platform: 'local', slack_bot_token: 'SECRET' log_level: 'info' }",
    "{ platform: 'local', slack_bot_token: 'SECRET, log_level: 'info' }",
    "{ platform: 'local', slack_bot_token: SECRET, log_level: 'info' }",
    "{ platform: 'local', slack_bot_token: SECRET', log_level: 'info' }",
    "{ platform: 'local', slack_bot_token = 'SECRET' }",
    "{ platform: 'local', slack_bot_token: ['SECRET'] }",
    "{ platform: 'local', slack_bot_token: { value: 'SECRET' } }",
    "{ platform: 'local', slack_bot_token: { env: 'SECRET-x' } }",
    "{ platform: 'local', /* slack_bot_token: 'SECRET' */ bogus: 1 }",
    "{ platform: 'local', bogus: 1 } // 'SECRET'",
    "{ platform: 'local', database_url: 'postgresx://ann:SECRET@db/x' }",
    "{ platform: 'local', database_url: postgres://ann:SECRET@db/x }",
    "{ platform: 'local', anthropic_base_url: 'https://ann:SECRET@gateway' }",
    "{ platform: 'local', slack_api_url: 'ftp://SECRET' }",
    "{ platform: 'local', envs: { A: 'SECRET', B: null } }",
    "{ platform: 'local', envs: { A: 'SECRET\\0' } }",
    "{ platform: 'local', envs: { A: 'SECRET', A: 'SECRET' } }",
    "{ platform: 'local', mcp: { servers: { a: { command: 'x', args: ['SECRET'], bogus: 1 } } } }",
    "{ platform: 'local', mcp: { servers: { a: { url: 'x://SECRET', headers: { A: 'SECRET\\n' } } } } }",
    "{ platform: 'local', memory: { embeddings: { provider: 'openai', model: 'x', api_key: 'SECRET' } } }",
    "{ platform: 'local', memory: { embeddings: { provider: 'x', model: 'x', apikey: 'SECRET' } } }",
    "{ platform: 'local', container_memory_mb: 1, slack_bot_token: 'SECRET' }",
    "{ platform: 'local', slack_bot_token: 'a\\\nSECRET', bogus: 1 }",
    "'SECRET'",
    "['SECRET']",
    "SECRET",
    "{ 'SECRET' }",
    "{ SECRET }",
];

#[test]
fn no_error_tells_a_secret() {
    for text in BROKEN {
        let told = parse(&text.replace("SECRET", CANARY)).unwrap_err();
        assert!(!format!("{told} {} {told:?}", told.summary()).contains(CANARY), "{text}:\n{told}");
    }
}

#[test]
fn no_view_of_a_good_config_tells_a_secret() {
    let text = "{ platform: ['slack', 'discord'], slack_bot_token: 'SECRET', slack_app_token: 'SECRET',
        discord_token: 'SECRET', claude_code_oauth_token: 'SECRET', anthropic_api_key: 'SECRET',
        database_url: 'postgres://SECRET', envs: { A: 'SECRET' },
        mcp: { servers: { a: { command: 'x', env: { A: 'SECRET' } }, b: { url: 'http://x', headers: { A: 'SECRET' } } } },
        memory: { embeddings: { provider: 'openai', model: 'm', base_url: 'http://x', api_key: 'SECRET' } } }";
    let config = parse(&text.replace("SECRET", CANARY)).unwrap_or_else(|error| panic!("{error}"));
    assert!(!format!("{config:?} {}", config.show()).contains(CANARY));
}

proptest! {
    #[test]
    fn no_damage_to_the_text_tells_a_secret(cut in 0_usize..90, insert in "[{}\\[\\]'\",:/*#= \\n\\\\a]{0,2}") {
        let text = "{ platform: 'slack', slack_bot_token: 'SECRET', envs: { A: 'SECRET' } /* SECRET */ }";
        let mut text = text.replace("SECRET", CANARY);
        let cut = cut.min(text.len());
        text.insert_str(cut, &insert);
        if let Err(told) = Config::parse(&text, Path::new("c"), &environment()) {
            prop_assert!(!told.to_string().contains(CANARY), "{}\n{}", text, told);
        }
    }
}
