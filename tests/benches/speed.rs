//! How fast the product is: one line a measure, each beside what it must reach. It ends with an error only when
//! something fails, never because something is slow: a busy machine is no defect.
//!
//! `cargo bench -p loop-tests --bench speed [-- memory|accepting|history|status|answers|tasks]`; it needs a
//! Docker engine, for `tasks` also LOOP_TEST_POSTGRES_URL, and builds the release programs first.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    missing_docs,
    reason = "a load program ends by panicking, prints its figures, and may ask the machine"
)]
#![allow(dead_code, unused_imports, reason = "the end-to-end tests use the rest of their world")]

#[path = "speed/direct.rs"]
mod direct;
#[path = "speed/tasks.rs"]
mod tasks;
#[path = "../it/world/mod.rs"]
mod world;

use std::process::Command;
use std::time::{Duration, Instant, SystemTime};

use futures::StreamExt;
use loop_tests::model::{Gate, Request, Step};
use sea_orm::{ConnectionTrait, Database};
use serde_json::{Value, json};

use direct::Direct;
use world::World;

/// Runs of history in the large database.
const HISTORY: u32 = 100_000;

#[tokio::main]
async fn main() {
    build();
    println!("times in ms; measured on {} processors", std::thread::available_parallelism().unwrap());
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let is_wanted = |name: &str| wanted.as_deref().is_none_or(|wanted| wanted == name);
    if is_wanted("memory") {
        idle_memory().await;
    }
    if is_wanted("accepting") {
        accepting().await;
    }
    if is_wanted("history") {
        history().await;
    }
    if is_wanted("status") {
        status_command().await;
    }
    if is_wanted("answers") {
        answers().await;
    }
    if is_wanted("tasks") {
        tasks::measure().await;
    }
}

/// The programs that are measured, as they are released.
fn build() {
    let Ok(cargo) = std::env::var("CARGO") else { return };
    let mut build = Command::new(cargo);
    build.args(["build", "--release", "--locked", "-p", "loopd", "-p", "loopctl"]);
    // What cargo tells this program of its own package would have half of the dependencies built again.
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            build.env_remove(name);
        }
    }
    let built = build.status();
    assert!(built.unwrap().success(), "the programs do not build");
}

/// Times of one kind.
#[derive(Default)]
struct Times(Vec<Duration>);

impl Times {
    fn since(&mut self, start: Instant) {
        self.0.push(start.elapsed());
    }

    /// The time that `part` of a hundred do not exceed, in ms.
    fn percentile(&self, part: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort();
        sorted[(sorted.len() * part / 100).min(sorted.len() - 1)].as_secs_f64() * 1e3
    }

    fn show(&self, what: &str, note: &str) {
        let (half, most) = (self.percentile(50), self.percentile(99));
        println!("{what:<58} p50 {half:>9.2}  p99 {most:>9.2}  n {:>5}  {note}", self.0.len());
    }
}

async fn idle_memory() {
    let mut world = World::prepare(json!({})).await;
    world.start_process(None).await;
    for _ in 0..20 {
        assert_eq!(world.api.get("/api/status").await.status, 200);
    }
    println!("{:<58} {:.1} MiB  (at most 48)", "idle daemon: memory", resident(&world));
    world.end().await;
}

/// Resident memory of a world's daemon, MiB.
fn resident(world: &World) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", world.pid())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap() / 1024.0
}

