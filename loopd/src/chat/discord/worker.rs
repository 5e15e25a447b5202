//! Hands over what the gateway told, one event after the other, each until it is taken.
//!
//! Discord does not wait for an acknowledgement: an event that could not be stored is kept here, and those behind it in
//! the queue. When that is full, the connection ends and the session goes on later from where the queue ended.

use std::collections::VecDeque;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures::FutureExt as _;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

use super::elsewhere::Elsewhere;
use super::events::{self, Known};
use super::missed::Gap;
use super::shared::{Asides, Shared};
use super::web::Failure;
use super::wire::{Channel, Guild, Interaction, Message, RoleNews, Threads};
use crate::chat::inbound::{ChannelNews, Inbound, Inbox, NotTaken, Said};
use crate::model::{ChannelId, Platform, Watched};

/// Events that mean something here.
pub(super) const KINDS: [&str; 15] = [
    "MESSAGE_CREATE",
    "INTERACTION_CREATE",
    "GUILD_CREATE",
    "GUILD_UPDATE",
    "GUILD_DELETE",
    "GUILD_ROLE_CREATE",
    "GUILD_ROLE_UPDATE",
    "GUILD_ROLE_DELETE",
    "CHANNEL_CREATE",
    "CHANNEL_UPDATE",
    "CHANNEL_DELETE",
    "THREAD_CREATE",
    "THREAD_UPDATE",
    "THREAD_DELETE",
    "THREAD_LIST_SYNC",
];
/// Falls that an event may cause before it is given up.
const FALLS: u32 = 3;
/// Tries to join a thread.
const JOINS: u32 = 3;

/// What is to be done.
pub(super) enum Work {
    /// A session began: what was known before it, and the servers that loop is in.
    Begun { known: Watched, guilds: Vec<String> },
    /// Something happened.
    Event { kind: String, data: Value },
}

/// Hands events over.
pub(super) struct Worker {
    pub(super) shared: Arc<Shared>,
    pub(super) inbox: Arc<dyn Inbox>,
    asides: Asides,
    /// Histories that are to be read.
    pub(super) gaps: VecDeque<Gap>,
    pub(super) elsewhere: Elsewhere,
}

impl Worker {
    pub fn new(shared: &Arc<Shared>, inbox: &Arc<dyn Inbox>, asides: &Asides) -> Self {
        let (shared, inbox) = (Arc::clone(shared), Arc::clone(inbox));
        let (gaps, elsewhere) = (VecDeque::new(), Elsewhere::default());
        Self { shared, inbox, asides: asides.clone(), gaps, elsewhere }
    }

    /// Works until nothing can come any more.
    pub async fn run(mut self, mut work: mpsc::Receiver<Work>) {
        loop {
            self.end_elsewhere().await;
            // One gap between any two events, so that neither waits for ever.
            let next = match self.gaps.is_empty() {
                true => work.recv().await,
                false => match work.try_recv() {
                    Ok(next) => Some(next),
                    Err(mpsc::error::TryRecvError::Empty) => {
                        tokio::select! {
                            biased;
                            next = work.recv() => next,
                            () = sleep(self.until_gap()) => {
                                self.fill_next().await;
                                continue;
                            }
                        }
                    }
                    Err(mpsc::error::TryRecvError::Disconnected) => None,
                },
            };
            match next {
                Some(Work::Begun { known, guilds }) => {
                    let left = self.shared.directory.guilds().into_iter().filter(|id| !guilds.contains(id));
                    for guild in left {
                        // Loop was removed from it while no session went on.
                        self.event("GUILD_DELETE", &json!({ "id": guild })).await;
                    }
                    self.shared.directory.is_in(guilds.iter().cloned());
                    self.begin(known, guilds);
                }
                Some(Work::Event { kind, data }) => self.event(&kind, &data).await,
                None => return,
            }
        }
    }

    /// Sees to an event until it is taken.
    async fn event(&mut self, kind: &str, data: &Value) {
        let mut wait = self.shared.timings.first_wait;
        let mut falls = 0;
        loop {
            let seen = AssertUnwindSafe(self.see_to(kind, data)).catch_unwind().await;
            let error = match seen {
                Ok(Ok(())) => return,
                Ok(Err(error)) => error.to_string(),
                Err(_) => {
                    falls += 1;
                    if falls == FALLS {
                        tracing::error!(kind, "an event of Discord's makes loop fall over; it is left out");
                        return;
                    }
                    "loop fell over it".to_owned()
                }
            };
            tracing::warn!(kind, error, "an event of Discord's could not be taken; trying again");
            self.shared.troubled(format!("what comes in cannot be stored: {error}"));
            sleep(wait).await;
            wait = (wait * 2).min(self.shared.timings.longest_wait);
        }
    }

