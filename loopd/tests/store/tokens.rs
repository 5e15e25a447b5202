//! Personal tokens are kept as hashes, listed while they are valid, and revoked for good.

use loopd::model::TokenId;
use loopd::store::{NewToken, PageQuery};

use crate::db::{Db, on_both};

fn new(name: &str) -> NewToken {
    NewToken {
        name: name.to_owned(),
        hash: "h".to_owned(),
        scopes: "read runs".to_owned(),
        expires_at: Some(500),
    }
}

on_both! {
    async fn tokens_are_listed_newest_first_until_they_are_revoked(db: Db) {
        let mut ids = Vec::new();
        for name in ["one", "two", "three"] {
            ids.push(db.store.add_token(new(name), 10).await.unwrap().id);
        }
        let page = db.store.list_tokens(PageQuery { limit: 2, after: None }).await.unwrap();
        let names: Vec<_> = page.items.iter().map(|token| token.name.as_str()).collect();
        assert_eq!(names, ["three", "two"]);
        let rest = db.store.list_tokens(PageQuery { limit: 2, after: page.next }).await.unwrap();
        assert_eq!((rest.items[0].id, rest.next), (ids[0], None));
        assert!(db.store.revoke_token(ids[1], 20).await.unwrap());
        assert!(!db.store.revoke_token(ids[1], 30).await.unwrap(), "once");
        assert!(!db.store.revoke_token(TokenId(99), 30).await.unwrap());
        let revoked = db.store.find_token(ids[1]).await.unwrap().unwrap();
        assert_eq!((revoked.revoked_at, revoked.is_valid(25)), (Some(20), false));
        assert_eq!(db.store.list_tokens(PageQuery { limit: 9, after: None }).await.unwrap().items.len(), 2);
    }

    async fn its_use_is_noted_to_the_minute(db: Db) {
        let id = db.store.add_token(new("ci"), 10).await.unwrap().id;
        for (now, noted) in [(1000, 1000), (30_000, 1000), (61_000, 61_000), (5, 5)] {
            let token = db.store.find_token(id).await.unwrap().unwrap();
            db.store.token_used(&token, now).await.unwrap();
            assert_eq!(db.store.find_token(id).await.unwrap().unwrap().last_used_at, Some(noted), "{now}");
        }
    }
}
