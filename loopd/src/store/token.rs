//! Personal tokens: made, found by number, listed, revoked.

use sea_orm::{
    ActiveValue, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::{Page, PageQuery, Result, Store};
use crate::model::token::{ActiveModel, Column, Entity};
use crate::model::{Millis, Token, TokenId};

/// How exactly it is known when a token was last used: a minute, so that not every request writes.
const USED_MS: Millis = 60_000;

/// A token to be kept.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// Who or what it is for.
    pub name: String,
    /// SHA-256 of its secret, hex.
    pub hash: String,
    /// Names of scopes, separated by blanks.
    pub scopes: String,
    /// From when on it is worth nothing; none = never.
    pub expires_at: Option<Millis>,
}

impl Store {
    /// Keeps a new token.
    pub async fn add_token(&self, new: NewToken, now: Millis) -> Result<Token> {
        let row = ActiveModel {
            id: ActiveValue::<TokenId>::NotSet,
            name: Set(new.name),
            hash: Set(new.hash),
            scopes: Set(new.scopes),
            created_at: Set(now),
            expires_at: Set(new.expires_at),
            revoked_at: Set(None),
            last_used_at: Set(None),
        };
        Ok(Entity::insert(row).exec_with_returning(&self.write).await?)
    }

    /// The token of that number, valid or not.
    pub async fn find_token(&self, id: TokenId) -> Result<Option<Token>> {
        Ok(Entity::find_by_id(id).one(&self.read).await?)
    }

    /// Tokens that were not revoked, the newest first.
    pub async fn list_tokens(&self, page: PageQuery) -> Result<Page<Token>> {
        let mut select = Entity::find().filter(Column::RevokedAt.is_null());
        if let Some(after) = page.after {
            select = select.filter(Column::Id.lt(after));
        }
        let rows = select.order_by_desc(Column::Id).limit(page.limit + 1).all(&self.read).await?;
        Ok(Page::from_rows(rows, page.limit, |token| token.id.0))
    }

    /// Revokes a token at once; false if there is none.
    pub async fn revoke_token(&self, id: TokenId, now: Millis) -> Result<bool> {
        let sql = "UPDATE token SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL";
        Ok(self.write.execute_raw(self.sql(sql, [now.into(), id.into()])).await?.rows_affected() == 1)
    }

    /// Notes that a token is used, unless that was noted within the last minute.
    pub async fn token_used(&self, token: &Token, now: Millis) -> Result<()> {
        if token.last_used_at.is_some_and(|at| (at..at + USED_MS).contains(&now)) {
            return Ok(());
        }
        let sql = "UPDATE token SET last_used_at = $1 WHERE id = $2";
        self.write.execute_raw(self.sql(sql, [now.into(), token.id.into()])).await?;
        Ok(())
    }
}
