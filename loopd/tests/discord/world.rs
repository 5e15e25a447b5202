//! A stand-in Discord, the adapter that listens to it, and an inbox that notes what it is given and can refuse.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use loop_tests::discord::{APP, Clock, Discord as StandIn, GUILD, TOKEN};
use loopd::chat::discord::{Discord, Timings};
use loopd::chat::inbound::{CommandLine, Inbound, Inbox, NotTaken, Said, Suggestion, Typing};
use loopd::chat::{Chat, Outbound};
use loopd::config::{self, Secret};
use loopd::model::{ChannelId, Platform, Reach, Watched};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long a wait may last before the test has failed.
const PATIENCE: Duration = Duration::from_secs(30);

/// What has come in, once however often it came, and whether more is taken.
#[derive(Default)]
pub struct Recorder {
    taken: watch::Sender<Vec<Inbound>>,
    offered: Mutex<usize>,
    mood: Mutex<Mood>,
    pub watched: Mutex<Vec<(ChannelId, Option<String>)>>,
    /// The last message known anywhere.
    pub elsewhere: Mutex<Option<String>>,
    /// What was asked for each time that it was asked what is watched, which notes down what may have been missed.
    pub asked: Mutex<Vec<Reach>>,
    /// How often nothing was left to be read where nothing was known.
    pub caught_up_elsewhere: Mutex<usize>,
    /// Channels of whose history nothing is left to be read.
    pub caught_up: Mutex<Vec<String>>,
    /// What is suggested, and what was typed for it.
    pub suggestions: Mutex<Vec<Suggestion>>,
    pub typed: Mutex<Vec<Typing>>,
}

/// How the inbox treats the next events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mood {
    #[default]
    Takes,
    Refuses,
    Hangs,
    Panics,
}

impl Recorder {
    pub fn set(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    /// How many events were offered, repetitions included.
    pub fn offered(&self) -> usize {
        *self.offered.lock().unwrap()
    }

    pub fn all(&self) -> Vec<Inbound> {
        self.taken.borrow().clone()
    }

    pub fn said(&self) -> Vec<Said> {
        let said = self.all().into_iter().filter_map(|inbound| match inbound {
            Inbound::Said(said) => Some(said),
            _ => None,
        });
        said.collect()
    }

    pub fn commands(&self) -> Vec<CommandLine> {
        let commands = self.all().into_iter().filter_map(|inbound| match inbound {
            Inbound::Command(command) => Some(command),
            _ => None,
        });
        commands.collect()
    }

    /// Loop knows a channel, up to a message.
    pub fn knows(&self, channel: &str, last: Option<&str>) {
        self.watched.lock().unwrap().push((ChannelId(channel.to_owned()), last.map(str::to_owned)));
    }

    pub fn texts(&self) -> Vec<String> {
        self.said().into_iter().map(|said| said.text).collect()
    }

    pub async fn wait_for(&self, what: &str, condition: impl Fn(&[Inbound]) -> bool) {
        let mut taken = self.taken.subscribe();
        let held = tokio::time::timeout(PATIENCE, taken.wait_for(|all| condition(all))).await;
        assert!(held.is_ok(), "{what}: never came; there were {:#?}", self.all());
    }

    pub async fn wait_for_count(&self, count: usize) {
        self.wait_for(&format!("{count} events"), |all| all.len() >= count).await;
    }
}

/// What an event is known by: nothing else of it counts.
fn key(inbound: &Inbound) -> String {
    match inbound {
        Inbound::Said(said) => format!("{} {}", said.place.id, said.id),
        Inbound::Command(command) => command.id.clone(),
        Inbound::Pressed(pressed) => pressed.id.clone(),
        Inbound::Channel(news) => format!("{news:?}"),
    }
}

#[async_trait]
impl Inbox for Recorder {
    async fn deliver(&self, platform: Platform, inbound: Inbound) -> Result<(), NotTaken> {
        assert_eq!(platform, Platform::Discord);
        *self.offered.lock().unwrap() += 1;
        let mood = *self.mood.lock().unwrap();
        match mood {
            Mood::Takes => {}
            Mood::Refuses => return Err(NotTaken("the disk is full".to_owned())),
            Mood::Hangs => std::future::pending().await,
            // What makes it fall over so often is left out.
            Mood::Panics if matches!(inbound, Inbound::Said(_)) => panic!("the inbox fell over"),
            Mood::Panics => {}
        }
        self.taken.send_if_modified(|all| {
            let is_new = !all.iter().any(|known| key(known) == key(&inbound));
            if is_new {
                all.push(inbound);
            }
            is_new
        });
        Ok(())
    }

    async fn watched(&self, _platform: Platform, reach: Reach) -> Result<Watched, NotTaken> {
        if *self.mood.lock().unwrap() == Mood::Refuses {
            return Err(NotTaken("the disk is full".to_owned()));
        }
        self.asked.lock().unwrap().push(reach);
        let (places, elsewhere) =
            (self.watched.lock().unwrap().clone(), self.elsewhere.lock().unwrap().clone());
        Ok(Watched { places, elsewhere })
    }

