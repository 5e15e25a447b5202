//! Threads: opened, renamed, deleted.

use loopd::chat::{Chat as _, Error, NewThread};

use super::world::World;

#[tokio::test]
async fn a_thread_lives_and_dies() {
    let world = World::start().await;
    let ops = world.slack.channel("ops");
    let new = NewThread {
        key: "d1".to_owned(),
        channel: ops.clone(),
        title: "🧵 task #3 <daily> & @here".to_owned(),
    };
    let thread = world.chat.open_thread(&new).await.unwrap();
    let root = world.slack.messages("ops")[0].ts.clone();
    assert_eq!(thread, format!("{ops}:{root}"));
    world.post(1, &thread, "the report").await.unwrap();
    let title = "🧵 task #3 <daily> & @\u{2060}here";
    assert_eq!(world.slack.thread("ops", &root), format!("loop: {title}\nloop: the report\n"));
    assert_eq!(
        world.slack.transcript("ops"),
        format!("loop: {title}\n"),
        "the report is in the thread alone"
    );

    world.chat.rename_thread(&thread, "💨 task #3").await.unwrap();
    assert_eq!(world.slack.transcript("ops"), "loop: 💨 task #3\n");
    assert_eq!(world.slack.messages("ops")[0].edits, [title]);

    let nested = NewThread { channel: thread.clone(), ..new };
    assert!(matches!(world.chat.open_thread(&nested).await, Err(Error::Never(_))));

    world.slack.reply("ops", &root, "Ann", "thanks").acked().await;
    world.chat.delete_thread(&thread).await.unwrap();
    assert_eq!(world.slack.thread("ops", &root), "Ann: thanks\n", "what others say stays");
    world.chat.delete_thread(&thread).await.unwrap();
    world.end().await;
}

#[tokio::test]
async fn somebody_elses_thread_is_not_ours_to_rename() {
    let world = World::start().await;
    let root = world.slack.say("ops", "Ann", "mine");
    root.acked().await;
    let thread = format!("{}:{}", world.slack.channel("ops"), root.ts);
    let refused = world.chat.rename_thread(&thread, "ours").await.unwrap_err();
    assert!(matches!(&refused, Error::Never(reason) if reason.contains("somebody else")), "{refused}");
    world.post(1, &thread, "an answer").await.unwrap();
    world.chat.delete_thread(&thread).await.unwrap();
    assert_eq!(world.slack.transcript("ops"), "Ann: mine\n");
    world.end().await;
}
