//! Tools for runs: what agents did, do and are to do now.

use chrono::{DateTime, Utc};
use loop_client::types;
use loop_client::types::{Run, RunStatus};
use rmcp::{tool, tool_router};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::words::{brief, list, more, time};
use crate::bridge::Bridge;
use crate::call::Call;
use crate::parameters::Parameters;
use crate::refusal::{Json, Refusal};

/// Runs of one answer unless more are asked for.
const PAGE: u32 = 20;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StartRun {
    /// What the agent is asked. It does not know this conversation: say everything it needs.
    #[schemars(length(min = 1), example = &"Why is the build slow?")]
    prompt: String,
    /// The channel whose agent is asked, from search_channels; agents have to name one.
    #[schemars(length(min = 1), example = &"cq7k2m9x4hwp3")]
    channel_id: Option<String>,
    /// Another model than the configured one.
    #[schemars(length(max = 100), example = &"haiku")]
    model: Option<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OneRun {
    /// The run's number.
    #[schemars(range(min = 1), example = 42)]
    run_id: i64,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListRuns {
    /// Only those that got so far; all if left out.
    status: Option<RunStatus>,
    /// How many at most; 20 if left out.
    #[schemars(range(min = 1, max = 200), example = 20)]
    limit: Option<u32>,
    /// The `next` of the answer before, to read on.
    #[schemars(example = &"eyJsIjoi")]
    cursor: Option<String>,
}

/// Runs without their whole prompts and answers.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct RunList {
    /// The latest first.
    items: Vec<RunLine>,
    /// The cursor of the rest, if there is more.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// What a list tells of a run.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct RunLine {
    /// Its number.
    id: i64,
    /// How far it got.
    status: RunStatus,
    /// Who caused it.
    author: String,
    /// The beginning of what was asked.
    prompt: String,
    /// When it was accepted.
    queued_at: DateTime<Utc>,
    /// The task that it works for.
    #[serde(skip_serializing_if = "Option::is_none")]
    task_id: Option<i64>,
    /// Why it did not succeed.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

impl From<Run> for RunLine {
    fn from(run: Run) -> Self {
        Self {
            id: run.id,
            status: run.status,
            author: run.author.name,
            prompt: brief(&run.prompt),
            queued_at: run.queued_at,
            task_id: run.task_id,
            error: run.error,
        }
    }
}

#[tool_router(router = run_tools, vis = "pub(crate)")]
impl Bridge {
    /// Ask an agent something now: another channel's, or from an editor this channel's own (an agent cannot ask itself).
    /// Answers at once with the run, which waits its turn or is at work. What is asked and answered is said in that
    /// channel; an agent does not see another channel's answer, so ask for it to be sent where you need it.
    #[tool(annotations(
        title = "Start a run",
        read_only_hint = false,
        destructive_hint = false,
        idempotent_hint = false,
        open_world_hint = true
    ))]
    async fn start_run(
        &self,
        call: Call,
        Parameters(asked): Parameters<StartRun>,
    ) -> Result<Json<Run>, Refusal> {
        let channel_id = match asked.channel_id {
            Some(id) => id,
            None => self.channel(&call).await?,
        };
        let body = types::StartRun { channel_id, prompt: asked.prompt, model: asked.model, author: None };
        let run = self.order(&call, |client| {
            let (body, key) = (body.clone(), call.key());
            async move { client.start_run().idempotency_key(key).body(body).send().await }
        });
        let run = run.await?;
        let ahead = run.ahead.filter(|ahead| *ahead > 0);
        let ahead = ahead.map_or_else(String::new, |ahead| format!("; {ahead} come before it"));
        Ok(Json { text: format!("Run {} is accepted ({}{ahead}).", run.id, run.status), value: run })
    }

    /// List this channel's runs, the latest first: number, status, who asked what. show_run has the answer.
    #[tool(annotations(title = "List runs", read_only_hint = true, open_world_hint = false))]
    async fn list_runs(
        &self,
        call: Call,
        Parameters(asked): Parameters<ListRuns>,
    ) -> Result<Json<RunList>, Refusal> {
        let channel = self.channel(&call).await?;
        let page = self.ask(&call, |client| {
            let (channel, status) = (channel.clone(), asked.status);
            let (limit, cursor) = (asked.limit.unwrap_or(PAGE), asked.cursor.clone());
            async move {
                let mut request = client.list_runs().channel_id(channel).limit(limit);
                if let Some(status) = status {
                    request = request.status(status);
                }
                if let Some(cursor) = cursor {
                    request = request.cursor(cursor);
                }
                request.send().await
            }
        });
        let page = page.await?;
        let line = |run: &Run| {
            let error = run.error.as_ref().map_or_else(String::new, |error| format!(" ({error})"));
            let asked = brief(&run.prompt);
            format!(
                "run {}: {}{error}, {}, {}: {asked}",
                run.id,
                run.status,
                time(&run.queued_at),
                run.author.name
            )
        };
        let text = list(page.items.iter().map(line), "No runs.") + &more(page.next.as_deref());
        let items = page.items.into_iter().map(RunLine::from).collect();
        Ok(Json { text, value: RunList { items, next: page.next } })
    }

    /// Show a run: how far it got, the agent's answer or why there is none, what it used.
    #[tool(annotations(title = "Show a run", read_only_hint = true, open_world_hint = false))]
    async fn show_run(
        &self,
        call: Call,
        Parameters(asked): Parameters<OneRun>,
    ) -> Result<Json<Run>, Refusal> {
        let id = asked.run_id;
        let run = self.ask(&call, |client| async move { client.show_run().id(id).send().await }).await?;
        Ok(Json { text: details(&run), value: run })
    }

    /// Stop a run that waits or works. Answers at once; show_run tells when it has ended.
    #[tool(annotations(
        title = "Stop a run",
        read_only_hint = false,
        destructive_hint = true,
        idempotent_hint = true,
        open_world_hint = false
    ))]
    async fn stop_run(
        &self,
        call: Call,
        Parameters(asked): Parameters<OneRun>,
    ) -> Result<Json<Run>, Refusal> {
        let id = asked.run_id;
        let run = self.order(&call, |client| async move { client.stop_run().id(id).send().await }).await?;
        let text = if run.finished_at.is_some() {
            format!("Run {id} has ended ({}).", run.status)
        } else {
            format!("Run {id} is being stopped.")
        };
        Ok(Json { text, value: run })
    }
}

/// A run with its answer.
fn details(run: &Run) -> String {
    let mut lines = vec![
        format!("run {}: {}, in channel {}", run.id, run.status, run.channel_id),
        format!("asked by {}, {}: {}", run.author.name, time(&run.queued_at), brief(&run.prompt)),
    ];
    if let Some(task) = run.task_id {
        lines.push(format!("for task {task}"));
    }
    if let Some(finished) = &run.finished_at {
        lines.push(format!("ended {}, {:.2} US dollars", time(finished), run.usage.cost_usd));
    }
    lines.extend(run.error.iter().map(|error| format!("error: {error}")));
    lines.extend(run.notice.iter().map(|notice| format!("notice: {notice}")));
    lines.extend(run.answer.iter().map(|answer| format!("answer:\n{answer}")));
    lines.join("\n")
}
