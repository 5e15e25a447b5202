//! Nothing is said twice, and nothing is left out, whatever happens on the way.

use loop_tests::slack::Fault;
use loopd::chat::{Chat as _, Error, NewThread, Outbound};

use super::world::World;

/// The parts of a long answer.
fn long() -> String {
    (0..1_200).map(|n| format!("line {n} of a long answer\n")).collect()
}

#[tokio::test]
async fn a_reply_whose_fate_is_unknown_is_looked_for_before_it_is_said_again() {
    let troubles = [
        (Fault::DropAfter, true),
        (Fault::DropBefore, false),
        (Fault::Hang, false),
        (Fault::Slow(std::time::Duration::from_secs(2)), true),
        (Fault::Garble, true),
        (Fault::Status(500), false),
        (Fault::Status(503), false),
    ];
    for (fault, was_said) in troubles {
        let world = World::start().await;
        let ops = world.slack.channel("ops");
        world.post(1, &ops, "before").await.unwrap();
        world.slack.fail("chat.postMessage", 1, fault.clone());
        let unknown = world.post(2, &ops, "exactly once").await.unwrap_err();
        assert!(matches!(unknown, Error::Later { .. }), "{fault:?}: {unknown}");
        let calls = world.slack.count("chat.postMessage");
        world.post(2, &ops, "exactly once").await.unwrap();
        assert_eq!(world.slack.transcript("ops"), "loop: before\nloop: exactly once\n", "{fault:?}");
        assert_eq!(world.slack.count("chat.postMessage") == calls, was_said, "{fault:?}");
        world.post(3, &ops, "exactly once").await.unwrap();
        assert_eq!(
            world.slack.messages("ops").len(),
            3,
            "{fault:?}: another delivery of the same text is another"
        );
        world.end().await;
    }
}

#[tokio::test]
async fn where_nobody_can_look_nothing_is_said() {
    let world = World::start().await;
    let ops = world.slack.channel("ops");
    world.slack.fail("chat.postMessage", 1, Fault::DropAfter);
    world.post(1, &ops, "once").await.unwrap_err();
    let refusal = |word: &str| Fault::Refuse(word.to_owned());
    let refusals = ["internal_error", "ratelimited", "invalid_cursor"].map(refusal);
    for fault in [Fault::Status(500), Fault::RateLimit(1), Fault::DropBefore].into_iter().chain(refusals) {
        world.slack.fail("conversations.history", 1, fault);
        let blind = world.post(1, &ops, "once").await.unwrap_err();
        assert!(matches!(blind, Error::Later { .. }), "{blind}");
    }
    world.post(1, &ops, "once").await.unwrap();
    assert_eq!(world.slack.transcript("ops"), "loop: once\n");
    world.end().await;
}

#[tokio::test]
async fn a_daemon_that_died_before_it_wrote_down_what_it_said_does_not_say_it_again() {
    let world = World::start().await;
    let ops = world.slack.channel("ops");
    world.post(7, &ops, "said").await.unwrap();
    let restarted = world.restarted();
    let outbound = |delivery, text: &str| Outbound {
        delivery,
        channel: ops.clone(),
        text: text.to_owned(),
        is_retry: false,
    };
    restarted.post(&outbound(7, "said")).await.unwrap();
    restarted.post(&outbound(8, "new")).await.unwrap();
    assert_eq!(world.slack.transcript("ops"), "loop: said\nloop: new\n");
    // Only the first needed a look.
    assert_eq!(world.slack.count("conversations.history"), 2);
    // A database that was begun anew counts from one again: that is another delivery.
    world.restarted().post(&outbound(7, "of another database")).await.unwrap();
    assert_eq!(world.slack.messages("ops").len(), 3);
    world.end().await;
}

#[tokio::test]
async fn a_long_answer_goes_on_where_it_was_cut_off() {
    let last_parts = [Fault::DropAfter, Fault::DropBefore, Fault::RateLimit(0), Fault::Status(502)];
    for fault in last_parts {
        let world = World::start().await;
        let ops = world.slack.channel("ops");
        world.post(1, &ops, "before").await.unwrap();
        // The second of three parts goes wrong.
        let slack = world.slack.clone();
        let trouble = async {
            slack.wait_for("the first part", |slack| slack.messages("ops").len() >= 2).await;
        };
        world.slack.fail("chat.postMessage", 1, Fault::Slow(std::time::Duration::from_millis(50)));
        world.slack.fail("chat.postMessage", 1, fault.clone());
        let text = long();
        let (cut_off, ()) = tokio::join!(world.post(2, &ops, &text), trouble);
        assert!(matches!(cut_off, Err(Error::Later { .. })), "{fault:?}: {cut_off:?}");
        world.post(2, &ops, &text).await.unwrap();
        let messages = world.slack.messages("ops");
        let read: String = messages[1..].iter().map(|message| format!("{}\n", message.shown())).collect();
        assert_eq!(read, text, "{fault:?}");
        world.end().await;
    }
}

#[tokio::test]
async fn a_thread_is_opened_once() {
    let world = World::start().await;
    let ops = world.slack.channel("ops");
    let thread = NewThread { key: "d9".to_owned(), channel: ops.clone(), title: "🧵 task #1".to_owned() };
    world.slack.fail("chat.postMessage", 1, Fault::DropAfter);
    world.chat.open_thread(&thread).await.unwrap_err();
    let id = world.chat.open_thread(&thread).await.unwrap();
    assert_eq!(id, format!("{ops}:{}", world.slack.messages("ops")[0].ts));
    assert_eq!(world.restarted().open_thread(&thread).await.unwrap(), id);
    world.slack.fail("chat.postMessage", 1, Fault::DropAfter);
    world.post(1, &id, "in the thread").await.unwrap_err();
    world.post(1, &id, "in the thread").await.unwrap();
    let root = world.slack.messages("ops")[0].ts.clone();
    assert_eq!(world.slack.thread("ops", &root), "loop: 🧵 task #1\nloop: in the thread\n");
    world.end().await;
}

#[tokio::test]
async fn what_another_daemon_has_said_is_not_said_again() {
    let world = World::start().await;
    let ops = world.slack.channel("ops");
    let other = world.restarted();
    let outbound = |delivery: i64, is_retry| {
        let text = format!("answer {delivery}");
        Outbound { delivery, channel: ops.clone(), text, is_retry }
    };
    // Both speak there; the other one dies over its second answer.
    other.post(&outbound(1, false)).await.unwrap();
    world.chat.post(&outbound(2, false)).await.unwrap();
    other.post(&outbound(3, false)).await.unwrap();
    world.chat.post(&outbound(3, true)).await.unwrap();
    world.chat.post(&outbound(4, true)).await.unwrap();
    let all = "loop: answer 1\nloop: answer 2\nloop: answer 3\nloop: answer 4\n";
    assert_eq!(world.slack.transcript("ops"), all);
    world.end().await;
}

#[tokio::test]
async fn what_was_said_in_a_channel_that_loop_has_left_is_found() {
    let world = World::start().await;
    let ops = world.slack.channel("ops");
    world.post(1, &ops, "said").await.unwrap();
    world.slack.arrange("ops", |channel| channel.is_member = false);
    let outbound = Outbound { delivery: 1, channel: ops, text: "said".to_owned(), is_retry: true };
    world.chat.post(&outbound).await.unwrap();
    assert_eq!(world.slack.transcript("ops"), "loop: said\n");
    world.end().await;
}
