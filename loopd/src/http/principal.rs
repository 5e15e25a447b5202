//! Who is asking, and what of the daemon that one can see.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::Api;
use super::error::Problem;
use super::extract::{channel_id, short_text};
use crate::engine::{Agent, Caller};
use crate::model::{self, ChannelId, RunId, TaskId, TokenId};

/// Who asks on the operator's behalf.
const OPERATOR: &str = "operator";
const MAX_NAME_CHARS: usize = 80;

/// Who is asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Principal {
    /// Whoever runs this daemon: may do everything.
    Operator,
    /// Whoever holds a personal token: may do what its scopes say.
    Token {
        /// The token's number.
        id: TokenId,
        /// Who or what it is for.
        name: String,
        /// Whether it may start runs.
        may_ask: bool,
    },
    /// An agent: may act for its own channel only.
    Agent(Agent),
}

impl Principal {
    /// The one that the engine is told of. Only the operator may say whose name is shown.
    pub(super) fn caller(&self, author: Option<String>) -> Result<Caller, Problem> {
        Ok(match self {
            Self::Operator => {
                let name = author.unwrap_or_else(|| OPERATOR.to_owned());
                short_text("author", &name, MAX_NAME_CHARS)?;
                Caller::Person { id: OPERATOR.to_owned(), name, may_ask: true }
            }
            Self::Token { id, name, may_ask } => {
                Caller::Person { id: format!("token:{id}"), name: name.clone(), may_ask: *may_ask }
            }
            Self::Agent(agent) => Caller::Agent(agent.clone()),
        })
    }

    /// What a client's keys are filed under, so that nobody meets another's.
    pub(super) fn key_space(&self) -> String {
        match self {
            Self::Operator => String::new(),
            Self::Token { id, .. } => format!("token:{id}/"),
            Self::Agent(agent) => format!("agent:{}/", agent.channel),
        }
    }

    /// The only channel whose things this one can see; `None` = all.
    pub(super) fn confined_to(&self) -> Option<&ChannelId> {
        match self {
            Self::Agent(agent) => Some(&agent.channel),
            Self::Operator | Self::Token { .. } => None,
        }
    }

    /// True of what belongs to `channel`, as far as this one can see.
    pub(super) fn sees(&self, channel: &ChannelId) -> bool {
        self.confined_to().is_none_or(|own| own == channel)
    }

    /// The channel that is asked about: an agent's own, whatever it leaves out; another is not found.
    pub(super) fn own_channel(&self, named: Option<&str>) -> Result<Option<ChannelId>, Problem> {
        let named = named.map(|id| channel_id("channel_id", id)).transpose()?;
        match named {
            Some(channel) if !self.sees(&channel) => Err(no_channel(&channel)),
            Some(channel) => Ok(Some(channel)),
            None => Ok(self.confined_to().cloned()),
        }
    }

    /// The channel where something is to be done that has to be somewhere: an agent's own if it names none.
    pub(super) fn some_channel(&self, named: Option<&str>) -> Result<ChannelId, Problem> {
        match named {
            Some(id) => channel_id("channel_id", id),
            None => self.confined_to().cloned().ok_or_else(|| {
                Problem::invalid("channel_id", "say which channel; search_channels finds its id")
            }),
        }
    }

    /// The task of that number, if this one can see it.
    pub(super) async fn task(&self, api: &Api, id: i64) -> Result<model::Task, Problem> {
        let found = api.engine.store.find_task(TaskId(id)).await?;
        let found = found.filter(|task| self.sees(&task.channel_id));
        found.ok_or_else(|| Problem::not_found(format!("there is no task {id}")))
    }

    /// The run of that number, if this one can see it.
    pub(super) async fn run(&self, api: &Api, id: i64) -> Result<model::Run, Problem> {
        let found = api.engine.store.find_run(RunId(id)).await?;
        let found = found.filter(|run| self.sees(&run.channel_id));
        found.ok_or_else(|| Problem::not_found(format!("there is no run {id}")))
    }

    /// The channel of that id, if this one can see it.
    pub(super) async fn channel(&self, api: &Api, id: &ChannelId) -> Result<model::Channel, Problem> {
        let found = api.engine.store.find_channel(id).await?.filter(|channel| self.sees(&channel.id));
        found.ok_or_else(|| no_channel(id))
    }
}

/// There is no such channel, or the caller may not know of it.
pub(super) fn no_channel(id: &ChannelId) -> Problem {
    Problem::not_found(format!("there is no channel {id}"))
}

impl<S: Send + Sync> FromRequestParts<S> for Principal {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        // Only an open address has none, and no handler of those asks.
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(|| Problem::unauthorized("the request needs a token"))
    }
}
