//! Saying things so that nothing is said twice.
//!
//! Each message carries a nonce made of our number for it and its text. Discord answers a second one of the same nonce
//! with the first, for some minutes, and tells it with the event of the message. So a try whose end nobody knows is
//! settled by what the gateway told, by the nonce, and beyond those minutes by the history: messages of ours with just
//! that text since the first try. Where another daemon began a try, or one that died over it, no first try is known: a
//! text is believed to have been said if the last messages of ours are just that text, nobody has said anything since,
//! and that was within the last 15 minutes. Discord keeps nothing with a message by which this could be known for
//! certain.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

use super::limits;
use super::render::{self, Content};
use super::shared::Shared;
use super::web::Failure;
use super::wire::{Id, Message, number};
use crate::chat::{Error, Outbound};

/// What is known of something that is to be said.
enum Doubt {
    /// It has not been tried.
    None,
    /// It has been tried, since the time of this id.
    Since(u64),
    /// Another daemon may have tried, nobody knows when.
    Unknown,
}

/// What is known of the last things said.
#[derive(Default)]
pub(super) struct Settled(Mutex<Places>);

#[derive(Default)]
struct Places {
    /// Places in which something was said since the daemon's start.
    settled: HashSet<String>,
    /// What was tried and may have gone through, by key, since the time of an id.
    tried: HashMap<String, u64>,
    /// Our messages that Discord told of, by nonce, and the other way round.
    heard: HashMap<String, String>,
    nonces: HashMap<String, String>,
}

impl Settled {
    fn doubt(&self, key: &str, is_retry: bool) -> Doubt {
        let places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match places.tried.get(key) {
            Some(since) => Doubt::Since(*since),
            None if is_retry => Doubt::Unknown,
            None => Doubt::None,
        }
    }

    /// Whether something was said in a place since the daemon's start: what was owed there before is settled.
    pub fn has_spoken(&self, place: &str) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).settled.contains(place)
    }

    /// Something is about to be said; until [`Self::settle`] nobody knows whether it was.
    fn begin(&self, key: &str, since: u64) {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if places.tried.len() >= limits::REMEMBERED {
            places.tried.clear();
        }
        places.tried.entry(key.to_owned()).or_insert(since);
    }

    /// It was said, or certainly was not.
    fn settle(&self, place: &str, key: &str) {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        places.tried.remove(key);
        if places.settled.len() >= limits::REMEMBERED {
            places.settled.clear();
        }
        places.settled.insert(place.to_owned());
    }

    /// A message of ours, as the gateway tells it.
    pub fn heard(&self, message: &Message) {
        if let Some(nonce) = message.nonce.as_str() {
            self.said(nonce, &message.id);
        }
    }

    fn said(&self, nonce: &str, id: &str) {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if places.heard.len() >= limits::REMEMBERED {
            places.heard.clear();
            places.nonces.clear();
        }
        places.heard.insert(nonce.to_owned(), id.to_owned());
        places.nonces.insert(id.to_owned(), nonce.to_owned());
    }

    /// Whether it is known what a message is.
    fn is_known(&self, id: &str) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).nonces.contains_key(id)
    }

    fn heard_of(&self, nonce: &str) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).heard.get(nonce).cloned()
    }
}

impl Shared {
    /// Says something, in as many messages as it needs.
    pub(super) async fn post(&self, outbound: &Outbound) -> Result<(), Error> {
        let people = self.directory.people(self.me().as_ref());
        let contents = render::messages(&outbound.text, &people);
        let text = Sha256::digest(outbound.text.as_bytes());
        let key = format!("delivery {} {}", outbound.delivery, hex::encode(text));
        self.say_all(&outbound.channel, &key, &contents, outbound.is_retry).await?;
        Ok(())
    }

    /// Says each of the contents that has not been said yet, which is uncertain for a retry; gives the ids of all.
    pub(super) async fn say_all(
        &self,
        place: &str,
        key: &str,
        contents: &[Content],
        is_retry: bool,
    ) -> Result<Vec<String>, Failure> {
        let mut said = match self.settled.doubt(key, is_retry) {
            Doubt::None => HashMap::new(),
            Doubt::Since(since) => self.look_back(place, key, contents, since).await?,
            Doubt::Unknown => self.look_at_last(place, key, contents).await?,
        };
        // What another daemon has said belongs to it, too.
        let now = self.web.id_of_past(limits::CLOCK_MS).unwrap_or(u64::MAX);
        let first = said.values().map(|id| number(id)).min().unwrap_or(now);
        self.settled.begin(key, first.min(now));
        let mut ids = Vec::new();
        for (part, content) in contents.iter().enumerate() {
            let id = match said.remove(&part) {
                Some(id) => id,
                None => match self.say(place, content, &nonce(key, part)).await {
                    Ok(id) => id,
                    // Nothing was done, and what came before it was: that is certain.
                    Err(failure @ (Failure::Refused(..) | Failure::Limited(_))) => {
                        if part == 0 {
                            self.settled.settle(place, key);
                        }
                        return Err(failure);
                    }
                    Err(failure) => return Err(failure),
                },
            };
            ids.push(id);
        }
        self.settled.settle(place, key);
        Ok(ids)
    }

