//! What people do on Slack, and what the engine hears of it.

use std::time::Duration;

use loop_tests::slack::{BOT_USER, Clock, Fault};
use loopd::chat::Chat as _;
use loopd::chat::inbound::{ChannelNews, Inbound};
use loopd::chat::slack::Timings;
use serde_json::json;

use super::world::{World, quick};
use crate::recorder::Mood;

#[tokio::test]
async fn a_mention_is_heard_once_and_acknowledged_in_time() {
    let world = World::start().await;
    let sent = world.slack.mention("ops", "Ann", "look at &lt;this&gt;");
    let latency = sent.acked().await;
    assert!(latency.as_millis() < 500, "{latency:?}");
    let said = world.inbox.said();
    assert_eq!(said.len(), 1, "the mention and its message are one: {said:?}");
    let said = &said[0];
    assert_eq!((said.text.as_str(), said.author.name.as_str()), ("look at <this>", "Ann"));
    assert_eq!(said.place.name.as_deref(), Some("ops"));
    assert!(said.mentions_loop && !said.place.is_direct && said.place.parent.is_none());
    assert_eq!(said.id, sent.ts);
    assert_eq!(world.chat.name(), "loop");
    world.end().await;
}

#[tokio::test]
async fn people_are_heard_wherever_they_speak() {
    let world = World::start().await;
    let at_bob = world.slack.at("Bob");
    let root = world.slack.say("ops", "Ann", &format!("ask {at_bob} &amp; me"));
    root.acked().await;
    world.slack.dm("Ann", "just us").acked().await;
    world.slack.reply("ops", &root.ts, "Bob", "in a thread").acked().await;
    world.slack.say("ops", "Ann", "!loop /status").acked().await;
    let said = world.inbox.said();
    assert_eq!(world.inbox.texts(), ["ask @Bob & me", "just us", "in a thread", "!loop /status"]);
    assert!(said[1].place.is_direct && said[1].place.id.starts_with('D'));
    assert_eq!(said[2].place.id, format!("{}:{}", said[0].place.id, root.ts));
    assert_eq!(said[2].place.parent.as_deref(), Some(said[0].place.id.as_str()));
    assert_eq!(said[2].place.parent_name.as_deref(), Some("ops"));
    assert!(said.iter().all(|said| !said.answers_loop && !said.mentions_loop));
    // Bob's name was asked for once, however often it was needed.
    let asked = world.slack.calls().into_iter().filter(|call| call.method == "users.info").count();
    assert_eq!(asked, 2);
    world.end().await;
}

#[tokio::test]
async fn edits_and_deletions_are_not_heard_and_programs_are_told_as_such() {
    let world = World::start().await;
    let sent = world.slack.say("ops", "Ann", "first");
    sent.acked().await;
    world.slack.edit("ops", &sent.ts, "second").acked().await;
    world.slack.delete("ops", &sent.ts).acked().await;
    let program = world.slack.program("ci");
    world.slack.program_says("ops", &program, &format!("<@{BOT_USER}> red")).acked().await;
    world.slack.event(json!({ "type": "something_new", "x": 1 })).acked().await;
    world.slack.envelope("something_newer", json!({ "x": 1 })).acked().await;
    world.slack.envelope("events_api", json!(["no", "event"])).acked().await;
    assert_eq!(world.inbox.texts(), ["first", "red"]);
    assert!(!world.inbox.said()[0].author.is_bot && world.inbox.said()[1].author.is_bot);
    world.end().await;
}

#[tokio::test]
async fn a_mention_that_is_written_into_an_old_message_asks_nothing() {
    let world = World::start().await;
    let sent = world.slack.say("ops", "Ann", "what do you think?");
    sent.acked().await;
    world.slack.edit("ops", &sent.ts, "what do you think, <@U0LOOP>?").acked().await;
    assert_eq!(world.inbox.offered(), 1, "the mention is told, and of no interest");
    assert!(!world.inbox.said()[0].mentions_loop);
    world.end().await;
}

#[tokio::test]
async fn what_is_forwarded_is_heard() {
    let world = World::start().await;
    world.slack.forward("ops", "Ann", "<@U0LOOP> why?", ("Bob", "it is &lt;broken&gt;")).acked().await;
    let said = world.inbox.said().remove(0);
    let from = "https://stand-in.slack.example/archives/C1/p1";
    assert_eq!(said.text, format!("why?\n\nA message of Bob ({from}):\n> it is <broken>"));
    assert_eq!((said.marked.as_str(), said.mentions_loop), ("why?", true));
    world.end().await;
}

