//! The tool that explains loop.

use futures::TryStreamExt as _;
use rmcp::{tool, tool_router};
use schemars::JsonSchema;
use serde::Serialize;

use super::tasks::Nothing;
use crate::bridge::Bridge;
use crate::call::Call;
use crate::parameters::Parameters;
use crate::refusal::{Json, Refusal};

/// What loop is.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Readme {
    /// Markdown.
    readme: String,
}

#[tool_router(router = readme_tools, vis = "pub(crate)")]
impl Bridge {
    /// Read loop's README: what it is, how it is configured and used. For questions about loop itself.
    #[tool(annotations(title = "Read the README", read_only_hint = true, open_world_hint = false))]
    async fn get_readme(
        &self,
        call: Call,
        Parameters(_): Parameters<Nothing>,
    ) -> Result<Json<Readme>, Refusal> {
        let stream = self.ask(&call, |client| async move { client.get_readme().send().await }).await?;
        let text: Vec<u8> = stream
            .into_inner()
            .try_fold(Vec::new(), async |mut text, piece| {
                text.extend_from_slice(&piece);
                Ok(text)
            })
            .await
            .map_err(|_| Refusal::new("The answer was cut off; call again."))?;
        let readme = String::from_utf8_lossy(&text).into_owned();
        Ok(Json { text: readme.clone(), value: Readme { readme } })
    }
}
