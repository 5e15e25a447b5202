//! The daemon dies at every named place of a run's way, and the next one loses nothing and runs nothing twice; nor
//! does one whose worker panics.

use loop_tests::model::{Gate, Step};
use serde_json::{Value, json};

use crate::world::World;

/// Every place that an answered run passes, in order; `container.stopped` lies on the way of a stopped one, `run.adopted` on
/// that of a daemon that finds one at work.
const PLACES: [&str; 14] = [
    "accept.before_commit",
    "accept.after_commit",
    "run.claimed",
    "container.planned",
    "container.created",
    "container.started",
    "container.recorded",
    "prompt.intended",
    "prompt.written",
    "output.read",
    "result.read",
    "outcome.known",
    "outcome.recorded",
    "delivery.posted",
];

#[tokio::test(flavor = "multi_thread")]
async fn wherever_the_daemon_dies_a_question_is_answered_once() {
    let mut world = World::prepare(json!({})).await;
    world.start_process(None).await;
    let ops = world.channel("ops").await;
    world.ask(&ops, "warm up the image").await;
    world.stop().await;

    for place in PLACES {
        // A container of its own for every place: a warm one would pass over the making.
        world.start_process(Some(place)).await;
        let prompt = format!("at {place}");
        let body = json!({ "channel_id": ops, "prompt": prompt, "author": "Ann" });
        let ask = || world.api.request("POST", "/api/runs").header("idempotency-key", place).json(&body);
        let first = ask().send().await;
        let first = match first {
            Ok(response) => response.json::<Value>().await.ok(),
            Err(_) => None,
        };
        world.died().await;
        world.start_process(None).await;
        // What was not acknowledged is asked again, as any client does; the key makes it one run.
        let again = crate::world::send(
            world.api.request("POST", "/api/runs").header("idempotency-key", place).json(&body),
        )
        .await;
        assert_eq!(again.status, 202, "{place}: {again:?}");
        let id = again.body["id"].as_i64().unwrap();
        if let Some(first) = first {
            assert_eq!(first["id"], id, "{place}: accepted, then lost");
        }
        let run = world.ended(id).await;
        assert_eq!(run["status"], "succeeded", "{place}: {run}");
        let asked =
            world.model.prompts().iter().filter(|asked| asked.ends_with(&format!("Ann: {prompt}"))).count();
        assert_eq!(asked, 1, "{place}: the prompt reached the model {asked} times");
        let said = world.transcript(&ops).await;
        let answers =
            said.lines().filter(|line| line.starts_with("loop: ") && line.ends_with(&prompt)).count();
        assert_eq!(answers, 1, "{place}: {said}");
        world.stop().await;
        assert_eq!(world.containers().len(), 0, "{place}");
    }
    world.start_process(None).await;
    world.end().await;
}

