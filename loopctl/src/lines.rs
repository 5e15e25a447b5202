//! Where a chat's lines come from: a line editor with history on a terminal, else standard input as it is.

use std::io::{self, BufRead as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow};
use futures::StreamExt as _;
use rustyline::error::ReadlineError;
use rustyline::{Config, DefaultEditor};
use tokio::sync::mpsc;

use crate::invocation::Interrupts;
use crate::io::Stdin;

/// Lines of history kept.
const HISTORY: usize = 1000;
const MORE: &str = "… ";

/// What the person did.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Read {
    /// Entered something, of one line or more.
    Text(String),
    /// Pressed Ctrl-C.
    Interrupt,
    /// Has nothing more to say.
    End,
}

/// The source of lines.
pub(crate) enum Lines {
    /// A person at a terminal.
    Typed {
        /// Missing while a line is read.
        editor: Option<Box<DefaultEditor>>,
        /// Where the history is kept, if it is.
        history: Option<PathBuf>,
    },
    /// Anything else.
    Piped(mpsc::Receiver<io::Result<String>>),
}

impl Lines {
    /// Lines that a person types.
    pub(crate) fn typed(loop_dir: Option<&Path>) -> Result<Self> {
        let config = Config::builder().max_history_size(HISTORY)?.bracketed_paste(true).build();
        let mut editor = DefaultEditor::with_config(config).context("failed to set the terminal up")?;
        // The directory holds loopd's files; without it there is nowhere to keep a history.
        let history = loop_dir.filter(|dir| dir.is_dir()).map(|dir| dir.join("history"));
        if let Some(path) = &history {
            // A history that cannot be read is one that begins today.
            let _ = editor.load_history(path);
        }
        Ok(Self::Typed { editor: Some(Box::new(editor)), history })
    }

    /// Lines of a pipe or a file.
    pub(crate) fn piped(stdin: Stdin) -> Self {
        let (sender, receiver) = mpsc::channel(1);
        // A thread of its own: a read that waits for input cannot be given up.
        std::thread::spawn(move || {
            for line in stdin.reader.lines() {
                if sender.blocking_send(line).is_err() {
                    return;
                }
            }
        });
        Self::Piped(receiver)
    }

    /// Whether a person types.
    pub(crate) fn is_typed(&self) -> bool {
        matches!(self, Self::Typed { .. })
    }

    /// The next entry; a backslash at the end of a line goes on in the next.
    pub(crate) async fn next(&mut self, prompt: &str, interrupts: &mut Interrupts) -> Result<Read> {
        let mut text = String::new();
        loop {
            let line = match self {
                Self::Typed { editor, .. } => {
                    type_line(editor, if text.is_empty() { prompt } else { MORE }).await?
                }
                Self::Piped(lines) => tokio::select! {
                    line = lines.recv() => match line.transpose().context("failed to read standard input")? {
                        Some(line) => Read::Text(line),
                        None => Read::End,
                    },
                    Some(()) = interrupts.next() => Read::Interrupt,
                },
            };
            match line {
                Read::Text(line) => match line.strip_suffix('\\') {
                    Some(part) => {
                        text.push_str(part);
                        text.push('\n');
                    }
                    None => {
                        text.push_str(&line);
                        self.remember(&text);
                        return Ok(Read::Text(text));
                    }
                },
                // What was begun is meant, though its last line ends with a backslash.
                Read::End if !text.trim().is_empty() => return Ok(Read::Text(text)),
                other => return Ok(other),
            }
        }
    }

    fn remember(&mut self, text: &str) {
        if let Self::Typed { editor: Some(editor), history } = self
            && !text.trim().is_empty()
        {
            // A history that cannot be written does not matter to the conversation.
            let _ = editor.add_history_entry(text);
            if let Some(path) = history {
                let _ = editor.append_history(path);
            }
        }
    }
}

async fn type_line(editor: &mut Option<Box<DefaultEditor>>, prompt: &str) -> Result<Read> {
    let mut taken = editor.take().ok_or_else(|| anyhow!("the line editor is gone"))?;
    let prompt = prompt.to_owned();
    let typing = tokio::task::spawn_blocking(move || {
        let line = taken.readline(prompt.as_str());
        (taken, line)
    });
    let (taken, line) = typing.await.context("the line editor failed")?;
    *editor = Some(taken);
    match line {
        Ok(line) => Ok(Read::Text(line)),
        Err(ReadlineError::Interrupted) => Ok(Read::Interrupt),
        Err(ReadlineError::Eof) => Ok(Read::End),
        Err(error) => Err(error).context("failed to read from the terminal"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(input: &'static str) -> Vec<Read> {
        let mut lines = Lines::piped(Stdin { reader: Box::new(input.as_bytes()), is_terminal: false });
        let mut interrupts: Interrupts = Box::pin(futures::stream::pending());
        let mut all = Vec::new();
        loop {
            match lines.next("> ", &mut interrupts).await.unwrap() {
                Read::End => return all,
                read => all.push(read),
            }
        }
    }

    #[tokio::test]
    async fn a_backslash_goes_on_in_the_next_line() {
        let text = |text: &str| Read::Text(text.to_owned());
        assert_eq!(
            read("one\ntwo\\\nthree\n\nfour").await,
            [text("one"), text("two\nthree"), text(""), text("four")]
        );
        assert_eq!(read("begun\\\n").await, [text("begun\n")]);
        assert_eq!(read("").await, []);
    }

    #[tokio::test]
    async fn ctrl_c_is_heard_while_a_pipe_is_silent() {
        let (reader, _writer) = io::pipe().unwrap();
        let mut lines =
            Lines::piped(Stdin { reader: Box::new(io::BufReader::new(reader)), is_terminal: false });
        let mut interrupts: Interrupts = Box::pin(futures::stream::iter([()]));
        assert_eq!(lines.next("", &mut interrupts).await.unwrap(), Read::Interrupt);
    }
}
