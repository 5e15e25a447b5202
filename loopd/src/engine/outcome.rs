//! How a run ended, and the sentence that says so: pure.
//!
//! Every cause has its own words, with what to do next; the text of a vendor's error is quoted, not hidden.

use crate::model::{FailureCode, RunStatus, TaskId, Usage};
use crate::runner::protocol::TurnResult;
use crate::runner::{self, State};

use super::doors::ModelTrouble;

/// A run's end.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The final status.
    pub status: RunStatus,
    /// Why it did not succeed.
    pub failure: Option<FailureCode>,
    /// The agent's answer, or the sentence that says what went wrong.
    pub text: String,
    /// What it used.
    pub usage: Usage,
}

/// Characters of a vendor's error that are quoted.
const QUOTE_CHARS: usize = 500;

impl Outcome {
    /// It did not succeed.
    pub fn failed(failure: FailureCode, text: impl Into<String>) -> Self {
        let status = match failure {
            FailureCode::Timeout => RunStatus::TimedOut,
            FailureCode::Stopped => RunStatus::Cancelled,
            FailureCode::Interrupted => RunStatus::Interrupted,
            _ => RunStatus::Failed,
        };
        Self { status, failure: Some(failure), text: text.into(), usage: Usage::default() }
    }

    /// The agent ended its turn.
    pub fn of_result(result: &TurnResult, last_text: Option<&str>, trouble: Option<&ModelTrouble>) -> Self {
        let outcome = if let Some(bytes) = result.too_long {
            Self::failed(FailureCode::TooMuchOutput, too_long(bytes))
        } else if result.is_error {
            let (failure, text) = model_failure(result, trouble);
            Self::failed(failure, text)
        } else {
            let text = [result.text.as_str(), last_text.unwrap_or_default()]
                .into_iter()
                .find(|text| !text.trim().is_empty())
                .unwrap_or("(The agent finished without saying anything.)");
            Self {
                status: RunStatus::Succeeded,
                failure: None,
                text: text.to_owned(),
                usage: Usage::default(),
            }
        };
        Self { usage: result.usage, ..outcome }
    }

    /// The agent's program ended in the middle of the run.
    pub fn of_exit(state: State, stderr: &str, memory_mb: u64) -> Self {
        let said = quote(stderr);
        let said = if said.is_empty() { String::new() } else { format!(" It said: {said}") };
        match state {
            State::Exited { out_of_memory: true, .. } => Self::failed(
                FailureCode::OutOfMemory,
                format!(
                    "The agent ran out of memory (its limit is {memory_mb} MiB). Raise `container_memory_mb` in the \
                     configuration, or ask for less at once."
                ),
            ),
            State::Exited { code, .. } => Self::failed(
                FailureCode::Killed,
                format!("The agent's program ended in the middle of its work (exit code {code}).{said}"),
            ),
            State::Absent | State::Created | State::Running => Self::failed(
                FailureCode::Interrupted,
                "The agent's container vanished in the middle of its work. What it had done by then stays done; it is \
                 not run again by itself.",
            ),
        }
    }

    /// It took longer than it may: than its task says, if it has a limit of its own, or the configuration.
    pub fn timed_out(timeout_sec: i64, limit_of: Option<TaskId>) -> Self {
        let raise = match limit_of {
            Some(task) => format!("Give it more time with `loopctl tasks edit {task} --timeout …`"),
            None => "Raise `container_timeout_sec` in the configuration".to_owned(),
        };
        Self::failed(
            FailureCode::Timeout,
            format!(
                "The agent was stopped because it took longer than {timeout_sec} s. {raise}, or split the work."
            ),
        )
    }

    /// Too many daemons ended while they worked on it.
    pub fn given_up(takeovers: i64) -> Self {
        Self::failed(
            FailureCode::Interrupted,
            format!(
                "Given up: loopd ended more than {takeovers} times while it worked on this, which may be what brings \
                 it down. See the log of loopd before you ask again."
            ),
        )
    }

    /// Somebody stopped it.
    pub fn stopped() -> Self {
        Self::failed(FailureCode::Stopped, "Stopped.")
    }

    /// The container engine or the image was in the way.
    pub fn of_runner(error: &runner::Error) -> Self {
        match error {
            runner::Error::EngineDown(reason) => Self::failed(
                FailureCode::EngineDown,
                format!(
                    "Docker does not answer, so the agent cannot run: {reason}. Start Docker and ask again."
                ),
            ),
            runner::Error::ImageMissing { image, reason } => Self::failed(
                FailureCode::ImageMissing,
                format!("The agent image {image} is missing: {reason}"),
            ),
            runner::Error::Refused(reason) => Self::failed(
                FailureCode::ContainerRefused,
                format!(
                    "Docker refused the agent's container: {reason}. Check mounts and limits in the configuration."
                ),
            ),
        }
    }
}

fn too_long(bytes: u64) -> String {
    format!(
        "The agent finished, but its answer cannot be kept: it came as one line of {} MiB, and {} MiB are the most. \
         What it did stays done. Ask it to write long results to a file.",
        bytes >> 20,
        runner::MAX_LINE_BYTES >> 20,
    )
}