/// Runs accepted over the Unix socket while their channels wait for the one place.
async fn accepting() {
    const CLIENTS: usize = 16;
    const FOR: Duration = Duration::from_secs(5);
    let mut world = World::prepare(json!({ "max_concurrent_runs": 1 })).await;
    world.start_process(None).await;
    let gate = Gate::new();
    world.model.on("hold the place", Step::text("held").hold(&gate));
    let busy = world.channel("busy").await;
    let busy = world.start_run(&busy, "hold the place").await;
    world.model.wait_for(|requests| !requests.is_empty()).await;
    let mut channels = Vec::new();
    for number in 0..50 {
        channels.push(world.channel(&format!("channel {number}")).await);
    }
    let socket = world.home().join("run/api.sock");
    let begun = Instant::now();
    let clients = (0..CLIENTS).map(|number| {
        let client = reqwest::Client::builder().unix_socket(socket.clone()).build().unwrap();
        let channels = channels.clone();
        tokio::spawn(async move {
            let mut times = Vec::new();
            let mut runs = Vec::new();
            for channel in channels.iter().cycle().skip(number * 3) {
                if begun.elapsed() > FOR {
                    break;
                }
                let body =
                    json!({ "channel_id": channel, "prompt": "why is the build slow?", "author": "Ann" });
                let asked = Instant::now();
                let answer = client.post("http://localhost/api/runs").json(&body).send().await.unwrap();
                assert_eq!(answer.status(), 202);
                times.push(asked.elapsed());
                runs.push(answer.json::<Value>().await.unwrap()["id"].as_i64().unwrap());
            }
            (times, runs)
        })
    });
    let mut times = Times::default();
    let mut runs = Vec::new();
    for client in futures::future::join_all(clients).await {
        let (taken, accepted) = client.unwrap();
        times.0.extend(taken);
        runs.extend(accepted);
    }
    let rate = runs.len() as f64 / begun.elapsed().as_secs_f64();
    times.show(&format!("accept a run, durably ({CLIENTS} clients, SQLite)"), "(p99 at most 50)");
    println!("{:<58} {rate:.0} a second  (at least 500)", "accept a run, durably: rate");
    println!("{:<58} {:.1} MiB", "daemon after that: memory", resident(&world));
    let client = reqwest::Client::builder().unix_socket(socket).build().unwrap();
    let stops = runs.iter().map(|run| client.post(format!("http://localhost/api/runs/{run}/stop")).send());
    let mut stops = futures::stream::iter(stops).buffer_unordered(CLIENTS);
    while let Some(stopped) = stops.next().await {
        assert!(stopped.unwrap().status().is_success());
    }
    gate.open();
    world.ended(busy).await;
    world.end().await;
}

/// A restart and the list of runs, with a long history.
async fn history() {
    let mut world = World::prepare(json!({})).await;
    world.start_process(None).await;
    let ops = world.channel("ops").await;
    world.stop().await;
    remember(&world, &ops).await;
    let size = std::fs::metadata(world.home().join("loop.db")).unwrap().len() >> 20;
    let mut starts = Times::default();
    for _ in 0..5 {
        let begun = Instant::now();
        world.start_process(None).await;
        starts.since(begun);
        world.stop().await;
    }
    starts.show(&format!("restart until ready, {HISTORY} runs ({size} MiB)"), "(at most 2000)");
    world.start_process(None).await;
    let client = reqwest::Client::builder().unix_socket(world.home().join("run/api.sock")).build().unwrap();
    for (what, query) in [
        ("list runs: newest page of 50", "limit=50".to_owned()),
        ("list runs: newest page of 50 of a channel", format!("limit=50&channel_id={ops}")),
        ("list runs: page of 50 by status", "limit=50&status=failed".to_owned()),
    ] {
        let mut times = Times::default();
        let mut cursor = String::new();
        for _ in 0..400 {
            let asked = Instant::now();
            let url = format!("http://localhost/api/runs?{query}{cursor}");
            let page: Value = client.get(url).send().await.unwrap().json().await.unwrap();
            times.since(asked);
            assert_eq!(page["items"].as_array().unwrap().len(), 50);
            cursor = page["next"].as_str().map(|next| format!("&cursor={next}")).unwrap_or_default();
        }
        times.show(what, "(p99 at most 10)");
    }
    println!("{:<58} {:.1} MiB", "daemon after that: memory", resident(&world));
    world.end().await;
}

