//! Slack and Discord themselves: the same stories are played against the stand-ins, always, and against the real
//! services where there is a test app to play them with.
//!
//! The tokens come from the environment or from `config.integration.json` (`accounts`); CONTRIBUTING.md says how to get
//! them. Without them these tests say on standard error what is missing, and pass. A story makes a channel of its own
//! and takes it away at its end, whatever happened in it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::disallowed_methods,
    missing_docs,
    reason = "a test fails by panicking, and may ask the machine what the product may not"
)]

mod accounts;
mod discord;
mod service;
mod session;
mod slack;
mod stories;
