//! `loopctl completions`: scripts that teach a shell the command line.

use anyhow::{Context as _, Result};
use clap::Args;
use clap_complete::Shell;

use crate::args;
use crate::failure::Exit;
use crate::output::Output;

/// Print a completion script for a shell
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

/// Runs the command.
pub(crate) fn run(command: &Completions, out: &mut Output) -> Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(command.shell, &mut args::grammar(), "loopctl", &mut script);
    out.data(&String::from_utf8(script).context("the script is not UTF-8")?)?;
    Ok(Exit::Ok)
}