/// Writes a long history into the database of a stopped daemon.
async fn remember(world: &World, channel: &str) {
    let url = format!("sqlite://{}", world.home().join("loop.db").display());
    let db = Database::connect(url).await.unwrap();
    let numbers =
        format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {HISTORY})");
    let answer = "The build compiles every crate twice because the features differ. ".repeat(3);
    let script = format!(
        "BEGIN;
         INSERT INTO run (id, channel_id, cause_kind, cause_key, author_id, author_name, prompt, status, answer, attempt,
             fence, queued_at, started_at, finished_at, input_tokens, output_tokens, cache_read_tokens,
             cache_write_tokens, cost_micro_usd, turns)
         {numbers} SELECT i, CASE i % 4 WHEN 0 THEN '{channel}' ELSE 'c' || i % 40 END, 'api', 'key-' || i, 'ann', 'Ann',
             'why is the build slow? ' || i, CASE i % 5 WHEN 0 THEN 'failed' ELSE 'succeeded' END, '{answer}', 1, 1,
             1700000000000 + i, 1700000000000 + i, 1700000001000 + i, 1000, 100, 0, 0, 1000, 1 FROM n;
         INSERT INTO message (channel_id, external_id, author_id, author_name, from_agent, text, run_id, created_at)
         {numbers} SELECT channel_id, 'run-' || id, 'ann', 'Ann', 0, prompt, id, queued_at FROM n JOIN run ON id = i;
         INSERT INTO message (channel_id, author_id, author_name, from_agent, text, run_id, created_at)
         {numbers} SELECT channel_id, 'loop', 'loop', 1, answer, id, finished_at FROM n JOIN run ON id = i;
         INSERT INTO run_event (run_id, seq, body, at)
         {numbers} SELECT i, s, '{{\"type\":\"text\",\"text\":\"{answer}\"}}', 1700000000500 + i
             FROM n JOIN (SELECT 1 AS s UNION SELECT 2 UNION SELECT 3);
         COMMIT;"
    );
    db.execute_unprepared(&script).await.unwrap();
    db.close().await.unwrap();
}

/// What `loopctl status` takes beside the daemon's own answer.
async fn status_command() {
    let mut world = World::prepare(json!({})).await;
    world.start_process(None).await;
    let socket = world.home().join("run/api.sock");
    let client = reqwest::Client::builder().unix_socket(socket.clone()).build().unwrap();
    let program = std::env::current_exe().unwrap().ancestors().nth(2).unwrap().join("loopctl");
    let (mut command, mut answer) = (Times::default(), Times::default());
    for _ in 0..40 {
        let asked = Instant::now();
        let address = format!("unix:{}", socket.display());
        let status = Command::new(&program).args(["--api-url", &address, "status"]).output().unwrap();
        command.since(asked);
        assert!(status.status.success(), "{status:?}");
        let asked = Instant::now();
        assert!(client.get("http://localhost/api/status").send().await.unwrap().status().is_success());
        answer.since(asked);
    }
    command.show("`loopctl status`, all of it", "");
    answer.show("the daemon's answer within it", "");
    let own = command.percentile(50) - answer.percentile(50);
    println!("{:<58} p50 {own:>9.2}  (at most 15)", "`loopctl status`, its own part");
    world.end().await;
}

/// A turn, seen from outside: asked, at the model, answered.
#[derive(Default)]
struct Turns {
    to_model: Times,
    from_model: Times,
    all: Times,
    /// From the acceptance to the engine's stamp on the line with which the agent takes the prompt.
    taken: Times,
    /// From the engine's stamp on the result line to the `end` event.
    told: Times,
}

/// Cold and warm answers, and what the daemon adds to what the agent's CLI takes by itself.
async fn answers() {
    let mut world = World::prepare(json!({})).await;
    world.start_process(None).await;
    let mut cold = Turns::default();
    let mut ops = String::new();
    for number in 0..6 {
        ops = world.channel(&format!("channel {number}")).await;
        turn(&world, &ops, &mut cold).await;
    }
    // The first one may have had to load the image's files from the disk.
    for times in [&mut cold.all, &mut cold.taken, &mut cold.told, &mut cold.to_model, &mut cold.from_model] {
        times.0.remove(0);
    }
    let mut direct = Direct::start(&world.model).await;
    let (mut warm, mut alone) = (Turns::default(), Turns::default());
    for _ in 0..60 {
        turn(&world, &ops, &mut warm).await;
        direct_turn(&world, &mut direct, &mut alone).await;
    }
    direct.end().await;
    cold.all.show("question to answer, cold", "");
    warm.all.show("question to answer, warm", "");
    let ratio = cold.all.percentile(50) / warm.all.percentile(50);
    println!("{:<58} {ratio:.1} times sooner  (at least 8)", "warm against cold");
    println!(
        "the same CLI with the same flags, driven by hand through the engine's attach, turn by turn with the above:"
    );
    warm.to_model.show("accepted -> the model is asked, through the daemon", "");
    alone.to_model.show("prompt written -> the model is asked, by hand", "");
    warm.from_model.show("the model is asked -> `end` is seen over SSE", "");
    alone.from_model.show("the model is asked -> the result line is read, by hand", "");
    for (what, with, without) in [
        ("daemon's part: accepted -> the agent has the prompt", &warm.to_model, &alone.to_model),
        ("daemon's part: result line -> answer over SSE", &warm.from_model, &alone.from_model),
    ] {
        let own = with.percentile(50) - without.percentile(50);
        println!("{what:<58} p50 {own:>9.2}");
    }
    println!("the same by the engine's time stamps on what the agent printed:");
    warm.taken.show("accepted -> the agent says that it has the prompt", "");
    alone.taken.show("prompt written -> the agent says that it has it, by hand", "");
    let own = warm.taken.percentile(50) - alone.taken.percentile(50);
    println!("{:<58} p50 {own:>9.2}  (at most 5)", "daemon's part: accepted -> the agent has the prompt");
    warm.told.show("daemon's part: result line -> answer over SSE", "(p50 at most 5)");
    println!("{:<58} {:.1} MiB", "daemon after that: memory", resident(&world));
    world.end().await;
}

