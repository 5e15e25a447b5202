//! The five fields of a crontab line as sets of numbers, read the way crontab(5) reads them.
//!
//! It must not know about zones or about time passing.

use jiff::civil::{Date, Weekday};

use super::error::{ScheduleError, quoted};

/// A line that works, for errors.
pub(super) const EXAMPLE: &str = "0 9 * * 1-5";

/// When to fire, as sets of numbers: bit 3 of `hours` is three o'clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fields {
    pub minutes: u64,
    pub hours: u64,
    /// Days of the month.
    pub days: u64,
    pub months: u64,
    /// Days of the week, Sunday being 0 (and never 7).
    pub weekdays: u64,
    /// The minute or the hour field begins with a star, so the rule follows the clock within the day.
    pub follows_clock: bool,
    /// Both day fields are restricted and neither begins with a star: either one is enough.
    pub either_day: bool,
}

/// One of the five fields.
struct Field {
    name: &'static str,
    low: u8,
    high: u8,
    names: &'static [&'static str],
}

const MINUTE: Field = Field { name: "minute", low: 0, high: 59, names: &[] };
const HOUR: Field = Field { name: "hour", low: 0, high: 23, names: &[] };
const DAY: Field = Field { name: "day-of-month", low: 1, high: 31, names: &[] };
const MONTH: Field = Field {
    name: "month",
    low: 1,
    high: 12,
    names: &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
};
const WEEKDAY: Field =
    Field { name: "day-of-week", low: 0, high: 7, names: &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"] };

/// The short forms and what they stand for.
const MACROS: &[(&str, &str)] = &[
    ("@hourly", "0 * * * *"),
    ("@daily", "0 0 * * *"),
    ("@midnight", "0 0 * * *"),
    ("@weekly", "0 0 * * 0"),
    ("@monthly", "0 0 1 * *"),
    ("@yearly", "0 0 1 1 *"),
    ("@annually", "0 0 1 1 *"),
];

impl Fields {
    /// The fields of `text`, which has no blanks at its ends.
    pub fn parse(text: &str) -> Result<Self, ScheduleError> {
        if text.starts_with('@') {
            return Self::parse(short_form(text)?);
        }
        let parts: Vec<&str> = text.split_whitespace().collect();
        let &[minute, hour, day, month, weekday] = parts.as_slice() else { return Err(not_five(&parts)) };
        let weekdays = set(&WEEKDAY, weekday)?;
        let fields = Self {
            minutes: set(&MINUTE, minute)?,
            hours: set(&HOUR, hour)?,
            days: set(&DAY, day)?,
            months: set(&MONTH, month)?,
            weekdays: (weekdays | weekdays >> 7) & 0b111_1111,
            follows_clock: minute.starts_with('*') || hour.starts_with('*'),
            either_day: !day.starts_with('*') && !weekday.starts_with('*'),
        };
        fields.possible().then_some(fields).ok_or_else(|| {
            refused(format!("it never fires: no month of {} has a day of {}", quoted(month), quoted(day)))
        })
    }

    /// False if no year has a day that fits. Every date, February 29 too, falls on every day of the week
    /// sooner or later, so only the length of the months can stand in the way.
    fn possible(&self) -> bool {
        const LONGEST: [u8; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        let first = self.days.trailing_zeros();
        self.either_day
            || (1..=12u8)
                .zip(LONGEST)
                .any(|(month, days)| has(self.months, month) && first <= u32::from(days))
    }

    /// True if it fires on `date` at all.
    pub fn fires_on(&self, date: Date) -> bool {
        let day = has(self.days, date.day().unsigned_abs());
        let weekday = has(self.weekdays, number(date.weekday()));
        has(self.months, date.month().unsigned_abs())
            && if self.either_day { day || weekday } else { day && weekday }
    }

    /// The minutes of a day at which it fires, in order.
    pub fn times(&self) -> Vec<i32> {
        members(self.hours)
            .flat_map(|hour| {
                members(self.minutes).map(move |minute| i32::from(hour) * 60 + i32::from(minute))
            })
            .collect()
    }

    /// The first two neighbouring fire times, in the eight years after `from`, that are less than `least`
    /// minutes apart on the clock: how many minutes they are apart. (Shifts of the clock do not count.)
    pub fn closer_than(&self, least: i64, from: Date) -> Option<i64> {
        let times = self.times();
        let (first, last) = (*times.first()?, *times.last()?);
        let within = times.windows(2).map(|pair| i64::from(pair[1] - pair[0]));
        if let Some(apart) = within.min().filter(|apart| *apart < least) {
            return Some(apart);
        }
        let days = (0..8 * 366i64).zip(from.series(jiff::Span::new().days(1)));
        let mut before = None;
        for (number, _) in days.filter(|(_, date)| self.fires_on(*date)) {
            let apart = before.map(|earlier| (number - earlier) * 1440 + i64::from(first - last));
            if let Some(apart) = apart.filter(|apart| *apart < least) {
                return Some(apart);
            }
            before = Some(number);
        }
        None
    }
}

/// True if `bits` has `number`.
pub(super) fn has(bits: u64, number: u8) -> bool {
    bits & (1 << number) != 0
}

/// The numbers in `bits`, in order.
pub(super) fn members(bits: u64) -> impl Iterator<Item = u8> + Clone {
    (0..64).filter(move |number| has(bits, *number))
}

/// The weekday's number, Sunday being 0.
fn number(weekday: Weekday) -> u8 {
    weekday.to_sunday_zero_offset().unsigned_abs()
}

/// The line a short form stands for.
fn short_form(text: &str) -> Result<&'static str, ScheduleError> {
    let word = text.split_whitespace().next().unwrap_or_default().to_lowercase();
    if let Some((_, line)) = MACROS.iter().find(|(name, _)| *name == word && text.len() == word.len()) {
        return Ok(line);
    }
    Err(refused(match word.as_str() {
        "@reboot" => "@reboot names no time; a schedule needs one".to_owned(),
        "@every" => "@every belongs to intervals; set the type to interval and write only the duration, \
                     such as 30m"
            .to_owned(),
        _ => {
            let known: Vec<&str> = MACROS.iter().map(|(name, _)| *name).collect();
            format!("unknown short form {}; known are {}", quoted(text), known.join(", "))
        }
    }))
}

/// The refusal of a line that does not have five fields.
fn not_five(parts: &[&str]) -> ScheduleError {
    let first = parts.first().copied().unwrap_or_default();
    refused(match parts.len() {
        _ if first.to_ascii_uppercase().starts_with("CRON_TZ=")
            || first.to_ascii_uppercase().starts_with("TZ=") =>
        {
            format!("{} does not belong here; set the task's time zone instead", quoted(first))
        }
        6 => format!(
            "6 fields, crontab has 5; if the first one means seconds, leave it out: {}",
            quoted(&parts[1..].join(" "))
        ),
        7 => format!(
            "7 fields, crontab has 5; if they begin with seconds and end with years, leave both out: {}",
            quoted(&parts[1..6].join(" "))
        ),
        1 | 2 if super::interval::read(&parts.join(" ")).is_ok() => {
            format!("{} is an interval; set the type to interval", quoted(&parts.join(" ")))
        }
        count => format!(
            "{count} field{}, crontab has 5: minute, hour, day of month, month, day of week",
            if count == 1 { "" } else { "s" }
        ),
    })
}

/// The numbers a whole field stands for.
fn set(field: &Field, text: &str) -> Result<u64, ScheduleError> {
    let mut bits = 0;
    for part in text.split(',') {
        bits |= part_of(field, part)
            .map_err(|why| refused(format!("{} field {}: {why}", field.name, quoted(text))))?;
    }
    Ok(bits)
}

/// The numbers one part of a list stands for.
fn part_of(field: &Field, part: &str) -> Result<u64, String> {
    let (range, step) = match part.split_once('/') {
        Some((range, step)) => (range, Some(step_of(step)?)),
        None => (part, None),
    };
    let (low, high) = match range.split_once('-') {
        _ if range == "*" => (field.low, field.high),
        Some((low, high)) => span(field, low, high)?,
        None => {
            let only = value(field, range)?;
            if let Some(step) = step {
                return Err(format!("a step needs a range before it; write {only}-{}/{step}", field.high));
            }
            (only, only)
        }
    };
    let step = usize::from(step.unwrap_or(1));
    Ok((low..=high).step_by(step).fold(0, |bits, number| bits | 1 << number))
}

/// The ends of a range, which must not run backwards; only Sunday may end one though its number is 0.
fn span(field: &Field, low: &str, high: &str) -> Result<(u8, u8), String> {
    let is_sunday =
        field.high == 7 && !low.is_empty() && matches!(high.to_ascii_uppercase().as_str(), "SUN" | "0");
    let first = value(field, low)?;
    let last = if is_sunday && first > 0 { 7 } else { value(field, high)? };
    if first <= last {
        return Ok((first, last));
    }
    let part = |from: u8, to: u8| if from == to { from.to_string() } else { format!("{from}-{to}") };
    // Seven is Sunday, and so is the 0 that the second part begins with.
    let top = if field.high == 7 { first.max(6) } else { field.high };
    let (upper, lower) = (part(first, top), part(field.low, last));
    Err(format!("a range cannot run backwards; write {upper},{lower}"))
}

/// The number after the slash.
fn step_of(text: &str) -> Result<u8, String> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("{} is not a step; a step is a number from 1", quoted(text)));
    }
    // A step past the end of the field leaves the first number alone, however large it is.
    match text.parse::<u64>().map_or(u8::MAX, |step| u8::try_from(step).unwrap_or(u8::MAX)) {
        0 => Err("a step of 0 never gets anywhere; the smallest is 1".to_owned()),
        step => Ok(step),
    }
}

