//! Who is asking: decided by the way a request came in and by its token, never by what it says.

use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, PoisonError};
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::Api;
use super::authority::Rule;
use super::error::Problem;
use super::extract::is_json;
use super::origin::{self, Arrival};
use super::principal::Principal;
use crate::engine::Agent;
use crate::engine::doors::Door;
use crate::model::{Scope, Token};

/// Addresses that need no token on TCP and on the operator's socket: nothing in them is a secret.
const OPEN: [&str; 4] = ["/healthz", "/readyz", "/api/docs", "/api/openapi.json"];
const OPEN_BELOW: &str = "/api/docs/";

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
    match admit(&api, &parts).await {
        Ok(Some(principal)) => drop(parts.extensions.insert(principal)),
        Ok(None) => {}
        Err(problem) => return problem.into_response(),
    }
    next.run(Request::from_parts(parts, body)).await
}

/// Who asks; `None` where nobody has to say.
async fn admit(api: &Api, parts: &Parts) -> Result<Option<Principal>, Problem> {
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
        Way::Door(door) => agent(door, rule(api, parts), &parts.headers).map(Some),
        Way::Operator { trusted: false } => Err(Problem::forbidden(
            "this socket is for the user who runs loopd; use the TCP address and the token",
        )),
        Way::Operator { trusted: true } => Ok(Some(Principal::Operator)),
        Way::Tcp(_) if is_open => Ok(None),
        Way::Tcp(_) => bearer_of(api, parts).await.map(Some),
    }
}

/// The row of the table for what is asked.
fn rule(api: &Api, parts: &Parts) -> Rule {
    let path = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
    api.rules.get(&parts.method, path)
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

/// Who holds the token of a request on TCP: the operator, or somebody with a personal one.
async fn bearer_of(api: &Api, parts: &Parts) -> Result<Principal, Problem> {
    let Some(token) = bearer(&parts.headers) else {
        return Err(Problem::unauthorized(
            "the request needs a token in the header `Authorization: Bearer …`: the operator's, which is in the file \
             `token` of loopd's home, or a personal one from `loopctl tokens create`",
        ));
    };
    if api.token.matches(token) {
        return Ok(Principal::Operator);
    }
    if let Some(personal) = api.engine.token_of(token).await? {
        return with_scope(rule(api, parts), &personal);
    }
    let mut guesses = api.guesses.lock().unwrap_or_else(PoisonError::into_inner);
    match guesses.wrong(Instant::now()) {
        Ok(()) => {
            tracing::warn!("a request with a wrong token was refused");
            Err(Problem::unauthorized(
                "the token is wrong, has expired or was revoked; the operator's is in the file `token` of loopd's home",
            ))
        }
        Err(wait) => Err(Problem::too_many_tries(wait)),
    }
}

/// A personal token opens what its scopes say.
fn with_scope(rule: Rule, token: &Token) -> Result<Principal, Problem> {
    match rule.scope {
        Some(scope) if token.scopes().contains(&scope) => {
            let may_ask = token.scopes().contains(&Scope::Runs);
            Ok(Principal::Token { id: token.id, name: token.name.clone(), may_ask })
        }
        Some(scope) => Err(Problem::forbidden(format!(
            "this token has not the scope `{}`, which this needs; it has: {}",
            scope.as_str(),
            token.scopes
        ))),
        None => Err(Problem::forbidden("only the operator may do this; no personal token can")),
    }
}

/// The agent behind a door. What it may not do looks like what does not exist.
fn agent(door: &Door, rule: Rule, headers: &HeaderMap) -> Result<Principal, Problem> {
    let wrong = || Problem::unauthorized("the request needs this container's token");
    let hash = hex::encode(Sha256::digest(bearer(headers).ok_or_else(wrong)?));
    if door.closed.is_cancelled() || !bool::from(hash.as_bytes().ct_eq(door.token_hash.as_bytes())) {
        return Err(wrong());
    }
    if !rule.agents {
        return Err(Problem::no_route());
    }
    Ok(Principal::Agent(Agent { channel: door.channel.clone(), container: door.container.clone() }))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (scheme, token) = values.next()?.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    (values.next().is_none() && scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ChannelId, ContainerId};

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
    fn a_token_opens_what_its_scopes_say_until_it_ends() {
        let mut token = Token {
            id: crate::model::TokenId(1),
            name: "ci".to_owned(),
            hash: String::new(),
            scopes: "read tasks unheard-of".to_owned(),
            created_at: 0,
            expires_at: Some(100),
            revoked_at: None,
            last_used_at: None,
        };
        let rule = |scope| Rule { agents: true, scope };
        assert!(with_scope(rule(Some(Scope::Tasks)), &token).is_ok());
        for closed in [Some(Scope::Runs), None] {
            assert!(with_scope(rule(closed), &token).is_err(), "{closed:?}");
        }
        assert!(token.is_valid(99) && !token.is_valid(100));
        token.expires_at = None;
        assert!(token.is_valid(i64::MAX));
        token.revoked_at = Some(1);
        assert!(!token.is_valid(0));
    }

    #[test]
    fn an_agent_is_let_in_by_its_own_token_to_what_agents_may_do() {
        let door = Door {
            container: ContainerId("k1".to_owned()),
            channel: ChannelId("c1".to_owned()),
            dir: "/nowhere".into(),
            token_hash: hex::encode(Sha256::digest("t")),
            trouble: crate::engine::doors::Trouble::default(),
            closed: tokio_util::sync::CancellationToken::new(),
        };
        let ask = |agents: bool, token: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("authorization", format!("Bearer {token}").parse().unwrap());
            agent(&door, Rule { agents, scope: None }, &headers)
        };
        let me = Principal::Agent(Agent { channel: door.channel.clone(), container: door.container.clone() });
        assert_eq!(ask(true, "t").unwrap(), me);
        assert_eq!(ask(false, "t").unwrap_err(), Problem::no_route());
        assert_ne!(ask(false, "x").unwrap_err(), Problem::no_route(), "a stranger does not even hear that");
        door.closed.cancel();
        assert!(ask(true, "t").is_err(), "a closed door's token is worth nothing");
    }
}
