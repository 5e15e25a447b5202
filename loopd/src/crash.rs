//! Named places at which a test can have the daemon killed, to prove that nothing is lost there, or a task panic, to
//! prove that its work is settled.
//!
//! Without the `crash-points` feature this is nothing at all.

/// Knows at which place to die, if at any.
#[derive(Clone, Debug, Default)]
pub struct CrashPoint {
    #[cfg(feature = "crash-points")]
    armed: Option<std::sync::Arc<Armed>>,
}

#[cfg(feature = "crash-points")]
#[derive(Debug)]
struct Armed {
    place: String,
    /// A task panics there, the first time that one comes by; otherwise the process dies.
    panics: Option<std::sync::Once>,
}

impl CrashPoint {
    /// Dies at the place of that name; with `panic:` before the name, one task panics there and the process lives on.
    #[cfg(feature = "crash-points")]
    pub fn armed(name: &str) -> Self {
        let (place, panics) = match name.strip_prefix("panic:") {
            Some(place) => (place, Some(std::sync::Once::new())),
            None => (name, None),
        };
        Self { armed: Some(std::sync::Arc::new(Armed { place: place.to_owned(), panics })) }
    }

    /// A named place: dies here, as by `kill -9`, if armed for it.
    pub fn at(&self, name: &str) {
        #[cfg(feature = "crash-points")]
        if let Some(armed) = self.armed.as_deref().filter(|armed| armed.place == name) {
            match &armed.panics {
                None => {
                    let me = rustix::process::getpid();
                    let _ = rustix::process::kill_process(me, rustix::process::Signal::KILL);
                }
                Some(once) => {
                    let mut is_first = false;
                    once.call_once(|| is_first = true);
                    #[expect(clippy::manual_assert, clippy::panic, reason = "it is what the test asks for")]
                    if is_first {
                        panic!("a test has this task panic at {name}");
                    }
                }
            }
        }
        #[cfg(not(feature = "crash-points"))]
        let _ = name;
    }
}
