//! Servers, channels, roles and names that Discord has told of.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::limits;
use super::text::Names;
use super::wire::{Channel, Guild, Role, User};
use crate::chat::mention::People;

/// What Discord has told of.
#[derive(Default)]
pub(super) struct Directory(Mutex<Told>);

#[derive(Default)]
struct Told {
    /// Servers that loop is in.
    guilds: HashSet<String>,
    /// Those of them that have told what is in them.
    told: HashSet<String>,
    channels: HashMap<String, Channel>,
    /// Roles, with their servers.
    roles: HashMap<String, (String, Role)>,
    /// Ids of people, by name in lower case.
    people: People,
}

impl Directory {
    fn lock(&self) -> MutexGuard<'_, Told> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The servers that loop is in, as a new session says.
    pub fn is_in(&self, guilds: impl Iterator<Item = String>) {
        self.lock().guilds = guilds.collect();
    }

    pub fn guilds(&self) -> Vec<String> {
        self.lock().guilds.iter().cloned().collect()
    }

    /// A server with all that is in it; true if loop was not in it before.
    pub fn guild(&self, guild: &Guild) -> bool {
        let mut told = self.lock();
        for channel in guild.channels.iter().chain(&guild.threads) {
            let channel = Channel { guild_id: Some(guild.id.clone()), ..channel.clone() };
            told.channels.insert(channel.id.clone(), channel);
        }
        for role in &guild.roles {
            told.roles.insert(role.id.clone(), (guild.id.clone(), role.clone()));
        }
        told.told.insert(guild.id.clone());
        told.guilds.insert(guild.id.clone())
    }

    /// Whether a server has told what is in it, now or in an earlier session.
    pub fn has_told(&self, guild: &str) -> bool {
        self.lock().told.contains(guild)
    }

    /// The channels and threads of a server.
    pub fn channels_of(&self, guild: &str) -> Vec<Channel> {
        let told = self.lock();
        let theirs = told.channels.values().filter(|channel| channel.guild_id.as_deref() == Some(guild));
        theirs.cloned().collect()
    }

    /// Loop is no longer in a server.
    pub fn guild_is_gone(&self, guild: &str) {
        let mut told = self.lock();
        told.guilds.remove(guild);
        told.told.remove(guild);
        told.roles.retain(|_, (of, _)| of != guild);
        told.channels.retain(|_, channel| channel.guild_id.as_deref() != Some(guild));
    }

    pub fn role(&self, guild: &str, role: &Role) {
        self.lock().roles.insert(role.id.clone(), (guild.to_owned(), role.clone()));
    }

    pub fn role_is_gone(&self, role: &str) {
        self.lock().roles.remove(role);
    }

    /// The roles that were made for a bot.
    pub fn roles_of_bot(&self, bot: &str) -> Vec<String> {
        let told = self.lock();
        let theirs = told
            .roles
            .values()
            .filter(|(_, role)| role.tags.as_ref().is_some_and(|tags| tags.bot_id.as_deref() == Some(bot)));
        theirs.map(|(_, role)| role.id.clone()).collect()
    }

    /// A channel or thread as it is now; gives the one that was known.
    pub fn channel(&self, channel: &Channel) -> Option<Channel> {
        let mut told = self.lock();
        if told.channels.len() >= limits::REMEMBERED {
            // Threads can be asked for again.
            told.channels.retain(|_, channel| !channel.is_thread());
        }
        told.channels.insert(channel.id.clone(), channel.clone())
    }

    pub fn find(&self, channel: &str) -> Option<Channel> {
        self.lock().channels.get(channel).cloned()
    }

    /// The ids of a channel and of its threads.
    pub fn with_threads(&self, channel: &str) -> Vec<String> {
        let told = self.lock();
        let is_within = |it: &&Channel| it.is_thread() && it.parent_id.as_deref() == Some(channel);
        let threads = told.channels.values().filter(is_within).map(|thread| thread.id.clone());
        std::iter::once(channel.to_owned()).chain(threads).collect()
    }

    /// A channel is deleted, and its threads with it.
    pub fn channel_is_gone(&self, channel: &str) {
        let is_within = |it: &Channel| it.is_thread() && it.parent_id.as_deref() == Some(channel);
        self.lock().channels.retain(|id, it| id != channel && !is_within(it));
    }

    /// Somebody who has been seen, and may be mentioned by name.
    pub fn met(&self, user: &User, shown: &str) {
        if user.bot {
            return;
        }
        let mut told = self.lock();
        if told.people.len() >= limits::REMEMBERED {
            told.people.clear();
        }
        for name in [shown, user.shown(), &user.username] {
            if !name.is_empty() {
                told.people.insert(name.to_lowercase(), user.id.clone());
            }
        }
    }

    /// The people who may be mentioned by name, loop included.
    pub fn people(&self, me: Option<&User>) -> People {
        let mut people = self.lock().people.clone();
        people.extend(me.map(|me| (me.username.to_lowercase(), me.id.clone())));
        people
    }

    /// Names of channels and roles that a text may mention.
    pub fn names_in(&self, text: &str) -> Names {
        let told = self.lock();
        let ids = text.split(|c: char| !c.is_ascii_digit()).filter(|id| !id.is_empty());
        let name = |id: &str| {
            let channel = told.channels.get(id).map(|channel| channel.name.clone());
            channel.or_else(|| told.roles.get(id).map(|(_, role)| role.name.clone()))
        };
        ids.filter_map(|id| Some((id.to_owned(), name(id)?))).collect()
    }
}
