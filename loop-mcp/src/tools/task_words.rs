//! Tasks in words, and as lists show them. Pure.

use loop_client::types::{RunStatus, ScheduleType, Task, TaskState};
use schemars::JsonSchema;
use serde::Serialize;

use super::words::{brief, time};

/// Tasks without their whole prompts.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct TaskList {
    /// By number.
    items: Vec<TaskLine>,
}

/// What a list tells of a task.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct TaskLine {
    /// Its number.
    id: i64,
    /// How `schedule` is written.
    #[serde(rename = "type")]
    kind: ScheduleType,
    /// When it is due.
    schedule: String,
    /// The zone in which that is read.
    timezone: String,
    /// The beginning of its prompt.
    prompt: String,
    /// False: it fires nothing.
    enabled: bool,
    /// Whether it runs again by itself.
    state: TaskState,
    /// When it is due next.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_run_at: Option<String>,
    /// The template that it was made from.
    #[serde(skip_serializing_if = "Option::is_none")]
    template_name: Option<String>,
    /// How its last run went.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_run_status: Option<RunStatus>,
}

impl From<Vec<Task>> for TaskList {
    fn from(tasks: Vec<Task>) -> Self {
        let line = |task: Task| TaskLine {
            id: task.id,
            kind: task.type_,
            schedule: task.schedule,
            timezone: task.timezone,
            prompt: brief(&task.prompt),
            enabled: task.enabled,
            state: task.state,
            next_run_at: task.next_run_at,
            template_name: task.template_name,
            last_run_status: task.last_run.map(|run| run.status),
        };
        Self { items: tasks.into_iter().map(line).collect() }
    }
}

/// A task on one line.
pub(super) fn brief_of(task: &Task) -> String {
    let next =
        task.next_run_at.as_ref().map_or_else(|| task.state.to_string(), |next| format!("next {next}"));
    let last = task.last_run.as_ref().map_or_else(String::new, |run| format!(", last run {}", run.status));
    format!(
        "task {}: {} `{}` ({}), {next}{last}: {}",
        task.id,
        task.type_,
        task.schedule,
        task.timezone,
        brief(&task.prompt)
    )
}

/// A task but for its prompt.
pub(super) fn details(task: &Task) -> String {
    let mut lines = vec![
        format!("task {}: {} `{}`, {}", task.id, task.type_, task.schedule, task.description),
        format!("state: {}", task.state),
    ];
    if let Some(reason) = &task.disabled_reason {
        lines.push(format!("disabled because: {reason}"));
    }
    if task.next_times.is_empty() {
        lines.push("next times: none".to_owned());
    } else {
        lines.push(format!("next times: {}", task.next_times.join(", ")));
    }
    lines.push(format!("misfire {}, overlap {}, session {}", task.misfire, task.overlap, task.session));
    if let Some(name) = &task.template_name {
        lines.push(format!("template: {name}"));
    }
    if task.auto_delete_sec > 0 {
        lines.push(format!("threads with nothing to report are deleted after {} s", task.auto_delete_sec));
    }
    if let Some(run) = &task.last_run {
        lines.push(format!("last run: {}, {}, {}", run.id, run.status, time(&run.queued_at)));
    }
    lines.join("\n")
}
