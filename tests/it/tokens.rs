//! Personal tokens, through `loopctl` and over TCP.

use serde_json::{Value, json};

use crate::cli::loopctl;
use crate::limits::Tcp;
use crate::world::send;

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_shown_once_and_opens_its_scopes_until_it_is_revoked() {
    let tcp = Tcp::start().await;
    let world = &tcp.world;
    let printed =
        loopctl(world, &["tokens", "create", "ci", "--scope", "read,runs", "--expires", "30d"]).await.out;
    let token = printed.lines().next().unwrap().to_owned();
    assert!(token.starts_with("loop_1_") && token.len() > 35, "{printed}");
    let ops = world.channel("ops").await;
    let ask = async |method: &str, path: &str, body: Option<Value>| {
        let url = format!("http://127.0.0.1:{}{path}", tcp.port);
        let request = reqwest::Client::new().request(method.parse().unwrap(), url).bearer_auth(&token);
        send(match body {
            Some(body) => request.json(&body),
            None => request,
        })
        .await
    };
    // Whoever asks with it is named by it, whatever he says.
    let run = json!({ "channel_id": ops, "prompt": "hello", "author": "the boss" });
    let run = ask("POST", "/api/runs", Some(run)).await;
    assert_eq!((run.status, &run.body["author"]["name"]), (202, &json!("ci")), "{run:?}");
    assert_eq!(run.body["author"]["id"], "token:1");
    world.ended(run.body["id"].as_i64().unwrap()).await;
    let refused = ask("POST", "/api/messages", Some(json!({ "channel_id": ops, "content": "x" }))).await;
    assert_eq!(refused.status, 403, "{refused:?}");
    assert!(refused.body["detail"].as_str().unwrap().contains("`messages`"), "{refused:?}");
    assert_eq!(ask("GET", "/api/tokens", None).await.status, 403);
    assert_eq!(ask("GET", "/api/status", None).await.body["caller"], "ci");
    // The list has everything but the token, and so has every file.
    let listed = loopctl(world, &["tokens", "list"]).await.out;
    assert!(
        listed.contains("ci") && listed.contains("read, runs") && !listed.contains(&token[7..]),
        "{listed}"
    );
    for file in ["loop.db", "loop.db-wal", "loop.log"] {
        let bytes = std::fs::read(world.home().join(file)).unwrap_or_default();
        assert!(!String::from_utf8_lossy(&bytes).contains(&token[7..]), "{file} holds the token");
    }
    loopctl(world, &["tokens", "revoke", "1"]).await;
    let gone = ask("GET", "/api/status", None).await;
    assert_eq!(gone.status, 401, "{gone:?}");
    assert_eq!(world.api.get("/api/tokens").await.body["items"], json!([]));
    assert_eq!(send(world.api.request("DELETE", "/api/tokens/1")).await.status, 404);
    tcp.world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_for_messages_starts_no_runs() {
    let tcp = Tcp::start().await;
    let ops = tcp.world.channel("ops").await;
    for (scopes, expected) in [(json!(["messages"]), 403), (json!(["messages", "runs"]), 201)] {
        let made = tcp.world.api.post("/api/tokens", json!({ "name": "ci", "scopes": scopes })).await;
        let token = made.body["token"].as_str().unwrap();
        let say = async |content: &str| {
            let url = format!("http://127.0.0.1:{}/api/messages", tcp.port);
            let body = json!({ "channel_id": ops, "content": content });
            send(reqwest::Client::new().post(url).bearer_auth(token).json(&body)).await
        };
        assert_eq!(say("the build is green").await.status, 201);
        let asked = say("@loop restart the shop").await;
        assert_eq!(asked.status, expected, "{asked:?}");
        if let Some(run) = asked.body["run_id"].as_i64() {
            tcp.world.ended(run).await;
        }
    }
    tcp.world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn near_misses_open_nothing() {
    let tcp = Tcp::start().await;
    let made = tcp.world.api.post("/api/tokens", json!({ "name": "ci", "scopes": ["read"] })).await;
    let token = made.body["token"].as_str().unwrap().to_owned();
    let mut wrong = vec![
        token.replace("loop_1_", "loop_2_"),
        token.replace("loop_1_", "loop_01_x"),
        token.replace("loop_1_", "loop_-1_"),
        token.replace("loop_1_", "LOOP_1_"),
        token[..token.len() - 1].to_owned(),
        "loop_1_".to_owned(),
        "loop_99999999999999999999_x".to_owned(),
    ];
    wrong.push(format!("{token}x"));
    for wrong in wrong {
        let url = format!("http://127.0.0.1:{}/api/status", tcp.port);
        let answer = send(reqwest::Client::new().get(url).bearer_auth(&wrong)).await;
        assert!(matches!(answer.status, 401 | 429), "{wrong}: {answer:?}");
    }
    tcp.world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_is_refused_with_the_field() {
    let tcp = Tcp::start().await;
    for (body, field) in [
        (json!({ "name": "", "scopes": ["read"] }), "name"),
        (json!({ "name": "a\nb", "scopes": ["read"] }), "name"),
        (json!({ "name": "ci", "scopes": [] }), "scopes"),
        (json!({ "name": "ci", "scopes": ["all"] }), "scopes[0]"),
        (json!({ "name": "ci", "scopes": ["read"], "expires_in_days": -1 }), "expires_in_days"),
        (json!({ "name": "ci", "scopes": ["read"], "expires_in_days": 4000 }), "expires_in_days"),
    ] {
        let answer = tcp.world.api.post("/api/tokens", body.clone()).await;
        assert_eq!(
            (answer.status, &answer.body["errors"][0]["field"]),
            (400, &json!(field)),
            "{body}: {answer:?}"
        );
    }
    tcp.world.end().await;
}
