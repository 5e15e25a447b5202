//! Channels: what they look like to callers, and how they are found, made and reset.

#![expect(unused_qualifications, reason = "utoipa writes them for query and header parameters")]

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::error::{Problem, Problems};
use super::extract::{ChannelInPath, Json, Query, channel_id};
use super::principal::Principal;
use super::wire::{Platform, time};
use super::{Api, paging};
use crate::model;
use crate::store::ChannelChanges;

const LIST: &str = "channels";

/// A channel, or a thread, which is a channel with a parent.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Channel {
    /// Its id: the platform's own, or loop's on `local`.
    #[schema(example = "cq7k2m9x4hwp3")]
    id: String,
    /// Where it lives.
    platform: Platform,
    /// The name people see.
    #[schema(example = "website")]
    name: String,
    /// The directory on loopd's machine that its agent works in; null = one of loopd's own. Agents see only their own
    /// channel's.
    #[schema(example = "/home/ann/website")]
    dir_path: Option<String>,
    /// The channel that a thread belongs to.
    parent_id: Option<String>,
    /// False once it was deleted in chat.
    active: bool,
    /// When it became known.
    #[schema(format = DateTime)]
    created_at: String,
    /// The channels whose agents may cause runs here; null = those of every channel.
    #[schema(example = json!(["cq7k2m9x4hwp3"]))]
    delegators: Option<Vec<String>>,
    /// The channel whose agent made it; null = a person did.
    made_by: Option<String>,
}

impl Channel {
    /// The channel as this caller may see it.
    pub(super) fn seen_by(principal: &Principal, mut channel: model::Channel) -> Self {
        let is_own = principal.sees(&channel.id);
        let delegators = channel.delegators().map(|list| list.into_iter().map(|id| id.0).collect());
        channel.dir = channel.dir.filter(|_| is_own);
        Self {
            delegators: delegators.filter(|_| is_own),
            made_by: channel.made_by.map(|id| id.0),
            id: channel.id.0,
            platform: channel.platform.into(),
            name: channel.name,
            dir_path: channel.dir,
            parent_id: channel.parent_id.map(|id| id.0),
            active: channel.active,
            created_at: time(channel.created_at),
        }
    }
}

/// A part of the list of channels.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ChannelPage {
    /// The channels.
    items: Vec<Channel>,
    /// Where the next part begins; null at the end.
    next: Option<String>,
}

/// Which channels are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ChannelSearch {
    /// A part of the name, in letters of either case, or a whole id; left out, all channels are listed.
    #[param(max_length = 200)]
    query: Option<String>,
    /// Channels per page.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u32>,
    /// The `next` of the page before.
    cursor: Option<String>,
}

/// A directory to work in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EnsureChannel {
    /// An absolute path on loopd's machine.
    #[schema(example = "/home/ann/website")]
    dir_path: String,
    /// Where the channel is to be; left out, one of any platform will do, and a new one is made on `local`.
    platform: Option<Platform>,
}

/// Changes of a channel.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EditChannel {
    /// The channels whose agents may cause runs here; empty = none.
    #[schema(example = json!(["cq7k2m9x4hwp3"]))]
    delegators: Option<Vec<String>>,
    /// The directory on loopd's machine that its agent works in; an absolute path.
    #[schema(example = "/home/ann/website")]
    dir_path: Option<String>,
    /// Fields that go back to what they are by default.
    #[serde(default)]
    #[schema(required = false)]
    unset: Vec<ChannelField>,
}

/// A field of a channel that has a default.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum ChannelField {
    /// By default, agents of every channel may cause runs.
    Delegators,
    /// By default, the agent works in a directory of loopd's own.
    DirPath,
}

/// A channel to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CreateChannel {
    /// Its name.
    #[schema(example = "website", min_length = 1, max_length = 80)]
    name: String,
}

/// Find channels
///
/// Lists channels by name, or those whose name contains `query`. Threads are listed as channels of their own, with
/// the id of their parent.
#[utoipa::path(
    get, path = "/api/channels", tag = "channels", params(ChannelSearch),
    responses((status = 200, description = "A page of channels, by name", body = ChannelPage), Problems),
)]
pub(super) async fn search_channels(
    State(api): State<Arc<Api>>,
    principal: Principal,
    Query(search): Query<ChannelSearch>,
) -> Result<axum::Json<ChannelPage>, Problem> {
    let limit = paging::limit(search.limit)?;
    let query = search.query.unwrap_or_default();
    if query.contains('\0') || query.len() > 200 {
        return Err(Problem::invalid("query", "search for at most 200 bytes without NUL characters"));
    }
    let after: Option<(String, String)> = paging::decode(LIST, search.cursor.as_deref())?;
    if after.as_ref().is_some_and(|(name, id)| name.contains('\0') || id.contains('\0')) {
        return Err(Problem::invalid("cursor", "it is not one of this list"));
    }
    let after = after.map(|(name, id)| (name, model::ChannelId(id)));
    if after.is_none() && !query.is_empty() {
        api.engine.learn_channels(&query).await?;
    }
    let mut rows = api.engine.store.search_channels(&query, limit + 1, after).await?;
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > wanted;
    rows.truncate(wanted);
    let last = rows.last().filter(|_| more);
    let next = last.and_then(|channel| paging::encode(LIST, &(&channel.name, &channel.id)));
    let items = rows.into_iter().map(|channel| Channel::seen_by(&principal, channel)).collect();
    Ok(axum::Json(ChannelPage { items, next }))
}

