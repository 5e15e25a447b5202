//! Which of an agent's lines belong to our prompt, and what they tell: pure.
//!
//! A warm agent can print lines of an earlier turn, or of one that it began by itself, before it takes up ours.
//! The CLI names the prompts that a turn answers; an older one names none, and then the next turn is ours.

use crate::model::{ReadMark, RunEvent};
use crate::runner::Line;
use crate::runner::protocol::{self, AgentEvent, TurnResult};

/// Bytes of one text that are kept; an agent that says more is cut, with a mark.
pub(super) const MAX_TEXT_BYTES: usize = 512 * 1024;

/// Cuts a text between characters, and says so.
pub(super) fn clip(text: &mut String) {
    text.truncate(text.floor_char_boundary(MAX_TEXT_BYTES));
    text.push_str("\n\n(cut: the text was longer than 512 KiB)");
}

/// Follows one prompt.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    uuid: String,
    /// True once the agent has the prompt.
    pub taken: bool,
    /// True while the agent is busy with another one.
    elsewhere: bool,
    /// The last thing it said.
    pub last_text: Option<String>,
    /// True once it used a tool: from then on the world may have changed.
    pub used_tools: bool,
}

/// What a batch of lines told.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Digest {
    /// What happened.
    pub events: Vec<RunEvent>,
    /// How the turn ended, if it did; lines behind it are not read.
    pub result: Option<TurnResult>,
    /// The place behind the last line that is told by `events`: before the result, so that a daemon that dies
    /// before it has recorded the outcome finds the result again.
    pub mark: Option<ReadMark>,
}

impl Reading {
    /// Follows the prompt of that uuid, which the agent has already or not yet.
    pub(super) fn new(uuid: String, taken: bool) -> Self {
        Self { uuid, taken, elsewhere: false, last_text: None, used_tools: false }
    }

    /// Reads a batch of lines.
    pub(super) fn digest(&mut self, lines: &[Line]) -> Digest {
        let mut digest = Digest::default();
        for line in lines {
            if !line.stderr {
                self.read(line, &mut digest);
            }
            if digest.result.is_some() {
                break;
            }
            digest.mark = Some(line.mark);
        }
        digest
    }

