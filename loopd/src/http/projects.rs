//! Projects: what their own files ask for, and the operator's approval of it.

#![expect(unused_qualifications, reason = "utoipa writes them for query and header parameters")]

use std::sync::Arc;

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::error::{Problem, Problems};
use super::extract::{Json, Query, short_text};
use super::wire::time;
use super::{Api, paging};
use crate::config;
use crate::engine;

const LIST: &str = "projects";
/// Who approves on the operator's behalf.
const OPERATOR: &str = "operator";
const MAX_NAME_CHARS: usize = 80;
/// Longer paths exist on no platform.
const MAX_PATH_BYTES: usize = 4096;

/// A project: a directory that agents work in, and what its own files ask for.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Project {
    /// The directory on loopd's machine, links resolved.
    #[schema(example = "/home/ann/website")]
    dir_path: String,
    /// The channels that work in it.
    channels: Vec<ProjectChannel>,
    /// What became of what its files ask for.
    state: TrustState,
    /// What an approval would change for agents, or has changed if the project is trusted.
    grants: Vec<Widening>,
    /// What in its files cannot be used, and why.
    problems: Vec<String>,
    /// Hash of its files' content, to be given to trust_project; null if they cannot be read.
    hash: Option<String>,
    /// When somebody last approved; null = nobody did, or it was taken back.
    #[schema(format = DateTime)]
    trusted_at: Option<String>,
    /// Who did.
    trusted_by: Option<String>,
}

/// A channel that works in a project.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ProjectChannel {
    /// Its id.
    #[schema(example = "cq7k2m9x4hwp3")]
    id: String,
    /// The name people see.
    #[schema(example = "website")]
    name: String,
}

/// What became of what a project's files ask for.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum TrustState {
    /// They ask for nothing that needs an approval.
    NothingToTrust,
    /// Nobody approved: runs go on without it.
    Untrusted,
    /// It was approved and applies.
    Trusted,
    /// The files changed since they were approved: runs go on without it.
    Changed,
}

/// One thing that an approval changes. Values of variables and headers never show; commands do.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Widening {
    /// The setting.
    #[schema(example = "mounts")]
    key: String,
    /// What it is without the approval; null = there is none.
    from: Option<String>,
    /// What it is with it; null = it goes.
    #[schema(example = "./data:/data")]
    to: Option<String>,
}

impl From<engine::Project> for Project {
    fn from(project: engine::Project) -> Self {
        let (trusted_at, trusted_by) = match project.trust {
            Some(trust) => (Some(time(trust.trusted_at)), Some(trust.trusted_by)),
            None => (None, None),
        };
        Self {
            dir_path: project.dir,
            channels: project
                .channels
                .into_iter()
                .map(|channel| ProjectChannel { id: channel.id.0, name: channel.name })
                .collect(),
            state: match project.state {
                engine::TrustState::NothingToTrust => TrustState::NothingToTrust,
                engine::TrustState::Untrusted => TrustState::Untrusted,
                engine::TrustState::Trusted => TrustState::Trusted,
                engine::TrustState::Changed => TrustState::Changed,
            },
            grants: project.grants.into_iter().map(Widening::from).collect(),
            problems: project.problems,
            hash: project.hash,
            trusted_at,
            trusted_by,
        }
    }
}

impl From<config::Widening> for Widening {
    fn from(grant: config::Widening) -> Self {
        Self { key: grant.key, from: grant.from, to: grant.to }
    }
}

/// A part of the list of projects.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ProjectPage {
    /// The projects.
    items: Vec<Project>,
    /// Where the next part begins; null at the end.
    next: Option<String>,
}

/// Which projects are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ProjectQuery {
    /// Projects per page.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u32>,
    /// The `next` of the page before.
    cursor: Option<String>,
}

/// Which project is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ProjectDir {
    /// An absolute path on loopd's machine.
    #[param(example = "/home/ann/website")]
    dir_path: String,
}