/// A CLI works on for a while when its turn has ended; nobody asks again within that time.
async fn settle() {
    tokio::time::sleep(Duration::from_millis(400)).await;
}

/// Asks through the daemon.
async fn turn(world: &World, channel: &str, turns: &mut Turns) {
    settle().await;
    world.model.reset_requests();
    let begun = Instant::now();
    let run = world.start_run(channel, "why is the build slow?").await;
    let (accepted, accepted_at) = (Instant::now(), SystemTime::now());
    let ended = async {
        world.api.until(run, |event| event["type"] == "end").await;
        (Instant::now(), SystemTime::now())
    };
    let at_model = async {
        world.model.wait_for(is_asked).await;
        Instant::now()
    };
    let (at_model, (ended, ended_at)) = tokio::join!(at_model, ended);
    let (taken, result) = stamps(&world.containers()[0]);
    turns.taken.0.push(taken.duration_since(accepted_at).unwrap_or_default());
    turns.told.0.push(ended_at.duration_since(result).unwrap_or_default());
    assert_eq!(world.run(run).await["status"], "succeeded");
    turns.to_model.0.push(at_model.saturating_duration_since(accepted));
    turns.from_model.0.push(ended - at_model);
    turns.all.0.push(ended - begun);
}

/// When the agent in a container took its last prompt, and when it printed the result.
fn stamps(container: &str) -> (SystemTime, SystemTime) {
    let log =
        Command::new("docker").args(["logs", "--timestamps", "--tail", "40", container]).output().unwrap();
    let text = String::from_utf8(log.stdout).unwrap();
    let lines: Vec<(SystemTime, &str)> = text
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(stamp, line)| (stamp.parse::<jiff::Timestamp>().unwrap().into(), line))
        .collect();
    let ends = |line: &str| line.contains("\"type\":\"result\"");
    let result = lines.iter().rposition(|(_, line)| ends(line)).unwrap();
    // The lines behind an earlier result may still belong to it; the first that names a new prompt does not.
    let earlier = lines[..result].iter().rposition(|(_, line)| ends(line)).map_or(0, |at| at + 1);
    let begins = |line: &str| line.contains("command_lifecycle") && line.contains("\"queued\"");
    let taken = lines[earlier..result].iter().find(|(_, line)| begins(line)).unwrap_or(&lines[earlier]);
    (taken.0, lines[result].0)
}

/// Asks the CLI by hand.
async fn direct_turn(world: &World, direct: &mut Direct, turns: &mut Turns) {
    settle().await;
    world.model.reset_requests();
    let (begun, begun_at) = (Instant::now(), SystemTime::now());
    direct.write("Ann: why is the build slow?").await;
    let at_model = async {
        world.model.wait_for(is_asked).await;
        Instant::now()
    };
    let (at_model, ended) = tokio::join!(at_model, direct.result());
    let (taken, _) = stamps(direct.name());
    turns.taken.0.push(taken.duration_since(begun_at).unwrap_or_default());
    turns.to_model.0.push(at_model - begun);
    turns.from_model.0.push(ended - at_model);
    turns.all.0.push(ended - begun);
}

fn is_asked(requests: &[Request]) -> bool {
    requests.iter().any(Request::is_main)
}
