//! The crontab dialect: what is read, as what, and what is refused with which words.

use super::*;

/// The first firings of a line in UTC from Thursday 2026-01-01 on.
fn days(line: &str, count: usize) -> Vec<String> {
    fires(&cron(line), &zone("UTC"), "2025-12-31T23:59:59Z", count)
        .into_iter()
        .map(|at| at.replace(":00+00:00", ""))
        .collect()
}

/// The disagreements of the `cron` crate with crontab(5), each read as crontab reads it.
#[test]
fn reads_lines_as_crontab_does() {
    let cases: &[(&str, &[&str])] = &[
        ("0 9 * * 1-5", &["2026-01-01T09:00", "2026-01-02T09:00", "2026-01-05T09:00"]),
        ("0 9 * * 1", &["2026-01-05T09:00", "2026-01-12T09:00"]),
        ("0 9 * * 7", &["2026-01-04T09:00", "2026-01-11T09:00"]),
        ("0 9 * * 0", &["2026-01-04T09:00", "2026-01-11T09:00"]),
        ("0 9 * * sun", &["2026-01-04T09:00", "2026-01-11T09:00"]),
        ("30 4 1,15 * 5", &["2026-01-01T04:30", "2026-01-02T04:30", "2026-01-09T04:30", "2026-01-15T04:30"]),
        ("0 0 */2 * 1", &["2026-01-05T00:00", "2026-01-19T00:00", "2026-02-09T00:00"]),
        ("0 0 1-31/2 * 1", &["2026-01-01T00:00", "2026-01-03T00:00", "2026-01-05T00:00", "2026-01-07T00:00"]),
        ("0 0 13 * */5", &["2026-02-13T00:00", "2026-03-13T00:00", "2026-09-13T00:00"]),
        ("*/90 * * * *", &["2026-01-01T00:00", "2026-01-01T01:00"]),
        ("0 9 * * MON-7", &["2026-01-01T09:00", "2026-01-02T09:00", "2026-01-03T09:00"]),
        (
            "0 9 * * fri-SUN",
            &["2026-01-02T09:00", "2026-01-03T09:00", "2026-01-04T09:00", "2026-01-09T09:00"],
        ),
        ("0 9 * * 5-7", &["2026-01-02T09:00", "2026-01-03T09:00", "2026-01-04T09:00", "2026-01-09T09:00"]),
        ("0 9 1 jan,JUL *", &["2026-01-01T09:00", "2026-07-01T09:00", "2027-01-01T09:00"]),
        (
            "0 9 1 feb-apr *",
            &["2026-02-01T09:00", "2026-03-01T09:00", "2026-04-01T09:00", "2027-02-01T09:00"],
        ),
        (
            "5-59/15 0 1 1 *",
            &["2026-01-01T00:05", "2026-01-01T00:20", "2026-01-01T00:35", "2026-01-01T00:50"],
        ),
        ("00 09 01 01 *", &["2026-01-01T09:00", "2027-01-01T09:00"]),
        ("0 0 29 2 *", &["2028-02-29T00:00", "2032-02-29T00:00"]),
        ("0 0 30 2 1", &["2026-02-02T00:00", "2026-02-09T00:00"]),
        ("0 0 31 * *", &["2026-01-31T00:00", "2026-03-31T00:00", "2026-05-31T00:00"]),
        ("@hourly", &["2026-01-01T00:00", "2026-01-01T01:00"]),
        ("@daily", &["2026-01-01T00:00", "2026-01-02T00:00"]),
        ("@midnight", &["2026-01-01T00:00", "2026-01-02T00:00"]),
        ("@Weekly", &["2026-01-04T00:00", "2026-01-11T00:00"]),
        ("@monthly", &["2026-01-01T00:00", "2026-02-01T00:00"]),
        ("@yearly", &["2026-01-01T00:00", "2027-01-01T00:00"]),
        ("@ANNUALLY", &["2026-01-01T00:00", "2027-01-01T00:00"]),
    ];
    for (line, expected) in cases {
        assert_eq!(days(line, expected.len()), *expected, "{line}");
    }
}

