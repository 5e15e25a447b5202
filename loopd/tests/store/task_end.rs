//! What the ends of runs mean for their task: failures in a row, repetitions of what was interrupted, and threads.

use loopd::model::schedule::ScheduleType;
use loopd::model::{
    Cause, CauseKind, ChannelId, DeliveryKind, FailureCode, Misfire, Overlap, Run, RunId, RunStatus,
    SessionPolicy, Task, TaskId,
};
use loopd::store::{Accepted, Finish, ForTask, NewRun, NewTask, PageQuery, TaskChanges};

use crate::db::{Db, ask, broken, done, on_both};

const HOUR: i64 = 3600 * 1000;
const PAGE: PageQuery = PageQuery { limit: 200, after: None };

async fn task(db: &Db, channel: &ChannelId, idempotent: bool) -> Task {
    let new = NewTask {
        channel_id: channel.clone(),
        kind: ScheduleType::Interval,
        schedule: "30m".to_owned(),
        timezone: "UTC".to_owned(),
        prompt: "look around".to_owned(),
        template_name: None,
        next_run_at: Some(i64::MAX / 2),
        auto_delete_sec: 0,
        misfire: Misfire::RunLatest,
        max_catch_up: 10,
        catch_up_window_sec: 3600,
        overlap: Overlap::Skip,
        session: SessionPolicy::Own,
        timeout_sec: None,
        model: None,
        idempotent,
        created_by: "ann".to_owned(),
        by_agent: None,
    };
    db.store.add_task(new, None, 100, 10).await.unwrap().0
}

/// Queues a run of the task.
async fn queue(db: &Db, task: &Task, now: i64) -> Run {
    let of_task =
        ForTask { id: task.id, slot_at: now, timeout_sec: None, session: SessionPolicy::Own, retries: 0 };
    let cause = Cause { kind: CauseKind::Slot, key: format!("{}@{now}", task.id) };
    let new = NewRun { cause, task: Some(of_task), ..ask(&task.channel_id, "look around") };
    match db.store.accept_run(new, now).await.unwrap() {
        Accepted::New(run) => run,
        Accepted::Known(run) => panic!("run {} was known", run.id),
    }
}

/// Ends the next run that waits.
async fn end(db: &Db, finish: &Finish, now: i64) -> RunId {
    let claim = db.claim("d1", now).await.expect("nothing waits");
    db.store.finish_run(&claim, finish, now).await.unwrap();
    claim.run().id
}

fn interrupted() -> Finish {
    let gone = broken("its container vanished");
    Finish { status: RunStatus::Interrupted, failure: Some(FailureCode::Interrupted), ..gone }
}

async fn find(db: &Db, id: TaskId) -> Task {
    db.store.find_task(id).await.unwrap().unwrap()
}

/// What was said in the channel, the latest first.
async fn said(db: &Db, channel: &ChannelId) -> Vec<String> {
    let page = db.store.list_messages(channel, PAGE).await.unwrap();
    page.items.into_iter().map(|message| message.text).collect()
}

async fn enable(db: &Db, id: TaskId, now: i64) -> Task {
    let changes =
        TaskChanges { enabled: Some(true), next_run_at: Some(Some(now + HOUR)), ..TaskChanges::default() };
    db.store.edit_task(&find(db, id).await, changes, now).await.unwrap().unwrap()
}

