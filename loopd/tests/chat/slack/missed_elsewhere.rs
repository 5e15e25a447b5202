//! What was said while nobody listened, in places of which nothing was known.

use std::time::Duration;

use loop_tests::slack::{Clock, Fault, Message};
use loopd::chat::Chat as _;
use loopd::chat::inbound::{ChannelNews, Inbound};
use loopd::model::{ChannelId, Reach};

use super::world::{World, quick};
use crate::recorder::eventually;

/// How often the history of a channel or thread was asked for.
fn readings(world: &World, channel: &str, thread: Option<&str>) -> usize {
    let method = if thread.is_some() { "conversations.replies" } else { "conversations.history" };
    let of = |name: &str, value: &serde_json::Value| value[name].as_str().map(str::to_owned);
    let calls = world.slack.calls();
    let here = calls.iter().filter(|call| {
        let is_there = of("channel", &call.args).as_deref() == Some(channel);
        is_there && call.method == method && of("ts", &call.args).as_deref() == thread
    });
    here.filter(|call| !call.args["oldest"].is_null()).count()
}

fn invitations(world: &World) -> Vec<String> {
    let all = world.inbox.all().into_iter().filter_map(|inbound| match inbound {
        Inbound::Channel(ChannelNews::Invited(place)) => Some(place.name.unwrap_or(place.id)),
        _ => None,
    });
    all.collect()
}

/// What became of channels, in words.
fn fates(world: &World) -> Vec<String> {
    let all = world.inbox.all().into_iter().filter_map(|inbound| match inbound {
        Inbound::Channel(ChannelNews::Renamed(place)) => Some(format!("{} renamed", place.name.unwrap())),
        Inbound::Channel(ChannelNews::Gone(id)) => Some(format!("{id} gone")),
        _ => None,
    });
    all.collect()
}

async fn until_all_is_read(world: &World) {
    eventually("all is read", || *world.inbox.caught_up_elsewhere.lock().unwrap() == 1).await;
}

#[tokio::test]
async fn where_loop_was_invited_while_it_was_away_it_is_known_and_what_was_asked_is_found() {
    let world = World::unconnected(Clock::default(), quick()).await;
    let ops = world.slack.channel("ops");
    let known = world.slack.say_unheard("ops", "Ann", "known");
    world.slack.say_unheard("fresh", "Ann", "<@U0LOOP> missed in fresh");
    world.slack.arrange("hidden", |channel| channel.is_private = true);
    world.slack.say_unheard("hidden", "Bob", "<@U0LOOP> missed in hidden");
    let direct = world.slack.dm_unheard("Cid", "missed alone");
    for (name, change) in [("theirs", false), ("old", true)] {
        world.slack.say_unheard(name, "Ann", "<@U0LOOP> not for loop");
        world.slack.arrange(name, |channel| {
            channel.is_member = change;
            channel.is_archived = change;
        });
    }
    *world.inbox.watched.lock().unwrap() = vec![(ChannelId(ops.clone()), Some(known.clone()))];
    *world.inbox.elsewhere.lock().unwrap() = Some(known);
    world.slack.fail("users.conversations", 1, Fault::Status(500));
    world.slack.fail("users.conversations", 1, Fault::RateLimit(0));
    world.listen();
    until_all_is_read(&world).await;
    let mut texts = world.inbox.texts();
    texts.sort();
    assert_eq!(texts, ["known", "missed alone", "missed in fresh", "missed in hidden"]);
    assert_eq!(invitations(&world), ["fresh", "hidden"]);
    let alone = world.inbox.said().into_iter().find(|said| said.place.id == direct).unwrap();
    assert!(alone.place.is_direct);
    assert_eq!(readings(&world, &ops, None), 1, "what is known is read once");
    assert_eq!(*world.inbox.asked.lock().unwrap(), [Reach::All]);
    world.slack.wait_for("both sockets", |slack| slack.sockets() == 2).await;
    world.end().await;
}

#[tokio::test]
async fn a_first_start_reads_nothing() {
    let world = World::unconnected(Clock::default(), quick()).await;
    world.slack.say_unheard("ops", "Ann", "<@U0LOOP> from before loop came");
    world.slack.dm_unheard("Ann", "that too");
    world.listen();
    until_all_is_read(&world).await;
    assert_eq!(invitations(&world), ["ops"]);
    assert_eq!(world.inbox.texts(), Vec::<String>::new());
    assert_eq!(world.slack.count("conversations.history"), 0);
    world.slack.wait_for("both sockets", |slack| slack.sockets() == 2).await;
    world.end().await;
}

