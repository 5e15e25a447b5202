//! A long history costs nothing: what the daemon asks all the time is answered from small indexes.
//!
//! PostgreSQL counts the rows that it reads. SQLite does not tell, so there the work is measured beside that of
//! reading the whole table, on the same machine in the same moment.

use std::time::{Duration, Instant};

use loopd::model::{Platform, Run, RunStatus};
use loopd::store::{Lease, Owner, PageQuery, RunFilter, Store, Target};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, Statement};

use crate::db::{Db, done, on_both};

/// Ended runs, and replies sent.
const HISTORY: i64 = 100_000;
const CHANNELS: i64 = 50;
/// The first of them are the only ones of their channel, and the only ones that failed: the worst case of a list.
const RARE: i64 = 100;
/// As many of these were caused by agents.
const DELEGATED: i64 = 30;
const HOUR_MS: i64 = 3_600_000;
/// Rows that an answer may cost: a page, and what is queued, several times over.
const FEW: i64 = 1000;

on_both! {
    async fn a_history_of_a_hundred_thousand_runs_is_not_read_through(db: Db) {
        let raw = connect(&db).await;
        let run = furnish(&db, &raw).await;
        db.store.clone().close().await.unwrap();
        if matches!(db.target, Target::Postgres(_)) {
            for question in QUESTIONS {
                let before = rows_read(&raw).await;
                // Connections tell what they read when they are closed.
                let store = Store::open(&db.target).await.unwrap();
                question.ask(&store, &run).await;
                store.close().await.unwrap();
                let read = rows_read(&raw).await - before;
                assert!((1..FEW).contains(&read), "{question:?} read {read} rows");
            }
        } else {
            let store = Store::open(&db.target).await.unwrap();
            let of_all = shortest(async || {
                query(&raw, "SELECT COUNT(notice) AS n FROM run").await;
            })
            .await;
            for question in QUESTIONS {
                let taken = shortest(async || question.ask(&store, &run).await).await;
                assert!(taken * 5 < of_all, "{question:?} took {taken:?}, to read all runs {of_all:?}");
            }
            store.close().await.unwrap();
        }
        raw.close().await.unwrap();
    }
}

/// What the daemon asks all the time.
#[derive(Clone, Copy, Debug)]
enum Question {
    Claim,
    Counts,
    FirstPage,
    FirstPageOfAChannel,
    FirstPageInAStatus,
    RunsAhead,
    Adopt,
    NextLeaseEnd,
    DueDeliveries,
    NextDelivery,
    AgentCounts,
}

const QUESTIONS: [Question; 11] = [
    Question::Claim,
    Question::Counts,
    Question::FirstPage,
    Question::FirstPageOfAChannel,
    Question::FirstPageInAStatus,
    Question::RunsAhead,
    Question::Adopt,
    Question::NextLeaseEnd,
    Question::DueDeliveries,
    Question::NextDelivery,
    Question::AgentCounts,
];

impl Question {
    async fn ask(self, store: &Store, run: &Run) {
        let list = async |filter: RunFilter| {
            let page = store.list_runs(filter, PageQuery { limit: 50, after: None }).await.unwrap();
            assert_eq!(page.items.len(), 50);
        };
        match self {
            // The only queued ones wait for their channel's run at work, so that asking changes nothing.
            Self::Claim => assert!(store.claim_run("home/a", 1000, 20).await.unwrap().is_none()),
            Self::Counts => {
                let counts = store.counts().await.unwrap();
                assert_eq!((counts.queued, counts.active, counts.deliveries_pending), (3, 1, 1));
            }
            Self::FirstPage => list(RunFilter::default()).await,
            Self::FirstPageOfAChannel => {
                list(RunFilter { channel_id: Some(run.channel_id.clone()), status: None }).await;
            }
            Self::FirstPageInAStatus => {
                list(RunFilter { channel_id: None, status: Some(RunStatus::Failed) }).await;
            }
            Self::RunsAhead => assert_eq!(store.runs_ahead(run).await.unwrap(), 3),
            Self::Adopt => {
                let owner = Owner { name: "home/a", prefix: "home/" };
                assert!(store.adopt_runs(owner, &[], 1000, 30).await.unwrap().is_empty());
            }
            Self::NextLeaseEnd => assert!(store.next_lease_end().await.unwrap().is_some()),
            Self::DueDeliveries => {
                assert_eq!(
                    store
                        .due_deliveries(Platform::Local, Lease { owner: "home/a", ms: 0 }, 1 << 50, 10)
                        .await
                        .unwrap()
                        .len(),
                    1
                );
            }
            Self::NextDelivery => {
                assert!(store.next_delivery_at(Platform::Local, 0).await.unwrap().is_some());
            }
            Self::AgentCounts => {
                let counts = store.agent_counts(&run.channel_id, &run.channel_id, HOUR_MS).await.unwrap();
                assert_eq!((counts.taken, counts.caused), (DELEGATED, 0));
            }
        }
    }
}

