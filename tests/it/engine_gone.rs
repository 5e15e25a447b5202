//! The Docker engine goes away and comes back: a pause, not an end. A container that is taken away is an end with words.

use std::process::{Command, Stdio};
use std::time::Duration;

use loop_tests::model::{Gate, Step};
use serde_json::{Value, json};

use crate::world::{Engine, World, until};

async fn start() -> (World, Engine) {
    let mut world = World::prepare(json!({})).await;
    let engine = world.cuttable_engine().await;
    world.open().await;
    (world, engine)
}

fn asked(world: &World, prompt: &str) -> usize {
    world.model.prompts().iter().filter(|asked| asked.ends_with(&format!("Ann: {prompt}"))).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_asked_while_the_engine_is_away_is_answered_when_it_is_back() {
    let (world, engine) = start().await;
    let ops = world.channel("ops").await;
    engine.cut().await;
    let status = world.api.get("/api/status").await.body;
    assert_eq!(status["engine"]["ok"], false, "{status}");
    assert!(status["engine"]["detail"].as_str().unwrap().contains("does not answer"), "{status}");

    let run = world.start_run(&ops, "hello").await;
    let waits =
        |event: &Value| event["type"] == "notice" && event["text"].as_str().unwrap().contains("waits for it");
    world.api.until(run, waits).await;
    assert!(world.run(run).await["finished_at"].is_null());
    engine.restore().await;

    let ended = world.ended(run).await;
    assert_eq!(
        (ended["status"].as_str(), ended["answer"].as_str()),
        (Some("succeeded"), Some("ECHO Ann: hello"))
    );
    assert_eq!(world.api.get("/api/status").await.body["engine"]["ok"], true);
    assert_eq!(asked(&world, "hello"), 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_waits_for_the_engine_can_be_stopped() {
    let (world, engine) = start().await;
    let ops = world.channel("ops").await;
    engine.cut().await;
    let run = world.start_run(&ops, "hello").await;
    world.api.until(run, |event| event["type"] == "notice").await;
    world.api.post(&format!("/api/runs/{run}/stop"), Value::Null).await;
    let ended = tokio::time::timeout(Duration::from_secs(5), world.ended(run)).await.expect("no stop");
    assert_eq!(ended["status"], "cancelled");
    engine.restore().await;
    assert_eq!(asked(&world, "hello"), 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_engine_that_goes_away_in_the_middle_of_a_run_loses_and_doubles_nothing() {
    let (world, engine) = start().await;
    let ops = world.channel("ops").await;
    let gates = [Gate::new(), Gate::new()];
    world.model.acts(
        "work",
        [
            Step::text("first").and_tool("Bash", json!({ "command": "echo once >> done" })),
            Step::text("second").and_tool("Bash", json!({ "command": "echo once >> done" })).hold(&gates[0]),
            Step::text("third").hold(&gates[1]),
        ],
    );
    let run = world.start_run(&ops, "work").await;
    world.api.until(run, |event| event["type"] == "tool_end").await;

    engine.cut().await;
    // The agent goes on alone.
    gates[0].open();
    world.model.wait_for(|requests| requests.iter().filter(|request| request.is_main()).count() == 3).await;
    engine.restore().await;
    world.api.until(run, |event| event["text"] == "second").await;
    engine.cut().await;
    gates[1].open();
    engine.restore().await;

    let ended = world.ended(run).await;
    assert_eq!(
        (ended["status"].as_str(), ended["answer"].as_str()),
        (Some("succeeded"), Some("third")),
        "{ended}"
    );
    let events = world.api.events(run).await;
    let story: Vec<&str> = events
        .iter()
        .filter(|event| event["type"] != "notice" && event["type"] != "progress")
        .map(|event| event["text"].as_str().or(event["type"].as_str()).unwrap())
        .collect();
    assert_eq!(
        story,
        ["session", "first", "tool", "tool_end", "second", "tool", "tool_end", "third", "third"]
    );
    let done = std::fs::read_to_string(world.home().join(&ops).join("work/done")).unwrap();
    assert_eq!(done, "once\nonce\n");
    assert_eq!(asked(&world, "work"), 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_warm_agent_is_found_again_after_the_engine_was_away() {
    let (world, engine) = start().await;
    let ops = world.channel("ops").await;
    world.ask(&ops, "hello").await;
    let containers = world.containers();
    engine.cut().await;
    engine.restore().await;

    let again = world.start_run(&ops, "again").await;
    let ended = tokio::time::timeout(Duration::from_secs(30), world.ended(again)).await.expect("no answer");
    assert_eq!(
        (ended["status"].as_str(), ended["answer"].as_str()),
        (Some("succeeded"), Some("ECHO Ann: again"))
    );
    assert_eq!(world.containers(), containers, "the same agent");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_agent_that_could_not_be_removed_at_the_stop_is_removed_later() {
    let mut world = World::prepare(json!({})).await;
    let engine = world.cuttable_engine().await;
    world.start_process(None).await;
    let ops = world.channel("ops").await;
    world.ask(&ops, "hello").await;
    engine.cut().await;
    world.stop().await;
    assert_eq!(world.containers().len(), 1);

    engine.restore().await;
    world.start_process(None).await;

    world.until_no_containers().await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_container_that_is_killed_or_removed_behind_our_back_ends_its_run_with_words() {
    let world = World::start().await;
    let ops = world.channel("ops").await;
    let gate = Gate::new();
    world.model.on("work", Step::text("never told").hold(&gate));
    let table = [
        (["kill"].as_slice(), "failed", "killed", "exit code 137"),
        (["rm", "--force"].as_slice(), "interrupted", "interrupted", "not run again"),
    ];
    for (number, (command, status, failure, words)) in table.into_iter().enumerate() {
        let run = world.start_run(&ops, "work").await;
        world.model.wait_for(|requests| requests.iter().filter(|one| one.is_main()).count() > number).await;
        let container = world.containers().remove(0);
        assert!(Command::new("docker").args(command).arg(container).output().unwrap().status.success());
        let ended = world.ended(run).await;
        // An engine that removes tells of the death first: either is true.
        let told = (ended["status"].as_str().unwrap(), ended["failure"].as_str().unwrap());
        assert!([(status, failure), ("failed", "killed")].contains(&told), "{ended}");
        if told.0 == status {
            assert!(ended["error"].as_str().unwrap().contains(words), "{ended}");
        }
    }
    // An idle one that dies is no failure at all: nobody was using it.
    gate.open();
    assert_eq!(world.ask(&ops, "hello").await["status"], "succeeded");
    let container = world.containers().remove(0);
    assert!(Command::new("docker").args(["kill", &container]).output().unwrap().status.success());
    let next = world.ask(&ops, "still there?").await;
    assert_eq!((next["status"].as_str(), next["attempts"].as_i64()), (Some("succeeded"), Some(1)), "{next}");
    world.end().await;
}

/// The real engine stopped and started: only where it is the tests' own.
#[tokio::test(flavor = "multi_thread")]
async fn the_engine_itself_is_restarted_under_a_run() {
    if std::env::var("LOOP_TEST_RESTART_ENGINE").as_deref() != Ok("1") {
        eprintln!(
            "skipped: the Docker engine is not the tests' own (LOOP_TEST_RESTART_ENGINE=1 says that it is)"
        );
        return;
    }
    let mut world = World::prepare_alone(json!({})).await;
    world.start_process(None).await;
    let (ops, other) = (world.channel("ops").await, world.channel("other").await);
    let gate = Gate::new();
    world.model.on("work", Step::text("never told").hold(&gate));
    let run = world.start_run(&ops, "work").await;
    world.model.wait_for(|requests| !requests.is_empty()).await;

    let pid: i32 = std::fs::read_to_string("/var/run/docker.pid").unwrap().trim().parse().unwrap();
    let line = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap();
    let words: Vec<String> =
        line.split(|byte| *byte == 0).map(|word| String::from_utf8(word.to_vec()).unwrap()).collect();
    Command::new("kill").arg(pid.to_string()).status().unwrap();
    until(|| !std::path::Path::new(&format!("/proc/{pid}/cmdline")).exists()).await;
    let waiting = world.start_run(&other, "asked in between").await;
    world.api.until(waiting, |event| event["type"] == "notice").await;
    let started = Command::new("setsid")
        .arg("--fork")
        .args(words.iter().filter(|word| !word.is_empty()))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(started.success());

    // The engine took its containers with it.
    let ended = world.ended(run).await;
    assert_eq!(ended["failure"], "killed", "{ended}");
    assert_eq!(world.ended(waiting).await["status"], "succeeded");
    gate.open();
    assert_eq!(world.ask(&ops, "still there?").await["status"], "succeeded");
    assert_eq!(asked(&world, "work"), 1, "the run was not repeated");
    world.end().await;
}
