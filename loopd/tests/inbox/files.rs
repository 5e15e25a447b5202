//! Files of messages: noted before the message is acknowledged, once, under names of ours, and only for who may ask.

use loopd::chat::inbound::{File, Inbound, Said};
use loopd::model::Attachment;

use crate::platform::{Team, message};

fn file(name: &str, bytes: u64) -> File {
    File { name: name.to_owned(), url: format!("https://files/{bytes}"), bytes }
}

/// Somebody asks something with files.
fn with(files: Vec<File>, said: Said) -> Inbound {
    Inbound::Said(Said { files, mentions_loop: true, ..said })
}

async fn noted(team: &Team) -> Vec<Attachment> {
    let mut noted = Vec::new();
    for run in team.runs().await {
        noted.extend(team.engine.store.attachments_of(run.id).await.unwrap());
    }
    noted
}

#[tokio::test]
async fn files_are_noted_with_the_run_before_anything_is_fetched() {
    let team = Team::usual().await;
    let files = vec![file("../../etc/passwd", 1), file("passwd", 2), file("\u{202e}gpj.exe", 3)];
    for _ in 0..5 {
        team.deliver(with(files.clone(), message("1", "bob", "look"))).await;
    }
    let noted = noted(&team).await;
    let names: Vec<_> = noted.iter().map(|file| (file.name.as_str(), file.bytes)).collect();
    assert_eq!(names, [("passwd", 1), ("passwd-2", 2), ("gpj.exe", 3)]);
    assert!(noted.iter().all(|file| file.fetched_at.is_none() && file.trouble.is_none()));
}

#[tokio::test]
async fn files_without_a_text_ask_and_a_flood_of_them_is_cut() {
    let team = Team::usual().await;
    team.deliver(with(vec![file("a.png", 1); 1000], message("1", "bob", " "))).await;
    assert_eq!(team.runs().await[0].prompt, "(sent without a text)");
    assert_eq!(noted(&team).await.len(), 30);
}

#[tokio::test]
async fn files_of_those_without_a_role_and_of_talk_among_people_are_noted_nowhere() {
    let team = Team::usual().await;
    team.deliver(with(vec![file("a.png", 1)], message("1", "eve", "look"))).await;
    let talk = Said { files: vec![file("b.png", 1)], ..message("2", "bob", "just talking") };
    team.deliver(Inbound::Said(talk)).await;
    team.say("3", "bob", "!loop and now").await;
    assert_eq!(team.runs().await.len(), 1);
    assert_eq!(noted(&team).await, Vec::new());
}
