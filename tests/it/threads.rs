//! Threads by the API: opened, talked in, deleted, by people and by agents.

use loop_tests::model::{Gate, Step};
use serde_json::{Value, json};

use crate::authority::Agent;
use crate::cli::loopctl;
use crate::world::{World, send};

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_has_a_conversation_of_its_own() {
    let world = World::start().await;
    let ops = world.channel("ops").await;
    let body = json!({ "channel_id": ops, "name": "Release 2.0", "message": "@loop write the notes" });
    let request = || world.api.request("POST", "/api/threads").header("idempotency-key", "k1").json(&body);
    let opened = send(request()).await;
    assert_eq!(opened.status, 201, "{opened:?}");
    let thread = opened.body["thread"]["id"].as_str().unwrap();
    assert_eq!(opened.body["thread"]["parent_id"], json!(ops));
    let run = world.ended(opened.body["message"]["run_id"].as_i64().unwrap()).await;
    assert_eq!(
        (&run["channel_id"], &run["cause"]["kind"], &run["depth"]),
        (&json!(thread), &json!("api"), &json!(0))
    );
    insta::assert_snapshot!(world.transcript(thread).await, @r"
    operator: @loop write the notes
    loop: ECHO operator: write the notes
    ");
    assert_eq!(world.transcript(&ops).await, "", "the channel hears nothing of it");
    // The same again is the same thread and the same run.
    let again = send(request()).await;
    assert_eq!(again.headers["idempotent-replay"], "true");
    assert_eq!(
        (&again.body["thread"], &again.body["message"]),
        (&opened.body["thread"], &opened.body["message"])
    );
    // A thread of a thread is its sister.
    let sister = world.api.post("/api/threads", json!({ "channel_id": thread, "name": "sister" })).await;
    assert_eq!(sister.body["thread"]["parent_id"], json!(ops));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_thread_is_over_with_all_that_works_in_it() {
    let world = World::start().await;
    let ops = world.channel("ops").await;
    let printed = loopctl(&world, &["threads", "create", "ops", "Release"]).await.out;
    let thread = printed.lines().next().unwrap();
    let gate = Gate::new();
    world.model.on("hold on", Step::text("never").hold(&gate));
    let working = world.start_run(thread, "hold on").await;
    world.model.wait_for(|requests| !requests.is_empty()).await;
    let waiting = world.start_run(thread, "and then").await;
    let task = json!({ "channel_id": thread, "type": "cron", "schedule": "@daily", "prompt": "p" });
    let task = world.api.post("/api/tasks", task).await.body["id"].as_i64().unwrap();
    loopctl(&world, &["threads", "delete", thread]).await;
    for run in [working, waiting] {
        assert_eq!(world.ended(run).await["status"], "cancelled");
    }
    assert_eq!(world.api.get(&format!("/api/tasks/{task}")).await.body["state"], "paused");
    assert_eq!(world.api.get(&format!("/api/channels/{thread}")).await.body["active"], false);
    let again = send(world.api.request("DELETE", &format!("/api/threads/{thread}"))).await;
    assert_eq!(again.status, 204, "what is gone is gone: {again:?}");
    assert_eq!(send(world.api.request("DELETE", "/api/threads/t-none")).await.status, 404);
    // A channel is no thread.
    assert_eq!(send(world.api.request("DELETE", &format!("/api/threads/{ops}"))).await.status, 404);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_deletes_what_is_its_own_and_not_where_it_stands() {
    let world = World::start().await;
    let (ops, web) = (world.channel("ops").await, world.channel("web").await);
    let open = async |channel: &str, name: &str| {
        let body = json!({ "channel_id": channel, "name": name });
        world.api.post("/api/threads", body).await.body["thread"]["id"].as_str().unwrap().to_owned()
    };
    let (mine, here, theirs) =
        (open(&ops, "mine").await, open(&ops, "here").await, open(&web, "theirs").await);
    world.ask(&ops, "hello").await;
    world.ask(&here, "hello").await;
    let (agent, in_thread) = (Agent::of(&world, &ops), Agent::of(&world, &here));
    let delete =
        async |agent: &Agent, id: &str| agent.ask("DELETE", &format!("/api/threads/{id}"), Value::Null).await;
    assert_eq!(delete(&agent, &theirs).await.status, 404);
    assert_eq!(delete(&agent, &mine).await.status, 204);
    let itself = delete(&in_thread, &here).await;
    assert_eq!(itself.status, 409, "{itself:?}");
    assert!(itself.body["detail"].as_str().unwrap().contains("you work in this thread"), "{itself:?}");
    // What it opened itself it may delete, wherever that is.
    let sister = in_thread.post("/api/threads", json!({ "name": "sister" })).await;
    assert_eq!(sister.body["thread"]["made_by"], json!(here), "{sister:?}");
    let sister = sister.body["thread"]["id"].as_str().unwrap();
    assert_eq!(delete(&in_thread, sister).await.status, 204);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_is_refused_with_the_field() {
    let world = World::start().await;
    let ops = world.channel("ops").await;
    for (body, field) in [
        (json!({ "name": "x" }), "channel_id"),
        (json!({ "channel_id": ops, "name": " " }), "name"),
        (json!({ "channel_id": ops, "name": "x".repeat(81) }), "name"),
        (json!({ "channel_id": ops, "name": "a\u{7}b" }), "name"),
        (json!({ "channel_id": ops, "name": "x", "message": "" }), "message"),
        (json!({ "channel_id": ops, "name": "x", "message": "@loop" }), "content"),
        (json!({ "channel_id": ops, "title": "x" }), "title"),
    ] {
        let answer = world.api.post("/api/threads", body.clone()).await;
        assert_eq!(
            (answer.status, &answer.body["errors"][0]["field"]),
            (400, &json!(field)),
            "{body}: {answer:?}"
        );
    }
    world.end().await;
}
