//! What a run's events mean for someone who watches: what to say, and what the line that shows progress holds. A pure
//! function of the events; it must not know where they come from or how they are shown.

use std::time::Duration;

use chrono::TimeDelta;
use loop_client::types::{RunEvent, RunStatus, ToolStatus};

use crate::words;

/// Something to be said to who watches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Say {
    /// The agent said this on its way.
    Text(String),
    /// Something to know.
    Notice(String),
    /// The run is over.
    End(End),
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct End {
    /// How.
    pub(crate) status: RunStatus,
    /// The answer, or the sentence that says what went wrong.
    pub(crate) text: String,
    /// The last thing that the agent said is the answer already.
    pub(crate) is_said: bool,
}

/// What is known of a run so far.
#[derive(Debug)]
pub(crate) struct Progress {
    /// What it does while it uses no tool.
    doing: String,
    /// The tools at work, by their calls' ids; the last one is shown.
    tools: Vec<(String, String)>,
    last_text: String,
    is_stopping: bool,
}

impl Progress {
    /// A run of which no event came yet; `ahead` runs come before it.
    pub(crate) fn new(ahead: Option<i64>) -> Self {
        let doing = match ahead {
            Some(ahead @ 1..) => format!("queued behind {}", words::plural(ahead, "run")),
            _ => "starting".to_owned(),
        };
        Self { doing, tools: Vec::new(), last_text: String::new(), is_stopping: false }
    }

    /// Somebody asked to stop it.
    pub(crate) fn stop(&mut self) {
        self.is_stopping = true;
    }

    /// Takes the next event.
    pub(crate) fn take(&mut self, event: &RunEvent) -> Option<Say> {
        match event {
            RunEvent::Progress { text, .. } => self.doing.clone_from(text),
            RunEvent::Session { .. } => "thinking".clone_into(&mut self.doing),
            RunEvent::Text { text, .. } => {
                "thinking".clone_into(&mut self.doing);
                text.trim().clone_into(&mut self.last_text);
                return (!self.last_text.is_empty()).then(|| Say::Text(text.clone()));
            }
            RunEvent::Tool { id, name, detail, .. } => {
                self.tools.push((id.clone(), format!("{name} {detail}").trim_end().to_owned()));
            }
            RunEvent::ToolEnd { id, .. } => {
                self.tools.retain(|(tool, _)| tool != id);
                "thinking".clone_into(&mut self.doing);
            }
            RunEvent::Retry { .. } => self.doing = retry(event).unwrap_or_default(),
            RunEvent::Truncated { .. } => {}
            RunEvent::Notice { text, .. } => return Some(Say::Notice(text.clone())),
            RunEvent::End { status, text, .. } => {
                let is_said = *status == RunStatus::Succeeded && text.trim() == self.last_text;
                return Some(Say::End(End { status: *status, text: text.clone(), is_said }));
            }
        }
        None
    }

    /// The line that shows how it goes.
    pub(crate) fn line(&self, elapsed: Duration) -> String {
        let doing = match self.tools.last() {
            _ if self.is_stopping => "stopping",
            Some((_, tool)) => tool,
            None => &self.doing,
        };
        // The time comes first: what the agent does may be cut.
        let elapsed = TimeDelta::seconds(i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX / 1000));
        let elapsed = if elapsed.is_zero() { "0s".to_owned() } else { words::duration(elapsed) };
        format!("{elapsed} · {doing}")
    }
}

/// An event as one line of a log, without its time; nothing for the end of a tool that worked.
pub(crate) fn describe(event: &RunEvent) -> Option<String> {
    Some(match event {
        RunEvent::Progress { text, .. } => text.clone(),
        RunEvent::Session { session_id, model, .. } => match model {
            Some(model) => format!("session {session_id} with {model}"),
            None => format!("session {session_id}"),
        },
        RunEvent::Text { text, .. } => text.clone(),
        RunEvent::Tool { name, detail, .. } => format!("{name} {detail}").trim_end().to_owned(),
        RunEvent::ToolEnd { status: ToolStatus::Ok, .. } => return None,
        RunEvent::ToolEnd { status: ToolStatus::Error, .. } => "the tool said that it failed".to_owned(),
        RunEvent::Retry { .. } => return retry(event),
        RunEvent::Truncated { bytes, .. } => format!("a line of {bytes} bytes was too long to keep"),
        RunEvent::Notice { text, .. } => format!("note: {text}"),
        RunEvent::End { status, text, .. } => format!("{}: {text}", status_words(*status)),
    })
}