    fn read(&mut self, line: &Line, digest: &mut Digest) {
        if let Some(bytes) = line.too_long {
            digest.events.push(RunEvent::Truncated { bytes });
            // Nobody can tell whose turn it ended; while ours goes on, it was ours.
            if self.taken && !self.elsewhere {
                digest.result = protocol::cut_result(&line.text, bytes);
            }
            return;
        }
        for event in protocol::parse(&line.text) {
            match event {
                AgentEvent::Turn(prompts) => {
                    self.elsewhere = prompts.as_ref().is_some_and(|prompts| !prompts.contains(&self.uuid));
                    self.taken |= !self.elsewhere;
                }
                AgentEvent::Happened(mut event) if self.taken && !self.elsewhere => {
                    match &mut event {
                        RunEvent::Text { text } if text.len() > MAX_TEXT_BYTES => clip(text),
                        _ => {}
                    }
                    match &event {
                        RunEvent::Text { text } => self.last_text = Some(text.clone()),
                        RunEvent::Tool { .. } => self.used_tools = true,
                        _ => {}
                    }
                    digest.events.push(event);
                }
                AgentEvent::Happened(_) => {}
                AgentEvent::Result(result) => {
                    // A refusal to begin at all names no prompt.
                    let ours = match &result.prompts {
                        Some(prompts) => prompts.contains(&self.uuid),
                        None => !self.elsewhere && (self.taken || result.is_error),
                    };
                    if ours {
                        digest.result = Some(result);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(sample: &str) -> Vec<Line> {
        let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/src/runner/samples/");
        let text = std::fs::read_to_string(format!("{dir}{sample}.jsonl")).unwrap();
        let line = |(at, text): (usize, &str)| Line {
            stderr: false,
            text: text.to_owned(),
            too_long: None,
            mark: ReadMark { ns: i64::try_from(at).unwrap() + 1, pieces: 1 },
        };
        text.lines().enumerate().map(line).collect()
    }

    /// The prompts that the sample's turns answer, in order.
    fn prompts(lines: &[Line]) -> Vec<String> {
        let turns =
            lines.iter().flat_map(|line| protocol::parse(&line.text)).filter_map(|event| match event {
                AgentEvent::Result(result) => result.prompts?.into_iter().next(),
                _ => None,
            });
        turns.collect()
    }

    #[test]
    fn the_result_of_an_earlier_turn_is_not_ours() {
        // Two turns on one process: the first was interrupted.
        let lines = lines("interrupted");
        let uuids = prompts(&lines);
        let first = Reading::new(uuids[0].clone(), false).digest(&lines);
        assert!(first.result.unwrap().interrupted);
        let second = Reading::new(uuids[1].clone(), false).digest(&lines);
        assert_eq!(second.result.unwrap().text, "Still here.");
        assert_eq!(second.events.len(), 2, "the session and the text of its own turn: {:?}", second.events);
        let stranger = Reading::new("another".to_owned(), false).digest(&lines);
        assert_eq!((stranger.result, stranger.events), (None, Vec::new()));
    }

    #[test]
    fn however_the_lines_are_batched_the_story_is_the_same_and_the_result_can_be_found_again() {
        let lines = lines("tool");
        let uuid = prompts(&lines).remove(0);
        let whole = Reading::new(uuid.clone(), false).digest(&lines);
        for cut in 0..lines.len() {
            let mut reading = Reading::new(uuid.clone(), false);
            let first = reading.digest(&lines[..cut]);
            if first.result.is_some() {
                continue;
            }
            // A new daemon goes on behind the recorded place, knowing only whether the prompt was taken.
            let from = first.mark.unwrap_or_default();
            let rest: Vec<Line> = lines.iter().filter(|line| line.mark > from).cloned().collect();
            let second = Reading::new(uuid.clone(), reading.taken).digest(&rest);
            assert_eq!([first.events, second.events].concat(), whole.events);
            assert_eq!(second.result, whole.result);
            assert!(second.mark < lines.last().map(|line| line.mark));
        }
    }

    #[test]
    fn a_refusal_to_begin_counts_though_nothing_was_taken() {
        let mut reading = Reading::new("u".to_owned(), false);
        let digest = reading.digest(&lines("unknown-session"));
        assert!(digest.result.unwrap().is_error);
        assert!(!reading.taken);
    }

    #[test]
    fn an_end_that_is_too_long_to_be_read_is_an_end() {
        let mut lines = lines("plain");
        let uuid = prompts(&lines).remove(0);
        let result = lines.iter().position(|line| line.text.contains("\"type\": \"result\"")).unwrap();
        lines[result].too_long = Some(9 << 20);
        lines[result].text = "{\"type\":\"result\",\"result\":\"xxx".to_owned();
        let digest = Reading::new(uuid, false).digest(&lines);
        assert_eq!(digest.result.unwrap().too_long, Some(9 << 20));
        assert_eq!(digest.events.last(), Some(&RunEvent::Truncated { bytes: 9 << 20 }));
        // Before our prompt was taken up, it was the end of something else.
        let digest = Reading::new("u".to_owned(), false).digest(&lines[result..]);
        assert_eq!(digest.result, None);
    }

    #[test]
    fn an_older_cli_that_names_no_prompts_is_believed() {
        let lines = lines("plain").into_iter().map(|line| {
            let mut value: serde_json::Value = serde_json::from_str(&line.text).unwrap();
            let fields = value.as_object_mut().unwrap();
            fields.retain(|name, _| !name.starts_with("user_message_uuid"));
            let text = if fields["type"] == "command_lifecycle" { String::new() } else { value.to_string() };
            Line { text, ..line }
        });
        let digest = Reading::new("u".to_owned(), false).digest(&lines.collect::<Vec<_>>());
        assert!(!digest.result.unwrap().is_error);
    }
}
