//! The tool that speaks in a channel.

use loop_client::types;
use rmcp::{tool, tool_router};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::bridge::Bridge;
use crate::call::Call;
use crate::parameters::Parameters;
use crate::refusal::{Json, Refusal};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SendMessage {
    /// Where: the id of a channel or thread, from search_channels.
    #[schemars(length(min = 1), example = &"cq7k2m9x4hwp3")]
    channel_id: String,
    /// The text, Markdown.
    #[schemars(length(min = 1), example = &"The deployment begins in five minutes.")]
    content: String,
    /// Names of files that you have put directly into `/run/loop/outbox`, posted after the text: at most 10, of 25 MiB
    /// each and 50 MiB together. Files that go with your final answer need no tool.
    #[serde(default)]
    #[schemars(length(max = 10), example = &["report.pdf"])]
    files: Vec<String>,
}

#[tool_router(router = message_tools, vis = "pub(crate)")]
impl Bridge {
    /// Say something in another channel or thread. Your final answer is posted in your own channel by itself: do not
    /// send it with this. To have the agent over there do something, write its name as plain text, `@BotName`, and what
    /// it should do; without the name people read the message and no agent acts on it.
    #[tool(annotations(
        title = "Send a message",
        read_only_hint = false,
        destructive_hint = false,
        idempotent_hint = false,
        open_world_hint = true
    ))]
    async fn send_message(
        &self,
        call: Call,
        Parameters(asked): Parameters<SendMessage>,
    ) -> Result<Json<types::Message>, Refusal> {
        let with = match asked.files.len() {
            0 => String::new(),
            1 => ", with 1 file".to_owned(),
            files => format!(", with {files} files"),
        };
        let body =
            types::SendMessage { channel_id: asked.channel_id, content: asked.content, files: asked.files };
        let message = self.order(&call, |client| {
            let (body, key) = (body.clone(), call.key());
            async move { client.send_message().idempotency_key(key).body(body).send().await }
        });
        let message = message.await?;
        let run = message.run_id.map_or_else(String::new, |run| format!(" It started run {run}."));
        Ok(Json {
            text: format!("Message {} is sent to {}{with}.{run}", message.id, message.channel_id),
            value: message,
        })
    }
}
