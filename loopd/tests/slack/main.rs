//! The real Slack adapter against a stand-in Slack, over real HTTP and WebSocket: what people and the engine see of
//! it, and every trouble that a connection can have.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::disallowed_methods,
    missing_docs,
    reason = "a test fails by panicking, and may ask the machine what the product may not"
)]

mod connection;
mod files;
mod hearing;
mod missed;
mod missed_elsewhere;
mod once;
mod saying;
mod threads;
mod world;
