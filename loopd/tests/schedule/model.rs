//! What the scheduler should do, said as plainly as possible: every nominal time in a list, every policy applied to
//! that list as a whole, no database, no batches, no crashes.

use std::collections::BTreeMap;

use loopd::model::schedule::{Schedule, Zone};
use loopd::model::{Millis, Misfire, Overlap, SlotOutcome, TaskId};

/// A run of a task that has not ended.
#[derive(Clone, Debug)]
pub struct OpenRun {
    /// The slot that it stands for.
    pub slot_at: Millis,
    /// True once a worker has it.
    pub active: bool,
}

/// One task as it should be.
#[derive(Clone, Debug)]
pub struct ModelTask {
    pub id: TaskId,
    pub channel: usize,
    pub schedule: Schedule,
    pub zone: Zone,
    pub anchor: Millis,
    pub next: Option<Millis>,
    pub on: bool,
    pub done: bool,
    pub cancelled: bool,
    pub misfire: Misfire,
    pub overlap: Overlap,
    pub max_catch_up: usize,
    pub window_ms: Millis,
    pub open: Vec<OpenRun>,
    pub slots: BTreeMap<Millis, SlotOutcome>,
}

impl ModelTask {
    pub fn next_after(&self, at: Millis) -> Option<Millis> {
        self.schedule.next_after(at, &self.zone, self.anchor)
    }

    /// Looks forward only, from `now` on.
    pub fn look_forward(&mut self, now: Millis, channel_active: bool) {
        self.next = if self.on && channel_active { self.next_after(now) } else { None };
    }

    /// The daemon looks at the clock: everything that has come is decided. With `until`, a daemon that died got only
    /// so far.
    pub fn look(&mut self, now: Millis, until: Option<Option<Millis>>) {
        let come: Vec<Millis> =
            std::iter::successors(self.next, |at| self.next_after(*at)).take_while(|at| *at <= now).collect();
        for (place, at) in come.iter().enumerate() {
            if until.flatten().is_some_and(|until| *at >= until) {
                break;
            }
            self.next = self.next_after(*at);
            if !self.slots.contains_key(at) {
                let outcome = self.outcome(*at, come.len() - 1 - place, now);
                self.slots.insert(*at, outcome);
            }
        }
        if self.next.is_none() && !come.is_empty() {
            (self.on, self.done) = (false, true);
        }
    }

    fn outcome(&mut self, at: Millis, later: usize, now: Millis) -> SlotOutcome {
        let late = now - at;
        let made_up_for = match self.misfire {
            Misfire::Skip => false,
            Misfire::RunLatest => late <= self.window_ms && later == 0,
            Misfire::RunAll => late <= self.window_ms && later < self.max_catch_up,
        };
        if late > 60_000 && !made_up_for {
            return SlotOutcome::Missed;
        }
        match self.overlap {
            Overlap::Skip if !self.open.is_empty() => return SlotOutcome::Skipped,
            Overlap::CancelPrevious => self.open.retain(|run| run.active),
            _ => {}
        }
        self.open.push(OpenRun { slot_at: at, active: false });
        SlotOutcome::Fired
    }
}
