//! A crontab line as a schedule: when it fires next, whatever the clocks do.
//!
//! It must not know what the time is now. The `cron` crate is asked one thing only: the next match of
//! plain lists of numbers on a calendar without zones. Its own dialect, its week that begins on Sunday as
//! 1 and its handling of zones differ from crontab's, so text never reaches it.
//!
//! What happens when the clocks are changed is what Debian's (vixie) cron does:
//!
//! - If the minute or the hour field begins with a star, the rule follows the clock on the wall: it fires
//!   whenever the clock shows a matching time. A time shown twice fires twice, a time skipped is skipped.
//!   `*/15 * * * *`, `0 */2 * * *` and also `*/15 2 * * *`, which has no firing on the day without 02:xx.
//! - Any other rule names times of the day, and each fires once a day: at the first instant at which the
//!   clock shows it or later. A time shown twice fires the first time; times skipped fire once, together,
//!   right after the gap. `30 2 * * *`, `0,30 2 * * *`, `0 1-3 * * *` and also `0-59 0-23 * * *`.

use ::cron::Schedule as Calendar;
use chrono::{Datelike, NaiveDate, TimeZone as _, Timelike, Utc};
use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp};

use super::crontab::{Fields, members, refused};
use super::{Reading, ScheduleError, Zone};

/// The longest anybody waits for a date: a leap day that is a Sunday, across a century's end without leap
/// day, comes after 40 years (2088 to 2128). Looking farther finds nothing new.
const YEARS_AHEAD: i16 = 40;

/// The years whose calendars stand in for those of all other years: any 28 years without such a century's
/// end have each of the 14 possible calendars.
const STAND_INS: std::ops::RangeInclusive<i16> = 2000..=2027;

/// A crontab line.
#[derive(Clone, Debug, PartialEq)]
pub struct Cron {
    text: String,
    pub(super) fields: Fields,
    /// One calendar, or two of which the earlier counts.
    calendars: Vec<Calendar>,
}

impl Cron {
    /// The line in `text`, which has single blanks between its words.
    pub(super) fn read(text: &str) -> Result<Self, ScheduleError> {
        let fields = Fields::parse(text)?;
        let lists = if fields.either_day {
            vec![line(&fields, true, false), line(&fields, false, true)]
        } else {
            vec![line(&fields, true, true)]
        };
        let calendars = lists.iter().map(|list| list.parse()).collect::<Result<_, ::cron::error::Error>>();
        let calendars = calendars.map_err(|fault| refused(format!("it cannot be read: {fault}")))?;
        Ok(Self { text: text.to_owned(), fields, calendars })
    }

    /// Refuses what fires more often than `reading` allows.
    pub(super) fn check(&self, reading: &Reading<'_>) -> Result<(), ScheduleError> {
        let least = reading.min_interval_ms.saturating_add(59_999) / 60_000;
        if least <= 1 {
            return Ok(());
        }
        let from = reading.zone.wall(super::timestamp(reading.now)).date();
        match self.fields.closer_than(least, from) {
            None => Ok(()),
            Some(apart) => Err(refused(format!(
                "it fires {} apart, at least {} must lie between",
                super::interval::in_words(apart.saturating_mul(60)),
                super::interval::in_words(least.saturating_mul(60))
            ))),
        }
    }

    /// The text to store.
    pub(super) fn canonical(&self) -> &str {
        &self.text
    }

    /// When it fires first after `after`.
    pub(super) fn next_after(&self, after: Timestamp, zone: &Zone) -> Option<Timestamp> {
        self.search(after, zone, &mut Work::default())
    }

    /// [`Cron::next_after`], counting what it takes.
    pub(super) fn search(&self, after: Timestamp, zone: &Zone, work: &mut Work) -> Option<Timestamp> {
        if self.fields.follows_clock {
            self.on_the_clock(after, zone, work)
        } else {
            zone.first_reaching(self.next_wall(zone.high_water(after), work)?)
        }
    }

