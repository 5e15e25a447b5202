//! Messages: what was said in a channel, and saying something as the bot.

#![expect(unused_qualifications, reason = "utoipa writes them for query and header parameters")]

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::error::{Problem, Problems};
use super::extract::{Json, Query, channel_id};
use super::idempotency::{self, KeyHeaders};
use super::principal::Principal;
use super::wire::time;
use super::{Api, paging};
use crate::engine::SayRequest;
use crate::model;
use crate::store::PageQuery;

const LIST: &str = "messages";

/// Something said in a channel.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Message {
    /// Its number; later messages have higher ones.
    #[schema(example = 17)]
    id: i64,
    /// The channel it was said in.
    #[schema(example = "cq7k2m9x4hwp3")]
    channel_id: String,
    /// Who said it.
    author: Author,
    /// True when an agent, or loop itself, said it.
    from_agent: bool,
    /// The text, Markdown.
    #[schema(example = "The tests are green.")]
    content: String,
    /// The run that it caused, or whose answer it is.
    run_id: Option<i64>,
    /// When it was said.
    #[schema(format = DateTime)]
    created_at: String,
}

/// Who said or asked something.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Author {
    /// As the platform or the API names them.
    #[schema(example = "operator")]
    pub(super) id: String,
    /// The name people see.
    #[schema(example = "ann")]
    pub(super) name: String,
}

impl From<model::Message> for Message {
    fn from(message: model::Message) -> Self {
        Self {
            id: message.id.0,
            channel_id: message.channel_id.0,
            author: Author { id: message.author_id, name: message.author_name },
            from_agent: message.from_agent,
            content: message.text,
            run_id: message.run_id.map(|id| id.0),
            created_at: time(message.created_at),
        }
    }
}

/// A part of a channel's messages.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MessagePage {
    /// The messages, newest first.
    items: Vec<Message>,
    /// Where the next part begins; null at the end.
    next: Option<String>,
}

/// Which messages are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct MessageQuery {
    /// The channel.
    #[param(example = "cq7k2m9x4hwp3")]
    channel_id: String,
    /// Messages per page.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u32>,
    /// The `next` of the page before.
    cursor: Option<String>,
}

/// Something to be said.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SendMessage {
    /// Where.
    #[schema(example = "cq7k2m9x4hwp3")]
    channel_id: String,
    /// The text, Markdown; 512 KiB at the most.
    #[schema(example = "Deployment begins in five minutes.", min_length = 1)]
    content: String,
    /// Names of files in the outbox of the agent that asks (`/run/loop/outbox`): taken from there at once, all or none,
    /// and posted after the text. At most 10, of 25 MiB each and 50 MiB together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, max_items = 10, example = json!(["report.pdf"]))]
    files: Vec<String>,
}

/// Read a channel's messages
///
/// Lists what was said in a channel, newest first: prompts, answers, and messages sent as loop.
#[utoipa::path(
    get, path = "/api/messages", tag = "messages", params(MessageQuery),
    responses((status = 200, description = "A page of messages, newest first", body = MessagePage), Problems),
)]
pub(super) async fn list_messages(
    State(api): State<Arc<Api>>,
    principal: Principal,
    Query(query): Query<MessageQuery>,
) -> Result<axum::Json<MessagePage>, Problem> {
    let page = PageQuery {
        limit: paging::limit(query.limit)?,
        after: paging::decode(LIST, query.cursor.as_deref())?,
    };
    let channel = channel_id("channel_id", &query.channel_id)?;
    let channel = principal.channel(&api, &channel).await?.id;
    let page = api.engine.store.list_messages(&channel, page).await?;
    let next = page.next.and_then(|place| paging::encode(LIST, &place));
    Ok(axum::Json(MessagePage { items: page.items.into_iter().map(Message::from).collect(), next }))
}

/// Say something as loop
///
/// Posts a message in a channel under loop's own name. If the text mentions loop (`@loop` on `local`), as a word of its
/// own and outside of code, it also causes a run there with the rest of the text as the prompt; `run_id` names it.
/// When an agent does this it is a delegation: at most 3 agents deep, never back into a channel of the chain, at most
/// 30 an hour, and only where the owners of the channel let its agent. An agent sends at most 120 messages an hour.
#[utoipa::path(
    post, path = "/api/messages", tag = "messages", params(KeyHeaders), request_body = SendMessage,
    responses(
        (status = 201, description = "The message, stored and on its way", body = Message, headers(
            ("Idempotent-Replay" = bool, description = "`true` if the key was used before and this is that message"),
        )),
        Problems,
    ),
)]
pub(super) async fn send_message(
    State(api): State<Arc<Api>>,
    principal: Principal,
    headers: HeaderMap,
    Json(body): Json<SendMessage>,
) -> Result<(StatusCode, HeaderMap, axum::Json<Message>), Problem> {
    let key = idempotency::request_key((&headers, &principal), "send_message", &body)?;
    let channel_id = channel_id("channel_id", &body.channel_id)?;
    let caller = principal.caller(None)?;
    let request = SayRequest { channel_id, text: body.content, files: body.files, caller, key };
    let (message, is_new) = api.engine.say(request).await?;
    let mut answer = HeaderMap::new();
    idempotency::mark_replay(&mut answer, is_new);
    Ok((StatusCode::CREATED, answer, axum::Json(message.into())))
}
