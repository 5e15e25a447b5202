//! The README, for agents and people who have nothing but the API.

use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;

use super::error::Problems;

const README: &str = include_str!("../../../README.md");

/// Read the README
///
/// Answers loop's README: what it is, what it promises and how it is used.
#[utoipa::path(
    get, path = "/api/readme", tag = "daemon",
    responses((status = 200, description = "Markdown", body = String, content_type = "text/markdown"), Problems),
)]
pub(super) async fn get_readme() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/markdown; charset=utf-8")], README)
}
