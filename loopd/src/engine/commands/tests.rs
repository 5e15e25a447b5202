//! Commands as people type them.

use super::*;

fn ok(line: &str) -> Command {
    parse(line).unwrap_or_else(|mistake| panic!("{line}: {mistake}"))
}

fn scheduled(schedule: &str, kind: ScheduleType, prompt: &str) -> Command {
    Command::Schedule { schedule: schedule.to_owned(), kind, prompt: prompt.to_owned() }
}

#[test]
fn a_schedule_needs_no_quotes_and_may_have_them() {
    use ScheduleType::{Cron, Interval, Once};
    let nine = scheduled("0 9 * * 1-5", Cron, "Review open PRs");
    for line in [
        "schedule \"0 9 * * 1-5\" cron Review open PRs",
        "schedule 0 9 * * 1-5 cron Review open PRs",
        "schedule “0 9 * * 1-5” cron \"Review open PRs\"",
        "  SCHEDULE  '0 9 * * 1-5'   CRON   Review open PRs  ",
        "/schedule 0 9 * * 1-5 cron Review open PRs",
    ] {
        assert_eq!(ok(line), nine, "{line}");
    }
    assert_eq!(ok("schedule 30m interval Look around"), scheduled("30m", Interval, "Look around"));
    assert_eq!(ok("schedule 1h 30m interval x"), scheduled("1h 30m", Interval, "x"));
    let once = "2030-01-31T09:00";
    assert_eq!(
        ok(&format!("schedule {once} once Say \"hello\"  to all,\nplease")),
        scheduled(once, Once, "Say \"hello\"  to all,\nplease"),
        "the prompt stays as it was written"
    );
    assert_eq!(
        ok("schedule @daily cron run the cron job once"),
        scheduled("@daily", Cron, "run the cron job once")
    );
}

#[test]
fn an_edit_names_what_it_changes() {
    let edit = |line: &str| match ok(line) {
        Command::Edit { id, schedule, kind, prompt } => (id.0, schedule, kind, prompt),
        other => panic!("{line}: {other:?}"),
    };
    assert_eq!(
        edit("edit 3 --prompt Look at \"it\" --closely"),
        (3, None, None, Some("Look at \"it\" --closely".to_owned()))
    );
    assert_eq!(edit("edit #3 --prompt='a b'"), (3, None, None, Some("a b".to_owned())));
    let both = (3, Some("0 9 * * *".to_owned()), Some(ScheduleType::Cron), None);
    for line in [
        "edit 3 --schedule 0 9 * * * --type cron",
        "edit 3 --type cron --schedule \"0 9 * * *\"",
        "edit 3 —schedule 0 9 * * * —type=cron",
    ] {
        assert_eq!(edit(line), both, "{line}");
    }
}

#[test]
fn the_others() {
    let table = [
        ("", Command::Help),
        ("help me", Command::Help),
        ("tasks", Command::Tasks),
        ("task 7", Command::Task(TaskId(7))),
        ("cancel #7", Command::Cancel(TaskId(7))),
        ("toggle 7", Command::Toggle(TaskId(7))),
        ("run 7", Command::Run(TaskId(7))),
        ("runs", Command::Runs),
        ("Status", Command::Status),
        ("stop", Command::Stop(None)),
        ("stop #1000001", Command::Stop(Some(RunId(1_000_001)))),
        ("task 1000000", Command::Task(TaskId(1_000_000))),
        ("new", Command::New),
        ("readme", Command::Readme),
        ("template list", Command::Templates),
        ("templates", Command::Templates),
        ("template add heartbeat", Command::AddTemplate("heartbeat".to_owned())),
        ("template-add heartbeat", Command::AddTemplate("heartbeat".to_owned())),
        ("claim 123-456", Command::Claim("123-456".to_owned())),
        ("allow user <@U1|ann>", Command::Allow(Who::User("U1".to_owned()), Role::Member)),
        ("allow_user <@!99> owner", Command::Allow(Who::User("99".to_owned()), Role::Owner)),
        ("allow role <@&5> member", Command::Allow(Who::Role("5".to_owned()), Role::Member)),
        ("allow role <!subteam^S1|@devs>", Command::Allow(Who::Role("S1".to_owned()), Role::Member)),
        ("deny user @ann", Command::Deny(Who::User("ann".to_owned()))),
        ("deny_role <@&5>", Command::Deny(Who::Role("5".to_owned()))),
    ];
    for (line, expected) in table {
        assert_eq!(ok(line), expected, "{line}");
    }
}

#[test]
fn a_mistake_says_what_is_wrong_and_how_it_is_written() {
    let table = [
        ("schedule", "The schedule is missing. Write: `/loop schedule \"0 9"),
        ("schedule cron x", "missing before its type"),
        ("schedule 0 9 * * *", "The type is missing"),
        ("schedule 30m interval", "The prompt is missing"),
        ("schedule 30m interval \"\"", "The prompt is missing"),
        ("task", "The task's number is missing. Write: `/loop task 3`"),
        ("task seven", "`seven` is no task's number"),
        ("task 0", "no task's number"),
        ("task 99999999999999999999", "no task's number"),
        ("task 7 8", "takes nothing, but there is `8`"),
        ("edit 7", "Nothing is to be changed"),
        ("edit 7 --type daily", "`daily` is not cron, interval or once"),
        ("edit 7 --when now", "`--when` is no option"),
        ("edit 7 --prompt", "The prompt is missing"),
        ("stop everything", "`everything` is no run's number. Write: `/loop stop`"),
        ("template add", "The template's name is missing"),
        ("template remove x", "`template remove` does not exist"),
        ("allow @ann", "`@ann` is not user or role"),
        ("allow user", "Whom it is about is missing"),
        ("allow user @ann admin", "`admin` is not member or owner"),
        ("claim", "The code is missing"),
        ("shedule 30m interval x", "did you mean `schedule`?"),
        ("taks", "did you mean `task`? Write: `/loop task 3`"),
        ("make me a sandwich", "There is no command `make`. Write: `/loop help`"),
    ];
    for (line, expected) in table {
        let mistake = parse(line).expect_err(line).to_string();
        assert!(mistake.contains(expected), "{line}: {mistake}");
    }
}

#[test]
fn every_usage_is_understood_and_helped_with() {
    for (name, usage, _) in USAGES {
        ok(usage);
        assert!(help().contains(usage), "{name}");
    }
}

proptest::proptest! {
    #[test]
    fn any_line_is_a_command_or_a_mistake(line in "\\PC*|(schedule|edit 1|allow|template)[ \"'=\\-a-z0-9]{0,30}") {
        if let Err(mistake) = parse(&line) {
            proptest::prop_assert!(mistake.to_string().contains("Write: `/loop "));
        }
    }
}
