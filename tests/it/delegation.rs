//! Agents that cause what other agents do: recorded, shown, and at an end soon whatever they want.

use loop_tests::model::{Gate, Step};
use serde_json::{Value, json};

use crate::authority::Agent;
use crate::cli::loopctl;
use crate::task_runs::{run_now, task};
use crate::world::{Answer, World, send};

/// A channel whose agent's container is warm after a first question.
async fn with_agent(world: &World, name: &str) -> (String, Agent) {
    let channel = world.channel(name).await;
    world.ask(&channel, "hello").await;
    let agent = Agent::of(world, &channel);
    (channel, agent)
}

async fn say(agent: &Agent, channel: &str, text: &str) -> Answer {
    agent.post("/api/messages", json!({ "channel_id": channel, "content": text })).await
}

/// The run that a message caused.
async fn caused(world: &World, answer: &Answer) -> Value {
    assert_eq!(answer.status, 201, "{answer:?}");
    world.ended(answer.body["run_id"].as_i64().unwrap()).await
}

fn detail(answer: &Answer) -> &str {
    answer.body["detail"].as_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mention_of_loop_asks_the_other_channels_agent_and_the_chain_is_shown() {
    let world = World::start().await;
    let (ops, agent) = with_agent(&world, "ops").await;
    let web = world.channel("web").await;
    // A message without a mention asks nothing of anybody, and neither does one that quotes it.
    for text in ["the build is green", "write `@loop …` to ask me"] {
        let said = say(&agent, &web, text).await;
        assert_eq!((said.status, &said.body["run_id"]), (201, &Value::Null), "{said:?}");
        assert_eq!(said.body["author"]["name"], "loop in ops");
    }
    world.model.answers("restart the shop", "it is up again");
    let answer = say(&agent, &web, "@loop: restart the shop").await;
    let run = caused(&world, &answer).await;
    assert_eq!((&run["status"], &run["cause"]["kind"]), (&json!("succeeded"), &json!("delegation")), "{run}");
    assert_eq!((&run["prompt"], &run["depth"]), (&json!("restart the shop"), &json!(1)));
    assert_eq!(run["author"]["name"], "loop in ops");
    assert_eq!(
        (&run["causes"][0]["channel_id"], &run["causes"][0]["author"]["name"]),
        (&json!(ops), &json!("Ann"))
    );
    insta::assert_snapshot!(world.transcript(&web).await, @r"
    loop in ops: the build is green
    loop in ops: write `@loop …` to ask me
    loop in ops: @loop: restart the shop
    loop: it is up again
    ");
    let shown = loopctl(&world, &["runs", "show", &run["id"].to_string()]).await.out;
    assert!(shown.contains("asked by Ann"), "{shown}");
    // start_run does the same.
    let started = agent.post("/api/runs", json!({ "channel_id": web, "prompt": "and the cache" })).await;
    assert_eq!((started.status, &started.body["depth"]), (202, &json!(1)), "{started:?}");
    world.ended(started.body["id"].as_i64().unwrap()).await;
    assert!(world.transcript(&web).await.contains("loop in ops: and the cache"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chain_never_goes_round_and_ends_at_three() {
    let world = World::start().await;
    let (ops, ops_agent) = with_agent(&world, "ops").await;
    // In its own channel an agent works already.
    let own = say(&ops_agent, &ops, "@loop go on").await;
    assert_eq!(own.status, 403, "{own:?}");
    assert!(detail(&own).contains("in circles"), "{own:?}");
    let mut agent = ops_agent;
    let mut chain = vec![ops.clone()];
    for (depth, name) in [(1, "one"), (2, "two"), (3, "three")] {
        let next = world.channel(name).await;
        let run = caused(&world, &say(&agent, &next, "@loop pass it on").await).await;
        assert_eq!((&run["depth"], run["causes"].as_array().unwrap().len()), (&json!(depth), depth), "{run}");
        agent = Agent::of(&world, &next);
        // Back to wherever it came from: no.
        for before in &chain {
            let back = say(&agent, before, "@loop your turn").await;
            assert_eq!(back.status, 403, "{back:?}");
            assert!(detail(&back).contains("in circles"), "{back:?}");
        }
        chain.push(next);
    }
    let four = world.channel("four").await;
    for refused in [
        say(&agent, &four, "@loop pass it on").await,
        agent.post("/api/runs", json!({ "channel_id": four, "prompt": "pass it on" })).await,
        agent.post("/api/threads", json!({ "name": "here", "message": "@loop pass it on" })).await,
        agent
            .post("/api/tasks", json!({ "type": "interval", "schedule": "1h", "prompt": "pass it on" }))
            .await,
        agent.post("/api/templates/heartbeat/add", json!({})).await,
    ] {
        assert_eq!(refused.status, 403, "{refused:?}");
        assert!(detail(&refused).contains("3 agents stand between"), "{refused:?}");
    }
    // Talking is free.
    assert_eq!(say(&agent, &four, "we got as far as this").await.status, 201);
    let threads = world.api.get("/api/channels?query=here").await.body;
    assert_eq!(threads["items"], json!([]), "no thread is left of what was refused");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn owners_say_whose_agents_may_come() {
    let world = World::start().await;
    let (ops, agent) = with_agent(&world, "ops").await;
    let web = world.channel("web").await;
    let shown = loopctl(&world, &["channels", "delegators", "web", "--nobody"]).await.out;
    assert!(shown.contains("no other channel"), "{shown}");
    let refused = say(&agent, &web, "@loop restart").await;
    assert_eq!(refused.status, 403, "{refused:?}");
    assert!(detail(&refused).contains("the owners of web"), "{refused:?}");
    // A thread of it is no way round.
    let thread = json!({ "channel_id": web, "name": "side door", "message": "@loop restart" });
    assert_eq!(agent.post("/api/threads", thread).await.status, 403);
    // The agent cannot change it, and people can.
    let change = json!({ "delegators": [ops] });
    assert_eq!(agent.ask("PATCH", &format!("/api/channels/{web}"), change).await.status, 404);
    loopctl(&world, &["channels", "delegators", "web", "--only", "ops"]).await;
    caused(&world, &say(&agent, &web, "@loop restart").await).await;
    loopctl(&world, &["channels", "delegators", "web", "--anyone"]).await;
    let bad = json!({ "delegators": ["c-none"] });
    let bad = send(world.api.request("PATCH", &format!("/api/channels/{web}")).json(&bad)).await;
    assert_eq!((bad.status, &bad.body["errors"][0]["field"]), (400, &json!("delegators")), "{bad:?}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_told_with_the_runs_answer() {
    let world = World::start().await;
    let (ops, agent) = with_agent(&world, "ops").await;
    let gate = Gate::new();
    world.model.on("hold on", Step::text("done as far as I could").hold(&gate));
    let run = world.start_run(&ops, "hold on").await;
    world
        .model
        .wait_for(|requests| requests.iter().any(|request| request.prompt().contains("hold on")))
        .await;
    for _ in 0..3 {
        assert_eq!(say(&agent, &ops, "@loop go on").await.status, 403);
    }
    gate.open();
    let ended = world.ended(run).await;
    let notice = ended["notice"].as_str().unwrap();
    assert_eq!(notice.matches("Refused to the agent").count(), 1, "{notice}");
    assert!(world.transcript(&ops).await.ends_with("done as far as I could"));
    assert!(world.transcript(&ops).await.contains("_Refused to the agent"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_requests_stops_at_the_hours_budget() {
    let world = World::start().await;
    let (_, agent) = with_agent(&world, "ops").await;
    let web = world.channel("web").await;
    loopctl(&world, &["channels", "delegators", "web", "--anyone"]).await;
    let asked = futures::future::join_all((0..40).map(|n| {
        let (agent, web) = (&agent, &web);
        async move { say(agent, web, &format!("@loop number {n}")).await }
    }));
    let answers = asked.await;
    let taken = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(taken, 30, "however many ask at once");
    let refused = answers.iter().find(|answer| answer.status == 429).unwrap();
    assert!(detail(refused).contains("30 runs elsewhere within an hour"), "{refused:?}");
    assert!(refused.headers.contains_key("retry-after"));
    // Those that wait are of no interest here.
    for answer in answers.iter().filter(|answer| answer.status == 201) {
        let stop = format!("/api/runs/{}/stop", answer.body["run_id"]);
        assert_eq!(world.api.post(&stop, json!({})).await.status, 202);
    }
    let made = futures::future::join_all((0..40).map(|n| {
        let agent = &agent;
        async move { agent.post("/api/threads", json!({ "name": format!("thread {n}") })).await.status }
    }));
    assert_eq!(made.await.iter().filter(|status| **status == 201).count(), 30);
    // A thread of the channel has no budget of its own, and a thread of the other no room of its own.
    let thread = world.api.get("/api/channels?query=thread&limit=1").await.body["items"][0]["id"].clone();
    let thread = thread.as_str().unwrap();
    world.ask(thread, "hello").await;
    let in_thread = Agent::of(&world, thread);
    assert_eq!(say(&in_thread, &web, "@loop one more").await.status, 429);
    assert_eq!(in_thread.post("/api/threads", json!({ "name": "one more" })).await.status, 429);
    let (_, other) = with_agent(&world, "other").await;
    let side_door = json!({ "channel_id": web, "name": "side door", "message": "@loop one more" });
    assert_eq!(other.post("/api/threads", side_door).await.status, 429);
    let said = futures::future::join_all((0..130).map(|n| {
        let (agent, web) = (&other, &web);
        async move { say(agent, web, &format!("number {n}")).await.status }
    }));
    assert_eq!(said.await.iter().filter(|status| **status == 201).count(), 120);
    for (path, body) in [
        ("/api/threads", json!({ "name": "one more" })),
        ("/api/channels/create", json!({ "name": "one more" })),
    ] {
        let refused = agent.post(path, body).await;
        assert_eq!(refused.status, 429, "{refused:?}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_again_with_the_same_key_shows_nothing_of_the_other_channel() {
    let world = World::start().await;
    let (_, agent) = with_agent(&world, "ops").await;
    let web = world.channel("web").await;
    world.model.answers("what do you know", "their secret");
    let ask = || agent.keyed("k1", "/api/runs", json!({ "channel_id": web, "prompt": "what do you know?" }));
    let run = ask().await;
    assert_eq!(run.status, 202, "{run:?}");
    world.ended(run.body["id"].as_i64().unwrap()).await;
    let again = ask().await;
    assert_eq!((&again.body["id"], &again.body["status"]), (&run.body["id"], &json!("succeeded")));
    assert_eq!(
        (&again.body["answer"], &again.body["usage"]["turns"]),
        (&Value::Null, &json!(0)),
        "{again:?}"
    );
    assert!(!again.body.to_string().contains("their secret"), "{again:?}");
    assert_eq!(agent.get(&format!("/api/runs/{}", run.body["id"])).await.status, 404);
    // A message is sent once, also when the budget is spent meanwhile.
    let send = || agent.keyed("k2", "/api/messages", json!({ "channel_id": web, "content": "once" }));
    let first = send().await;
    // What it asked for counts as said.
    for n in 0..118 {
        assert_eq!(say(&agent, &web, &format!("number {n}")).await.status, 201);
    }
    assert_eq!(say(&agent, &web, "one more").await.status, 429);
    let second = send().await;
    assert_eq!((second.status, &second.body["id"]), (201, &first.body["id"]));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_that_makes_tasks_comes_to_an_end() {
    let world = World::start().await;
    let (_, agent) = with_agent(&world, "ops").await;
    let next =
        json!({ "type": "interval", "schedule": "1h", "prompt": "make the next one", "session": "channel" });
    let mut task = agent.post("/api/tasks", next.clone()).await;
    for depth in 1..=3 {
        assert_eq!((task.status, &task.body["depth"]), (201, &json!(depth)), "{task:?}");
        let run = agent.post(&format!("/api/tasks/{}/run", task.body["id"]), json!({})).await;
        assert_eq!(run.status, 202, "{run:?}");
        let run = world.ended(run.body["id"].as_i64().unwrap()).await;
        assert_eq!(run["depth"], json!(depth), "{run}");
        task = agent.post("/api/tasks", next.clone()).await;
    }
    assert_eq!(task.status, 403, "{task:?}");
    assert!(detail(&task).contains("3 agents stand between"), "{task:?}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_cannot_wash_its_depth_off_by_rewriting_a_persons_task() {
    let world = World::start().await;
    let (_, agent) = with_agent(&world, "ops").await;
    let (one, web) = (world.channel("one").await, world.channel("web").await);
    let persons = task(&world, &web, "look around", json!({})).await;
    caused(&world, &say(&agent, &one, "@loop pass it on").await).await;
    caused(&world, &say(&Agent::of(&world, &one), &web, "@loop pass it on").await).await;
    let web_agent = Agent::of(&world, &web);
    let edited =
        web_agent.ask("PATCH", &format!("/api/tasks/{persons}"), json!({ "prompt": "my own ends" })).await;
    assert_eq!((edited.status, &edited.body["depth"]), (200, &json!(3)), "{edited:?}");
    // When a person says what it does, nothing stands between them any more but what is recorded.
    let run = run_now(&world, persons).await;
    assert_eq!(world.ended(run).await["depth"], json!(0));
    world.end().await;
}
