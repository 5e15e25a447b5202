//! Tasks as their owners handle them: over `loopctl` and the API, from the first schedule to the last slot.

use loop_tests::model::Gate;
use loop_tests::model::Step;
use loopctl::Exit;
use serde_json::{Value, json};

use crate::cli::{loopctl, run};
use crate::world::{Answer, World, postgres, send};

/// Makes a task by the API; gives its number.
async fn scheduled(world: &World, body: Value) -> i64 {
    let answer = world.api.post("/api/tasks", body).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.body["id"].as_i64().unwrap()
}

async fn task(world: &World, id: i64) -> Value {
    world.api.get(&format!("/api/tasks/{id}")).await.body
}

async fn patch(world: &World, id: i64, body: Value) -> Answer {
    send(world.api.request("PATCH", &format!("/api/tasks/{id}")).json(&body)).await
}

async fn cancel(world: &World, id: i64) -> Answer {
    send(world.api.request("DELETE", &format!("/api/tasks/{id}"))).await
}

/// Settings for SQLite and for PostgreSQL.
async fn both_databases() -> [Value; 2] {
    [json!({}), json!({ "database_url": postgres().await })]
}

/// Waits until what is at this address is as wanted.
async fn until(world: &World, path: &str, wanted: impl Fn(&Value) -> bool) -> Value {
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

fn field(answer: &Answer) -> &str {
    answer.body["errors"][0]["field"].as_str().unwrap_or("-")
}

fn items(page: &Value) -> &[Value] {
    page["items"].as_array().unwrap()
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_on_the_command_line_from_its_first_line_to_its_last() {
    let world = World::start().await;
    let line = [
        "tasks",
        "schedule",
        "0 9 * * *",
        "cron",
        "Look",
        "around",
        "-z",
        "Europe/Berlin",
        "--timeout",
        "1h30m",
    ];
    let made = loopctl(&world, &line).await;
    assert_eq!(made.exit, Exit::Ok, "{}", made.err);
    assert!(made.out.contains("At 09:00 every day, Europe/Berlin time."), "{}", made.out);
    assert_eq!(made.out.matches(" 09:00:00 +0").count(), 5, "{}", made.out);

    let shown = loopctl(&world, &["tasks", "show", "1"]).await;
    for part in ["Look around", "0 9 * * * (cron)", "main", "1h30m", "made by", "ann"] {
        assert!(shown.out.contains(part), "{part}: {}", shown.out);
    }
    assert_eq!(shown.out.matches(" 09:00:00 +0").count(), 5, "{}", shown.out);

    // A crontab line has blanks, and some clients leave the quotes around it.
    let edited = loopctl(&world, &["tasks", "edit", "1", "--schedule", "30 7 * * 1-5"]).await;
    assert!(edited.out.contains("At 07:30 on Monday through Friday"), "{} {}", edited.out, edited.err);
    let quoted = loopctl(&world, &["--json", "tasks", "edit", "1", "--schedule", "\"0 9 * * *\""]).await;
    let quoted: Value = serde_json::from_str(&quoted.out).unwrap();
    assert_eq!((&quoted["schedule"], &quoted["timezone"]), (&json!("0 9 * * *"), &json!("Europe/Berlin")));
    assert_eq!((&quoted["next_run_at"], &quoted["timeout_sec"]), (&quoted["next_times"][0], &json!(5400)));

    let off = loopctl(&world, &["tasks", "toggle", "1"]).await;
    assert!(off.out.contains("disabled") && !off.out.contains("next"), "{}", off.out);
    let listed = loopctl(&world, &["tasks", "list", "--channel", "main"]).await;
    assert!(listed.out.contains("disabled") && listed.out.contains("Look around"), "{}", listed.out);
    let on = loopctl(&world, &["tasks", "toggle", "1"]).await;
    assert_eq!(on.out.matches(" 09:00:00 +0").count(), 5, "{}", on.out);

    let piped = ["tasks", "schedule", "90m", "interval", "--json"];
    let piped = run(&world, &piped, |io| io.stdin.reader = Box::new("one\ntwo\n".as_bytes())).await;
    let piped: Value = serde_json::from_str(&piped.out).unwrap();
    assert_eq!((&piped["id"], &piped["prompt"]), (&json!(2), &json!("one\ntwo\n")));

    assert_eq!(loopctl(&world, &["tasks", "cancel", "1"]).await.exit, Exit::Ok);
    let gone = loopctl(&world, &["tasks", "show", "1"]).await;
    assert_eq!((gone.exit, gone.err.as_str()), (Exit::Failed, "error: there is no task 1\n"));
    let list = loopctl(&world, &["--json", "tasks", "list"]).await;
    let list: Value = serde_json::from_str(&list.out).unwrap();
    assert_eq!(items(&list).iter().map(|task| task["id"].as_i64().unwrap()).collect::<Vec<_>>(), [2]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mistakes_on_the_command_line_say_what_is_right() {
    let world = World::start().await;
    let usage: &[&[&str]] = &[
        &["tasks", "schedule", "0 9 * * *", "cron"],
        &["tasks", "schedule", "0 9 * * *", "cron", " "],
        &["tasks", "schedule", "0", "9", "*", "*", "*", "cron", "Look"],
        &["tasks", "edit", "1"],
    ];
    for line in usage {
        let ran = loopctl(&world, line).await;
        assert_eq!(ran.exit, Exit::Usage, "{line:?}: {}", ran.err);
    }
    let refused: &[(&[&str], &str)] = &[
        (&["tasks", "schedule", "0 0 9 * * *", "cron", "Look"], "for example: 0 9 * * 1-5"),
        (
            &["tasks", "schedule", "0 9 * * *", "cron", "Look", "-z", "Europe/Berln"],
            "did you mean \"Europe/Berlin\"?",
        ),
        (&["tasks", "schedule", "0 9 * * *", "cron", "Look", "-c", "nowhere"], "there is no channel nowhere"),
        (&["tasks", "run", "7"], "there is no task 7"),
        (&["schedules", "preview", "5m", "cron"], "set the type to interval"),
    ];
    for (line, reason) in refused {
        let ran = loopctl(&world, line).await;
        assert_eq!(ran.exit, Exit::Failed, "{line:?}: {}", ran.out);
        assert!(ran.err.contains(reason), "{line:?}: {}", ran.err);
    }
    let preview = ["schedules", "preview", "30 2 * * *", "cron", "-z", "Europe/Berlin", "-n", "3"];
    let preview = loopctl(&world, &[&preview[..], &["--after", "2027-03-27T00:00:00Z"]].concat()).await;
    insta::assert_snapshot!(preview.out, @r"
    means  At 02:30 every day, Europe/Berlin time.
    next   Sat 2027-03-27 02:30:00 +01:00
           Sun 2027-03-28 03:00:00 +02:00
           Mon 2027-03-29 02:30:00 +02:00
    ");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_a_task_is_refused_with_its_field_and_never_an_error_of_ours() {
    let world = World::start().await;
    let ops = world.channel("ops").await;
    let good = json!({ "channel_id": ops, "type": "cron", "schedule": "0 9 * * *", "prompt": "Look around" });
    let year = 366 * 86_400_i64;
    let table = [
        (json!({ "schedule": "0 0 9 * * *" }), "schedule"),
        (json!({ "schedule": "0 0 31 2 *" }), "schedule"),
        (json!({ "schedule": "" }), "schedule"),
        (json!({ "schedule": "* ".repeat(500) }), "schedule"),
        (json!({ "schedule": "0 9 * *\u{0} *" }), "schedule"),
        (json!({ "schedule": 9 }), "schedule"),
        (json!({ "type": "interval", "schedule": "0m" }), "schedule"),
        (json!({ "type": "interval", "schedule": "-5m" }), "schedule"),
        (json!({ "type": "interval", "schedule": "10s" }), "schedule"),
        (json!({ "type": "once", "schedule": "2031-02-30T09:00" }), "schedule"),
        (json!({ "type": "once", "schedule": "2001-01-01T00:00:00Z" }), "schedule"),
        (json!({ "type": "daily" }), "type"),
        (json!({ "type": null }), "type"),
        (json!({ "timezone": "Europe/Berln" }), "timezone"),
        (json!({ "timezone": "+01:00" }), "timezone"),
        (json!({ "prompt": " \n" }), "prompt"),
        (json!({ "prompt": "a\u{0}b" }), "prompt"),
        (json!({ "prompt": "x".repeat(600 * 1024) }), "prompt"),
        (json!({ "channel_id": "" }), "channel_id"),
        (json!({ "misfire": "never" }), "misfire"),
        (json!({ "overlap": 1 }), "overlap"),
        (json!({ "session": "mine" }), "session"),
        (json!({ "timeout_sec": -1 }), "timeout_sec"),
        (json!({ "timeout_sec": 1e30 }), "timeout_sec"),
        (json!({ "max_catch_up": 0 }), "max_catch_up"),
        (json!({ "max_catch_up": 9_000_000_000_i64 }), "max_catch_up"),
        (json!({ "catch_up_window_sec": year }), "catch_up_window_sec"),
        (json!({ "auto_delete_sec": -1 }), "auto_delete_sec"),
        (json!({ "model": "--print" }), "model"),
        (json!({ "author": "a\nb" }), "author"),
        (json!({ "idempotent": "yes" }), "idempotent"),
        (json!({ "shedule": "0 9 * * *" }), "shedule"),
    ];
    for (change, expected) in table {
        let mut body = good.clone();
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let answer = world.api.post("/api/tasks", body).await;
        assert_eq!((answer.status, field(&answer)), (400, expected), "{change:.120}: {answer:?}");
    }
    for missing in ["channel_id", "type", "schedule", "prompt"] {
        let mut body = good.clone();
        body.as_object_mut().unwrap().remove(missing);
        let answer = world.api.post("/api/tasks", body).await;
        assert_eq!((answer.status, field(&answer)), (400, missing), "{answer:?}");
    }
    let unknown = world.api.post(
        "/api/tasks",
        json!({ "channel_id": "c0", "type": "cron", "schedule": "@daily", "prompt": "p" }),
    );
    assert_eq!(unknown.await.status, 404);
    let kinds = world
        .api
        .post("/api/tasks", json!({ "channel_id": ops, "type": "daily", "schedule": "9", "prompt": "p" }))
        .await;
    for kind in ["cron", "interval", "once"] {
        assert!(kinds.body["detail"].as_str().unwrap().contains(kind), "{kinds:?}");
    }
    for (query, expected) in [
        ("", "type"),
        ("?type=cron", "schedule"),
        ("?type=weekly&schedule=@weekly", "type"),
        ("?type=cron&schedule=61+*+*+*+*", "schedule"),
        ("?type=cron&schedule=@weekly&timezone=Mars", "timezone"),
        ("?type=cron&schedule=@weekly&after=soon", "after"),
        ("?type=cron&schedule=@weekly&count=0", "count"),
        ("?type=cron&schedule=@weekly&count=101", "count"),
        ("?type=cron&schedule=@weekly&count=-1", "count"),
        ("?type=cron&schedule=@weekly&cuont=1", "cuont"),
    ] {
        let answer = world.api.get(&format!("/api/schedules/preview{query}")).await;
        assert_eq!((answer.status, field(&answer)), (400, expected), "{query}: {answer:?}");
    }
    assert_eq!(items(&world.api.get("/api/tasks").await.body), &[] as &[Value], "nothing was made");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_changes_what_it_names_and_nothing_else() {
    for settings in both_databases().await {
        changed(World::with(settings).await).await;
    }
}

async fn changed(world: World) {
    let ops = world.channel("ops").await;
    let body = json!({
        "channel_id": ops, "type": "cron", "schedule": "0 9 * * *", "prompt": "Look around", "author": "ann",
        "timezone": "Asia/Tokyo", "timeout_sec": 600, "model": "sonnet", "misfire": "run_all", "max_catch_up": 3,
    });
    let id = scheduled(&world, body).await;
    let changes = [
        json!({ "prompt": "Look twice" }),
        json!({ "misfire": "skip" }),
        json!({ "max_catch_up": 7 }),
        json!({ "catch_up_window_sec": 60 }),
        json!({ "overlap": "cancel_previous" }),
        json!({ "session": "task" }),
        json!({ "timeout_sec": 900 }),
        json!({ "timeout_sec": null }),
        json!({ "model": "opus" }),
        json!({ "model": null }),
        json!({ "idempotent": true }),
        json!({ "auto_delete_sec": 3600 }),
    ];
    for change in changes {
        let mut expected = task(&world, id).await;
        let answer = patch(&world, id, change.clone()).await;
        assert_eq!(answer.status, 200, "{change}: {answer:?}");
        expected.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        expected["updated_at"] = answer.body["updated_at"].clone();
        assert_eq!(answer.body, expected, "{change}");
        assert_eq!(task(&world, id).await, expected);
    }
    let moved = patch(&world, id, json!({ "timezone": "UTC" })).await.body;
    assert_eq!((&moved["schedule"], &moved["prompt"]), (&json!("0 9 * * *"), &json!("Look twice")));
    assert!(texts(&moved["next_times"]).iter().all(|at| at.ends_with("T09:00:00+00:00")), "{moved}");
    let hourly = patch(&world, id, json!({ "type": "interval", "schedule": "1h" })).await.body;
    assert_eq!(
        (&hourly["type"], &hourly["description"]),
        (&json!("interval"), &json!("Every hour, counted from when it was set."))
    );

    let before = task(&world, id).await;
    for (change, expected) in [
        (json!({}), "-"),
        (json!({ "prompt": null }), "-"),
        (json!({ "id": 7 }), "id"),
        (json!({ "channel_id": ops }), "channel_id"),
        (json!({ "type": "cron" }), "type"),
        (json!({ "prompt": "x", "type": "weekly" }), "type"),
        (json!({ "prompt": "x", "schedule": "0" }), "schedule"),
        (json!({ "prompt": "x", "timezone": "Mars" }), "timezone"),
        (json!({ "prompt": "" }), "prompt"),
        (json!({ "enabled": "yes" }), "enabled"),
        (json!({ "prompt": "x", "timeout_sec": -1 }), "timeout_sec"),
        (json!({ "prompt": "x", "model": "-x" }), "model"),
    ] {
        let answer = patch(&world, id, change.clone()).await;
        assert_eq!((answer.status, field(&answer)), (400, expected), "{change}: {answer:?}");
    }
    assert_eq!(task(&world, id).await, before, "a refused change changes nothing");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_is_run_now_and_its_answer_is_read() {
    let world = World::start().await;
    let ops = world.channel("ops").await;
    world.model.answers("Look around", "All quiet.");
    let id = scheduled(
        &world,
        json!({ "channel_id": ops, "type": "cron", "schedule": "@yearly", "prompt": "Look around" }),
    )
    .await;
    patch(&world, id, json!({ "enabled": false })).await;
    let ran = loopctl(&world, &["tasks", "run", "1", "--follow"]).await;
    assert_eq!((ran.exit, ran.out.as_str()), (Exit::Ok, "All quiet.\n"), "{}", ran.err);
    let first = world.run(1).await;
    assert_eq!((&first["task_id"], &first["cause"]["kind"]), (&json!(1), &json!("api")), "{first}");
    assert!(first["slot_at"].is_string(), "{first}");
    until(&world, "/api/runs/1", |run| run["thread_id"].is_string()).await;

    let again = |key: &str, body: &'static str| {
        let request = world.api.request("POST", "/api/tasks/1/run").header("idempotency-key", key.to_owned());
        let request =
            if body.is_empty() { request } else { request.header("content-type", "application/json") };
        send(request.body(body))
    };
    let second = again("a", "").await;
    assert_eq!(
        (second.status, &second.headers["location"]),
        (202, &"/api/runs/2".parse().unwrap()),
        "{second:?}"
    );
    let replay = again("a", "{}").await;
    assert_eq!((replay.status, &replay.body["id"]), (202, &json!(2)), "no body is an empty one");
    assert_eq!(again("a", r#"{"author":"bob"}"#).await.status, 409);
    assert_eq!(again("b", "[]").await.status, 400);
    assert_eq!(field(&again("b", r#"{"autor":"bob"}"#).await), "autor");
    world.ended(2).await;
    let shown = task(&world, id).await;
    assert_eq!((&shown["last_run"]["id"], &shown["last_run"]["status"]), (&json!(2), &json!("succeeded")));
    assert_eq!(world.api.get("/api/tasks").await.body["items"][0]["last_run"], shown["last_run"]);
    assert_eq!((&shown["state"], &shown["next_times"]), (&json!("disabled"), &json!([])));
    assert_eq!(items(&world.api.get("/api/tasks/1/slots").await.body).len(), 0, "it was not due");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_became_of_each_time_can_be_listed() {
    for mut settings in both_databases().await {
        settings["min_interval_sec"] = json!(1);
        listed(World::with(settings).await).await;
    }
}

async fn listed(world: World) {
    let ops = world.channel("ops").await;
    let gate = Gate::new();
    world.model.on("Look around", Step::text("All quiet.").hold(&gate));
    let body = json!({ "channel_id": ops, "type": "interval", "schedule": "1s", "prompt": "Look around", "timezone": "Asia/Tokyo" });
    let id = scheduled(&world, body).await;
    let path = format!("/api/tasks/{id}/slots");
    // The first run is held, so the times after it are skipped.
    until(&world, &path, |page| items(page).len() >= 4).await;
    assert_eq!(patch(&world, id, json!({ "enabled": false })).await.status, 200);
    gate.open();
    world.ended(1).await;

    let all = world.api.get(&path).await.body;
    let times: Vec<&str> = items(&all).iter().map(|slot| slot["nominal_at"].as_str().unwrap()).collect();
    assert!(times.is_sorted_by(|later, earlier| later > earlier), "the latest first, each once: {times:?}");
    assert!(times.iter().all(|at| at.ends_with("+09:00")), "{times:?}");
    let (first, skipped) = items(&all).split_last().unwrap();
    assert_eq!(
        (&first["outcome"], &first["run_id"], &first["reason"]),
        (&json!("fired"), &json!(1), &json!(null))
    );
    for slot in skipped {
        assert_eq!((&slot["outcome"], &slot["run_id"]), (&json!("skipped"), &json!(null)), "{slot}");
        assert_eq!(slot["reason"], "run 1 of the task had not ended");
    }
    let mut paged = Vec::new();
    let mut next = format!("{path}?limit=1");
    loop {
        let page = world.api.get(&next).await.body;
        paged.extend(items(&page).to_vec());
        let Some(cursor) = page["next"].as_str() else { break };
        next = format!("{path}?limit=1&cursor={cursor}");
    }
    assert_eq!(json!(paged), all["items"]);
    let printed = loopctl(&world, &["tasks", "slots", "1", "-n", "2"]).await;
    assert_eq!(printed.out.matches("skipped").count(), 2, "{}", printed.out);

    assert_eq!(cancel(&world, id).await.status, 204);
    assert_eq!(world.api.get(&path).await.status, 404);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_single_time_is_done_once_and_its_request_can_be_repeated() {
    let world = World::start().await;
    let ops = world.channel("ops").await;
    world.model.answers("Look around", "All quiet.");
    let soon = (jiff::Timestamp::now() + jiff::SignedDuration::from_secs(2)).to_string();
    let body = json!({ "channel_id": ops, "type": "once", "schedule": soon, "prompt": "Look around" });
    let ask = |body: &Value| {
        send(world.api.request("POST", "/api/tasks").header("idempotency-key", "k").json(body))
    };
    let made = ask(&body).await;
    assert_eq!((made.status, made.body["next_times"].as_array().unwrap().len()), (201, 1), "{made:?}");
    assert_eq!(made.headers["location"], "/api/tasks/1");
    let done = until(&world, "/api/tasks/1", |task| task["state"] == "done").await;
    assert_eq!((&done["enabled"], &done["next_run_at"]), (&json!(false), &json!(null)));
    assert_eq!(world.ended(1).await["answer"], "All quiet.");

    // Its time has passed, but the task that it made is there.
    let replay = ask(&body).await;
    assert_eq!((replay.status, &replay.body["id"]), (201, &made.body["id"]), "{replay:?}");
    assert_eq!(replay.headers["idempotent-replay"], "true");
    let mut other = body.clone();
    other["prompt"] = json!("Look twice");
    assert_eq!(ask(&other).await.status, 409);

    let late = patch(&world, 1, json!({ "enabled": true })).await;
    assert_eq!((late.status, field(&late)), (400, "enabled"), "{late:?}");
    let anew = patch(&world, 1, json!({ "schedule": "2099-01-01T00:00:00Z" })).await.body;
    assert_eq!((&anew["state"], &anew["disabled_reason"]), (&json!("scheduled"), &json!(null)), "{anew}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tasks_come_in_pages_and_unknown_ones_are_not_found() {
    for settings in both_databases().await {
        paged(World::with(settings).await).await;
    }
}

async fn paged(world: World) {
    let (ops, shop) = (world.channel("ops").await, world.channel("shop").await);
    for channel in [&ops, &shop, &ops, &ops, &shop] {
        scheduled(
            &world,
            json!({ "channel_id": channel, "type": "cron", "schedule": "@daily", "prompt": "p" }),
        )
        .await;
    }
    assert_eq!(cancel(&world, 3).await.status, 204);
    assert_eq!(cancel(&world, 3).await.status, 404, "once");
    let ids = |page: &Value| items(page).iter().map(|task| task["id"].as_i64().unwrap()).collect::<Vec<_>>();
    let first = world.api.get("/api/tasks?limit=3").await.body;
    assert_eq!(ids(&first), [1, 2, 4]);
    let cursor = first["next"].as_str().unwrap();
    let second = world.api.get(&format!("/api/tasks?limit=3&cursor={cursor}")).await.body;
    assert_eq!((ids(&second), &second["next"]), (vec![5], &json!(null)));
    let of_shop = world.api.get(&format!("/api/tasks?channel_id={shop}")).await.body;
    assert_eq!(ids(&of_shop), [2, 5]);
    for (query, status) in [
        ("channel_id=c0", 404),
        ("channel_id=", 400),
        ("limit=0", 400),
        ("limit=201", 400),
        ("cursor=zz", 400),
        ("page=2", 400),
    ] {
        assert_eq!(world.api.get(&format!("/api/tasks?{query}")).await.status, status, "{query}");
    }
    assert_eq!(
        world.api.get(&format!("/api/tasks/1/slots?cursor={cursor}")).await.status,
        400,
        "another list's"
    );
    for (id, status) in [
        ("3", 404),
        ("999", 404),
        ("0", 404),
        ("-1", 404),
        ("x", 400),
        ("99999999999999999999", 400),
        ("%00", 400),
    ] {
        for (method, rest) in
            [("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/run"), ("GET", "/slots")]
        {
            let request = world.api.request(method, &format!("/api/tasks/{id}{rest}"));
            let request = if method == "PATCH" { request.json(&json!({ "prompt": "p" })) } else { request };
            assert_eq!(send(request).await.status, status, "{method} {id}{rest}");
        }
    }
    world.end().await;
}
