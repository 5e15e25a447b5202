//! The settings in force, for people to read: the shape of the file, defaults filled in, secrets left out.
//!
//! It must not show a secret: secrets serialize as where they came from.

use serde_json::{Value, json};

use super::Config;
use super::sections::Database;

impl Config {
    /// The settings in force, with paths expanded; a secret shows as `"[redacted]"` and where it came from.
    pub fn show(&self) -> Value {
        let mut shown = serde_json::to_value(&self.file).unwrap_or_default();
        shown["platform"] =
            json!(self.platforms.iter().map(|platform| platform.as_str()).collect::<Vec<_>>());
        shown["claude_bin_path"] = json!(self.agent.bin_path);
        shown["log_file"] = json!(self.log.file);
        if let Database::Sqlite(path) = &self.database {
            shown["db_path"] = json!(path);
        }
        shown["timezone"] = json!(self.scheduling.timezone.iana_name());
        shown["copy_files"] = json!(self.container.copy_files);
        shown["memory"]["paths"] = json!(self.memory.paths);
        if let Some(keys) = shown.as_object_mut() {
            keys.retain(|_, value| !value.is_null());
        }
        shown
    }
}
