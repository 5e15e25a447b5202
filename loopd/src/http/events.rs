//! What happens during a run, as callers see it. It must not know how it is streamed.

use serde::Serialize;
use utoipa::ToSchema;

use super::wire::{FailureCode, RunStatus, ToolStatus, time};
use crate::model;

/// Something that happened in a run, told apart by `type`; `end` is always the last.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum RunEvent {
    /// Work that precedes the agent, such as an image build.
    Progress {
        /// When it was recorded.
        #[schema(format = DateTime)]
        at: String,
        /// One line for people.
        text: String,
    },
    /// The agent began a turn and told its session.
    Session {
        /// When it was recorded.
        #[schema(format = DateTime)]
        at: String,
        /// The agent's own session id.
        session_id: String,
        /// The model that answers.
        model: Option<String>,
    },
    /// The agent said something.
    Text {
        /// When it was recorded.
        #[schema(format = DateTime)]
        at: String,
        /// Markdown.
        text: String,
    },
    /// The agent began to use a tool.
    Tool {
        /// When it was recorded.
        #[schema(format = DateTime)]
        at: String,
        /// The call's id.
        id: String,
        /// The tool's name, such as `Bash`.
        name: String,
        /// What it is used on, one line.
        detail: String,
    },
    /// A tool came back.
    ToolEnd {
        /// When it was recorded.
        #[schema(format = DateTime)]
        at: String,
        /// The call's id.
        id: String,
        /// Whether it worked.
        status: ToolStatus,
    },
    /// The model API refused a request, and the agent tries again.
    Retry {
        /// When it was recorded.
        #[schema(format = DateTime)]
        at: String,
        /// Which try comes next.
        attempt: i64,
        /// Milliseconds until then.
        delay_ms: i64,
        /// The HTTP status, if there was an answer.
        status: Option<i64>,
    },
    /// A line of the agent's output was too long to keep.
    Truncated {
        /// When it was recorded.
        #[schema(format = DateTime)]
        at: String,
        /// Bytes of the line.
        bytes: i64,
    },
    /// Something to know.
    Notice {
        /// When it was recorded.
        #[schema(format = DateTime)]
        at: String,
        /// One sentence.
        text: String,
    },
    /// The run ended.
    End {
        /// When it was recorded.
        #[schema(format = DateTime)]
        at: String,
        /// How it ended.
        status: RunStatus,
        /// Why it did not succeed.
        failure: Option<FailureCode>,
        /// The agent's answer, or the sentence that says what went wrong.
        text: String,
    },
}

impl RunEvent {
    /// The value of its `type`.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Progress { .. } => "progress",
            Self::Session { .. } => "session",
            Self::Text { .. } => "text",
            Self::Tool { .. } => "tool",
            Self::ToolEnd { .. } => "tool_end",
            Self::Retry { .. } => "retry",
            Self::Truncated { .. } => "truncated",
            Self::Notice { .. } => "notice",
            Self::End { .. } => "end",
        }
    }
}

impl TryFrom<&model::StoredEvent> for RunEvent {
    type Error = serde_json::Error;

    fn try_from(stored: &model::StoredEvent) -> Result<Self, Self::Error> {
        use model::RunEvent as Event;
        let at = time(stored.at);
        Ok(match serde_json::from_str(&stored.body)? {
            Event::Progress { text } => Self::Progress { at, text },
            Event::Session { session_id, model } => Self::Session { at, session_id, model },
            Event::Text { text } => Self::Text { at, text },
            Event::Tool { id, name, detail } => Self::Tool { at, id, name, detail },
            Event::ToolEnd { id, status } => Self::ToolEnd { at, id, status: status.into() },
            Event::Retry { attempt, delay_ms, status } => Self::Retry { at, attempt, delay_ms, status },
            Event::Truncated { bytes } => {
                Self::Truncated { at, bytes: i64::try_from(bytes).unwrap_or(i64::MAX) }
            }
            Event::Notice { text } => Self::Notice { at, text },
            Event::End { status, failure, text } => {
                let status = serde_json::from_value(status.into())?;
                Self::End { at, status, failure: failure.map(FailureCode::from), text }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stored_event_has_its_time_and_its_type() {
        let table = [
            model::RunEvent::Progress { text: "building".to_owned() },
            model::RunEvent::ToolEnd { id: "t1".to_owned(), status: model::ToolStatus::Error },
            model::RunEvent::End {
                status: "timed_out".to_owned(),
                failure: Some(model::FailureCode::Timeout),
                text: "too slow".to_owned(),
            },
        ];
        for event in table {
            let mut expected = serde_json::to_value(&event).unwrap();
            expected["at"] = "1970-01-01T00:00:01Z".into();
            let body = serde_json::to_string(&event).unwrap();
            let stored = model::StoredEvent { run_id: model::RunId(1), seq: 1, body, at: 1000 };
            let wire = RunEvent::try_from(&stored).unwrap();
            assert_eq!(serde_json::to_value(&wire).unwrap(), expected);
            assert_eq!(expected["type"], wire.name());
        }
    }
}