#[test]
fn quotes_around_a_schedule_do_not_matter() {
    for quoted in ["\"0 9 * * *\"", " '0 9 * * *' ", "“0 9 * * *”", "`0  9 * * *`", "\" 0 9 * * *\""] {
        assert_eq!(cron(quoted).canonical(), "0 9 * * *", "{quoted}");
    }
    for odd in ["\"0 9 * * *", "0 9 * * *'", "\"\"0 9 * * *\"\"", "\"", "\"\""] {
        assert_eq!(refusal(ScheduleType::Cron, odd).field, "schedule", "{odd}");
    }
    let interval = Schedule::stored(ScheduleType::Interval, "\"90 min\"", &zone("UTC"));
    assert_eq!(interval.unwrap().canonical(), "90 min");
}

#[test]
fn blanks_do_not_matter() {
    let spaced = cron("  0\t9   * *\u{a0}1-5\n");
    assert_eq!(spaced, cron("0 9 * * 1-5"));
    assert_eq!(spaced.canonical(), "0 9 * * 1-5");
}

/// Lines that crontab would not read, or that mean something else than they seem to.
const WRONG: &[&str] = &[
    "",
    "* * * *",
    "0 0 9 * * 1-5",
    "0 0 9 * * 1-5 2027",
    "0 0 30 2 *",
    "0 0 31 4,6,9,11 *",
    "0 0 31 feb */2",
    "60 * * * *",
    "0 24 * * *",
    "0 0 0 * *",
    "0 0 * 13 *",
    "0 0 * * 8",
    "0 0 * * 99999999999999999999",
    "5/15 * * * *",
    "0 9 * * FRI-MON",
    "0 9 * * 6-2",
    "0 22-2 * * *",
    "*/0 * * * *",
    "*/x * * * *",
    "1-5/ * * * *",
    "1,,2 * * * *",
    "-5 * * * *",
    "*-5 * * * *",
    "*5 * * * *",
    "0 9 ? * 1",
    "0 9 L * *",
    "0 9 15W * *",
    "0 9 * * 5L",
    "0 9 * * 1#2",
    "H 9 * * *",
    "0~30 9 * * *",
    "0 9 * * MONDAY",
    "0 9 * januar *",
    "0 9 * * mo",
    "@reboot",
    "@every 5m",
    "@fortnightly",
    "@daily 5",
    "CRON_TZ=Europe/Berlin 0 9 * * *",
    "30m",
    "every monday at nine",
    "0 9 * * \u{0661}",
    "0 9 * * \u{1b}[31m",
];

