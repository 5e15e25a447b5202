//! `loopctl schedules`: what a schedule means, before it is one of a task.

use anyhow::Result;
use clap::Subcommand;
use loop_client::types::{SchedulePreview, ScheduleType};

use crate::args::one_of;
use crate::client::body;
use crate::failure::Exit;
use crate::invocation::Invocation;
use crate::output::Tone;

/// When something would happen.
#[derive(Debug, Subcommand)]
pub(crate) enum Schedules {
    /// Print the next times of a schedule, or why it is none
    Preview {
        /// A crontab line ("0 9 * * 1-5", @daily), an interval (30m, 1h30m) or a time (2030-01-31T09:00)
        schedule: String,
        /// How it is written
        #[arg(value_name = "TYPE", value_parser = one_of(ScheduleType::ALL))]
        kind: ScheduleType,
        /// The time zone, such as Europe/Berlin [default: the configured one]
        #[arg(short = 'z', long, value_name = "ZONE")]
        timezone: Option<String>,
        /// Only times after this one, RFC 3339 [default: now]
        #[arg(long, value_name = "TIME")]
        after: Option<String>,
        /// How many times
        #[arg(short = 'n', long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100))]
        count: u32,
    },
}

/// Runs the command.
pub(crate) async fn run(command: &Schedules, invocation: &mut Invocation) -> Result<Exit> {
    let Schedules::Preview { schedule, kind, timezone, after, count } = command;
    let client = invocation.connect()?;
    let mut request = client.preview_schedule().schedule(schedule).type_(*kind).count(*count);
    if let Some(timezone) = timezone {
        request = request.timezone(timezone);
    }
    if let Some(after) = after {
        request = request.after(after);
    }
    let preview = body(request.send().await)?;
    let out = &mut invocation.out;
    if out.is_json() {
        out.json(&preview)?;
    } else {
        out.fields(&fields(&preview))?;
    }
    Ok(Exit::Ok)
}

fn fields(preview: &SchedulePreview) -> Vec<(&'static str, Tone, String)> {
    let mut fields = vec![("means", Tone::Plain, preview.description.clone())];
    fields.extend(next(&preview.times));
    fields
}

/// Times one below the other.
pub(crate) fn next(times: &[String]) -> impl Iterator<Item = (&'static str, Tone, String)> {
    let names = std::iter::once("next").chain(std::iter::repeat(""));
    names.zip(times).map(|(name, time)| (name, Tone::Plain, at(time)))
}

/// A time in the zone in which the API gave it, for people.
pub(crate) fn at(time: &str) -> String {
    chrono::DateTime::parse_from_rfc3339(time)
        .map_or_else(|_| time.to_owned(), |at| at.format("%a %Y-%m-%d %H:%M:%S %:z").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_keep_their_zone() {
        assert_eq!(at("2026-11-23T09:00:00.250+01:00"), "Mon 2026-11-23 09:00:00 +01:00");
        assert_eq!(at("odd"), "odd");
    }
}
