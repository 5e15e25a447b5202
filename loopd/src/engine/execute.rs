//! One run from claim to outcome: get a container, hand over the prompt, follow the agent, record the end.
//!
//! The prompt's life decides what may be repeated. Until the agent acknowledges it (its life-cycle event, or the
//! `init` of its turn), nothing has run and a new container may be tried; afterwards it is never sent again.

use std::any::Any;
use std::panic::AssertUnwindSafe;

use futures::FutureExt;

use super::doors::ModelTrouble;
use super::handle::{Handle, OUTPUT_BYTES};
use super::outcome::{self, Outcome};
use super::prompt::{CONTEXT_MESSAGES, Scheduled};
use super::sandbox::{Sandbox, Site};
use super::turn::{Digest, Reading};
use super::watch::{Halt, Watch};
use super::{Engine, files, prompt};
use crate::model::{Channel, ChannelId, FailureCode, Millis, RunEvent, RunStatus, Session};
use crate::runner::protocol::TurnResult;
use crate::runner::{Line, State, agent};
use crate::store::{self, Claim, News};

/// Containers tried for one run before it is given up.
const ROUNDS: u32 = 3;
/// Time that a run past its deadline still gets after a restart, to tell of an end that nobody heard.
const HEARING_MS: Millis = 30_000;

/// Daemons that go on with a run one after the other; more, and it may be what brings them down.
const MOST_TAKEOVERS: i64 = 10;

/// Why a run's work ended other than by an answer.
pub(super) enum End {
    /// It has an outcome.
    Outcome(Outcome),
    /// Something outside wants it to end.
    Halt(Halt),
    /// The database is in trouble; going on later is right.
    Later(store::Error),
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
            error if error.is_transient() => Self::Later(error),
            other => Self::Fault(other.into()),
        }
    }
}

/// How a turn ended.
enum Turn {
    /// The agent said so.
    Answered(TurnResult),
    /// Its program ended.
    Died(State),
}

/// Works on one run.
pub(super) struct Worker<'a> {
    pub(super) engine: &'a Engine,
    pub(super) claim: Claim,
    pub(super) watch: Watch,
    /// The open container, while there is one.
    pub(super) handle: Option<Handle>,
    /// What the agent printed about our prompt.
    pub(super) reading: Reading,
    /// The prompt, once it is to be handed over.
    pub(super) prompt: Option<String>,
    /// What happened together with the result, to be written with the end.
    pub(super) last_events: Vec<RunEvent>,
    /// Something the person should know besides the answer.
    pub(super) notice: Option<String>,
    /// True once the person was told that the engine is away.
    pub(super) told_away: bool,
    memory_mb: u64,
}

impl<'a> Worker<'a> {
    pub(super) fn new(engine: &'a Engine, claim: Claim) -> Self {
        let now = engine.now();
        let recorded = claim.run().deadline_at.map(|at| at.max(now + HEARING_MS));
        let timeout_ms =
            claim.run().timeout_sec.map_or_else(|| engine.timeout_ms(), |sec| sec.saturating_mul(1000));
        let watch = Watch::new(engine, &claim, recorded.unwrap_or_else(|| now + timeout_ms));
        let memory_mb = engine.config.container.memory_mb;
        let reading = Reading::new(String::new(), false);
        Self {
            engine,
            claim,
            watch,
            handle: None,
            reading,
            prompt: None,
            last_events: Vec::new(),
            notice: None,
            told_away: false,
            memory_mb,
        }
    }

    /// Takes the run from where it is to its recorded end.
    pub(super) async fn run(mut self) {
        self.engine.live.changed(self.claim.run().id);
        // A panic is a fault of ours like any other: the run must not be taken up again to panic there for ever.
        let pursued = AssertUnwindSafe(self.pursue()).catch_unwind().await;
        let end = pursued.unwrap_or_else(|panic| End::Fault(panicked(&*panic)));
        self.conclude(end).await;
        self.engine.live.deliveries.ring();
    }

