//! Personal tokens: how they are made, listed and revoked. A token's text is in one answer only.

#![expect(unused_qualifications, reason = "utoipa writes them for query and header parameters")]

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::error::{Problem, Problems};
use super::extract::{Json, NumberInPath, Query};
use super::wire::{Scope, time};
use super::{Api, paging};
use crate::model::{self, TokenId};
use crate::store::PageQuery;

const LIST: &str = "tokens";

/// A personal token, without its text.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Token {
    /// Its number.
    #[schema(example = 3)]
    id: i64,
    /// Who or what it is for; the author of what is done with it.
    #[schema(example = "ci")]
    name: String,
    /// What it may be used for.
    scopes: Vec<Scope>,
    /// When it was made.
    #[schema(format = DateTime)]
    created_at: String,
    /// From when on it is worth nothing; null = never.
    #[schema(format = DateTime)]
    expires_at: Option<String>,
    /// When it was last used, to the minute.
    #[schema(format = DateTime)]
    last_used_at: Option<String>,
}

impl From<model::Token> for Token {
    fn from(token: model::Token) -> Self {
        Self {
            id: token.id.0,
            scopes: token.scopes().into_iter().map(Scope::from).collect(),
            name: token.name,
            created_at: time(token.created_at),
            expires_at: token.expires_at.map(time),
            last_used_at: token.last_used_at.map(time),
        }
    }
}

/// A part of the list of tokens.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TokenPage {
    /// The tokens, newest first.
    items: Vec<Token>,
    /// Where the next part begins; null at the end.
    next: Option<String>,
}

/// A token that was made.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CreatedToken {
    /// What is known of it.
    info: Token,
    /// Its text. This answer is the only one that has it.
    #[schema(example = "loop_3_kq7m2x9hwp3tz8v5n4r6b7c2d9f3g8jj")]
    token: String,
}

/// Which tokens are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct TokenQuery {
    /// Tokens per page.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u32>,
    /// The `next` of the page before.
    cursor: Option<String>,
}

/// A token to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CreateToken {
    /// Who or what it is for; shown as the author of what is done with it.
    #[schema(example = "ci", min_length = 1, max_length = 80)]
    name: String,
    /// What it may be used for.
    #[schema(min_items = 1)]
    scopes: Vec<Scope>,
    /// Days until it is worth nothing; 0 = never; 90 if left out.
    #[schema(minimum = 0, maximum = 3650)]
    expires_in_days: Option<i64>,
}

/// List personal tokens
///
/// Lists the tokens that were not revoked, newest first, also those that have expired. Their texts are kept nowhere.
#[utoipa::path(
    get, path = "/api/tokens", tag = "tokens", params(TokenQuery),
    responses((status = 200, description = "A page of tokens, newest first", body = TokenPage), Problems),
)]
pub(super) async fn list_tokens(
    State(api): State<Arc<Api>>,
    Query(query): Query<TokenQuery>,
) -> Result<axum::Json<TokenPage>, Problem> {
    let page = PageQuery {
        limit: paging::limit(query.limit)?,
        after: paging::decode(LIST, query.cursor.as_deref())?,
    };
    let page = api.engine.store.list_tokens(page).await?;
    let next = page.next.and_then(|place| paging::encode(LIST, &place));
    Ok(axum::Json(TokenPage { items: page.items.into_iter().map(Token::from).collect(), next }))
}

/// Make a personal token
///
/// Makes a token for a person or program. Only the operator can make one, and no token can make another.
#[utoipa::path(
    post, path = "/api/tokens", tag = "tokens", request_body = CreateToken,
    responses((status = 201, description = "The token, with its text", body = CreatedToken), Problems),
)]
pub(super) async fn create_token(
    State(api): State<Arc<Api>>,
    Json(body): Json<CreateToken>,
) -> Result<(StatusCode, axum::Json<CreatedToken>), Problem> {
    let scopes: Vec<model::Scope> = body.scopes.into_iter().map(Into::into).collect();
    let (info, token) = api.engine.create_token(&body.name, &scopes, body.expires_in_days).await?;
    Ok((StatusCode::CREATED, axum::Json(CreatedToken { info: info.into(), token })))
}

/// Revoke a personal token
///
/// From now on the token opens nothing. A stream that it opened before goes on to its end.
#[utoipa::path(
    delete, path = "/api/tokens/{id}", tag = "tokens",
    params(("id" = i64, Path, description = "The token's number", example = 3)),
    responses((status = 204, description = "It opens nothing any more"), Problems),
)]
pub(super) async fn revoke_token(
    State(api): State<Arc<Api>>,
    NumberInPath(id): NumberInPath,
) -> Result<StatusCode, Problem> {
    api.engine.revoke_token(TokenId(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
