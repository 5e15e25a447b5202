//! The daemon dies at every named place of a run's way, and the next one loses nothing and runs nothing twice.

use serde_json::json;

use crate::world::World;

/// Every place that an answered run passes, in order; `container.stopped` lies on the way of a stopped one only.
const PLACES: [&str; 14] = [
    "accept.before_commit",
    "accept.after_commit",
    "run.claimed",
    "container.planned",
    "container.created",
    "container.started",
    "container.recorded",
    "prompt.intended",
    "prompt.written",
    "output.read",
    "result.read",
    "outcome.known",
    "outcome.recorded",
    "delivery.posted",
];

#[tokio::test(flavor = "multi_thread")]
async fn wherever_the_daemon_dies_a_question_is_answered_once() {
    let mut world = World::prepare(json!({})).await;
    world.start_process(None).await;
    let ops = world.channel("ops").await;
    world.ask(&ops, "warm up the image").await;
    world.stop().await;

    for place in PLACES {
        // A container of its own for every place: a warm one would pass over the making.
        world.start_process(Some(place)).await;
        let prompt = format!("at {place}");
        let body = json!({ "channel_id": ops, "prompt": prompt, "author": "Ann" });
        let ask = || world.api.request("POST", "/api/runs").header("idempotency-key", place).json(&body);
        let first = ask().send().await;
        let first = match first {
            Ok(response) => response.json::<serde_json::Value>().await.ok(),
            Err(_) => None,
        };
        world.died().await;
        world.start_process(None).await;
        // What was not acknowledged is asked again, as any client does; the key makes it one run.
        let again = crate::world::send(
            world.api.request("POST", "/api/runs").header("idempotency-key", place).json(&body),
        )
        .await;
        assert_eq!(again.status, 202, "{place}: {again:?}");
        let id = again.body["id"].as_i64().unwrap();
        if let Some(first) = first {
            assert_eq!(first["id"], id, "{place}: accepted, then lost");
        }
        let run = world.ended(id).await;
        assert_eq!(run["status"], "succeeded", "{place}: {run}");
        let asked =
            world.model.prompts().iter().filter(|asked| asked.ends_with(&format!("Ann: {prompt}"))).count();
        assert_eq!(asked, 1, "{place}: the prompt reached the model {asked} times");
        let said = world.transcript(&ops).await;
        let answers =
            said.lines().filter(|line| line.starts_with("loop: ") && line.ends_with(&prompt)).count();
        assert_eq!(answers, 1, "{place}: {said}");
        world.stop().await;
        assert_eq!(world.containers().len(), 0, "{place}");
    }
    world.start_process(None).await;
    world.end().await;
}
