//! Files in both directions, and where our token goes.

use bytes::Bytes;
use loop_tests::slack::Fault;
use loopd::chat::inbound::File;
use loopd::chat::{Chat as _, Error, Upload};

use super::world::World;

async fn upload(world: &World, channel: &str, name: &str, content: Bytes) -> Result<(), Error> {
    let (channel, name) = (channel.to_owned(), name.to_owned());
    world.chat.upload(&Upload { delivery: 1, channel, name, content }).await
}

#[tokio::test]
async fn a_file_that_somebody_shares_can_be_fetched() {
    let world = World::start().await;
    world.slack.share("ops", "Ann", "see here", ("a.txt", b"hello")).acked().await;
    let said = world.inbox.said().remove(0);
    assert_eq!((said.text.as_str(), said.files.len()), ("see here", 1));
    let file = &said.files[0];
    assert_eq!((file.name.as_str(), file.bytes), ("a.txt", 5));
    assert_eq!(world.chat.fetch(file, 5).await.unwrap(), "hello");
    assert!(matches!(world.chat.fetch(file, 4).await, Err(Error::Never(_))));
    // Also where the platform says that it is smaller.
    let lying = File { bytes: 1, ..file.clone() };
    assert!(matches!(world.chat.fetch(&lying, 4).await, Err(Error::Never(_))));
    world.slack.fail("download", 1, Fault::DropBefore);
    assert!(matches!(world.chat.fetch(file, 5).await, Err(Error::Later { .. })));
    world.slack.fail("download", 1, Fault::Hang);
    assert!(matches!(world.chat.fetch(file, 5).await, Err(Error::Later { .. })));
    world.end().await;
}

#[tokio::test]
async fn our_token_goes_nowhere_else() {
    let world = World::start().await;
    let other = loop_tests::slack::Slack::start().await;
    let file = |url: String| File { name: "a.txt".to_owned(), url, bytes: 1 };
    for url in
        [other.base(), "https://evil.example/a".to_owned(), "file:///etc/passwd".to_owned(), String::new()]
    {
        let refused = world.chat.fetch(&file(url.clone()), 9).await.unwrap_err();
        assert!(matches!(refused, Error::Never(_)), "{url}: {refused}");
    }
    let away = format!(
        "{}/files/elsewhere/{}/files/F1/a",
        world.slack.base(),
        other.base().trim_start_matches("http://")
    );
    let refused = world.chat.fetch(&file(away), 9).await.unwrap_err();
    assert!(refused.to_string().contains("elsewhere"), "{refused}");
    assert_eq!(other.calls().len(), 0);
    world.end().await;
}

#[tokio::test]
async fn a_page_to_sign_in_by_is_no_file() {
    let world = World::start().await;
    world.slack.share("ops", "Ann", "", ("a.txt", b"hello")).acked().await;
    let file = world.inbox.said().remove(0).files.remove(0);
    let stranger = super::world::adapter_with(&world.slack, "xoxb-other", "xapp-x", super::world::quick());
    let refused = stranger.fetch(&file, 9_000).await.unwrap_err();
    assert!(refused.to_string().contains("files:read"), "{refused}");
    world.end().await;
}

#[tokio::test]
async fn a_file_is_put_where_it_belongs() {
    let world = World::start().await;
    let root = world.slack.say("ops", "Ann", "report, please");
    root.acked().await;
    let ops = world.slack.channel("ops");
    upload(&world, &ops, "all.csv", Bytes::from_static(b"1,2")).await.unwrap();
    let thread = format!("{ops}:{}", root.ts);
    upload(&world, &thread, "one.csv", Bytes::from_static(b"3")).await.unwrap();
    assert_eq!(world.slack.transcript("ops"), "Ann: report, please\nloop:  <all.csv>\n");
    assert_eq!(world.slack.thread("ops", &root.ts), "Ann: report, please\nloop:  <one.csv>\n");
    assert_eq!(world.slack.files()[0].content, b"1,2");
    assert!(matches!(upload(&world, &ops, "empty", Bytes::new()).await, Err(Error::Never(_))));
    world.slack.fail("upload", 1, Fault::Status(500));
    let later = upload(&world, &ops, "a", Bytes::from_static(b"x")).await.unwrap_err();
    assert!(matches!(later, Error::Later { .. }), "{later}");
    world.end().await;
}

#[tokio::test]
async fn loop_joins_a_public_channel_to_put_a_file_there() {
    let world = World::start().await;
    let channel = world.slack.arrange("ops", |channel| channel.is_member = false);
    let refusal = Fault::Refuse("not_in_channel".to_owned());
    world.slack.fail("files.completeUploadExternal", 1, refusal);
    let content = Bytes::from_static(b"1,2");
    let upload = Upload { delivery: 1, channel, name: "a.csv".to_owned(), content };
    world.chat.upload(&upload).await.unwrap();
    assert!(world.slack.find_channel("ops").unwrap().is_member);
    assert_eq!(world.slack.messages("ops").len(), 1);
    world.end().await;
}
