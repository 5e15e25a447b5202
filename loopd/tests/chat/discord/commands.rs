//! `/loop` as people give it on Discord, and what the grammar makes of it.

use std::time::Duration;

use loop_tests::discord::{Clock, Fault, GUILD};
use loopd::chat::inbound::{Argument, Suggestion};
use loopd::chat::{Chat as _, Error};
use loopd::engine::commands::{self, Command, Who};
use loopd::model::schedule::ScheduleType;
use loopd::model::{Platform, Role, RunId, TaskId};
use serde_json::{Value, json};

use super::world::{World, quick};
use crate::recorder::{Mood, Recorder, eventually};

async fn start() -> World {
    let world = World::start().await;
    world.registered().await;
    world
}

/// What the engine reads of a command.
async fn read(world: &World, command: &[&str], arguments: Value) -> Command {
    let before = world.inbox.commands().len();
    world.discord.slash("ops", "Ann", command, &arguments).answered().await;
    world.inbox.wait_for("the command", |all| all.len() > before).await;
    commands::parse(&world.inbox.commands().pop().unwrap().line).unwrap()
}

#[tokio::test]
async fn every_command_is_offered_and_understood() {
    let world = start().await;
    let (ann, devs) = (world.discord.person("Ann"), world.discord.give_role("Ann", "devs"));
    let text = str::to_owned;
    let table: Vec<(&[&str], Value, Command)> = vec![
        (
            &["schedule"],
            json!({ "prompt": "Review open PRs", "type": "cron", "schedule": "0 9 * * 1-5" }),
            Command::Schedule {
                schedule: text("0 9 * * 1-5"),
                kind: ScheduleType::Cron,
                prompt: text("Review open PRs"),
            },
        ),
        (&["tasks"], json!({}), Command::Tasks),
        (&["task"], json!({ "id": "3" }), Command::Task(TaskId(3))),
        (&["cancel"], json!({ "id": "#3" }), Command::Cancel(TaskId(3))),
        (&["toggle"], json!({ "id": "3" }), Command::Toggle(TaskId(3))),
        (
            &["edit"],
            json!({ "id": "3", "schedule": "1h", "type": "interval", "prompt": "Look around" }),
            Command::Edit {
                id: TaskId(3),
                schedule: Some(text("1h")),
                kind: Some(ScheduleType::Interval),
                prompt: Some(text("Look around")),
            },
        ),
        (
            &["edit"],
            json!({ "id": "3", "prompt": "--type once" }),
            Command::Edit { id: TaskId(3), schedule: None, kind: None, prompt: Some(text("--type once")) },
        ),
        (&["run"], json!({ "id": "3" }), Command::Run(TaskId(3))),
        (&["runs"], json!({}), Command::Runs),
        (&["status"], json!({}), Command::Status),
        (&["stop"], json!({}), Command::Stop(None)),
        (&["stop"], json!({ "run": "12" }), Command::Stop(Some(RunId(12)))),
        (&["new"], json!({}), Command::New),
        (
            &["template", "add"],
            json!({ "name": "daily summary" }),
            Command::AddTemplate(text("daily summary")),
        ),
        (&["template", "list"], json!({}), Command::Templates),
        (&["allow", "user"], json!({ "who": ann }), Command::Allow(Who::User(ann.clone()), Role::Member)),
        (
            &["allow", "role"],
            json!({ "who": devs, "role": "owner" }),
            Command::Allow(Who::Role(devs.clone()), Role::Owner),
        ),
        (&["deny", "user"], json!({ "who": ann }), Command::Deny(Who::User(ann.clone()))),
        (&["deny", "role"], json!({ "who": devs }), Command::Deny(Who::Role(devs.clone()))),
        (&["claim"], json!({ "code": "123456" }), Command::Claim(text("123456"))),
        (&["readme"], json!({}), Command::Readme),
        (&["help"], json!({}), Command::Help),
    ];
    for (command, arguments, expected) in &table {
        assert_eq!(read(&world, command, arguments.clone()).await, *expected, "{command:?}");
    }
    // None that people can type is missing.
    for (name, ..) in commands::USAGES {
        let words: Vec<&str> = name.split(' ').collect();
        let is_tried =
            |command: &[&str]| command == words || command.first() == Some(&"deny") && words == ["deny"];
        assert!(table.iter().any(|(command, ..)| is_tried(command)), "{name}");
    }
    let first = world.inbox.commands().remove(0);
    assert_eq!((first.author.name.as_str(), first.author.roles), ("Ann", Some(vec![devs, GUILD.to_owned()])));
    assert_eq!((first.place.id, first.place.name.as_deref()), (world.discord.channel("ops"), Some("ops")));
    world.end().await;
}

