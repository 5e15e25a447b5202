//! Single instants: every way to write one and what is refused.

use super::*;

fn read(text: &str, zone_name: &str) -> String {
    let zone = zone(zone_name);
    let once = Schedule::parse(ScheduleType::Once, text, &reading(&zone));
    once.map_or_else(|error| format!("refused: {}", error.reason), |once| once.canonical())
}

#[test]
fn every_way_to_write_it_is_understood() {
    let cases = [
        ("2027-01-02T09:00:00+01:00", "2027-01-02T09:00:00+01:00"),
        ("2027-01-02T09:00:00Z", "2027-01-02T09:00:00+00:00"),
        ("2027-01-02t09:00:00z", "2027-01-02T09:00:00+00:00"),
        ("2027-01-02 09:00:00-05:00", "2027-01-02T09:00:00-05:00"),
        ("2027-01-02T09:00:00.123456Z", "2027-01-02T09:00:00.123+00:00"),
        ("2027-01-02T09:00", "2027-01-02T09:00:00+01:00"),
        ("2027-01-02 09:00", "2027-01-02T09:00:00+01:00"),
        ("  2027-01-02   09:00:30 ", "2027-01-02T09:00:30+01:00"),
        ("2027-07-02T09:00", "2027-07-02T09:00:00+02:00"),
        ("2027-01-02T09:00[America/New_York]", "2027-01-02T09:00:00-05:00"),
        ("2027-01-02T09:00-05:00[America/New_York]", "2027-01-02T09:00:00-05:00"),
        ("2027-01-02T09:00Z[America/New_York]", "2027-01-02T04:00:00-05:00"),
        // The gap of 2027-03-28 and the repeated hour of 2027-10-31.
        ("2027-03-28T02:30", "2027-03-28T03:00:00+02:00"),
        ("2027-10-31T02:30", "2027-10-31T02:30:00+02:00"),
    ];
    for (text, canonical) in cases {
        assert_eq!(read(text, "Europe/Berlin"), canonical, "{text}");
        assert_eq!(read(canonical, "Asia/Tokyo"), canonical, "what is stored stays");
    }
}

#[test]
fn says_what_is_wrong_and_what_to_write() {
    let said: Vec<String> = [
        "",
        "2027-01-02",
        "09:00",
        "2027-02-30T09:00",
        "2027-01-02T25:00",
        "02.01.2027 09:00",
        "tomorrow at nine",
        "1798880400",
        "2026-11-22T12:00:00Z",
        "2020-01-01T00:00",
        "2027-01-02T09:00[Europe/Berln]",
        "2027-01-02T09:00+05:00[Europe/Berlin]",
        "2027-01-02T09:00+05:00[+05:00]",
        "-009999-01-01T00:00Z",
        "99999-01-01T00:00Z",
        "9999-12-31T23:59:59-23:59",
    ]
    .iter()
    .map(|text| format!("{text:?}: {}", refusal(ScheduleType::Once, text).reason))
    .collect();
    insta::assert_snapshot!(said.join("\n"), @r##"
    "": it is empty
    "2027-01-02": "2027-01-02" is a date without a time of day
    "09:00": "09:00" is not a time; write the date, T, the time of day and an offset or Z
    "2027-02-30T09:00": "2027-02-30T09:00" has a date or a time that does not exist, or has parts too many
    "2027-01-02T25:00": "2027-01-02T25:00" has a date or a time that does not exist, or has parts too many
    "02.01.2027 09:00": "02.01.2027 09:00" is not a time; write the date, T, the time of day and an offset or Z
    "tomorrow at nine": "tomorrow at nine" is not a time; write the date, T, the time of day and an offset or Z
    "1798880400": "1798880400" is not a time; write the date, T, the time of day and an offset or Z
    "2026-11-22T12:00:00Z": 2026-11-22T12:00:00+00:00 is in the past; it is now 2026-11-22T12:00:00+00:00
    "2020-01-01T00:00": 2020-01-01T00:00:00+00:00 is in the past; it is now 2026-11-22T12:00:00+00:00
    "2027-01-02T09:00[Europe/Berln]": unknown time zone "Europe/Berln"; did you mean "Europe/Berlin"?
    "2027-01-02T09:00+05:00[Europe/Berlin]": "2027-01-02T09:00+05:00[Europe/Berlin]": the offset in Europe/Berlin is then +01
    "2027-01-02T09:00+05:00[+05:00]": "2027-01-02T09:00+05:00[+05:00]" has an offset in brackets; write it without
    "-009999-01-01T00:00Z": "-009999-01-01T00:00Z" is beyond the calendar's end
    "99999-01-01T00:00Z": "99999-01-01T00:00Z" is not a time; write the date, T, the time of day and an offset or Z
    "9999-12-31T23:59:59-23:59": "9999-12-31T23:59:59-23:59" is beyond the calendar's end
    "##);
}

#[test]
fn fires_once() {
    let utc = zone("UTC");
    let once = Schedule::stored(ScheduleType::Once, "2020-01-01T00:00:00Z", &utc).unwrap();
    let at = millis("2020-01-01T00:00:00Z");
    assert_eq!(once.next_after(at - 1, &utc, NOW), Some(at));
    assert_eq!(once.next_after(at, &utc, NOW), None);
}
