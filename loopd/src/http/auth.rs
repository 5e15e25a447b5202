//! Who is asking: decided by the way a request came in and by its token, never by what it says.

use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, PoisonError};
use std::time::Instant;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::Api;
use super::error::Problem;
use super::extract::is_json;
use super::origin::{self, Arrival};
use crate::engine::doors::Door;
use crate::model::{ChannelId, ContainerId};

/// Addresses that need no token on TCP and on the operator's socket: nothing in them is a secret.
const OPEN: [&str; 4] = ["/healthz", "/readyz", "/api/docs", "/api/openapi.json"];
const OPEN_BELOW: &str = "/api/docs/";
/// The one address that an agent may read in this version.
const FOR_AGENTS: &str = "/api/status";

/// The way a request came in; the listener adds it to every request.
#[derive(Clone, Debug)]
pub enum Way {
    /// TCP; the connection's own end.
    Tcp(SocketAddr),
    /// The operator's Unix socket.
    Operator {
        /// True when the program at the other end runs as our own user, or as root.
        trusted: bool,
    },
    /// The door of one container.
    Door(Arc<Door>),
}

/// Who is asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Principal {
    /// Whoever runs this daemon: may do everything.
    Operator,
    /// An agent: may act for its own channel only.
    Agent {
        /// The channel.
        channel: ChannelId,
        /// The container it works in.
        container: ContainerId,
    },
}

/// The operator's token. Only its hash is kept.
#[derive(Clone)]
pub struct OperatorToken([u8; 32]);

impl OperatorToken {
    /// Takes the token's text, without the line break of its file.
    pub fn new(token: &str) -> Self {
        Self(Sha256::digest(token.trim()).into())
    }

    /// Compares in constant time.
    fn matches(&self, given: &str) -> bool {
        let given: [u8; 32] = Sha256::digest(given).into();
        self.0.ct_eq(&given).into()
    }
}

impl fmt::Debug for OperatorToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Middleware around everything: refuses foreign hosts and pages, then finds out who asks.
pub(super) async fn gate(State(api): State<Arc<Api>>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    match admit(&api, &parts) {
        Ok(Some(principal)) => drop(parts.extensions.insert(principal)),
        Ok(None) => {}
        Err(problem) => return problem.into_response(),
    }
    next.run(Request::from_parts(parts, body)).await
}

/// Who asks; `None` where nobody has to say.
fn admit(api: &Api, parts: &Parts) -> Result<Option<Principal>, Problem> {
    let Some(way) = parts.extensions.get::<Way>() else {
        return Err(Problem::internal(&anyhow::anyhow!("a request came in no known way")));
    };
    let arrival = match way {
        Way::Tcp(local) => Arrival::Tcp { local: *local, remote: api.engine.config.api.allow_remote },
        Way::Operator { .. } | Way::Door(_) => Arrival::Socket,
    };
    origin::check(arrival, parts)?;
    check_body(parts)?;
    let path = parts.uri.path();
    let is_open = OPEN.contains(&path) || path.starts_with(OPEN_BELOW);
    match way {
        Way::Door(door) => agent(door, parts).map(Some),
        Way::Operator { trusted: false } => Err(Problem::forbidden(
            "this socket is for the user who runs loopd; use the TCP address and the token",
        )),
        Way::Operator { trusted: true } => Ok(Some(Principal::Operator)),
        Way::Tcp(_) if is_open => Ok(None),
        Way::Tcp(_) => operator(api, &parts.headers).map(Some),
    }
}

/// A form of a web page can send anything but JSON, and nobody may send more than we take.
fn check_body(parts: &Parts) -> Result<(), Problem> {
    if matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    let length = parts.headers.get(header::CONTENT_LENGTH);
    // Refused when it is announced, not when it has come.
    let announced = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|bytes| bytes > super::MAX_BODY_BYTES as u64) {
        return Err(Problem::too_large(super::MAX_BODY_BYTES));
    }
    let has_body =
        length.is_some_and(|length| length != "0") || parts.headers.contains_key(header::TRANSFER_ENCODING);
    if has_body && !is_json(&parts.headers) { Err(Problem::not_json()) } else { Ok(()) }
}

