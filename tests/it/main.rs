//! End-to-end tests: the whole daemon, the real Docker engine and the real agent CLI, with a stand-in model.

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
mod ask;
mod authority;
mod chat;
mod cli;
mod crash;
mod delegation;
mod engine_gone;
mod failures;
mod files;
mod flood;
mod grants;
mod hostile;
mod limits;
mod mcp;
mod mcp_stdin;
mod projects;
mod protected;
mod shutdown;
mod stop;
mod storage;
mod task_overlap;
mod task_runs;
mod task_trouble;
mod tasks;
mod templates;
mod threads;
mod tidy;
mod tokens;
mod twice;
mod warm;
mod world;
