//! Platforms that refuse, break or vanish, agents that fail, and daemons that die: every answer once.

use loop_tests::model::Step;
use loop_tests::slack::{APP_TOKEN, BOT_TOKEN, Fault, Slack};
use serde_json::{Value, json};

use super::on_discord::OnDiscord;
use super::on_every_platform;
use super::on_slack::OnSlack;
use super::stage::{Platform, Stage, Trouble};

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

/// An answer that the platform will never take.
async fn is_told_where_it_can_be(platform: Box<dyn Platform>) {
    let stage = Stage::with(platform, json!({ "streaming_enabled": false })).await;
    stage.trouble_with_saying(1, &Trouble::Refused);
    stage.mention("Ann", "hello").await;
    stage.until_reads("The answer of run 1 could not be posted: ").await;
    let is_dead = |status: &Value| status["deliveries"]["dead"] == 1;
    stage.world.api.until_is("/api/status", is_dead).await;
    let status = stage.world.api.get("/api/status").await.body;
    let last = status["deliveries"]["last_dead"].as_str().unwrap();
    assert!(last.starts_with("#ops, run 1: "), "{last}");
    let metrics = stage.world.api.get("/metrics").await.body;
    assert!(metrics.as_str().unwrap().contains("loop_deliveries_dead 1"), "{metrics}");
    stage.mention("Ann", "go on").await;
    stage.until_reads("ECHO Ann: go on").await;
    stage.end().await;
}

mod an_answer_that_is_given_up_is_told_in_chat_in_status_and_in_metrics {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn slack() {
        is_told_where_it_can_be(Box::new(OnSlack::start().await)).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn discord() {
        is_told_where_it_can_be(Box::new(OnDiscord::start().await)).await;
    }
}

/// What the config says of a Slack beside Discord.
fn and_slack(slack: &Slack) -> Value {
    json!({
        "platform": ["slack", "discord", "local"], "slack_api_url": slack.api_url(),
        "slack_bot_token": BOT_TOKEN, "slack_app_token": APP_TOKEN,
    })
}

/// How Slack and Discord are, as status and probe tell.
async fn platforms(stage: &Stage) -> (Value, Value) {
    let status = stage.world.api.get("/api/status").await.body;
    let ready = stage.world.api.get("/readyz").await.body;
    assert_eq!(status["platforms"][0]["platform"], "slack", "{status}");
    for (told, probed) in
        status["platforms"].as_array().unwrap().iter().zip(ready["platforms"].as_array().unwrap())
    {
        assert_eq!(told["ok"], probed["ok"], "{status} {ready}");
    }
    (status["platforms"][0].clone(), status["platforms"][1].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn slack_and_discord_are_served_by_one_daemon_and_the_trouble_of_one_touches_the_other_not() {
    let slack = Slack::start().await;
    let stage = Stage::with(Box::new(OnDiscord::start().await), and_slack(&slack)).await;
    slack.wait_for("two sockets", |slack| slack.sockets() == 2).await;
    let (on_slack, on_discord) = platforms(&stage).await;
    assert!(on_slack["ok"] == true && on_discord["ok"] == true, "{on_slack} {on_discord}");
    // Who owns loop on Discord owns nothing on Slack.
    slack.mention("ops", "Ann", "hello").acked().await;
    slack.wait_for("an answer", |slack| slack.transcript("ops").contains("Nobody owns me yet")).await;
    slack.fail("*", usize::MAX, Fault::Hang);
    slack.silence();
    stage.mention("Ann", "hello").await;
    stage.until_reads("ECHO Ann: hello").await;
    stage.end().await;
    slack.assert_faithful();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_platform_that_refuses_its_token_is_told_and_the_others_go_on() {
    let slack = Slack::start().await;
    slack.revoke(BOT_TOKEN);
    let stage = Stage::with(Box::new(OnDiscord::start().await), and_slack(&slack)).await;
    stage.mention("Ann", "hello").await;
    stage.until_reads("ECHO Ann: hello").await;
    let (on_slack, on_discord) = platforms(&stage).await;
    assert!(on_slack["ok"] == false && on_discord["ok"] == true, "{on_slack} {on_discord}");
    assert!(on_slack["detail"].as_str().unwrap().contains("slack_bot_token"), "{on_slack}");
    let metrics = stage.world.api.get("/metrics").await.body;
    assert!(metrics.as_str().unwrap().contains("loop_platform_connected{platform=\"slack\"} 0"), "{metrics}");
    stage.end().await;
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
