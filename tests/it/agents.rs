//! Real agents with loop's tools, in their containers: what they do has its effect, and ends where it has to.

use std::collections::BTreeSet;

use loop_tests::model::Step;
use serde_json::{Value, json};

use crate::task_runs;
use crate::world::World;

/// A turn of the model that calls a tool of loop's.
fn tool(name: &str, arguments: Value) -> Step {
    Step::tool(format!("mcp__loop__{name}"), arguments)
}

/// The tools that a run used, each with how it came back.
async fn used(world: &World, run: &Value) -> Vec<(String, String)> {
    let events = world.api.events(run["id"].as_i64().unwrap()).await;
    let text = |event: &Value, key: &str| event[key].as_str().unwrap_or_default().to_owned();
    let name = |id: &Value| {
        let begun = events.iter().find(|event| event["type"] == "tool" && event["id"] == *id);
        begun.map(|event| text(event, "name")).unwrap_or_default()
    };
    let ends = events.iter().filter(|event| event["type"] == "tool_end");
    ends.map(|event| (name(&event["id"]), text(event, "status"))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_real_agent_uses_every_tool_and_each_has_its_effect() {
    let world = World::start().await;
    let (ops, web) = (world.channel("ops").await, world.channel("web").await);
    let thread = json!({ "channel_id": ops, "name": "old thread" });
    let thread = world.api.post("/api/threads", thread).await.body["thread"]["id"].clone();
    let yearly = json!({ "type": "cron", "schedule": "@yearly", "prompt": "look around" });
    let steps = vec![
        tool("get_readme", json!({})),
        tool("schedule_task", yearly),
        tool("list_tasks", json!({})),
        tool("show_task", json!({ "task_id": 1 })),
        tool("edit_task", json!({ "task_id": 1, "prompt": "look again" })),
        tool("preview_schedule", json!({ "type": "interval", "schedule": "30m" })),
        tool("list_slots", json!({ "task_id": 1 })),
        tool("run_task", json!({ "task_id": 1 })),
        tool("toggle_task", json!({ "task_id": 1, "enabled": false })),
        tool("list_runs", json!({})),
        tool("show_run", json!({ "run_id": 1 })),
        tool("stop_run", json!({ "run_id": 2 })),
        tool("search_channels", json!({ "query": "web" })),
        tool("send_message", json!({ "channel_id": web, "content": "@loop restart the shop" })),
        tool("start_run", json!({ "channel_id": web, "prompt": "and the cache" })),
        tool("create_channel", json!({ "name": "releases" })),
        tool("create_thread", json!({ "name": "release", "message": "It begins." })),
        tool("delete_thread", json!({ "thread_id": thread })),
        tool("list_templates", json!({})),
        tool("add_template", json!({ "name": "heartbeat" })),
        tool("search_memory", json!({ "query": "releases" })),
        tool("index_memory", json!({})),
        tool("cancel_task", json!({ "task_id": 1 })),
        Step::text("all done"),
    ];
    let expected: BTreeSet<String> =
        steps.iter().filter_map(|step| Some(step.tools.first()?.name.clone())).collect();
    world.model.acts("use them all", steps);
    let run = world.ask(&ops, "use them all").await;
    assert_eq!((&run["status"], &run["answer"]), (&json!("succeeded"), &json!("all done")), "{run}");
    let offered =
        world.model.requests().into_iter().find(|request| request.prompt().contains("use them all"));
    let offered = offered.unwrap().body["tools"].clone();
    let offered = offered.as_array().unwrap().iter().map(|tool| tool["name"].as_str().unwrap().to_owned());
    let offered: BTreeSet<String> = offered.filter(|name| name.starts_with("mcp__loop__")).collect();
    assert_eq!(expected, offered, "every tool is used");
    let failed: Vec<(String, String)> =
        used(&world, &run).await.into_iter().filter(|(_, status)| status != "ok").collect();
    let memory = |name: &str| (format!("mcp__loop__{name}"), "error".to_owned());
    assert_eq!(failed, [memory("search_memory"), memory("index_memory")], "memory is off, and says so");

    world.api.settled().await;
    let tasks = world.api.get("/api/tasks").await.body;
    assert_eq!(tasks["items"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&tasks["items"][0]["template_name"], &tasks["items"][0]["depth"]),
        (&json!("heartbeat"), &json!(1))
    );
    let runs = world.api.get("/api/runs").await.body["items"].clone();
    let of =
        |channel: &str| runs.as_array().unwrap().iter().filter(|run| run["channel_id"] == channel).count();
    assert_eq!((of(&ops), of(&web)), (2, 2), "{runs}");
    assert!(world.transcript(&web).await.starts_with("loop in ops: @loop restart the shop"));
    for (query, count) in [("releases", 1), ("release", 2), ("old thread", 1)] {
        let found = world.api.get(&format!("/api/channels?query={query}").replace(' ', "%20")).await.body;
        assert_eq!(found["items"].as_array().unwrap().len(), count, "{found}");
    }
    assert_eq!(
        world.api.get(&format!("/api/channels/{}", thread.as_str().unwrap())).await.body["active"],
        false
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_whose_run_makes_the_next_task_ends_at_the_budget() {
    let world = task_runs::busy().await;
    let ops = world.channel("ops").await;
    let next = |prompt: &str| {
        tool("schedule_task", json!({ "type": "interval", "schedule": "1s", "prompt": prompt }))
    };
    let cancel = |id: i64| tool("cancel_task", json!({ "task_id": id }));
    world.model.acts("begin", [next("the second step"), Step::text("begun")]);
    world.model.acts("the second step", [cancel(1), next("the third step"), Step::text("2")]);
    world.model.acts("the third step", [cancel(2), next("the fourth step"), Step::text("3")]);
    world.model.acts("the fourth step", [cancel(3), next("the fifth step"), Step::text("4")]);
    world.ask(&ops, "begin").await;
    let last = task_runs::until(&world, "/api/runs?limit=1", |runs| {
        let run = &runs["items"][0];
        run["depth"] == 3 && run["status"] == "succeeded"
    })
    .await;
    let last = world.run(last["items"][0]["id"].as_i64().unwrap()).await;
    assert!(last["prompt"].as_str().unwrap().contains("the fourth step"), "{last}");
    let notice = last["notice"].as_str().unwrap();
    assert!(notice.contains("Refused to the agent: 3 agents stand between"), "{notice}");
    let depths: Vec<i64> =
        last["causes"].as_array().unwrap().iter().map(|cause| cause["run_id"].as_i64().unwrap()).collect();
    assert_eq!(depths.len(), 3, "the whole chain is shown: {last}");
    assert_eq!(world.api.get("/api/tasks").await.body["items"], json!([]), "nothing is left to go on");
    world.end().await;
}
