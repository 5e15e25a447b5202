//! What people do on Discord, and what the engine hears of it.

use loop_tests::discord::{BOT_ROLE, BOT_USER, Discord as StandIn, Fault, GUILD};
use loopd::chat::discord::Discord;
use loopd::chat::inbound::{ChannelNews, Inbound};
use loopd::chat::{Chat as _, NewThread};
use loopd::config;
use serde_json::json;

use super::world::{World, config as usual, quick};
use crate::recorder::{Mood, eventually};

#[tokio::test]
async fn a_mention_is_heard() {
    let world = World::start().await;
    let role = world.discord.give_role("Ann", "devs");
    let id = world.discord.mention("ops", "Ann", "look at <this> & that");
    world.inbox.wait_for_count(1).await;
    let said = world.inbox.said().remove(0);
    assert_eq!((said.id, said.text.as_str()), (id, "look at <this> & that"));
    assert_eq!((said.author.name.as_str(), said.author.roles), ("Ann", Some(vec![role, GUILD.to_owned()])));
    assert_eq!(said.place.name.as_deref(), Some("ops"));
    assert!(said.mentions_loop && !said.answers_loop && !said.place.is_direct && said.place.parent.is_none());
    assert_eq!(world.chat.name(), "loop");
    assert_eq!(world.chat.health().detail, "connected as @loop in 1 server");
    world.end().await;
}

#[tokio::test]
async fn people_are_heard_wherever_they_speak() {
    let world = World::start().await;
    let (at_bob, ops) = (world.discord.at("Bob"), world.discord.channel("ops"));
    let devs = world.discord.give_role("Bob", "devs");
    // The stand-in tells no event of either: they are asked for, or left as they are.
    world
        .discord
        .event("GUILD_ROLE_CREATE", &json!({ "guild_id": "1", "role": { "id": devs, "name": "devs" } }));
    let first = world.discord.say("ops", "Ann", &format!("ask {at_bob} of <@&{devs}> in <#{ops}>"));
    world.discord.dm("Ann", "just us");
    let thread = world.discord.open_thread("ops", "Bob", "a thread", Some(&first));
    world.discord.say(&thread, "Bob", "in a thread");
    world.discord.say("ops", "Ann", &format!("<@&{BOT_ROLE}>, by your role"));
    world.discord.say("ops", "Ann", &format!("and <@{BOT_USER}> within"));
    world.inbox.wait_for_count(5).await;
    let said = world.inbox.said();
    let expected =
        ["ask @Bob of @devs in #ops", "just us", "in a thread", "by your role", "and @loop within"];
    assert_eq!(world.inbox.texts(), expected);
    assert!(said[1].place.is_direct && said[1].place.parent.is_none());
    assert_eq!(
        (said[2].place.id.as_str(), said[2].place.parent.as_deref()),
        (thread.as_str(), Some(ops.as_str()))
    );
    assert_eq!(said[2].place.name.as_deref(), Some("a thread"));
    assert_eq!(said[2].place.parent_name.as_deref(), Some("ops"));
    let mentions: Vec<bool> = said.iter().map(|said| said.mentions_loop).collect();
    assert_eq!(mentions, [false, false, false, true, true]);
    world.end().await;
}

#[tokio::test]
async fn an_answer_to_loop_is_known_as_one() {
    let world = World::start().await;
    world.post(1, &world.discord.channel("ops"), "I begin").await.unwrap();
    let ours = world.discord.messages("ops")[0].id.clone();
    let theirs = world.discord.say("ops", "Ann", "hello");
    world.discord.reply("ops", &ours, "Bob", "go on");
    world.discord.reply("ops", &theirs, "Bob", "hello to you");
    world.inbox.wait_for_count(3).await;
    let answers: Vec<bool> = world.inbox.said().iter().map(|said| said.answers_loop).collect();
    assert_eq!(answers, [false, true, false]);
    world.end().await;
}

#[tokio::test]
async fn an_answer_waits_until_it_is_known_whom_it_answers() {
    let world = World::start().await;
    let ops = world.discord.channel("ops");
    world.post(1, &ops, "I begin").await.unwrap();
    let ours = world.discord.messages("ops")[0].id.clone();
    world.discord.fail("GET channels/*/messages/*", 2, Fault::Status(503));
    // Discord may leave out what is answered.
    let told = |id: &str, answered: &str| {
        json!({
            "id": id, "channel_id": ops, "guild_id": GUILD, "type": 19, "content": "go on",
            "author": { "id": world.discord.person("Ann"), "username": "ann" },
            "message_reference": { "message_id": answered, "channel_id": ops },
        })
    };
    world.discord.event("MESSAGE_CREATE", &told("1500000000000000001", &ours));
    world.discord.event("MESSAGE_CREATE", &told("1500000000000000002", "1400000000000000000"));
    world.inbox.wait_for_count(2).await;
    let answers: Vec<bool> = world.inbox.said().iter().map(|said| said.answers_loop).collect();
    assert_eq!(answers, [true, false], "what is deleted was nobody's");
    assert_eq!(world.discord.count("GET channels/*/messages/*"), 4);
    world.end().await;
}

