//! The Discord adapter against a stand-in Discord.
//!
//! Every story ends with [`world::World::end`]: what the adapter did is what a client of Discord may do.

mod buttons;
mod commands;
mod connection;
mod files;
mod hearing;
mod missed;
mod once;
mod saying;
mod threads;
mod world;
