//! The soak on Slack, and how soon Slack has its acknowledgements.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use loop_tests::slack::{APP_TOKEN, BOT_TOKEN, Clock, Fault, Sent, Slack as StandIn};
use loopd::chat::Chat;
use loopd::chat::slack::{Slack, Timings};
use loopd::config::{self, Secret};
use loopd::model;
use serde_json::{Value, json};

use crate::daemon::{Daemon, MakeChat};
use crate::story::{Platform, plan, soak};
use crate::{CHANNELS, messages};

/// Shorter waits after trouble than the product's, and no pause between messages.
fn timings() -> Timings {
    let ms = Duration::from_millis;
    Timings {
        call: ms(2_000),
        greeting: ms(2_000),
        ping_secs: 1,
        first_wait: ms(50),
        longest_wait: ms(400),
        good: ms(100),
        pace: ms(5),
        reading: ms(5),
        ..Timings::default()
    }
}

struct OnSlack {
    slack: StandIn,
    sent: Mutex<Vec<Sent>>,
}

impl OnSlack {
    async fn start(clock: Clock) -> Self {
        Self { slack: StandIn::start_with(clock).await, sent: Mutex::default() }
    }
}

#[async_trait]
impl Platform for OnSlack {
    fn adapter(&self) -> (model::Platform, MakeChat) {
        let config = config::Slack {
            bot_token: Secret::inline(BOT_TOKEN),
            app_token: Secret::inline(APP_TOKEN),
            api_url: Some(self.slack.api_url()),
        };
        let make = move || Arc::new(Slack::new(&config, timings()).unwrap()) as Arc<dyn Chat>;
        (model::Platform::Slack, Arc::new(make))
    }

    fn settings(&self) -> Value {
        json!({ "platform": "slack", "slack_bot_token": BOT_TOKEN, "slack_app_token": APP_TOKEN })
    }

    async fn until_connected(&self) {
        self.slack.wait_for("two sockets", |slack| slack.sockets() == 2).await;
    }

    fn channel(&self, name: &str) -> String {
        self.slack.channel(name)
    }

    fn mention(&self, channel: &str, text: &str) {
        self.sent.lock().unwrap().push(self.slack.mention(channel, "Ann", text));
    }

    fn fate(&self, number: usize) -> String {
        self.sent.lock().unwrap().get(number).map(Sent::fate).unwrap_or_default()
    }

    fn trouble(&self, rng: &mut fastrand::Rng) {
        let slack = &self.slack;
        match rng.u8(..14) {
            0 => slack.reset(),
            1 => slack.close(),
            2 => slack.disconnect("refresh_requested", Duration::from_millis(300)),
            3 => slack.disconnect("warning", Duration::from_millis(50)),
            4 => slack.fail("chat.postMessage", 8, Fault::RateLimit(1)),
            5 => slack.fail("chat.postMessage", 3, Fault::DropAfter),
            6 => slack.fail("chat.postMessage", 3, Fault::DropBefore),
            7 => slack.fail("chat.postMessage", 3, Fault::Status(503)),
            8 => slack.fail("apps.connections.open", 2, Fault::Status(500)),
            9 => slack.fail("chat.postMessage", 1, Fault::Garble),
            10 => slack.fail("conversations.history", 2, Fault::RateLimit(1)),
            11 => slack.fail("link", 1, Fault::DropBefore),
            _ => {
                let sent = self.sent.lock().unwrap();
                (0..4).filter_map(|_| sent.get(rng.usize(..sent.len().max(1)))).for_each(Sent::again);
            }
        }
    }

    fn heal(&self) {
        self.slack.heal();
    }

    fn transcript(&self, channel: &str) -> String {
        self.slack.transcript(channel)
    }

    fn assert_faithful(&self) {
        self.slack.assert_faithful();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_message_makes_one_run_and_every_answer_is_said_once_and_in_order() {
    soak(&OnSlack::start(Clock::default()).await).await;
}

/// Not a test of time: it tells it, for whoever measures. `LOOP_TEST_RATE=50` messages a second.
#[tokio::test(flavor = "multi_thread")]
async fn what_comes_in_is_acknowledged_at_a_steady_rate() {
    let rate: f64 = std::env::var("LOOP_TEST_RATE").ok().and_then(|given| given.parse().ok()).unwrap_or(20.0);
    crate::show_log();
    let platform = OnSlack::start(Clock::real()).await;
    let dir = tempfile::tempdir().unwrap();
    let daemon = Daemon::start(&plan(&platform, dir.path()));
    platform.until_connected().await;
    let mut every = tokio::time::interval(Duration::from_secs_f64(1.0 / rate));
    for number in 0..messages() {
        every.tick().await;
        let (channel, text) = (format!("steady-{}", number % CHANNELS), format!("m{number}"));
        let said = platform.slack.say(&channel, "Ann", &format!("!loop {text}"));
        platform.sent.lock().unwrap().push(said);
    }
    let sent = std::mem::take(&mut *platform.sent.lock().unwrap());
    let mut took = Vec::new();
    for sent in &sent {
        took.push(sent.acked().await);
    }
    took.sort();
    let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize];
    eprintln!(
        "{} events at {rate}/s: acknowledged after p50 {:?}, p99 {:?}, at most {:?}",
        took.len(),
        at(0.5),
        at(0.99),
        at(1.0)
    );
    platform.assert_faithful();
    drop(daemon);
}
