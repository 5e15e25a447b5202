//! The model's API as a container reaches it: through its door, with the real credentials added outside of it.
//!
//! Requests and answers stream through untouched. It must not log bodies or credentials, nor let a container reach
//! anything but the model's API.

use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use bytes::Bytes;
use futures::{StreamExt as _, stream};
use http_body_util::{LengthLimitError, Limited};
use reqwest::{Client, NoProxy, Proxy, Url};

use super::trouble;
use crate::clock::Clock;
use crate::config::{Credential, Proxies, Secret};
use crate::engine::doors::{Door, ModelTrouble};

/// The API's address unless the configuration names another.
pub const DEFAULT_BASE_URL: &str = "https://api.anthropic.com";

const CONNECT_WITHIN: Duration = Duration::from_secs(10);
/// Bytes of a request at the most.
const MAX_REQUEST_BYTES: usize = 64 * 1024 * 1024;
/// Bytes of a failed answer that are looked at.
const MAX_ERROR_BYTES: usize = 64 * 1024;
/// How long a failed answer is waited for before it is passed on unseen.
const ERROR_WITHIN: Duration = Duration::from_secs(10);
/// The one address whose answers tell how the model's API is; the CLI can do without all others.
const MESSAGES: &str = "/v1/messages";
/// What the API asks of a client that signs in with a subscription.
const OAUTH_BETA: &str = "oauth-2025-04-20";
const API_KEY: HeaderName = HeaderName::from_static("x-api-key");
const BETA: HeaderName = HeaderName::from_static("anthropic-beta");

/// What the vendor's clients obey when they decide whether to ask again.
const SHOULD_RETRY: HeaderName = HeaderName::from_static("x-should-retry");
/// Refusals in a row after which an agent is told to give up: about 9 s of its pauses.
const RETRIES: u32 = 4;

/// Headers that concern one connection only.
const HOP_BY_HOP: [&str; 9] = [
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// How the model's API is reached.
#[derive(Clone, Debug)]
pub struct ModelAccess {
    /// Its address, without a trailing slash.
    pub base_url: String,
    /// What is shown to it; nothing is added if there is none.
    pub credential: Option<Credential>,
    /// The host's own proxies.
    pub proxies: Proxies,
}

/// Forwards requests to the model's API; shared by all doors.
pub struct ModelProxy {
    client: Client,
    base: Url,
    credential: Option<Credential>,
    clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for ModelProxy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ModelProxy").field("host", &self.base.host_str()).finish_non_exhaustive()
    }
}

impl ModelProxy {
    /// Prepares the way to the model's API; nothing is sent yet.
    ///
    /// # Errors
    /// If an address is not one, or the machine's certificates cannot be read.
    pub fn new(access: ModelAccess, clock: Arc<dyn Clock>) -> anyhow::Result<Self> {
        let base = Url::parse(access.base_url.trim_end_matches('/'))
            .map_err(|error| anyhow::anyhow!("the model API's address cannot be used: {error}"))?;
        let mut builder = Client::builder()
            .connect_timeout(CONNECT_WITHIN)
            .redirect(reqwest::redirect::Policy::none())
            .referer(false);
        let direct = access.proxies.no_proxy.as_deref().and_then(NoProxy::from_string);
        // The reason alone: the address of a proxy may hold a password.
        let refused = |error: reqwest::Error| {
            anyhow::anyhow!("a proxy's address cannot be used: {}", error.without_url())
        };
        let expose = |secret: &Option<Secret>| secret.as_ref().map(|secret| secret.expose().to_owned());
        if let Some(proxy) = expose(&access.proxies.http) {
            builder = builder.proxy(Proxy::http(proxy).map_err(refused)?.no_proxy(direct.clone()));
        }
        if let Some(proxy) = expose(&access.proxies.https) {
            builder = builder.proxy(Proxy::https(proxy).map_err(refused)?.no_proxy(direct));
        }
        Ok(Self { client: builder.build()?, base, credential: access.credential, clock })
    }

