//! Shows people how far runs are: one message for each run, changed in place, with a button that stops it; taken away
//! when the run ends. Losing it costs nothing: the answer does not depend on it.

mod board;
#[cfg(test)]
mod tests;
mod words;

use std::sync::Arc;

use board::{Board, Step};
use words::Seen;

use super::{Engine, Result};
use crate::chat::{Button, Chat, Error as ChatError, Progress};
use crate::model::{Millis, Platform, Run, RunEvent, RunId, RunStatus};

/// Runs that are looked at together.
const LOOKED_AT: u64 = 200;
/// Events of a run among which is what it does now.
const EVENTS: u64 = 20;
/// However much happens, this is between two looks.
const LOOK_MS: Millis = 250;
/// The wait after trouble.
const TROUBLE_MS: Millis = 5_000;

impl Engine {
    /// Shows progress on a platform until the daemon stops.
    pub async fn progress_loop(&self, platform: Platform, chat: Arc<dyn Chat>) -> anyhow::Result<()> {
        if platform == Platform::Local || !self.config.streaming {
            // A run's events tell how far it is.
            self.stopping.cancelled().await;
            return Ok(());
        }
        let mut bell = self.live.news.listen();
        let mut board = Board::default();
        loop {
            bell.mark_unchanged();
            let wake = match self.next_step(platform, &*chat, &mut board).await {
                Ok(wake) => wake,
                Err(error) => {
                    tracing::warn!(%error, "failed to show how far runs are");
                    self.now() + TROUBLE_MS
                }
            };
            let soon = wake.min(self.now() + LOOK_MS);
            tokio::select! {
                biased;
                () = self.stopping.cancelled() => return Ok(()),
                () = self.clock.sleep_until(soon) => {}
            }
            tokio::select! {
                biased;
                () = self.stopping.cancelled() => return Ok(()),
                _ = bell.changed() => {}
                () = self.clock.sleep_until(wake) => {}
            }
        }
    }

    /// Does what is to be done now; gives when to look again.
    async fn next_step(&self, platform: Platform, chat: &dyn Chat, board: &mut Board) -> Result<Millis> {
        let runs = self.store.runs_to_show(platform, &self.identity.owner, LOOKED_AT).await?;
        let of = |id: RunId| runs.iter().find(|run| run.id == id);
        let now = self.now();
        match board.next(&runs, now) {
            Step::Wait(until) => return Ok(until),
            Step::Remove(id) => {
                if let Some((run, message)) = of(id).and_then(|run| Some((run, run.progress_id.as_ref()?))) {
                    let removed = chat.remove_progress(&place_of(run), message).await;
                    let is_over = matches!(removed, Ok(()) | Err(ChatError::Never(_)));
                    board.removed(self.now());
                    self.heeded(board, run, removed);
                    if is_over {
                        self.store.clear_progress(id).await?;
                    }
                }
            }
            Step::Type(id) => {
                board.typed(id, now);
                if let Some(run) = of(id)
                    && let Err(error) = chat.show_typing(&place_of(run)).await
                {
                    tracing::debug!(%error, "loop could not be shown to be at work");
                }
            }
            Step::Show(id) => {
                if let Some(run) = of(id) {
                    self.show(chat, board, run).await?;
                }
            }
        }
        Ok(now)
    }

    async fn show(&self, chat: &dyn Chat, board: &mut Board, run: &Run) -> Result<()> {
        let doing = words::doing(run, &self.seen(run).await?);
        if !board.must_change(run, &doing, self.now()) {
            return Ok(());
        }
        let progress = Progress {
            channel: place_of(run),
            text: words::message(run, &doing, self.now()),
            button: run.stop_requested_at.is_none().then(|| button(run)),
        };
        let shown = chat.show_progress(&progress, run.progress_id.as_deref()).await;
        let Some(message) = self.heeded(board, run, shown) else { return Ok(()) };
        board.changed(run.id, doing, self.now());
        // Another daemon, or an end that came meanwhile, may have been quicker.
        if run.progress_id.is_none() && !self.store.set_progress(run.id, &message).await? {
            let removed = chat.remove_progress(&progress.channel, &message).await;
            self.heeded(board, run, removed);
        }
        Ok(())
    }

    async fn seen(&self, run: &Run) -> Result<Seen> {
        if run.status == RunStatus::Queued {
            return Ok(Seen { ahead: self.store.runs_ahead(run).await?, events: Vec::new() });
        }
        let stored = self.store.last_events(run.id, EVENTS).await?.into_iter();
        let events = stored.filter_map(|event| serde_json::from_str::<RunEvent>(&event.body).ok()).collect();
        Ok(Seen { ahead: 0, events })
    }

    /// What a call gave; a refusal holds or ends the showing.
    fn heeded<T>(
        &self,
        board: &mut Board,
        run: &Run,
        called: std::result::Result<T, ChatError>,
    ) -> Option<T> {
        match called {
            Ok(value) => return Some(value),
            Err(ChatError::Later { reason, after_ms }) => {
                tracing::debug!(run = %run.id, reason, "progress could not be shown; trying again");
                board.hold(self.now() + after_ms.unwrap_or(TROUBLE_MS));
            }
            Err(ChatError::Never(reason)) => {
                tracing::debug!(run = %run.id, reason, "progress cannot be shown");
                board.give_up(run.id);
            }
        }
        None
    }
}

/// Where a run answers.
fn place_of(run: &Run) -> String {
    run.thread_id.as_ref().unwrap_or(&run.channel_id).to_string()
}

fn button(run: &Run) -> Button {
    let label = if run.status == RunStatus::Queued { "Cancel" } else { "Stop" };
    Button { label: label.to_owned(), action: format!("stop:{}", run.id) }
}
