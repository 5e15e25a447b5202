//! Stopped means dead.

use std::time::{Duration, Instant};

use loop_tests::model::{Gate, Step};
use serde_json::{Value, json};

use crate::world::{World, until};

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_in_the_middle_of_a_tool_kills_within_five_seconds() {
    let world = World::start().await;
    let ops = world.channel("ops").await;
    let stubborn = "trap '' TERM INT HUP; (trap '' TERM; while true; do date > alive; perl -e 'select(undef,undef,undef,0.05)'; done) & tail -f /dev/null";
    world.model.acts("work", [Step::tool("Bash", json!({ "command": stubborn }))]);
    let run = world.start_run(&ops, "work").await;
    world.api.until(run, |event| event["type"] == "tool").await;
    let alive = world.home().join(&ops).join("work/alive");
    until(|| alive.exists()).await;

    let asked = Instant::now();
    assert_eq!(world.api.post(&format!("/api/runs/{run}/stop"), Value::Null).await.status, 202);
    let ended = world.ended(run).await;

    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
    assert_eq!((ended["status"].as_str(), ended["failure"].as_str()), (Some("cancelled"), Some("stopped")));
    // Dead: nothing writes any more.
    std::fs::remove_file(&alive).unwrap();
    let next = world.ask(&ops, "still there?").await;
    assert_eq!(next["status"], "succeeded");
    assert!(!alive.exists(), "something of the agent lived on");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_while_the_model_thinks_and_a_stop_in_the_queue() {
    let world = World::start().await;
    let ops = world.channel("ops").await;
    let gate = Gate::new();
    world.model.on("think", Step::text("never said").hold(&gate));
    let thinking = world.start_run(&ops, "think").await;
    let waiting = world.start_run(&ops, "wait").await;
    world.model.wait_for(|requests| !requests.is_empty()).await;

    world.api.post(&format!("/api/runs/{waiting}/stop"), Value::Null).await;
    assert_eq!(world.run(waiting).await["status"], "cancelled");
    world.api.post(&format!("/api/runs/{thinking}/stop"), Value::Null).await;
    assert_eq!(world.ended(thinking).await["status"], "cancelled");
    // Stopping what has ended changes nothing.
    let again = world.api.post(&format!("/api/runs/{thinking}/stop"), Value::Null).await;
    assert_eq!((again.status, again.body["status"].as_str()), (202, Some("cancelled")));
    assert_eq!(world.api.post("/api/runs/999/stop", Value::Null).await.status, 404);
    gate.open();
    assert_eq!(world.model.prompts().len(), 1, "the one in the queue never ran");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_takes_too_long_is_ended_and_says_so() {
    let world = World::with(json!({ "container_timeout_sec": 3 })).await;
    let ops = world.channel("ops").await;
    world.model.acts("for ever", [Step::tool("Bash", json!({ "command": "tail -f /dev/null" }))]);
    let run = world.ask(&ops, "for ever").await;
    assert_eq!((run["status"].as_str(), run["failure"].as_str()), (Some("timed_out"), Some("timeout")));
    assert!(run["error"].as_str().unwrap().contains("longer than 3 s"), "{run}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_that_reads_nothing_can_still_be_stopped() {
    let world = World::start().await;
    let ops = world.channel("ops").await;
    // The agent's program is frozen as soon as its turn is over.
    let freeze =
        "(perl -e 'select(undef,undef,undef,1)'; kill -STOP $CLAUDE_PID) >/dev/null 2>&1 & echo soon";
    world.model.acts("freeze", [Step::tool("Bash", json!({ "command": freeze })), Step::text("done")]);
    assert_eq!(world.ask(&ops, "freeze").await["status"], "succeeded");
    let name = world.containers().remove(0);
    let is_frozen = || {
        let top = std::process::Command::new("docker").args(["top", &name, "-eo", "pid,stat,comm"]).output();
        let lines = String::from_utf8(top.unwrap().stdout).unwrap();
        lines.lines().any(|line| {
            line.contains("claude")
                && line.split_whitespace().nth(1).is_some_and(|stat| stat.starts_with('T'))
        })
    };
    until(is_frozen).await;

    // More than any pipe on the way takes.
    let run = world.start_run(&ops, &"please read this ".repeat(30_000)).await;
    wait_for_attempt(&world, run).await;
    let asked = Instant::now();
    world.api.post(&format!("/api/runs/{run}/stop"), Value::Null).await;
    let ended = world.ended(run).await;

    assert_eq!(ended["status"], "cancelled", "{ended}");
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
    assert_eq!(world.ask(&ops, "and now?").await["status"], "succeeded");
    world.end().await;
}

/// Waits until somebody works on the run.
async fn wait_for_attempt(world: &World, run: i64) {
    let taken_up = async {
        while world.run(run).await["status"] == "queued" {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), taken_up).await.expect("nobody took the run up");
}
