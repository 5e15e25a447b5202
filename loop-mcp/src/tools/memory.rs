//! Tools for memory: the notes of the agent's project.

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

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SearchMemory {
    /// What is looked for, in words.
    #[schemars(length(min = 1), example = &"how releases are made")]
    query: String,
    /// How many pieces at most; 5 if left out.
    #[schemars(range(min = 1, max = 50), example = 5)]
    top_k: Option<u32>,
}

#[tool_router(router = memory_tools, vis = "pub(crate)")]
impl Bridge {
    /// Search the notes of this project, by words and by meaning: what was decided, how things are done here. Answers
    /// the pieces that fit best, with their files.
    #[tool(annotations(title = "Search the notes", read_only_hint = true, open_world_hint = false))]
    async fn search_memory(
        &self,
        call: Call,
        Parameters(asked): Parameters<SearchMemory>,
    ) -> Result<Json<types::MemoryHits>, Refusal> {
        let hits = self.ask(&call, |client| {
            let body = types::SearchMemory { query: asked.query.clone(), top_k: asked.top_k };
            async move { client.search_memory().body(body).send().await }
        });
        let hits = hits.await?;
        let line = |hit: &types::MemoryHit| format!("{} ({:.3}):\n{}", hit.path, hit.score, hit.content);
        Ok(Json { text: list(hits.items.iter().map(line), "No note fits."), value: hits })
    }

    /// Read the notes of this project anew. They are read by themselves when they change: use it only if a change is not
    /// found.
    #[tool(annotations(
        title = "Index the notes",
        read_only_hint = false,
        destructive_hint = false,
        idempotent_hint = true,
        open_world_hint = false
    ))]
    async fn index_memory(
        &self,
        call: Call,
        Parameters(_): Parameters<Nothing>,
    ) -> Result<Json<types::MemoryStatus>, Refusal> {
        let status = self.order(&call, |client| async move { client.index_memory().send().await }).await?;
        Ok(Json { text: status.detail.clone(), value: status })
    }
}