    /// Works until there is an end; trouble with the database is waited out.
    async fn pursue(&mut self) -> End {
        if self.claim.takeovers() > MOST_TAKEOVERS {
            return End::Outcome(Outcome::given_up(MOST_TAKEOVERS));
        }
        loop {
            if let Some(halt) = self.watch.halt_now(self.engine) {
                return End::Halt(halt);
            }
            let is_handed_over = self.claim.run().prompt_sent_at.is_some();
            let worked = if is_handed_over { self.resume().await } else { self.work().await };
            match worked {
                Ok(outcome) => return End::Outcome(outcome),
                Err(End::Later(error)) => {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "the database is in trouble; the run waits"
                    );
                    self.engine.relieve(&error);
                    if let Err(end) = self.pause().await {
                        return end;
                    }
                }
                Err(end) => return end,
            }
        }
    }

    /// The ordinary course of a run whose prompt nobody has yet.
    async fn work(&mut self) -> Result<Outcome, End> {
        let sandbox = self.plan().await?;
        self.memory_mb = sandbox.memory_mb();
        for text in sandbox.notices() {
            self.tell(RunEvent::Notice { text: text.clone() }).await?;
        }
        let mut session = self.engine.store.join_session(&mut self.claim, None, self.engine.now()).await?;
        // A task's run owes its thread from here on, so that people see that it began.
        self.engine.live.deliveries.ring();
        self.fetch_files().await?;
        for _ in 0..ROUNDS {
            self.obtain(&sandbox, &session).await?;
            let prompt = self.prompt_for(&session).await?;
            match self.turn(prompt).await? {
                Turn::Answered(result) => match self.replacement(&result) {
                    Some(why) => session = self.replace_session(why).await?,
                    None => return Ok(self.outcome_of(&result)),
                },
                Turn::Died(state) if self.may_have_run(state) => return Ok(self.outcome_of_exit(state)),
                Turn::Died(_) => self.discard().await?,
            }
        }
        let text =
            "The agent's program ended several times before it took up the question; see the log of loopd.";
        Ok(Outcome::failed(FailureCode::Killed, text))
    }

    /// Decides what the run's container is made of. The project may lie on a disk that does not answer, so this
    /// holds up no other run, and this one can be stopped meanwhile.
    async fn plan(&mut self) -> Result<Sandbox, End> {
        let site = self.site().await?;
        if let Some(text) = self.engine.crowded(&site.root).await? {
            return Err(Outcome::failed(FailureCode::WorkDir, text).into());
        }
        let trust = match &site.root.dir {
            Some(dir) => self.engine.store.find_trust(dir).await?,
            None => None,
        };
        let (engine, model) = (self.engine.clone(), self.claim.run().model.clone());
        let planned =
            tokio::task::spawn_blocking(move || Sandbox::plan(&engine, &site, model, trust.as_ref()));
        tokio::select! {
            planned = planned => {
                Ok(planned.map_err(|error| End::Fault(anyhow::Error::new(error).context("failed to plan")))??)
            }
            halt = self.watch.halted(self.engine, &self.claim) => Err(halt.into()),
        }
    }

    /// Goes on with a run whose prompt was, or was about to be, handed over by an earlier daemon.
    async fn resume(&mut self) -> Result<Outcome, End> {
        let session = self.session().await?;
        self.prompt = Some(self.prompt_for(&session).await?);
        self.reading = Reading::new(self.prompt_uuid(), self.claim.run().status == RunStatus::Running);
        self.reopen().await?;
        match self.listen().await? {
            Turn::Answered(result) => match self.replacement(&result) {
                Some(why) => {
                    self.replace_session(why).await?;
                    self.work().await
                }
                None => Ok(self.outcome_of(&result)),
            },
            Turn::Died(state) if self.may_have_run(state) => Ok(self.outcome_of_exit(state)),
            Turn::Died(_) => {
                self.discard().await?;
                self.work().await
            }
        }
    }

    /// True when the prompt was taken up, or nobody can tell any more: then it is not sent again.
    fn may_have_run(&self, state: State) -> bool {
        self.reading.taken || state == State::Absent
    }

    /// Hands the prompt over and follows the agent to the end of its turn.
    async fn turn(&mut self, prompt: String) -> Result<Turn, End> {
        if let Some(halt) = self.watch.halt_now(self.engine) {
            return Err(halt.into());
        }
        // A warm container is lent for its prompt, in one write.
        if self.claim.run().prompt_sent_at.is_none() {
            self.watch.deadline = self.engine.now() + self.timeout_ms();
            self.engine.store.prompt_sent(&mut self.claim, self.watch.deadline, self.engine.now()).await?;
        }
        self.engine.crash.at("prompt.intended");
        self.reading = Reading::new(self.prompt_uuid(), false);
        self.prompt = Some(prompt);
        if !self.write_prompt().await? {
            self.reopen().await?;
        }
        self.engine.crash.at("prompt.written");
        self.listen().await
    }

    /// Writes the prompt, as often as need be: the agent takes a uuid once. False: the input is broken.
    pub(super) async fn write_prompt(&mut self) -> Result<bool, End> {
        let (Some(prompt), Some(handle)) = (&self.prompt, &mut self.handle) else { return Ok(true) };
        let run = self.claim.run();
        let uuid = super::container::prompt_uuid(&self.engine.identity.installation, run.id, run.attempt);
        let line = agent::prompt_line(prompt, &uuid);
        // An agent that reads nothing must not keep the run from being stopped.
        tokio::select! {
            written = handle.write(&line) => Ok(written.is_ok()),
            halt = self.watch.halted(self.engine, &self.claim) => Err(halt.into()),
        }
    }

    /// Follows the agent until its turn or its program ends.
    async fn listen(&mut self) -> Result<Turn, End> {
        loop {
            let Some(handle) = &mut self.handle else { return Ok(Turn::Died(State::Absent)) };
            let lines = tokio::select! {
                lines = handle.lines() => lines,
                halt = self.watch.halted(self.engine, &self.claim) => return Err(halt.into()),
            };
            match lines {
                Ok(lines) if lines.is_empty() => {
                    let state = self.state_when_ended().await?;
                    if state != State::Running {
                        return Ok(Turn::Died(state));
                    }
                    // The engine cut the log short, as it does when it restarts: go on from the place.
                    self.reopen().await?;
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
                    self.pause().await?;
                    self.reopen().await?;
                }
            }
        }
    }

    /// Stores what a batch of lines tells; gives the turn's result if it is among it.
    async fn digest(&mut self, lines: &[Line]) -> Result<Option<TurnResult>, End> {
        let Digest { events, result, mark } = self.reading.digest(lines);
        if result.is_some() {
            // What came with the result is written with the end of the run, in one transaction.
            self.last_events = events;
            self.engine.crash.at("result.read");
            return Ok(result);
        }
        let Some(handle) = &self.handle else { return Ok(None) };
        let (id, printed) = (handle.id.clone(), handle.printed);
        let news = News { events: &events, read: mark.map(|mark| (&id, mark)), taken: self.reading.taken };
        self.record(news).await?;
        self.engine.crash.at("output.read");
        if printed > OUTPUT_BYTES {
            let text = "The agent was stopped because it printed more than 4 GiB.";
            return Err(Outcome::failed(FailureCode::TooMuchOutput, text).into());
        }
        Ok(None)
    }

    /// A conversation that cannot go on is replaced by a fresh one, if nothing was done in it yet.
    fn replacement(&self, result: &TurnResult) -> Option<(&'static str, &'static str)> {
        if self.notice.is_some() || self.reading.used_tools {
            return None;
        }
        if outcome::session_is_lost(result) {
            let text =
                "The earlier conversation was lost; this is a fresh one that knows the recent messages.";
            return Some(("lost", text));
        }
        if outcome::session_is_full(result) {
            let text =
                "The earlier conversation grew too long; this is a fresh one that knows the recent messages.";
            return Some(("full", text));
        }
        None
    }

    async fn replace_session(&mut self, (reason, notice): (&str, &str)) -> Result<Session, End> {
        self.last_events.clear();
        self.discard().await?;
        let session =
            self.engine.store.join_session(&mut self.claim, Some(reason), self.engine.now()).await?;
        self.notice = Some(notice.to_owned());
        self.tell(RunEvent::Notice { text: notice.to_owned() }).await?;
        Ok(session)
    }

    fn outcome_of(&self, result: &TurnResult) -> Outcome {
        Outcome::of_result(result, self.reading.last_text.as_deref(), self.trouble().as_ref())
    }

    fn outcome_of_exit(&self, state: State) -> Outcome {
        let said = self.handle.as_ref().map(|handle| handle.stderr.as_str()).unwrap_or_default();
        Outcome::of_exit(state, said, self.memory_mb)
    }

    fn trouble(&self) -> Option<ModelTrouble> {
        self.handle.as_ref()?.door.trouble.get()
    }

    /// The prompt's identity: the same for the same container start, so that handing it over twice is harmless.
    fn prompt_uuid(&self) -> String {
        let run = self.claim.run();
        super::container::prompt_uuid(&self.engine.identity.installation, run.id, run.attempt)
    }

    async fn prompt_for(&self, session: &Session) -> Result<String, End> {
        let run = self.claim.run();
        if let Some(id) = run.task_id {
            let task = self.engine.store.find_task(id).await?;
            let scheduled = Scheduled {
                task: id,
                due: run.slot_at.unwrap_or(run.queued_at),
                timezone: task.as_ref().map_or("UTC", |task| &task.timezone),
                may_be_silent: task.as_ref().is_some_and(|task| task.auto_delete_sec > 0),
            };
            return Ok(prompt::scheduled(&scheduled, &run.author_name, &run.prompt));
        }
        let came = self.attachments().await?;
        let (author, text) = (&run.author_name, &run.prompt);
        let prompt = if session.agent_session_id.is_some() {
            prompt::turn(&self.engine.store.said_since_asked(run, CONTEXT_MESSAGES).await?, author, text)
        } else {
            prompt::opening(&self.engine.store.messages_before(run, CONTEXT_MESSAGES).await?, author, text)
        };
        Ok(files::listed(prompt, run.id, &came))
    }

    /// Where the run works: a thread shares its channel's directory and state.
    pub(super) async fn site(&self) -> Result<Site, End> {
        let channel = self.channel(&self.claim.run().channel_id).await?;
        let settled = self.engine.store.find_settled_channel(channel.root()).await?;
        let root =
            settled.ok_or_else(|| End::Fault(anyhow::anyhow!("channel {} is gone", channel.root())))?;
        Ok(Site { channel, root })
    }

    async fn channel(&self, id: &ChannelId) -> Result<Channel, End> {
        let found = self.engine.store.find_channel(id).await?;
        found.ok_or_else(|| End::Fault(anyhow::anyhow!("channel {id} is gone")))
    }

    /// How long the run may take.
    pub(super) fn timeout_ms(&self) -> Millis {
        self.claim.run().timeout_sec.map_or_else(|| self.engine.timeout_ms(), |sec| sec.saturating_mul(1000))
    }

    async fn session(&self) -> Result<Session, End> {
        let missing = || End::Fault(anyhow::anyhow!("run {} has no session", self.claim.run().id));
        let id = self.claim.run().session_id.ok_or_else(missing)?;
        self.engine.store.find_session(id).await?.ok_or_else(missing)
    }
}

/// A panic in words; where it happened is on standard error.
fn panicked(panic: &(dyn Any + Send)) -> anyhow::Error {
    let said = panic.downcast_ref::<&str>().copied();
    let said = said.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no words");
    anyhow::anyhow!("the worker panicked: {said}")
}
