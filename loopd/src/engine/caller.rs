//! Who asks for something, and what stands behind an agent that does.

use super::{Engine, Error, Result};
use crate::model::{Channel, ChannelId, ContainerId, Run};

/// Who asks: decided by the way a request came in, never by what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// A person, or a program of one's own.
    Person {
        /// As the API names them.
        id: String,
        /// The name people see.
        name: String,
        /// True: what they have said may cause runs.
        may_ask: bool,
    },
    /// An agent in its container.
    Agent(Agent),
}

/// An agent in its container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// The only channel that it acts for.
    pub channel: ChannelId,
    /// The container it works in.
    pub container: ContainerId,
}

/// What stands behind an agent's request.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    /// Its channel.
    pub channel: Channel,
    /// The runs that led here, the agent's own first, the one that a person caused last.
    pub chain: Vec<Run>,
    /// Where these runs work: channel or thread, and the channel at its top.
    pub through: Vec<(ChannelId, ChannelId)>,
}

impl Caller {
    /// The channel whose agent asks, if one does.
    pub(super) fn channel(&self) -> Option<&ChannelId> {
        match self {
            Self::Person { .. } => None,
            Self::Agent(agent) => Some(&agent.channel),
        }
    }
}

impl Standing {
    /// The run that the agent works in.
    pub(super) fn run(&self) -> &Run {
        &self.chain[0]
    }

    /// How an agent is named as the author of what it does.
    pub(super) fn author(&self) -> (String, String) {
        (format!("agent:{}", self.channel.id), format!("loop in {}", self.channel.name))
    }
}

impl Engine {
    /// What stands behind an agent's request.
    pub(super) async fn standing(&self, agent: &Agent) -> Result<Standing> {
        /// Longer ones are not made; a chain of people's own repairs could be.
        const LONGEST: usize = 16;
        let channel = self.known_channel(&agent.channel).await?;
        let run = self.store.run_in_container(&agent.channel, &agent.container).await?;
        let run =
            run.ok_or_else(|| Error::Conflict("this container has not worked for any run".to_owned()))?;
        let chain = self.store.chain(run, LONGEST).await?;
        let mut through = Vec::with_capacity(chain.len());
        for run in &chain {
            let place = self.known_channel(&run.channel_id).await?;
            through.push((place.id.clone(), place.root().clone()));
        }
        Ok(Standing { channel, chain, through })
    }

    /// Id and name of who asks.
    pub(super) async fn author(&self, caller: &Caller) -> Result<(String, String)> {
        Ok(match caller {
            Caller::Person { id, name, .. } => (id.clone(), name.clone()),
            Caller::Agent(agent) => self.standing(agent).await?.author(),
        })
    }
}
