//! How fast things may be said: about one message a second in a channel, with short bursts, as Slack has it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Messages that may follow at once.
const BURST: u32 = 3;
/// Channels that are remembered before those without anything to remember are forgotten.
const REMEMBERED: usize = 1_000;

/// The pace of every channel.
pub(super) struct Pace {
    every: Duration,
    /// When each channel would be at rest again.
    rest: Mutex<HashMap<String, Instant>>,
}

impl Pace {
    pub fn new(every: Duration) -> Self {
        Self { every, rest: Mutex::default() }
    }

    /// Waits until something may be said in a channel.
    ///
    /// # Errors
    /// How long the wait would be, where it is longer than others should have to wait for it.
    pub async fn wait(&self, channel: &str) -> Result<(), Duration> {
        loop {
            let Err(wait) = self.take(channel, Instant::now()) else { return Ok(()) };
            if wait > self.every * 2 {
                return Err(wait);
            }
            tokio::time::sleep(wait).await;
        }
    }

    /// Slack said that nothing may be said there for so long.
    pub fn hold(&self, channel: &str, wait: Duration) {
        let rest = Instant::now() + wait + self.every * (BURST - 1);
        self.rest.lock().unwrap_or_else(PoisonError::into_inner).insert(channel.to_owned(), rest);
    }

    fn take(&self, channel: &str, now: Instant) -> Result<(), Duration> {
        let mut all = self.rest.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= REMEMBERED {
            all.retain(|_, rest| *rest > now);
        }
        let rest = all.get(channel).copied().unwrap_or(now).max(now);
        let wait = (rest - now).saturating_sub(self.every * (BURST - 1));
        if wait > Duration::ZERO {
            return Err(wait);
        }
        all.insert(channel.to_owned(), rest + self.every);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// When each of so many messages can be said, in seconds, by somebody who waits as told.
    fn said_at(pace: &Pace, channel: &str, count: usize, begin: Instant) -> Vec<u64> {
        let mut now = begin;
        let times = (0..count).map(|_| {
            while let Err(wait) = pace.take(channel, now) {
                now += wait;
            }
            (now - begin).as_secs()
        });
        times.collect()
    }

    #[test]
    fn a_burst_is_free_and_then_it_is_one_a_second() {
        let (pace, begin) = (Pace::new(SECOND), Instant::now());
        assert_eq!(said_at(&pace, "C1", 6, begin), [0, 0, 0, 1, 2, 3]);
        assert_eq!(said_at(&pace, "C2", 1, begin), [0], "another channel has a pace of its own");
        assert_eq!(said_at(&pace, "C1", 4, begin + SECOND * 60), [0, 0, 0, 1], "rest makes room for a burst");
    }

    #[tokio::test]
    async fn what_slack_asks_for_is_kept() {
        let pace = Pace::new(SECOND);
        pace.hold("C1", SECOND * 30);
        let wait = pace.wait("C1").await.unwrap_err();
        assert!(wait > SECOND * 29 && wait <= SECOND * 30, "{wait:?}");
        assert_eq!(said_at(&pace, "C1", 2, Instant::now() + SECOND * 31), [0, 0]);
    }
}
