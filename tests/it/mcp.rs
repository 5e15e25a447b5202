//! loop-mcp against a real daemon: every tool has its effect, once, whatever becomes of the daemon meanwhile.

use std::collections::BTreeSet;

use loop_tests::model::Step;
use serde_json::{Value, json};

use crate::world::{Lossy, Mcp, World, text};

/// What makes a task that is due once a year.
fn yearly(prompt: &str) -> Value {
    json!({ "type": "cron", "schedule": "@yearly", "prompt": prompt })
}

async fn tasks(world: &World) -> Vec<Value> {
    world.api.get("/api/tasks").await.body["items"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_tool_has_its_effect() {
    let world = World::start().await;
    let ops = world.channel("ops").await;
    let mut mcp = Mcp::in_channel(&world, &ops).await;
    let listed = mcp.request("tools/list", json!({})).await;
    let names =
        listed["result"]["tools"].as_array().unwrap().iter().map(|tool| tool["name"].as_str().unwrap());
    let names: BTreeSet<String> = names.map(str::to_owned).collect();
    let mut used = BTreeSet::new();
    let mut call = async |tool: &str, arguments: Value| {
        used.insert(tool.to_owned());
        mcp.call(tool, arguments).await
    };

    assert_eq!(call("list_tasks", json!({})).await, json!({ "items": [] }));
    let preview = json!({ "type": "cron", "schedule": "0 9 * * *", "timezone": "Europe/Berlin", "count": 3 });
    assert_eq!(call("preview_schedule", preview).await["times"].as_array().unwrap().len(), 3);
    let mut asked = yearly("Look at the logs.");
    asked["timezone"] = json!("Europe/Berlin");
    asked["overlap"] = json!("queue");
    let task = call("schedule_task", asked).await;
    let id = task["id"].as_i64().unwrap();
    assert_eq!(task["next_times"].as_array().unwrap().len(), 5);
    let stored = tasks(&world).await;
    assert_eq!((&stored[0]["channel_id"], &stored[0]["overlap"]), (&json!(ops), &json!("queue")));
    assert_eq!(call("list_tasks", json!({})).await["items"][0]["prompt"], "Look at the logs.");
    assert_eq!(call("show_task", json!({ "task_id": id })).await["timezone"], "Europe/Berlin");
    assert_eq!(
        call("edit_task", json!({ "task_id": id, "prompt": "Be quick." })).await["prompt"],
        "Be quick."
    );
    assert_eq!(call("toggle_task", json!({ "task_id": id, "enabled": false })).await["enabled"], false);

    let run = call("run_task", json!({ "task_id": id })).await["id"].as_i64().unwrap();
    assert_eq!(world.ended(run).await["status"], "succeeded");
    let shown = call("show_run", json!({ "run_id": run })).await;
    assert!(shown["answer"].as_str().unwrap().contains("Be quick."), "{shown}");
    assert_eq!(call("list_runs", json!({ "status": "succeeded" })).await["items"][0]["id"], run);
    assert_eq!(call("list_slots", json!({ "task_id": id })).await["items"], json!([]), "it was not due");
    assert_eq!(call("cancel_task", json!({ "task_id": id })).await, json!({ "task_id": id }));
    assert_eq!(tasks(&world).await, Vec::<Value>::new());

    let dev = call("create_channel", json!({ "name": "dev" })).await["id"].clone();
    assert_eq!(call("search_channels", json!({ "query": "de" })).await["items"][0]["id"], dev);
    call("send_message", json!({ "channel_id": dev, "content": "Deploying." })).await;
    assert!(world.transcript(dev.as_str().unwrap()).await.ends_with(": Deploying."));
    let held = world.model.requests().len();
    world.model.on("never ends", Step::text("x").hold(&loop_tests::model::Gate::new()));
    let run = call("start_run", json!({ "prompt": "never ends", "channel_id": dev })).await;
    assert_eq!(run["channel_id"], dev);
    world.model.wait_for(|requests| requests.len() > held).await;
    call("stop_run", json!({ "run_id": run["id"] })).await;
    assert_eq!(world.ended(run["id"].as_i64().unwrap()).await["status"], "cancelled");

    let thread =
        call("create_thread", json!({ "name": "side", "message": "Aside." })).await["thread"].clone();
    assert_eq!(thread["parent_id"], ops);
    let id = thread["id"].as_str().unwrap();
    assert!(world.transcript(id).await.ends_with(": Aside."));
    assert_eq!(call("delete_thread", json!({ "thread_id": id })).await, json!({ "thread_id": id }));
    assert_eq!(world.api.get(&format!("/api/channels/{id}")).await.body["active"], false);

    let templates = call("list_templates", json!({})).await;
    let name = &templates["items"][0]["name"];
    assert_eq!(call("add_template", json!({ "name": name })).await["is_new"], true);
    assert_eq!(tasks(&world).await[0]["template_name"], *name);
    assert!(call("get_readme", json!({})).await["readme"].as_str().unwrap().contains("loop"));
    for (tool, arguments) in [("search_memory", json!({ "query": "releases" })), ("index_memory", json!({}))]
    {
        used.insert(tool.to_owned());
        assert!(mcp.refused(tool, arguments).await.contains("memory"), "{tool}");
    }
    assert_eq!(used, names, "every tool is tried");
    assert!(mcp.close().await.1.success());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_done_is_said_with_what_to_do() {
    let world = World::start().await;
    let (ops, dev) = (world.channel("ops").await, world.channel("dev").await);
    let mut mcp = Mcp::in_channel(&world, &ops).await;
    let mut elsewhere = Mcp::in_channel(&world, &dev).await;
    let theirs = elsewhere.call("schedule_task", yearly("x")).await["id"].clone();
    // Another channel's task is not there.
    for (tool, arguments) in [
        ("show_task", json!({ "task_id": theirs })),
        ("edit_task", json!({ "task_id": theirs, "prompt": "y" })),
        ("toggle_task", json!({ "task_id": theirs, "enabled": false })),
        ("run_task", json!({ "task_id": theirs })),
        ("list_slots", json!({ "task_id": theirs })),
        ("cancel_task", json!({ "task_id": theirs })),
    ] {
        assert!(mcp.refused(tool, arguments).await.contains("there is no task"), "{tool}");
    }
    assert_eq!(mcp.call("list_tasks", json!({})).await["items"], json!([]));
    assert_eq!(elsewhere.call("list_tasks", json!({})).await["items"][0]["prompt"], "x");
    let table = [
        ("show_task", json!({ "task_id": "7" }), "`task_id`"),
        ("show_task", json!({ "task": 7 }), "unknown field `task`"),
        ("show_task", json!({}), "missing field `task_id`"),
        ("edit_task", json!({ "task_id": theirs }), "Nothing is to be changed"),
        ("list_runs", json!({ "limit": 0 }), "limit"),
        ("list_runs", json!({ "limit": -1 }), "limit"),
        ("schedule_task", json!({ "type": "cron", "schedule": "0 9 * *", "prompt": "x" }), "schedule"),
        ("schedule_task", json!({ "type": "interval", "schedule": "1s", "prompt": "x" }), "schedule"),
        ("send_message", json!({ "channel_id": "c000", "content": "x" }), "channel"),
        ("show_run", json!({ "run_id": 4711 }), "4711"),
    ];
    for (tool, arguments, reason) in table {
        let refused = mcp.refused(tool, arguments.clone()).await;
        assert!(refused.contains(reason), "{tool} {arguments}: {refused}");
        assert!(!refused.contains("Error") && !refused.contains('{'), "no debug output: {refused}");
    }
    let unknown = mcp.request("tools/call", json!({ "name": "nope", "arguments": {} })).await;
    assert_eq!(unknown["error"]["code"], -32602, "{unknown}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_outlives_a_restart_of_the_daemon() {
    let mut world = World::start().await;
    let ops = world.channel("ops").await;
    let mut mcp = Mcp::in_channel(&world, &ops).await;
    mcp.call("list_tasks", json!({})).await;
    world.stop().await;
    let call = json!({ "name": "schedule_task", "arguments": yearly("x") });
    let waiting = mcp.begin("tools/call", call).await;
    // It serves others meanwhile, and forgets what is cancelled.
    let forgotten = mcp.begin("tools/call", json!({ "name": "list_tasks", "arguments": {} })).await;
    let cancelled = json!({ "requestId": forgotten, "reason": "enough" });
    mcp.send(&json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": cancelled })).await;
    let ping = mcp.begin("ping", json!({})).await;
    let first = mcp.next().await.unwrap();
    assert_eq!(first["id"], ping, "{first}");
    world.open().await;
    let answer = mcp.answer(waiting).await;
    assert_eq!(answer["result"]["isError"], false, "{answer}");
    assert_eq!(tasks(&world).await.len(), 1);
    let (rest, status) = mcp.close().await;
    assert_eq!(rest, Vec::<Value>::new(), "a cancelled call has no answer");
    assert!(status.success());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_though_the_answer_was_lost_is_done_once() {
    let world = World::start().await;
    let ops = world.channel("ops").await;
    let at = |name: &str| world.user_home().join(name);
    let posts = Lossy::start(&at("posts.sock"), &world.socket(), "POST");
    let deletes = Lossy::start(&at("deletes.sock"), &world.socket(), "DELETE");
    let mut mcp = Mcp::introduced(&["--channel-id", &ops, "--api-url", &posts.api_url()]).await;
    posts.lose(2);
    let task = mcp.call("schedule_task", yearly("x")).await["id"].clone();
    assert!(posts.is_through());
    posts.lose(2);
    mcp.call("send_message", json!({ "channel_id": ops, "content": "once" })).await;
    assert_eq!(world.transcript(&ops).await.matches("once").count(), 1);
    assert_eq!(tasks(&world).await.len(), 1);
    // The same call made again by a client that lost us.
    let call = json!({
        "name": "schedule_task", "arguments": yearly("again"),
        "_meta": { "claudecode/toolUseId": "toolu_01A2B3C4D5E6F7G8H9" },
    });
    let first = mcp.request("tools/call", call.clone()).await;
    let mut another = Mcp::in_channel(&world, &ops).await;
    let second = another.request("tools/call", call).await;
    let id = |answer: &Value| answer["result"]["structuredContent"]["id"].clone();
    assert_eq!(id(&first), id(&second));
    assert_eq!(tasks(&world).await.len(), 2);
    let mut mcp = Mcp::introduced(&["--channel-id", &ops, "--api-url", &deletes.api_url()]).await;
    deletes.lose(1);
    mcp.call("cancel_task", json!({ "task_id": task })).await;
    assert!(deletes.is_through());
    assert!(mcp.refused("cancel_task", json!({ "task_id": task })).await.contains("no task"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_directory_is_registered_and_a_new_token_is_found() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let world = World::with(json!({ "api_addr": format!("127.0.0.1:{port}") })).await;
    let project = world.project("shop");
    let token = world.user_home().join("token");
    std::fs::write(&token, "of another daemon").unwrap();
    let url = format!("http://127.0.0.1:{port}");
    let (dir, file) = (project.to_str().unwrap(), token.to_str().unwrap());
    let args = ["--dir", dir, "--api-url", &url, "--token-file", file];
    let mut mcp = Mcp::introduced(&args).await;
    let refused = mcp.refused("list_tasks", json!({})).await;
    assert!(refused.contains(file) && refused.contains("operator"), "{refused}");
    std::fs::copy(world.home().join("token"), &token).unwrap();
    mcp.call("schedule_task", yearly("x")).await;
    let channel = tasks(&world).await[0]["channel_id"].clone();
    let channel = world.api.get(&format!("/api/channels/{}", channel.as_str().unwrap())).await.body;
    assert_eq!(channel["dir_path"], dir);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_has_the_tools() {
    let world = World::start().await;
    let ops = world.channel("ops").await;
    world
        .model
        .acts("which tasks", [Step::tool("mcp__loop__list_tasks", json!({})), Step::text("I have looked.")]);
    let run = world.ask(&ops, "which tasks are there?").await;
    assert_eq!(run["status"], "succeeded", "{run}");
    let requests = world.model.requests();
    let offered = requests[0].body["tools"].as_array().unwrap();
    for name in ["mcp__loop__schedule_task", "mcp__loop__list_tasks", "mcp__loop__send_message"] {
        assert!(offered.iter().any(|tool| tool["name"] == name), "{name} is not offered");
    }
    assert!(requests[0].body["system"].to_string().contains("MCP server `loop`"));
    let events = world.api.events(run["id"].as_i64().unwrap()).await;
    assert!(events.iter().all(|event| event["type"] != "notice"), "{events:?}");
    assert!(events.iter().any(|event| event["type"] == "tool_end"), "{events:?}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_reads_well_and_is_what_its_schema_says() {
    let world = World::start().await;
    let ops = world.channel("ops").await;
    let mut mcp = Mcp::in_channel(&world, &ops).await;
    let result = mcp.try_call("schedule_task", yearly("Look.")).await;
    let said = text(&result);
    assert!(said.starts_with("Scheduled.\ntask 1: cron `"), "{said}");
    assert!(said.contains("next times: 2"), "{said}");
    let listed = mcp.try_call("list_tasks", json!({})).await;
    assert!(text(&listed).starts_with("- task 1: cron `"), "{listed}");
    world.end().await;
}
