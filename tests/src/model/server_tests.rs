//! The stand-in model over real HTTP: both forms of an answer, errors, gates, and what it remembers.

use serde_json::{Value, json};

use crate::model::{Gate, Model, Step};

async fn ask(model: &Model, prompt: &str, stream: bool) -> reqwest::Response {
    let body = json!({
        "model": "m",
        "stream": stream,
        "tools": [{ "name": "Bash" }],
        "messages": [{ "role": "user", "content": prompt }],
    });
    let url = format!("{}/v1/messages?beta=true", model.url());
    reqwest::Client::new().post(url).header("X-Api-Key", "k").json(&body).send().await.unwrap()
}

async fn text(model: &Model, prompt: &str) -> Value {
    ask(model, prompt, false).await.json::<Value>().await.unwrap()["content"][0]["text"].clone()
}

#[tokio::test]
async fn it_answers_and_remembers() {
    let model = Model::start().await;
    model.answers("ping", "pong");
    assert_eq!(text(&model, "ping").await, "pong");
    model.script([Step::text("scripted")]);
    assert_eq!(text(&model, "ping").await, "scripted");
    assert_eq!(text(&model, "ping").await, "pong");
    assert_eq!(model.prompts(), ["ping", "ping", "ping"]);
    let request = &model.requests()[0];
    assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", "/v1/messages?beta=true"));
    assert_eq!(request.header("x-api-key"), Some("k"));
    model.reset();
    assert_eq!(text(&model, "ping").await, "ECHO ping");
}

#[tokio::test]
async fn a_streamed_answer_is_a_sequence_of_events() {
    let model = Model::start().await;
    let stream = ask(&model, "[[text:one two]]", true).await.text().await.unwrap();
    let kinds: Vec<&str> = stream.lines().filter_map(|line| line.strip_prefix("event: ")).collect();
    assert_eq!(kinds.first(), Some(&"message_start"));
    assert_eq!(kinds.last(), Some(&"message_stop"));
    assert!(stream.contains(r#""text":"one ""#), "{stream}");
    let stream = ask(&model, "[[sse_error]] hello", true).await.text().await.unwrap();
    assert!(stream.ends_with("\n\n") && stream.contains("overloaded_error"), "{stream}");
}

#[tokio::test]
async fn a_cut_stream_breaks_after_its_first_word() {
    let model = Model::start().await;
    let mut response = ask(&model, "[[text:one two]] [[cut]]", true).await;
    let mut seen = Vec::new();
    let broken = loop {
        match response.chunk().await {
            Ok(Some(chunk)) => seen.extend(chunk),
            Ok(None) => break false,
            Err(_) => break true,
        }
    };
    let seen = String::from_utf8(seen).unwrap();
    assert!(broken && seen.contains("one ") && !seen.contains("two"), "{seen}");
}

#[tokio::test]
async fn errors_carry_their_type_message_and_headers() {
    let model = Model::start().await;
    model.on("limit", Step::status(429).message("slow down").header("retry-after", 7));
    let response = ask(&model, "limit", true).await;
    assert_eq!(response.status(), 429);
    assert_eq!(response.headers()["retry-after"], "7");
    let body: Value = response.json().await.unwrap();
    assert_eq!(
        body,
        json!({ "type": "error", "error": { "type": "rate_limit_error", "message": "slow down" } })
    );
}

#[tokio::test]
async fn a_held_answer_waits_for_its_gate() {
    let model = Model::start().await;
    let (hold, pause) = (Gate::new(), Gate::new());
    model.on("wait", Step::text("one two").hold(&hold).pause(&pause));
    let opened = async {
        model.wait_for(|requests| !requests.is_empty()).await;
        hold.open();
        pause.open();
    };
    let (stream, ()) = tokio::join!(async { ask(&model, "wait", true).await.text().await.unwrap() }, opened);
    assert!(stream.contains("message_stop"));
}

#[tokio::test]
async fn it_notices_a_client_that_gives_up() {
    let model = Model::start().await;
    model.on("held", Step::text("x").hold(&Gate::new()));
    model.on("paused", Step::text("x y").pause(&Gate::new()));
    for prompt in ["held", "paused"] {
        model.reset_requests();
        let asked = model.wait_for(|requests| !requests.is_empty());
        tokio::select! {
            _ = async { ask(&model, prompt, true).await.text().await } => panic!("answered"),
            () = asked => {}
        }
        model.wait_for(|requests| requests.iter().any(|r| r.method == "CLIENT-ABORT")).await;
    }
}

#[tokio::test]
async fn stopping_cuts_what_is_held() {
    let model = Model::start().await;
    let url = model.url();
    model.on("held", Step::text("x y").pause(&Gate::new()));
    let mut response = ask(&model, "held", true).await;
    assert!(response.chunk().await.unwrap().is_some());
    model.stop().await;
    assert!(reqwest::get(url).await.is_err());
}

#[tokio::test]
async fn the_other_endpoints_answer() {
    let model = Model::start_on(0, Some("right".to_owned())).await.unwrap();
    let client = reqwest::Client::new();
    let url = model.url();
    assert_eq!(client.head(&url).send().await.unwrap().status(), 200);
    assert_eq!(client.get(format!("{url}/nope")).send().await.unwrap().status(), 404);
    assert_eq!(ask(&model, "hello", false).await.status(), 401);
    let count = client.post(format!("{url}/v1/messages/count_tokens")).bearer_auth("right");
    let count: Value = count.json(&json!({ "messages": [] })).send().await.unwrap().json().await.unwrap();
    assert_eq!(count["input_tokens"], 2);
    let script = client.post(format!("{url}/__script")).json(&json!([{ "text": "a" }, { "status": 500 }]));
    assert_eq!(script.send().await.unwrap().json::<Value>().await.unwrap()["queued"], 2);
    let requests: Value = client.get(format!("{url}/__requests")).send().await.unwrap().json().await.unwrap();
    assert_eq!(requests[0]["method"], "HEAD");
    let wrong = client.post(format!("{url}/__script")).json(&json!([{ "txt": "a" }]));
    assert_eq!(wrong.send().await.unwrap().status(), 400);
}
