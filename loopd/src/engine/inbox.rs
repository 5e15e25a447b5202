//! What comes in from chat, seen to: who may say what, which messages ask for a run, which are kept as context.
//!
//! Everything here can be asked for twice: an event that is delivered again finds what it did the first time.

use async_trait::async_trait;

use super::fetch::{self, NO_TEXT};
use super::intake::clean_text;
use super::policy::{self, Person};
use super::{Engine, Error, Result};
use crate::chat::Error as ChatError;
use crate::chat::inbound::{
    Author, ChannelNews, CommandLine, Inbound, Inbox, NotTaken, Pressed, Said, Suggestion, Typing,
};
use crate::model::watched::when_said;
use crate::model::{Cause, CauseKind, Channel, ChannelId, Millis, Platform, Reach, Role, RunId, Watched};
use crate::store::{NewMessage, NewRun, RequestKey};

/// What a message begins with that is meant for loop without a mention; a word of its own, in letters of either case.
const PREFIX: &str = "!loop";

/// Somebody without a role is told so once in this time: 10 minutes.
const REFUSAL_MS: Millis = 600_000;

/// What is remembered of an event of a channel, for 7 days. Whatever happens the second time, the first time counts.
pub(super) fn event_key(what: &str, channel: &Channel, event: &str) -> RequestKey {
    event_key_at(what, (channel.platform, channel.id.as_str()), event)
}

/// The same where the channel need not be known.
fn event_key_at(what: &str, (platform, channel): (Platform, &str), event: &str) -> RequestKey {
    RequestKey { id: format!("{what}/{}/{channel}/{event}", platform.as_str()), body_hash: String::new() }
}

/// What a message is to loop.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Meaning<'a> {
    /// It asks for a run, with this text.
    Asks(&'a str),
    /// It is a command.
    Commands(&'a str),
    /// It is said among people.
    Nothing,
}

/// What a message means, by what it says and to whom. `takes_part` tells whether loop is a part of its thread. Pure.
fn meaning(said: &Said, takes_part: bool) -> Meaning<'_> {
    let text = said.text.trim();
    if let Some(rest) = called(text) {
        // Who is meant in a command must not depend on what they call themselves.
        return match rest.strip_prefix('/') {
            Some(line) => Meaning::Commands(command_of(&said.marked).unwrap_or(line)),
            None => Meaning::Asks(rest),
        };
    }
    if said.mentions_loop || said.answers_loop || said.place.is_direct || takes_part {
        return Meaning::Asks(text);
    }
    Meaning::Nothing
}

/// Whether a message calls loop, rather than being said where loop happens to take part. Pure.
fn is_called(said: &Said) -> bool {
    let is_in_thread = said.place.parent.is_some();
    said.mentions_loop || said.place.is_direct || !is_in_thread || called(&said.text).is_some()
}

/// What follows the prefix, if a text begins with it.
fn called(text: &str) -> Option<&str> {
    let text = text.trim();
    text.get(..PREFIX.len()).filter(|word| word.eq_ignore_ascii_case(PREFIX))?;
    let rest = &text[PREFIX.len()..];
    (!rest.starts_with(is_of_word)).then(|| rest.trim_start_matches([':', ',']).trim())
}

/// The command that a text gives after the prefix.
fn command_of(text: &str) -> Option<&str> {
    called(text)?.strip_prefix('/')
}

/// The same without the one character that no database takes.
fn as_data(mut inbound: Inbound) -> Inbound {
    fn clean<'a>(texts: impl IntoIterator<Item = &'a mut String>) {
        for text in texts.into_iter().filter(|text| text.contains('\0')) {
            *text = text.replace('\0', "\u{fffd}");
        }
    }
    match &mut inbound {
        Inbound::Said(Said { place, author, text, marked, files, .. }) => {
            clean(
                [text, marked, &mut author.name]
                    .into_iter()
                    .chain(&mut place.name)
                    .chain(&mut place.parent_name),
            );
            clean(files.iter_mut().map(|file| &mut file.name));
        }
        Inbound::Command(CommandLine { place, author, line, .. }) => {
            clean([line, &mut author.name].into_iter().chain(&mut place.name).chain(&mut place.parent_name));
        }
        Inbound::Pressed(Pressed { place, author, action, .. }) => {
            clean(
                [action, &mut author.name].into_iter().chain(&mut place.name).chain(&mut place.parent_name),
            );
        }
        Inbound::Channel(ChannelNews::Invited(place) | ChannelNews::Renamed(place)) => {
            clean([&mut place.name, &mut place.parent_name].into_iter().flatten());
        }
        Inbound::Channel(ChannelNews::Gone(_) | ChannelNews::Back(_)) => {}
    }
    inbound
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-')
}

