//! A stand-in for the vendor's Messages API, faithful enough for the real agent CLI to talk to.
//!
//! What it answers is decided, in this order, by
//!
//! 1. the queue of [`Model::script`] (or `POST /__script` with a list of [`Step`]s); requests without tools, the
//!    CLI's side questions, never take from it,
//! 2. the rules of [`Model::answers`], [`Model::on`] and [`Model::acts`]; the last one that matches wins,
//! 3. directives in the newest user text: `[[text:hello]]`, `[[tool:NAME {"a":1}]]` (several allowed; the JSON must
//!    not hold `]]`), `[[status:429]]`, `[[status:529 overloaded_error some message]]`, `[[sse_error:overloaded_error]]`,
//!    `[[delay:2.5]]`, `[[trickle:0.2]]`, `[[cut]]`, `[[repeat:N]]` (N numbered lines), `[[stop:max_tokens]]`,
//! 4. `TOOL_RESULT <text>` where a tool's result came back, else `ECHO <newest user text>`.
//!
//! Beside `POST /v1/messages` (JSON or streamed) it knows `POST /v1/messages/count_tokens`, `GET /v1/models` and
//! `HEAD /`. `GET /__requests` lists what was asked, `POST /__reset` forgets it, the script and the rules.

mod answer;
mod gate;
mod plan;
mod server;
mod step;

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub use gate::Gate;
pub use step::{Step, ToolCall};

/// How long [`Model::wait_for`] waits before it calls a test failed.
const PATIENCE: Duration = Duration::from_secs(60);
/// How many requests are remembered.
const REMEMBERED: usize = 4000;

/// A request that the stand-in got.
#[derive(Clone, Debug, Serialize)]
pub struct Request {
    /// The method; `CLIENT-ABORT` notes that the client gave up on an answer.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// Headers by lower-case name.
    pub headers: BTreeMap<String, String>,
    /// The JSON body; null if there was none.
    pub body: Value,
}

impl Request {
    /// Whether it is part of the conversation: a message with tools, unlike the CLI's side questions.
    pub fn is_main(&self) -> bool {
        self.method == "POST" && self.path_only() == "/v1/messages" && plan::is_main(&self.body)
    }

    /// The newest user text; "" where it only brings tool results.
    pub fn prompt(&self) -> String {
        plan::newest_text(&self.body)
    }

    /// A header by its lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    fn path_only(&self) -> &str {
        self.path.split('?').next().unwrap_or_default()
    }
}

/// A running stand-in; dropping it stops it and cuts what it was answering.
pub struct Model {
    addr: SocketAddr,
    state: Arc<State>,
    tasks: TaskTracker,
}

impl Model {
    /// Starts one on a free loopback port that takes any key.
    pub async fn start() -> Self {
        #[expect(clippy::expect_used, reason = "a test cannot go on without it")]
        Self::start_on(0, None).await.expect("a free loopback port")
    }

    /// Starts one on `port` of the loopback interface (0 = any free one) that takes only `key`, if given.
    pub async fn start_on(port: u16, key: Option<String>) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let addr = listener.local_addr()?;
        let state = Arc::new(State { key, ..State::default() });
        let tasks = TaskTracker::new();
        tasks.spawn(server::serve(listener, Arc::clone(&state)));
        tasks.close();
        Ok(Self { addr, state, tasks })
    }

    /// The base URL to give to the CLI.
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.addr.port()
    }

    /// A prompt that holds `needle` is answered with `reply`.
    pub fn answers(&self, needle: &str, reply: &str) {
        self.on(needle, Step::text(reply));
    }

    /// A prompt that holds `needle` is answered with `step`; after a tool call, its result is repeated.
    pub fn on(&self, needle: &str, step: Step) {
        self.acts(needle, [step]);
    }

    /// A prompt that holds `needle` is answered with the first of `steps`, and each tool result with the next.
    pub fn acts(&self, needle: &str, steps: impl IntoIterator<Item = Step>) {
        let rule = plan::Rule { needle: needle.to_owned(), steps: steps.into_iter().collect() };
        self.state.lock().rules.push(rule);
    }

    /// Queues answers for the next main requests, whatever they ask.
    pub fn script(&self, steps: impl IntoIterator<Item = Step>) {
        self.state.lock().script.extend(steps);
    }

    /// Everything asked so far.
    pub fn requests(&self) -> Vec<Request> {
        self.state.lock().requests.clone()
    }

    /// The newest user text of each main request that brought one, oldest first.
    pub fn prompts(&self) -> Vec<String> {
        let main = self.requests().into_iter().filter(Request::is_main);
        main.map(|request| request.prompt()).filter(|prompt| !prompt.is_empty()).collect()
    }

    /// Waits until `condition` holds for what was asked; fails the test if it does not within a minute.
    pub async fn wait_for(&self, condition: impl Fn(&[Request]) -> bool) {
        let mut seen = self.state.seen.subscribe();
        let holds = async { seen.wait_for(|()| condition(&self.state.lock().requests)).await.is_ok() };
        let held = tokio::time::timeout(PATIENCE, holds).await;
        assert!(
            matches!(held, Ok(true)),
            "the model was never asked what was waited for: {:?}",
            self.prompts()
        );
    }

    /// Forgets the requests; script and rules stay.
    pub fn reset_requests(&self) {
        self.state.lock().requests.clear();
    }

    /// Forgets requests, script and rules.
    pub fn reset(&self) {
        self.state.reset();
    }

    /// Stops it and waits until every connection is closed.
    pub async fn stop(self) {
        self.state.stop.cancel();
        self.tasks.wait().await;
    }
}

impl Drop for Model {
    fn drop(&mut self) {
        self.state.stop.cancel();
    }
}

/// What the server and the handle share.
#[derive(Default)]
struct State {
    key: Option<String>,
    inner: Mutex<Inner>,
    seen: watch::Sender<()>,
    stop: CancellationToken,
}

#[derive(Default)]
struct Inner {
    requests: Vec<Request>,
    script: VecDeque<Step>,
    rules: Vec<plan::Rule>,
}

impl State {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn record(&self, request: Request) {
        let mut inner = self.lock();
        if inner.requests.len() == REMEMBERED {
            inner.requests.remove(0);
        }
        inner.requests.push(request);
        drop(inner);
        self.seen.send_replace(());
    }

    fn reset(&self) {
        *self.lock() = Inner::default();
        self.seen.send_replace(());
    }

    fn next_step(&self, body: &Value) -> Step {
        let mut inner = self.lock();
        let scripted = if plan::is_main(body) { inner.script.pop_front() } else { None };
        let step = scripted.unwrap_or_else(|| plan::plan(body, &inner.rules));
        plan::filled(step, body)
    }
}
