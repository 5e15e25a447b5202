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

    #[tokio::test(start_paused = true)]
    async fn a_burst_is_free_and_then_it_is_one_a_second() {
        let pace = Pace::new(Duration::from_secs(1));
        let begin = Instant::now();
        for expected in [0, 0, 0, 1, 2, 3] {
            pace.wait("C1").await.unwrap();
            assert_eq!(begin.elapsed().as_secs(), expected);
        }
        pace.wait("C2").await.unwrap();
        assert_eq!(begin.elapsed().as_secs(), 3, "another channel has a pace of its own");
        tokio::time::advance(Duration::from_secs(10)).await;
        let begin = Instant::now();
        for _ in 0..3 {
            pace.wait("C1").await.unwrap();
        }
        assert_eq!(begin.elapsed().as_secs(), 0, "rest makes room for a burst");
    }

    #[tokio::test(start_paused = true)]
    async fn what_slack_asks_for_is_kept() {
        let pace = Pace::new(Duration::from_secs(1));
        pace.hold("C1", Duration::from_secs(30));
        assert_eq!(pace.wait("C1").await, Err(Duration::from_secs(30)));
        tokio::time::advance(Duration::from_secs(29)).await;
        pace.wait("C1").await.unwrap();
    }
}
