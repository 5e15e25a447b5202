//! What was said while nobody listened.

use loop_tests::discord::{Clock, Discord as StandIn, Fault};
use loopd::chat::inbound::{ChannelNews, Inbound};
use loopd::model::Reach;

use super::world::{World, quick};
use crate::recorder::{Mood, eventually};

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
    world.inbox.wait_for_texts(many.len() + 3).await;
    let by_people = world.inbox.said().into_iter().filter(|said| !said.author.is_bot);
    let all: Vec<String> = by_people.map(|said| said.text).collect();
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
    world.inbox.wait_for_texts(1).await;
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
        world.inbox.wait_for_texts(1).await;
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
    world.inbox.wait_for_texts(1).await;
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
    world.inbox.wait_for_count(2).await;
    let mut gone = fates(&world);
    gone.sort();
    let mut expected = [format!("{ops} gone"), format!("{other} gone")];
    expected.sort();
    assert_eq!(gone, expected, "what its server does not tell of is gone, too");
    // Until loop may see it again.
    world.discord.arrange("other", |channel| channel.is_visible = true);
    world.discord.rename("other", "open");
    world.inbox.wait_for_count(4).await;
    assert_eq!(fates(&world)[2..], [format!("{other} back"), "open renamed".to_owned()]);
    world.end().await;
}

/// What became of channels, in words.
fn fates(world: &World) -> Vec<String> {
    let all = world.inbox.all().into_iter().filter_map(|inbound| match inbound {
        Inbound::Channel(ChannelNews::Renamed(place)) => Some(format!("{} renamed", place.name.unwrap())),
        Inbound::Channel(ChannelNews::Gone(id)) => Some(format!("{id} gone")),
        Inbound::Channel(ChannelNews::Back(id)) => Some(format!("{id} back")),
        _ => None,
    });
    all.collect()
}

#[tokio::test]
async fn what_may_not_be_read_but_is_told_of_is_not_gone() {
    let world = World::unconnected(Clock::default(), quick()).await;
    let ops = world.discord.channel("ops");
    let last = world.discord.say("ops", "Ann", "known");
    world.inbox.knows(&ops, Some(&last));
    world.discord.fail("GET channels/*/messages", 1, Fault::Refuse(403, 50_001));
    world.listen();
    eventually("it may not be read", || *world.inbox.caught_up.lock().unwrap() == [ops.clone()]).await;
    world.inbox.wait_for_count(1).await;
    assert_eq!(fates(&world), ["ops renamed"], "which is no news to whoever knows the name");
    world.end().await;
}

#[tokio::test]
async fn what_became_of_channels_between_two_sessions_is_told() {
    let world = World::unconnected(Clock::default(), quick()).await;
    let [ops, deleted, hidden] = ["ops", "deleted", "hidden"].map(|name| world.discord.channel(name));
    let later = world.discord.arrange("later", |channel| channel.is_visible = false);
    let thread = world.discord.open_thread("deleted", "Ann", "a thread", None);
    let resting = world.discord.open_thread("ops", "Ann", "a resting one", None);
    world.listen();
    world.well().await;
    world.discord.say("ops", "Ann", "hello");
    world.inbox.wait_for_count(1).await;
    assert_eq!(fates(&world), Vec::<String>::new(), "at the start nothing is different");
    world.discord.forget_sessions();
    world.discord.arrange(&resting, |channel| channel.is_archived = true);
    world.discord.arrange("ops", |channel| channel.name = "operations".to_owned());
    world.discord.arrange(&thread, |channel| channel.is_deleted = true);
    world.discord.arrange("deleted", |channel| channel.is_deleted = true);
    world.discord.arrange("hidden", |channel| channel.is_visible = false);
    world.discord.arrange("later", |channel| channel.is_visible = true);
    world.inbox.set(Mood::Hangs);
    world.discord.reset();
    eventually("it cannot be stored", || world.inbox.offered() >= 3).await;
    world.inbox.set(Mood::Takes);
    world.inbox.wait_for_count(5).await;
    let mut told = fates(&world);
    told.sort();
    // Threads go with their channel.
    let mut expected = [&deleted, &hidden].map(|id| format!("{id} gone")).to_vec();
    expected.extend([format!("{later} back"), "operations renamed".to_owned()]);
    expected.sort();
    assert_eq!(told, expected);
    assert!(world.inbox.texts() == ["hello"] && world.inbox.all().len() == 5, "{ops}");
    world.end().await;
}

#[tokio::test]
async fn a_server_that_loop_was_removed_from_meanwhile_is_gone() {
    let world = World::unconnected(Clock::default(), quick()).await;
    let ops = world.discord.channel("ops");
    world.listen();
    world.well().await;
    world.discord.say("ops", "Ann", "hello");
    world.inbox.wait_for_count(1).await;
    world.discord.forget_sessions();
    world.discord.expel();
    world.discord.reset();
    world.inbox.wait_for_count(2).await;
    assert_eq!(fates(&world), [format!("{ops} gone")]);
    // The same at a start.
    let last = world.discord.messages("ops")[0].id.clone();
    let another = World::of(world.discord.clone(), super::world::adapter(&world.discord, quick()));
    another.inbox.knows(&ops, Some(&last));
    another.listen();
    another.inbox.wait_for_count(1).await;
    assert_eq!(fates(&another), [format!("{ops} gone")]);
    another.stop().await;
    world.end().await;
}

/// How often the history of a channel or thread was asked for.
fn readings(discord: &StandIn, channel: &str) -> usize {
    let of_it = format!("channels/{channel}/messages?");
    discord.calls().iter().filter(|call| call.path.contains(&of_it)).count()
}

