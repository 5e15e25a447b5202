//! Memory, as far as this version has it: it says plainly that it is off.

use std::sync::Arc;

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Api;
use super::error::{Problem, Problems};
use super::extract::Json;

/// A question to a project's notes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "checked, and then refused")]
pub(super) struct SearchMemory {
    /// What is looked for, in words.
    #[schema(example = "how are releases made", min_length = 1)]
    query: String,
    /// Hits at the most; 5 if left out.
    #[schema(minimum = 1, maximum = 50)]
    top_k: Option<u32>,
}

/// What was found in a project's notes.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MemoryHits {
    /// The hits, the best first.
    items: Vec<MemoryHit>,
}

/// A piece of a note.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MemoryHit {
    /// The file it stands in.
    #[schema(example = "docs/releases.md")]
    path: String,
    /// The piece.
    content: String,
    /// How well it fits; higher is better.
    score: f64,
}

/// How a project's notes are searched.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MemoryStatus {
    /// True if they can be searched.
    enabled: bool,
    /// Why not, or how fresh the index is.
    detail: String,
}

/// Search a project's notes
///
/// Answers pieces of the notes of the caller's project. While memory is off it is refused with the code `memory_off`.
#[utoipa::path(
    post, path = "/api/memory/search", tag = "memory", request_body = SearchMemory,
    responses((status = 200, description = "The hits, the best first", body = MemoryHits), Problems),
)]
pub(super) async fn search_memory(
    State(api): State<Arc<Api>>,
    Json(_body): Json<SearchMemory>,
) -> Result<axum::Json<MemoryHits>, Problem> {
    Err(Problem::memory_off(why_off(&api)))
}

/// Index a project's notes
///
/// Reads the notes of the caller's project anew. While memory is off it is refused with the code `memory_off`.
#[utoipa::path(
    post, path = "/api/memory/index", tag = "memory",
    responses((status = 200, description = "How they are searched now", body = MemoryStatus), Problems),
)]
pub(super) async fn index_memory(State(api): State<Arc<Api>>) -> Result<axum::Json<MemoryStatus>, Problem> {
    Err(Problem::memory_off(why_off(&api)))
}

/// Show how notes are searched
///
/// Answers whether the notes of projects can be searched, and if not, why.
#[utoipa::path(
    get, path = "/api/memory/status", tag = "memory",
    responses((status = 200, description = "How they are searched", body = MemoryStatus), Problems),
)]
pub(super) async fn memory_status(State(api): State<Arc<Api>>) -> axum::Json<MemoryStatus> {
    axum::Json(MemoryStatus { enabled: false, detail: why_off(&api).to_owned() })
}

fn why_off(api: &Api) -> &'static str {
    if api.engine.config.memory.enabled {
        "memory is switched on in loopd's configuration, but this version of loopd cannot search notes yet; read the \
         files themselves"
    } else {
        "memory is off in loopd's configuration, so there is no index of notes; read the files themselves"
    }
}
