//! Keeps one session with the gateway, whatever happens to its connections.
//!
//! A connection that is lost is followed by another on which the session goes on: Discord tells what was missed. Where
//! it cannot go on, a new one begins, and what was missed is read from the history (`missed`). Only what no waiting
//! mends ends the listening: a token that is refused, an intent that is not allowed.

use std::sync::Arc;
use std::time::Duration;

use serenity::constants::close_codes;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::limits;
use super::shared::{Asides, Shared};
use super::socket::{Connection, Ended, Session};
use super::web::{Failure, in_words};
use super::wire::{App, Gateway, User};
use super::worker::{Work, Worker};
use crate::chat::inbound::Inbox;
use crate::model::{Reach, Watched};

/// Bits that say an app may read what messages say: in any number of servers, in up to a hundred.
const MAY_READ: u64 = (1 << 18) | (1 << 19);
/// What to do where it may not.
const NO_CONTENT: &str = "Discord does not let loop read messages: switch on \"Message Content Intent\" on the page \
                          \"Bot\" of the app, https://discord.com/developers/applications";

/// Why loop is not let in.
enum Closed {
    /// No waiting helps.
    ForGood(String),
    /// It may help.
    ForNow(Failure),
}

impl Shared {
    /// Listens until `stop`.
    ///
    /// # Errors
    /// If Discord refuses the token, or does not let loop read messages.
    pub(super) async fn listen(
        self: Arc<Self>,
        inbox: Arc<dyn Inbox>,
        stop: CancellationToken,
    ) -> anyhow::Result<()> {
        let asides = Asides::default();
        let (queue, work) = mpsc::channel(limits::WAITING);
        let worker = Worker::new(&self, &inbox, &asides);
        let ended = tokio::select! {
            biased;
            () = stop.cancelled() => Ok(()),
            ended = self.keep(&inbox, &asides, &queue) => ended,
            () = worker.run(work) => Ok(()),
        };
        self.disconnected();
        asides.end().await;
        ended
    }

    /// Keeps a session; ends only with an error.
    async fn keep(
        self: &Arc<Self>,
        inbox: &Arc<dyn Inbox>,
        asides: &Asides,
        queue: &mpsc::Sender<Work>,
    ) -> anyhow::Result<()> {
        let mut session: Option<Session> = None;
        let mut wait = self.timings.first_wait;
        let mut resumes = 0;
        let mut is_registered = false;
        let mut identified: Option<Instant> = None;
        let mut reach = Reach::All;
        loop {
            let mut url = String::new();
            let mut known = Watched::default();
            if session.is_none() {
                url = self.knock().await?;
                if !std::mem::replace(&mut is_registered, true) {
                    let shared = Arc::clone(self);
                    asides.spawn(async move { shared.register().await });
                }
                // Before anything comes in: a message that does would hide what was missed before it.
                known = self.last_known(inbox, reach).await;
                if let Some(at) = identified {
                    sleep(self.timings.identify.saturating_sub(at.elapsed())).await;
                }
                identified = Some(Instant::now());
            }
            let begun = Instant::now();
            let (shared, is_live) = (self, false);
            let mut connection =
                Connection { shared, inbox, asides, queue, session: session.take(), known, is_live };
            let ended = connection.run(&url).await;
            let is_live = connection.is_live;
            session = connection.session;
            if is_live {
                reach = Reach::Lively;
            }
            self.disconnected();
            resumes = if is_live { 0 } else { resumes + 1 };
            let reason = match ended {
                Ended::Lost(reason) => reason,
                Ended::Over(reason) => {
                    session = None;
                    reason
                }
                Ended::Closed(code) => match self.closed(code)? {
                    true => format!("Discord closed the connection (code {code})"),
                    false => {
                        session = None;
                        format!("Discord ended the session (code {code})")
                    }
                },
                Ended::Full => "events come in faster than they can be stored".to_owned(),
            };
            if resumes >= limits::RESUMES {
                session = None;
            }
            tracing::info!(
                reason,
                resumes = session.is_some(),
                "the connection to Discord ended; opening another"
            );
            self.troubled(reason);
            // What waits must be taken before more can come.
            drop(queue.reserve().await);
            if is_live && begun.elapsed() >= self.timings.good {
                wait = self.timings.first_wait;
            } else {
                sleep(wait + jitter(wait)).await;
                wait = (wait * 2).min(self.timings.longest_wait);
            }
        }
    }