fn operator(api: &Api, headers: &HeaderMap) -> Result<Principal, Problem> {
    let Some(token) = bearer(headers) else {
        return Err(Problem::unauthorized(
            "the request needs the operator's token in the header `Authorization: Bearer …`; it is in the file \
             `token` of loopd's home",
        ));
    };
    if api.token.matches(token) {
        return Ok(Principal::Operator);
    }
    let mut guesses = api.guesses.lock().unwrap_or_else(PoisonError::into_inner);
    match guesses.wrong(Instant::now()) {
        Ok(()) => {
            tracing::warn!("a request with a wrong token was refused");
            Err(Problem::unauthorized(
                "the token is wrong; the right one is in the file `token` of loopd's home",
            ))
        }
        Err(wait) => Err(Problem::too_many_tries(wait)),
    }
}

/// The agent behind a door. What it may not do looks like what does not exist.
fn agent(door: &Door, parts: &Parts) -> Result<Principal, Problem> {
    let wrong = || Problem::unauthorized("the request needs this container's token");
    let hash = hex::encode(Sha256::digest(bearer(&parts.headers).ok_or_else(wrong)?));
    if door.closed.is_cancelled() || !bool::from(hash.as_bytes().ct_eq(door.token_hash.as_bytes())) {
        return Err(wrong());
    }
    if parts.method != Method::GET || parts.uri.path() != FOR_AGENTS {
        return Err(Problem::no_route());
    }
    Ok(Principal::Agent { channel: door.channel.clone(), container: door.container.clone() })
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (scheme, token) = values.next()?.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    (values.next().is_none() && scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

impl<S: Send + Sync> FromRequestParts<S> for Principal {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        // Only an open address has none, and no handler of those asks.
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(|| Problem::unauthorized("the request needs a token"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_exact_token_matches() {
        let token = OperatorToken::new("s3cret\n");
        assert!(token.matches("s3cret"));
        for wrong in ["", "s3cre", "s3cretx", "S3CRET", "s3cret "] {
            assert!(!token.matches(wrong), "{wrong:?}");
        }
        assert_eq!(format!("{token:?}"), "[redacted]");
    }

    #[test]
    fn a_bearer_header_is_read_once() {
        let headers = |values: &[&'static str]| {
            let mut map = HeaderMap::new();
            for value in values {
                map.append(header::AUTHORIZATION, axum::http::HeaderValue::from_static(value));
            }
            map
        };
        assert_eq!(bearer(&headers(&["Bearer abc"])), Some("abc"));
        assert_eq!(bearer(&headers(&["bearer abc"])), Some("abc"));
        for bad in [vec![], vec!["abc"], vec!["Basic abc"], vec!["Bearer "], vec!["Bearer a", "Bearer a"]] {
            assert_eq!(bearer(&headers(&bad)), None, "{bad:?}");
        }
    }

    #[test]
    fn an_agent_sees_its_status_and_nothing_else() {
        let door = Door {
            container: ContainerId("k1".to_owned()),
            channel: ChannelId("c1".to_owned()),
            dir: "/nowhere".into(),
            token_hash: hex::encode(Sha256::digest("t")),
            trouble: crate::engine::doors::Trouble::default(),
            closed: tokio_util::sync::CancellationToken::new(),
        };
        let ask = |method: &str, path: &str, token: &str| {
            let request = axum::http::Request::builder()
                .method(method)
                .uri(path)
                .header("authorization", format!("Bearer {token}"));
            agent(&door, &request.body(()).unwrap().into_parts().0)
        };
        let me = Principal::Agent { channel: door.channel.clone(), container: door.container.clone() };
        assert_eq!(ask("GET", "/api/status", "t").unwrap(), me);
        for (method, path) in [
            ("POST", "/api/status"),
            ("GET", "/api/runs"),
            ("GET", "/metrics"),
            ("GET", "/healthz"),
            ("GET", "/nope"),
        ] {
            assert_eq!(ask(method, path, "t").unwrap_err(), Problem::no_route(), "{method} {path}");
        }
        assert_ne!(ask("GET", "/api/runs", "x").unwrap_err(), Problem::no_route());
        door.closed.cancel();
        assert!(ask("GET", "/api/status", "t").is_err(), "a closed door's token is worth nothing");
    }
}
