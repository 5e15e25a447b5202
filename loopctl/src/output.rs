//! The only file that prints. Data goes to standard output, messages and progress to standard error; what comes from
//! the daemon cannot steer the terminal. It must not know commands.

use std::io::{self, Write as _};

use anstyle::{AnsiColor, Style};
use anyhow::{Context as _, Result};
use serde::Serialize;

use crate::args::{ColorMode, Global};
use crate::escape;
use crate::io::Sink;
use crate::table::Table;
use crate::words;

/// Columns of a terminal that does not tell.
const USUAL_WIDTH: usize = 80;
const ERASE_LINE: &str = "\r\x1b[2K";

/// Nobody reads standard output any more, as with `loopctl … | head`. No error: it only ends the work.
#[derive(Debug)]
pub(crate) struct ReaderGone;

impl std::fmt::Display for ReaderGone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("nobody reads the output")
    }
}

impl std::error::Error for ReaderGone {}

/// How a message looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// As it is.
    Plain,
    /// In the background.
    Dim,
    /// Something went well.
    Good,
    /// Something to look at.
    Warning,
    /// Something went wrong.
    Bad,
}

impl Tone {
    /// Its colour in a table.
    pub(crate) fn color(self) -> Option<AnsiColor> {
        match self {
            Self::Plain => None,
            Self::Dim => Some(AnsiColor::BrightBlack),
            Self::Good => Some(AnsiColor::Green),
            Self::Warning => Some(AnsiColor::Yellow),
            Self::Bad => Some(AnsiColor::Red),
        }
    }

    fn style(self) -> Style {
        match self {
            Self::Plain => Style::new(),
            Self::Dim => Style::new().dimmed(),
            Self::Good => AnsiColor::Green.on_default(),
            Self::Warning => AnsiColor::Yellow.on_default(),
            Self::Bad => AnsiColor::Red.on_default(),
        }
    }
}

/// Both outputs, and how to write to them.
#[derive(Debug)]
pub(crate) struct Output {
    out: Sink,
    err: Sink,
    is_json: bool,
    is_quiet: bool,
    color: ColorMode,
    /// The line that shows progress, while it is there.
    line: Option<String>,
}

impl Output {
    /// Before the options are known.
    pub(crate) fn new(out: Sink, err: Sink) -> Self {
        Self { out, err, is_json: false, is_quiet: false, color: ColorMode::Auto, line: None }
    }

    /// Does as the options say.
    pub(crate) fn configure(&mut self, global: &Global) {
        self.is_json = global.json;
        self.is_quiet = global.quiet;
        self.color = global.color;
    }

    /// Whether `--json` was given.
    pub(crate) fn is_json(&self) -> bool {
        self.is_json
    }

    /// Whether a person reads standard output.
    pub(crate) fn is_terminal(&self) -> bool {
        self.out.terminal.is_some()
    }

    /// Whether `line` shows anything.
    pub(crate) fn is_live(&self) -> bool {
        !self.is_quiet && self.err.terminal.is_some_and(|terminal| terminal.can_erase)
    }

    /// A body of the API, as JSON for programs.
    pub(crate) fn json(&mut self, value: &impl Serialize) -> Result<()> {
        let text = serde_json::to_string_pretty(value).context("failed to write JSON")?;
        self.data(&format!("{}\n", escape::json(&text)))
    }

    /// One line of JSON.
    pub(crate) fn json_line(&mut self, value: &impl Serialize) -> Result<()> {
        let text = serde_json::to_string(value).context("failed to write JSON")?;
        self.data(&format!("{}\n", escape::json(&text)))
    }

    /// Text from the daemon, on standard output. A pipe gets it as it is.
    pub(crate) fn text(&mut self, text: &str) -> Result<()> {
        let end = if text.ends_with('\n') { "" } else { "\n" };
        if self.is_terminal() {
            self.data(&format!("{}{end}", escape::visible(text)))
        } else {
            self.data(&format!("{text}{end}"))
        }
    }

    /// One line on standard output, in a tone.
    pub(crate) fn say(&mut self, tone: Tone, line: &str) -> Result<()> {
        let painted = paint(tone, &escape::visible(line), is_colored(&self.out, self.color));
        self.data(&format!("{painted}\n"))
    }