/// One number or name.
fn value(field: &Field, text: &str) -> Result<u8, String> {
    let upper = text.to_ascii_uppercase();
    if let Some(index) = field.names.iter().position(|name| *name == upper) {
        return Ok(field.low + u8::try_from(index).unwrap_or_default());
    }
    let range = format!("{} goes from {} to {}", field.name, field.low, field.high);
    if text.is_empty() {
        return Err(format!("a number is missing; {range}"));
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text
            .parse::<u8>()
            .ok()
            .filter(|number| (field.low..=field.high).contains(number))
            .ok_or_else(|| format!("{} is out of range; {range}", quoted(text)));
    }
    Err(not_a_value(field, text, &upper).unwrap_or_else(|| {
        let names = field.names.first().zip(field.names.last());
        let names =
            names.map_or_else(String::new, |(first, last)| format!(", or by name from {first} to {last}"));
        format!("{} is neither a number nor a name; {range}{names}", quoted(text))
    }))
}

/// What to say of something that other dialects would understand.
fn not_a_value(field: &Field, text: &str, upper: &str) -> Option<String> {
    let shown = quoted(text);
    if let Some(name) = field.names.iter().find(|name| upper.len() > 3 && upper.starts_with(**name)) {
        return Some(format!("{shown} is too long a name; write {name}"));
    }
    let first = upper.chars().next()?;
    let other = "is of another dialect, not of crontab";
    if upper.contains('?') {
        Some(format!("{shown} {other}; write * for any"))
    } else if upper.contains('#') {
        Some(format!("{shown} (the nth weekday of a month) {other}; write the days as numbers"))
    } else if upper.ends_with('L') || upper.ends_with('W') || upper.starts_with("L-") {
        Some(format!("{shown} (last, nearest weekday) {other}; write the days as numbers"))
    } else if first == 'H' {
        Some(format!("{shown} {other}; choose a number"))
    } else if upper.contains('~') {
        Some(format!("{shown} (a random choice) {other}; choose a number"))
    } else if first == '*' {
        Some(format!("{shown} has something after the star; only a step such as */5 may follow it"))
    } else {
        None
    }
}

pub(super) fn refused(reason: String) -> ScheduleError {
    ScheduleError { field: "schedule", reason, example: EXAMPLE }
}
