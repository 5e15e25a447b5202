//! What is to be shown next, and when. Pure.
//!
//! Every call about a message counts against one budget a platform, so that progress never stands in the way of answers: what has ended
//! is taken away first, then what is new is shown, then what has changed longest ago is brought up to date.

use std::collections::HashMap;

use crate::model::{ChannelId, Millis, Run, RunId, RunStatus};

/// A run that is over sooner needs no message.
const FIRST_MS: Millis = 1_500;
/// A message is changed no more often than this. Slack takes 50 changes a minute, Discord 5 in 5 s a channel.
const EDIT_MS: Millis = 3_000;
/// The message of a run that waits is looked at this often.
const QUEUED_MS: Millis = 10_000;
/// A message whose words stay the same is changed this often, for the time that it shows.
const CLOCK_MS: Millis = 15_000;
/// What shows that loop is at work lasts 10 s on Discord.
const TYPING_MS: Millis = 8_000;
/// Between two calls on one platform.
const CALL_MS: Millis = 1_200;
/// Runs of one channel that are shown to wait; the others are shown when their turn is nearer.
const WAITING: usize = 5;

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Take the message of a run away that has ended.
    Remove(RunId),
    /// Show or change the message of a run.
    Show(RunId),
    /// Show that loop is at work.
    Type(RunId),
    /// Nothing before this time.
    Wait(Millis),
}

/// What is shown of a run.
#[derive(Clone, Debug, Default)]
struct Shown {
    doing: String,
    changed_at: Millis,
    looked_at: Millis,
    typed_at: Millis,
    given_up: bool,
}

/// What is shown on a platform.
#[derive(Debug, Default)]
pub(super) struct Board {
    shown: HashMap<RunId, Shown>,
    next_call: Millis,
}

impl Board {
    /// What is to be done next for these runs, which come in the order of their urgency.
    pub fn next(&mut self, runs: &[Run], now: Millis) -> Step {
        self.shown.retain(|id, _| runs.iter().any(|run| run.id == *id));
        if now < self.next_call {
            return Step::Wait(self.next_call);
        }
        let mut waiting: HashMap<&ChannelId, usize> = HashMap::new();
        let mut soonest = (Millis::MAX, Step::Wait(Millis::MAX));
        for run in runs {
            let shown = self.shown.get(&run.id).cloned().unwrap_or_default();
            let has_message = run.progress_id.is_some();
            let is_queued = run.status == RunStatus::Queued;
            if is_queued {
                let place = waiting.entry(&run.channel_id).or_default();
                *place += 1;
                if *place > WAITING && !has_message {
                    continue;
                }
            }
            let mut add = |at: Millis, step: Step| {
                if at < soonest.0 {
                    soonest = (at, step);
                }
            };
            if run.status.has_ended() {
                add(0, Step::Remove(run.id));
                continue;
            }
            if !is_queued {
                add(shown.typed_at + TYPING_MS, Step::Type(run.id));
            }
            // A task's run is shown in its thread only.
            if shown.given_up || run.task_id.is_some() && run.thread_id.is_none() {
                continue;
            }
            let every = if is_queued { QUEUED_MS } else { EDIT_MS };
            add(
                if has_message { shown.looked_at + every } else { run.queued_at + FIRST_MS },
                Step::Show(run.id),
            );
        }
        match soonest {
            (at, step) if at <= now => step,
            (at, _) => Step::Wait(at),
        }
    }

    /// Whether a message must be changed to say this.
    pub fn must_change(&mut self, run: &Run, doing: &str, now: Millis) -> bool {
        let shown = self.shown.entry(run.id).or_default();
        shown.looked_at = now;
        let is_old = run.status != RunStatus::Queued && now - shown.changed_at >= CLOCK_MS;
        run.progress_id.is_none() || shown.doing != doing || is_old
    }

    /// A message says this now.
    pub fn changed(&mut self, run: RunId, doing: String, now: Millis) {
        let shown = self.shown.entry(run).or_default();
        shown.doing = doing;
        shown.changed_at = now;
        self.next_call = now + CALL_MS;
    }

    /// A message was taken away, or was to be.
    pub fn removed(&mut self, now: Millis) {
        self.hold(now + CALL_MS);
    }

    /// Loop was shown to be at work.
    pub fn typed(&mut self, run: RunId, now: Millis) {
        self.shown.entry(run).or_default().typed_at = now;
    }

    /// Nothing more is shown of a run.
    pub fn give_up(&mut self, run: RunId) {
        self.shown.entry(run).or_default().given_up = true;
    }

    /// The platform takes no calls before this time.
    pub fn hold(&mut self, until: Millis) {
        self.next_call = self.next_call.max(until);
    }
}
