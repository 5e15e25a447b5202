//! Trust of a project's own files: what a repository brings runs only once somebody approved of exactly that.

use std::path::{Path, PathBuf};

use loop_tests::model::Step;
use loopctl::Exit;
use loopd::model::{ChannelId, Platform};
use loopd::store::{NewChannel, Store, Target};
use serde_json::{Value, json};

use crate::cli::{loopctl, run};
use crate::world::{World, postgres};

async fn channel(world: &World, dir: &Path) -> String {
    let answer = world.api.post("/api/channels", json!({ "dir_path": dir })).await;
    answer.body["id"].as_str().unwrap_or_else(|| panic!("no channel: {answer:?}")).to_owned()
}

/// Writes a file of a project as its owner.
pub fn write(dir: &Path, name: &str, text: &str) {
    let path = dir.join(name);
    for parent in path.ancestors().skip(1).take_while(|parent| *parent != dir) {
        std::fs::create_dir_all(parent).unwrap();
        std::os::unix::fs::chown(parent, Some(1000), Some(1000)).unwrap();
    }
    std::fs::write(&path, text).unwrap();
    std::os::unix::fs::chown(&path, Some(1000), Some(1000)).unwrap();
}

/// A repository whose hook, server and variable leave traces.
fn repository(world: &World) -> PathBuf {
    let dir = world.project("shop");
    write(&dir, ".loop/config.json", r#"{ envs: { GREETING: "canary-hello" }, container_memory_mb: 1024 }"#);
    let server = json!({ "mcpServers": {
        "spy": { "command": "sh", "args": ["-c", "touch served"], "env": { "KEY": "canary-key" } },
        "loop": { "command": "sh", "args": ["-c", "touch replaced"] },
    } });
    write(&dir, ".mcp.json", &server.to_string());
    write(&dir, ".claude/settings.json", &hook("touch hooked").to_string());
    dir
}

fn hook(command: &str) -> Value {
    json!({ "hooks": { "UserPromptSubmit": [{ "hooks": [{ "type": "command", "command": command }] }] } })
}

/// What of the repository ran, asking the agent for the variable.
async fn ran(world: &World, channel: &str, dir: &Path) -> (Vec<&'static str>, Vec<String>) {
    let steps = [
        Step::tool("Bash", json!({ "command": "if [ -n \"$GREETING\" ]; then touch greeted; fi" })),
        Step::text("done"),
    ];
    world.model.acts("look around", steps);
    let run = world.ask(channel, "look around").await;
    assert_eq!(run["answer"], "done", "{run}");
    let events = world.api.events(run["id"].as_i64().unwrap()).await;
    let notices = events.iter().filter(|event| event["type"] == "notice");
    let notices = notices.map(|event| event["text"].as_str().unwrap().to_owned()).collect();
    let mut left = Vec::new();
    for name in ["hooked", "served", "greeted", "replaced"] {
        if std::fs::remove_file(dir.join(name)).is_ok() {
            left.push(name);
        }
    }
    (left, notices)
}

async fn what_a_repository_brings(settings: Value) {
    let world = World::with(settings).await;
    let dir = repository(&world);
    let shop = channel(&world, &dir).await;
    let path = dir.to_str().unwrap();
    let hide = |text: &str| text.replace(path, "/shop");

    let (left, notices) = ran(&world, &shop, &dir).await;
    assert_eq!(left, [""; 0], "nobody approved");
    insta::allow_duplicates! {
    insta::assert_snapshot!(hide(&notices.join("\n")), @"Left out, as this part of the project's own files waits for approval: `envs`, `.mcp.json`, `.claude/settings.json`. See and approve it with `loopctl projects trust /shop`.");
    }

    let shown = loopctl(&world, &["projects", "show", path]).await;
    insta::allow_duplicates! {
    insta::assert_snapshot!(hide(&shown.out), @r"
    project   /shop
    channels  shop
    state     untrusted: runs go on without what its files ask for
    + envs.GREETING: [redacted]
    + .mcp.json: spy: sh -c 'touch served' (env KEY)
    + .claude/settings: hooks.UserPromptSubmit: touch hooked
    ! `.mcp.json: loop` is left out: it has the name of the built-in server
    ");
    }
    let json = loopctl(&world, &["projects", "show", path, "--json"]).await.out;
    assert!(!json.contains("canary"), "{json}");
    let seen: Value = serde_json::from_str(&json).unwrap();

    // Without a terminal nobody is asked, and nothing is approved.
    let unasked = loopctl(&world, &["projects", "trust", path]).await;
    assert_eq!(unasked.exit, Exit::Usage, "{}", unasked.err);
    for (answer, exit) in [("n\n", Exit::Failed), ("", Exit::Failed), ("yes\n", Exit::Ok)] {
        let asked = run(&world, &["projects", "trust", path], |io| {
            io.stdin.is_terminal = true;
            io.stdin.reader = Box::new(answer.as_bytes());
        })
        .await;
        assert_eq!(asked.exit, exit, "{answer:?}: {}", asked.err);
        assert!(asked.out.contains("touch hooked") && asked.err.contains("[y/N]"), "{}", asked.out);
    }
    let (left, notices) = ran(&world, &shop, &dir).await;
    assert_eq!(left, ["hooked", "served", "greeted"], "{notices:?}");
    let listed = loopctl(&world, &["projects", "list"]).await.out;
    assert!(listed.contains("trusted") && listed.contains("3 changes"), "{listed}");

    // A change of any of the files takes the approval back, for a warm container as well.
    write(&dir, ".claude/settings.json", &hook("touch replaced").to_string());
    let (left, notices) = ran(&world, &shop, &dir).await;
    assert_eq!(left, [""; 0], "{notices:?}");
    assert!(notices[0].contains("changed since it was approved"), "{notices:?}");
    let stale = json!({ "dir_path": path, "hash": seen["hash"] });
    let refused = world.api.post("/api/projects/trust", stale.clone()).await;
    assert_eq!((refused.status, &refused.body["code"]), (409, &json!("conflict")), "{refused:?}");
    let shown = world.api.get(&format!("/api/projects/show?dir_path={path}")).await.body;
    assert_eq!((&shown["state"], &shown["trusted_by"]), (&json!("changed"), &json!("ann")));

    // What was approved is approved when it is back, until that is taken back.
    write(&dir, ".claude/settings.json", &hook("touch hooked").to_string());
    assert_eq!(ran(&world, &shop, &dir).await.0, ["hooked", "served", "greeted"]);
    assert_eq!(loopctl(&world, &["projects", "untrust", path]).await.exit, Exit::Ok);
    assert_eq!(ran(&world, &shop, &dir).await.0, [""; 0]);
    assert_eq!(
        world.api.post("/api/projects/trust", stale).await.status,
        200,
        "the content is what was seen"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_repository_brings_runs_while_it_is_as_it_was_approved_on_sqlite() {
    what_a_repository_brings(json!({})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_repository_brings_runs_while_it_is_as_it_was_approved_on_postgres() {
    what_a_repository_brings(json!({ "database_url": postgres().await })).await;
}

/// All that the model was told in the last request of the conversation.
fn told(world: &World) -> String {
    let requests = world.model.requests();
    let last = requests.iter().rfind(|request| request.is_main()).unwrap();
    serde_json::to_string(&last.body).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_teams_instructions_reach_the_agent_as_they_are_now() {
    let world = World::start().await;
    let dir = world.project("shop");
    std::fs::write(world.user_home().join("secret"), "canary-outside").unwrap();
    write(&dir, "CLAUDE.md", "Use teal-1. See @docs/more.md and @../secret.");
    write(&dir, ".claude/CLAUDE.md", "Use plum-1.");
    write(&dir, "CLAUDE.local.md", "Use rust-1.");
    write(&dir, "docs/more.md", "canary-import");
    let shop = channel(&world, &dir).await;
    world.ask(&shop, "hello").await;
    let first = told(&world);
    for text in ["teal-1", "plum-1", "rust-1"] {
        assert_eq!(first.matches(text).count(), 1, "{text}");
    }
    assert!(!first.contains("canary"), "an import was followed on the host");

    // The same conversation hears of a change, and of an instruction that is a link within the project.
    write(&dir, "AGENTS.md", "Use lime-2.");
    std::fs::remove_file(dir.join("CLAUDE.md")).unwrap();
    std::os::unix::fs::symlink("AGENTS.md", dir.join("CLAUDE.md")).unwrap();
    world.ask(&shop, "and now").await;
    let second = told(&world);
    assert!(second.contains("lime-2") && !second.contains("teal-1"), "{second}");
    assert!(second.contains("Ann: hello"), "the conversation goes on");

    // A link that leads out is not followed, and that is told.
    std::fs::remove_file(dir.join("CLAUDE.md")).unwrap();
    std::os::unix::fs::symlink("../secret", dir.join("CLAUDE.md")).unwrap();
    let run = world.ask(&shop, "and then").await;
    let events = world.api.events(run["id"].as_i64().unwrap()).await;
    assert!(
        events.iter().any(|event| event["text"].as_str().is_some_and(|text| text.contains("symbolic link"))),
        "{events:?}"
    );
    assert!(!told(&world).contains("canary-outside"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_trusted_is_refused_with_what_to_do() {
    let world = World::start().await;
    let dir = world.project("shop");
    let path = dir.to_str().unwrap();
    let show = async |dir: &str| world.api.get(&format!("/api/projects/show?dir_path={dir}")).await;
    let plain = show(path).await;
    assert_eq!((plain.status, &plain.body["state"]), (200, &json!("nothing_to_trust")), "{plain:?}");
    let hash = plain.body["hash"].as_str().unwrap();
    let trust = async |dir: &str, hash: &str| {
        world.api.post("/api/projects/trust", json!({ "dir_path": dir, "hash": hash })).await
    };
    let nothing = trust(path, hash).await;
    assert_eq!(nothing.status, 409, "{nothing:?}");
    assert!(nothing.body["detail"].as_str().unwrap().contains("nothing that needs"), "{nothing:?}");
    for bad in ["relative", "/nowhere/at/all", "/", &world.home().display().to_string(), "/etc/passwd", "%00"]
    {
        assert_eq!(show(bad).await.status, 400, "{bad}");
    }
    for (dir, hash) in [("relative", hash), (path, "x"), (path, "")] {
        assert_eq!(trust(dir, hash).await.status, 400, "{dir} {hash}");
    }
    assert_eq!(show("").await.status, 400);
    assert_eq!(world.api.get("/api/projects/show").await.status, 400);

    write(&dir, ".loop/config.json", "{ mounts: [");
    let broken = show(path).await;
    assert_eq!((broken.status, &broken.body["hash"]), (200, &Value::Null), "{broken:?}");
    assert_eq!(trust(path, hash).await.status, 409);
    let refused = loopctl(&world, &["projects", "trust", path, "--yes"]).await;
    assert_eq!(refused.exit, Exit::Failed);
    assert!(refused.err.contains("cannot be trusted as it is"), "{}", refused.err);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn projects_that_overlap_are_refused_and_of_older_ones_the_first_goes_on() {
    let mut world = World::start().await;
    let (outer, inner) = (world.project("src"), world.project("src/shop"));
    let src = channel(&world, &outer).await;
    let refused = async |dir: &Path| {
        let refused = world.api.post("/api/channels", json!({ "dir_path": dir })).await;
        assert_eq!(refused.status, 400, "{refused:?}");
        refused.body.to_string()
    };
    for dir in [&inner, &world.project("src/shop/deep")] {
        let text = refused(dir).await;
        assert!(text.contains("lies in") && text.contains(&src) && text.contains("Ask in"), "{text}");
    }
    let pack = world.project("pack");
    channel(&world, &world.project("pack/one")).await;
    assert!(refused(&pack).await.contains("contains"));
    assert_eq!(channel(&world, &outer).await, src, "the same directory is the same channel");
    channel(&world, &world.project("src-too")).await;

    // Rows of an earlier version.
    world.stop().await;
    let store = Store::open(&Target::Sqlite(world.home().join("loop.db"))).await.unwrap();
    let new = NewChannel {
        id: ChannelId("cinner".to_owned()),
        platform: Platform::Local,
        name: "shop".to_owned(),
        dir: Some(inner.to_str().unwrap().to_owned()),
        made_by: None,
    };
    store.ensure_channel(new, 4_000_000_000_000).await.unwrap();
    store.close().await.unwrap();
    world.open().await;
    let run = world.ask("cinner", "hello").await;
    assert_eq!((&run["status"], &run["failure"]), (&json!("failed"), &json!("work_dir")), "{run}");
    assert!(run["error"].as_str().unwrap().contains("lies in"), "{run}");
    assert_eq!(world.ask(&src, "hello").await["status"], "succeeded");
    world.end().await;
}