#[tokio::test]
async fn nobody_waits_for_the_names_of_a_crowd() {
    let timings = Timings { lists: Duration::from_secs(600), ..quick() };
    let world = World::start_with(Clock::default(), timings).await;
    let crowd: String = (0..100).map(|number| world.slack.at(&format!("P{number}"))).collect();
    world.slack.say("ops", "Ann", &crowd).acked().await;
    let asked = world.slack.count("users.info");
    assert!((10..=21).contains(&asked), "{asked}");
    // Nor again and again for one that cannot be had.
    world.slack.fail("users.info", 1, Fault::Hang);
    let eve = world.slack.at("Eve");
    for _ in 0..3 {
        world.slack.say("ops", "Ann", &format!("ask {eve}")).acked().await;
    }
    assert_eq!(world.slack.count("users.info"), asked + 1);
    assert_eq!(world.inbox.said().pop().unwrap().author.name, "Ann");
    world.end().await;
}

#[tokio::test]
async fn a_thread_that_loop_began_is_a_conversation_with_it_and_one_that_it_only_spoke_in_is_not() {
    let world = World::start().await;
    let root = world.slack.say("ops", "Ann", "shall we?");
    root.acked().await;
    let thread = format!("{}:{}", world.slack.channel("ops"), root.ts);
    world.post(1, &thread, "Sorry eve, you have no role here.").await.unwrap();
    world.slack.reply("ops", &root.ts, "Ann", "fine").acked().await;
    let answers: Vec<bool> = world.inbox.said().iter().map(|said| said.answers_loop).collect();
    assert_eq!(answers, [false, false]);
    // A thread that loop began tells it with each event.
    world.post(2, &world.slack.channel("ops"), "I begin").await.unwrap();
    let ours = world.slack.messages("ops").last().unwrap().ts.clone();
    world.slack.reply("ops", &ours, "Bob", "go on").acked().await;
    assert!(world.inbox.said().last().unwrap().answers_loop);
    let asked = world.slack.calls().into_iter().filter(|call| call.method == "conversations.replies").count();
    // The one before something is said in a thread for the first time.
    assert_eq!(asked, 1, "events tell who began a thread");
    world.end().await;
}

#[tokio::test]
async fn what_happens_to_channels_is_told() {
    let world = World::start().await;
    let id = world.slack.channel("ops");
    world.slack.invite("ops", "Ann").acked().await;
    world.slack.rename("ops", "operations").acked().await;
    world.slack.archive("operations").acked().await;
    world.slack.unarchive("operations").acked().await;
    world.slack.kick("operations").acked().await;
    world.slack.remove_channel("operations").acked().await;
    let news: Vec<_> = world
        .inbox
        .all()
        .into_iter()
        .map(|inbound| match inbound {
            Inbound::Channel(ChannelNews::Invited(place)) => format!("invited {}", place.name.unwrap()),
            Inbound::Channel(ChannelNews::Renamed(place)) => format!("renamed {}", place.name.unwrap()),
            Inbound::Channel(ChannelNews::Gone(gone)) => format!("gone {}", gone == id),
            Inbound::Channel(ChannelNews::Back(back)) => format!("back {}", back == id),
            other => panic!("{other:?}"),
        })
        .collect();
    // Being gone once more is no news.
    assert_eq!(news, ["invited ops", "renamed operations", "gone true", "back true"]);
    world.end().await;
}

#[tokio::test]
async fn a_command_is_answered_in_private() {
    let world = World::start().await;
    let sent = world.slack.slash("ops", "Ann", "allow user <@U1|bob> &lt;x&gt;");
    sent.acked().await;
    let Inbound::Command(command) = world.inbox.all().remove(0) else { panic!() };
    assert_eq!(command.line, "allow user <@U1|bob> <x>");
    assert_eq!((command.author.name.as_str(), command.place.name.as_deref()), ("Ann", Some("ops")));
    let way = command.reply.unwrap();
    world.chat.reply(&way, "**done**, @here").await.unwrap();
    world.chat.reply(&way, "and more").await.unwrap();
    let seen: Vec<String> = world.slack.private().into_iter().map(|seen| seen.text).collect();
    assert_eq!(seen, ["**done**, @\u{2060}here", "and more"]);
    for _ in 0..3 {
        world.chat.reply(&way, "more").await.unwrap();
    }
    let refused = world.chat.reply(&way, "too much").await.unwrap_err();
    assert!(matches!(refused, loopd::chat::Error::Never(_)), "{refused}");
    world.slack.slash("ops", "Ann", "readme").acked().await;
    let Inbound::Command(command) = world.inbox.all().remove(1) else { panic!() };
    world.chat.reply(&command.reply.unwrap(), &"a long line of an answer\n".repeat(10_000)).await.unwrap();
    let seen = world.slack.private();
    assert_eq!(seen.len(), 5 + 4);
    assert!(seen.last().unwrap().text.contains("too long to be shown"), "what is cut says so");
    let elsewhere = loopd::chat::inbound::ReplyTo("https://evil.example/x".to_owned());
    assert!(world.chat.reply(&elsewhere, "secret").await.is_err());
    assert_eq!(world.slack.transcript("ops"), "", "nobody else saw any of it");
    world.end().await;
}

