//! The chat platforms a channel can live on.

use std::str::FromStr;

use schemars::JsonSchema;
use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};

/// Where a channel lives.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
    EnumIter,
    DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "lowercase")]
pub enum Platform {
    /// Channels in our own database, reached with `loopctl chat`.
    Local,
    /// Slack, through Socket Mode.
    Slack,
    /// Discord, through its gateway.
    Discord,
}

impl Platform {
    /// Every platform.
    pub const ALL: [Self; 3] = [Self::Local, Self::Slack, Self::Discord];

    /// Whether a word has the form of an id of a person, role or group there: `U0123ABCD`, `105…`. What people call
    /// themselves in the place of it says nothing.
    pub fn is_id(self, word: &str) -> bool {
        let is_made_of = |is: fn(&char) -> bool| word.chars().all(|c| is(&c));
        match self {
            Self::Local => !word.is_empty(),
            Self::Slack => {
                word.len() >= 2
                    && word.starts_with(['U', 'W', 'S'])
                    && is_made_of(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
            }
            Self::Discord => (1..=20).contains(&word.len()) && is_made_of(char::is_ascii_digit),
        }
    }

    /// The name used in the config, the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Slack => "slack",
            Self::Discord => "discord",
        }
    }
}

impl std::fmt::Display for Platform {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Platform {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "local" => Ok(Self::Local),
            "slack" => Ok(Self::Slack),
            "discord" => Ok(Self::Discord),
            other => Err(format!("unknown platform \"{other}\"; known are local, slack and discord")),
        }
    }
}
