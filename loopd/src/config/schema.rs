//! JSON Schemas of the config files, so that editors complete keys and explain them.
//!
//! It must not hold a fact about a setting: all comes from the file structs.

use std::borrow::Cow;
use std::collections::BTreeSet;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;

use super::file::{File, Platforms};
use super::project::ProjectFile;
use super::secret::{SecretRef, Setting};

/// Schema (draft 2020-12) of the host's config file.
pub fn host() -> Value {
    of::<File>()
}

/// Schema (draft 2020-12) of a project's config file.
pub fn project() -> Value {
    of::<ProjectFile>()
}

/// The top-level keys of the host's config file.
pub(super) fn host_keys() -> BTreeSet<String> {
    let schema = host();
    schema["properties"].as_object().map(|keys| keys.keys().cloned().collect()).unwrap_or_default()
}

fn of<T: JsonSchema>() -> Value {
    SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>().to_value()
}

impl JsonSchema for SecretRef {
    fn schema_name() -> Cow<'static, str> {
        "Secret".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let reference = |key: &str, description: &str| {
            json_schema!({
                "type": "object",
                "description": description,
                "properties": { key: { "type": "string" } },
                "required": [key],
                "additionalProperties": false
            })
        };
        json_schema!({
            "description": "A secret: inline, or where it is kept.",
            "anyOf": [
                { "type": "string", "description": "The value itself." },
                reference("env", "The environment variable of this name."),
                reference("file", "The content of this file; `~/` is your home.")
            ]
        })
    }
}

impl JsonSchema for Setting {
    fn schema_name() -> Cow<'static, str> {
        "Setting".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A value, which may be secret: inline, or where it is kept.",
            "anyOf": [generator.subschema_for::<SecretRef>(), { "type": ["number", "boolean"] }]
        })
    }
}

impl JsonSchema for Platforms {
    fn schema_name() -> Cow<'static, str> {
        "Platforms".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let name = json_schema!({ "enum": ["slack", "discord", "local"] });
        json_schema!({
            "description": "Where people talk to the agents.",
            "anyOf": [name, { "type": "array", "items": name, "minItems": 1, "uniqueItems": true }]
        })
    }
}