    /// The next instant at which the clock shows a matching time.
    fn on_the_clock(&self, after: Timestamp, zone: &Zone, work: &mut Work) -> Option<Timestamp> {
        let mut past = zone.wall(after);
        let mut offset = zone.offset(after);
        let mut next = self.next_wall(past, work)?;
        for change in zone.changes(after) {
            if offset.to_timestamp(next).is_ok_and(|at| at < change.timestamp()) {
                break;
            }
            work.changes += 1;
            offset = change.offset();
            let shown = offset.to_datetime(change.timestamp());
            // No match lies between `past` and `next`. The search begins anew only if the clocks now show
            // something outside.
            if next < shown || shown <= past {
                past = shown.saturating_sub(SignedDuration::from_secs(1));
                next = self.next_wall(past, work)?;
            }
        }
        offset.to_timestamp(next).ok()
    }

    /// The first matching local time after `past`.
    fn next_wall(&self, past: DateTime, work: &mut Work) -> Option<DateTime> {
        (past.year()..=past.year().saturating_add(YEARS_AHEAD).min(9999)).find_map(|year| {
            let from = if year == past.year() { past } else { last_second_before(year)? };
            let matches = self.calendars.iter().filter_map(|calendar| {
                work.years += 1;
                next_within(calendar, year, from)
            });
            matches.min()
        })
    }
}

/// What a search took.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Work {
    /// Questions to a calendar, each about one year.
    pub years: u32,
    /// Changes of the zone's offset looked at.
    pub changes: u32,
}

/// The fields as the `cron` crate reads them: seconds first, plain lists, weekdays by name, years last.
fn line(fields: &Fields, days: bool, weekdays: bool) -> String {
    const NAMES: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    let list = |bits: u64| members(bits).map(|number| number.to_string()).collect::<Vec<_>>().join(",");
    let named =
        || members(fields.weekdays).map(|day| NAMES[usize::from(day % 7)]).collect::<Vec<_>>().join(",");
    format!(
        "0 {} {} {} {} {} {}-{}",
        list(fields.minutes),
        list(fields.hours),
        if days { list(fields.days) } else { "*".to_owned() },
        list(fields.months),
        if weekdays { named() } else { "*".to_owned() },
        STAND_INS.start(),
        STAND_INS.end()
    )
}

/// The first match after `from` in `year`, asked about a year with the same calendar.
fn next_within(calendar: &Calendar, year: i16, from: DateTime) -> Option<DateTime> {
    let stand_in = stand_in(year);
    let ahead = i32::from(stand_in) - i32::from(year);
    let date = NaiveDate::from_ymd_opt(
        i32::from(from.year()) + ahead,
        u32::from(from.month().unsigned_abs()),
        u32::from(from.day().unsigned_abs()),
    )?;
    let from = date.and_hms_opt(
        u32::from(from.hour().unsigned_abs()),
        u32::from(from.minute().unsigned_abs()),
        u32::from(from.second().unsigned_abs()),
    )?;
    let found = calendar.after(&Utc.from_utc_datetime(&from)).next()?.naive_utc();
    if found.year() != i32::from(stand_in) {
        return None;
    }
    let small = |number: u32| i8::try_from(number).ok();
    DateTime::new(
        year,
        small(found.month())?,
        small(found.day())?,
        small(found.hour())?,
        small(found.minute())?,
        0,
        0,
    )
    .ok()
}

/// The last second of the year before `year`.
fn last_second_before(year: i16) -> Option<DateTime> {
    DateTime::new(year.checked_sub(1)?, 12, 31, 23, 59, 59, 0).ok()
}

/// A year with the same calendar as `year` among [`STAND_INS`].
fn stand_in(year: i16) -> i16 {
    let kind = |year: i16| Date::new(year, 1, 1).map(|first| (first.in_leap_year(), first.weekday())).ok();
    let wanted = kind(year);
    // From 1901 to 2099 calendars come back every 28 years.
    let likely = STAND_INS.start() + (year - STAND_INS.start()).rem_euclid(28);
    std::iter::once(likely).chain(STAND_INS).find(|year| kind(*year) == wanted).unwrap_or(likely)
}
