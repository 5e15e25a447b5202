//! Bad input gets a clear answer and hurts nobody else.

use loop_tests::model::Step;
use serde_json::{Value, json};

use crate::world::{World, send};

#[tokio::test(flavor = "multi_thread")]
async fn every_bad_request_is_a_4xx_with_a_code_and_a_sentence() {
    let world = World::start().await;
    let ops = world.channel("ops").await;
    let huge = "x".repeat(600 * 1024);
    let table = [
        (json!({ "channel_id": ops, "prompt": "" }), "prompt"),
        (json!({ "channel_id": ops, "prompt": " \n\t" }), "prompt"),
        (json!({ "channel_id": ops, "prompt": huge }), "prompt"),
        (json!({ "channel_id": ops, "prompt": "a\u{0}b" }), "prompt"),
        (json!({ "channel_id": ops }), "prompt"),
        (json!({ "channel_id": ops, "prompt": 7 }), "prompt"),
        (json!({ "channel_id": ops, "prompt": "x", "promt": "y" }), "promt"),
        (json!([]), ""),
        (Value::Null, ""),
    ];
    for (body, field) in table {
        let answer = world.api.post("/api/runs", body.clone()).await;
        let shown = format!("{:.200} -> {answer:?}", body.to_string());
        assert!((400..500).contains(&answer.status), "{shown}");
        assert_eq!(answer.headers["content-type"], "application/problem+json", "{shown}");
        assert!(answer.body["code"].is_string() && answer.body["detail"].is_string(), "{shown}");
        assert!(answer.body.to_string().contains(field), "{shown}");
    }
    let unknown = world.api.post("/api/runs", json!({ "channel_id": "c000", "prompt": "x" })).await;
    assert_eq!(unknown.status, 404, "{unknown:?}");
    for path in [
        "/api/runs/abc",
        "/api/runs?limit=0",
        "/api/runs?cursor=%00",
        "/api/runs?status=odd",
        "/nope",
        "/api/channels?limit=x",
    ] {
        let answer = world.api.get(path).await;
        assert!((400..500).contains(&answer.status), "{path}: {answer:?}");
        assert!(answer.body["code"].is_string(), "{path}: {answer:?}");
    }
    assert_eq!(world.api.get("/api/status").await.body["runs"]["queued"], 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn malformed_json_is_refused_whatever_it_is() {
    let world = World::start().await;
    let deep = "[".repeat(100_000);
    for body in [
        "",
        "{",
        "nul",
        "\u{feff}{}",
        "{\"prompt\": \"\\ud800\"}",
        "{\"a\":1,\"a\":2}",
        "1e999",
        deep.as_str(),
    ] {
        let request = world
            .api
            .request("POST", "/api/runs")
            .header("content-type", "application/json")
            .body(body.to_owned());
        let answer = send(request).await;
        assert!((400..500).contains(&answer.status), "{body:.40}: {answer:?}");
    }
    let form = world.api.request("POST", "/api/runs").header("content-type", "text/plain").body("{}");
    assert_eq!(send(form).await.status, 415);
    let large = world
        .api
        .request("POST", "/api/runs")
        .header("content-type", "application/json")
        .body(vec![b' '; 3 << 20]);
    if let Ok(response) = large.send().await {
        assert_eq!(response.status(), 413);
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tcp_needs_the_token_and_our_own_name() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let world = World::with(json!({ "api_addr": format!("127.0.0.1:{port}") })).await;
    let token = std::fs::read_to_string(world.home().join("token")).unwrap();
    let client = reqwest::Client::new();
    let get = |path: &str| client.get(format!("http://127.0.0.1:{port}{path}"));
    let status = async |request: reqwest::RequestBuilder| request.send().await.unwrap().status().as_u16();

    assert_eq!(status(get("/api/status")).await, 401);
    assert_eq!(status(get("/api/status").bearer_auth("wrong")).await, 401);
    assert_eq!(status(get(&format!("/api/status?token={}", token.trim()))).await, 401);
    assert_eq!(status(get("/api/status").bearer_auth(token.trim())).await, 200);
    assert_eq!(status(get("/healthz")).await, 200);
    assert_eq!(status(get("/readyz")).await, 200);
    assert_eq!(status(get("/api/docs/")).await, 200);
    assert_eq!(status(get("/metrics")).await, 401);
    assert_eq!(
        status(get("/api/status").bearer_auth(token.trim()).header("host", "evil.example")).await,
        403
    );
    assert_eq!(
        status(get("/api/status").bearer_auth(token.trim()).header("origin", "http://evil.example")).await,
        403
    );
    // A page's simple request: no token, no JSON.
    let simple = client
        .post(format!("http://127.0.0.1:{port}/api/channels/create"))
        .header("content-type", "text/plain");
    assert!(matches!(status(simple.body("{\"name\":\"x\"}")).await, 401 | 403 | 415));
    // Guessing is slowed down, and the right token still works.
    for _ in 0..20 {
        status(get("/api/status").bearer_auth("wrong")).await;
    }
    assert_eq!(status(get("/api/status").bearer_auth("wrong")).await, 429);
    assert_eq!(status(get("/api/status").bearer_auth(token.trim())).await, 200);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_reaches_what_is_its_channels_and_nothing_else() {
    let world = World::start().await;
    let ops = world.channel("ops").await;
    let secret = world.channel("secret").await;
    let ask = |path: &str| {
        format!(
            "curl -s -o /dev/null -w '%{{http_code}} ' --unix-socket /run/loop/api.sock -H \"authorization: Bearer $(cat /run/loop/token)\" http://localhost{path}; "
        )
    };
    let mut script: String =
        ["/api/status", "/api/runs", "/api/runs/1", "/api/channels", "/metrics", "/nope"].map(ask).concat();
    script += &ask(&format!("/api/channels/{secret}"));
    script += "curl -s -o /dev/null -w '%{http_code} ' --unix-socket /run/loop/api.sock http://localhost/api/status; ";
    script += "curl -s --unix-socket /run/loop/model.sock http://model.loop/etc/passwd -o /dev/null -w '%{http_code}'";
    world.model.acts("try", [Step::tool("Bash", json!({ "command": script }))]);
    let run = world.ask(&ops, "try").await;
    let answer = run["answer"].as_str().unwrap();
    assert!(answer.contains("404 200 200 200 404 404 404 401 404"), "{answer}");
    world.end().await;
}

/// Bytes of the line; `LOOP_TEST_LINE_MIB=1024` makes it as long as is promised.
fn line_bytes() -> u64 {
    let mib = std::env::var("LOOP_TEST_LINE_MIB").map_or(40, |mib| mib.parse().unwrap());
    mib << 20
}

/// What the daemon's process may need at the most, whatever is printed.
const MOST_MEMORY_KIB: u64 = 128 * 1024;

#[tokio::test(flavor = "multi_thread")]
async fn a_line_beyond_any_size_is_marked_and_the_run_goes_on() {
    let mut world = World::prepare(json!({})).await;
    world.start_process(None).await;
    let ops = world.channel("ops").await;
    let bytes = line_bytes();
    // The agent writes past the CLI, straight to the container's output; the CLI is frozen meanwhile, because it would
    // put lines of its own into the middle.
    let out = "/proc/$CLAUDE_PID/fd/1";
    let flood = format!(
        "kill -STOP $CLAUDE_PID; head -c {bytes} /dev/zero | tr '\\0' x > {out}; echo > {out}; kill -CONT $CLAUDE_PID; \
         echo flooded"
    );
    world.model.acts(
        "flood",
        [Step::tool("Bash", json!({ "command": flood, "timeout": 600_000 })), Step::text("it goes on")],
    );
    let begun = std::time::Instant::now();
    let run = world.ask(&ops, "flood").await;
    assert_eq!(
        (run["status"].as_str(), run["answer"].as_str()),
        (Some("succeeded"), Some("it goes on")),
        "{run}"
    );
    let events = world.api.events(run["id"].as_i64().unwrap()).await;
    let marked = events.iter().find(|event| event["type"] == "truncated").expect("a mark");
    assert!(marked["bytes"].as_u64().unwrap() >= bytes, "{marked}");
    let peak = world.peak_memory_kib();
    eprintln!(
        "{} MiB in one line took {:?}; the daemon needed {} MiB",
        bytes >> 20,
        begun.elapsed(),
        peak >> 10
    );
    assert!(peak < MOST_MEMORY_KIB, "the daemon needed {peak} KiB");
    assert_eq!(world.ask(&ops, "and now?").await["status"], "succeeded");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_too_long_for_a_line_ends_its_run_with_words() {
    let world = World::start().await;
    let ops = world.channel("ops").await;
    world.model.answers("talk", &"x".repeat(9 << 20));
    let run = world.start_run(&ops, "talk").await;
    let ended = tokio::time::timeout(std::time::Duration::from_secs(60), world.ended(run)).await;
    let ended = ended.expect("the run waits for its deadline");
    assert_eq!(
        (ended["status"].as_str(), ended["failure"].as_str()),
        (Some("failed"), Some("too_much_output")),
        "{ended}"
    );
    assert!(ended["error"].as_str().unwrap().contains("8 MiB are the most"), "{ended}");
    assert_eq!(world.ask(&ops, "and now?").await["status"], "succeeded");
    world.end().await;
}
