//! A stop is quick and harmless, whoever stops it and how: agents go on, the next daemon takes up where it was.

use std::process::Command;
use std::time::{Duration, Instant};

use loop_tests::model::{Gate, Step};
use serde_json::{Value, json};

use crate::world::{World, until};

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_leaves_the_agent_at_work_and_the_next_start_hears_all_of_it() {
    let mut world = World::prepare(json!({})).await;
    world.start_process(None).await;
    let ops = world.channel("ops").await;
    let wait = "perl -e 'select(undef, undef, undef, 0.05) until -e \"go\"'; echo gone";
    world
        .model
        .acts("work", [Step::text("begun").and_tool("Bash", json!({ "command": wait })), Step::text("done")]);
    let run = world.start_run(&ops, "work").await;
    world.api.until(run, |event| event["type"] == "tool").await;
    let container = world.containers();
    // Somebody watches, and another request waits.
    let next = world.start_run(&ops, "and then this").await;
    let watching = world.api.request("GET", &format!("/api/runs/{next}/events")).send().await.unwrap();

    let asked = Instant::now();
    world.stop().await;
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
    drop(watching.bytes().await);
    assert_eq!(world.containers(), container, "the agent lives on");
    // It prints while nobody listens.
    std::fs::write(world.home().join(&ops).join("work/go"), "").unwrap();
    world.start_process(None).await;

    let ended = world.ended(run).await;
    assert_eq!(
        (ended["status"].as_str(), ended["answer"].as_str(), ended["attempts"].as_i64()),
        (Some("succeeded"), Some("done"), Some(1)),
        "{ended}"
    );
    let kinds: Vec<Value> =
        world.api.events(run).await.into_iter().map(|event| event["type"].clone()).collect();
    let expected = ["session", "text", "tool", "tool_end", "text", "end"];
    let kinds: Vec<&str> =
        kinds.iter().filter_map(Value::as_str).filter(|kind| expected.contains(kind)).collect();
    assert_eq!(kinds, expected);
    let ended = world.ended(next).await;
    assert_eq!(
        (ended["status"].as_str(), ended["attempts"].as_i64()),
        (Some("succeeded"), Some(0)),
        "{ended}"
    );
    assert_eq!(world.model.prompts(), ["Ann: work", "Ann: and then this"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nine_crashes_under_a_talkative_run_lose_and_double_nothing() {
    const STEPS: usize = 30;
    let mut world = World::prepare(json!({})).await;
    world.start_process(None).await;
    let ops = world.channel("ops").await;
    let lines = |step: usize| (0..20).map(|line| format!("{step}.{line}")).collect::<Vec<_>>().join("\n");
    let mut steps: Vec<Step> = (0..STEPS)
        .map(|step| {
            let print = format!("echo {step} >> done; seq 1 20");
            Step::text(lines(step)).and_tool("Bash", json!({ "command": print }))
        })
        .collect();
    steps.push(Step::text("all done"));
    world.model.acts("talk", steps);
    let run = world.start_run(&ops, "talk").await;

    for crash in 1..=9 {
        let place = lines(crash * 3);
        world.api.until(run, |event| event["text"] == place).await;
        world.kill().await;
        world.start_process(None).await;
    }

    let ended = world.ended(run).await;
    assert_eq!(
        (ended["status"].as_str(), ended["answer"].as_str()),
        (Some("succeeded"), Some("all done")),
        "{ended}"
    );
    let events = world.api.events(run).await;
    let texts: Vec<&str> = events
        .iter()
        .filter(|event| event["type"] == "text")
        .map(|event| event["text"].as_str().unwrap())
        .collect();
    let expected: Vec<String> = (0..STEPS).map(lines).chain(["all done".to_owned()]).collect();
    assert_eq!(texts, expected);
    for kind in ["tool", "tool_end"] {
        assert_eq!(events.iter().filter(|event| event["type"] == kind).count(), STEPS, "{kind}");
    }
    let done = std::fs::read_to_string(world.home().join(&ops).join("work/done")).unwrap();
    assert_eq!(
        done,
        (0..STEPS).map(|step| format!("{step}\n")).collect::<String>(),
        "each tool was used once"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_that_hangs_ends_by_itself_and_a_second_signal_ends_it_at_once() {
    let mut world = World::prepare(json!({})).await;
    let engine = world.cuttable_engine().await;
    world.start_process(None).await;
    let ops = world.channel("ops").await;
    world.ask(&ops, "hello").await;

    // The idle agent cannot be removed, because the engine hangs.
    engine.stall();
    let asked = Instant::now();
    world.terminate();
    let status = world.exited().await;
    assert!(status.success(), "{status}");
    assert!(asked.elapsed() < Duration::from_secs(6), "{:?}", asked.elapsed());

    engine.restore().await;
    world.start_process(None).await;
    world.ask(&ops, "hello again").await;
    engine.stall();
    world.terminate();
    world.api.until_down().await;
    let forced = Instant::now();
    world.terminate();
    let status = world.exited().await;
    assert_eq!(status.code(), Some(1));
    assert!(forced.elapsed() < Duration::from_secs(1), "{:?}", forced.elapsed());
    engine.restore().await;
    world.start_process(None).await;
    // Whatever was left over, the channel's next run clears away.
    world.ask(&ops, "and again").await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn idle_agents_are_gone_after_a_stop_and_what_is_not_ours_is_never_touched() {
    let mut world = World::prepare(json!({})).await;
    let mut neighbour = world.another(json!({})).await;
    let stranger = Stranger::start("loop-stranger", &[]);
    let lookalike = Stranger::start("loop-lookalike", &["app=loop-agent", "loop.installation=another"]);
    neighbour.start_process(None).await;
    let theirs = neighbour.channel("theirs").await;
    neighbour.ask(&theirs, "hello").await;

    world.start_process(None).await;
    let (one, two) = (world.channel("one").await, world.channel("two").await);
    world.ask(&one, "hello").await;
    world.ask(&two, "hello").await;
    assert_eq!(world.containers().len(), 2);
    world.stop().await;
    assert_eq!(world.containers().len(), 0, "idle agents are gone");
    // One that we do not know of any more is ours to remove.
    let id = std::fs::read_to_string(world.home().join("installation")).unwrap();
    let forgotten = Stranger::start("loop-forgotten", &[&format!("loop.installation={}", id.trim())]);
    world.start_process(None).await;
    let gone = async {
        while forgotten.runs() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), gone).await.expect("a container of ours was left");
    world.stop().await;

    assert!(stranger.runs() && lookalike.runs(), "a container of somebody else was touched");
    let again = neighbour.ask(&theirs, "again").await;
    assert_eq!(
        (again["status"].as_str(), again["attempts"].as_i64()),
        (Some("succeeded"), Some(0)),
        "{again}"
    );
    world.start_process(None).await;
    world.end().await;
    neighbour.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_does_not_make_more_places() {
    let mut world = World::prepare(json!({ "max_concurrent_runs": 1 })).await;
    world.start_process(None).await;
    let (one, two) = (world.channel("one").await, world.channel("two").await);
    let gate = Gate::new();
    world.model.on("one", Step::text("one is done").hold(&gate));
    let first = world.start_run(&one, "one").await;
    world.model.wait_for(|requests| !requests.is_empty()).await;
    let second = world.start_run(&two, "two").await;
    world.kill().await;
    world.start_process(None).await;

    // It shows that the first is at work again by asking the model once more.
    let before = world.model.requests().len();
    world.model.wait_for(|requests| requests.len() > before).await;
    assert_eq!(world.run(second).await["status"], "queued", "two agents at once where one is allowed");
    gate.open();
    assert_eq!(world.ended(first).await["status"], "succeeded");
    assert_eq!(world.ended(second).await["status"], "succeeded");
    world.end().await;
}

/// A container that no daemon made; removed when dropped.
struct Stranger(String);

impl Stranger {
    fn start(name: &str, labels: &[&str]) -> Self {
        let name = format!("{name}-{}", std::process::id());
        let mut command = Command::new("docker");
        command.args(["run", "--detach", "--name", &name]);
        for label in labels {
            command.args(["--label", label]);
        }
        let made = command.args(["debian:bookworm-slim", "tail", "-f", "/dev/null"]).output().unwrap();
        assert!(made.status.success(), "{made:?}");
        Self(name)
    }

    fn runs(&self) -> bool {
        let asked = Command::new("docker")
            .args(["inspect", "--format", "{{.State.Running}}", &self.0])
            .output()
            .unwrap();
        asked.stdout == b"true\n"
    }
}

impl Drop for Stranger {
    fn drop(&mut self) {
        let _ = Command::new("docker").args(["rm", "--force", &self.0]).output();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_nobody_heard_counts_although_the_deadline_has_passed_meanwhile() {
    let mut world = World::prepare(json!({ "container_timeout_sec": 4 })).await;
    world.start_process(None).await;
    let ops = world.channel("ops").await;
    world.ask(&ops, "warm up").await;
    let gate = Gate::new();
    world.model.on("work", Step::text("done").hold(&gate));
    let asked = Instant::now();
    let run = world.start_run(&ops, "work").await;
    world.model.wait_for(|requests| requests.len() >= 2).await;

    world.kill().await;
    // The model's socket went with the daemon; the agent asks again when there is a daemon again.
    gate.open();
    while asked.elapsed() < Duration::from_secs(5) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    world.start_process(None).await;

    let ended = world.ended(run).await;
    assert_eq!(
        (ended["status"].as_str(), ended["answer"].as_str()),
        (Some("succeeded"), Some("done")),
        "{ended}"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_daemon_that_is_stopped_while_it_takes_up_runs_leaves_them_to_the_next() {
    let mut world = World::prepare(json!({})).await;
    let engine = world.cuttable_engine().await;
    world.start_process(None).await;
    let channels = [world.channel("one").await, world.channel("two").await];
    let wait = "echo once >> done; perl -e 'select(undef, undef, undef, 0.05) until -e \"go\"'; echo gone";
    world.model.acts("work", [Step::tool("Bash", json!({ "command": wait })), Step::text("done")]);
    let mut runs = Vec::new();
    for channel in &channels {
        runs.push(world.start_run(channel, "work").await);
    }
    let file = |channel: &String, name: &str| world.home().join(channel).join("work").join(name);
    let done = channels.each_ref().map(|channel| file(channel, "done"));
    let go = channels.each_ref().map(|channel| file(channel, "go"));
    until(|| done.iter().all(|path| path.exists())).await;
    let containers = world.containers();
    world.kill().await;

    // The engine answers, or it does not, and then every look at it hangs.
    for stalled in [false, true] {
        let taken_up = world.log().matches(TAKEN_UP).count();
        if stalled {
            engine.stall();
        }
        world.start_process(None).await;
        until(|| world.log().matches(TAKEN_UP).count() == taken_up + runs.len()).await;
        let asked = Instant::now();
        world.terminate();
        let status = world.exited().await;
        assert!(status.success(), "{status}");
        assert!(asked.elapsed() < Duration::from_secs(6), "{:?}", asked.elapsed());
    }
    engine.restore().await;
    world.start_process(None).await;
    for path in go {
        std::fs::write(path, "").unwrap();
    }

    for run in runs {
        let ended = world.ended(run).await;
        assert_eq!(
            (ended["status"].as_str(), ended["answer"].as_str(), ended["attempts"].as_i64()),
            (Some("succeeded"), Some("done"), Some(1)),
            "{ended}"
        );
    }
    assert_eq!(world.containers(), containers, "the same agents");
    assert_eq!(done.map(|path| std::fs::read_to_string(path).unwrap()), ["once\n"; 2]);
    assert_eq!(world.model.prompts(), ["Ann: work"; 2]);
    world.end().await;
}

/// What the log says of each run that is taken up.
const TAKEN_UP: &str = "going on with a run of an earlier daemon";
