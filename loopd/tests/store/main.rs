//! The contract of the store, held on both databases by one suite: each test runs twice, each time on a
//! database of its own.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::disallowed_methods,
    missing_docs,
    reason = "a test fails by panicking, and may ask the machine what the product may not"
)]

mod accept;
mod budget;
mod causes;
mod claim;
mod context;
mod db;
mod files;
mod finish;
mod grants;
mod lists;
mod open;
mod plans;
mod task_end;
mod templates;
mod tokens;
mod trust;
mod watched;
