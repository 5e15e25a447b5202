//! The loop daemon as a library; `ARCHITECTURE.md` beside this package's manifest is the map.

pub mod chat;
pub mod clock;
pub mod config;
pub mod crash;
pub mod daemon;
pub mod engine;
pub mod http;
pub mod model;
pub mod ops;
pub mod runner;
pub mod store;
pub mod telemetry;
