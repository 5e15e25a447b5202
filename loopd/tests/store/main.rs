//! The contract of the store, held on both databases by one suite: each test runs twice, each time on a
//! database of its own.

mod accept;
mod claim;
mod db;
mod finish;
mod lists;
mod open;
