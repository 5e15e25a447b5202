//! The loop daemon as a library; `ARCHITECTURE.md` beside this package's manifest is the map.

pub mod clock;
pub mod model;
pub mod runner;
pub mod store;
