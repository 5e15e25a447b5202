//! Whole command lines in process, against a stand-in daemon that keeps its state and a list of what it was asked.
//! What the real daemon does is tested end to end elsewhere.

#![expect(clippy::unwrap_used, reason = "a test's helpers fail as the test does")]

use std::collections::HashMap;
use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Json;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::response::sse::{Event, Sse};
use axum::routing::{get, post};
use futures::stream::{self, StreamExt as _};
use loopctl::{Exit, Io, Stdin};
use serde_json::{Value, json};
use tokio::sync::watch;

/// The stand-in: a prompt is answered by its own words; `sleep` works until it is stopped, `fail` fails, `lose` cannot
/// be followed, and `break` breaks the first answer's connection.
struct Daemon {
    url: String,
    state: Arc<Known>,
}

#[derive(Default)]
struct Known {
    runs: Mutex<Vec<Value>>,
    keys: Mutex<HashMap<String, usize>>,
    asked: Mutex<Vec<String>>,
    stopped: watch::Sender<bool>,
    told_to_leave: Mutex<bool>,
}

impl Daemon {
    async fn start() -> Self {
        let state = Arc::new(Known::default());
        let router = Router::new()
            .route("/api/channels/create", post(|| async { Json(channel("main")) }))
            .route(
                "/api/channels",
                get(|| async { Json(json!({ "items": [channel("main")], "next": null })) }),
            )
            .route("/api/channels/{id}/session/reset", post(|| async { StatusCode::NO_CONTENT }))
            .route("/api/runs", post(start_run))
            .route("/api/runs/{id}", get(show_run))
            .route("/api/runs/{id}/stop", post(stop_run))
            .route("/api/runs/{id}/events", get(stream_run))
            .with_state(Arc::clone(&state));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        drop(tokio::task::spawn_local(async move { axum::serve(listener, router).await.unwrap() }));
        Self { url, state }
    }

    fn asked(&self) -> Vec<String> {
        self.state.asked.lock().unwrap().clone()
    }
}

fn channel(name: &str) -> Value {
    json!({ "id": format!("c-{name}"), "platform": "local", "name": name, "active": true,
            "created_at": "2026-01-02T03:04:05Z" })
}