#[tokio::test]
async fn what_people_write_is_read_back_exactly() {
    let world = start().await;
    let prompts = [
        r#"say "hi""#,
        r"C:\dir\",
        r#"\" \\ ""#,
        "'single'",
        "don't",
        "“typographic” „quotes“ «too»",
        "two\nlines",
        "  blanks  ",
        "--schedule 1h",
        "cron",
        "once upon \" a time",
        "emoji 😀 and é",
        "\"",
        "\\",
        "<@1> <#2> @everyone",
        "a\tb",
    ];
    for prompt in prompts {
        for schedule in ["0 9 * * *", "1h30m", "2026-01-01T09:00 \"x\" \\"] {
            let arguments = json!({ "prompt": prompt, "schedule": schedule, "type": "once" });
            let read = read(&world, &["schedule"], arguments).await;
            let (schedule, prompt) = (schedule.to_owned(), prompt.to_owned());
            assert_eq!(read, Command::Schedule { schedule, kind: ScheduleType::Once, prompt });
        }
        let edited = read(&world, &["edit"], json!({ "id": "7", "prompt": prompt })).await;
        let prompt = Some(prompt.to_owned());
        assert_eq!(edited, Command::Edit { id: TaskId(7), schedule: None, kind: None, prompt });
    }
    world.end().await;
}

#[tokio::test]
async fn a_command_is_known_by_where_it_was_given() {
    let world = start().await;
    let thread = world.discord.open_thread("ops", "Ann", "a thread", None);
    world.discord.slash(&thread, "Ann", &["status"], &json!({})).answered().await;
    let direct = world.discord.direct("Bob");
    world.discord.slash(&direct, "Bob", &["status"], &json!({})).answered().await;
    world.inbox.wait_for_count(2).await;
    let commands = world.inbox.commands();
    assert_eq!(commands[0].place.parent, Some(world.discord.channel("ops")));
    assert_eq!((commands[0].place.id.as_str(), commands[0].place.is_direct), (thread.as_str(), false));
    assert_eq!((commands[1].place.id.as_str(), commands[1].place.is_direct), (direct.as_str(), true));
    assert_eq!(commands[1].author.name, "Bob");
    world.end().await;
}

#[tokio::test]
async fn an_answer_is_seen_by_its_author_alone() {
    let world = start().await;
    let asked = world.discord.slash("ops", "Ann", &["status"], &json!({}));
    let took = asked.answered().await;
    assert!(took < Duration::from_millis(900), "{took:?}");
    world.inbox.wait_for_count(1).await;
    let to = world.inbox.commands()[0].reply.clone().unwrap();
    let seen = || world.discord.private().into_iter().map(|seen| (seen.user, seen.text)).collect::<Vec<_>>();
    let ann = world.discord.person("Ann");
    assert_eq!(seen(), [(ann.clone(), String::new())], "she is told to wait");
    world.chat.reply(&to, "all is well, @everyone").await.unwrap();
    world.chat.reply(&to, "and more").await.unwrap();
    let said = |text: &str| (ann.clone(), text.to_owned());
    assert_eq!(seen(), [said("all is well, @everyone"), said("and more")]);
    world.chat.reply(&to, &"a long line of an answer\n".repeat(200)).await.unwrap();
    assert_eq!(seen().len(), 5);
    // What is far too long is cut, and says so.
    world.chat.reply(&to, &"a long line of an answer\n".repeat(2_000)).await.unwrap();
    assert_eq!(seen().len(), 5 + 10);
    assert!(seen().pop().unwrap().1.contains("too long to be shown"));
    assert_eq!(world.discord.transcript("ops"), "");
    // Another daemon can answer, too.
    world.restarted().await.reply(&to, "after a restart").await.unwrap();
    assert_eq!(seen().pop().unwrap().1, "after a restart");
    world.end().await;
}

#[tokio::test]
async fn a_command_is_answered_in_time_however_slow_the_rest_is() {
    for mood in [Mood::Refuses, Mood::Hangs, Mood::Panics] {
        let world = start().await;
        world.inbox.set(mood);
        world.discord.say("ops", "Ann", "in the way");
        let asked = world.discord.slash("ops", "Ann", &["status"], &json!({}));
        let took = asked.answered().await;
        assert!(took < Duration::from_millis(900), "{mood:?}: {took:?}");
        world.inbox.set(Mood::Takes);
        world.inbox.wait_for("the command", |_| !world.inbox.commands().is_empty()).await;
        let to = world.inbox.commands()[0].reply.clone().unwrap();
        world.chat.reply(&to, "here it is").await.unwrap();
        assert_eq!(world.discord.private()[0].text, "here it is");
        world.end().await;
    }
}

