//! One run from claim to outcome: get a container, hand over the prompt, follow the agent, record the end.
//!
//! The prompt's life decides what may be repeated. Until the agent acknowledges it (its life-cycle event, or the
//! `init` of its turn), nothing has run and a new container may be tried; afterwards it is never sent again.

use super::container::Ended;
use super::doors::ModelTrouble;
use super::handle::{Handle, OUTPUT_BYTES, RECYCLE_BYTES};
use super::outcome::{self, Outcome};
use super::sandbox::Sandbox;
use super::turn::{Digest, Reading};
use super::watch::{Halt, Watch};
use super::{Engine, prompt};
use crate::model::{Channel, FailureCode, Millis, RunEvent, RunStatus, Session};
use crate::runner::protocol::TurnResult;
use crate::runner::{self, Line, State, agent};
use crate::store::{self, AfterRun, Claim, Finish, News};

/// Containers tried for one run before it is given up.
const ROUNDS: u32 = 3;

/// Why a run's work ended other than by an answer.
pub(super) enum End {
    /// It has an outcome.
    Outcome(Outcome),
    /// Something outside wants it to end.
    Halt(Halt),
    /// A fault of ours.
    Fault(anyhow::Error),
}

impl From<Halt> for End {
    fn from(halt: Halt) -> Self {
        Self::Halt(halt)
    }
}

impl From<Outcome> for End {
    fn from(outcome: Outcome) -> Self {
        Self::Outcome(outcome)
    }
}

impl From<store::Error> for End {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Fenced(_) => Self::Halt(Halt::Fenced),
            other => Self::Fault(other.into()),
        }
    }
}

/// How a turn ended.
enum Turn {
    /// The agent said so.
    Answered(TurnResult),
    /// Its program ended; `taken` tells whether it had the prompt.
    Died { state: State, taken: bool },
}

/// Works on one run.
pub(super) struct Worker<'a> {
    pub(super) engine: &'a Engine,
    pub(super) claim: Claim,
    pub(super) watch: Watch,
    /// The open container, while there is one.
    pub(super) handle: Option<Handle>,
    notice: Option<String>,
    reading: Reading,
}

impl<'a> Worker<'a> {
    pub(super) fn new(engine: &'a Engine, claim: Claim) -> Self {
        let deadline = claim.run().deadline_at.unwrap_or_else(|| engine.now() + engine.timeout_ms());
        let watch = Watch::new(engine, &claim, deadline);
        Self { engine, claim, watch, handle: None, notice: None, reading: Reading::new(String::new(), false) }
    }

    /// Takes the run from where it is to its recorded end.
    pub(super) async fn run(mut self) {
        let id = self.claim.run().id;
        self.engine.live.changed(id);
        let worked =
            if self.claim.run().prompt_sent_at.is_some() { self.resume().await } else { self.work().await };
        let end = match worked {
            Ok(outcome) => End::Outcome(outcome),
            Err(end) => end,
        };
        self.conclude(end).await;
        self.engine.live.ended(id);
        self.engine.live.runs.notify_one();
        self.engine.live.deliveries.notify_one();
    }

    /// The ordinary course of a run whose prompt nobody has yet.
    pub(super) async fn work(&mut self) -> Result<Outcome, End> {
        let channel = self.channel().await?;
        let sandbox = Sandbox::plan(self.engine, &channel, self.claim.run())?;
        for text in sandbox.notices() {
            self.tell(RunEvent::Notice { text: text.clone() }).await?;
        }
        self.ensure_image(sandbox.image()).await?;
        let mut session = self.engine.store.join_session(&mut self.claim, None, self.engine.now()).await?;
        for _ in 0..ROUNDS {
            self.obtain(&sandbox, &session).await?;
            let prompt = self.prompt(&session).await?;
            match self.turn(&prompt).await? {
                Turn::Answered(result) => match self.replacement(&result) {
                    Some((reason, notice)) => {
                        self.discard().await?;
                        session = self
                            .engine
                            .store
                            .join_session(&mut self.claim, Some(reason), self.engine.now())
                            .await?;
                        self.notice = Some(notice.to_owned());
                        self.tell(RunEvent::Notice { text: notice.to_owned() }).await?;
                    }
                    None => return Ok(self.outcome_of(&result)),
                },
                Turn::Died { taken: false, .. } => self.discard().await?,
                Turn::Died { state, taken: true } => return Ok(self.outcome_of_exit(state)),
            }
        }
        let said = self.handle.as_ref().map(|handle| handle.stderr.clone()).unwrap_or_default();
        Ok(Outcome::of_exit(State::Exited { code: 1, out_of_memory: false }, &said, self.memory_mb()))
    }

