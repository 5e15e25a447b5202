//! Who may do what: every operation of the API against every kind of caller. The operations come from the committed
//! document, so a new one without a row fails.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::limits::Tcp;
use crate::world::{Answer, Api, World, send};

/// Who besides the operator may use an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum May {
    /// Everybody.
    Anybody,
    /// Agents, and tokens with this scope.
    Agents(&'static str),
    /// Tokens with this scope.
    Tokens(&'static str),
    /// Nobody else.
    Nobody,
}

use May::{Agents, Anybody, Nobody, Tokens};

/// Every operation of the API.
const TABLE: [(&str, May); 44] = [
    ("search_channels", Agents("read")),
    ("ensure_channel", Nobody),
    ("create_channel", Agents("channels")),
    ("show_channel", Agents("read")),
    ("edit_channel", Nobody),
    ("reset_session", Tokens("channels")),
    ("list_grants", Nobody),
    ("grant_role", Nobody),
    ("revoke_role", Nobody),
    ("create_thread", Agents("messages")),
    ("delete_thread", Agents("messages")),
    ("list_messages", Agents("read")),
    ("send_message", Agents("messages")),
    ("search_memory", Agents("read")),
    ("index_memory", Agents("channels")),
    ("memory_status", Agents("read")),
    ("get_openapi", Anybody),
    ("get_readme", Agents("read")),
    ("list_runs", Agents("read")),
    ("start_run", Agents("runs")),
    ("show_run", Agents("read")),
    ("stream_run", Agents("read")),
    ("stop_run", Agents("runs")),
    ("list_tasks", Agents("read")),
    ("schedule_task", Agents("tasks")),
    ("show_task", Agents("read")),
    ("edit_task", Agents("tasks")),
    ("cancel_task", Agents("tasks")),
    ("run_task", Agents("tasks")),
    ("list_slots", Agents("read")),
    ("preview_schedule", Agents("read")),
    ("list_projects", Nobody),
    ("show_project", Nobody),
    ("trust_project", Nobody),
    ("untrust_project", Nobody),
    ("list_templates", Agents("read")),
    ("add_template", Agents("tasks")),
    ("list_tokens", Nobody),
    ("create_token", Nobody),
    ("revoke_token", Nobody),
    ("show_status", Tokens("read")),
    ("get_health", Anybody),
    ("get_metrics", Nobody),
    ("get_readiness", Anybody),
];

const SCOPES: [&str; 5] = ["read", "runs", "tasks", "messages", "channels"];

/// One operation of the document, with the kind of thing its path names, if it names one.
struct Operation {
    name: String,
    method: String,
    path: String,
}

impl Operation {
    /// The address for these things.
    fn of(&self, things: &Things) -> String {
        self.path
            .replace("{id}", &things.id(&self.path))
            .replace("{name}", "heartbeat")
            .replace("{kind}", "user")
            .replace("{subject}", "U1")
    }

    fn names_a_thing(&self) -> bool {
        self.path.contains("{id}")
    }
}

fn operations() -> Vec<Operation> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/openapi.json");
    let document: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut found = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap().to_owned();
            found.push(Operation { name, method: method.to_uppercase(), path: path.clone() });
        }
    }
    // What destroys comes last.
    found.sort_by_key(|operation| operation.method == "DELETE");
    found
}

/// What a channel has of everything.
struct Things {
    channel: String,
    thread: String,
    run: String,
    task: String,
    token: String,
}

impl Things {
    async fn made_in(world: &World, channel: &str) -> Self {
        let text = |answer: Answer, pointer: &str| {
            let value = answer.body.pointer(pointer).unwrap_or_else(|| panic!("{answer:?}"));
            value.as_str().map_or_else(|| value.to_string(), str::to_owned)
        };
        let thread = json!({ "channel_id": channel, "name": "a thread" });
        let task =
            json!({ "channel_id": channel, "type": "cron", "schedule": "@yearly", "prompt": "look around" });
        let token = json!({ "name": "idle", "scopes": ["read"] });
        Self {
            channel: channel.to_owned(),
            run: world.ask(channel, "hello").await["id"].to_string(),
            thread: text(world.api.post("/api/threads", thread).await, "/thread/id"),
            task: text(world.api.post("/api/tasks", task).await, "/id"),
            token: text(world.api.post("/api/tokens", token).await, "/info/id"),
        }
    }

