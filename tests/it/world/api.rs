//! The API as a stranger would use it: plain HTTP over the daemon's socket. The generated client is tested
//! through `loopctl`.

use std::path::PathBuf;
use std::time::Duration;

use futures::StreamExt;
use serde_json::Value;

use super::daemon::Daemon;

/// Longest time that a test waits for one thing.
const PATIENCE: Duration = Duration::from_secs(180);

/// What the daemon answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: Value,
}

/// One daemon's API.
#[derive(Clone)]
pub struct Api {
    socket: PathBuf,
}

impl Api {
    pub fn new(socket: PathBuf) -> Self {
        Self { socket }
    }

    /// A request to be finished by the test.
    pub fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let client = reqwest::Client::builder().unix_socket(self.socket.clone()).build().unwrap();
        client.request(method.parse().unwrap(), format!("http://localhost{path}"))
    }

    pub async fn get(&self, path: &str) -> Answer {
        send(self.request("GET", path)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        send(self.request("POST", path).json(&body)).await
    }

    /// Waits until a resource is so.
    pub async fn until_is(&self, path: &str, is_so: impl Fn(&Value) -> bool) {
        let mut last = Value::Null;
        let becomes_so = async {
            loop {
                last = self.get(path).await.body;
                if is_so(&last) {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let waited = tokio::time::timeout(Duration::from_secs(30), becomes_so).await;
        assert!(waited.is_ok(), "{path} is still {last}");
    }

    /// Every event of a run, from its beginning to its end; comes back when the daemon goes away in between.
    pub async fn events(&self, run: i64) -> Vec<Value> {
        let mut events = Vec::new();
        let follow = async {
            while events.last().is_none_or(|event: &Value| event["type"] != "end") {
                let last = events.len().to_string();
                let request =
                    self.request("GET", &format!("/api/runs/{run}/events")).header("last-event-id", last);
                if let Ok(response) = request.send().await {
                    assert_eq!(response.status(), 200);
                    read_events(response, &mut events).await;
                } else {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        };
        tokio::time::timeout(PATIENCE, follow).await.unwrap_or_else(|_| panic!("run {run} did not end"));
        events
    }

    /// Waits for an event of a run that is still going on.
    pub async fn until(&self, run: i64, wanted: impl Fn(&Value) -> bool) {
        let look = async {
            let mut events = Vec::new();
            let response = self.request("GET", &format!("/api/runs/{run}/events")).send().await.unwrap();
            let mut stream = response.bytes_stream();
            let mut buffer = String::new();
            while let Some(Ok(bytes)) = stream.next().await {
                buffer.push_str(&String::from_utf8_lossy(&bytes));
                take_events(&mut buffer, &mut events);
                if events.iter().any(&wanted) {
                    return;
                }
            }
            panic!("the run ended without the event: {events:?}");
        };
        tokio::time::timeout(PATIENCE, look).await.expect("the event did not come");
    }

    /// Waits until the daemon answers.
    pub async fn until_up(&self) {
        let up = async {
            while self.request("GET", "/readyz").send().await.is_err() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(PATIENCE, up).await.expect("the daemon did not come up");
    }

    /// Waits until the daemon answers no more.
    pub async fn until_down(&self) {
        let down = async {
            while self.request("GET", "/readyz").send().await.is_ok() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(PATIENCE, down).await.expect("the daemon did not go down");
    }

    pub(super) async fn until_up_or_gone(&self, daemon: &mut Daemon) {
        let up = async {
            while self.request("GET", "/readyz").send().await.is_err() && !daemon.is_gone() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(PATIENCE, up).await.expect("the daemon neither came up nor died");
    }

    /// Waits until nothing is left to do.
    pub async fn settled(&self) {
        let settled = async {
            loop {
                let status = self.get("/api/status").await.body;
                let left = ["queued", "active"].map(|key| status["runs"][key].as_i64().unwrap());
                if left == [0, 0] && status["deliveries"]["pending"] == 0 {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(PATIENCE, settled).await.expect("work is left over");
    }
}

pub async fn send(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let text = response.text().await.unwrap();
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    Answer { status, headers, body }
}

async fn read_events(response: reqwest::Response, events: &mut Vec<Value>) {
    let mut stream = response.bytes_stream();
    let mut buffer = String::new();
    while let Some(Ok(bytes)) = stream.next().await {
        buffer.push_str(&String::from_utf8_lossy(&bytes));
        take_events(&mut buffer, events);
    }
}

/// Takes whole events from the buffer, checking that none is missing or repeated.
fn take_events(buffer: &mut String, events: &mut Vec<Value>) {
    while let Some(end) = buffer.find("\n\n") {
        let block: String = buffer.drain(..end + 2).collect();
        let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
        if let Some(data) = field("data:") {
            events.push(serde_json::from_str(data).unwrap());
            assert_eq!(
                field("id:"),
                Some(events.len().to_string().as_str()),
                "events without gaps or repeats"
            );
        }
    }
}
