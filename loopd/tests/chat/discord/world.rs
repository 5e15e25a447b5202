//! A stand-in Discord, and the adapter that listens to it.

use std::sync::Arc;
use std::time::Duration;

use loop_tests::discord::{APP, Clock, Discord as StandIn, GUILD, TOKEN};
use loopd::chat::discord::{Discord, Timings};
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
        Self { discord, inbox: Recorder::of(Platform::Discord), chat: Arc::new(chat), stop, tasks }
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
        let inbox = Recorder::of(Platform::Discord);
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

    /// Stops the adapter.
    pub async fn stop(&self) {
        self.stop.cancel();
        self.tasks.close();
        tokio::time::timeout(PATIENCE, self.tasks.wait()).await.expect("the listening ends");
    }

    /// Stops the adapter; nothing was done that a client of Discord must not do.
    pub async fn end(self) {
        self.stop().await;
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
