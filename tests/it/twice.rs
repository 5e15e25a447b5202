//! Two daemons: one home takes only one of them, and one database makes them share the work without doing any twice.

use std::time::Duration;

use loop_tests::model::{Gate, Step};
use serde_json::{Value, json};

use crate::world::{World, postgres};

#[tokio::test(flavor = "multi_thread")]
async fn a_second_daemon_on_the_same_home_is_refused_and_told_why() {
    let mut world = World::prepare(json!({})).await;
    world.start_process(None).await;

    let second = world.serve_again();

    assert!(!second.status.success());
    let words = String::from_utf8(second.stderr).unwrap();
    assert!(words.contains(&format!("process {}", world.pid())), "{words}");
    assert!(words.contains("LOOP_HOME"), "{words}");
    assert!(words.contains(world.home().to_str().unwrap()), "{words}");
    // The first one goes on as if nothing had been.
    let ops = world.channel("ops").await;
    assert_eq!(world.ask(&ops, "still there?").await["status"], "succeeded");
    // And a dead one's lock keeps nobody out.
    world.kill().await;
    world.start_process(None).await;
    world.end().await;
}

/// Two homes on one database, both with a daemon of its own.
async fn pair(settings: Value) -> (World, World) {
    let mut settings = settings;
    settings["database_url"] = postgres().await.into();
    let mut one = World::prepare(settings.clone()).await;
    let mut two = one.another(settings).await;
    one.start_process(None).await;
    two.start_process(None).await;
    (one, two)
}

/// How often an agent of either home was asked this.
fn times_asked(worlds: [&World; 2], prompt: &str) -> usize {
    let asked = worlds.map(|world| {
        world.model.prompts().iter().filter(|asked| asked.ends_with(&format!("Ann: {prompt}"))).count()
    });
    asked.iter().sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_daemons_on_one_database_do_every_run_once() {
    // Cold, so that neither meets the other's containers.
    let (one, two) = pair(json!({ "container_keep_alive_sec": 0, "max_concurrent_runs": 2 })).await;
    let channels = [one.channel("a").await, two.channel("b").await, one.channel("c").await];
    let mut runs = Vec::new();
    for number in 0..12 {
        let world = if number % 2 == 0 { &one } else { &two };
        runs.push(world.start_run(&channels[number % 3], &format!("question {number}")).await);
    }
    for (number, run) in runs.into_iter().enumerate() {
        // Whoever is asked knows, whoever did it.
        let ended = if number % 2 == 0 { two.ended(run).await } else { one.ended(run).await };
        assert_eq!(ended["status"], "succeeded", "{ended}");
        assert_eq!(times_asked([&one, &two], &format!("question {number}")), 1);
    }
    assert!(!one.model.prompts().is_empty() && !two.model.prompts().is_empty(), "one of them did nothing");
    one.end().await;
    two.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_dead_daemon_was_at_is_taken_over_when_its_lease_has_run_out() {
    let (mut one, mut two) = pair(json!({})).await;
    let ops = one.channel("ops").await;
    let gate = Gate::new();
    for world in [&one, &two] {
        world.model.on("work", Step::text("never told").hold(&gate));
    }
    let run = one.start_run(&ops, "work").await;
    let next = one.start_run(&ops, "and then this").await;
    let by_one = tokio::select! {
        () = one.model.wait_for(|requests| !requests.is_empty()) => true,
        () = two.model.wait_for(|requests| !requests.is_empty()) => false,
    };
    let (dead, alive) = if by_one { (&mut one, &mut two) } else { (&mut two, &mut one) };

    // A fresh conversation is told of the first question too, whose answer never comes.
    alive.model.answers("and then this", "here you are");
    dead.kill().await;

    // The lease is 30 s long; then somebody must have looked.
    let taken_over = tokio::time::timeout(Duration::from_secs(70), alive.ended(run)).await;
    let ended = taken_over.unwrap_or_else(|_| panic!("nobody took the run over"));
    assert_eq!(
        (ended["status"].as_str(), ended["failure"].as_str()),
        (Some("interrupted"), Some("interrupted")),
        "{ended}"
    );
    assert_eq!(alive.ended(next).await["status"], "succeeded", "the channel goes on");
    assert_eq!(times_asked([&one, &two], "work"), 1, "it was run again");
    // When the dead one is back, it puts down what it had left, and touches nothing of the run.
    gate.open();
    let (dead, alive) = if by_one { (&mut one, &two) } else { (&mut two, &one) };
    dead.start_process(None).await;
    dead.until_no_containers().await;
    assert_eq!(alive.run(run).await["status"], "interrupted");
    one.end().await;
    two.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_warm_agent_of_one_home_is_nothing_that_the_other_may_touch() {
    let (mut one, mut two) = pair(json!({})).await;
    let ops = one.channel("ops").await;
    let first = one.ask(&ops, "hello").await;
    assert_eq!(first["status"], "succeeded");
    let has_it = !one.containers().is_empty();
    let (owner, other) = if has_it { (&one, &mut two) } else { (&two, &mut one) };
    let containers = owner.containers();
    assert_eq!(containers.len(), 1);

    // The other one looks for left-overs at its start, and takes away what is idle at its stop.
    other.stop().await;
    other.start_process(None).await;
    other.stop().await;

    let second = owner.ask(&ops, "again").await;
    assert_eq!(owner.containers(), containers, "the same agent, and no second one on its conversation");
    assert_eq!(
        (second["status"].as_str(), second["attempts"].as_i64()),
        (Some("succeeded"), Some(0)),
        "{second}"
    );
    other.start_process(None).await;
    one.end().await;
    two.end().await;
}
