//! Templates: which ones a channel is offered, and that adding one makes one task.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};

use crate::world::{Answer, World, postgres};

async fn project_channel(world: &World, dir: &Path) -> String {
    let answer = world.api.post("/api/channels", json!({ "dir_path": dir })).await;
    answer.body["id"].as_str().unwrap_or_else(|| panic!("no channel: {answer:?}")).to_owned()
}

async fn listed(world: &World, channel: &str) -> Vec<Value> {
    let answer = world.api.get(&format!("/api/templates?channel_id={channel}")).await;
    assert_eq!((answer.status, &answer.body["notice"]), (200, &Value::Null), "{answer:?}");
    answer.body["items"].as_array().unwrap().clone()
}

fn origins(items: &[Value]) -> String {
    let text = |item: &Value, key: &str| item[key].as_str().unwrap().to_owned();
    items.iter().map(|item| format!("{} {}\n", text(item, "name"), text(item, "origin"))).collect()
}

async fn add(world: &World, name: &str, channel: &str) -> Answer {
    world.api.post(&format!("/api/templates/{name}/add"), json!({ "channel_id": channel })).await
}

fn write_project(dir: &Path, config: &Value) {
    std::fs::create_dir_all(dir.join(".loop/templates")).unwrap();
    std::fs::write(dir.join(".loop/config.json"), config.to_string()).unwrap();
}

fn host() -> Value {
    json!({ "timezone": "Europe/Berlin", "task_templates": [
        { "name": "backup", "type": "cron", "schedule": "0 3 * * *", "prompt_path": "backup.md" },
        { "name": "daily-summary", "type": "cron", "schedule": "0 9 * * *", "prompt": "The host's." },
    ] })
}

