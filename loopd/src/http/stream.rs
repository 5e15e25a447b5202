//! A run's events as server-sent events: everything from the beginning or from a place on, then live, until the run
//! ends; or only what is stored. It must not know what makes events.

#![expect(unused_qualifications, reason = "utoipa writes them for query and header parameters")]

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::Stream;
use futures::stream;
use serde::Deserialize;
use tokio::sync::watch;
use utoipa::IntoParams;

use super::Api;
use super::error::{Problem, Problems};
use super::events::RunEvent;
use super::extract::{NumberInPath, Query};
use super::principal::Principal;
use crate::engine::Engine;
use crate::model::{RunId, StoredEvent};
use crate::store;

/// Events read at once.
const BATCH: u64 = 100;
/// Another daemon may write to the same database, of which nobody tells us: look again after this long.
const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// A sign of life, so that neither side nor anything between them gives up.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// Failed reads in a row until the stream is given up; the client comes back with its place.
const PATIENCE: u32 = 5;

/// Headers of a stream.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "documents the header; the handler reads it from the map")]
pub(super) struct StreamHeaders {
    /// The `id` of the last event that was received; the stream goes on after it.
    #[param(rename = "Last-Event-ID", value_type = String, required = false, example = "17")]
    last_event_id: Option<String>,
}

/// Which part of a run's story is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct StreamQuery {
    /// `false`: only what has happened so far; the stream ends behind it.
    #[param(default = true)]
    follow: Option<bool>,
}

/// Follow a run
///
/// Streams everything that happened and happens in the run as server-sent events. `id` is the event's place,
/// `event` its type, `data` a `RunEvent` as JSON. Without `Last-Event-ID` the story begins at its beginning. The stream
/// ends after the event `end`, with `follow=false` behind what has happened so far; if it breaks before, ask again
/// with `Last-Event-ID`.
#[utoipa::path(
    get, path = "/api/runs/{id}/events", tag = "runs",
    params(("id" = i64, Path, description = "The run's number", example = 42), StreamHeaders, StreamQuery),
    responses(
        (status = 200, description = "Events, each with a `RunEvent` as its data", body = RunEvent,
         content_type = "text/event-stream"),
        Problems,
    ),
)]
pub(super) async fn stream_run(
    State(api): State<Arc<Api>>,
    principal: Principal,
    NumberInPath(id): NumberInPath,
    Query(query): Query<StreamQuery>,
    headers: HeaderMap,
) -> Result<impl IntoResponse, Problem> {
    let last = last_event_id(&headers)?;
    let run = principal.run(&api, id).await?.id;
    let events = story(api.engine.clone(), run, last, query.follow.unwrap_or(true));
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

fn last_event_id(headers: &HeaderMap) -> Result<i64, Problem> {
    let Some(value) = headers.get("last-event-id") else { return Ok(0) };
    let number =
        value.to_str().ok().and_then(|text| text.trim().parse::<i64>().ok()).filter(|number| *number >= 0);
    number.ok_or_else(|| {
        Problem::invalid("Last-Event-ID", "it is not the id of an event; leave it out to begin anew")
    })
}

/// One reader's place in a run's story.
struct Reader {
    engine: Engine,
    run: RunId,
    changes: watch::Receiver<()>,
    last: i64,
    follows: bool,
    ready: VecDeque<Event>,
    ended: bool,
    failures: u32,
}

/// An error breaks the connection off, so that nobody takes what was told for everything.
fn story(
    engine: Engine,
    run: RunId,
    last: i64,
    follows: bool,
) -> impl Stream<Item = store::Result<Event>> + use<> {
    // Watch before the first read: what happens between the two wakes us.
    let changes = engine.live.watch(run);
    let ready = VecDeque::new();
    let reader = Reader { engine, run, changes, last, follows, ready, ended: false, failures: 0 };
    stream::unfold(reader, |mut reader| async move {
        let event = reader.next().await.transpose()?;
        reader.ended |= event.is_err();
        Some((event, reader))
    })
}

impl Reader {
    async fn next(&mut self) -> store::Result<Option<Event>> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Ok(Some(event));
            }
            if self.ended || (self.follows && self.engine.stopping.is_cancelled()) {
                return Ok(None);
            }
            self.changes.mark_unchanged();
            match self.engine.store.list_events(self.run, self.last, BATCH).await {
                Ok(events) => {
                    self.failures = 0;
                    self.take(&events);
                    if !events.is_empty() {
                        continue;
                    }
                    if !self.follows {
                        return Ok(None);
                    }
                    if self.is_over().await {
                        continue;
                    }
                }
                Err(error) => {
                    self.failures += 1;
                    tracing::warn!(run = %self.run, %error, "failed to read events for a stream");
                    if self.failures >= PATIENCE {
                        return Err(error);
                    }
                }
            }
            self.wait().await;
        }
    }

    /// Makes stored events ready to send.
    fn take(&mut self, events: &[StoredEvent]) {
        for stored in events {
            self.last = stored.seq;
            let event = match RunEvent::try_from(stored) {
                Ok(event) => event,
                Err(error) => {
                    tracing::warn!(run = %self.run, seq = stored.seq, %error, "an event cannot be read and is left out");
                    continue;
                }
            };
            self.ended |= matches!(event, RunEvent::End { .. });
            match Event::default().id(stored.seq.to_string()).event(event.name()).json_data(&event) {
                Ok(event) => self.ready.push_back(event),
                Err(error) => {
                    tracing::warn!(run = %self.run, seq = stored.seq, %error, "an event cannot be sent");
                }
            }
        }
    }

    /// True when there is nothing to wait for: the reader knows the end already.
    async fn is_over(&mut self) -> bool {
        let run = self.engine.store.find_run(self.run).await;
        if run.is_ok_and(|run| run.is_none_or(|run| run.status.has_ended())) {
            // The end may have been written between the two reads.
            match self.engine.store.list_events(self.run, self.last, 1).await {
                Ok(rest) => self.ended = rest.is_empty(),
                Err(_) => return false,
            }
            return true;
        }
        false
    }

    async fn wait(&mut self) {
        let stopping = self.engine.stopping.clone();
        let changed = async {
            // A closed channel tells nothing any more: then only the clock wakes us.
            if let Ok(Err(_)) = tokio::time::timeout(LOOK_AGAIN, self.changes.changed()).await {
                tokio::time::sleep(LOOK_AGAIN).await;
            }
        };
        tokio::select! {
            () = stopping.cancelled() => {}
            () = changed => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_number() {
        let ask = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("last-event-id", text.parse().unwrap());
            last_event_id(&headers).ok()
        };
        assert_eq!(last_event_id(&HeaderMap::new()).ok(), Some(0));
        assert_eq!(ask("17"), Some(17));
        for bad in ["", "-1", "x", "99999999999999999999"] {
            assert_eq!(ask(bad), None, "{bad}");
        }
    }
}
