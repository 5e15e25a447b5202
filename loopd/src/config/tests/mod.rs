//! Tests of the config as a whole: from text to settings, or to an error a person can act on.

mod errors;
mod files;
mod project;
mod secrets;
mod settings;

use std::path::Path;

use super::{Config, Environment, Error};

fn environment() -> Environment {
    Environment::from_map([("HOME", "/home/ann"), ("SLACK_BOT", "xoxb-from-env"), ("EMPTY", "")])
}

fn parse(text: &str) -> Result<Config, Error> {
    Config::parse(text, Path::new("config.json"), &environment())
}

/// A valid config of the local platform with these settings.
fn local(settings: &str) -> Config {
    parse(&format!("{{ platform: 'local', {settings} }}")).unwrap_or_else(|error| panic!("{error}"))
}

/// What is wrong with `text`.
fn error(text: &str) -> String {
    parse(text).map_or_else(|error| error.to_string(), |_| "no error".to_owned())
}
