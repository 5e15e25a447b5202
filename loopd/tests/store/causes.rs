//! Who caused what: chains, what agents did within an hour, and notes about what they were refused.

use loopd::model::{Cause, CauseKind, ChannelId, ContainerId, Platform, Run, RunId};
use loopd::store::{
    Accepted, AgentCounts, ByAgent, ChannelChanges, Finish, NewChannel, NewMessage, NewRun, RequestKey,
};

use crate::db::{Db, ask, done, on_both};

const HOUR: i64 = 3_600_000;

/// A run in `channel` that the agent of `parent` asked for.
async fn delegated(db: &Db, channel: &ChannelId, parent: &Run, now: i64) -> Run {
    let new = NewRun {
        cause: Cause { kind: CauseKind::Delegation, key: format!("{}/{now}", parent.id) },
        by_agent: Some(ByAgent { run: parent.id, depth: parent.depth + 1 }),
        said: Some("@loop please".to_owned()),
        ..ask(channel, "pass it on")
    };
    match db.store.accept_run(new, now).await.unwrap() {
        Accepted::New(run) => run,
        Accepted::Known(run) => panic!("run {} was known", run.id),
    }
}

fn says(author: &str, channel: &ChannelId) -> NewMessage {
    NewMessage {
        channel_id: channel.clone(),
        external_id: None,
        author_id: author.to_owned(),
        author_name: author.to_owned(),
        from_agent: true,
        text: "hello".to_owned(),
        run_id: None,
    }
}