#[tokio::test]
async fn edits_and_deletions_are_not_heard_and_programs_are_told_as_such() {
    let world = World::start().await;
    let id = world.discord.say("ops", "Ann", "first");
    world.discord.edit("ops", &id, "second");
    world.discord.delete("ops", &id);
    world.discord.program_says("ops", "ci", &format!("<@{BOT_USER}> red"));
    world.discord.hook_says("ops", &format!("<@{BOT_USER}> deployed"));
    // Somebody pins a message, boosts the server, joins.
    for kind in [6, 8, 7, 18, 200] {
        world.discord.note("ops", kind);
    }
    world.discord.say("ops", "Ann", "last");
    world.inbox.wait_for_texts(4).await;
    assert_eq!(world.inbox.texts(), ["first", "red", "deployed", "last"]);
    let is_bot: Vec<bool> = world.inbox.said().iter().map(|said| said.author.is_bot).collect();
    assert_eq!(is_bot, [false, true, true, false]);
    world.end().await;
}

#[tokio::test]
async fn a_thread_is_asked_for_until_it_is_known() {
    let world = World::start().await;
    let ops = world.discord.channel("ops");
    let thread = world.discord.open_thread("ops", "Ann", "old", None);
    // It is known no longer, as one that rested when loop connected.
    world.discord.event("THREAD_DELETE", &json!({ "id": thread, "type": 11 }));
    world.inbox.wait_for_count(1).await;
    world.discord.fail("GET channels/*", 2, Fault::Status(503));
    world.discord.say(&thread, "Ann", "in the old thread");
    world.discord.say("ops", "Ann", "behind it");
    world.inbox.wait_for_count(3).await;
    let said = world.inbox.said();
    assert_eq!(said[0].place.parent.as_deref(), Some(ops.as_str()));
    assert_eq!(world.inbox.texts(), ["in the old thread", "behind it"]);
    eventually("all is well again", || world.chat.health().is_ok).await;
    world.end().await;
}

#[tokio::test]
async fn what_happens_to_channels_is_heard() {
    let world = World::start().await;
    let ops = world.discord.channel("ops");
    world.discord.say("ops", "Ann", "hello");
    world.inbox.wait_for_count(1).await;
    let thread = world.discord.open_thread("ops", "Ann", "talk", None);
    world.discord.rename(&thread, "long talk");
    world.discord.rename("ops", "operations");
    let other = world.discord.channel("other");
    world.discord.remove("other");
    world.discord.remove("operations");
    world.inbox.wait_for_count(6).await;
    let news: Vec<ChannelNews> = world.inbox.all().into_iter().filter_map(news).collect();
    let renamed = |news: &ChannelNews| match news {
        ChannelNews::Renamed(place) => (place.id.clone(), place.name.clone().unwrap_or_default()),
        other => panic!("{other:?}"),
    };
    assert_eq!(renamed(&news[0]), (thread.clone(), "long talk".to_owned()));
    assert_eq!(renamed(&news[1]), (ops.clone(), "operations".to_owned()));
    let gone = |id: &str| ChannelNews::Gone(id.to_owned());
    // The threads of a channel go with it.
    assert_eq!(news[2..], [gone(&other), gone(&ops), gone(&thread)]);
    world.end().await;
}

fn news(inbound: Inbound) -> Option<ChannelNews> {
    match inbound {
        Inbound::Channel(news) => Some(news),
        _ => None,
    }
}

#[tokio::test]
async fn a_server_that_is_out_of_order_is_not_gone() {
    let world = World::start().await;
    world.discord.say("ops", "Ann", "before");
    world.discord.outage();
    world.discord.invite();
    world.discord.say("ops", "Ann", "after");
    world.inbox.wait_for_count(2).await;
    assert_eq!(world.inbox.all().len(), 2, "{:?}", world.inbox.all());
    world.end().await;
}

#[tokio::test]
async fn loop_is_told_when_it_is_expelled_and_invited_again() {
    let world = World::unconnected(loop_tests::discord::Clock::default(), quick()).await;
    let ops = world.discord.channel("ops");
    world.listen();
    world.well().await;
    world.discord.expel();
    world.inbox.wait_for_count(1).await;
    assert_eq!(world.inbox.all().into_iter().find_map(news), Some(ChannelNews::Gone(ops.clone())));
    world.discord.invite();
    world.inbox.wait_for_count(2).await;
    assert_eq!(world.inbox.all().into_iter().filter_map(news).nth(1), Some(ChannelNews::Back(ops)));
    world.end().await;
}

#[tokio::test]
async fn loop_joins_the_threads_of_channels_that_it_is_active_in() {
    let world = World::start().await;
    world.inbox.knows(&world.discord.channel("ops"), None);
    world.discord.fail("PUT channels/*/thread-members/@me", 1, Fault::DropBefore);
    let asked = world.inbox.asked.lock().unwrap().len();
    let joined = world.discord.open_thread("ops", "Ann", "ours", None);
    let other = world.discord.open_thread("other", "Ann", "theirs", None);
    let is_joined = |id: &str| world.discord.find_channel(id).is_some_and(|thread| thread.is_joined);
    eventually("it has joined", || is_joined(&joined)).await;
    world.discord.say("ops", "Ann", "done");
    world.inbox.wait_for_count(1).await;
    assert!(!is_joined(&other));
    assert_eq!(world.inbox.asked.lock().unwrap().len(), asked, "nothing is noted as missed for it");
    world.end().await;
}

