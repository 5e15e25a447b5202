//! The tool that tells what a schedule means.

use loop_client::types;
use loop_client::types::ScheduleType;
use rmcp::{tool, tool_router};
use schemars::JsonSchema;
use serde::Deserialize;

use super::words::list;
use crate::bridge::Bridge;
use crate::call::Call;
use crate::parameters::Parameters;
use crate::refusal::{Json, Refusal};

/// Times that are told unless more are asked for.
const TIMES: u32 = 5;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PreviewSchedule {
    /// How `schedule` is written.
    #[serde(rename = "type")]
    kind: ScheduleType,
    /// As in schedule_task.
    #[schemars(length(min = 1, max = 200), example = &"0 9 * * 1-5")]
    schedule: String,
    /// IANA zone in which it is read; the configured one if left out.
    #[schemars(example = &"Europe/Berlin")]
    timezone: Option<String>,
    /// How many times; 5 if left out.
    #[schemars(range(min = 1, max = 100), example = 5)]
    count: Option<u32>,
}

#[tool_router(router = schedule_tools, vis = "pub(crate)")]
impl Bridge {
    /// Tell when a schedule would fire, or why it is not valid, without making a task.
    #[tool(annotations(title = "Preview a schedule", read_only_hint = true, open_world_hint = false))]
    async fn preview_schedule(
        &self,
        call: Call,
        Parameters(asked): Parameters<PreviewSchedule>,
    ) -> Result<Json<types::SchedulePreview>, Refusal> {
        let preview = self.ask(&call, |client| {
            let PreviewSchedule { kind, schedule, timezone, count } = &asked;
            let (kind, schedule, timezone) = (*kind, schedule.clone(), timezone.clone());
            let count = count.unwrap_or(TIMES);
            async move {
                let mut request = client.preview_schedule().type_(kind).schedule(schedule).count(count);
                if let Some(timezone) = timezone {
                    request = request.timezone(timezone);
                }
                request.send().await
            }
        });
        let preview = preview.await?;
        let times = list(preview.times.iter().cloned(), "It would never fire.");
        Ok(Json { text: format!("{}\n{times}", preview.description), value: preview })
    }
}