/// An approval.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TrustProject {
    /// An absolute path on loopd's machine.
    #[schema(example = "/home/ann/website")]
    dir_path: String,
    /// The `hash` of what was seen: nothing else is approved.
    hash: String,
    /// The name to show as the one who approves; `operator` if left out.
    #[schema(example = "ann", max_length = 80)]
    author: Option<String>,
}

/// The end of an approval.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UntrustProject {
    /// An absolute path on loopd's machine.
    #[schema(example = "/home/ann/website")]
    dir_path: String,
}

/// List projects
///
/// Lists the directories that channels work in or that have an approval, each with what its own files ask for.
#[utoipa::path(
    get, path = "/api/projects", tag = "projects", params(ProjectQuery),
    responses((status = 200, description = "A page of projects, by directory", body = ProjectPage), Problems),
)]
pub(super) async fn list_projects(
    State(api): State<Arc<Api>>,
    Query(query): Query<ProjectQuery>,
) -> Result<axum::Json<ProjectPage>, Problem> {
    let limit = paging::limit(query.limit)?;
    let after: Option<String> = paging::decode(LIST, query.cursor.as_deref())?;
    if after.as_ref().is_some_and(|dir| dir.contains('\0')) {
        return Err(Problem::invalid("cursor", "it is not one of this list"));
    }
    let page = api.engine.list_projects(limit, after.as_deref()).await?;
    let next = page.next.and_then(|dir| paging::encode(LIST, &dir));
    Ok(axum::Json(ProjectPage { items: page.items.into_iter().map(Project::from).collect(), next }))
}

/// Show a project
///
/// Answers what the files of a directory ask for: `.loop/config.json`, `.mcp.json` and `.claude/settings*.json`, and
/// whether that was approved. The directory needs no channel.
#[utoipa::path(
    get, path = "/api/projects/show", tag = "projects", params(ProjectDir),
    responses((status = 200, description = "The project", body = Project), Problems),
)]
pub(super) async fn show_project(
    State(api): State<Arc<Api>>,
    Query(query): Query<ProjectDir>,
) -> Result<axum::Json<Project>, Problem> {
    path("dir_path", &query.dir_path)?;
    Ok(axum::Json(api.engine.show_project(&query.dir_path).await?.into()))
}

/// Trust a project
///
/// Approves of what a project's files ask for, as far as they are what `hash` stands for; answers 409 if they were
/// changed meanwhile. It holds from the next run on, and until any of the files changes.
#[utoipa::path(
    post, path = "/api/projects/trust", tag = "projects", request_body = TrustProject,
    responses((status = 200, description = "The project, trusted", body = Project), Problems),
)]
pub(super) async fn trust_project(
    State(api): State<Arc<Api>>,
    Json(body): Json<TrustProject>,
) -> Result<axum::Json<Project>, Problem> {
    path("dir_path", &body.dir_path)?;
    let author = body.author.unwrap_or_else(|| OPERATOR.to_owned());
    short_text("author", &author, MAX_NAME_CHARS)?;
    Ok(axum::Json(api.engine.trust_project(&body.dir_path, &body.hash, author).await?.into()))
}

/// Trust a project no more
///
/// Takes an approval back, from the next run on. Without an approval nothing changes.
#[utoipa::path(
    post, path = "/api/projects/untrust", tag = "projects", request_body = UntrustProject,
    responses((status = 200, description = "The project", body = Project), Problems),
)]
pub(super) async fn untrust_project(
    State(api): State<Arc<Api>>,
    Json(body): Json<UntrustProject>,
) -> Result<axum::Json<Project>, Problem> {
    path("dir_path", &body.dir_path)?;
    Ok(axum::Json(api.engine.untrust_project(&body.dir_path).await?.into()))
}

/// A text that can be a path; the engine finds out what lies there.
fn path(field: &str, text: &str) -> Result<(), Problem> {
    if text.is_empty() || text.len() > MAX_PATH_BYTES || text.contains('\0') {
        return Err(Problem::invalid(field, "give an absolute path on loopd's machine"));
    }
    Ok(())
}
