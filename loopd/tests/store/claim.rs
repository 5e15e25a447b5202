//! One run at a time in a channel, first come first served, by one daemon only.

use loopd::model::{RunEvent, RunStatus};
use loopd::store::{Error, News, Owner};

use crate::db::{Db, done, on_both};

on_both! {
    async fn a_channel_has_one_run_at_work_and_the_others_wait_in_order(db: Db) {
        let (ops, dev) = (db.channel("ops").await, db.channel("dev").await);
        let first = db.queue(&ops, "1").await;
        let second = db.queue(&ops, "2").await;
        let elsewhere = db.queue(&dev, "3").await;
        let claim = db.claim("d1", 20).await.unwrap();
        assert_eq!(claim.run().id, first.id);
        assert_eq!(db.claim("d1", 20).await.unwrap().run().id, elsewhere.id);
        assert!(db.claim("d1", 20).await.is_none());
        assert_eq!(db.store.runs_ahead(&second).await.unwrap(), 1);

        db.store.finish_run(&claim, &done("ok"), 30).await.unwrap();
        assert_eq!(db.claim("d1", 40).await.unwrap().run().id, second.id);
    }

    async fn many_claimants_never_share_a_run_or_a_channel(db: Db) {
        for channel in 0..10 {
            let id = db.channel(&format!("c{channel}")).await;
            for n in 0..3 {
                db.queue(&id, &format!("{channel}-{n}")).await;
            }
        }
        let claimants = (0..24).map(|n| {
            let store = db.store.clone();
            tokio::spawn(async move {
                let mut claims = Vec::new();
                // Losing a race is no answer: only a look without rivals is.
                for _ in 0..5 {
                    claims.extend(store.claim_run(&format!("d{n}"), 1000, 20).await.unwrap());
                }
                claims
            })
        });
        let claims: Vec<_> = futures::future::join_all(claimants.collect::<Vec<_>>())
            .await
            .into_iter()
            .flat_map(Result::unwrap)
            .collect();
        let mut channels: Vec<String> = claims.iter().map(|claim| claim.run().channel_id.to_string()).collect();
        channels.sort();
        let expected: Vec<String> = (0..10).map(|n| format!("c{n}")).collect();
        assert_eq!(channels, expected);
    }

    async fn a_stale_owner_can_write_nothing(db: Db) {
        let ops = db.channel("ops").await;
        let run = db.queue(&ops, "1").await;
        let mut stale = db.claim("home1/a", 20).await.unwrap();
        assert!(db.store.adopt_runs(Owner { name: "home2/b", prefix: "home2/" }, &[], 1000, 900).await.unwrap().is_empty(), "the lease holds");

        let mut adopted = db.store.adopt_runs(Owner { name: "home2/b", prefix: "home2/" }, &[], 1000, 2000).await.unwrap();
        assert_eq!(adopted.len(), 1);
        let fresh = &mut adopted[0];
        let events = [RunEvent::Text { text: "hello".to_owned() }];
        let news = News { events: &events, ..News::default() };

        assert!(matches!(db.store.renew_lease(&stale, 2100).await, Err(Error::Fenced(_))));
        assert!(matches!(db.store.append_events(&mut stale, news, 2100).await, Err(Error::Fenced(_))));
        assert!(matches!(db.store.prompt_sent(&mut stale, 9000, 2100).await, Err(Error::Fenced(_))));
        assert!(matches!(db.store.finish_run(&stale, &done("stale"), 2100).await, Err(Error::Fenced(_))));

        db.store.append_events(fresh, news, 2200).await.unwrap();
        db.store.finish_run(fresh, &done("fresh"), 2300).await.unwrap();
        let ended = db.store.find_run(run.id).await.unwrap().unwrap();
        assert_eq!((ended.status, ended.answer.as_deref()), (RunStatus::Succeeded, Some("fresh")));
    }

    async fn a_restart_takes_over_its_own_runs_at_once_and_goes_on_counting(db: Db) {
        let ops = db.channel("ops").await;
        db.queue(&ops, "1").await;
        let mut claim = db.claim("home1/a", 20).await.unwrap();
        let events = [RunEvent::Text { text: "one".to_owned() }, RunEvent::Text { text: "two".to_owned() }];
        db.store.append_events(&mut claim, News { events: &events, taken: true, ..News::default() }, 30).await.unwrap();

        let mut adopted = db.store.adopt_runs(Owner { name: "home1/b", prefix: "home1/" }, &[], 1000, 40).await.unwrap();
        assert_eq!(adopted[0].run().status, RunStatus::Running, "the agent has the prompt");
        let more = [RunEvent::Text { text: "three".to_owned() }];
        db.store.append_events(&mut adopted[0], News { events: &more, ..News::default() }, 50).await.unwrap();
        let stored = db.store.list_events(adopted[0].run().id, 0, 100).await.unwrap();
        assert_eq!(stored.iter().map(|event| event.seq).collect::<Vec<_>>(), [1, 2, 3]);
        assert!(db.store.adopt_runs(Owner { name: "home1/b", prefix: "home1/" }, &[], 1000, 60).await.unwrap().is_empty(), "not from itself");
    }
}
