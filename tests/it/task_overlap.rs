//! When a task is due while there is other work: what overlaps is skipped, waits or takes the place of the earlier
//! run, and a channel does one thing at a time.

use loop_tests::model::{Gate, Step};
use serde_json::{Value, json};

use crate::task_runs::{busy, ended, patch, run_now, shown, slots, soon, task, thread_of, until};
use crate::world::{World, until as until_met};

/// When a run did something.
fn at(run: &Value, key: &str) -> jiff::Timestamp {
    run[key].as_str().unwrap_or_else(|| panic!("no {key}: {run}")).parse().unwrap()
}

/// Waits until every slot of a task that has only one time left is decided.
async fn decided(world: &World, id: i64) -> Value {
    until(world, &format!("/api/tasks/{id}"), |task| task["state"] == "done").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_time_kills_the_earlier_run_before_its_own_starts() {
    let world = busy().await;
    let ops = world.channel("ops").await;
    let stubborn = "trap '' TERM INT HUP; (trap '' TERM; while true; do date > alive; \
                    perl -e 'select(undef,undef,undef,0.05)'; done) & tail -f /dev/null";
    world.model.acts("work", [Step::tool("Bash", json!({ "command": stubborn }))]);
    let id = task(&world, &ops, "work", json!({ "overlap": "cancel_previous" })).await;
    let first = run_now(&world, id).await;
    let alive = world.home().join(&ops).join("work/alive");
    until_met(|| alive.exists()).await;
    let killed = world.containers();
    assert_eq!(killed.len(), 1);

    let gate = Gate::new();
    world.model.on("instead", Step::text("Done.").hold(&gate));
    let mut later = soon();
    later["prompt"] = json!("instead");
    patch(&world, id, later).await;
    let first = world.ended(first).await;
    assert_eq!((&first["status"], &first["failure"]), (&json!("cancelled"), &json!("stopped")), "{first}");
    world.model.wait_for(|requests| requests.iter().any(|asked| asked.prompt().ends_with("instead"))).await;
    assert!(world.containers().iter().all(|name| !killed.contains(name)), "its container is left");
    std::fs::remove_file(&alive).unwrap();
    gate.open();
    let second = ended(&world, 2).await;
    assert_eq!(second["answer"], "Done.", "{second}");
    assert!(!alive.exists(), "something of the first agent lived on");
    assert!(at(&first, "finished_at") <= at(&second, "started_at"), "{first} {second}");
    assert_eq!(slots(&world, id).await, [("fired".to_owned(), json!(2))]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_time_is_skipped_or_waits_as_the_task_says() {
    let world = busy().await;
    let (ops, shop) = (world.channel("ops").await, world.channel("shop").await);
    let gate = Gate::new();
    world.model.on("Look", Step::text("Seen.").hold(&gate));
    let skips = task(&world, &ops, "Look", json!({ "overlap": "skip" })).await;
    let waits = task(&world, &shop, "Look", json!({ "overlap": "queue" })).await;
    let (one, two) = (run_now(&world, skips).await, run_now(&world, waits).await);
    patch(&world, skips, soon()).await;
    patch(&world, waits, soon()).await;
    decided(&world, skips).await;
    decided(&world, waits).await;
    assert_eq!(slots(&world, skips).await, [("skipped".to_owned(), json!(null))]);
    assert_eq!(slots(&world, waits).await, [("fired".to_owned(), json!(3))]);
    let waiting = world.run(3).await;
    assert_eq!((&waiting["status"], &waiting["ahead"]), (&json!("queued"), &json!(1)), "{waiting}");
    gate.open();
    let (one, two, three) = (world.ended(one).await, world.ended(two).await, world.ended(3).await);
    assert_eq!([&one["status"], &two["status"], &three["status"]], [&json!("succeeded"); 3]);
    assert!(at(&two, "finished_at") <= at(&three, "started_at"), "{two} {three}");
    assert_eq!(world.run(4).await["status"], 404, "the skipped one left a run");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn chat_and_tasks_of_a_channel_take_turns_in_the_order_of_their_arrival() {
    let world = busy().await;
    let ops = world.channel("ops").await;
    world.model.answers("turn", "Done.");
    let gate = Gate::new();
    world.model.on("first", Step::text("Done.").hold(&gate));
    let mut runs = vec![world.start_run(&ops, "first").await];
    for number in 0..3 {
        let policy = ["own", "task", "channel"][number];
        let id = task(&world, &ops, &format!("turn {number}"), json!({ "session": policy })).await;
        runs.push(run_now(&world, id).await);
        runs.push(world.start_run(&ops, &format!("turn of chat {number}")).await);
        let timed = task(&world, &ops, &format!("turn on time {number}"), soon()).await;
        decided(&world, timed).await;
        runs.push(slots(&world, timed).await[0].1.as_i64().unwrap());
    }
    assert!(runs.is_sorted(), "{runs:?}");
    let fourth = world.run(runs[3]).await;
    assert_eq!(fourth["ahead"], 3, "{fourth}");
    gate.open();
    let mut ended = Vec::new();
    for run in &runs {
        let run = world.ended(*run).await;
        assert_eq!(run["status"], "succeeded", "{run}");
        ended.push(run);
    }
    for pair in ended.windows(2) {
        assert!(at(&pair[0], "finished_at") <= at(&pair[1], "started_at"), "{} and {}", pair[0], pair[1]);
    }
    world.api.settled().await;
    let threads: std::collections::HashSet<&str> =
        ended.iter().filter(|run| run["task_id"].is_i64()).map(thread_of).collect();
    assert_eq!(threads.len(), 6, "each run of a task has a thread of its own");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_task_delays_no_other_channel() {
    let world = busy().await;
    let (ops, shop) = (world.channel("ops").await, world.channel("shop").await);
    let gate = Gate::new();
    world.model.on("long", Step::text("At last.").hold(&gate));
    world.model.answers("short", "Done.");
    let long = task(&world, &ops, "long", soon()).await;
    let short = task(&world, &shop, "short", json!({ "type": "interval", "schedule": "1s" })).await;
    decided(&world, long).await;
    let fired = slots(&world, long).await[0].1.as_i64().unwrap();
    world.model.wait_for(|requests| requests.iter().any(|asked| asked.prompt().ends_with("long"))).await;
    // The other channel's task begins and ends runs all the while.
    let last = |task: &Value| task["last_run"]["id"].as_i64().unwrap_or_default();
    let from = last(&shown(&world, short).await);
    let is_later = |task: &Value| last(task) > from && task["last_run"]["status"] == "succeeded";
    until(&world, &format!("/api/tasks/{short}"), is_later).await;
    assert_eq!(world.run(fired).await["finished_at"], json!(null));
    patch(&world, short, json!({ "enabled": false })).await;
    gate.open();
    assert_eq!(world.ended(fired).await["answer"], "At last.");
    world.end().await;
}
