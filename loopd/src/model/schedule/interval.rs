//! A fixed interval: exact elapsed time, counted from when it was set, so that it never drifts.
//!
//! It must not know about zones: a day is 24 hours here, whatever the clocks do. Months and years have no
//! exact length and are refused.

use super::error::{ScheduleError, quoted};
use super::{Millis, Reading};

/// An interval that works, for errors.
pub(super) const EXAMPLE: &str = "1h30m";

/// The longest interval in seconds: a hundred years of 365 days.
const LONGEST: i64 = 100 * 365 * 86_400;

/// A unit: its length in seconds and how people write it.
const UNITS: &[(i64, &[&str])] = &[
    (7 * 86_400, &["w", "wk", "wks", "week", "weeks"]),
    (86_400, &["d", "day", "days"]),
    (3600, &["h", "hr", "hrs", "hour", "hours"]),
    (60, &["m", "min", "mins", "minute", "minutes"]),
    (1, &["s", "sec", "secs", "second", "seconds"]),
];

/// Units without an exact length, or shorter than a second.
const CALENDAR: &[&str] = &["mo", "mon", "mos", "month", "months", "y", "yr", "yrs", "year", "years"];
const SHORT: &[&str] = &["ms", "msec", "millis", "millisecond", "milliseconds", "us", "µs", "ns"];

/// Fires every so many seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interval {
    text: String,
    seconds: i64,
}

impl Interval {
    /// The interval in `text`, which has single blanks between its words.
    pub(super) fn read(text: &str) -> Result<Self, ScheduleError> {
        Ok(Self { text: text.to_owned(), seconds: read(text)? })
    }

    /// Refuses what fires more often than `reading` allows.
    pub(super) fn check(&self, reading: &Reading<'_>) -> Result<(), ScheduleError> {
        if self.period() >= reading.min_interval_ms {
            return Ok(());
        }
        let least = reading.min_interval_ms.saturating_add(999) / 1000;
        Err(refused(format!("{} is too short; the shortest is {}", quoted(&self.text), in_words(least))))
    }

    /// The text to store.
    pub(super) fn canonical(&self) -> &str {
        &self.text
    }

    /// Its length in milliseconds.
    pub(super) fn period(&self) -> Millis {
        self.seconds * 1000
    }

    /// Its length as people say it.
    pub(super) fn in_words(&self) -> String {
        in_words(self.seconds)
    }

    /// The first multiple of the interval after `anchor` that is also after `after`.
    pub(super) fn next_after(&self, after: Millis, anchor: Millis) -> Option<Millis> {
        let (after, anchor, period) = (i128::from(after), i128::from(anchor), i128::from(self.period()));
        let passed = (after - anchor).div_euclid(period).max(0);
        Millis::try_from(anchor + (passed + 1) * period).ok()
    }
}

