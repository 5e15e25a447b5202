//! Runs of tasks: they answer in threads of their own, in the conversation that the task says, and leave the channel
//! alone.

use loop_tests::model::{Gate, Step};
use serde_json::{Value, json};

use crate::cli::loopctl;
use crate::world::{World, send};

/// A world in which tasks may be due every second.
pub async fn busy() -> World {
    World::with(json!({ "min_interval_sec": 1 })).await
}

/// Makes a task of ann's that is due once a year, changed as said; gives its number.
pub async fn task(world: &World, channel: &str, prompt: &str, changes: Value) -> i64 {
    let mut body = json!({
        "channel_id": channel, "type": "cron", "schedule": "@yearly", "prompt": prompt, "author": "ann",
    });
    body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    let answer = world.api.post("/api/tasks", body).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.body["id"].as_i64().unwrap()
}

/// The changes that make a task due in a moment, once; the time is written with an offset far from everybody's.
pub fn soon() -> Value {
    let at = jiff::Timestamp::now() + jiff::SignedDuration::from_millis(1200);
    let at = at.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(-11)));
    json!({ "type": "once", "schedule": at.strftime("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string() })
}

/// Runs a task now; gives the run's number.
pub async fn run_now(world: &World, task: i64) -> i64 {
    let answer = send(world.api.request("POST", &format!("/api/tasks/{task}/run"))).await;
    assert_eq!(answer.status, 202, "{answer:?}");
    answer.body["id"].as_i64().unwrap()
}

/// Runs a task now; gives the run when it has ended.
pub async fn run_through(world: &World, task: i64) -> Value {
    let run = run_now(world, task).await;
    world.ended(run).await
}

/// Changes a task.
pub async fn patch(world: &World, id: i64, body: Value) -> Value {
    let answer = send(world.api.request("PATCH", &format!("/api/tasks/{id}")).json(&body)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body
}

/// The task as it is now.
pub async fn shown(world: &World, id: i64) -> Value {
    world.api.get(&format!("/api/tasks/{id}")).await.body
}

/// Waits until what is at this address is as wanted.
pub async fn until(world: &World, path: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    let mut last = Value::Null;
    let look = async {
        loop {
            last = world.api.get(path).await.body;
            if wanted(&last) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    let done = tokio::time::timeout(std::time::Duration::from_secs(60), look).await;
    assert!(done.is_ok(), "{path} did not become as wanted: {last}");
    last
}

/// The run of that number, once there is one and it has ended.
pub async fn ended(world: &World, run: i64) -> Value {
    until(world, &format!("/api/runs/{run}"), |run| run["id"].is_i64()).await;
    world.ended(run).await
}

/// What each slot of a task came to, the earliest first: outcome and run.
pub async fn slots(world: &World, task: i64) -> Vec<(String, Value)> {
    let page = world.api.get(&format!("/api/tasks/{task}/slots?limit=200")).await.body;
    let slots = page["items"].as_array().unwrap().iter().rev();
    slots.map(|slot| (slot["outcome"].as_str().unwrap().to_owned(), slot["run_id"].clone())).collect()
}

/// The thread in which a run answered.
pub fn thread_of(run: &Value) -> &str {
    run["thread_id"].as_str().unwrap_or_else(|| panic!("no thread: {run}"))
}

async fn channel(world: &World, id: &str) -> Value {
    world.api.get(&format!("/api/channels/{id}")).await.body
}

/// Everything that the model was shown of the conversation in its last request.
fn conversation(world: &World) -> String {
    let requests = world.model.requests();
    let last = requests.iter().rev().find(|request| request.is_main()).unwrap();
    last.body["messages"].to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_answers_in_a_thread_and_its_channel_stays_quiet() {
    let world = busy().await;
    let ops = world.channel("ops").await;
    world.model.answers("zebra", "Noted.");
    world.model.answers("Look around", "All quiet.");
    world.ask(&ops, "the word is zebra").await;
    let mut due = soon();
    due["timezone"] = json!("Asia/Tokyo");
    let id = task(&world, &ops, "Look around\nand tell", due).await;
    let nominal = shown(&world, id).await["next_run_at"].clone();
    let run = ended(&world, 2).await;

    assert_eq!((&run["status"], &run["answer"]), (&json!("succeeded"), &json!("All quiet.")), "{run}");
    assert_eq!((&run["task_id"], &run["cause"]["kind"]), (&json!(id), &json!("slot")), "{run}");
    let instant = |at: &Value| at.as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    assert_eq!(instant(&run["slot_at"]), instant(&nominal), "{run}");
    let thread = channel(&world, thread_of(&run)).await;
    assert_eq!(
        (thread["name"].as_str(), thread["parent_id"].as_str(), &thread["active"]),
        (Some("🧵 task #1 Look around and tell"), Some(ops.as_str()), &json!(true)),
    );
    assert_eq!(world.transcript(thread_of(&run)).await, "loop: All quiet.");
    assert_eq!(world.transcript(&ops).await, "Ann: the word is zebra\nloop: Noted.");
    let last = shown(&world, id).await["last_run"].clone();
    assert_eq!((&last["id"], &last["status"]), (&json!(2), &json!("succeeded")), "{last}");

    let prompt = world.model.prompts().pop().unwrap();
    assert!(prompt.starts_with("(Scheduled task #1 of ann, due "), "{prompt}");
    let due = instant(&nominal).to_zoned(jiff::tz::TimeZone::get("Asia/Tokyo").unwrap());
    assert!(prompt.contains(&due.strftime("%Y-%m-%d %H:%M JST").to_string()), "{due}: {prompt}");
    assert!(prompt.ends_with("\nLook around\nand tell") && !prompt.contains("[EPHEMERAL]"), "{prompt}");
    assert!(!conversation(&world).contains("zebra"), "{}", conversation(&world));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_of_its_own_knows_nothing_and_leaves_the_warm_one_alone() {
    let world = busy().await;
    let ops = world.channel("ops").await;
    world.ask(&ops, "the word is zebra").await;
    let warm = world.containers();
    assert_eq!(warm.len(), 1);

    let prompt = r#"giraffe [[tool:Bash {"command":"pwd"}]]"#;
    let id = task(&world, &ops, prompt, json!({ "session": "own" })).await;
    let first = run_through(&world, id).await;
    assert!(!conversation(&world).contains("zebra"));
    let second = run_through(&world, id).await;
    assert_eq!(conversation(&world).matches("giraffe").count(), 1, "each run is a fresh conversation");
    assert_ne!(thread_of(&first), thread_of(&second));

    world.model.answers("which word", "That one.");
    let chat = world.ask(&ops, "which word").await;
    assert_eq!((chat["attempts"].as_i64(), world.containers()), (Some(0), warm), "the warm agent answered");
    let said = conversation(&world);
    assert!(said.contains("zebra") && !said.contains("giraffe"), "{said}");

    // Asking in its thread goes on with the run's own conversation, where it worked.
    let asked = world.ask(thread_of(&first), r#"again [[tool:Bash {"command":"pwd"}]]"#).await;
    let said = conversation(&world);
    assert!(said.contains("giraffe") && !said.contains("zebra"), "{said}");
    assert!(first["answer"].as_str().unwrap().contains(&format!("{ops}/work")), "{first}");
    assert_eq!(asked["answer"], first["answer"], "the same directory");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_of_the_task_goes_on_and_one_of_the_channel_is_shared() {
    let world = busy().await;
    let ops = world.channel("ops").await;
    world.ask(&ops, "the word is zebra").await;
    let kept = task(&world, &ops, "giraffe", json!({ "session": "task" })).await;
    run_through(&world, kept).await;
    assert_eq!(conversation(&world).matches("Scheduled task #1").count(), 1);
    run_through(&world, kept).await;
    let said = conversation(&world);
    assert!(said.matches("Scheduled task #1").count() >= 2 && !said.contains("zebra"), "{said}");

    let shared = task(&world, &ops, "okapi", json!({ "session": "channel" })).await;
    let run = run_through(&world, shared).await;
    let said = conversation(&world);
    assert!(said.contains("zebra") && said.contains("okapi") && !said.contains("giraffe"), "{said}");
    assert_eq!(run["attempts"], 0, "the channel's warm agent took it");
    world.model.answers("which word", "That one.");
    let chat = world.ask(&ops, "which word").await;
    assert_eq!(chat["attempts"], 0, "{chat}");
    assert!(conversation(&world).contains("okapi"), "the channel knows what its task did");
    // What it said is in its thread all the same.
    assert!(!world.transcript(&ops).await.contains("okapi"));
    assert!(world.transcript(thread_of(&run)).await.contains("okapi"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_without_news_is_renamed_and_deleted_also_by_the_next_daemon() {
    let mut world = busy().await;
    let ops = world.channel("ops").await;
    world.model.answers("Look", "[EPHEMERAL]\nNothing new.");
    let id = task(&world, &ops, "Look", json!({ "auto_delete_sec": 1 })).await;
    let run = run_through(&world, id).await;
    let prompt = world.model.prompts().pop().unwrap();
    assert!(prompt.contains("begin your final text with [EPHEMERAL]"), "{prompt}");
    let thread = format!("/api/channels/{}", thread_of(&run));
    assert_eq!(world.transcript(thread_of(&run)).await, "loop: Nothing new.", "without the mark");
    let gone = until(&world, &thread, |thread| thread["active"] == false).await;
    assert_eq!(gone["name"], "💨 task #1 Look");

    patch(&world, id, json!({ "auto_delete_sec": 4 })).await;
    let asked_in = run_through(&world, id).await;
    world.ask(thread_of(&asked_in), "really nothing?").await;
    let later = run_through(&world, id).await;
    let thread = format!("/api/channels/{}", thread_of(&later));
    until(&world, &thread, |thread| thread["name"] == "💨 task #1 Look").await;
    world.restart().await;
    until(&world, &thread, |thread| thread["active"] == false).await;
    assert_eq!(channel(&world, &ops).await["active"], true);

    // Its turn was before that of the other one.
    let talked_in = channel(&world, thread_of(&asked_in)).await;
    assert_eq!(talked_in["active"], true, "somebody talks in it: {talked_in}");

    patch(&world, id, json!({ "auto_delete_sec": 0 })).await;
    let kept = run_through(&world, id).await;
    world.api.settled().await;
    let thread = channel(&world, thread_of(&kept)).await;
    assert_eq!((&thread["name"], &thread["active"]), (&json!("🧵 task #1 Look"), &json!(true)));
    assert_eq!(world.transcript(&ops).await, "");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn its_own_model_and_time_limit_are_kept_and_a_disabled_one_can_be_run() {
    let world = busy().await;
    let ops = world.channel("ops").await;
    let own = json!({ "model": "claude-sonnet-4-5-20250929", "timeout_sec": 600 });
    let id = task(&world, &ops, "Look", own).await;
    patch(&world, id, json!({ "enabled": false })).await;
    let run = run_through(&world, id).await;
    assert_eq!((&run["status"], &run["model"]), (&json!("succeeded"), &json!("claude-sonnet-4-5-20250929")));
    let asked = world.model.requests();
    let asked = asked.iter().rev().find(|request| request.is_main()).unwrap();
    assert_eq!(asked.body["model"], "claude-sonnet-4-5-20250929");
    assert_eq!(shown(&world, id).await["state"], "disabled", "running it does not enable it");

    world.model.acts("for ever", [Step::tool("Bash", json!({ "command": "tail -f /dev/null" }))]);
    let slow = task(&world, &ops, "for ever", json!({ "timeout_sec": 2 })).await;
    let run = run_through(&world, slow).await;
    assert_eq!((&run["status"], &run["failure"]), (&json!("timed_out"), &json!("timeout")), "{run}");
    let error = run["error"].as_str().unwrap();
    assert!(error.contains("longer than 2 s"), "{error}");
    assert!(error.contains("loopctl tasks edit 2 --timeout"), "it says what to change: {error}");
    world.api.settled().await;
    assert!(world.transcript(&ops).await.contains("Task #2 failed"), "{}", world.transcript(&ops).await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_changed_while_a_run_is_at_work_stays_changed() {
    let world = busy().await;
    let ops = world.channel("ops").await;
    for step in [Step::text("All quiet."), Step::status(400).message("no such thing")] {
        let gate = Gate::new();
        world.model.on("Look", step.hold(&gate));
        let id = task(&world, &ops, "Look", json!({ "type": "interval", "schedule": "1h" })).await;
        let run = run_now(&world, id).await;
        world.model.wait_for(|requests| requests.iter().any(loop_tests::model::Request::is_main)).await;
        let sibling = task(&world, &ops, "Sibling", json!({})).await;
        let changed = json!({
            "prompt": "Changed", "schedule": "2h", "enabled": false, "timeout_sec": 7, "overlap": "queue",
        });
        let edited = patch(&world, id, changed.clone()).await;
        patch(&world, sibling, json!({ "enabled": false })).await;
        gate.open();
        world.ended(run).await;
        world.api.settled().await;

        let mut after = shown(&world, id).await;
        for (key, value) in changed.as_object().unwrap() {
            assert_eq!(&after[key], value, "{key}");
        }
        assert_eq!(after["last_run"]["id"], run);
        for key in ["last_run", "failures"] {
            after[key] = edited[key].clone();
        }
        assert_eq!(after, edited, "the end of the run changed the task");
        assert_eq!(shown(&world, sibling).await["enabled"], false);
        world.model.reset();
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_channel_pauses_its_tasks() {
    use loopd::model::ChannelId;
    use loopd::store::{Store, Target};

    let world = busy().await;
    let (gone, stays) = (world.channel("gone").await, world.channel("stays").await);
    let each_second = || json!({ "type": "interval", "schedule": "1s" });
    let paused = task(&world, &gone, "Look", each_second()).await;
    let other = task(&world, &stays, "Look", each_second()).await;
    until(&world, "/api/tasks/1/slots", |page| !page["items"].as_array().unwrap().is_empty()).await;
    let store = Store::open(&Target::Sqlite(world.home().join("loop.db"))).await.unwrap();
    store.set_active(&ChannelId(gone.clone()), false).await.unwrap();

    let shown_now = shown(&world, paused).await;
    assert_eq!((&shown_now["state"], &shown_now["enabled"]), (&json!("paused"), &json!(true)), "{shown_now}");
    assert_eq!((&shown_now["next_run_at"], &shown_now["next_times"]), (&json!(null), &json!([])));
    let listed = loopctl(&world, &["tasks", "show", "1"]).await;
    assert!(listed.out.contains("paused"), "{}", listed.out);
    let (before, of_other) = (slots(&world, paused).await, slots(&world, other).await.len());
    until(&world, "/api/tasks/2/slots", |page| page["items"].as_array().unwrap().len() >= of_other + 2).await;
    assert_eq!(slots(&world, paused).await, before, "it fired");
    // Nor does a change bring it to life.
    let edited = patch(&world, paused, json!({ "schedule": "2s" })).await;
    assert_eq!(edited["state"], "paused", "{edited}");
    let refused = send(world.api.request("POST", "/api/tasks/1/run")).await;
    assert!((400..500).contains(&refused.status), "{refused:?}");
    patch(&world, other, json!({ "enabled": false })).await;
    world.end().await;
}
