//! Threads: conversations of their own that begin with what their channel's agent knows.

use loop_tests::model::{Gate, Step};

use super::on_every_platform;
use super::stage::Stage;

/// All that the model was told with a question.
fn asked(stage: &Stage, text: &str) -> String {
    let requests = stage.world.model.requests();
    let of = requests.into_iter().rev().find(|request| request.is_main() && request.prompt().contains(text));
    of.unwrap().body["messages"].to_string()
}

on_every_platform! {
    async fn a_thread_begins_with_the_channels_conversation_and_goes_its_own_way(stage: Stage) {
        let root = stage.mention("Ann", "the word is zebra").await;
        stage.until_reads("ECHO Ann: the word is zebra").await;
        stage.mention_in_thread(&root, "Bob", "which word").await;
        stage.until_reads_in(&root, "which word\nloop: ECHO").await;
        assert!(asked(&stage, "which word").contains("the word is zebra"), "it knows what the channel's agent knows");
        // A part of the thread now, it needs no mention there.
        stage.say_in_thread(&root, "Ann", "spell it").await;
        stage.until_reads_in(&root, "ECHO Ann: spell it").await;
        stage.mention("Bob", "what was asked last").await;
        stage.until_reads("ECHO Bob: what was asked last").await;
        let channel = asked(&stage, "what was asked last");
        assert!(channel.contains("zebra") && !channel.contains("spell it"), "the channel knows nothing of it: {channel}");
        stage.end().await;
    }

    async fn a_thread_knows_what_was_said_though_its_channels_first_run_still_works(stage: Stage) {
        let gate = Gate::new();
        stage.world.model.on("the word is zebra", Step::text("noted").hold(&gate));
        let root = stage.mention("Ann", "the word is zebra").await;
        stage.until("the agent at work", |stage| !stage.world.model.prompts().is_empty()).await;
        stage.world.model.answers("which word", "zebra, I read");
        stage.mention_in_thread(&root, "Bob", "which word").await;
        stage.until_reads_in(&root, "zebra, I read").await;
        let known = asked(&stage, "which word");
        assert!(known.contains("Ann: the word is zebra"), "{known}");
        gate.open();
        stage.until_reads("noted").await;
        stage.end().await;
    }
}
