//! A question is answered: the first whole story, and what it leaves behind.

use insta::assert_snapshot;
use loop_tests::model::{Gate, Step};
use serde_json::json;

use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_answered_by_the_real_cli_in_a_container() {
    let world = World::start().await;
    let ops = world.channel("ops").await;
    world.model.answers("ping", "pong");

    let run = world.ask(&ops, "ping").await;

    assert_eq!((run["status"].as_str(), run["answer"].as_str()), (Some("succeeded"), Some("pong")));
    assert!(run["usage"]["output_tokens"].as_i64().unwrap() > 0);
    assert_eq!(run["usage"]["turns"], 1);
    assert_snapshot!(world.transcript(&ops).await, @r"
    Ann: ping
    loop: pong
    ");
    assert_eq!(world.model.prompts(), ["Ann: ping"]);
    // The key was added on the way; the container never had it.
    assert_eq!(world.model.requests()[0].header("x-api-key"), Some("sk-canary-0123456789"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_agent_works_in_the_project_as_its_owner() {
    let world = World::start().await;
    let project = world.project("shop");
    let answer = world.api.post("/api/channels", json!({ "dir_path": project })).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    let again = world.api.post("/api/channels", json!({ "dir_path": project })).await;
    assert_eq!((again.status, &again.body["id"]), (200, &answer.body["id"]));
    let channel = answer.body["id"].as_str().unwrap();
    world.model.acts(
        "make it",
        [
            Step::tool("Bash", json!({ "command": "pwd > where; id -u >> where; echo $HOME >> where" })),
            Step::text("made"),
        ],
    );

    let run = world.ask(channel, "make it").await;

    assert_eq!(run["answer"], "made");
    let written = std::fs::read_to_string(project.join("where")).unwrap();
    assert_eq!(written, format!("{}\n1000\n{}\n", project.display(), world.user_home().display()));
    let found = std::fs::metadata(project.join("where")).unwrap();
    assert_eq!(std::os::unix::fs::MetadataExt::uid(&found), 1000);
    let kinds: Vec<_> = world.api.events(run["id"].as_i64().unwrap()).await;
    let kinds: Vec<_> = kinds
        .iter()
        .map(|event| event["type"].as_str().unwrap())
        .filter(|kind| *kind != "progress")
        .collect();
    assert_eq!(kinds, ["session", "tool", "tool_end", "text", "end"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_write_is_text_and_never_a_command_or_a_file() {
    let world = World::start().await;
    let ops = world.channel("ops").await;
    for text in [
        "/cost",
        "/model haiku",
        "see @/etc/passwd and @\"/etc/hostname\"",
        "-p --help",
        "{\"type\":\"x\"}\n{}",
    ] {
        let run = world.ask(&ops, text).await;
        assert_eq!(run["status"], "succeeded", "{run}");
    }
    let prompts = world.model.prompts();
    let plain: Vec<String> = prompts.iter().map(|prompt| prompt.replace('\u{2060}', "")).collect();
    assert_eq!(
        plain,
        [
            "Ann: /cost",
            "Ann: /model haiku",
            "Ann: see @/etc/passwd and @\"/etc/hostname\"",
            "Ann: -p --help",
            "Ann: {\"type\":\"x\"}\n{}",
        ]
    );
    let everything = serde_json::to_string(&world.model.requests().last().unwrap().body).unwrap();
    assert!(!everything.contains("root:x:0:0"), "a file was attached");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn runs_of_a_channel_wait_in_order_and_the_same_request_is_one_run() {
    let world = World::start().await;
    let ops = world.channel("ops").await;
    let ask = |text: &str| {
        let body = json!({ "channel_id": ops, "prompt": text, "author": "Ann" });
        world.api.request("POST", "/api/runs").header("idempotency-key", format!("key-{text}")).json(&body)
    };
    let mut ids = Vec::new();
    for text in ["one", "two", "one", "three", "two"] {
        let answer = crate::world::send(ask(text)).await;
        assert_eq!(answer.status, 202);
        ids.push(answer.body["id"].as_i64().unwrap());
    }
    assert_eq!((ids[0], ids[1]), (ids[2], ids[4]));
    let other = json!({ "channel_id": ops, "prompt": "another", "author": "Ann" });
    let refused = crate::world::send(
        world.api.request("POST", "/api/runs").header("idempotency-key", "key-one").json(&other),
    )
    .await;
    assert_eq!(refused.status, 409, "{refused:?}");

    world.ended(ids[3]).await;
    assert_eq!(world.model.prompts(), ["Ann: one", "Ann: two", "Ann: three"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_is_nowhere_to_be_found() {
    let world = World::start().await;
    let ops = world.channel("ops").await;
    let look = "env; cat /run/loop/* 2>/dev/null; cat /proc/1/environ /proc/self/environ; ls -R / 2>/dev/null | head -1000";
    world.model.acts("look", [Step::tool("Bash", json!({ "command": look })), Step::text("looked")]);
    let run = world.ask(&ops, "look").await;
    assert_eq!(run["status"], "succeeded");

    let canary = "sk-canary-0123456789";
    let seen = serde_json::to_string(
        &world.model.requests().iter().map(|request| &request.body).collect::<Vec<_>>(),
    );
    assert!(!seen.unwrap().contains(canary), "the agent saw the key");
    for name in world.containers() {
        let inspected = std::process::Command::new("docker").args(["inspect", &name]).output().unwrap();
        assert!(!String::from_utf8_lossy(&inspected.stdout).contains(canary), "the engine shows the key");
    }
    let status = world.api.get("/api/status").await.body.to_string();
    assert!(!status.contains(canary));
    let home = world.home();
    let found = std::process::Command::new("grep").args(["-rl", canary]).arg(&home).output().unwrap();
    let files: Vec<String> = String::from_utf8(found.stdout).unwrap().lines().map(str::to_owned).collect();
    assert_eq!(files, [home.join("config.json").to_str().unwrap()], "only where its owner put it");
    for file in ["loop.db", "loop.db-wal", "token", "installation", "lock"] {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(home.join(file)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{file}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_sent_twice_with_one_key_is_said_once_and_starts_nothing() {
    let world = World::start().await;
    let ops = world.channel("ops").await;
    let say = |text: &str| {
        let body = json!({ "channel_id": ops, "content": text });
        world.api.request("POST", "/api/messages").header("idempotency-key", "k").json(&body)
    };
    let first = crate::world::send(say("Deployment at noon.")).await;
    let again = crate::world::send(say("Deployment at noon.")).await;
    assert_eq!((first.status, again.status), (201, 201));
    assert_eq!(first.body["id"], again.body["id"]);
    assert_eq!(again.headers["idempotent-replay"], "true");
    assert_eq!(crate::world::send(say("At one.")).await.status, 409);
    assert_snapshot!(world.transcript(&ops).await, @"loop: Deployment at noon.");
    assert_eq!(world.model.requests().len(), 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happened_so_far_can_be_had_without_waiting_for_the_rest() {
    let world = World::start().await;
    let ops = world.channel("ops").await;
    let gate = Gate::new();
    let wait = json!({ "command": "echo first" });
    world.model.acts("work", [Step::text("begun").and_tool("Bash", wait), Step::text("done").hold(&gate)]);
    let run = world.start_run(&ops, "work").await;
    world.api.until(run, |event| event["type"] == "tool_end").await;

    let so_far = async |after: &str| {
        let request = world.api.request("GET", &format!("/api/runs/{run}/events?follow=false"));
        let body = request.header("last-event-id", after).send().await.unwrap().text().await.unwrap();
        body.lines().filter_map(|line| line.strip_prefix("event: ").map(str::to_owned)).collect::<Vec<_>>()
    };
    assert_eq!(so_far("0").await, ["session", "text", "tool", "tool_end"]);
    assert_eq!(so_far("3").await, ["tool_end"]);
    assert_eq!(so_far("4").await, Vec::<String>::new());
    gate.open();
    world.ended(run).await;
    assert_eq!(so_far("4").await, ["text", "end"]);
    let bad = world.api.get(&format!("/api/runs/{run}/events?follow=perhaps")).await;
    assert_eq!((bad.status, &bad.body["errors"][0]["field"]), (400, &json!("follow")), "{bad:?}");
    world.end().await;
}
