//! The `loopd` program: arguments in, exit code out.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::{CommandFactory, Parser, Subcommand};
use loopd::clock::SystemClock;
use loopd::config::{Config, Environment, Home};
use loopd::crash::CrashPoint;
use loopd::daemon::{self, World};
use loopd::http::listen::Listeners;
use loopd::runner::Runner;
use loopd::{config, http, ops, telemetry};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// The loop daemon: lets a team talk to coding agents, and runs them in containers.
///
/// Everything it keeps is in ~/.loop, or in the directory that LOOP_HOME names.
#[derive(Parser)]
#[command(name = "loopd", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the daemon until it is told to stop (SIGTERM or Ctrl-C).
    #[command(visible_alias = "s")]
    Serve(Serve),
    /// Look at the configuration.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Make the agent image.
    #[command(subcommand)]
    Image(ImageCommand),
    /// Print the API's OpenAPI document.
    Openapi,
    /// Print the README.
    Readme,
    /// Print the version.
    #[command(visible_alias = "v")]
    Version,
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

#[derive(clap::Args)]
struct Serve {
    /// The program that gives agents loop's tools [default: loop-mcp beside this program].
    #[arg(long, value_name = "PATH")]
    loop_mcp: Option<PathBuf>,
    /// Die at the named place, as by `kill -9` (for tests).
    #[cfg(feature = "crash-points")]
    #[arg(long, hide = true)]
    crash_at: Option<String>,
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Say whether the configuration can be used, and what is wrong with it.
    Check,
    /// Print the configuration in force, with every default; secrets are left out.
    Show,
    /// Print the JSON Schema of the configuration, for editors.
    Schema {
        /// The schema of a project's configuration instead.
        #[arg(long)]
        project: bool,
    },
}

#[derive(Subcommand)]
enum ImageCommand {
    /// Build the agent image now, if it is missing or out of date.
    Build,
}

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<()> {
    match cli.command {
        Command::Serve(args) => serve(&args),
        Command::Config(command) => look_at_config(&command),
        Command::Image(ImageCommand::Build) => build_image(),
        Command::Openapi => print(&http::document()?),
        Command::Readme => print(include_str!("../../README.md")),
        Command::Version => print(&format!("loopd {}\n", env!("CARGO_PKG_VERSION"))),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "loopd", &mut std::io::stdout());
            Ok(())
        }
    }
}

fn serve(args: &Serve) -> anyhow::Result<()> {
    let (home, config, environment) = load()?;
    home.ensure()?;
    telemetry::init(&config.log)?;
    allow_many_files();
    let runtime = tokio::runtime::Runtime::new().context("failed to start the runtime")?;
    let served = runtime.block_on(async {
        let addr = config.api.addr;
        let world = World {
            clock: Arc::new(SystemClock),
            environment,
            loop_mcp: loop_mcp(args),
            crash: crash_point(args),
        };
        let parts = daemon::build(home.clone(), config, world).await?;
        let listeners = Listeners::bind(addr, &home.run().join("api.sock")).await?;
        daemon::run(parts, listeners, stop_on_signal()?).await
    });
    // A file on a disk that does not answer must not keep the process.
    runtime.shutdown_background();
    served
}

/// The program that agents get their tools from.
fn loop_mcp(args: &Serve) -> PathBuf {
    args.loop_mcp.clone().unwrap_or_else(|| {
        let ours = std::env::current_exe().and_then(|path| path.canonicalize());
        ours.unwrap_or_default().with_file_name("loop-mcp")
    })
}

/// Every connection is an open file, and the usual limit is meant for programs that have few.
fn allow_many_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    if let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }) {
        tracing::warn!(error = &error as &dyn std::error::Error, "failed to raise the limit of open files");
    }
}

#[cfg(feature = "crash-points")]
fn crash_point(args: &Serve) -> CrashPoint {
    args.crash_at.as_deref().map(CrashPoint::armed).unwrap_or_default()
}

#[cfg(not(feature = "crash-points"))]
fn crash_point(_args: &Serve) -> CrashPoint {
    CrashPoint::default()
}

/// A token that the first SIGTERM or Ctrl-C cancels; the second one ends the process at once.
fn stop_on_signal() -> anyhow::Result<CancellationToken> {
    let stop = CancellationToken::new();
    let mut term = signal(SignalKind::terminate()).context("failed to wait for SIGTERM")?;
    let mut int = signal(SignalKind::interrupt()).context("failed to wait for Ctrl-C")?;
    let stopping = stop.clone();
    let wait = async move {
        for forced in [false, true] {
            tokio::select! {
                _ = term.recv() => {}
                _ = int.recv() => {}
            }
            if forced {
                std::process::exit(1);
            }
            stopping.cancel();
        }
    };
    tokio_util::task::TaskTracker::new().spawn(wait);
    Ok(stop)
}

fn look_at_config(command: &ConfigCommand) -> anyhow::Result<()> {
    match command {
        ConfigCommand::Check => {
            let (_, config, _) = load()?;
            let mut report = format!("{} is fine\n", config.path.display());
            for warning in &config.warnings {
                report += &format!("warning: {warning}\n");
            }
            print(&report)
        }
        ConfigCommand::Show => print_json(&load()?.1.show()),
        ConfigCommand::Schema { project: false } => print_json(&config::schema::host()),
        ConfigCommand::Schema { project: true } => print_json(&config::schema::project()),
    }
}

fn build_image() -> anyhow::Result<()> {
    let (home, config, environment) = load()?;
    home.ensure()?;
    ops::image::write_inputs(&home.container())?;
    // The image does not depend on which installation builds it.
    let runner = daemon::runner(&home, &config, environment.docker_host().as_deref(), "")?;
    let runtime = tokio::runtime::Runtime::new().context("failed to start the runtime")?;
    runtime.block_on(async {
        let mut on_progress = |line: String| {
            let _ = writeln!(std::io::stderr(), "{line}");
        };
        runner
            .ensure_image(&config.container.image, &mut on_progress)
            .await
            .context("failed to make the agent image")
    })?;
    print(&format!("{} is ready\n", config.container.image))
}

fn load() -> anyhow::Result<(Home, Config, Environment)> {
    let environment = Environment::from_process();
    let home = Home::locate(&environment)?;
    let config = Config::load(&home.config(), &environment)?;
    Ok((home, config, environment))
}

fn print_json(value: &serde_json::Value) -> anyhow::Result<()> {
    print(&format!("{value:#}\n"))
}

/// Prints to standard output; a reader that has left is no error.
fn print(text: &str) -> anyhow::Result<()> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error).context("failed to print"),
        _ => Ok(()),
    }
}
