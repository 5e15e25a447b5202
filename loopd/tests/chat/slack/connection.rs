//! Every trouble that the connection can have: what is said during it is heard, and it ends by itself.

use std::time::Duration;

use loop_tests::slack::{APP_TOKEN, BOT_TOKEN, Clock, Fault, Slack as StandIn};
use loopd::chat::Chat as _;
use loopd::model::Platform;
use tokio_util::sync::CancellationToken;

use super::world::{World, adapter_with, quick};
use crate::recorder::{Recorder, eventually};

/// Sockets go wrong in the way that `trouble` does; what is said before, during and after is heard once.
async fn survives(what: &str, trouble: impl Fn(&StandIn)) {
    let world = World::start().await;
    world.slack.say("ops", "Ann", "before").acked().await;
    let opened = world.slack.opened();
    trouble(&world.slack);
    let during = world.slack.say("ops", "Ann", "during");
    world.slack.wait_for(what, |slack| slack.opened() >= opened + 2 && slack.sockets() == 2).await;
    during.acked().await;
    world.well().await;
    world.slack.say("ops", "Ann", "after").acked().await;
    assert_eq!(world.inbox.texts(), ["before", "during", "after"], "{what}");
    world.end().await;
}

#[tokio::test]
async fn it_survives_a_reset() {
    survives("new sockets after a reset", StandIn::reset).await;
}

#[tokio::test]
async fn it_survives_an_end_without_a_word() {
    survives("new sockets after an end", StandIn::finish).await;
}

#[tokio::test]
async fn it_survives_a_close_frame() {
    survives("new sockets after a close", StandIn::close).await;
}

#[tokio::test]
async fn it_survives_bytes_that_are_no_frame() {
    survives("new sockets after nonsense", StandIn::garble).await;
}

#[tokio::test]
async fn it_survives_silence() {
    // Long enough for a silence to be noticed before Slack gives the event up.
    let again = [Duration::ZERO, Duration::from_secs(3), Duration::from_secs(6)];
    let world = World::start_with(Clock { again, ..Clock::default() }, quick()).await;
    let opened = world.slack.opened();
    world.slack.silence();
    let during = world.slack.say("ops", "Ann", "during");
    world.slack.wait_for("new sockets after a silence", |slack| slack.opened() >= opened + 2).await;
    during.acked().await;
    assert_eq!(world.inbox.texts(), ["during"]);
    world.well().await;
    world.end().await;
}

#[tokio::test]
async fn it_survives_a_renewal_without_a_gap() {
    for reason in ["warning", "refresh_requested", "link_disabled", "something_new"] {
        let world = World::start().await;
        let opened = world.slack.opened();
        world.slack.disconnect(reason, Duration::from_millis(300));
        let during = world.slack.say("ops", "Ann", "during");
        world.slack.wait_for("renewed sockets", |slack| slack.opened() >= opened + 2).await;
        during.acked().await;
        assert_eq!(during.attempts(), 1, "{reason}");
        eventually("both are live", || world.chat.health().detail.contains("2 sockets")).await;
        world.end().await;
    }
}

#[tokio::test]
async fn it_survives_an_api_in_trouble() {
    for fault in [Fault::Status(500), Fault::RateLimit(0), Fault::DropBefore, Fault::Garble, Fault::Hang] {
        let world = World::start().await;
        world.slack.fail("apps.connections.open", 4, fault.clone());
        let opened = world.slack.opened();
        world.slack.reset();
        eventually("the trouble is told", || {
            let health = world.chat.health();
            !health.is_ok && health.detail.starts_with("not connected: ")
        })
        .await;
        world.slack.wait_for("new sockets", |slack| slack.opened() >= opened + 2).await;
        world.well().await;
        world.slack.say("ops", "Ann", "after").acked().await;
        assert_eq!(world.inbox.texts(), ["after"], "{fault:?}");
        world.end().await;
    }
}

#[tokio::test]
async fn it_survives_a_socket_that_never_opens() {
    for fault in [Fault::Hang, Fault::Status(502), Fault::DropBefore] {
        let world = World::unconnected(Clock::default(), quick()).await;
        world.slack.fail("link", 3, fault);
        world.listen();
        world.slack.wait_for("two sockets", |slack| slack.sockets() == 2).await;
        world.well().await;
        world.end().await;
    }
}

#[tokio::test]
async fn it_survives_what_it_cannot_read() {
    let world = World::start().await;
    for nonsense in ["", "nonsense", "[]", "{}", "{\"type\":7}", "{\"type\":\"events_api\"}", "\u{0}"] {
        world.slack.babble(nonsense);
    }
    world.slack.say("ops", "Ann", "after").acked().await;
    assert_eq!(world.inbox.texts(), ["after"]);
    assert_eq!(world.slack.opened(), 2, "the sockets stayed");
    world.end().await;
}

#[tokio::test]
async fn a_quiet_workspace_keeps_its_sockets() {
    let world = World::start().await;
    // Longer than silence is tolerated: pings are answered, and nobody speaks.
    world.slack.wait_for("five pings on each", |slack| slack.pings() >= 10).await;
    assert_eq!((world.slack.opened(), world.slack.sockets()), (2, 2));
    world.end().await;
}

