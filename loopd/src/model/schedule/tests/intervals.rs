//! Intervals: every way to say one, what is refused, and that they do not drift.

use super::*;

fn read(text: &str) -> Schedule {
    Schedule::stored(ScheduleType::Interval, text, &zone("UTC"))
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn every_way_to_say_it_is_understood() {
    let cases = [
        ("90s", 90),
        ("30m", 1800),
        ("1h30m", 5400),
        ("1h 30m", 5400),
        ("30m1h", 5400),
        ("1.5h", 5400),
        ("1 hour 30 minutes", 5400),
        ("1 Hour, 30 minutes", 5400),
        ("1 hour and 30 mins", 5400),
        ("every 5 minutes", 300),
        ("2d", 172_800),
        ("1w", 604_800),
        ("PT5M", 300),
        ("pt90s", 90),
        ("P1DT2H", 93_600),
        ("P1W", 604_800),
        ("PT1.5H", 5400),
    ];
    for (text, seconds) in cases {
        assert_eq!(read(text).next_after(0, &zone("UTC"), 0), Some(seconds * 1000), "{text}");
    }
}

#[test]
fn says_what_is_wrong_and_what_to_write() {
    let said: Vec<String> = [
        "",
        "30",
        "1h30",
        "0s",
        "0h 0m",
        "PT0S",
        "-5m",
        "PT-5M",
        "59s",
        "500ms",
        "1.5s",
        "0.0001m",
        "1 month",
        "1y",
        "P1M",
        "P1Y2D",
        "5M",
        "1h1h",
        "m",
        "1..5h",
        "5 parsecs",
        "99999999999999999999d",
        "36501d",
        "P",
        "PT",
        "P1DT",
        "01:30",
        "*/5 * * * *",
        "@hourly",
        "5m\u{301}",
        "∞ s",
    ]
    .iter()
    .map(|text| format!("{text:?}: {}", refusal(ScheduleType::Interval, text).reason))
    .collect();
    insta::assert_snapshot!(said.join("\n"), @r##"
    "": it is empty
    "30": "30" has a number without a unit; write 30s, 30m, 30h or 30d
    "1h30": "1h30" has a number without a unit; write 30s, 30m, 30h or 30d
    "0s": "0s" is no time at all
    "0h 0m": "0h 0m" is no time at all
    "PT0S": "PT0S" is no time at all
    "-5m": "-5m" is negative
    "PT-5M": "PT-5M" is negative
    "59s": "59s" is too short; the shortest is 1 minute
    "500ms": "500ms" has parts of a second; the smallest unit is one second
    "1.5s": "1.5s" has a part of a second; the smallest unit is one second
    "0.0001m": "0.0001m" has a part of a second; the smallest unit is one second
    "1 month": "1 month": months and years have no exact length; set the type to cron and write @monthly or @yearly
    "1y": "1y": months and years have no exact length; set the type to cron and write @monthly or @yearly
    "P1M": "P1M": months and years have no exact length; set the type to cron and write @monthly or @yearly
    "P1Y2D": "P1Y2D": months and years have no exact length; set the type to cron and write @monthly or @yearly
    "5M": "5M": M could mean minutes or months; write m for minutes
    "1h1h": "1h1h" has the same unit twice
    "m": "m" is not an interval; write numbers with the units w, d, h, m or s
    "1..5h": "1..5h" is not an interval; write numbers with the units w, d, h, m or s
    "5 parsecs": "5 parsecs" has the unknown unit "parsecs"; known are w, d, h, m and s
    "99999999999999999999d": "99999999999999999999d" is too long; the longest is 36500 days
    "36501d": "36501d" is too long; the longest is 36500 days
    "P": "P" is not an interval; write numbers with the units w, d, h, m or s
    "PT": "PT" is not an interval; write numbers with the units w, d, h, m or s
    "P1DT": "P1DT" is not an interval; write numbers with the units w, d, h, m or s
    "01:30": "01:30" could be a time of day; write numbers with units
    "*/5 * * * *": "*/5 * * * *" is a crontab line; set the type to cron
    "@hourly": "@hourly" is a crontab line; set the type to cron
    "5m\u{301}": "5m\u{301}" is not an interval; write numbers with the units w, d, h, m or s
    "∞ s": "∞ s" is not an interval; write numbers with the units w, d, h, m or s
    "##);
}

#[test]
fn fires_at_whole_multiples_of_the_anchor_only() {
    let utc = zone("UTC");
    let schedule = read("90s");
    let anchor = NOW + 123;
    assert_eq!(schedule.next_after(anchor - 1_000_000, &utc, anchor), Some(anchor + 90_000));
    assert_eq!(schedule.next_after(anchor, &utc, anchor), Some(anchor + 90_000));
    assert_eq!(schedule.next_after(anchor + 89_999, &utc, anchor), Some(anchor + 90_000));
    assert_eq!(schedule.next_after(anchor + 90_000, &utc, anchor), Some(anchor + 180_000));
    assert_eq!(
        schedule.next_after(anchor + 90_000 * 1_000_000 + 7, &utc, anchor),
        Some(anchor + 90_000 * 1_000_001)
    );
    assert_eq!(schedule.next_after(i64::MAX, &utc, anchor), None);
    assert_eq!(schedule.next_after(i64::MIN, &utc, i64::MIN), Some(i64::MIN + 90_000));
    assert_eq!(schedule.next_after(i64::MIN, &utc, i64::MAX), None);
}

#[test]
fn two_days_are_48_hours_even_when_the_clocks_change() {
    let berlin = zone("Europe/Berlin");
    let anchor = millis("2026-03-28T08:00:00Z");
    let next = read("2d").next_after(anchor, &berlin, anchor).unwrap();
    assert_eq!(next - anchor, 48 * 3_600_000);
    assert_eq!(local_time(next, &berlin), "2026-03-30T10:00:00+02:00");
}
