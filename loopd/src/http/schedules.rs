//! Schedules by themselves: when one would fire, or why it is none.

#![expect(unused_qualifications, reason = "utoipa writes them for query and header parameters")]

use std::sync::Arc;

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Api;
use super::error::{Problem, Problems};
use super::extract::Query;
use super::wire::ScheduleType;
use crate::engine::tasks::{MOST_PREVIEWED, NEXT_TIMES};
use crate::model::Millis;
use crate::model::schedule::local_time;

/// What a schedule means.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SchedulePreview {
    /// How it is written.
    #[serde(rename = "type")]
    kind: ScheduleType,
    /// The schedule as it would be stored.
    #[schema(example = "0 9 * * 1-5")]
    schedule: String,
    /// IANA name of the zone in which it was read.
    #[schema(example = "Europe/Berlin")]
    timezone: String,
    /// What it means, an English sentence.
    #[schema(example = "At 09:00 on Monday through Friday, Europe/Berlin time.")]
    description: String,
    /// When it would fire, RFC 3339 in the zone; fewer than asked for if there are no more.
    times: Vec<String>,
}

/// A schedule that somebody thinks of.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PreviewQuery {
    /// How `schedule` is written.
    #[serde(rename = "type")]
    #[param(inline = false)]
    kind: ScheduleType,
    /// The schedule, written as in `schedule_task`.
    #[param(example = "0 9 * * 1-5", max_length = 200)]
    schedule: String,
    /// IANA name of the zone in which it is read; the configured one if left out.
    #[param(example = "Europe/Berlin")]
    timezone: Option<String>,
    /// Only times after this one, RFC 3339; now if left out. Intervals are counted from it.
    #[param(example = "2030-01-01T00:00:00Z")]
    after: Option<String>,
    /// How many times.
    #[param(minimum = 1, maximum = 100, default = 5)]
    count: Option<u32>,
}

/// Preview a schedule
///
/// Answers when a schedule would fire, in local time with offsets, or why it cannot be used. Nothing is made.
#[utoipa::path(
    get, path = "/api/schedules/preview", tag = "tasks", params(PreviewQuery),
    responses((status = 200, description = "What the schedule means", body = SchedulePreview), Problems),
)]
pub(super) async fn preview_schedule(
    State(api): State<Arc<Api>>,
    Query(query): Query<PreviewQuery>,
) -> Result<axum::Json<SchedulePreview>, Problem> {
    let count = count(query.count)?;
    let after = query.after.as_deref().map(instant).transpose()?;
    let asked = (query.kind.into(), query.schedule.as_str());
    let preview = api.engine.preview_schedule(asked, query.timezone.as_deref(), after, count)?;
    let zone = &preview.zone;
    Ok(axum::Json(SchedulePreview {
        kind: preview.schedule.kind().into(),
        schedule: preview.schedule.canonical(),
        timezone: zone.name().to_owned(),
        description: preview.schedule.describe(zone),
        times: preview.times.into_iter().map(|at| local_time(at, zone)).collect(),
    }))
}

/// The wanted number of times, checked.
fn count(asked: Option<u32>) -> Result<usize, Problem> {
    let asked = asked.map_or(Some(NEXT_TIMES), |asked| usize::try_from(asked).ok());
    asked
        .filter(|count| (1..=MOST_PREVIEWED).contains(count))
        .ok_or_else(|| Problem::invalid("count", format!("ask for 1 to {MOST_PREVIEWED} times")))
}

/// The instant in `text`. In a query a `+` that nobody encoded arrives as a blank.
fn instant(text: &str) -> Result<Millis, Problem> {
    let read = |text: &str| text.trim().parse::<jiff::Timestamp>().ok();
    let found = read(text).or_else(|| {
        let (time, offset) = text.trim().rsplit_once(' ')?;
        read(&format!("{time}+{offset}"))
    });
    found.map(jiff::Timestamp::as_millisecond).ok_or_else(|| {
        Problem::invalid("after", "it is not a time; write RFC 3339, for example: 2030-01-31T09:00:00+01:00")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_survives_a_plus_that_nobody_encoded() {
        let nine = instant("2030-01-31T09:00:00Z").unwrap();
        for same in ["2030-01-31T10:00:00+01:00", "2030-01-31T10:00:00 01:00", "2030-01-31 04:00:00-05:00"] {
            assert_eq!(instant(same).unwrap(), nine, "{same}");
        }
        for bad in ["", " ", "soon", "2030-01-31", "2030-01-31T09:00:00", "2030-02-30T09:00:00Z"] {
            assert!(format!("{:?}", instant(bad).unwrap_err()).contains("after"), "{bad}");
        }
    }

    #[test]
    fn the_number_of_times_is_bounded() {
        assert_eq!((count(None).unwrap(), count(Some(100)).unwrap()), (5, 100));
        assert!(count(Some(0)).is_err() && count(Some(101)).is_err());
    }
}