#[tokio::test]
async fn a_token_that_is_refused_ends_the_listening_with_what_to_do() {
    let slack = StandIn::start().await;
    let table = [
        ("xoxb-wrong", APP_TOKEN, "Slack refuses `slack_bot_token` (invalid_auth): copy the bot token"),
        (BOT_TOKEN, "xapp-wrong", "Slack refuses `slack_app_token` (invalid_auth): make an app-level token"),
    ];
    for (bot, app, expected) in table {
        let chat = adapter_with(&slack, bot, app, quick());
        let inbox = Recorder::of(Platform::Slack);
        let ended = chat.listen(inbox, CancellationToken::new()).await.unwrap_err();
        assert!(ended.to_string().starts_with(expected), "{ended}");
        assert!(!ended.to_string().contains("wrong"), "the token itself is not told");
        let health = chat.health();
        assert!(!health.is_ok && health.detail.contains(expected), "{health:?}");
    }
    slack.assert_faithful();
}

#[tokio::test]
async fn a_token_that_is_revoked_later_ends_the_listening_too() {
    let world = World::unconnected(Clock::default(), quick()).await;
    let inbox = std::sync::Arc::clone(&world.inbox);
    let listening = world.chat.listen(inbox, CancellationToken::new());
    let revoking = async {
        world.slack.wait_for("two sockets", |slack| slack.sockets() == 2).await;
        world.slack.revoke(APP_TOKEN);
        world.slack.reset();
    };
    let (ended, ()) = tokio::join!(listening, revoking);
    let ended = ended.unwrap_err().to_string();
    assert!(ended.starts_with("Slack refuses `slack_app_token` (token_revoked)"), "{ended}");
    world.end().await;
}

#[tokio::test]
async fn slack_may_be_away_when_the_daemon_starts() {
    let world = World::unconnected(Clock::default(), quick()).await;
    world.slack.fail("auth.test", 3, Fault::DropBefore);
    world.listen();
    eventually("the trouble is told", || world.chat.health().detail.contains("could not be reached")).await;
    world.slack.wait_for("two sockets", |slack| slack.sockets() == 2).await;
    world.well().await;
    world.end().await;
}

#[tokio::test]
async fn it_survives_that_nobody_answers_for_a_while() {
    let world = World::start().await;
    world.slack.say("ops", "Ann", "before").acked().await;
    world.slack.away(true);
    eventually("the trouble is told", || world.chat.health().detail.contains("could not be reached")).await;
    world.slack.away(false);
    world.slack.wait_for("two sockets", |slack| slack.sockets() == 2).await;
    world.well().await;
    world.slack.say("ops", "Ann", "after").acked().await;
    assert_eq!(world.inbox.texts(), ["before", "after"]);
    world.end().await;
}

#[tokio::test]
async fn slack_is_not_asked_again_before_the_time_that_it_names() {
    let world = World::unconnected(Clock::default(), quick()).await;
    world.slack.fail("apps.connections.open", 2, Fault::RateLimit(1));
    world.listen();
    world.slack.wait_for("two sockets", |slack| slack.sockets() == 2).await;
    let calls = world.slack.calls();
    let opened: Vec<Duration> =
        calls.iter().filter(|call| call.method == "apps.connections.open").map(|call| call.at).collect();
    let waits = [opened[1] - opened[0], opened[2] - opened[1]];
    assert!(waits.iter().all(|wait| *wait >= Duration::from_secs(1)), "{waits:?}");
    let calls = |method: &str| calls.iter().filter(|call| call.method == method).count();
    assert_eq!((calls("auth.test"), calls("apps.connections.open")), (3, 5), "nor asked anything else");
    world.well().await;
    world.end().await;
}

#[tokio::test]
async fn it_survives_an_error_of_slacks_own_and_too_many_sockets() {
    let world = World::unconnected(Clock::default(), quick()).await;
    world.slack.fail("apps.connections.open", 3, Fault::Refuse("internal_error".to_owned()));
    // Others have all sockets that an app may have.
    world.slack.others(10);
    world.listen();
    eventually("the trouble is told", || world.chat.health().detail.contains("internal_error")).await;
    world.slack.wait_for("some tries", |slack| slack.opened() >= 4).await;
    assert!(!world.chat.health().is_ok);
    world.slack.others(9);
    world.well().await;
    let sent = world.slack.say("ops", "Ann", "over one");
    sent.acked().await;
    world.slack.others(0);
    world.slack.wait_for("two sockets", |slack| slack.sockets() == 2).await;
    assert_eq!(world.inbox.texts(), ["over one"]);
    world.end().await;
}

#[tokio::test]
async fn tokens_go_over_safe_connections_only() {
    let config = loopd::config::Slack {
        bot_token: loopd::config::Secret::inline("xoxb-x"),
        app_token: loopd::config::Secret::inline("xapp-x"),
        api_url: Some("http://chat.example/api".to_owned()),
    };
    let refused = loopd::chat::slack::Slack::new(&config, quick()).err().unwrap();
    assert!(refused.to_string().contains("https://"), "{refused}");
}
