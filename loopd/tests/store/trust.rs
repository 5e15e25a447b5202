//! An approval is for one directory and one content, and the newest counts.

use loopd::model::{ChannelId, Platform, Trust};
use loopd::store::{ChannelChanges, Error, NewChannel};

use crate::db::{Db, done, on_both};

fn trust(dir: &str, hash: &str, at: i64) -> Trust {
    let (dir, content_hash) = (dir.to_owned(), hash.to_owned());
    Trust { dir, content_hash, trusted_by: "Ann".to_owned(), trusted_at: at }
}

on_both! {
    async fn an_approval_is_replaced_by_a_newer_one_and_can_be_taken_back(db: Db) {
        assert_eq!(db.store.find_trust("/src/shop").await.unwrap(), None);
        db.store.trust_project(trust("/src/shop", "a", 10)).await.unwrap();
        db.store.trust_project(trust("/src/other", "b", 11)).await.unwrap();
        db.store.trust_project(trust("/src/shop", "c", 12)).await.unwrap();
        assert_eq!(db.store.find_trust("/src/shop").await.unwrap(), Some(trust("/src/shop", "c", 12)));
        assert_eq!(db.store.find_trust("/src/Shop").await.unwrap(), None);
        assert!(db.store.untrust_project("/src/shop").await.unwrap());
        assert!(!db.store.untrust_project("/src/shop").await.unwrap());
        assert_eq!(db.store.find_trust("/src/shop").await.unwrap(), None);
        assert!(db.store.find_trust("/src/other").await.unwrap().is_some());
    }

    async fn twenty_approvals_at_once_leave_one(db: Db) {
        let approving = (0..20).map(|number| {
            let store = db.store.clone();
            tokio::spawn(async move { store.trust_project(trust("/p", &number.to_string(), number)).await })
        });
        for approved in futures::future::join_all(approving.collect::<Vec<_>>()).await {
            approved.unwrap().unwrap();
        }
        let left = db.store.find_trust("/p").await.unwrap().unwrap();
        assert_eq!(left.content_hash, left.trusted_at.to_string(), "two approvals were mixed");
    }

    async fn projects_are_listed_once_by_name(db: Db) {
        for (id, dir) in [("a", "/src/shop"), ("b", "/src/ant")] {
            let new = NewChannel {
                id: ChannelId(id.to_owned()),
                platform: Platform::Local,
                name: id.to_owned(),
                dir: Some(dir.to_owned()),
                made_by: None,
            };
            db.store.ensure_channel(new, 1).await.unwrap();
        }
        db.channel("without").await;
        db.store.trust_project(trust("/src/shop", "a", 10)).await.unwrap();
        db.store.trust_project(trust("/src/bee", "a", 10)).await.unwrap();
        assert_eq!(db.store.project_dirs(10, None).await.unwrap(), ["/src/ant", "/src/bee", "/src/shop"]);
        assert_eq!(db.store.project_dirs(1, Some("/src/ant")).await.unwrap(), ["/src/bee"]);
        let channels = db.store.channels_in("/src/shop").await.unwrap();
        assert_eq!(channels.iter().map(|channel| channel.name.as_str()).collect::<Vec<_>>(), ["a"]);
    }

    async fn a_directory_within_another_channels_or_around_it_is_found(db: Db) {
        for (at, dir) in ["/src/shop", "/src/a_b", "/src/ä/x", "/src/shop/deep"].into_iter().enumerate() {
            let new = NewChannel {
                id: ChannelId(dir.to_owned()),
                platform: Platform::Local,
                name: dir.to_owned(),
                dir: Some(dir.to_owned()),
                made_by: None,
            };
            db.store.ensure_channel(new, i64::try_from(at).unwrap()).await.unwrap();
        }
        db.channel("without").await;
        for (dir, expected) in [
            ("/src", Some("/src/shop")),
            ("/src/shop", Some("/src/shop/deep")),
            ("/src/shop/deep", Some("/src/shop")),
            ("/src/shop/other", Some("/src/shop")),
            ("/src/ä", Some("/src/ä/x")),
            ("/src/ä/x/y", Some("/src/ä/x")),
            ("/src/a_b", None),
            ("/src/a_b2", None),
            ("/src/axb/c", None),
            ("/src/%", None),
            ("/src/shopping", None),
            ("/src/Shop/x", None),
            ("/sr", None),
        ] {
            let found = db.store.channel_around(dir, None).await.unwrap();
            assert_eq!(found.and_then(|channel| channel.dir).as_deref(), expected, "{dir}");
        }
        db.store.set_active(&ChannelId("/src/shop".to_owned()), false).await.unwrap();
        let found = db.store.channel_around("/src/shop/other", None).await.unwrap();
        assert_eq!(found, None, "deleted in chat");
    }

    async fn a_channel_moves_when_nobody_works_there_and_leaves_its_conversations_behind(db: Db) {
        let (ops, web) = (db.channel("ops").await, db.channel("web").await);
        let move_to = async |id: &ChannelId, dir: Option<&str>| {
            let changes = ChannelChanges { dir: Some(dir.map(str::to_owned)), ..ChannelChanges::default() };
            db.store.change_channel(id, changes, 50).await
        };
        let dir = async |id: &ChannelId| db.store.find_channel(id).await.unwrap().unwrap().dir;
        db.queue(&ops, "1").await;
        assert!(move_to(&ops, Some("/src/old")).await.unwrap(), "one that waits has not begun");
        let mut claim = db.claim("d1", 20).await.unwrap();
        let session = db.store.join_session(&mut claim, None, 20).await.unwrap();
        let both = ChannelChanges { delegators: Some(Some(vec![])), dir: Some(None) };
        assert!(!db.store.change_channel(&ops, both, 50).await.unwrap());
        let found = db.store.find_channel(&ops).await.unwrap().unwrap();
        assert_eq!((found.dir.as_deref(), found.delegators), (Some("/src/old"), None), "all or nothing");

        db.store.finish_run(&claim, &done("ok"), 30).await.unwrap();
        assert!(move_to(&ops, Some("/src/shop")).await.unwrap());
        assert_eq!(db.store.find_channel(&ops).await.unwrap().unwrap().session_id, None);
        let ended = db.store.find_session(session.id).await.unwrap().unwrap();
        assert_eq!((ended.ended_at, ended.end_reason.as_deref()), (Some(50), Some("moved")));

        assert!(matches!(move_to(&web, Some("/src/shop")).await, Err(Error::Exists(_))), "one a directory");
        assert_eq!(db.store.find_channel_by_dir("/src/shop", None).await.unwrap().unwrap().id, ops);
        // One that was deleted in chat holds its directory for nobody.
        db.store.set_active(&ops, false).await.unwrap();
        assert!(db.store.find_channel_by_dir("/src/shop", None).await.unwrap().is_none());
        assert!(move_to(&web, Some("/src/shop")).await.unwrap());
        assert_eq!((dir(&ops).await, dir(&web).await.as_deref()), (None, Some("/src/shop")));
    }
}
