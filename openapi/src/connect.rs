//! Makes clients: transport, credentials and time limits. It must not know single operations, but for the one that
//! has no time limit.

use std::time::Duration;

use progenitor_client::{ClientHooks, ClientInfo, OperationInfo};
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};

use crate::{Client, Endpoint, Error};

/// How long a call may take, unless the caller says otherwise: a little longer than the daemon gives itself.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(35);

const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// The daemon sends a sign of life on streams every 15 s; after this much silence it is gone.
const SILENCE: Duration = Duration::from_secs(45);
/// The daemon closes idle connections after 10 s; better not to use one that it is about to close.
const IDLE: Duration = Duration::from_secs(5);
/// The operation that lasts as long as a run.
const STREAM: &str = "stream_run";

/// A client of the daemon at `endpoint`. Nothing is sent yet. `timeout` bounds each call but streams.
///
/// # Errors
/// If the token cannot be sent in a header.
pub fn connect(endpoint: &Endpoint, token: Option<&str>, timeout: Duration) -> Result<Client, Error> {
    let mut headers = HeaderMap::new();
    if let Some(token) = token.map(str::trim).filter(|token| !token.is_empty()) {
        let value = HeaderValue::try_from(format!("Bearer {token}"));
        let mut value =
            value.map_err(|_| Error::Protocol("the token holds characters that no token has".to_owned()))?;
        value.set_sensitive(true);
        headers.insert(AUTHORIZATION, value);
    }
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("loop-client/", env!("CARGO_PKG_VERSION")))
        .default_headers(headers)
        .connect_timeout(CONNECT_WITHIN)
        .read_timeout(SILENCE.max(timeout))
        .pool_idle_timeout(IDLE)
        .redirect(reqwest::redirect::Policy::none());
    if let Endpoint::Unix(path) = endpoint {
        builder = builder.unix_socket(path.clone());
    }
    let http =
        builder.build().map_err(|error| Error::Protocol(format!("no HTTP client can be made: {error}")))?;
    Ok(Client::new_with_client(endpoint.base_url(), http, timeout))
}

impl ClientHooks<Duration> for Client {
    async fn pre<E>(
        &self,
        request: &mut reqwest::Request,
        info: &OperationInfo,
    ) -> Result<(), progenitor_client::Error<E>> {
        if info.operation_id != STREAM {
            *request.timeout_mut() = Some(*self.inner());
        }
        Ok(())
    }
}
