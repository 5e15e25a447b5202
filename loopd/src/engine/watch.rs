//! What can end a run from outside while its worker waits: a stop, its deadline, another owner, the daemon's end.

use tokio_util::sync::CancellationToken;

use super::{Engine, HEARTBEAT_MS};
use crate::model::Millis;
use crate::store::{self, Claim};

/// Why a worker must stop waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Halt {
    /// Somebody asked to stop the run.
    Stopped,
    /// It took longer than it may.
    TimedOut,
    /// Another daemon has the run now: touch nothing.
    Fenced,
    /// The daemon stops; containers go on, and the next daemon takes over.
    Shutdown,
}

/// Watches over one run.
#[derive(Debug)]
pub(super) struct Watch {
    stop: CancellationToken,
    /// When the run must have ended.
    pub deadline: Millis,
    next_beat: Millis,
}

impl Watch {
    pub(super) fn new(engine: &Engine, claim: &Claim, deadline: Millis) -> Self {
        let stop = engine.live.stop_token(claim.run().id);
        if claim.run().stop_requested_at.is_some() {
            stop.cancel();
        }
        Self { stop, deadline, next_beat: engine.now() + HEARTBEAT_MS }
    }

    /// Waits for a reason to halt, renewing the lease meanwhile. May be dropped and called again.
    pub(super) async fn halted(&mut self, engine: &Engine, claim: &Claim) -> Halt {
        loop {
            tokio::select! {
                biased;
                () = engine.stopping.cancelled() => return Halt::Shutdown,
                () = self.stop.cancelled() => return Halt::Stopped,
                () = engine.clock.sleep_until(self.deadline) => return Halt::TimedOut,
                () = engine.clock.sleep_until(self.next_beat) => {}
            }
            self.next_beat = engine.now() + HEARTBEAT_MS;
            match engine.store.renew_lease(claim, engine.now()).await {
                Ok(false) => {}
                Ok(true) => self.stop.cancel(),
                Err(store::Error::Fenced(_)) => return Halt::Fenced,
                // The lease outlives some failed beats; the next one may go through.
                Err(error) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "failed to renew a lease");
                }
            }
        }
    }

    /// A reason to halt right now, without waiting.
    pub(super) fn halt_now(&self, engine: &Engine) -> Option<Halt> {
        if engine.stopping.is_cancelled() {
            Some(Halt::Shutdown)
        } else if self.stop.is_cancelled() {
            Some(Halt::Stopped)
        } else if engine.now() >= self.deadline {
            Some(Halt::TimedOut)
        } else {
            None
        }
    }
}