    /// Goes on with a run whose prompt was, or was about to be, handed over by an earlier daemon.
    async fn resume(&mut self) -> Result<Outcome, End> {
        let state = self.reopen().await?;
        if self.handle.is_none() {
            // Its log is gone with it, so nobody can tell whether the prompt ran: do not run it again.
            return Ok(Outcome::of_exit(State::Absent, "", self.memory_mb()));
        }
        let taken = self.claim.run().status == RunStatus::Running;
        if !taken && state == State::Running {
            // The same uuid again: an agent that has it already passes over it.
            let session = self.session().await?;
            let prompt = self.prompt(&session).await?;
            self.write_prompt(&prompt).await;
        }
        self.reading = Reading::new(self.prompt_uuid(), taken);
        match self.listen().await? {
            Turn::Answered(result) => Ok(self.outcome_of(&result)),
            Turn::Died { state, taken: true } => Ok(self.outcome_of_exit(state)),
            Turn::Died { taken: false, .. } => {
                self.discard().await?;
                self.work().await
            }
        }
    }

    /// Hands the prompt over and follows the agent to the end of its turn.
    async fn turn(&mut self, prompt: &str) -> Result<Turn, End> {
        if let Some(halt) = self.watch.halt_now(self.engine) {
            return Err(halt.into());
        }
        self.watch.deadline = self.engine.now() + self.timeout_ms();
        self.engine.store.prompt_sent(&mut self.claim, self.watch.deadline, self.engine.now()).await?;
        self.engine.crash.at("prompt.intended");
        self.reading = Reading::new(self.prompt_uuid(), false);
        self.write_prompt(prompt).await;
        self.engine.crash.at("prompt.written");
        self.listen().await
    }

    async fn write_prompt(&mut self, prompt: &str) {
        let line = agent::prompt_line(prompt, &self.prompt_uuid());
        if let Some(handle) = &mut self.handle
            && let Err(error) = handle.write(&line).await
        {
            // A dead program: its output ends, which is noticed next.
            tracing::debug!(error = &error as &dyn std::error::Error, "failed to write the prompt");
        }
    }

