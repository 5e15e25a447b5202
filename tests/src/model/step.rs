//! One answer of the stand-in model: what it says, calls or refuses, and how slowly.

use std::collections::BTreeMap;
use std::fmt::Display;

use serde::Deserialize;
use serde_json::Value;

use super::Gate;

/// One answer. The default echoes the prompt at once.
///
/// In JSON (`POST /__script`) the same names are used; gates exist in Rust only.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Step {
    /// The answer's text.
    pub text: Option<String>,
    /// Tools to call, after the text.
    pub tools: Vec<ToolCall>,
    /// An HTTP error instead of an answer.
    pub status: Option<u16>,
    /// The error's type, where it is not the usual one of its status.
    pub error_type: Option<String>,
    /// The error's message.
    pub message: Option<String>,
    /// Extra response headers, such as `retry-after`.
    pub headers: BTreeMap<String, Value>,
    /// Seconds to wait before the first byte.
    pub delay: f64,
    /// Seconds to wait before each delta of a streamed text.
    pub trickle: f64,
    /// Drop the connection after the first delta.
    pub cut: bool,
    /// Send an error event of this type after the first delta.
    pub sse_error: Option<String>,
    /// The stop reason to report.
    pub stop_reason: Option<String>,
    /// Waited for before the first byte.
    #[serde(skip)]
    pub hold: Option<Gate>,
    /// Waited for after the first delta of a streamed answer.
    #[serde(skip)]
    pub pause: Option<Gate>,
}

/// A tool that the model calls.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToolCall {
    /// The tool's name.
    pub name: String,
    /// Its arguments.
    #[serde(default = "empty_object")]
    pub input: Value,
    /// The call's id; made up if absent.
    #[serde(default)]
    pub id: Option<String>,
}

fn empty_object() -> Value {
    Value::Object(serde_json::Map::new())
}

impl Step {
    /// Says `text`.
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: Some(text.into()), ..Self::default() }
    }

    /// Calls the tool `name` with `input`.
    pub fn tool(name: impl Into<String>, input: Value) -> Self {
        Self::default().and_tool(name, input)
    }

    /// Refuses with an HTTP status.
    pub fn status(status: u16) -> Self {
        Self { status: Some(status), ..Self::default() }
    }

    /// Calls one more tool.
    #[must_use]
    pub fn and_tool(mut self, name: impl Into<String>, input: Value) -> Self {
        self.tools.push(ToolCall { name: name.into(), input, id: None });
        self
    }

    /// Sets the message of a refusal.
    #[must_use]
    pub fn message(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
        self
    }

    /// Adds a response header.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Display) -> Self {
        self.headers.insert(name.into(), Value::String(value.to_string()));
        self
    }

    /// Answers only after `gate` was opened.
    #[must_use]
    pub fn hold(mut self, gate: &Gate) -> Self {
        self.hold = Some(gate.clone());
        self
    }

    /// Stops after the first word until `gate` was opened.
    #[must_use]
    pub fn pause(mut self, gate: &Gate) -> Self {
        self.pause = Some(gate.clone());
        self
    }

    /// Drops the connection after the first word.
    #[must_use]
    pub fn cut(mut self) -> Self {
        self.cut = true;
        self
    }

    /// Whether it says what to answer, not only how.
    pub(super) fn has_content(&self) -> bool {
        self.text.is_some() || !self.tools.is_empty() || self.status.is_some()
    }
}