#[async_trait]
impl Inbox for Engine {
    async fn deliver(&self, platform: Platform, inbound: Inbound) -> std::result::Result<(), NotTaken> {
        let done = match as_data(inbound) {
            Inbound::Said(mut said) => {
                said.place.call_after(&said.author);
                self.said(platform, &said).await
            }
            Inbound::Command(mut command) => {
                command.place.call_after(&command.author);
                self.command_given(platform, &command).await
            }
            Inbound::Pressed(mut pressed) => {
                pressed.place.call_after(&pressed.author);
                self.pressed(platform, &pressed).await
            }
            Inbound::Channel(news) => self.channel_news(platform, news).await,
        };
        match done {
            Ok(()) => Ok(()),
            // Nothing is wrong with loop: asking again would be refused again.
            Err(Error::Unavailable { message, .. }) => Err(NotTaken(message)),
            Err(Error::Internal(error)) => Err(NotTaken(format!("{error:#}"))),
            Err(refusal) => {
                tracing::info!(%refusal, "an event was refused");
                Ok(())
            }
        }
    }

    async fn watched(&self, platform: Platform, reach: Reach) -> std::result::Result<Watched, NotTaken> {
        let watched = self.store.watched_channels(platform, reach, self.now()).await;
        watched.map_err(|error| NotTaken(error.to_string()))
    }

    async fn is_active(&self, channel: &ChannelId) -> std::result::Result<bool, NotTaken> {
        let found = self.store.find_channel(channel).await.map_err(|error| NotTaken(error.to_string()))?;
        Ok(found.is_some_and(|channel| channel.active && channel.used))
    }

    async fn caught_up(&self, channel: &ChannelId) -> std::result::Result<(), NotTaken> {
        self.store.caught_up(channel).await.map_err(|error| NotTaken(error.to_string()))
    }

    async fn caught_up_elsewhere(&self, platform: Platform) -> std::result::Result<(), NotTaken> {
        self.store.caught_up_elsewhere(platform).await.map_err(|error| NotTaken(error.to_string()))
    }

    async fn suggest(&self, platform: Platform, typing: Typing) -> Vec<Suggestion> {
        self.suggestions(platform, &typing).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "failed to find suggestions");
            Vec::new()
        })
    }
}

impl Engine {
    async fn said(&self, platform: Platform, said: &Said) -> Result<()> {
        if self.is_ignored(&said.author) {
            return Ok(());
        }
        let known = self.known_place(&said.place).await?;
        let takes_part = match &known {
            Some(channel) if channel.parent_id.is_some() => self.takes_part(&channel.id, &said.id).await?,
            _ => false,
        };
        if let Some(channel) = &known
            && !takes_part
            && self.store.is_overheard(&channel.id, &said.id).await?
        {
            // Talk among people stays that, though the message may be another by now: histories are read again. But
            // what was said after a question is for loop, though the question was heard late.
            return Ok(());
        }
        match (meaning(said, takes_part), known) {
            (Meaning::Nothing, Some(channel)) if channel.active && channel.used => {
                self.overheard(platform, &channel, said).await
            }
            // What people say in a new thread of an active channel belongs to the channel's talk.
            (Meaning::Nothing, None) => match self.parent_of(&said.place).await? {
                Some(parent) if parent.active && parent.used => self.overheard(platform, &parent, said).await,
                _ => Ok(()),
            },
            (Meaning::Nothing, _) => Ok(()),
            (Meaning::Commands(line), _) => {
                let command = CommandLine {
                    id: said.id.clone(),
                    place: said.place.clone(),
                    author: said.author.clone(),
                    line: line.to_owned(),
                    reply: None,
                };
                self.command_given(platform, &command).await
            }
            (Meaning::Asks(text), _) => self.asked(platform, said, text).await,
        }
    }

    /// True of other programs, or two of them would never stop; but for those that the config names.
    pub(super) fn is_ignored(&self, author: &Author) -> bool {
        author.is_bot && !self.config.permissions.names(&author.id)
    }

    /// Whether loop took part in a thread when a message was said there: from the first one on that asked it.
    async fn takes_part(&self, thread: &ChannelId, message: &str) -> Result<bool> {
        let first = self.store.first_asked(thread).await?;
        Ok(first.is_some_and(|first| when_said(message) > when_said(&first)))
    }