    /// Follows the agent until its turn or its program ends.
    async fn listen(&mut self) -> Result<Turn, End> {
        loop {
            let taken = self.reading.taken;
            let Some(handle) = &mut self.handle else {
                return Ok(Turn::Died { state: State::Absent, taken });
            };
            let lines = tokio::select! {
                lines = handle.lines() => lines,
                halt = self.watch.halted(self.engine, &self.claim) => return Err(halt.into()),
            };
            match lines {
                Ok(lines) if lines.is_empty() => {
                    let state = self.state_when_ended().await?;
                    if state == State::Running {
                        // The engine cut the log short, as it does when it restarts: go on from the place.
                        self.reopen().await?;
                        continue;
                    }
                    return Ok(Turn::Died { state, taken });
                }
                Ok(lines) => {
                    if let Some(result) = self.digest(&lines).await? {
                        return Ok(Turn::Answered(result));
                    }
                }
                Err(error) => {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "the container's output broke off"
                    );
                    self.reopen().await?;
                }
            }
        }
    }

    /// Stores what a batch of lines tells; gives the turn's result if it is among it.
    async fn digest(&mut self, lines: &[Line]) -> Result<Option<TurnResult>, End> {
        let Digest { events, result, mark } = self.reading.digest(lines);
        let Some(handle) = &self.handle else { return Ok(result) };
        let (id, printed) = (handle.id.clone(), handle.printed);
        let news = News { events: &events, read: mark.map(|mark| (&id, mark)), taken: self.reading.taken };
        self.record(news).await?;
        self.engine.crash.at(if result.is_some() { "result.read" } else { "output.read" });
        if printed > OUTPUT_BYTES && result.is_none() {
            let text = "The agent was stopped because it printed more than 4 GiB.";
            return Err(Outcome::failed(FailureCode::TooMuchOutput, text).into());
        }
        Ok(result)
    }

    /// A conversation that cannot go on is replaced by a fresh one, if nothing was done in it yet.
    fn replacement(&self, result: &TurnResult) -> Option<(&'static str, &'static str)> {
        if self.notice.is_some() || self.reading.used_tools {
            return None;
        }
        if outcome::session_is_lost(result) {
            return Some((
                "lost",
                "The earlier conversation was lost; this is a fresh one that knows the recent messages.",
            ));
        }
        if outcome::session_is_full(result) {
            return Some((
                "full",
                "The earlier conversation grew too long; this is a fresh one that knows the recent messages.",
            ));
        }
        None
    }

    fn outcome_of(&self, result: &TurnResult) -> Outcome {
        Outcome::of_result(result, self.reading.last_text.as_deref(), self.trouble().as_ref())
    }

    fn outcome_of_exit(&self, state: State) -> Outcome {
        let said = self.handle.as_ref().map(|handle| handle.stderr.as_str()).unwrap_or_default();
        Outcome::of_exit(state, said, self.memory_mb())
    }

    fn trouble(&self) -> Option<ModelTrouble> {
        self.handle.as_ref()?.door.trouble.get()
    }

    fn memory_mb(&self) -> u64 {
        self.engine.config.container.memory_mb
    }

    fn timeout_ms(&self) -> Millis {
        self.engine.timeout_ms()
    }

    /// The prompt's identity: the same for the same container start, so that handing it over twice is harmless.
    fn prompt_uuid(&self) -> String {
        let run = self.claim.run();
        super::container::prompt_uuid(&self.engine.identity.installation, run.id, run.attempt)
    }

    async fn prompt(&self, session: &Session) -> Result<String, End> {
        let run = self.claim.run();
        if session.agent_session_id.is_some() {
            return Ok(prompt::turn(&run.author_name, &run.prompt));
        }
        let earlier =
            self.engine.store.messages_before(&run.channel_id, run.id, prompt::CONTEXT_MESSAGES).await?;
        Ok(prompt::opening(&earlier, &run.author_name, &run.prompt))
    }

    async fn channel(&self) -> Result<Channel, End> {
        let id = &self.claim.run().channel_id;
        let found = self.engine.store.find_channel(id).await?;
        found.ok_or_else(|| End::Fault(anyhow::anyhow!("channel {id} is gone")))
    }

    async fn session(&self) -> Result<Session, End> {
        let missing = || End::Fault(anyhow::anyhow!("run {} has no session", self.claim.run().id));
        let id = self.claim.run().session_id.ok_or_else(missing)?;
        self.engine.store.find_session(id).await?.ok_or_else(missing)
    }

    /// Tells watchers something that is not from the agent.
    pub(super) async fn tell(&mut self, event: RunEvent) -> Result<(), End> {
        self.record(News { events: &[event], ..News::default() }).await
    }

    /// Writes down news; waits for a database that is in trouble rather than lose any.
    async fn record(&mut self, news: News<'_>) -> Result<(), End> {
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

    async fn ensure_image(&mut self, image: &str) -> Result<(), End> {
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
        let text = format!("{error}; the run waits for it.");
        tracing::warn!(run = %self.claim.run().id, "{text}");
        self.tell(RunEvent::Notice { text }).await?;
        while self.engine.runner.version().await.is_err() {
            match self.pause().await {
                Err(End::Halt(Halt::TimedOut)) => return Err(Outcome::of_runner(&error).into()),
                paused => paused?,
            }
        }
        Ok(())
    }

    /// Records the end. The agent is dead before anybody hears that it was stopped.
    async fn conclude(&mut self, end: End) {
        let outcome = match end {
            End::Halt(Halt::Shutdown | Halt::Fenced) => return,
            End::Halt(Halt::Stopped) => Outcome::stopped(),
            End::Halt(Halt::TimedOut) => Outcome::timed_out(self.timeout_ms() / 1000),
            End::Fault(error) => {
                let id = self.claim.run().id;
                tracing::error!(run = %id, error = &*error as &dyn std::error::Error, "a run failed for a fault of ours");
                let text = format!("Something went wrong inside loopd; its log says what (run {id}).");
                Outcome::failed(FailureCode::Internal, text)
            }
            End::Outcome(outcome) => outcome,
        };
        self.engine.crash.at("outcome.known");
        if outcome.status == RunStatus::Succeeded
            && let Some(stays) = self.may_stay()
        {
            if self.finish(outcome, stays).await {
                self.keep_warm();
            }
            return;
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

    /// How the container stays for the next message, if it may.
    fn may_stay(&self) -> Option<AfterRun> {
        let handle = self.handle.as_ref().filter(|handle| handle.printed < RECYCLE_BYTES)?;
        Some(AfterRun::Idle(handle.id.clone(), handle.mark))
    }

    fn keep_warm(&mut self) {
        if let Some(handle) = self.handle.take() {
            self.engine.warm.put(handle);
            self.engine.live.containers.notify_one();
        }
    }

    async fn finish(&mut self, outcome: Outcome, container: AfterRun) -> bool {
        let text = outcome.text.replace('\0', "\u{fffd}");
        let (answer, error) = if outcome.failure.is_some() { (None, Some(text)) } else { (Some(text), None) };
        let finish = Finish {
            status: outcome.status,
            failure: outcome.failure,
            error,
            answer,
            notice: self.notice.take(),
            usage: outcome.usage,
            container,
        };
        let finished = self.record_end(&finish).await;
        self.engine.crash.at("outcome.recorded");
        finished
    }

    /// Writes the end down; waits for a database in trouble. False: another daemon has the run, or this one stops.
    async fn record_end(&mut self, finish: &Finish) -> bool {
        loop {
            let error = match self.engine.store.finish_run(&self.claim, finish, self.engine.now()).await {
                Ok(()) => return true,
                Err(error) => error,
            };
            if !error.is_transient() {
                tracing::error!(run = %self.claim.run().id, error = &error as &dyn std::error::Error, "failed to record a run's end");
                return false;
            }
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
}
