//! What Slack tells, in our words. Pure: names and threads are looked up before, by what [`wanted`] says.

use std::collections::BTreeSet;

use serde::Deserialize as _;
use serde_json::Value;

use super::limits;
use super::text::{self, Names};
use super::wire::{Attachment, Command, File as WireFile, Interaction, Me, Message};
use crate::chat::inbound::{Author, ChannelNews, CommandLine, File, Inbound, Place, Pressed, ReplyTo, Said};

/// Kinds of messages that are something said; all others are notes of Slack's own, edits or deletions.
const SPOKEN: [&str; 4] = ["file_share", "me_message", "thread_broadcast", "bot_message"];

/// What is known besides the event.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    /// Names of people, channels and groups, by id.
    pub names: Names,
    /// True when the thread that the event belongs to begins with a message of loop's.
    pub is_ours: bool,
}

/// What has to be looked up before an event can be told in full.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    /// Ids of people and channels.
    pub ids: BTreeSet<String>,
    /// The thread that loop may have begun, as channel and first message.
    pub thread: Option<(String, String)>,
}

/// What an envelope means; none = nothing that is of interest.
pub(super) fn to_inbound(kind: &str, payload: &Value, me: &Me, known: &Known) -> Option<Inbound> {
    match kind {
        "events_api" => event(&payload["event"], me, known),
        "slash_commands" => command(payload, known).map(Inbound::Command),
        "interactive" => pressed(payload, known).map(Inbound::Pressed),
        _ => None,
    }
}

/// What has to be looked up for an envelope.
pub(super) fn wanted(kind: &str, payload: &Value, me: &Me) -> Wanted {
    let text_of = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    match kind {
        "events_api" => {
            let event = &payload["event"];
            match event["type"].as_str() {
                Some("message" | "app_mention") => {
                    Message::deserialize(event).map(|message| wanted_by(&message, me)).unwrap_or_default()
                }
                Some("member_joined_channel") => {
                    Wanted { ids: BTreeSet::from([text_of(&event["channel"])]), thread: None }
                }
                _ => Wanted::default(),
            }
        }
        "slash_commands" => Wanted { ids: BTreeSet::from([text_of(&payload["user_id"])]), thread: None },
        "interactive" => Wanted { ids: BTreeSet::from([text_of(&payload["user"]["id"])]), thread: None },
        _ => Wanted::default(),
    }
}

/// What has to be looked up for a message.
pub(super) fn wanted_by(message: &Message, me: &Me) -> Wanted {
    // Somebody may mention hundreds, and nobody waits for all their names.
    let texts = std::iter::once(&message.text).chain(forwarded(message).map(|forwarded| &forwarded.text));
    let mut ids: BTreeSet<String> = texts.flat_map(|text| text::ids(text)).take(limits::NAMES).collect();
    ids.extend(message.user.clone());
    ids.insert(message.channel.clone());
    ids.remove(&me.user_id);
    let parent = message.parent_user_id.as_deref().unwrap_or_default();
    let is_told = !parent.is_empty() || text::mentions(&message.text, &me.user_id);
    let thread = root_of(message).filter(|_| !is_told).map(|root| (message.channel.clone(), root.to_owned()));
    Wanted { ids, thread }
}

/// Something said; none = a note of Slack's own, an edit, a deletion, or our own words. A message of the history that
/// was changed counts as it reads now: nobody may have heard it before.
pub(super) fn said(message: &Message, me: &Me, known: &Known) -> Option<Said> {
    let is_spoken = message.subtype.as_deref().is_none_or(|subtype| SPOKEN.contains(&subtype));
    let user = message.user.as_deref().filter(|user| *user != me.user_id)?;
    if !is_spoken || message.channel.is_empty() || message.ts.is_empty() {
        return None;
    }
    let mut names = known.names.clone();
    names.insert(me.user_id.clone(), me.name.clone());
    let own_text = text::without_leading_mention(&message.text, &me.user_id);
    Some(Said {
        id: message.ts.clone(),
        place: place_of(&message.channel, root_of(message), known),
        author: Author { is_bot: message.bot_id.is_some(), ..author(user, "", known) },
        text: with_forwarded(text::readable(own_text, &names), message, &names),
        marked: text::readable_command(own_text, &names),
        mentions_loop: text::mentions(&message.text, &me.user_id),
        answers_loop: answers(message, me) || root_of(message).is_some() && known.is_ours,
        files: forwarded(message).flat_map(|it| &it.files).chain(&message.files).filter_map(file).collect(),
    })
}

/// The messages that are forwarded with one.
fn forwarded(message: &Message) -> impl Iterator<Item = &Attachment> {
    message.attachments.iter().filter(|attachment| attachment.is_forwarded())
}

