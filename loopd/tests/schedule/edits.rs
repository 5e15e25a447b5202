//! What the simulation cannot see because its clock stands still within a call.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use loopd::engine::{EditTask, ScheduleTask, TaskOptions};
use loopd::model::schedule::ScheduleType;
use loopd::model::{ChannelId, Platform};
use loopd::store::{NewChannel, PageQuery, Target};

use crate::engine::{SetClock, engine};
use crate::person;

const BEGIN: i64 = 1_772_323_200_000;
const HOUR: i64 = 3_600_000;

#[tokio::test(flavor = "multi_thread")]
async fn an_edited_interval_fires_once_for_each_time() {
    let home = tempfile::tempdir().unwrap();
    let clock = SetClock { now: Arc::new(AtomicI64::new(BEGIN)), step: 1 };
    let daemon = engine(home.path(), &Target::Sqlite(home.path().join("loop.db")), &clock, "one").await;
    let channel_id = ChannelId("ops".to_owned());
    let new = NewChannel {
        id: channel_id.clone(),
        platform: Platform::Local,
        name: "ops".to_owned(),
        dir: None,
        made_by: None,
    };
    daemon.store.ensure_channel(new, BEGIN).await.unwrap();
    let request = ScheduleTask {
        channel_id,
        kind: ScheduleType::Interval,
        schedule: "2h".to_owned(),
        timezone: None,
        prompt: "look around".to_owned(),
        template_name: None,
        options: TaskOptions::default(),
        caller: person("ann"),
        key: None,
    };
    let (task, _) = daemon.schedule_task(request).await.unwrap();
    let edit = EditTask { schedule: Some("1h".to_owned()), ..EditTask::default() };
    let edited = daemon.edit_task(task.id, edit, &person("ann")).await.unwrap();
    let due = edited.next_run_at.unwrap();
    assert_eq!(due, edited.anchor_at + HOUR);
    clock.now.store(due + 5, Ordering::SeqCst);
    assert_eq!(daemon.schedule_tick().await.unwrap(), Some(due + HOUR));
    let slots = daemon.store.list_slots(task.id, PageQuery { limit: 10, after: None }).await.unwrap();
    assert_eq!(slots.items.len(), 1, "{:?}", slots.items);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_is_back_has_its_tasks_back_whoever_died_over_it() {
    let home = tempfile::tempdir().unwrap();
    let clock = SetClock { now: Arc::new(AtomicI64::new(BEGIN)), step: 0 };
    let daemon = engine(home.path(), &Target::Sqlite(home.path().join("loop.db")), &clock, "one").await;
    let ops = ChannelId("ops".to_owned());
    let new = NewChannel {
        id: ops.clone(),
        platform: Platform::Local,
        name: "ops".to_owned(),
        dir: None,
        made_by: None,
    };
    daemon.store.ensure_channel(new, BEGIN).await.unwrap();
    let request = ScheduleTask {
        channel_id: ops.clone(),
        kind: ScheduleType::Cron,
        schedule: "@hourly".to_owned(),
        timezone: None,
        prompt: "look around".to_owned(),
        template_name: None,
        options: TaskOptions::default(),
        caller: person("ann"),
        key: None,
    };
    let (task, _) = daemon.schedule_task(request).await.unwrap();
    daemon.channel_is_gone(&ops).await.unwrap();
    assert_eq!(daemon.known_task(task.id).await.unwrap().next_run_at, None);
    // The daemon dies right after this; the next one finds the task waiting.
    daemon.store.set_active(&ops, true).await.unwrap();
    assert_eq!(daemon.store.waiting_tasks().await.unwrap().len(), 1);
    daemon.channel_is_back(&ops).await.unwrap();
    assert_eq!(daemon.known_task(task.id).await.unwrap().next_run_at, Some(BEGIN + HOUR));
    assert!(daemon.store.waiting_tasks().await.unwrap().is_empty());
}