    /// What one door's socket serves.
    pub(super) fn router(self: &Arc<Self>, door: Arc<Door>) -> Router {
        Router::new().fallback(forward).with_state((Arc::clone(self), door))
    }

    /// Where the request goes; `None` if a container may not ask that.
    fn target(&self, method: &Method, uri: &Uri) -> Option<Url> {
        let asked = uri.path();
        let is_probe = matches!(*method, Method::GET | Method::HEAD) && matches!(asked, "/" | "/api/hello");
        if !is_probe && !asked.starts_with("/v1/") {
            return None;
        }
        let path_and_query = uri.path_and_query()?.as_str();
        let prefix = self.base.as_str().trim_end_matches('/');
        let url = Url::parse(&format!("{prefix}{path_and_query}")).ok()?;
        // Parsing resolved `..`: what is left must still be below the address that may be asked.
        let below = url.path().strip_prefix(self.base.path().trim_end_matches('/'))?;
        (url.origin() == self.base.origin() && (is_probe || below.starts_with("/v1/"))).then_some(url)
    }

    fn sign(&self, headers: &mut HeaderMap) {
        headers.remove(&API_KEY);
        headers.remove(header::AUTHORIZATION);
        let sensitive = |text: String| {
            let mut value = HeaderValue::try_from(text).ok()?;
            value.set_sensitive(true);
            Some(value)
        };
        match &self.credential {
            None => {}
            Some(Credential::ApiKey(key)) => {
                headers.extend(sensitive(key.expose().to_owned()).map(|key| (API_KEY, key)));
            }
            Some(Credential::OauthToken(token)) => {
                let value = sensitive(format!("Bearer {}", token.expose()));
                headers.extend(value.map(|value| (header::AUTHORIZATION, value)));
                let betas: Vec<_> =
                    headers.get_all(&BETA).iter().filter_map(|value| value.to_str().ok()).collect();
                if !betas.iter().any(|beta| beta.contains(OAUTH_BETA)) {
                    headers.append(BETA, HeaderValue::from_static(OAUTH_BETA));
                }
            }
        }
    }
}

type ProxyState = (Arc<ModelProxy>, Arc<Door>);

async fn forward(State((proxy, door)): State<ProxyState>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Some(url) = proxy.target(&parts.method, &parts.uri) else {
        return refusal(StatusCode::NOT_FOUND, "not_found_error", "only the model's API is reached here");
    };
    let length =
        parts.headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if length.is_some_and(|length: u64| length > MAX_REQUEST_BYTES as u64) {
        return too_large();
    }
    let has_body =
        length.is_some_and(|length| length > 0) || parts.headers.contains_key(header::TRANSFER_ENCODING);
    let tells = parts.uri.path() == MESSAGES;
    let mut headers = end_to_end(&parts.headers);
    headers.remove(header::HOST);
    // Errors are read on their way, so they must come as text.
    headers.remove(header::ACCEPT_ENCODING);
    proxy.sign(&mut headers);
    let mut outgoing = proxy.client.request(parts.method, url).headers(headers);
    if has_body {
        let limited = Body::new(Limited::new(body, MAX_REQUEST_BYTES));
        outgoing = outgoing.body(reqwest::Body::wrap_stream(limited.into_data_stream()));
    }
    match outgoing.send().await {
        Ok(answer) => pass_on(&proxy, &door, answer, tells).await,
        Err(error) if is_too_large(&error) => too_large(),
        Err(error) => {
            let message = trouble::shorten(&words(error));
            let trouble = ModelTrouble { status: None, message: message.clone(), reset: None };
            let times = door.trouble.set(Some(trouble));
            tracing::warn!(container = %door.container, %message, "failed to reach the model's API");
            let text = format!("loopd cannot reach the model's API: {message}");
            let mut answer = refusal(StatusCode::BAD_GATEWAY, "api_error", &text);
            advise(answer.headers_mut(), StatusCode::BAD_GATEWAY, times);
            answer
        }
    }
}

