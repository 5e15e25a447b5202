//! The scheduler against a slow, obvious model of it: months of random tasks, edits, crashes, clocks that jump and
//! machines that sleep, on the real database.
//!
//! `LOOP_TEST_SEEDS=2000` tries more than the 200 seeds of an ordinary run, `LOOP_TEST_SEED=17` one of them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::disallowed_methods,
    missing_docs,
    reason = "a test fails by panicking, and may ask the machine what the product may not"
)]

mod edits;
mod engine;
mod model;
mod replies;
mod simulation;

/// Seeds of an ordinary run.
const SEEDS: u64 = 200;
/// Every so many seeds, two daemons share a PostgreSQL database.
const SHARED_EVERY: u64 = 10;

#[tokio::test(flavor = "multi_thread")]
async fn no_slot_is_lost_doubled_or_unexplained() {
    let read = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let seeds = match read("LOOP_TEST_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..read("LOOP_TEST_SEEDS").unwrap_or(SEEDS),
    };
    let places = std::sync::Arc::new(tokio::sync::Semaphore::new(4));
    let mut tries = tokio::task::JoinSet::new();
    for seed in seeds {
        let places = places.clone();
        tries.spawn(async move {
            let _place = places.acquire_owned().await.unwrap();
            simulation::run(seed, seed % SHARED_EVERY == 7).await
        });
    }
    let mut slots = 0;
    while let Some(done) = tries.join_next().await {
        slots += done.unwrap();
    }
    eprintln!("{slots} slots compared");
    assert!(slots > 0);
}

/// Somebody who asks.
fn person(name: &str) -> loopd::engine::Caller {
    loopd::engine::Caller::Person { id: name.to_owned(), name: name.to_owned(), may_ask: true }
}
