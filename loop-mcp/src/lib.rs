//! The MCP stdio bridge: how agents in containers, and IDEs on the host, reach the daemon's API.
//!
//! It is a pure client of the generated API: each tool is an operation of that name, and what it says and checks by
//! itself is only what an agent needs to get it right. It must not know the daemon.

mod access;
mod bridge;
mod call;
mod lines;
mod options;
mod parameters;
mod refusal;
mod schema;
mod tools;
mod transport;

use std::io::Write as _;
use std::sync::Arc;

use anyhow::Result;
use rmcp::ServiceExt as _;
use rmcp::service::ServerInitializeError;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub use options::{Args, Env, Options, Place};

use bridge::Bridge;
use transport::Stdio;

/// Serves one client until its input ends or its output is closed.
///
/// # Errors
/// If the options cannot be used, or serving fails in a way that is no client's fault.
pub async fn serve(
    options: Options,
    input: impl AsyncRead + Send + Unpin + 'static,
    output: impl AsyncWrite + Send + Unpin + 'static,
    stop: CancellationToken,
) -> Result<()> {
    let bridge = Arc::new(Bridge::new(options)?);
    let tasks = TaskTracker::new();
    let registering = bridge.clone();
    tasks.spawn(async move { registering.register().await });
    let transport = Stdio::start(input, output, &tasks);
    match bridge.serve_with_ct(transport, stop).await {
        Ok(serving) => drop(serving.waiting().await?),
        Err(ServerInitializeError::ConnectionClosed(_) | ServerInitializeError::Cancelled) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

/// A line for whoever reads the log; standard output is for the protocol alone.
fn log(text: &str) {
    let _ = writeln!(std::io::stderr(), "loop-mcp: {text}");
}
