//! Problem documents (RFC 9457): how everything that goes wrong is told, whoever found it.
//!
//! The only file that picks status codes for failures. It must not know what was asked.

use axum::Json;
use axum::extract::Request;
use axum::http::{HeaderValue, Response as HttpResponse, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::openapi::{Ref, RefOr, Response as ResponseSpec};
use utoipa::{IntoResponses, ToSchema};

use crate::engine;
use crate::store;

/// The media type of a problem.
pub(super) const MEDIA_TYPE: &str = "application/problem+json";
/// The name of the response component that every operation refers to.
pub(super) const COMPONENT: &str = "Problem";

/// What went wrong, as RFC 9457 has it, with a stable `code` for programs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct Problem {
    /// Always `about:blank`: `code` tells problems apart.
    #[serde(rename = "type")]
    #[schema(rename = "type", value_type = String, example = "about:blank")]
    kind: &'static str,
    /// The status in words.
    #[schema(value_type = String, example = "Not Found")]
    title: &'static str,
    /// The HTTP status.
    #[schema(value_type = i32, example = 404, minimum = 400, maximum = 599)]
    status: u16,
    /// What kind of problem it is; stable, for programs.
    code: ProblemCode,
    /// What happened and what to do about it, one sentence for people.
    #[schema(example = "there is no run 42")]
    detail: String,
    /// The fields that are at fault, if the request's values are.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<FieldError>,
    #[serde(skip)]
    header: Option<Box<(header::HeaderName, HeaderValue)>>,
}

/// One field that is at fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct FieldError {
    /// The field of the body, query, path or header.
    #[schema(example = "channel_id")]
    field: String,
    /// What is wrong with it and what is right.
    #[schema(example = "missing field `channel_id`")]
    message: String,
}

/// Kinds of problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum ProblemCode {
    /// A value of the request cannot be used; `errors` names it.
    Invalid,
    /// The credentials are missing or wrong.
    Unauthorized,
    /// The caller may not do this, or not from there.
    Forbidden,
    /// There is no such thing, or the caller may not know of it.
    NotFound,
    /// The address exists, but not with this method.
    MethodNotAllowed,
    /// It contradicts what is there.
    Conflict,
    /// The request is larger than it may be.
    TooLarge,
    /// The body must be `application/json`.
    UnsupportedMediaType,
    /// Too many wrong tokens, or an agent's budget is spent; wait as `Retry-After` says.
    TooManyRequests,
    /// Not now; trying again later is right.
    Unavailable,
    /// Memory is off; the detail says why.
    MemoryOff,
    /// A fault of the daemon; its log has the details.
    Internal,
}

impl Problem {
    fn new(status: StatusCode, code: ProblemCode, detail: impl Into<String>) -> Self {
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            code,
            detail: detail.into(),
            errors: Vec::new(),
            header: None,
        }
    }

    /// A field's value cannot be used.
    pub(super) fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        let (field, message) = (field.into(), message.into());
        let mut problem =
            Self::new(StatusCode::BAD_REQUEST, ProblemCode::Invalid, format!("{field}: {message}"));
        problem.errors.push(FieldError { field, message });
        problem
    }

    /// The request as a whole cannot be understood.
    pub(super) fn malformed(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, ProblemCode::Invalid, detail)
    }

    /// The credentials are missing or wrong.
    pub(super) fn unauthorized(detail: &str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, ProblemCode::Unauthorized, detail)
            .with(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"loop\""))
    }

    /// The caller may not do this, or not from there.
    pub(super) fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, ProblemCode::Forbidden, detail)
    }

    /// There is no such thing, or the caller may not know of it.
    pub(super) fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, ProblemCode::NotFound, detail)
    }

    /// Nothing has this address; also what a caller hears who may not know that something has.
    pub(super) fn no_route() -> Self {
        Self::not_found("there is nothing at this address; GET /api/openapi.json lists what there is")
    }

    /// The body is not JSON.
    pub(super) fn not_json() -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            ProblemCode::UnsupportedMediaType,
            "send the body as JSON, with the header `Content-Type: application/json`",
        )
    }

    /// The body is larger than it may be.
    pub(super) fn too_large(most: usize) -> Self {
        let detail = format!("the request is larger than the {} KiB that are allowed", most >> 10);
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, ProblemCode::TooLarge, detail)
    }

    /// Too many wrong tokens.
    pub(super) fn too_many_tries(retry_after_sec: u64) -> Self {
        let detail = format!(
            "too many requests with a wrong token; wait {retry_after_sec} s, then send the right one"
        );
        Self::new(StatusCode::TOO_MANY_REQUESTS, ProblemCode::TooManyRequests, detail)
            .with(header::RETRY_AFTER, retry_after_sec.into())
    }

    /// Notes cannot be searched.
    pub(super) fn memory_off(why: &str) -> Self {
        Self::new(StatusCode::CONFLICT, ProblemCode::MemoryOff, why)
    }

    /// Not now.
    pub(super) fn unavailable(detail: impl Into<String>, retry_after_sec: u32) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, ProblemCode::Unavailable, detail)
            .with(header::RETRY_AFTER, retry_after_sec.into())
    }

    /// A fault of ours: the chain of causes goes to the log, an id to the caller.
    pub(super) fn internal(error: &anyhow::Error) -> Self {
        let id = uuid::Uuid::now_v7();
        tracing::error!(%id, error = format!("{error:#}"), "a request failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            ProblemCode::Internal,
            format!("loopd made a mistake; its log has the details under the id {id}"),
        )
    }

    /// Words for an answer that some library made.
    fn foreign(status: StatusCode) -> Self {
        let (code, detail) = match status {
            StatusCode::NOT_FOUND => return Self::no_route(),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => return Self::not_json(),
            StatusCode::PAYLOAD_TOO_LARGE => return Self::too_large(super::MAX_BODY_BYTES),
            StatusCode::METHOD_NOT_ALLOWED => (
                ProblemCode::MethodNotAllowed,
                "this address knows other methods only; the header `Allow` lists them",
            ),
            StatusCode::REQUEST_TIMEOUT => {
                (ProblemCode::Unavailable, "the request took too long and was given up; try again")
            }
            StatusCode::UNAUTHORIZED => return Self::unauthorized("the request needs a token"),
            StatusCode::FORBIDDEN => (ProblemCode::Forbidden, "this is not allowed"),
            StatusCode::SERVICE_UNAVAILABLE => {
                (ProblemCode::Unavailable, "loopd cannot do this now; try again")
            }
            status if status.is_server_error() => {
                (ProblemCode::Internal, "loopd made a mistake; its log has the details")
            }
            _ => (ProblemCode::Invalid, "the request cannot be understood"),
        };
        Self::new(status, code, detail)
    }

    fn with(mut self, name: header::HeaderName, value: HeaderValue) -> Self {
        self.header = Some(Box::new((name, value)));
        self
    }
}

