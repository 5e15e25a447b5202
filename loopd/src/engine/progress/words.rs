//! What a progress message says. Pure.

use crate::model::{Millis, Run, RunEvent, RunStatus};

/// Characters of what a tool is used on.
const DETAIL: usize = 120;

/// What is known of a run besides its row.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    /// Runs of its channel that come before it.
    pub ahead: u64,
    /// Its last events, newest first.
    pub events: Vec<RunEvent>,
}

/// What it does now, without the time: a message is changed at once when this changes.
pub(super) fn doing(run: &Run, seen: &Seen) -> String {
    if run.stop_requested_at.is_some() {
        return "Stopping…".to_owned();
    }
    match run.status {
        RunStatus::Queued if seen.ahead > 0 => format!("Waiting: {} before this.", seen.ahead),
        RunStatus::Queued => "Waiting for a free place.".to_owned(),
        _ => seen.events.iter().find_map(told).unwrap_or_else(|| match run.status {
            RunStatus::Starting => "Starting…".to_owned(),
            _ => "Thinking…".to_owned(),
        }),
    }
}

/// What an event tells about what goes on.
fn told(event: &RunEvent) -> Option<String> {
    match event {
        RunEvent::Tool { name, detail, .. } if detail.trim().is_empty() => Some(code(name)),
        RunEvent::Tool { name, detail, .. } => Some(format!("{} {}", code(name), code(detail))),
        RunEvent::Progress { text } | RunEvent::Notice { text } => Some(one_line(text)),
        RunEvent::Retry { .. } => Some("The model is busy; trying again.".to_owned()),
        RunEvent::Text { .. } => Some("Writing…".to_owned()),
        RunEvent::Session { .. }
        | RunEvent::ToolEnd { .. }
        | RunEvent::Truncated { .. }
        | RunEvent::End { .. } => None,
    }
}

/// The whole message.
pub(super) fn message(run: &Run, doing: &str, now: Millis) -> String {
    let whose = format!("{} · run {}", one_line(&run.author_name), run.id);
    match run.status {
        RunStatus::Queued => format!("🕓 {whose}\n{doing}"),
        _ => {
            let since = run.started_at.unwrap_or(run.queued_at);
            format!("⏳ {whose} · {}\n{doing}", elapsed(now - since))
        }
    }
}

/// A time in words that need not be changed every second.
fn elapsed(ms: Millis) -> String {
    let seconds = ms.max(0) / 1000;
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}

/// A span of code that what it shows cannot end.
fn code(text: &str) -> String {
    format!("`{}`", one_line(text).replace('`', "ˋ"))
}

fn one_line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= DETAIL {
        return line;
    }
    line.chars().take(DETAIL).chain(['…']).collect()
}
