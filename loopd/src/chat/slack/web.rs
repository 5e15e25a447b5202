//! Calls of Slack's Web API: bounded in time, with what went wrong sorted by what can be done about it.

use std::sync::Arc;
use std::time::Duration;

use hyper_rustls::HttpsConnectorBuilder;
use serde::de::DeserializeOwned;
use serde_json::Value;
use slack_morphism::errors::SlackClientError;
use slack_morphism::hyper_tokio::{SlackClientHyperConnector, SlackHyperClient};
use slack_morphism::{SlackApiToken, SlackClient};
use url::{Host, Url};

use crate::chat::Error;
use crate::config::Secret;

/// Slack's own API.
const API: &str = "https://slack.com/api";
/// Errors that pass by themselves, and do not say whether something was done.
const PASSING: [&str; 6] = [
    "internal_error",
    "fatal_error",
    "service_unavailable",
    "request_timeout",
    "team_added_to_org",
    "accesslimited",
];
/// Errors that say that there are too many calls.
const LIMITED: [&str; 2] = ["ratelimited", "rate_limited"];
/// Errors that say that a place's history is not there, or not for loop to read.
const CLOSED: [&str; 6] = [
    "channel_not_found",
    "not_in_channel",
    "is_archived",
    "missing_scope",
    "thread_not_found",
    "no_permission",
];
/// Errors that say that a token is no longer, or not yet, what it should be. Somebody can mend that.
const TOKEN: [&str; 11] = [
    "invalid_auth",
    "not_authed",
    "account_inactive",
    "token_revoked",
    "token_expired",
    "not_allowed_token_type",
    "missing_scope",
    "no_permission",
    "org_login_required",
    "ekm_access_denied",
    "access_denied",
];

/// Why a call failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// Slack said no, with this word for it; nothing was done.
    Refused(String),
    /// Too many calls; nothing was done.
    Limited(Option<Duration>),
    /// Nobody knows whether it was done.
    Unknown(String),
}

impl Failure {
    /// What Slack's word for a failure says.
    fn of(code: String) -> Self {
        match code.as_str() {
            word if PASSING.contains(&word) => Self::Unknown(in_words(word)),
            word if LIMITED.contains(&word) => Self::Limited(None),
            _ => Self::Refused(code),
        }
    }

    /// Whether Slack said no with this word.
    pub fn is(&self, word: &str) -> bool {
        matches!(self, Self::Refused(code) if code == word)
    }

    /// Whether Slack said no for as long as nobody changes what loop may read. All else that it says passes.
    pub fn is_closed(&self) -> bool {
        matches!(self, Self::Refused(code) if CLOSED.contains(&code.as_str()))
    }

    /// Whether Slack said that a channel is not there, or not to be worked in.
    pub fn is_gone(&self) -> bool {
        ["channel_not_found", "not_in_channel", "is_archived"].iter().any(|word| self.is(word))
    }

    /// Whether it is a token's fault, which no waiting mends.
    pub fn is_tokens(&self) -> bool {
        matches!(self, Self::Refused(code) if TOKEN.contains(&code.as_str()))
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Limited(after) => Self::Later {
                reason: "Slack takes no more for now".to_owned(),
                after_ms: after.map(|after| i64::try_from(after.as_millis()).unwrap_or(i64::MAX)),
            },
            Failure::Unknown(reason) => Self::Later { reason, after_ms: None },
            // Whoever mends the token within a day still gets what was owed.
            Failure::Refused(code) if TOKEN.contains(&code.as_str()) => {
                Self::Later { reason: in_words(&code), after_ms: None }
            }
            Failure::Refused(code) => Self::Never(in_words(&code)),
        }
    }
}

/// What a refusal means, and what to do.
pub(super) fn in_words(code: &str) -> String {
    let words = match code {
        "channel_not_found" => "Slack knows no such channel, or loop may not see it",
        "not_in_channel" => "loop is not in the channel: invite it there",
        "is_archived" => "the channel is archived",
        "message_not_found" | "thread_not_found" => "the message is gone",
        "restricted_action" | "restricted_action_read_only_channel" => {
            "the workspace does not let loop write in the channel"
        }
        "missing_scope" => {
            "the app lacks a permission: install it again with the manifest `deploy/slack.manifest.json`"
        }
        "invalid_auth" | "not_authed" | "token_revoked" | "token_expired" | "account_inactive" => {
            "Slack refuses the token"
        }
        _ => return format!("Slack refuses: {code}"),
    };
    format!("{words} ({code})")
}

/// The Web API, with one of the tokens.
#[derive(Clone)]
pub(super) struct Web {
    pub client: Arc<SlackHyperClient>,
    pub token: SlackApiToken,
    timeout: Duration,
}

impl Web {
    /// The API at that address, with a token.
    pub fn new(client: &Arc<SlackHyperClient>, token: &Secret, timeout: Duration) -> Self {
        Self { client: Arc::clone(client), token: SlackApiToken::new(token.expose().into()), timeout }
    }

    /// Calls a method that does something.
    pub async fn call<T: DeserializeOwned + Send>(&self, method: &str, args: &Value) -> Result<T, Failure> {
        let session = self.client.open_session(&self.token);
        let call = session.http_session_api.http_post::<Value, T>(method, args, None);
        outcome(method, tokio::time::timeout(self.timeout, call).await)
    }

    /// Calls a method that tells something.
    pub async fn read<T: DeserializeOwned + Send>(
        &self,
        method: &str,
        args: &[(&str, String)],
    ) -> Result<T, Failure> {
        let session = self.client.open_session(&self.token);
        let args: Vec<(&str, Option<&String>)> =
            args.iter().map(|(name, value)| (*name, Some(value))).collect();
        let call = session.http_session_api.http_get::<T, _, _>(method, &args, None);
        outcome(method, tokio::time::timeout(self.timeout, call).await)
    }
}

