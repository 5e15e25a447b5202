//! Starts runs and follows them to their end, in front of a person or a script: progress, Ctrl-C, the outcome. It must
//! not know commands.

use std::pin::pin;
use std::time::Duration;

use anyhow::{Context as _, Result};
use futures::StreamExt as _;
use futures::future::{BoxFuture, FutureExt as _, OptionFuture};
use loop_client::types::{Run, RunEvent, RunStatus, StartRun};
use loop_client::{Client, Error, events};
use tokio::time::Instant;

use crate::client::body;
use crate::invocation::Interrupts;
use crate::output::{Output, Tone};
use crate::progress::{self, End, Progress, Say};
use crate::words;

/// Tries to hand over a question until the daemon is given up.
const TRIES: u32 = 5;
const FIRST_PAUSE: Duration = Duration::from_millis(200);
/// How often the line that shows progress is drawn.
const REDRAW: Duration = Duration::from_millis(200);

/// What of a run is shown before its end, besides the line that shows progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Show {
    /// Nothing.
    Nothing,
    /// Notices, on standard error.
    Notices,
    /// These, and what the agent says, on standard output.
    Texts,
    /// Everything that happens, on standard error.
    Everything,
}

/// Why following ended.
#[derive(Debug)]
pub(crate) enum Finish {
    /// The run is over.
    Ended {
        /// Its number.
        run: i64,
        /// How it ended.
        end: End,
    },
    /// The person left; the run may go on.
    Left,
}

/// Someone who watches runs. The first Ctrl-C stops the run, the second leaves.
pub(crate) struct Watcher<'a> {
    client: &'a Client,
    show: Show,
    interrupts: &'a mut Interrupts,
    out: &'a mut Output,
    wants_stop: bool,
}

impl<'a> Watcher<'a> {
    /// Who hears of runs what `show` says.
    pub(crate) fn new(
        client: &'a Client,
        show: Show,
        interrupts: &'a mut Interrupts,
        out: &'a mut Output,
    ) -> Self {
        Self { client, show, interrupts, out, wants_stop: false }
    }

    /// Asks, and follows the run to its end.
    pub(crate) async fn ask(mut self, request: StartRun) -> Result<Finish> {
        let started = {
            let mut starting = pin!(start(self.client, request));
            loop {
                tokio::select! {
                    started = &mut starting => break started?,
                    Some(()) = self.interrupts.next() => {
                        if self.wants_stop {
                            let hint = "left; the question may have been accepted: `loopctl runs list`";
                            self.out.notice(Tone::Warning, hint);
                            return Ok(Finish::Left);
                        }
                        self.wants_stop = true;
                        let hint = "the run will be stopped as soon as it is known; Ctrl-C again leaves at once";
                        self.out.notice(Tone::Dim, hint);
                    }
                }
            }
        };
        self.follow(&started).await
    }

    /// Follows a run to its end.
    pub(crate) async fn follow(mut self, run: &Run) -> Result<Finish> {
        let finish = self.watch(run).await;
        self.out.erase();
        finish
    }

    async fn watch(&mut self, run: &Run) -> Result<Finish> {
        let client = self.client;
        let mut progress = Progress::new(run.ahead);
        let mut events = events(client, run.id, 0);
        let mut redraw = tokio::time::interval(REDRAW);
        let mut stopping: OptionFuture<BoxFuture<'_, Result<Run>>> = None.into();
        let started = Instant::now();
        if let Some(ahead @ 1..) = run.ahead {
            let text = format!("run {} is queued behind {}", run.id, words::plural(ahead, "run"));
            self.out.notice(Tone::Dim, &text);
        }
        if self.wants_stop {
            progress.stop();
            stopping = Some(stop(client, run.id).boxed()).into();
        }
        loop {
            tokio::select! {
                Some(()) = self.interrupts.next() => {
                    if self.wants_stop {
                        let hint = format!("left; run {} may still be at work: `loopctl runs show {}`", run.id, run.id);
                        self.out.notice(Tone::Warning, &hint);
                        return Ok(Finish::Left);
                    }
                    self.wants_stop = true;
                    progress.stop();
                    self.out.notice(Tone::Dim, &format!("stopping run {}; Ctrl-C again leaves at once", run.id));
                    stopping = Some(stop(client, run.id).boxed()).into();
                }
                Some(answer) = &mut stopping => {
                    stopping = None.into();
                    if let Err(error) = answer {
                        self.out.error(&format!("failed to stop run {}: {error:#}", run.id));
                    }
                }
                event = events.next() => {
                    let event = event.transpose().with_context(|| out_of_sight(run.id))?;
                    let Some((_, event)) = event else {
                        return settle(client, run.id).await.with_context(|| out_of_sight(run.id));
                    };
                    if let Some(end) = self.tell(&event, &mut progress)? {
                        return Ok(Finish::Ended { run: run.id, end });
                    }
                }
                _ = redraw.tick(), if self.out.is_live() => self.out.line(&progress.line(started.elapsed())),
            }
        }
    }

    /// Shows an event, if it is to be shown; answers with the end.
    fn tell(&mut self, event: &RunEvent, progress: &mut Progress) -> Result<Option<End>> {
        let say = progress.take(event);
        if self.show == Show::Everything
            && let Some(line) = progress::describe(event)
        {
            self.out.notice(Tone::Dim, &line);
        }
        match say {
            Some(Say::End(end)) => return Ok(Some(end)),
            Some(Say::Text(text)) if self.show == Show::Texts => self.out.text(&text)?,
            Some(Say::Notice(text)) if matches!(self.show, Show::Notices | Show::Texts) => {
                self.out.notice(Tone::Warning, &text);
            }
            Some(Say::Text(_) | Say::Notice(_)) | None => {}
        }
        Ok(None)
    }
}

/// Asks. A broken connection is tried again: the key makes sure that one question is one run.
async fn start(client: &Client, request: StartRun) -> Result<Run> {
    let key = uuid::Uuid::new_v4().to_string();
    let mut tries = 1;
    loop {
        let answer = client.start_run().idempotency_key(&key).body(request.clone()).send().await;
        match answer.map_err(Error::from) {
            Ok(run) => return Ok(run.into_inner()),
            Err(error) if error.is_passing() && tries < TRIES => {
                tokio::time::sleep(FIRST_PAUSE * 2_u32.pow(tries - 1)).await;
                tries += 1;
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// The end of a run whose events do not tell it.
async fn settle(client: &Client, id: i64) -> Result<Finish> {
    let run = body(client.show_run().id(id).send().await)?;
    let text = run.answer.or(run.error).unwrap_or_default();
    Ok(Finish::Ended { run: id, end: End { status: run.status, text, is_said: false } })
}

/// Asks for a run's end.
pub(crate) async fn stop(client: &Client, id: i64) -> Result<Run> {
    body(client.stop_run().id(id).send().await)
}

/// Says that a run may go on though nobody follows it any more, and how to find it again. The cause comes after it.
pub(crate) fn out_of_sight(run: i64) -> String {
    format!(
        "run {run} may still be at work, but it is out of sight; `loopctl runs show {run}` shows it later"
    )
}

/// Says that a run did not succeed, and why.
pub(crate) fn failed(run: i64, end: &End) -> String {
    let how = match end.status {
        RunStatus::Cancelled => "was stopped".to_owned(),
        status => progress::status_words(status).to_owned(),
    };
    let why = end.text.trim();
    if why.is_empty() || why == "Stopped." {
        format!("run {run} {how}")
    } else {
        format!("run {run} {how}: {why}")
    }
}
