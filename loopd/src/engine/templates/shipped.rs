//! The templates that come with loopd. They must not need anything of the host's configuration.

use std::time::Duration;

use crate::config::{Origin, Prompt, ScheduleKind, Template};

/// After this an uneventful run of something frequent leaves no trace in the channel.
const SOON: Duration = Duration::from_secs(60);
/// After this one of something rare does.
const LATER: Duration = Duration::from_secs(3600);

/// What every channel can add, unless the host or the project has another template of that name.
pub(super) fn templates() -> Vec<Template> {
    vec![
        Template {
            auto_delete: SOON,
            ..template(
                ("heartbeat", "Checks what HEARTBEAT.md lists and reports only what needs somebody."),
                (ScheduleKind::Interval, "30m"),
                include_str!("heartbeat.md"),
            )
        },
        Template {
            auto_delete: SOON,
            ..template(
                ("tk-auto-worker", "Gives each ready tk ticket to a worker in a thread of its own."),
                (ScheduleKind::Cron, "*/5 * * * *"),
                include_str!("tk_auto_worker.md"),
            )
        },
        Template {
            auto_delete: SOON,
            ..template(
                (
                    "tk-heartbeat",
                    "Switches the channel's tk-auto-worker on and off, as there are tk tickets.",
                ),
                (ScheduleKind::Interval, "5m"),
                include_str!("tk_heartbeat.md"),
            )
        },
        template(
            ("daily-summary", "Sums up what happened in the project that day."),
            (ScheduleKind::Cron, "0 17 * * *"),
            include_str!("daily_summary.md"),
        ),
        template(
            ("dependency-audit", "Looks for known vulnerabilities in the project's dependencies."),
            (ScheduleKind::Cron, "0 9 * * 1"),
            include_str!("dependency_audit.md"),
        ),
    ]
}

fn template(
    (name, description): (&str, &str),
    (kind, schedule): (ScheduleKind, &str),
    prompt: &str,
) -> Template {
    Template {
        name: name.to_owned(),
        description: description.to_owned(),
        schedule: schedule.to_owned(),
        kind,
        prompt: Prompt::Text(prompt.to_owned()),
        timezone: None,
        auto_delete: LATER,
        origin: Origin::Host,
    }
}

#[cfg(test)]
mod tests {
    use super::super::schedule_type;
    use super::*;
    use crate::model::schedule::{Reading, Schedule, Zone};

    #[test]
    fn every_schedule_is_one_that_a_task_can_have() {
        let zone = Zone::parse("Europe/Berlin").unwrap();
        for template in templates() {
            let reading = Reading { zone: &zone, now: 0, min_interval_ms: 60_000 };
            let read = Schedule::parse(schedule_type(template.kind), &template.schedule, &reading);
            assert!(read.is_ok(), "{}: {read:?}", template.name);
            assert!(read.unwrap().next_after(0, &zone, 0).is_some(), "{}", template.name);
        }
    }

    #[test]
    fn every_prompt_says_how_to_be_silent_and_that_nothing_is_pushed() {
        assert_eq!(templates().len(), 5);
        for Template { name, prompt, auto_delete, .. } in templates() {
            let Prompt::Text(text) = prompt else { panic!("{name} has no text") };
            assert!(text.contains("[EPHEMERAL]") && !auto_delete.is_zero(), "{name}");
            assert!(text.to_lowercase().contains("push"), "{name}");
            assert!(text.contains("information") || text.contains("not followed"), "{name}");
            // The agent's program would take it for a file's name.
            assert!(!text.contains('@'), "{name}");
            assert!(text.len() < 4096 && text.lines().all(|line| line.chars().count() <= 120), "{name}");
        }
    }
}
