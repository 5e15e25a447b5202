//! A run's events as a typed stream that survives broken connections: it comes back with the place it had reached.

use std::pin::Pin;
use std::time::Duration;

use eventsource_stream::{Event, EventStreamError, Eventsource as _};
use futures::stream;
use futures::{Stream, StreamExt as _};

use crate::{Client, Error, types};

/// Events with their places, in order.
pub type EventStream = Pin<Box<dyn Stream<Item = Result<(i64, types::RunEvent), Error>> + Send>>;

/// Tries in a row without an event until the stream is given up.
const TRIES: u32 = 10;
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

type Source = Pin<Box<dyn Stream<Item = Result<Event, EventStreamError<reqwest::Error>>> + Send + Sync>>;

/// Everything that happened and happens in the run after the place `after` (0 = from the beginning), until the event
/// `end`. When the connection breaks before, it is made again, ten times in a row at the most. An error is the last
/// item.
pub fn events(client: &Client, run_id: i64, after: i64) -> EventStream {
    stream_of(client, run_id, after, true)
}

/// What happened in the run so far after the place `after` (0 = from the beginning). Broken connections are treated as
/// by [`events`].
pub fn past_events(client: &Client, run_id: i64, after: i64) -> EventStream {
    stream_of(client, run_id, after, false)
}

fn stream_of(client: &Client, run_id: i64, after: i64, follows: bool) -> EventStream {
    let follower = Follower {
        client: client.clone(),
        run_id,
        follows,
        last: after,
        source: None,
        got_any: false,
        tries: 0,
        done: false,
    };
    Box::pin(stream::unfold(follower, |mut follower| async move {
        let item = follower.next().await?;
        follower.done |= matches!(&item, Err(_) | Ok((_, types::RunEvent::End { .. })));
        Some((item, follower))
    }))
}

struct Follower {
    client: Client,
    run_id: i64,
    follows: bool,
    last: i64,
    source: Option<Source>,
    got_any: bool,
    tries: u32,
    done: bool,
}

impl Follower {
    async fn next(&mut self) -> Option<Result<(i64, types::RunEvent), Error>> {
        loop {
            if self.done {
                return None;
            }
            let broken = match &mut self.source {
                None => match self.open().await {
                    Ok(source) => {
                        self.source = Some(source);
                        self.got_any = false;
                        continue;
                    }
                    Err(error) => error,
                },
                Some(source) => match source.next().await {
                    Some(Ok(event)) => return Some(self.read(&event)),
                    Some(Err(EventStreamError::Transport(error))) => Error::from_transport(error),
                    Some(Err(error)) => {
                        return Some(Err(Error::Protocol(format!("the event stream is broken: {error}"))));
                    }
                    None if !self.follows => return None,
                    None if !self.got_any && self.tries > 0 && self.has_ended().await => return None,
                    None => Error::Unreachable { reason: "the event stream ended early".to_owned() },
                },
            };
            self.source = None;
            self.tries += 1;
            if !broken.is_passing() || self.tries >= TRIES {
                return Some(Err(broken));
            }
            tokio::time::sleep(pause(self.tries)).await;
        }
    }

    async fn open(&self) -> Result<Source, Error> {
        let mut request = self.client.stream_run().id(self.run_id);
        if self.last > 0 {
            request = request.last_event_id(self.last.to_string());
        }
        if !self.follows {
            request = request.follow(false);
        }
        let limit = *progenitor_client::ClientInfo::inner(&self.client);
        let answer = tokio::time::timeout(limit, request.send()).await.map_err(|_| Error::Timeout)??;
        Ok(Box::pin(answer.into_inner().into_inner().eventsource()))
    }

    fn read(&mut self, event: &Event) -> Result<(i64, types::RunEvent), Error> {
        let foreign = |what: &str| Error::Protocol(format!("{what}; is loopd of another version?"));
        let place = event.id.parse().map_err(|_| foreign("an event has no place"))?;
        let parsed = serde_json::from_str(&event.data)
            .map_err(|error| foreign(&format!("an event cannot be read ({error})")))?;
        self.last = place;
        self.got_any = true;
        self.tries = 0;
        Ok((place, parsed))
    }

    /// True when no more events can come. A stream that ends empty twice in a row has told everything then.
    async fn has_ended(&self) -> bool {
        let run = self.client.show_run().id(self.run_id).send().await;
        run.is_ok_and(|run| run.finished_at.is_some())
    }
}

/// How long to wait before the next try.
fn pause(tries: u32) -> Duration {
    FIRST_PAUSE.saturating_mul(1 << tries.saturating_sub(1).min(16)).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_are_bounded() {
        assert_eq!(pause(1), FIRST_PAUSE);
        assert_eq!(pause(2), 2 * FIRST_PAUSE);
        assert_eq!(pause(1000), LONGEST_PAUSE);
    }
}