    async fn is_active(&self, channel: &ChannelId) -> Result<bool, NotTaken> {
        Ok(self.watched.lock().unwrap().iter().any(|(known, _)| known == channel))
    }

    async fn caught_up(&self, channel: &ChannelId) -> Result<(), NotTaken> {
        self.caught_up.lock().unwrap().push(channel.to_string());
        Ok(())
    }

    async fn caught_up_elsewhere(&self, _platform: Platform) -> Result<(), NotTaken> {
        *self.caught_up_elsewhere.lock().unwrap() += 1;
        Ok(())
    }

    async fn suggest(&self, _platform: Platform, typing: Typing) -> Vec<Suggestion> {
        if *self.mood.lock().unwrap() == Mood::Hangs {
            std::future::pending::<()>().await;
        }
        self.typed.lock().unwrap().push(typing);
        self.suggestions.lock().unwrap().clone()
    }
}

/// Timings under which nothing takes long.
pub fn quick() -> Timings {
    let ms = Duration::from_millis;
    Timings {
        call: ms(1_500),
        file: ms(1_500),
        greeting: ms(1_000),
        heartbeat: ms(1_200),
        durable: ms(400),
        defer: ms(200),
        answer: ms(500),
        suggest: ms(300),
        patience: ms(300),
        first_wait: ms(20),
        longest_wait: ms(200),
        good: ms(50),
        identify: ms(50),
        lists: ms(0),
    }
}

pub struct World {
    pub discord: StandIn,
    pub inbox: Arc<Recorder>,
    pub chat: Arc<Discord>,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl World {
    /// Connected.
    pub async fn start() -> Self {
        Self::start_with(Clock::default(), quick()).await
    }

    pub async fn start_with(clock: Clock, timings: Timings) -> Self {
        let world = Self::unconnected(clock, timings).await;
        world.listen();
        world.well().await;
        world
    }

    /// An adapter that does not listen yet.
    pub async fn unconnected(clock: Clock, timings: Timings) -> Self {
        let discord = StandIn::start_with(clock).await;
        let chat = adapter(&discord, timings);
        Self::of(discord, chat)
    }

    /// A Discord and an adapter that does not listen yet.
    pub fn of(discord: StandIn, chat: Discord) -> Self {
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        Self { discord, inbox: Arc::default(), chat: Arc::new(chat), stop, tasks }
    }

    pub fn listen(&self) {
        let (chat, inbox, stop) = (Arc::clone(&self.chat), Arc::clone(&self.inbox), self.stop.clone());
        self.tasks.spawn(async move { chat.listen(inbox, stop).await.unwrap() });
    }

    /// Another adapter on the same server, as after a restart of the daemon.
    pub async fn restarted(&self) -> Discord {
        let chat = adapter(&self.discord, quick());
        // It says nothing before it has seen the world.
        let stop = CancellationToken::new();
        let inbox: Arc<Recorder> = Arc::default();
        let listening = chat.listen(inbox, stop.clone());
        let connected = async {
            eventually("the new one is well", || chat.health().is_ok).await;
            stop.cancel();
        };
        let (ended, ()) = tokio::join!(listening, connected);
        ended.unwrap();
        chat
    }

    /// Waits until events come in.
    pub async fn well(&self) {
        eventually("the adapter is well", || self.chat.health().is_ok).await;
    }

    pub fn chat_detail(&self) -> String {
        self.chat.health().detail
    }

    /// Waits until `/loop` is registered.
    pub async fn registered(&self) {
        self.discord.wait_for("the command", |discord| discord.commands("").is_array()).await;
    }

    pub async fn post(&self, delivery: i64, channel: &str, text: &str) -> Result<(), loopd::chat::Error> {
        let outbound =
            Outbound { delivery, channel: channel.to_owned(), text: text.to_owned(), is_retry: false };
        self.chat.post(&outbound).await
    }

    /// Stops the adapter; nothing was done that a client of Discord must not do.
    pub async fn end(self) {
        self.stop.cancel();
        self.tasks.close();
        tokio::time::timeout(PATIENCE, self.tasks.wait()).await.expect("the listening ends");
        self.discord.wait_for("no connections", |discord| discord.connections() == 0).await;
        self.discord.assert_faithful();
    }
}

pub fn adapter(discord: &StandIn, timings: Timings) -> Discord {
    Discord::new(&config(discord), timings).unwrap()
}

pub fn config(discord: &StandIn) -> config::Discord {
    config::Discord {
        token: Secret::inline(TOKEN),
        app_id: Some(APP.to_owned()),
        guild_id: Some(GUILD.to_owned()),
        api_url: Some(discord.api_url()),
    }
}

/// Looks again and again until a condition holds that gives no sign of itself.
pub async fn eventually(what: &str, condition: impl Fn() -> bool) {
    let holds = async {
        while !condition() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    assert!(tokio::time::timeout(PATIENCE, holds).await.is_ok(), "{what}: never came");
}
