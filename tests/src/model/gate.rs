//! A gate: lets a test hold an answer back until a condition is met, instead of for a guessed time.

use std::sync::Arc;

use tokio::sync::watch;

/// Closed when made; everything that waits at it goes on once [`Gate::open`] was called. Clones are the same gate.
#[derive(Clone, Debug)]
pub struct Gate(Arc<watch::Sender<bool>>);

impl Gate {
    /// A closed gate.
    pub fn new() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }

    /// Opens the gate, for good.
    pub fn open(&self) {
        self.0.send_replace(true);
    }

    /// Waits until the gate is open; at once if it is.
    pub async fn wait(&self) {
        let mut opened = self.0.subscribe();
        // The sender lives as long as `self`, so this ends only by the gate's opening.
        let _ = opened.wait_for(|open| *open).await;
    }
}

impl Default for Gate {
    fn default() -> Self {
        Self::new()
    }
}
