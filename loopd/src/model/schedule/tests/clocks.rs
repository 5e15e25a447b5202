//! What fires when the clocks are changed, case by case, as the head of `cron.rs` has it.

use super::*;

/// The local times without the year, from 18 hours UTC on the day before.
fn around(line: &str, zone_name: &str, day_before: &str, count: usize) -> Vec<String> {
    fires(&cron(line), &zone(zone_name), &format!("{day_before}T18:00:00Z"), count)
        .into_iter()
        .map(|at| at[5..].replace(":00+", "+"))
        .collect()
}

#[test]
fn a_daily_time_that_is_skipped_fires_right_after_the_gap() {
    let cases: &[(&str, &[&str])] = &[
        ("30 2 * * *", &["03-29T03:00+02:00", "03-30T02:30+02:00"]),
        ("0 2 * * *", &["03-29T03:00+02:00", "03-30T02:00+02:00"]),
        ("0,30 2 * * *", &["03-29T03:00+02:00", "03-30T02:00+02:00", "03-30T02:30+02:00"]),
        ("0 1-3 * * *", &["03-29T01:00+01:00", "03-29T03:00+02:00", "03-30T01:00+02:00"]),
        ("30 1-3 * * *", &["03-29T01:30+01:00", "03-29T03:00+02:00", "03-29T03:30+02:00"]),
        ("30 2 29 3,4 *", &["03-29T03:00+02:00", "04-29T02:30+02:00"]),
    ];
    for (line, expected) in cases {
        assert_eq!(around(line, "Europe/Berlin", "2026-03-28", expected.len()), *expected, "{line}");
    }
}

#[test]
fn a_daily_time_that_comes_twice_fires_the_first_time() {
    let cases: &[(&str, &[&str])] = &[
        ("30 2 * * *", &["10-25T02:30+02:00", "10-26T02:30+01:00"]),
        ("0,30 2 * * *", &["10-25T02:00+02:00", "10-25T02:30+02:00", "10-26T02:00+01:00"]),
        ("15 1,2 * * *", &["10-25T01:15+02:00", "10-25T02:15+02:00", "10-26T01:15+01:00"]),
        (
            "0 1-3 * * *",
            &["10-25T01:00+02:00", "10-25T02:00+02:00", "10-25T03:00+01:00", "10-26T01:00+01:00"],
        ),
    ];
    for (line, expected) in cases {
        assert_eq!(around(line, "Europe/Berlin", "2026-10-24", expected.len()), *expected, "{line}");
    }
}

#[test]
fn a_rule_that_follows_the_clock_fires_whenever_it_is_shown() {
    let spring: &[(&str, &[&str])] = &[
        ("30 0-23 * * *", &["03-28T19:30+01:00", "03-28T20:30+01:00"]),
        ("30 */1 * * *", &["03-28T19:30+01:00", "03-28T20:30+01:00"]),
        ("*/15 2 * * *", &["03-30T02:00+02:00", "03-30T02:15+02:00"]),
        ("0 */2 29 * *", &["03-29T00:00+01:00", "03-29T04:00+02:00"]),
    ];
    for (line, expected) in spring {
        assert_eq!(around(line, "Europe/Berlin", "2026-03-28", expected.len()), *expected, "{line}");
    }
    assert_eq!(
        around("*/30 2 * * *", "Europe/Berlin", "2026-10-24", 5),
        [
            "10-25T02:00+02:00",
            "10-25T02:30+02:00",
            "10-25T02:00+01:00",
            "10-25T02:30+01:00",
            "10-26T02:00+01:00"
        ]
    );
    assert_eq!(
        around("20 * 25 * *", "Europe/Berlin", "2026-10-24", 5),
        [
            "10-25T00:20+02:00",
            "10-25T01:20+02:00",
            "10-25T02:20+02:00",
            "10-25T02:20+01:00",
            "10-25T03:20+01:00"
        ]
    );
}

