//! Runs the stand-in Messages API by itself: for trying `loop` without a key, and for poking at the agent CLI.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Parser;
use loop_tests::model::Model;
use tokio::signal::unix::{SignalKind, signal};

/// A stand-in for the Messages API; it repeats what it is told and obeys directives such as `[[status:429]]`.
#[derive(Parser)]
#[command(name = "standin-model", version)]
struct Args {
    /// Port on the loopback interface; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Writes the port into this file once it listens.
    #[arg(long, value_name = "PATH")]
    port_file: Option<PathBuf>,
    /// The only API key to take; any by default.
    #[arg(long)]
    key: Option<String>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let model = Model::start_on(args.port, args.key)
        .await
        .with_context(|| format!("failed to listen on 127.0.0.1:{}", args.port))?;
    if let Some(path) = &args.port_file {
        announce(path, model.port()).with_context(|| format!("failed to write {}", path.display()))?;
    }
    writeln!(std::io::stdout(), "{}", model.url())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    model.stop().await;
    Ok(())
}

/// Written whole or not at all, since somebody waits for the file.
fn announce(path: &Path, port: u16) -> std::io::Result<()> {
    let partial = path.with_added_extension("partial");
    std::fs::write(&partial, port.to_string())?;
    std::fs::rename(partial, path)
}
