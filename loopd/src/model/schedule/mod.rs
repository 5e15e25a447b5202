//! When a task fires: a crontab line, an interval or one instant, as a pure value.
//!
//! It must not know what the time is, who asks or where schedules are kept: the time, the zone and the
//! limits are parameters. What happens when clocks are changed is said in `cron.rs`;
//! an interval is exact elapsed time and does not know clocks; a single local time that does not exist fires
//! right after the gap, one that happens twice fires the first time.

mod cron;
mod crontab;
mod error;
mod interval;
mod once;
#[cfg(test)]
mod tests;
mod words;
mod zone;

use jiff::Timestamp;
use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};

pub use self::cron::Cron;
pub use self::error::ScheduleError;
pub use self::interval::Interval;
pub use self::once::Once;
pub use self::zone::Zone;
use super::Millis;

/// Bytes a schedule's text may have. The longest sensible crontab line is far shorter.
const LONGEST: usize = 200;

/// How a schedule is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ScheduleType {
    /// A crontab line of five fields.
    Cron,
    /// Every so often, counted from when it was set.
    Interval,
    /// At one instant.
    Once,
}

impl ScheduleType {
    /// The name used in the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cron => "cron",
            Self::Interval => "interval",
            Self::Once => "once",
        }
    }
}

/// When a task fires.
#[derive(Clone, Debug, PartialEq)]
pub enum Schedule {
    /// By the clock and the calendar.
    Cron(Cron),
    /// By elapsed time.
    Interval(Interval),
    /// One time only.
    Once(Once),
}

/// What is needed to judge a schedule somebody typed.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// The task's zone.
    pub zone: &'a Zone,
    /// The present.
    pub now: Millis,
    /// The least time between two firings.
    pub min_interval_ms: i64,
}

impl Schedule {
    /// The schedule that a person or an agent typed. Refuses also what can be read but not wanted: a time
    /// that has passed, or firing more often than allowed.
    pub fn parse(kind: ScheduleType, text: &str, reading: &Reading<'_>) -> Result<Self, ScheduleError> {
        let schedule = Self::stored(kind, text, reading.zone)?;
        match &schedule {
            Self::Cron(cron) => cron.check(reading)?,
            Self::Interval(interval) => interval.check(reading)?,
            Self::Once(once) => once.check(reading)?,
        }
        Ok(schedule)
    }

    /// The schedule that was accepted before: the same grammar, without what depends on the present.
    pub fn stored(kind: ScheduleType, text: &str, zone: &Zone) -> Result<Self, ScheduleError> {
        let refused = |reason: String| ScheduleError {
            field: "schedule",
            reason,
            example: match kind {
                ScheduleType::Cron => crontab::EXAMPLE,
                ScheduleType::Interval => interval::EXAMPLE,
                ScheduleType::Once => once::EXAMPLE,
            },
        };
        if text.len() > LONGEST {
            return Err(refused(format!("it has {} bytes; {LONGEST} are the most", text.len())));
        }
        let text = unquoted(text).split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() {
            return Err(refused("it is empty".to_owned()));
        }
        match kind {
            ScheduleType::Cron => Cron::read(&text).map(Self::Cron),
            ScheduleType::Interval => Interval::read(&text).map(Self::Interval),
            ScheduleType::Once => Once::read(&text, zone).map(Self::Once),
        }
    }

    /// How it is written.
    pub fn kind(&self) -> ScheduleType {
        match self {
            Self::Cron(_) => ScheduleType::Cron,
            Self::Interval(_) => ScheduleType::Interval,
            Self::Once(_) => ScheduleType::Once,
        }
    }

    /// The first fire time after `after`. An interval counts from `anchor`, when it was set, and fires there
    /// for the first time one interval later; the others do not need it. `None`: it never fires again.
    ///
    /// The work is bounded: at most 41 years of a calendar are looked at, and the changes of the zone's
    /// offset in them.
    pub fn next_after(&self, after: Millis, zone: &Zone, anchor: Millis) -> Option<Millis> {
        match self {
            Self::Cron(cron) => cron.next_after(timestamp(after), zone).map(Timestamp::as_millisecond),
            Self::Interval(interval) => interval.next_after(after, anchor),
            Self::Once(once) => Some(once.at()).filter(|at| *at > after),
        }
    }

    /// The text to store, which [`Schedule::stored`] reads back to the same schedule: as typed, with single
    /// blanks; a single instant as RFC 3339 with its offset, so that nothing can move it later.
    pub fn canonical(&self) -> String {
        match self {
            Self::Cron(cron) => cron.canonical().to_owned(),
            Self::Interval(interval) => interval.canonical().to_owned(),
            Self::Once(once) => once.canonical(),
        }
    }

    /// What it means, as an English sentence.
    pub fn describe(&self, zone: &Zone) -> String {
        match self {
            Self::Cron(cron) => words::cron(cron, zone),
            Self::Interval(interval) => words::interval(interval),
            Self::Once(once) => words::once(once, zone),
        }
    }
}

/// The text without quotes around it: a shell takes them away, a chat and an agent leave them there.
fn unquoted(text: &str) -> &str {
    const QUOTES: [(char, char); 5] = [('"', '"'), ('\'', '\''), ('`', '`'), ('“', '”'), ('‘', '’')];
    let text = text.trim();
    let within = QUOTES.iter().find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close));
    within.unwrap_or(text)
}

/// `at` in the zone's local time, as RFC 3339 with the offset in force then.
pub fn local_time(at: Millis, zone: &Zone) -> String {
    let at = timestamp(at);
    at.display_with_offset(zone.offset(at)).to_string()
}

/// The instant, or the nearest one the calendar has: it ends with the years -9999 and 9999.
fn timestamp(at: Millis) -> Timestamp {
    let nearest = if at < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_millisecond(at).unwrap_or(nearest)
}
