//! Threads: opened once, renamed, deleted with what they began with.

use loop_tests::discord::Fault;
use loopd::chat::{Chat as _, Error, NewThread, Outbound};

use super::world::World;

fn thread(key: &str, channel: &str, title: &str) -> NewThread {
    NewThread { key: key.to_owned(), channel: channel.to_owned(), title: title.to_owned() }
}

#[tokio::test]
async fn a_thread_is_opened_once_renamed_and_deleted() {
    let world = World::start().await;
    let ops = world.discord.channel("ops");
    let id = world.chat.open_thread(&thread("k1", &ops, "🧵 task #3\n daily")).await.unwrap();
    assert_eq!(world.discord.find_channel(&id).unwrap().name, "🧵 task #3 daily");
    assert_eq!(world.discord.transcript("ops"), "loop: 🧵 task #3 daily\n");
    world.post(1, &id, "a report").await.unwrap();
    world.chat.rename_thread(&id, &"💨".repeat(120)).await.unwrap();
    assert_eq!(world.discord.find_channel(&id).unwrap().name.chars().count(), 100);
    world.chat.delete_thread(&id).await.unwrap();
    assert!(world.discord.threads("ops").is_empty());
    assert_eq!(world.discord.transcript("ops"), "", "what it began with is gone, too");
    world.chat.delete_thread(&id).await.unwrap();
    let gone = world.chat.rename_thread(&id, "again").await.unwrap_err();
    assert!(matches!(gone, Error::Never(_)), "{gone}");
    world.end().await;
}

#[tokio::test]
async fn a_thread_is_opened_once_whatever_is_lost() {
    let open = "POST channels/*/messages/*/threads";
    for route in ["POST channels/*/messages", open] {
        for fault in
            [Fault::DropAfter, Fault::HangAfter, Fault::DropBefore, Fault::Garble, Fault::Status(500)]
        {
            let world = World::start().await;
            let ops = world.discord.channel("ops");
            world.discord.fail(route, 1, fault.clone());
            let wanted = thread("k1", &ops, "a thread");
            let later = world.chat.open_thread(&wanted).await.unwrap_err();
            assert!(matches!(later, Error::Later { .. }), "{later}");
            let restarted = world.restarted().await;
            let id = restarted.open_thread(&wanted).await.unwrap();
            let threads = world.discord.threads("ops");
            assert_eq!((threads.len(), threads[0].id.as_str()), (1, id.as_str()), "{route} {fault:?}");
            assert_eq!(world.discord.transcript("ops"), "loop: a thread\n");
            // One of the same title is another, once the first is used.
            restarted
                .post(&Outbound { delivery: 1, channel: id.clone(), text: "x".to_owned(), is_retry: false })
                .await
                .unwrap();
            let other = world.restarted().await.open_thread(&thread("k2", &ops, "a thread")).await.unwrap();
            assert_ne!(other, id);
            world.end().await;
        }
    }
}

#[tokio::test]
async fn there_are_no_threads_within_threads_nor_between_two() {
    let world = World::start().await;
    let within = world.discord.open_thread("ops", "Ann", "a thread", None);
    let direct = world.discord.direct("Ann");
    for place in [within, direct] {
        let never = world.chat.open_thread(&thread("k1", &place, "x")).await.unwrap_err();
        assert!(matches!(never, Error::Never(_)), "{never}");
    }
    assert_eq!(world.discord.count("POST channels/*/messages"), 0);
    world.end().await;
}

#[tokio::test]
async fn what_others_began_is_not_deleted_with_its_thread() {
    let world = World::start().await;
    let first = world.discord.say("ops", "Ann", "mine");
    let id = world.discord.open_thread("ops", "Ann", "a thread", Some(&first));
    world.chat.delete_thread(&id).await.unwrap();
    assert!(world.discord.threads("ops").is_empty());
    assert_eq!(world.discord.transcript("ops"), "Ann: mine\n");
    // A channel is no thread, whatever it is called.
    let never = world.chat.delete_thread(&world.discord.channel("ops")).await.unwrap_err();
    assert!(matches!(never, Error::Never(_)), "{never}");
    world.end().await;
}

#[tokio::test]
async fn a_deletion_that_broke_off_is_ended() {
    for route in ["DELETE channels/*", "DELETE channels/*/messages/*"] {
        for fault in [Fault::DropAfter, Fault::DropBefore, Fault::Status(500)] {
            let world = World::start().await;
            let ops = world.discord.channel("ops");
            let id = world.chat.open_thread(&thread("k1", &ops, "a thread")).await.unwrap();
            world.discord.fail(route, 1, fault.clone());
            world.chat.delete_thread(&id).await.unwrap_err();
            world.restarted().await.delete_thread(&id).await.unwrap();
            assert!(world.discord.threads("ops").is_empty(), "{route} {fault:?}");
            assert_eq!(world.discord.transcript("ops"), "", "{route} {fault:?}");
            world.end().await;
        }
    }
}
