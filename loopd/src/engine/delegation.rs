//! What agents may cause: runs elsewhere, tasks, messages, channels. Each is bound by depth and budget, so that no
//! chain of agents goes on by itself; each refusal is told to the agent and noted on its run for people to see.

use super::caller::{Agent, Caller, Standing};
use super::{Engine, Error, Result};
use crate::model::{Cause, CauseKind, Channel, ChannelId, Run, Task};
use crate::store::{Accepted, AgentCounts, ByAgent, NewRun, RequestKey};

/// Agents that may stand between a run and a person.
pub const MOST_DEPTH: i32 = 3;
/// Runs that the agents of a channel and its threads may cause within an hour, and that agents may cause there.
pub const DELEGATIONS_PER_HOUR: i64 = 30;
/// Messages that they may have said within an hour, besides their answers.
pub const MESSAGES_PER_HOUR: i64 = 120;
/// Channels and threads that they may make within an hour.
pub const MADE_PER_HOUR: i64 = 30;

/// A run that an agent asks for.
#[derive(Clone, Debug)]
pub(super) struct Order {
    /// Where.
    pub target: Channel,
    /// What is asked.
    pub prompt: String,
    /// What is said in the channel as loop, for people to see.
    pub said: String,
    /// Model asked for.
    pub model: Option<String>,
    /// The client's key for the request.
    pub key: Option<RequestKey>,
}

/// Who wants a run.
#[derive(Clone, Debug)]
struct Asking<'a> {
    /// The agent's channel.
    from: &'a Channel,
    /// The depth of the run it works in.
    depth: i32,
    /// Where the runs worked that led there, its own among them: channel or thread, and the channel at its top.
    through: &'a [(ChannelId, ChannelId)],
}

/// Where an agent wants a run.
#[derive(Clone, Copy, Debug)]
struct Target<'a> {
    /// The channel or thread; none = a thread that is about to be opened.
    id: Option<&'a ChannelId>,
    /// Its channel at the top.
    root: &'a Channel,
}

/// Why an agent may not cause a run.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Refusal {
    /// Too many agents stand between it and a person.
    Depth,
    /// The target is a part of the chain already.
    Loop,
    /// The target's owners did not allow it.
    NotAllowed,
    /// The agent's channel has caused enough.
    Caused,
    /// The target has been given enough.
    Taken,
}

/// Decides whether an agent may cause a run at `target`; gives the new run's depth. Pure.
fn judge(asking: &Asking<'_>, target: Target<'_>, counts: AgentCounts) -> std::result::Result<i32, Refusal> {
    let depth = asking.depth + 1;
    let from = asking.from;
    let is_family = from.root() == &target.root.id;
    // Within a channel each thread is a place of its own; seen from elsewhere they are one.
    let was_there = asking.through.iter().any(|(place, root)| match is_family {
        true => Some(place) == target.id,
        false => *root == target.root.id,
    });
    if was_there {
        return Err(Refusal::Loop);
    }
    if depth > MOST_DEPTH {
        return Err(Refusal::Depth);
    }
    let allows = |list: Vec<ChannelId>| list.contains(&from.id) || list.contains(from.root());
    if !is_family && !target.root.delegators().is_none_or(allows) {
        return Err(Refusal::NotAllowed);
    }
    if counts.caused >= DELEGATIONS_PER_HOUR {
        return Err(Refusal::Caused);
    }
    if counts.taken >= DELEGATIONS_PER_HOUR {
        return Err(Refusal::Taken);
    }
    Ok(depth)
}

impl Refusal {
    /// What the agent is told: what happened, why, and what to do instead.
    fn words(&self, target: &str) -> String {
        match self {
            Self::Depth => too_deep("ask another agent"),
            Self::Loop => format!(
                "{target} is a part of the chain of agents that led to this run, so asking it again would go round \
                 in circles; say what you have to say there without mentioning loop, or in your answer"
            ),
            Self::NotAllowed => format!(
                "the owners of {target} do not let this channel's agent cause runs there; ask a person to do it, or \
                 send a message without mentioning loop"
            ),
            Self::Caused => format!(
                "this channel's agent has caused {DELEGATIONS_PER_HOUR} runs elsewhere within an hour, which is the \
                 most; do the rest yourself, or later"
            ),
            Self::Taken => format!(
                "agents have caused {DELEGATIONS_PER_HOUR} runs in {target} within an hour, which is the most; try \
                 again later"
            ),
        }
    }

    fn error(&self, target: &str) -> Error {
        match self {
            Self::Caused | Self::Taken => over_budget(self.words(target)),
            Self::Depth | Self::Loop | Self::NotAllowed => Error::Forbidden(self.words(target)),
        }
    }
}

fn too_deep(what: &str) -> String {
    format!(
        "{MOST_DEPTH} agents stand between this run and a person already, so it may not {what}; say in your answer \
         what is left to do, and a person can go on with it"
    )
}

/// An hour's budget is spent.
fn over_budget(message: String) -> Error {
    /// A part of the budget is free again by then.
    const RETRY_AFTER_SEC: u32 = 600;
    Error::OverBudget { message, retry_after_sec: RETRY_AFTER_SEC }
}

