//! What the engine says, and what people read.

use std::time::Duration;

use loop_tests::slack::{BOT_TOKEN, Clock, Fault};
use loopd::chat::slack::Timings;
use loopd::chat::{Button, Chat as _, Error, Progress};

use super::world::{World, quick};

#[tokio::test]
async fn an_answer_is_read_as_it_was_written() {
    let world = World::start().await;
    let ops = world.slack.channel("ops");
    world.slack.mention("ops", "Ann", "ping").acked().await;
    world.post(1, &ops, "**pong**, @Ann. Not you, @here or <!channel>: a < b").await.unwrap();
    let ann = world.slack.at("Ann");
    assert_eq!(
        world.slack.transcript("ops"),
        format!(
            "Ann: <@U0LOOP> ping\nloop: **pong**, {ann}. Not you, @\u{2060}here or <\u{2060}!channel>: a < b\n"
        )
    );
    let said = world.slack.messages("ops").pop().unwrap();
    assert!(said.text.contains("a &lt; b"), "{}", said.text);
    world.end().await;
}

#[tokio::test]
async fn a_long_answer_comes_in_parts_in_order() {
    let world = World::start().await;
    let ops = world.slack.channel("ops");
    let text = (0..1_200).map(|n| format!("line {n} of a long answer\n")).collect::<String>();
    world.post(1, &ops, &text).await.unwrap();
    let messages = world.slack.messages("ops");
    assert_eq!(messages.len(), 3);
    let read: String = messages.iter().map(|message| format!("{}\n", message.shown())).collect();
    assert_eq!(read, text);
    world.end().await;
}

#[tokio::test]
async fn a_workspace_that_takes_no_blocks_gets_text() {
    let world = World::start().await;
    let ops = world.slack.channel("ops");
    world.slack.fail("chat.postMessage", 1, Fault::Refuse("invalid_blocks".to_owned()));
    world.post(1, &ops, "a < b & @here").await.unwrap();
    assert_eq!(world.slack.transcript("ops"), "loop: a < b & @\u{2060}here\n");
    world.end().await;
}

#[tokio::test]
async fn where_blocks_are_refused_in_the_middle_the_rest_is_text_and_nothing_is_read_twice() {
    for fault in [Fault::DropAfter, Fault::DropBefore, Fault::RateLimit(0), Fault::Status(500)] {
        let world = World::start().await;
        let ops = world.slack.channel("ops");
        world.slack.person("Ann");
        let text: String = (0..1_200).map(|n| format!("line {n} of a long answer\n")).collect();
        world.post(1, &ops, "before").await.unwrap();
        // The first part goes out as it is, the second is refused, and the second piece of its text goes wrong.
        let fine = Fault::Slow(Duration::ZERO);
        world.slack.fail("chat.postMessage", 1, fine.clone());
        world.slack.fail("chat.postMessage", 1, Fault::Refuse("invalid_blocks".to_owned()));
        world.slack.fail("chat.postMessage", 1, fine);
        world.slack.fail("chat.postMessage", 1, fault.clone());
        let broken = world.post(2, &ops, &text).await.unwrap_err();
        assert!(matches!(broken, Error::Later { .. }), "{fault:?}: {broken}");
        world.post(2, &ops, &text).await.unwrap();
        let messages = world.slack.messages("ops");
        let read: String = messages[1..].iter().map(|message| format!("{}\n", message.shown())).collect();
        assert_eq!(read, text, "{fault:?}");
        let blocks = messages[1..].iter().filter(|message| !message.blocks.is_null()).count();
        assert!((1..messages.len() - 2).contains(&blocks), "{fault:?}: {blocks}");
        world.end().await;
    }
}

#[tokio::test]
async fn loop_joins_a_public_channel_to_speak_there() {
    let world = World::start().await;
    let ops = world.slack.arrange("ops", |channel| channel.is_member = false);
    world.post(1, &ops, "hello").await.unwrap();
    assert_eq!(world.slack.transcript("ops"), "loop: hello\n");
    let secret = world.slack.arrange("secret", |channel| {
        channel.is_private = true;
        channel.is_member = false;
    });
    let refused = world.post(2, &secret, "hello").await.unwrap_err();
    assert_eq!(refused.to_string(), "loop is not in the channel: invite it there (not_in_channel)");
    world.end().await;
}