impl IntoResponse for Problem {
    fn into_response(mut self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let header = self.header.take();
        let mut response = (status, Json(self)).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        response.headers_mut().extend(header.map(|header| *header));
        response
    }
}

impl From<engine::Error> for Problem {
    fn from(error: engine::Error) -> Self {
        match error {
            engine::Error::NotFound(detail) => Self::not_found(detail),
            engine::Error::Invalid { field, message } => Self::invalid(field, message),
            engine::Error::Forbidden(detail) => Self::forbidden(detail),
            engine::Error::Conflict(detail) => Self::new(StatusCode::CONFLICT, ProblemCode::Conflict, detail),
            engine::Error::Unavailable { message, retry_after_sec } => {
                Self::unavailable(message, retry_after_sec)
            }
            engine::Error::OverBudget { message, retry_after_sec } => {
                Self::new(StatusCode::TOO_MANY_REQUESTS, ProblemCode::TooManyRequests, message)
                    .with(header::RETRY_AFTER, retry_after_sec.into())
            }
            engine::Error::Internal(source) => Self::internal(&source),
        }
    }
}

impl From<store::Error> for Problem {
    fn from(error: store::Error) -> Self {
        engine::Error::from(error).into()
    }
}

/// How an operation documents its failures: one shared component instead of a copy for each.
pub(super) struct Problems;

impl IntoResponses for Problems {
    fn responses() -> std::collections::BTreeMap<String, RefOr<ResponseSpec>> {
        ["4XX", "5XX"]
            .into_iter()
            .map(|range| (range.to_owned(), RefOr::Ref(Ref::from_response_name(COMPONENT))))
            .collect()
    }
}

/// Middleware: turns every failure that is not a problem yet (unknown route, wrong method, …) into one.
pub(super) async fn as_problems(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    let is_problem = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(MEDIA_TYPE.as_bytes()));
    if is_problem || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let (parts, _) = response.into_parts();
    let mut problem = Problem::foreign(status).into_response();
    for name in [header::ALLOW, header::WWW_AUTHENTICATE, header::RETRY_AFTER] {
        if let Some(value) = parts.headers.get(&name) {
            problem.headers_mut().insert(name, value.clone());
        }
    }
    problem
}

/// What a panicking handler is answered with; the panic's text goes to the log only.
#[expect(clippy::needless_pass_by_value, reason = "what the layer calls has this shape")]
pub(super) fn from_panic(panic: Box<dyn std::any::Any + Send + 'static>) -> HttpResponse<axum::body::Body> {
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without words");
    Problem::internal(&anyhow::anyhow!("a handler panicked: {text}")).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn body(response: Response) -> serde_json::Value {
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        serde_json::from_slice(&bytes).unwrap()
    }

    #[tokio::test]
    async fn a_problem_names_the_field_and_has_its_media_type() {
        let response = Problem::from(engine::Error::invalid("prompt", "it is empty")).into_response();
        assert_eq!(response.status(), StatusCode::BAD_REQUEST);
        assert_eq!(response.headers()[header::CONTENT_TYPE], MEDIA_TYPE);
        let expected = serde_json::json!({
            "type": "about:blank", "title": "Bad Request", "status": 400, "code": "invalid",
            "detail": "prompt: it is empty", "errors": [{ "field": "prompt", "message": "it is empty" }],
        });
        assert_eq!(body(response).await, expected);
    }

    #[tokio::test]
    async fn an_internal_error_tells_an_id_and_nothing_else() {
        let response = Problem::from(engine::Error::Internal(anyhow::anyhow!("canary"))).into_response();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let text = body(response).await.to_string();
        assert!(!text.contains("canary") && text.contains("under the id"), "{text}");
    }

    #[test]
    fn later_says_when() {
        let error = engine::Error::Unavailable { message: "busy".to_owned(), retry_after_sec: 7 };
        let response = Problem::from(error).into_response();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()[header::RETRY_AFTER], "7");
    }
}
