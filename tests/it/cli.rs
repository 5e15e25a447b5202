//! The product through its front door: `loopctl`, and with it the generated client.

use std::io::Write;
use std::sync::{Arc, Mutex};

use futures::StreamExt;
use loop_tests::model::{Gate, Step};
use loopctl::{Exit, Io};
use serde_json::{Value, json};

use crate::world::World;

/// What a command printed, and how it ended.
pub struct Ran {
    pub exit: Exit,
    pub out: String,
    pub err: String,
}

/// A stream that a test can read afterwards.
#[derive(Clone, Default)]
struct Printed(Arc<Mutex<Vec<u8>>>);

impl Printed {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Printed {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Runs a command line of `ann`'s; `set_up` gives it more than arguments.
pub async fn run(world: &World, args: &[&str], set_up: impl FnOnce(&mut Io)) -> Ran {
    let (out, err) = (Printed::default(), Printed::default());
    let mut io = Io::plain(Box::new(out.clone()), Box::new(err.clone()));
    io.env.loop_home = Some(world.home());
    io.env.user = Some("ann".to_owned());
    set_up(&mut io);
    let args = std::iter::once("loopctl").chain(args.iter().copied()).map(Into::into);
    let exit = loopctl::run(args, io).await;
    Ran { exit, out: out.text(), err: err.text() }
}

/// Runs a command line of `ann`'s.
pub async fn loopctl(world: &World, args: &[&str]) -> Ran {
    run(world, args, |_| {}).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_on_the_command_line_prints_its_answer_and_nothing_else() {
    let world = World::start().await;
    world.model.answers("ping", "pong\n\n*bold*");
    let asked = loopctl(&world, &["ask", "ping"]).await;
    assert_eq!((asked.exit, asked.out.as_str()), (Exit::Ok, "pong\n\n*bold*\n"), "{}", asked.err);

    world.model.on("refuse", Step::status(401).message("no"));
    let refused = loopctl(&world, &["ask", "refuse"]).await;
    assert_eq!((refused.exit, refused.out.as_str()), (Exit::Failed, ""));
    assert!(refused.err.contains("refused the credentials (401)"), "{}", refused.err);

    let list = loopctl(&world, &["--json", "runs", "list"]).await;
    let list: Value = serde_json::from_str(&list.out).unwrap();
    let statuses: Vec<_> =
        list["items"].as_array().unwrap().iter().map(|run| run["status"].as_str().unwrap()).collect();
    assert_eq!(statuses, ["failed", "succeeded"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_piped_chat_is_a_conversation() {
    let world = World::start().await;
    world.model.answers("one", "first");
    world.model.answers("two", "second");
    let input = "one\n\ntwo\n";
    let chat = run(&world, &["chat"], |io| io.stdin.reader = Box::new(input.as_bytes())).await;
    assert_eq!(chat.exit, Exit::Ok, "{}", chat.err);
    assert_eq!(chat.out.matches("first").count(), 1, "once, not twice: {}", chat.out);
    assert!(chat.out.find("first") < chat.out.find("second"), "{}", chat.out);
    let said = loopctl(&world, &["messages", "list", "main"]).await;
    assert!(said.out.contains("second"), "{}", said.out);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_stops_the_run_and_says_so_when_the_agent_is_dead() {
    let world = World::start().await;
    let gate = Gate::new();
    world.model.on("think", Step::text("never").hold(&gate));
    let (press, pressed) = tokio::sync::mpsc::channel::<()>(1);
    let interrupts = futures::stream::unfold(pressed, |mut pressed| async move {
        pressed.recv().await?;
        Some(((), pressed))
    });
    let stopped = run(&world, &["ask", "think"], |io| io.interrupts = Box::new(move || interrupts.boxed()));
    let press_it = async {
        world.model.wait_for(|requests| !requests.is_empty()).await;
        press.send(()).await.unwrap();
    };
    let (stopped, ()) = tokio::join!(stopped, press_it);
    assert_eq!(stopped.exit, Exit::Failed);
    assert!(stopped.err.to_lowercase().contains("stopped"), "{}", stopped.err);
    assert_eq!(world.run(1).await["status"], "cancelled");
    gate.open();
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_is_asked_about_by_its_directory() {
    let world = World::start().await;
    let project = world.project("shop");
    world.model.acts("list", [Step::tool("Bash", json!({ "command": "pwd" }))]);
    let asked = loopctl(&world, &["ask", "--dir", project.to_str().unwrap(), "list"]).await;
    assert!(asked.out.contains(project.to_str().unwrap()), "{} {}", asked.out, asked.err);
    let channels = loopctl(&world, &["channels", "list"]).await;
    assert!(channels.out.contains("shop"), "{}", channels.out);
    let logs = loopctl(&world, &["runs", "logs", "1"]).await;
    assert!(logs.out.contains("Bash") && logs.out.contains("succeeded"), "{}", logs.out);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_daemon_it_says_what_to_do() {
    let mut world = World::start().await;
    let status = loopctl(&world, &["status"]).await;
    assert!(status.exit == Exit::Ok && status.out.contains("sqlite"), "{}", status.out);
    world.stop().await;
    let gone = loopctl(&world, &["status"]).await;
    assert_eq!(gone.exit, Exit::Unreachable);
    assert!(gone.err.contains("loopd serve"), "{}", gone.err);
    world.restart().await;
    let refused = loopctl(&world, &["runs", "show", "77"]).await;
    assert_eq!(refused.exit, Exit::Failed);
    let usage = loopctl(&world, &["runs", "show", "seven"]).await;
    assert_eq!(usage.exit, Exit::Usage);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn templates_are_listed_and_added_by_name() {
    let world = World::with(json!({ "timezone": "UTC" })).await;
    let list = loopctl(&world, &["templates", "list"]).await;
    assert_eq!((list.exit, list.out.lines().count()), (Exit::Ok, 6), "{}{}", list.out, list.err);
    let channels = loopctl(&world, &["--json", "channels", "list"]).await;
    assert!(!channels.out.contains("main"), "looking made a channel: {}", channels.out);

    let added = loopctl(&world, &["templates", "add", "daily-summary", "-z", "Asia/Tokyo"]).await;
    let said = "daily-summary is task 1 of main now; it runs next at ";
    assert!(added.exit == Exit::Ok && added.out.starts_with(said), "{}{}", added.out, added.err);
    let again = loopctl(&world, &["--json", "templates", "add", "daily-summary", "--channel", "main"]).await;
    let again: Value = serde_json::from_str(&again.out).unwrap();
    assert_eq!((&again["is_new"], &again["timezone"]), (&json!(false), &json!("Asia/Tokyo")), "{again}");
    let list = loopctl(&world, &["template", "ls"]).await;
    let line = list.out.lines().find(|line| line.starts_with("daily-summary")).unwrap();
    assert!(line.contains("#1"), "{line}");

    let unknown = loopctl(&world, &["templates", "add", "daily"]).await;
    assert_eq!(unknown.exit, Exit::Failed);
    assert!(unknown.err.contains("did you mean daily-summary"), "{}", unknown.err);

    // One that an agent wrote, and wrote wrongly: the list says what is the matter.
    let shop = world.project("shop");
    std::fs::create_dir_all(shop.join(".loop/templates")).unwrap();
    let config = json!({ "task_templates": [
        { "name": "lint", "type": "interval", "schedule": "2h", "prompt_path": "lint.md" },
    ] });
    std::fs::write(shop.join(".loop/config.json"), config.to_string()).unwrap();
    std::os::unix::fs::symlink(world.home().join("token"), shop.join(".loop/templates/lint.md")).unwrap();
    let dir = shop.to_str().unwrap();
    let list = loopctl(&world, &["templates", "list", "--dir", dir]).await;
    assert!(list.out.contains("lint  "), "{}", list.out);
    assert!(list.err.contains("lint cannot be added") && list.err.contains("symbolic link"), "{}", list.err);
    let refused = loopctl(&world, &["templates", "add", "lint", "--dir", dir]).await;
    assert!(refused.exit == Exit::Failed && refused.err.contains("symbolic link"), "{}", refused.err);
    world.end().await;
}
