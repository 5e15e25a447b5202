//! The soak on Discord.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use loop_tests::discord::{Clock, Discord as StandIn, Fault, GUILD, TOKEN};
use loopd::chat::Chat;
use loopd::chat::discord::{Discord, Timings};
use loopd::config::{self, Secret};
use loopd::model;
use serde_json::{Value, json};

use crate::daemon::MakeChat;
use crate::story::{Platform, soak};

/// Shorter waits after trouble than the product's.
fn timings() -> Timings {
    let ms = Duration::from_millis;
    Timings {
        call: ms(2_000),
        greeting: ms(2_000),
        first_wait: ms(50),
        longest_wait: ms(400),
        good: ms(100),
        identify: ms(50),
        ..Timings::default()
    }
}

struct OnDiscord(StandIn);

#[async_trait]
impl Platform for OnDiscord {
    fn adapter(&self) -> (model::Platform, MakeChat) {
        let config = config::Discord {
            token: Secret::inline(TOKEN),
            app_id: None,
            guild_id: Some(GUILD.to_owned()),
            api_url: Some(self.0.api_url()),
        };
        let make = move || Arc::new(Discord::new(&config, timings()).unwrap()) as Arc<dyn Chat>;
        (model::Platform::Discord, Arc::new(make))
    }

    fn settings(&self) -> Value {
        json!({ "platform": "discord", "discord_token": TOKEN })
    }

    async fn until_connected(&self) {
        self.0.wait_for("a connection", |discord| discord.connections() == 1).await;
    }

    fn channel(&self, name: &str) -> String {
        self.0.channel(name)
    }

    fn mention(&self, channel: &str, text: &str) {
        self.0.mention(channel, "Ann", text);
    }

    /// Nothing is acknowledged on Discord.
    fn fate(&self, _number: usize) -> String {
        String::new()
    }

    fn trouble(&self, rng: &mut fastrand::Rng) {
        let (discord, posts) = (&self.0, "POST channels/*/messages");
        // A hold on everything is left out: a daemon that was just started cannot know of it.
        match rng.u8(..13) {
            0 => discord.reset(),
            1 => discord.finish(),
            2 => discord.close(4000),
            3 => discord.ask_to_reconnect(),
            4 => discord.invalidate(true),
            5 => discord.invalidate(false),
            6 => discord.garble(),
            7 => discord.fail(posts, 8, Fault::RateLimit(300)),
            8 => discord.fail(posts, 3, Fault::DropAfter),
            9 => discord.fail(posts, 3, Fault::DropBefore),
            10 => discord.fail(posts, 3, Fault::Status(503)),
            11 => discord.fail(posts, 1, Fault::Garble),
            _ => discord.fail("GET channels/*/messages", 2, Fault::Status(500)),
        }
    }

    fn heal(&self) {
        self.0.heal();
    }

    fn transcript(&self, channel: &str) -> String {
        self.0.transcript(channel)
    }

    fn assert_faithful(&self) {
        self.0.assert_faithful();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_message_makes_one_run_and_every_answer_is_said_once_and_in_order() {
    soak(&OnDiscord(StandIn::start_with(Clock::default()).await)).await;
}
