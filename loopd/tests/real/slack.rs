//! The stories on Slack: on a stand-in always, on the workspace of the test app where there is one.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::FutureExt as _;
use loop_tests::slack::{APP_TOKEN, BOT_TOKEN, Clock, Slack as StandIn};
use loopd::chat::Chat;
use loopd::chat::inbound::File;
use loopd::chat::slack::{Slack, Timings};
use loopd::config::{self, Secret};
use reqwest::{StatusCode, header};
use serde_json::Value;

use crate::accounts::{Accounts, skip};
use crate::service::{PATIENCE, Service, Written};
use crate::session::in_a_channel;
use crate::stories;

const API: &str = "https://slack.com/api";
/// What calls everybody, in a text and in a block.
const CROWDS: [&str; 5] = ["<!channel", "<!here", "<!everyone", "<!subteam", "\"broadcast\""];

/// A workspace.
struct Workspace {
    config: config::Slack,
    http: reqwest::Client,
}

impl Workspace {
    fn new(config: config::Slack) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self { config, http: reqwest::Client::new() }
    }

    fn of(stand_in: &StandIn) -> Self {
        Self::new(config::Slack {
            bot_token: Secret::inline(BOT_TOKEN),
            app_token: Secret::inline(APP_TOKEN),
            api_url: Some(stand_in.api_url()),
        })
    }

    fn chat(config: &config::Slack) -> Arc<dyn Chat> {
        Arc::new(Slack::new(config, Timings::default()).unwrap())
    }

    /// Calls a method, again where Slack wants it slower; an error is Slack's word for it.
    async fn call(&self, method: &str, args: &[(&str, &str)]) -> Result<Value, String> {
        let url = format!("{}/{method}", self.config.api_url.as_deref().unwrap_or(API));
        loop {
            let request = self.http.get(&url).query(args).bearer_auth(self.config.bot_token.expose());
            let response = request.timeout(PATIENCE).send().await.map_err(|error| error.to_string())?;
            if response.status() == StatusCode::TOO_MANY_REQUESTS {
                let after = response.headers().get(header::RETRY_AFTER);
                let after = after.and_then(|after| after.to_str().ok()?.parse().ok()).unwrap_or(1);
                tokio::time::sleep(Duration::from_secs(after)).await;
                continue;
            }
            let told: Value = response.json().await.map_err(|error| error.to_string())?;
            return match told["ok"] == true {
                true => Ok(told),
                false => Err(format!("{method}: {}", told["error"].as_str().unwrap_or_default())),
            };
        }
    }

    /// The messages of a channel or thread as Slack tells them, oldest first.
    async fn history(&self, place: &str) -> Result<Vec<Value>, String> {
        let (channel, root) =
            place.split_once(':').map_or((place, None), |(channel, root)| (channel, Some(root)));
        let told = match root {
            Some(root) => {
                let args = [("channel", channel), ("ts", root), ("limit", "200")];
                self.call("conversations.replies", &args).await?
            }
            None => self.call("conversations.history", &[("channel", channel), ("limit", "200")]).await?,
        };
        let mut messages = told["messages"].as_array().cloned().unwrap_or_default();
        messages.sort_by_key(|message| message["ts"].as_str().map(str::to_owned));
        Ok(messages)
    }
}

#[async_trait]
impl Service for Workspace {
    fn adapter(&self) -> Arc<dyn Chat> {
        Self::chat(&self.config)
    }

    fn mistaken(&self) -> Vec<(&'static str, Arc<dyn Chat>)> {
        let wrong = |token: &str| Secret::inline(token);
        let bot = config::Slack { bot_token: wrong("xoxb-0-0-wrong"), ..self.config.clone() };
        let app = config::Slack { app_token: wrong("xapp-1-A0-0-wrong"), ..self.config.clone() };
        vec![("slack_bot_token", Self::chat(&bot)), ("slack_app_token", Self::chat(&app))]
    }

    async fn read(&self, place: &str) -> Vec<Written> {
        self.history(place)
            .await
            .unwrap()
            .iter()
            .filter(|message| is_somebodys(message))
            .map(written)
            .collect()
    }

