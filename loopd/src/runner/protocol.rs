//! From a line that the agent printed to what it means. Pure, and lenient: fields differ from version to
//! version, and anything that is not understood is passed over, never an error.

use serde_json::Value;

use crate::model::{RunEvent, ToolStatus, Usage};

/// What a line means.
#[derive(Clone, Debug, PartialEq)]
pub enum AgentEvent {
    /// Something to tell and to store.
    Happened(RunEvent),
    /// The agent began a turn that answers the prompts of these uuids; an older CLI does not say which.
    Turn(Option<Vec<String>>),
    /// The turn ended.
    Result(TurnResult),
}

/// How a turn ended.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TurnResult {
    /// The CLI's own verdict; the only field that can be trusted to tell success.
    pub is_error: bool,
    /// The final text, or the error's text.
    pub text: String,
    /// The model API's HTTP status, when that was the trouble.
    pub api_status: Option<i64>,
    /// True when the turn was interrupted on request.
    pub interrupted: bool,
    /// The prompts that the turn answered, if the CLI says so.
    pub prompts: Option<Vec<String>>,
    /// What this turn alone used.
    pub usage: Usage,
    /// Bytes of its line, when there were too many to read it: then nothing else of it is known.
    pub too_long: Option<u64>,
}

/// The name of loop's own MCP server in every container.
pub const MCP_SERVER: &str = "loop";
/// Characters of a tool's input that are shown.
const DETAIL_CHARS: usize = 200;

/// Reads one line of standard output.
pub fn parse(line: &str) -> Vec<AgentEvent> {
    let line = line.trim();
    if !line.starts_with('{') {
        return Vec::new();
    }
    let Ok(value) = serde_json::from_str::<Value>(line) else { return Vec::new() };
    match text(&value, "type") {
        "system" => system(&value),
        "assistant" => assistant(&value),
        "user" => tool_results(&value),
        "command_lifecycle" => lifecycle(&value),
        "result" => vec![AgentEvent::Result(result(&value))],
        _ => Vec::new(),
    }
}

/// The end of a turn whose line was too long to be read: `ends` are the two ends of it.
///
/// Quotation marks within a text have a backslash before them, so what is looked for is no part of what is said.
pub fn cut_result(ends: &str, bytes: u64) -> Option<TurnResult> {
    let says = |kind: &str| ["", " "].iter().any(|gap| ends.contains(&format!("\"type\":{gap}\"{kind}\"")));
    let is_result = says("result") && !says("assistant") && !says("user");
    is_result.then(|| TurnResult { is_error: true, too_long: Some(bytes), ..TurnResult::default() })
}

fn system(value: &Value) -> Vec<AgentEvent> {
    match text(value, "subtype") {
        "init" if is_session_id(text(value, "session_id")) => {
            let session = RunEvent::Session {
                session_id: text(value, "session_id").to_owned(),
                model: value["model"].as_str().map(str::to_owned),
            };
            let mut events = vec![AgentEvent::Turn(prompts(value)), AgentEvent::Happened(session)];
            events.extend(lost_tools(value).map(|text| AgentEvent::Happened(RunEvent::Notice { text })));
            events
        }
        "api_retry" => vec![AgentEvent::Happened(RunEvent::Retry {
            attempt: value["attempt"].as_i64().unwrap_or_default(),
            delay_ms: value["retry_delay_ms"].as_f64().map_or(0, round),
            status: value["error_status"].as_i64(),
        })],
        _ => Vec::new(),
    }
}

/// What to say if the agent was to have loop's tools and has them not; the CLI itself goes on in silence.
fn lost_tools(value: &Value) -> Option<String> {
    let ours = value["mcp_servers"].as_array()?.iter().find(|server| text(server, "name") == MCP_SERVER)?;
    let status = short(text(ours, "status"));
    (status != "connected")
        .then(|| format!("The agent works without the tools of loop: its MCP server is `{status}`."))
}

/// It comes back as an argument of the CLI, so only what looks like one of its ids is believed.
fn is_session_id(id: &str) -> bool {
    (1..=64).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !id.starts_with('-')
}

