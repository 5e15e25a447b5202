//! Nothing is said twice, and nothing is left out, when nobody knows whether a try went through.

use loop_tests::discord::Fault;
use loopd::chat::{Chat as _, Outbound, Upload};

use super::world::World;

const POST: &str = "POST channels/*/messages";

fn outbound(delivery: i64, channel: &str, text: &str) -> Outbound {
    Outbound { delivery, channel: channel.to_owned(), text: text.to_owned(), is_retry: false }
}

#[tokio::test]
async fn a_message_whose_answer_was_lost_is_not_said_again() {
    for fault in [Fault::DropAfter, Fault::HangAfter, Fault::Garble] {
        for forgotten in [false, true] {
            let world = World::start().await;
            let ops = world.discord.channel("ops");
            world.post(1, &ops, "pong").await.unwrap();
            world.discord.fail(POST, 1, fault.clone());
            world.post(2, &ops, "pong").await.unwrap_err();
            // People talk on, and perhaps Discord has forgotten what we called it.
            world.discord.say("ops", "Ann", "hm?");
            world.inbox.wait_for_count(1).await;
            if forgotten {
                world.discord.forget_nonces();
            }
            world.post(2, &ops, "pong").await.unwrap();
            world.post(3, &ops, "pong").await.unwrap();
            let expected = "loop: pong\nloop: pong\nAnn: hm?\nloop: pong\n";
            assert_eq!(world.discord.transcript("ops"), expected, "{fault:?} {forgotten}");
            world.end().await;
        }
    }
}

#[tokio::test]
async fn the_history_tells_where_the_gateway_told_nothing() {
    let world = World::start().await;
    let ops = world.discord.channel("ops");
    world.post(1, &ops, "hello").await.unwrap();
    // The event of our own message is lost with the session.
    world.discord.forget_sessions();
    world.discord.fail(POST, 1, Fault::DropAfter);
    world.post(2, &ops, "an answer ").await.unwrap_err();
    world.discord.forget_nonces();
    world.post(2, &ops, "an answer ").await.unwrap();
    assert_eq!(world.discord.transcript("ops"), "loop: hello\nloop: an answer \n");
    world.end().await;
}

#[tokio::test]
async fn a_message_that_did_not_go_through_is_said() {
    for fault in [Fault::DropBefore, Fault::Hang, Fault::Status(500)] {
        let world = World::start().await;
        let ops = world.discord.channel("ops");
        world.post(1, &ops, "pong").await.unwrap();
        world.discord.fail(POST, 1, fault.clone());
        world.post(2, &ops, "pong, again").await.unwrap_err();
        world.post(2, &ops, "pong, again").await.unwrap();
        assert_eq!(world.discord.transcript("ops"), "loop: pong\nloop: pong, again\n", "{fault:?}");
        world.end().await;
    }
}

#[tokio::test]
async fn a_long_answer_goes_on_where_it_broke_off() {
    for forgotten in [false, true] {
        let world = World::start().await;
        let ops = world.discord.channel("ops");
        let text = (0..300).map(|n| format!("line {n} of a long answer\n")).collect::<String>();
        let other = Fault::Slow(std::time::Duration::ZERO);
        world.discord.fail(POST, 2, other);
        world.discord.fail(POST, 1, Fault::DropAfter);
        world.post(1, &ops, &text).await.unwrap_err();
        if forgotten {
            world.discord.forget_nonces();
        }
        world.post(1, &ops, &text).await.unwrap();
        let read: String =
            world.discord.messages("ops").iter().map(|message| format!("{}\n", message.shown())).collect();
        assert_eq!(read, text);
        world.end().await;
    }
}

#[tokio::test]
async fn a_restarted_daemon_does_not_say_again_what_it_said() {
    for forgotten in [false, true] {
        let world = World::start().await;
        let ops = world.discord.channel("ops");
        let text = "a line of an answer\n".repeat(250);
        world.chat.post(&outbound(1, &ops, &text)).await.unwrap();
        let before = world.discord.transcript("ops");
        if forgotten {
            world.discord.forget_nonces();
        }
        // It died before it could write down that it said this.
        let restarted = world.restarted().await;
        restarted.post(&Outbound { is_retry: true, ..outbound(1, &ops, &text) }).await.unwrap();
        assert_eq!(world.discord.transcript("ops"), before, "{forgotten}");
        restarted.post(&outbound(2, &ops, "another")).await.unwrap();
        restarted.post(&outbound(3, &ops, "another")).await.unwrap();
        let after = format!("{before}loop: another\nloop: another\n");
        assert_eq!(world.discord.transcript("ops"), after);
        world.end().await;
    }
}

