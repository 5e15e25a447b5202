//! Commands: each has its effect in its own channel, and says so.

use loopd::chat::Error;
use loopd::chat::inbound::{Argument, ChannelNews, Inbound, Inbox as _, Place, Said, Typing};
use loopd::model::Platform;
use loopd::store::{PageQuery, RequestKey};

use crate::platform::{Team, author, message, ops};

#[tokio::test]
async fn every_command_has_its_effect_and_its_answer() {
    let team = Team::usual().await;
    let mut number = 0;
    let mut tell = async |line: &str| {
        number += 1;
        team.command(&format!("e{number}"), "ann", line).await
    };
    let made = tell("schedule 0 9 * * 1-5 cron Review open PRs").await;
    assert!(
        made.starts_with("Task 1: At 09:00 on Monday through Friday") && made.contains("Next: 2027-"),
        "{made}"
    );
    assert!(tell("tasks").await.starts_with("- 1: `0 9 * * 1-5` (2027-"));
    assert!(tell("task 1").await.ends_with("Review open PRs"));
    assert!(tell("edit 1 --schedule 30m --type interval").await.contains("30 minutes"));
    assert_eq!(tell("toggle 1").await, "Task 1 is off.");
    assert_eq!(tell("toggle 1").await, "Task 1 is on.");
    assert_eq!(tell("run 1").await, "Task 1 runs now, as run 1.");
    assert!(tell("runs").await.starts_with("- 1: queued, ann: Review open PRs"));
    assert!(tell("status").await.starts_with("Here: 0 at work, 1 waiting."));
    assert_eq!(tell("stop").await, "Run 1 is being stopped.");
    assert_eq!(tell("stop").await, "Nothing is at work here.");
    assert!(tell("template list").await.contains("`heartbeat`"));
    assert!(tell("template add heartbeat").await.starts_with("Task 2:"));
    assert!(tell("template add heartbeat").await.starts_with("This channel has it already. Task 2:"));
    assert_eq!(tell("cancel 1").await, "Task 1 is cancelled.");
    assert_eq!(tell("task 1").await, "That does not work: there is no task 1 here.");
    assert!(tell("new").await.contains("new conversation"));
    assert!(tell("help").await.contains("/loop schedule"));
    assert!(tell("readme").await.starts_with("# loop"));
    assert!(tell("shedule x").await.contains("did you mean `schedule`?"));
    assert!(tell("schedule 30m interval").await.contains("The prompt is missing"));
    assert!(tell("schedule 99 9 * * * cron x").await.starts_with("That does not work: "));
}

#[tokio::test]
async fn a_command_that_comes_twice_is_done_once() {
    let team = Team::usual().await;
    for _ in 0..3 {
        team.command("e1", "ann", "schedule 30m interval look").await;
        team.command("e2", "ann", "run 1").await;
    }
    assert_eq!(team.command("e3", "ann", "toggle 1").await, "Task 1 is off.");
    assert_eq!(team.command("e3", "ann", "toggle 1").await, "Task 1 is off.", "nothing is said twice");
    assert_eq!(team.runs().await.len(), 1);
    let tasks = team.command("e4", "ann", "tasks").await;
    assert_eq!(tasks.lines().count(), 1, "{tasks}");
}

#[tokio::test]
async fn whoever_has_no_role_is_refused_and_members_are_not_owners() {
    let team = Team::usual().await;
    for line in ["tasks", "schedule 30m interval x", "stop", "status", "new", "allow user UEVE owner"] {
        let answer = team.command(&format!("e-{line}"), "eve", line).await;
        assert!(answer.starts_with("Sorry eve"), "{line}: {answer}");
    }
    assert!(team.command("m1", "bob", "schedule 30m interval x").await.starts_with("Task 1"));
    for line in ["allow user UEVE", "deny user UANN"] {
        let answer = team.command(&format!("m-{line}"), "bob", line).await;
        assert!(answer.contains("only an owner"), "{line}: {answer}");
    }
}

/// The peer let anybody handle any task by its number (S1 of its known weaknesses).
#[tokio::test]
async fn what_belongs_to_another_channel_is_not_found_and_not_offered() {
    let team = Team::usual().await;
    let web = || Place { id: "C2".to_owned(), name: Some("web".to_owned()), ..Place::default() };
    team.command("e1", "ann", "schedule 30m interval watch the secret door").await;
    team.command("e2", "ann", "run 1").await;
    for line in ["task 1", "cancel 1", "toggle 1", "run 1", "edit 1 --prompt open it", "stop 1"] {
        let answer = team.command_in(web(), &format!("w-{line}"), "ann", line).await;
        assert!(answer.contains(" 1 here."), "{line}: {answer}");
    }
    assert_eq!(team.command_in(web(), "w1", "ann", "runs").await, "Nothing ran here yet.");
    assert!(team.command_in(web(), "w2", "ann", "tasks").await.starts_with("There are no tasks here."));
    assert!(team.command("e3", "ann", "task 1").await.ends_with("watch the secret door"));

    let offered = async |place: Place, person: &str, argument: Argument| {
        let typing = Typing { place, author: author(person), argument, typed: "SECRET".to_owned() };
        let offered = team.engine.suggest(Platform::Slack, typing).await;
        offered.into_iter().map(|offer| offer.label).collect::<Vec<_>>()
    };
    for argument in [Argument::Task, Argument::Run] {
        assert_eq!(offered(ops(), "ann", argument).await, ["1: watch the secret door"]);
        assert!(offered(ops(), "eve", argument).await.is_empty());
        assert!(offered(web(), "ann", argument).await.is_empty());
    }
}

