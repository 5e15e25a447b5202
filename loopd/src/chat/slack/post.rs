//! Saying things so that nothing is said twice.
//!
//! Each message carries our number for it as metadata. Where it cannot be known whether an earlier try went through,
//! the channel's history is asked before the next: after a call whose end nobody knows, before whatever another daemon
//! may have tried, and before the first message to a place since the daemon's start. What is owed to a place goes there in order, so at most the first of them can
//! be one that was said by a daemon that died before it could write that down.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::limits;
use super::render::{self, Content};
use super::shared::Shared;
use super::web::{Failure, in_words};
use super::wire::{Done, Message, Messages, Posted, next};
use crate::chat::{Error, NewThread, Outbound};

/// What our metadata is called.
const EVENT: &str = "loop_said";
/// Seconds that a message which may have been said can be old: a week.
const RECENT: i64 = 7 * 24 * 3600;

/// Places in which the last thing said has certainly been said.
#[derive(Default)]
pub(super) struct Settled(Mutex<HashSet<String>>);

impl Settled {
    /// Whether the last thing is certain; from now on it is not, until [`Self::settle`].
    fn unsettle(&self, place: &str) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(place)
    }

    fn settle(&self, place: &str) {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if places.len() >= limits::REMEMBERED {
            places.clear();
        }
        places.insert(place.to_owned());
    }
}

/// Several messages that are being said.
struct Saying<'a> {
    place_id: &'a str,
    key: &'a str,
    /// What was said before, by number.
    said: HashMap<String, String>,
    ids: Vec<String>,
}

/// A channel, and the first message of the thread in it.
pub(super) fn place(id: &str) -> (&str, Option<&str>) {
    match id.split_once(':') {
        Some((channel, root)) => (channel, Some(root)),
        None => (id, None),
    }
}

/// The arguments that say where something is to be said.
pub(super) fn at(id: &str) -> Value {
    match place(id) {
        (channel, Some(root)) => json!({ "channel": channel, "thread_ts": root }),
        (channel, None) => json!({ "channel": channel }),
    }
}

impl Shared {
    /// Says something, in as many messages as it needs.
    pub(super) async fn post(&self, outbound: &Outbound) -> Result<(), Error> {
        let people = self.directory.people(self.me().as_ref());
        let contents = render::messages(&outbound.text, &people);
        let key = format!("delivery {} {}", outbound.delivery, digest(&outbound.text));
        self.say_all(&outbound.channel, &key, &contents, outbound.is_retry).await?;
        Ok(())
    }

    /// Opens a thread by saying its title.
    pub(super) async fn open_thread(&self, thread: &NewThread) -> Result<String, Error> {
        if let (_, Some(_)) = place(&thread.channel) {
            return Err(Error::Never("Slack has no threads within threads".to_owned()));
        }
        let title = Content { text: render::title(&thread.title), blocks: Value::Null };
        let key = format!("thread {}", thread.key);
        // Another daemon may have tried.
        let ids = self.say_all(&thread.channel, &key, &[title], true).await?;
        let root = ids.into_iter().next().ok_or_else(|| Error::Never("a thread needs a title".to_owned()))?;
        let id = format!("{}:{root}", thread.channel);
        self.directory.began(&id);
        Ok(id)
    }

    /// Says each of the contents that has not been said yet, which is uncertain if they may have been tried; gives the
    /// ids of all.
    async fn say_all(
        &self,
        place_id: &str,
        key: &str,
        contents: &[Content],
        is_tried: bool,
    ) -> Result<Vec<String>, Failure> {
        let is_certain = self.settled.unsettle(place_id) && !is_tried;
        let said = if is_certain { HashMap::new() } else { self.look_back(place_id, key).await? };
        let mut saying = Saying { place_id, key, said, ids: Vec::new() };
        let mut is_plain = false;
        for (number, content) in contents.iter().enumerate() {
            let began_plain = saying.said.contains_key(&plain_number(number, 0));
            if !is_plain && !began_plain {
                match self.say_once(&mut saying, number.to_string(), content).await {
                    Err(failure) if is_about_blocks(&failure) => {
                        is_plain = true;
                        self.settled.unsettle(place_id);
                    }
                    said => {
                        said?;
                        continue;
                    }
                }
            }
            // Here text alone is taken; what went out before stays.
            for (piece, content) in render::plain(content).iter().enumerate() {
                self.say_once(&mut saying, plain_number(number, piece), content).await?;
            }
        }
        self.settled.settle(place_id);
        Ok(saying.ids)
    }

    /// Says one of several messages, unless it has been said.
    async fn say_once(
        &self,
        saying: &mut Saying<'_>,
        number: String,
        content: &Content,
    ) -> Result<(), Failure> {
        let id = match saying.said.remove(&number) {
            Some(id) => id,
            None => match self.say(saying.place_id, content, &metadata(saying.key, &number)).await {
                Ok(id) => id,
                Err(failure) => {
                    // Nothing was done, and what came before it was: that is certain.
                    let is_certain = matches!(failure, Failure::Refused(_) | Failure::Limited(_));
                    if is_certain && saying.ids.is_empty() {
                        self.settled.settle(saying.place_id);
                    }
                    return Err(failure);
                }
            },
        };
        saying.ids.push(id);
        Ok(())
    }

