//! Progress, step by step.

use super::board::{Board, Step};
use super::words::{self, Seen};
use crate::model::{CauseKind, ChannelId, Run, RunEvent, RunId, RunStatus, SessionPolicy};

fn run(id: i64, status: RunStatus) -> Run {
    Run {
        id: RunId(id),
        channel_id: ChannelId("ops".to_owned()),
        session_id: None,
        cause_kind: CauseKind::Message,
        cause_key: format!("slack/ops/{id}"),
        author_id: "U1".to_owned(),
        author_name: "Ann".to_owned(),
        prompt: "hello".to_owned(),
        model: None,
        status,
        failure: None,
        error: None,
        answer: None,
        notice: None,
        stop_requested_at: None,
        attempt: 0,
        container_id: None,
        prompt_sent_at: None,
        owner: None,
        fence: 1,
        lease_until: None,
        deadline_at: None,
        queued_at: 0,
        started_at: Some(0),
        finished_at: None,
        input_tokens: 0,
        output_tokens: 0,
        cache_read_tokens: 0,
        cache_write_tokens: 0,
        cost_micro_usd: 0,
        turns: 0,
        task_id: None,
        slot_at: None,
        thread_id: None,
        timeout_sec: None,
        session: SessionPolicy::Channel,
        retries: 0,
        parent_run_id: None,
        depth: 0,
        progress_id: None,
    }
}

fn tool(name: &str, detail: &str) -> RunEvent {
    RunEvent::Tool { id: "t".to_owned(), name: name.to_owned(), detail: detail.to_owned() }
}

#[test]
fn a_run_is_shown_once_it_takes_a_while_then_kept_up_to_date_and_taken_away() {
    let (mut board, mut run) = (Board::default(), run(1, RunStatus::Running));
    assert_eq!(board.next(std::slice::from_ref(&run), 0), Step::Wait(1_500));
    board.typed(run.id, 0);
    assert_eq!(board.next(std::slice::from_ref(&run), 1_500), Step::Show(run.id));
    assert!(board.must_change(&run, "Starting…", 1_500));
    board.changed(run.id, "Starting…".to_owned(), 1_500);
    run.progress_id = Some("m1".to_owned());
    // One budget for all calls.
    assert_eq!(board.next(std::slice::from_ref(&run), 1_600), Step::Wait(2_700));
    assert_eq!(board.next(std::slice::from_ref(&run), 2_700), Step::Wait(4_500));
    assert_eq!(board.next(std::slice::from_ref(&run), 4_500), Step::Show(run.id));
    assert!(!board.must_change(&run, "Starting…", 4_500), "nothing new");
    assert!(board.must_change(&run, "`Bash` ls", 7_500), "something new");
    assert!(board.must_change(&run, "Starting…", 16_500), "the time that it shows is old");
    run.status = RunStatus::Succeeded;
    assert_eq!(board.next(&[run], 16_600), Step::Remove(RunId(1)));
}

#[test]
fn of_the_runs_that_wait_in_a_channel_the_next_ones_are_shown() {
    let runs: Vec<Run> = (1..=9).map(|id| run(id, RunStatus::Queued)).collect();
    let mut board = Board::default();
    let mut shown = Vec::new();
    let (mut now, mut runs) = (2_000, runs);
    while let Step::Show(id) = board.next(&runs, now) {
        board.must_change(&runs[0], "", now);
        board.changed(id, "Waiting".to_owned(), now);
        let at = runs.iter().position(|run| run.id == id).unwrap();
        runs[at].progress_id = Some("m".to_owned());
        shown.push(id.0);
        now += 1_200;
        if shown.len() == 5 {
            break;
        }
    }
    assert_eq!(shown, [1, 2, 3, 4, 5]);
    for id in 1..=5 {
        board.must_change(&runs[id - 1], "Waiting", now);
    }
    assert!(matches!(board.next(&runs, now), Step::Wait(_)));
    runs.remove(0);
    assert_eq!(board.next(&runs, now + 1_200), Step::Show(RunId(6)), "its turn is nearer");
}

/// The peer's refreshers each started another: 100,000 calls in an hour (A1 of its known weaknesses).
#[test]
fn an_hours_work_is_a_call_now_and_then() {
    let (mut board, mut run) = (Board::default(), run(1, RunStatus::Running));
    let (mut now, mut typed, mut changed) = (0, 0, 0);
    while now < 3_600_000 {
        match board.next(std::slice::from_ref(&run), now) {
            Step::Wait(until) => {
                assert!(until > now, "it waits for what is past");
                now = until;
            }
            Step::Type(id) => {
                board.typed(id, now);
                typed += 1;
            }
            Step::Show(id) => {
                if board.must_change(&run, "Thinking…", now) {
                    board.changed(id, "Thinking…".to_owned(), now);
                    changed += 1;
                }
                run.progress_id = Some("m1".to_owned());
            }
            Step::Remove(_) => panic!("it works still"),
        }
    }
    assert!((400..=450).contains(&typed), "{typed}: every 8 s");
    assert!((200..=260).contains(&changed), "{changed}: every 15 s, for the time that it shows");
}

#[test]
fn a_platform_that_refuses_is_left_alone() {
    let (mut board, run) = (Board::default(), run(1, RunStatus::Running));
    board.typed(run.id, 2_000);
    board.hold(60_000);
    assert_eq!(board.next(std::slice::from_ref(&run), 2_000), Step::Wait(60_000));
    board.give_up(run.id);
    assert_eq!(board.next(std::slice::from_ref(&run), 60_000), Step::Type(run.id));
    board.typed(run.id, 60_000);
    assert_eq!(board.next(std::slice::from_ref(&run), 60_000), Step::Wait(68_000), "only that it works");
    // What could not be changed may still be there, and its row is still in the list.
    let ended = Run { status: RunStatus::Succeeded, progress_id: Some("m1".to_owned()), ..run };
    assert_eq!(board.next(std::slice::from_ref(&ended), 61_000), Step::Remove(ended.id));
    board.removed(61_000);
    assert_eq!(board.next(&[ended], 61_000), Step::Wait(62_200), "the budget is for this, too");
}

#[test]
fn a_message_says_whose_run_it_is_how_long_it_works_and_at_what() {
    let seen = |events: &[RunEvent]| Seen { ahead: 0, events: events.to_vec() };
    let working = run(7, RunStatus::Running);
    let doing = words::doing(&working, &seen(&[tool("Bash", "cargo  test `x`\n--all")]));
    assert_eq!(
        words::message(&working, &doing, 80_000),
        "⏳ Ann · run 7 · 1 min 20 s\n`Bash` `cargo test ˋxˋ --all`"
    );
    assert_eq!(words::doing(&working, &seen(&[tool("Read", "")])), "`Read`");
    assert_eq!(words::doing(&working, &seen(&[])), "Thinking…");
    let long = words::doing(&working, &seen(&[tool("Bash", &"x".repeat(500))]));
    assert!(long.chars().count() < 140, "{long}");

    let waiting = run(8, RunStatus::Queued);
    let doing = words::doing(&waiting, &Seen { ahead: 2, events: Vec::new() });
    assert_eq!(words::message(&waiting, &doing, 0), "🕓 Ann · run 8\nWaiting: 2 before this.");
    let stopping = Run { stop_requested_at: Some(1), ..working };
    assert_eq!(words::doing(&stopping, &seen(&[tool("Bash", "ls")])), "Stopping…");
}
