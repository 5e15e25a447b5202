//! What places are called: by names that people know, as soon as one is told.

use loopd::chat::inbound::{Author, Inbound, Place, Said};
use loopd::model::ChannelId;

use crate::platform::{Team, message};

async fn name_of(team: &Team, id: &str) -> String {
    team.engine.store.find_channel(&ChannelId(id.to_owned())).await.unwrap().unwrap().name
}

fn said(id: &str, place: Place, text: &str) -> Inbound {
    Inbound::Said(Said { place, ..message(id, "bob", text) })
}

#[tokio::test]
async fn a_channel_that_is_first_used_from_a_thread_has_its_name() {
    let team = Team::usual().await;
    let thread = Place {
        id: "C7:9".to_owned(),
        parent: Some("C7".to_owned()),
        parent_name: Some("dev".to_owned()),
        ..Place::default()
    };
    team.deliver(said("1", thread, "!loop look")).await;
    assert_eq!(
        (name_of(&team, "C7").await, name_of(&team, "C7:9").await),
        ("dev".into(), "thread in dev".into())
    );
    // Where the platform has names for threads, it is that.
    let thread = Place {
        id: "8".to_owned(),
        name: Some("A side".to_owned()),
        parent: Some("C7".to_owned()),
        ..Place::default()
    };
    team.deliver(said("2", thread, "!loop look")).await;
    assert_eq!(name_of(&team, "8").await, "A side");
}

#[tokio::test]
async fn a_name_that_could_not_be_had_at_first_is_learnt_from_the_next_event() {
    let team = Team::usual().await;
    let place = |id: &str, name: Option<&str>| Place {
        id: id.to_owned(),
        name: name.map(str::to_owned),
        ..Place::default()
    };
    team.deliver(said("1", place("C7", None), "!loop look")).await;
    assert_eq!(name_of(&team, "C7").await, "C7");
    team.deliver(said("2", place("C7", Some("dev")), "just talking")).await;
    assert_eq!(name_of(&team, "C7").await, "dev");
    // Another name comes with the news of it, in the order of events.
    team.deliver(said("3", place("C7", Some("old-name")), "!loop look")).await;
    assert_eq!(name_of(&team, "C7").await, "dev");

    let thread = |parent_name: Option<&str>| Place {
        parent: Some("C8".to_owned()),
        parent_name: parent_name.map(str::to_owned),
        ..place("C8:1", None)
    };
    team.deliver(said("4", thread(None), "!loop look")).await;
    assert_eq!((name_of(&team, "C8").await, name_of(&team, "C8:1").await), ("C8".into(), "C8:1".into()));
    team.deliver(said("5", thread(Some("web")), "go on")).await;
    assert_eq!(
        (name_of(&team, "C8").await, name_of(&team, "C8:1").await),
        ("web".into(), "thread in web".into())
    );
}

#[tokio::test]
async fn a_conversation_with_one_person_is_called_after_them() {
    let team = Team::usual().await;
    let direct = Place { id: "D1".to_owned(), is_direct: true, ..Place::default() };
    // Their name could not be had.
    let nameless = Author { name: "UBOB".to_owned(), ..crate::platform::author("bob") };
    let first = Said { place: direct.clone(), author: nameless, ..message("1", "bob", "hello") };
    team.deliver(Inbound::Said(first)).await;
    assert_eq!(name_of(&team, "D1").await, "D1");
    team.deliver(said("2", direct.clone(), "hello again")).await;
    assert_eq!(name_of(&team, "D1").await, "direct messages with bob");
    let thread = Place { id: "D1:2".to_owned(), parent: Some("D1".to_owned()), ..direct };
    team.deliver(said("3", thread, "and here")).await;
    assert_eq!(name_of(&team, "D1:2").await, "thread in direct messages with bob");
}
