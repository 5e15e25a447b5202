//! Platforms that refuse, break or vanish, agents that fail, and daemons that die: every answer once.

use loop_tests::model::Step;
use serde_json::{Value, json};

use super::on_discord::OnDiscord;
use super::on_every_platform;
use super::on_slack::OnSlack;
use super::stage::{Stage, Trouble};

on_every_platform! {
    async fn an_answer_outlasts_refusals_and_lost_acknowledgements(stage: Stage) {
        for (trouble, times, text) in [
            (Trouble::RateLimit, 3, "one"),
            (Trouble::Broken, 2, "two"),
            (Trouble::SaidButNotTold, 1, "three"),
        ] {
            stage.trouble_with_saying(times, &trouble);
            stage.mention("Ann", text).await;
            stage.until_reads(&format!("ECHO Ann: {text}")).await;
            stage.world.api.settled().await;
        }
        let reads = stage.reads();
        assert_eq!(reads.matches("ECHO").count(), 3, "{reads}");
        stage.end().await;
    }

    async fn what_the_agent_cannot_do_is_said_with_its_cause_and_the_runs_number(stage: Stage) {
        stage.world.model.on("bad key", Step::status(401).message("invalid x-api-key"));
        stage.mention("Ann", "bad key").await;
        stage.until_reads("refused the credentials (401)").await;
        let reads = stage.reads();
        assert!(reads.contains("(run 1)"), "{reads}");
        stage.mention("Ann", "go on").await;
        stage.until_reads("ECHO Ann: go on").await;
        stage.end().await;
    }

    async fn a_channel_follows_its_name_and_its_tasks_pause_when_it_is_deleted(stage: Stage) {
        stage.command("Ann", "schedule 1h interval look").await;
        stage.rename("operations");
        let named = |channels: &Value| channels["items"].to_string().contains("\"operations\"");
        stage.world.api.until_is("/api/channels?query=operations", named).await;
        stage.delete("operations");
        stage.world.api.until_is("/api/tasks/1", |task| task["next_run_at"].is_null()).await;
        stage.end().await;
    }

    async fn a_broken_connection_comes_back_and_status_tells(stage: Stage) {
        stage.mention("Ann", "before").await;
        stage.until_reads("ECHO Ann: before").await;
        stage.break_connections();
        stage.mention("Ann", "after").await;
        stage.until_reads("ECHO Ann: after").await;
        stage.until_connected().await;
        let status = stage.world.api.get("/api/status").await.body;
        assert_eq!(status["platforms"][0]["ok"], true, "{status}");
        let ready = stage.world.api.get("/readyz").await.body;
        assert_eq!(ready["platforms"][0]["ok"], true, "{ready}");
        let metrics = stage.world.api.get("/metrics").await.body;
        assert!(metrics.as_str().unwrap().contains("loop_platform_connected{platform=\""), "{metrics}");
        stage.end().await;
    }
}

/// A daemon that dies at a place of the flow, on every platform.
async fn dies_at(mut stage: Stage, place: &str) {
    stage.world.start_process(Some(place)).await;
    stage.until_connected().await;
    stage.mention("Ann", "hello").await;
    stage.world.died().await;
    stage.world.start_process(None).await;
    stage.until_reads("ECHO Ann: hello").await;
    stage.world.api.settled().await;
    let reads = stage.reads();
    assert_eq!(reads.matches("ECHO").count(), 1, "{reads}");
    assert_eq!(stage.world.model.prompts().iter().filter(|it| it.ends_with("Ann: hello")).count(), 1);
    stage.end().await;
}

mod a_daemon_that_dies_before_it_noted_what_it_said_says_it_once {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn slack() {
        dies_at(Stage::prepare(Box::new(OnSlack::start().await), json!({})).await, "delivery.posted").await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn discord() {
        dies_at(Stage::prepare(Box::new(OnDiscord::start().await), json!({})).await, "delivery.posted").await;
    }
}

mod a_daemon_that_dies_before_it_recorded_the_end_says_it_once {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn slack() {
        dies_at(Stage::prepare(Box::new(OnSlack::start().await), json!({})).await, "result.read").await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn discord() {
        dies_at(Stage::prepare(Box::new(OnDiscord::start().await), json!({})).await, "result.read").await;
    }
}
