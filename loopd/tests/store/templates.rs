//! A channel has a template once, whoever adds it at the same time.

use loopd::model::schedule::ScheduleType;
use loopd::model::{ChannelId, Misfire, Overlap, SessionPolicy, TaskId};
use loopd::store::NewTask;

use crate::db::{Db, on_both};

fn from_template(channel: &ChannelId, name: &str) -> NewTask {
    NewTask {
        channel_id: channel.clone(),
        kind: ScheduleType::Interval,
        schedule: "30m".to_owned(),
        timezone: "UTC".to_owned(),
        prompt: "look around".to_owned(),
        template_name: Some(name.to_owned()),
        next_run_at: Some(1_800_000),
        auto_delete_sec: 60,
        misfire: Misfire::RunLatest,
        max_catch_up: 10,
        catch_up_window_sec: 3600,
        overlap: Overlap::Skip,
        session: SessionPolicy::Own,
        timeout_sec: None,
        model: None,
        idempotent: false,
        created_by: "ann".to_owned(),
        by_agent: None,
    }
}

async fn made(db: &Db, channel: &ChannelId) -> Vec<TaskId> {
    db.store.tasks_of_templates(channel).await.unwrap().into_iter().map(|task| task.id).collect()
}

on_both! {
    async fn a_template_added_twenty_times_at_once_is_one_task(db: Db) {
        let (ops, dev) = (db.channel("ops").await, db.channel("dev").await);
        let adding = (0..20).map(|_| {
            let (store, new) = (db.store.clone(), from_template(&ops, "heartbeat"));
            tokio::spawn(async move { store.add_task(new, None, 100, 10).await.unwrap() })
        });
        let added = futures::future::join_all(adding.collect::<Vec<_>>()).await;
        let added: Vec<_> = added.into_iter().map(Result::unwrap).collect();
        assert_eq!(added.iter().filter(|(_, is_new)| *is_new).count(), 1);
        let first = added[0].0.id;
        assert!(added.iter().all(|(task, _)| task.id == first), "{added:?}");
        assert_eq!(made(&db, &ops).await, [first]);
        // Another channel's is its own, and so is another template.
        assert!(db.store.add_task(from_template(&dev, "heartbeat"), None, 100, 10).await.unwrap().1);
        assert!(db.store.add_task(from_template(&ops, "lint"), None, 100, 10).await.unwrap().1);
        assert_eq!(made(&db, &ops).await.len(), 2);
    }

    async fn a_template_can_be_added_again_when_its_task_was_cancelled(db: Db) {
        let ops = db.channel("ops").await;
        let (first, _) = db.store.add_task(from_template(&ops, "heartbeat"), None, 100, 10).await.unwrap();
        assert!(db.store.cancel_task(first.id, 20).await.unwrap().is_some());
        assert_eq!(made(&db, &ops).await, Vec::<TaskId>::new());
        let (second, is_new) = db.store.add_task(from_template(&ops, "heartbeat"), None, 100, 30).await.unwrap();
        assert!(is_new && second.id != first.id);
        assert_eq!(made(&db, &ops).await, [second.id]);
    }

    async fn a_template_that_is_there_is_given_also_where_there_is_no_more_room(db: Db) {
        let ops = db.channel("ops").await;
        let (first, _) = db.store.add_task(from_template(&ops, "heartbeat"), None, 1, 10).await.unwrap();
        let (again, is_new) = db.store.add_task(from_template(&ops, "heartbeat"), None, 1, 20).await.unwrap();
        assert_eq!((again.id, is_new), (first.id, false));
        assert!(db.store.add_task(from_template(&ops, "lint"), None, 1, 20).await.is_err());
    }
}
