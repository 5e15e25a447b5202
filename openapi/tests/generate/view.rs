//! The published OpenAPI 3.1 document as OpenAPI 3.0, which is all that the generator reads.
//!
//! An internal step: never published. What it cannot express is an error, so that nothing is lost in silence.

use serde_json::{Map, Value, json};

/// Keywords that need no change.
const PLAIN: [&str; 12] = [
    "title",
    "description",
    "format",
    "enum",
    "required",
    "default",
    "example",
    "deprecated",
    "readOnly",
    "writeOnly",
    "discriminator",
    "nullable",
];
/// The server validates. Kept, each of these would become a type of its own in the client.
const DROPPED: [&str; 12] = [
    "minLength",
    "maxLength",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "examples",
];
/// Not to be looked into: what they hold is data.
const DATA: [&str; 3] = ["example", "examples", "default"];

/// The document as OpenAPI 3.0.
pub fn to_3_0(document: &Value) -> Result<Value, String> {
    let mut document = document.clone();
    document["openapi"] = json!("3.0.3");
    if let Some(license) = document.pointer_mut("/info/license").and_then(Value::as_object_mut) {
        license.remove("identifier");
    }
    if let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        for (name, schema) in schemas {
            convert(schema).map_err(|error| format!("{name}: {error}"))?;
        }
    }
    walk(&mut document, "")?;
    Ok(document)
}

/// Finds the schemas outside of `components/schemas`, and what else has to change.
fn walk(value: &mut Value, at: &str) -> Result<(), String> {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                walk(item, &format!("{at}/{index}"))?;
            }
        }
        Value::Object(map) => {
            if at == "/components/schemas" {
                return Ok(());
            }
            let is_parameter = map.contains_key("in") && map.contains_key("name");
            for (key, value) in map.iter_mut() {
                let at = format!("{at}/{key}");
                if key == "schema" {
                    convert(value).map_err(|error| format!("{at}: {error}"))?;
                    // No parameter can be null; it is left out instead.
                    if let Some(schema) = value.as_object_mut().filter(|_| is_parameter) {
                        schema.remove("nullable");
                    }
                } else if key == "content" {
                    known_media_type(value);
                    walk(value, &at)?;
                } else if !DATA.contains(&key.as_str()) {
                    walk(value, &at)?;
                }
            }
        }
        _ => {}
    }
    Ok(())
}

/// The generator types only `application/json`; anything else is bytes to it.
fn known_media_type(content: &mut Value) {
    if let Some(content) = content.as_object_mut()
        && let Some(problem) = content.remove("application/problem+json")
    {
        content.insert("application/json".to_owned(), problem);
    }
}

/// Rewrites one schema and everything in it.
fn convert(schema: &mut Value) -> Result<(), String> {
    let Some(map) = schema.as_object_mut() else {
        return if schema.is_boolean() { Ok(()) } else { Err(format!("{schema} is no schema")) };
    };
    nullable_type(map)?;
    nullable_choice(map)?;
    for key in DROPPED {
        map.remove(key);
    }
    if let Some(names) = map.remove("propertyNames")
        && names != json!({ "type": "string" })
    {
        return Err(format!("propertyNames: {names} cannot be expressed"));
    }
    if let Some(value) = map.remove("const") {
        map.insert("enum".to_owned(), json!([value]));
    }
    for (key, value) in map.iter_mut() {
        let inner = match (key.as_str(), &mut *value) {
            ("properties", Value::Object(properties)) => properties.values_mut().try_for_each(convert),
            ("oneOf" | "anyOf" | "allOf", Value::Array(arms)) => arms.iter_mut().try_for_each(convert),
            ("items" | "additionalProperties" | "not", _) => convert(value),
            ("type" | "$ref", Value::String(_)) => Ok(()),
            (key, _) if PLAIN.contains(&key) => Ok(()),
            _ => Err("cannot be expressed".to_owned()),
        };
        inner.map_err(|error| format!("{key}: {error}"))?;
    }
    lone_reference(map);
    Ok(())
}

/// `type: [T, "null"]` is `type: T, nullable: true`.
fn nullable_type(map: &mut Map<String, Value>) -> Result<(), String> {
    let Some(Value::Array(types)) = map.get("type") else { return Ok(()) };
    let others: Vec<Value> = types.iter().filter(|kind| *kind != "null").cloned().collect();
    let nullable = others.len() < types.len();
    let [only] = others.as_slice() else { return Err(format!("type: {types:?} cannot be expressed")) };
    map.insert("type".to_owned(), only.clone());
    if nullable {
        map.insert("nullable".to_owned(), json!(true));
    }
    Ok(())
}

