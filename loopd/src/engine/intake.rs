//! The front desk: everything that is asked of the daemon becomes durable here, or is refused with the reason.

use super::caller::Caller;
use super::delegation::Order;
use super::{Engine, Error, Result};
use crate::chat::mention;
use crate::model::{Cause, CauseKind, Channel, ChannelId, Message, Run, RunId, RunStatus};
use crate::store::{NewMessage, NewRun, RequestKey};

/// Bytes of a prompt or message; the model takes about as much.
pub const MAX_TEXT_BYTES: usize = 512 * 1024;
/// Characters of a channel's name, as Slack has it.
pub(super) const MAX_NAME_CHARS: usize = 80;
/// Characters of a model's name.
const MAX_MODEL_CHARS: usize = 100;
/// Bytes that must stay free on the disk of the home; below, nothing new is accepted, so that what runs can end.
const MIN_FREE_BYTES: u64 = 256 * 1024 * 1024;

/// A run somebody asks for.
#[derive(Clone, Debug)]
pub struct StartRun {
    /// Where it works.
    pub channel_id: ChannelId,
    /// What is asked.
    pub prompt: String,
    /// Who asks.
    pub caller: Caller,
    /// Model asked for.
    pub model: Option<String>,
    /// The client's key for the request.
    pub key: Option<RequestKey>,
}

/// A message to be said as the bot.
#[derive(Clone, Debug)]
pub struct SayRequest {
    /// Where.
    pub channel_id: ChannelId,
    /// Markdown; one that mentions loop causes a run there.
    pub text: String,
    /// Names of files in the outbox of the agent that has it said; they come after the text.
    pub files: Vec<String>,
    /// Who has it said.
    pub caller: Caller,
    /// The client's key for the request.
    pub key: Option<RequestKey>,
}

impl Engine {
    /// Accepts a run: when this returns, it cannot be lost. The flag tells whether it is a new one.
    pub async fn start_run(&self, request: StartRun) -> Result<(Run, bool)> {
        let prompt = clean_text("prompt", &request.prompt)?;
        let model = request.model.filter(|model| !model.is_empty());
        model.as_deref().map_or(Ok(()), check_model)?;
        let target = self.active_channel(&request.channel_id).await?;
        self.check_room()?;
        let order = Order { said: prompt.clone(), target, prompt, model, key: request.key };
        match request.caller {
            Caller::Agent(agent) => self.delegate(&agent, order).await,
            Caller::Person { id, name, .. } => self.accept(asked_by((id, name), order, false)).await,
        }
    }

    /// Asks for a stop. A run that waits ends at once; one at work ends when its agent is dead.
    pub async fn stop_run(&self, id: RunId) -> Result<Run> {
        let run = self.store.request_stop(id, self.now()).await?;
        let run = run.ok_or_else(|| Error::NotFound(format!("there is no run {id}")))?;
        self.live.stop(id);
        if run.status == RunStatus::Cancelled {
            self.live.changed(id);
            self.live.deliveries.ring();
        }
        Ok(run)
    }

    /// Says something in a channel as the bot. The flag tells whether it is said for the first time.
    pub async fn say(&self, request: SayRequest) -> Result<(Message, bool)> {
        let text = clean_text("content", &request.text)?;
        let target = self.active_channel(&request.channel_id).await?;
        self.check_room()?;
        let name = self.chats.get(&target.platform).map(|chat| chat.name());
        if let Some(name) = name
            && let Some(prompt) = mention::addressed(&text, &name)
        {
            let prompt = prompt.to_owned();
            if prompt.is_empty() {
                let text = format!("it mentions @{name} and asks nothing; write what is to be done after it");
                return Err(Error::invalid("content", text));
            }
            if !request.files.is_empty() {
                let text = "a message that asks loop takes no files; send them with one of its own";
                return Err(Error::invalid("files", text));
            }
            let order = Order { target, prompt, said: text, model: None, key: request.key };
            return self.order(request.caller, order).await;
        }
        if let Some(key) = &request.key
            && let Some(message) = self.store.message_of_key(key).await?
        {
            return Ok((message, false));
        }
        // Before anybody's turn: files take their time. They go back unless they are owed in the end.
        let asked = (request.files, request.key.as_ref());
        let taking = match self.take_files(&request.caller, &target, asked).await {
            Ok(taking) => taking,
            Err(refusal) => {
                // Another try with the same key may just have sent them.
                let known = match &request.key {
                    Some(key) => self.store.message_of_key(key).await?,
                    None => None,
                };
                return known.map(|message| (message, false)).ok_or(refusal);
            }
        };
        // From the count to the message one after the other, so that what is counted is what there is.
        let mut turn = None;
        let (author_id, author_name) = match &request.caller {
            Caller::Person { .. } => ("loop".to_owned(), "loop".to_owned()),
            Caller::Agent(agent) => {
                turn = Some(self.live.delegating.lock().await);
                self.may_say(agent).await?.author()
            }
        };
        let new = NewMessage {
            channel_id: request.channel_id,
            external_id: None,
            author_id,
            author_name,
            from_agent: true,
            text,
            run_id: None,
        };
        let files = taking.as_ref().map(|taking| &taking.files);
        let (message, is_new) = self.store.say(new, files, request.key, self.now()).await?;
        drop(turn);
        if let Some(taking) = taking.filter(|_| is_new) {
            taking.done();
        }
        self.live.deliveries.ring();
        Ok((message, is_new))
    }

