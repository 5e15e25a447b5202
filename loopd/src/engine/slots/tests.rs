//! Tables of what becomes of slots, whatever the policy and however late somebody looks.

use super::*;
use crate::model::schedule::ScheduleType;
use crate::model::{ChannelId, Overlap, SessionPolicy, TaskId};

const MINUTE: Millis = 60_000;
const HOUR: Millis = 60 * MINUTE;
/// Some midnight, UTC.
const DAY0: Millis = 1_767_225_600_000;

fn task(schedule: &str, misfire: Misfire) -> Task {
    Task {
        id: TaskId(7),
        channel_id: ChannelId("c".to_owned()),
        kind: ScheduleType::Cron,
        schedule: schedule.to_owned(),
        timezone: "UTC".to_owned(),
        prompt: "look around".to_owned(),
        template_name: None,
        enabled: true,
        disabled_reason: None,
        next_run_at: Some(DAY0),
        anchor_at: DAY0,
        auto_delete_sec: 0,
        misfire,
        max_catch_up: 3,
        catch_up_window_sec: 3600,
        overlap: Overlap::Skip,
        session: SessionPolicy::Own,
        session_id: None,
        timeout_sec: None,
        model: None,
        idempotent: false,
        created_by: "ann".to_owned(),
        failures: 0,
        version: 0,
        created_at: DAY0,
        updated_at: DAY0,
        cancelled_at: None,
        made_by_run_id: None,
        depth: 0,
    }
}

/// What becomes of the slots of a task that is looked at only at `now`: `f` fires, `F` fires late, `m` is missed.
fn story(schedule: &str, misfire: Misfire, now: Millis) -> (String, Option<Millis>) {
    let zone = Zone::parse("UTC").unwrap();
    let read = Schedule::stored(ScheduleType::Cron, schedule, &zone).unwrap();
    let decided = decide(task(schedule, misfire), &read, &zone, now);
    let letter = |(_, verdict): &(Millis, Verdict)| match verdict {
        Verdict::Fire(None) => 'f',
        Verdict::Fire(Some(_)) => 'F',
        Verdict::Miss(_) => 'm',
    };
    (decided.slots.iter().map(letter).collect(), decided.next.map(|next| next - DAY0))
}

#[test]
fn every_policy_over_every_length_of_absence() {
    use Misfire::{RunAll, RunLatest, Skip};
    // Every 20 minutes from midnight on, at most 3 made up for, an hour's window.
    let many = |count: usize, last: &str| "m".repeat(count) + last;
    let table = [
        // How late somebody looks; skip, latest, all; minutes of the next slot.
        (0, many(0, "f"), many(0, "f"), many(0, "f"), 20),
        (MINUTE, many(0, "f"), many(0, "f"), many(0, "f"), 20),
        (2 * MINUTE, many(1, ""), many(0, "F"), many(0, "F"), 20),
        (20 * MINUTE, many(1, "f"), many(1, "f"), many(0, "Ff"), 40),
        (25 * MINUTE, many(2, ""), many(1, "F"), many(0, "FF"), 40),
        (65 * MINUTE, many(4, ""), many(3, "F"), many(1, "FFF"), 80),
        (90 * MINUTE, many(5, ""), many(4, "F"), many(2, "FFF"), 100),
        // The slot of this very moment is in time whatever was missed before it.
        (24 * HOUR, many(72, "f"), many(72, "f"), many(70, "FFf"), 1460),
    ];
    for (late, skip, latest, all, next) in table {
        for (misfire, wanted) in [(Skip, skip), (RunLatest, latest), (RunAll, all)] {
            let found = story("*/20 * * * *", misfire, DAY0 + late);
            assert_eq!(found, (wanted, Some(next * MINUTE)), "{misfire:?} {late}");
        }
    }
}

#[test]
fn a_month_of_minutes_is_worked_off_in_pieces() {
    let zone = Zone::parse("UTC").unwrap();
    let schedule = Schedule::stored(ScheduleType::Cron, "* * * * *", &zone).unwrap();
    let now = DAY0 + 30 * 24 * HOUR;
    let (mut at, mut slots) = (task("* * * * *", Misfire::RunLatest), Vec::new());
    while at.next_run_at.is_some_and(|next| next <= now) {
        let decided = decide(at.clone(), &schedule, &zone, now);
        assert!(decided.slots.len() <= PIECE);
        slots.extend(decided.slots);
        at.next_run_at = decided.next;
    }
    assert_eq!(slots.len(), 30 * 24 * 60 + 1);
    let fired: Vec<_> = slots.iter().filter(|(_, verdict)| matches!(verdict, Verdict::Fire(_))).collect();
    // The minute before is within the time that counts as in time.
    assert_eq!(fired.len(), 2, "{fired:?}");
    assert!(slots.windows(2).all(|pair| pair[1].0 - pair[0].0 == MINUTE));
}

#[test]
fn a_long_absence_costs_no_more_than_what_is_made_up_for() {
    let asked = std::cell::Cell::new(0);
    let every_minute = |at: Millis| {
        asked.set(asked.get() + 1);
        Some((at.div_euclid(MINUTE) + 1) * MINUTE)
    };
    let mut task = task("* * * * *", Misfire::RunAll);
    (task.max_catch_up, task.catch_up_window_sec) = (1000, 365 * 24 * 3600);
    let now = DAY0 + 365 * 24 * HOUR;
    let from = made_up_from(&task, DAY0, &every_minute, now);
    assert_eq!(from, Some(now - 999 * MINUTE));
    assert!(asked.get() < 10_000, "{} questions", asked.get());
}

#[test]
fn a_task_without_a_further_time_is_done() {
    let zone = Zone::parse("UTC").unwrap();
    let schedule = Schedule::stored(ScheduleType::Once, "2026-01-01T00:00:00Z", &zone).unwrap();
    let decided = decide(task("", Misfire::RunLatest), &schedule, &zone, DAY0 + 5000);
    assert_eq!(decided.slots, [(DAY0, Verdict::Fire(None))]);
    assert_eq!((decided.next, decided.done.as_deref()), (None, Some(DONE)));
}

#[test]
fn lateness_is_told_in_two_units() {
    let told = [0, 59_000, 61_000, HOUR, 25 * HOUR + MINUTE].map(words);
    assert_eq!(told, ["0 s", "59 s", "1 min 1 s", "1 h", "1 d 1 h"]);
}
