//! Tool schemas as agents get them: compact, without what only some clients understand. Pure.

use std::sync::Arc;

use rmcp::model::{JsonObject, Tool};
use serde_json::Value;

/// Keywords that say nothing to an agent, or that clients warn of.
const DROPPED: [&str; 3] = ["$schema", "title", "default"];
/// Formats that clients know.
const FORMATS: [&str; 2] = ["date-time", "date"];

/// The tool with its texts on one line and its schemas in plain words.
pub(crate) fn tidy(mut tool: Tool) -> Tool {
    tool.description = tool.description.map(|text| one_line(&text).into());
    tool.input_schema = Arc::new(input((*tool.input_schema).clone()));
    tool.output_schema = tool.output_schema.map(|schema| Arc::new(plain((*schema).clone())));
    tool
}

fn input(schema: JsonObject) -> JsonObject {
    let mut schema = Value::Object(plain(schema));
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    for property in properties.into_iter().flat_map(|properties| properties.values_mut()) {
        without_null(property);
    }
    object(schema)
}

/// References resolved, odd formats and empty words dropped.
fn plain(mut schema: JsonObject) -> JsonObject {
    let definitions = schema.remove("$defs");
    let mut schema = Value::Object(schema);
    simplify(&mut schema, definitions.as_ref());
    object(schema)
}

fn simplify(schema: &mut Value, definitions: Option<&Value>) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(|item| simplify(item, definitions)),
        Value::Object(map) => {
            if let Some(Value::String(path)) = map.remove("$ref")
                && let Some(name) = path.strip_prefix("#/$defs/")
                && let Some(Value::Object(definition)) = definitions.and_then(|all| all.get(name))
            {
                for (key, value) in definition {
                    map.entry(key.clone()).or_insert_with(|| value.clone());
                }
            }
            for key in DROPPED {
                // Properties may have these names.
                if map.get(key).is_some_and(|value| !value.is_object()) {
                    map.remove(key);
                }
            }
            if map.get("format").and_then(Value::as_str).is_some_and(|format| !FORMATS.contains(&format)) {
                map.remove("format");
            }
            if let Some(Value::String(text)) = map.get_mut("description") {
                *text = one_line(text);
            }
            map.values_mut().for_each(|value| simplify(value, definitions));
            one_enum(map);
        }
        _ => {}
    }
}

/// Named values with nothing to say about each are a plain list.
fn one_enum(map: &mut JsonObject) {
    let Some(Value::Array(arms)) = map.get("oneOf") else { return };
    let values: Option<Vec<Value>> = arms.iter().map(|arm| arm.get("const").cloned()).collect();
    if let Some(values) = values {
        map.remove("oneOf");
        map.insert("type".to_owned(), "string".into());
        map.insert("enum".to_owned(), values.into());
    }
}

/// A parameter that may be left out need not be null.
fn without_null(schema: &mut Value) {
    let Some(map) = schema.as_object_mut() else { return };
    if let Some(Value::Array(types)) = map.get_mut("type") {
        types.retain(|kind| kind != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            map.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(values)) = map.get_mut("enum") {
        values.retain(|value| !value.is_null());
    }
    if let Some(Value::Array(mut arms)) = map.remove("anyOf") {
        arms.retain(|arm| arm.get("type").is_none_or(|kind| kind != "null"));
        if let [Value::Object(only)] = arms.as_slice() {
            for (key, value) in only {
                map.entry(key.clone()).or_insert_with(|| value.clone());
            }
        } else {
            map.insert("anyOf".to_owned(), arms.into());
        }
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn object(schema: Value) -> JsonObject {
    match schema {
        Value::Object(map) => map,
        _ => JsonObject::new(),
    }
}
