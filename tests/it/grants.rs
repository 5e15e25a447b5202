//! Roles by the API and by `loopctl`.

use serde_json::json;

use crate::cli::loopctl;
use crate::world::{World, send};

#[tokio::test(flavor = "multi_thread")]
async fn roles_are_given_listed_and_taken_away() {
    let world = World::start().await;
    let ops = world.channel("ops").await;
    loopctl(&world, &["grants", "add", "ops", "user", "U1", "owner"]).await;
    loopctl(&world, &["grants", "add", "ops", "role", "devs"]).await;
    let listed = loopctl(&world, &["grants", "list", "ops"]).await.out;
    assert!(listed.contains("owner") && listed.contains("devs") && listed.contains("member"), "{listed}");
    // A thread goes by its channel.
    let thread = world.api.post("/api/threads", json!({ "channel_id": ops, "name": "x" })).await;
    let thread = thread.body["thread"]["id"].as_str().unwrap().to_owned();
    let of_thread = world.api.get(&format!("/api/channels/{thread}/grants")).await.body;
    assert_eq!(of_thread["items"].as_array().unwrap().len(), 2, "{of_thread}");
    loopctl(&world, &["grants", "remove", "ops", "user", "U1"]).await;
    let left = world.api.get(&format!("/api/channels/{ops}/grants")).await.body;
    assert_eq!((left["items"].as_array().unwrap().len(), &left["items"][0]["subject"]), (1, &json!("devs")));
    let delete = async |path: &str| send(world.api.request("DELETE", path)).await.status;
    assert_eq!(delete(&format!("/api/channels/{ops}/grants/user/U1")).await, 404);
    assert_eq!(delete(&format!("/api/channels/{ops}/grants/group/U1")).await, 400);
    for body in [json!({}), json!({ "kind": "user", "subject": " ", "role": "owner" })] {
        let answer = send(world.api.request("PUT", &format!("/api/channels/{ops}/grants")).json(&body)).await;
        assert_eq!(answer.status, 400, "{answer:?}");
    }
    world.end().await;
}