/// So many seconds as people say it: `1 hour 30 minutes`.
pub(super) fn in_words(seconds: i64) -> String {
    let mut rest = seconds;
    let mut words = Vec::new();
    for (length, name) in [(86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second")] {
        let count = rest / length;
        rest %= length;
        if count != 0 {
            words.push(format!("{count} {name}{}", if count == 1 { "" } else { "s" }));
        }
    }
    if words.is_empty() { "0 seconds".to_owned() } else { words.join(" ") }
}

/// The seconds `text` stands for, at least one.
pub(super) fn read(text: &str) -> Result<i64, ScheduleError> {
    let lower = text.trim().to_lowercase();
    let rest = lower.strip_prefix("every ").unwrap_or(&lower);
    if rest.is_empty() {
        return Err(refused("the interval is empty".to_owned()));
    }
    if rest.starts_with('-') || rest.starts_with("p-") || rest.starts_with("pt-") {
        return Err(refused(format!("{} is negative", quoted(text))));
    }
    if rest.split(' ').count() == 5 && rest.contains('*') || rest.starts_with('@') {
        return Err(refused(format!("{} is a crontab line; set the type to cron", quoted(text))));
    }
    let seconds = match rest.strip_prefix('p') {
        Some(rest) => iso(text, rest)?,
        None if text.ends_with('M') || text.contains("M ") => {
            return Err(refused(format!(
                "{}: M could mean minutes or months; write m for minutes",
                quoted(text)
            )));
        }
        None => units(text, rest, UNITS)?,
    };
    match seconds {
        0 => Err(refused(format!("{} is no time at all", quoted(text)))),
        seconds if seconds > LONGEST => {
            Err(refused(format!("{} is too long; the longest is {}", quoted(text), in_words(LONGEST))))
        }
        seconds => Ok(seconds),
    }
}

/// An ISO 8601 duration after its `P`, in lower case.
fn iso(text: &str, rest: &str) -> Result<i64, ScheduleError> {
    let (date, time) = match rest.split_once('t') {
        Some((_, "")) => return Err(not_understood(text)),
        Some((date, time)) => (date, time),
        None => (rest, ""),
    };
    if date.is_empty() && time.is_empty() || rest.contains([' ', ',']) {
        return Err(not_understood(text));
    }
    if date.ends_with(['m', 'y']) || date.contains('y') {
        return Err(no_exact_length(text));
    }
    let part = |part: &str, units_of: &[(i64, &[&str])]| {
        if part.is_empty() { Ok(0) } else { units(text, part, units_of) }
    };
    let days = part(date, &[(7 * 86_400, &["w"]), (86_400, &["d"])])?;
    let seconds = part(time, &[(3600, &["h"]), (60, &["m"]), (1, &["s"])])?;
    Ok(days.saturating_add(seconds))
}

/// The sum of numbers with units, each unit once: `1h30m`, `1 hour and 30 minutes`, `1.5h`.
fn units(text: &str, rest: &str, known: &[(i64, &[&str])]) -> Result<i64, ScheduleError> {
    let mut seen = Vec::new();
    let mut sum = 0_i64;
    let mut rest = rest;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (number, tail) = rest.split_at(digits);
        let tail = tail.trim_start();
        let letters = tail.find(|c: char| !c.is_alphabetic()).unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(letters);
        if number.is_empty() {
            return Err(not_understood(text));
        }
        if tail.starts_with(':') {
            return Err(refused(format!(
                "{} could be a time of day; write numbers with units",
                quoted(text)
            )));
        }
        if unit.is_empty() {
            return Err(refused(format!(
                "{} has a number without a unit; write {number}s, {number}m, {number}h or {number}d",
                quoted(text)
            )));
        }
        let length = known.iter().find(|(_, names)| names.contains(&unit)).map(|(length, _)| *length);
        let length = length.ok_or_else(|| unknown_unit(text, unit))?;
        if seen.contains(&length) {
            return Err(refused(format!("{} has the same unit twice", quoted(text))));
        }
        seen.push(length);
        sum = sum.saturating_add(times(text, number, length)?);
        let tail = tail.trim_start_matches([' ', ',']);
        rest = tail.strip_prefix("and ").unwrap_or(tail);
    }
    Ok(sum)
}

/// `number` units of `length` seconds; the number may have a fraction if whole seconds come out.
fn times(text: &str, number: &str, length: i64) -> Result<i64, ScheduleError> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    if whole.is_empty() || fraction.is_empty() || fraction.contains('.') {
        return Err(not_understood(text));
    }
    let too_fine =
        || refused(format!("{} has a part of a second; the smallest unit is one second", quoted(text)));
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > 9 {
        return Err(too_fine());
    }
    let scale = 10_i64.pow(u32::try_from(fraction.len()).unwrap_or_default());
    let parts = fraction.parse::<i64>().unwrap_or_default().saturating_mul(length);
    if parts % scale != 0 {
        return Err(too_fine());
    }
    let whole = whole.parse::<i64>().unwrap_or(i64::MAX);
    Ok(whole.saturating_mul(length).saturating_add(parts / scale))
}

fn unknown_unit(text: &str, unit: &str) -> ScheduleError {
    if CALENDAR.contains(&unit) {
        no_exact_length(text)
    } else if SHORT.contains(&unit) {
        refused(format!("{} has parts of a second; the smallest unit is one second", quoted(text)))
    } else {
        refused(format!("{} has the unknown unit {}; known are w, d, h, m and s", quoted(text), quoted(unit)))
    }
}

fn no_exact_length(text: &str) -> ScheduleError {
    refused(format!(
        "{}: months and years have no exact length; set the type to cron and write @monthly or @yearly",
        quoted(text)
    ))
}

fn not_understood(text: &str) -> ScheduleError {
    refused(format!("{} is not an interval; write numbers with the units w, d, h, m or s", quoted(text)))
}

fn refused(reason: String) -> ScheduleError {
    ScheduleError { field: "schedule", reason, example: EXAMPLE }
}
