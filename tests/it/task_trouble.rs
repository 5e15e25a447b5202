//! Tasks in trouble: failures are told and counted, a daemon that dies fires each time once, and what was interrupted
//! is repeated only where the task allows it.

use std::process::Command;

use loop_tests::model::{Gate, Step};
use loopctl::Exit;
use serde_json::{Value, json};

use crate::cli::loopctl;
use crate::task_runs::{
    busy, ended, patch, run_now, run_through, shown, slots, soon, task, thread_of, until,
};
use crate::world::{World, postgres};

#[tokio::test(flavor = "multi_thread")]
async fn a_task_that_only_fails_is_told_and_disabled_and_begins_anew_when_enabled() {
    let world = busy().await;
    let ops = world.channel("ops").await;
    world.model.on("Look", Step::status(401).message("invalid x-api-key"));
    let id = task(&world, &ops, "Look", json!({})).await;
    for number in 1..=5 {
        assert_eq!(shown(&world, id).await["state"], "scheduled", "before failure {number}");
        let run = run_through(&world, id).await;
        assert_eq!((&run["status"], &run["failure"]), (&json!("failed"), &json!("bad_key")), "{run}");
        world.api.settled().await;
        let in_thread = world.transcript(thread_of(&run)).await;
        assert!(in_thread.starts_with("loop: The model API refused the credentials (401)"), "{in_thread}");
        let in_channel = world.transcript(&ops).await;
        let last = in_channel.split("loop: ").last().unwrap();
        assert!(
            last.starts_with(&format!("⚠️ Task #1 failed (run {number}): The model API refused")),
            "{last}"
        );
        assert_eq!(last.contains("5 times in a row, so the task is disabled now"), number == 5, "{last}");
    }
    let disabled = shown(&world, id).await;
    assert_eq!((&disabled["state"], &disabled["next_run_at"]), (&json!("disabled"), &json!(null)));
    assert_eq!(disabled["disabled_reason"], "5 runs in a row failed, run 5 last");
    let line = loopctl(&world, &["tasks", "show", "1"]).await;
    assert!(line.out.contains("5 runs in a row failed"), "{}", line.out);

    assert_eq!(loopctl(&world, &["tasks", "toggle", "1"]).await.exit, Exit::Ok);
    let enabled = shown(&world, id).await;
    assert_eq!((&enabled["state"], &enabled["disabled_reason"]), (&json!("scheduled"), &json!(null)));
    assert!(enabled["next_run_at"].is_string(), "{enabled}");
    assert_eq!(run_through(&world, id).await["status"], "failed");
    assert_eq!(shown(&world, id).await["state"], "scheduled", "it counts from zero");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_fails_before_it_has_an_agent_says_so_in_a_thread_and_once_in_its_channel() {
    let world = busy().await;
    let project = world.project("shop");
    std::os::unix::fs::chown(&project, Some(0), Some(0)).unwrap();
    let channel = world.api.post("/api/channels", json!({ "dir_path": project })).await.body;
    let shop = channel["id"].as_str().unwrap();
    let id = task(&world, shop, "Look", json!({})).await;
    let run = run_through(&world, id).await;
    assert_eq!(run["failure"], "work_dir", "{run}");
    world.api.settled().await;
    let run = world.run(run["id"].as_i64().unwrap()).await;
    let (thread, said) = (world.transcript(thread_of(&run)).await, world.transcript(shop).await);
    assert!(thread.starts_with("loop: ") && thread.matches("chown -R").count() == 1, "{thread}");
    assert!(said.starts_with("loop: ⚠️ Task #1 failed (run 1): "), "{said}");
    assert_eq!(said.matches("chown -R").count(), 1, "{said}");
    world.end().await;
}

/// Places that a task's time passes, from its decision to its thread's last word.
const PLACES: [&str; 6] =
    ["slots.decided", "slots.fired", "run.claimed", "output.read", "outcome.recorded", "delivery.posted"];

#[tokio::test(flavor = "multi_thread")]
async fn wherever_the_daemon_dies_a_time_is_fired_and_answered_once() {
    let mut world = World::prepare(json!({ "min_interval_sec": 1 })).await;
    world.start_process(None).await;
    let ops = world.channel("ops").await;
    world.model.answers("look at", "All quiet.");
    world.stop().await;

    for (number, place) in (1..).zip(PLACES) {
        world.start_process(Some(place)).await;
        let prompt = format!("look at {place}");
        let id = task(&world, &ops, &prompt, soon()).await;
        world.died().await;
        world.start_process(None).await;

        let run = ended(&world, number).await;
        assert_eq!((&run["status"], &run["task_id"]), (&json!("succeeded"), &json!(id)), "{place}: {run}");
        world.api.settled().await;
        assert_eq!(slots(&world, id).await, [("fired".to_owned(), json!(number))], "{place}");
        assert_eq!(shown(&world, id).await["state"], "done", "{place}");
        let asked = world.model.prompts();
        assert_eq!(asked.iter().filter(|asked| asked.ends_with(&prompt)).count(), 1, "{place}");
        let run = world.run(number).await;
        assert_eq!(world.transcript(thread_of(&run)).await, "loop: All quiet.", "{place}");
        let threads = world.api.get("/api/channels?query=task&limit=200").await.body;
        let threads = threads["items"].as_array().unwrap();
        let of_it = threads.iter().filter(|thread| thread["name"].as_str().unwrap().ends_with(place));
        assert_eq!(of_it.count(), 1, "{place}: {threads:?}");
        world.stop().await;
        assert_eq!(world.containers().len(), 0, "{place}");
    }
    world.start_process(None).await;
    assert_eq!(world.transcript(&ops).await, "");
    assert_eq!(world.run(i64::try_from(PLACES.len()).unwrap() + 1).await["status"], 404);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn times_that_come_every_second_are_decided_once_each_whatever_dies() {
    let mut world = World::prepare(json!({ "min_interval_sec": 1 })).await;
    world.start_process(None).await;
    let ops = world.channel("ops").await;
    world.model.answers("Look", "All quiet.");
    let each_second =
        json!({ "type": "interval", "schedule": "1s", "overlap": "queue", "misfire": "run_all" });
    let id = task(&world, &ops, "Look", each_second).await;
    world.kill().await;
    for place in ["slots.decided", "slots.fired", "slots.decided", "slots.fired"] {
        world.start_process(Some(place)).await;
        world.died().await;
    }
    world.start_process(None).await;
    until(&world, "/api/tasks/1/slots", |page| page["items"].as_array().unwrap().len() >= 4).await;
    patch(&world, id, json!({ "enabled": false })).await;
    world.api.settled().await;

    let page = world.api.get("/api/tasks/1/slots?limit=200").await.body;
    let slots: Vec<&Value> = page["items"].as_array().unwrap().iter().rev().collect();
    assert!(slots.len() >= 4, "{slots:?}");
    let second = |slot: &Value| slot["nominal_at"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    for pair in slots.windows(2) {
        let apart = second(pair[1]).duration_since(second(pair[0]));
        assert_eq!(apart, jiff::SignedDuration::from_secs(1), "none is missing or twice: {pair:?}");
    }
    let mut runs = Vec::new();
    for slot in &slots {
        assert_eq!(slot["outcome"], "fired", "{slot}");
        let run = world.run(slot["run_id"].as_i64().unwrap()).await;
        assert_eq!((&run["status"], second(slot)), (&json!("succeeded"), at(&run)), "{run}");
        runs.push(run["id"].as_i64().unwrap());
    }
    assert_eq!(runs, (1..=i64::try_from(slots.len()).unwrap()).collect::<Vec<_>>());
    assert_eq!(world.model.prompts().len(), runs.len(), "each reached the model once");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_daemons_on_one_database_fire_each_time_once() {
    let settings = json!({ "min_interval_sec": 1, "poll_interval_sec": 1, "database_url": postgres().await });
    let mut one = World::prepare(settings.clone()).await;
    let mut two = one.another(settings).await;
    one.start_process(None).await;
    let ops = one.channel("ops").await;
    two.start_process(None).await;
    for world in [&one, &two] {
        world.model.answers("Look", "All quiet.");
    }
    let each_second = || json!({ "type": "interval", "schedule": "1s", "overlap": "queue" });
    let ids = [task(&one, &ops, "Look", each_second()).await, task(&two, &ops, "Look", each_second()).await];
    let path = |id: i64| format!("/api/tasks/{id}/slots");
    for id in ids {
        until(&two, &path(id), |page| page["items"].as_array().unwrap().len() >= 4).await;
        patch(&one, id, json!({ "enabled": false })).await;
    }
    one.api.settled().await;
    let mut runs = Vec::new();
    for id in ids {
        for (outcome, run) in slots(&one, id).await {
            assert_eq!(outcome, "fired");
            runs.push(run.as_i64().unwrap());
        }
    }
    runs.sort_unstable();
    assert_eq!(runs, (1..=i64::try_from(runs.len()).unwrap()).collect::<Vec<_>>(), "one run for each");
    let mut threads = std::collections::HashSet::new();
    for run in &runs {
        let run = two.run(*run).await;
        assert_eq!(run["answer"], "All quiet.", "{run}");
        assert_eq!(two.transcript(thread_of(&run)).await, "loop: All quiet.", "{run}");
        threads.insert(thread_of(&run).to_owned());
    }
    assert_eq!(threads.len(), runs.len(), "one thread for each");
    assert_eq!(one.model.prompts().len() + two.model.prompts().len(), runs.len());
    one.end().await;
    two.end().await;
}

fn at(run: &Value) -> jiff::Timestamp {
    run["slot_at"].as_str().unwrap().parse().unwrap()
}

/// Kills the daemon and the agent of the run that it works on, and starts another daemon.
async fn strike(world: &mut World) {
    world.kill().await;
    for name in world.containers() {
        let removed = Command::new("docker").args(["rm", "--force", &name]).output().unwrap();
        assert!(removed.status.success(), "{removed:?}");
    }
    world.start_process(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_run_is_told_and_not_repeated() {
    let mut world = World::prepare(json!({})).await;
    world.start_process(None).await;
    let ops = world.channel("ops").await;
    let gate = Gate::new();
    world.model.on("Look", Step::text("never told").hold(&gate));
    let id = task(&world, &ops, "Look", json!({})).await;
    let run = run_now(&world, id).await;
    world.model.wait_for(|requests| !requests.is_empty()).await;
    strike(&mut world).await;

    let run = world.ended(run).await;
    assert_eq!(run["status"], "interrupted", "{run}");
    world.api.settled().await;
    let said = world.transcript(&ops).await;
    assert!(said.starts_with("loop: ⚠️ Run 1 of task #1 was interrupted"), "{said}");
    assert!(said.ends_with("To run it again: `loopctl tasks run 1`."), "{said}");
    assert!(world.transcript(thread_of(&run)).await.contains("container vanished"));
    assert_eq!(world.run(2).await["status"], 404, "it was repeated");
    assert_eq!(world.model.prompts().len(), 1);
    assert_eq!(shown(&world, id).await["state"], "scheduled");
    gate.open();
    assert_eq!(loopctl(&world, &["tasks", "run", "1", "--follow"]).await.out, "never told\n");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_run_of_an_idempotent_task_is_repeated() {
    let mut world = World::prepare(json!({})).await;
    world.start_process(None).await;
    let ops = world.channel("ops").await;
    let gate = Gate::new();
    world.model.on("Look", Step::text("All quiet.").hold(&gate));
    let id = task(&world, &ops, "Look", json!({ "idempotent": true })).await;
    let first = run_now(&world, id).await;
    world.model.wait_for(|requests| !requests.is_empty()).await;
    strike(&mut world).await;
    gate.open();

    let first = world.ended(first).await;
    assert_eq!(first["status"], "interrupted", "{first}");
    let again = ended(&world, 2).await;
    assert_eq!((&again["answer"], &again["task_id"]), (&json!("All quiet."), &json!(id)), "{again}");
    assert_eq!(again["slot_at"], first["slot_at"], "it stands for the same time");
    world.api.settled().await;
    let said = world.transcript(&ops).await;
    let expected = "loop: ⚠️ Run 1 of task #1 was interrupted; it is repeated as run 2 (1 of 3).";
    assert_eq!(said, expected);
    until(&world, "/api/tasks/1", |task| task["last_run"]["id"] == 2).await;
    assert_eq!(world.model.prompts().len(), 2);
    world.end().await;
}
