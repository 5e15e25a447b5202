//! Thousands of messages through the whole daemon, while connections break, the platform refuses, repeats and loses
//! things, and daemons are killed: each message makes one run, each answer is said once, and in order.
//!
//! Real: the daemon with its database, the adapters, HTTP and WebSockets. Stand-ins: the platforms, and agents that
//! answer at once. `LOOP_TEST_SOAK=10000 cargo test -p loopd --test soak` is the long form, `LOOP_TEST_SEED` repeats one,
//! `LOOP_TEST_LOG=loopd=debug` shows what the daemons say.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::disallowed_methods,
    missing_docs,
    reason = "a test fails by panicking, and may ask the machine what the product may not"
)]

mod agents;
mod daemon;
mod discord;
mod slack;
mod story;

/// How many messages, if nobody says otherwise.
const MESSAGES: usize = 300;
/// Channels in which they are said.
const CHANNELS: usize = 12;

fn messages() -> usize {
    std::env::var("LOOP_TEST_SOAK").ok().and_then(|given| given.parse().ok()).unwrap_or(MESSAGES)
}

/// What decides what goes wrong; its seed is told so that a failure can be repeated.
fn rng() -> fastrand::Rng {
    let given = std::env::var("LOOP_TEST_SEED").ok().and_then(|given| given.parse().ok());
    let seed = given.unwrap_or_else(|| fastrand::u64(..));
    eprintln!("LOOP_TEST_SEED={seed}");
    show_log();
    fastrand::Rng::with_seed(seed)
}

/// Shows what the daemons say, if anybody wants it.
fn show_log() {
    if let Ok(filter) = std::env::var("LOOP_TEST_LOG") {
        let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
    }
}
