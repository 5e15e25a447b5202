//! How late tasks fire, how fast slots are recorded, and what a look at the schedule costs when nothing is due.

use std::time::{Duration, Instant};

use loop_tests::model::{Gate, Step};
use loopd::model::schedule::ScheduleType;
use loopd::model::{ChannelId, Misfire, Overlap, Platform, SessionPolicy};
use loopd::store::{DueSlots, NewChannel, NewTask, Store, Target, Verdict};
use sea_orm::{ConnectionTrait, Database, DatabaseBackend, Statement};
use serde_json::json;

use crate::Times;
use crate::world::{World, postgres};

/// Tasks of one channel; a channel takes no more.
const IN_A_CHANNEL: usize = 100;
/// The time over which they are due.
const SPREAD_MS: i64 = 60_000;

pub async fn measure() {
    for shared in [false, true] {
        lateness(1000, 250, shared).await;
        lateness(10_000, 1000, shared).await;
        looking(shared).await;
    }
}

fn name(shared: bool) -> &'static str {
    if shared { "PostgreSQL" } else { "SQLite" }
}

/// Tasks that are due over a minute, while the one place for runs is taken: what is measured is the schedule.
async fn lateness(count: usize, most: i64, shared: bool) {
    let mut settings = json!({ "max_concurrent_runs": 1 });
    let database = if shared { Some(postgres().await) } else { None };
    if let Some(url) = &database {
        settings["database_url"] = json!(url);
    }
    let mut world = World::prepare(settings).await;
    world.start_process(None).await;
    let gate = Gate::new();
    world.model.on("hold the place", Step::text("held").hold(&gate));
    let busy = world.channel("busy").await;
    let busy = world.start_run(&busy, "hold the place").await;
    world.model.wait_for(|requests| !requests.is_empty()).await;
    // Straight into the database: making ten thousand tasks is not what is measured.
    let url = database.unwrap_or_else(|| format!("sqlite://{}", world.home().join("loop.db").display()));
    let target =
        if shared { Target::Postgres(url.clone()) } else { Target::Sqlite(world.home().join("loop.db")) };
    let store = Store::open(&target).await.unwrap();
    let begin = jiff::Timestamp::now().as_millisecond() + 5000 + i64::try_from(count).unwrap() * 2;
    let channels = make_channels(&store, count.div_ceil(IN_A_CHANNEL)).await;
    for number in 0..count {
        let due = begin + SPREAD_MS * i64::try_from(number).unwrap() / i64::try_from(count).unwrap();
        let new = task(&channels[number / IN_A_CHANNEL], due);
        store.add_task(new, None, 1000, due - 1000).await.unwrap();
    }
    let made = jiff::Timestamp::now().as_millisecond();
    assert!(made < begin, "the tasks were made {} ms too late", made - begin);
    store.close().await.unwrap();
    // The daemon looks at the schedule when a task is made through it.
    let wake = world.channel("wake").await;
    let body = json!({ "channel_id": wake, "type": "interval", "schedule": "1d", "prompt": "look around" });
    assert_eq!(world.api.post("/api/tasks", body).await.status, 201);

    let db = Database::connect(&url).await.unwrap();
    let backend = db.get_database_backend();
    let mut late = Times::default();
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let sql = "SELECT recorded_at - nominal_at AS late FROM slot WHERE outcome = 'fired'";
        let rows = db.query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
        if rows.len() == count {
            for row in rows {
                let ms: i64 = row.try_get("", "late").unwrap();
                late.0.push(Duration::from_millis(u64::try_from(ms).unwrap()));
            }
            break;
        }
        let now = jiff::Timestamp::now().as_millisecond();
        assert!(now < begin + 3 * SPREAD_MS, "only {} of {count} slots were fired", rows.len());
    }
    late.show(
        &format!("lateness, {count} tasks due over a minute, {}", name(shared)),
        &format!("(p99 at most {most})"),
    );
    db.execute_unprepared("UPDATE run SET status = 'cancelled' WHERE status = 'queued'").await.unwrap();
    db.close().await.unwrap();
    gate.open();
    world.ended(busy).await;
    world.end().await;
}

