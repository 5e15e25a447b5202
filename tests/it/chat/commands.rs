//! Commands, by the platform's own way and by `!loop /`.

use super::on_every_platform;
use super::stage::Stage;

on_every_platform! {
    async fn a_task_is_made_shown_run_changed_and_cancelled(stage: Stage) {
        for line in ["schedule \"0 9 * * 1-5\" cron Review open PRs", "schedule 0 9 * * 1-5 cron Review open PRs"] {
            let made = stage.command("Bob", line).await;
            assert!(made.contains("Task ") && made.contains("Next:"), "{line}: {made}");
        }
        let tasks = stage.command("Bob", "tasks").await;
        assert!(tasks.contains("Review open PRs"), "{tasks}");
        let wrong = stage.command("Bob", "schedule soon cron x").await;
        assert!(wrong.contains("for example: 0 9 * * 1-5"), "{wrong}");
        let foreign = stage.command("Bob", "task 99").await;
        assert!(foreign.contains("no task 99 here"), "{foreign}");
        let running = stage.command("Bob", "run 1").await;
        assert!(running.contains("as run"), "{running}");
        stage.until_reads("🧵 task #1").await;
        stage.world.api.settled().await;
        assert!(stage.command("Bob", "toggle 1").await.contains("off"));
        assert!(stage.command("Bob", "cancel 1").await.contains('1'));
        assert!(stage.command("Bob", "task 1").await.contains("no task 1 here"));
        stage.end().await;
    }

    async fn the_same_grammar_works_as_text_and_strangers_are_refused(stage: Stage) {
        stage.say("Ann", "!loop /schedule “30m” interval “Look at the queue”").await;
        stage.until_reads("Task 1").await;
        let help = stage.command("Eve", "help").await;
        assert!(help.contains("schedule"), "{help}");
        assert!(stage.command("Eve", "cancel 1").await.contains("no role"));
        assert!(stage.command("Bob", &format!("allow user {}", stage.mark_of("Eve"))).await.contains("owner"));
        stage.say("Ann", "!loop /nonsense").await;
        stage.until_reads("nonsense").await;
        assert!(stage.command("Ann", "status").await.contains("Here:"));
        assert!(stage.command("Ann", "template list").await.contains("heartbeat"));
        stage.end().await;
    }

    /// With the peer, what a task said in more than 2,000 characters was lost on Discord (W12 of its known weaknesses).
    async fn a_tasks_long_report_is_whole_in_its_thread(stage: Stage) {
        let long: String = (1..=150).map(|n| format!("Line {n} of a long report.\n")).collect();
        stage.world.model.answers("report at length", &long);
        stage.command("Ann", "schedule 24h interval report at length").await;
        stage.command("Ann", "run 1").await;
        stage.world.api.settled().await;
        let run = stage.world.api.get("/api/runs").await.body["items"][0].clone();
        // On Slack, a thread is known by its channel and its first message.
        let root = run["thread_id"].as_str().unwrap_or_else(|| panic!("no thread: {run}")).rsplit(':').next().unwrap();
        stage.until_reads_in(root, "Line 150 of").await;
        let reads = stage.reads_in(root);
        assert!((1..=150).all(|n| reads.contains(&format!("Line {n} of a long report."))), "{reads}");
        stage.end().await;
    }
}
