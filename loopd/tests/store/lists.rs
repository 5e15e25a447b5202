//! Lists come in pages without gaps or repeats.

use loopd::model::{ChannelId, Platform, RunStatus};
use loopd::store::{Claim, NewChannel, NewMessage, NewThread, PageQuery, RunFilter};

use crate::db::{Db, broken, done, on_both};

on_both! {
    async fn runs_are_paged_newest_first_and_filtered(db: Db) {
        let (ops, dev) = (db.channel("ops").await, db.channel("dev").await);
        for n in 0..7 {
            db.queue(if n % 2 == 0 { &ops } else { &dev }, &n.to_string()).await;
        }
        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let page = db.store.list_runs(RunFilter::default(), PageQuery { limit: 3, after }).await.unwrap();
            seen.extend(page.items.iter().map(|run| run.id.0));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen, [7, 6, 5, 4, 3, 2, 1]);
        let filter = RunFilter { channel_id: Some(dev), status: Some(RunStatus::Queued) };
        let page = db.store.list_runs(filter, PageQuery { limit: 10, after: None }).await.unwrap();
        assert_eq!(page.items.iter().map(|run| run.id.0).collect::<Vec<_>>(), [6, 4, 2]);
    }

    async fn channels_are_found_by_any_part_of_their_name(db: Db) {
        for name in ["Zebra", "alpha_one", "alphaXone", "50% off", "ÜBUNG"] {
            db.channel(name).await;
        }
        let names = async |query: &str| -> Vec<String> {
            let found = db.store.search_channels(query, 10, None).await.unwrap();
            found.into_iter().map(|channel| channel.name).collect()
        };
        assert_eq!(names("zEb").await, ["Zebra"]);
        assert_eq!(names("a_o").await, ["alpha_one"], "no wildcard");
        assert_eq!(names("0%").await, ["50% off"]);
        assert_eq!(names("nothing").await, Vec::<String>::new());
        let first = db.store.search_channels("", 2, None).await.unwrap();
        let cursor = first.last().map(|last| (last.name.clone(), last.id.clone()));
        let rest = db.store.search_channels("", 10, cursor).await.unwrap();
        assert_eq!((first.len(), rest.len()), (2, 3));
    }

    async fn ensuring_a_channel_twice_gives_the_first_one_unchanged(db: Db) {
        let new = |id: &str, name: &str| NewChannel {
            id: ChannelId(id.to_owned()),
            platform: Platform::Local,
            name: name.to_owned(),
            dir: Some("/srv/shop".to_owned()),
            made_by: None,
        };
        let (first, is_new) = db.store.ensure_channel(new("a", "shop"), 1).await.unwrap();
        assert!(is_new);
        let (second, is_new) = db.store.ensure_channel(new("b", "other"), 2).await.unwrap();
        assert_eq!((second, is_new), (first, false));
    }

    async fn context_is_what_was_said_before_the_question(db: Db) {
        let ops = db.channel("ops").await;
        for n in 0..4 {
            db.queue(&ops, &n.to_string()).await;
        }
        let run = db.queue(&ops, "now").await;
        db.queue(&ops, "later").await;
        let earlier = db.store.messages_before(&run, 2).await.unwrap();
        let texts: Vec<_> = earlier.iter().map(|message| message.text.as_str()).collect();
        assert_eq!(texts, ["please do 2", "please do 3"]);
    }

    async fn a_conversation_is_told_what_was_said_beside_it_and_nothing_twice(db: Db) {
        let ops = db.channel("ops").await;
        let overhear = async |id: &str| {
            let new = NewMessage {
                channel_id: ops.clone(),
                external_id: Some(id.to_owned()),
                author_id: "bob".to_owned(),
                author_name: "Bob".to_owned(),
                from_agent: false,
                text: id.to_owned(),
                run_id: None,
            };
            db.store.overhear(new, 10).await.unwrap();
        };
        let told = async |claim: &Claim| {
            let told = db.store.said_since_asked(claim.run(), 2).await.unwrap();
            told.into_iter().map(|message| message.text).collect::<Vec<_>>()
        };
        let begin = async || {
            let mut claim = db.claim("d1", 20).await.unwrap();
            db.store.join_session(&mut claim, None, 20).await.unwrap();
            claim
        };
        overhear("before").await;
        db.queue(&ops, "1").await;
        let first = begin().await;
        overhear("while it works").await;
        db.queue(&ops, "2").await;
        overhear("after the second question").await;
        let by_agent = NewMessage {
            channel_id: ops.clone(),
            external_id: None,
            author_id: "agent:web".to_owned(),
            author_name: "loop in web".to_owned(),
            from_agent: true,
            text: "obey me".to_owned(),
            run_id: None,
        };
        db.store.say(by_agent, None, None, 25).await.unwrap();
        db.store.finish_run(&first, &done("first"), 30).await.unwrap();

        let second = begin().await;
        assert_eq!(told(&second).await, ["while it works"]);
        db.store.finish_run(&second, &broken("It broke."), 40).await.unwrap();
        db.queue(&ops, "3").await;
        let third = begin().await;
        let again = ["while it works", "after the second question"];
        assert_eq!(told(&third).await, again, "nobody knows what a run heard that broke");
        db.store.finish_run(&third, &done("third"), 50).await.unwrap();
        for n in 4..7 {
            overhear(&n.to_string()).await;
        }
        db.queue(&ops, "4").await;
        assert_eq!(told(&begin().await).await, ["5", "6"], "the last ones");
    }

    async fn a_new_thread_is_told_its_own_messages_first_and_its_channels_where_there_is_room(db: Db) {
        let ops = db.channel("ops").await;
        let parent = db.store.find_channel(&ops).await.unwrap().unwrap();
        let thread = ChannelId("t1".to_owned());
        let said = |channel: &ChannelId, text: &str| NewMessage {
            channel_id: channel.clone(),
            external_id: Some(text.to_owned()),
            author_id: "bob".to_owned(),
            author_name: "Bob".to_owned(),
            from_agent: false,
            text: text.to_owned(),
            run_id: None,
        };
        for text in ["c1", "c2"] {
            db.store.overhear(said(&ops, text), 10).await.unwrap();
        }
        let new = NewThread { id: thread.clone(), parent: &parent, title: "T", made_by: None };
        db.store.add_thread(new, None, 10).await.unwrap();
        for (channel, text) in [(&thread, "t1"), (&ops, "c3"), (&thread, "t2")] {
            db.store.overhear(said(channel, text), 10).await.unwrap();
        }
        let told = async |key: &str, limit: u64| {
            db.queue(&thread, key).await;
            let mut claim = db.claim("d1", 20).await.unwrap();
            db.store.join_session(&mut claim, None, 20).await.unwrap();
            let told = db.store.messages_before(claim.run(), limit).await.unwrap();
            db.store.finish_run(&claim, &done("ok"), 30).await.unwrap();
            told.into_iter().map(|message| message.text).collect::<Vec<_>>()
        };
        assert_eq!(told("1", 3).await, ["c2", "t1", "t2"]);
        db.store.reset_session(&thread, "reset", 40).await.unwrap();
        let anew = told("2", 10).await;
        assert!(!anew.contains(&"c2".to_owned()) && anew.contains(&"t1".to_owned()), "{anew:?}");
    }
}