#[tokio::test]
async fn what_can_never_be_said_is_told_apart_from_what_must_wait() {
    let world = World::start().await;
    let ops = world.slack.channel("ops");
    world.slack.archive("ops").acked().await;
    let archived = world.post(1, &ops, "hello").await.unwrap_err();
    assert!(
        matches!(&archived, Error::Never(reason) if reason == "the channel is archived (is_archived)"),
        "{archived}"
    );
    world.slack.unarchive("ops").acked().await;
    world.slack.fail("chat.postMessage", 1, Fault::RateLimit(7));
    let limited = world.post(2, &ops, "hello").await.unwrap_err();
    assert!(matches!(limited, Error::Later { after_ms: Some(7_000), .. }), "{limited}");
    // Until then nothing is even tried.
    let calls = world.slack.count("chat.postMessage");
    let held = world.post(2, &ops, "hello").await.unwrap_err();
    assert!(matches!(held, Error::Later { after_ms: Some(6_000..=7_000), .. }), "{held:?}");
    assert_eq!(world.slack.count("chat.postMessage"), calls);
    // Another channel is not held up.
    world.post(3, &world.slack.channel("dev"), "hello").await.unwrap();
    world.slack.revoke(BOT_TOKEN);
    let revoked = world.post(4, &world.slack.channel("dev"), "more").await.unwrap_err();
    assert!(matches!(revoked, Error::Later { .. }), "somebody can mend a token: {revoked}");
    world.slack.restore(BOT_TOKEN);
    world.end().await;
}

#[tokio::test]
async fn nobody_speaks_faster_than_slack_allows() {
    let clock = Clock { posts: Some((3, Duration::from_millis(100))), ..Clock::default() };
    let timings = Timings { pace: Duration::from_millis(110), ..quick() };
    let world = World::start_with(clock, timings).await;
    let ops = world.slack.channel("ops");
    for n in 0..9 {
        world.post(n, &ops, &format!("{n}")).await.unwrap();
    }
    assert_eq!(world.slack.messages("ops").len(), 9);
    assert!(world.slack.calls().iter().all(|call| call.answer != "ratelimited"));
    world.end().await;
}

#[tokio::test]
async fn progress_is_one_message_with_a_button() {
    let world = World::start().await;
    let ops = world.slack.channel("ops");
    let button = Some(Button { label: "Stop".to_owned(), action: "stop:12".to_owned() });
    let progress =
        |text: &str| Progress { channel: ops.clone(), text: text.to_owned(), button: button.clone() };
    let id = world.chat.show_progress(&progress("reading"), None).await.unwrap();
    assert_eq!(world.slack.transcript("ops"), "loop: reading\n[Stop]\n");
    let same = world.chat.show_progress(&progress("writing"), Some(&id)).await.unwrap();
    assert_eq!(
        (same.as_str(), world.slack.transcript("ops").as_str()),
        (id.as_str(), "loop: writing\n[Stop]\n")
    );
    world.slack.press("ops", &id, "Ann", "Stop").acked().await;
    let loopd::chat::inbound::Inbound::Pressed(pressed) = world.inbox.all().remove(0) else { panic!() };
    assert_eq!((pressed.action.as_str(), pressed.place.id.as_str()), ("stop:12", ops.as_str()));
    world.chat.reply(&pressed.reply.unwrap(), "stopped").await.unwrap();
    world.chat.remove_progress(&ops, &id).await.unwrap();
    world.chat.remove_progress(&ops, &id).await.unwrap();
    assert_eq!(world.slack.transcript("ops"), "");
    let gone = world.chat.show_progress(&progress("late"), Some(&id)).await.unwrap_err();
    assert!(matches!(gone, Error::Never(_)), "{gone}");
    world.end().await;
}

#[tokio::test]
async fn typing_is_shown_where_slack_has_a_place_for_it() {
    let world = World::start().await;
    let (sent, channel, thread) = world.slack.open_assistant("Ann");
    sent.acked().await;
    world.chat.show_typing(&format!("{channel}:{thread}")).await.unwrap();
    assert_eq!(world.slack.statuses(&channel, &thread), ["is at work…"]);
    world.chat.show_typing(&world.slack.channel("ops")).await.unwrap();
    world.chat.show_typing(&channel).await.unwrap();
    assert_eq!(world.slack.count("assistant.threads.setStatus"), 1);
    world.end().await;
}

