//! Small pieces of text that several tools' answers are made of. Pure.

use chrono::{DateTime, Utc};

/// Characters of a prompt or an answer that a list shows.
const SHOWN: usize = 120;

/// The beginning of a text, on one line.
pub(super) fn brief(text: &str) -> String {
    let mut line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = line.char_indices().nth(SHOWN) {
        line.truncate(end);
        line.push('…');
    }
    line
}

/// A time, to the second.
pub(super) fn time(time: &DateTime<Utc>) -> String {
    time.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// How a list goes on, if it does.
pub(super) fn more(next: Option<&str>) -> String {
    next.map_or_else(String::new, |next| format!("\nThere are more: call again with cursor \"{next}\"."))
}

/// Lines, or what to say of none.
pub(super) fn list(lines: impl Iterator<Item = String>, none: &str) -> String {
    let lines: Vec<String> = lines.map(|line| format!("- {line}")).collect();
    if lines.is_empty() { none.to_owned() } else { lines.join("\n") }
}
