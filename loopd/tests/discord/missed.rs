//! What was said while nobody listened.

use loop_tests::discord::{Clock, Fault};
use loopd::chat::inbound::{ChannelNews, Inbound};

use crate::world::{Mood, World, eventually, quick};

#[tokio::test]
async fn what_was_said_meanwhile_is_read_before_what_is_said_now() {
    let world = World::unconnected(Clock::default(), quick()).await;
    let ops = world.discord.channel("ops");
    let last = world.discord.say("ops", "Ann", "known");
    let thread = world.discord.open_thread("ops", "Ann", "a thread", Some(&last));
    let in_thread = world.discord.say(&thread, "Ann", "known, too");
    world.inbox.knows(&ops, Some(&last));
    world.inbox.knows(&thread, Some(&in_thread));
    world.inbox.knows("1000000000000000777", None);
    let many: Vec<String> = (0..230).map(|number| format!("missed {number}")).collect();
    for text in &many {
        world.discord.say("ops", "Bob", text);
    }
    world.discord.program_says("ops", "ci", "red");
    world.discord.say(&thread, "Bob", "missed in the thread");
    world.listen();
    world.well().await;
    world.discord.say("ops", "Bob", "now");
    world.inbox.wait_for_count(many.len() + 2).await;
    let all = world.inbox.texts();
    let of_ops: Vec<&String> = all.iter().filter(|text| *text != "missed in the thread").collect();
    assert_eq!(of_ops[..many.len()], many.iter().collect::<Vec<_>>()[..]);
    assert_eq!(of_ops[many.len()], "now");
    assert_eq!(all.len(), many.len() + 2, "each once");
    let said = world.inbox.said();
    let threaded = said.iter().find(|said| said.place.id == thread).unwrap();
    assert_eq!(threaded.place.parent.as_deref(), Some(ops.as_str()));
    world.end().await;
}

#[tokio::test]
async fn an_answer_that_was_missed_is_known_as_one() {
    let world = World::unconnected(Clock::default(), quick()).await;
    let ops = world.discord.channel("ops");
    let before = world.restarted().await;
    let outbound = loopd::chat::Outbound {
        delivery: 1,
        channel: ops.clone(),
        text: "I begin".to_owned(),
        is_retry: false,
    };
    loopd::chat::Chat::post(&before, &outbound).await.unwrap();
    let ours = world.discord.messages("ops")[0].id.clone();
    world.inbox.knows(&ops, Some(&ours));
    world.discord.reply("ops", &ours, "Ann", "go on");
    world.listen();
    world.inbox.wait_for_count(1).await;
    assert!(world.inbox.said()[0].answers_loop);
    world.end().await;
}

#[tokio::test]
async fn a_history_that_cannot_be_read_is_tried_again() {
    let passing = Fault::Refuse(403, 40_333);
    for fault in [Fault::Status(500), Fault::RateLimit(400), Fault::DropBefore, Fault::Garble, passing] {
        let world = World::unconnected(Clock::default(), quick()).await;
        let ops = world.discord.channel("ops");
        let last = world.discord.say("ops", "Ann", "known");
        world.inbox.knows(&ops, Some(&last));
        world.discord.say("ops", "Ann", "missed");
        world.discord.fail("GET channels/*/messages", 2, fault);
        world.listen();
        world.inbox.wait_for_count(1).await;
        assert_eq!(world.inbox.texts(), ["missed"]);
        world.end().await;
    }
}

#[tokio::test]
async fn what_was_missed_is_handed_over_until_it_is_taken() {
    let world = World::unconnected(Clock::default(), quick()).await;
    let ops = world.discord.channel("ops");
    let last = world.discord.say("ops", "Ann", "known");
    world.inbox.knows(&ops, Some(&last));
    world.discord.say("ops", "Ann", "missed");
    world.inbox.set(Mood::Refuses);
    world.listen();
    eventually("the inbox was asked", || world.chat_detail().contains("the disk is full")).await;
    world.inbox.set(Mood::Hangs);
    eventually("it was offered", || world.inbox.offered() >= 2).await;
    world.inbox.set(Mood::Takes);
    world.inbox.wait_for_count(1).await;
    assert_eq!(world.inbox.texts(), ["missed"]);
    world.end().await;
}

#[tokio::test]
async fn a_channel_that_went_away_meanwhile_is_gone() {
    let world = World::unconnected(Clock::default(), quick()).await;
    let (ops, other) = (world.discord.channel("ops"), world.discord.channel("other"));
    for channel in [&ops, &other] {
        let last = world.discord.say(channel, "Ann", "known");
        world.inbox.knows(channel, Some(&last));
    }
    world.discord.remove("ops");
    world.discord.arrange("other", |channel| channel.is_visible = false);
    world.listen();
    eventually("the other may not be read", || *world.inbox.caught_up.lock().unwrap() == [other.clone()])
        .await;
    world.inbox.wait_for_count(1).await;
    let gone = Inbound::Channel(ChannelNews::Gone(ops));
    assert_eq!(world.inbox.all(), [gone], "what loop may not see is not gone");
    world.end().await;
}
