//! Where to look for what was missed in chat.

use loopd::model::{ChannelId, Platform, Reach};
use loopd::store::{NewChannel, NewMessage, NewThread};

use crate::db::{Db, on_both};

const DAY: i64 = 24 * 3600 * 1000;
/// 2023-11-14, of which Slack's ids begin with 1700000000.
const NOW: i64 = 1_700_000_000_000;

/// A channel, and the thread of that title in it.
async fn known(db: &Db, platform: Platform, id: &str, thread: Option<&str>) {
    let new =
        NewChannel { id: ChannelId(id.to_owned()), platform, name: id.to_owned(), dir: None, made_by: None };
    let (parent, _) = db.store.ensure_channel(new, 1).await.unwrap();
    if let Some(thread) = thread {
        let new = NewThread { id: ChannelId(thread.to_owned()), parent: &parent, title: "t", made_by: None };
        db.store.add_thread(new, None, 1).await.unwrap();
    }
}

async fn said(db: &Db, channel: &str, id: &str, at: i64) {
    let new = NewMessage {
        channel_id: ChannelId(channel.to_owned()),
        external_id: Some(id.to_owned()),
        author_id: "UANN".to_owned(),
        author_name: "Ann".to_owned(),
        from_agent: false,
        text: "hello".to_owned(),
        run_id: None,
    };
    db.store.overhear(new, at).await.unwrap();
}

/// The places watched, each as `place after message`, and the message elsewhere.
async fn watched(db: &Db, platform: Platform, reach: Reach, now: i64) -> (Vec<String>, String) {
    let watched = db.store.watched_channels(platform, reach, now).await.unwrap();
    let line = |(id, last): (ChannelId, Option<String>)| format!("{id} after {}", last.unwrap_or_default());
    let mut places: Vec<String> = watched.places.into_iter().map(line).collect();
    places.sort();
    (places, watched.elsewhere.unwrap_or_default())
}

