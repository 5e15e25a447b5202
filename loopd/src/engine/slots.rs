//! Which slots of a task have come, and what the time makes of each: pure.

use std::collections::VecDeque;

use crate::model::schedule::{Schedule, Zone};
use crate::model::task::DONE;
use crate::model::{Millis, Misfire, Task};
use crate::store::{DueSlots, Verdict};

/// A slot taken up within this time is in time: a restart or a busy machine is no misfire.
const IN_TIME_MS: Millis = 60_000;
/// Slots decided at once; a task that slept for a month is worked off in such pieces.
pub(super) const PIECE: usize = 500;

/// Decides the slots of a due task up to `now`, the first [`PIECE`] of them.
pub(super) fn decide(task: Task, schedule: &Schedule, zone: &Zone, now: Millis) -> DueSlots {
    let next_after = |at| schedule.next_after(at, zone, task.anchor_at);
    let first = task.next_run_at;
    let made_up_from = first.and_then(|first| made_up_from(&task, first, &next_after, now));
    let (mut slots, mut next) = (Vec::new(), first);
    while let Some(nominal) = next.filter(|nominal| *nominal <= now && slots.len() < PIECE) {
        slots.push((nominal, judge(&task, nominal, made_up_from, now)));
        next = next_after(nominal);
    }
    let done = next.is_none().then(|| DONE.to_owned());
    DueSlots { task, slots, next, done }
}

/// The earliest slot that is made up for, if any is: the latest ones that have come count, as many as the task says,
/// within its window. They are looked for in ever longer times before `now`, so that the work depends on how many are
/// wanted and not on how long nobody was there.
fn made_up_from(
    task: &Task,
    first: Millis,
    next_after: &impl Fn(Millis) -> Option<Millis>,
    now: Millis,
) -> Option<Millis> {
    let most = match task.misfire {
        Misfire::Skip => return None,
        Misfire::RunLatest => 1,
        Misfire::RunAll => usize::try_from(task.max_catch_up).unwrap_or(1).max(1),
    };
    let bound = first.max(now.saturating_sub(task.catch_up_window_sec.saturating_mul(1000)));
    let mut span = IN_TIME_MS;
    loop {
        let from = now.saturating_sub(span).max(bound);
        let mut latest = VecDeque::with_capacity(most + 1);
        let mut at = next_after(from - 1);
        while let Some(nominal) = at.filter(|nominal| *nominal <= now) {
            latest.push_back(nominal);
            if latest.len() > most {
                latest.pop_front();
            }
            at = next_after(nominal);
        }
        if latest.len() == most || from == bound {
            return latest.front().copied();
        }
        span = span.saturating_mul(4);
    }
}

/// What becomes of one slot.
fn judge(task: &Task, nominal: Millis, made_up_from: Option<Millis>, now: Millis) -> Verdict {
    let late = now - nominal;
    if late <= IN_TIME_MS {
        return Verdict::Fire(None);
    }
    if made_up_from.is_some_and(|from| nominal >= from) {
        return Verdict::Fire(Some(format!("{} late: nobody was there to fire it in time", words(late))));
    }
    let window = task.catch_up_window_sec.saturating_mul(1000);
    let why = match task.misfire {
        Misfire::Skip => "missed slots of this task are not made up for".to_owned(),
        _ if late > window => format!("it was more than {} late ({})", words(window), words(late)),
        Misfire::RunLatest => "a later slot makes up for it".to_owned(),
        Misfire::RunAll => format!("only the latest {} are made up for", task.max_catch_up.max(1)),
    };
    Verdict::Miss(format!("nobody was there to fire it, and {why}"))
}

/// A length of time for people: its two largest units.
fn words(ms: Millis) -> String {
    let sec = ms / 1000;
    let parts = [(sec / 86_400, "d"), (sec % 86_400 / 3600, "h"), (sec % 3600 / 60, "min"), (sec % 60, "s")];
    let shown: Vec<String> = parts
        .into_iter()
        .skip_while(|(count, _)| *count == 0)
        .take(2)
        .filter(|(count, _)| *count > 0)
        .map(|(count, unit)| format!("{count} {unit}"))
        .collect();
    if shown.is_empty() { "0 s".to_owned() } else { shown.join(" ") }
}

#[cfg(test)]
#[path = "slots/tests.rs"]
mod tests;
