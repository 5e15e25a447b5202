//! The loop command line: a pure client of the daemon's REST API, usable in process.
//!
//! [`run`] takes everything it needs as arguments, prints through what it is given, and answers with an exit code.

mod args;
mod ask;
mod channels;
mod chat;
mod client;
mod completions;
mod endpoint;
mod escape;
mod failure;
mod follow;
mod grants;
mod invocation;
mod io;
mod lines;
mod logs;
mod messages;
mod output;
mod paging;
mod progress;
mod projects;
mod runs;
mod schedules;
mod span;
mod status;
mod table;
mod task_options;
mod task_view;
mod tasks;
mod templates;
mod threads;
mod tokens;
mod words;

use std::ffi::OsString;

pub use failure::Exit;
pub use io::{Clock, Env, Io, Sink, Stdin, Terminal};

use args::Command;
use failure::Usage;
use invocation::Invocation;
use output::ReaderGone;

/// Runs one command line, whose first argument is the program's name.
pub async fn run(args: impl IntoIterator<Item = OsString>, io: Io) -> Exit {
    let mut invocation = Invocation::new(io);
    let done = match args::parse(args) {
        Ok(cli) => {
            invocation.configure(cli.global);
            command(cli.command, &mut invocation).await
        }
        Err(error) => {
            let exit = if error.use_stderr() { Exit::Usage } else { Exit::Ok };
            invocation.out.clap(&error).map(|()| exit)
        }
    };
    invocation.out.erase();
    done.unwrap_or_else(|error| fail(&error, &mut invocation))
}

async fn command(command: Command, invocation: &mut Invocation) -> anyhow::Result<Exit> {
    match command {
        Command::Ask(command) => ask::run(command, invocation).await,
        Command::Chat(command) => chat::run(&command, invocation).await,
        Command::Channels(command) => channels::run(command, invocation).await,
        Command::Messages(command) => messages::run(command, invocation).await,
        Command::Runs(command) => runs::run(command, invocation).await,
        Command::Projects(command) => projects::run(command, invocation).await,
        Command::Templates(command) => templates::run(command, invocation).await,
        Command::Tasks(command) => tasks::run(command, invocation).await,
        Command::Schedules(command) => schedules::run(&command, invocation).await,
        Command::Threads(command) => threads::run(command, invocation).await,
        Command::Grants(command) => grants::run(command, invocation).await,
        Command::Tokens(command) => tokens::run(command, invocation).await,
        Command::Status(command) => status::run(&command, invocation).await,
        Command::Completions(command) => completions::run(&command, &mut invocation.out),
    }
}

/// Says what went wrong, and which exit code that is.
fn fail(error: &anyhow::Error, invocation: &mut Invocation) -> Exit {
    if error.is::<ReaderGone>() {
        return Exit::Ok;
    }
    if error.is::<Usage>() {
        invocation.out.error(&format!("{error:#}\n\nFor more information, try '--help'."));
        return Exit::Usage;
    }
    let (text, exit) = match error.downcast_ref::<loop_client::Error>() {
        Some(cause) => invocation.explain(error, cause),
        None => (format!("{error:#}"), Exit::Failed),
    };
    invocation.out.error(&text);
    exit
}
