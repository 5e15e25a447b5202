//! Faults that others have had with schedules, named as in our notes, and that must not be ours.

use super::*;

#[test]
fn t1_an_impossible_line_or_an_interval_of_no_length_is_refused() {
    for line in ["0 0 30 2 *", "0 0 31 2 *", "0 0 31 4,6,9,11 *", "0 0 30,31 feb *", "0 0 31 2 */3"] {
        assert_eq!(refusal(ScheduleType::Cron, line).field, "schedule", "{line}");
    }
    for text in ["0s", "0m", "-5m", "-1h30m", "PT0S", "PT-1H"] {
        assert_eq!(refusal(ScheduleType::Interval, text).field, "schedule", "{text}");
    }
}

#[test]
fn t6_an_interval_does_not_drift_with_the_time_runs_take() {
    let utc = zone("UTC");
    let schedule = Schedule::stored(ScheduleType::Interval, "10m", &utc).unwrap();
    let mut at = NOW;
    for slot in 1..=10_000 {
        // Each time the scheduler looks up to nine minutes late.
        let late = at + (slot * 7919) % 540_000;
        at = schedule.next_after(late, &utc, NOW).unwrap();
        assert_eq!(at, NOW + slot * 600_000);
    }
}

#[test]
fn t6_a_time_in_the_past_is_refused_with_the_present() {
    let zone = zone("Europe/Berlin");
    let error = Schedule::parse(ScheduleType::Once, "2026-11-22T12:59", &reading(&zone)).unwrap_err();
    assert_eq!(error.reason, "2026-11-22T12:59:00+01:00 is in the past; it is now 2026-11-22T13:00:00+01:00");
    assert!(Schedule::parse(ScheduleType::Once, "2026-11-22T13:01", &reading(&zone)).is_ok());
}

#[test]
fn w15_a_single_time_may_have_any_offset() {
    let utc = zone("UTC");
    for text in ["2027-01-02T09:00:00Z", "2027-01-02T10:00:00+01:00", "2027-01-02T04:00:00-05:00"] {
        let once = Schedule::parse(ScheduleType::Once, text, &reading(&utc)).unwrap();
        assert_eq!(once.next_after(NOW, &utc, NOW), Some(millis("2027-01-02T09:00:00Z")), "{text}");
    }
}

#[test]
fn w16_a_task_fires_in_its_own_zone() {
    let schedule = cron("0 9 * * *");
    let at = |name: &str| fires(&schedule, &zone(name), "2026-11-22T12:00:00Z", 1).remove(0);
    assert_eq!(at("UTC"), "2026-11-23T09:00:00+00:00");
    assert_eq!(at("Europe/Berlin"), "2026-11-23T09:00:00+01:00");
    assert_eq!(at("America/New_York"), "2026-11-22T09:00:00-05:00");
    assert_eq!(at("Asia/Kathmandu"), "2026-11-23T09:00:00+05:45");
}