    /// A message among people, kept as context if its author has a role in the channel `near`: where it was said, or the
    /// channel of a thread that is made known by it.
    async fn overheard(&self, platform: Platform, near: &Channel, said: &Said) -> Result<()> {
        if said.text.trim().is_empty() || self.role_of(&said.author, near).await?.is_none() {
            return Ok(());
        }
        let message = NewMessage {
            channel_id: self.channel_of(platform, &said.place).await?.id,
            external_id: Some(said.id.clone()),
            author_id: said.author.id.clone(),
            author_name: said.author.name.clone(),
            from_agent: false,
            text: said.text.clone(),
            run_id: None,
        };
        Ok(self.store.overhear(message, self.now()).await?)
    }

    /// A message that asks for a run.
    async fn asked(&self, platform: Platform, said: &Said, text: &str) -> Result<()> {
        // What was refused once stays so, whatever its author may do by now: histories are read again.
        let answered = event_key_at("answer", (platform, &said.place.id), &said.id);
        if self.store.is_known(&answered).await? {
            return Ok(());
        }
        let near = match self.parent_of(&said.place).await? {
            Some(parent) => parent,
            None => self.channel_of(platform, &said.place).await?,
        };
        if self.role_of(&said.author, &near).await?.is_none() {
            // Whoever did not call loop needs no answer from it.
            if is_called(said) {
                let channel = self.channel_of(platform, &said.place).await?;
                let words = self.no_role(platform, &said.author.name).await?;
                self.refuse_in(&channel, &said.author, words).await?;
            }
            self.store.first_time(&answered, self.now()).await?;
            return Ok(());
        }
        let channel = self.channel_of(platform, &said.place).await?;
        let answer = |text: String| self.answer_in(&channel, &said.id, text);
        let text = if text.trim().is_empty() && !said.files.is_empty() { NO_TEXT } else { text };
        let prompt = match clean_text("message", text) {
            Ok(prompt) => prompt,
            Err(_) if text.trim().is_empty() => {
                let help =
                    "I am here. Say what is to be done after my name, or `/loop help` for what I can do.";
                return answer(help.to_owned()).await;
            }
            Err(refusal) => return answer(format!("I cannot take this: {refusal}.")).await,
        };
        if let Err(Error::Unavailable { message, .. }) = self.check_room() {
            // Said at once: waiting for room would keep what makes room from being heard.
            return answer(format!("I cannot take this now: {message}. Then ask again.")).await;
        }
        let key = format!("{}/{}/{}", platform.as_str(), channel.id, said.id);
        let new = NewRun {
            cause: Cause { kind: CauseKind::Message, key },
            channel_id: channel.id,
            author_id: said.author.id.clone(),
            author_name: said.author.name.clone(),
            prompt,
            model: None,
            key: None,
            task: None,
            by_agent: None,
            said: None,
            files: fetch::noted(&said.files),
        };
        self.accept(new).await.map(drop)
    }

    async fn pressed(&self, platform: Platform, pressed: &Pressed) -> Result<()> {
        let channel = self.channel_of(platform, &pressed.place).await?;
        let (action, id) = pressed.action.split_once(':').unwrap_or((&pressed.action, ""));
        let run = id.parse().ok().map(RunId);
        let role = self.role_of(&pressed.author, &channel).await;
        let text = if let Err(Error::Unavailable { message, .. }) = role {
            // A press is not told again.
            format!("That does not work just now: {message}. Press it again in a moment.")
        } else if role?.is_none() {
            self.no_role(platform, &pressed.author.name).await?
        } else if let ("stop", Some(id)) = (action, run)
            && let Some(run) = self
                .store
                .find_run(id)
                .await?
                .filter(|run| run.channel_id == channel.id || run.thread_id.as_ref() == Some(&channel.id))
        {
            if run.status.has_ended() {
                format!("Run {id} has ended already.")
            } else {
                self.stop_run(id).await?;
                format!("Run {id} is being stopped.")
            }
        } else {
            "This button does not work any more.".to_owned()
        };
        self.reply(&channel, (&pressed.id, pressed.reply.as_ref()), text).await
    }

    async fn channel_news(&self, platform: Platform, news: ChannelNews) -> Result<()> {
        match news {
            ChannelNews::Invited(place) => {
                let channel = self.channel_of(platform, &place).await?;
                tracing::info!(channel = %channel.id, "invited to a channel");
                Ok(())
            }
            ChannelNews::Renamed(place) => match place.name {
                Some(name) => Ok(self.store.rename_channel(&ChannelId(place.id), &name).await?),
                None => Ok(()),
            },
            ChannelNews::Gone(id) => self.channel_is_gone(&ChannelId(id)).await,
            ChannelNews::Back(id) => self.channel_is_back(&ChannelId(id)).await,
        }
    }

