//! Writes an answer in the API's two forms: one JSON message, or a stream of server-sent events. Pure.

use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};

use super::Gate;
use super::step::Step;

/// A piece of a streamed answer.
#[derive(Debug)]
pub(super) enum Part {
    Event(Bytes),
    Sleep(Duration),
    Wait(Gate),
    Cut,
}

/// The answer as one message.
pub(super) fn message(body: &Value, step: &Step) -> Value {
    let blocks = blocks(step);
    let reason = if step.tools.is_empty() { "end_turn" } else { "tool_use" };
    let output: usize = blocks.iter().map(tokens).sum();
    json!({
        "id": id("msg"),
        "type": "message",
        "role": "assistant",
        "model": body["model"],
        "content": blocks,
        "stop_reason": step.stop_reason.as_deref().unwrap_or(reason),
        "stop_sequence": null,
        "usage": {
            "input_tokens": tokens(&body["messages"]),
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": 0,
            "output_tokens": output,
            "service_tier": "standard",
        },
    })
}

/// The same message as a stream.
pub(super) fn parts(message: &Value, step: &Step) -> Vec<Part> {
    let mut head = message.clone();
    head["content"] = json!([]);
    head["stop_reason"] = Value::Null;
    head["usage"]["output_tokens"] = json!(1);
    let mut parts = vec![event("message_start", json!({ "message": head })), event("ping", json!({}))];
    let mut broken = Breaks::of(step);
    for (index, block) in message["content"].as_array().into_iter().flatten().enumerate() {
        parts.push(event("content_block_start", json!({ "index": index, "content_block": emptied(block) })));
        for delta in deltas(block) {
            if block["type"] == "text" && step.trickle > 0.0 {
                parts.push(Part::Sleep(Duration::from_secs_f64(step.trickle)));
            }
            parts.push(event("content_block_delta", json!({ "index": index, "delta": delta })));
            if broken.apply(&mut parts) {
                return parts;
            }
        }
        parts.push(event("content_block_stop", json!({ "index": index })));
    }
    let usage = json!({ "output_tokens": message["usage"]["output_tokens"] });
    let delta = json!({ "stop_reason": message["stop_reason"], "stop_sequence": null });
    parts.push(event("message_delta", json!({ "delta": delta, "usage": usage })));
    parts.push(event("message_stop", json!({})));
    parts
}

/// What happens after the first delta, once.
struct Breaks<'a>(Option<&'a Step>);

impl<'a> Breaks<'a> {
    fn of(step: &'a Step) -> Self {
        Self(Some(step))
    }

    /// Adds what is due; true if the answer ends here.
    fn apply(&mut self, parts: &mut Vec<Part>) -> bool {
        let Some(step) = self.0.take() else { return false };
        if let Some(gate) = &step.pause {
            parts.push(Part::Wait(gate.clone()));
        }
        if step.cut {
            parts.push(Part::Cut);
        } else if let Some(kind) = &step.sse_error {
            let error = json!({ "type": kind, "message": "stand-in mid-stream error" });
            parts.push(event("error", json!({ "error": error })));
        }
        step.cut || step.sse_error.is_some()
    }
}

/// A rough count of tokens: a quarter of the characters.
pub(super) fn tokens(value: &Value) -> usize {
    let characters = value.as_str().map_or_else(|| value.to_string().len(), str::len);
    (characters / 4).max(1)
}

/// A made-up id such as `msg_0123…`.
pub(super) fn id(prefix: &str) -> String {
    let unique = uuid::Uuid::new_v4().simple().to_string();
    format!("{prefix}_{}", &unique[..24])
}

fn blocks(step: &Step) -> Vec<Value> {
    let text = step.text.iter().map(|text| json!({ "type": "text", "text": text }));
    let tools = step.tools.iter().map(|tool| {
        let id = tool.id.clone().unwrap_or_else(|| id("toolu"));
        json!({ "type": "tool_use", "id": id, "name": tool.name, "input": tool.input })
    });
    text.chain(tools).collect()
}

fn emptied(block: &Value) -> Value {
    let mut empty = block.clone();
    if block["type"] == "text" {
        empty["text"] = json!("");
    } else {
        empty["input"] = json!({});
    }
    empty
}

fn deltas(block: &Value) -> Vec<Value> {
    if let Some(text) = block["text"].as_str() {
        return words(text).into_iter().map(|word| json!({ "type": "text_delta", "text": word })).collect();
    }
    let input: Vec<char> = block["input"].to_string().chars().collect();
    input
        .chunks(40)
        .map(|chunk| json!({ "type": "input_json_delta", "partial_json": chunk.iter().collect::<String>() }))
        .collect()
}

/// The words of `text`, each with the white space that follows it; nothing is lost.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut in_space = false;
    for (at, character) in text.char_indices() {
        if in_space && !character.is_whitespace() {
            words.push(&text[start..at]);
            start = at;
        }
        in_space = character.is_whitespace();
    }
    if start < text.len() {
        words.push(&text[start..]);
    }
    words
}

fn event(kind: &str, mut data: Value) -> Part {
    data["type"] = json!(kind);
    Part::Event(Bytes::from(format!("event: {kind}\ndata: {data}\n\n")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(step: &Step) -> Vec<String> {
        let message = message(&json!({ "model": "m", "messages": [] }), step);
        let name = |part: &Part| match part {
            Part::Event(bytes) => {
                let text = String::from_utf8_lossy(bytes).into_owned();
                text.lines().next().unwrap_or_default().trim_start_matches("event: ").to_owned()
            }
            other => format!("{other:?}").chars().take_while(|c| c.is_alphabetic()).collect(),
        };
        parts(&message, step).iter().map(name).collect()
    }

    #[test]
    fn words_lose_nothing() {
        assert_eq!(words(" one  two\nthree "), [" ", "one  ", "two\n", "three "]);
        assert_eq!(words(""), Vec::<&str>::new());
        assert_eq!(words("ä ö"), ["ä ", "ö"]);
    }

    #[test]
    fn a_text_streams_in_the_order_of_the_api() {
        assert_eq!(
            written(&Step::text("hi Ann")),
            [
                "message_start",
                "ping",
                "content_block_start",
                "content_block_delta",
                "content_block_delta",
                "content_block_stop",
                "message_delta",
                "message_stop",
            ]
        );
    }

    #[test]
    fn a_cut_ends_the_stream_after_the_first_delta() {
        let step = Step::text("one two").pause(&Gate::new()).cut();
        let tail = written(&step).split_off(3);
        assert_eq!(tail, ["content_block_delta", "Wait", "Cut"]);
    }

    #[test]
    fn a_tool_call_reports_its_stop_reason() {
        let step = Step::tool("Bash", json!({ "command": "true" }));
        let message = message(&json!({}), &step);
        assert_eq!(message["stop_reason"], "tool_use");
        assert_eq!(message["content"][0]["name"], "Bash");
        assert_eq!(message["content"].as_array().map(Vec::len), Some(1));
    }
}
