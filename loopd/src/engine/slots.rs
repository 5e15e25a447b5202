//! Which slots of a task have come, and what the time makes of each: pure.

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
    let mut slots = Vec::new();
    let mut next = task.next_run_at;
    while let Some(nominal) = next.filter(|nominal| *nominal <= now && slots.len() < PIECE) {
        slots.push((nominal, judge(&task, nominal, &next_after, now)));
        next = next_after(nominal);
    }
    let done = next.is_none().then(|| DONE.to_owned());
    DueSlots { task, slots, next, done }
}

/// What becomes of one slot.
fn judge(
    task: &Task,
    nominal: Millis,
    next_after: &impl Fn(Millis) -> Option<Millis>,
    now: Millis,
) -> Verdict {
    let late = now - nominal;
    if late <= IN_TIME_MS {
        return Verdict::Fire(None);
    }
    let missed = |why: String| Verdict::Miss(format!("nobody was there to fire it, and {why}"));
    if task.misfire == Misfire::Skip {
        return missed("missed slots of this task are not made up for".to_owned());
    }
    if late > task.catch_up_window_sec.saturating_mul(1000) {
        let window = words(task.catch_up_window_sec.saturating_mul(1000));
        return missed(format!("it was more than {window} late ({})", words(late)));
    }
    let most = if task.misfire == Misfire::RunAll { task.max_catch_up.max(1) } else { 1 };
    let mut later = nominal;
    for _ in 0..most {
        match next_after(later).filter(|at| *at <= now) {
            Some(at) => later = at,
            None => {
                return Verdict::Fire(Some(format!(
                    "{} late: nobody was there to fire it in time",
                    words(late)
                )));
            }
        }
    }
    match task.misfire {
        Misfire::RunAll => missed(format!("only the latest {most} are made up for")),
        _ => missed("a later slot makes up for it".to_owned()),
    }
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
