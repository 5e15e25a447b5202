//! Every trouble that the connection can have: what is said during it is heard, and it ends by itself.

use std::sync::Arc;

use loop_tests::discord::{Clock, Discord as StandIn, Fault};
use loopd::chat::Chat as _;
use loopd::chat::discord::Discord;
use loopd::config::Secret;
use loopd::model::Platform;
use tokio_util::sync::CancellationToken;

use super::world::{World, config, quick};
use crate::recorder::{Mood, Recorder, eventually};

/// The connection goes wrong in the way that `trouble` does; what is said before, during and after is heard once, in
/// one session.
async fn survives(what: &str, trouble: impl Fn(&StandIn)) {
    let world = World::start().await;
    world.discord.say("ops", "Ann", "before");
    world.inbox.wait_for_count(1).await;
    trouble(&world.discord);
    world.discord.say("ops", "Ann", "during");
    world.discord.wait_for(what, |discord| discord.sessions().1 == 1).await;
    world.well().await;
    world.discord.say("ops", "Ann", "after");
    world.inbox.wait_for_count(3).await;
    assert_eq!(world.inbox.texts(), ["before", "during", "after"], "{what}");
    assert_eq!(world.discord.sessions(), (1, 1), "{what}: the session went on");
    world.end().await;
}

#[tokio::test]
async fn it_survives_a_reset() {
    survives("a reset", StandIn::reset).await;
}

#[tokio::test]
async fn it_survives_an_end_without_a_word() {
    survives("an end", StandIn::finish).await;
}

#[tokio::test]
async fn it_survives_bytes_that_are_no_frame() {
    survives("nonsense", StandIn::garble).await;
}

#[tokio::test]
async fn it_survives_being_closed() {
    for code in [1000, 1001, 4000, 4002, 4008] {
        survives(&format!("a close with {code}"), |discord| discord.close(code)).await;
    }
}

#[tokio::test]
async fn it_survives_being_asked_to_reconnect() {
    survives("a request", StandIn::ask_to_reconnect).await;
}

#[tokio::test]
async fn it_survives_a_session_that_is_said_to_be_good() {
    survives("op 9", |discord| discord.invalidate(true)).await;
}

#[tokio::test]
async fn it_survives_silence() {
    survives("a silence", StandIn::silence).await;
}

#[tokio::test]
async fn it_survives_heartbeats_without_answer() {
    let world = World::start().await;
    world.discord.ignore_heartbeats(true);
    world.discord.wait_for("another connection", |discord| discord.sessions().1 >= 1).await;
    world.discord.ignore_heartbeats(false);
    world.discord.say("ops", "Ann", "after");
    world.inbox.wait_for_count(1).await;
    world.well().await;
    assert_eq!(world.discord.sessions().0, 1, "the session went on");
    world.end().await;
}

/// The session is lost in the way that `trouble` does; what is said meanwhile is read from the history.
async fn begins_anew(what: &str, trouble: impl Fn(&StandIn)) {
    let world = World::start().await;
    let first = world.discord.say("ops", "Ann", "before");
    world.inbox.wait_for_count(1).await;
    world.inbox.knows(&world.discord.channel("ops"), Some(&first));
    world.discord.forget_sessions();
    world.discord.say("ops", "Ann", "during");
    trouble(&world.discord);
    world.discord.wait_for(what, |discord| discord.sessions().0 == 2).await;
    world.well().await;
    world.discord.say("ops", "Ann", "after");
    world.inbox.wait_for_count(3).await;
    assert_eq!(world.inbox.texts(), ["before", "during", "after"], "{what}");
    world.end().await;
}

#[tokio::test]
async fn it_survives_a_session_that_is_over() {
    begins_anew("op 9", |discord| discord.invalidate(false)).await;
}

#[tokio::test]
async fn it_survives_a_session_that_may_not_go_on() {
    begins_anew("a refused session", StandIn::reset).await;
    for code in [4007, 4009] {
        begins_anew(&format!("a close with {code}"), |discord| discord.close(code)).await;
    }
}

