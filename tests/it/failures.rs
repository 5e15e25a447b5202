//! Everything that can go wrong with the agent has its own words.

use loop_tests::model::{Model, Step};
use serde_json::{Value, json};

use crate::world::World;

async fn failure_of(world: &World, prompt: &str) -> (String, String) {
    let ops = world.channel("ops").await;
    let run = world.ask(&ops, prompt).await;
    let text = |key: &str| run[key].as_str().unwrap_or_else(|| panic!("{run}")).to_owned();
    (text("failure"), text("error"))
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_of_the_model_api_are_told_apart() {
    let world = World::start().await;
    let limit = Step::status(429)
        .message("limit")
        .header("retry-after", 3600)
        .header("anthropic-ratelimit-unified-reset", "1900000000");
    world.model.on("quota", limit);
    world.model.on("bad key", Step::status(401).message("invalid x-api-key"));
    world.model.on("overload", Step::status(529));
    world.model.on("broken", Step::status(400).message("no such thing"));
    let table = [
        ("bad key", "bad_key", "refused the credentials (401)"),
        ("quota", "quota", "limit is reached (429). It resets at 2"),
        ("overload", "overloaded", "overloaded"),
        ("broken", "model_error", "400"),
    ];
    for (prompt, failure, words) in table {
        let (code, text) = failure_of(&world, prompt).await;
        assert_eq!(code, failure, "{text}");
        assert!(text.contains(words), "{prompt}: {text}");
    }
    // None of it hurts the conversation.
    let ops = world.channel("ops").await;
    assert_eq!(world.ask(&ops, "fine").await["status"], "succeeded");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_key_and_no_network_are_told_apart() {
    let mut world = World::prepare(json!({ "anthropic_api_key": "" })).await;
    world.start_process(None).await;
    let (code, text) = failure_of(&world, "hello").await;
    assert_eq!(code, "no_key", "{text}");
    assert!(text.contains("anthropic_api_key"), "{text}");
    world.end().await;

    let gone = Model::start().await;
    let url = gone.url();
    gone.stop().await;
    let world = World::with(json!({ "anthropic_base_url": url })).await;
    let (code, text) = failure_of(&world, "hello").await;
    assert_eq!(code, "network", "{text}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_that_dies_is_told_by_the_way_it_died() {
    let world = World::with(json!({ "container_memory_mb": 400 })).await;
    world.model.acts("die", [Step::tool("Bash", json!({ "command": "kill -9 $PPID $CLAUDE_PID" }))]);
    // The largest process is the one that the kernel picks.
    let eat = "perl -e '$x = \"x\" x 100; $x .= $x while 1'";
    world.model.acts(
        "eat",
        [Step::tool(
            "Bash",
            json!({ "command": format!("echo 1000 > /proc/$CLAUDE_PID/oom_score_adj; {eat}") }),
        )],
    );
    let (code, text) = failure_of(&world, "die").await;
    assert_eq!(code, "killed", "{text}");
    let (code, text) = failure_of(&world, "eat").await;
    assert_eq!(code, "out_of_memory", "{text}");
    assert!(text.contains("400 MiB"), "{text}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_of_root_is_refused_with_what_to_do() {
    let world = World::start().await;
    let project = world.project("shop");
    std::os::unix::fs::chown(&project, Some(0), Some(0)).unwrap();
    let channel = world.api.post("/api/channels", json!({ "dir_path": project })).await.body;
    let run = world.ask(channel["id"].as_str().unwrap(), "hello").await;
    assert_eq!(run["failure"], "work_dir");
    assert!(run["error"].as_str().unwrap().contains("chown -R 1000:1000"), "{run}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_image_that_cannot_be_had_is_told() {
    let world = World::with(json!({ "container_image": "loop-no-such-image:1" })).await;
    std::fs::write(world.home().join("container/Dockerfile"), "FROM loop-no-such-base:1\n").unwrap();
    let (code, text) = failure_of(&world, "hello").await;
    assert_eq!(code, "image_missing", "{text}");
    let status = world.api.get("/api/status").await.body;
    assert_eq!(status["runs"]["active"], Value::from(0));
    world.end().await;
}
