//! What a schedule must do, by topic.
//!
//! All zones come from the database built into jiff, so that the host's cannot change a result.

mod arbitrary;
mod clocks;
mod crontab;
mod intervals;
mod once;
mod oracle;
mod peers;
mod words;
mod work;

use jiff::Timestamp;
use jiff::tz::TimeZoneDatabase;

use super::*;

/// 2026-11-22T12:00:00Z, a Sunday.
const NOW: Millis = 1_795_348_800_000;

fn zone(name: &str) -> Zone {
    Zone::from(&TimeZoneDatabase::bundled(), name).unwrap_or_else(|| panic!("no zone {name}"))
}

fn reading(zone: &Zone) -> Reading<'_> {
    Reading { zone, now: NOW, min_interval_ms: 60_000 }
}

fn cron(text: &str) -> Schedule {
    Schedule::stored(ScheduleType::Cron, text, &zone("UTC")).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn refusal(kind: ScheduleType, text: &str) -> ScheduleError {
    match Schedule::parse(kind, text, &reading(&zone("UTC"))) {
        Ok(schedule) => panic!("{text} is accepted: {schedule:?}"),
        Err(error) => error,
    }
}

fn millis(time: &str) -> Millis {
    time.parse::<Timestamp>().unwrap_or_else(|error| panic!("{time}: {error}")).as_millisecond()
}

/// The first `count` firings after `from`, in the zone's local time.
fn fires(schedule: &Schedule, zone: &Zone, from: &str, count: usize) -> Vec<String> {
    let mut at = millis(from);
    std::iter::from_fn(|| {
        at = schedule.next_after(at, zone, NOW)?;
        Some(local_time(at, zone))
    })
    .take(count)
    .collect()
}
