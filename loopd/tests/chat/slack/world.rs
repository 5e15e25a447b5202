//! A stand-in Slack, and the adapter that listens to it.

use std::sync::Arc;
use std::time::Duration;

use loop_tests::slack::{APP_TOKEN, BOT_TOKEN, Clock, Slack as StandIn};
use loopd::chat::slack::{Slack, Timings};
use loopd::chat::{Chat, Outbound};
use loopd::config::{self, Secret};
use loopd::model::Platform;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::recorder::{PATIENCE, Recorder, eventually};

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
        Self { slack, inbox: Recorder::of(Platform::Slack), chat, stop, tasks }
    }

    pub fn listen(&self) {
        let (chat, inbox, stop) = (Arc::clone(&self.chat), Arc::clone(&self.inbox), self.stop.clone());
        self.tasks.spawn(async move { chat.listen(inbox, stop).await.unwrap() });
    }

    /// Another adapter on the same workspace, as after a restart of the daemon.
    pub fn restarted(&self) -> Slack {
        adapter(&self.slack, quick())
    }

    /// The same, once Slack has told it who it is.
    pub async fn introduced(&self) -> Slack {
        let chat = self.restarted();
        let stop = CancellationToken::new();
        let listening = chat.listen(Recorder::of(Platform::Slack), stop.clone());
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