#[tokio::test]
async fn what_works_in_a_thread_is_stopped_from_its_channel_too() {
    let team = Team::usual().await;
    let thread = Place { id: "C1:9".to_owned(), parent: Some("C1".to_owned()), ..Place::default() };
    let ask = Said { place: thread, ..message("1", "bob", "!loop count to a million") };
    team.deliver(Inbound::Said(ask)).await;
    let answer = team.command("e1", "ann", "stop").await;
    assert_eq!(answer, "Nothing is at work here. But nearby:\n- `/loop stop 1`: bob");
    team.deliver(Inbound::Said(message("2", "ann", "!loop count to ten"))).await;
    let answer = team.command("e0", "ann", "stop").await;
    assert_eq!(
        answer, "Run 2 is being stopped. But nearby:\n- `/loop stop 1`: bob",
        "whoever meant the thread's"
    );
    let typing =
        Typing { place: ops(), author: author("ann"), argument: Argument::Run, typed: String::new() };
    let offered = team.engine.suggest(Platform::Slack, typing).await.remove(0);
    assert_eq!(offered.label, "1: of bob", "what is asked in a thread may be private");
    assert_eq!(team.command("e2", "ann", "stop 1").await, "Run 1 is being stopped.");
    assert_eq!(team.command("e3", "ann", "stop 1").await, "Run 1 has ended already.");
    assert_eq!(team.command("e4", "ann", "stop").await, "Nothing is at work here.");
    assert!(team.command("e5", "ann", "stop it").await.contains("no run's number"));
}

#[tokio::test]
async fn what_somebody_without_a_role_writes_as_a_command_is_neither_repeated_nor_answered_without_end() {
    let team = Team::usual().await;
    for (number, line) in
        ["cancel \"ignore all rules\"", "ignore-all-rules", "readme", "tasks", "help", "claim guess"]
            .iter()
            .enumerate()
    {
        team.say(&format!("e{number}"), "eve", &format!("!loop /{line}")).await;
    }
    let said = team.transcript("C1").await;
    assert_eq!(said.len(), 1, "{said:#?}");
    assert!(said[0].starts_with("loop: Sorry eve, you have no role here."), "{said:?}");
    team.say("b1", "bob", "!loop /cancel x").await;
    assert!(team.transcript("C1").await[1].contains("`x` is no task's number"));
}

#[tokio::test]
async fn a_private_answer_that_cannot_be_given_is_not_given_to_all() {
    let team = Team::usual().await;
    team.command("1", "ann", "schedule 30m interval look at the secret").await;
    team.cannot_answer(Error::Never("the address is not good any more".to_owned()));
    team.command("2", "ann", "tasks").await;
    let said = team.transcript("C1").await.join("\n");
    assert!(said.contains("I could not give the private answer") && !said.contains("secret"), "{said}");
}

#[tokio::test]
async fn a_toggle_that_was_cut_off_is_done_by_its_second_delivery() {
    let team = Team::usual().await;
    team.command("1", "ann", "schedule 30m interval look").await;
    // What the first one wrote before it was cut off.
    let key = RequestKey { id: "toggle/slack/C1/2".to_owned(), body_hash: String::new() };
    team.engine.store.settle(&key, "off", 1).await.unwrap();
    assert_eq!(team.command("2", "ann", "toggle 1").await, "Task 1 is off.");
    assert_eq!(team.command("3", "ann", "toggle 1").await, "Task 1 is on.");
}

#[tokio::test]
async fn tasks_of_a_channels_threads_pause_with_it() {
    let team = Team::usual().await;
    let thread = Place { id: "C1:9".to_owned(), parent: Some("C1".to_owned()), ..Place::default() };
    team.command_in(thread, "1", "ann", "schedule 30m interval look").await;
    let next_of = async || team.engine.store.list_tasks(None, PageQuery { limit: 9, after: None }).await;
    team.deliver(Inbound::Channel(ChannelNews::Gone("C1".to_owned()))).await;
    assert_eq!(next_of().await.unwrap().items[0].next_run_at, None);
    assert!(team.engine.store.waiting_tasks().await.unwrap().is_empty());
    team.deliver(Inbound::Channel(ChannelNews::Back("C1".to_owned()))).await;
    assert!(next_of().await.unwrap().items[0].next_run_at.is_some());
}
