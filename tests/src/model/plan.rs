//! Decides what to answer a request. Pure: a request's body and the rules in, a [`Step`] out.

use serde_json::Value;

use super::step::{Step, ToolCall};

/// How a prompt that holds `needle` is answered: `steps[n]` after `n` earlier answers to the same prompt.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) needle: String,
    pub(super) steps: Vec<Step>,
}

const ECHO_LIMIT: usize = 2000;

/// What to answer `body`: by the last matching rule, else by the directives in the newest user text.
pub(super) fn plan(body: &Value, rules: &[Rule]) -> Step {
    by_rule(body, rules).unwrap_or_else(|| by_directives(&newest_text(body)))
}

/// `step`, with something to say where it says only how: the tools' results or the newest user text, repeated.
pub(super) fn filled(mut step: Step, body: &Value) -> Step {
    if !step.has_content() {
        step.text = Some(fallback(body, &newest_text(body)));
    }
    step
}

/// Whether the request is part of the conversation: the CLI's side questions (titles, summaries) carry no tools.
pub(super) fn is_main(body: &Value) -> bool {
    body["tools"].as_array().is_some_and(|tools| !tools.is_empty())
}

/// The newest text of the user's turn, or "" when tool results came after it.
///
/// The CLI merges turns (after an interrupt the old prompt, a note about the interrupt and the new prompt come in
/// one message) and adds asides, so only the last text that is no aside counts.
pub(super) fn newest_text(body: &Value) -> String {
    for message in messages(body).iter().rev() {
        match message["role"].as_str() {
            Some("user") => match text_of(&message["content"]) {
                Found::Text(text) => return text,
                Found::Results => return String::new(),
                Found::Nothing => {}
            },
            Some("assistant") => return String::new(),
            _ => {}
        }
    }
    String::new()
}

enum Found {
    Text(String),
    Results,
    Nothing,
}

fn text_of(content: &Value) -> Found {
    let aside = |text: &str| text.trim_start().starts_with("<system-reminder>");
    if let Some(text) = content.as_str() {
        return if aside(text) { Found::Nothing } else { Found::Text(text.to_owned()) };
    }
    for block in content.as_array().into_iter().flatten().rev() {
        match (block["type"].as_str(), block["text"].as_str()) {
            (Some("tool_result"), _) => return Found::Results,
            (Some("text"), Some(text)) if !aside(text) => return Found::Text(text.to_owned()),
            _ => {}
        }
    }
    Found::Nothing
}

fn messages(body: &Value) -> &[Value] {
    body["messages"].as_array().map_or(&[], Vec::as_slice)
}

fn by_rule(body: &Value, rules: &[Rule]) -> Option<Step> {
    let mut answered = 0;
    for message in messages(body).iter().rev() {
        if message["role"] == "assistant" {
            answered += 1;
        } else if message["role"] == "user"
            && let Found::Text(prompt) = text_of(&message["content"])
        {
            let rule = rules.iter().rev().find(|rule| prompt.contains(&rule.needle))?;
            return rule.steps.get(answered).cloned();
        }
    }
    None
}

fn fallback(body: &Value, newest: &str) -> String {
    let results = tool_results(body);
    if newest.is_empty() && !results.is_empty() {
        return format!("TOOL_RESULT {}", results.join(" | "));
    }
    let text = newest.trim();
    let skipped = text.chars().count().saturating_sub(ECHO_LIMIT);
    format!("ECHO {}", text.chars().skip(skipped).collect::<String>())
}

/// The texts of the tool results in the newest user message.
fn tool_results(body: &Value) -> Vec<String> {
    let newest = messages(body).iter().rev().find(|message| message["role"] == "user");
    let blocks = newest.and_then(|message| message["content"].as_array());
    let results = blocks.into_iter().flatten().filter(|block| block["type"] == "tool_result");
    results
        .map(|block| {
            let text = match &block["content"] {
                Value::String(text) => text.clone(),
                Value::Array(parts) => parts.iter().filter_map(|part| part["text"].as_str()).collect(),
                _ => String::new(),
            };
            if block["is_error"] == true { format!("ERROR {text}") } else { text }
        })
        .collect()
}

const KINDS: [&str; 9] = ["text", "tool", "status", "sse_error", "delay", "trickle", "cut", "repeat", "stop"];

/// The answer that the directives in `text` ask for; a directive that makes no sense is answered with a 400.
fn by_directives(text: &str) -> Step {
    let mut step = Step::default();
    for (kind, argument) in directives(text) {
        if let Err(problem) = apply(&mut step, kind, argument) {
            return Step::status(400).message(format!("[[{kind}:{argument}]]: {problem}"));
        }
    }
    step
}

/// Every `[[kind]]` and `[[kind:argument]]` in `text`.
fn directives(text: &str) -> Vec<(&'static str, &str)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("[[") {
        rest = &rest[start + 1..];
        let inside = &rest[1..];
        let Some(kind) = KINDS.into_iter().find(|kind| {
            inside.strip_prefix(kind).is_some_and(|after| after.starts_with(':') || after.starts_with("]]"))
        }) else {
            continue;
        };
        let after = &inside[kind.len()..];
        let Some(end) = after.find("]]") else { continue };
        let argument = &after[..end];
        found.push((kind, argument.strip_prefix(':').unwrap_or(argument).trim()));
        rest = &after[end + 2..];
    }
    found
}

fn apply(step: &mut Step, kind: &str, argument: &str) -> anyhow::Result<()> {
    let first_word = || argument.split_once(' ').unwrap_or((argument, ""));
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    match kind {
        "text" => step.text = Some(argument.to_owned()),
        "tool" => {
            let (name, input) = first_word();
            let input = if input.is_empty() { "{}" } else { input };
            step.tools.push(ToolCall {
                name: name.to_owned(),
                input: serde_json::from_str(input)?,
                id: None,
            });
        }
        "status" => {
            let (code, rest) = first_word();
            let (error_type, message) = rest.split_once(' ').unwrap_or((rest, ""));
            step.status = Some(code.parse()?);
            step.error_type = some(error_type);
            step.message = some(message);
        }
        "delay" => step.delay = seconds(argument)?,
        "trickle" => step.trickle = seconds(argument)?,
        "cut" => step.cut = true,
        "repeat" => {
            let lines: usize = argument.parse()?;
            step.text = Some((0..lines).map(|i| format!("line {i}")).collect::<Vec<_>>().join("\n"));
        }
        "sse_error" => step.sse_error = some(argument).or_else(|| some("overloaded_error")),
        _ => step.stop_reason = some(argument),
    }
    Ok(())
}

fn seconds(argument: &str) -> anyhow::Result<f64> {
    let seconds: f64 = argument.parse()?;
    anyhow::ensure!((0.0..=3600.0).contains(&seconds), "not a number of seconds up to an hour");
    Ok(seconds)
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
