//! The tasks of a channel cause so many runs within an hour and no more; what is over is recorded with its reason.

use loopd::model::schedule::ScheduleType;
use loopd::model::{ChannelId, Misfire, Overlap, SessionPolicy, SlotOutcome, Task};
use loopd::store::{DueSlots, NewTask, PageQuery, Verdict};

use crate::db::{Db, on_both};

const HOUR: i64 = 3_600_000;

async fn task(db: &Db, channel: &ChannelId) -> Task {
    let new = NewTask {
        channel_id: channel.clone(),
        kind: ScheduleType::Interval,
        schedule: "1m".to_owned(),
        timezone: "UTC".to_owned(),
        prompt: "look around".to_owned(),
        template_name: None,
        next_run_at: Some(0),
        auto_delete_sec: 0,
        misfire: Misfire::RunAll,
        max_catch_up: 10,
        catch_up_window_sec: 3600,
        overlap: Overlap::Queue,
        session: SessionPolicy::Own,
        timeout_sec: None,
        model: None,
        idempotent: false,
        created_by: "ann".to_owned(),
        by_agent: None,
    };
    db.store.add_task(new, None, 100, 0).await.unwrap().0
}

/// The slots of these minutes, to be fired.
async fn fire(db: &Db, task: &Task, minutes: std::ops::Range<i64>, now: i64) -> usize {
    let task = db.store.find_task(task.id).await.unwrap().unwrap();
    let slots = minutes.clone().map(|minute| (minute * 60_000, Verdict::Fire(None))).collect();
    let due = DueSlots { task, slots, next: Some(minutes.end * 60_000), done: None };
    db.store.fire(&[due], 5, now).await.unwrap().runs
}

on_both! {
    async fn slots_beyond_the_budget_are_skipped_and_say_so(db: Db) {
        let (ops, dev) = (db.channel("ops").await, db.channel("dev").await);
        let (first, second, other) = (task(&db, &ops).await, task(&db, &ops).await, task(&db, &dev).await);
        assert_eq!(fire(&db, &first, 0..3, 200_000).await, 3);
        assert_eq!(fire(&db, &second, 0..4, 210_000).await, 2, "the channel's tasks share one budget");
        assert_eq!(fire(&db, &other, 0..4, 220_000).await, 4, "another channel has its own");
        let slots = db.store.list_slots(second.id, PageQuery { limit: 10, after: None }).await.unwrap().items;
        let outcomes: Vec<_> = slots.iter().rev().map(|slot| slot.outcome).collect();
        assert_eq!(outcomes, [SlotOutcome::Fired, SlotOutcome::Fired, SlotOutcome::Skipped, SlotOutcome::Skipped]);
        assert!(slots[0].reason.as_ref().unwrap().contains("within an hour"), "{:?}", slots[0]);
        assert_eq!(fire(&db, &first, 3..4, 200_000 + HOUR).await, 0, "the hour is not over for all of them");
        assert_eq!(fire(&db, &first, 4..10, 220_000 + HOUR).await, 5, "an hour later there is a new one");
    }

    async fn a_slot_is_fired_once_whoever_comes_first(db: Db) {
        let ops = db.channel("ops").await;
        let task = task(&db, &ops).await;
        let due = || {
            let slots = vec![(0, Verdict::Fire(None))];
            DueSlots { task: task.clone(), slots, next: Some(60_000), done: None }
        };
        let fires = (0..8).map(|_| {
            let (store, due) = (db.store.clone(), due());
            tokio::spawn(async move { store.fire(&[due], 100, 10).await.unwrap().runs })
        });
        let fired = futures::future::join_all(fires.collect::<Vec<_>>()).await;
        assert_eq!(fired.into_iter().map(Result::unwrap).sum::<usize>(), 1);
        // Nor again when the clock was set back and the task looks forward from there.
        let again = db.store.find_task(task.id).await.unwrap().unwrap();
        let due = DueSlots { task: again, ..due() };
        assert_eq!(db.store.fire(&[due], 100, 10).await.unwrap().runs, 0);
    }
}