/// A long history, a run at work, three that wait for it, and a reply owed; gives the last one that waits.
async fn furnish(db: &Db, raw: &DatabaseConnection) -> Run {
    let ops = db.channel("c0").await;
    db.queue(&ops, "first").await;
    let claim = db.claim("home/a", 20).await.unwrap();
    db.store.finish_run(&claim, &done("ok"), 30).await.unwrap();
    db.store.mark_sent(&db.due(40).await[0], 40).await.unwrap();
    let numbers = format!(
        "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {HISTORY})"
    );
    let runs = format!(
        "{numbers} INSERT INTO run (channel_id, session_id, cause_kind, cause_key, author_id, author_name, prompt, \
         status, answer, attempt, fence, queued_at, started_at, finished_at, input_tokens, output_tokens, \
         cache_read_tokens, cache_write_tokens, cost_micro_usd, turns) \
         SELECT 'c' || CASE WHEN n <= {RARE} THEN 0 ELSE 1 + n % {CHANNELS} END, session_id, \
         CASE WHEN n <= {DELEGATED} THEN 'delegation' ELSE cause_kind END, \
         'history ' || n, author_id, author_name, prompt, CASE WHEN n <= {RARE} THEN 'failed' ELSE status END, answer, attempt, fence, n, n, n, 0, 0, 0, 0, 0, 0 \
         FROM numbers, run WHERE cause_key = 'first'"
    );
    raw.execute_unprepared(&runs).await.unwrap();
    let deliveries = format!(
        "{numbers} INSERT INTO delivery (channel_id, run_id, text, state, attempts, due_at, created_at, ended_at) \
         SELECT 'c' || (n % {CHANNELS}), n, 'ok', 'sent', 1, n, n, n FROM numbers"
    );
    raw.execute_unprepared(&deliveries).await.unwrap();
    let mut runs = Vec::new();
    for key in ["at work", "1", "2", "3", "owed"] {
        let channel = if key == "owed" { db.channel("c1").await } else { ops.clone() };
        runs.push(db.queue(&channel, key).await);
    }
    let (at_work, owed) = (db.claim("home/a", 20).await.unwrap(), db.claim("home/a", 20).await.unwrap());
    assert_eq!((at_work.run().id, owed.run().id), (runs[0].id, runs[4].id));
    db.store.finish_run(&owed, &done("ok"), 40).await.unwrap();
    // As the server does by itself, and SQLite never has.
    if matches!(db.target, Target::Postgres(_)) {
        raw.execute_unprepared("VACUUM ANALYZE").await.unwrap();
    }
    runs.swap_remove(3)
}

async fn connect(db: &Db) -> DatabaseConnection {
    let url = match &db.target {
        Target::Sqlite(path) => format!("sqlite://{}", path.display()),
        Target::Postgres(url) => url.clone(),
    };
    let mut options = ConnectOptions::new(url);
    options.max_connections(1);
    Database::connect(options).await.unwrap()
}

async fn query(raw: &DatabaseConnection, sql: &str) -> i64 {
    let row = raw.query_one_raw(Statement::from_string(raw.get_database_backend(), sql)).await.unwrap();
    row.unwrap().try_get("", "n").unwrap()
}

/// Rows of the two tables and of their indexes that were read so far. Every other connection must be closed.
async fn rows_read(raw: &DatabaseConnection) -> i64 {
    let others = "SELECT COUNT(*) AS n FROM pg_stat_activity WHERE datname = current_database() \
                  AND backend_type = 'client backend' AND pid <> pg_backend_pid()";
    while query(raw, others).await > 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let of_tables =
        "SELECT SUM(seq_tup_read)::bigint AS n FROM pg_stat_user_tables WHERE relname IN ('run', 'delivery')";
    let of_indexes = "SELECT SUM(idx_tup_read)::bigint AS n FROM pg_stat_user_indexes WHERE relname IN ('run', 'delivery')";
    query(raw, of_tables).await + query(raw, of_indexes).await
}

/// The shortest of some times that it takes.
async fn shortest(work: impl AsyncFn()) -> Duration {
    let mut best = Duration::MAX;
    for _ in 0..15 {
        let begun = Instant::now();
        work().await;
        best = best.min(begun.elapsed());
    }
    best
}
