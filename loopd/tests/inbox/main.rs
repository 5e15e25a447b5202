//! What comes in from chat, against the real rules and a real database: who is heard, what is asked, what is answered,
//! once however often an event comes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    missing_docs,
    reason = "a test fails by panicking, and may ask the machine what the product may not"
)]

mod commands;
#[path = "../schedule/engine.rs"]
mod engine;
mod files;
mod names;
mod platform;
mod talk;
mod threads;
