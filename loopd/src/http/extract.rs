//! Extractors whose refusals are problems that name the field. They must not know the resources.

use std::error::Error as StdError;

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use bytes::Bytes;
use serde::de::value::Error as QueryError;
use serde::de::{DeserializeOwned, IgnoredAny};

use super::error::Problem;
use crate::model::ChannelId;

/// Longer ids exist on no platform.
const MAX_ID_BYTES: usize = 200;

/// A JSON body.
pub(super) struct Json<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::not_json());
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| {
            if rejection.into_response().status() == StatusCode::PAYLOAD_TOO_LARGE {
                Problem::too_large(super::MAX_BODY_BYTES)
            } else {
                Problem::malformed("the body did not arrive in full; send it again")
            }
        })?;
        parse(&bytes).map(Self)
    }
}

/// A JSON body that may be left out altogether.
pub(super) struct JsonIfAny<T>(pub(super) T);

impl<T: DeserializeOwned + Default, S: Send + Sync> FromRequest<S> for JsonIfAny<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        use axum::body::HttpBody as _;
        if request.body().is_end_stream() {
            return Ok(Self(T::default()));
        }
        Json::from_request(request, state).await.map(|json| Self(json.0))
    }
}

/// True when the body is said to be JSON.
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = value.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    // serde would take an array for the fields in order.
    if bytes.trim_ascii_start().first().is_some_and(|byte| *byte != b'{') {
        return Err(Problem::malformed("the body must be a JSON object, `{…}`"));
    }
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        let inner = error.into_inner();
        if inner.is_data() {
            refused(&path, &inner.to_string())
        } else if serde_json::from_slice::<IgnoredAny>(bytes).is_ok() {
            // As null for an enum: sound, but nothing that the field can be.
            refused(&path, "this is not a value for it")
        } else {
            Problem::malformed(format!("the body is not JSON: {inner}"))
        }
    })?;
    deserializer.end().map_err(|error| Problem::malformed(format!("the body is not JSON: {error}")))?;
    Ok(value)
}

/// Names the field, which for a missing or unknown one stands in the message only.
fn refused(path: &str, message: &str) -> Problem {
    let quoted = ["missing", "unknown", "duplicate"].iter().find_map(|kind| message.strip_prefix(kind));
    let named = quoted.and_then(|rest| rest.strip_prefix(" field `")?.split('`').next());
    match (path, named) {
        ("." | "?" | "", None) => Problem::malformed(message),
        ("." | "?" | "", Some(name)) => Problem::invalid(name, message),
        (path, Some(name)) if path != name && !path.ends_with(&format!(".{name}")) => {
            Problem::invalid(format!("{path}.{name}"), message)
        }
        (path, _) => Problem::invalid(path, message),
    }
}

/// Query parameters.
pub(super) struct Query<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let parsed = axum::extract::Query::<T>::try_from_uri(&parts.uri);
        parsed.map(|query| Self(query.0)).map_err(|rejection| {
            let mut cause: Option<&(dyn StdError + 'static)> = Some(&rejection);
            while let Some(error) = cause {
                if let Some(error) = error.downcast_ref::<serde_path_to_error::Error<QueryError>>() {
                    return refused(&error.path().to_string(), &error.inner().to_string());
                }
                cause = error.source();
            }
            Problem::malformed("the query cannot be understood")
        })
    }
}

/// The one number in the path.
pub(super) struct NumberInPath(pub(super) i64);

impl<S: Send + Sync> FromRequestParts<S> for NumberInPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let text = text_in_path(parts, state).await?;
        text.parse().map(Self).map_err(|_| Problem::invalid("id", "it is not a whole number"))
    }
}

/// The one channel id in the path.
pub(super) struct ChannelInPath(pub(super) ChannelId);

impl<S: Send + Sync> FromRequestParts<S> for ChannelInPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        channel_id("id", &text_in_path(parts, state).await?).map(Self)
    }
}