fn projects() -> Value {
    json!({ "task_templates": [
        { "name": "daily-summary", "type": "cron", "schedule": "0 8 * * *", "timezone": "America/New_York",
          "prompt": "The project's.", "auto_delete_sec": 90 },
        { "name": "lint", "type": "interval", "schedule": "2h", "prompt_path": "lint.md", "description": "Lints." },
        { "name": "often", "type": "interval", "schedule": "1s", "prompt": "Too often." },
        { "name": "gone", "type": "interval", "schedule": "2h", "prompt_path": "gone.md" },
    ] })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_is_offered_the_shipped_ones_the_hosts_and_its_own_projects() {
    let world = World::with(host()).await;
    std::fs::write(world.home().join("templates/backup.md"), "Back it up.").unwrap();
    let shop = world.project("shop");
    write_project(&shop, &projects());
    std::fs::write(shop.join(".loop/templates/lint.md"), "Lint it.").unwrap();
    let (ops, shop) = (world.channel("ops").await, project_channel(&world, &shop).await);

    insta::assert_snapshot!(origins(&listed(&world, &ops).await), @r"
    backup host
    daily-summary host
    dependency-audit shipped
    heartbeat shipped
    tk-auto-worker shipped
    tk-heartbeat shipped
    ");
    let of_project = listed(&world, &shop).await;
    insta::assert_snapshot!(origins(&of_project), @r"
    backup host
    daily-summary project
    dependency-audit shipped
    gone project
    heartbeat shipped
    lint project
    often project
    tk-auto-worker shipped
    tk-heartbeat shipped
    ");
    let of = |name: &str| of_project.iter().find(|item| item["name"] == name).unwrap();
    assert_eq!((&of("lint")["prompt_path"], &of("lint")["problem"]), (&json!("lint.md"), &Value::Null));
    assert!(of("gone")["problem"].as_str().unwrap().contains("gone.md"), "{}", of("gone"));
    assert!(of("often")["problem"].as_str().unwrap().contains("schedule"), "{}", of("often"));
    assert_eq!(add(&world, "gone", &shop).await.status, 409);
    assert_eq!(add(&world, "often", &shop).await.status, 409);

    // What belongs to a project is nothing to another channel.
    let elsewhere = add(&world, "lint", &ops).await;
    assert_eq!((elsewhere.status, &elsewhere.body["code"]), (404, &json!("not_found")), "{elsewhere:?}");

    let added = add(&world, "lint", &shop).await;
    assert_eq!((added.status, &added.body["schedule"]), (201, &json!("2h")), "{added:?}");
    // Its prompt was read once; what becomes of the file is nothing to the task.
    std::fs::remove_file(world.user_home().join("shop/.loop/templates/lint.md")).unwrap();
    let again = add(&world, "lint", &shop).await;
    assert_eq!((again.status, &again.body["task_id"]), (200, &added.body["task_id"]), "{again:?}");
    let added = add(&world, "daily-summary", &shop).await;
    assert_eq!(added.body["timezone"], "America/New_York", "{added:?}");
    let added = add(&world, "daily-summary", &ops).await;
    assert_eq!(
        (&added.body["schedule"], &added.body["timezone"]),
        (&json!("0 9 * * *"), &json!("Europe/Berlin"))
    );
    assert_eq!(add(&world, "backup", &ops).await.status, 201);

    let pages: Vec<Value> = {
        let first = world.api.get(&format!("/api/templates?channel_id={ops}&limit=4")).await.body;
        let cursor = first["next"].as_str().unwrap().to_owned();
        let rest =
            world.api.get(&format!("/api/templates?channel_id={ops}&limit=4&cursor={cursor}")).await.body;
        assert_eq!(rest["next"], Value::Null);
        [first, rest].iter().flat_map(|page| page["items"].as_array().unwrap().clone()).collect()
    };
    assert_eq!(pages, listed(&world, &ops).await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn adding_twice_changes_nothing() {
    let world = World::start().await;
    let ops = world.channel("ops").await;

    let first = add(&world, "heartbeat", &ops).await;
    assert_eq!((first.status, &first.body["is_new"]), (201, &json!(true)), "{first:?}");
    assert!(first.body["next_run_at"].is_string(), "{first:?}");
    let body = json!({ "channel_id": ops, "timezone": "Asia/Tokyo", "author": "ann" });
    let again = world.api.post("/api/templates/heartbeat/add", body).await;
    assert_eq!((again.status, &again.body["is_new"]), (200, &json!(false)), "{again:?}");
    for key in ["task_id", "timezone", "next_run_at"] {
        assert_eq!(again.body[key], first.body[key], "{key}");
    }
    let items = listed(&world, &ops).await;
    let heartbeat = items.iter().find(|item| item["name"] == "heartbeat").unwrap();
    assert_eq!(heartbeat["task_id"], first.body["task_id"]);

    let other = world.channel("other").await;
    let zoned = json!({ "channel_id": other, "timezone": "Asia/Tokyo" });
    let elsewhere = world.api.post("/api/templates/heartbeat/add", zoned).await;
    assert_eq!((elsewhere.status, &elsewhere.body["timezone"]), (201, &json!("Asia/Tokyo")), "{elsewhere:?}");
    assert_ne!(elsewhere.body["task_id"], first.body["task_id"]);
    world.end().await;
}

async fn adds_at_once(settings: Value) {
    let world = World::with(settings).await;
    let ops = world.channel("ops").await;
    let answers = futures::future::join_all((0..20).map(|_| add(&world, "heartbeat", &ops))).await;
    let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 19, "{statuses:?}");
    let tasks: BTreeSet<i64> =
        answers.iter().map(|answer| answer.body["task_id"].as_i64().unwrap()).collect();
    assert_eq!(tasks.len(), 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_adds_at_once_make_one_task_on_sqlite() {
    adds_at_once(json!({})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_adds_at_once_make_one_task_on_postgres() {
    adds_at_once(json!({ "database_url": postgres().await })).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_added_is_refused_with_what_to_do() {
    let world = World::start().await;
    let ops = world.channel("ops").await;
    let unknown = add(&world, "heartbaet", &ops).await;
    assert_eq!(unknown.status, 404);
    assert!(unknown.body["detail"].as_str().unwrap().contains("did you mean heartbeat"), "{unknown:?}");
    for name in ["..%2f..%2fconfig.json", "%00", "%1b%5b2J", "HEARTBEAT", &"x".repeat(5000)] {
        assert_eq!(add(&world, name, &ops).await.status, 404, "{name}");
    }
    assert_eq!(add(&world, "%ff", &ops).await.status, 400);
    assert_eq!(add(&world, "heartbeat", "nowhere").await.status, 404);
    for body in [
        json!({ "channel_id": ops, "timezone": "Mars/Base" }),
        json!({ "channel_id": ops, "author": "" }),
        json!({ "channel_id": ops, "prompt": "x" }),
        json!({}),
    ] {
        let refused = world.api.post("/api/templates/heartbeat/add", body.clone()).await;
        assert_eq!((refused.status, &refused.body["code"]), (400, &json!("invalid")), "{body}");
    }
    assert_eq!(world.api.get("/api/templates?channel_id=nowhere").await.status, 404);
    let general = world.api.get("/api/templates").await;
    assert_eq!(general.body["items"].as_array().unwrap().len(), 5);

    // An agent broke its project's configuration: the list says so, and nothing is guessed.
    let dir = world.project("shop");
    write_project(
        &dir,
        &json!({ "task_templates": [
        { "name": "heartbeat", "type": "interval", "schedule": "1h", "prompt_path": "../../../../.loop/token" },
    ] }),
    );
    let shop = project_channel(&world, &dir).await;
    let broken = world.api.get(&format!("/api/templates?channel_id={shop}")).await;
    assert_eq!((broken.status, broken.body["items"].as_array().unwrap().len()), (200, 5));
    assert!(broken.body["notice"].as_str().unwrap().contains("prompt_path"), "{broken:?}");
    let refused = add(&world, "heartbeat", &shop).await;
    assert_eq!((refused.status, &refused.body["code"]), (409, &json!("conflict")), "{refused:?}");
    world.end().await;
}
