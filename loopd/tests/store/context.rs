//! What an agent is told of what was said before it was asked.

use loopd::model::{Cause, CauseKind, ChannelId, RunEvent};
use loopd::store::{Accepted, NewMessage, NewRun, NewThread, News};

use crate::db::{Db, ask, done, on_both};

/// Somebody says something among people.
async fn overhear(db: &Db, channel: &ChannelId, id: &str, text: &str) {
    let new = NewMessage {
        channel_id: channel.clone(),
        external_id: Some(id.to_owned()),
        author_id: "bob".to_owned(),
        author_name: "Bob".to_owned(),
        from_agent: false,
        text: text.to_owned(),
        run_id: None,
    };
    db.store.overhear(new, 10).await.unwrap();
}

/// Somebody asks with a message.
async fn asks(db: &Db, channel: &ChannelId, id: &str, text: &str) {
    let cause = Cause { kind: CauseKind::Message, key: format!("local/{channel}/{id}") };
    let new = NewRun { cause, prompt: text.to_owned(), ..ask(channel, id) };
    assert!(matches!(db.store.accept_run(new, 10).await.unwrap(), Accepted::New(_)));
}

/// The thread of a channel that hangs on a message of it.
async fn thread(db: &Db, channel: &ChannelId, root: &str) -> ChannelId {
    let parent = db.store.find_channel(channel).await.unwrap().unwrap();
    let id = ChannelId(format!("{channel}:{root}"));
    let new = NewThread { id: id.clone(), parent: &parent, title: "T", made_by: None };
    db.store.add_thread(new, None, 10).await.unwrap();
    id
}

/// Has the next run answered, as a turn of a conversation that the agent calls so; gives what it would be told in a new one.
async fn answered(db: &Db, conversation: &str, limit: u64) -> Vec<String> {
    let mut claim = db.claim("d1", 20).await.unwrap();
    db.store.join_session(&mut claim, None, 20).await.unwrap();
    let told = db.store.messages_before(claim.run(), limit).await.unwrap();
    let events = [RunEvent::Session { session_id: conversation.to_owned(), model: None }];
    db.store.append_events(&mut claim, News { events: &events, read: None, taken: true }, 25).await.unwrap();
    db.store.finish_run(&claim, &done("answered"), 30).await.unwrap();
    told.into_iter().map(|message| message.text).collect()
}

on_both! {
    async fn a_copy_of_a_conversation_is_told_what_people_said_since_and_what_its_thread_hangs_on(db: Db) {
        let ops = db.channel("ops").await;
        overhear(&db, &ops, "1", "known to the conversation").await;
        asks(&db, &ops, "2", "what is up?").await;
        answered(&db, "a", 50).await;
        for (id, text) in [("3", "the build is broken"), ("4", "since noon")] {
            overhear(&db, &ops, id, text).await;
        }
        let broken = thread(&db, &ops, "3").await;
        overhear(&db, &broken, "5", "in the thread").await;
        overhear(&db, &ops, "6", "beside it").await;
        asks(&db, &broken, "7", "why?").await;
        overhear(&db, &ops, "8", "later").await;
        let expected = ["the build is broken", "since noon", "beside it", "in the thread"];
        assert_eq!(answered(&db, "b", 50).await, expected);

        // However little room there is.
        let again = thread(&db, &ops, "4").await;
        for id in ["9", "10", "11"] {
            overhear(&db, &again, id, id).await;
        }
        asks(&db, &again, "12", "and why?").await;
        assert_eq!(answered(&db, "c", 3).await, ["since noon", "10", "11"]);

        // Something that was asked, or said long ago, is told where a thread hangs on it, once.
        let asked = thread(&db, &ops, "2").await;
        asks(&db, &asked, "13", "once more").await;
        let expected = ["what is up?", "the build is broken", "since noon", "beside it", "later"];
        assert_eq!(answered(&db, "d", 50).await, expected);
        let old = thread(&db, &ops, "1").await;
        asks(&db, &old, "14", "and this?").await;
        assert_eq!(answered(&db, "e", 2).await, ["known to the conversation", "later"]);
    }

    async fn a_thread_of_a_channel_that_was_never_asked_is_told_what_it_hangs_on(db: Db) {
        let ops = db.channel("ops").await;
        for id in ["1", "2", "3", "4"] {
            overhear(&db, &ops, id, id).await;
        }
        let first = thread(&db, &ops, "1").await;
        asks(&db, &first, "5", "why?").await;
        assert_eq!(answered(&db, "a", 3).await, ["1", "3", "4"]);
    }

    async fn what_became_known_late_is_told_in_the_order_in_which_it_was_said(db: Db) {
        let ops = db.channel("ops").await;
        asks(&db, &ops, "1700000002.000100", "second").await;
        answered(&db, "a", 50).await;
        overhear(&db, &ops, "1700000004.000100", "fourth").await;
        for (id, text) in [("1700000001.000100", "first"), ("1700000003.000100", "third")] {
            overhear(&db, &ops, id, text).await;
        }
        asks(&db, &ops, "1700000005.000100", "what now?").await;
        let mut claim = db.claim("d1", 40).await.unwrap();
        db.store.join_session(&mut claim, None, 40).await.unwrap();
        let texts = |told: Vec<loopd::model::Message>| told.into_iter().map(|it| it.text).collect::<Vec<_>>();
        let since = texts(db.store.said_since_asked(claim.run(), 50).await.unwrap());
        assert_eq!(since, ["first", "third", "fourth"]);
        let all = texts(db.store.messages_before(claim.run(), 50).await.unwrap());
        assert_eq!(all, ["first", "second", "answered", "third", "fourth"], "an answer stays behind its question");
    }

    async fn talk_among_people_is_told_from_what_was_asked(db: Db) {
        let (ops, dev) = (db.channel("ops").await, db.channel("dev").await);
        overhear(&db, &ops, "1", "hello").await;
        asks(&db, &ops, "2", "hello loop").await;
        for (channel, id, expected) in [(&ops, "1", true), (&ops, "2", false), (&ops, "3", false), (&dev, "1", false)] {
            assert_eq!(db.store.is_overheard(channel, id).await.unwrap(), expected, "{channel} {id}");
        }
    }
}
