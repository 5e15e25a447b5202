//! A stand-in Slack, the adapter that listens to it, and an inbox that notes what it is given and can refuse.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use loop_tests::slack::{APP_TOKEN, BOT_TOKEN, Clock, Slack as StandIn};
use loopd::chat::inbound::{Inbound, Inbox, NotTaken, Said, Suggestion, Typing};
use loopd::chat::slack::{Slack, Timings};
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
        assert_eq!(platform, Platform::Slack);
        *self.offered.lock().unwrap() += 1;
        let mood = *self.mood.lock().unwrap();
        match mood {
            Mood::Takes => {}
            Mood::Refuses => return Err(NotTaken("the disk is full".to_owned())),
            Mood::Hangs => std::future::pending().await,
            Mood::Panics => panic!("the inbox fell over"),
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

    /// Slack shows no suggestions.
    async fn suggest(&self, _platform: Platform, _typing: Typing) -> Vec<Suggestion> {
        Vec::new()
    }
}

/// Timings under which nothing takes long.
pub fn quick() -> Timings {
    let ms = Duration::from_millis;
    Timings {
        call: ms(1_500),
        file: ms(1_500),
        greeting: ms(1_000),
        durable: ms(400),
        names: ms(300),
        ping_secs: 1,
        first_wait: ms(20),
        longest_wait: ms(200),
        good: ms(50),
        pace: ms(10),
        reading: ms(1),
        lists: ms(0),
    }
}

pub struct World {
    pub slack: StandIn,
    pub inbox: Arc<Recorder>,
    pub chat: Arc<Slack>,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl World {
    /// Connected, with both sockets open.
    pub async fn start() -> Self {
        Self::start_with(Clock::default(), quick()).await
    }

    pub async fn start_with(clock: Clock, timings: Timings) -> Self {
        let world = Self::unconnected(clock, timings).await;
        world.listen();
        world.slack.wait_for("two sockets", |slack| slack.sockets() == 2).await;
        // Channels that are made from now on are not among those that loop has found itself in.
        let listed = |slack: &StandIn| slack.count("users.conversations") > 0;
        world.slack.wait_for("the list of conversations", listed).await;
        // The first socket's greeting has been heard once the adapter is well.
        world.well().await;
        world
    }

    /// An adapter that does not listen yet.
    pub async fn unconnected(clock: Clock, timings: Timings) -> Self {
        let slack = StandIn::start_with(clock).await;
        let chat = Arc::new(adapter(&slack, timings));
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        Self { slack, inbox: Arc::default(), chat, stop, tasks }
    }

    pub fn listen(&self) {
        let (chat, inbox, stop) = (Arc::clone(&self.chat), Arc::clone(&self.inbox), self.stop.clone());
        self.tasks.spawn(async move { chat.listen(inbox, stop).await.unwrap() });
    }

    /// Another adapter on the same workspace, as after a restart of the daemon.
    pub fn restarted(&self) -> Slack {
        adapter(&self.slack, quick())
    }

    /// Waits until events come in.
    pub async fn well(&self) {
        eventually("the adapter is well", || self.chat.health().is_ok).await;
    }

    pub async fn post(&self, delivery: i64, channel: &str, text: &str) -> Result<(), loopd::chat::Error> {
        let outbound =
            Outbound { delivery, channel: channel.to_owned(), text: text.to_owned(), is_retry: false };
        self.chat.post(&outbound).await
    }

    /// Stops the adapter; nothing was done that a client of Slack must not do.
    pub async fn end(self) {
        self.stop.cancel();
        self.tasks.close();
        tokio::time::timeout(PATIENCE, self.tasks.wait()).await.expect("the listening ends");
        self.slack.wait_for("no sockets", |slack| slack.sockets() == 0).await;
        self.slack.assert_faithful();
    }
}

pub fn adapter(slack: &StandIn, timings: Timings) -> Slack {
    adapter_with(slack, BOT_TOKEN, APP_TOKEN, timings)
}

pub fn adapter_with(slack: &StandIn, bot: &str, app: &str, timings: Timings) -> Slack {
    let config = config::Slack {
        bot_token: Secret::inline(bot),
        app_token: Secret::inline(app),
        api_url: Some(slack.api_url()),
    };
    Slack::new(&config, timings).unwrap()
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
