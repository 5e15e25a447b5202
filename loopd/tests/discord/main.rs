//! The Discord adapter against a stand-in Discord, over real HTTP and WebSocket.
//!
//! Every story ends with [`world::World::end`]: what the adapter did is what a client of Discord may do.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::disallowed_methods,
    missing_docs,
    reason = "a test fails by panicking, and may ask the machine what the product may not"
)]

mod buttons;
mod commands;
mod connection;
mod files;
mod hearing;
mod missed;
mod once;
mod saying;
mod threads;
mod world;
