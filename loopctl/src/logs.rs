//! `loopctl runs logs`: what happened in a run, line by line.

use std::time::Duration;

use anyhow::Result;
use futures::StreamExt as _;
use loop_client::types::RunEvent;
use loop_client::{Client, events};

use crate::client::body;
use crate::failure::Exit;
use crate::invocation::Invocation;
use crate::output::Tone;
use crate::progress::{describe, has_ended};

/// The stream tells what is stored without a pause: one this long means that it is at its present end.
const PAUSE: Duration = Duration::from_millis(300);
/// The same for the first event, which waits for the connection.
const FIRST_PAUSE: Duration = Duration::from_secs(2);

/// Runs the command.
pub(crate) async fn run(client: &Client, id: i64, follow: bool, invocation: &mut Invocation) -> Result<Exit> {
    let run = body(client.show_run().id(id).send().await)?;
    let to_the_end = follow || has_ended(run.status);
    let mut events = events(client, id, 0);
    let mut patience = FIRST_PAUSE;
    loop {
        let next = if to_the_end {
            events.next().await
        } else {
            let Ok(next) = tokio::time::timeout(patience, events.next()).await else {
                invocation.out.notice(Tone::Dim, &format!("run {id} goes on; -f follows it"));
                break;
            };
            next
        };
        patience = PAUSE;
        let Some((_, event)) = next.transpose()? else { break };
        show(&event, invocation)?;
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