#[tokio::test]
async fn an_app_that_may_not_list_its_conversations_reads_what_it_knows() {
    let world = World::unconnected(Clock::default(), quick()).await;
    let ops = world.slack.channel("ops");
    let known = world.slack.say_unheard("ops", "Ann", "known");
    *world.inbox.watched.lock().unwrap() = vec![(ChannelId(ops), Some(known.clone()))];
    *world.inbox.elsewhere.lock().unwrap() = Some(known);
    world.slack.fail("users.conversations", 1, Fault::Refuse("missing_scope".to_owned()));
    world.listen();
    until_all_is_read(&world).await;
    assert_eq!(world.inbox.texts(), ["known"]);
    world.slack.wait_for("both sockets", |slack| slack.sockets() == 2).await;
    world.end().await;
}

#[tokio::test]
async fn threads_that_nobody_heard_of_are_found_by_their_first_message() {
    let world = World::unconnected(Clock::default(), quick()).await;
    let ops = world.slack.channel("ops");
    let old = world.slack.say_unheard("ops", "Ann", "an old thread");
    // Beyond the margin.
    world.slack.pass(Duration::from_secs(700));
    let known = world.slack.say_unheard("ops", "Ann", "known");
    let heard = world.slack.say_unheard("ops", "Ann", "a thread that is known");
    let root = world.slack.say_unheard("ops", "Ann", "a new thread");
    world.slack.say_unheard("ops", "Ann", "no thread");
    world.slack.reply_unheard("ops", &heard, "Bob", "missed in the known one");
    world.slack.reply_unheard("ops", &root, "Bob", "<@U0LOOP> missed in the new one");
    world.slack.reply_unheard("ops", &old, "Bob", "missed in the old one");
    let (thread, heard_thread) = (format!("{ops}:{root}"), format!("{ops}:{heard}"));
    *world.inbox.watched.lock().unwrap() =
        vec![(ChannelId(heard_thread), Some(heard.clone())), (ChannelId(ops.clone()), Some(known.clone()))];
    *world.inbox.elsewhere.lock().unwrap() = Some(known);
    world.slack.fail("conversations.replies", 1, Fault::Status(500));
    world.listen();
    until_all_is_read(&world).await;
    let said = world.inbox.said();
    let missed = said.iter().find(|said| said.text == "missed in the new one").unwrap();
    assert_eq!(
        (missed.place.id.as_str(), missed.place.parent.as_deref()),
        (thread.as_str(), Some(ops.as_str()))
    );
    let mut texts = world.inbox.texts();
    texts.sort();
    let expected = [
        "a new thread",
        "a thread that is known",
        "known",
        "missed in the known one",
        "missed in the new one",
        "no thread",
    ];
    assert_eq!(texts, expected);
    assert_eq!(readings(&world, &ops, Some(&root)), 1);
    assert_eq!(readings(&world, &ops, Some(&heard)), 1, "beside the time that went wrong");
    world.slack.wait_for("both sockets", |slack| slack.sockets() == 2).await;
    world.end().await;
}

#[tokio::test]
async fn a_gap_is_read_in_threads_that_began_in_it() {
    let world = World::start().await;
    let ops = world.slack.channel("ops");
    let known = world.slack.say("ops", "Ann", "known");
    known.acked().await;
    *world.inbox.watched.lock().unwrap() = vec![(ChannelId(ops.clone()), Some(known.ts.clone()))];
    *world.inbox.elsewhere.lock().unwrap() = Some(known.ts.clone());
    let before = *world.inbox.caught_up_elsewhere.lock().unwrap();
    world.slack.fail("apps.connections.open", 6, Fault::Status(503));
    world.slack.reset();
    // Of which no event comes.
    let root = world.slack.say_unheard("ops", "Ann", "a thread begins");
    world.slack.reply_unheard("ops", &root, "Bob", "<@U0LOOP> look");
    world.slack.wait_for("the gap's end", |slack| slack.sockets() == 2).await;
    eventually("all is read", || *world.inbox.caught_up_elsewhere.lock().unwrap() > before).await;
    assert_eq!(world.inbox.texts(), ["known", "a thread begins", "look"]);
    assert_eq!(world.inbox.said()[2].place.id, format!("{ops}:{root}"));
    assert_eq!(
        world.slack.count("users.conversations"),
        1,
        "nobody is invited without a word while loop listens"
    );
    world.well().await;
    world.end().await;
}