/// First the place where the daemon dies, then the one where the next daemon does, which goes on with the run.
const TWICE: [(&str, &str); 7] = [
    ("run.claimed", "run.adopted"),
    ("container.planned", "container.started"),
    ("container.started", "prompt.intended"),
    ("prompt.intended", "output.read"),
    ("prompt.written", "result.read"),
    ("output.read", "outcome.known"),
    ("outcome.known", "outcome.recorded"),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_daemon_that_dies_while_it_settles_what_the_last_one_left_is_no_worse() {
    let mut world = World::prepare(json!({})).await;
    world.start_process(None).await;
    let ops = world.channel("ops").await;
    world.stop().await;

    for (first, second) in TWICE {
        world.start_process(Some(first)).await;
        let prompt = format!("at {first} and {second}");
        let body = json!({ "channel_id": ops, "prompt": prompt, "author": "Ann" });
        let ask = || world.api.request("POST", "/api/runs").header("idempotency-key", &prompt).json(&body);
        // The daemon may die before it has answered.
        let _ = ask().send().await;
        world.died().await;
        world.start_process(Some(second)).await;
        world.died().await;
        world.start_process(None).await;

        let again = crate::world::send(
            world.api.request("POST", "/api/runs").header("idempotency-key", &prompt).json(&body),
        )
        .await;
        let ended = world.ended(again.body["id"].as_i64().unwrap()).await;
        assert_eq!(ended["status"], "succeeded", "{prompt}: {ended}");
        let asked = world.model.prompts();
        let asked = asked.iter().filter(|asked| asked.ends_with(&format!("Ann: {prompt}"))).count();
        assert_eq!(asked, 1, "{prompt}: it reached the model {asked} times");
        let said = world.transcript(&ops).await;
        let answers = said.lines().filter(|line| line.starts_with("loop: ") && line.ends_with(&prompt));
        assert_eq!(answers.count(), 1, "{prompt}: {said}");
        world.stop().await;
        assert_eq!(world.containers().len(), 0, "{prompt}");
    }
    world.start_process(None).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_brings_every_daemon_down_is_given_up() {
    let mut world = World::prepare(json!({})).await;
    world.start_process(Some("prompt.written")).await;
    let ops = world.channel("ops").await;
    let gate = Gate::new();
    world.model.on("bring it down", Step::text("never said").hold(&gate));
    let run = world.start_run(&ops, "bring it down").await;
    world.died().await;
    for _ in 0..10 {
        world.start_process(Some("run.adopted")).await;
        world.died().await;
    }
    world.start_process(None).await;
    let ended = world.ended(run).await;
    assert_eq!(
        (&ended["status"], &ended["failure"]),
        (&json!("interrupted"), &json!("interrupted")),
        "{ended}"
    );
    assert!(ended["error"].as_str().unwrap().contains("10 times"), "{ended}");
    gate.open();
    world.ask(&ops, "and the next one works").await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_daemon_that_dies_while_it_stops_a_run_leaves_it_stopped() {
    let mut world = World::prepare(json!({})).await;
    world.start_process(Some("container.stopped")).await;
    let ops = world.channel("ops").await;
    let wait = "echo once >> done; tail -f /dev/null";
    world.model.acts("work", [Step::tool("Bash", json!({ "command": wait }))]);
    let run = world.start_run(&ops, "work").await;
    let done = world.home().join(&ops).join("work/done");
    crate::world::until(|| done.exists()).await;

    assert_eq!(world.api.post(&format!("/api/runs/{run}/stop"), Value::Null).await.status, 202);
    world.died().await;
    world.start_process(None).await;

    let ended = world.ended(run).await;
    assert_eq!(
        (ended["status"].as_str(), ended["failure"].as_str(), ended["attempts"].as_i64()),
        (Some("cancelled"), Some("stopped"), Some(1)),
        "{ended}"
    );
    world.until_no_containers().await;
    assert_eq!(std::fs::read_to_string(done).unwrap(), "once\n");
    assert_eq!(world.model.prompts(), ["Ann: work"]);
    assert_eq!(world.ask(&ops, "and now?").await["status"], "succeeded", "the channel is free");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_whose_worker_panics_ends_with_words_and_leaves_nothing() {
    let mut world = World::prepare(json!({})).await;
    world.start_process(Some("panic:output.read")).await;
    let ops = world.channel("ops").await;
    let gate = Gate::new();
    world.model.on("work", Step::text("never told").hold(&gate));
    let run = world.start_run(&ops, "work").await;
    let next = world.start_run(&ops, "and then this").await;

    let ended = world.ended(run).await;
    assert_eq!(
        (ended["status"].as_str(), ended["failure"].as_str()),
        (Some("failed"), Some("internal")),
        "{ended}"
    );
    assert!(ended["error"].as_str().unwrap().contains(&format!("its log says what (run {run})")), "{ended}");
    let panicked = "the worker panicked: a test has this task panic at output.read";
    assert!(world.log().contains(panicked), "the log does not say what");
    gate.open();
    let ended = world.ended(next).await;
    assert_eq!(
        (ended["status"].as_str(), ended["attempts"].as_i64()),
        (Some("succeeded"), Some(1)),
        "{ended}"
    );
    assert_eq!(world.containers().len(), 1, "the container of the run that panicked is left");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_panics_over_the_end_is_followed_by_another_one() {
    let mut world = World::prepare(json!({})).await;
    world.start_process(Some("panic:outcome.known")).await;
    let ops = world.channel("ops").await;
    let run = world.start_run(&ops, "work").await;
    let next = world.start_run(&ops, "and then this").await;
    // Its lease has to run out first, which takes 30 s.
    let ended = world.ended(run).await;
    assert_eq!(
        (ended["status"].as_str(), ended["attempts"].as_i64()),
        (Some("succeeded"), Some(1)),
        "{ended}"
    );
    assert_eq!(world.ended(next).await["status"], "succeeded", "the channel is free");
    let expected = ["Ann: work", "Ann: and then this"];
    assert_eq!(world.model.prompts(), expected);
    world.end().await;
}