#[tokio::test]
async fn an_answer_that_is_lost_is_given_again() {
    for fault in [Fault::DropBefore, Fault::DropAfter, Fault::Status(500)] {
        let world = start().await;
        world.discord.fail("POST interactions/*/*/callback", 1, fault);
        world.discord.slash("ops", "Ann", &["status"], &json!({})).answered().await;
        world.inbox.wait_for_count(1).await;
        let to = world.inbox.commands()[0].reply.clone().unwrap();
        world.chat.reply(&to, "here it is").await.unwrap();
        assert_eq!(world.discord.private().len(), 1);
        world.end().await;
    }
}

#[tokio::test]
async fn an_answer_that_comes_too_late_is_not_private_any_more() {
    let world = start().await;
    world.discord.slash("ops", "Ann", &["status"], &json!({})).answered().await;
    world.inbox.wait_for_count(1).await;
    let to = world.inbox.commands()[0].reply.clone().unwrap();
    world.discord.end_interactions();
    let never = world.chat.reply(&to, "here it is").await.unwrap_err();
    assert!(matches!(&never, Error::Never(reason) if reason.contains("too late")), "{never}");
    world.end().await;
}

#[tokio::test]
async fn tasks_and_templates_are_completed() {
    let world = start().await;
    let suggestion = |value: &str, label: &str| Suggestion { value: value.into(), label: label.into() };
    *world.inbox.suggestions.lock().unwrap() = vec![suggestion("3", "3: Review PRs"), suggestion("4", "")];
    let typing = world.discord.typing("ops", "Ann", &["cancel"], ("id", "rev"));
    typing.answered().await;
    assert_eq!(typing.choices(), ["3: 3: Review PRs", "4: 4"]);
    let many = (0..40).map(|n| suggestion(&format!("template {n}"), &"x".repeat(300))).collect();
    *world.inbox.suggestions.lock().unwrap() = many;
    let typing = world.discord.typing("ops", "Ann", &["template", "add"], ("name", ""));
    typing.answered().await;
    assert_eq!(typing.choices().len(), 25);
    let typed = world.inbox.typed.lock().unwrap().clone();
    let about: Vec<_> =
        typed.iter().map(|it| (it.argument, it.typed.as_str(), it.author.name.as_str())).collect();
    assert_eq!(about, [(Argument::Task, "rev", "Ann"), (Argument::Template, "", "Ann")]);
    assert_eq!(typed[0].place.id, world.discord.channel("ops"));
    // Nothing is offered where nothing is found in time.
    world.inbox.set(Mood::Hangs);
    let typing = world.discord.typing("ops", "Ann", &["run"], ("id", ""));
    typing.answered().await;
    assert_eq!(typing.choices(), Vec::<String>::new());
    world.inbox.set(Mood::Takes);
    world.end().await;
}

#[tokio::test]
async fn the_command_is_registered_once_and_again_only_when_it_changed() {
    let world = World::unconnected(Clock::default(), quick()).await;
    world.discord.fail("PUT applications/*/commands", 1, Fault::Status(500));
    world.listen();
    world.registered().await;
    let put = "PUT applications/*/commands";
    eventually("it was put", || world.discord.count(put) == 2).await;
    assert_eq!(world.discord.commands("")[0]["name"], "loop");
    assert_eq!(world.discord.commands(GUILD), Value::Null, "it is not offered twice in the server");
    let asked = || world.discord.count("GET applications/*/guilds/*/commands");
    eventually("the server was asked", || asked() == 1).await;
    let restarted = world.discord.clone();
    world.end().await;
    let chat = super::world::adapter(&restarted, quick());
    let stop = tokio_util::sync::CancellationToken::new();
    let listening = chat.listen(Recorder::of(Platform::Discord), stop.clone());
    let looked = async {
        eventually("the server was asked again", || {
            restarted.count("GET applications/*/guilds/*/commands") == 2
        })
        .await;
        stop.cancel();
    };
    let (ended, ()) = tokio::join!(listening, looked);
    ended.unwrap();
    assert_eq!(restarted.count(put), 2, "nothing has changed");
}