    async fn see_to(&mut self, kind: &str, data: &Value) -> Result<(), NotTaken> {
        let shared = Arc::clone(&self.shared);
        let directory = &shared.directory;
        match kind {
            "MESSAGE_CREATE" => {
                if let Some(message) = read::<Message>(kind, data) {
                    return self.message(&message).await;
                }
            }
            "INTERACTION_CREATE" => {
                if let Some(interaction) = read::<Interaction>(kind, data) {
                    return self.interaction(&interaction).await;
                }
            }
            "GUILD_CREATE" | "GUILD_UPDATE" | "GUILD_DELETE" => {
                if let Some(guild) = read::<Guild>(kind, data) {
                    return self.guild(kind, &guild).await;
                }
            }
            "GUILD_ROLE_CREATE" | "GUILD_ROLE_UPDATE" | "GUILD_ROLE_DELETE" => {
                let Some(news) = read::<RoleNews>(kind, data) else { return Ok(()) };
                match (&news.role, &news.role_id) {
                    (Some(role), _) => directory.role(&news.guild_id, role),
                    (None, Some(role)) => directory.role_is_gone(role),
                    (None, None) => {}
                }
            }
            "THREAD_LIST_SYNC" => {
                let told = read::<Threads>(kind, data).unwrap_or_default();
                for thread in told.threads {
                    let guild_id = thread.guild_id.clone().or_else(|| told.guild_id.clone());
                    directory.channel(&Channel { guild_id, ..thread });
                }
            }
            _ => {
                if let Some(channel) = read::<Channel>(kind, data) {
                    return self.channel(kind, &channel).await;
                }
            }
        }
        Ok(())
    }

    async fn message(&mut self, message: &Message) -> Result<(), NotTaken> {
        let is_mine = self.shared.me().is_some_and(|me| me.id == message.author.id);
        if is_mine {
            self.shared.settled.heard(message);
            return Ok(());
        }
        // What was missed there comes first.
        self.fill_of(&message.channel_id).await;
        self.hand_over(message).await
    }

    /// Hands over what somebody said.
    pub(super) async fn hand_over(&self, message: &Message) -> Result<(), NotTaken> {
        match self.shared.said(message).await? {
            Some(said) => self.deliver(Inbound::Said(said)).await,
            None => Ok(()),
        }
    }

    async fn interaction(&self, interaction: &Interaction) -> Result<(), NotTaken> {
        let inbound = match interaction.kind {
            events::COMMAND => events::command(interaction).map(Inbound::Command),
            events::BUTTON => events::pressed(interaction).map(Inbound::Pressed),
            _ => None,
        };
        if let Some(channel) = interaction.channel.as_ref().filter(|channel| !channel.is_direct()) {
            // What an interaction tells of its channel is less than what is known of it.
            if self.shared.directory.find(&channel.id).is_none() {
                self.shared.directory.channel(channel);
            }
        }
        let member = interaction.member.as_ref();
        if let Some(user) = member.and_then(|member| member.user.as_ref()).or(interaction.user.as_ref()) {
            self.shared.directory.met(user, super::wire::shown(user, member));
        }
        if let Some(inbound) = inbound {
            self.deliver(inbound).await?;
        }
        // It is durable, and whoever did it need not wonder.
        let (shared, token) = (Arc::clone(&self.shared), interaction.token.clone());
        self.asides.spawn(async move { shared.defer(&token).await });
        Ok(())
    }

    pub(super) async fn deliver(&self, mut inbound: Inbound) -> Result<(), NotTaken> {
        if let Some(place) = inbound.place_mut()
            && let Some(parent) = place.parent.as_deref().and_then(|id| self.shared.directory.find(id))
        {
            place.parent_name = Some(parent.name).filter(|name| !name.is_empty());
        }
        let delivered = timeout(self.shared.timings.durable, self.inbox.deliver(Platform::Discord, inbound));
        delivered.await.unwrap_or_else(|_| Err(NotTaken("it took too long".to_owned())))?;
        if self.shared.is_live() {
            self.shared.connected();
        }
        Ok(())
    }

    pub(super) async fn news(&self, news: ChannelNews) -> Result<(), NotTaken> {
        self.deliver(Inbound::Channel(news)).await
    }