/// The one name in the path.
pub(super) struct NameInPath(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for NameInPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = axum::extract::Path::<String>::from_request_parts(parts, state).await;
        path.map(|path| Self(path.0)).map_err(|_| Problem::invalid("name", "it is not UTF-8"))
    }
}

async fn text_in_path<S: Send + Sync>(parts: &mut Parts, state: &S) -> Result<String, Problem> {
    let path = axum::extract::Path::<String>::from_request_parts(parts, state).await;
    path.map(|path| path.0).map_err(|_| Problem::invalid("id", "it is not UTF-8"))
}

/// An id that some channel could have. What no database takes is refused here.
pub(super) fn channel_id(field: &str, text: &str) -> Result<ChannelId, Problem> {
    if text.is_empty() || text.len() > MAX_ID_BYTES || text.chars().any(char::is_control) {
        return Err(Problem::invalid(
            field,
            "no channel can have this id; search_channels finds the right one",
        ));
    }
    Ok(ChannelId(text.to_owned()))
}

/// A short text without control characters.
pub(super) fn short_text(field: &str, text: &str, most: usize) -> Result<(), Problem> {
    if text.trim().is_empty() || text.chars().count() > most || text.chars().any(char::is_control) {
        let wanted = format!("write 1 to {most} characters, none of them a control character");
        return Err(Problem::invalid(field, wanted));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::wire::RunStatus;
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its refusals are looked at")]
    struct Body {
        name: String,
        inner: Option<Inner>,
        kinds: Option<Vec<RunStatus>>,
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its refusals are looked at")]
    struct Inner {
        n: u32,
    }

    fn refusal(body: &str) -> String {
        let problem = parse::<Body>(body.as_bytes()).unwrap_err();
        let value = serde_json::to_value(problem).unwrap();
        let field = value["errors"][0]["field"].as_str().unwrap_or("-");
        format!("{field} | {}", value["detail"].as_str().unwrap())
    }

    #[test]
    fn refusals_name_the_field() {
        assert!(refusal("{}").starts_with("name | name: missing field `name`"), "{}", refusal("{}"));
        assert!(refusal(r#"{"name":1}"#).starts_with("name | "));
        assert!(
            refusal(r#"{"name":"a","nmae":1}"#).starts_with("nmae | "),
            "{}",
            refusal(r#"{"name":"a","nmae":1}"#)
        );
        let nested = r#"{"name":"a","inner":{"n":1,"m":2}}"#;
        assert!(refusal(nested).starts_with("inner.m | "), "{}", refusal(nested));
        let missing = r#"{"name":"a","inner":{}}"#;
        assert!(refusal(missing).starts_with("inner.n | "), "{}", refusal(missing));
        assert!(refusal(r#"{"name":"a","kinds":[null]}"#).starts_with("kinds[0] | "));
        assert!(refusal(r#"{"name":"a","kinds":["odd"]}"#).contains("`queued`"));
        assert!(refusal("{\"name\":\"a\"} x").starts_with("- | the body is not JSON"));
        for bad in ["", "[\"a\"]", "7", "null", "{", "\u{0}", &"[".repeat(100_000)] {
            assert!(refusal(bad).starts_with("- | "), "{bad:.9}");
        }
        let deep = format!(r#"{{"name":"a","x":{}"#, "[".repeat(100_000));
        assert!(!refusal(&deep).is_empty());
    }

    #[test]
    fn query_refusals_name_the_field() {
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        #[expect(dead_code, reason = "only its refusals are looked at")]
        struct Page {
            limit: Option<u32>,
        }
        for (query, field) in [("limit=x", "limit"), ("limmit=1", "limmit"), ("limit=1&limit=2", "limit")] {
            let (mut parts, ()) =
                axum::http::Request::builder().uri(format!("/?{query}")).body(()).unwrap().into_parts();
            let refused = futures::executor::block_on(Query::<Page>::from_request_parts(&mut parts, &()));
            let value = serde_json::to_value(refused.map(|page| page.0).unwrap_err()).unwrap();
            assert_eq!(value["errors"][0]["field"], field, "{value}");
        }
    }
}
