//! Buttons of ours that people press.

use std::time::Duration;

use loop_tests::discord::Fault;
use loopd::chat::inbound::{Inbound, Pressed};
use loopd::chat::{Button, Chat as _, Progress};

use super::world::World;
use crate::recorder::Mood;

fn pressed(world: &World) -> Vec<Pressed> {
    let pressed = world.inbox.all().into_iter().filter_map(|inbound| match inbound {
        Inbound::Pressed(pressed) => Some(pressed),
        _ => None,
    });
    pressed.collect()
}

async fn show(world: &World, channel: &str) -> String {
    let button = Some(Button { label: "Stop".to_owned(), action: "stop:7".to_owned() });
    let progress = Progress { channel: channel.to_owned(), text: "at work".to_owned(), button };
    world.chat.show_progress(&progress, None).await.unwrap()
}

#[tokio::test]
async fn a_button_is_pressed_and_its_presser_alone_is_answered() {
    let world = World::start().await;
    let ops = world.discord.channel("ops");
    let thread = world.discord.open_thread("ops", "Ann", "a thread", None);
    for place in [&ops, &thread] {
        let message = show(&world, place).await;
        let took = world.discord.press(place, &message, "Ann", "Stop").answered().await;
        assert!(took < Duration::from_millis(900), "{took:?}");
    }
    world.inbox.wait_for_count(2).await;
    let pressed = pressed(&world);
    assert_eq!((pressed[0].action.as_str(), pressed[0].author.name.as_str()), ("stop:7", "Ann"));
    assert_eq!(
        (pressed[1].place.id.as_str(), pressed[1].place.parent.as_ref()),
        (thread.as_str(), Some(&ops))
    );
    assert_ne!(pressed[0].id, pressed[1].id);
    assert!(world.discord.private().is_empty(), "nothing is to be seen before there is an answer");
    world.chat.reply(pressed[0].reply.as_ref().unwrap(), "Run 7 is being stopped.").await.unwrap();
    let seen = world.discord.private();
    assert_eq!((seen.len(), seen[0].text.as_str()), (1, "Run 7 is being stopped."));
    assert_eq!(seen[0].user, world.discord.person("Ann"));
    assert_eq!(world.discord.transcript("ops"), "loop: at work\n[Stop]\n");
    world.end().await;
}

#[tokio::test]
async fn a_press_is_answered_in_time_and_not_lost() {
    let world = World::start().await;
    let message = show(&world, &world.discord.channel("ops")).await;
    world.inbox.set(Mood::Refuses);
    world.discord.fail("POST interactions/*/*/callback", 1, Fault::DropBefore);
    world.discord.press("ops", &message, "Ann", "Stop").answered().await;
    world.inbox.set(Mood::Takes);
    world.inbox.wait_for_count(1).await;
    assert_eq!(pressed(&world)[0].action, "stop:7");
    world.end().await;
}

#[tokio::test]
async fn a_press_while_nobody_listened_is_told_to_the_session_that_goes_on() {
    let world = World::start().await;
    let message = show(&world, &world.discord.channel("ops")).await;
    world.discord.reset();
    world.discord.press("ops", &message, "Ann", "Stop").answered().await;
    world.inbox.wait_for_count(1).await;
    world.end().await;
}
