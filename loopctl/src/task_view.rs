//! How tasks and their slots look to people. Pure; it must not know where they come from.

use std::collections::HashMap;

use loop_client::types::{Misfire, Slot, SlotOutcome, Task, TaskState};

use crate::io::Clock;
use crate::output::Tone;
use crate::runs;
use crate::schedules::{at, next};
use crate::span::typed;
use crate::table::{Item, Table};
use crate::words;

/// One field of a task.
type Field = (&'static str, Tone, String);

/// A list of tasks.
pub(crate) fn table(tasks: &[Task], names: &HashMap<String, String>, clock: &Clock) -> Table {
    let mut table =
        Table::new(&["TASK", "CHANNEL", "STATE", "NEXT", "LAST RUN", "TYPE", "SCHEDULE", "PROMPT"]);
    for task in tasks {
        let last = task.last_run.as_ref().map_or_else(
            || Item::from(""),
            |run| {
                let ago = match words::age(clock.since(run.finished_at.unwrap_or(run.queued_at))).as_str() {
                    "now" => "just now".to_owned(),
                    age => format!("{age} ago"),
                };
                Item::colored(&format!("{}, {ago}", run.status), runs::tone(run.status).color())
            },
        );
        table.row([
            task.id.to_string().into(),
            names.get(&task.channel_id).unwrap_or(&task.channel_id).into(),
            Item::colored(&task.state.to_string(), tone(task.state).color()),
            due(task, clock).into(),
            last,
            task.type_.to_string().into(),
            words::cut(&task.schedule, 30).into(),
            task.prompt.as_str().into(),
        ]);
    }
    table
}

/// How long it takes until the task is due.
fn due(task: &Task, clock: &Clock) -> String {
    let next = task.next_run_at.as_deref().and_then(|next| chrono::DateTime::parse_from_rfc3339(next).ok());
    let left = next.map(|next| words::age(-clock.since(next.to_utc())));
    left.map(|left| if left == "now" { left } else { format!("in {left}") }).unwrap_or_default()
}

fn tone(state: TaskState) -> Tone {
    match state {
        TaskState::Scheduled => Tone::Good,
        TaskState::Disabled | TaskState::Paused => Tone::Warning,
        TaskState::Done => Tone::Dim,
    }
}

/// What somebody who made or changed a task wants to see.
pub(crate) fn brief(task: &Task) -> Vec<Field> {
    let mut fields =
        vec![("task", Tone::Plain, task.id.to_string()), ("means", Tone::Plain, task.description.clone())];
    if task.state == TaskState::Scheduled {
        fields.extend(next(&task.next_times));
    } else {
        fields.push(("state", tone(task.state), task.state.to_string()));
    }
    fields
}

/// Everything about a task but its prompt.
pub(crate) fn fields(task: &Task, channel: String, clock: &Clock) -> Vec<Field> {
    let plain = |name, value| (name, Tone::Plain, value);
    let span = |sec: i64| if sec > 0 { typed(sec) } else { String::new() };
    let last = task.last_run.as_ref().map(|run| {
        let ended = run.finished_at.unwrap_or(run.queued_at);
        ("last run", runs::tone(run.status), format!("{}, {}, {}", run.id, run.status, clock.date(ended)))
    });
    let mut fields = vec![
        plain("task", task.id.to_string()),
        ("state", tone(task.state), task.state.to_string()),
        ("because", Tone::Warning, task.disabled_reason.clone().unwrap_or_default()),
        plain("channel", channel),
        plain("schedule", format!("{} ({})", task.schedule, task.type_)),
        plain("means", task.description.clone()),
    ];
    fields.extend(next(&task.next_times));
    fields.extend(last);
    fields.extend([
        (
            "failures",
            Tone::Bad,
            if task.failures > 0 { format!("{} in a row", task.failures) } else { String::new() },
        ),
        plain("timezone", task.timezone.clone()),
        plain("misfire", misfire(task)),
        plain("overlap", task.overlap.to_string()),
        plain("session", task.session.to_string()),
        plain("timeout", task.timeout_sec.map(span).unwrap_or_default()),
        plain("model", task.model.clone().unwrap_or_default()),
        plain("repeats", if task.idempotent { "interrupted runs".to_owned() } else { String::new() }),
        plain(
            "threads",
            if task.auto_delete_sec > 0 {
                format!("deleted after {} when there is nothing to report", typed(task.auto_delete_sec))
            } else {
                String::new()
            },
        ),
        plain("template", task.template_name.clone().unwrap_or_default()),
        plain("made by", task.created_by.clone()),
        plain("made", clock.date(task.created_at)),
        plain("changed", clock.date(task.updated_at)),
    ]);
    fields
}

/// What becomes of missed times, in the words of the options.
fn misfire(task: &Task) -> String {
    let within = typed(task.catch_up_window_sec);
    match task.misfire {
        Misfire::Skip => task.misfire.to_string(),
        Misfire::RunLatest => format!("{}, up to {within} late", task.misfire),
        Misfire::RunAll => {
            format!("{}, {} at the most, up to {within} late", task.misfire, task.max_catch_up)
        }
    }
}

/// A list of slots.
pub(crate) fn slots(slots: &[Slot]) -> Table {
    let mut table = Table::new(&["DUE", "OUTCOME", "RUN", "WHY"]);
    for slot in slots {
        let tone = match slot.outcome {
            SlotOutcome::Fired => Tone::Good,
            SlotOutcome::Missed => Tone::Bad,
            SlotOutcome::Skipped => Tone::Warning,
        };
        table.row([
            at(&slot.nominal_at).into(),
            Item::colored(&slot.outcome.to_string(), tone.color()),
            slot.run_id.map(|run| run.to_string()).unwrap_or_default().into(),
            slot.reason.as_deref().unwrap_or_default().into(),
        ]);
    }
    table
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn task(id: i64, patch: &serde_json::Value) -> Task {
        let mut json = serde_json::json!({
            "id": id, "channel_id": "c1", "type": "cron", "schedule": "0 9 * * 1-5", "timezone": "Europe/Berlin",
            "description": "At 09:00 on Monday through Friday, Europe/Berlin time.", "enabled": true,
            "prompt": "Which tests failed\nlast night?", "state": "scheduled",
            "next_run_at": "2026-01-02T09:00:00+01:00",
            "next_times": ["2026-01-02T09:00:00+01:00", "2026-01-05T09:00:00+01:00"],
            "auto_delete_sec": 0, "misfire": "run_latest", "max_catch_up": 10, "catch_up_window_sec": 3600,
            "overlap": "skip", "session": "own", "idempotent": false, "created_by": "ann", "failures": 0, "depth": 0,
            "created_at": "2026-01-01T03:00:00Z", "updated_at": "2026-01-01T03:00:00Z",
        });
        for (key, value) in patch.as_object().unwrap() {
            json[key] = value.clone();
        }
        serde_json::from_value(json).unwrap()
    }

    fn failing() -> Task {
        task(
            12,
            &serde_json::json!({
                "enabled": false, "state": "disabled", "next_run_at": null, "next_times": [], "failures": 5,
                "disabled_reason": "5 runs in a row failed, run 41 last", "misfire": "run_all",
                "timeout_sec": 5400, "idempotent": true, "auto_delete_sec": 600,
                "last_run": { "id": 41, "status": "failed", "queued_at": "2026-01-02T02:00:00Z",
                              "finished_at": "2026-01-02T02:04:05Z" },
            }),
        )
    }

    fn clock() -> Clock {
        Clock { now: Arc::new(|| "2026-01-02T03:04:05Z".parse().unwrap()), ..Clock::utc() }
    }

    fn shown(fields: Vec<Field>) -> String {
        let filled = fields.into_iter().filter(|(.., value)| !value.is_empty());
        filled.map(|(name, _, value)| format!("{name}: {value}")).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_list_of_tasks() {
        let names = HashMap::from([("c1".to_owned(), "website".to_owned())]);
        let tasks = [task(3, &serde_json::json!({})), failing()];
        insta::assert_snapshot!(table(&tasks, &names, &clock()).render(Some(110), false), @r#"
        TASK  CHANNEL  STATE      NEXT   LAST RUN        TYPE  SCHEDULE     PROMPT
        3     website  scheduled  in 4h                  cron  0 9 * * 1-5  Which tests failed last night?
        12    website  disabled          failed, 1h ago  cron  0 9 * * 1-5  Which tests failed last night?
        "#);
    }

    #[test]
    fn all_about_a_task() {
        insta::assert_snapshot!(shown(fields(&failing(), "website (c1)".to_owned(), &clock())), @r#"
        task: 12
        state: disabled
        because: 5 runs in a row failed, run 41 last
        channel: website (c1)
        schedule: 0 9 * * 1-5 (cron)
        means: At 09:00 on Monday through Friday, Europe/Berlin time.
        last run: 41, failed, 2026-01-02 02:04:05
        failures: 5 in a row
        timezone: Europe/Berlin
        misfire: run_all, 10 at the most, up to 1h late
        overlap: skip
        session: own
        timeout: 1h30m
        repeats: interrupted runs
        threads: deleted after 10m when there is nothing to report
        made by: ann
        made: 2026-01-01 03:00:00
        changed: 2026-01-01 03:00:00
        "#);
        insta::assert_snapshot!(shown(brief(&task(3, &serde_json::json!({})))), @r#"
        task: 3
        means: At 09:00 on Monday through Friday, Europe/Berlin time.
        next: Fri 2026-01-02 09:00:00 +01:00
        : Mon 2026-01-05 09:00:00 +01:00
        "#);
    }

    #[test]
    fn a_list_of_slots() {
        let json = serde_json::json!([
            { "nominal_at": "2026-01-02T09:00:00+01:00", "outcome": "skipped", "reason": "run 7 of the task had not ended",
              "recorded_at": "2026-01-02T08:00:00Z" },
            { "nominal_at": "2026-01-01T09:00:00+01:00", "outcome": "fired", "run_id": 7,
              "recorded_at": "2026-01-01T08:00:00Z" },
        ]);
        let list: Vec<Slot> = serde_json::from_value(json).unwrap();
        insta::assert_snapshot!(slots(&list).render(Some(100), false), @r#"
        DUE                             OUTCOME  RUN  WHY
        Fri 2026-01-02 09:00:00 +01:00  skipped       run 7 of the task had not ended
        Thu 2026-01-01 09:00:00 +01:00  fired    7
        "#);
    }
}
