//! What a request must not hold: Discord's limits, from its documentation.

use serde_json::Value;

use super::Inner;

/// Characters of a message.
const CONTENT: usize = 2_000;
/// Characters of a button's label and of its `custom_id`.
const LABEL: usize = 80;
const CUSTOM_ID: usize = 100;
/// Rows of buttons, and buttons of a row.
const ROWS: usize = 5;
/// Characters of a nonce.
const NONCE: usize = 25;
/// Characters of a command's or option's name, and of its description.
const NAME: usize = 32;
const DESCRIPTION: usize = 100;
/// Options of a command, and choices of an option.
const OPTIONS: usize = 25;
/// Characters of all names, descriptions and values of a command together.
const COMMAND: usize = 8_000;

/// Looks at the content of a message.
///
/// # Errors
/// What is wrong; it is noted as a violation as well.
pub(super) fn message(inner: &mut Inner, route: &str, body: &Value, has_files: bool) -> Result<(), String> {
    noted(inner, route, look(body, has_files))
}

/// Looks at the commands of an application.
///
/// # Errors
/// What is wrong; it is noted as a violation as well.
pub(super) fn commands(inner: &mut Inner, route: &str, body: &Value) -> Result<(), String> {
    let wrong = match body.as_array() {
        None => Some("no list of commands".to_owned()),
        Some(all) => all.iter().find_map(|one| {
            let weight = weight(one);
            let too_heavy = (weight > COMMAND).then(|| format!("a command of {weight} characters"));
            too_heavy.or_else(|| option(one, 0))
        }),
    };
    noted(inner, route, wrong)
}

fn noted(inner: &mut Inner, route: &str, wrong: Option<String>) -> Result<(), String> {
    if let Some(wrong) = &wrong {
        inner.violation(format!("{route}: {wrong}"));
    }
    wrong.map_or(Ok(()), Err)
}

fn look(body: &Value, has_files: bool) -> Option<String> {
    let content = body["content"].as_str().unwrap_or_default();
    let components = body["components"].as_array().map(Vec::as_slice).unwrap_or_default();
    let has_embeds = body["embeds"].as_array().is_some_and(|embeds| !embeds.is_empty());
    if content.trim().is_empty() && components.is_empty() && !has_files && !has_embeds {
        return Some("an empty message".to_owned());
    }
    if content.encode_utf16().count() > CONTENT {
        return Some(format!("a message of {} characters", content.encode_utf16().count()));
    }
    if let Some(nonce) = body["nonce"].as_str()
        && nonce.chars().count() > NONCE
    {
        return Some(format!("a nonce of {} characters", nonce.chars().count()));
    }
    if components.len() > ROWS {
        return Some(format!("{} rows", components.len()));
    }
    components.iter().find_map(row)
}

fn row(row: &Value) -> Option<String> {
    let buttons = row["components"].as_array().map(Vec::as_slice).unwrap_or_default();
    if row["type"] != 1 || buttons.is_empty() || buttons.len() > ROWS {
        return Some("a row that is none, is empty, or has too many buttons".to_owned());
    }
    buttons.iter().find_map(|button| {
        let length = |name: &str| button[name].as_str().unwrap_or_default().chars().count();
        let is_fine =
            (1..=LABEL).contains(&length("label")) && (1..=CUSTOM_ID).contains(&length("custom_id"));
        (!is_fine).then(|| format!("a button that is too long or empty: {button}"))
    })
}

fn option(one: &Value, depth: usize) -> Option<String> {
    let name = one["name"].as_str().unwrap_or_default();
    let is_fine = |c: char| c.is_alphanumeric() && !c.is_uppercase() || matches!(c, '-' | '_');
    if name.is_empty() || name.chars().count() > NAME || !name.chars().all(is_fine) {
        return Some(format!("the name `{name}`"));
    }
    let description = one["description"].as_str().unwrap_or_default();
    if description.is_empty() || description.chars().count() > DESCRIPTION {
        return Some(format!("the description of `{name}`"));
    }
    let options = one["options"].as_array().map(Vec::as_slice).unwrap_or_default();
    let choices = one["choices"].as_array().map(Vec::as_slice).unwrap_or_default();
    if options.len() > OPTIONS || choices.len() > OPTIONS {
        return Some(format!("`{name}` has too many options or choices"));
    }
    if !choices.is_empty() && one["autocomplete"] == true {
        return Some(format!("`{name}` has choices and is completed"));
    }
    let required = |option: &Value| option["required"] == true;
    if options.windows(2).any(|two| !required(&two[0]) && required(&two[1])) {
        return Some(format!("`{name}` wants an argument behind one that may be left out"));
    }
    let is_group = |option: &Value| option["type"] == 1 || option["type"] == 2;
    if options.iter().any(is_group) && !options.iter().all(is_group) || depth > 3 {
        return Some(format!("`{name}` mixes commands and arguments"));
    }
    options.iter().find_map(|one| option(one, depth + 1))
}

fn weight(one: &Value) -> usize {
    let length = |name: &str| one[name].as_str().unwrap_or_default().chars().count();
    let below = |name: &str| one[name].as_array().into_iter().flatten().map(weight).sum::<usize>();
    length("name") + length("description") + length("value") + below("options") + below("choices")
}
