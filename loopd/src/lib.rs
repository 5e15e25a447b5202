//! The loop daemon as a library; `ARCHITECTURE.md` beside this package's manifest is the map.

pub mod chat;
pub mod clock;
pub mod config;
pub mod crash;
pub mod engine;
pub mod model;
pub mod runner;
pub mod store;