on_both! {
    async fn a_quiet_channel_is_looked_at_from_the_last_message_known_anywhere(db: Db) {
        known(&db, Platform::Slack, "CLIVELY", Some("CLIVELY:1")).await;
        known(&db, Platform::Slack, "CQUIET", Some("CQUIET:1")).await;
        known(&db, Platform::Slack, "CNEVER", None).await;
        known(&db, Platform::Slack, "CGONE", None).await;
        let found = (&ChannelId("CFOUND".to_owned()), Platform::Slack);
        db.store.learn_channel(found, "found by a search", 1).await.unwrap();
        known(&db, Platform::Discord, "7", None).await;
        db.store.set_active(&ChannelId("CGONE".to_owned()), false).await.unwrap();
        for quiet in ["CQUIET", "CQUIET:1"] {
            said(&db, quiet, "1699300000.000100", NOW - 8 * DAY).await;
        }
        // The last one known is not the one that became known last.
        said(&db, "CLIVELY:1", "1699990000.000300", NOW).await;
        said(&db, "CLIVELY", "1699980000.000200", NOW).await;
        said(&db, "7", "1699999999", NOW).await;

        let newest = "1699990000.000300".to_owned();
        let lively = ["CLIVELY after 1699980000.000200", "CLIVELY:1 after 1699990000.000300"].map(str::to_owned);
        assert_eq!(watched(&db, Platform::Slack, Reach::Lively, NOW).await, (lively.to_vec(), newest.clone()));
        let all = [
            lively.as_slice(),
            &["CNEVER after 1699990000.000300", "CQUIET after 1699990000.000300"].map(str::to_owned),
        ];
        assert_eq!(watched(&db, Platform::Slack, Reach::All, NOW).await, (all.concat(), newest.clone()));

        let found = ChannelId("CFOUND".to_owned());
        assert!(!db.store.find_channel(&found).await.unwrap().unwrap().used);
        db.store.use_channel(&found).await.unwrap();
        let now_used = watched(&db, Platform::Slack, Reach::All, NOW).await.0;
        assert!(now_used.iter().any(|line| line.starts_with("CFOUND after ")), "{now_used:?}");
        db.store.set_active(&found, false).await.unwrap();

        // What is said now hides nothing from a daemon that starts before all was read.
        said(&db, "CQUIET", "1699999000.000400", NOW).await;
        db.store.caught_up(&ChannelId("CLIVELY:1".to_owned())).await.unwrap();
        let again = watched(&db, Platform::Slack, Reach::All, NOW).await;
        assert_eq!(again, (all.concat(), newest));

        for place in ["CLIVELY", "CLIVELY:1", "CNEVER", "CQUIET"] {
            db.store.caught_up(&ChannelId(place.to_owned())).await.unwrap();
        }
        db.store.caught_up_elsewhere(Platform::Slack).await.unwrap();
        let (places, elsewhere) = watched(&db, Platform::Slack, Reach::All, NOW).await;
        assert_eq!(elsewhere, "1699999000.000400");
        assert!(places.contains(&"CNEVER after 1699999000.000400".to_owned()), "{places:?}");
    }

    async fn nothing_is_looked_at_where_nothing_was_ever_heard(db: Db) {
        known(&db, Platform::Slack, "C1", None).await;
        // What was asked over the API says nothing of Slack's time.
        db.queue(&ChannelId("C1".to_owned()), "1").await;
        let nothing = (Vec::new(), String::new());
        assert_eq!(watched(&db, Platform::Slack, Reach::All, NOW).await, nothing);
        assert_eq!(watched(&db, Platform::Discord, Reach::All, NOW).await, nothing);
    }

    async fn ids_that_grow_longer_are_compared_as_numbers(db: Db) {
        known(&db, Platform::Discord, "1", None).await;
        known(&db, Platform::Discord, "2", None).await;
        // Both of 2022; the later has a digit more.
        let at = 1_658_500_000_000;
        said(&db, "1", "999999999999999999", at).await;
        said(&db, "2", "1000000000000000001", at).await;
        let (places, elsewhere) = watched(&db, Platform::Discord, Reach::All, at).await;
        assert_eq!(elsewhere, "1000000000000000001");
        assert_eq!(places, ["1 after 999999999999999999", "2 after 1000000000000000001"]);
    }

    async fn nothing_is_read_again_that_may_be_forgotten(db: Db) {
        known(&db, Platform::Slack, "C1", None).await;
        said(&db, "C1", "1699000000.000100", NOW - 12 * DAY).await;
        let (places, elsewhere) = watched(&db, Platform::Slack, Reach::All, NOW).await;
        let six_days_ago = "1699481600.000000";
        assert_eq!((places, elsewhere.as_str()), (vec![format!("C1 after {six_days_ago}")], six_days_ago));
    }

    async fn what_is_heard_late_moves_nothing_back(db: Db) {
        known(&db, Platform::Slack, "C1", None).await;
        known(&db, Platform::Discord, "1", None).await;
        for id in ["1699990000.000300", "1699980000.000200", "1699990000.000100"] {
            said(&db, "C1", id, NOW).await;
        }
        for id in ["1000000000000000001", "999999999999999999"] {
            said(&db, "1", id, NOW).await;
        }
        let last = "1699990000.000300";
        let (places, _) = watched(&db, Platform::Slack, Reach::Lively, NOW).await;
        assert_eq!(places, [format!("C1 after {last}")]);
        let (places, _) = watched(&db, Platform::Discord, Reach::Lively, NOW).await;
        assert_eq!(places, ["1 after 1000000000000000001"]);
    }

    async fn a_thread_in_which_nobody_asked_is_quiet_after_a_day(db: Db) {
        known(&db, Platform::Slack, "C1", Some("C1:1")).await;
        known(&db, Platform::Slack, "C1", Some("C1:2")).await;
        known(&db, Platform::Slack, "C1", Some("C1:3")).await;
        let id = "1699800000.000100";
        for (place, at) in [("C1", 2 * DAY), ("C1:1", 2 * DAY), ("C1:2", 2 * DAY), ("C1:3", DAY)] {
            said(&db, place, id, NOW - at).await;
        }
        db.queue(&ChannelId("C1:2".to_owned()), "asked").await;
        let (places, elsewhere) = watched(&db, Platform::Slack, Reach::Lively, NOW).await;
        assert_eq!(places, ["C1", "C1:2", "C1:3"].map(|place| format!("{place} after {id}")));
        assert_eq!(elsewhere, id);
    }
}
