//! The REST API: one way to call it, with a time limit, at Discord's pace, and failures that say what is known.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use reqwest::header::{self, HeaderMap, HeaderValue};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::{Instant, sleep};

use super::pace::{Pace, Route};
use super::site::Site;
use super::timings::Timings;
use crate::chat::Error;
use crate::config::Secret;

/// The epoch of Discord's ids, in milliseconds since 1970.
const EPOCH_MS: u64 = 1_420_070_400_000;
/// Codes for what passes: an outage, too many calls.
const PASSING: [u64; 4] = [20_016, 20_028, 40_333, 130_000];
/// An interaction's token is too old.
const EXPIRED: u64 = 50_027;
/// Turns that a call waits for.
const TURNS: usize = 4;

/// Why a call failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// Discord said no, with this status and code; nothing was done.
    Refused(u16, u64),
    /// Too many calls; nothing was done.
    Limited(Duration),
    /// Nobody knows whether it was done.
    Unknown(String),
}

impl Failure {
    /// Whether Discord said no with this code.
    pub fn is(&self, code: u64) -> bool {
        matches!(self, Self::Refused(_, told) if *told == code)
    }

    /// Whether it is the token's fault, which no waiting mends.
    pub fn is_tokens(&self) -> bool {
        matches!(self, Self::Refused(401, code) if *code != EXPIRED)
    }

    /// Whether Discord may say something else when it is asked again: somebody or time can mend it.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Refused(_, code) => self.is_tokens() || PASSING.contains(code),
            Self::Limited(_) | Self::Unknown(_) => true,
        }
    }

    /// Whether a channel or message is not there. One that loop may not see may be there.
    pub fn is_gone(&self) -> bool {
        [10_003, 10_008].into_iter().any(|code| self.is(code))
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Limited(after) => Self::Later {
                reason: "Discord takes no more for now".to_owned(),
                after_ms: Some(i64::try_from(after.as_millis()).unwrap_or(i64::MAX)),
            },
            Failure::Unknown(reason) => Self::Later { reason, after_ms: None },
            // Whoever mends the token within a day still gets what was owed.
            Failure::Refused(status, code) if failure.is_passing() => {
                Self::Later { reason: in_words(status, code), after_ms: None }
            }
            Failure::Refused(status, code) => Self::Never(in_words(status, code)),
        }
    }
}

/// What a refusal means, and what to do.
pub(super) fn in_words(status: u16, code: u64) -> String {
    let words = match (status, code) {
        (_, EXPIRED) => "it is too late for an answer that only its author sees",
        (401, _) => "Discord refuses the token",
        (_, 10_003 | 10_004) => "Discord knows no such channel",
        (_, 10_008) => "the message is gone",
        (_, 10_062 | 10_015) => "Discord waits for no answer any more",
        (_, 50_001) => "loop may not see the channel: give it the permission `View Channel` there",
        (_, 50_013) => {
            "loop lacks a permission there, such as `Send Messages`, `Attach Files` or `Create Public Threads`"
        }
        (_, 50_007) => "they take no messages from loop",
        (_, 50_024) => "that cannot be done in a channel of this kind",
        (_, 50_083 | 160_005) => "the thread is locked",
        (_, 160_006) => "there are too many active threads: let some be archived",
        (_, 30_013) => "the server has too many channels",
        (_, 200_000 | 200_001) => "the server's AutoMod does not let the text pass",
        (413, _) | (_, 40_005) => "the server does not take files of that size",
        _ => return format!("Discord refuses (status {status}, code {code})"),
    };
    format!("{words} (code {code})")
}

/// How Discord words a refusal. What has none of it comes from something in between.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Refusal {
    code: Option<u64>,
    retry_after: Option<f64>,
    global: bool,
}