#[tokio::test]
async fn it_survives_a_gateway_that_lets_nobody_in() {
    for fault in [Fault::Hang, Fault::Status(502), Fault::DropBefore] {
        let world = World::unconnected(Clock::default(), quick()).await;
        world.discord.fail("gateway", 4, fault.clone());
        world.listen();
        eventually("the trouble is told", || world.chat.health().detail.starts_with("not connected: ")).await;
        world.well().await;
        world.discord.fail("gateway", 4, fault);
        world.discord.reset();
        world.discord.wait_for("no connection", |discord| discord.connections() == 0).await;
        world.discord.wait_for("a connection", |discord| discord.connections() == 1).await;
        world.well().await;
        world.end().await;
    }
}

#[tokio::test]
async fn it_survives_a_gateway_that_greets_nobody() {
    let world = World::unconnected(Clock::default(), quick()).await;
    world.discord.greet_nobody(true);
    world.listen();
    eventually("the trouble is told", || world.chat.health().detail.contains("did not greet")).await;
    world.discord.greet_nobody(false);
    world.well().await;
    world.end().await;
}

#[tokio::test]
async fn it_survives_an_api_in_trouble() {
    let faults = [
        Fault::Status(500),
        Fault::RateLimit(20),
        Fault::RateLimitAll(20),
        Fault::DropBefore,
        Fault::Garble,
        Fault::Hang,
        Fault::Refuse(403, 40_333),
    ];
    for fault in faults {
        let world = World::unconnected(Clock::default(), quick()).await;
        world.discord.fail("GET gateway/bot", 2, fault.clone());
        world.discord.fail("GET users/@me", 2, fault);
        world.listen();
        world.well().await;
        world.discord.say("ops", "Ann", "after");
        world.inbox.wait_for_count(1).await;
        world.end().await;
    }
}

#[tokio::test]
async fn it_survives_what_it_cannot_read() {
    let world = World::start().await;
    for nonsense in
        ["", "nonsense", "[]", "{}", "{\"op\":\"x\"}", "{\"op\":0}", "{\"op\":200,\"d\":{}}", "\u{0}"]
    {
        world.discord.babble(nonsense);
    }
    for kind in ["MESSAGE_CREATE", "INTERACTION_CREATE", "GUILD_CREATE", "CHANNEL_UPDATE", "SOMETHING_NEW"] {
        world.discord.event(kind, &serde_json::json!({ "id": 7, "type": "x", "guild_id": [] }));
        world.discord.event(kind, &serde_json::json!(["no", "event"]));
    }
    world.discord.say("ops", "Ann", "after");
    world.inbox.wait_for_count(1).await;
    assert_eq!(world.inbox.texts(), ["after"]);
    assert_eq!(world.discord.sessions(), (1, 0), "the connection stayed");
    world.end().await;
}

#[tokio::test]
async fn a_quiet_server_keeps_its_connection() {
    let world = World::start().await;
    // Longer than the stand-in waits for a heartbeat.
    world.discord.wait_for("six heartbeats", |discord| discord.heartbeats() >= 6).await;
    assert_eq!((world.discord.sessions(), world.discord.connections()), ((1, 0), 1));
    world.end().await;
}

#[tokio::test]
async fn sessions_are_not_begun_when_none_are_left() {
    let world = World::unconnected(Clock::default(), quick()).await;
    world.discord.starts_left(Some((0, 100)));
    world.listen();
    eventually("the trouble is told", || world.chat.health().detail.contains("no more")).await;
    assert_eq!(world.discord.sessions().0, 0);
    world.discord.starts_left(None);
    world.well().await;
    world.end().await;
}

#[tokio::test]
async fn more_than_can_be_stored_waits_at_discord() {
    let world = World::start().await;
    world.inbox.set(Mood::Refuses);
    let all: Vec<String> = (0..1_200).map(|number| format!("number {number}")).collect();
    for text in &all {
        world.discord.say("ops", "Ann", text);
    }
    eventually("the trouble is told", || !world.chat.health().is_ok).await;
    world.inbox.set(Mood::Takes);
    world.inbox.wait_for_count(all.len()).await;
    assert_eq!(world.inbox.texts(), all);
    assert_eq!(world.discord.sessions().0, 1, "the session went on");
    world.end().await;
}

