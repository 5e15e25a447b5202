//! What is said, in Discord's form. Pure.
//!
//! Agents write the text, and Discord takes Markdown as it is. Nobody is called by it: Discord is told to call none but
//! those whom loop knows by a name that is written as `@Name` outside of code.

use std::collections::BTreeSet;

use serde_json::Value;
use serenity::builder::{CreateActionRow, CreateAllowedMentions, CreateButton, CreateMessage, EditMessage};
use serenity::model::application::ButtonStyle;
use serenity::model::channel::{MessageFlags, Nonce};
use serenity::model::id::UserId;

use super::limits;
use crate::chat::Progress;
use crate::chat::mention::{person, prose};
use crate::chat::split::{Count, split};
use crate::chat::wording::{self, shortened};

pub(super) use crate::chat::mention::People;

/// Those whom one message may call.
const CALLED: usize = 100;

/// The content of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Content {
    pub text: String,
    /// Ids of the people whom it calls.
    pub called: Vec<String>,
}

impl Content {
    /// A text that calls nobody.
    pub fn plain(text: String) -> Self {
        Self { text, called: Vec::new() }
    }

    fn allowed(&self) -> CreateAllowedMentions {
        let ids = self.called.iter().filter_map(|id| id.parse().ok().filter(|id| *id > 0)).map(UserId::new);
        CreateAllowedMentions::new().users(ids)
    }

    fn message(&self) -> CreateMessage {
        let message = CreateMessage::new().content(&self.text).allowed_mentions(self.allowed());
        // An answer's links would otherwise unfold into previews, and every one of them would be fetched.
        message.flags(MessageFlags::SUPPRESS_EMBEDS)
    }

    /// As an argument of the API.
    pub fn body(&self) -> Value {
        value(&self.message())
    }

    /// The same with what Discord tells two of the same by.
    pub fn body_once(&self, nonce: &str) -> Value {
        value(&self.message().nonce(Nonce::String(nonce.to_owned())).enforce_nonce(true))
    }
}

/// The messages that a text needs.
pub(super) fn messages(text: &str, people: &People) -> Vec<Content> {
    let (text, called) = called(text, people);
    let parts = split(&text, limits::CONTENT, Count::Utf16).into_iter();
    let content = |text: String| {
        let called = called.iter().filter(|id| text.contains(&format!("<@{id}>"))).take(CALLED);
        Content { called: called.cloned().collect(), text }
    };
    parts.map(content).collect()
}

/// How far a run is, as a new message.
pub(super) fn progress(progress: &Progress) -> Value {
    let content = Content::plain(progress_text(progress));
    value(&content.message().components(rows(progress)))
}

/// The same as a change of the message that is there.
pub(super) fn progress_again(progress: &Progress) -> Value {
    let content = Content::plain(progress_text(progress));
    let edit = EditMessage::new().content(&content.text).allowed_mentions(content.allowed());
    value(&edit.components(rows(progress)))
}

fn progress_text(progress: &Progress) -> String {
    // Of the longest characters, two units each.
    let text = shortened(&progress.text, limits::CONTENT / 2);
    if text.trim().is_empty() { "…".to_owned() } else { text }
}

fn rows(progress: &Progress) -> Vec<CreateActionRow> {
    let button = progress.button.iter().map(|button| {
        let action: String = button.action.chars().take(limits::ACTION).collect();
        CreateButton::new(action).label(shortened(&button.label, limits::LABEL)).style(ButtonStyle::Danger)
    });
    let buttons: Vec<CreateButton> = button.collect();
    if buttons.is_empty() { Vec::new() } else { vec![CreateActionRow::Buttons(buttons)] }
}

/// A title: one line, as long as a name may be.
pub(super) fn title(title: &str) -> String {
    let line = title.split_whitespace().collect::<Vec<_>>().join(" ");
    shortened(if line.is_empty() { "…" } else { &line }, limits::NAME)
}

/// A name that Discord takes for a channel.
pub(super) fn channel_name(name: &str) -> String {
    wording::channel_name(name, limits::NAME)
}

fn value(built: &impl serde::Serialize) -> Value {
    serde_json::to_value(built).unwrap_or_default()
}

/// The text with mentions in the place of names, and who is mentioned.
fn called(text: &str, people: &People) -> (String, BTreeSet<String>) {
    let (mut whole, mut ids) = (String::with_capacity(text.len()), BTreeSet::new());
    let mut end = 0;
    for (at, piece) in prose(text) {
        whole.push_str(&text[end..at]);
        let mut before = text[..at].chars().next_back();
        let mut rest = piece;
        while let Some(c) = rest.chars().next() {
            let after = &rest[c.len_utf8()..];
            let begins_word = !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '@' | '<'));
            if c == '@'
                && begins_word
                && let Some((id, length)) = person(after, people)
            {
                whole.push_str(&format!("<@{id}>"));
                ids.insert(id.to_owned());
                rest = &after[length..];
                before = Some('>');
                continue;
            }
            whole.push(c);
            before = Some(c);
            rest = after;
        }
        end = at + piece.len();
    }
    whole.push_str(&text[end..]);
    (whole, ids)
}

#[cfg(test)]
mod tests;