/// Show a channel
///
/// Answers one channel or thread by its id.
#[utoipa::path(
    get, path = "/api/channels/{id}", tag = "channels",
    params(("id" = String, Path, description = "The channel's id", example = "cq7k2m9x4hwp3")),
    responses((status = 200, description = "The channel", body = Channel), Problems),
)]
pub(super) async fn show_channel(
    State(api): State<Arc<Api>>,
    principal: Principal,
    ChannelInPath(id): ChannelInPath,
) -> Result<axum::Json<Channel>, Problem> {
    let channel = principal.channel(&api, &id).await?;
    Ok(axum::Json(Channel::seen_by(&principal, channel)))
}

/// Change a channel
///
/// Sets the channels whose agents may cause runs here and in its threads: by default those of every channel may; an
/// empty list allows none; a channel and its own threads need no leave. Or sets the directory that its agent works in:
/// then it begins new conversations, its threads and tasks as well; refused while a run is at work there. All that is
/// asked for is done, or nothing.
#[utoipa::path(
    patch, path = "/api/channels/{id}", tag = "channels", request_body = EditChannel,
    params(("id" = String, Path, description = "The channel's id", example = "cq7k2m9x4hwp3")),
    responses((status = 200, description = "The channel as it is now", body = Channel), Problems),
)]
pub(super) async fn edit_channel(
    State(api): State<Arc<Api>>,
    principal: Principal,
    ChannelInPath(id): ChannelInPath,
    Json(body): Json<EditChannel>,
) -> Result<axum::Json<Channel>, Problem> {
    let delegators = body
        .delegators
        .map(|list| list.iter().map(|id| channel_id("delegators", id)).collect::<Result<Vec<_>, _>>());
    let mut changes =
        ChannelChanges { delegators: delegators.transpose()?.map(Some), dir: body.dir_path.map(Some) };
    for field in body.unset {
        let is_set = match field {
            ChannelField::Delegators => changes.delegators.replace(None).is_some(),
            ChannelField::DirPath => changes.dir.replace(None).is_some(),
        };
        if is_set {
            return Err(Problem::invalid("unset", "a field is set or unset, and only once"));
        }
    }
    if changes == ChannelChanges::default() {
        return Err(Problem::malformed(
            "name what to change: `delegators`, `dir_path`, or one of them in `unset`",
        ));
    }
    let channel = api.engine.edit_channel(&id, changes).await?;
    Ok(axum::Json(Channel::seen_by(&principal, channel)))
}

/// Get the channel for a directory
///
/// Answers the channel whose agent works in `dir_path`; if there is none, makes one with the directory's name, or that
/// name and four letters where it is taken. Asking twice answers the same channel. Directories that hold loopd's own
/// files are refused.
#[utoipa::path(
    post, path = "/api/channels", tag = "channels", request_body = EnsureChannel,
    responses(
        (status = 200, description = "The channel that was there", body = Channel),
        (status = 201, description = "The channel that was made", body = Channel),
        Problems,
    ),
)]
pub(super) async fn ensure_channel(
    State(api): State<Arc<Api>>,
    principal: Principal,
    Json(body): Json<EnsureChannel>,
) -> Result<(StatusCode, axum::Json<Channel>), Problem> {
    let (platform, caller) = (body.platform.map(Into::into), principal.caller(None)?);
    Ok(answer(&principal, api.engine.ensure_channel(&body.dir_path, platform, &caller).await?))
}

/// Make a channel by name
///
/// Makes a channel of that name, whose agent works in a directory of loopd's own: on the platform of the agent that
/// asks, else on `local` if that is configured. If there is one of that name already, it is answered unchanged. Whoever
/// had it made is brought into it, or the owners of all channels. An agent makes at most 30 channels and threads within
/// an hour.
#[utoipa::path(
    post, path = "/api/channels/create", tag = "channels", request_body = CreateChannel,
    responses(
        (status = 200, description = "The channel that was there", body = Channel),
        (status = 201, description = "The channel that was made", body = Channel),
        Problems,
    ),
)]
pub(super) async fn create_channel(
    State(api): State<Arc<Api>>,
    principal: Principal,
    Json(body): Json<CreateChannel>,
) -> Result<(StatusCode, axum::Json<Channel>), Problem> {
    let caller = principal.caller(None)?;
    Ok(answer(&principal, api.engine.create_channel(&body.name, &caller).await?))
}

fn answer(
    principal: &Principal,
    (channel, is_new): (model::Channel, bool),
) -> (StatusCode, axum::Json<Channel>) {
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    (status, axum::Json(Channel::seen_by(principal, channel)))
}

/// Start a fresh conversation
///
/// The next run of the channel begins a new session of the agent, which knows nothing of what was said before. A run
/// that is at work keeps its session.
#[utoipa::path(
    post, path = "/api/channels/{id}/session/reset", tag = "channels",
    params(("id" = String, Path, description = "The channel's id", example = "cq7k2m9x4hwp3")),
    responses((status = 204, description = "The next run starts afresh"), Problems),
)]
pub(super) async fn reset_session(
    State(api): State<Arc<Api>>,
    ChannelInPath(id): ChannelInPath,
) -> Result<StatusCode, Problem> {
    api.engine.reset_session(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}