#[tokio::test]
async fn a_restarted_daemon_says_the_same_to_another_question() {
    let world = World::start().await;
    let ops = world.discord.channel("ops");
    world.post(1, &ops, "Done.").await.unwrap();
    world.discord.say("ops", "Ann", "and now?");
    let restarted = world.restarted().await;
    restarted.post(&outbound(2, &ops, "Done.")).await.unwrap();
    assert_eq!(world.discord.transcript("ops"), "loop: Done.\nAnn: and now?\nloop: Done.\n");
    world.end().await;
}

#[tokio::test]
async fn an_answer_that_nobody_began_to_say_is_no_earlier_one_of_the_same_text() {
    let world = World::start().await;
    let ops = world.discord.channel("ops");
    world.discord.say("ops", "Ann", "do this, then that");
    world.post(1, &ops, "Done.").await.unwrap();
    let restarted = world.restarted().await;
    restarted.post(&outbound(2, &ops, "Done.")).await.unwrap();
    assert_eq!(world.discord.transcript("ops"), "Ann: do this, then that\nloop: Done.\nloop: Done.\n");
    world.end().await;
}

#[tokio::test]
async fn a_file_is_not_put_there_twice() {
    for forgotten in [false, true] {
        let world = World::start().await;
        let channel = world.discord.channel("ops");
        let content = bytes::Bytes::from_static(b"1,2");
        let name = "my a.csv".to_owned();
        let first = Upload { delivery: 1, channel, name, content, is_retry: false, since: 0 };
        let again = Upload { is_retry: true, ..first.clone() };
        world.discord.fail(POST, 1, Fault::DropAfter);
        world.chat.upload(&first).await.unwrap_err();
        if forgotten {
            world.discord.forget_nonces();
            // Where nobody can look, nothing is put.
            world.discord.fail("GET channels/*/messages", 1, Fault::Status(500));
            world.chat.upload(&again).await.unwrap_err();
        }
        world.chat.upload(&again).await.unwrap();
        // By a daemon that died before it could write that down.
        world.restarted().await.upload(&again).await.unwrap();
        assert_eq!(world.discord.transcript("ops"), "loop:  <my_a.csv>\n", "{forgotten}");
        // What is owed since later is another.
        let other = Upload { delivery: 2, since: 1_900_000_000_000, ..again };
        world.chat.upload(&other).await.unwrap();
        assert_eq!(world.discord.messages("ops").len(), 2);
        world.end().await;
    }
}

#[tokio::test]
async fn what_another_daemon_has_said_is_not_said_again() {
    for forgotten in [false, true] {
        let world = World::start().await;
        let ops = world.discord.channel("ops");
        let other = world.restarted().await;
        let retry = |outbound: Outbound| Outbound { is_retry: true, ..outbound };
        // Both speak there; one dies over its second answer.
        other.post(&outbound(1, &ops, "pong")).await.unwrap();
        world.chat.post(&outbound(2, &ops, "pong")).await.unwrap();
        if forgotten {
            world.discord.forget_nonces();
        }
        other.post(&retry(outbound(2, &ops, "pong"))).await.unwrap();
        assert_eq!(world.discord.transcript("ops"), "loop: pong\nloop: pong\n", "{forgotten}");
        world.end().await;
    }
}

#[tokio::test]
async fn what_was_certainly_not_said_is_no_earlier_message_of_the_same_text() {
    let world = World::start().await;
    let ops = world.discord.channel("ops");
    world.post(1, &ops, "Done.").await.unwrap();
    world.discord.fail(POST, 1, Fault::Refuse(403, 40_333));
    world.post(2, &ops, "Done.").await.unwrap_err();
    world.chat.post(&Outbound { is_retry: true, ..outbound(2, &ops, "Done.") }).await.unwrap();
    assert_eq!(world.discord.transcript("ops"), "loop: Done.\nloop: Done.\n");
    world.end().await;
}