#[test]
fn says_what_is_wrong_and_what_to_write() {
    let said: Vec<String> =
        WRONG.iter().map(|line| format!("{line:?}: {}", refusal(ScheduleType::Cron, line).reason)).collect();
    insta::assert_snapshot!(said.join("\n"), @r##"
    "": it is empty
    "* * * *": 4 fields, crontab has 5: minute, hour, day of month, month, day of week
    "0 0 9 * * 1-5": 6 fields, crontab has 5; if the first one means seconds, leave it out: "0 9 * * 1-5"
    "0 0 9 * * 1-5 2027": 7 fields, crontab has 5; if they begin with seconds and end with years, leave both out: "0 9 * * 1-5"
    "0 0 30 2 *": it never fires: no month of "2" has a day of "30"
    "0 0 31 4,6,9,11 *": it never fires: no month of "4,6,9,11" has a day of "31"
    "0 0 31 feb */2": it never fires: no month of "feb" has a day of "31"
    "60 * * * *": minute field "60": "60" is out of range; minute goes from 0 to 59
    "0 24 * * *": hour field "24": "24" is out of range; hour goes from 0 to 23
    "0 0 0 * *": day-of-month field "0": "0" is out of range; day-of-month goes from 1 to 31
    "0 0 * 13 *": month field "13": "13" is out of range; month goes from 1 to 12
    "0 0 * * 8": day-of-week field "8": "8" is out of range; day-of-week goes from 0 to 7
    "0 0 * * 99999999999999999999": day-of-week field "99999999999999999999": "99999999999999999999" is out of range; day-of-week goes from 0 to 7
    "5/15 * * * *": minute field "5/15": a step needs a range before it; write 5-59/15
    "0 9 * * FRI-MON": day-of-week field "FRI-MON": a range cannot run backwards; write 5-6,0-1
    "0 9 * * 6-2": day-of-week field "6-2": a range cannot run backwards; write 6,0-2
    "0 22-2 * * *": hour field "22-2": a range cannot run backwards; write 22-23,0-2
    "*/0 * * * *": minute field "*/0": a step of 0 never gets anywhere; the smallest is 1
    "*/x * * * *": minute field "*/x": "x" is not a step; a step is a number from 1
    "1-5/ * * * *": minute field "1-5/": "" is not a step; a step is a number from 1
    "1,,2 * * * *": minute field "1,,2": a number is missing; minute goes from 0 to 59
    "-5 * * * *": minute field "-5": a number is missing; minute goes from 0 to 59
    "*-5 * * * *": minute field "*-5": "*" has something after the star; only a step such as */5 may follow it
    "*5 * * * *": minute field "*5": "*5" has something after the star; only a step such as */5 may follow it
    "0 9 ? * 1": day-of-month field "?": "?" is of another dialect, not of crontab; write * for any
    "0 9 L * *": day-of-month field "L": "L" (last, nearest weekday) is of another dialect, not of crontab; write the days as numbers
    "0 9 15W * *": day-of-month field "15W": "15W" (last, nearest weekday) is of another dialect, not of crontab; write the days as numbers
    "0 9 * * 5L": day-of-week field "5L": "5L" (last, nearest weekday) is of another dialect, not of crontab; write the days as numbers
    "0 9 * * 1#2": day-of-week field "1#2": "1#2" (the nth weekday of a month) is of another dialect, not of crontab; write the days as numbers
    "H 9 * * *": minute field "H": "H" is of another dialect, not of crontab; choose a number
    "0~30 9 * * *": minute field "0~30": "0~30" (a random choice) is of another dialect, not of crontab; choose a number
    "0 9 * * MONDAY": day-of-week field "MONDAY": "MONDAY" is too long a name; write MON
    "0 9 * januar *": month field "januar": "januar" is too long a name; write JAN
    "0 9 * * mo": day-of-week field "mo": "mo" is neither a number nor a name; day-of-week goes from 0 to 7, or by name from SUN to SAT
    "@reboot": @reboot names no time; a schedule needs one
    "@every 5m": @every belongs to intervals; set the type to interval and write only the duration, such as 30m
    "@fortnightly": unknown short form "@fortnightly"; known are @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually
    "@daily 5": unknown short form "@daily 5"; known are @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually
    "CRON_TZ=Europe/Berlin 0 9 * * *": "CRON_TZ=Europe/Berlin" does not belong here; set the task's time zone instead
    "30m": "30m" is an interval; set the type to interval
    "every monday at nine": 4 fields, crontab has 5: minute, hour, day of month, month, day of week
    "0 9 * * ١": day-of-week field "١": "١" is neither a number nor a name; day-of-week goes from 0 to 7, or by name from SUN to SAT
    "0 9 * * \u{1b}[31m": day-of-week field "\u{1b}[31m": "\u{1b}[31m" is neither a number nor a name; day-of-week goes from 0 to 7, or by name from SUN to SAT
    "##);
}

#[test]
fn what_it_says_to_write_is_accepted() {
    for (line, hint) in [
        ("5/15 * * * *", "5-59/15"),
        ("0 0 5/9 * *", "5-31/9"),
        ("0 0 * * 2/2", "2-7/2"),
        ("0 22-2 * * *", "22-23,0-2"),
        ("0 0 * * FRI-MON", "5-6,0-1"),
        ("0 0 * * 7-2", "7,0-2"),
        ("0 0 31-2 * *", "31,1-2"),
    ] {
        let error = refusal(ScheduleType::Cron, line);
        assert!(error.reason.ends_with(&format!("write {hint}")), "{line}: {error}");
        let wrong = line.split(' ').find(|field| field.contains(['-', '/'])).unwrap();
        cron(&line.replace(wrong, hint));
    }
}

#[test]
fn long_text_is_refused_by_its_length() {
    let long = "1,".repeat(100_000);
    assert_eq!(refusal(ScheduleType::Cron, &long).reason, "it has 200000 bytes; 200 are the most");
}

#[test]
fn an_error_has_its_field_its_reason_and_an_example() {
    let error = refusal(ScheduleType::Cron, "60 * * * *");
    assert_eq!(error.field, "schedule");
    assert_eq!(
        error.to_string(),
        "minute field \"60\": \"60\" is out of range; minute goes from 0 to 59; for example: 0 9 * * 1-5"
    );
    for kind in [ScheduleType::Cron, ScheduleType::Interval, ScheduleType::Once] {
        let example = refusal(kind, "nonsense").example;
        assert!(Schedule::parse(kind, example, &reading(&zone("UTC"))).is_ok(), "{example}");
    }
}

#[test]
fn a_line_that_fires_more_often_than_allowed_is_refused() {
    let utc = zone("UTC");
    let judged = |line: &str, minutes: i64| {
        let reading = Reading { min_interval_ms: minutes * 60_000, ..reading(&utc) };
        Schedule::parse(ScheduleType::Cron, line, &reading).map(|_| ()).map_err(|error| error.reason)
    };
    assert_eq!(judged("* * * * *", 1), Ok(()));
    assert_eq!(
        judged("*/5 * * * *", 10),
        Err("it fires 5 minutes apart, at least 10 minutes must lie between".to_owned())
    );
    assert_eq!(judged("*/10 * * * *", 10), Ok(()));
    assert!(judged("*/7 * * * *", 6).is_err(), "56 to 00");
    assert!(judged("0,55 0,23 * * *", 10).is_err(), "23:55 to 00:00");
    assert_eq!(judged("0,50 0,23 * * 1,3", 50), Ok(()));
    assert_eq!(judged("0 9 * * 1", 7 * 24 * 60), Ok(()));
    assert!(judged("0 9 * * 1,5", 4 * 24 * 60).is_err(), "Friday to Monday");
    assert!(judged("0 0 1 * *", 29 * 24 * 60).is_err(), "February");
    assert_eq!(
        judged("0 0 29 2 *", 2000 * 24 * 60),
        Err("it fires 1461 days apart, at least 2000 days must lie between".to_owned())
    );
}

/// No part of the search of a date assumes a century: the calendar repeats after 400 years.
#[test]
fn leap_days_are_found_across_century_ends() {
    let utc = zone("UTC");
    assert_eq!(fires(&cron("0 0 29 2 *"), &utc, "2096-03-01T00:00:00Z", 1), ["2104-02-29T00:00:00+00:00"]);
    assert_eq!(fires(&cron("0 0 29 2 */7"), &utc, "2088-03-01T00:00:00Z", 1), ["2128-02-29T00:00:00+00:00"]);
    assert_eq!(fires(&cron("0 0 29 2 *"), &utc, "1896-03-01T00:00:00Z", 1), ["1904-02-29T00:00:00+00:00"]);
    assert_eq!(fires(&cron("59 23 30 11 *"), &utc, "9998-12-31T23:59:00Z", 2), ["9999-11-30T23:59:00+00:00"]);
    assert_eq!(
        fires(&cron("0 0 29 2 *"), &utc, "-009999-06-01T00:00:00Z", 1),
        ["-009996-02-29T00:00:00+00:00"]
    );
}