/// What the listening ends with.
async fn ends(discord: &StandIn, config: &loopd::config::Discord) -> (String, String) {
    let chat = Discord::new(config, quick()).unwrap();
    let inbox = Recorder::of(Platform::Discord);
    let ended = chat.listen(inbox, CancellationToken::new()).await.unwrap_err();
    let health = chat.health();
    assert!(!health.is_ok);
    discord.assert_faithful();
    (ended.to_string(), health.detail)
}

#[tokio::test]
async fn a_token_that_is_refused_ends_the_listening_with_what_to_do() {
    let discord = StandIn::start().await;
    let wrong = loopd::config::Discord { token: Secret::inline("wrong.token"), ..config(&discord) };
    let (ended, health) = ends(&discord, &wrong).await;
    assert!(ended.starts_with("Discord refuses `discord_token` (401): copy the token"), "{ended}");
    assert!(!ended.contains("wrong"), "the token itself is not told");
    assert!(health.contains(&ended), "{health}");
}

#[tokio::test]
async fn an_app_that_may_not_read_ends_the_listening_with_what_to_do() {
    let discord = StandIn::start().await;
    discord.allow_content(false);
    let (ended, _) = ends(&discord, &config(&discord)).await;
    assert!(ended.contains("switch on \"Message Content Intent\""), "{ended}");
}

#[tokio::test]
async fn another_apps_id_ends_the_listening_with_what_to_do() {
    let discord = StandIn::start().await;
    let other = loopd::config::Discord { app_id: Some("123".to_owned()), ..config(&discord) };
    let (ended, _) = ends(&discord, &other).await;
    assert!(ended.starts_with("`discord_app_id` is 123"), "{ended}");
}

/// The app's standing changes while it is connected.
async fn ends_later(change: impl Fn(&StandIn), code: u16) -> String {
    let world = World::unconnected(Clock::default(), quick()).await;
    let inbox = Arc::clone(&world.inbox);
    let listening = world.chat.listen(inbox, CancellationToken::new());
    let changing = async {
        world.well().await;
        change(&world.discord);
        world.discord.close(code);
    };
    let (ended, ()) = tokio::join!(listening, changing);
    world.end().await;
    ended.unwrap_err().to_string()
}

#[tokio::test]
async fn what_is_taken_away_later_ends_the_listening_too() {
    let ended = ends_later(|discord| discord.revoke(true), 4000).await;
    assert!(ended.starts_with("Discord refuses `discord_token`"), "{ended}");
    let ended = ends_later(|_| {}, 4004).await;
    assert!(ended.starts_with("Discord refuses `discord_token`"), "{ended}");
    let ended = ends_later(|_| {}, 4014).await;
    assert!(ended.contains("Message Content Intent"), "{ended}");
}

#[tokio::test]
async fn what_only_another_loop_can_mend_ends_the_listening_too() {
    for (code, what) in
        [(4010, "more servers"), (4011, "more servers"), (4012, "version 10"), (4013, "intent")]
    {
        let ended = ends_later(|_| {}, code).await;
        assert!(ended.contains(what), "{code}: {ended}");
    }
}

#[tokio::test]
async fn it_survives_that_nobody_answers_for_a_while() {
    let world = World::start().await;
    let first = world.discord.say("ops", "Ann", "before");
    world.inbox.wait_for_count(1).await;
    world.inbox.knows(&world.discord.channel("ops"), Some(&first));
    world.discord.away(true);
    eventually("the trouble is told", || world.chat.health().detail.contains("could not be reached")).await;
    world.discord.say("ops", "Ann", "during");
    world.discord.away(false);
    world.well().await;
    world.discord.say("ops", "Ann", "after");
    world.inbox.wait_for_texts(3).await;
    assert_eq!(world.inbox.texts(), ["before", "during", "after"]);
    world.end().await;
}

#[tokio::test]
async fn the_token_goes_over_safe_connections_only() {
    let discord = StandIn::start().await;
    let config =
        loopd::config::Discord { api_url: Some("http://chat.example/api".to_owned()), ..config(&discord) };
    let refused = Discord::new(&config, quick()).err().unwrap();
    assert!(refused.to_string().contains("https://"), "{refused}");
}
