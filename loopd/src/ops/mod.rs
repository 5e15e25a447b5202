//! Looking after the installation: what the home holds besides the database.

pub mod bridge;
pub mod image;
pub mod setup;
