//! `loopctl`: hands the process's arguments, environment and streams to the library. The only place that knows them.

use std::env;
use std::io::{self, BufReader, IsTerminal};
use std::process::ExitCode;
use std::sync::Arc;

use anstream::{AutoStream, ColorChoice};
use futures::stream::{self, BoxStream};
use loopctl::{Clock, Env, Io, Sink, Stdin, Terminal};
use tokio::signal::unix::{SignalKind, signal};

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            anstream::eprintln!("error: failed to start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let exit = runtime.block_on(loopctl::run(env::args_os(), process()));
    // A thread may wait for input that never comes; it ends with the process.
    runtime.shutdown_background();
    exit.into()
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
fn environment() -> Env {
    Env {
        home: env::var_os("HOME").map(Into::into),
        loop_home: env::var_os("LOOP_HOME").map(Into::into),
        api_url: env::var("LOOP_API_URL").ok(),
        user: env::var("USER").ok(),
        current_dir: env::current_dir().ok(),
    }
}

fn process() -> Io {
    let (out, err) = (io::stdout(), io::stderr());
    let clock = Clock {
        now: Arc::new(chrono::Utc::now),
        local: |time| time.with_timezone(&chrono::Local).fixed_offset(),
    };
    let out_color = AutoStream::choice(&out) != ColorChoice::Never;
    let err_color = AutoStream::choice(&err) != ColorChoice::Never;
    let out_terminal = out.is_terminal().then(|| terminal(out_color, || width(false)));
    let err_terminal = err.is_terminal().then(|| terminal(err_color, || width(true)));
    Io {
        env: environment(),
        clock,
        stdin: Stdin {
            is_terminal: io::stdin().is_terminal(),
            reader: Box::new(BufReader::new(io::stdin())),
        },
        out: Sink { writer: Box::new(out), terminal: out_terminal },
        err: Sink { writer: Box::new(err), terminal: err_terminal },
        interrupts: Box::new(interrupts),
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
fn terminal(color: bool, width: fn() -> Option<u16>) -> Terminal {
    let is_dumb = env::var_os("TERM").is_none_or(|term| term == "dumb" || term.is_empty());
    Terminal { color, can_erase: !is_dumb, width }
}

fn width(of_stderr: bool) -> Option<u16> {
    let mut table = comfy_table::Table::new();
    if of_stderr {
        table.use_stderr();
    }
    table.width().filter(|width| *width > 0)
}

/// From now on, Ctrl-C does not end the process.
fn interrupts() -> BoxStream<'static, ()> {
    match signal(SignalKind::interrupt()) {
        Ok(signal) => Box::pin(stream::unfold(signal, async |mut signal| {
            signal.recv().await;
            Some(((), signal))
        })),
        // Then Ctrl-C does what it does anyway: it ends the process.
        Err(_) => Box::pin(stream::pending()),
    }
}