async fn start_run(
    State(known): State<Arc<Known>>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> impl IntoResponse {
    let key = headers["idempotency-key"].to_str().unwrap().to_owned();
    let prompt = body["prompt"].as_str().unwrap().to_owned();
    let mut runs = known.runs.lock().unwrap();
    let index = *known.keys.lock().unwrap().entry(key).or_insert_with(|| {
        known.asked.lock().unwrap().push(format!("{}: {prompt}", body["author"].as_str().unwrap_or("-")));
        let id = runs.len() + 1;
        runs.push(json!({
            "id": id, "channel_id": "c-main", "status": "running", "cause": { "kind": "api", "key": "k" },
            "author": { "id": "operator", "name": "ann" }, "prompt": prompt, "queued_at": "2026-01-02T03:04:05Z",
            "attempts": 1, "depth": 0, "causes": [], "usage": { "input_tokens": 0, "output_tokens": 0, "cache_read_tokens": 0,
                                      "cache_write_tokens": 0, "cost_usd": 0.0, "turns": 0 },
        }));
        runs.len() - 1
    });
    let mut told = known.told_to_leave.lock().unwrap();
    if prompt == "break" && !std::mem::replace(&mut told, true) {
        // The run is accepted, but its answer is lost on the way.
        let broken = stream::iter([Err::<Vec<u8>, _>(std::io::Error::other("broken"))]);
        return (StatusCode::ACCEPTED, axum::body::Body::from_stream(broken)).into_response();
    }
    (StatusCode::ACCEPTED, Json(runs[index].clone())).into_response()
}

async fn show_run(State(known): State<Arc<Known>>, Path(id): Path<usize>) -> impl IntoResponse {
    match known.runs.lock().unwrap().get(id.wrapping_sub(1)) {
        Some(run) => Json(run.clone()).into_response(),
        None => {
            let body = json!({ "type": "about:blank", "title": "Not Found", "status": 404, "code": "not_found",
                               "detail": format!("there is no run {id}\u{1b}[2J") });
            (StatusCode::NOT_FOUND, Json(body)).into_response()
        }
    }
}

async fn stop_run(State(known): State<Arc<Known>>, Path(id): Path<usize>) -> impl IntoResponse {
    known.stopped.send_replace(true);
    (StatusCode::ACCEPTED, Json(known.runs.lock().unwrap()[id - 1].clone()))
}

async fn stream_run(
    State(known): State<Arc<Known>>,
    Path(id): Path<usize>,
    Query(query): Query<HashMap<String, String>>,
) -> axum::response::Response {
    let prompt = known.runs.lock().unwrap()[id - 1]["prompt"].as_str().unwrap().to_owned();
    let mut events =
        vec![json!({ "type": "text", "text": "I look." }), json!({ "type": "notice", "text": "Fresh." })];
    let end =
        |status: &str, text: &str| json!({ "type": "end", "status": status, "failure": null, "text": text });
    match prompt.as_str() {
        "sleep" => {}
        "lose" => {
            let body = json!({ "type": "about:blank", "title": "Internal Server Error", "status": 500,
                               "code": "internal", "detail": "the database is broken" });
            return (StatusCode::INTERNAL_SERVER_ERROR, Json(body)).into_response();
        }
        "fail" => events.push(end("failed", "The key was refused.")),
        other => {
            events.push(json!({ "type": "text", "text": other }));
            events.push(end("succeeded", other));
        }
    }
    let mut stopped = known.stopped.subscribe();
    let later = stream::once(async move {
        let waiting = stopped.wait_for(|stopped| *stopped).await.map(|_| ());
        waiting.unwrap();
        json!({ "type": "end", "status": "cancelled", "failure": "stopped", "text": "Stopped." })
    });
    let follows = query.get("follow").is_none_or(|follow| follow == "true");
    let later = stream::iter(follows.then_some(later)).flatten();
    let events = stream::iter(events).chain(later).enumerate().map(|(place, mut event)| {
        event["at"] = "2026-01-02T03:04:05Z".into();
        let (id, kind) = ((place + 1).to_string(), event["type"].as_str().unwrap().to_owned());
        Ok::<_, std::convert::Infallible>(Event::default().id(id).event(kind).json_data(event).unwrap())
    });
    Sse::new(events).into_response()
}

/// What was written, readable while it is written.
#[derive(Clone, Default)]
struct Page(Arc<Mutex<Vec<u8>>>);

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Page {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// Code, standard output and standard error of one command line; `presses` are the times of Ctrl-C.
async fn loopctl(url: &str, line: &str, stdin: &str, presses: &'static [u64]) -> (Exit, String, String) {
    let (out, err) = (Page::default(), Page::default());
    let mut io = Io::plain(Box::new(out.clone()), Box::new(err.clone()));
    io.env.api_url = Some(url.to_owned());
    io.env.user = Some("ann".to_owned());
    io.stdin = Stdin { reader: Box::new(std::io::Cursor::new(stdin.to_owned())), is_terminal: false };
    io.interrupts = Box::new(move || {
        let presses = stream::iter(presses).then(|ms| tokio::time::sleep(Duration::from_millis(*ms)));
        Box::pin(presses.chain(stream::pending()))
    });
    let exit = loopctl::run(line.split(' ').map(Into::into), io).await;
    (exit, out.text(), err.text())
}

fn told(text: &str) -> String {
    text.to_owned()
}

/// The future of a whole command line can be moved between threads.
#[test]
fn it_can_run_anywhere() {
    fn is_send(_: &impl Send) {}
    let run = loopctl::run(Vec::new(), Io::plain(Box::new(Vec::new()), Box::new(Vec::new())));
    is_send(&run);
}

async fn with_daemon<Done: Future<Output = ()>>(test: impl FnOnce(Daemon) -> Done) {
    tokio::task::LocalSet::new().run_until(async { test(Daemon::start().await).await }).await;
}

#[tokio::test]
async fn an_answer_is_all_that_is_printed() {
    with_daemon(async |daemon| {
        let asked = loopctl(&daemon.url, "loopctl ask what is it", "", &[]).await;
        assert_eq!(asked, (Exit::Ok, told("what is it\n"), told("Fresh.\n")));
        let piped = loopctl(&daemon.url, "loopctl -q ask", "from a pipe\n", &[]).await;
        assert_eq!(piped, (Exit::Ok, told("from a pipe\n"), String::new()));
        assert_eq!(daemon.asked(), ["ann: what is it", "ann: from a pipe\n"]);
    })
    .await;
}

#[tokio::test]
async fn a_lost_answer_is_one_run() {
    with_daemon(async |daemon| {
        let (exit, out, err) = loopctl(&daemon.url, "loopctl ask break", "", &[]).await;
        assert_eq!((exit, out.as_str()), (Exit::Ok, "break\n"), "{err}");
        assert_eq!(daemon.asked(), ["ann: break"]);
    })
    .await;
}

#[tokio::test]
async fn what_fails_says_why_and_has_its_code() {
    with_daemon(async |daemon| {
        let failed = loopctl(&daemon.url, "loopctl ask fail", "", &[]).await;
        let said = told("Fresh.\nerror: run 1 failed: The key was refused.\n");
        assert_eq!(failed, (Exit::Failed, String::new(), said));
        let missing = loopctl(&daemon.url, "loopctl runs show 7", "", &[]).await;
        assert_eq!(missing, (Exit::Failed, String::new(), told("error: there is no run 7^[[2J\n")));
        let empty = loopctl(&daemon.url, "loopctl ask -", " \n", &[]).await;
        assert_eq!((empty.0, empty.1.as_str()), (Exit::Usage, ""));
        assert!(empty.2.starts_with("error: the question is empty\n"), "{}", empty.2);
    })
    .await;
    let (exit, _, err) = loopctl("http://127.0.0.1:1", "loopctl status", "", &[]).await;
    assert_eq!(exit, Exit::Unreachable);
    assert!(err.starts_with("error: no loopd answers at http://127.0.0.1:1 ("), "{err}");
    assert!(err.contains("start it with `loopd serve`") && err.lines().count() == 1, "{err}");
}

#[tokio::test]
async fn a_run_that_is_lost_sight_of_is_named() {
    with_daemon(async |daemon| {
        let (exit, out, err) = loopctl(&daemon.url, "loopctl ask lose", "", &[]).await;
        assert_eq!((exit, out.as_str()), (Exit::Failed, ""));
        assert!(err.contains("run 1 may still be at work") && err.contains("`loopctl runs show 1`"), "{err}");
        assert!(err.contains("the database is broken") && err.lines().count() == 1, "{err}");
    })
    .await;
}

#[tokio::test]
async fn ctrl_c_stops_the_run_and_a_second_one_leaves() {
    with_daemon(async |daemon| {
        let stopped = loopctl(&daemon.url, "loopctl ask sleep", "", &[200]).await;
        let said = told("Fresh.\nstopping run 1; Ctrl-C again leaves at once\nerror: run 1 was stopped\n");
        assert_eq!(stopped, (Exit::Failed, String::new(), said));
    })
    .await;
    with_daemon(async |daemon| {
        let (exit, _, err) = loopctl(&daemon.url, "loopctl ask sleep", "", &[0]).await;
        assert_eq!(exit, Exit::Failed);
        assert!(err.ends_with("error: run 1 was stopped\n"), "pressed before the run was known: {err}");
    })
    .await;
    with_daemon(async |daemon| {
        let left = loopctl(&daemon.url, "loopctl ask sleep", "", &[200, 0]).await;
        assert_eq!(left.0, Exit::Failed);
        assert!(
            left.2.contains("run 1 may still be at work") || left.2.contains("run 1 was stopped"),
            "{}",
            left.2
        );
    })
    .await;
}

#[tokio::test]
async fn a_chat_from_a_pipe_tells_each_answer_once() {
    with_daemon(async |daemon| {
        let talk = "one\n\n/new\ntwo\\\nlines\nfail\n";
        let (exit, out, err) = loopctl(&daemon.url, "loopctl chat", talk, &[]).await;
        assert_eq!(out, "I look.\none\nI look.\ntwo\nlines\nI look.\n", "{err}");
        let said = "Fresh.\nthe next question begins a new conversation\nFresh.\nFresh.\nrun 3 failed: The key was refused.\n";
        assert_eq!((exit, err.as_str()), (Exit::Failed, said));
    })
    .await;
}

#[tokio::test]
async fn logs_end_with_what_is_stored_unless_they_are_followed() {
    with_daemon(async |daemon| {
        // A person who hangs up leaves the run at work.
        let asking = loopctl(&daemon.url, "loopctl ask sleep", "", &[]);
        assert!(tokio::time::timeout(Duration::from_millis(300), asking).await.is_err());
        let (exit, out, err) = loopctl(&daemon.url, "loopctl runs logs 1", "", &[]).await;
        assert_eq!((exit, out.as_str()), (Exit::Ok, "03:04:05  I look.\n03:04:05  note: Fresh.\n"));
        assert_eq!(err, "run 1 goes on; -f follows it\n");
        daemon.state.stopped.send_replace(true);
        let (_, out, _) = loopctl(&daemon.url, "loopctl runs logs -f 1 --json", "", &[]).await;
        let types: Vec<Value> =
            out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["type"].clone()).collect();
        assert_eq!(types, ["text", "notice", "end"]);
    })
    .await;
}
