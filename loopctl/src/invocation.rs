//! One invocation of the program: what it got from outside, and the connection to the daemon. It must not know
//! commands.

use anyhow::Result;
use futures::stream::{self, BoxStream};
use loop_client::{Client, Endpoint};

use crate::args::Global;
use crate::client::{self, TokenFile};
use crate::endpoint;
use crate::failure::Exit;
use crate::io::{Clock, Env, Io, Stdin};
use crate::output::Output;

/// Presses of Ctrl-C.
pub(crate) type Interrupts = BoxStream<'static, ()>;

/// What a command works with.
pub(crate) struct Invocation {
    pub(crate) env: Env,
    pub(crate) clock: Clock,
    pub(crate) out: Output,
    stdin: Option<Stdin>,
    interrupts: Option<Box<dyn FnOnce() -> Interrupts + Send>>,
    global: Option<Global>,
}

impl Invocation {
    /// Before the arguments are known.
    pub(crate) fn new(io: Io) -> Self {
        Self {
            env: io.env,
            clock: io.clock,
            out: Output::new(io.out, io.err),
            stdin: Some(io.stdin),
            interrupts: Some(io.interrupts),
            global: None,
        }
    }

    /// Does as the options say.
    pub(crate) fn configure(&mut self, global: Global) {
        self.out.configure(&global);
        self.global = Some(global);
    }

    /// Standard input; the second caller finds it empty.
    pub(crate) fn stdin(&mut self) -> Stdin {
        self.stdin.take().unwrap_or_else(|| Stdin { reader: Box::new(std::io::empty()), is_terminal: false })
    }

    /// Whether a person would have to type standard input.
    pub(crate) fn stdin_is_terminal(&self) -> bool {
        self.stdin.as_ref().is_some_and(|stdin| stdin.is_terminal)
    }

    /// From now on Ctrl-C ends nothing by itself.
    pub(crate) fn interrupts(&mut self) -> Interrupts {
        self.interrupts.take().map_or_else(|| Box::pin(stream::pending()) as Interrupts, |listen| listen())
    }

    /// The name under which questions are asked.
    pub(crate) fn author(&self) -> Option<String> {
        let name: String = self.env.user.as_deref()?.chars().filter(|c| !c.is_control()).take(80).collect();
        Some(name.trim().to_owned()).filter(|name| !name.is_empty())
    }

    /// Which daemon is meant.
    pub(crate) fn endpoint(&self) -> Result<Endpoint> {
        let given = self.global.as_ref().and_then(|global| global.api_url.as_deref());
        Ok(endpoint::choose(given, &self.env, std::path::Path::exists)?)
    }

    /// Where its token is.
    pub(crate) fn token_file(&self) -> TokenFile {
        match self.global.as_ref().and_then(|global| global.token_file.clone()) {
            Some(path) => TokenFile::Given(path),
            None => endpoint::usual_token_file(&self.env).map_or(TokenFile::Nowhere, TokenFile::Usual),
        }
    }

    /// A client of the daemon. Nothing is sent yet.
    pub(crate) fn connect(&self) -> Result<Client> {
        client::connect(&self.endpoint()?, &self.token_file())
    }

    /// What a failed call means for the person, and which exit code it is.
    pub(crate) fn explain(&self, error: &anyhow::Error, cause: &loop_client::Error) -> (String, Exit) {
        let text = format!("{error:#}");
        let Ok(endpoint) = self.endpoint() else { return (text, Exit::Failed) };
        match cause {
            loop_client::Error::Unreachable { reason } => {
                let told = client::unreachable(&endpoint, reason);
                // What was added to the cause is kept.
                (text.replace(&cause.to_string(), &told), Exit::Unreachable)
            }
            loop_client::Error::Timeout => (format!("{text} (asked at {endpoint})"), Exit::Unreachable),
            loop_client::Error::Refused { status: 401, .. } => {
                (format!("{text}; {}", client::token_hint(&endpoint, &self.token_file())), Exit::Failed)
            }
            _ => (text, Exit::Failed),
        }
    }
}
