//! The stories on Discord: on a stand-in always, on the server of the test app where there is one.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::FutureExt as _;
use loop_tests::discord::{APP, Clock, Discord as StandIn, GUILD, TOKEN};
use loopd::chat::Chat;
use loopd::chat::discord::{Discord, Timings};
use loopd::chat::inbound::File;
use loopd::config::{self, Secret};
use reqwest::{Method, StatusCode, header};
use serde_json::Value;

use crate::accounts::{Accounts, skip};
use crate::service::{PATIENCE, Service, Written};
use crate::session::in_a_channel;
use crate::stories;

const API: &str = "https://discord.com/api/v10";

/// A server.
struct Server {
    config: config::Discord,
    http: reqwest::Client,
}

impl Server {
    fn new(config: config::Discord) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        // Discord turns away whoever does not say that they are a bot.
        let http = reqwest::Client::builder().user_agent(serenity::constants::USER_AGENT).build().unwrap();
        Self { config, http }
    }

    fn of(stand_in: &StandIn) -> Self {
        Self::new(config::Discord {
            token: Secret::inline(TOKEN),
            app_id: Some(APP.to_owned()),
            guild_id: Some(GUILD.to_owned()),
            api_url: Some(stand_in.api_url()),
        })
    }

    fn chat(config: &config::Discord) -> Arc<dyn Chat> {
        Arc::new(Discord::new(config, Timings::default()).unwrap())
    }

    /// Calls a route, again where Discord wants it slower; none = what it is about is gone.
    async fn call(&self, method: Method, path: &str) -> Result<Option<Value>, String> {
        let url = format!("{}/{path}", self.config.api_url.as_deref().unwrap_or(API));
        let token = format!("Bot {}", self.config.token.expose().trim().trim_start_matches("Bot "));
        loop {
            let request = self.http.request(method.clone(), &url).header(header::AUTHORIZATION, &token);
            let response = request.timeout(PATIENCE).send().await.map_err(|error| error.to_string())?;
            let status = response.status();
            if status == StatusCode::NOT_FOUND {
                return Ok(None);
            }
            let told: Value = response.json().await.map_err(|error| error.to_string())?;
            if status == StatusCode::TOO_MANY_REQUESTS {
                let after = told["retry_after"].as_f64().unwrap_or(1.0).clamp(0.05, 60.0);
                tokio::time::sleep(Duration::from_secs_f64(after)).await;
                continue;
            }
            return match status.is_success() {
                true => Ok(Some(told)),
                false => Err(format!("{method} {path}: status {status}, code {}", told["code"])),
            };
        }
    }

    async fn get(&self, path: &str) -> Option<Value> {
        self.call(Method::GET, path).await.unwrap()
    }
}

#[async_trait]
impl Service for Server {
    fn adapter(&self) -> Arc<dyn Chat> {
        Self::chat(&self.config)
    }

    fn mistaken(&self) -> Vec<(&'static str, Arc<dyn Chat>)> {
        let token = config::Discord { token: Secret::inline("MA.wrong.token"), ..self.config.clone() };
        let app = config::Discord { app_id: Some("1".to_owned()), ..self.config.clone() };
        vec![("discord_token", Self::chat(&token)), ("discord_app_id", Self::chat(&app))]
    }

    async fn read(&self, place: &str) -> Vec<Written> {
        let told = self.get(&format!("channels/{place}/messages?limit=100")).await.unwrap_or_default();
        let messages = told.as_array().into_iter().flatten().filter(|message| is_somebodys(message));
        let mut written: Vec<Written> = messages.map(written).collect();
        written.reverse();
        written
    }

    async fn title(&self, thread: &str) -> Option<String> {
        let told = self.get(&format!("channels/{thread}")).await?;
        told["name"].as_str().map(str::to_owned)
    }

    async fn commands(&self) -> Option<Vec<String>> {
        let app = self.get("applications/@me").await?;
        let told = self.get(&format!("applications/{}/commands", app["id"].as_str()?)).await?;
        let names = told.as_array().into_iter().flatten().filter_map(|command| command["name"].as_str());
        Some(names.map(str::to_owned).collect())
    }

    async fn remove(&self, channel: &str) -> Result<(), String> {
        let removed = self.call(Method::DELETE, &format!("channels/{channel}")).await?;
        removed.map(drop).ok_or_else(|| "it is gone already".to_owned())
    }
}

/// False of what Discord itself notes in a channel: that a thread was begun.
fn is_somebodys(message: &Value) -> bool {
    matches!(message["type"].as_u64(), Some(0 | 19))
}

fn written(message: &Value) -> Written {
    let rows = message["components"].as_array().into_iter().flatten();
    let buttons = rows.flat_map(|row| row["components"].as_array().into_iter().flatten());
    let roles = message["mention_roles"].as_array().is_some_and(|roles| !roles.is_empty());
    Written {
        id: message["id"].as_str().unwrap_or_default().to_owned(),
        text: message["content"].as_str().unwrap_or_default().to_owned(),
        buttons: buttons.filter_map(|button| button["label"].as_str().map(str::to_owned)).collect(),
        files: message["attachments"].as_array().into_iter().flatten().map(file).collect(),
        calls_everybody: message["mention_everyone"] == true || roles,
    }
}

fn file(file: &Value) -> File {
    File {
        name: file["filename"].as_str().unwrap_or_default().to_owned(),
        url: file["url"].as_str().unwrap_or_default().to_owned(),
        bytes: file["size"].as_u64().unwrap_or_default(),
    }
}

#[tokio::test]
async fn loop_serves_a_stand_in_discord() {
    let stand_in = StandIn::start_with(Clock::real()).await;
    stories::play(&Server::of(&stand_in)).await;
    stand_in.assert_faithful();
}

#[tokio::test]
async fn loop_serves_discord_itself() {
    match Accounts::find().discord() {
        Ok(config) => stories::play(&Server::new(config)).await,
        Err(why) => skip(&why),
    }
}

#[tokio::test]
async fn a_stand_in_discord_refuses_wrong_tokens() {
    let stand_in = StandIn::start().await;
    stories::wrong_tokens_are_named(&Server::of(&stand_in)).await;
    stand_in.assert_faithful();
}

#[tokio::test]
async fn discord_itself_refuses_wrong_tokens() {
    match Accounts::find().discord() {
        Ok(config) => stories::wrong_tokens_are_named(&Server::new(config)).await,
        Err(why) => skip(&why),
    }
}

#[tokio::test]
async fn a_story_that_fails_leaves_no_channel_on_discord() {
    let stand_in = StandIn::start().await;
    let server = Server::of(&stand_in);
    let mut made = String::new();
    let story = in_a_channel(&server, async |channel| {
        made = channel.to_owned();
        panic!("as it should");
    });
    let failure = std::panic::AssertUnwindSafe(story).catch_unwind().await.unwrap_err();
    assert_eq!(failure.downcast_ref(), Some(&"as it should"));
    assert!(stand_in.find_channel(&made).is_some_and(|channel| channel.is_deleted));
    stand_in.assert_faithful();
}
