//! Stand-in servers for the tests, and for trying `loop` without a key: no part of the product.

pub mod discord;
pub mod model;
pub mod slack;
mod wire;
