//! An agent that obeys an injection cannot change what decides how agents, editors and git run; git works; and nothing
//! is left behind in people's repositories.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use loop_tests::model::Step;
use serde_json::json;

use crate::projects::write;
use crate::world::{World, until};

async fn channel(world: &World, dir: &Path) -> String {
    world.api.post("/api/channels", json!({ "dir_path": dir })).await.body["id"].as_str().unwrap().to_owned()
}

/// Has the agent run a script; gives what it printed.
async fn script(world: &World, channel: &str, script: &str) -> String {
    world.model.reset();
    world.model.acts("obey", [Step::tool("Bash", json!({ "command": script })), Step::text("obeyed")]);
    let run = world.ask(channel, "obey").await;
    assert_eq!(run["answer"], "obeyed", "{run}");
    serde_json::to_string(&world.model.requests().last().unwrap().body["messages"]).unwrap()
}

fn git(dir: &Path, args: &[&str]) {
    let done =
        Command::new("git").arg("-C").arg(dir).args(["-c", "safe.directory=*"]).args(args).output().unwrap();
    assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
}

fn own(dir: &Path) {
    assert!(Command::new("chown").args(["-R", "1000:1000"]).arg(dir).status().unwrap().success());
}

/// A repository with one commit.
fn repository(world: &World) -> std::path::PathBuf {
    let dir = world.project("shop");
    git(&dir, &["init", "--quiet", "--initial-branch=main"]);
    git(&dir, &["config", "user.name", "Ann"]);
    git(&dir, &["config", "user.email", "ann@example.com"]);
    write(&dir, "code.txt", "one\n");
    git(&dir, &["add", "code.txt"]);
    git(&dir, &["commit", "--quiet", "-m", "one"]);
    own(&dir);
    dir
}

/// Everything below some names of a directory: kind, mode, and content or target.
fn tree(dir: &Path, names: &[&str]) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut left: Vec<_> = names.iter().map(|name| dir.join(name)).collect();
    while let Some(path) = left.pop() {
        let name = path.strip_prefix(dir).unwrap().display().to_string();
        let Ok(metadata) = std::fs::symlink_metadata(&path) else { continue };
        let mode = metadata.permissions().mode();
        let content = if metadata.is_symlink() {
            std::fs::read_link(&path).unwrap().display().to_string()
        } else if metadata.is_dir() {
            left.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            String::new()
        } else {
            String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned()
        };
        found.insert(name, format!("{mode:o} {content}"));
    }
    found
}

const PROTECTED: [&str; 7] =
    [".loop", ".mcp.json", ".claude", ".git/hooks", ".git/config", ".git/config.worktree", ".git/commondir"];

/// Every way around that we know of. `EVIL` must not be found afterwards anywhere but in the agent's own log:
/// [`evil`] looks.
const TRICKS: &str = r#"
cd "$PWD"
t() { ( "$@" ) >>tricks.log 2>&1; }
for f in .loop/config.json .mcp.json .claude/settings.json .claude/settings.local.json .claude/settings.x.json \
    .claude/hooks/x .claude/commands/x.md .git/hooks/pre-commit .git/hooks/post-checkout .git/config \
    .git/config.worktree .git/commondir; do
  t mkdir -p "$(dirname $f)"
  t sh -c "echo EVIL > $f"
  t sh -c "echo EVIL >> $f"
  t truncate -s 0 $f
  t rm -rf $f
  t rmdir $f
  t mv $f moved
  t ln -f $f hardlink
  t chmod 777 $f
  t touch $f
  t sh -c "echo EVIL > new; mv -f new $f"
  t sh -c "echo EVIL > new; ln -f new $f"
  t ln -sfn /tmp $f
  t cp --remove-destination new $f
done
for d in .git .claude .loop .mcp.json .git/hooks; do
  t mv $d moved
  t mv -T $d moved
  t rm -rf $d/config.json $d/hooks
  t chmod -R 000 $d/hooks
  t ln -sfn /tmp $d
  t sh -c "mkdir -p fresh && mv -T --exchange fresh $d"
  t python3 -c "import os; os.rename('$d', 'moved')"
  t umount $d
  t mount -o remount,rw $d
  t unshare -rm umount $d
done
t git config core.hooksPath evil
t git config core.fsmonitor 'touch EVIL'
t git config --worktree core.fsmonitor 'touch EVIL'
t git remote add evil EVIL
t git init --separate-git-dir=elsewhere
t git init --template=/tmp
mkdir -p evil && echo EVIL > evil/config
rm -rf new moved hardlink fresh evil elsewhere
echo finished
"#;