    /// A table; without rows, a message that says so.
    pub(crate) fn table(&mut self, table: &Table, if_empty: &str) -> Result<()> {
        if table.is_empty() {
            self.notice(Tone::Plain, if_empty);
            return Ok(());
        }
        let width = self.out.terminal.and_then(|terminal| (terminal.width)());
        let text = table.render(width, is_colored(&self.out, self.color));
        self.data(&text)
    }

    /// Names and values, one a line, aligned; empty values are left out.
    pub(crate) fn fields(&mut self, fields: &[(&str, Tone, String)]) -> Result<()> {
        let widest = fields.iter().map(|(name, ..)| name.len()).max().unwrap_or(0);
        let color = is_colored(&self.out, self.color);
        let mut text = String::new();
        for (name, tone, value) in fields.iter().filter(|(.., value)| !value.is_empty()) {
            let name = paint(Tone::Dim, &format!("{name:widest$}"), color);
            text.push_str(&format!("{name}  {}\n", paint(*tone, &escape::one_line(value), color)));
        }
        self.data(&text)
    }

    /// Text of our own making, such as a completion script.
    pub(crate) fn data(&mut self, text: &str) -> Result<()> {
        self.erase();
        let writer = &mut self.out.writer;
        match writer.write_all(text.as_bytes()).and_then(|()| writer.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(ReaderGone.into()),
            other => other.context("failed to write to standard output"),
        }
    }

    /// A message, unless `--quiet` was given.
    pub(crate) fn notice(&mut self, tone: Tone, text: &str) {
        if !self.is_quiet {
            self.message(tone, text);
        }
    }

    /// What went wrong: said even when `--quiet` was given.
    pub(crate) fn error(&mut self, text: &str) {
        self.erase();
        let color = is_colored(&self.err, self.color);
        let head = paint(Tone::Bad, "error:", color);
        self.write_err(&format!("{head} {}\n", escape::visible(text)));
    }

    /// How something ended that was asked for: said even when `--quiet` was given.
    pub(crate) fn failure(&mut self, tone: Tone, text: &str) {
        self.message(tone, text);
    }

    /// What clap has to say: help on standard output, mistakes on standard error.
    pub(crate) fn clap(&mut self, error: &clap::Error) -> Result<()> {
        let sink = if error.use_stderr() { &self.err } else { &self.out };
        let text = error.render();
        let text = if is_colored(sink, self.color) { text.ansi().to_string() } else { text.to_string() };
        if error.use_stderr() {
            self.write_err(&text);
            return Ok(());
        }
        self.data(&text)
    }

    /// Shows the line that says how it goes, in place of the one before.
    pub(crate) fn line(&mut self, text: &str) {
        if !self.is_live() {
            return;
        }
        let width =
            self.err.terminal.and_then(|terminal| (terminal.width)()).map_or(USUAL_WIDTH, usize::from);
        // The last column stays free: a terminal may wrap when it is filled.
        let text = words::cut(&escape::one_line(text), width.saturating_sub(1).max(10));
        let painted = paint(Tone::Dim, &text, is_colored(&self.err, self.color));
        if self.line.as_ref() != Some(&painted) {
            self.write_err(&format!("{ERASE_LINE}{painted}"));
            self.line = Some(painted);
        }
    }

    /// Takes the line away.
    pub(crate) fn erase(&mut self) {
        if self.line.take().is_some() {
            self.write_err(ERASE_LINE);
        }
    }

    fn message(&mut self, tone: Tone, text: &str) {
        self.erase();
        let painted = paint(tone, &escape::visible(text), is_colored(&self.err, self.color));
        self.write_err(&format!("{painted}\n"));
    }

    fn write_err(&mut self, text: &str) {
        // Where messages cannot be written, nobody can be told.
        let _ = self.err.writer.write_all(text.as_bytes()).and_then(|()| self.err.writer.flush());
    }
}

fn is_colored(sink: &Sink, mode: ColorMode) -> bool {
    match mode {
        ColorMode::Always => true,
        ColorMode::Never => false,
        ColorMode::Auto => sink.terminal.is_some_and(|terminal| terminal.color),
    }
}

fn paint(tone: Tone, text: &str, color: bool) -> String {
    let style = tone.style();
    if !color || style.is_plain() || text.is_empty() {
        return text.to_owned();
    }
    // Line by line: what shows one line only shows it in its colour.
    let lines: Vec<String> = text.split('\n').map(|line| format!("{style}{line}{style:#}")).collect();
    lines.join("\n")
}