/// What a look costs when nothing is due, with few tasks and with many; and how fast slots are recorded.
async fn looking(shared: bool) {
    let dir = tempfile::tempdir().unwrap();
    let target =
        if shared { Target::Postgres(postgres().await) } else { Target::Sqlite(dir.path().join("loop.db")) };
    let store = Store::open(&target).await.unwrap();
    let channel = make_channels(&store, 1).await.remove(0);
    for _ in 0..100 {
        store.add_task(task(&channel, 1 << 50), None, 1000, 0).await.unwrap();
    }
    look(&store, &format!("a look with nothing due, 100 tasks, {}", name(shared))).await;
    let url = match &target {
        Target::Sqlite(path) => format!("sqlite://{}", path.display()),
        Target::Postgres(url) => url.clone(),
    };
    let db = Database::connect(url).await.unwrap();
    let columns = "channel_id, type, schedule, timezone, prompt, enabled, next_run_at, anchor_at, auto_delete_sec, \
                   misfire, max_catch_up, catch_up_window_sec, overlap, session, idempotent, created_by, failures, \
                   version, created_at, updated_at";
    let copy = format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 999) \
         INSERT INTO task ({columns}) SELECT {columns} FROM task, n"
    );
    db.execute_unprepared(&copy).await.unwrap();
    if db.get_database_backend() == DatabaseBackend::Postgres {
        db.execute_unprepared("ANALYZE").await.unwrap();
    }
    db.close().await.unwrap();
    look(&store, &format!("a look with nothing due, 100,000 tasks, {}", name(shared))).await;
    record(&store, shared).await;
    store.close().await.unwrap();
}

async fn look(store: &Store, what: &str) {
    let mut times = Times::default();
    for _ in 0..500 {
        let asked = Instant::now();
        assert!(store.due_tasks(1 << 40, 100).await.unwrap().is_empty());
        assert_eq!(store.next_due_at().await.unwrap(), Some(1 << 50));
        times.since(asked);
    }
    times.show(what, "(the same)");
}

/// Slots recorded with their runs, in the batches of the scheduler.
async fn record(store: &Store, shared: bool) {
    let channels = make_channels(store, 51).await;
    let mut tasks = Vec::new();
    for number in 0..5000 {
        let new = task(&channels[1 + number / IN_A_CHANNEL], 1000);
        tasks.push(store.add_task(new, None, 1000, 0).await.unwrap().0);
    }
    let due: Vec<DueSlots> = tasks
        .into_iter()
        .map(|task| DueSlots {
            slots: vec![(1000, Verdict::Fire(None))],
            task,
            next: Some(1 << 50),
            done: None,
        })
        .collect();
    let begun = Instant::now();
    let mut runs = 0;
    for batch in due.chunks(100) {
        runs += store.fire(batch, 1000, 2000).await.unwrap().runs;
    }
    let rate = runs as f64 / begun.elapsed().as_secs_f64();
    println!("{:<58} {rate:.0} a second", format!("slots recorded with their runs, {}", name(shared)));
    assert_eq!(runs, 5000);
}

async fn make_channels(store: &Store, count: usize) -> Vec<ChannelId> {
    let mut channels = Vec::new();
    for number in 0..count {
        let id = ChannelId(format!("tasks-{number}"));
        let name = format!("tasks {number}");
        let new = NewChannel { id: id.clone(), platform: Platform::Local, name, dir: None, made_by: None };
        store.ensure_channel(new, 0).await.unwrap();
        channels.push(id);
    }
    channels
}

fn task(channel: &ChannelId, due: i64) -> NewTask {
    NewTask {
        channel_id: channel.clone(),
        kind: ScheduleType::Interval,
        schedule: "1d".to_owned(),
        timezone: "UTC".to_owned(),
        prompt: "look around".to_owned(),
        template_name: None,
        next_run_at: Some(due),
        auto_delete_sec: 0,
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
