//! What the stories need of a platform beside the adapter: its own view of what was said, and a way to clean up.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use loopd::chat::inbound::File;
use loopd::chat::{Chat, Error};
use tokio::time::{Instant, sleep};

/// How long anything may take before the test has failed.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// Between two looks at what a platform shows: it gives no sign by which one could wait.
const LOOK: Duration = Duration::from_millis(400);

/// A platform, real or not.
#[async_trait]
pub trait Service: Send + Sync {
    /// An adapter as the daemon has it, with the timings of the daemon.
    fn adapter(&self) -> Arc<dyn Chat>;

    /// Adapters that are configured wrongly, each with the key that is wrong.
    fn mistaken(&self) -> Vec<(&'static str, Arc<dyn Chat>)>;

    /// What stands in a channel or thread, oldest first.
    async fn read(&self, place: &str) -> Vec<Written>;

    /// A thread's title; none = it is gone.
    async fn title(&self, thread: &str) -> Option<String>;

    /// The names of the commands that the app has registered; none = they do not come from the adapter.
    async fn commands(&self) -> Option<Vec<String>>;

    /// Takes a channel away, as far as the platform lets an app do that.
    async fn remove(&self, channel: &str) -> Result<(), String>;
}

/// A message, as the platform tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    pub id: String,
    /// What people read.
    pub text: String,
    /// The labels of its buttons.
    pub buttons: Vec<String>,
    pub files: Vec<File>,
    /// True when all members of a channel are notified of it.
    pub calls_everybody: bool,
}

/// Does something again while the platform asks to wait with it.
pub async fn patiently<T>(what: &str, act: impl AsyncFn() -> Result<T, Error>) -> T {
    let until = Instant::now() + PATIENCE;
    loop {
        match act().await {
            Ok(done) => return done,
            Err(Error::Later { after_ms, .. }) if Instant::now() < until => {
                sleep(Duration::from_millis(after_ms.unwrap_or(1_000).clamp(50, 30_000) as u64)).await;
            }
            Err(error) => panic!("{what}: {error}"),
        }
    }
}

/// Looks at something until it is as it should be; gives it.
pub async fn until<T: std::fmt::Debug>(
    what: &str,
    look: impl AsyncFn() -> T,
    is_right: impl Fn(&T) -> bool,
) -> T {
    let until = Instant::now() + PATIENCE;
    loop {
        let seen = look().await;
        if is_right(&seen) {
            return seen;
        }
        assert!(Instant::now() < until, "{what}: never came; there is {seen:#?}");
        sleep(LOOK).await;
    }
}