/// Files below a directory that hold `EVIL`, or have it in their names; links are not followed.
fn evil(dir: &Path) -> Vec<String> {
    let found =
        Command::new("grep").args(["-rlF", "EVIL", "--exclude=tricks.log", "."]).current_dir(dir).output();
    let named = Command::new("find").args([".", "-name", "*EVIL*"]).current_dir(dir).output();
    let both = [found.unwrap(), named.unwrap()].map(|done| {
        assert!(done.stderr.is_empty(), "{done:?}");
        String::from_utf8(done.stdout).unwrap()
    });
    both.concat().lines().map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_trick_changes_what_is_protected_and_git_goes_on_working() {
    let world = World::start().await;
    let dir = repository(&world);
    write(&dir, ".loop/config.json", "{ claude_model: 'haiku' }");
    write(&dir, ".claude/settings.json", "{}");
    let shop = channel(&world, &dir).await;
    assert!(script(&world, &shop, TRICKS).await.contains("finished"));
    assert_eq!(evil(&dir), [""; 0]);
    // While the container is there, what was missing is masked; git shows nothing of it.
    let status = Command::new("git")
        .arg("-C")
        .arg(&dir)
        .args(["-c", "safe.directory=*", "status", "--porcelain"])
        .output()
        .unwrap();
    let shown = String::from_utf8(status.stdout).unwrap();
    assert!(!shown.contains(".mcp.json"), "{shown}");

    let works = script(
        &world,
        &shop,
        "set -e; git status; echo two >> code.txt; git add code.txt; git commit -m two; git checkout -b feature; echo \
         three >> code.txt; git stash; git stash pop; git commit -am three; git rebase main; git checkout main; git \
         merge feature; git tag v1; git gc; git worktree add /tmp/tree; git log --oneline | wc -l; echo all-good",
    )
    .await;
    assert!(works.contains("all-good"), "{works}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tricks_leave_the_hosts_files_byte_for_byte_and_no_litter() {
    let mut world = World::start().await;
    let full = repository(&world);
    write(&full, ".loop/config.json", "{ claude_model: 'haiku' }");
    write(&full, ".mcp.json", "{}");
    write(&full, ".claude/settings.json", "{}");
    // A directory that its owner keeps empty is no mask.
    let bare = world.project("bare");
    std::fs::create_dir(bare.join(".claude")).unwrap();
    own(&bare);
    let hookless = world.project("hookless");
    git(&hookless, &["init", "--quiet", "--template="]);
    own(&hookless);
    let all: Vec<_> = [full, bare, hookless]
        .into_iter()
        .map(|dir| (tree(&dir, &PROTECTED), tree(&dir, &[".git"]).contains_key(".git"), dir))
        .collect();
    for (.., dir) in &all {
        let shop = channel(&world, dir).await;
        assert!(script(&world, &shop, TRICKS).await.contains("finished"));
    }
    let plain = world.channel("plain").await;
    assert!(script(&world, &plain, TRICKS).await.contains("finished"));
    world.stop().await;
    world.until_no_containers().await;
    for (before, had_git, dir) in &all {
        assert_eq!(&tree(dir, &PROTECTED), before, "{}", dir.display());
        assert_eq!(dir.join(".git").exists(), *had_git, "{}", dir.display());
        assert_eq!(evil(dir), [""; 0], "{}", dir.display());
        let mut names: Vec<String> = std::fs::read_dir(dir)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.retain(|name| !before.keys().any(|kept| kept.split('/').next() == Some(name)));
        names.sort();
        let expected: &[&str] =
            if dir.ends_with("shop") { &["code.txt", "tricks.log"] } else { &["tricks.log"] };
        assert_eq!(names, expected, "{}", dir.display());
    }
    let own_work = world.home().join(&plain).join("work");
    assert_eq!(tree(&own_work, &[".loop", ".mcp.json", ".claude", ".git"]), BTreeMap::new());
    assert_eq!(evil(&own_work), [""; 0]);
    world.open().await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn masks_stay_as_long_as_any_container_of_the_project_needs_them() {
    let mut world = World::start().await;
    let dir = world.project("shop");
    let shop = channel(&world, &dir).await;
    world.ask(&shop, "hello").await;
    let masks = || [".loop", ".mcp.json", ".claude", ".git"].map(|name| dir.join(name).exists());
    assert_eq!(masks(), [true; 4], "the channel's container is warm");
    // A task's run has a container of its own that ends with it.
    let task = json!({ "channel_id": shop, "type": "interval", "schedule": "1d", "prompt": "look around" });
    let task = world.api.post("/api/tasks", task).await.body["id"].as_i64().unwrap();
    let run = world.api.post(&format!("/api/tasks/{task}/run"), json!({})).await.body["id"].as_i64().unwrap();
    assert_eq!(world.ended(run).await["status"], "succeeded");
    until(|| world.containers().len() == 1).await;
    assert_eq!(masks(), [true; 4], "the warm container is still there");
    let wrote = script(&world, &shop, "mkdir .git/hooks; echo x > .mcp.json; ls -A").await;
    assert!(wrote.contains("Read-only file system") || wrote.contains("Is a directory"), "{wrote}");
    // Somebody put something into one meanwhile: it is theirs.
    std::fs::write(dir.join(".loop/config.json"), "{}").unwrap();
    world.stop().await;
    assert_eq!(masks(), [true, false, false, false]);
    world.open().await;
    world.end().await;
}

/// Has the agent try to write a file of the project, and tells whether it could.
async fn could_write(world: &World, channel: &str, name: &str) -> bool {
    let text = format!(
        "mkdir -p $(dirname {name}); echo EVIL > {name}; grep -q EVIL {name} && echo was-$((40 + 2)); true"
    );
    script(world, channel, &text).await.contains("was-42")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_warm_agent_gets_a_new_container_once_something_protected_was_replaced() {
    let world = World::start().await;
    let dir = repository(&world);
    let shop = channel(&world, &dir).await;
    world.ask(&shop, "hello").await;
    let first = world.containers();
    world.ask(&shop, "hello again").await;
    assert_eq!(world.containers(), first, "nothing changed");

    // Twice, since the second file can get the number of the first one.
    let config = std::fs::read_to_string(dir.join(".git/config")).unwrap();
    for _ in 0..2 {
        write(&dir, ".git/config.lock", &config);
        std::fs::rename(dir.join(".git/config.lock"), dir.join(".git/config")).unwrap();
    }
    assert!(!could_write(&world, &shop, ".git/config").await);
    assert_eq!(std::fs::read_to_string(dir.join(".git/config")).unwrap(), config);
    assert_ne!(world.containers(), first);

    // Git takes away what is empty, and so the masks.
    git(&dir, &["clean", "-fdx", "--quiet"]);
    assert!(!dir.join(".claude").exists());
    assert!(!could_write(&world, &shop, ".claude/settings.json").await);
    assert!(!could_write(&world, &shop, ".loop/config.json").await);
    assert_eq!(tree(&dir, &[".loop", ".claude", ".mcp.json"]).len(), 3, "empty masks");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_that_a_crash_left_warm_is_not_trusted_to_guard_anything() {
    let mut world = World::prepare(json!({})).await;
    world.start_process(None).await;
    let dir = repository(&world);
    let shop = channel(&world, &dir).await;
    world.ask(&shop, "hello").await;
    let first = world.containers();
    world.kill().await;
    git(&dir, &["clean", "-fdx", "--quiet"]);
    world.start_process(None).await;
    assert!(!could_write(&world, &shop, ".claude/settings.json").await);
    assert_ne!(world.containers(), first);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_installation_takes_no_masks_that_anothers_agent_needs() {
    let mut one = World::start().await;
    let mut two = one.another(json!({})).await;
    two.open().await;
    let dir = one.project("shop");
    let (first, second) = (channel(&one, &dir).await, channel(&two, &dir).await);
    one.ask(&first, "hello").await;
    two.ask(&second, "hello").await;
    let masks = || [".loop", ".mcp.json", ".claude", ".git"].map(|name| dir.join(name).exists());
    one.stop().await;
    assert_eq!(masks(), [true; 4], "the other's agent is warm");
    assert!(!could_write(&two, &second, ".claude/settings.json").await);
    two.stop().await;
    assert_eq!(masks(), [false; 4]);
    one.open().await;
    two.open().await;
    one.end().await;
    two.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_that_appears_once_more_is_protected_there_too() {
    let world = World::with(json!({ "mounts": ["~/src:/src"] })).await;
    let dir = world.project("src/shop");
    let shop = channel(&world, &dir).await;
    for name in ["/src/shop/.claude/settings.json", "/src/shop/.git/hooks/pre-commit"] {
        assert!(!could_write(&world, &shop, name).await, "{name}");
    }
    assert!(could_write(&world, &shop, "/src/shop/code.txt").await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn links_in_the_place_of_protected_names_are_refused_and_git_files_are_protected() {
    let world = World::start().await;
    let away = world.user_home().join("away");
    std::fs::create_dir(&away).unwrap();
    for name in [".loop", ".mcp.json", ".claude", ".git", ".git/hooks", ".git/config"] {
        let dir = world.project(&format!("shop{}", name.replace(['/', '.'], "-")));
        if name.contains('/') {
            std::fs::create_dir(dir.join(".git")).unwrap();
        }
        std::os::unix::fs::symlink(&away, dir.join(name)).unwrap();
        own(&dir);
        let shop = channel(&world, &dir).await;
        let run = world.ask(&shop, "hello").await;
        assert_eq!(
            (&run["status"], &run["failure"]),
            (&json!("failed"), &json!("work_dir")),
            "{name}: {run}"
        );
        assert!(run["error"].as_str().unwrap().contains("symbolic link"), "{name}: {run}");
    }
    assert_eq!(std::fs::read_dir(&away).unwrap().count(), 0, "something was made behind a link");

    let linked = world.project("linked");
    write(&linked, ".git", "gitdir: /nowhere\n");
    let channel = channel(&world, &linked).await;
    script(&world, &channel, "echo EVIL > .git; mv .git moved; rm -f .git; git init; true").await;
    assert_eq!(std::fs::read_to_string(linked.join(".git")).unwrap(), "gitdir: /nowhere\n");
    world.end().await;
}
