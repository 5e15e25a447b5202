//! What one invocation gets from outside: environment, clock, input, outputs, Ctrl-C. Everything is passed in, so that
//! a test passes its own; only `main` takes them from the process.

use std::io::{BufRead, Write};
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, Utc};
use futures::stream::{self, BoxStream};

/// Everything outside of one invocation.
pub struct Io {
    /// Values of the environment.
    pub env: Env,
    /// What time it is.
    pub clock: Clock,
    /// Standard input.
    pub stdin: Stdin,
    /// Standard output: data.
    pub out: Sink,
    /// Standard error: messages and progress.
    pub err: Sink,
    /// Makes the stream of Ctrl-C presses; called by commands that treat them, so that the others just end.
    pub interrupts: Box<dyn FnOnce() -> BoxStream<'static, ()> + Send>,
}

impl Io {
    /// Without a terminal, an environment, an input and Ctrl-C; for tests.
    pub fn plain(out: Box<dyn Write + Send>, err: Box<dyn Write + Send>) -> Self {
        Self {
            env: Env::default(),
            clock: Clock::utc(),
            stdin: Stdin { reader: Box::new(std::io::empty()), is_terminal: false },
            out: Sink { writer: out, terminal: None },
            err: Sink { writer: err, terminal: None },
            interrupts: Box::new(|| Box::pin(stream::pending())),
        }
    }
}

impl std::fmt::Debug for Io {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Io").field("env", &self.env).finish_non_exhaustive()
    }
}

/// Values of the environment that matter here.
#[derive(Clone, Debug, Default)]
pub struct Env {
    /// `HOME`.
    pub home: Option<PathBuf>,
    /// `LOOP_HOME`.
    pub loop_home: Option<PathBuf>,
    /// `LOOP_API_URL`.
    pub api_url: Option<String>,
    /// `USER`: the name under which questions are asked.
    pub user: Option<String>,
    /// The current directory.
    pub current_dir: Option<PathBuf>,
}

impl Env {
    /// Where loopd's files are, if anything says so: `LOOP_HOME`, else `.loop` in the home directory.
    pub(crate) fn loop_dir(&self) -> Option<PathBuf> {
        let own = self.loop_home.clone().filter(|path| !path.as_os_str().is_empty());
        own.or_else(|| self.home.as_ref().map(|home| home.join(".loop")))
    }
}

/// What time it is, and what that is on the wall.
#[derive(Clone)]
pub struct Clock {
    /// Now.
    pub now: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
    /// A time in the zone of the person who reads it.
    pub local: fn(DateTime<Utc>) -> DateTime<FixedOffset>,
}

impl Clock {
    /// The system's time, shown in UTC.
    pub fn utc() -> Self {
        Self { now: Arc::new(Utc::now), local: |time| time.fixed_offset() }
    }

    /// How long ago that was.
    pub(crate) fn since(&self, time: DateTime<Utc>) -> chrono::TimeDelta {
        (self.now)() - time
    }

    /// Day and time, for people.
    pub(crate) fn date(&self, time: DateTime<Utc>) -> String {
        (self.local)(time).format("%Y-%m-%d %H:%M:%S").to_string()
    }

    /// Time of the day, for people.
    pub(crate) fn time(&self, time: DateTime<Utc>) -> String {
        (self.local)(time).format("%H:%M:%S").to_string()
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Clock").finish_non_exhaustive()
    }
}

/// Standard input.
pub struct Stdin {
    /// Its bytes; not read when it is a terminal, which the line editor reads by itself.
    pub reader: Box<dyn BufRead + Send>,
    /// Whether a person types.
    pub is_terminal: bool,
}

impl std::fmt::Debug for Stdin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stdin").field("is_terminal", &self.is_terminal).finish_non_exhaustive()
    }
}

/// A place to write to.
pub struct Sink {
    /// Takes the bytes.
    pub writer: Box<dyn Write + Send>,
    /// What it can do, if it is a terminal.
    pub terminal: Option<Terminal>,
}

impl std::fmt::Debug for Sink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sink").field("terminal", &self.terminal).finish_non_exhaustive()
    }
}

/// What a terminal can do.
#[derive(Clone, Copy, Debug)]
pub struct Terminal {
    /// Colour is wanted, unless an option says otherwise.
    pub color: bool,
    /// It can erase a line.
    pub can_erase: bool,
    /// Its width now.
    pub width: fn() -> Option<u16>,
}
