//! Platforms deliver again and again, and daemons die: one request is one run, in order, one at a time.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures::StreamExt;
use loop_tests::model::{Gate, Step};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::world::World;

const REQUESTS: usize = 1000;
const DELIVERIES: usize = 10;
const CONNECTIONS: usize = 12;
const CRASHES: usize = 3;

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_requests_delivered_ten_times_over_three_crashes_are_a_thousand_runs() {
    let mut world = World::prepare(json!({})).await;
    world.start_process(None).await;
    let ops = world.channel("ops").await;
    // An agent at work keeps the channel busy, so that everything else waits and no other agent is needed.
    let wait = "perl -e 'select(undef, undef, undef, 0.1) until -e \"go\"'; echo gone";
    world.model.acts("keep busy", [Step::tool("Bash", json!({ "command": wait })), Step::text("was busy")]);
    let busy = world.start_run(&ops, "keep busy").await;
    world.api.until(busy, |event| event["type"] == "tool").await;

    let (answered, mut progress) = watch::channel(0);
    let order: Arc<Vec<usize>> = Arc::new(shuffled(REQUESTS * DELIVERIES, 0x1007));
    let next = Arc::new(AtomicUsize::new(0));
    let socket = world.home().join("run/api.sock");
    let senders: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            tokio::spawn(send(socket.clone(), ops.clone(), (order.clone(), next.clone()), answered.clone()))
        })
        .collect();
    drop(answered);
    for crash in 1..=CRASHES {
        let enough = crash * order.len() / (CRASHES + 1);
        progress.wait_for(|answered| *answered >= enough).await.unwrap();
        world.kill().await;
        world.start_process(None).await;
    }
    let mut heard: BTreeMap<usize, BTreeSet<i64>> = BTreeMap::new();
    for sender in senders {
        for (request, run) in sender.await.unwrap() {
            heard.entry(request).or_default().insert(run);
        }
    }

    // Every delivery of a request was told the same run, and no two requests the same.
    assert_eq!(heard.len(), REQUESTS);
    assert!(heard.values().all(|runs| runs.len() == 1), "a request became several runs");
    let told: BTreeSet<i64> = heard.values().flatten().copied().collect();
    assert_eq!(told.len(), REQUESTS, "two requests became one run");
    // What is there is what was told, and nothing else.
    let kept = every(&world, "runs", &ops).await;
    let kept: BTreeSet<i64> =
        kept.iter().map(|run| run["id"].as_i64().unwrap()).filter(|id| *id != busy).collect();
    assert_eq!(kept, told);
    let said = every(&world, "messages", &ops).await;
    assert_eq!(said.iter().filter(|message| message["author"]["name"] == "Ann").count(), REQUESTS + 1);
    let status = world.api.get("/api/status").await.body;
    assert_eq!((&status["runs"]["queued"], &status["runs"]["active"]), (&json!(REQUESTS), &json!(1)));
    assert_eq!(world.containers().len(), 1, "one agent");

    let client = reqwest::Client::builder().unix_socket(world.home().join("run/api.sock")).build().unwrap();
    let stops = told.iter().map(|run| client.post(format!("http://localhost/api/runs/{run}/stop")).send());
    let mut stops = futures::stream::iter(stops).buffer_unordered(CONNECTIONS);
    while let Some(stopped) = stops.next().await {
        assert_eq!(stopped.unwrap().json::<Value>().await.unwrap()["status"], "cancelled");
    }
    std::fs::write(world.home().join(&ops).join("work/go"), "").unwrap();
    let busy = world.ended(busy).await;
    assert_eq!((busy["answer"].as_str(), busy["attempts"].as_i64()), (Some("was busy"), Some(1)), "{busy}");
    assert_eq!(world.model.prompts(), ["Ann: keep busy"], "nothing else reached an agent");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn channels_work_side_by_side_and_each_one_in_order() {
    let world = World::with(json!({ "max_concurrent_runs": 3 })).await;
    let channels = [world.channel("one").await, world.channel("two").await, world.channel("three").await];
    let gate = Gate::new();
    world.model.on("round 0", Step::text("begun").hold(&gate));
    let mut runs = Vec::new();
    for round in 0..4 {
        for (number, channel) in channels.iter().enumerate() {
            runs.push(world.start_run(channel, &format!("round {round} of {number}")).await);
        }
    }
    // All channels are at work at once, and only with their first question.
    world.model.wait_for(|requests| requests.iter().filter(|request| request.is_main()).count() == 3).await;
    let status = world.api.get("/api/status").await.body;
    assert_eq!((&status["runs"]["queued"], &status["runs"]["active"]), (&json!(9), &json!(3)));
    gate.open();
    for run in &runs {
        assert_eq!(world.ended(*run).await["status"], "succeeded");
    }

    for (number, channel) in channels.iter().enumerate() {
        let asked: Vec<String> = world
            .model
            .prompts()
            .into_iter()
            .filter(|prompt| prompt.ends_with(&format!("of {number}")))
            .map(|prompt| prompt.lines().last().unwrap_or_default().to_owned())
            .collect();
        let in_order: Vec<String> = (0..4).map(|round| format!("Ann: round {round} of {number}")).collect();
        assert_eq!(asked, in_order);
        let mut kept = every(&world, "runs", channel).await;
        kept.reverse();
        for pair in kept.windows(2) {
            let (earlier, later) = (time(&pair[0]["finished_at"]), time(&pair[1]["started_at"]));
            assert!(earlier <= later, "two at once: {} and {}", pair[0], pair[1]);
        }
    }
    world.end().await;
}

/// Delivers its share, each until it is answered; gives (request, run) for every answer.
async fn send(
    socket: PathBuf,
    channel: String,
    (order, next): (Arc<Vec<usize>>, Arc<AtomicUsize>),
    answered: watch::Sender<usize>,
) -> Vec<(usize, i64)> {
    let client = reqwest::Client::builder().unix_socket(socket).build().unwrap();
    let mut heard = Vec::new();
    while let Some(delivery) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
        let request = delivery % REQUESTS;
        let body = json!({ "channel_id": channel, "prompt": format!("request {request}"), "author": "Ann" });
        loop {
            let asked =
                client.post("http://localhost/api/runs").header("idempotency-key", format!("key-{request}"));
            if let Ok(response) = asked.json(&body).send().await {
                let status = response.status();
                if let Ok(run) = response.json::<Value>().await {
                    assert_eq!(status, 202, "{run}");
                    heard.push((request, run["id"].as_i64().unwrap()));
                    break;
                }
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        answered.send_modify(|count| *count += 1);
    }
    heard
}

/// Everything of a list that a channel has, newest first.
async fn every(world: &World, list: &str, channel: &str) -> Vec<Value> {
    let mut items = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = world.api.get(&format!("/api/{list}?channel_id={channel}&limit=200{cursor}")).await.body;
        items.extend(page["items"].as_array().unwrap_or_else(|| panic!("{page}")).iter().cloned());
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return items,
        }
    }
}

fn time(value: &Value) -> jiff::Timestamp {
    value.as_str().unwrap_or_else(|| panic!("no time: {value}")).parse().unwrap()
}

/// The numbers below `count` in an order that is the same for the same seed.
fn shuffled(count: usize, seed: u64) -> Vec<usize> {
    let mut numbers: Vec<usize> = (0..count).collect();
    let mut state = seed;
    for last in (1..count).rev() {
        // Knuth's MMIX generator; its high bits are good enough to mix deliveries.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let other = usize::try_from((state >> 33) % (last as u64 + 1)).unwrap();
        numbers.swap(last, other);
    }
    numbers
}
