//! Slows down guessing of the operator's token. It must not know requests; it is told of wrong tokens only, so that
//! nobody can lock out the right one.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Wrong tokens that are forgiven within [`WINDOW`].
const FORGIVEN: usize = 10;
/// How long a wrong token is remembered.
const WINDOW: Duration = Duration::from_secs(60);
/// How long wrong tokens are turned away after too many of them.
const PAUSE: Duration = Duration::from_secs(60);

/// Wrong tokens of the last minute, from all TCP callers together: whoever can guess can also change his address.
#[derive(Debug, Default)]
pub(super) struct Guesses {
    recent: VecDeque<Instant>,
    paused_until: Option<Instant>,
}

impl Guesses {
    /// Notes a wrong token. An error holds the seconds for which wrong tokens are turned away.
    pub(super) fn wrong(&mut self, now: Instant) -> Result<(), u64> {
        if let Some(until) = self.paused_until {
            if now < until {
                return Err(seconds(until - now));
            }
            self.paused_until = None;
            self.recent.clear();
        }
        while self.recent.front().is_some_and(|at| now.duration_since(*at) >= WINDOW) {
            self.recent.pop_front();
        }
        if self.recent.len() >= FORGIVEN {
            self.paused_until = Some(now + PAUSE);
            return Err(seconds(PAUSE));
        }
        self.recent.push_back(now);
        Ok(())
    }
}

/// Whole seconds, rounded up.
fn seconds(left: Duration) -> u64 {
    left.as_secs() + u64::from(left.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_wrong_tokens_within_a_minute_are_forgiven() {
        let start = Instant::now();
        let mut guesses = Guesses::default();
        for second in 0..10 {
            assert_eq!(guesses.wrong(start + Duration::from_secs(second)), Ok(()));
        }
        assert_eq!(guesses.wrong(start + Duration::from_secs(10)), Err(60));
        assert_eq!(guesses.wrong(start + Duration::from_secs(40)), Err(30));
        assert_eq!(guesses.wrong(start + Duration::from_secs(70)), Ok(()), "the pause is over");
    }

    #[test]
    fn slow_mistakes_are_never_paused() {
        let start = Instant::now();
        let mut guesses = Guesses::default();
        for minute in 0..100 {
            assert_eq!(guesses.wrong(start + Duration::from_secs(minute * 7)), Ok(()));
        }
    }
}
