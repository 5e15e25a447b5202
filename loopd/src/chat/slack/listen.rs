//! Keeps two sockets open, whatever happens: one takes over while the other is renewed.
//!
//! Each is looked after by itself. One that is told to leave is ended only when its successor is greeted; one that is
//! lost is followed at once; where no successor comes, Slack is asked why, at growing intervals, and only a token that
//! it refuses ends the listening.

use std::sync::Arc;
use std::time::Duration;

use futures::future::try_join;
use serde_json::json;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::shared::Shared;
use super::socket::{Phase, Socket};
use super::web::{Failure, in_words};
use super::wire::{Done, Me};
use crate::chat::inbound::Inbox;
use crate::model::Reach;

impl Shared {
    /// Listens until `stop`.
    ///
    /// # Errors
    /// If Slack refuses a token.
    pub(super) async fn listen(
        self: Arc<Self>,
        inbox: Arc<dyn Inbox>,
        stop: CancellationToken,
    ) -> anyhow::Result<()> {
        let listening = async {
            self.knock().await?;
            // Before anything comes in: a message that does would hide what was missed before it.
            let known = self.last_known(&inbox, Reach::All).await;
            let sockets = try_join(self.keep(&inbox), self.keep(&inbox));
            let missed = self.read_missed(&inbox, known);
            tokio::select! {
                ended = sockets => ended.map(|_| ()),
                () = missed => Ok(()),
            }
        };
        let ended = tokio::select! {
            biased;
            () = stop.cancelled() => Ok(()),
            ended = listening => ended,
        };
        // The library's own tasks would go on without us.
        self.close_sockets().await;
        ended
    }

    /// Asks until Slack takes both tokens.
    async fn knock(&self) -> anyhow::Result<()> {
        let mut wait = self.timings.first_wait;
        loop {
            let trouble = match self.introduce().await {
                Ok(()) => return Ok(()),
                Err((key, failure)) if failure.is_tokens() => {
                    let trouble = refused(key, &failure);
                    self.troubled(trouble.clone());
                    anyhow::bail!(trouble);
                }
                Err((_, failure)) => failure,
            };
            let asked = match trouble {
                Failure::Limited(after) => after.unwrap_or_default(),
                _ => Duration::ZERO,
            };
            let reason = match trouble {
                Failure::Refused(code) => in_words(&code),
                Failure::Limited(_) => "Slack takes no more calls for now".to_owned(),
                Failure::Unknown(reason) => reason,
            };
            tracing::warn!(%reason, "failed to connect to Slack; trying again");
            self.troubled(reason);
            sleep(wait.max(asked)).await;
            wait = (wait * 2).min(self.timings.longest_wait);
        }
    }

    /// Shows both tokens; a refusal names the one that is refused.
    async fn introduce(&self) -> Result<(), (&'static str, Failure)> {
        let me = self.bot.call::<Me>("auth.test", &json!({})).await;
        self.is_me(me.map_err(|failure| ("slack_bot_token", failure))?);
        let opened = self.app.call::<Done>("apps.connections.open", &json!({})).await;
        opened.map_err(|failure| ("slack_app_token", failure))?;
        Ok(())
    }

    /// Keeps one socket open; ends only with an error.
    async fn keep(self: &Arc<Self>, inbox: &Arc<dyn Inbox>) -> anyhow::Result<()> {
        let mut leaving: Option<Socket> = None;
        let mut wait = self.timings.first_wait;
        loop {
            let mut socket = Socket::open(self, inbox).await;
            let phase = self.greeted(&mut socket.phase).await;
            if phase != Phase::Live {
                tracing::warn!(?phase, "Slack did not greet a new socket");
                socket.close(self).await;
                // Says why, and comes back when Slack takes us again.
                self.knock().await?;
                sleep(wait).await;
                wait = (wait * 2).min(self.timings.longest_wait);
                continue;
            }
            if let Some(old) = leaving.take() {
                old.close(self).await;
            }
            let begun = Instant::now();
            match self.stay(&mut socket.phase).await {
                Phase::Leaving(reason) => {
                    tracing::debug!(reason, "Slack asks for a new socket");
                    leaving = Some(socket);
                }
                _ => {
                    tracing::info!("a socket to Slack was lost; opening another");
                    socket.close(self).await;
                }
            }
            if begun.elapsed() >= self.timings.good {
                wait = self.timings.first_wait;
            } else {
                sleep(wait).await;
                wait = (wait * 2).min(self.timings.longest_wait);
            }
        }
    }

    /// Waits for the greeting, as long as one may take; gives how far the socket is then.
    async fn greeted(&self, phase: &mut watch::Receiver<Phase>) -> Phase {
        let greeting = phase.wait_for(|phase| *phase != Phase::Opening);
        match timeout(self.timings.greeting, greeting).await {
            Ok(Ok(phase)) => phase.clone(),
            Ok(Err(_)) => Phase::Lost,
            Err(_) => Phase::Opening,
        }
    }

    /// Waits while a socket is live; gives how it ended.
    async fn stay(&self, phase: &mut watch::Receiver<Phase>) -> Phase {
        /// Counted as long as it lives, also where the listening is dropped.
        struct Live<'a>(&'a Shared);
        impl Drop for Live<'_> {
            fn drop(&mut self) {
                self.0.disconnected();
            }
        }
        self.connected();
        let _live = Live(self);
        phase.wait_for(|phase| *phase != Phase::Live).await.map_or(Phase::Lost, |phase| phase.clone())
    }
}

/// What to do about a token that is refused.
fn refused(key: &str, failure: &Failure) -> String {
    let code = match failure {
        Failure::Refused(code) => code.as_str(),
        _ => "refused",
    };
    let hint = match (key, code) {
        ("slack_bot_token", "missing_scope") => {
            "the app lacks a permission: install it again with the manifest `deploy/slack.manifest.json`"
        }
        ("slack_bot_token", _) => {
            "copy the bot token (`xoxb-…`) from the app's page \"OAuth & Permissions\", where the app must be installed"
        }
        _ => {
            "make an app-level token (`xapp-…`) with the scope `connections:write` on the app's page \"Basic Information\""
        }
    };
    format!("Slack refuses `{key}` ({code}): {hint}")
}