    /// Has a message cause a run where it is said; gives the message.
    async fn order(&self, caller: Caller, order: Order) -> Result<(Message, bool)> {
        let (run, is_new) = match caller {
            Caller::Agent(agent) => self.delegate(&agent, order).await?,
            Caller::Person { may_ask: false, .. } => {
                let text = "this token has not the scope `runs`, which a message needs that mentions loop";
                return Err(Error::Forbidden(text.to_owned()));
            }
            Caller::Person { id, name, .. } => self.accept(asked_by((id, name), order, true)).await?,
        };
        let message = self.store.asking_message(&run).await?;
        let lost = || Error::Internal(anyhow::anyhow!("the message of run {} is gone", run.id));
        Ok((message.ok_or_else(lost)?, is_new))
    }

    /// Has the next run of the channel start a fresh conversation.
    pub async fn reset_session(&self, id: &ChannelId) -> Result<()> {
        self.known_channel(id).await?;
        Ok(self.store.reset_session(id, "reset", self.now()).await?)
    }

    pub(super) async fn known_channel(&self, id: &ChannelId) -> Result<Channel> {
        let found = self.store.find_channel(id).await?;
        found.ok_or_else(|| Error::NotFound(format!("there is no channel {id}")))
    }

    /// A channel in which something is to be done: from now on it is used.
    pub(super) async fn active_channel(&self, id: &ChannelId) -> Result<Channel> {
        let channel = self.known_channel(id).await?;
        if !channel.active {
            return Err(Error::Conflict(format!("the channel {id} was deleted")));
        }
        if !channel.used {
            self.store.use_channel(id).await?;
        }
        Ok(channel)
    }

    /// Refuses new work while the disk is nearly full, so that running work can still record its end.
    pub(super) fn check_room(&self) -> Result<()> {
        let Ok(disk) = rustix::fs::statvfs(self.home.root()) else { return Ok(()) };
        let free = disk.f_bavail.saturating_mul(disk.f_frsize);
        if free >= MIN_FREE_BYTES {
            return Ok(());
        }
        let message = format!(
            "the disk of {} has only {} MiB left, and loopd keeps {} MiB for running work; free some space",
            self.home.root().display(),
            free >> 20,
            MIN_FREE_BYTES >> 20,
        );
        Err(Error::Unavailable { message, retry_after_sec: 60 })
    }
}

/// A run that a person asks for; if it is said as loop, people see that in the channel.
fn asked_by((author_id, author_name): (String, String), order: Order, is_said: bool) -> NewRun {
    NewRun {
        cause: Cause { kind: CauseKind::Api, key: uuid::Uuid::now_v7().to_string() },
        channel_id: order.target.id,
        author_id,
        author_name,
        prompt: order.prompt,
        model: order.model,
        key: order.key,
        task: None,
        by_agent: None,
        said: is_said.then_some(order.said),
        files: Vec::new(),
    }
}

/// A model's name becomes an argument of the agent's program, so it must not look like an option.
pub(super) fn check_model(model: &str) -> Result<()> {
    let fits = model.len() <= MAX_MODEL_CHARS
        && !model.starts_with('-')
        && model.bytes().all(|byte| byte.is_ascii_graphic());
    let wanted =
        format!("a model's name has 1 to {MAX_MODEL_CHARS} letters, digits and signs, such as `sonnet`");
    if fits { Ok(()) } else { Err(Error::invalid("model", wanted)) }
}

/// A text as it can be stored and sent: not empty, not too long, without NUL.
pub(super) fn clean_text(field: &'static str, text: &str) -> Result<String> {
    if text.trim().is_empty() {
        return Err(Error::invalid(field, "it is empty"));
    }
    if text.len() > MAX_TEXT_BYTES {
        let kib = text.len() >> 10;
        return Err(Error::invalid(
            field,
            format!("it has {kib} KiB; the most is {} KiB", MAX_TEXT_BYTES >> 10),
        ));
    }
    if text.contains('\0') {
        return Err(Error::invalid(field, "it holds a NUL character"));
    }
    Ok(text.to_owned())
}

/// Letters and digits that are easy to tell apart, from the system's random source.
pub fn random_letters(count: usize) -> Result<String> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bytes = vec![0_u8; count];
    getrandom::fill(&mut bytes)
        .map_err(|error| Error::Internal(anyhow::anyhow!("no random numbers: {error}")))?;
    Ok(bytes.into_iter().map(|byte| char::from(LETTERS[usize::from(byte) % LETTERS.len()])).collect())
}
