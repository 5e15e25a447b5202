//! A time zone and the few questions a schedule asks of it.
//!
//! It must not know what a schedule is. Zone data is the host's where it has any, so that a changed law
//! arrives with the host's updates; names the host lacks come from the copy built into the program, so
//! that a bare host or container works too. Nothing but zone data is read, and never the host's own zone.

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone, TimeZoneDatabase, TimeZoneTransition};
use jiff::{SignedDuration, Timestamp};

use super::error::{ScheduleError, quoted};

/// A zone that works, for errors.
const EXAMPLE: &str = "Europe/Berlin";

/// Characters a name may have; the longest real one has 32.
const LONGEST: usize = 64;

/// Farther back no clock was ever set in one go: crossing the date line takes 24 hours.
const FARTHEST_BACK: SignedDuration = SignedDuration::from_hours(48);

/// A named time zone of the IANA database.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone(TimeZone);

impl Zone {
    /// The zone with this name, in any case: `Europe/Berlin`, `utc`.
    pub fn parse(name: &str) -> Result<Self, ScheduleError> {
        let name = name.trim();
        if name.is_empty() {
            return Err(refused("the time zone is empty".to_owned()));
        }
        if name.starts_with(['+', '-']) || name.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(refused(format!(
                "{} is an offset, which does not know summer time; name the place instead",
                quoted(name)
            )));
        }
        let bundled = TimeZoneDatabase::bundled();
        let known = if name.len() > LONGEST {
            None
        } else {
            Self::from(jiff::tz::db(), name).or_else(|| Self::from(&bundled, name))
        };
        known.ok_or_else(|| unknown(name, &bundled))
    }

    /// The zone with this name in this database. Some hosts keep their own zone there too, and copies that
    /// count leap seconds; those are not meant.
    pub(super) fn from(zones: &TimeZoneDatabase, name: &str) -> Option<Self> {
        let zone = zones.get(name).ok().filter(|zone| !zone.is_unknown())?;
        let canonical = zone.iana_name()?;
        let is_other = ["posix/", "right/"].iter().any(|folder| canonical.starts_with(folder))
            || ["localtime", "posixrules", "Factory"].contains(&canonical);
        (!is_other).then_some(Self(zone))
    }

    /// Its canonical name.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// What is added to UTC to get its local time at `at`.
    pub(super) fn offset(&self, at: Timestamp) -> Offset {
        self.0.to_offset(at)
    }

    /// What its clocks show at `at`, without fractions of a second.
    pub(super) fn wall(&self, at: Timestamp) -> DateTime {
        whole_second(self.0.to_datetime(at))
    }

    /// The first instant at which its clocks show `wall` or later: a time that happens twice is its first
    /// occurrence, one that does not exist is the end of the gap it would be in.
    pub(super) fn first_reaching(&self, wall: DateTime) -> Option<Timestamp> {
        match self.0.to_ambiguous_timestamp(wall).offset() {
            AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(wall).ok(),
            AmbiguousOffset::Fold { before, .. } => before.to_timestamp(wall).ok(),
            AmbiguousOffset::Gap { after, .. } => self
                .changes(after.to_timestamp(wall).ok()?)
                .find(|change| change.offset().to_datetime(change.timestamp()) > wall)
                .map(|change| change.timestamp()),
        }
    }

    /// The latest local time, to the second, that its clocks have shown up to `at`: what they show now, or
    /// what they had reached before they were set back. Later ones are those first reached after `at`.
    pub(super) fn high_water(&self, at: Timestamp) -> DateTime {
        let now = self.wall(at);
        let horizon = at.saturating_sub(FARTHEST_BACK).unwrap_or(Timestamp::MIN);
        let next = at.saturating_add(SignedDuration::from_nanos(1)).unwrap_or(Timestamp::MAX);
        self.0
            .preceding(next)
            .map(|change| change.timestamp())
            .take_while(|change| *change > horizon)
            .filter_map(|change| change.checked_sub(SignedDuration::from_nanos(1)).ok())
            .map(|last| self.wall(last))
            .fold(now, DateTime::max)
    }

    /// Its changes of offset after `at`, in order.
    pub(super) fn changes(&self, at: Timestamp) -> impl Iterator<Item = TimeZoneTransition<'_>> {
        self.0.following(at)
    }
}

/// `wall` without fractions of a second.
fn whole_second(wall: DateTime) -> DateTime {
    wall.with().subsec_nanosecond(0).build().unwrap_or(wall)
}

/// The refusal of a name nobody knows, with the nearest one that exists.
fn unknown(name: &str, zones: &TimeZoneDatabase) -> ScheduleError {
    let wanted: String = name.chars().take(LONGEST).map(|c| if c == ' ' { '_' } else { c }).collect();
    let wanted = wanted.to_lowercase();
    let nearest = zones
        .available()
        .map(|known| {
            let whole = known.as_str().to_lowercase();
            let city = whole.rsplit('/').next().unwrap_or_default();
            let likeness = strsim::jaro_winkler(&wanted, &whole).max(strsim::jaro_winkler(&wanted, city));
            (likeness, known.as_str().to_owned())
        })
        .filter(|(likeness, _)| *likeness > 0.85)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(&a.1)));
    let hint = nearest.map_or_else(
        || "write a name from the IANA time zone database".to_owned(),
        |(_, known)| format!("did you mean \"{known}\"?"),
    );
    refused(format!("unknown time zone {}; {hint}", quoted(name)))
}

fn refused(reason: String) -> ScheduleError {
    ScheduleError { field: "timezone", reason, example: EXAMPLE }
}