/// What the model API's refusal means, by its status, and by what our own proxy saw where the CLI tells none.
fn model_failure(result: &TurnResult, trouble: Option<&ModelTrouble>) -> (FailureCode, String) {
    let said = quote(&result.text);
    // Our own proxy answers for an API that it cannot reach: only the proxy knows.
    if let Some(ModelTrouble { status: None, message, .. }) = trouble {
        let text = format!(
            "The model API cannot be reached: {}. Check the network and `anthropic_base_url`.",
            quote(message)
        );
        return (FailureCode::Network, text);
    }
    let status = result.api_status.or_else(|| trouble?.status.map(i64::from));
    let reset = trouble
        .and_then(|trouble| trouble.reset.as_deref())
        .map_or_else(String::new, |reset| format!(" It resets at {reset}."));
    match status {
        Some(401) => (
            FailureCode::BadKey,
            format!(
                "The model API refused the credentials (401). Check `anthropic_api_key` or `claude_code_oauth_token` \
                 in the configuration. It said: {said}"
            ),
        ),
        Some(403) => (
            FailureCode::BadKey,
            format!(
                "The model API does not allow this with the configured credentials (403). It said: {said}"
            ),
        ),
        Some(429) => {
            (FailureCode::Quota, format!("The model API's limit is reached (429).{reset} It said: {said}"))
        }
        Some(529 | 503) => (
            FailureCode::Overloaded,
            format!("The model API is overloaded; try again in some minutes. It said: {said}"),
        ),
        Some(status) => {
            (FailureCode::ModelError, format!("The model API answered with an error ({status}): {said}"))
        }
        None if says_no_key(&result.text) => (FailureCode::NoKey, NO_KEY.to_owned()),
        None => (FailureCode::AgentError, format!("The agent reported an error: {said}")),
    }
}

/// What is said when no credentials are configured.
pub const NO_KEY: &str = "No model credentials are configured. Set `anthropic_api_key` or `claude_code_oauth_token` in \
                          config.json and restart loopd.";

fn says_no_key(text: &str) -> bool {
    text.contains("Not logged in") || text.contains("Please run /login")
}

/// True when the conversation to go on with is not there.
pub fn session_is_lost(result: &TurnResult) -> bool {
    result.is_error && result.text.contains("No conversation found with session ID")
}

/// True when the conversation has grown beyond what the model takes.
pub fn session_is_full(result: &TurnResult) -> bool {
    result.is_error && result.text.contains("Prompt is too long")
}

/// A foreign text on one line and of bounded length.
fn quote(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(QUOTE_CHARS) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str, api_status: Option<i64>) -> TurnResult {
        TurnResult { is_error: true, text: text.to_owned(), api_status, ..TurnResult::default() }
    }

    fn trouble(status: Option<u16>, reset: Option<&str>) -> ModelTrouble {
        ModelTrouble { status, message: "connection refused".to_owned(), reset: reset.map(str::to_owned) }
    }

    #[test]
    fn every_cause_has_its_own_words() {
        let quota = trouble(Some(429), Some("2026-11-22T10:00:00Z"));
        let away = trouble(None, None);
        let table = [
            (refused("API Error: 401", Some(401)), None, FailureCode::BadKey),
            (refused("API Error: 403", Some(403)), None, FailureCode::BadKey),
            (refused("API Error: 429", Some(429)), Some(&quota), FailureCode::Quota),
            (refused("API Error: 529", Some(529)), None, FailureCode::Overloaded),
            (refused("API Error: 500", Some(500)), None, FailureCode::ModelError),
            (refused("API Error: 502", Some(502)), Some(&away), FailureCode::Network),
            (refused("Not logged in", None), None, FailureCode::NoKey),
            (refused("max turns", None), None, FailureCode::AgentError),
            (TurnResult { too_long: Some(9 << 20), ..refused("", None) }, None, FailureCode::TooMuchOutput),
        ];
        for (result, trouble, failure) in table {
            let outcome = Outcome::of_result(&result, None, trouble);
            assert_eq!(outcome.failure, Some(failure), "{}", outcome.text);
            assert_eq!(outcome.status, RunStatus::Failed);
        }
        let text = Outcome::of_result(&refused("x", Some(429)), None, Some(&quota)).text;
        assert!(text.contains("resets at 2026-11-22T10:00:00Z"), "{text}");
    }

    #[test]
    fn an_answer_is_the_result_or_else_the_last_thing_said() {
        let said = |text: &str| TurnResult { text: text.to_owned(), ..TurnResult::default() };
        let text = |result: &TurnResult, last| Outcome::of_result(result, last, None).text;
        assert_eq!(text(&said("done"), Some("working")), "done");
        assert_eq!(text(&said(" "), Some("working")), "working");
        assert!(text(&said(""), None).contains("without saying anything"));
    }

    #[test]
    fn ends_of_the_program_are_told_apart() {
        let exited = |code, out_of_memory| State::Exited { code, out_of_memory };
        let failure = |state| Outcome::of_exit(state, "oops", 512).failure;
        assert_eq!(failure(exited(137, true)), Some(FailureCode::OutOfMemory));
        assert_eq!(failure(exited(137, false)), Some(FailureCode::Killed));
        assert_eq!(failure(exited(0, false)), Some(FailureCode::Killed));
        assert_eq!(failure(State::Absent), Some(FailureCode::Interrupted));
        assert_eq!(Outcome::of_exit(State::Absent, "", 512).status, RunStatus::Interrupted);
        assert!(Outcome::of_exit(exited(1, false), "oops", 512).text.contains("oops"));
    }

    #[test]
    fn foreign_text_is_quoted_on_one_bounded_line() {
        let long = "é\n".repeat(2000);
        let quoted = quote(&long);
        assert!(quoted.chars().count() == QUOTE_CHARS + 1 && quoted.ends_with('…') && !quoted.contains('\n'));
    }
}
