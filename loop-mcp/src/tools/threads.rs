//! Tools for threads: conversations of their own within a channel.

use loop_client::types;
use rmcp::{tool, tool_router};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::bridge::Bridge;
use crate::call::Call;
use crate::parameters::Parameters;
use crate::refusal::{Json, Refusal};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateThread {
    /// Its title.
    #[schemars(length(min = 1, max = 80), example = &"Slow build")]
    name: String,
    /// What is said in it first, Markdown. With `@BotName` in it, an agent answers it in the thread.
    #[schemars(length(min = 1), example = &"@loop Why is the build slow?")]
    message: Option<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeleteThread {
    /// Its channel_id, from create_thread or search_channels.
    #[schemars(length(min = 1), example = &"t7k2m9x4hwp3")]
    thread_id: String,
}

/// A thread that is no more.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DeletedThread {
    /// Its id.
    thread_id: String,
}

#[tool_router(router = thread_tools, vis = "pub(crate)")]
impl Bridge {
    /// Open a thread in this channel: a conversation of its own, for a side topic or for work that another agent does.
    /// Its agent knows only what `message` says. Answers the thread's id, and the run if `message` caused one.
    #[tool(annotations(
        title = "Open a thread",
        read_only_hint = false,
        destructive_hint = false,
        idempotent_hint = false,
        open_world_hint = true
    ))]
    async fn create_thread(
        &self,
        call: Call,
        Parameters(asked): Parameters<CreateThread>,
    ) -> Result<Json<types::OpenedThread>, Refusal> {
        let channel_id = Some(self.channel(&call).await?);
        let body = types::CreateThread { channel_id, name: asked.name, message: asked.message };
        let opened = self.order(&call, |client| {
            let (body, key) = (body.clone(), call.key());
            async move { client.create_thread().idempotency_key(key).body(body).send().await }
        });
        let opened = opened.await?;
        let run = opened.message.as_ref().and_then(|message| message.run_id);
        let run = run.map_or_else(String::new, |run| format!(" Its message started run {run}."));
        let text = format!("Thread {} is open (channel_id {}).{run}", opened.thread.name, opened.thread.id);
        Ok(Json { text, value: opened })
    }

    /// Delete a thread of this channel, in chat with what was said in it. Its runs are stopped and its tasks pause. It
    /// cannot be undone. The thread you work in cannot be deleted.
    #[tool(annotations(
        title = "Delete a thread",
        read_only_hint = false,
        destructive_hint = true,
        idempotent_hint = true,
        open_world_hint = true
    ))]
    async fn delete_thread(
        &self,
        call: Call,
        Parameters(asked): Parameters<DeleteThread>,
    ) -> Result<Json<DeletedThread>, Refusal> {
        let thread_id = asked.thread_id;
        let deleted = call.send(&self.access, |client| {
            let id = thread_id.clone();
            async move { client.delete_thread().id(id).send().await }
        });
        self.gone(deleted.await)?;
        Ok(Json { text: format!("Thread {thread_id} is deleted."), value: DeletedThread { thread_id } })
    }
}
