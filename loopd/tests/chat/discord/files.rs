//! Files in both directions, and where our token goes.

use bytes::Bytes;
use loop_tests::discord::Fault;
use loopd::chat::inbound::File;
use loopd::chat::{Chat as _, Error, Upload};

use super::world::World;

#[tokio::test]
async fn a_file_that_somebody_shares_can_be_fetched() {
    let world = World::start().await;
    world.discord.share("ops", "Ann", "see here", ("a.txt", b"hello"));
    world.inbox.wait_for_count(1).await;
    let said = world.inbox.said().remove(0);
    assert_eq!((said.text.as_str(), said.files.len()), ("see here", 1));
    let file = &said.files[0];
    assert_eq!((file.name.as_str(), file.bytes), ("a.txt", 5));
    // Without our token: the stand-in would call it a violation.
    assert_eq!(world.chat.fetch(file, 5).await.unwrap(), "hello");
    assert!(matches!(world.chat.fetch(file, 4).await, Err(Error::Never(_))));
    // Also where Discord says that it is smaller.
    let lying = File { bytes: 1, ..file.clone() };
    assert!(matches!(world.chat.fetch(&lying, 4).await, Err(Error::Never(_))));
    for fault in [Fault::DropBefore, Fault::Hang, Fault::Status(503), Fault::RateLimit(1)] {
        world.discord.fail("GET attachments", 1, fault.clone());
        let later = world.chat.fetch(file, 5).await.unwrap_err();
        assert!(matches!(later, Error::Later { .. }), "{fault:?}: {later}");
    }
    world.discord.delete("ops", &said.id);
    assert!(matches!(world.chat.fetch(file, 5).await, Err(Error::Never(_))));
    world.end().await;
}

#[tokio::test]
async fn files_come_from_discord_alone() {
    let world = World::start().await;
    let other = loop_tests::discord::Discord::start().await;
    for url in
        [other.base(), "https://evil.example/a".to_owned(), "file:///etc/passwd".to_owned(), String::new()]
    {
        let file = File { name: "a.txt".to_owned(), url: url.clone(), bytes: 1 };
        let refused = world.chat.fetch(&file, 9).await.unwrap_err();
        assert!(matches!(refused, Error::Never(_)), "{url}: {refused}");
    }
    assert_eq!(other.calls().len(), 0);
    world.end().await;
}

#[tokio::test]
async fn a_file_is_put_where_it_belongs() {
    let world = World::start().await;
    let ops = world.discord.channel("ops");
    let thread = world.discord.open_thread("ops", "Ann", "a thread", None);
    let upload = |channel: &str, name: &str, content: Bytes| Upload {
        delivery: 1,
        channel: channel.to_owned(),
        name: name.to_owned(),
        content,
        is_retry: false,
        since: 0,
    };
    world.chat.upload(&upload(&ops, "all.csv", Bytes::from_static(b"1,2"))).await.unwrap();
    world.chat.upload(&upload(&thread, "one.csv", Bytes::from_static(b"\r\n--x"))).await.unwrap();
    assert_eq!(world.discord.transcript("ops"), "loop:  <all.csv>\n");
    assert_eq!(world.discord.transcript(&thread), "loop:  <one.csv>\n");
    assert_eq!(world.discord.messages(&thread)[0].files[0].content, b"\r\n--x");
    assert!(matches!(world.chat.upload(&upload(&ops, "empty", Bytes::new())).await, Err(Error::Never(_))));
    for megabytes in [12, 26] {
        let content = Bytes::from(vec![0; megabytes * 1024 * 1024]);
        let never = world.chat.upload(&upload(&ops, "a.bin", content)).await.unwrap_err();
        assert!(
            matches!(&never, Error::Never(reason) if reason.contains("size") || reason.contains("larger")),
            "{never}"
        );
    }
    world.discord.fail("POST channels/*/messages", 1, Fault::Status(500));
    let later = world.chat.upload(&upload(&ops, "a", Bytes::from_static(b"x"))).await.unwrap_err();
    assert!(matches!(later, Error::Later { .. }), "{later}");
    world.end().await;
}
