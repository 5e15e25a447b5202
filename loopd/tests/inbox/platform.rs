//! A platform that keeps what is said to it, and a daemon's rules that listen to it.

use std::sync::atomic::AtomicI64;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bytes::Bytes;
use loopd::chat::inbound::{Author, CommandLine, File, Inbound, Inbox, Place, ReplyTo, Said};
use loopd::chat::{Chat, Error, FoundChannel, Health, NewThread, Outbound, Progress, Upload};
use loopd::engine::Engine;
use loopd::model::{ChannelId, Message, Platform, Run};
use loopd::store::{PageQuery, RunFilter, Target};
use tokio_util::sync::CancellationToken;

use crate::engine::{SetClock, engine};

/// When these stories begin.
const BEGIN: i64 = 1_800_000_000_000;

/// Keeps what is said to it.
#[derive(Default)]
pub struct Recorder {
    /// Private answers.
    replies: Mutex<Vec<String>>,
    /// Roles of the platform that people have.
    roles: Mutex<Vec<(String, String)>>,
    /// Channels with those who were brought into them.
    invited: Mutex<Vec<(String, String)>>,
    /// True while nobody's roles can be had.
    in_trouble: Mutex<bool>,
    /// Why the next private answers cannot be given, the last one first.
    unanswerable: Mutex<Vec<Error>>,
}

#[async_trait]
impl Chat for Recorder {
    fn name(&self) -> String {
        "loop".to_owned()
    }

    async fn find_channels(&self, query: &str) -> Result<Vec<FoundChannel>, Error> {
        Ok(vec![FoundChannel { id: format!("C{}", query.to_uppercase()), name: query.to_owned() }])
    }

    async fn create_channel(&self, name: &str, key: &str) -> Result<Option<FoundChannel>, Error> {
        Ok(Some(FoundChannel { id: format!("C{key}"), name: name.to_owned() }))
    }

    async fn invite(&self, channel: &str, person: &str) -> Result<(), Error> {
        self.invited.lock().unwrap().push((channel.to_owned(), person.to_owned()));
        Ok(())
    }

    async fn join_channel(&self, name: &str) -> Result<FoundChannel, Error> {
        Ok(FoundChannel { id: format!("C{name}"), name: name.to_owned() })
    }

    async fn listen(&self, _: Arc<dyn Inbox>, stop: CancellationToken) -> anyhow::Result<()> {
        stop.cancelled().await;
        Ok(())
    }

    fn health(&self) -> Health {
        Health { is_ok: true, detail: "connected".to_owned() }
    }

    async fn roles_of(&self, person: &str) -> Result<Vec<String>, Error> {
        if *self.in_trouble.lock().unwrap() {
            return Err(Error::Later { reason: "the platform is down".to_owned(), after_ms: None });
        }
        let roles = self.roles.lock().unwrap();
        Ok(roles.iter().filter(|(id, _)| id == person).map(|(_, role)| role.clone()).collect())
    }

    async fn fetch(&self, _: &File, _: u64) -> Result<Bytes, Error> {
        Err(Error::Never("there are no files".to_owned()))
    }

    async fn upload(&self, _: &Upload) -> Result<(), Error> {
        Ok(())
    }

    async fn show_progress(&self, _: &Progress, _: Option<&str>) -> Result<String, Error> {
        Ok("p1".to_owned())
    }

    async fn remove_progress(&self, _: &str, _: &str) -> Result<(), Error> {
        Ok(())
    }

    async fn show_typing(&self, _: &str) -> Result<(), Error> {
        Ok(())
    }

    async fn reply(&self, _: &ReplyTo, text: &str) -> Result<(), Error> {
        if let Some(error) = self.unanswerable.lock().unwrap().pop() {
            return Err(error);
        }
        self.replies.lock().unwrap().push(text.to_owned());
        Ok(())
    }

    async fn post(&self, _: &Outbound) -> Result<(), Error> {
        Ok(())
    }

    async fn open_thread(&self, thread: &NewThread) -> Result<String, Error> {
        Ok(format!("T{}", thread.key))
    }

    async fn rename_thread(&self, _: &str, _: &str) -> Result<(), Error> {
        Ok(())
    }

    async fn delete_thread(&self, _: &str) -> Result<(), Error> {
        Ok(())
    }
}

