//! What is said to make, change and run a task, and how it becomes what the engine is asked. It must not know what
//! tasks look like.

use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use super::error::Problem;
use super::principal::{Principal, no_channel};
use super::wire::{Misfire, Overlap, ScheduleType, SessionPolicy};
use crate::engine;
use crate::store::RequestKey;

/// A task to be made.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ScheduleTask {
    /// The channel it works in; only agents may leave it out, because they have one.
    #[schema(example = "cq7k2m9x4hwp3")]
    channel_id: Option<String>,
    /// How `schedule` is written.
    #[serde(rename = "type")]
    kind: ScheduleType,
    /// `cron`: a crontab line of five fields, `0 9 * * 1-5`, or `@hourly`, `@daily`, … `interval`: `30m`, `1h30m`,
    /// `2d`. `once`: RFC 3339, or local time of the zone, `2030-01-31T09:00`.
    #[schema(example = "0 9 * * 1-5", min_length = 1, max_length = 200)]
    schedule: String,
    /// What the agent is told; 512 KiB at the most.
    #[schema(example = "Which tests failed last night?", min_length = 1)]
    prompt: String,
    /// IANA name of the zone in which `schedule` is read; the configured one if left out.
    #[schema(example = "Europe/Berlin")]
    timezone: Option<String>,
    /// What becomes of times that passed while loopd was not there; `run_latest` if left out.
    misfire: Option<Misfire>,
    /// Times made up for at once at the most, under `run_all`; 10 if left out.
    #[schema(minimum = 1, maximum = 1000)]
    max_catch_up: Option<i32>,
    /// Times missed by more seconds than this are not made up for; an hour if left out.
    #[schema(minimum = 0)]
    catch_up_window_sec: Option<i64>,
    /// What becomes of a time that comes while an earlier run waits or works; `skip` if left out.
    overlap: Option<Overlap>,
    /// Which conversation its runs work in; `own` if left out.
    session: Option<SessionPolicy>,
    /// How long a run may take, in seconds; 0 or left out = as configured.
    #[schema(minimum = 0)]
    timeout_sec: Option<i64>,
    /// The model to use instead of the configured one.
    #[schema(max_length = 100)]
    model: Option<String>,
    /// Whether a run that was interrupted may be run again by itself; false if left out.
    idempotent: Option<bool>,
    /// After how many seconds the thread of a run with nothing to report is deleted; 0 or left out keeps it.
    #[schema(minimum = 0)]
    auto_delete_sec: Option<i64>,
    /// The name to show as the one who made it; `operator` if left out. Others than the operator are
    /// named by loop.
    #[schema(example = "ann", max_length = 80)]
    author: Option<String>,
}

impl ScheduleTask {
    /// What the engine is asked.
    pub(super) fn request(
        self,
        principal: &Principal,
        key: Option<RequestKey>,
    ) -> Result<engine::ScheduleTask, Problem> {
        let channel_id = principal.some_channel(self.channel_id.as_deref())?;
        if !principal.sees(&channel_id) {
            return Err(no_channel(&channel_id));
        }
        Ok(engine::ScheduleTask {
            channel_id,
            kind: self.kind.into(),
            schedule: self.schedule,
            timezone: self.timezone,
            prompt: self.prompt,
            template_name: None,
            options: engine::TaskOptions {
                misfire: self.misfire.map(Into::into),
                max_catch_up: self.max_catch_up,
                catch_up_window_sec: self.catch_up_window_sec,
                overlap: self.overlap.map(Into::into),
                session: self.session.map(Into::into),
                timeout_sec: self.timeout_sec,
                model: self.model,
                idempotent: self.idempotent,
                auto_delete_sec: self.auto_delete_sec,
            },
            caller: principal.caller(self.author)?,
            key,
        })
    }
}

