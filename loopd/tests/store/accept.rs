//! One event, one run: whatever is delivered twice is known the second time.

use std::task::Poll;

use loopd::store::{Accepted, Error, RequestKey, Target};
use sea_orm::{ConnectionTrait, Database, DatabaseBackend, Statement};

use crate::db::{Db, ask, on_both};

on_both! {
    async fn the_same_cause_delivered_ten_times_at_once_makes_one_run(db: Db) {
        let ops = db.channel("ops").await;
        let deliveries = (0..200).map(|n| {
            let (store, ask) = (db.store.clone(), ask(&ops, &format!("event-{}", n % 20)));
            tokio::spawn(async move { matches!(store.accept_run(ask, 10).await.unwrap(), Accepted::New(_)) })
        });
        let fresh: Vec<bool> =
            futures::future::join_all(deliveries.collect::<Vec<_>>()).await.into_iter().map(Result::unwrap).collect();
        assert_eq!(fresh.iter().filter(|fresh| **fresh).count(), 20);
        assert_eq!(db.store.counts().await.unwrap().queued, 20);
    }

    async fn an_accepted_run_comes_with_its_message(db: Db) {
        let ops = db.channel("ops").await;
        let run = db.queue(&ops, "deploy").await;
        let page = loopd::store::PageQuery { limit: 10, after: None };
        let messages = db.store.list_messages(&ops, page).await.unwrap().items;
        assert_eq!(messages.len(), 1);
        assert_eq!((messages[0].text.as_str(), messages[0].run_id), ("please do deploy", Some(run.id)));
    }

    async fn a_key_repeats_its_run_and_refuses_another_request(db: Db) {
        let ops = db.channel("ops").await;
        let key = |hash: &str| Some(RequestKey { id: "start_run/k1".to_owned(), body_hash: hash.to_owned() });
        let mut first = ask(&ops, "a");
        first.key = key("h1");
        let Accepted::New(run) = db.store.accept_run(first.clone(), 10).await.unwrap() else { panic!("not new") };

        // The API makes a new cause for every request: the key alone must tell.
        first.cause.key = "b".to_owned();
        let Accepted::Known(again) = db.store.accept_run(first, 11).await.unwrap() else { panic!("not known") };
        assert_eq!(again.id, run.id);

        let mut other = ask(&ops, "c");
        other.key = key("h2");
        assert!(matches!(db.store.accept_run(other, 12).await, Err(Error::KeyReused)));
        assert_eq!(db.store.counts().await.unwrap().queued, 1);
    }

    async fn one_key_sent_many_times_at_once_makes_one_run(db: Db) {
        let ops = db.channel("ops").await;
        let requests = (0..40).map(|n| {
            // The API makes a cause of its own for every request.
            let mut asked = ask(&ops, &format!("request-{n}"));
            asked.prompt = "the same".to_owned();
            asked.key = Some(RequestKey { id: format!("start_run/k{}", n % 4), body_hash: "h".to_owned() });
            let store = db.store.clone();
            tokio::spawn(async move {
                match store.accept_run(asked, 10).await.unwrap() {
                    Accepted::New(run) | Accepted::Known(run) => run.id,
                }
            })
        });
        let ids = futures::future::join_all(requests.collect::<Vec<_>>()).await;
        let distinct: std::collections::HashSet<_> = ids.into_iter().map(Result::unwrap).collect();
        assert_eq!((distinct.len(), db.store.counts().await.unwrap().queued), (4, 4));
    }

    async fn a_request_that_is_given_up_takes_no_other_with_it(db: Db) {
        let ops = db.channel("ops").await;
        let asked: Vec<_> = (0..120)
            .map(|n| {
                let (store, ask) = (db.store.clone(), ask(&ops, &format!("request-{n}")));
                tokio::spawn(async move { matches!(store.accept_run(ask, 10).await.unwrap(), Accepted::New(_)) })
            })
            .collect();
        tokio::task::yield_now().await;
        for client in asked.iter().step_by(3) {
            client.abort();
        }
        for (n, client) in asked.into_iter().enumerate() {
            match client.await {
                Ok(is_new) => assert!(is_new, "request {n}"),
                Err(error) => assert!(error.is_cancelled() && n % 3 == 0, "request {n}: {error}"),
            }
        }
        assert!(db.store.counts().await.unwrap().queued >= 80);
    }

    async fn a_key_is_forgotten_after_seven_days(db: Db) {
        let ops = db.channel("ops").await;
        let mut asked = ask(&ops, "a");
        asked.key = Some(RequestKey { id: "start_run/k".to_owned(), body_hash: "h".to_owned() });
        db.store.accept_run(asked, 1000).await.unwrap();
        let week = 7 * 24 * 3600 * 1000;
        assert_eq!(db.store.forget_request_keys(1000 + week).await.unwrap(), 0);
        assert_eq!(db.store.forget_request_keys(1001 + week).await.unwrap(), 1);
    }

    async fn text_survives_as_it_was_written(db: Db) {
        let ops = db.channel("ops").await;
        let mut asked = ask(&ops, "a");
        asked.prompt = "naïve 🧵 \u{202e}rtl\u{202c} 'quotes\" \\ % _ ; DROP TABLE run --\n\ttab".to_owned();
        let expected = asked.prompt.clone();
        db.store.accept_run(asked, 10).await.unwrap();
        let claim = db.claim("d1", 20).await.unwrap();
        assert_eq!(claim.run().prompt, expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_given_up_at_any_moment_leaves_no_transaction_open() {
    let db = Db::postgres().await;
    let ops = db.channel("ops").await;
    let Target::Postgres(url) = &db.target else { panic!("not PostgreSQL") };
    let watcher = Database::connect(url).await.unwrap();
    let open = "SELECT COUNT(*) AS n FROM pg_stat_activity \
                WHERE datname = current_database() AND state LIKE '%in transaction%'";
    let open = async || {
        let statement = Statement::from_string(DatabaseBackend::Postgres, open);
        watcher.query_one_raw(statement).await.unwrap().unwrap().try_get::<i64>("", "n").unwrap()
    };
    for polls in 0..30 {
        {
            let mut accepting = std::pin::pin!(db.store.accept_run(ask(&ops, &format!("event {polls}")), 10));
            let mut left = polls;
            std::future::poll_fn(|cx| {
                if left == 0 {
                    return Poll::Ready(());
                }
                left -= 1;
                accepting.as_mut().poll(cx).map(drop)
            })
            .await;
        }
        let closed = async {
            // Twice, because a statement may be on its way still.
            while open().await > 0 || open().await > 0 {
                tokio::task::yield_now().await;
            }
        };
        let closed = tokio::time::timeout(std::time::Duration::from_secs(5), closed).await;
        assert!(closed.is_ok(), "given up after {polls} polls, it leaves a transaction open");
    }
    watcher.close().await.unwrap();
}
