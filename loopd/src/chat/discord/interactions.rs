//! Commands and buttons: each is answered in time, whatever else there is to do, and completed while it is typed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::Deserialize as _;
use serde_json::{Value, json};
use serenity::builder::{
    CreateAutocompleteResponse, CreateInteractionResponse, CreateInteractionResponseMessage,
};
use serenity::model::channel::MessageFlags;
use tokio::sync::OnceCell;
use tokio::time::{Instant, sleep, timeout};

use super::commands;
use super::events;
use super::limits;
use super::listen::jitter;
use super::render::{self, People};
use super::shared::{Asides, Shared};
use super::web::{Failure, With};
use super::wire::{Interaction, number};
use crate::chat::Error;
use crate::chat::inbound::{Inbox, ReplyTo};
use crate::chat::wording::fitted;
use crate::chat::wording::shortened;
use crate::model::Platform;

/// It has been answered before.
const ANSWERED: u64 = 40_060;
/// Tries to give the first answer.
const TRIES: u32 = 2;

/// Interactions that have not been answered for long, by the word that lets us.
#[derive(Default)]
pub(super) struct Pending(Mutex<HashMap<String, Arc<First>>>);

/// The first answer to an interaction: that there will be one.
struct First {
    path: String,
    body: Value,
    since: Instant,
    given: OnceCell<()>,
}

impl Pending {
    /// Notes an interaction, once.
    fn note(&self, interaction: &Interaction) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, first| first.since.elapsed() < Duration::from_millis(limits::INTERACTION_MS));
        if all.contains_key(&interaction.token) {
            return false;
        }
        let answer = match interaction.kind {
            // Nothing is to be seen until there is an answer.
            events::BUTTON => CreateInteractionResponse::Acknowledge,
            _ => CreateInteractionResponse::Defer(CreateInteractionResponseMessage::new().ephemeral(true)),
        };
        let first = First {
            path: callback(interaction),
            body: serde_json::to_value(answer).unwrap_or_default(),
            since: Instant::now(),
            given: OnceCell::new(),
        };
        all.insert(interaction.token.clone(), Arc::new(first));
        true
    }

    fn find(&self, token: &str) -> Option<Arc<First>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(token).cloned()
    }
}

fn callback(interaction: &Interaction) -> String {
    format!("interactions/{}/{}/callback", interaction.id, interaction.token)
}

impl Shared {
    /// Sees to an interaction as soon as it comes: a completion is given, a command or button is answered in time.
    /// True if it is to be handed over as well.
    pub(super) fn interacted(
        self: &Arc<Self>,
        data: &Value,
        inbox: &Arc<dyn Inbox>,
        asides: &Asides,
    ) -> bool {
        let Ok(interaction) = Interaction::deserialize(data) else {
            tracing::warn!("an interaction of Discord's could not be read");
            return false;
        };
        let shared = Arc::clone(self);
        if interaction.kind == events::TYPING {
            let inbox = Arc::clone(inbox);
            asides.spawn(async move { shared.complete(&interaction, &inbox).await });
            return false;
        }
        if self.pending.note(&interaction) {
            asides.spawn(async move {
                sleep(shared.timings.defer).await;
                shared.defer(&interaction.token).await;
            });
        }
        true
    }

    /// Gives the first answer to an interaction, unless it has been given.
    pub(super) async fn defer(&self, token: &str) {
        let Some(first) = self.pending.find(token) else { return };
        let give = async {
            for _ in 0..TRIES {
                match self.web.answer(&first.path, &first.body).await {
                    Ok(()) => return,
                    Err(failure) if failure.is(ANSWERED) => return,
                    Err(failure @ Failure::Unknown(_)) => {
                        tracing::warn!(?failure, "an interaction could not be answered");
                    }
                    Err(failure) => {
                        tracing::warn!(?failure, "an interaction may not be answered any more");
                        return;
                    }
                }
            }
        };
        first.given.get_or_init(|| give).await;
    }