fn outcome<T>(
    method: &str,
    ended: Result<Result<T, SlackClientError>, tokio::time::error::Elapsed>,
) -> Result<T, Failure> {
    let error = match ended {
        Ok(Ok(answer)) => return Ok(answer),
        Ok(Err(error)) => error,
        Err(_) => return Err(Failure::Unknown(format!("Slack did not answer to {method} in time"))),
    };
    // The library's own words may hold whole bodies.
    Err(match error {
        SlackClientError::ApiError(refused) => Failure::of(refused.code),
        SlackClientError::RateLimitError(limited) => Failure::Limited(limited.retry_after),
        SlackClientError::HttpError(http) => {
            Failure::Unknown(format!("Slack answered to {method} with status {}", http.status_code.as_u16()))
        }
        SlackClientError::ProtocolError(_) => {
            Failure::Unknown(format!("Slack's answer to {method} could not be read"))
        }
        _ => Failure::Unknown(format!("Slack could not be reached for {method}")),
    })
}

/// Where Slack is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Site {
    api: Url,
}

impl Site {
    /// The address of the API, or Slack's own. Plain `http` is for this machine only: tokens go over it.
    ///
    /// # Errors
    /// If it is no address to send tokens to.
    pub fn new(api_url: Option<&str>) -> anyhow::Result<Self> {
        let api = Url::parse(api_url.unwrap_or(API))?;
        let is_fine = match api.scheme() {
            "https" => true,
            "http" => match api.host() {
                Some(Host::Ipv4(address)) => address.is_loopback(),
                Some(Host::Ipv6(address)) => address.is_loopback(),
                Some(Host::Domain(name)) => name == "localhost",
                None => false,
            },
            _ => false,
        };
        anyhow::ensure!(is_fine, "`slack_api_url` must begin with `https://`: tokens are sent there");
        Ok(Self { api })
    }

    /// A client for its API, over rustls with the provider that [`super::Slack::new`] chose.
    ///
    /// # Errors
    /// If the system's certificates cannot be read.
    pub fn client(&self) -> anyhow::Result<SlackHyperClient> {
        let provider = rustls::crypto::ring::default_provider();
        let builder = HttpsConnectorBuilder::new().with_provider_and_native_roots(provider)?;
        let builder =
            if self.api.scheme() == "http" { builder.https_or_http() } else { builder.https_only() };
        let connector = builder.enable_http1().enable_http2().build();
        let api = self.api.as_str().trim_end_matches('/');
        Ok(SlackClient::new(SlackClientHyperConnector::with_connector(connector).with_slack_api_url(api)))
    }

    /// Whether an address is Slack's, so that our token may go there: the API's own host, hosts below it, and
    /// `slack.com` with what is below that.
    pub fn owns(&self, url: &Url) -> bool {
        let same_origin = url.origin() == self.api.origin();
        let below = |host: &str, domain: &str| {
            host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
        };
        let is_below = url.scheme() == "https"
            && url.port().is_none()
            && match (url.host(), self.api.host()) {
                (Some(Host::Domain(host)), Some(Host::Domain(api))) => {
                    below(host, api) || below(host, "slack.com")
                }
                (Some(Host::Domain(host)), _) => below(host, "slack.com"),
                _ => false,
            };
        same_origin || is_below
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_token_goes_to_slack_alone() {
        let slack = Site::new(None).unwrap();
        let gateway = Site::new(Some("https://chat.corp.example/slack/api")).unwrap();
        let here = Site::new(Some("http://127.0.0.1:4000/api")).unwrap();
        let table = [
            (&slack, "https://files.slack.com/files-pri/T1-F1/a.txt", true),
            (&slack, "https://slack.com/x", true),
            (&slack, "http://files.slack.com/a", false),
            (&slack, "https://files.slack.com:444/a", false),
            (&slack, "https://slack.com.evil.example/a", false),
            (&slack, "https://evilslack.com/a", false),
            (&slack, "https://slack.com@evil.example/a", false),
            (&slack, "https://10.0.0.1/a", false),
            (&gateway, "https://chat.corp.example/files/a", true),
            (&gateway, "https://files.slack.com/a", true),
            (&gateway, "https://corp.example/a", false),
            (&here, "http://127.0.0.1:4000/files/a", true),
            (&here, "http://127.0.0.1:4001/files/a", false),
            (&here, "http://localhost:4000/files/a", false),
        ];
        for (site, url, expected) in table {
            assert_eq!(site.owns(&Url::parse(url).unwrap()), expected, "{site:?} {url}");
        }
        for refused in ["http://slack.com/api", "http://10.0.0.1/api", "ftp://x/api", "nonsense"] {
            assert!(Site::new(Some(refused)).is_err(), "{refused}");
        }
    }

    #[test]
    fn a_refusal_is_final_unless_somebody_or_time_can_mend_it() {
        let is_final = |code: &str| matches!(Error::from(Failure::of(code.to_owned())), Error::Never(_));
        for code in ["channel_not_found", "is_archived", "not_in_channel", "msg_too_long", "something_new"] {
            assert!(is_final(code), "{code}");
        }
        for code in ["internal_error", "token_revoked", "missing_scope", "service_unavailable", "ratelimited"]
        {
            assert!(!is_final(code), "{code}");
        }
        let unknown = Failure::of("fatal_error".to_owned());
        assert!(matches!(unknown, Failure::Unknown(_)), "something may have been done: {unknown:?}");
        assert_eq!(Failure::of("ratelimited".to_owned()), Failure::Limited(None));
    }
}
