//! `loopctl chat`: a conversation with an agent.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;
use futures::{FutureExt as _, StreamExt as _};
use loop_client::Client;
use loop_client::types::{Channel, RunStatus};

use crate::client::body;
use crate::failure::{Exit, Usage};
use crate::follow::{self, Finish, Show, Watcher};
use crate::invocation::{Interrupts, Invocation};
use crate::lines::{Lines, Read};
use crate::output::{Output, ReaderGone, Tone};
use crate::{ask, channels, escape};

const HINTS: &str = "Ctrl-C stops the agent, Ctrl-D leaves, /new begins a new conversation, /help tells more";
const HELP: &str = "\
Write a question and press Enter. A backslash at the end of a line goes on in the next; pasted lines stay together.
  /new     begin a new conversation: the agent forgets what was said
  /help    show this
  /quit    leave; Ctrl-D does the same
Ctrl-C stops the agent; you get the prompt back when it is dead. A second Ctrl-C leaves at once.
A line that begins with a space is never a command.";

/// Talk with an agent
#[derive(Debug, Args)]
pub(crate) struct Chat {
    /// The channel's id or name [default: main]
    #[arg(conflicts_with = "dir")]
    channel: Option<String>,
    /// Work in this directory
    #[arg(short, long, value_name = "PATH")]
    dir: Option<PathBuf>,
}

/// Runs the command.
pub(crate) async fn run(chat: &Chat, invocation: &mut Invocation) -> Result<Exit> {
    if invocation.out.is_json() {
        bail!(Usage(
            "a chat has no JSON; `loopctl ask --json` and `loopctl runs logs -f --json` do".to_owned()
        ));
    }
    let client = invocation.connect()?;
    let channel =
        ask::channel(&client, chat.channel.as_deref(), chat.dir.as_deref(), &invocation.env).await?;
    let interrupts = invocation.interrupts();
    let stdin = invocation.stdin();
    let lines = if stdin.is_terminal && invocation.out.is_terminal() {
        Lines::typed(invocation.env.loop_dir().as_deref())?
    } else {
        Lines::piped(stdin)
    };
    let author = invocation.author();
    let mut talk =
        Talk { client, channel, author, lines, interrupts, out: &mut invocation.out, any_failed: false };
    talk.greet();
    talk.go_on().await
}

/// A conversation under way.
struct Talk<'a> {
    client: Client,
    channel: Channel,
    author: Option<String>,
    lines: Lines,
    interrupts: Interrupts,
    out: &'a mut Output,
    any_failed: bool,
}

/// What a line asks for.
#[derive(Debug, PartialEq, Eq)]
enum Wish<'a> {
    Nothing,
    Ask(&'a str),
    New,
    Help,
    Quit,
    Unknown(&'a str),
}

impl Talk<'_> {
    fn greet(&mut self) {
        if !self.lines.is_typed() {
            return;
        }
        let who = self.author.as_deref().map(|name| format!(", as {name}")).unwrap_or_default();
        self.out.notice(Tone::Plain, &format!("{}{who}", channels::describe(&self.channel)));
        self.out.notice(Tone::Dim, HINTS);
    }

    async fn go_on(&mut self) -> Result<Exit> {
        let prompt = format!("{}> ", escape::one_line(&self.channel.name));
        loop {
            let text = match self.lines.next(&prompt, &mut self.interrupts).await? {
                Read::Text(text) => text,
                Read::End => break,
                Read::Interrupt if self.lines.is_typed() => {
                    self.out.notice(Tone::Dim, "nothing is at work; Ctrl-D leaves");
                    continue;
                }
                Read::Interrupt => return Ok(Exit::Failed),
            };
            match wish(&text) {
                Wish::Nothing => {}
                Wish::Quit => break,
                Wish::Help => self.out.notice(Tone::Plain, HELP),
                Wish::Unknown(word) => {
                    let text = format!(
                        "there is no command {word}; /help lists them; a space before it makes it a question"
                    );
                    self.out.notice(Tone::Warning, &text);
                }
                Wish::New => {
                    let done = self.forget().await;
                    self.treat(done)?;
                }
                Wish::Ask(question) => {
                    let done = self.ask(question).await;
                    if self.treat(done)? == Some(Finished::Left) {
                        return Ok(Exit::Failed);
                    }
                }
            }
        }
        // A person has seen what failed; a script sees the code.
        Ok(if self.any_failed && !self.lines.is_typed() { Exit::Failed } else { Exit::Ok })
    }

    /// An error ends a script; a person hears of it and goes on.
    fn treat<T>(&mut self, done: Result<T>) -> Result<Option<T>> {
        match done {
            Ok(value) => Ok(Some(value)),
            Err(error) if self.lines.is_typed() && !error.is::<ReaderGone>() => {
                self.out.error(&format!("{error:#}"));
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    async fn forget(&mut self) -> Result<()> {
        body(self.client.reset_session().id(&self.channel.id).send().await)?;
        self.out.notice(Tone::Dim, "the next question begins a new conversation");
        Ok(())
    }

    async fn ask(&mut self, question: &str) -> Result<Finished> {
        // A Ctrl-C too many for the run before is not meant for this one.
        while self.interrupts.next().now_or_never().flatten().is_some() {}
        let request = ask::request(&self.channel, question.to_owned(), self.author.clone(), None);
        let watcher = Watcher::new(&self.client, Show::Texts, &mut self.interrupts, self.out);
        let Finish::Ended { run, end } = watcher.ask(request).await? else { return Ok(Finished::Left) };
        if end.status == RunStatus::Succeeded {
            if !end.is_said && !end.text.is_empty() {
                self.out.text(&end.text)?;
            }
            return Ok(Finished::Ended);
        }
        self.any_failed = true;
        let tone = if end.status == RunStatus::Cancelled { Tone::Warning } else { Tone::Bad };
        self.out.failure(tone, &follow::failed(run, &end));
        Ok(Finished::Ended)
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Finished {
    Ended,
    Left,
}

fn wish(text: &str) -> Wish<'_> {
    match text.trim_end() {
        "" => Wish::Nothing,
        blank if blank.trim().is_empty() => Wish::Nothing,
        "/new" => Wish::New,
        "/help" | "/?" => Wish::Help,
        "/quit" | "/exit" => Wish::Quit,
        word if is_command(word) => Wish::Unknown(word),
        _ => Wish::Ask(text),
    }
}

/// One word with one slash before it: `/nwe`, but not `/etc/hosts` and no sentence.
fn is_command(text: &str) -> bool {
    text.strip_prefix('/')
        .is_some_and(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_and_questions_are_told_apart() {
        let table = [
            ("", Wish::Nothing),
            ("  \n ", Wish::Nothing),
            ("/new ", Wish::New),
            ("/quit", Wish::Quit),
            ("/nwe", Wish::Unknown("/nwe")),
            (" /nwe", Wish::Ask(" /nwe")),
            ("/etc/hosts", Wish::Ask("/etc/hosts")),
            ("/new or old?", Wish::Ask("/new or old?")),
            ("/", Wish::Ask("/")),
        ];
        for (text, expected) in table {
            assert_eq!(wish(text), expected, "{text:?}");
        }
    }
}
