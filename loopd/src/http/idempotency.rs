//! `Idempotency-Key`: a client's own name for a request, so that asking twice does it once.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::IntoParams;

use super::error::Problem;
use super::principal::Principal;
use crate::store::RequestKey;

/// The header that carries the key.
const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// The header that tells that the key was used before.
const REPLAY: HeaderName = HeaderName::from_static("idempotent-replay");

/// Headers of a request that may be sent twice.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "documents the header; the handler reads it from the map")]
pub(super) struct KeyHeaders {
    /// A key of your own for this request, printable ASCII. The same request with the same key answers what the
    /// first one made, for seven days; another request with the key is refused.
    #[param(rename = "Idempotency-Key", value_type = String, required = false, min_length = 1, max_length = 255)]
    idempotency_key: Option<String>,
}

/// The client's key for the request, bound to what was asked.
pub(super) fn request_key(
    (headers, principal): (&HeaderMap, &Principal),
    operation: &str,
    body: &impl Serialize,
) -> Result<Option<RequestKey>, Problem> {
    let mut values = headers.get_all(KEY).iter();
    let Some(value) = values.next() else { return Ok(None) };
    let key = value.to_str().ok().filter(|key| {
        (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')
    });
    let (Some(key), None) = (key, values.next()) else {
        return Err(Problem::invalid(
            "Idempotency-Key",
            "give one key of 1 to 255 printable ASCII characters",
        ));
    };
    let body = serde_json::to_vec(body).map_err(|error| Problem::internal(&error.into()))?;
    Ok(Some(RequestKey {
        id: format!("{}{operation}/{key}", principal.key_space()),
        body_hash: hex::encode(Sha256::digest(body)),
    }))
}

/// Tells in the answer that the key was used before.
pub(super) fn mark_replay(answer: &mut HeaderMap, is_new: bool) {
    if !is_new {
        answer.insert(REPLAY, HeaderValue::from_static("true"));
    }
}
