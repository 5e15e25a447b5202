//! The real Slack and Discord adapters against stand-ins for their platforms, over real HTTP and WebSocket: what people
//! and the engine see of them, and every trouble that a connection can have.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::disallowed_methods,
    missing_docs,
    reason = "a test fails by panicking, and may ask the machine what the product may not"
)]

mod discord;
mod recorder;
mod slack;
