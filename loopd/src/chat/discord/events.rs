//! What Discord tells, in our words. Pure: names and channels are looked up before.

use super::commands;
use super::text::{self, Names};
use super::wire::{self, Attachment, Channel, Given, Interaction, Member, Message, User};
use crate::chat::inbound::{Argument, Author, CommandLine, File, Place, Pressed, ReplyTo, Said, Typing};

/// Kinds of messages that are something said: a message, and an answer to another. All others are notes of Discord's
/// own, or come from programs.
const SPOKEN: [u8; 2] = [0, 19];
/// An answer to another message.
const ANSWER: u8 = 19;
/// Kinds of interactions.
pub(super) const COMMAND: u8 = 2;
pub(super) const BUTTON: u8 = 3;
pub(super) const TYPING: u8 = 4;

/// What is known besides the message.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    pub me: User,
    /// The roles that were made for loop.
    pub my_roles: Vec<String>,
    /// Where it was said; none = a conversation with one person.
    pub channel: Option<Channel>,
    /// Names of channels and roles that it mentions.
    pub names: Names,
}

/// Whether a message is something said, and not a note of Discord's own.
pub(super) fn is_spoken(message: &Message) -> bool {
    SPOKEN.contains(&message.kind) && !message.id.is_empty() && !message.channel_id.is_empty()
}

/// The message that this one answers, if that was not told with it.
pub(super) fn unknown_answered(message: &Message) -> Option<(&str, &str)> {
    if message.kind != ANSWER || message.referenced_message.is_some() {
        return None;
    }
    let reference = message.message_reference.as_ref()?;
    Some((reference.channel_id.as_deref()?, reference.message_id.as_deref()?))
}

/// Something said.
pub(super) fn said(message: &Message, known: &Known) -> Said {
    let Known { me, my_roles, .. } = known;
    let mut names = known.names.clone();
    for mentioned in &message.mentions {
        let shown = wire::shown(&mentioned.user, mentioned.member.as_ref());
        names.insert(mentioned.user.id.clone(), shown.to_owned());
    }
    names.insert(me.id.clone(), me.username.clone());
    let forwarded = message.message_snapshots.first().map(|snapshot| &snapshot.message);
    let answered = message.referenced_message.as_ref().filter(|_| message.kind == ANSWER);
    let attached = message.attachments.iter();
    let attached = attached.chain(forwarded.into_iter().flat_map(|forwarded| &forwarded.attachments));
    let own_text = text::without_leading_mention(&message.content, &me.id, my_roles);
    // Somebody else's words: whoever forwards them does not give their commands.
    let quoted = forwarded.map(|forwarded| text::readable(&forwarded.content, &names)).unwrap_or_default();
    let quoted: String = quoted.lines().map(|line| format!("\n> {line}")).collect();
    let quoted = if quoted.is_empty() { quoted } else { format!("A forwarded message:{quoted}") };
    let readable = text::readable(own_text, &names);
    let parts = [readable, quoted].into_iter().filter(|part| !part.is_empty());
    let guild = known.channel.as_ref().and_then(|channel| channel.guild_id.as_ref());
    let guild = message.guild_id.as_ref().or(guild);
    Said {
        id: message.id.clone(),
        place: place(known.channel.as_ref(), &message.channel_id),
        author: Author {
            is_bot: message.author.bot || message.webhook_id.is_some(),
            ..author(&message.author, message.member.as_ref(), guild)
        },
        text: parts.collect::<Vec<_>>().join("\n\n"),
        marked: own_text.trim().to_owned(),
        mentions_loop: text::mentions(&message.content, &me.id, my_roles),
        answers_loop: answered.is_some_and(|answered| answered.author.id == me.id),
        files: attached.filter(|file| !file.url.is_empty()).map(file).collect(),
    }
}

/// A command as it was given, if it is ours.
pub(super) fn command(interaction: &Interaction) -> Option<CommandLine> {
    Some(CommandLine {
        id: interaction.id.clone(),
        place: place_of(interaction)?,
        author: author_of(interaction)?,
        line: commands::line(&interaction.data)?,
        reply: Some(reply_to(interaction)),
    })
}

/// A button that was pressed.
pub(super) fn pressed(interaction: &Interaction) -> Option<Pressed> {
    Some(Pressed {
        id: interaction.id.clone(),
        place: place_of(interaction)?,
        author: author_of(interaction)?,
        action: Some(interaction.data.custom_id.clone()).filter(|action| !action.is_empty())?,
        reply: Some(reply_to(interaction)),
    })
}

/// What somebody is typing, where it is something that can be completed.
pub(super) fn typing(interaction: &Interaction) -> Option<Typing> {
    let focused = focused(&interaction.data.options)?;
    let argument = match focused.name.as_str() {
        commands::TASK => Argument::Task,
        commands::TEMPLATE => Argument::Template,
        commands::RUN => Argument::Run,
        _ => return None,
    };
    let typed = focused.value.as_str().map_or_else(|| focused.value.to_string(), str::to_owned);
    Some(Typing { place: place_of(interaction)?, author: author_of(interaction)?, argument, typed })
}

fn focused(given: &[Given]) -> Option<&Given> {
    given.iter().find_map(|one| if one.focused { Some(one) } else { focused(&one.options) })
}

/// How an interaction is answered: its application, its id, and the word that lets us.
fn reply_to(interaction: &Interaction) -> ReplyTo {
    ReplyTo(format!("{}/{}/{}", interaction.application_id, interaction.id, interaction.token))
}

fn place_of(interaction: &Interaction) -> Option<Place> {
    let channel = interaction.channel.as_ref();
    let id = channel.map(|channel| &channel.id).or(interaction.channel_id.as_ref())?;
    Some(place(channel, id))
}

/// A channel, a thread, or what is neither: a conversation with one person.
pub(super) fn place(channel: Option<&Channel>, id: &str) -> Place {
    let Some(channel) = channel else {
        return Place { id: id.to_owned(), is_direct: true, ..Place::default() };
    };
    Place {
        id: id.to_owned(),
        name: Some(channel.name.clone()).filter(|name| !name.is_empty()),
        parent: channel.parent_id.clone().filter(|_| channel.is_thread()),
        parent_name: None,
        is_direct: channel.is_direct(),
    }
}

fn author_of(interaction: &Interaction) -> Option<Author> {
    let member = interaction.member.as_ref();
    let user = member.and_then(|member| member.user.as_ref()).or(interaction.user.as_ref())?;
    let guild = interaction.channel.as_ref().and_then(|channel| channel.guild_id.as_ref());
    Some(author(user, member, interaction.guild_id.as_ref().or(guild)))
}

fn author(user: &User, member: Option<&Member>, guild: Option<&String>) -> Author {
    Author {
        id: user.id.clone(),
        name: wire::shown(user, member).to_owned(),
        roles: member.map(|member| wire::roles(member, guild)),
        is_bot: user.bot,
    }
}

fn file(attachment: &Attachment) -> File {
    let name = Some(attachment.filename.clone()).filter(|name| !name.is_empty());
    File {
        name: name.unwrap_or_else(|| "file".to_owned()),
        url: attachment.url.clone(),
        bytes: attachment.size,
    }
}

#[cfg(test)]
mod tests;
