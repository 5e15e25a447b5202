//! How long things may take: parameters, so that tests need not wait.

use std::time::Duration;

/// How long things may take with Slack.
#[derive(Clone, Copy, Debug)]
pub struct Timings {
    /// One call of the Web API: 20 s. The client library itself would wait for ever.
    pub call: Duration,
    /// One file, in or out: 2 min.
    pub file: Duration,
    /// From opening a socket until Slack's greeting: 15 s.
    pub greeting: Duration,
    /// Making an event durable. Slack wants its acknowledgement within 3 s: 2.5 s.
    pub durable: Duration,
    /// Finding out names before an event is handed over without them: 700 ms.
    pub names: Duration,
    /// How often a socket is pinged, in whole seconds: 10. Two missing answers end it.
    pub ping_secs: u64,
    /// The first wait after a failed connection: 1 s; it doubles.
    pub first_wait: Duration,
    /// The longest wait between tries to connect: 60 s.
    pub longest_wait: Duration,
    /// A socket that lasted so long was a good one: 10 s. One that did not counts as a failed try.
    pub good: Duration,
    /// How often something may be said in a channel, after a burst of three: every second.
    pub pace: Duration,
    /// Between two readings of what was missed: 1.2 s, which stays below 50 a minute.
    pub reading: Duration,
    /// How long lists of channels and groups are believed, and that a name cannot be had: 60 s.
    pub lists: Duration,
}

impl Default for Timings {
    fn default() -> Self {
        let ms = Duration::from_millis;
        Self {
            call: ms(20_000),
            file: ms(120_000),
            greeting: ms(15_000),
            durable: ms(2_500),
            names: ms(700),
            ping_secs: 10,
            first_wait: ms(1_000),
            longest_wait: ms(60_000),
            good: ms(10_000),
            pace: ms(1_000),
            reading: ms(1_200),
            lists: ms(60_000),
        }
    }
}