on_both! {
    async fn five_failures_in_a_row_disable_a_task_and_a_success_forgives(db: Db) {
        let ops = db.channel("ops").await;
        let task = task(&db, &ops, false).await;
        let bad = || broken("no key");
        let ends = [bad(), bad(), bad(), bad(), done("fine"), bad(), bad(), bad(), bad()];
        for (now, finish) in (100..).zip(ends) {
            queue(&db, &task, now).await;
            end(&db, &finish, now).await;
            assert!(find(&db, task.id).await.enabled);
        }
        queue(&db, &task, 200).await;
        let last = end(&db, &bad(), 200).await;
        let disabled = find(&db, task.id).await;
        assert_eq!((disabled.enabled, disabled.next_run_at, disabled.failures), (false, None, 5));
        assert_eq!(disabled.disabled_reason, Some(format!("5 runs in a row failed, run {last} last")));
        // A run of it that somebody asks for tells of its failure and nothing more.
        queue(&db, &task, 300).await;
        end(&db, &bad(), 300).await;
        let after = find(&db, task.id).await;
        assert_eq!(after.disabled_reason, disabled.disabled_reason);
        assert!(!said(&db, &ops).await.iter().take(2).any(|text| text.contains("in a row")));
        let enabled = enable(&db, task.id, 400).await;
        assert_eq!((enabled.failures, enabled.disabled_reason), (0, None));
    }

    async fn what_was_interrupted_is_repeated_three_times_within_three_days(db: Db) {
        let ops = db.channel("ops").await;
        let task = task(&db, &ops, true).await;
        let first = queue(&db, &task, 100).await;
        for number in 1..=3 {
            let run = end(&db, &interrupted(), 100).await;
            let latest = db.store.last_runs(&[task.id]).await.unwrap().remove(0);
            assert_eq!((latest.retries, latest.slot_at, latest.status), (number, first.slot_at, RunStatus::Queued));
            assert_eq!((&latest.prompt, latest.session), (&first.prompt, SessionPolicy::Own));
            let expected = format!("is repeated as run {} ({number} of 3).", latest.id);
            assert!(said(&db, &ops).await.iter().any(|text| text.ends_with(&expected)), "{expected}");
            assert_ne!(latest.id, run);
        }
        let last = end(&db, &interrupted(), 100).await;
        assert!(db.claim("d1", 100).await.is_none(), "it was repeated once more");
        let disabled = find(&db, task.id).await;
        assert_eq!((disabled.enabled, disabled.next_run_at), (false, None));
        let reason = format!("its runs were interrupted again and again, run {last} last");
        assert_eq!(disabled.disabled_reason, Some(reason));
        assert!(said(&db, &ops).await.iter().any(|text| text.contains("after 3 repetitions within 72 hours")));

        // Other times of the task count together with it, until three days have passed.
        enable(&db, task.id, 200).await;
        queue(&db, &task, 71 * HOUR).await;
        end(&db, &interrupted(), 71 * HOUR).await;
        assert!(db.claim("d1", 71 * HOUR).await.is_none());
        assert!(!find(&db, task.id).await.enabled);
        enable(&db, task.id, 71 * HOUR).await;
        queue(&db, &task, 73 * HOUR).await;
        end(&db, &interrupted(), 73 * HOUR).await;
        assert!(db.claim("d1", 73 * HOUR).await.is_some(), "three days are over");
        assert!(find(&db, task.id).await.enabled);
    }

    async fn what_was_interrupted_is_not_repeated_unless_its_task_allows_it(db: Db) {
        let ops = db.channel("ops").await;
        let (task, other) = (task(&db, &ops, false).await, task(&db, &ops, true).await);
        queue(&db, &task, 100).await;
        end(&db, &interrupted(), 100).await;
        assert!(db.claim("d1", 100).await.is_none());
        let told = said(&db, &ops).await;
        let expected = format!("To run it again: `loopctl tasks run {}`.", task.id);
        assert!(told.iter().any(|text| text.ends_with(&expected)), "{told:?}");
        assert!(find(&db, task.id).await.enabled);
        // Nor when the task was cancelled meanwhile.
        queue(&db, &other, 200).await;
        let claim = db.claim("d1", 200).await.unwrap();
        db.store.cancel_task(other.id, 200).await.unwrap();
        db.store.finish_run(&claim, &interrupted(), 200).await.unwrap();
        assert!(db.claim("d1", 200).await.is_none());
    }

    async fn a_run_that_never_began_says_nothing(db: Db) {
        let ops = db.channel("ops").await;
        let task = task(&db, &ops, false).await;
        let run = queue(&db, &task, 100).await;
        let stopped = db.store.request_stop(run.id, 200).await.unwrap().unwrap();
        assert_eq!(stopped.status, RunStatus::Cancelled);
        queue(&db, &task, 300).await;
        assert_eq!(db.store.cancel_task(task.id, 300).await.unwrap().unwrap().len(), 1);
        assert_eq!(db.due(i64::MAX).await, []);
        assert_eq!(said(&db, &ops).await, [""; 0]);
    }

    async fn an_answer_is_in_the_thread_also_when_that_opens_late(db: Db) {
        let ops = db.channel("ops").await;
        let task = task(&db, &ops, false).await;
        let run = queue(&db, &task, 100).await;
        let mut claim = db.claim("d1", 100).await.unwrap();
        let session = db.store.join_session(&mut claim, None, 100).await.unwrap();
        db.store.finish_run(&claim, &broken("no key"), 100).await.unwrap();
        let due = db.due(100).await;
        assert_eq!((due.len(), due[0].kind), (1, DeliveryKind::OpenThread), "{due:?}");
        let thread = ChannelId("t1".to_owned());
        db.store.thread_opened(&due[0], &thread, 100).await.unwrap();
        assert_eq!(said(&db, &thread).await, [format!("no key (run {})", run.id)]);
        assert_eq!(said(&db, &ops).await, [format!("⚠️ Task #{} failed (run {}): no key", task.id, run.id)]);
        let opened = db.store.find_channel(&thread).await.unwrap().unwrap();
        assert_eq!((opened.parent_id, opened.session_id), (Some(ops), Some(session.id)));
    }
}