/// A daemon's rules and a platform, Slack by name.
pub struct Team {
    pub engine: Engine,
    recorder: Arc<Recorder>,
    _home: tempfile::TempDir,
}

impl Team {
    /// With these permissions, in JSON5.
    pub async fn with(permissions: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        let clock = SetClock { now: Arc::new(AtomicI64::new(BEGIN)), step: 1 };
        let target = Target::Sqlite(home.path().join("loop.db"));
        let mut engine = engine(home.path(), &target, &clock, "home").await;
        let mut config = (*engine.config).clone();
        config.permissions = json5::from_str(permissions).unwrap();
        engine.config = Arc::new(config);
        let recorder = Arc::new(Recorder::default());
        engine.chats.insert(Platform::Slack, recorder.clone());
        Self { engine, recorder, _home: home }
    }

    /// Ann owns everything, Bob is a member.
    pub async fn usual() -> Self {
        Self::with("{ owners: { users: ['UANN'] }, members: { users: ['UBOB'] } }").await
    }

    /// Gives a person a role of the platform.
    pub fn enrol(&self, person: &str, role: &str) {
        self.recorder.roles.lock().unwrap().push((id_of(person), role.to_owned()));
    }

    /// The next private answer cannot be given.
    pub fn cannot_answer(&self, error: Error) {
        self.recorder.unanswerable.lock().unwrap().push(error);
    }

    /// Nobody's roles can be had, or they can again.
    pub fn trouble(&self, is_there: bool) {
        *self.recorder.in_trouble.lock().unwrap() = is_there;
    }

    pub async fn deliver(&self, inbound: Inbound) {
        self.engine.deliver(Platform::Slack, inbound).await.unwrap();
        // Private answers are given beside it.
        self.engine.tasks.close();
        self.engine.tasks.wait().await;
        self.engine.tasks.reopen();
    }

    /// Somebody says something in #ops.
    pub async fn say(&self, id: &str, person: &str, text: &str) {
        self.deliver(Inbound::Said(message(id, person, text))).await;
    }

    /// Somebody gives a command in #ops; gives the private answer.
    pub async fn command(&self, id: &str, person: &str, line: &str) -> String {
        self.command_in(ops(), id, person, line).await
    }

    /// Somebody gives a command in a channel or thread; gives the private answer.
    pub async fn command_in(&self, place: Place, id: &str, person: &str, line: &str) -> String {
        let command = CommandLine {
            id: id.to_owned(),
            place,
            author: author(person),
            line: line.to_owned(),
            reply: Some(ReplyTo("there".to_owned())),
        };
        self.deliver(Inbound::Command(command)).await;
        self.replies().pop().unwrap_or_default()
    }

    /// Channels with those who were brought into them.
    pub fn invited(&self) -> Vec<(String, String)> {
        self.recorder.invited.lock().unwrap().clone()
    }

    pub fn replies(&self) -> Vec<String> {
        self.recorder.replies.lock().unwrap().clone()
    }

    /// All runs, the first one first.
    pub async fn runs(&self) -> Vec<Run> {
        let page = PageQuery { limit: 100, after: None };
        let mut runs = self.engine.store.list_runs(RunFilter::default(), page).await.unwrap().items;
        runs.reverse();
        runs
    }

    /// What was said in a channel, oldest first.
    pub async fn transcript(&self, channel: &str) -> Vec<String> {
        let page = PageQuery { limit: 100, after: None };
        let said = self.engine.store.list_messages(&ChannelId(channel.to_owned()), page).await.unwrap();
        let line = |message: Message| format!("{}: {}", message.author_name, message.text);
        said.items.into_iter().rev().map(line).collect()
    }
}

/// The channel #ops.
pub fn ops() -> Place {
    Place { id: "C1".to_owned(), name: Some("ops".to_owned()), ..Place::default() }
}

/// What the platform calls somebody of that name.
pub fn id_of(person: &str) -> String {
    format!("U{}", person.to_uppercase())
}

pub fn author(person: &str) -> Author {
    Author { id: id_of(person), name: person.to_owned(), ..Author::default() }
}

/// Something said in #ops.
pub fn message(id: &str, person: &str, text: &str) -> Said {
    Said { id: id.to_owned(), place: ops(), author: author(person), text: text.to_owned(), ..Said::default() }
}