on_both! {
    async fn a_chain_leads_back_to_the_person(db: Db) {
        let (ops, web, dev) = (db.channel("ops").await, db.channel("web").await, db.channel("dev").await);
        let asked = db.queue(&ops, "1").await;
        let second = delegated(&db, &web, &asked, 20).await;
        let third = delegated(&db, &dev, &second, 30).await;
        assert_eq!((asked.depth, second.depth, third.depth), (0, 1, 2));
        let ids = |chain: Vec<Run>| chain.into_iter().map(|run| run.id).collect::<Vec<RunId>>();
        let whole = db.store.chain(third.clone(), 10).await.unwrap();
        assert_eq!(ids(whole), [third.id, second.id, asked.id]);
        assert_eq!(ids(db.store.chain(third.clone(), 2).await.unwrap()), [third.id, second.id], "never without end");
        // What it says is said in the channel and owed to chat.
        let message = db.store.asking_message(&second).await.unwrap().unwrap();
        assert_eq!((message.text.as_str(), message.from_agent), ("@loop please", true));
        let owed = db.due(40).await;
        assert!(owed.iter().any(|owed| owed.channel_id == web && owed.text == "@loop please"), "{owed:?}");
    }

    async fn what_agents_did_is_counted_for_an_hour(db: Db) {
        let (ops, web, dev) = (db.channel("ops").await, db.channel("web").await, db.channel("dev").await);
        let asked = db.queue(&ops, "1").await;
        delegated(&db, &web, &asked, 100).await;
        delegated(&db, &dev, &asked, 200).await;
        for (author, at) in [("agent:ops", 100), ("agent:ops", 300), ("agent:opsx", 300), ("loop", 300)] {
            db.store.say(says(author, &web), None, None, at).await.unwrap();
        }
        let made_by = Some(ops.clone());
        let new = NewChannel { id: ChannelId("new".to_owned()), name: "new".to_owned(), made_by,
                               platform: Platform::Local, dir: None };
        db.store.ensure_channel(new, 100).await.unwrap();
        // A thread has no budget of its own.
        let parent = db.store.find_channel(&ops).await.unwrap().unwrap();
        let thread = loopd::store::NewThread {
            id: ChannelId("ops:1".to_owned()), parent: &parent, title: "t", made_by: Some(ops.clone()),
        };
        let thread = db.store.add_thread(thread, None, 100).await.unwrap().id;
        let in_thread = db.queue(&thread, "2").await;
        delegated(&db, &web, &in_thread, 150).await;
        db.store.say(says("agent:ops:1", &web), None, None, 150).await.unwrap();
        let counts = |now| { let (ops, web, db) = (ops.clone(), web.clone(), db.store.clone());
                             async move { db.agent_counts(&ops, &web, now).await.unwrap() } };
        assert_eq!(counts(HOUR).await, AgentCounts { caused: 3, taken: 2, said: 3, made: 2 });
        assert_eq!(counts(HOUR + 150).await, AgentCounts { caused: 1, taken: 0, said: 1, made: 0 });
        assert_eq!(counts(HOUR + 300).await, AgentCounts::default());
        assert_eq!(db.store.agent_counts(&web, &ops, HOUR).await.unwrap(), AgentCounts::default(), "the other way round");
    }

    async fn a_note_stands_beside_the_answer_once(db: Db) {
        let ops = db.channel("ops").await;
        let run = db.queue(&ops, "1").await;
        let claim = db.claim("d1", 20).await.unwrap();
        for text in ["Refused: one.", "Refused: two.", "Refused: one."] {
            db.store.note(run.id, text).await.unwrap();
        }
        db.store.note(run.id, &"x".repeat(10_000)).await.unwrap();
        let finish = Finish { notice: Some("A fresh conversation.".to_owned()), ..done("ok") };
        db.store.finish_run(&claim, &finish, 30).await.unwrap();
        let ended = db.store.find_run(run.id).await.unwrap().unwrap();
        assert_eq!(ended.notice.as_deref(), Some("Refused: one. Refused: two. A fresh conversation."));
        db.store.note(run.id, "too late").await.unwrap();
        assert_eq!(db.store.find_run(run.id).await.unwrap().unwrap().notice, ended.notice);
        let said = db.due(40).await;
        assert!(said[0].text.starts_with("_Refused: one. Refused: two. A fresh conversation._"), "{said:?}");
    }

    async fn the_run_in_a_container_is_the_latest_one(db: Db) {
        let ops = db.channel("ops").await;
        let nothing = ContainerId("k1".to_owned());
        db.queue(&ops, "1").await;
        assert!(db.store.run_in_container(&ops, &nothing).await.unwrap().is_none());
    }

    async fn a_thread_is_made_once_for_a_key(db: Db) {
        let ops = db.channel("ops").await;
        let parent = db.store.find_channel(&ops).await.unwrap().unwrap();
        let key = RequestKey { id: "create_thread/k".to_owned(), body_hash: "h".to_owned() };
        let thread = |id: &str| loopd::store::NewThread {
            id: ChannelId(id.to_owned()), parent: &parent, title: "Release", made_by: Some(ops.clone()),
        };
        let made = db.store.add_thread(thread("t1"), Some(&key), 10).await.unwrap();
        assert_eq!((made.parent_id.as_ref(), made.made_by.as_ref()), (Some(&ops), Some(&ops)));
        assert_eq!(db.store.channel_of_key(&key).await.unwrap(), Some(made));
        let twice = db.store.add_thread(thread("t2"), Some(&key), 10).await;
        assert!(matches!(twice, Err(loopd::store::Error::Exists(_))), "{twice:?}");
        assert!(db.store.find_channel(&ChannelId("t2".to_owned())).await.unwrap().is_none(), "nothing half done");
        let other = RequestKey { body_hash: "other".to_owned(), ..key };
        assert!(matches!(db.store.channel_of_key(&other).await, Err(loopd::store::Error::KeyReused)));
    }

    async fn delegators_are_kept_and_what_cannot_be_read_lets_nobody_in(db: Db) {
        let (ops, web) = (db.channel("ops").await, db.channel("web").await);
        let of = async |db: &Db| db.store.find_channel(&ops).await.unwrap().unwrap().delegators();
        assert_eq!(of(&db).await, None);
        for delegators in [Some(vec![web]), Some(vec![]), None] {
            let changes = ChannelChanges { delegators: Some(delegators.clone()), ..ChannelChanges::default() };
            assert!(db.store.change_channel(&ops, changes, 10).await.unwrap());
            assert_eq!(of(&db).await, delegators);
        }
    }

    async fn the_first_that_was_asked_is_told_by_when_it_was_said(db: Db) {
        let id = ChannelId("C1:1".to_owned());
        let new = NewChannel {
            id: id.clone(),
            platform: Platform::Slack,
            name: "t".to_owned(),
            dir: None,
            made_by: None,
        };
        db.store.ensure_channel(new, 1).await.unwrap();
        assert_eq!(db.store.first_asked(&id).await.unwrap(), None);
        let by_message = async |said: &str| {
            let cause = Cause { kind: CauseKind::Message, key: format!("slack/{id}/{said}") };
            let new = NewRun { cause, ..ask(&id, said) };
            db.store.accept_run(new, 10).await.unwrap();
        };
        let first = async || db.store.first_asked(&id).await.unwrap().unwrap();
        for (said, expected) in [
            ("1700000009.000100", "1700000009.000100"),
            ("1700000010.000100", "1700000009.000100"),
            ("999999999.000100", "999999999.000100"),
            ("1700000008.000100", "999999999.000100"),
        ] {
            by_message(said).await;
            assert_eq!(first().await, expected);
        }
        // A request to the API counts by its time, a minute before it by our clock.
        db.store.accept_run(ask(&id, "over the API"), 999_999_998_500).await.unwrap();
        assert_eq!(first().await, "999999938.500000");
    }
}