    /// What a close code means: true where the session goes on, false where a new one must begin.
    fn closed(&self, code: u16) -> anyhow::Result<bool> {
        let trouble = match code {
            close_codes::AUTHENTICATION_FAILED => refused(401),
            close_codes::DISALLOWED_GATEWAY_INTENTS => NO_CONTENT.to_owned(),
            close_codes::INVALID_GATEWAY_INTENTS => "Discord knows an intent of loop's no longer".to_owned(),
            close_codes::INVALID_SHARD | close_codes::SHARDING_REQUIRED => {
                "the bot is in more servers than one connection can serve".to_owned()
            }
            // The version of the gateway, for which serenity has no name.
            4012 => "Discord's gateway speaks version 10 no longer: update loop".to_owned(),
            close_codes::INVALID_SEQUENCE | close_codes::SESSION_TIMEOUT => return Ok(false),
            _ => return Ok(true),
        };
        self.troubled(trouble.clone());
        anyhow::bail!(trouble)
    }

    /// Asks until Discord lets loop in; gives the gateway's address.
    async fn knock(&self) -> anyhow::Result<String> {
        let mut wait = self.timings.first_wait;
        loop {
            let failure = match self.introduce().await {
                Ok(url) => return Ok(url),
                Err(Closed::ForGood(trouble)) => {
                    self.troubled(trouble.clone());
                    anyhow::bail!(trouble);
                }
                Err(Closed::ForNow(failure)) => failure,
            };
            let asked = if let Failure::Limited(after) = failure { after } else { Duration::ZERO };
            let reason = match failure {
                Failure::Refused(status, code) => in_words(status, code),
                Failure::Limited(_) => "Discord takes no more calls for now".to_owned(),
                Failure::Unknown(reason) => reason,
            };
            tracing::warn!(%reason, "failed to connect to Discord; trying again");
            self.troubled(reason);
            sleep((wait + jitter(wait)).max(asked)).await;
            wait = (wait * 2).min(self.timings.longest_wait);
        }
    }

    /// Finds out who loop is, what it may, and where the gateway is.
    async fn introduce(&self) -> Result<String, Closed> {
        let closed = |failure: Failure| match failure {
            Failure::Refused(status, _) if failure.is_tokens() => Closed::ForGood(refused(status)),
            failure => Closed::ForNow(failure),
        };
        let me: User = self.web.get("users/@me").await.map_err(closed)?;
        let app: App = self.web.get("applications/@me").await.map_err(closed)?;
        if let Some(configured) = self.app_id.as_ref().filter(|configured| **configured != app.id) {
            return Err(Closed::ForGood(format!(
                "`discord_app_id` is {configured}, but `discord_token` belongs to the app {}: correct one of them",
                app.id
            )));
        }
        if app.flags & MAY_READ == 0 {
            return Err(Closed::ForGood(NO_CONTENT.to_owned()));
        }
        self.is_me(me, app.id);
        let gateway: Gateway = self.web.get("gateway/bot").await.map_err(closed)?;
        if let Some(starts) = gateway.session_start_limit.filter(|starts| starts.remaining == 0) {
            tracing::warn!("Discord lets loop begin no more sessions for now");
            return Err(Closed::ForNow(Failure::Limited(Duration::from_millis(starts.reset_after))));
        }
        self.web.site().gateway(&gateway.url).ok_or_else(|| {
            let hint = "no address for the token; look at `discord_api_url`";
            Closed::ForNow(Failure::Unknown(format!("the gateway `{}` is {hint}", gateway.url)))
        })
    }
}

/// What to do about a token that is refused.
fn refused(status: u16) -> String {
    format!(
        "Discord refuses `discord_token` ({status}): copy the token from the page \"Bot\" of the app, \
         https://discord.com/developers/applications, where \"Reset Token\" makes a new one"
    )
}

/// Up to a quarter of a wait, so that not everybody comes back at once.
pub(super) fn jitter(wait: Duration) -> Duration {
    let random = getrandom::u32().unwrap_or_default();
    wait.mul_f64(f64::from(random) / f64::from(u32::MAX) / 4.0)
}