/// What is sent with a call.
#[derive(Clone, Copy)]
pub(super) enum With<'a> {
    Nothing,
    Json(&'a Value),
    /// JSON and one file.
    File(&'a Value, &'a str, &'a bytes::Bytes),
}

/// The REST API.
pub(super) struct Web {
    http: reqwest::Client,
    site: Site,
    token: HeaderValue,
    pace: Pace,
    timings: Timings,
    /// Discord's clock: what it said, in milliseconds since 1970, and when it did.
    clock: Mutex<Option<(u64, Instant)>>,
}

impl Web {
    /// The API at that address.
    ///
    /// # Errors
    /// If the token is no text for a header, or TLS cannot be set up.
    pub fn new(site: Site, token: &Secret, timings: Timings) -> anyhow::Result<Self> {
        // Where Discord sends us elsewhere, our token must not follow.
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(serenity::constants::USER_AGENT)
            .build()?;
        let bare = token.expose().trim();
        let bare = bare.strip_prefix("Bot ").unwrap_or(bare);
        let mut token = HeaderValue::try_from(format!("Bot {bare}"))
            .map_err(|_| anyhow::anyhow!("`discord_token` holds signs that no token has"))?;
        token.set_sensitive(true);
        Ok(Self { http, site, token, pace: Pace::default(), timings, clock: Mutex::default() })
    }

    /// The token, as the gateway wants it.
    pub fn token(&self) -> String {
        self.token.to_str().unwrap_or_default().trim_start_matches("Bot ").to_owned()
    }

    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        self.call(Method::GET, path, With::Nothing).await
    }

    pub async fn post<T: DeserializeOwned>(&self, path: &str, body: &Value) -> Result<T, Failure> {
        self.call(Method::POST, path, With::Json(body)).await
    }

    /// Calls a route, when it is its turn.
    pub async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        with: With<'_>,
    ) -> Result<T, Failure> {
        let route = Route::of(method.as_str(), path);
        let mut turns = 0;
        loop {
            turns += 1;
            let wait = match self.pace.take(&route, Instant::now()) {
                Ok(()) => match self.once(&method, path, with, &route).await {
                    Err(Failure::Limited(wait)) => wait,
                    ended => return ended,
                },
                Err(wait) => wait,
            };
            if wait > self.timings.patience || turns == TURNS {
                return Err(Failure::Limited(wait));
            }
            sleep(wait).await;
        }
    }

    /// Answers an interaction for the first time: at once, whatever the pace, which does not bind such answers.
    pub async fn answer(&self, path: &str, body: &Value) -> Result<(), Failure> {
        let request = self.http.post(self.site.route(path)).json(body).timeout(self.timings.answer);
        let response = self.sent(request, path).await?;
        let (status, heads) = (response.status(), response.headers().clone());
        if status.is_success() {
            return Ok(());
        }
        let raw = read(response, path).await.unwrap_or_default();
        Err(self.refused(status, &heads, &Route::of("POST", path), &raw))
    }

    async fn once<T: DeserializeOwned>(
        &self,
        method: &Method,
        path: &str,
        with: With<'_>,
        route: &Route,
    ) -> Result<T, Failure> {
        let request = self.http.request(method.clone(), self.site.route(path));
        // Interactions have tokens of their own in the path.
        let request = match path.starts_with("webhooks/") {
            true => request,
            false => request.header(header::AUTHORIZATION, self.token.clone()),
        };
        let request = match with {
            With::Nothing if *method == Method::GET => request,
            With::Nothing => request.header(header::CONTENT_LENGTH, "0"),
            With::Json(body) => request.json(body),
            With::File(body, name, content) => {
                let content =
                    reqwest::multipart::Part::stream_with_length(content.clone(), content.len() as u64)
                        .file_name(name.to_owned());
                let json = reqwest::multipart::Part::text(body.to_string()).mime_str("application/json");
                let json =
                    json.map_err(|_| Failure::Unknown("a file could not be put into a form".to_owned()))?;
                request.multipart(
                    reqwest::multipart::Form::new().part("payload_json", json).part("files[0]", content),
                )
            }
        };
        let timeout = if matches!(with, With::File(..)) { self.timings.file } else { self.timings.call };
        let response = self.sent(request.timeout(timeout), path).await?;
        let (status, heads) = (response.status(), response.headers().clone());
        self.pace.heed(route, &heads, Instant::now());
        let raw = read(response, path).await;
        if !status.is_success() {
            return Err(self.refused(status, &heads, route, &raw.unwrap_or_default()));
        }
        let raw = raw?;
        let text: &[u8] = if raw.is_empty() { b"null" } else { &raw };
        serde_json::from_slice(text)
            .map_err(|_| Failure::Unknown(format!("Discord's answer to {} could not be read", kind(path))))
    }

    async fn sent(&self, request: RequestBuilder, path: &str) -> Result<Response, Failure> {
        let response = request.send().await.map_err(|error| {
            let what = if error.is_timeout() { "did not answer in time" } else { "could not be reached" };
            Failure::Unknown(format!("Discord {what} for {}", kind(path)))
        })?;
        self.note_time(response.headers());
        Ok(response)
    }

    fn refused(&self, status: StatusCode, heads: &HeaderMap, route: &Route, raw: &[u8]) -> Failure {
        let told: Refusal = serde_json::from_slice(raw).unwrap_or_default();
        if status == StatusCode::TOO_MANY_REQUESTS {
            let in_heads = || heads.get(header::RETRY_AFTER)?.to_str().ok()?.parse().ok();
            // Where Discord itself says nothing, this machine's address is refused, whatever it asks.
            let is_all = told.global || told.retry_after.is_none();
            let after = told.retry_after.or_else(in_heads);
            let after = after.and_then(|after| Duration::try_from_secs_f64(after).ok());
            let wait = after.unwrap_or(Duration::from_secs(5));
            self.pace.hold(route, wait, is_all, Instant::now());
            return Failure::Limited(wait);
        }
        match told.code {
            Some(code) if !status.is_server_error() && status != StatusCode::REQUEST_TIMEOUT => {
                Failure::Refused(status.as_u16(), code)
            }
            _ => Failure::Unknown(format!("Discord answered with status {}", status.as_u16())),
        }
    }

    fn note_time(&self, heads: &HeaderMap) {
        let told = heads.get(header::DATE).and_then(|date| date.to_str().ok());
        let date = told.and_then(|date| chrono::DateTime::parse_from_rfc2822(date).ok());
        if let Some(ms) = date.and_then(|date| u64::try_from(date.timestamp_millis()).ok()) {
            *self.clock.lock().unwrap_or_else(PoisonError::into_inner) = Some((ms, Instant::now()));
        }
    }

    /// The id that something has which was made so many milliseconds ago, by Discord's clock; none before its first
    /// answer.
    pub fn id_of_past(&self, ago_ms: u64) -> Option<u64> {
        let (told, at) = (*self.clock.lock().unwrap_or_else(PoisonError::into_inner))?;
        let now = told + u64::try_from(at.elapsed().as_millis()).unwrap_or_default();
        Some(now.saturating_sub(EPOCH_MS).saturating_sub(ago_ms) << 22)
    }

    /// A client for what is not the API: our token does not go with it.
    pub fn plain(&self) -> &reqwest::Client {
        &self.http
    }

    pub fn site(&self) -> &Site {
        &self.site
    }
}

