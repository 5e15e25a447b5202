//! A container's output, followed through the engine's log: the one way to read it, live or after a restart.
//!
//! The log keeps what is printed while nobody listens, and stamps every piece with its time, which makes a place
//! in the output exact (see [`LineReader`]).

use bollard::Docker;
use bollard::container::LogOutput;
use bollard::query_parameters::LogsOptionsBuilder;
use futures::StreamExt;
use futures::stream::{self, BoxStream};

use super::super::{Error, Line, LineReader, Piece};
use super::error::{classify, gone};
use crate::model::ReadMark;

/// Nanoseconds of a second.
const NS: i64 = 1_000_000_000;

/// The lines behind a place, until the container ends.
pub(super) fn lines(docker: &Docker, name: &str, from: ReadMark) -> BoxStream<'static, Result<Line, Error>> {
    let options = LogsOptionsBuilder::new()
        .follow(true)
        .stdout(true)
        .stderr(true)
        .timestamps(true)
        // Whole seconds only: the reader passes over what lies before the place.
        .since(i32::try_from(from.ns / NS).unwrap_or(0))
        .build();
    let pieces = docker.logs(name, Some(options)).map(Some).chain(stream::once(async { None }));
    let mut reader = LineReader::from(from);
    pieces
        .map(move |item| {
            let mut lines = Vec::new();
            match item {
                Some(Ok(output)) => {
                    if let Some(piece) = piece(output) {
                        reader.push(&piece, |line| lines.push(Ok(line)));
                    }
                }
                Some(Err(error)) if gone(&error) => {}
                Some(Err(error)) => lines.push(Err(classify(error))),
                None => reader.finish(|line| lines.push(Ok(line))),
            }
            stream::iter(lines)
        })
        .flatten()
        .boxed()
}

/// Separates the time stamp from what was printed.
fn piece(output: LogOutput) -> Option<Piece> {
    let (stderr, message) = match output {
        LogOutput::StdOut { message } => (false, message),
        LogOutput::StdErr { message } => (true, message),
        LogOutput::StdIn { .. } | LogOutput::Console { .. } => return None,
    };
    let space = message.iter().take(40).position(|byte| *byte == b' ')?;
    let stamp: jiff::Timestamp = std::str::from_utf8(&message[..space]).ok()?.parse().ok()?;
    let ns = i64::try_from(stamp.as_nanosecond()).ok()?;
    Some(Piece { ns, stderr, bytes: message.slice(space + 1..) })
}