    /// Offers what may be put in for what somebody is typing.
    async fn complete(&self, interaction: &Interaction, inbox: &Arc<dyn Inbox>) {
        let suggestions = match events::typing(interaction) {
            Some(typing) => {
                let suggested = inbox.suggest(Platform::Discord, typing);
                timeout(self.timings.suggest, suggested).await.unwrap_or_default()
            }
            None => Vec::new(),
        };
        let mut choices = CreateAutocompleteResponse::new();
        let fits = |text: &str| !text.is_empty() && text.chars().count() <= limits::SUGGESTION;
        for one in suggestions.iter().filter(|one| fits(&one.value)).take(limits::SUGGESTIONS) {
            let label = if one.label.is_empty() { &one.value } else { &one.label };
            choices = choices.add_string_choice(shortened(label, limits::SUGGESTION), &one.value);
        }
        let body = serde_json::to_value(CreateInteractionResponse::Autocomplete(choices)).unwrap_or_default();
        if let Err(failure) = self.web.answer(&callback(interaction), &body).await {
            tracing::debug!(?failure, "suggestions came too late");
        }
    }

    /// Answers a command or a button so that only its author sees it.
    pub(super) async fn reply(&self, to: &ReplyTo, text: &str) -> Result<(), Error> {
        let parts: Vec<&str> = to.0.splitn(3, '/').collect();
        let [app, id, token] = parts.as_slice() else {
            return Err(Error::Never("it is no interaction of Discord's".to_owned()));
        };
        let oldest = self.web.id_of_past(limits::INTERACTION_MS).unwrap_or_default();
        if number(id) < oldest {
            return Err(Error::Never("it is too late for an answer that only its author sees".to_owned()));
        }
        self.defer(token).await;
        let people = People::new();
        let contents = render::messages(text, &people);
        let flags = MessageFlags::EPHEMERAL | MessageFlags::SUPPRESS_EMBEDS;
        for content in fitted(contents, limits::ANSWERS, |rest| render::messages(rest, &people)) {
            // The first of them takes the place of what Discord shows meanwhile.
            let mut body = content.body();
            body["flags"] = flags.bits().into();
            self.web
                .call::<Value>(reqwest::Method::POST, &format!("webhooks/{app}/{token}"), With::Json(&body))
                .await?;
        }
        Ok(())
    }

    /// Registers `/loop`, where it is not registered as it is now; tries until Discord takes it or refuses it.
    pub(super) async fn register(&self) {
        let mut wait = self.timings.first_wait;
        loop {
            let asked = match self.register_once().await {
                Ok(()) => return,
                Err(Failure::Refused(status, code)) => {
                    tracing::error!(status, code, "Discord does not take the command /loop");
                    return;
                }
                Err(Failure::Limited(after)) => after,
                Err(Failure::Unknown(reason)) => {
                    tracing::warn!(reason, "failed to register /loop on Discord; trying again");
                    Duration::ZERO
                }
            };
            sleep((wait + jitter(wait)).max(asked)).await;
            wait = (wait * 2).min(self.timings.longest_wait);
        }
    }

    async fn register_once(&self) -> Result<(), Failure> {
        let Some(app) = self.app() else { return Ok(()) };
        let path = format!("applications/{app}/commands");
        let definition = commands::definition();
        let told: Vec<Value> = self.web.get(&path).await?;
        if !(told.len() == 1 && commands::is_registered(&told[0], &definition)) {
            let all = json!([definition]);
            self.web.call::<Value>(reqwest::Method::PUT, &path, With::Json(&all)).await?;
            tracing::info!("registered /loop on Discord");
        }
        // One that is registered for a server as well would be offered twice there.
        let Some(guild) = &self.guild_id else { return Ok(()) };
        let path = format!("applications/{app}/guilds/{guild}/commands");
        let told: Vec<Value> = match self.web.get(&path).await {
            Ok(told) => told,
            Err(Failure::Refused(..)) => return Ok(()),
            Err(failure) => return Err(failure),
        };
        let others: Vec<&Value> = told.iter().filter(|one| one["name"] != commands::NAME).collect();
        if others.len() < told.len() {
            self.web.call::<Value>(reqwest::Method::PUT, &path, With::Json(&json!(others))).await?;
        }
        Ok(())
    }
}