    async fn title(&self, thread: &str) -> Option<String> {
        match self.history(thread).await {
            Ok(messages) => {
                messages.first().filter(|first| is_somebodys(first)).map(|first| written(first).text)
            }
            Err(error) if error.ends_with("thread_not_found") => None,
            Err(error) => panic!("{error}"),
        }
    }

    /// They are the manifest's.
    async fn commands(&self) -> Option<Vec<String>> {
        None
    }

    /// No app may delete a channel: it goes to the archive.
    async fn remove(&self, channel: &str) -> Result<(), String> {
        self.call("conversations.archive", &[("channel", channel)]).await.map(drop)
    }
}

/// False of what Slack itself notes in a channel: who joined, what was deleted.
fn is_somebodys(message: &Value) -> bool {
    matches!(message["subtype"].as_str(), None | Some("bot_message" | "file_share" | "thread_broadcast"))
}

fn written(message: &Value) -> Written {
    let (mut texts, mut buttons) = (Vec::new(), Vec::new());
    look(&message["blocks"], &mut texts, &mut buttons);
    let text = match texts.is_empty() {
        true => message["text"].as_str().unwrap_or_default().to_owned(),
        false => texts.join("\n"),
    };
    let raw = message.to_string();
    Written {
        id: message["ts"].as_str().unwrap_or_default().to_owned(),
        text,
        buttons,
        files: message["files"].as_array().into_iter().flatten().map(file).collect(),
        calls_everybody: CROWDS.iter().any(|crowd| raw.contains(crowd)),
    }
}

/// Collects texts and buttons, however deep: Slack tells a Markdown block as it likes.
fn look(value: &Value, texts: &mut Vec<String>, buttons: &mut Vec<String>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| look(value, texts, buttons)),
        Value::Object(_) if value["type"] == "button" => {
            buttons.extend(value["text"]["text"].as_str().map(str::to_owned));
        }
        Value::Object(object) => {
            for (key, value) in object {
                match value.as_str() {
                    Some(text) if key == "text" => texts.push(text.to_owned()),
                    _ => look(value, texts, buttons),
                }
            }
        }
        _ => {}
    }
}

fn file(file: &Value) -> File {
    File {
        name: file["name"].as_str().unwrap_or_default().to_owned(),
        url: file["url_private_download"].as_str().unwrap_or_default().to_owned(),
        bytes: file["size"].as_u64().unwrap_or_default(),
    }
}

#[tokio::test]
async fn loop_serves_a_stand_in_slack() {
    let stand_in = StandIn::start_with(Clock::real()).await;
    stories::play(&Workspace::of(&stand_in)).await;
    stand_in.assert_faithful();
}

#[tokio::test]
async fn loop_serves_slack_itself() {
    match Accounts::find().slack() {
        Ok(config) => stories::play(&Workspace::new(config)).await,
        Err(why) => skip(&why),
    }
}

#[tokio::test]
async fn a_stand_in_slack_refuses_wrong_tokens() {
    let stand_in = StandIn::start().await;
    stories::wrong_tokens_are_named(&Workspace::of(&stand_in)).await;
    stand_in.assert_faithful();
}

#[tokio::test]
async fn slack_itself_refuses_wrong_tokens() {
    match Accounts::find().slack() {
        Ok(config) => stories::wrong_tokens_are_named(&Workspace::new(config)).await,
        Err(why) => skip(&why),
    }
}

#[tokio::test]
async fn a_story_that_fails_leaves_no_channel_on_slack() {
    let stand_in = StandIn::start().await;
    let workspace = Workspace::of(&stand_in);
    let mut made = String::new();
    let story = in_a_channel(&workspace, async |channel| {
        made = channel.to_owned();
        panic!("as it should");
    });
    let failure = std::panic::AssertUnwindSafe(story).catch_unwind().await.unwrap_err();
    assert_eq!(failure.downcast_ref(), Some(&"as it should"));
    let mut was_archived = false;
    stand_in.arrange(&made, |channel| was_archived = channel.is_archived);
    assert!(was_archived);
    // What is put away already is told as such.
    let again = workspace.remove(&made).await.unwrap_err();
    assert_eq!(again, "conversations.archive: already_archived");
    stand_in.assert_faithful();
}