/// An hourly rule never waits longer than an hour of elapsed time, nor fires early.
#[test]
fn an_hourly_rule_fires_every_hour_of_the_year() {
    for name in ["Europe/Berlin", "America/New_York", "Antarctica/Troll"] {
        let (zone, schedule) = (zone(name), cron("@hourly"));
        let mut at = millis("2026-01-01T00:00:00Z");
        for _ in 0..8760 {
            let next = schedule.next_after(at, &zone, NOW).unwrap();
            assert_eq!(next - at, 3_600_000, "{name} {}", local_time(at, &zone));
            at = next;
        }
    }
}

#[test]
fn odd_shifts_are_kept_too() {
    // Lord Howe moves by half an hour, Troll by two hours, Samoa left out a day, Gaza moves at midnight.
    assert_eq!(
        around("15 2 * * *", "Australia/Lord_Howe", "2026-10-02", 2),
        ["10-04T02:30+11:00", "10-05T02:15+11:00"],
    );
    assert_eq!(
        around("0 2 * * *", "Antarctica/Troll", "2026-03-28", 2),
        ["03-29T03:00+02:00", "03-30T02:00+02:00"],
    );
    assert_eq!(
        fires(&cron("0 9,17 30 12 *"), &zone("Pacific/Apia"), "2011-12-29T00:00:00Z", 2),
        ["2011-12-31T00:00:00+14:00", "2012-12-30T09:00:00+14:00"],
    );
    assert_eq!(
        fires(&cron("@daily"), &zone("America/Sao_Paulo"), "2018-11-03T12:00:00Z", 2),
        ["2018-11-04T01:00:00-02:00", "2018-11-05T00:00:00-02:00"],
    );
}

/// What a persisted scheduler does: it asks again from the last firing, and from any other moment.
#[test]
fn the_answer_depends_on_the_moment_alone() {
    let zone = zone("Europe/Berlin");
    for line in ["30 2 * * *", "*/20 * * * *", "0 1-3 * * *", "*/15 2 * * *"] {
        let schedule = cron(line);
        let (begin, end) = (millis("2026-10-24T20:00:00Z"), millis("2026-10-25T06:00:00Z"));
        let mut expected = schedule.next_after(begin, &zone, NOW).unwrap();
        for at in (begin..end).step_by(60_000) {
            if at >= expected {
                expected = schedule.next_after(expected, &zone, NOW).unwrap();
            }
            for moment in [at, at + 1, at + 59_999] {
                assert_eq!(schedule.next_after(moment, &zone, NOW), Some(expected), "{line} {moment}");
            }
        }
    }
}

#[test]
fn zones_are_found_by_name_in_any_case() {
    for (written, name) in [("europe/berlin", "Europe/Berlin"), ("utc", "UTC"), (" UTC ", "UTC")] {
        assert_eq!(Zone::parse(written).map(|zone| zone.name().to_owned()), Ok(name.to_owned()));
    }
}

#[test]
fn an_unknown_zone_is_refused_with_the_nearest_name() {
    let said = |name: &str| {
        let error = Zone::parse(name).unwrap_err();
        assert_eq!(error.field, "timezone");
        error.reason
    };
    assert_eq!(said("Europe/Berln"), "unknown time zone \"Europe/Berln\"; did you mean \"Europe/Berlin\"?");
    assert_eq!(said("berlin"), "unknown time zone \"berlin\"; did you mean \"Europe/Berlin\"?");
    assert_eq!(said("New York"), "unknown time zone \"New York\"; did you mean \"America/New_York\"?");
    assert_eq!(
        said("+02:00"),
        "\"+02:00\" is an offset, which does not know summer time; name the place instead"
    );
    assert_eq!(said(" "), "the time zone is empty");
    assert!(said("../../etc/passwd").starts_with("unknown time zone"));
    assert!(said(&"x".repeat(1_000_000)).len() < 200);
    for name in ["localtime", "right/Europe/Berlin", "posixrules", "Factory"] {
        assert!(said(name).starts_with("unknown time zone"), "{name}");
    }
    assert!(said("Etc/Unknown").starts_with("unknown time zone"));
}