    async fn channel(&mut self, kind: &str, channel: &Channel) -> Result<(), NotTaken> {
        self.elsewhere.may_be_open(&channel.id);
        let directory = &self.shared.directory;
        match kind {
            "CHANNEL_DELETE" | "THREAD_DELETE" => {
                for gone in directory.with_threads(&channel.id) {
                    self.news(ChannelNews::Gone(gone)).await?;
                }
                directory.channel_is_gone(&channel.id);
            }
            "CHANNEL_UPDATE" | "THREAD_UPDATE" => {
                let before = directory.find(&channel.id);
                if before.is_none() && kind == "CHANNEL_UPDATE" {
                    // It may be one that loop could not see for a while.
                    self.news(ChannelNews::Back(channel.id.clone())).await?;
                }
                if before.is_none_or(|before| before.name != channel.name) {
                    self.news(ChannelNews::Renamed(events::place(Some(channel), &channel.id))).await?;
                }
                directory.channel(channel);
            }
            _ => {
                if kind == "CHANNEL_CREATE" {
                    self.news(ChannelNews::Back(channel.id.clone())).await?;
                }
                directory.channel(channel);
                if kind == "THREAD_CREATE" {
                    self.join(channel).await?;
                }
            }
        }
        Ok(())
    }

    /// Joins a thread of a channel that loop is active in.
    async fn join(&self, thread: &Channel) -> Result<(), NotTaken> {
        let is_mine = self.shared.me().map(|me| me.id) == thread.owner_id;
        let Some(parent) = thread.parent_id.as_ref().filter(|_| !is_mine) else { return Ok(()) };
        if !self.inbox.is_active(&ChannelId(parent.clone())).await? {
            return Ok(());
        }
        let (shared, path) = (Arc::clone(&self.shared), format!("channels/{}/thread-members/@me", thread.id));
        self.asides.spawn(async move {
            for attempt in 1..=JOINS {
                let joined =
                    shared.web.call::<()>(reqwest::Method::PUT, &path, super::web::With::Nothing).await;
                let Err(failure) = joined else { return };
                tracing::warn!(?failure, attempt, "failed to join a thread on Discord");
                match failure {
                    Failure::Refused(..) => return,
                    Failure::Limited(wait) => sleep(wait).await,
                    Failure::Unknown(_) => sleep(shared.timings.first_wait * attempt).await,
                }
            }
        });
        Ok(())
    }
}

impl Shared {
    /// What somebody said, with all that is to be known of it; none = nothing that people said.
    pub(super) async fn said(&self, message: &Message) -> Result<Option<Said>, NotTaken> {
        let Some(me) = self.me().filter(|me| me.id != message.author.id) else { return Ok(None) };
        if !events::is_spoken(message) {
            return Ok(None);
        }
        // Without it, a thread would be taken for a channel, for ever.
        let channel = match self.channel_of(&message.channel_id).await {
            Ok(channel) => channel,
            // Nor will Discord tell the next time, and what comes behind it must not wait for that.
            Err(failure) if !failure.is_passing() => {
                let channel = message.channel_id.as_str();
                tracing::warn!(
                    channel,
                    ?failure,
                    "a message on Discord is left out: its channel may not be seen"
                );
                return Ok(None);
            }
            Err(failure) => return Err(NotTaken(crate::chat::Error::from(failure).to_string())),
        };
        let mut message = message.clone();
        if let Some((channel, answered)) = events::unknown_answered(&message) {
            let path = format!("channels/{channel}/messages/{answered}");
            message.referenced_message = match self.web.get::<Message>(&path).await {
                Ok(answered) => Some(Box::new(answered)),
                // Without it, an answer to loop would be taken for talk among people.
                Err(failure) if failure.is_passing() => {
                    return Err(NotTaken(crate::chat::Error::from(failure).to_string()));
                }
                // It may be deleted; then it was nobody's.
                Err(_) => None,
            };
        }
        for person in message.mentions.iter().map(|mentioned| &mentioned.user).chain([&message.author]) {
            let member = message.member.as_ref().filter(|_| person.id == message.author.id);
            self.directory.met(person, super::wire::shown(person, member));
        }
        let forwarded = message.message_snapshots.first().map_or("", |snapshot| &snapshot.message.content);
        let mut names = self.directory.names_in(&message.content);
        names.extend(self.directory.names_in(forwarded));
        let my_roles = self.directory.roles_of_bot(&me.id);
        Ok(Some(events::said(&message, &Known { me, my_roles, channel: Some(channel), names })))
    }

    /// A channel, from what Discord has told of or asked for.
    pub(super) async fn channel_of(&self, id: &str) -> Result<Channel, Failure> {
        if let Some(channel) = self.directory.find(id) {
            return Ok(channel);
        }
        let channel: Channel = self.web.get(&format!("channels/{id}")).await?;
        self.directory.channel(&channel);
        Ok(channel)
    }
}

/// An event's content. One that cannot be read will not be readable the next time either.
fn read<T: DeserializeOwned>(kind: &str, data: &Value) -> Option<T> {
    T::deserialize(data)
        .inspect_err(|error| tracing::warn!(kind, %error, "an event of Discord's could not be read"))
        .ok()
}