/// Changes of a task; at least one. What is left out stays as it is.
#[derive(Debug, Default, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EditTask {
    /// How `schedule` is written; a change needs `schedule` too.
    #[serde(rename = "type")]
    kind: Option<ScheduleType>,
    /// When it is due, written as in `schedule_task`. It counts from now.
    #[schema(example = "0 9 * * 1-5", min_length = 1, max_length = 200)]
    schedule: Option<String>,
    /// IANA name of the zone in which `schedule` is read.
    #[schema(example = "Europe/Berlin")]
    timezone: Option<String>,
    /// What the agent is told; 512 KiB at the most.
    #[schema(min_length = 1)]
    prompt: Option<String>,
    /// Whether it runs by itself.
    enabled: Option<bool>,
    /// What becomes of times that passed while loopd was not there.
    misfire: Option<Misfire>,
    /// Times made up for at once at the most, under `run_all`.
    #[schema(minimum = 1, maximum = 1000)]
    max_catch_up: Option<i32>,
    /// Times missed by more seconds than this are not made up for.
    #[schema(minimum = 0)]
    catch_up_window_sec: Option<i64>,
    /// What becomes of a time that comes while an earlier run waits or works.
    overlap: Option<Overlap>,
    /// Which conversation its runs work in.
    session: Option<SessionPolicy>,
    /// How long a run may take, in seconds; 0 or null = as configured.
    #[schema(minimum = 0)]
    #[serde(default, deserialize_with = "null_resets")]
    timeout_sec: Option<i64>,
    /// The model to use; empty or null = the configured one.
    #[schema(max_length = 100)]
    #[serde(default, deserialize_with = "null_resets")]
    model: Option<String>,
    /// Whether a run that was interrupted may be run again by itself.
    idempotent: Option<bool>,
    /// After how many seconds the thread of a run with nothing to report is deleted; 0 keeps it.
    #[schema(minimum = 0)]
    auto_delete_sec: Option<i64>,
}

/// A field that the task shows as null takes null, too: it stands for the value that means "as configured".
fn null_resets<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    value: D,
) -> Result<Option<T>, D::Error> {
    Ok(Some(Option::<T>::deserialize(value)?.unwrap_or_default()))
}

impl EditTask {
    /// What the engine is asked.
    pub(super) fn edit(self) -> Result<engine::EditTask, Problem> {
        if self == Self::default() {
            return Err(Problem::malformed(
                "nothing is to be changed; name at least one field, for example {\"enabled\": false}",
            ));
        }
        Ok(engine::EditTask {
            kind: self.kind.map(Into::into),
            schedule: self.schedule,
            timezone: self.timezone,
            prompt: self.prompt,
            enabled: self.enabled,
            options: engine::TaskOptions {
                misfire: self.misfire.map(Into::into),
                max_catch_up: self.max_catch_up,
                catch_up_window_sec: self.catch_up_window_sec,
                overlap: self.overlap.map(Into::into),
                session: self.session.map(Into::into),
                timeout_sec: self.timeout_sec,
                model: self.model,
                idempotent: self.idempotent,
                auto_delete_sec: self.auto_delete_sec,
            },
        })
    }
}

/// Who wants a task to run.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RunTask {
    /// The name to show as the one who asks; `operator` if left out. Others than the operator are
    /// named by loop.
    #[schema(example = "ann", max_length = 80)]
    pub(super) author: Option<String>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn edit(body: serde_json::Value) -> Result<engine::EditTask, Problem> {
        serde_json::from_value::<EditTask>(body).unwrap().edit()
    }

    #[test]
    fn an_edit_names_what_it_changes() {
        for nothing in [json!({}), json!({ "prompt": null })] {
            let problem = edit(nothing).unwrap_err();
            assert!(format!("{problem:?}").contains("at least one field"), "{problem:?}");
        }
        let off = edit(json!({ "enabled": false })).unwrap();
        assert_eq!((off.enabled, off.prompt, off.options.timeout_sec), (Some(false), None, None));
        assert!(serde_json::from_value::<EditTask>(json!({ "id": 7 })).is_err());
    }

    #[test]
    fn null_means_as_configured_where_a_task_shows_null() {
        let reset = edit(json!({ "timeout_sec": null, "model": null })).unwrap();
        assert_eq!((reset.options.timeout_sec, reset.options.model.as_deref()), (Some(0), Some("")));
        let left = edit(json!({ "timeout_sec": 60 })).unwrap();
        assert_eq!((left.options.timeout_sec, left.options.model), (Some(60), None));
    }

    #[test]
    fn an_unknown_type_is_told_the_known_ones() {
        let body = json!({ "channel_id": "c", "type": "daily", "schedule": "9:00", "prompt": "p" });
        let refused = serde_json::from_value::<ScheduleTask>(body).unwrap_err().to_string();
        for known in ["cron", "interval", "once"] {
            assert!(refused.contains(known), "{refused}");
        }
    }
}
