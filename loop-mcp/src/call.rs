//! One tool call's way to the daemon and back: it is tried again while the daemon is away, and done once.

use std::time::Duration;

use loop_client::types::Problem;
use loop_client::{CallError, Client, Error, ResponseValue};
use rmcp::ErrorData;
use rmcp::handler::server::common::FromContextPart;
use rmcp::handler::server::tool::ToolCallContext;
use rmcp::model::RequestMetaObject;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::access::Access;
use crate::bridge::Bridge;
use crate::refusal::Failure;

/// How long a call is tried anew; MCP clients commonly give up after a minute.
const TRIED_FOR: Duration = Duration::from_secs(30);
/// When it ends whatever it waits for.
const ENDS_AFTER: Duration = Duration::from_secs(50);
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// Where Claude Code says which call it is.
const CALL_ID: &str = "claudecode/toolUseId";
/// Shorter ids may be counted up from one again in each conversation.
const MIN_ID: usize = 20;

/// A tool call.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    key: String,
    begun: Instant,
    cancelled: CancellationToken,
}

impl Call {
    pub(crate) fn new(meta: &RequestMetaObject, cancelled: CancellationToken) -> Self {
        let id = meta.get(CALL_ID).and_then(|id| id.as_str());
        let is_unique =
            |id: &&str| (MIN_ID..=200).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic());
        let key = id.filter(is_unique).map_or_else(|| Uuid::new_v4().to_string(), str::to_owned);
        Self { key: format!("mcp:{key}"), begun: Instant::now(), cancelled }
    }

    /// The same for every attempt, and for a client that makes the call again after it lost us.
    pub(crate) fn key(&self) -> String {
        self.key.clone()
    }

    /// Sends until there is an answer, the daemon refuses, or time is up.
    pub(crate) async fn send<T, F, R>(&self, access: &Access, send: F) -> Result<T, Failure>
    where
        F: Fn(Client) -> R,
        R: Future<Output = Result<ResponseValue<T>, CallError<Problem>>>,
    {
        let mut attempts = Attempts { begun: self.begun, pause: FIRST_PAUSE, unsure: false, renewed: false };
        loop {
            let attempt = async {
                tokio::select! {
                    answer = send(access.client()) => Some(answer),
                    () = self.cancelled.cancelled() => None,
                }
            };
            let error = match tokio::time::timeout_at(attempts.begun + ENDS_AFTER, attempt).await {
                Ok(Some(Ok(answer))) => return Ok(answer.into_inner()),
                Ok(Some(Err(error))) => error,
                // Nobody hears the answer to a cancelled call.
                Ok(None) => {
                    return Err(attempts.failure(Error::Protocol("the call was cancelled".to_owned())));
                }
                Err(_) => {
                    attempts.unsure = true;
                    return Err(attempts.failure(Error::Timeout));
                }
            };
            let pause = attempts.pause(error, access)?;
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = self.cancelled.cancelled() => {}
            }
        }
    }
}

impl FromContextPart<ToolCallContext<'_, Bridge>> for Call {
    fn from_context_part(context: &mut ToolCallContext<'_, Bridge>) -> Result<Self, ErrorData> {
        let request = context.request_context();
        Ok(Self::new(&request.meta, request.ct.clone()))
    }
}

struct Attempts {
    begun: Instant,
    pause: Duration,
    unsure: bool,
    renewed: bool,
}

impl Attempts {
    /// How long to wait before the next attempt, or why there is none.
    fn pause(&mut self, error: CallError<Problem>, access: &Access) -> Result<Duration, Failure> {
        let wish = retry_after(&error);
        self.unsure |= matches!(&error, CallError::CommunicationError(error) if !error.is_connect());
        let error = Error::from(error);
        if error.status() == Some(401) && !self.renewed && access.renew() {
            self.renewed = true;
            return Ok(Duration::ZERO);
        }
        let is_passing = matches!(error, Error::Unreachable { .. } | Error::Timeout)
            || matches!(error.status(), Some(502..=504));
        let pause = wish.unwrap_or(self.pause);
        if !is_passing || self.begun.elapsed() + pause > TRIED_FOR {
            return Err(self.failure(error));
        }
        if self.pause == FIRST_PAUSE {
            crate::log(&format!("{error}; trying again"));
        }
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        Ok(pause)
    }

    fn failure(&self, error: Error) -> Failure {
        // An answer that is a refusal settles it.
        let unsure = self.unsure && error.status().is_none_or(|status| status >= 500 || status == 404);
        Failure { error, unsure }
    }
}

/// What the daemon asks for, in seconds.
fn retry_after(error: &CallError<Problem>) -> Option<Duration> {
    let CallError::ErrorResponse(answer) = error else { return None };
    let seconds = answer.headers().get("retry-after")?.to_str().ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds).min(LONGEST_PAUSE))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_callers_id_is_the_key_if_it_is_one_of_a_kind() {
        let key = |id: serde_json::Value| {
            let meta: RequestMetaObject = serde_json::from_value(json!({ CALL_ID: id })).unwrap();
            Call::new(&meta, CancellationToken::new()).key()
        };
        assert_eq!(key(json!("toolu_01A2B3C4D5E6F7G8")), "mcp:toolu_01A2B3C4D5E6F7G8");
        for other in [json!("call_0"), json!(7), json!("x".repeat(300)), json!("toolu 01A2B3C4D5E6F7G8")] {
            assert_ne!(key(other.clone()), key(other), "a new one for each call");
        }
    }
}