    /// Ids that nothing has.
    fn unknown() -> Self {
        let [channel, thread] = ["c-none", "t-none"].map(str::to_owned);
        let [run, task, token] = ["999990", "999991", "999992"].map(str::to_owned);
        Self { channel, thread, run, task, token }
    }

    fn id(&self, path: &str) -> String {
        match path.split('/').nth(2) {
            Some("channels") => &self.channel,
            Some("threads") => &self.thread,
            Some("tasks") => &self.task,
            Some("tokens") => &self.token,
            _ => &self.run,
        }
        .clone()
    }
}

/// Somebody who asks over TCP.
struct Client<'a> {
    tcp: &'a Tcp,
    token: Option<&'a str>,
}

impl Client<'_> {
    async fn ask(&self, operation: &Operation, things: &Things) -> Answer {
        let url = format!("http://127.0.0.1:{}{}", self.tcp.port, operation.of(things));
        let request = reqwest::Client::new().request(operation.method.parse().unwrap(), url);
        let request = match self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        send(with_body(request, &operation.method)).await
    }
}

/// An agent at its container's door.
pub struct Agent {
    api: Api,
    token: String,
}

impl Agent {
    /// The agent that works in a channel, or worked there last; its container is warm.
    pub fn of(world: &World, channel: &str) -> Self {
        let dir = door(world, channel);
        let token = std::fs::read_to_string(dir.join("token")).unwrap().trim().to_owned();
        Self { api: Api::new(dir.join("api.sock")), token }
    }

    /// Asks with the container's token.
    pub async fn ask(&self, method: &str, path: &str, body: Value) -> Answer {
        let request = self.api.request(method, path).bearer_auth(&self.token);
        send(if method == "GET" { request } else { request.json(&body) }).await
    }

    /// Asks with a key of its own for the request.
    pub async fn keyed(&self, key: &str, path: &str, body: Value) -> Answer {
        let request = self.api.request("POST", path).bearer_auth(&self.token);
        send(request.header("idempotency-key", key).json(&body)).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, Value::Null).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.ask("POST", path, body).await
    }
}

/// The directory of the door of a channel's only live container.
fn door(world: &World, channel: &str) -> PathBuf {
    let listed = std::process::Command::new("docker")
        .args(["ps", "--format", "{{.Names}}", "--filter", &format!("label=loop.channel={channel}")])
        .output()
        .unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    let (name, others) = listed.trim().split_once('\n').unwrap_or((listed.trim(), ""));
    assert!(!name.is_empty() && others.is_empty(), "{listed}");
    world.home().join("run/c").join(name.rsplit('-').next().unwrap())
}

fn with_body(request: reqwest::RequestBuilder, method: &str) -> reqwest::RequestBuilder {
    if method == "GET" { request } else { request.json(&json!({})) }
}

/// True of an answer that let the caller in, whatever it thought of the request then.
fn let_in(answer: &Answer) -> bool {
    !matches!(answer.status, 401 | 403 | 429) && !is_no_route(answer)
}

fn is_no_route(answer: &Answer) -> bool {
    answer.status == 404 && answer.body["detail"].as_str().unwrap().contains("nothing at this address")
}