/// The prompts that a turn answers.
fn prompts(value: &Value) -> Option<Vec<String>> {
    let uuids = value["user_message_uuids"].as_array()?;
    Some(uuids.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}

fn assistant(value: &Value) -> Vec<AgentEvent> {
    // What a sub-agent says to its caller is not said to the person, and an error of the model API is no answer:
    // the result says it again.
    if is_sub_agent(value) || value["is_api_error_message"].as_bool().unwrap_or_default() {
        return Vec::new();
    }
    blocks(value)
        .filter_map(|block| match text(block, "type") {
            "text" if !text(block, "text").trim().is_empty() => {
                Some(RunEvent::Text { text: text(block, "text").to_owned() })
            }
            "tool_use" => Some(RunEvent::Tool {
                id: short(text(block, "id")),
                name: short(text(block, "name")),
                detail: detail(&block["input"]),
            }),
            _ => None,
        })
        .map(AgentEvent::Happened)
        .collect()
}

fn tool_results(value: &Value) -> Vec<AgentEvent> {
    if is_sub_agent(value) {
        return Vec::new();
    }
    blocks(value)
        .filter(|block| text(block, "type") == "tool_result")
        .map(|block| {
            let failed = block["is_error"].as_bool().unwrap_or_default();
            let status = if failed { ToolStatus::Error } else { ToolStatus::Ok };
            AgentEvent::Happened(RunEvent::ToolEnd { id: short(text(block, "tool_use_id")), status })
        })
        .collect()
}

fn lifecycle(value: &Value) -> Vec<AgentEvent> {
    match (value["command_uuid"].as_str(), text(value, "state")) {
        (Some(uuid), "started") => vec![AgentEvent::Turn(Some(vec![uuid.to_owned()]))],
        _ => Vec::new(),
    }
}

fn result(value: &Value) -> TurnResult {
    let errors = value["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
    let errors: Vec<&str> = errors.iter().filter_map(Value::as_str).collect();
    let reason = text(value, "terminal_reason");
    TurnResult {
        // `subtype` says "success" even when the model API refused: only `is_error` counts. Where it is
        // absent, the subtype is all there is.
        is_error: value["is_error"].as_bool().unwrap_or_else(|| text(value, "subtype") != "success"),
        text: value["result"].as_str().map_or_else(|| errors.join("\n"), str::to_owned),
        api_status: value["api_error_status"].as_i64(),
        interrupted: reason.starts_with("aborted"),
        prompts: prompts(value),
        usage: usage(value),
        too_long: None,
    }
}

/// What this turn used. `total_cost_usd` and `modelUsage` grow over a conversation, so they are used only where
/// the CLI gives no delta (it then counts them per run).
fn usage(value: &Value) -> Usage {
    let turns = value["num_turns"].as_i64().and_then(|turns| i32::try_from(turns).ok()).unwrap_or_default();
    if let Some(models) = value["model_usage_since_last_result"].as_object() {
        let sum =
            |key: &str| models.values().map(|model| model[key].as_f64().unwrap_or_default()).sum::<f64>();
        return Usage {
            input_tokens: round(sum("inputTokens")),
            output_tokens: round(sum("outputTokens")),
            cache_read_tokens: round(sum("cacheReadInputTokens")),
            cache_write_tokens: round(sum("cacheCreationInputTokens")),
            cost_micro_usd: round(sum("costUSD") * 1e6),
            turns,
        };
    }
    let count = |key: &str| value["usage"][key].as_i64().unwrap_or_default();
    Usage {
        input_tokens: count("input_tokens"),
        output_tokens: count("output_tokens"),
        cache_read_tokens: count("cache_read_input_tokens"),
        cache_write_tokens: count("cache_creation_input_tokens"),
        cost_micro_usd: round(value["total_cost_usd"].as_f64().unwrap_or_default() * 1e6),
        turns,
    }
}

/// One line that tells what a tool is used on.
fn detail(input: &Value) -> String {
    let telling = ["command", "file_path", "path", "pattern", "url", "query", "description", "prompt"];
    let shown = telling.into_iter().find_map(|key| input[key].as_str()).map_or_else(
        || {
            if input.as_object().is_none_or(serde_json::Map::is_empty) {
                String::new()
            } else {
                input.to_string()
            }
        },
        str::to_owned,
    );
    short(&shown)
}

/// The beginning of a foreign text, on one line.
fn short(text: &str) -> String {
    // Words beyond the limit need not be looked at.
    let mut line: String = text.split_whitespace().take(DETAIL_CHARS).collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = line.char_indices().nth(DETAIL_CHARS) {
        line.truncate(end);
        line.push('…');
    }
    line
}

fn blocks(value: &Value) -> impl Iterator<Item = &Value> {
    value["message"]["content"].as_array().map(Vec::as_slice).unwrap_or_default().iter()
}

fn is_sub_agent(value: &Value) -> bool {
    value["parent_tool_use_id"].is_string()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

/// A JSON number as a count; absurd ones are cut to the range.
#[expect(
    clippy::cast_possible_truncation,
    reason = "`as` saturates, which is what is wanted of a foreign number"
)]
fn round(number: f64) -> i64 {
    number.round() as i64
}

#[cfg(test)]
mod tests;
