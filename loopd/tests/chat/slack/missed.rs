//! What was said while nobody listened.

use loop_tests::slack::{Clock, Fault};
use loopd::chat::Chat as _;
use loopd::model::ChannelId;

use super::world::{World, quick};
use crate::recorder::{Mood, eventually};

#[tokio::test]
async fn what_was_said_while_the_daemon_was_away_is_read_afterwards() {
    let world = World::unconnected(Clock::default(), quick()).await;
    let ops = world.slack.channel("ops");
    let known = world.slack.say_unheard("ops", "Ann", "known");
    world.slack.say_unheard("ops", "Ann", "missed <@U0LOOP>");
    world.slack.say_unheard("ops", "Bob", "missed too");
    let dev = world.slack.channel("dev");
    let quiet = world.slack.say_unheard("dev", "Ann", "nothing since");
    *world.inbox.watched.lock().unwrap() = vec![
        (ChannelId("C0NONE".to_owned()), None),
        (ChannelId(ops.clone()), Some(known)),
        (ChannelId(dev), Some(quiet)),
    ];
    // Storage trouble puts it off, and so do Slack's troubles.
    world.inbox.set(Mood::Refuses);
    world.slack.fail("conversations.history", 1, Fault::RateLimit(0));
    world.slack.fail("conversations.history", 1, Fault::Status(500));
    for passing in ["internal_error", "ratelimited", "token_expired", "something_new"] {
        world.slack.fail("conversations.history", 1, Fault::Refuse(passing.to_owned()));
    }
    world.listen();
    eventually("the trouble is told", || world.chat.health().detail.contains("the disk is full")).await;
    assert_eq!(world.slack.sockets(), 0, "nothing is taken in before it is known what was missed");
    world.inbox.set(Mood::Takes);
    world.inbox.wait_for_texts(3).await;
    // From some minutes before what is known: that may have overtaken something over the other socket.
    assert_eq!(world.inbox.texts(), ["known", "missed @loop", "missed too"]);
    let said = world.inbox.said();
    assert!(said[1].mentions_loop && said[1].place.id == ops && said[1].author.name == "Ann");
    eventually("nothing is left to be read", || world.inbox.caught_up.lock().unwrap().len() == 3).await;
    world.slack.wait_for("both sockets", |slack| slack.sockets() == 2).await;
    world.end().await;
}

#[tokio::test]
async fn a_gap_is_read_afterwards_in_threads_as_well() {
    let world = World::start().await;
    let ops = world.slack.channel("ops");
    world.post(1, &ops, "I begin").await.unwrap();
    let root = world.slack.messages("ops").pop().unwrap().ts;
    let thread = format!("{ops}:{root}");
    *world.inbox.watched.lock().unwrap() = vec![(ChannelId(thread.clone()), Some(root.clone()))];
    world.slack.fail("apps.connections.open", 6, Fault::Status(503));
    world.slack.reset();
    // Told to nobody, for longer than Slack tries.
    let lost = world.slack.reply("ops", &root, "Ann", "are you there?");
    world.slack.wait_for("the gap's end", |slack| slack.sockets() == 2).await;
    world.inbox.wait_for_texts(1).await;
    let said = world.inbox.said().pop().unwrap();
    assert_eq!(
        (said.text.as_str(), said.place.id.as_str(), said.answers_loop),
        ("are you there?", thread.as_str(), true)
    );
    assert_eq!(said.id, lost.ts);
    world.well().await;
    world.end().await;
}

#[tokio::test]
async fn another_gap_while_one_is_read_is_noted_at_once() {
    let world = World::unconnected(Clock::default(), quick()).await;
    let ops = world.slack.channel("ops");
    let known = world.slack.say_unheard("ops", "Ann", "known");
    world.slack.say_unheard("ops", "Ann", "missed");
    *world.inbox.watched.lock().unwrap() = vec![(ChannelId(ops), Some(known))];
    // Slack wants no more of that for longer than this test lasts.
    world.slack.fail("conversations.history", 1, Fault::RateLimit(600));
    world.listen();
    world.slack.wait_for("a try to read", |slack| slack.count("conversations.history") == 1).await;
    world.slack.fail("apps.connections.open", 6, Fault::Status(503));
    world.slack.reset();
    eventually("it is asked again what is known", || world.inbox.asked.lock().unwrap().len() == 2).await;
    world.inbox.wait_for_texts(2).await;
    assert_eq!(world.inbox.texts(), ["known", "missed"]);
    world.slack.wait_for("both sockets", |slack| slack.sockets() == 2).await;
    world.end().await;
}

#[tokio::test]
async fn however_much_was_missed_it_is_read() {
    let world = World::unconnected(Clock::default(), quick()).await;
    let ops = world.slack.channel("ops");
    let known = world.slack.say_unheard("ops", "Ann", "known");
    let many = 2_300;
    for number in 1..many {
        world.slack.say_unheard("ops", "Ann", &format!("missed {number}"));
    }
    *world.inbox.watched.lock().unwrap() = vec![(ChannelId(ops), Some(known))];
    world.listen();
    world.inbox.wait_for_texts(many).await;
    assert_eq!(world.inbox.texts()[1], "missed 1");
    world.slack.wait_for("both sockets", |slack| slack.sockets() == 2).await;
    world.end().await;
}

#[tokio::test]
async fn what_was_missed_and_changed_since_counts_as_it_reads_now() {
    let world = World::unconnected(Clock::default(), quick()).await;
    let ops = world.slack.channel("ops");
    let known = world.slack.say_unheard("ops", "Ann", "known");
    let missed = world.slack.say_unheard("ops", "Ann", "look at tihs");
    world.slack.edit_unheard("ops", &missed, "<@U0LOOP> look at this");
    world.inbox.knows(&ops, Some(&known));
    world.listen();
    world.inbox.wait_for_texts(2).await;
    let said = world.inbox.said().pop().unwrap();
    assert_eq!((said.text.as_str(), said.mentions_loop), ("look at this", true));
    world.slack.wait_for("both sockets", |slack| slack.sockets() == 2).await;
    world.end().await;
}

#[tokio::test]
async fn when_the_database_is_well_again_events_are_taken_at_once() {
    let world = World::start().await;
    world.inbox.set(Mood::Refuses);
    let lost: Vec<_> =
        (0..4).map(|number| world.slack.say("ops", "Ann", &format!("lost {number}"))).collect();
    world.slack.wait_for("all to be sent again", |_| lost.iter().all(|sent| sent.attempts() > 1)).await;
    world.inbox.set(Mood::Takes);
    for sent in &lost {
        sent.acked().await;
    }
    for _ in 0..3 {
        let sent = world.slack.say("ops", "Ann", "now");
        sent.acked().await;
        assert_eq!(sent.attempts(), 1);
    }
    world.end().await;
}
