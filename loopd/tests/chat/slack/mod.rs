//! The Slack adapter against a stand-in Slack.
//!
//! Every story ends with [`world::World::end`]: what the adapter did is what a client of Slack may do.

mod connection;
mod files;
mod hearing;
mod missed;
mod missed_elsewhere;
mod once;
mod saying;
mod threads;
mod world;
