//! Tools for tasks: work that comes back by itself.

use loop_client::types;
use loop_client::types::{Misfire, Overlap, ScheduleType, SessionPolicy};
use rmcp::{tool, tool_router};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::task_words::{TaskList, brief_of, details};
use super::words::{list, more};
use crate::bridge::Bridge;
use crate::call::Call;
use crate::parameters::Parameters;
use crate::refusal::{Json, Refusal};

/// Tasks of one answer.
const PAGE: u32 = 200;
/// Times of a task that are told unless more are asked for.
const SLOTS: u32 = 20;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScheduleTask {
    /// How `schedule` is written.
    #[serde(rename = "type")]
    kind: ScheduleType,
    /// cron: five crontab fields (minute hour day month weekday), or a macro such as @daily. interval: 30m, 1h30m, 2d.
    /// once: RFC 3339, or local time of `timezone`.
    #[schemars(length(min = 1, max = 200), example = &"0 9 * * 1-5", example = &"30m", example = &"2030-01-31T09:00")]
    schedule: String,
    /// What the agent is told each time. It does not know this conversation: say everything it needs.
    #[schemars(length(min = 1), example = &"Run the test suite. Report failures with the likely cause.")]
    prompt: String,
    /// IANA zone in which `schedule` is read; the configured one if left out.
    #[schemars(example = &"Europe/Berlin")]
    timezone: Option<String>,
    /// Seconds after which the thread of a run with nothing to report is deleted; 0 or left out keeps it.
    #[schemars(range(min = 0), example = 3600)]
    auto_delete_sec: Option<i64>,
    /// What becomes of times that pass while loop is down; run_latest if left out.
    misfire: Option<Misfire>,
    /// What becomes of a time that comes while an earlier run is at work; skip if left out.
    overlap: Option<Overlap>,
    /// The conversation a run works in: a new one (own, the default), one for this task, or the channel's.
    session: Option<SessionPolicy>,
    /// Seconds that a run may take; 0 or left out = as configured.
    #[schemars(range(min = 0), example = 1800)]
    timeout_sec: Option<i64>,
    /// Another model than the configured one.
    #[schemars(length(max = 100), example = &"haiku")]
    model: Option<String>,
    /// True if an interrupted run may be run again by itself.
    idempotent: Option<bool>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EditTask {
    /// The task's number.
    #[schemars(range(min = 1), example = 3)]
    task_id: i64,
    /// How `schedule` is written; a change needs `schedule` too.
    #[serde(rename = "type")]
    kind: Option<ScheduleType>,
    /// When it is due, written as in schedule_task; counted from now.
    #[schemars(length(min = 1, max = 200), example = &"0 9 * * 1-5")]
    schedule: Option<String>,
    /// What the agent is told.
    #[schemars(length(min = 1), example = &"Run the test suite. Report failures with the likely cause.")]
    prompt: Option<String>,
    /// IANA zone in which `schedule` is read.
    #[schemars(example = &"Europe/Berlin")]
    timezone: Option<String>,
    /// As in schedule_task; 0 keeps threads.
    #[schemars(range(min = 0), example = 3600)]
    auto_delete_sec: Option<i64>,
    /// As in schedule_task.
    misfire: Option<Misfire>,
    /// As in schedule_task.
    overlap: Option<Overlap>,
    /// As in schedule_task.
    session: Option<SessionPolicy>,
    /// Seconds that a run may take; 0 = as configured.
    #[schemars(range(min = 0), example = 1800)]
    timeout_sec: Option<i64>,
    /// The model; empty = the configured one.
    #[schemars(length(max = 100), example = &"haiku")]
    model: Option<String>,
    /// True if an interrupted run may be run again by itself.
    idempotent: Option<bool>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OneTask {
    /// The task's number.
    #[schemars(range(min = 1), example = 3)]
    task_id: i64,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ToggleTask {
    /// The task's number.
    #[schemars(range(min = 1), example = 3)]
    task_id: i64,
    /// False: it fires nothing until it is enabled again.
    #[schemars(example = false)]
    enabled: bool,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListSlots {
    /// The task's number.
    #[schemars(range(min = 1), example = 3)]
    task_id: i64,
    /// How many at most; 20 if left out.
    #[schemars(range(min = 1, max = 200), example = 20)]
    limit: Option<u32>,
    /// The `next` of the answer before, to read on.
    #[schemars(example = &"eyJsIjoi")]
    cursor: Option<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

/// A task that is no more.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Cancelled {
    /// Its number.
    task_id: i64,
}

#[tool_router(router = task_tools, vis = "pub(crate)")]
impl Bridge {
    /// Have this channel's agent do something later or again and again, even when nobody is there. Each time, an agent
    /// gets `prompt` and its answer is posted in a thread of this channel. Answers the task with its number and its
    /// next five times: check that they are what was meant. Not for doing something now (start_run).
    #[tool(annotations(
        title = "Schedule a task",
        read_only_hint = false,
        destructive_hint = false,
        idempotent_hint = false,
        open_world_hint = false
    ))]
    async fn schedule_task(
        &self,
        call: Call,
        Parameters(asked): Parameters<ScheduleTask>,
    ) -> Result<Json<types::Task>, Refusal> {
        let body = types::ScheduleTask {
            channel_id: Some(self.channel(&call).await?),
            type_: asked.kind,
            schedule: asked.schedule,
            prompt: asked.prompt,
            timezone: asked.timezone,
            misfire: asked.misfire,
            max_catch_up: None,
            catch_up_window_sec: None,
            overlap: asked.overlap,
            session: asked.session,
            timeout_sec: asked.timeout_sec,
            model: asked.model,
            idempotent: asked.idempotent,
            auto_delete_sec: asked.auto_delete_sec,
            author: None,
        };
        let task = self.order(&call, |client| {
            let (body, key) = (body.clone(), call.key());
            async move { client.schedule_task().idempotency_key(key).body(body).send().await }
        });
        let task = task.await?;
        Ok(Json { text: format!("Scheduled.\n{}", details(&task)), value: task })
    }

    /// List this channel's tasks: number, schedule, state, next time, beginning of the prompt. show_task has the rest.
    #[tool(annotations(title = "List tasks", read_only_hint = true, open_world_hint = false))]
    async fn list_tasks(
        &self,
        call: Call,
        Parameters(_): Parameters<Nothing>,
    ) -> Result<Json<TaskList>, Refusal> {
        let channel = self.channel(&call).await?;
        let page = self.ask(&call, |client| {
            let channel = channel.clone();
            async move { client.list_tasks().channel_id(channel).limit(PAGE).send().await }
        });
        let page = page.await?;
        let none = "This channel has no tasks.";
        let mut text = list(page.items.iter().map(brief_of), none);
        if page.next.is_some() {
            text.push_str("\nThere are more tasks than are listed here.");
        }
        Ok(Json { text, value: TaskList::from(page.items) })
    }

    /// Show a task of this channel: its whole prompt, its settings, its last run and its next five times.
    #[tool(annotations(title = "Show a task", read_only_hint = true, open_world_hint = false))]
    async fn show_task(
        &self,
        call: Call,
        Parameters(asked): Parameters<OneTask>,
    ) -> Result<Json<types::Task>, Refusal> {
        let task = self.own_task(&call, asked.task_id).await?;
        Ok(Json { text: format!("{}\nprompt:\n{}", details(&task), task.prompt), value: task })
    }

    /// End a task of this channel for good. To pause it, use toggle_task. A run at work goes on.
    #[tool(annotations(
        title = "Cancel a task",
        read_only_hint = false,
        destructive_hint = true,
        idempotent_hint = true,
        open_world_hint = false
    ))]
    async fn cancel_task(
        &self,
        call: Call,
        Parameters(asked): Parameters<OneTask>,
    ) -> Result<Json<Cancelled>, Refusal> {
        let task_id = asked.task_id;
        self.own_task(&call, task_id).await?;
        let done =
            call.send(&self.access, |client| async move { client.cancel_task().id(task_id).send().await });
        self.gone(done.await)?;
        Ok(Json { text: format!("Task {task_id} is cancelled."), value: Cancelled { task_id } })
    }

    /// Switch a task of this channel off, or on again; it keeps its number and its settings.
    #[tool(annotations(
        title = "Enable or disable a task",
        read_only_hint = false,
        destructive_hint = false,
        idempotent_hint = true,
        open_world_hint = false
    ))]
    async fn toggle_task(
        &self,
        call: Call,
        Parameters(asked): Parameters<ToggleTask>,
    ) -> Result<Json<types::Task>, Refusal> {
        let change = types::EditTask { enabled: Some(asked.enabled), ..types::EditTask::default() };
        let task = self.change_task(&call, asked.task_id, change).await?;
        let state = if task.enabled { "enabled" } else { "disabled" };
        Ok(Json { text: format!("Task {} is {state}.\n{}", task.id, details(&task)), value: task })
    }

    /// Change a task of this channel: give what changes, at least one thing; the rest stays. Answers the task with its
    /// next five times.
    #[tool(annotations(
        title = "Edit a task",
        read_only_hint = false,
        destructive_hint = true,
        idempotent_hint = true,
        open_world_hint = false
    ))]
    async fn edit_task(
        &self,
        call: Call,
        Parameters(asked): Parameters<EditTask>,
    ) -> Result<Json<types::Task>, Refusal> {
        let change = types::EditTask {
            type_: asked.kind,
            schedule: asked.schedule,
            timezone: asked.timezone,
            prompt: asked.prompt,
            enabled: None,
            misfire: asked.misfire,
            max_catch_up: None,
            catch_up_window_sec: None,
            overlap: asked.overlap,
            session: asked.session,
            timeout_sec: asked.timeout_sec,
            model: asked.model,
            idempotent: asked.idempotent,
            auto_delete_sec: asked.auto_delete_sec,
        };
        if change == types::EditTask::default() {
            return Err(Refusal::new(
                "Nothing is to be changed: give `schedule`, `prompt` or another field besides `task_id`.",
            ));
        }
        let task = self.change_task(&call, asked.task_id, change).await?;
        Ok(Json { text: format!("Changed.\n{}", details(&task)), value: task })
    }

    /// Run a task of this channel now, once; its schedule stays as it is. Answers the run at once, while it waits or
    /// works; show_run tells how it went.
    #[tool(annotations(
        title = "Run a task now",
        read_only_hint = false,
        destructive_hint = false,
        idempotent_hint = false,
        open_world_hint = true
    ))]
    async fn run_task(
        &self,
        call: Call,
        Parameters(asked): Parameters<OneTask>,
    ) -> Result<Json<types::Run>, Refusal> {
        let id = asked.task_id;
        self.own_task(&call, id).await?;
        let run = self.order(&call, |client| {
            let key = call.key();
            async move {
                client.run_task().id(id).idempotency_key(key).body(types::RunTask::default()).send().await
            }
        });
        let run = run.await?;
        Ok(Json { text: format!("Run {} of task {id} is accepted ({}).", run.id, run.status), value: run })
    }

    /// List when a task of this channel was due and what became of each time (fired, missed, skipped, why), the latest
    /// first. For finding out why a task did not run.
    #[tool(annotations(title = "List a task's times", read_only_hint = true, open_world_hint = false))]
    async fn list_slots(
        &self,
        call: Call,
        Parameters(asked): Parameters<ListSlots>,
    ) -> Result<Json<types::SlotPage>, Refusal> {
        let id = asked.task_id;
        self.own_task(&call, id).await?;
        let page = self.ask(&call, |client| {
            let (limit, cursor) = (asked.limit.unwrap_or(SLOTS), asked.cursor.clone());
            async move {
                let mut request = client.list_slots().id(id).limit(limit);
                if let Some(cursor) = cursor {
                    request = request.cursor(cursor);
                }
                request.send().await
            }
        });
        let page = page.await?;
        let line = |slot: &types::Slot| {
            let run = slot.run_id.map_or_else(String::new, |run| format!(", run {run}"));
            let reason = slot.reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}"));
            format!("{} {}{run}{reason}", slot.nominal_at, slot.outcome)
        };
        let text =
            list(page.items.iter().map(line), "The task was not due yet.") + &more(page.next.as_deref());
        Ok(Json { text, value: page })
    }
}

impl Bridge {
    /// A task of our channel; another channel's is not found.
    async fn own_task(&self, call: &Call, id: i64) -> Result<types::Task, Refusal> {
        let channel = self.channel(call).await?;
        let task = self.ask(call, |client| async move { client.show_task().id(id).send().await }).await?;
        if task.channel_id != channel {
            return Err(Refusal(format!(
                "there is no task {id} in this channel; list_tasks has those there are"
            )));
        }
        Ok(task)
    }

    async fn change_task(
        &self,
        call: &Call,
        id: i64,
        change: types::EditTask,
    ) -> Result<types::Task, Refusal> {
        self.own_task(call, id).await?;
        let changed = self.order(call, |client| {
            let change = change.clone();
            async move { client.edit_task().id(id).body(change).send().await }
        });
        changed.await
    }
}
