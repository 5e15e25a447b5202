//! Tools for templates: tasks that a channel can add by name.

use loop_client::types;
use rmcp::{tool, tool_router};
use schemars::JsonSchema;
use serde::Deserialize;

use super::tasks::Nothing;
use super::words::list;
use crate::bridge::Bridge;
use crate::call::Call;
use crate::parameters::Parameters;
use crate::refusal::{Json, Refusal};

/// Templates of one answer.
const PAGE: u32 = 200;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddTemplate {
    /// The template's name, from list_templates.
    #[schemars(length(min = 1), example = &"daily-summary")]
    name: String,
    /// IANA zone in which its schedule is read, instead of the template's own.
    #[schemars(example = &"Europe/Berlin")]
    timezone: Option<String>,
}

#[tool_router(router = template_tools, vis = "pub(crate)")]
impl Bridge {
    /// List the ready-made tasks that this channel can add with add_template, and which of them it has.
    #[tool(annotations(title = "List templates", read_only_hint = true, open_world_hint = false))]
    async fn list_templates(
        &self,
        call: Call,
        Parameters(_): Parameters<Nothing>,
    ) -> Result<Json<types::TemplatePage>, Refusal> {
        let channel = self.channel(&call).await?;
        let page = self.ask(&call, |client| {
            let channel = channel.clone();
            async move { client.list_templates().channel_id(channel).limit(PAGE).send().await }
        });
        let page = page.await?;
        let line = |template: &types::Template| {
            let state = match (&template.task_id, &template.problem) {
                (Some(task), _) => format!(" Added: task {task}."),
                (None, Some(problem)) => format!(" It cannot be added: {problem}."),
                (None, None) => String::new(),
            };
            let types::Template { name, description, type_, schedule, .. } = template;
            format!("{name} ({type_} `{schedule}`): {description}{state}")
        };
        Ok(Json { text: list(page.items.iter().map(line), "There are no templates."), value: page })
    }

    /// Add a ready-made task to this channel. If the channel has it, nothing changes. Answers the task's number.
    #[tool(annotations(
        title = "Add a template",
        read_only_hint = false,
        destructive_hint = false,
        idempotent_hint = true,
        open_world_hint = false
    ))]
    async fn add_template(
        &self,
        call: Call,
        Parameters(asked): Parameters<AddTemplate>,
    ) -> Result<Json<types::AddedTemplate>, Refusal> {
        let channel_id = Some(self.channel(&call).await?);
        let body = types::AddTemplate { channel_id, timezone: asked.timezone, author: None };
        let added = self.order(&call, |client| {
            let (name, body) = (asked.name.clone(), body.clone());
            async move { client.add_template().name(name).body(body).send().await }
        });
        let added = added.await?;
        let done = if added.is_new { "is added" } else { "was there already" };
        let types::AddedTemplate { name, task_id, schedule, .. } = &added;
        Ok(Json { text: format!("{name} {done}: task {task_id}, `{schedule}`."), value: added })
    }
}
