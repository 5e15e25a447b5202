//! `loopctl threads`: places of their own within a channel.

use anyhow::Result;
use clap::Subcommand;
use loop_client::types::CreateThread;

use crate::channels;
use crate::client::body;
use crate::failure::Exit;
use crate::invocation::Invocation;
use crate::output::Tone;

/// Places of their own within a channel.
#[derive(Debug, Subcommand)]
pub(crate) enum Threads {
    /// Open a thread, with a conversation of its own
    Create {
        /// The channel's id or name
        #[arg(value_name = "ID|NAME")]
        channel: String,
        /// Its title
        name: String,
        /// What is said in it first; one that mentions @loop asks the agent there
        #[arg(short, long, value_name = "TEXT")]
        message: Option<String>,
    },
    /// Delete a thread; in chat, with what was said in it
    Delete {
        /// The thread's id or name
        #[arg(value_name = "ID|NAME")]
        thread: String,
    },
}

/// Runs the command.
pub(crate) async fn run(command: Threads, invocation: &mut Invocation) -> Result<Exit> {
    let client = invocation.connect()?;
    match command {
        Threads::Create { channel, name, message } => {
            let channel = channels::resolve(&client, &channel).await?;
            let request = CreateThread { channel_id: Some(channel.id), name, message };
            let opened = body(client.create_thread().body(request).send().await)?;
            let out = &mut invocation.out;
            if out.is_json() {
                out.json(&opened)?;
                return Ok(Exit::Ok);
            }
            out.data(&format!("{}\n", opened.thread.id))?;
            let run = opened.message.and_then(|message| message.run_id);
            let said = match run {
                Some(run) => format!("{} is open; run {run} works in it", opened.thread.name),
                None => format!("{} is open", opened.thread.name),
            };
            out.notice(Tone::Plain, &said);
        }
        Threads::Delete { thread } => {
            let thread = channels::resolve(&client, &thread).await?;
            body(client.delete_thread().id(&thread.id).send().await)?;
            invocation.out.notice(Tone::Plain, &format!("{} is deleted", thread.name));
        }
    }
    Ok(Exit::Ok)
}
