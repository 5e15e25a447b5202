//! Files of messages: noted with their run, and sent after its answer by the daemon that keeps them.

use loopd::model::{Attachment, CauseKind, DeliveryKind, DeliveryState, Platform, RunId};
use loopd::store::{
    Accepted, Attached, Finish, Lease, NewAttachment, NewMessage, NewRun, PageQuery, RequestKey, SentFiles,
};

use crate::db::{Db, ask, done, on_both};

const DAY: i64 = 24 * 3600 * 1000;

fn file(name: &str) -> NewAttachment {
    NewAttachment { name: name.to_owned(), url: format!("https://files/{name}"), bytes: 7 }
}

/// The end of a run that sends files kept by `home`.
fn with_files(home: &str, summary: Option<&str>, names: &[&str]) -> Finish {
    let attached = Attached {
        summary: summary.map(str::to_owned),
        files: names.iter().map(|name| (*name).to_owned()).collect(),
        home: home.to_owned(),
    };
    Finish { attached, ..done("the whole answer") }
}

/// Ends a run in the channel.
async fn end(db: &Db, finish: Finish) -> RunId {
    end_of(db, "draw", finish).await
}

/// Ends a run that is asked for with a key.
async fn end_of(db: &Db, key: &str, finish: Finish) -> RunId {
    let ops = db.channel("ops").await;
    let run = db.queue(&ops, key).await;
    let claim = db.claim("home1/1", 20).await.unwrap();
    db.store.finish_run(&claim, &finish, 30).await.unwrap();
    run.id
}

on_both! {
    async fn files_are_noted_with_their_run_and_once(db: Db) {
        let ops = db.channel("ops").await;
        let new = NewRun { files: vec![file("a"), file("b")], ..ask(&ops, "look") };
        let Accepted::New(run) = db.store.accept_run(new.clone(), 10).await.unwrap() else { panic!("known") };
        assert!(matches!(db.store.accept_run(new, 11).await.unwrap(), Accepted::Known(_)));
        let other = db.queue(&ops, "other").await;
        assert_eq!(db.store.attachments_of(other.id).await.unwrap(), Vec::new());
        let noted = db.store.attachments_of(run.id).await.unwrap();
        let names: Vec<_> = noted.iter().map(|file| (file.position, file.name.as_str(), file.bytes)).collect();
        assert_eq!(names, [(0, "a", 7), (1, "b", 7)]);
        db.store.attachment_fetched(&noted[0], 9, 20).await.unwrap();
        db.store.attachment_failed(&noted[1], "it is gone").await.unwrap();
        let noted = db.store.attachments_of(run.id).await.unwrap();
        let settled = |file: &Attachment| (file.bytes, file.fetched_at, file.trouble.clone());
        assert_eq!(settled(&noted[0]), (9, Some(20), None));
        assert_eq!(settled(&noted[1]), (7, None, Some("it is gone".to_owned())));
        assert_eq!(run.cause_kind, CauseKind::Api);
    }

    async fn files_go_out_after_the_answer_and_one_after_the_other(db: Db) {
        let run = end(&db, with_files("d1", Some("in short"), &["a.png", "b.png"])).await;
        let mut sent = Vec::new();
        while let Some(next) = db.due(100).await.pop() {
            assert!(db.store.owes_files(run).await.unwrap());
            sent.push((next.kind, next.text.clone()));
            db.store.mark_sent(&next, 100).await.unwrap();
        }
        let owed = |kind, text: &str| (kind, text.to_owned());
        let expected = [
            owed(DeliveryKind::Post, "in short"),
            owed(DeliveryKind::File, "a.png"),
            owed(DeliveryKind::File, "b.png"),
        ];
        assert_eq!(sent, expected);
        assert!(!db.store.owes_files(run).await.unwrap());
        let page = PageQuery { limit: 10, after: None };
        let said = db.store.list_messages(&db.channel("ops").await, page).await.unwrap().items;
        assert_eq!(said[0].text, "the whole answer", "the record has all of it");
    }

    async fn a_file_is_sent_by_the_daemon_that_keeps_it_or_given_up_by_another_after_a_day(db: Db) {
        end(&db, with_files("home1", None, &["a.png"])).await;
        let due = async |owner, now| {
            let lease = Lease { owner, ms: -1 };
            db.store.due_deliveries(Platform::Local, lease, now, 10).await.unwrap()
        };
        let answer = due("home2/1", 100).await.remove(0);
        db.store.mark_sent(&answer, 100).await.unwrap();
        assert_eq!(due("home2/1", 200).await.len(), 0);
        assert_eq!(due("home1/7", 200).await[0].text, "a.png");
        // It holds up others' words while its daemon may be sending it, and not when that is gone.
        end_of(&db, "next", done("the next answer")).await;
        assert_eq!(due("home2/1", 210).await.len(), 0);
        let later = 31 + 10 * 60 * 1000;
        assert_eq!(due("home2/1", later).await[0].text, "the next answer");
        let ours: Vec<String> = due("home1/7", later).await.into_iter().map(|owed| owed.text).collect();
        assert_eq!(ours, ["a.png", "the next answer"], "nor our own, where the platform does not take it");
        assert_eq!(due("home2/1", 31 + DAY).await.len(), 2, "nobody came for it");
    }

    async fn files_of_a_message_are_owed_with_it_and_once(db: Db) {
        let ops = db.channel("ops").await;
        let sent = SentFiles { names: vec!["a.png".to_owned()], home: "d1".to_owned(), copies: "m1".to_owned() };
        let new = NewMessage {
            channel_id: ops,
            external_id: None,
            author_id: "agent:ops".to_owned(),
            author_name: "loop".to_owned(),
            from_agent: true,
            text: "here".to_owned(),
            run_id: None,
        };
        let key = RequestKey { id: "k1".to_owned(), body_hash: "h".to_owned() };
        for is_new in [true, false] {
            let said = db.store.say(new.clone(), Some(&sent), Some(key.clone()), 10).await.unwrap();
            assert_eq!(said.1, is_new);
        }
        assert!(db.store.owes_copies("m1").await.unwrap() && !db.store.owes_copies("m2").await.unwrap());
        for (kind, text, copies) in [(DeliveryKind::Post, "here", None), (DeliveryKind::File, "a.png", Some("m1"))] {
            let next = db.due(100).await.remove(0);
            assert_eq!((next.kind, next.text.as_str(), next.copies.as_deref()), (kind, text, copies));
            db.store.mark_sent(&next, 100).await.unwrap();
        }
        assert!(db.due(100).await.is_empty() && !db.store.owes_copies("m1").await.unwrap());
    }

    async fn a_file_that_is_given_up_is_told_once(db: Db) {
        let run = end(&db, with_files("d1", None, &["a.png"])).await;
        let answer = db.due(100).await.remove(0);
        db.store.mark_sent(&answer, 100).await.unwrap();
        let file = db.due(110).await.remove(0);
        for _ in 0..2 {
            db.store.give_up_file(&file, ("too large", "I could not attach it"), 120).await.unwrap();
        }
        let due = db.due(130).await;
        assert_eq!((due.len(), due[0].kind, due[0].text.as_str()), (1, DeliveryKind::ThreadPost, "I could not attach it"));
        assert_eq!((due[0].state, due[0].run_id), (DeliveryState::Pending, Some(run)));
        assert_eq!(db.store.counts().await.unwrap().deliveries_dead, 1);
        let page = PageQuery { limit: 10, after: None };
        let said = db.store.list_messages(&db.channel("ops").await, page).await.unwrap().items;
        assert_eq!(said.iter().filter(|message| message.text == "I could not attach it").count(), 1);
    }
}
