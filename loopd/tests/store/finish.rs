//! A run ends once, with everything that goes with its end.

use loopd::model::{
    ChannelId, ContainerId, ContainerState, FailureCode, Platform, ReadMark, RunEvent, RunStatus,
};
use loopd::store::{AfterRun, Error, Finish, Lease, NewChannel, NewContainer, News, PageQuery};

use crate::db::{Db, broken, done, on_both};

const ALL: PageQuery = PageQuery { limit: 100, after: None };

on_both! {
    async fn an_end_is_outcome_event_message_and_reply_at_once(db: Db) {
        let ops = db.channel("ops").await;
        let run = db.queue(&ops, "1").await;
        let claim = db.claim("d1", 20).await.unwrap();
        db.store.finish_run(&claim, &done("It is done."), 30).await.unwrap();

        let ended = db.store.find_run(run.id).await.unwrap().unwrap();
        assert_eq!((ended.status, ended.finished_at, ended.owner.as_deref()), (RunStatus::Succeeded, Some(30), None));
        assert_eq!((ended.usage().input_tokens, ended.usage().cost_micro_usd), (7, 1250));
        let events = db.store.list_events(run.id, 0, 10).await.unwrap();
        assert!(events.last().unwrap().body.contains("\"type\":\"end\""));
        let said = db.store.list_messages(&ops, ALL).await.unwrap().items;
        assert_eq!((said[0].text.as_str(), said[0].from_agent), ("It is done.", true));
        let owed = db.due(30).await;
        assert_eq!((owed.len(), owed[0].text.as_str()), (1, "It is done."));
        assert!(matches!(db.store.finish_run(&claim, &done("again"), 40).await, Err(Error::Fenced(_))));
    }

    async fn a_failure_is_said_in_the_channel_too_and_a_notice_comes_first(db: Db) {
        let ops = db.channel("ops").await;
        db.queue(&ops, "1").await;
        let claim = db.claim("d1", 20).await.unwrap();
        let finish = Finish { notice: Some("A fresh conversation.".to_owned()), ..broken("It broke.") };
        db.store.finish_run(&claim, &finish, 30).await.unwrap();
        let said = db.store.list_messages(&ops, ALL).await.unwrap().items;
        assert_eq!(said[0].text, "_A fresh conversation._\n\nIt broke. (run 1)");
    }

    async fn stopping_a_waiting_run_ends_it_and_one_at_work_is_only_asked(db: Db) {
        let ops = db.channel("ops").await;
        let working = db.queue(&ops, "1").await;
        let waiting = db.queue(&ops, "2").await;
        let claim = db.claim("d1", 20).await.unwrap();

        let stopped = db.store.request_stop(waiting.id, 30).await.unwrap().unwrap();
        assert_eq!((stopped.status, stopped.failure), (RunStatus::Cancelled, Some(FailureCode::Stopped)));
        let asked = db.store.request_stop(working.id, 30).await.unwrap().unwrap();
        assert_eq!((asked.status, asked.stop_requested_at), (RunStatus::Starting, Some(30)));
        assert!(db.store.renew_lease(&claim, 40).await.unwrap(), "the owner hears of it");
        // Asking again, or after the end, changes nothing.
        assert_eq!(db.store.request_stop(working.id, 50).await.unwrap().unwrap().stop_requested_at, Some(30));
        assert_eq!(db.store.request_stop(waiting.id, 50).await.unwrap().unwrap().finished_at, Some(30));
        assert!(db.store.request_stop(loopd::model::RunId(999), 50).await.unwrap().is_none());
    }

    async fn a_container_is_planned_read_lent_and_gone(db: Db) {
        let ops = db.channel("ops").await;
        db.queue(&ops, "1").await;
        db.queue(&ops, "2").await;
        let mut claim = db.claim("d1", 20).await.unwrap();
        let session = db.store.join_session(&mut claim, None, 20).await.unwrap();
        let id = ContainerId("k1".to_owned());
        let new = NewContainer {
            id: id.clone(),
            name: "loop-x-k1".to_owned(),
            installation: "x".to_owned(),
            session_id: session.id,
            fingerprint: "f".to_owned(),
            token_hash: "t".to_owned(),
        };
        db.store.plan_container(&mut claim, new, 21).await.unwrap();
        assert_eq!((claim.run().attempt, claim.run().container_id.clone()), (1, Some(id.clone())));
        db.store.container_started(&id, "seal").await.unwrap();

        let events = [RunEvent::Session { session_id: "agent-1".to_owned(), model: None }];
        let mark = ReadMark { ns: 1_700_000_000_123_456_789, pieces: 3 };
        let news = News { events: &events, read: Some((&id, mark)), taken: true };
        db.store.append_events(&mut claim, news, 22).await.unwrap();
        let container = db.store.find_container(&id).await.unwrap().unwrap();
        assert_eq!((container.read_mark(), container.state), (mark, ContainerState::Running));
        let known = db.store.find_session(session.id).await.unwrap().unwrap();
        assert_eq!(known.agent_session_id.as_deref(), Some("agent-1"));

        let finish = Finish { container: AfterRun::Idle(id.clone(), mark), ..done("ok") };
        db.store.finish_run(&claim, &finish, 30).await.unwrap();
        assert_eq!(db.store.idle_containers("x").await.unwrap()[0].idle_since, Some(30));

        let mut next = db.claim("d1", 31).await.unwrap();
        let same = db.store.join_session(&mut next, None, 31).await.unwrap();
        assert_eq!(same.id, session.id);
        assert!(db.store.lend_container(&mut next, &id, 9000, 31).await.unwrap());
        assert!(!db.store.lend_container(&mut next, &id, 9000, 31).await.unwrap(), "lent already");
        assert!(!db.store.retire_container(&id).await.unwrap(), "in use");
        let fresh = db.store.join_session(&mut next, Some("lost"), 32).await.unwrap();
        assert_ne!(fresh.id, session.id);
        db.store.container_gone(&id).await.unwrap();
        assert!(db.store.live_containers_of("x", &ops, session.id).await.unwrap().is_empty());
    }

    async fn what_a_platform_that_is_gone_is_owed_waits_for_a_day(db: Db) {
        let ops = db.channel("ops").await;
        db.queue(&ops, "1").await;
        let claim = db.claim("d1", 20).await.unwrap();
        db.store.finish_run(&claim, &done("ok"), 30).await.unwrap();
        db.store.give_up_before(Platform::Slack, 1000, 1000).await.unwrap();
        db.store.give_up_before(Platform::Local, 30, 1000).await.unwrap();
        assert_eq!(db.store.counts().await.unwrap().deliveries_pending, 1, "another's, and not old enough");
        db.store.give_up_before(Platform::Local, 31, 1000).await.unwrap();
        let dead = db.store.last_dead().await.unwrap().unwrap();
        assert_eq!((dead.channel.as_str(), dead.run_id), ("ops", Some(claim.run().id)));
        assert!(dead.reason.contains("not configured"), "{}", dead.reason);
    }

    async fn a_channel_is_known_by_its_id_whatever_others_are_called(db: Db) {
        let new = |id: &str| NewChannel {
            id: ChannelId(id.to_owned()),
            platform: Platform::Discord,
            name: "general".to_owned(),
            dir: None,
            made_by: None,
        };
        for id in ["1", "2", "2", "1"] {
            let (found, _) = db.store.ensure_channel(new(id), 1).await.unwrap();
            assert_eq!(found.id.as_str(), id);
        }
    }

    async fn replies_of_a_channel_keep_their_order_and_one_put_off_holds_the_later_ones(db: Db) {
        let (ops, dev) = (db.channel("ops").await, db.channel("dev").await);
        for (channel, key) in [(&ops, "1"), (&ops, "2"), (&dev, "3")] {
            db.queue(channel, key).await;
            let claim = db.claim("d1", 20).await.unwrap();
            db.store.finish_run(&claim, &done(key), 30).await.unwrap();
        }
        let texts = async || -> Vec<String> {
            db.due(30).await.into_iter().map(|owed| owed.text).collect()
        };
        assert_eq!(texts().await, ["1", "3"], "one of each channel at a time");
        let due = db.due(30).await;
        db.store.retry_delivery(&due[0], 500, "slow down").await.unwrap();
        assert_eq!(texts().await, ["3"]);
        db.store.mark_sent(&due[1], 40).await.unwrap();
        assert_eq!(texts().await, Vec::<String>::new());
        assert_eq!(db.store.next_delivery_at(Platform::Local, 40).await.unwrap(), Some(500), "not the time of the one it holds up");
        db.store.mark_dead(&due[0], "revoked", 50).await.unwrap();
        assert_eq!(texts().await, ["2"]);
        let counts = db.store.counts().await.unwrap();
        assert_eq!((counts.deliveries_pending, counts.deliveries_dead), (1, 1));
    }

    async fn a_try_is_noted_before_it_is_made_so_that_a_daemon_that_dies_over_it_hides_nothing(db: Db) {
        let ops = db.channel("ops").await;
        db.queue(&ops, "1").await;
        let claim = db.claim("d1", 20).await.unwrap();
        db.store.finish_run(&claim, &done("ok"), 30).await.unwrap();
        let owed = db.due(30).await.remove(0);
        assert_eq!(owed.attempts, 0, "nobody can have said it");
        assert!(db.store.begin_delivery(&owed, 41).await.unwrap());
        let again = db.due(40).await.remove(0);
        assert_eq!((again.attempts, again.begun_at), (1, Some(41)));
        assert!(db.store.begin_delivery(&again, 42).await.unwrap());
        db.store.retry_delivery(&again, 50, "not now").await.unwrap();
        let again = db.due(50).await.remove(0);
        assert_eq!((again.attempts, again.begun_at), (2, Some(41)), "each try counts once, the first one is remembered");
        db.store.mark_sent(&again, 60).await.unwrap();
        assert!(!db.store.begin_delivery(&again, 42).await.unwrap(), "it is not owed any more");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn daemons_that_share_a_database_do_not_both_say_what_is_owed() {
    let db = Db::postgres().await;
    let ops = db.channel("ops").await;
    db.queue(&ops, "1").await;
    let claim = db.claim("d1", 20).await.unwrap();
    db.store.finish_run(&claim, &done("ok"), 30).await.unwrap();
    let take = async |owner, now| {
        db.store.due_deliveries(Platform::Local, Lease { owner, ms: 1000 }, now, 10).await.unwrap()
    };

    let first = take("d1", 40).await;
    assert_eq!(first.len(), 1);
    assert!(take("d2", 41).await.is_empty(), "d1 has it");
    assert_eq!(
        db.store.next_delivery_at(Platform::Local, 40).await.unwrap(),
        Some(1040),
        "when d1's lease ends"
    );
    // d1 hangs; d2 takes over; what d1 says then changes nothing.
    let second = take("d2", 1041).await;
    assert_eq!(second.len(), 1);
    db.store.mark_dead(&first[0], "too late", 1042).await.unwrap();
    assert_eq!(db.store.counts().await.unwrap().deliveries_pending, 1);
    db.store.mark_sent(&second[0], 1043).await.unwrap();
    let counts = db.store.counts().await.unwrap();
    assert_eq!((counts.deliveries_pending, counts.deliveries_dead), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_put_off_again_and_again_keeps_the_time_since_when_it_is_owed() {
    let db = Db::sqlite().await;
    let ops = db.channel("ops").await;
    db.queue(&ops, "1").await;
    let claim = db.claim("d1", 20).await.unwrap();
    db.store.finish_run(&claim, &done("ok"), 30).await.unwrap();
    for now in [1000, 2000, 3000] {
        let owed = db.due(now).await.remove(0);
        assert_eq!(owed.created_at, 30, "what its budget is counted from");
        db.store.retry_delivery(&owed, now + 500, "not now").await.unwrap();
    }
}