    /// What somebody may do in a channel. The roles that the platform gives them are asked for only where they count.
    pub(super) async fn role_of(&self, author: &Author, channel: &Channel) -> Result<Option<Role>> {
        let roles = author.roles.clone().unwrap_or_default();
        let mut person = Person { id: author.id.clone(), name: author.name.clone(), roles };
        let role = self.role_in(&person, channel).await?;
        if role == Some(Role::Owner) || author.roles.is_some() {
            return Ok(role);
        }
        let Some(chat) = self.chats.get(&channel.platform) else { return Ok(None) };
        match chat.roles_of(&person.id).await {
            Ok(roles) if roles.is_empty() => Ok(role),
            Ok(roles) => {
                person.roles = roles;
                self.role_in(&person, channel).await
            }
            // Nobody is refused for good because the platform is in trouble.
            Err(ChatError::Later { reason, .. }) if role.is_none() => {
                let message = format!("the roles of {} cannot be had: {reason}", author.name);
                Err(Error::Unavailable { message, retry_after_sec: 5 })
            }
            Err(error) => {
                tracing::warn!(%error, "the roles of a person cannot be had, so they count for nothing");
                Ok(role)
            }
        }
    }

    /// What somebody without a role is told.
    pub(super) async fn no_role(&self, platform: Platform, name: &str) -> Result<String> {
        let grants = self.store.list_grants(platform).await?;
        Ok(if policy::has_owner(platform, &self.config.permissions, &grants) {
            format!(
                "Sorry {name}, you have no role here. An owner can give you one: `/loop allow user @{name}`."
            )
        } else {
            // The one before may be too old by now.
            self.offer_pairing(platform).await?;
            "Nobody owns me yet, so I do nothing. Whoever runs loopd finds a code in its log: `/loop claim <code>` makes \
             you my owner."
                .to_owned()
        })
    }

    /// Tells somebody without a role so, in the channel; once in a while, since they must not fill it with refusals.
    pub(super) async fn refuse_in(&self, channel: &Channel, author: &Author, words: String) -> Result<()> {
        let once = format!("refusal-{}-{}", author.id, self.now() / REFUSAL_MS);
        self.answer_in(channel, &once, words).await
    }

    /// Says something about an event in its channel, once however often the event comes.
    pub(super) async fn answer_in(&self, channel: &Channel, event: &str, text: String) -> Result<()> {
        let key = event_key("answer", channel, event);
        let message = NewMessage {
            channel_id: channel.id.clone(),
            external_id: None,
            author_id: "loop".to_owned(),
            author_name: "loop".to_owned(),
            from_agent: true,
            text,
            run_id: None,
        };
        self.store.say(message, None, Some(key), self.now()).await?;
        self.live.deliveries.ring();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::inbound::Place;

    fn said(text: &str) -> Said {
        Said { text: text.to_owned(), ..Said::default() }
    }

    #[test]
    fn a_message_is_for_loop_when_it_is_called() {
        use Meaning::{Asks, Commands, Nothing};
        let table = [
            ("hello", Nothing),
            ("!loop hello", Asks("hello")),
            (" !LOOP: hello\nworld ", Asks("hello\nworld")),
            ("!loop", Asks("")),
            ("!loop /tasks", Commands("tasks")),
            ("!Loop /schedule 30m interval x", Commands("schedule 30m interval x")),
            ("!looping hello", Nothing),
            ("!loop-2 hello", Nothing),
            ("!loopé", Nothing),
            ("say !loop hello", Nothing),
            ("!loo", Nothing),
            ("é", Nothing),
            ("", Nothing),
        ];
        for (text, expected) in table {
            assert_eq!(meaning(&said(text), false), expected, "{text:?}");
        }
    }

    #[test]
    fn who_is_meant_in_a_command_is_read_from_the_platforms_marks() {
        let said = Said { marked: "!loop /allow user <@U1>".to_owned(), ..said("!loop /allow user @Ann") };
        assert_eq!(meaning(&said, false), Meaning::Commands("allow user <@U1>"));
    }

    #[test]
    fn a_mention_a_reply_a_direct_message_and_a_thread_of_its_own_need_no_prefix() {
        let mention = Said { mentions_loop: true, ..said(" look ") };
        let reply = Said { answers_loop: true, ..said("look") };
        let direct = Said { place: Place { is_direct: true, ..Place::default() }, ..said("look") };
        for said in [&mention, &reply, &direct] {
            assert_eq!(meaning(said, false), Meaning::Asks("look"));
        }
        assert_eq!(meaning(&said("look"), true), Meaning::Asks("look"));
        let command = Said { mentions_loop: true, ..said("!loop /stop") };
        assert_eq!(meaning(&command, false), Meaning::Commands("stop"));
    }
}
