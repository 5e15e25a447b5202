//! `loopctl messages`: what was said in a channel, and saying something as loop.

use anyhow::{Context as _, Result, bail};
use clap::Subcommand;
use loop_client::Client;
use loop_client::types::{Message, MessagePage};

use crate::channels;
use crate::client::body;
use crate::failure::{Exit, Usage};
use crate::invocation::Invocation;
use crate::output::Tone;
use crate::paging;

/// What was said in a channel.
#[derive(Debug, Subcommand)]
pub(crate) enum Messages {
    /// Read the latest messages of a channel
    #[command(visible_alias = "ls")]
    List {
        /// The channel's id or name
        channel: String,
        /// How many at the most
        #[arg(short = 'n', long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..))]
        limit: u32,
    },
    /// Post a message as loop; it asks the agent nothing (`loopctl ask` does)
    Send {
        /// The channel's id or name
        channel: String,
        /// The text; - reads it from standard input
        text: String,
    },
}

/// Runs the command.
pub(crate) async fn run(command: Messages, invocation: &mut Invocation) -> Result<Exit> {
    let client = invocation.connect()?;
    match command {
        Messages::List { channel, limit } => list(&client, &channel, limit, invocation).await?,
        Messages::Send { channel, text } => send(&client, &channel, text, invocation).await?,
    }
    Ok(Exit::Ok)
}

async fn list(client: &Client, channel: &str, limit: u32, invocation: &mut Invocation) -> Result<()> {
    let id = &channels::resolve(client, channel).await?.id;
    let (items, next) = paging::read(Some(limit), |limit, cursor| async move {
        let mut request = client.list_messages().channel_id(id).limit(limit);
        if let Some(cursor) = cursor {
            request = request.cursor(cursor);
        }
        let page = body(request.send().await)?;
        Ok((page.items, page.next))
    })
    .await?;
    if invocation.out.is_json() {
        return invocation.out.json(&MessagePage { items, next });
    }
    if items.is_empty() {
        invocation.out.notice(Tone::Plain, "nothing was said there yet");
    }
    // The API has the newest first; people read from top to bottom.
    for (index, message) in items.iter().rev().enumerate() {
        if index > 0 {
            invocation.out.data("\n")?;
        }
        let head = headline(message, &invocation.clock.date(message.created_at));
        invocation.out.say(Tone::Dim, &head)?;
        invocation.out.text(&message.content)?;
    }
    Ok(())
}

fn headline(message: &Message, at: &str) -> String {
    let run = message.run_id.map(|run| format!(" · run {run}")).unwrap_or_default();
    format!("{} · {at}{run}", crate::escape::one_line(&message.author.name))
}

async fn send(client: &Client, channel: &str, text: String, invocation: &mut Invocation) -> Result<()> {
    let text = if text == "-" { read_text(invocation)? } else { text };
    if text.trim().is_empty() {
        bail!(Usage("there is nothing to send: the text is empty".to_owned()));
    }
    let channel = channels::resolve(client, channel).await?;
    let request = client.send_message().body_map(|body| body.channel_id(&channel.id).content(text));
    let message = body(request.send().await)?;
    if invocation.out.is_json() {
        return invocation.out.json(&message);
    }
    invocation.out.notice(Tone::Plain, &format!("message {} is in {}", message.id, channel.name));
    Ok(())
}

/// All of standard input.
pub(crate) fn read_text(invocation: &mut Invocation) -> Result<String> {
    let mut text = String::new();
    std::io::Read::read_to_string(&mut invocation.stdin().reader, &mut text)
        .context("failed to read standard input as text")?;
    Ok(text)
}

/// The text that the words of a command line make; `-` or nothing reads it from standard input.
pub(crate) fn text_of(
    words: &[String],
    (what, usage): (&str, &str),
    invocation: &mut Invocation,
) -> Result<String> {
    let text = match words {
        [] => {
            if invocation.stdin_is_terminal() {
                bail!(Usage(format!("there is no {what}; write `{usage}`, or pipe it in")));
            }
            read_text(invocation)?
        }
        [dash] if dash == "-" => read_text(invocation)?,
        words => words.join(" "),
    };
    if text.trim().is_empty() {
        bail!(Usage(format!("the {what} is empty")));
    }
    Ok(text)
}
