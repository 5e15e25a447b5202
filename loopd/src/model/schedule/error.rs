//! What is said when a schedule is refused: the field, the reason and one that works.
//!
//! It must not know who asked or how the answer is shown.

/// Why a schedule was refused. Shown as "reason; for example: …".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}; for example: {example}")]
pub struct ScheduleError {
    /// The field at fault: `schedule`, `type` or `timezone`.
    pub field: &'static str,
    /// What is wrong with it, and what to write instead where that is known.
    pub reason: String,
    /// A value for the same field that would be accepted.
    pub example: &'static str,
}

/// Characters of somebody's text that an error repeats.
const QUOTED: usize = 40;

/// Somebody's text in quotes, cut short and without control characters, fit for an error.
pub(super) fn quoted(text: &str) -> String {
    let mut shown: String = text.chars().take(QUOTED).flat_map(char::escape_debug).collect();
    if text.chars().nth(QUOTED).is_some() {
        shown.push('…');
    }
    format!("\"{shown}\"")
}