    async fn say(&self, place: &str, content: &Content, nonce: &str) -> Result<String, Failure> {
        let path = format!("channels/{place}/messages");
        let posted: Id = self.web.post(&path, &content.body_once(nonce)).await?;
        self.settled.said(nonce, &posted.id);
        Ok(posted.id)
    }

    /// The messages among the contents that have been said since a time, by number.
    async fn look_back(
        &self,
        place: &str,
        key: &str,
        contents: &[Content],
        since: u64,
    ) -> Result<HashMap<usize, String>, Failure> {
        let heard = |number: usize| Some((number, self.settled.heard_of(&nonce(key, number))?));
        let mut found: HashMap<usize, String> = (0..contents.len()).filter_map(heard).collect();
        if found.len() == contents.len() {
            return Ok(found);
        }
        let mut ours: Vec<Message> = self.recent(place, since).await?;
        // What was heard of is found already, or something else.
        ours.retain(|message| self.may_be_said(message) && !self.settled.is_known(&message.id));
        let mut ours = ours.into_iter();
        for (number, content) in contents.iter().enumerate() {
            if found.contains_key(&number) {
                continue;
            }
            let same = ours.find(|message| message.content.trim() == content.text.trim());
            let Some(message) = same else { break };
            found.insert(number, message.id);
        }
        Ok(found)
    }

    /// The first of the contents that a daemon said which died over it: the last messages in the place.
    async fn look_at_last(
        &self,
        place: &str,
        key: &str,
        contents: &[Content],
    ) -> Result<HashMap<usize, String>, Failure> {
        let heard = (0..contents.len()).filter_map(|part| self.settled.heard_of(&nonce(key, part)));
        if let Some(first) = heard.map(|id| number(&id)).min() {
            return self.look_back(place, key, contents, first).await;
        }
        let since = self.web.id_of_past(limits::RECENT_MS).unwrap_or(u64::MAX);
        let messages = self.recent(place, since).await?;
        // One that is known is something else.
        let may_be = |message: &&Message| self.is_ours(message) && !self.settled.is_known(&message.id);
        let ours = messages.iter().rev().take_while(may_be);
        let mut said: Vec<&Message> = ours.filter(|message| self.may_be_said(message)).collect();
        said.reverse();
        let is_end_of = |count: usize| {
            let tail = said[said.len() - count..].iter();
            tail.zip(contents).all(|(message, content)| message.content.trim() == content.text.trim())
        };
        let most = said.len().min(contents.len());
        let count = (1..=most).rev().find(|count| is_end_of(*count)).unwrap_or_default();
        let tail = said[said.len() - count..].iter().enumerate();
        Ok(tail.map(|(number, message)| (number, message.id.clone())).collect())
    }

    pub(super) fn is_ours(&self, message: &Message) -> bool {
        self.me().is_some_and(|me| me.id == message.author.id)
    }

    /// Whether it may be what was just said: neither does it show how far a run is, nor has its thread been used.
    fn may_be_said(&self, message: &Message) -> bool {
        let is_used = message.thread.as_ref().is_some_and(|thread| thread.message_count > 0);
        self.is_ours(message) && message.components.is_empty() && !is_used
    }

    /// The messages of a place since a time, oldest first.
    pub(super) async fn recent(&self, place: &str, since: u64) -> Result<Vec<Message>, Failure> {
        if self.me().is_none() {
            return Err(Failure::Unknown("Discord has not said yet who loop is".to_owned()));
        }
        let mut messages: Vec<Message> = Vec::new();
        for _ in 0..limits::PAGES {
            let before = messages.last().map(|last| format!("&before={}", last.id)).unwrap_or_default();
            let path = format!("channels/{place}/messages?limit={}{before}", limits::PAGE);
            let page: Vec<Message> = match self.web.get(&path).await {
                Ok(page) => page,
                // Where loop may not read, nonces alone must do.
                Err(Failure::Refused(..)) => break,
                Err(failure) => return Err(failure),
            };
            let is_last = page.len() < limits::PAGE;
            messages.extend(page);
            if is_last || messages.last().is_some_and(|last| number(&last.id) < since) {
                break;
            }
        }
        messages.retain(|message| number(&message.id) >= since);
        messages.sort_by_key(|message| number(&message.id));
        Ok(messages)
    }
}

/// What Discord knows two messages for the same by: at most 25 characters.
pub(super) fn nonce(key: &str, number: usize) -> String {
    hex::encode(&Sha256::digest(format!("{number} {key}").as_bytes())[..12])
}
