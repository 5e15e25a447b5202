//! The MCP server: which tools there are, and in which channel they work.

use anyhow::Result;
use loop_client::types::EnsureChannel;
use rmcp::handler::server::tool::ToolRouter;
use rmcp::model::{Implementation, RequestMetaObject, ServerCapabilities, ServerConfig};
use rmcp::{ServerHandler, tool_handler};
use tokio::sync::OnceCell;
use tokio_util::sync::CancellationToken;

use crate::access::Access;
use crate::call::Call;
use crate::options::{Options, Place};
use crate::refusal::{Failure, Refusal};
use crate::schema;

/// What a client may tell its model of all the tools together.
const INSTRUCTIONS: &str = "Tools of loop, which runs coding agents in chat channels: schedule work for later or \
again and again, look at runs, and speak in channels. A task, a run and a channel are named by the ids that these \
tools answer. Tasks, threads and runs are those of this agent's own channel unless a tool takes a channel_id.";

/// The MCP server.
#[derive(Debug)]
pub(crate) struct Bridge {
    pub(crate) access: Access,
    place: Place,
    channel: OnceCell<String>,
    router: ToolRouter<Self>,
}

impl Bridge {
    /// Nothing is sent yet.
    pub(crate) fn new(options: Options) -> Result<Self> {
        let Options { place, endpoint, token } = options;
        let access = Access::new(endpoint, token)?;
        Ok(Self { access, place, channel: OnceCell::new(), router: Self::tools() })
    }

    /// Every tool.
    pub(crate) fn tools() -> ToolRouter<Self> {
        let mut router = Self::all_tools();
        for route in router.map.values_mut() {
            route.attr = schema::tidy(route.attr.clone());
        }
        router
    }

    /// Makes sure of the channel; if that fails now, the first call that needs it tries again.
    pub(crate) async fn register(&self) {
        let call = Call::new(&RequestMetaObject::default(), CancellationToken::new());
        if let Err(Refusal(text)) = self.channel(&call).await {
            crate::log(&text);
        }
    }

    /// The channel that the tools work in.
    pub(crate) async fn channel(&self, call: &Call) -> Result<String, Refusal> {
        let dir = match &self.place {
            Place::Channel(id) => return Ok(id.clone()),
            Place::Dir(dir) => dir,
        };
        let found = self.channel.get_or_try_init(async || {
            let dir_path = dir.display().to_string();
            let ensured = call
                .send(&self.access, |client| {
                    let body = EnsureChannel { dir_path: dir_path.clone(), platform: None };
                    async move { client.ensure_channel().body(body).send().await }
                })
                .await;
            let tell = |failure: Failure| {
                Refusal(format!("The channel of {dir_path} is not to be had: {}", self.tell(&failure).0))
            };
            ensured.map(|channel| channel.id).map_err(tell)
        });
        found.await.cloned()
    }

    /// A failure in words.
    pub(crate) fn tell(&self, failure: &Failure) -> Refusal {
        failure.tell(&self.access)
    }
}

#[tool_handler(router = self.router)]
impl ServerHandler for Bridge {
    fn get_info(&self) -> ServerConfig {
        let us = Implementation::new(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")).with_title("loop");
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(us)
            .with_instructions(INSTRUCTIONS)
    }
}
