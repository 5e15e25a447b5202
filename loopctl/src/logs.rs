//! `loopctl runs logs`: what happened in a run, line by line.

use anyhow::{Context as _, Result};
use futures::StreamExt as _;
use loop_client::types::RunEvent;
use loop_client::{Client, events, past_events};

use crate::failure::Exit;
use crate::follow::out_of_sight;
use crate::invocation::Invocation;
use crate::output::Tone;
use crate::progress::describe;

/// Runs the command.
pub(crate) async fn run(client: &Client, id: i64, follow: bool, invocation: &mut Invocation) -> Result<Exit> {
    let mut events = if follow { events(client, id, 0) } else { past_events(client, id, 0) };
    let mut has_ended = false;
    let mut is_known = false;
    while let Some(event) = events.next().await {
        let (_, event) = match event {
            Err(error) if is_known => return Err(error).with_context(|| out_of_sight(id)),
            event => event?,
        };
        is_known = true;
        has_ended = matches!(event, RunEvent::End { .. });
        show(&event, invocation)?;
    }
    if !has_ended && !follow {
        invocation.out.notice(Tone::Dim, &format!("run {id} goes on; -f follows it"));
    }
    Ok(Exit::Ok)
}

fn show(event: &RunEvent, invocation: &mut Invocation) -> Result<()> {
    if invocation.out.is_json() {
        return invocation.out.json_line(event);
    }
    let Some(text) = describe(event) else { return Ok(()) };
    invocation.out.text(&entry(&invocation.clock.time(at(event)), &text))
}

/// A text under its time; lines after the first are indented.
fn entry(time: &str, text: &str) -> String {
    let indent = format!("\n{:width$}  ", "", width = time.len());
    format!("{time}  {}", text.trim_end().replace('\n', &indent))
}

fn at(event: &RunEvent) -> chrono::DateTime<chrono::Utc> {
    match event {
        RunEvent::Progress { at, .. }
        | RunEvent::Session { at, .. }
        | RunEvent::Text { at, .. }
        | RunEvent::Tool { at, .. }
        | RunEvent::ToolEnd { at, .. }
        | RunEvent::Retry { at, .. }
        | RunEvent::Truncated { at, .. }
        | RunEvent::Notice { at, .. }
        | RunEvent::End { at, .. } => *at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_stay_under_their_time() {
        assert_eq!(entry("03:04:05", "one\ntwo\n"), "03:04:05  one\n          two");
    }
}
