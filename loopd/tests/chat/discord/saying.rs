//! What the engine says, and what people read.

use std::time::Duration;

use loop_tests::discord::{Clock, Fault};
use loopd::chat::{Button, Chat as _, Error, Progress};

use super::world::{World, quick};

#[tokio::test]
async fn an_answer_is_read_as_it_was_written_and_calls_nobody_else() {
    let world = World::start().await;
    let ops = world.discord.channel("ops");
    let (at_bob, role) = (world.discord.at("Bob"), world.discord.give_role("Bob", "devs"));
    world.discord.mention("ops", "Ann", "ping");
    world.inbox.wait_for_count(1).await;
    let text = format!(
        "**pong**, @Ann. `@Ann` Not you, @everyone, @here, <@&{role}> or {at_bob}: https://a.example"
    );
    world.post(1, &ops, &text).await.unwrap();
    let said = world.discord.messages("ops").pop().unwrap();
    let at_ann = world.discord.at("Ann");
    assert_eq!(said.shown(), text.replacen("@Ann", &at_ann, 1));
    assert_eq!(said.called.into_iter().collect::<Vec<_>>(), [world.discord.person("Ann")]);
    assert_eq!(said.flags, 4, "links show no previews");
    world.end().await;
}

#[tokio::test]
async fn a_long_answer_comes_in_parts_in_order() {
    let world = World::start().await;
    let ops = world.discord.channel("ops");
    let text = (0..300).map(|n| format!("line {n} of a long 😀 answer\n")).collect::<String>();
    world.post(1, &ops, &text).await.unwrap();
    let messages = world.discord.messages("ops");
    assert_eq!(messages.len(), 5);
    let read: String = messages.iter().map(|message| format!("{}\n", message.shown())).collect();
    assert_eq!(read, text);
    world.end().await;
}

#[tokio::test]
async fn a_channel_takes_so_much_and_the_rest_waits() {
    let every = Duration::from_millis(400);
    let world = World::start_with(Clock { posts: Some((3, every)), ..Clock::default() }, quick()).await;
    let ops = world.discord.channel("ops");
    let mut delivery = 0;
    let mut put_off = 0;
    while delivery < 8 {
        match world.post(delivery, &ops, &format!("number {delivery}")).await {
            Ok(()) => delivery += 1,
            Err(Error::Later { after_ms, .. }) => {
                put_off += 1;
                let wait = after_ms.expect("it is told how long");
                assert!((1..=400).contains(&wait), "{wait}");
                tokio::time::sleep(Duration::from_millis(wait.unsigned_abs())).await;
            }
            Err(other) => panic!("{other}"),
        }
    }
    let refused = world.discord.calls().into_iter().filter(|call| call.answer == 429).count();
    assert_eq!(refused, 0, "what Discord says beforehand is heeded; put off {put_off} times");
    assert_eq!(world.discord.messages("ops").len(), 8);
    // Another channel has limits of its own.
    world.post(9, &world.discord.channel("other"), "hello").await.unwrap();
    world.end().await;
}

#[tokio::test]
async fn what_discord_does_not_take_now_is_said_later() {
    let world = World::start().await;
    let ops = world.discord.channel("ops");
    let route = "POST channels/*/messages";
    for (fault, expected) in [
        (Fault::RateLimit(700), Some(700)),
        (Fault::Status(500), None),
        (Fault::Status(502), None),
        (Fault::Garble, None),
        (Fault::Refuse(401, 0), None),
    ] {
        let before = world.discord.messages("ops").len();
        world.discord.fail(route, 1, fault.clone());
        let later = world.post(1, &ops, &format!("{fault:?}")).await.unwrap_err();
        let Error::Later { after_ms, reason } = later else { panic!("{fault:?}: {later}") };
        assert_eq!(after_ms, expected, "{fault:?}: {reason}");
        if let Some(wait) = after_ms {
            let held = world.post(1, &ops, &format!("{fault:?}")).await.unwrap_err();
            assert!(matches!(held, Error::Later { after_ms: Some(_), .. }), "{held}");
            tokio::time::sleep(Duration::from_millis(wait.unsigned_abs())).await;
        }
        world.post(1, &ops, &format!("{fault:?}")).await.unwrap();
        assert_eq!(world.discord.messages("ops").len(), before + 1, "{fault:?}");
    }
    // Where it is the whole app that is held, nothing else is called either.
    world.discord.fail(route, 1, Fault::RateLimitAll(600));
    assert!(matches!(world.post(2, &ops, "x").await, Err(Error::Later { after_ms: Some(600), .. })));
    assert!(matches!(world.chat.show_typing(&ops).await, Err(Error::Later { after_ms: Some(_), .. })));
    world.end().await;
}

#[tokio::test]
async fn what_discord_never_takes_is_told_in_words() {
    let world = World::start().await;
    let gone = world.discord.channel("gone");
    world.discord.remove("gone");
    let unseen = world.discord.arrange("unseen", |channel| channel.is_visible = false);
    let closed = world.discord.arrange("closed", |channel| channel.is_writable = false);
    let table =
        [(gone, "knows no such channel"), (unseen, "`View Channel`"), (closed, "such as `Send Messages`")];
    for (channel, words) in table {
        let never = world.post(1, &channel, "hello").await.unwrap_err();
        assert!(matches!(&never, Error::Never(reason) if reason.contains(words)), "{never}");
    }
    world.end().await;
}

#[tokio::test]
async fn a_thread_that_rests_is_woken_by_an_answer() {
    let world = World::start().await;
    let thread = world.discord.open_thread("ops", "Ann", "old", None);
    world.discord.arrange(&thread, |thread| thread.is_archived = true);
    world.post(1, &thread, "still here").await.unwrap();
    assert!(!world.discord.find_channel(&thread).unwrap().is_archived);
    assert_eq!(world.discord.transcript(&thread), "loop: still here\n");
    world.end().await;
}

#[tokio::test]
async fn progress_is_one_message_that_changes_and_goes() {
    let world = World::start().await;
    let ops = world.discord.channel("ops");
    let button = Button { label: "Stop".to_owned(), action: "stop:7".to_owned() };
    let first = Progress { channel: ops.clone(), text: "reading @everyone".to_owned(), button: Some(button) };
    let id = world.chat.show_progress(&first, None).await.unwrap();
    assert_eq!(world.discord.transcript("ops"), "loop: reading @everyone\n[Stop]\n");
    let second = Progress { text: "x".repeat(9_000), button: None, ..first };
    assert_eq!(world.chat.show_progress(&second, Some(&id)).await.unwrap(), id);
    let shown = world.discord.messages("ops").remove(0);
    assert_eq!(shown.edits, ["reading @everyone\n[Stop]"]);
    assert!(shown.shown().ends_with("xx…"), "{}", shown.shown());
    assert!(shown.called.is_empty());
    world.chat.show_typing(&ops).await.unwrap();
    assert_eq!(world.discord.find_channel("ops").unwrap().typing, 1);
    world.chat.remove_progress(&ops, &id).await.unwrap();
    world.chat.remove_progress(&ops, &id).await.unwrap();
    assert_eq!(world.discord.transcript("ops"), "");
    let gone = world.chat.show_progress(&second, Some(&id)).await.unwrap_err();
    assert!(matches!(gone, Error::Never(_)), "{gone}");
    world.end().await;
}