async fn read(response: Response, path: &str) -> Result<bytes::Bytes, Failure> {
    let body = response.bytes().await;
    body.map_err(|_| Failure::Unknown(format!("Discord's answer to {} broke off", kind(path))))
}

/// What a path is about, without ids and tokens.
fn kind(path: &str) -> &str {
    path.split('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_discords_own_word_is_no_refusal() {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let site = Site::new(Some("http://127.0.0.1:9/api")).unwrap();
        let web = Web::new(site, &Secret::inline("x"), Timings::default()).unwrap();
        let (post, get) = (Route::of("POST", "channels/1/messages"), Route::of("GET", "users/@me"));
        let none = HeaderMap::new();
        let refused = web.refused(StatusCode::FORBIDDEN, &none, &post, br#"{"code": 50001}"#);
        assert_eq!(refused, Failure::Refused(403, 50_001));
        let blocked = web.refused(StatusCode::FORBIDDEN, &none, &post, b"<html>a gateway's page</html>");
        assert!(matches!(blocked, Failure::Unknown(_)), "{blocked:?}");
        assert!(web.pace.take(&get, Instant::now()).is_ok());
        let heads = HeaderMap::from_iter([(header::RETRY_AFTER, HeaderValue::from_static("70"))]);
        let limited = web.refused(StatusCode::TOO_MANY_REQUESTS, &heads, &post, b"error 1015");
        assert_eq!(limited, Failure::Limited(Duration::from_secs(70)));
        assert!(web.pace.take(&get, Instant::now()).is_err(), "nothing at all is asked meanwhile");
    }

    #[test]
    fn a_refusal_is_final_unless_somebody_or_time_can_mend_it() {
        let is_final = |status, code| matches!(Error::from(Failure::Refused(status, code)), Error::Never(_));
        for (status, code) in
            [(404, 10_003), (403, 50_001), (403, 50_013), (400, 50_035), (401, 50_027), (418, 7)]
        {
            assert!(is_final(status, code), "{status} {code}");
        }
        for (status, code) in [(401, 0), (403, 40_333), (400, 130_000)] {
            assert!(!is_final(status, code), "{status} {code}");
        }
    }
}