/// `oneOf: [S, {type: null}]` is `allOf: [S], nullable: true`, with the description outside of the arm.
fn nullable_choice(map: &mut Map<String, Value>) -> Result<(), String> {
    for key in ["oneOf", "anyOf"] {
        let Some(Value::Array(arms)) = map.get(key) else { continue };
        let mut others: Vec<Value> = arms.iter().filter(|arm| arm["type"] != "null").cloned().collect();
        if others.len() == arms.len() {
            continue;
        }
        let [arm] = others.as_mut_slice() else {
            return Err(format!("{key}: null beside more than one other cannot be expressed"));
        };
        if let Some(description) = arm.as_object_mut().and_then(|arm| arm.remove("description")) {
            map.entry("description").or_insert(description);
        }
        map.remove(key);
        map.insert("allOf".to_owned(), json!(others));
        map.insert("nullable".to_owned(), json!(true));
    }
    Ok(())
}

/// In 3.0, what stands beside a `$ref` is ignored.
fn lone_reference(map: &mut Map<String, Value>) {
    if map.len() > 1
        && let Some(reference) = map.remove("$ref")
    {
        map.insert("allOf".to_owned(), json!([{ "$ref": reference }]));
    }
}

#[test]
fn schemas_are_rewritten_for_3_0() {
    let table = [
        (
            json!({ "type": ["string", "null"], "maxLength": 3 }),
            json!({ "type": "string", "nullable": true }),
        ),
        (
            json!({ "oneOf": [{ "$ref": "#/x", "description": "d" }, { "type": "null" }] }),
            json!({ "allOf": [{ "$ref": "#/x" }], "nullable": true, "description": "d" }),
        ),
        (
            json!({ "$ref": "#/x", "description": "d" }),
            json!({ "allOf": [{ "$ref": "#/x" }], "description": "d" }),
        ),
        (json!({ "const": "a" }), json!({ "enum": ["a"] })),
        (
            json!({ "type": "object", "propertyNames": { "type": "string" }, "additionalProperties": { "type": ["integer"] } }),
            json!({ "type": "object", "additionalProperties": { "type": "integer" } }),
        ),
        // Properties may be called like keywords, and examples may look like schemas.
        (
            json!({ "properties": { "type": { "type": "string" }, "const": { "$ref": "#/x" } }, "example": { "const": 1 } }),
            json!({ "properties": { "type": { "type": "string" }, "const": { "$ref": "#/x" } }, "example": { "const": 1 } }),
        ),
    ];
    for (mut schema, expected) in table {
        convert(&mut schema).unwrap();
        assert_eq!(schema, expected);
    }
}

#[test]
fn what_3_0_cannot_say_is_an_error() {
    let table = [
        json!({ "type": ["string", "integer"] }),
        json!({ "oneOf": [{ "type": "string" }, { "type": "integer" }, { "type": "null" }] }),
        json!({ "propertyNames": { "pattern": "^a" } }),
        json!({ "prefixItems": [] }),
        json!({ "properties": { "a": { "if": {} } } }),
        json!({ "items": { "unevaluatedProperties": false } }),
        json!(7),
    ];
    for mut schema in table {
        let shown = schema.to_string();
        assert!(convert(&mut schema).is_err(), "{shown}");
    }
}

#[test]
fn documents_are_rewritten_around_their_schemas() {
    let document = json!({
        "openapi": "3.1.0",
        "info": { "license": { "name": "A", "identifier": "A" } },
        "paths": { "/x": { "get": {
            "parameters": [{ "in": "header", "name": "k", "schema": { "type": ["string", "null"] } }],
            "responses": { "4XX": { "content": { "application/problem+json": { "schema": { "$ref": "#/p" } } } } },
        } } },
    });
    let view = to_3_0(&document).unwrap();
    assert_eq!(view["openapi"], "3.0.3");
    assert_eq!(view["info"]["license"], json!({ "name": "A" }));
    let get = &view["paths"]["/x"]["get"];
    assert_eq!(get["parameters"][0]["schema"], json!({ "type": "string" }));
    assert_eq!(
        get["responses"]["4XX"]["content"],
        json!({ "application/json": { "schema": { "$ref": "#/p" } } })
    );
}
