//! Commands: each has its effect in its own channel, and says so.

use crate::platform::Team;

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
