//! Whose tokens the stories are played with: from the environment, else from `config.integration.json` in loop's home.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use loopd::config::{self, Config, Environment, Home};
use serde_json::{Map, Value, json};

/// The file's name; its keys are those of `config.json`.
const FILE: &str = "config.integration.json";
/// What each platform needs.
const SLACK: [&str; 2] = ["slack_bot_token", "slack_app_token"];
const DISCORD: [&str; 3] = ["discord_token", "discord_app_id", "discord_guild_id"];

/// What was given.
pub struct Accounts {
    given: Map<String, Value>,
    path: PathBuf,
    environment: Environment,
}

impl Accounts {
    /// Those of this machine.
    pub fn find() -> Self {
        let environment = Environment::from_process();
        let path = Home::locate(&environment).map(|home| home.root().join(FILE)).unwrap_or_default();
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => panic!("{} cannot be read: {error}", path.display()),
        };
        Self::of(text.as_deref(), &path, environment)
    }

    /// Those of a file and of an environment, which wins.
    fn of(text: Option<&str>, path: &Path, environment: Environment) -> Self {
        // Without the parser's own words, which may hold a token.
        let read = |text| json5::from_str(text).unwrap_or_else(|_| panic!("{} is no JSON5", path.display()));
        let mut given: Map<String, Value> = text.map(read).unwrap_or_default();
        for key in SLACK.iter().chain(&DISCORD) {
            if let Some(value) = environment.get(&variable(key)).filter(|value| !value.trim().is_empty()) {
                given.insert((*key).to_owned(), value.trim().into());
            }
        }
        Self { given, path: path.to_owned(), environment }
    }

    /// The Slack workspace.
    ///
    /// # Errors
    /// If there is none: what is missing.
    pub fn slack(&self) -> Result<config::Slack, String> {
        Ok(self.config("slack", &SLACK)?.slack.expect("a section for each platform"))
    }

    /// The Discord server.
    ///
    /// # Errors
    /// If there is none: what is missing.
    pub fn discord(&self) -> Result<config::Discord, String> {
        Ok(self.config("discord", &DISCORD)?.discord.expect("a section for each platform"))
    }

    /// The config of a platform, read as the daemon reads it.
    fn config(&self, platform: &str, needs: &[&str]) -> Result<Config, String> {
        let is_given = |key: &str| self.given.get(key).is_some_and(|value| *value != json!(""));
        let missing: Vec<&str> = needs.iter().copied().filter(|key| !is_given(key)).collect();
        if !missing.is_empty() {
            let variables: Vec<String> = missing.iter().map(|key| variable(key)).collect();
            return Err(format!(
                "skipped: {platform} itself was not tried. Missing: {} (or {} in {}); CONTRIBUTING.md says how to get them",
                variables.join(", "),
                missing.join(", "),
                self.path.display()
            ));
        }
        let address = format!("{platform}_api_url");
        let own = |key: &String| needs.contains(&key.as_str()) || *key == address;
        let mut written: Map<String, Value> =
            self.given.clone().into_iter().filter(|(key, _)| own(key)).collect();
        written.insert("platform".to_owned(), platform.into());
        let text = Value::Object(written).to_string();
        Ok(Config::parse(&text, &self.path, &self.environment).unwrap_or_else(|error| panic!("{error}")))
    }
}

/// The variable that gives a key.
fn variable(key: &str) -> String {
    format!("LOOP_TEST_{}", key.to_uppercase())
}

/// Tells why a test does nothing, past what catches the output of tests that pass.
pub fn skip(why: &str) {
    let _ = writeln!(std::io::stderr(), "{why}");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accounts(text: Option<&str>, variables: &[(&str, &str)]) -> Accounts {
        let home = [("HOME", "/home/ann")];
        let environment = Environment::from_map(home.iter().chain(variables).copied());
        Accounts::of(text, Path::new("/home/ann/.loop/config.integration.json"), environment)
    }

    #[test]
    fn what_is_missing_is_named() {
        let none = accounts(None, &[]).slack().unwrap_err();
        assert!(none.starts_with("skipped: slack itself was not tried."), "{none}");
        for name in ["LOOP_TEST_SLACK_BOT_TOKEN", "LOOP_TEST_SLACK_APP_TOKEN", "config.integration.json"] {
            assert!(none.contains(name), "{none}");
        }
        let half = [("LOOP_TEST_DISCORD_TOKEN", "x.y.z"), ("LOOP_TEST_DISCORD_APP_ID", "")];
        let half = accounts(None, &half).discord().unwrap_err();
        assert!(half.contains("LOOP_TEST_DISCORD_APP_ID, LOOP_TEST_DISCORD_GUILD_ID ("), "{half}");
    }

    #[test]
    fn the_file_is_read_as_the_config_is_and_the_environment_wins() {
        let text = "{
            slack_bot_token: { env: 'MINE' }, slack_app_token: 'xapp-1',  // of the test app
            discord_token: 'x.y.z', discord_app_id: '1', discord_guild_id: '2', platform: 'local',
        }";
        let variables = [("MINE", "xoxb-1"), ("LOOP_TEST_SLACK_APP_TOKEN", " xapp-2\n")];
        let accounts = accounts(Some(text), &variables);
        let slack = accounts.slack().unwrap();
        assert_eq!((slack.bot_token.expose(), slack.app_token.expose()), ("xoxb-1", "xapp-2"));
        assert_eq!(slack.api_url, None);
        let discord = accounts.discord().unwrap();
        assert_eq!((discord.token.expose(), discord.guild_id.as_deref()), ("x.y.z", Some("2")));
    }
}