#[tokio::test]
async fn what_cannot_be_stored_is_not_acknowledged_and_comes_again() {
    for mood in [Mood::Refuses, Mood::Hangs, Mood::Panics] {
        let world = World::start().await;
        world.inbox.set(mood);
        let sent = world.slack.say("ops", "Ann", "keep this");
        world.slack.wait_for("a second delivery", |_| sent.attempts() >= 2).await;
        assert!(!sent.is_acked(), "{mood:?}");
        world.inbox.set(Mood::Takes);
        world.slack.wait_for("an end", |_| sent.is_acked() || sent.is_lost()).await;
        assert_eq!((sent.is_lost(), world.inbox.texts()), (false, vec!["keep this".to_owned()]), "{mood:?}");
        world.end().await;
    }
}

#[tokio::test]
async fn the_same_event_twice_is_offered_twice_and_acknowledged_twice() {
    let world = World::start().await;
    let sent = world.slack.say("ops", "Ann", "once");
    sent.acked().await;
    sent.again();
    sent.acked().await;
    assert_eq!((world.inbox.offered(), world.inbox.texts().len()), (2, 1));
    world.end().await;
}

#[tokio::test]
async fn names_that_cannot_be_had_do_not_hold_an_event_up() {
    let world = World::start().await;
    world.slack.fail("users.info", 9, Fault::Hang);
    world.slack.fail("conversations.info", 9, Fault::Status(500));
    let sent = world.slack.say("ops", "Ann", "hello");
    sent.acked().await;
    assert_eq!(sent.attempts(), 1);
    let said = world.inbox.said().remove(0);
    assert_eq!((said.author.name == said.author.id, said.place.name), (true, None));
    world.slack.heal();
    world.slack.say("ops", "Ann", "again").acked().await;
    assert_eq!(world.inbox.said()[1].author.name, "Ann");
    world.end().await;
}

#[tokio::test]
async fn a_burst_is_heard_whole_and_in_order_for_each_person() {
    let world = World::start().await;
    let sent: Vec<_> = (0..200).map(|n| world.slack.say("ops", "Ann", &format!("message {n}"))).collect();
    for sent in &sent {
        sent.acked().await;
    }
    world.inbox.wait_for_count(200).await;
    let mut texts = world.inbox.texts();
    texts.sort_by_key(|text| text.trim_start_matches("message ").parse::<u32>().unwrap());
    assert_eq!(texts, (0..200).map(|n| format!("message {n}")).collect::<Vec<_>>());
    world.end().await;
}

#[tokio::test]
async fn a_reply_that_does_not_tell_who_began_its_thread_waits_until_that_is_known() {
    let world = World::start().await;
    // Said by a daemon that is no more.
    let ops = world.slack.channel("ops");
    world.restarted().post(&outbound(&ops, "I begin")).await.unwrap();
    let ours = world.slack.messages("ops").last().unwrap().ts.clone();
    let theirs = world.slack.say("ops", "Ann", "shall we?");
    theirs.acked().await;
    let ann = world.slack.at("Ann").trim_matches(['<', '@', '>']).to_owned();
    world.slack.fail("conversations.replies", 1, Fault::Status(500));
    for (number, root, is_ours) in [(1, &ours, true), (2, &theirs.ts, false), (3, &ours, true)] {
        let reply = json!({
            "type": "message", "channel": ops, "user": ann, "text": "fine", "thread_ts": root,
            "ts": format!("1900000000.00000{number}"),
        });
        let reply = world.slack.event(reply);
        reply.acked().await;
        assert_eq!(reply.attempts(), if number == 1 { 2 } else { 1 }, "it is not taken for one among people");
        assert_eq!(world.inbox.said().last().unwrap().answers_loop, is_ours, "{number}");
    }
    world.end().await;
}

fn outbound(channel: &str, text: &str) -> loopd::chat::Outbound {
    loopd::chat::Outbound { delivery: 1, channel: channel.to_owned(), text: text.to_owned(), is_retry: false }
}
