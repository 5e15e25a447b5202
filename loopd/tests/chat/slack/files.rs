//! Files in both directions, and where our token goes.

use bytes::Bytes;
use loop_tests::slack::Fault;
use loopd::chat::inbound::File;
use loopd::chat::{Chat as _, Error, Upload};

use super::world::World;

async fn upload(world: &World, channel: &str, name: &str, content: Bytes) -> Result<(), Error> {
    let (channel, name) = (channel.to_owned(), name.to_owned());
    world.chat.upload(&Upload { delivery: 1, channel, name, content, is_retry: false, since: 0 }).await
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
    for method in ["files.getUploadURLExternal", "files.completeUploadExternal"] {
        world.slack.fail(method, 1, Fault::Refuse("missing_scope".to_owned()));
        let never = upload(&world, &ops, "a", Bytes::from_static(b"x")).await.unwrap_err();
        assert!(matches!(&never, Error::Never(why) if why.contains("lacks a permission")), "{never}");
    }
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
    upload(&world, &channel, "a.csv", content).await.unwrap();
    assert!(world.slack.find_channel("ops").unwrap().is_member);
    assert_eq!(world.slack.messages("ops").len(), 1);
    world.end().await;
}

/// A try after one whose end nobody knows, of what is owed since a message was said.
fn retry(channel: &str, content: &'static [u8], since: &str) -> Upload {
    let seconds: i64 = since.split('.').next().unwrap().parse().unwrap();
    let (channel, name, content) = (channel.to_owned(), "a.csv".to_owned(), Bytes::from_static(content));
    Upload { delivery: 1, channel, name, content, is_retry: true, since: seconds * 1000 }
}

#[tokio::test]
async fn a_file_is_put_there_once_whatever_becomes_of_a_try() {
    const COMPLETE: &str = "files.completeUploadExternal";
    let troubles = [
        (Fault::DropAfter, true),
        (Fault::Slow(std::time::Duration::from_secs(2)), true),
        (Fault::Garble, true),
        (Fault::DropBefore, false),
        (Fault::Status(500), false),
    ];
    for (fault, was_done) in troubles {
        let world = World::start().await;
        // Last week's, of the same name and size.
        let ops = world.slack.channel("ops");
        upload(&world, &ops, "a.csv", Bytes::from_static(b"1,1")).await.unwrap();
        world.slack.pass(std::time::Duration::from_secs(7 * 24 * 3600));
        let asked = world.slack.say("ops", "Ann", "again, please");
        let thread = format!("{ops}:{}", asked.ts);
        for place in [&ops, &thread] {
            let before = world.slack.messages("ops").len();
            world.slack.fail(COMPLETE, 1, fault.clone());
            let content = Bytes::from_static(b"1,2");
            let unknown = upload(&world, place, "a.csv", content).await.unwrap_err();
            assert!(matches!(unknown, Error::Later { .. }), "{fault:?}: {unknown}");
            let again = retry(place, b"1,2", &asked.ts);
            // Where nobody can look, nothing is put.
            let history = if *place == ops { "conversations.history" } else { "conversations.replies" };
            world.slack.fail(history, 1, Fault::Status(500));
            assert!(matches!(world.chat.upload(&again).await, Err(Error::Later { .. })), "{fault:?}");
            let tries = world.slack.count(COMPLETE);
            world.chat.upload(&again).await.unwrap();
            assert_eq!(world.slack.messages("ops").len(), before + 1, "{fault:?} in {place}");
            assert_eq!(world.slack.count(COMPLETE) == tries, was_done, "{fault:?}");
            // A daemon that died before it could write that down.
            world.introduced().await.upload(&again).await.unwrap();
            assert_eq!(world.slack.messages("ops").len(), before + 1, "{fault:?} in {place}");
        }
        world.end().await;
    }
}
