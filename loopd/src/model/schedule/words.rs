//! A schedule as an English sentence, made from what it does and not from how it was written.
//!
//! It must not know how a schedule is searched.

use super::cron::Cron;
use super::crontab::{Fields, has, members};
use super::interval::{Interval, in_words};
use super::once::Once;
use super::{Zone, timestamp};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const DAY_MINUTES: i32 = 24 * 60;

/// Times of day that are listed one by one.
const LISTED: usize = 4;

/// "At 09:00 on Monday through Friday, Europe/Berlin time."
pub(super) fn cron(cron: &Cron, zone: &Zone) -> String {
    let fields = &cron.fields;
    let (when, once_a_day) = times(fields);
    let days = days(fields);
    let days = if days.is_empty() && once_a_day { " every day".to_owned() } else { days };
    format!("{when}{days}, {}.", zone_in_words(zone))
}

/// "Every 1 hour 30 minutes, counted from when it was set."
pub(super) fn interval(interval: &Interval) -> String {
    let length = interval.in_words();
    let length = match length.split_once(' ') {
        Some(("1", unit)) if !unit.contains(' ') => unit.to_owned(),
        _ => length,
    };
    let exact =
        if interval.period() % (DAY_MINUTES as i64 * 60_000) == 0 { " of exactly 24 hours" } else { "" };
    let exact = if length == "day" { " (exactly 24 hours)" } else { exact };
    format!("Every {length}{exact}, counted from when it was set.")
}

/// "Once, on 2 January 2027 at 09:00, Europe/Berlin time."
pub(super) fn once(once: &Once, zone: &Zone) -> String {
    let wall = zone.wall(timestamp(once.at()));
    let month = MONTHS.get(usize::from(wall.month().unsigned_abs()).saturating_sub(1)).copied();
    let seconds = if wall.second() == 0 { String::new() } else { format!(":{:02}", wall.second()) };
    format!(
        "Once, on {} {} {} at {:02}:{:02}{seconds}, {}.",
        wall.day(),
        month.unwrap_or_default(),
        wall.year(),
        wall.hour(),
        wall.minute(),
        zone_in_words(zone)
    )
}

fn zone_in_words(zone: &Zone) -> String {
    if zone.name() == "UTC" { "UTC".to_owned() } else { format!("{} time", zone.name()) }
}

/// The times of day, and whether they need the words "every day".
fn times(fields: &Fields) -> (String, bool) {
    let times = fields.times();
    let list = |times: &[i32]| all_of(&times.iter().map(|time| clock(*time)).collect::<Vec<_>>());
    let &[first, second, .., last] = times.as_slice() else { return (format!("At {}", list(&times)), true) };
    let step = second - first;
    let even = times.windows(2).all(|pair| pair[1] - pair[0] == step);
    let round_the_clock = even && first + DAY_MINUTES - last == step;
    let every = || {
        let length = in_words(i64::from(step) * 60);
        let length = match length.split_once(' ') {
            Some(("1", unit)) if !unit.contains(' ') => unit.to_owned(),
            _ => length,
        };
        format!("Every {length}")
    };
    if round_the_clock && first == 0 && step < 60 {
        (every(), false)
    } else if round_the_clock && step == 60 {
        (format!("Every hour at minute {first}"), false)
    } else if times.len() <= LISTED {
        (format!("At {}", list(&times)), true)
    } else if even {
        (format!("{} from {} to {}", every(), clock(first), clock(last)), true)
    } else {
        let minutes = all_of(&runs(fields.minutes, |minute| minute.to_string()));
        let plural = if fields.minutes.count_ones() == 1 { "" } else { "s" };
        let hours = if fields.hours.count_ones() == 24 {
            "every hour".to_owned()
        } else {
            let plural = if fields.hours.count_ones() == 1 { "" } else { "s" };
            format!("hour{plural} {}", all_of(&runs(fields.hours, |hour| format!("{hour:02}"))))
        };
        (format!("At minute{plural} {minutes} of {hours}"), fields.hours.count_ones() != 24)
    }
}

/// The days, with a blank before, or nothing if every day is meant.
fn days(fields: &Fields) -> String {
    let any_day = fields.days.count_ones() == 31;
    let any_weekday = fields.weekdays.count_ones() == 7;
    let month = (fields.months.count_ones() < 12).then(|| {
        all_of(&runs(fields.months, |month| MONTHS[usize::from(month.saturating_sub(1)) % 12].to_owned()))
    });
    let dates = dates(fields.days);
    let of = month.as_deref().unwrap_or("the month");
    let weekdays = weekdays(fields.weekdays);
    let every_day = month.as_deref().map_or_else(String::new, |month| format!(" every day in {month}"));
    let in_month = month.as_deref().map_or_else(String::new, |month| format!(" in {month}"));
    // "Or any day" is any day.
    match (any_day, any_weekday) {
        (true, true) => every_day,
        (true, false) | (false, true) if fields.either_day => every_day,
        (true, false) => format!(" on {weekdays}{in_month}"),
        (false, true) => format!(" on the {dates} of {of}"),
        (false, false) if fields.either_day => {
            format!(" on the {dates} of {of}, and also on every {weekdays}{in_month}")
        }
        (false, false) => format!(" on the {dates} of {of} if it is a {}", weekdays.replace(" and ", " or ")),
    }
}

/// The days of the month: "1st and 15th", "1st and every 2nd day after it to the 31st".
fn dates(bits: u64) -> String {
    let days: Vec<u8> = members(bits).collect();
    if let &[first, second, .., last] = days.as_slice() {
        let step = second - first;
        if days.len() > LISTED && step > 1 && days.windows(2).all(|pair| pair[1] - pair[0] == step) {
            return format!(
                "{} and every {} day after it to the {}",
                ordinal(first),
                ordinal(step),
                ordinal(last)
            );
        }
    }
    all_of(&runs(bits, ordinal))
}

/// The days of the week, the week beginning on Monday.
fn weekdays(bits: u64) -> String {
    let from_monday = bits & !1 | if has(bits, 0) { 1 << 7 } else { 0 };
    all_of(&runs(from_monday, |day| WEEKDAYS[usize::from(day) % 7].to_owned()))
}

/// The numbers in words, three or more in a row as a range.
fn runs(bits: u64, word: impl Fn(u8) -> String) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest: Vec<u8> = members(bits).collect();
    rest.reverse();
    while let Some(first) = rest.pop() {
        let mut last = first;
        while rest.last() == Some(&(last + 1)) {
            last += 1;
            rest.pop();
        }
        match last - first {
            0 => words.push(word(first)),
            1 => words.extend([word(first), word(last)]),
            _ => words.push(format!("{} through {}", word(first), word(last))),
        }
    }
    words
}

/// "a", "a and b", "a, b and c".
fn all_of(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// "09:05" for the 545th minute of a day.
fn clock(minute: i32) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// "1st", "2nd", "13th".
fn ordinal(day: u8) -> String {
    let ending = match (day / 10, day % 10) {
        (1, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{day}{ending}")
}