/// Gives the answer to the container, and the door what it tells of the model's API.
async fn pass_on(proxy: &ModelProxy, door: &Door, answer: reqwest::Response, tells: bool) -> Response {
    let status = answer.status();
    let mut headers = end_to_end(answer.headers());
    let mut body = Body::from_stream(answer.bytes_stream());
    if tells && status.is_success() {
        door.trouble.set(None);
    }
    if tells && (status.is_client_error() || status.is_server_error()) {
        let mut rest = body.into_data_stream();
        let (seen, text) = peek(&mut rest).await;
        let trouble = trouble::of_answer(status, &headers, &text, proxy.clock.now());
        tracing::info!(container = %door.container, status = status.as_u16(), "the model's API refused a request");
        let times = door.trouble.set(Some(trouble));
        advise(&mut headers, status, times);
        body = Body::from_stream(stream::iter(seen).chain(rest));
    }
    let mut response = (status, body).into_response();
    *response.headers_mut() = headers;
    response
}

/// Tells the agent whether asking again makes sense. Left to itself it would ask ten times over three minutes, which
/// is right while loopd restarts and nobody answers, but not when somebody did answer, and said no.
fn advise(headers: &mut HeaderMap, status: StatusCode, times: u32) {
    let may_pass = status.is_server_error()
        || matches!(
            status,
            StatusCode::REQUEST_TIMEOUT | StatusCode::CONFLICT | StatusCode::TOO_MANY_REQUESTS
        );
    if !may_pass || times > RETRIES {
        headers.insert(SHOULD_RETRY, HeaderValue::from_static("false"));
    }
}

type Chunk = Result<Bytes, axum::Error>;

/// The first chunks of a body, as they must be passed on, and their bytes.
async fn peek(body: &mut BodyDataStream) -> (Vec<Chunk>, Vec<u8>) {
    let (mut seen, mut text) = (Vec::new(), Vec::new());
    let reading = async {
        while text.len() < MAX_ERROR_BYTES {
            let Some(chunk) = body.next().await else { return };
            if let Ok(bytes) = &chunk {
                text.extend_from_slice(bytes);
            }
            let failed = chunk.is_err();
            seen.push(chunk);
            if failed {
                return;
            }
        }
    };
    // What has not come by then is passed on when it comes.
    let _ = tokio::time::timeout(ERROR_WITHIN, reading).await;
    (seen, text)
}

/// The headers without those that concern one connection.
fn end_to_end(headers: &HeaderMap) -> HeaderMap {
    let named: Vec<String> = headers
        .get_all(header::CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|name| name.trim().to_ascii_lowercase())
        .collect();
    let mut kept = headers.clone();
    for name in HOP_BY_HOP.into_iter().chain(named.iter().map(String::as_str)) {
        kept.remove(name);
    }
    kept
}

fn is_too_large(error: &reqwest::Error) -> bool {
    let mut cause: Option<&(dyn StdError + 'static)> = error.source();
    while let Some(error) = cause {
        if error.is::<LengthLimitError>() {
            return true;
        }
        cause = error.source();
    }
    false
}

fn too_large() -> Response {
    let text = format!("the request is larger than the {} MiB that are allowed", MAX_REQUEST_BYTES >> 20);
    refusal(StatusCode::PAYLOAD_TOO_LARGE, "request_too_large", &text)
}

/// The causes of an error in a line, without the address, which may hold a password.
fn words(error: reqwest::Error) -> String {
    format!("{:#}", anyhow::Error::from(error.without_url()))
}

/// A failure as the model's API words it.
fn refusal(status: StatusCode, kind: &str, message: &str) -> Response {
    let body = serde_json::json!({ "type": "error", "error": { "type": kind, "message": message } });
    (status, Json(body)).into_response()
}

#[cfg(test)]
mod tests;
