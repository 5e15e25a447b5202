//! Warm sessions: one agent process for message after message, and the same conversation after it is gone.

use serde_json::{Value, json};

use crate::world::World;

/// The texts that the model was shown as the people's and its own, in its last request.
fn conversation(world: &World) -> String {
    let requests = world.model.requests();
    let last = requests.iter().rev().find(|request| request.is_main()).unwrap();
    last.body["messages"].to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_message_finds_the_same_agent_with_its_memory() {
    let world = World::start().await;
    let ops = world.channel("ops").await;
    let first = world.ask(&ops, "my name is Ann").await;
    let containers = world.containers();
    assert_eq!(containers.len(), 1);

    let second = world.ask(&ops, "what is my name").await;

    assert_eq!(world.containers(), containers, "the same container");
    assert_eq!((first["attempts"].as_i64(), second["attempts"].as_i64()), (Some(1), Some(0)));
    assert!(conversation(&world).contains("my name is Ann"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_goes_on_cold_and_costs_are_each_runs_own() {
    let world = World::with(json!({ "container_keep_alive_sec": 0 })).await;
    let ops = world.channel("ops").await;
    let first = world.ask(&ops, "remember the word zebra").await;
    let second = world.ask(&ops, "which word").await;
    assert_eq!(second["attempts"], 1, "a new container");
    assert!(conversation(&world).contains("remember the word zebra"));
    // The CLI's own totals grow over the conversation.
    let (one, two) =
        (first["usage"]["cost_usd"].as_f64().unwrap(), second["usage"]["cost_usd"].as_f64().unwrap());
    assert!(one > 0.0 && two > 0.0 && two < 1.9 * one, "{one} {two}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_conversation_heals_itself_and_says_so() {
    let world = World::with(json!({ "container_keep_alive_sec": 0 })).await;
    let ops = world.channel("ops").await;
    world.ask(&ops, "the word is zebra").await;
    world.api.settled().await;
    // Somebody clears the agent's state.
    let state = world.home().join("agents").join(&ops).join(".claude");
    std::fs::remove_dir_all(state).unwrap();

    let run = world.ask(&ops, "which word").await;

    assert_eq!(run["status"], "succeeded", "{run}");
    assert!(run["notice"].as_str().unwrap().contains("lost"), "{run}");
    let prompt = world.model.prompts().pop().unwrap();
    assert!(prompt.contains("Ann: the word is zebra") && prompt.ends_with("Ann: which word"), "{prompt}");
    assert!(world.transcript(&ops).await.contains("conversation was lost"));
    let asked = world.model.prompts().iter().filter(|prompt| prompt.ends_with("Ann: which word")).count();
    assert_eq!(asked, 1, "the prompt ran once");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_begins_a_fresh_conversation() {
    let world = World::start().await;
    let ops = world.channel("ops").await;
    world.ask(&ops, "one").await;
    assert_eq!(world.api.post(&format!("/api/channels/{ops}/session/reset"), Value::Null).await.status, 204);
    let run = world.ask(&ops, "two").await;
    assert_eq!(run["attempts"], 1, "a new agent process");
    assert_eq!(world.containers().len(), 1, "and the old one is gone");
    let events = world.api.events(run["id"].as_i64().unwrap()).await;
    assert!(events.iter().any(|event| event["type"] == "session"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_keeps_the_conversation() {
    let mut world = World::start().await;
    let ops = world.channel("ops").await;
    world.ask(&ops, "the word is zebra").await;
    world.restart().await;
    world.ask(&ops, "which word").await;
    assert!(conversation(&world).contains("zebra"));
    world.end().await;
}
