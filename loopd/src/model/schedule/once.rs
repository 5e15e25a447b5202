//! A single instant, written with an offset, with a zone, or in the local time of the task's zone.
//!
//! It must not know what the time is now. The instant is fixed when the text is read: the text to store has
//! its offset written out, so that neither a later change of the task's zone nor a new law can move it.

use jiff::Timestamp;
use jiff::fmt::temporal::{Pieces, PiecesOffset, TimeZoneAnnotationKind};
use jiff::tz::Offset;

use super::error::{ScheduleError, quoted};
use super::{Millis, Reading, Zone};

/// A time that works, for errors.
pub(super) const EXAMPLE: &str = "2030-01-31T09:00:00+01:00";

/// Fires at one instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Once {
    at: Timestamp,
    offset: Offset,
}

impl Once {
    /// The instant in `text`, which is local time in `zone` unless it says otherwise.
    pub(super) fn read(text: &str, zone: &Zone) -> Result<Self, ScheduleError> {
        let pieces = Pieces::parse(text).map_err(|_| not_understood(text))?;
        let time = pieces
            .time()
            .ok_or_else(|| refused(format!("{} is a date without a time of day", quoted(text))))?;
        let wall = pieces.date().to_datetime(time);
        let named = pieces.time_zone_annotation().map(|annotation| match annotation.kind() {
            TimeZoneAnnotationKind::Named(name) => Zone::parse(name.as_str()),
            _ => Err(refused(format!("{} has an offset in brackets; write it without", quoted(text)))),
        });
        let named = named.transpose().map_err(|error| ScheduleError {
            field: "schedule",
            example: EXAMPLE,
            ..error
        })?;
        let out_of_range = || refused(format!("{} is beyond the calendar's end", quoted(text)));
        let Some(offset) = pieces.offset() else {
            let zone = named.as_ref().unwrap_or(zone);
            let at = zone.first_reaching(wall).ok_or_else(out_of_range)?;
            return Ok(Self::new(at, zone.offset(at)));
        };
        let is_utc = matches!(offset, PiecesOffset::Zulu);
        let offset = offset.to_numeric_offset();
        let at = offset.to_timestamp(wall).map_err(|_| out_of_range())?;
        match named {
            Some(zone) if is_utc => Ok(Self::new(at, zone.offset(at))),
            Some(zone) if zone.offset(at) != offset => Err(refused(format!(
                "{}: the offset in {} is then {}",
                quoted(text),
                zone.name(),
                zone.offset(at)
            ))),
            _ => Ok(Self::new(at, offset)),
        }
    }

    /// `at` to the millisecond. An offset with seconds, as clocks had in the 19th century, becomes UTC,
    /// because RFC 3339 cannot say it.
    fn new(at: Timestamp, offset: Offset) -> Self {
        let at = Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at);
        Self { at, offset: if offset.seconds() % 60 == 0 { offset } else { Offset::UTC } }
    }

    /// Refuses a time that has passed.
    pub(super) fn check(&self, reading: &Reading<'_>) -> Result<(), ScheduleError> {
        if self.at() > reading.now {
            return Ok(());
        }
        Err(refused(format!(
            "{} is in the past; it is now {}",
            self.canonical(),
            super::local_time(reading.now / 1000 * 1000, reading.zone)
        )))
    }

    /// The text to store: RFC 3339 with the offset that was written or found.
    pub(super) fn canonical(&self) -> String {
        self.at.display_with_offset(self.offset).to_string()
    }

    /// The instant.
    pub(super) fn at(&self) -> Millis {
        self.at.as_millisecond()
    }
}

fn not_understood(text: &str) -> ScheduleError {
    if text.starts_with(|c: char| c.is_ascii_digit()) && text.get(4..5) == Some("-") && text.len() > 10 {
        return refused(format!(
            "{} has a date or a time that does not exist, or has parts too many",
            quoted(text)
        ));
    }
    refused(format!("{} is not a time; write the date, T, the time of day and an offset or Z", quoted(text)))
}

fn refused(reason: String) -> ScheduleError {
    ScheduleError { field: "schedule", reason, example: EXAMPLE }
}
