//! A tool's parameters, out of whatever the client sent; what does not fit is named, with what would.

use std::borrow::Cow;

use rmcp::ErrorData;
use rmcp::handler::server::common::FromContextPart;
use rmcp::handler::server::tool::ToolCallContext;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::bridge::Bridge;

/// rmcp answers an error that begins so as the tool's, which the model can read, not as the protocol's.
const PREFIX: &str = "failed to deserialize parameters: ";
/// How serde names types, and what people call them.
const TYPES: [(&str, &str); 6] = [
    ("expected i64", "expected a whole number"),
    ("expected u32", "expected a whole number from 0 on"),
    ("expected a boolean", "expected true or false"),
    ("expected a string", "expected a text"),
    ("floating point `", "the number `"),
    ("integer `", "the number `"),
];

/// A tool's parameters. Its name is how rmcp finds the schema of `T`.
#[derive(Debug)]
pub(crate) struct Parameters<T>(pub(crate) T);

impl<T: DeserializeOwned> FromContextPart<ToolCallContext<'_, Bridge>> for Parameters<T> {
    fn from_context_part(context: &mut ToolCallContext<'_, Bridge>) -> Result<Self, ErrorData> {
        let arguments = Value::Object(context.arguments.take().unwrap_or_default());
        read(arguments).map(Self).map_err(|text| ErrorData::invalid_params(format!("{PREFIX}{text}"), None))
    }
}

impl<T: JsonSchema> JsonSchema for Parameters<T> {
    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

fn read<T: DeserializeOwned>(mut arguments: Value) -> Result<T, String> {
    rearm(&mut arguments);
    serde_path_to_error::deserialize(arguments).map_err(|error| {
        let path = error.path().to_string();
        let mut text = error.into_inner().to_string();
        for (theirs, ours) in TYPES {
            text = text.replace(theirs, ours);
        }
        // What is missing or unknown is named by the text already.
        if path == "." || text.starts_with("unknown field") { text } else { format!("`{path}`: {text}") }
    })
}

/// Agents get prompts in which each `@` is followed by this, so that the CLI attaches no file; what they hand on of a
/// prompt is meant without it.
const DISARMED: &str = "@\u{2060}";

fn rearm(value: &mut Value) {
    match value {
        Value::String(text) if text.contains(DISARMED) => *text = text.replace(DISARMED, "@"),
        Value::Array(items) => items.iter_mut().for_each(rearm),
        Value::Object(fields) => fields.values_mut().for_each(rearm),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tools::tasks::{ScheduleTask, ToggleTask};
    use serde_json::json;

    #[test]
    fn what_does_not_fit_is_named_with_what_would() {
        let toggle = |value| read::<ToggleTask>(value).map(drop).unwrap_err();
        let schedule = |value| read::<ScheduleTask>(value).map(drop).unwrap_err();
        let texts = [
            toggle(json!({})),
            toggle(json!({ "task_id": "7", "enabled": true })),
            toggle(json!({ "task_id": 7.5, "enabled": true })),
            toggle(json!({ "task_id": 7, "enabled": "yes" })),
            toggle(json!({ "task_id": 7, "enable": true })),
            schedule(json!({ "schedule": "0 9 * * *", "type": "crontab", "prompt": "x" })),
            schedule(json!({ "schedule": ["0 9 * * *"], "type": "cron", "prompt": "x" })),
        ];
        insta::assert_snapshot!(texts.join("\n"));
    }

    #[test]
    fn what_an_agent_copies_from_its_prompt_means_what_the_person_wrote() {
        let mut arguments =
            json!({ "schedule": "@\u{2060}daily", "deep": [{ "content": "ask @\u{2060}loop" }] });
        rearm(&mut arguments);
        assert_eq!(arguments, json!({ "schedule": "@daily", "deep": [{ "content": "ask @loop" }] }));
    }
}
