//! Threads: how they are opened and deleted. A thread is a channel with a parent, and looks like one.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Api;
use super::channels::Channel;
use super::error::{Problem, Problems};
use super::extract::{ChannelInPath, Json};
use super::idempotency::{self, KeyHeaders};
use super::messages::Message;
use super::principal::Principal;
use crate::engine;

/// A thread to be opened.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CreateThread {
    /// The channel, or a thread of it; only agents may leave it out, because they have one.
    #[schema(example = "cq7k2m9x4hwp3")]
    channel_id: Option<String>,
    /// Its title.
    #[schema(example = "Release 2.0", min_length = 1, max_length = 80)]
    name: String,
    /// What is said in it first, Markdown; 512 KiB at the most. If it mentions loop, it causes a run in the thread.
    #[schema(example = "@loop write the release notes")]
    message: Option<String>,
}

/// A thread that was opened.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OpenedThread {
    /// The thread.
    thread: Channel,
    /// What was said in it first; its `run_id` is the run that it caused.
    message: Option<Message>,
}

/// Open a thread
///
/// Opens a thread in a channel, which has a conversation of its own, and says something in it if asked to; a message
/// that mentions loop causes a run in the thread, as with `send_message`. An agent makes at most 30 channels and
/// threads within an hour.
#[utoipa::path(
    post, path = "/api/threads", tag = "threads", params(KeyHeaders), request_body = CreateThread,
    responses(
        (status = 201, description = "The thread", body = OpenedThread, headers(
            ("Idempotent-Replay" = bool, description = "`true` if the key was used before and this is that thread"),
        )),
        Problems,
    ),
)]
pub(super) async fn create_thread(
    State(api): State<Arc<Api>>,
    principal: Principal,
    headers: HeaderMap,
    Json(body): Json<CreateThread>,
) -> Result<(StatusCode, HeaderMap, axum::Json<OpenedThread>), Problem> {
    let key = idempotency::request_key((&headers, &principal), "create_thread", &body)?;
    let request = engine::CreateThread {
        channel_id: principal.some_channel(body.channel_id.as_deref())?,
        name: body.name,
        message: body.message,
        caller: principal.caller(None)?,
        key,
    };
    let (thread, message, is_new) = api.engine.create_thread(request).await?;
    let mut answer = HeaderMap::new();
    idempotency::mark_replay(&mut answer, is_new);
    let thread = Channel::seen_by(&principal, thread);
    Ok((
        StatusCode::CREATED,
        answer,
        axum::Json(OpenedThread { thread, message: message.map(Message::from) }),
    ))
}

/// Delete a thread
///
/// Deletes a thread: nothing can be asked there any more, and on a chat platform what was said in it goes with it. Runs
/// in it that wait are cancelled, one at work is stopped, its tasks pause. An agent may delete the threads of its channel and those that it opened, but not the one it works in.
#[utoipa::path(
    delete, path = "/api/threads/{id}", tag = "threads",
    params(("id" = String, Path, description = "The thread's id", example = "t7k2m9x4hwp3q")),
    responses((status = 204, description = "It is gone"), Problems),
)]
pub(super) async fn delete_thread(
    State(api): State<Arc<Api>>,
    principal: Principal,
    ChannelInPath(id): ChannelInPath,
) -> Result<StatusCode, Problem> {
    api.engine.delete_thread(&id, &principal.caller(None)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
