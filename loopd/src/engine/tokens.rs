//! Personal tokens: made for somebody, shown once, revoked. Only a hash of each is kept.

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::intake::random_letters;
use super::{Engine, Error, Result};
use crate::model::{Millis, Scope, Token, TokenId};
use crate::store::NewToken;

/// What every token begins with, so that a leaked one can be found.
const PREFIX: &str = "loop_";
/// Letters of a token's secret: 160 bits.
const SECRET_LETTERS: usize = 32;
/// Days after which a token is worth nothing when nobody says so.
const DEFAULT_DAYS: i64 = 90;
/// The most days it can be given; none at all is said with 0.
const MOST_DAYS: i64 = 3650;
const DAY_MS: Millis = 24 * 3600 * 1000;
const MAX_NAME_CHARS: usize = 80;

impl Engine {
    /// Makes a token; gives its text, which is kept nowhere. 0 days = it never expires.
    pub async fn create_token(
        &self,
        name: &str,
        scopes: &[Scope],
        days: Option<i64>,
    ) -> Result<(Token, String)> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > MAX_NAME_CHARS || name.chars().any(char::is_control) {
            let text = format!("say who or what it is for, in 1 to {MAX_NAME_CHARS} characters");
            return Err(Error::invalid("name", text));
        }
        if scopes.is_empty() {
            let all = Scope::ALL.map(Scope::as_str).join(", ");
            return Err(Error::invalid("scopes", format!("name at least one of {all}")));
        }
        let days = days.unwrap_or(DEFAULT_DAYS);
        if !(0..=MOST_DAYS).contains(&days) {
            let text =
                format!("{days} is not between 1 and {MOST_DAYS}, nor 0 for a token that never expires");
            return Err(Error::invalid("expires_in_days", text));
        }
        let mut names: Vec<&str> = scopes.iter().map(|scope| scope.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let now = self.now();
        let secret = random_letters(SECRET_LETTERS)?;
        let new = NewToken {
            name: name.to_owned(),
            hash: hash(&secret),
            scopes: names.join(" "),
            expires_at: (days > 0).then(|| now + days * DAY_MS),
        };
        let token = self.store.add_token(new, now).await?;
        tracing::info!(token = %token.id, scopes = token.scopes, "a personal token was made");
        let text = format!("{PREFIX}{}_{secret}", token.id);
        Ok((token, text))
    }

    /// Revokes a token at once.
    pub async fn revoke_token(&self, id: TokenId) -> Result<()> {
        if !self.store.revoke_token(id, self.now()).await? {
            return Err(Error::NotFound(format!("there is no token {id}")));
        }
        tracing::info!(token = %id, "a personal token was revoked");
        Ok(())
    }

    /// The valid token of that text, if it is one.
    pub async fn token_of(&self, text: &str) -> Result<Option<Token>> {
        let Some((id, secret)) = text.strip_prefix(PREFIX).and_then(|rest| rest.split_once('_')) else {
            return Ok(None);
        };
        let Ok(id) = id.parse() else { return Ok(None) };
        let Some(token) = self.store.find_token(TokenId(id)).await? else { return Ok(None) };
        let is_right = bool::from(hash(secret).as_bytes().ct_eq(token.hash.as_bytes()));
        if !is_right || !token.is_valid(self.now()) {
            return Ok(None);
        }
        if let Err(error) = self.store.token_used(&token, self.now()).await {
            // When it was used last is no reason to refuse it.
            tracing::warn!(error = &error as &dyn std::error::Error, "failed to note the use of a token");
        }
        Ok(Some(token))
    }
}

fn hash(secret: &str) -> String {
    hex::encode(Sha256::digest(secret))
}
