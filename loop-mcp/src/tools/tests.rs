//! What all tools have in common, and the list of them.

use std::collections::BTreeMap;

use rmcp::model::Tool;
use serde_json::Value;

use crate::bridge::Bridge;

fn tools() -> Vec<Tool> {
    Bridge::tools().list_all()
}

#[test]
fn the_tools_are_these() {
    let hints = |tool: &Tool| {
        let hints = tool.annotations.clone().unwrap();
        let words = [
            (hints.read_only_hint, "read-only"),
            (hints.destructive_hint, "destructive"),
            (hints.idempotent_hint, "idempotent"),
            (hints.open_world_hint, "open world"),
        ];
        let words = words.iter().filter(|(hint, _)| *hint == Some(true)).map(|(_, word)| *word);
        words.collect::<Vec<_>>().join(", ")
    };
    let lines = tools().into_iter().map(|tool| {
        let parameters = tool.input_schema.get("properties").and_then(Value::as_object);
        let names: Vec<&str> =
            parameters.into_iter().flat_map(|all| all.keys().map(String::as_str)).collect();
        format!("{}({}): {}", tool.name, names.join(", "), hints(&tool))
    });
    insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"));
}

#[test]
fn every_tool_says_what_it_is_for_and_what_comes_back() {
    for tool in tools() {
        let name = &tool.name;
        assert!(
            tool.description.as_ref().is_some_and(|text| text.len() > 40 && !text.contains('\n')),
            "{name}"
        );
        assert!(tool.annotations.as_ref().is_some_and(|hints| hints.title.is_some()), "{name}");
        let output = tool.output_schema.as_ref().unwrap_or_else(|| panic!("{name} has no output schema"));
        assert_eq!(output.get("type"), Some(&"object".into()), "{name}");
        assert_eq!(tool.input_schema.get("type"), Some(&"object".into()), "{name}");
        assert_eq!(tool.input_schema.get("additionalProperties"), Some(&false.into()), "{name}");
    }
}

#[test]
fn every_parameter_is_described_and_shown_by_an_example_or_by_its_values() {
    for tool in tools() {
        let Some(Value::Object(parameters)) = tool.input_schema.get("properties") else { continue };
        for (name, schema) in parameters {
            let at = format!("{}.{name}: {schema}", tool.name);
            assert!(schema["description"].is_string(), "{at}");
            assert!(schema["type"].is_string(), "one plain type: {at}");
            assert!(
                schema["examples"].is_array() || schema["enum"].is_array() || schema["type"] == "boolean",
                "{at}"
            );
        }
    }
}

#[test]
fn schemas_hold_nothing_that_clients_stumble_over() {
    fn formats(value: &Value, found: &mut BTreeMap<String, usize>) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| formats(item, found)),
            Value::Object(map) => {
                assert!(!map.contains_key("$ref") && !map.contains_key("$defs"), "{value}");
                if let Some(Value::String(format)) = map.get("format") {
                    *found.entry(format.clone()).or_default() += 1;
                }
                map.values().for_each(|value| formats(value, found));
            }
            _ => {}
        }
    }
    let mut found = BTreeMap::new();
    for tool in tools() {
        formats(&serde_json::to_value(&tool).unwrap(), &mut found);
    }
    assert_eq!(found.keys().collect::<Vec<_>>(), ["date-time"]);
}

#[test]
fn the_texts_that_every_agent_reads_are_short() {
    let texts = tools().into_iter().map(|tool| {
        let schema = serde_json::to_string(&*tool.input_schema).unwrap();
        tool.description.unwrap_or_default().len() + schema.len()
    });
    let all: usize = texts.sum();
    assert!(all < 16_000, "{all} bytes");
}