fn retry(event: &RunEvent) -> Option<String> {
    let RunEvent::Retry { attempt, delay_ms, status, .. } = event else { return None };
    let said = status.map_or_else(|| "does not answer".to_owned(), |status| format!("answered {status}"));
    let delay = words::duration(TimeDelta::milliseconds((*delay_ms).clamp(0, i64::MAX / 2)));
    Some(format!("the model API {said}; try {attempt} in {delay}"))
}

/// The status in words.
pub(crate) fn status_words(status: RunStatus) -> &'static str {
    match status {
        RunStatus::Queued => "queued",
        RunStatus::Starting => "starting",
        RunStatus::Running => "running",
        RunStatus::Succeeded => "succeeded",
        RunStatus::Failed => "failed",
        RunStatus::Cancelled => "stopped",
        RunStatus::TimedOut => "timed out",
        RunStatus::Interrupted => "interrupted",
    }
}

/// Whether the run is over.
pub(crate) fn has_ended(status: RunStatus) -> bool {
    !matches!(status, RunStatus::Queued | RunStatus::Starting | RunStatus::Running)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(json: serde_json::Value) -> RunEvent {
        let mut json = json;
        json["at"] = "2026-01-02T03:04:05Z".into();
        serde_json::from_value(json).unwrap()
    }

    fn tool(id: &str, detail: &str) -> RunEvent {
        event(serde_json::json!({ "type": "tool", "id": id, "name": "Bash", "detail": detail }))
    }

    fn text(text: &str) -> RunEvent {
        event(serde_json::json!({ "type": "text", "text": text }))
    }

    fn end(status: &str, text: &str) -> RunEvent {
        event(serde_json::json!({ "type": "end", "status": status, "failure": null, "text": text }))
    }

    #[test]
    fn a_run_from_the_queue_to_its_answer() {
        let mut progress = Progress::new(Some(2));
        let mut story = vec![progress.line(Duration::ZERO)];
        let events = [
            event(serde_json::json!({ "type": "progress", "text": "building the image" })),
            event(serde_json::json!({ "type": "session", "session_id": "s1", "model": null })),
            text("I look."),
            tool("t1", "ls"),
            tool("t2", "cargo test"),
            event(serde_json::json!({ "type": "tool_end", "id": "t2", "status": "ok" })),
            event(serde_json::json!({ "type": "tool_end", "id": "t1", "status": "error" })),
            event(serde_json::json!({ "type": "retry", "attempt": 2, "delay_ms": 3000, "status": 529 })),
            event(serde_json::json!({ "type": "notice", "text": "A new session was begun." })),
            text("Done.\n"),
            end("succeeded", "Done."),
        ];
        for event in &events {
            let said = progress.take(event).map(|say| format!(" → {say:?}")).unwrap_or_default();
            story.push(format!("{}{said}", progress.line(Duration::from_secs(61))));
        }
        insta::assert_snapshot!(story.join("\n"), @r#"
        0s · queued behind 2 runs
        1m 1s · building the image
        1m 1s · thinking
        1m 1s · thinking → Text("I look.")
        1m 1s · Bash ls
        1m 1s · Bash cargo test
        1m 1s · Bash ls
        1m 1s · thinking
        1m 1s · the model API answered 529; try 2 in 3s
        1m 1s · the model API answered 529; try 2 in 3s → Notice("A new session was begun.")
        1m 1s · thinking → Text("Done.\n")
        1m 1s · thinking → End(End { status: Succeeded, text: "Done.", is_said: true })
        "#);
    }

    #[test]
    fn an_answer_that_was_not_said_before_is_not_taken_for_said() {
        let mut progress = Progress::new(None);
        progress.take(&text("Half of it"));
        let Some(Say::End(ended)) = progress.take(&end("succeeded", "All of it")) else { panic!("no end") };
        assert!(!ended.is_said);
        let mut progress = Progress::new(None);
        progress.take(&text("the same"));
        let Some(Say::End(ended)) = progress.take(&end("failed", "the same")) else { panic!("no end") };
        assert!(!ended.is_said, "a failure is told in any case");
    }

    #[test]
    fn stopping_is_what_counts_then() {
        let mut progress = Progress::new(None);
        progress.take(&tool("t1", "sleep 60"));
        progress.stop();
        assert_eq!(progress.line(Duration::from_secs(3)), "3s · stopping");
    }

    #[test]
    fn events_as_lines() {
        let table = [
            (end("timed_out", "It took longer than 1 h."), Some("timed out: It took longer than 1 h.")),
            (
                event(serde_json::json!({ "type": "truncated", "bytes": 7 })),
                Some("a line of 7 bytes was too long to keep"),
            ),
            (event(serde_json::json!({ "type": "tool_end", "id": "t", "status": "ok" })), None),
            (tool("t", ""), Some("Bash")),
        ];
        for (event, expected) in table {
            assert_eq!(describe(&event).as_deref(), expected);
        }
    }
}