/// A text with what is forwarded below it. That is quoted, so that it is never taken for a command of whoever forwards
/// it.
fn with_forwarded(text: String, message: &Message, names: &Names) -> String {
    let quotes = forwarded(message).filter(|forwarded| !forwarded.text.trim().is_empty()).map(|forwarded| {
        let by = forwarded.author_name.as_deref().filter(|name| !name.is_empty());
        let by = by.map(|name| format!(" of {name}")).unwrap_or_default();
        let from = forwarded.from_url.as_deref().map(|url| format!(" ({url})")).unwrap_or_default();
        let readable = text::readable(forwarded.text.trim(), names);
        let quoted: Vec<String> = readable.lines().map(|line| format!("> {line}")).collect();
        format!("A message{by}{from}:\n{}", quoted.join("\n"))
    });
    let parts = std::iter::once(text).filter(|text| !text.is_empty()).chain(quotes);
    parts.collect::<Vec<_>>().join("\n\n")
}

/// The first message of the thread in which a message is a reply.
fn root_of(message: &Message) -> Option<&str> {
    message.thread_ts.as_deref().filter(|root| *root != message.ts)
}

fn answers(message: &Message, me: &Me) -> bool {
    root_of(message).is_some() && message.parent_user_id.as_deref() == Some(me.user_id.as_str())
}

fn event(event: &Value, me: &Me, known: &Known) -> Option<Inbound> {
    let channel = || event["channel"].as_str().filter(|id| !id.is_empty()).map(str::to_owned);
    let is_me = event["user"].as_str() == Some(me.user_id.as_str());
    let news = match event["type"].as_str()? {
        "message" | "app_mention" => {
            let message = Message::deserialize(event).ok()?;
            // Slack tells a mention once more when somebody writes it into what they said before: that is no question.
            return said(&message, me, known).filter(|_| message.edited.is_none()).map(Inbound::Said);
        }
        "member_joined_channel" if is_me => ChannelNews::Invited(place_of(&channel()?, None, known)),
        "member_left_channel" if is_me => ChannelNews::Gone(channel()?),
        "channel_left" | "group_left" | "channel_archive" | "group_archive" | "channel_deleted"
        | "group_deleted" => ChannelNews::Gone(channel()?),
        "channel_unarchive" | "group_unarchive" => ChannelNews::Back(channel()?),
        "channel_rename" | "group_rename" => {
            let renamed = &event["channel"];
            let name = renamed["name"].as_str().map(str::to_owned);
            ChannelNews::Renamed(Place { name, ..place_of(renamed["id"].as_str()?, None, known) })
        }
        _ => return None,
    };
    Some(Inbound::Channel(news))
}

fn command(payload: &Value, known: &Known) -> Option<CommandLine> {
    let command = Command::deserialize(payload).ok()?;
    let mut place = place_of(&command.channel_id, None, known);
    if !place.is_direct && !command.channel_name.is_empty() && command.channel_name != "privategroup" {
        place.name = Some(command.channel_name);
    }
    Some(CommandLine {
        id: command.trigger_id,
        place,
        author: author(&command.user_id, &command.user_name, known),
        line: text::readable_command(&command.text, &known.names),
        reply: command.response_url.map(ReplyTo),
    })
}

fn pressed(payload: &Value, known: &Known) -> Option<Pressed> {
    let interaction = Interaction::deserialize(payload).ok().filter(|it| it.kind == "block_actions")?;
    let action = interaction.actions.into_iter().next()?;
    let at = &interaction.container;
    let root = at.thread_ts.as_deref().filter(|root| at.message_ts.as_deref() != Some(root));
    let id = if interaction.trigger_id.is_empty() { action.action_ts } else { interaction.trigger_id };
    Some(Pressed {
        id,
        place: place_of(&interaction.channel?.id, root, known),
        author: author(&interaction.user.id, &interaction.user.username, known),
        action: action.value.filter(|value| !value.is_empty())?,
        reply: interaction.response_url.map(ReplyTo),
    })
}

/// A channel, or the thread in it that begins with `root`.
fn place_of(channel: &str, root: Option<&str>, known: &Known) -> Place {
    let name = known.names.get(channel).cloned();
    let place = Place { is_direct: channel.starts_with('D'), ..Place::default() };
    match root {
        None => Place { id: channel.to_owned(), name, ..place },
        Some(root) => {
            let (id, parent) = (format!("{channel}:{root}"), Some(channel.to_owned()));
            Place { id, parent, parent_name: name, ..place }
        }
    }
}

fn author(id: &str, told: &str, known: &Known) -> Author {
    let told = Some(told).filter(|told| !told.is_empty()).unwrap_or(id);
    let name = known.names.get(id).cloned().unwrap_or_else(|| told.to_owned());
    Author { id: id.to_owned(), name, roles: None, is_bot: false }
}

/// A file; none = one that is not there to be fetched.
fn file(file: &WireFile) -> Option<File> {
    let url = file.url_private_download.clone().or_else(|| file.url_private.clone())?;
    let name = file.name.clone().unwrap_or_else(|| "file".to_owned());
    Some(File { name, url, bytes: file.size })
}

#[cfg(test)]
mod tests;
