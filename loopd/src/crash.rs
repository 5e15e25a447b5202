//! Named places at which a test can have the daemon killed, to prove that nothing is lost there.
//!
//! Without the `crash-points` feature this is nothing at all.

/// Knows at which place to die, if at any.
#[derive(Clone, Debug, Default)]
pub struct CrashPoint {
    #[cfg(feature = "crash-points")]
    armed: Option<std::sync::Arc<str>>,
}

impl CrashPoint {
    /// Dies at the place of that name.
    #[cfg(feature = "crash-points")]
    pub fn armed(name: &str) -> Self {
        Self { armed: Some(name.into()) }
    }

    /// A named place: dies here, as by `kill -9`, if armed for it.
    pub fn at(&self, name: &str) {
        #[cfg(feature = "crash-points")]
        if self.armed.as_deref() == Some(name) {
            let me = rustix::process::getpid();
            let _ = rustix::process::kill_process(me, rustix::process::Signal::KILL);
        }
        #[cfg(not(feature = "crash-points"))]
        let _ = name;
    }
}
