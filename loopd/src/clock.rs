//! Wall-clock time as a dependency: the only file that may ask what time it is.

use std::time::Duration;

use async_trait::async_trait;

use crate::model::Millis;

/// What time it is, and waiting for a time to come.
#[async_trait]
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Millis;

    /// Returns at `at` or soon after; never sleeps past a change of the wall clock by more than 30 s.
    async fn sleep_until(&self, at: Millis);
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

/// A monotonic sleep notices neither a suspended machine nor a stepped clock: look again after this long.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);

#[async_trait]
impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
    fn now(&self) -> Millis {
        jiff::Timestamp::now().as_millisecond()
    }

    async fn sleep_until(&self, at: Millis) {
        loop {
            let Ok(left) = u64::try_from(at - self.now()) else { return };
            if left == 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(left).min(LONGEST_SLEEP)).await;
        }
    }
}
