//! `loopctl ask`: one question, one answer.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use loop_client::Client;
use loop_client::types::{Channel, Platform, RunStatus, StartRun};

use crate::channels;
use crate::client::body;
use crate::failure::Exit;
use crate::follow::{self, Finish, Show, Watcher};
use crate::invocation::Invocation;
use crate::io::Env;
use crate::messages::text_of;
use crate::output::Output;

/// The channel of questions that name none.
pub(crate) const USUAL_CHANNEL: &str = "main";

/// Ask one question and print the answer
///
/// Only the answer goes to standard output. Ctrl-C stops the agent and returns when it is dead; a second one leaves at
/// once.
#[derive(Debug, Args)]
pub(crate) struct Ask {
    /// The channel to ask in [default: main]
    #[arg(short, long, value_name = "ID|NAME", conflicts_with = "dir")]
    channel: Option<String>,
    /// Work in this directory
    #[arg(short, long, value_name = "PATH")]
    dir: Option<PathBuf>,
    /// The model to use instead of the configured one
    #[arg(short, long)]
    model: Option<String>,
    /// Print everything that happens on standard error
    #[arg(short, long)]
    verbose: bool,
    /// The question; - or nothing reads it from standard input
    question: Vec<String>,
}

/// Runs the command.
pub(crate) async fn run(ask: Ask, invocation: &mut Invocation) -> Result<Exit> {
    let question = text_of(&ask.question, ("question", "loopctl ask \"…\""), invocation)?;
    let client = invocation.connect()?;
    let channel = channel(&client, ask.channel.as_deref(), ask.dir.as_deref(), &invocation.env).await?;
    let mut interrupts = invocation.interrupts();
    let request = request(&channel, question, invocation.author(), ask.model);
    let show = if ask.verbose { Show::Everything } else { Show::Notices };
    let out = &mut invocation.out;
    let finish = Watcher::new(&client, show, &mut interrupts, out).ask(request).await?;
    answer(&client, finish, out).await
}

/// Prints how a run that was followed ended: its answer on standard output, or why there is none.
pub(crate) async fn answer(client: &Client, finish: Finish, out: &mut Output) -> Result<Exit> {
    let Finish::Ended { run, end } = finish else { return Ok(Exit::Failed) };
    let succeeded = end.status == RunStatus::Succeeded;
    if out.is_json() {
        out.json(&body(client.show_run().id(run).send().await)?)?;
    } else if succeeded && !end.text.is_empty() {
        out.text(&end.text)?;
    }
    if !succeeded {
        out.error(&follow::failed(run, &end));
        return Ok(Exit::Failed);
    }
    Ok(Exit::Ok)
}

/// The channel that is meant by the options; made if it is the usual one, or that of a directory.
pub(crate) async fn channel(
    client: &Client,
    name: Option<&str>,
    dir: Option<&std::path::Path>,
    env: &Env,
) -> Result<Channel> {
    match (name, dir) {
        (_, Some(dir)) => channels::for_dir(client, env, dir, Some(Platform::Local)).await,
        (Some(name), None) => channels::resolve(client, name).await,
        (None, None) => body(client.create_channel().body_map(|body| body.name(USUAL_CHANNEL)).send().await),
    }
}

/// What the daemon is asked to do.
pub(crate) fn request(
    channel: &Channel,
    prompt: String,
    author: Option<String>,
    model: Option<String>,
) -> StartRun {
    StartRun { channel_id: channel.id.clone(), prompt, author, model }
}
