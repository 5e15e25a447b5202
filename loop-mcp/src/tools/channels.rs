//! Tools for channels: where agents work and people read.

use loop_client::types;
use rmcp::{tool, tool_router};
use schemars::JsonSchema;
use serde::Deserialize;

use super::words::{list, more};
use crate::bridge::Bridge;
use crate::call::Call;
use crate::parameters::Parameters;
use crate::refusal::{Json, Refusal};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateChannel {
    /// Its name, as people will see it.
    #[schemars(length(min = 1, max = 80), example = &"website")]
    name: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SearchChannels {
    /// A part of the name, or the whole id; all channels if left out.
    #[schemars(length(max = 200), example = &"website")]
    query: Option<String>,
    /// How many at most; 50 if left out.
    #[schemars(range(min = 1, max = 200), example = 50)]
    limit: Option<u32>,
    /// The `next` of the answer before, to read on.
    #[schemars(example = &"eyJsIjoi")]
    cursor: Option<String>,
}

#[tool_router(router = channel_tools, vis = "pub(crate)")]
impl Bridge {
    /// Make a channel with an agent and a work directory of its own. Answers its id; where a channel of that name is,
    /// that one. To talk within a channel, no new one is needed.
    #[tool(annotations(
        title = "Create a channel",
        read_only_hint = false,
        destructive_hint = false,
        idempotent_hint = true,
        open_world_hint = true
    ))]
    async fn create_channel(
        &self,
        call: Call,
        Parameters(asked): Parameters<CreateChannel>,
    ) -> Result<Json<types::Channel>, Refusal> {
        let channel = self.order(&call, |client| {
            let body = types::CreateChannel { name: asked.name.clone() };
            async move { client.create_channel().body(body).send().await }
        });
        let channel = channel.await?;
        Ok(Json { text: format!("The channel is there: {}.", line(&channel)), value: channel })
    }

    /// Find channels and threads by a part of their name or by their whole id. Use it to get the channel_id that send_message and start_run
    /// want.
    #[tool(annotations(title = "Search channels", read_only_hint = true, open_world_hint = false))]
    async fn search_channels(
        &self,
        call: Call,
        Parameters(asked): Parameters<SearchChannels>,
    ) -> Result<Json<types::ChannelPage>, Refusal> {
        let page = self.ask(&call, |client| {
            let SearchChannels { query, limit, cursor } = &asked;
            let (query, limit, cursor) = (query.clone(), *limit, cursor.clone());
            async move {
                let mut request = client.search_channels().query(query.unwrap_or_default());
                if let Some(limit) = limit {
                    request = request.limit(limit);
                }
                if let Some(cursor) = cursor {
                    request = request.cursor(cursor);
                }
                request.send().await
            }
        });
        let page = page.await?;
        let none = "No channel fits. Search for a part of the name, or leave `query` out to see all of them.";
        Ok(Json { text: list(page.items.iter().map(line), none) + &more(page.next.as_deref()), value: page })
    }
}

/// A channel on one line.
fn line(channel: &types::Channel) -> String {
    let kind = channel.parent_id.as_ref().map_or_else(String::new, |parent| format!(", thread of {parent}"));
    let dir = channel.dir_path.as_ref().map_or_else(String::new, |dir| format!(", {dir}"));
    let gone = if channel.active { "" } else { ", deleted in chat" };
    format!("{} (channel_id {}, {}{kind}{dir}{gone})", channel.name, channel.id, channel.platform)
}
