//! Trouble with the database or the disk delays, and is told; nothing that was accepted is lost.

use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::time::{Duration, Instant};

use loop_tests::model::{Gate, Step};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use serde_json::json;

use crate::world::{Answer, World, send};

/// Another program that holds the lock which every write needs.
struct Intruder(DatabaseConnection);

impl Intruder {
    async fn lock(world: &World) -> Self {
        let mut options = ConnectOptions::new(format!("sqlite://{}", world.home().join("loop.db").display()));
        options.max_connections(1).sqlx_logging(false);
        let connection = Database::connect(options).await.unwrap();
        connection.execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
        Self(connection)
    }

    async fn let_go(self) {
        self.0.execute_unprepared("ROLLBACK").await.unwrap();
        self.0.close().await.unwrap();
    }
}

/// Asks with a key; gives the answer and how long it took.
async fn ask(world: &World, channel: &str, prompt: &str) -> (Answer, Duration) {
    let body = json!({ "channel_id": channel, "prompt": prompt, "author": "Ann" });
    let asked = Instant::now();
    let request = world.api.request("POST", "/api/runs").header("idempotency-key", prompt).json(&body);
    let answer = send(request).await;
    (answer, asked.elapsed())
}

fn assert_refused(answer: &Answer, words: &str) {
    assert_eq!(answer.status, 503, "{answer:?}");
    let wait: u32 = answer.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait));
    assert!(answer.body["detail"].as_str().unwrap().contains(words), "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn while_another_program_locks_the_database_requests_are_put_off_and_work_is_kept() {
    let world = World::start().await;
    let ops = world.channel("ops").await;
    let gate = Gate::new();
    world.model.on("long work", Step::text("done").hold(&gate));
    let working = world.start_run(&ops, "long work").await;
    world.model.wait_for(|requests| !requests.is_empty()).await;

    let intruder = Intruder::lock(&world).await;
    // The agent ends now; nobody can write it down.
    gate.open();
    let (refused, took) = ask(&world, &ops, "in between").await;
    assert_refused(&refused, "locked");
    assert!(took < Duration::from_secs(7), "{took:?}");
    // Reading goes on.
    assert_eq!(world.api.get("/api/status").await.body["database"]["ok"], true);
    assert!(world.run(working).await["finished_at"].is_null());
    intruder.let_go().await;

    let ended = world.ended(working).await;
    assert_eq!(
        (ended["status"].as_str(), ended["answer"].as_str()),
        (Some("succeeded"), Some("done")),
        "{ended}"
    );
    let (accepted, _) = ask(&world, &ops, "in between").await;
    assert_eq!(accepted.status, 202, "{accepted:?}");
    world.ended(accepted.body["id"].as_i64().unwrap()).await;
    let listed = world.api.get("/api/runs").await.body;
    assert_eq!(listed["items"].as_array().unwrap().len(), 2, "the refused one left nothing: {listed}");
    assert_eq!(world.model.prompts(), ["Ann: long work", "Ann: in between"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_who_ask_while_the_database_is_locked_are_all_told_soon() {
    let world = World::start().await;
    let ops = world.channel("ops").await;
    let intruder = Intruder::lock(&world).await;
    let asked = ["a", "b", "c", "d", "e", "f"].map(|prompt| ask(&world, &ops, prompt));
    let answers = futures::future::join_all(asked).await;
    intruder.let_go().await;
    for (answer, took) in answers {
        assert_refused(&answer, "database");
        assert!(took < Duration::from_secs(7), "{took:?}");
    }
    assert_eq!(world.api.get("/api/runs").await.body["items"], json!([]));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_begins_while_the_database_is_locked_begins_later() {
    let mut world = World::prepare(json!({})).await;
    let engine = world.cuttable_engine().await;
    world.open().await;
    let ops = world.channel("ops").await;
    // Held where it has been taken up and has nothing yet.
    engine.stall();
    let run = world.start_run(&ops, "hello").await;
    while world.run(run).await["status"] == "queued" {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let intruder = Intruder::lock(&world).await;
    engine.restore().await;
    // Longer than a write waits for the lock.
    tokio::time::sleep(Duration::from_secs(7)).await;
    intruder.let_go().await;

    let ended = world.ended(run).await;
    assert_eq!(ended["status"], "succeeded", "{ended}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_refuses_new_work_and_lets_running_work_end() {
    if std::fs::metadata("/proc/self").unwrap().uid() != 0 {
        eprintln!("skipped: only root can mount a small disk");
        return;
    }
    let mut world = World::prepare_on_a_disk_of(420, json!({})).await;
    world.start_process(None).await;
    let ops = world.channel("ops").await;
    let gate = Gate::new();
    world.model.on("long work", Step::text("done".repeat(20_000)).hold(&gate));
    let working = world.start_run(&ops, "long work").await;
    world.model.wait_for(|requests| !requests.is_empty()).await;

    let filler = world.user_home().join("filler");
    fill(&filler);
    let (refused, _) = ask(&world, &ops, "new work").await;
    assert_refused(&refused, "free some space");
    assert!(refused.body["detail"].as_str().unwrap().contains("MiB left"), "{refused:?}");
    assert!(world.home().join("reserve").exists());
    gate.open();
    let ended = world.ended(working).await;
    assert!(ended["finished_at"].is_string(), "{ended}");
    assert_eq!(ended["status"], "succeeded", "{ended}");
    assert!(
        !world.home().join("reserve").exists(),
        "the end was recorded without the reserve: too easy a test"
    );
    assert_eq!(world.api.get("/healthz").await.status, 200);

    std::fs::remove_file(&filler).unwrap();
    let (accepted, _) = ask(&world, &ops, "new work").await;
    assert_eq!(accepted.status, 202, "{accepted:?}");
    assert_eq!(world.ended(accepted.body["id"].as_i64().unwrap()).await["status"], "succeeded");
    world.stop().await;
    world.start_process(None).await;
    assert!(world.home().join("reserve").exists(), "the reserve is kept again");
    world.end().await;
}

/// Writes until nothing more goes.
fn fill(path: &std::path::Path) {
    let mut file = std::fs::File::create(path).unwrap();
    for size in [1 << 20, 1 << 12] {
        let zeros = vec![0; size];
        while file.write_all(&zeros).is_ok() {}
    }
}
