//! A run's container: reused while warm, planned before it is made, adopted after a crash, dead before the next.

use std::path::PathBuf;

use sha2::{Digest, Sha256};
use tokio_util::sync::CancellationToken;

use super::GRACE;
use super::doors::{Door, Trouble};
use super::execute::{End, Worker};
use super::handle::Handle;
use super::intake::random_letters;
use super::outcome::Outcome;
use super::protected::Seal;
use super::sandbox::Sandbox;
use crate::model::{Container, ContainerId, ContainerState, FailureCode, RunId, Session, SessionPolicy};
use crate::runner::{self, State, agent};
use crate::store::NewContainer;

/// How long an interrupted agent has to write its conversation down before it is told to end.
const INTERRUPT_MS: i64 = 500;
/// How long a run's end waits for the confirmation that its container is dead, unless somebody stopped it.
const CONFIRM_MS: i64 = 30_000;

/// A run's end, and whether its container is known to be dead.
#[derive(Debug)]
pub(super) struct Ended {
    /// The end.
    pub outcome: Outcome,
    /// False: the engine did not say, and the container counts as alive.
    pub confirmed: bool,
}

/// The identity of a run's prompt: a UUID made of the installation, the run and its container start.
pub(super) fn prompt_uuid(installation: &str, run: RunId, attempt: i32) -> String {
    let hash = Sha256::digest(format!("{installation}/{run}/{attempt}"));
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&hash[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid().to_string()
}

impl Worker<'_> {
    /// Opens the container that the run works in: the channel's warm one, or a new one.
    pub(super) async fn obtain(&mut self, sandbox: &Sandbox, session: &Session) -> Result<(), End> {
        let wanted = sandbox.fingerprint();
        let installation = &self.engine.identity.installation;
        let channel = &self.claim.run().channel_id;
        for found in self.engine.store.live_containers_of(installation, channel, session.id).await? {
            // A task's run in a session of its own leaves the channel's warm one alone.
            if self.claim.run().session != SessionPolicy::Channel
                && found.session_id != session.id
                && found.idle_since.is_some()
            {
                continue;
            }
            let fits = found.session_id == session.id && found.fingerprint == wanted && self.handle.is_none();
            let fits_warm = fits && found.idle_since.is_some() && self.still_guards(sandbox, &found).await?;
            if fits_warm && self.lend(&found.id).await? && self.open_warm(&found).await? {
                continue;
            }
            let planned =
                fits && found.state == ContainerState::Planned && found.run_id == self.claim.run().id;
            if planned
                && self.door_dir(&found.id).is_dir()
                && self.never_started(&found.name).await?
                && self.bring_up(sandbox, session, &found, &mut None).await?
            {
                continue;
            }
            self.dispose(&found.id, &found.name).await?;
        }
        if self.handle.is_some() {
            return Ok(());
        }
        self.claim_place(sandbox, session).await
    }

    /// Plans a container and makes it.
    async fn claim_place(&mut self, sandbox: &Sandbox, session: &Session) -> Result<(), End> {
        self.ensure_image(sandbox.image()).await?;
        let fault = |error: super::Error| End::Fault(error.into());
        let id = ContainerId(random_letters(12).map_err(fault)?);
        let token = random_letters(52).map_err(fault)?;
        let dir = self.door_dir(&id);
        sandbox.furnish(&dir, &token).map_err(|error| {
            End::Fault(
                anyhow::Error::new(error).context(format!("failed to make the directory {}", dir.display())),
            )
        })?;
        let new = NewContainer {
            installation: self.engine.identity.installation.clone(),
            name: self.engine.container_name(&id),
            id,
            session_id: session.id,
            fingerprint: sandbox.fingerprint().to_owned(),
            token_hash: hex::encode(Sha256::digest(&token)),
        };
        self.engine.store.plan_container(&mut self.claim, new.clone(), self.engine.now()).await?;
        self.engine.crash.at("container.planned");
        let planned = Container {
            id: new.id,
            name: new.name,
            installation: new.installation,
            channel_id: self.claim.run().channel_id.clone(),
            session_id: new.session_id,
            run_id: self.claim.run().id,
            state: ContainerState::Planned,
            fingerprint: new.fingerprint,
            token_hash: new.token_hash,
            read_ns: 0,
            read_pieces: 0,
            created_at: self.engine.now(),
            idle_since: None,
            seal: None,
        };
        let mut seal = None;
        while !self.bring_up(sandbox, session, &planned, &mut seal).await? {}
        Ok(())
    }

    /// Makes, starts and opens a planned container; repeating it is harmless. False: the engine was away, again.
    ///
    /// `seal` is what the first try found: the engine may have started the container although that try failed.
    async fn bring_up(
        &mut self,
        sandbox: &Sandbox,
        session: &Session,
        planned: &Container,
        seal: &mut Option<Seal>,
    ) -> Result<bool, End> {
        if let Some(halt) = self.watch.halt_now(self.engine) {
            return Err(halt.into());
        }
        let masked = tokio::select! {
            masked = self.engine.mask(sandbox.protected()) => masked?,
            halt = self.watch.halted(self.engine, &self.claim) => return Err(halt.into()),
        };
        let seal = seal.get_or_insert(masked);
        let door = self.open_door(planned).await?;
        let spec = sandbox.spec(&planned.name, &door.dir, session.resume());
        if let Err(error) = self.start(&spec).await {
            self.wait_for_engine(error).await?;
            return Ok(false);
        }
        self.engine.store.container_started(&planned.id, seal.as_str()).await?;
        self.engine.crash.at("container.recorded");
        match Handle::open(&*self.engine.runner, planned, door).await {
            Ok(handle) => self.handle = Some(handle.guarding(Some(seal.clone()))),
            Err(error) => {
                self.wait_for_engine(error).await?;
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn start(&self, spec: &runner::ContainerSpec) -> Result<(), runner::Error> {
        self.engine.runner.create(spec).await?;
        self.engine.crash.at("container.created");
        self.engine.runner.start(&spec.name).await?;
        self.engine.crash.at("container.started");
        Ok(())
    }

    /// Takes an idle container for this run's prompt.
    async fn lend(&mut self, id: &ContainerId) -> Result<bool, End> {
        let now = self.engine.now();
        let deadline = now + self.timeout_ms();
        let lent = self.engine.store.lend_container(&mut self.claim, id, deadline, now).await?;
        if lent {
            self.watch.deadline = deadline;
        }
        Ok(lent)
    }

    /// Opens a lent container, which is open already unless the daemon is new.
    async fn open_warm(&mut self, found: &Container) -> Result<bool, End> {
        if let Some(handle) = self.engine.warm.take(&found.id) {
            self.handle = Some(handle);
            return Ok(true);
        }
        if self.engine_state(&found.name).await? != State::Running {
            return Ok(false);
        }
        let door = self.open_door(found).await?;
        self.handle = Handle::open(&*self.engine.runner, found, door).await.ok();
        Ok(self.handle.is_some())
    }

    /// True if a warm container still guards what stands at the protected names. What is not known counts as changed.
    async fn still_guards(&mut self, sandbox: &Sandbox, found: &Container) -> Result<bool, End> {
        let Some(seal) = found.seal.clone().map(Seal::from) else { return Ok(false) };
        tokio::select! {
            same = self.engine.is_guarded(sandbox.protected(), &seal) => Ok(same),
            halt = self.watch.halted(self.engine, &self.claim) => Err(halt.into()),
        }
    }

    /// True of a container whose mounts are still to be made.
    async fn never_started(&mut self, name: &str) -> Result<bool, End> {
        Ok(matches!(self.engine_state(name).await?, State::Absent | State::Created))
    }

    /// Opens the run's container again from the place up to which its output is recorded, and writes a prompt
    /// that was not acknowledged again. No container: no handle.
    pub(super) async fn reopen(&mut self) -> Result<(), End> {
        self.handle = None;
        let Some(id) = self.claim.run().container_id.clone() else { return Ok(()) };
        let Some(found) = self.engine.store.find_container(&id).await? else { return Ok(()) };
        loop {
            let state = self.engine_state(&found.name).await?;
            if matches!(state, State::Absent | State::Created) {
                return Ok(());
            }
            let door = self.open_door(&found).await?;
            // A dead container takes no input; its log can still be read.
            let opened = match state {
                State::Running => Handle::open(&*self.engine.runner, &found, door).await,
                _ => Ok(Handle::open_output(&*self.engine.runner, &found, door)),
            };
            match opened {
                Ok(handle) => {
                    self.handle = Some(handle);
                    if state == State::Running && !self.reading.taken {
                        self.write_prompt().await?;
                    }
                    return Ok(());
                }
                Err(error) => self.wait_for_engine(error).await?,
            }
        }
    }

    /// The state of a container whose output has ended.
    pub(super) async fn state_when_ended(&mut self) -> Result<State, End> {
        let Some(name) = self.handle.as_ref().map(|handle| handle.name.clone()) else {
            return Ok(State::Absent);
        };
        // The log can end some milliseconds before the engine knows of the death.
        for _ in 0..20 {
            let state = self.engine_state(&name).await?;
            if state != State::Running {
                return Ok(state);
            }
            self.engine.clock.sleep_until(self.engine.now() + 50).await;
        }
        Ok(State::Running)
    }

    /// What the engine says, however long it takes to say something.
    async fn engine_state(&mut self, name: &str) -> Result<State, End> {
        loop {
            match self.engine.runner.state(name).await {
                Ok(state) => return Ok(state),
                Err(error) => self.wait_for_engine(error).await?,
            }
        }
    }

    /// Gives the run's container up, dead.
    pub(super) async fn discard(&mut self) -> Result<(), End> {
        let Some(handle) = self.handle.take() else { return Ok(()) };
        self.dispose(&handle.id, &handle.name).await
    }

    /// Kills and removes a container. Returns when it is dead: no second program may touch its session.
    async fn dispose(&mut self, id: &ContainerId, name: &str) -> Result<(), End> {
        loop {
            match self.engine.bury(id, name).await {
                Ok(()) => break,
                Err(error) => self.wait_for_engine(error).await?,
            }
        }
        self.engine.store.container_gone(id).await?;
        self.engine.unmask(id).await;
        Ok(())
    }

    /// Ends the agent's program before the run's end is told. `None`: the daemon stops, or has lost the run.
    ///
    /// A stop is confirmed however long that takes. Any other end is told at the latest after [`CONFIRM_MS`],
    /// so that no run outlives its deadline for want of an engine; the channel's next run kills what is left.
    pub(super) async fn put_down(&mut self, outcome: Outcome) -> Option<Ended> {
        let Some(id) = self.claim.run().container_id.clone() else {
            return Some(Ended { outcome, confirmed: true });
        };
        let is_stop = outcome.failure == Some(FailureCode::Stopped);
        if is_stop {
            self.interrupt().await;
        }
        let name = self.engine.container_name(&id);
        let give_up = self.engine.now() + CONFIRM_MS;
        let mut confirmed = false;
        while !confirmed && (is_stop || self.engine.now() < give_up) {
            match self.engine.runner.stop(&name, GRACE).await {
                Ok(()) => confirmed = true,
                Err(error) => {
                    tracing::warn!(%name, error = &error as &dyn std::error::Error, "failed to stop a container; trying again");
                    self.wait_to_stop().await?;
                }
            }
        }
        self.engine.crash.at("container.stopped");
        self.handle = None;
        self.engine.doors.close(&id);
        Some(Ended { outcome, confirmed })
    }

    /// A second's wait with the lease renewed; `None` when this daemon has to let go.
    async fn wait_to_stop(&mut self) -> Option<()> {
        let until = self.engine.now() + 1000;
        tokio::select! {
            () = self.engine.clock.sleep_until(until) => {}
            () = self.engine.stopping.cancelled() => return None,
        }
        match self.engine.store.renew_lease(&self.claim, self.engine.now()).await {
            Err(crate::store::Error::Fenced(_)) => None,
            _ => Some(()),
        }
    }

    /// Asks the agent to break off, so that its conversation says so when it goes on.
    async fn interrupt(&mut self) {
        let until = self.engine.now() + INTERRUPT_MS;
        let Some(handle) = &mut self.handle else { return };
        let broken_off = async {
            if handle.write(&agent::interrupt_line("stop")).await.is_err() {
                return;
            }
            while let Ok(lines) = handle.lines().await {
                if lines.is_empty() || lines.iter().any(|line| line.text.contains("\"type\":\"result\"")) {
                    return;
                }
            }
        };
        tokio::select! {
            () = broken_off => {}
            () = self.engine.clock.sleep_until(until) => {}
        }
    }

    async fn open_door(&self, container: &Container) -> Result<Door, End> {
        let door = self.door_of(container);
        let dir = door.dir.clone();
        self.engine.doors.open(door).await.map_err(|error| {
            let text = format!("failed to open the sockets in {}", dir.display());
            End::Fault(anyhow::Error::new(error).context(text))
        })
    }

    fn door_of(&self, container: &Container) -> Door {
        Door {
            container: container.id.clone(),
            channel: container.channel_id.clone(),
            dir: self.door_dir(&container.id),
            token_hash: container.token_hash.clone(),
            trouble: Trouble::default(),
            closed: CancellationToken::new(),
        }
    }

    fn door_dir(&self, id: &ContainerId) -> PathBuf {
        self.engine.door_dir(id)
    }
}