#[tokio::test]
async fn what_cannot_be_stored_is_handed_over_until_it_is_in_its_order() {
    for mood in [Mood::Refuses, Mood::Hangs] {
        let world = World::start().await;
        world.inbox.set(mood);
        world.discord.say("ops", "Ann", "first");
        world.discord.say("ops", "Ann", "second");
        world.discord.dm("Bob", "third");
        eventually("it was offered again", || world.inbox.offered() >= 3).await;
        eventually("the trouble is told", || world.chat.health().detail.contains("cannot be stored")).await;
        world.inbox.set(Mood::Takes);
        world.inbox.wait_for_count(3).await;
        assert_eq!(world.inbox.texts(), ["first", "second", "third"], "{mood:?}");
        world.well().await;
        world.end().await;
    }
}

#[tokio::test]
async fn an_event_that_makes_loop_fall_over_does_not_make_it_deaf() {
    let world = World::start().await;
    world.inbox.set(Mood::Panics);
    world.discord.say("ops", "Ann", "a poison");
    eventually("it was tried", || world.inbox.offered() >= 3).await;
    world.inbox.set(Mood::Takes);
    world.discord.say("ops", "Ann", "after");
    world.inbox.wait_for("the next", |all| !all.is_empty()).await;
    world
        .inbox
        .wait_for("the next", |all| {
            all.iter().any(|one| matches!(one, Inbound::Said(said) if said.text == "after"))
        })
        .await;
    world.end().await;
}

#[tokio::test]
async fn roles_and_channels_can_be_asked_for() {
    let world = World::start().await;
    let role = world.discord.give_role("Ann", "devs");
    let (ops, _) = (world.discord.channel("ops"), world.discord.channel("random"));
    let everyone = GUILD.to_owned();
    assert_eq!(world.chat.roles_of(&world.discord.person("Ann")).await.unwrap(), [role, everyone]);
    assert_eq!(world.chat.roles_of("1000000000000009999").await.unwrap(), Vec::<String>::new());
    assert_eq!(world.chat.roles_of("../x").await.unwrap(), Vec::<String>::new());
    let found = world.chat.find_channels("#OP").await.unwrap();
    assert_eq!(found.iter().map(|channel| channel.id.as_str()).collect::<Vec<_>>(), [ops.as_str()]);
    let made = world.chat.create_channel("New Things!", "k1").await.unwrap().unwrap();
    assert_eq!(made.name, "new-things");
    assert_eq!(world.chat.create_channel("new things", "k2").await.unwrap(), None, "made once");
    assert_eq!(world.chat.join_channel("new things").await.unwrap(), made);
    assert_eq!(world.discord.count("POST guilds/*/channels"), 1);
    world.end().await;
}

#[tokio::test]
async fn a_message_whose_channel_may_not_be_seen_holds_up_no_other() {
    let world = World::start().await;
    // A conversation with one person, which only a question tells of.
    world.discord.fail("GET channels/*", 1, Fault::Refuse(403, 50_001));
    world.discord.dm("Ann", "lost");
    world.discord.say("ops", "Ann", "heard");
    world.inbox.wait_for_count(1).await;
    assert_eq!(world.inbox.texts(), ["heard"]);
    world.end().await;
}

/// The peer needed to be told one server, for threads as well (A8 of its known weaknesses).
#[tokio::test]
async fn several_servers_are_served_by_one_adapter_without_being_named() {
    let discord = StandIn::start().await;
    let elsewhere = discord.invite_elsewhere("far-away");
    let unnamed = config::Discord { guild_id: None, ..usual(&discord) };
    let chat = Discord::new(&unnamed, quick()).unwrap();
    let world = World::of(discord, chat);
    world.listen();
    world.well().await;
    world.discord.wait_for("both servers", |_| world.chat_detail().ends_with("in 2 servers")).await;
    world.discord.mention("ops", "Ann", "here");
    world.discord.mention("far-away", "Bob", "there");
    world.inbox.wait_for_count(2).await;
    let mut places: Vec<_> = world.inbox.said().into_iter().map(|said| said.place.name.unwrap()).collect();
    places.sort();
    assert_eq!(places, ["far-away", "ops"]);
    let opening = NewThread { key: "k1".to_owned(), channel: elsewhere.clone(), title: "A side".to_owned() };
    let thread = world.chat.open_thread(&opening).await.unwrap();
    world.post(1, &thread, "in the thread").await.unwrap();
    assert!(world.discord.transcript(&thread).contains("loop: in the thread"));
    let found = world.chat.find_channels("").await.unwrap();
    assert_eq!(found.len(), 2, "{found:?}");
    let unclear = world.chat.create_channel("new", "k2").await.unwrap_err();
    assert!(unclear.to_string().contains("set `discord_guild_id`"), "{unclear}");
    world.end().await;
}