    /// Says one message at the channel's pace; joins a public channel that loop is not in.
    async fn say(&self, place_id: &str, content: &Content, metadata: &Value) -> Result<String, Failure> {
        let (channel, _) = place(place_id);
        let mut args = at(place_id);
        args["text"] = content.text.as_str().into();
        args["metadata"] = metadata.clone();
        // An answer's links would otherwise unfold into previews, and every one of them would be fetched.
        args["unfurl_links"] = false.into();
        args["unfurl_media"] = false.into();
        if !content.blocks.is_null() {
            args["blocks"] = content.blocks.clone();
        }
        self.pace.wait(channel).await.map_err(|wait| Failure::Limited(Some(wait)))?;
        let mut posted = self.bot.call::<Posted>("chat.postMessage", &args).await;
        if posted.as_ref().is_err_and(|failure| failure.is("not_in_channel")) && self.join(channel).await {
            posted = self.bot.call("chat.postMessage", &args).await;
        }
        if let Err(Failure::Limited(Some(wait))) = &posted {
            self.pace.hold(channel, *wait);
        }
        posted.map(|posted| posted.ts)
    }

    /// Joins a channel, if it is a public one.
    pub(super) async fn join(&self, channel: &str) -> bool {
        self.bot.call::<Done>("conversations.join", &json!({ "channel": channel })).await.is_ok()
    }

    /// The ids of the messages of that key which have been said, by number. Only what is recent is looked at: the newest
    /// message tells the time.
    async fn look_back(&self, place_id: &str, key: &str) -> Result<HashMap<String, String>, Failure> {
        let is_thread = place(place_id).1.is_some();
        let mut found = HashMap::new();
        let (mut since, mut oldest, mut cursor) = (None, None, None);
        for _ in 0..limits::PAGES {
            let Some(page) = self.look(place_id, oldest.clone(), cursor).await? else { return Ok(found) };
            let is_first = since.is_none();
            let since = since.get_or_insert_with(|| recent(&page.messages));
            let is_past = page.messages.last().is_some_and(|last| last.ts < *since);
            let before = found.len();
            for message in page.messages {
                let told = message.metadata.filter(|metadata| metadata.event_type == EVENT);
                if let Some(told) = told.filter(|told| told.event_payload["key"] == key) {
                    let number = told.event_payload["number"].as_str();
                    found.extend(number.map(|number| (number.to_owned(), message.ts)));
                }
            }
            cursor = next(page.response_metadata);
            // Newest first: the others are beside the first that is found.
            let is_beside = !found.is_empty() && found.len() == before;
            if cursor.is_none() || !is_thread && (is_past || is_beside) {
                break;
            }
            // Oldest first: what lies before the recent ones is passed over.
            if is_thread && is_first && is_past {
                (oldest, cursor) = (Some(since.clone()), None);
            }
        }
        Ok(found)
    }

    /// A page of what was said in a channel or thread; none where loop may not read.
    pub(super) async fn look(
        &self,
        place_id: &str,
        oldest: Option<String>,
        cursor: Option<String>,
    ) -> Result<Option<Messages>, Failure> {
        let (channel, root) = place(place_id);
        let method = if root.is_some() { "conversations.replies" } else { "conversations.history" };
        let mut args = vec![
            ("channel", channel.to_owned()),
            ("include_all_metadata", "true".to_owned()),
            ("limit", limits::PAGE.to_string()),
        ];
        args.extend(root.map(|root| ("ts", root.to_owned())));
        args.extend(oldest.map(|oldest| ("oldest", oldest)));
        args.extend(cursor.map(|cursor| ("cursor", cursor)));
        let mut page = self.bot.read::<Messages>(method, &args).await;
        // Loop may have been there when it spoke.
        if page.as_ref().is_err_and(|failure| failure.is("not_in_channel")) && self.join(channel).await {
            page = self.bot.read(method, &args).await;
        }
        match page {
            Ok(page) => Ok(Some(page)),
            // Where loop may not read, it has not written either.
            Err(failure) if failure.is_closed() => Ok(None),
            // Nothing is said by this of what is owed.
            Err(Failure::Refused(code)) => Err(Failure::Unknown(in_words(&code))),
            Err(failure) => Err(failure),
        }
    }
}

/// The time stamp from which on a message is recent, by the first one of a history. What is owed is tried for a day, and
/// once more by a daemon that was away since.
fn recent(messages: &[Message]) -> String {
    let first = messages.first();
    let newest = first.map(|it| it.latest_reply.as_deref().unwrap_or_default().max(it.ts.as_str()));
    let seconds: i64 = newest.and_then(|ts| ts.split('.').next()?.parse().ok()).unwrap_or_default();
    format!("{}.000000", (seconds - RECENT).max(0))
}

fn metadata(key: &str, number: &str) -> Value {
    json!({ "event_type": EVENT, "event_payload": { "key": key, "number": number } })
}

/// The number of a piece of a message that is said as text alone.
fn plain_number(number: usize, piece: usize) -> String {
    format!("{number}.{piece}")
}

/// Tells a delivery from one of the same number that another database has once owed.
fn digest(text: &str) -> String {
    hex::encode(&Sha256::digest(text.as_bytes())[..8])
}

fn is_about_blocks(failure: &Failure) -> bool {
    ["invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "markdown_text_conflict"]
        .iter()
        .any(|word| failure.is(word))
}
