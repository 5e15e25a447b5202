//! Runs the stand-in Discord by itself, for clients that are not ours: `tests/chat-sdks.sh`.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Parser;
use loop_tests::discord::{APP, Clock, Discord, TOKEN};
use tokio::signal::unix::{SignalKind, signal};

/// A stand-in for Discord: its REST API and gateway. People act in it by `POST /__do`.
#[derive(Parser)]
#[command(name = "standin-discord", version)]
struct Args {
    /// Port on the loopback interface; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Writes the port into this file once it listens.
    #[arg(long, value_name = "PATH")]
    port_file: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let discord = Discord::start_on(args.port, Clock::real())
        .await
        .with_context(|| format!("failed to listen on 127.0.0.1:{}", args.port))?;
    if let Some(path) = &args.port_file {
        announce(path, discord.port()).with_context(|| format!("failed to write {}", path.display()))?;
    }
    writeln!(std::io::stdout(), "{} {TOKEN} {APP}", discord.api_url())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    discord.stop().await;
    Ok(())
}

/// Written whole or not at all, since somebody waits for the file.
fn announce(path: &Path, port: u16) -> std::io::Result<()> {
    let partial = path.with_added_extension("partial");
    std::fs::write(&partial, port.to_string())?;
    std::fs::rename(partial, path)
}
