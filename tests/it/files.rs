//! Files both ways, with the real CLI in a real container: what people send, what agents send, and what neither may.

use std::sync::Arc;

use loop_tests::model::{Request, Step};
use loopd::model::Platform;
use serde_json::json;

use crate::task_runs::{run_through, task};
use crate::world::{Messenger, World, until};

/// A world with a chat platform, in which Ann may talk.
async fn world() -> (World, Arc<Messenger>) {
    let (mut world, messenger) = closed_world().await;
    world.open().await;
    (world, messenger)
}

/// The same before its daemon is started.
async fn closed_world() -> (World, Arc<Messenger>) {
    let mut world = World::prepare(json!({ "permissions": { "owners": { "users": ["UANN"] } } })).await;
    let messenger = Arc::new(Messenger::default());
    world.add_chat(Platform::Slack, messenger.clone());
    (world, messenger)
}

/// Has the agent run a script when it is told to `word`; what that prints is its answer.
fn script(world: &World, word: &str, script: &str) {
    world.model.acts(word, [Step::tool("Bash", json!({ "command": script }))]);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_come_with_a_message_and_go_with_the_answer_once() {
    let (world, messenger) = world().await;
    messenger.has("../notes @1.txt", "the notes");
    let look = r#"cd /run/loop/inbox/1 && ls && cat notes*; echo x > y || echo "cannot write there";
        echo drawn > $LOOP_OUTBOX/plot.svg; ln -s /etc/passwd $LOOP_OUTBOX/passwd; mkfifo $LOOP_OUTBOX/pipe;
        mkdir /run/loop/outbox/deep; touch /run/loop/mine || echo "nor there"; cd; git -C "$OLDPWD" status 2>&1 | head -1"#;
    script(&world, "look", look);
    messenger.say("1", "look", &[("../notes @1.txt", 9), ("big.iso", 30 << 20), ("gone.txt", 5)]).await;
    until(|| messenger.posts().len() == 1 && messenger.uploads().len() == 1).await;
    let prompt = world.model.prompts().remove(0);
    insta::assert_snapshot!(prompt[prompt.find("Ann: ").unwrap()..], @r"
    Ann: look

    (Files that came with this message:
    - `/run/loop/inbox/1/notes _1.txt` (9 bytes)
    - `big.iso` is not here: it has 30 MiB; the most is 25 MiB
    - `gone.txt` is not here: it was deleted
    )
    ");
    let answer = messenger.posts().remove(0);
    for expected in ["notes _1.txt", "the notes", "cannot write there", "nor there"] {
        assert!(answer.contains(expected), "{expected}: {answer}");
    }
    for refused in ["`passwd` (a link)", "`pipe` (no ordinary file)", "`deep` (a directory"] {
        assert!(answer.contains(refused), "{refused}: {answer}");
    }
    assert_eq!(messenger.uploads(), [("plot.svg".to_owned(), "drawn\n".to_owned())]);
    let system = world.model.requests().into_iter().find(Request::is_main).unwrap().body;
    assert!(system["system"].to_string().contains("put each directly into /run/loop/outbox"));

    // A second question finds the files again, and sends nothing twice. A file alone is a question, too.
    script(&world, "sent without a text", "ls $LOOP_OUTBOX /run/loop/inbox/1");
    messenger.has("more.txt", "more");
    messenger.say("2", "", &[("more.txt", 4)]).await;
    until(|| messenger.posts().len() == 2).await;
    world.api.settled().await;
    let answer = messenger.posts().remove(1);
    assert!(answer.contains("notes _1.txt") && !answer.contains("plot.svg"), "{answer}");
    assert!(!answer.contains("Not attached"), "what was told is not told again: {answer}");
    assert_eq!(messenger.uploads().len(), 1);
    assert_eq!(world.containers().len(), 1, "the warm container served both");
    let left = std::fs::read_dir(world.home().join("files/out")).unwrap().count();
    assert_eq!(left, 0, "copies are gone when they are sent");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_answer_is_attached_and_said_where_it_cannot_be() {
    let (world, messenger) = world().await;
    let essay = format!("It begins here.\n\n{}\n\nThe end.", "And it goes on and on. ".repeat(800));
    world.model.answers("essay", &essay);
    messenger.say("1", "an essay", &[]).await;
    until(|| messenger.uploads().len() == 1).await;
    let said = messenger.posts().remove(0);
    assert!(said.starts_with("It begins here.") && said.len() < 2000, "{said}");
    assert!(said.ends_with("the whole answer (18 KiB) is attached as `answer-1.md`._"), "{said}");
    assert_eq!(messenger.uploads(), [("answer-1.md".to_owned(), essay.clone())]);
    assert_eq!(world.run(1).await["answer"], json!(essay));

    messenger.refuse_files("the app lacks the permission `files:write`");
    messenger.say("2", "another essay", &[]).await;
    until(|| messenger.posts().len() == 3).await;
    let said = messenger.posts().remove(2);
    assert!(
        said.starts_with("⚠️ I could not attach `answer-2.md`: the app lacks the permission"),
        "{said:.200}"
    );
    assert!(said.ends_with(&essay));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_panics_with_files_in_hand_is_followed_by_one_that_sends_them_once() {
    let (mut world, messenger) = closed_world().await;
    world.panic_at("files.taken");
    world.open().await;
    script(&world, "draw", "echo drawn > $LOOP_OUTBOX/plot.svg");
    messenger.say("1", "draw", &[]).await;
    // Its lease has to run out first, which takes 30 s.
    until(|| messenger.uploads().len() == 1).await;
    assert_eq!(world.ended(1).await["attempts"], 1, "the agent did nothing twice");
    script(&world, "look", "ls $LOOP_OUTBOX");
    messenger.say("2", "look", &[]).await;
    until(|| messenger.posts().len() == 2).await;
    world.api.settled().await;
    assert_eq!(messenger.uploads(), [("plot.svg".to_owned(), "drawn\n".to_owned())]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_owed_outlives_the_daemon_and_what_nobody_owes_does_not() {
    let (mut world, messenger) = world().await;
    script(&world, "draw", "echo drawn > $LOOP_OUTBOX/plot.svg");
    messenger.is_away(true);
    messenger.say("1", "draw", &[]).await;
    until(|| messenger.posts().len() == 1).await;
    world.stop().await;
    let out = world.home().join("files/out");
    assert_eq!(std::fs::read_to_string(out.join("1/plot.svg")).unwrap(), "drawn\n", "a copy of our own");
    for left_over in ["999", "junk"] {
        std::fs::create_dir_all(out.join(left_over)).unwrap();
        std::fs::write(out.join(left_over).join("x"), "x").unwrap();
    }
    messenger.is_away(false);
    world.open().await;
    until(|| messenger.uploads().len() == 1).await;
    until(|| std::fs::read_dir(&out).unwrap().count() == 0).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tasks_files_go_to_its_thread() {
    let (world, messenger) = world().await;
    messenger.say("1", "hello", &[]).await;
    until(|| messenger.posts().len() == 1).await;
    script(&world, "draw", "echo drawn > $LOOP_OUTBOX/plot.svg");
    let task = task(&world, "C1", "draw", json!({})).await;
    assert_eq!(run_through(&world, task).await["status"], "succeeded");
    until(|| messenger.uploads().len() == 1).await;
    assert!(messenger.places()[0].starts_with('T'), "{:?}", messenger.places());
    world.end().await;
}