impl Engine {
    /// Has an agent cause a run in another channel. The flag tells whether it is a new one.
    pub(super) async fn delegate(&self, agent: &Agent, order: Order) -> Result<(Run, bool)> {
        if let Some(key) = &order.key
            && let Some(run) = self.store.run_of_key(key).await?
        {
            return Ok((run, false));
        }
        // One after the other, so that what is counted is what there is.
        let _turn = self.live.delegating.lock().await;
        let standing = self.standing(agent).await?;
        let root = self.root_of(&order.target).await?;
        let target = Target { id: Some(&order.target.id), root: &root };
        let depth = self.may_cause(&standing, target, &order.target.name).await?;
        let (author_id, author_name) = standing.author();
        let run = standing.run().id;
        let new = NewRun {
            cause: Cause { kind: CauseKind::Delegation, key: format!("{run}/{}", uuid::Uuid::now_v7()) },
            channel_id: order.target.id,
            author_id,
            author_name,
            prompt: order.prompt,
            model: order.model,
            key: order.key,
            task: None,
            by_agent: Some(ByAgent { run, depth }),
            said: Some(order.said),
            files: Vec::new(),
        };
        self.accept(new).await
    }

    /// Refuses what would be refused once the thread is open.
    pub(super) async fn may_delegate_to_thread(&self, agent: &Agent, root: &Channel) -> Result<()> {
        let standing = self.standing(agent).await?;
        self.may_cause(&standing, Target { id: None, root }, &root.name).await.map(drop)
    }

    async fn may_cause(&self, standing: &Standing, target: Target<'_>, name: &str) -> Result<i32> {
        let counts = self.store.agent_counts(standing.channel.root(), &target.root.id, self.now()).await?;
        let asking =
            Asking { from: &standing.channel, depth: standing.run().depth, through: &standing.through };
        match judge(&asking, target, counts) {
            Ok(depth) => Ok(depth),
            Err(refusal) => Err(self.refused(standing, refusal.error(name)).await?),
        }
    }

    /// Notes a refusal on the agent's run, where people see it.
    async fn refused(&self, standing: &Standing, error: Error) -> Result<Error> {
        let run = standing.run().id;
        tracing::warn!(%run, reason = %error, "an agent was refused");
        self.store.note(run, &format!("Refused to the agent: {error}.")).await?;
        Ok(error)
    }

    /// The agent that stands behind a task that the caller makes: none for a person.
    pub(super) async fn behind_new_task(&self, caller: &Caller) -> Result<Option<ByAgent>> {
        let Caller::Agent(agent) = caller else { return Ok(None) };
        let standing = self.standing(agent).await?;
        let depth = standing.run().depth + 1;
        if depth > MOST_DEPTH {
            let error = Error::Forbidden(too_deep("make tasks"));
            return Err(self.refused(&standing, error).await?);
        }
        Ok(Some(ByAgent { run: standing.run().id, depth }))
    }

    /// The agent that stands behind a task after the caller decided what it does or when: as if it had made it.
    pub(super) async fn behind_edited_task(&self, caller: &Caller, task: &Task) -> Result<Option<ByAgent>> {
        let behind = self.behind_new_task(caller).await?;
        Ok(behind.filter(|agent| agent.depth > task.depth))
    }

    /// The agent that stands behind a run of a task that the caller asks for: none for a person.
    pub(super) async fn behind_task_run(&self, caller: &Caller, task: &Task) -> Result<Option<ByAgent>> {
        let Caller::Agent(agent) = caller else { return Ok(None) };
        let standing = self.standing(agent).await?;
        let depth = task.depth.max(standing.run().depth + 1);
        let root = standing.channel.root();
        let counts = self.store.agent_counts(root, root, self.now()).await?;
        let refusal = match () {
            () if depth > MOST_DEPTH => Error::Forbidden(too_deep("run tasks")),
            () if counts.caused >= DELEGATIONS_PER_HOUR => Refusal::Caused.error(""),
            () => return Ok(Some(ByAgent { run: standing.run().id, depth })),
        };
        Err(self.refused(&standing, refusal).await?)
    }

    /// Refuses an agent that has had enough said within an hour.
    pub(super) async fn may_say(&self, agent: &Agent) -> Result<Standing> {
        let standing = self.standing(agent).await?;
        let root = standing.channel.root();
        let counts = self.store.agent_counts(root, root, self.now()).await?;
        if counts.said < MESSAGES_PER_HOUR {
            return Ok(standing);
        }
        let text = format!(
            "this channel's agent has sent {MESSAGES_PER_HOUR} messages within an hour, which is the most; put the \
             rest into your answer"
        );
        Err(self.refused(&standing, over_budget(text)).await?)
    }

    /// Refuses an agent that has made enough channels and threads within an hour.
    pub(super) async fn may_make(&self, caller: &Caller) -> Result<()> {
        let Caller::Agent(agent) = caller else { return Ok(()) };
        let standing = self.standing(agent).await?;
        let root = standing.channel.root();
        let counts = self.store.agent_counts(root, root, self.now()).await?;
        if counts.made < MADE_PER_HOUR {
            return Ok(());
        }
        let text = format!(
            "this channel's agent has made {MADE_PER_HOUR} channels and threads within an hour, which is the most; \
             use those there are"
        );
        Err(self.refused(&standing, over_budget(text)).await?)
    }

    /// The channel at the top: a thread's parent, or the channel itself.
    pub(super) async fn root_of(&self, channel: &Channel) -> Result<Channel> {
        match &channel.parent_id {
            Some(parent) => self.known_channel(parent).await,
            None => Ok(channel.clone()),
        }
    }

    /// Makes a run durable and has it begin.
    pub(super) async fn accept(&self, new: NewRun) -> Result<(Run, bool)> {
        let is_said = new.said.is_some();
        self.crash.at("accept.before_commit");
        let accepted = self.store.accept_run(new, self.now()).await?;
        self.crash.at("accept.after_commit");
        self.live.runs.notify_one();
        if is_said {
            self.live.deliveries.ring();
        }
        Ok(match accepted {
            Accepted::New(run) => (run, true),
            Accepted::Known(run) => (run, false),
        })
    }
}

#[cfg(test)]
mod tests;