#[tokio::test]
async fn channels_are_found_and_made() {
    let world = World::start().await;
    for name in ["ops", "ops-night", "dev"] {
        world.slack.channel(name);
    }
    world.slack.arrange("ops-old", |channel| channel.is_archived = true);
    let found = world.chat.find_channels("#OPS").await.unwrap();
    let names: Vec<&str> = found.iter().map(|channel| channel.name.as_str()).collect();
    assert_eq!(names, ["ops", "ops-night"]);

    let made = world.chat.create_channel("My Project.v2", "k1").await.unwrap().unwrap();
    assert_eq!(made.name, "my-project-v2");
    assert_eq!(world.chat.create_channel("my project v2", "k2").await.unwrap(), None, "made once");
    assert_eq!(world.chat.join_channel("my project v2").await.unwrap(), made);
    // Whoever is there already is no trouble; the peer failed on that (Q13 of its known weaknesses).
    let ann = world.slack.person("Ann");
    for _ in 0..2 {
        world.chat.invite(&made.id, &ann).await.unwrap();
    }
    assert_eq!(world.slack.find_channel("my-project-v2").unwrap().invited, [ann]);
    world.slack.arrange("dev", |channel| channel.is_member = false);
    assert_eq!(world.chat.create_channel("dev", "k3").await.unwrap(), None);
    assert!(!world.slack.find_channel("dev").unwrap().is_member, "nobody asked for that");
    world.chat.join_channel("dev").await.unwrap();
    assert!(world.slack.find_channel("dev").unwrap().is_member);
    let archived = world.chat.join_channel("ops-old").await.unwrap_err();
    assert!(archived.to_string().contains("archived"), "{archived}");
    world.slack.arrange("hidden", |channel| {
        channel.is_private = true;
        channel.is_member = false;
    });
    let hidden = world.chat.join_channel("hidden").await.unwrap_err();
    assert!(hidden.to_string().contains("may not see"), "{hidden}");
    // Whether a first try went through does not matter.
    world.slack.fail("conversations.create", 1, Fault::DropAfter);
    assert!(matches!(world.chat.create_channel("new", "k6").await, Err(Error::Later { .. })));
    assert_eq!(world.chat.create_channel("new", "k6").await.unwrap(), None);
    assert_eq!(world.chat.join_channel("new").await.unwrap().name, "new");
    world.end().await;
}

#[tokio::test]
async fn groups_are_roles() {
    let world = World::start().await;
    let backend = world.slack.group("backend", &["Ann", "Bob"]);
    world.slack.group("frontend", &["Bob"]);
    assert_eq!(world.chat.roles_of(&world.slack.person("Ann")).await.unwrap(), [backend]);
    assert_eq!(world.chat.roles_of(&world.slack.person("Bob")).await.unwrap().len(), 2);
    world.slack.fail("usergroups.list", 1, Fault::Refuse("missing_scope".to_owned()));
    assert!(world.chat.roles_of("U1").await.is_err(), "what cannot be read is no answer");
    world.end().await;
}

#[tokio::test]
async fn groups_that_take_long_are_asked_for_once_and_known_in_the_end() {
    let timings = Timings { lists: Duration::from_secs(600), ..quick() };
    let world = World::start_with(Clock::default(), timings).await;
    let backend = world.slack.group("backend", &["Ann"]);
    let ann = world.slack.person("Ann");
    // Longer than any event may wait.
    world.slack.fail("usergroups.list", 1, Fault::Slow(Duration::from_secs(1)));
    let tries = async {
        loop {
            match world.chat.roles_of(&ann).await {
                Ok(roles) => return roles,
                Err(Error::Later { .. }) => {}
                Err(never) => panic!("{never}"),
            }
        }
    };
    assert_eq!(tokio::time::timeout(Duration::from_secs(20), tries).await.unwrap(), [backend]);
    assert_eq!(world.slack.count("usergroups.list"), 1);
    world.end().await;
}
