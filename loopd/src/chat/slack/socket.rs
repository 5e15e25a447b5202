//! One socket of Socket Mode: what comes over it is made durable, and only then acknowledged.
//!
//! The client library's own way of listening would acknowledge what it cannot parse, never tell of a token that is
//! refused, and wait for ever for an answer; so only its transport is used, and told to try nothing again by itself.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use async_trait::async_trait;
use futures::FutureExt as _;
use serde_json::json;
use slack_morphism::clients_manager::{
    SlackSocketModeClientsManager, SlackSocketModeClientsManagerFactory as _,
};
use slack_morphism::hyper_tokio::SlackHyperListenerEnvironment;
use slack_morphism::{
    SlackClientSocketModeConfig, SlackSocketModeClientListener, SlackSocketModeWssClientId,
};
use tokio::sync::watch;

use super::events;
use super::shared::Shared;
use super::wire::Envelope;
use crate::chat::inbound::{ChannelNews, Inbound, Inbox, NotTaken};
use crate::model::Platform;

/// The library would try again by itself after so many seconds, also where the socket was given up long ago: a year is
/// never.
const NEVER_SECS: u64 = 365 * 24 * 3600;
/// Pings that may stay without an answer.
const MISSED_PINGS: u64 = 2;

/// The library's keeper of a socket.
pub(super) type Manager = Arc<dyn SlackSocketModeClientsManager + Send + Sync>;

/// How far a socket is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// It is being opened.
    Opening,
    /// Slack has greeted us: events come.
    Live,
    /// Slack is about to end it, for this reason; events that are under way still come.
    Leaving(String),
    /// It is gone.
    Lost,
}

/// A socket.
pub(super) struct Socket {
    manager: Manager,
    pub phase: watch::Receiver<Phase>,
}

impl Socket {
    /// Begins to open one.
    pub async fn open(shared: &Arc<Shared>, inbox: &Arc<dyn Inbox>) -> Self {
        let environment = Arc::new(SlackHyperListenerEnvironment::new(Arc::clone(&shared.client)));
        let manager = shared.client.http_api.connector.new_clients_manager(environment);
        let (sender, phase) = watch::channel(Phase::Opening);
        let ear = Ear { shared: Arc::clone(shared), inbox: Arc::clone(inbox), phase: sender };
        let config = SlackClientSocketModeConfig::new()
            .with_max_connections_count(1)
            .with_initial_backoff_in_seconds(0)
            .with_reconnect_timeout_in_seconds(NEVER_SECS)
            .with_ping_interval_in_seconds(shared.timings.ping_secs)
            .with_ping_failure_threshold_times(MISSED_PINGS);
        // It only notes the token down and cannot fail.
        let _ = manager.register_new_token(&config, shared.app.token.clone(), Arc::new(ear)).await;
        shared.opened(&manager);
        manager.start().await;
        Self { manager, phase }
    }

    /// Ends it.
    pub async fn close(self, shared: &Shared) {
        shared.closed(&self.manager);
        self.manager.shutdown().await;
    }
}

/// Hears what comes over one socket.
struct Ear {
    shared: Arc<Shared>,
    inbox: Arc<dyn Inbox>,
    phase: watch::Sender<Phase>,
}

#[async_trait]
impl SlackSocketModeClientListener for Ear {
    /// Gives the acknowledgement, or nothing: then Slack sends the event again. Retries are events like any other;
    /// whoever stores them knows those that it has.
    async fn on_message(&self, _socket: &SlackSocketModeWssClientId, body: String) -> Option<String> {
        let envelope: Envelope = match serde_json::from_str(&body) {
            Ok(envelope) => envelope,
            Err(error) => {
                tracing::warn!(%error, "something unreadable came from Slack");
                return None;
            }
        };
        match envelope.kind.as_str() {
            "hello" => {
                self.phase.send_replace(Phase::Live);
                return None;
            }
            "disconnect" => {
                self.phase.send_replace(Phase::Leaving(envelope.reason.unwrap_or_default()));
                return None;
            }
            _ => {}
        }
        let id = envelope.envelope_id.clone()?;
        let taken = AssertUnwindSafe(self.take(&envelope)).catch_unwind();
        match tokio::time::timeout(self.shared.timings.durable, taken).await {
            Ok(Ok(Ok(()))) => return Some(json!({ "envelope_id": id }).to_string()),
            Ok(Ok(Err(error))) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "an event from Slack stays unacknowledged"
                );
            }
            Ok(Err(_)) => tracing::error!(kind = envelope.kind, "an event from Slack led to a panic"),
            Err(_) => tracing::warn!("an event from Slack could not be stored in time"),
        }
        self.shared.not_taken();
        None
    }

    async fn on_error(&self, error: Box<dyn std::error::Error + Send + Sync>) {
        tracing::debug!(%error, "trouble with a socket to Slack");
    }

    async fn on_disconnect(&self, _socket: &SlackSocketModeWssClientId) {
        self.phase.send_replace(Phase::Lost);
    }
}

impl Ear {
    async fn take(&self, envelope: &Envelope) -> Result<(), NotTaken> {
        // What comes in now would hide what was lost before.
        self.shared.losses_noted().await;
        let Some(me) = self.shared.me() else {
            return Err(NotTaken("Slack has not said yet who we are".to_owned()));
        };
        let (kind, payload) = (envelope.kind.as_str(), &envelope.payload);
        // What is of no interest needs no names.
        if events::to_inbound(kind, payload, &me, &events::Known::default()).is_none() {
            tracing::debug!(kind, event = payload["event"]["type"].as_str(), "an event that is not for us");
            return Ok(());
        }
        let wanted = events::wanted(kind, payload, &me);
        let Shared { directory, bot, timings, .. } = &*self.shared;
        let known = directory.learn(bot, &wanted, &me, timings).await?;
        let Some(inbound) = events::to_inbound(kind, payload, &me, &known) else { return Ok(()) };
        if let Inbound::Channel(ChannelNews::Renamed(place)) = &inbound
            && let Some(name) = &place.name
        {
            directory.renamed(&place.id, name);
        }
        self.inbox.deliver(Platform::Slack, inbound).await
    }
}
