//! What a run's worker writes down: news on the way, and the end. The agent is dead before anybody hears that
//! its run was stopped, and the end is recorded whatever trouble the database has.

use super::container::Ended;
use super::execute::{End, Worker};
use super::handle::RECYCLE_BYTES;
use super::outcome::Outcome;
use super::turn::{MAX_TEXT_BYTES, clip};
use super::watch::Halt;
use crate::model::{ContainerId, FailureCode, RunEvent, RunStatus, SessionPolicy};
use crate::runner;
use crate::store::{self, AfterRun, Attached, Finish, News};

impl Worker<'_> {
    /// Tells watchers something that is not from the agent.
    pub(super) async fn tell(&mut self, event: RunEvent) -> Result<(), End> {
        self.record(News { events: &[event], ..News::default() }).await
    }

    /// Writes down news; waits for a database that is in trouble rather than lose any.
    pub(super) async fn record(&mut self, news: News<'_>) -> Result<(), End> {
        let id = self.claim.run().id;
        loop {
            match self.engine.store.append_events(&mut self.claim, news, self.engine.now()).await {
                Ok(()) => {
                    self.engine.live.changed(id);
                    return Ok(());
                }
                Err(error) if error.is_transient() => {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "failed to record events; trying again"
                    );
                    self.engine.relieve(&error);
                    self.pause().await?;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// A second's wait that ends early when the run must end.
    pub(super) async fn pause(&mut self) -> Result<(), End> {
        let until = self.engine.now() + 1000;
        tokio::select! {
            () = self.engine.clock.sleep_until(until) => Ok(()),
            halt = self.watch.halted(self.engine, &self.claim) => Err(halt.into()),
        }
    }

    pub(super) async fn ensure_image(&mut self, image: &str) -> Result<(), End> {
        loop {
            let (sender, mut progress) = tokio::sync::mpsc::unbounded_channel();
            let mut on_progress = move |text| drop(sender.send(text));
            let runner = self.engine.runner.clone();
            let mut work = std::pin::pin!(async move { runner.ensure_image(image, &mut on_progress).await });
            let ensured = loop {
                tokio::select! {
                    ensured = &mut work => break ensured,
                    Some(text) = progress.recv() => self.tell(RunEvent::Progress { text }).await?,
                    halt = self.watch.halted(self.engine, &self.claim) => return Err(halt.into()),
                }
            };
            while let Ok(text) = progress.try_recv() {
                self.tell(RunEvent::Progress { text }).await?;
            }
            match ensured {
                Ok(()) => return Ok(()),
                Err(error) => self.wait_for_engine(error).await?,
            }
        }
    }

    /// A silent engine is a pause, not an end: says so once and waits. Any other refusal ends the run.
    pub(super) async fn wait_for_engine(&mut self, error: runner::Error) -> Result<(), End> {
        if !matches!(error, runner::Error::EngineDown(_)) {
            return Err(Outcome::of_runner(&error).into());
        }
        if !self.told_away {
            self.told_away = true;
            let text = format!("{error}; the run waits for it.");
            tracing::warn!("{text}");
            self.tell(RunEvent::Notice { text }).await?;
        }
        loop {
            // At least one pause, also when only one kind of request fails.
            match self.pause().await {
                Err(End::Halt(Halt::TimedOut)) => return Err(Outcome::of_runner(&error).into()),
                paused => paused?,
            }
            if self.engine.runner.version().await.is_ok() {
                return Ok(());
            }
        }
    }

    /// Records the end. The agent is dead before anybody hears that it was stopped.
    pub(super) async fn conclude(&mut self, end: End) {
        let outcome = match end {
            End::Halt(Halt::Shutdown) => return,
            // What fails because the daemon stops is no fault: the next start goes on.
            End::Fault(_) | End::Later(_) if self.engine.stopping.is_cancelled() => return,
            End::Halt(Halt::Fenced) => return self.let_go().await,
            End::Halt(Halt::Stopped) => Outcome::stopped(),
            End::Halt(Halt::TimedOut) => {
                let run = self.claim.run();
                Outcome::timed_out(
                    self.timeout_ms() / 1000,
                    run.task_id.filter(|_| run.timeout_sec.is_some()),
                )
            }
            End::Fault(error) => self.fault(&error),
            End::Later(error) => self.fault(&error.into()),
            End::Outcome(outcome) => outcome,
        };
        self.engine.crash.at("outcome.known");
        if outcome.status == RunStatus::Succeeded
            && let Some(stays) = self.may_stay()
        {
            return self.finish_warm(outcome, stays).await;
        }
        // A failed turn leaves the conversation as it is; the next one gets a clean container.
        let Some(Ended { outcome, confirmed }) = self.put_down(outcome).await else { return };
        let container = self.claim.run().container_id.clone().filter(|_| confirmed);
        if self.finish(outcome, AfterRun::Gone(container.clone())).await
            && let Some(id) = container
        {
            self.engine.clear_away(&id).await;
        }
    }

    fn fault(&self, error: &anyhow::Error) -> Outcome {
        let id = self.claim.run().id;
        tracing::error!(run = %id, error = &**error as &dyn std::error::Error, "a run failed for a fault of ours");
        let text = format!("Something went wrong inside loopd; its log says what (run {id}).");
        Outcome::failed(FailureCode::Internal, text)
    }

    /// Another daemon has the run: our agent must not work beside its.
    async fn let_go(&mut self) {
        if let Some(handle) = self.handle.take() {
            self.engine.clear_away(&handle.id).await;
            self.engine.note_gone(&handle.id).await;
        }
    }

    /// How the container stays for the next message, if it may. Nobody goes on at once with a session of a run's own.
    fn may_stay(&self) -> Option<(ContainerId, AfterRun)> {
        if self.claim.run().session == SessionPolicy::Own {
            return None;
        }
        let handle =
            self.handle.as_ref().filter(|handle| handle.printed < RECYCLE_BYTES && handle.seal.is_some())?;
        Some((handle.id.clone(), AfterRun::Idle(handle.id.clone(), handle.mark)))
    }

    async fn finish_warm(&mut self, outcome: Outcome, (id, stays): (ContainerId, AfterRun)) {
        // Before it counts as idle, so that whoever removes it finds it.
        if let Some(handle) = self.handle.take() {
            self.engine.warm.put(handle);
        }
        if !self.finish(outcome, stays).await {
            drop(self.engine.warm.take(&id));
            return;
        }
        self.engine.live.containers.notify_one();
        // The reaper's last pass may be over already.
        if self.engine.stopping.is_cancelled()
            && matches!(self.engine.store.retire_container(&id).await, Ok(true))
        {
            self.engine.clear_away(&id).await;
            self.engine.note_gone(&id).await;
        }
    }

    async fn finish(&mut self, outcome: Outcome, container: AfterRun) -> bool {
        let mut text = outcome.text.replace('\0', "\u{fffd}");
        if text.len() > MAX_TEXT_BYTES {
            clip(&mut text);
        }
        let attached = match outcome.status {
            RunStatus::Succeeded => self.attach(&text).await,
            // What is in its outbox may be half a file.
            _ => Attached::default(),
        };
        let (answer, error) = if outcome.failure.is_some() { (None, Some(text)) } else { (Some(text), None) };
        let finish = Finish {
            status: outcome.status,
            failure: outcome.failure,
            error,
            answer,
            notice: self.notice.take(),
            usage: outcome.usage,
            events: std::mem::take(&mut self.last_events),
            container,
            attached,
        };
        let finished = self.record_end(&finish).await;
        self.engine.live.changed(self.claim.run().id);
        self.engine.crash.at("outcome.recorded");
        finished
    }

    /// Writes the end down; waits for a database in trouble. False: another daemon has the run, or this one stops.
    async fn record_end(&mut self, finish: &Finish) -> bool {
        let mut is_repeated = false;
        loop {
            let error = match self.engine.store.finish_run(&self.claim, finish, self.engine.now()).await {
                Ok(()) => return true,
                Err(error) => error,
            };
            if matches!(error, store::Error::Fenced(_))
                && is_repeated
                && self.is_recorded(finish.status).await
            {
                // The commit went through; only its answer was lost.
                return true;
            }
            if !error.is_transient() {
                tracing::error!(error = &error as &dyn std::error::Error, "failed to record a run's end");
                return false;
            }
            is_repeated = true;
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "failed to record a run's end; trying again"
            );
            self.engine.relieve(&error);
            tokio::select! {
                () = self.engine.clock.sleep_until(self.engine.now() + 1000) => {}
                () = self.engine.stopping.cancelled() => return false,
            }
        }
    }

    async fn is_recorded(&self, status: RunStatus) -> bool {
        let found = self.engine.store.find_run(self.claim.run().id).await;
        found.is_ok_and(|run| run.is_some_and(|run| run.status == status))
    }
}