async fn until_all_is_read(world: &World, times: usize) {
    eventually("all is read", || *world.inbox.caught_up_elsewhere.lock().unwrap() == times).await;
}

#[tokio::test]
async fn what_was_said_where_nobody_used_loop_yet_is_read_as_well() {
    let world = World::unconnected(Clock::default(), quick()).await;
    let ops = world.discord.channel("ops");
    let quiet = world.discord.channel("quiet");
    world.discord.say("quiet", "Ann", "long ago");
    let root = world.discord.say("ops", "Ann", "a question");
    let last = world.discord.say("ops", "Ann", "known");
    world.inbox.knows(&ops, Some(&last));
    *world.inbox.elsewhere.lock().unwrap() = Some(last);
    world.discord.mention("fresh", "Bob", "missed in fresh");
    let thread = world.discord.open_thread("ops", "Bob", "a thread", Some(&root));
    world.discord.mention(&thread, "Bob", "missed in the thread");
    world.discord.say("ops", "Bob", "missed");
    world.listen();
    until_all_is_read(&world, 1).await;
    let mut texts = world.inbox.texts();
    texts.sort();
    assert_eq!(texts, ["missed", "missed in fresh", "missed in the thread"]);
    let said = world.inbox.said();
    let threaded = said.iter().find(|said| said.place.id == thread).unwrap();
    assert_eq!(threaded.place.parent.as_deref(), Some(ops.as_str()));
    assert_eq!(fates(&world), ["ops renamed"], "nothing else is made known by it");
    let fresh = world.discord.channel("fresh");
    let asked = [&ops, &fresh, &thread, &quiet].map(|channel| readings(&world.discord, channel));
    assert_eq!(asked, [1, 1, 1, 0], "each once, and none where nothing was said since");
    world.end().await;
}

#[tokio::test]
async fn a_first_start_reads_nothing() {
    let world = World::unconnected(Clock::default(), quick()).await;
    world.discord.mention("ops", "Ann", "from before loop came");
    world.listen();
    world.well().await;
    world.discord.say("ops", "Ann", "now");
    world.inbox.wait_for_count(1).await;
    assert_eq!(world.inbox.texts(), ["now"]);
    assert_eq!(world.discord.count("GET channels/*/messages"), 0);
    world.end().await;
}

#[tokio::test]
async fn another_session_reads_what_was_missed_before_it_everywhere() {
    let world = World::start().await;
    let ops = world.discord.channel("ops");
    let last = world.discord.say("ops", "Ann", "known");
    world.inbox.wait_for_count(1).await;
    world.inbox.knows(&ops, Some(&last));
    *world.inbox.elsewhere.lock().unwrap() = Some(last);
    world.discord.say_unheard("ops", "Ann", "missed");
    world.discord.say_unheard("fresh", "Bob", "missed in fresh");
    let fresh = world.discord.channel("fresh");
    for session in 1..=2 {
        world.discord.invalidate(false);
        until_all_is_read(&world, session).await;
    }
    let mut texts = world.inbox.texts();
    texts.sort();
    assert_eq!(texts, ["known", "missed", "missed in fresh"]);
    let asked = [&ops, &fresh].map(|channel| readings(&world.discord, channel));
    assert_eq!(asked, [2, 2], "the inbox has not moved on since");
    assert_eq!(*world.inbox.asked.lock().unwrap(), [Reach::All, Reach::Lively, Reach::Lively]);
    world.end().await;
}

#[tokio::test]
async fn what_may_not_be_read_is_not_asked_for_again_and_again() {
    let world = World::unconnected(Clock::default(), quick()).await;
    let last = world.discord.say("ops", "Ann", "known");
    *world.inbox.elsewhere.lock().unwrap() = Some(last);
    world.discord.say("hidden", "Bob", "a secret");
    let hidden = world.discord.channel("hidden");
    // Servers tell of channels that loop may not see, too.
    world.discord.fail("GET channels/*/messages", 1, Fault::Refuse(403, 50_001));
    world.listen();
    until_all_is_read(&world, 1).await;
    world.discord.invalidate(false);
    until_all_is_read(&world, 2).await;
    assert_eq!((readings(&world.discord, &hidden), world.inbox.all().len()), (1, 0));
    // Somebody opens it.
    world.discord.rename("hidden", "open");
    world.inbox.wait_for_count(1).await;
    world.discord.invalidate(false);
    until_all_is_read(&world, 3).await;
    assert_eq!(world.inbox.texts(), ["a secret"]);
    world.end().await;
}

#[tokio::test]
async fn however_much_people_said_among_themselves_nothing_waits_for_it() {
    let world = World::unconnected(Clock::default(), quick()).await;
    let ops = world.discord.channel("ops");
    let last = world.discord.say("ops", "Ann", "known");
    world.inbox.knows(&ops, None);
    *world.inbox.elsewhere.lock().unwrap() = Some(last);
    let many = 3_000;
    for number in 0..many {
        world.discord.say("talk", "Bob", &format!("missed {number}"));
    }
    world.listen();
    world.inbox.wait_for_texts(1).await;
    world.discord.say("ops", "Ann", "now");
    until_all_is_read(&world, 1).await;
    let texts = world.inbox.texts();
    assert_eq!(texts.len(), many + 1);
    assert!(texts.iter().position(|text| text == "now").unwrap() < many, "it did not wait for the end");
    let missed: Vec<&String> = texts.iter().filter(|text| *text != "now").collect();
    assert!(missed.iter().enumerate().all(|(number, text)| **text == format!("missed {number}")));
    world.end().await;
}
