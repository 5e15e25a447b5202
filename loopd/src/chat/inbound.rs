//! What comes in from a chat platform, in words of our own: data, and the one way to hand it over.
//!
//! An adapter acknowledges an event to its platform only after [`Inbox::deliver`] has said that it is durable.

use async_trait::async_trait;

use crate::model::{ChannelId, Platform, Reach, Watched};

/// An event of a platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inbound {
    /// Somebody said something.
    Said(Said),
    /// Somebody gave a command.
    Command(CommandLine),
    /// Somebody pressed a button of ours.
    Pressed(Pressed),
    /// Something happened to a channel.
    Channel(ChannelNews),
}

impl Inbound {
    /// Where it happened; none of what happens to a channel.
    pub fn place_mut(&mut self) -> Option<&mut Place> {
        match self {
            Self::Said(said) => Some(&mut said.place),
            Self::Command(command) => Some(&mut command.place),
            Self::Pressed(pressed) => Some(&mut pressed.place),
            Self::Channel(_) => None,
        }
    }
}

/// Where something happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The platform's id of the channel or thread.
    pub id: String,
    /// Its name, where the platform tells it with the event.
    pub name: Option<String>,
    /// The channel that a thread belongs to.
    pub parent: Option<String>,
    /// That channel's name, where the platform tells it with the event.
    pub parent_name: Option<String>,
    /// True of a conversation between loop and one person.
    pub is_direct: bool,
}

impl Place {
    /// Calls a conversation with one person after them, which has no name of its own.
    pub fn call_after(&mut self, author: &Author) {
        // A name that could not be had is the id.
        if !self.is_direct || author.name == author.id || author.name.is_empty() {
            return;
        }
        let name = if self.parent.is_some() { &mut self.parent_name } else { &mut self.name };
        name.get_or_insert_with(|| format!("direct messages with {}", author.name));
    }
}

/// Who did something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Author {
    /// The platform's id.
    pub id: String,
    /// The name people see.
    pub name: String,
    /// Ids of the roles and groups that they have. None where the platform does not tell them with the event.
    pub roles: Option<Vec<String>>,
    /// True of other programs: bots and webhooks.
    pub is_bot: bool,
}

/// Something that was said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// The platform's id of the message, unique within its channel.
    pub id: String,
    /// Where.
    pub place: Place,
    /// By whom.
    pub author: Author,
    /// The text, with names in the place of ids; without the mention of loop that it begins with.
    pub text: String,
    /// The same with the platform's own marks of people and groups, `<@U1>`, from which a command is read: names can be
    /// anybody's.
    pub marked: String,
    /// True when it mentions loop.
    pub mentions_loop: bool,
    /// True when it answers one of loop's messages.
    pub answers_loop: bool,
    /// Files that came with it.
    pub files: Vec<File>,
}

/// A file that came with a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// Its name, as the person's machine had it.
    pub name: String,
    /// Where it is fetched from, with the adapter's own credentials.
    pub url: String,
    /// Its size in bytes, as the platform says.
    pub bytes: u64,
}

/// A command, whatever way it came: `/loop …`, a platform's own form, or `!loop /…`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommandLine {
    /// The platform's id of the event.
    pub id: String,
    /// Where.
    pub place: Place,
    /// By whom.
    pub author: Author,
    /// What follows `/loop`.
    pub line: String,
    /// How it is answered so that only its author sees it; none = in the channel.
    pub reply: Option<ReplyTo>,
}

/// A button that was pressed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pressed {
    /// The platform's id of the event.
    pub id: String,
    /// Where.
    pub place: Place,
    /// By whom.
    pub author: Author,
    /// What the button stands for, as it was given to the platform: `stop:12`.
    pub action: String,
    /// How it is answered so that only its author sees it.
    pub reply: Option<ReplyTo>,
}

/// A command that somebody is typing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typing {
    /// Where.
    pub place: Place,
    /// Who.
    pub author: Author,
    /// The argument that they are at.
    pub argument: Argument,
    /// What they have typed of it.
    pub typed: String,
}

/// An argument of a command whose values are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument {
    /// The number of a task.
    Task,
    /// The name of a template.
    Template,
    /// The number of a run that waits or works.
    Run,
}

/// A value for an argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// What is put in.
    pub value: String,
    /// What people read.
    pub label: String,
}

/// A private way back to whoever did something; only its adapter understands it, and it is good for minutes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyTo(pub String);

/// What happened to a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChannelNews {
    /// Loop was invited.
    Invited(Place),
    /// It has another name.
    Renamed(Place),
    /// It is gone, archived, or loop was removed from it.
    Gone(String),
    /// It is back.
    Back(String),
}

/// Why an event could not be taken: it stays unacknowledged, and the platform sends it again.
#[derive(Debug, thiserror::Error)]
#[error("the event could not be stored: {0}")]
pub struct NotTaken(pub String);

/// Takes what comes in.
#[async_trait]
pub trait Inbox: Send + Sync {
    /// Makes an event durable, once however often it comes, and sees to it. An event that is of no interest is taken
    /// as well.
    ///
    /// # Errors
    /// If it could not be made durable.
    async fn deliver(&self, platform: Platform, inbound: Inbound) -> Result<(), NotTaken>;

    /// Where to look on a platform for what was missed while nobody listened. Of a place that was asked about before, the
    /// message after which to look stays the same until [`Inbox::caught_up`], and elsewhere until
    /// [`Inbox::caught_up_elsewhere`], also across restarts: what is said meanwhile hides nothing.
    async fn watched(&self, platform: Platform, reach: Reach) -> Result<Watched, NotTaken>;

    /// Whether loop is active in a channel.
    async fn is_active(&self, channel: &ChannelId) -> Result<bool, NotTaken>;

    /// Nothing of a channel's history is left to be read.
    async fn caught_up(&self, channel: &ChannelId) -> Result<(), NotTaken>;

    /// Nothing is left to be read in places that were not among those watched.
    async fn caught_up_elsewhere(&self, platform: Platform) -> Result<(), NotTaken>;

    /// What an argument may be that somebody is typing; nothing for people without a role.
    async fn suggest(&self, platform: Platform, typing: Typing) -> Vec<Suggestion>;
}
