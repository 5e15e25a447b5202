//! How long things may take: parameters, so that tests need not wait.

use std::time::Duration;

/// How long things may take with Discord.
#[derive(Clone, Copy, Debug)]
pub struct Timings {
    /// One call of the REST API: 20 s.
    pub call: Duration,
    /// One file, in or out: 2 min.
    pub file: Duration,
    /// From opening a connection until it takes events: 15 s between any two steps.
    pub greeting: Duration,
    /// Until a heartbeat is answered: 10 s.
    pub heartbeat: Duration,
    /// Making an event durable before it is tried again: 60 s, since what a command does and its answer belong to it.
    pub durable: Duration,
    /// Until an interaction is answered that has not been made durable yet. Discord wants an answer within 3 s: 1.2 s.
    pub defer: Duration,
    /// One try to give that answer: 800 ms.
    pub answer: Duration,
    /// Finding suggestions for somebody who is typing: 2 s.
    pub suggest: Duration,
    /// How long a call waits for its turn before it is put off: 2 s.
    pub patience: Duration,
    /// The first wait after a failure: 1 s; it doubles.
    pub first_wait: Duration,
    /// The longest wait between tries: 60 s.
    pub longest_wait: Duration,
    /// A connection that lasted so long was a good one: 10 s. One that did not counts as a failed try.
    pub good: Duration,
    /// Between two beginnings of a session, at the least: 5 s.
    pub identify: Duration,
    /// How long lists of channels and of roles are believed: 60 s.
    pub lists: Duration,
}

impl Default for Timings {
    fn default() -> Self {
        let ms = Duration::from_millis;
        Self {
            call: ms(20_000),
            file: ms(120_000),
            greeting: ms(15_000),
            heartbeat: ms(10_000),
            durable: ms(60_000),
            defer: ms(1_200),
            answer: ms(800),
            suggest: ms(2_000),
            patience: ms(2_000),
            first_wait: ms(1_000),
            longest_wait: ms(60_000),
            good: ms(10_000),
            identify: ms(5_000),
            lists: ms(60_000),
        }
    }
}
