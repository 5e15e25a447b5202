//! The API about itself: its document and the browsable documentation made from it.

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use utoipa_swagger_ui::{Config, SwaggerUi};

use super::error::{Problem, Problems};
use super::openapi;

/// The documentation may load nothing from elsewhere and send nothing elsewhere.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                      font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Get this document
///
/// Answers the OpenAPI 3.1 document of the API, from which clients are generated. It needs no token.
#[utoipa::path(
    get, path = "/api/openapi.json", tag = "daemon", security(()),
    responses((status = 200, description = "The document", body = Object, content_type = "application/json"), Problems),
)]
pub(super) async fn get_openapi() -> Result<impl IntoResponse, Problem> {
    let document = openapi::document().map_err(|error| Problem::internal(&error.into()))?;
    Ok(([(CONTENT_TYPE, "application/json")], document))
}

/// The browsable documentation under `/api/docs`; everything it needs is in the binary.
pub(super) fn docs<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let ui = SwaggerUi::new("/api/docs").config(Config::new(["/api/openapi.json"]).validator_url("none"));
    Router::from(ui).layer(map_response(async |mut response: Response| {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
        response
    }))
}