async fn token(world: &World, scopes: &[&str]) -> (i64, String) {
    let made = world.api.post("/api/tokens", json!({ "name": "ci", "scopes": scopes })).await;
    assert_eq!(made.status, 201, "{made:?}");
    (made.body["info"]["id"].as_i64().unwrap(), made.body["token"].as_str().unwrap().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_tells_every_kind_of_caller_what_the_table_says() {
    let tcp = Tcp::start().await;
    let world = &tcp.world;
    let (ops, web) = (world.channel("ops").await, world.channel("web").await);
    let (own, _) = (Things::made_in(world, &ops).await, Things::made_in(world, &web).await);
    let mut tokens = BTreeMap::new();
    for scope in SCOPES {
        tokens.insert(scope, token(world, &[scope]).await.1);
    }
    let (revoked_id, revoked) = token(world, &SCOPES).await;
    assert_eq!(send(world.api.request("DELETE", &format!("/api/tokens/{revoked_id}"))).await.status, 204);
    let (agent, stranger) = (Agent::of(world, &ops), Agent::of(world, &web));
    let table: BTreeMap<&str, May> = TABLE.into_iter().collect();
    let operations = operations();
    for name in table.keys() {
        assert!(operations.iter().any(|known| known.name == *name), "{name} is in no document");
    }
    for operation in &operations {
        let name = operation.name.as_str();
        let may = *table.get(name).unwrap_or_else(|| panic!("{name} has no row in the table"));
        let with = |token| Client { tcp: &tcp, token };
        // Nobody, and somebody whose token was revoked.
        let nobody = with(None).ask(operation, &own).await;
        let gone = with(Some(&revoked)).ask(operation, &own).await;
        if may == Anybody {
            assert_eq!((nobody.status, gone.status), (200, 200), "{name}");
        } else {
            assert_eq!(nobody.status, 401, "{name} without a token");
            assert!(matches!(gone.status, 401 | 429), "{name} with a revoked token: {gone:?}");
        }
        // Personal tokens: the scope opens it, every other one does not.
        for (scope, token) in &tokens {
            let answer = with(Some(token)).ask(operation, &Things::unknown()).await;
            let expected = match may {
                Anybody => true,
                Agents(needed) | Tokens(needed) => needed == *scope,
                Nobody => false,
            };
            assert_eq!(let_in(&answer), expected, "{name} with the scope {scope}: {answer:?}");
            assert!(expected || answer.status == 403, "{name} with the scope {scope}: {answer:?}");
        }
        // An agent of another channel hears of these things what it hears of things that are not there.
        let (method, path) = (&operation.method, operation.of(&own));
        let there = stranger.ask(method, &path, json!({})).await;
        if !matches!(may, Agents(_)) {
            assert!(is_no_route(&there), "{name} by an agent: {there:?}");
        } else if operation.names_a_thing() {
            let unknown = Things::unknown();
            let not_there = stranger.ask(method, &operation.of(&unknown), json!({})).await;
            let (id, none) = (own.id(&operation.path), unknown.id(&operation.path));
            let same = there.body.to_string().replace(&id, "#");
            assert_eq!(same, not_there.body.to_string().replace(&none, "#"), "{name}");
            assert_eq!((there.status, not_there.status), (404, 404), "{name}");
        }
        // The agent of this channel.
        let here = agent.ask(method, &path, json!({})).await;
        assert_eq!(let_in(&here), matches!(may, Agents(_)), "{name} by the channel's agent: {here:?}");
        assert_eq!(send(with_body(agent.api.request(method, &path), method)).await.status, 401);
        let with_operators = agent.api.request(method, &path).bearer_auth(&tcp.token);
        assert_eq!(send(with_body(with_operators, method)).await.status, 401, "{name} at the door");
        // The operator.
        let answer = with(Some(&tcp.token)).ask(operation, &own).await;
        assert!(let_in(&answer), "{name} by the operator: {answer:?}");
    }
    tcp.world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_that_names_another_channel_finds_nothing_and_leaves_nothing() {
    let world = World::start().await;
    let (ops, web) = (world.channel("ops").await, world.channel("web").await);
    let theirs = Things::made_in(&world, &web).await;
    world.ask(&ops, "hello").await;
    let agent = Agent::of(&world, &ops);
    let task =
        |channel: &str| json!({ "channel_id": channel, "type": "cron", "schedule": "@daily", "prompt": "p" });
    for channel in [&web, "c-none"] {
        let not_there = [
            agent.get(&format!("/api/tasks?channel_id={channel}")).await,
            agent.get(&format!("/api/runs?channel_id={channel}")).await,
            agent.get(&format!("/api/messages?channel_id={channel}")).await,
            agent.get(&format!("/api/templates?channel_id={channel}")).await,
            agent.get(&format!("/api/channels/{channel}")).await,
            agent.post("/api/tasks", task(channel)).await,
            agent.post("/api/templates/heartbeat/add", json!({ "channel_id": channel })).await,
        ];
        for answer in not_there {
            assert_eq!(answer.status, 404, "{answer:?}");
            assert_eq!(answer.body["detail"], format!("there is no channel {channel}"));
        }
    }
    // What it leaves out is filled in, whatever else it says of itself.
    let mine = json!({ "type": "cron", "schedule": "@daily", "prompt": "p", "author": "the operator" });
    let made = agent.post("/api/tasks", mine).await;
    assert_eq!((made.status, &made.body["channel_id"]), (201, &json!(ops)), "{made:?}");
    assert_eq!(made.body["created_by"], "loop in ops");
    let tasks = agent.get("/api/tasks").await.body;
    assert_eq!(tasks["items"].as_array().unwrap().len(), 1, "its own and no other: {tasks}");
    let runs = agent.get("/api/runs").await.body;
    assert!(runs["items"].as_array().unwrap().iter().all(|run| run["channel_id"] == ops.as_str()), "{runs}");
    // It finds others' channels, but not where on the host they work.
    world.api.post("/api/channels", json!({ "dir_path": world.project("shop") })).await;
    let found = agent.get("/api/channels?query=shop").await.body;
    assert_eq!((&found["items"][0]["name"], &found["items"][0]["dir_path"]), (&json!("shop"), &Value::Null));
    // Nothing of theirs has changed.
    let left = world.api.get(&format!("/api/tasks?channel_id={web}")).await.body;
    assert_eq!(left["items"].as_array().unwrap().len(), 1);
    assert_eq!(world.api.get(&format!("/api/channels/{}", theirs.thread)).await.body["active"], true);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_door_ends_with_its_container() {
    let world = World::start().await;
    let ops = world.channel("ops").await;
    world.ask(&ops, "hello").await;
    let agent = Agent::of(&world, &ops);
    assert_eq!(agent.get("/api/tasks").await.status, 200);
    let open = tokio::spawn({
        let request = agent.api.request("GET", "/api/tasks").bearer_auth(&agent.token);
        async move { request.send().await.map(|answer| answer.status().as_u16()) }
    });
    assert_eq!(open.await.unwrap().unwrap(), 200);
    for name in world.containers() {
        std::process::Command::new("docker").args(["kill", &name]).output().unwrap();
    }
    // The next run finds it dead and takes another, with another token.
    world.ask(&ops, "again").await;
    let gone = agent.api.request("GET", "/api/tasks").bearer_auth(&agent.token).send().await;
    assert!(gone.is_err() || gone.unwrap().status() == 401);
    assert_eq!(Agent::of(&world, &ops).get("/api/tasks").await.status, 200);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_callers_keys_are_not_anothers() {
    let world = World::start().await;
    let (ops, web) = (world.channel("ops").await, world.channel("web").await);
    for channel in [&ops, &web] {
        world.ask(channel, "hello").await;
    }
    let body = json!({ "type": "cron", "schedule": "@daily", "prompt": "the same" });
    let mut made = Vec::new();
    for channel in [&ops, &web] {
        let agent = Agent::of(&world, channel);
        for _ in 0..2 {
            let request = agent.api.request("POST", "/api/tasks").bearer_auth(&agent.token);
            let answer = send(request.header("idempotency-key", "toolu_1").json(&body)).await;
            assert_eq!((answer.status, &answer.body["channel_id"]), (201, &json!(channel)), "{answer:?}");
            made.push(answer.body["id"].as_i64().unwrap());
        }
    }
    assert_eq!((made[0], made[2]), (made[1], made[3]));
    assert_ne!(made[0], made[2]);
    world.end().await;
}
