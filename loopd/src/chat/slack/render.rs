//! What is said, in Slack's form: Markdown blocks, a text for notifications, buttons. Pure.
//!
//! Agents write the text, so nothing in it may have an effect that its Markdown does not have: `<!channel>`, `<@…>`,
//! `@here` and their kin are broken up by a sign that nobody sees. The one exception is `@Name` of somebody whom loop
//! knows, outside of code: it becomes a mention.

use serde_json::{Value, json};

use super::limits;
pub(super) use crate::chat::mention::People;
use crate::chat::mention::{person, prose};
use crate::chat::split::{Count, split};
use crate::chat::wording::{self, shortened};
use crate::chat::{Button, Progress};

/// Breaks a word without being seen: U+2060.
const JOINER: char = '\u{2060}';
/// Words after `@` or `!` that call everybody.
const CROWDS: [&str; 4] = ["channel", "here", "everyone", "group"];
/// The content of a message: arguments of `chat.postMessage`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Content {
    /// Read in notifications, and where blocks cannot be shown.
    pub text: String,
    /// What is read.
    pub blocks: Value,
}

/// The messages that a text needs.
pub(super) fn messages(text: &str, people: &People) -> Vec<Content> {
    let parts = split(&safe(text, Some(people)), limits::MARKDOWN, Count::Chars);
    parts.iter().map(|part| Content { text: fallback(part), blocks: json!([markdown(part)]) }).collect()
}

/// The same as one of them without blocks, for a workspace that does not take them.
pub(super) fn plain(content: &Content) -> Vec<Content> {
    let markdown = content.blocks.as_array().into_iter().flatten().filter_map(|block| block["text"].as_str());
    let markdown: String = markdown.collect();
    // Escaping makes a character five at most; a part that grows beyond what is well shown is still whole.
    let parts = split(&markdown, limits::TEXT, Count::Chars);
    parts.iter().map(|part| Content { text: with_mentions(&escaped(part)), blocks: Value::Null }).collect()
}

/// Mentions once more: those that [`safe`] left in a text are ours.
fn with_mentions(escaped: &str) -> String {
    let mut pieces = escaped.split("&lt;@");
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        match piece.split_once("&gt;") {
            Some((id, rest)) if id.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
                text.push_str(&format!("<@{id}>{rest}"));
            }
            _ => text.push_str(&format!("&lt;@{piece}")),
        }
    }
    text
}

/// How far a run is.
pub(super) fn progress(progress: &Progress) -> Content {
    let text = shortened(&safe(&progress.text, None), limits::PROGRESS);
    let text = if text.trim().is_empty() { "…".to_owned() } else { text };
    let mut blocks = vec![markdown(&text)];
    blocks.extend(progress.button.as_ref().map(button));
    Content { text: fallback(&text), blocks: Value::Array(blocks) }
}

/// A title: one line without any markup.
pub(super) fn title(title: &str) -> String {
    escaped(&safe(&title.split_whitespace().collect::<Vec<_>>().join(" "), None))
}

/// A name that Slack takes for a channel.
pub(super) fn channel_name(name: &str) -> String {
    wording::channel_name(name, limits::CHANNEL_NAME)
}

fn markdown(text: &str) -> Value {
    json!({ "type": "markdown", "text": text })
}

fn button(button: &Button) -> Value {
    json!({ "type": "actions", "elements": [{
        "type": "button", "action_id": "loop", "value": button.action,
        "text": { "type": "plain_text", "text": shortened(&button.label, limits::LABEL) },
    }] })
}

/// The text for notifications: mentions are read in the blocks, here they are text.
fn fallback(text: &str) -> String {
    escaped(&shortened(text, limits::FALLBACK))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The text without anything that calls somebody, save people that may be mentioned.
fn safe(text: &str, people: Option<&People>) -> String {
    let mut safe = String::with_capacity(text.len() + 16);
    let mut end = 0;
    for (at, piece) in prose(text) {
        unmarked(&mut safe, &text[end..at], text[..end].chars().next_back());
        let mut spoken = String::new();
        unmarked(&mut spoken, piece, text[..at].chars().next_back());
        named(&mut safe, &spoken, text[..at].chars().next_back(), people);
        end = at + piece.len();
    }
    unmarked(&mut safe, &text[end..], text[..end].chars().next_back());
    safe
}

/// Breaks up `<!…>` and `<@…>`, also where the bracket is written as `&lt;` or a number.
fn unmarked(safe: &mut String, text: &str, before: Option<char>) {
    let mut before = before;
    for (at, c) in text.char_indices() {
        let is_bracket = matches!(before, Some('<' | ';'));
        let rest = &text[at + c.len_utf8()..];
        let is_mark = match c {
            '@' => true,
            '!' => CROWDS.iter().chain(&["subteam"]).any(|word| begins(rest, word)),
            _ => false,
        };
        if is_bracket && is_mark {
            safe.push(JOINER);
        }
        safe.push(c);
        before = Some(c);
    }
}

/// Breaks up `@here` and its kin, and makes mentions of people's names.
fn named(safe: &mut String, text: &str, before: Option<char>, people: Option<&People>) {
    let mut before = before;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        let begins_word = !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '@'));
        let is_broken_up = before == Some(JOINER);
        before = Some(c);
        if c == '@' && begins_word {
            if CROWDS.iter().any(|word| begins(after, word)) {
                safe.extend(['@', JOINER]);
                rest = after;
                continue;
            }
            let people = people.filter(|_| !is_broken_up);
            if let Some((id, length)) = people.and_then(|people| person(after, people)) {
                safe.push_str(&format!("<@{id}>"));
                rest = &after[length..];
                before = Some('>');
                continue;
            }
        }
        safe.push(c);
        rest = after;
    }
}

/// Whether a text begins with a word, whatever its case.
fn begins(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word))
        && !text[word.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests;