#[tokio::test]
async fn however_long_a_history_is_what_was_said_of_late_is_not_said_again() {
    let world = World::start().await;
    let ops = world.slack.channel("ops");
    // Of months ago, an hour apart: more than is ever looked at.
    let root = "1600000000.000000".to_owned();
    world.slack.arrange("ops", |channel| {
        for number in 0..2_500 {
            let ts = format!("{}.000000", 1_600_000_000 + number * 3_600);
            let thread_ts = (number > 0 && number % 10 != 0).then(|| root.clone());
            let user = "U0LOOP".to_owned();
            channel.messages.push(Message {
                ts,
                thread_ts,
                user,
                text: "old".to_owned(),
                ..Message::default()
            });
        }
    });
    for (delivery, place) in [(1, ops.clone()), (2, format!("{ops}:{root}"))] {
        world.slack.fail("chat.postMessage", 1, Fault::DropAfter);
        world.post(delivery, &place, "once").await.unwrap_err();
        let said = world.slack.messages("ops").len();
        // By a daemon that knows nothing of it.
        let outbound =
            loopd::chat::Outbound { delivery, channel: place, text: "once".to_owned(), is_retry: true };
        world.restarted().post(&outbound).await.unwrap();
        assert_eq!(world.slack.messages("ops").len(), said, "delivery {delivery}");
    }
    // A page of each is enough, but that a thread's first page holds its oldest messages.
    assert_eq!(
        (world.slack.count("conversations.history"), world.slack.count("conversations.replies")),
        (2, 4)
    );
    world.end().await;
}

#[tokio::test]
async fn what_became_of_channels_while_loop_was_away_is_told() {
    let world = World::unconnected(Clock::default(), quick()).await;
    let names = ["old", "theirs", "closed", "deleted", "secret"];
    let ids = names.map(|name| world.slack.channel(name));
    for (name, id) in names.iter().zip(&ids) {
        let last = world.slack.say_unheard(name, "Ann", &format!("known in {name}"));
        world.inbox.knows(id, Some(&last));
    }
    let [old, theirs, closed, deleted, secret] = &ids;
    let thread = world.slack.messages("closed")[0].ts.clone();
    world.slack.reply_unheard("closed", &thread, "Ann", "too late");
    world.inbox.knows(&format!("{closed}:{thread}"), Some(&thread));
    world.slack.arrange(old, |channel| channel.name = "new".to_owned());
    world.slack.arrange(theirs, |channel| channel.is_member = false);
    world.slack.arrange(closed, |channel| channel.is_archived = true);
    world.slack.arrange(deleted, |channel| channel.is_deleted = true);
    world.slack.arrange(secret, |channel| (channel.is_private, channel.is_member) = (true, false));
    world.listen();
    until_all_is_read(&world).await;
    let gone = [closed, theirs, deleted, secret].map(|id| format!("{id} gone"));
    assert_eq!(fates(&world), [vec!["new renamed".to_owned()], gone.to_vec()].concat());
    assert_eq!(world.inbox.texts(), ["known in old"], "what nobody can answer any more is not asked");
    world.slack.wait_for("both sockets", |slack| slack.sockets() == 2).await;
    world.end().await;
}

#[tokio::test]
async fn a_channel_in_which_loop_never_was_is_not_gone() {
    let world = World::unconnected(Clock::default(), quick()).await;
    let ops = world.slack.channel("ops");
    let last = world.slack.say_unheard("ops", "Ann", "known");
    // Loop is used there by command alone, so nothing that was said there is known.
    let by_command = world.slack.arrange("by-command", |channel| channel.is_member = false);
    world.inbox.knows(&ops, Some(&last));
    world.inbox.knows(&by_command, Some(&last));
    *world.inbox.elsewhere.lock().unwrap() = Some(last);
    world.listen();
    until_all_is_read(&world).await;
    assert_eq!(fates(&world), ["ops renamed"], "which is no news to whoever knows the name");
    world.slack.wait_for("both sockets", |slack| slack.sockets() == 2).await;
    world.end().await;
}
