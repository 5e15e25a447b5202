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

mod ask;
mod crash;
mod failures;
mod hostile;
mod stop;
mod tidy;
mod warm;
mod world;
