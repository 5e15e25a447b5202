//! Roles given in channels: what they look like to callers, and how they are given and taken away.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Api;
use super::error::{Problem, Problems};
use super::extract::{ChannelInPath, Json, channel_id};
use super::wire::{Role, SubjectKind, time};
use crate::model;

/// Who gives roles on the operator's behalf.
const OPERATOR: &str = "operator";

/// A role that somebody was given.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Grant {
    /// The channel, for its threads too; null = every channel of the platform.
    #[schema(example = "cq7k2m9x4hwp3")]
    channel_id: Option<String>,
    /// Whether the subject is a person or a role of the platform.
    kind: SubjectKind,
    /// The platform's id of the person or role.
    #[schema(example = "U024BE7LH")]
    subject: String,
    /// What was given.
    role: Role,
    /// Who gave it.
    #[schema(example = "operator")]
    granted_by: String,
    /// When.
    #[schema(format = DateTime)]
    created_at: String,
}

impl From<model::Grant> for Grant {
    fn from(grant: model::Grant) -> Self {
        Self {
            channel_id: Some(grant.channel_id.0).filter(|id| !id.is_empty()),
            kind: grant.kind.into(),
            subject: grant.subject,
            role: grant.role.into(),
            granted_by: grant.granted_by,
            created_at: time(grant.created_at),
        }
    }
}

/// The roles given in a channel.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct GrantList {
    /// The roles; those of the configuration are not among them.
    items: Vec<Grant>,
}

/// A role to be given.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GrantRole {
    /// Whether the subject is a person or a role of the platform.
    kind: SubjectKind,
    /// The platform's id of the person or role.
    #[schema(example = "U024BE7LH", min_length = 1, max_length = 100)]
    subject: String,
    /// What is given.
    role: Role,
}

/// List a channel's roles
///
/// Lists who was given a role in the channel or on its whole platform; threads go by their channel. Roles of loopd's
/// configuration are not listed.
#[utoipa::path(
    get, path = "/api/channels/{id}/grants", tag = "channels",
    params(("id" = String, Path, description = "The channel's id", example = "cq7k2m9x4hwp3")),
    responses((status = 200, description = "The roles given", body = GrantList), Problems),
)]
pub(super) async fn list_grants(
    State(api): State<Arc<Api>>,
    ChannelInPath(id): ChannelInPath,
) -> Result<axum::Json<GrantList>, Problem> {
    let items = api.engine.list_grants(&id).await?.into_iter().map(Grant::from).collect();
    Ok(axum::Json(GrantList { items }))
}

/// Give a role
///
/// Gives a person or a role of the platform a role in the channel and its threads, in the place of the one given before.
#[utoipa::path(
    put, path = "/api/channels/{id}/grants", tag = "channels", request_body = GrantRole,
    params(("id" = String, Path, description = "The channel's id", example = "cq7k2m9x4hwp3")),
    responses((status = 200, description = "The role as it was given", body = Grant), Problems),
)]
pub(super) async fn grant_role(
    State(api): State<Arc<Api>>,
    ChannelInPath(id): ChannelInPath,
    Json(body): Json<GrantRole>,
) -> Result<axum::Json<Grant>, Problem> {
    let subject = (body.kind.into(), body.subject.as_str());
    let grant = api.engine.grant_role(&id, subject, body.role.into(), OPERATOR).await?;
    Ok(axum::Json(grant.into()))
}

/// Take a role away
///
/// Takes away the role that a person or a role of the platform was given in the channel. It counts from the next message
/// on; roles of loopd's configuration stay.
#[utoipa::path(
    delete, path = "/api/channels/{id}/grants/{kind}/{subject}", tag = "channels",
    params(
        ("id" = String, Path, description = "The channel's id", example = "cq7k2m9x4hwp3"),
        ("kind" = SubjectKind, Path, description = "Whether the subject is a person or a role"),
        ("subject" = String, Path, description = "The platform's id of the person or role", example = "U024BE7LH"),
    ),
    responses((status = 204, description = "It is taken away"), Problems),
)]
pub(super) async fn revoke_role(
    State(api): State<Arc<Api>>,
    path: Result<Path<(String, SubjectKind, String)>, axum::extract::rejection::PathRejection>,
) -> Result<StatusCode, Problem> {
    let wrong = |_| Problem::invalid("kind", "it is neither `user` nor `role`");
    let Path((id, kind, subject)) = path.map_err(wrong)?;
    api.engine.revoke_role(&channel_id("id", &id)?, kind.into(), &subject).await?;
    Ok(StatusCode::NO_CONTENT)
}
