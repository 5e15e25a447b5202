//! The `loop-mcp` program: hands the process's arguments, environment and streams to the library.

use std::env;
use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use loop_mcp::{Args, Env, Options};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

fn main() -> ExitCode {
    let options = match Options::choose(Args::parse(), &environment()) {
        Ok(options) => options,
        Err(error) => return fail(&error, 2),
    };
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error.into(), 1),
    };
    let served = runtime.block_on(async {
        let stop = CancellationToken::new();
        let serving = loop_mcp::serve(options, tokio::io::stdin(), tokio::io::stdout(), stop.clone());
        tokio::select! {
            served = serving => served,
            stopped = stopped() => stopped,
        }
    });
    // A thread may wait for input that never comes; it ends with the process.
    runtime.shutdown_background();
    served.map_or_else(|error| fail(&error, 1), |()| ExitCode::SUCCESS)
}

async fn stopped() -> anyhow::Result<()> {
    let (mut term, mut int) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::select! {
        _ = term.recv() => {}
        _ = int.recv() => {}
    }
    Ok(())
}

fn fail(error: &anyhow::Error, code: u8) -> ExitCode {
    // Standard output is for the protocol alone.
    let _ = writeln!(std::io::stderr(), "error: {error:#}");
    code.into()
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
fn environment() -> Env {
    Env {
        home: env::var_os("HOME").map(Into::into),
        loop_home: env::var_os("LOOP_HOME").map(Into::into),
        api_url: env::var("LOOP_API_URL").ok(),
        container_api_url: env::var("API_URL").ok(),
        token: env::var("LOOP_TOKEN").ok(),
    }
}
