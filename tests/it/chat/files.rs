//! Files in both directions, and answers too long for messages.

use loop_tests::model::{Gate, Step};
use serde_json::json;

use super::on_every_platform;
use super::stage::Stage;

on_every_platform! {
    async fn what_people_attach_reaches_the_agent_and_what_it_leaves_comes_back(stage: Stage) {
        let copy = "for f in /run/loop/inbox/*/*; do tr a-z A-Z < \"$f\" > $LOOP_OUTBOX/shouted.txt; done";
        stage.world.model.acts("shout it", [Step::tool("Bash", json!({ "command": copy })), Step::text("here it is")]);
        stage.mention_with_file("Ann", "shout it", ("Notes ünï.txt", b"quiet words")).await;
        stage.until_reads("here it is").await;
        stage.until("the file", |stage| !stage.files().is_empty()).await;
        assert_eq!(stage.files(), [("shouted.txt".to_owned(), b"QUIET WORDS".to_vec())]);
        let prompts = stage.world.model.prompts().join("\n");
        assert!(prompts.contains("Notes ünï.txt"), "{prompts}");
        stage.end().await;
    }

    async fn a_very_long_answer_is_a_summary_and_a_file(stage: Stage) {
        let long: String = (1..=2_000).map(|n| format!("Line {n} of a very long answer.\n")).collect();
        stage.world.model.answers("tell it all", &long);
        stage.mention("Bob", "tell it all").await;
        stage.until("the file", |stage| !stage.files().is_empty()).await;
        let (name, content) = stage.files().remove(0);
        assert_eq!((name.as_str(), String::from_utf8(content).unwrap().trim()), ("answer-1.md", long.trim()));
        let reads = stage.reads();
        assert!(reads.contains("Line 1 of") && !reads.contains("Line 1999 of"), "{reads}");
        stage.end().await;
    }

    async fn a_long_answer_is_split_with_its_code_whole_and_calls_nobody(stage: Stage) {
        let code: String = (1..=120).map(|n| format!("let line_{n} = {n}; // some code that fills the line\n")).collect();
        let answer = format!("@everyone @here <!channel> <!here> <@&1> look:\n\n```rust\n{code}```\nDone, @Ann.");
        stage.world.model.answers("show code", &answer);
        stage.mention("Ann", "show code").await;
        stage.until_reads("Done,").await;
        let texts = stage.ever_shown();
        assert!(texts.contains("line_1 ") && texts.contains("line_120 "), "{texts}");
        assert_eq!(texts.matches("```").count() % 2, 0, "every fence is closed: {texts}");
        assert!(!stage.has_called_many(), "{}", stage.reads());
        stage.end().await;
    }

    async fn an_agent_sends_files_while_it_works(stage: Stage) {
        stage.mention("Bob", "hello").await;
        stage.until_reads("ECHO Bob: hello").await;
        let channels = stage.world.api.get("/api/channels?query=ops").await.body["items"].clone();
        let send = |files: &[&str]| {
            let message = json!({ "channel_id": channels[0]["id"], "content": "half of it", "files": files });
            Step::tool("mcp__loop__send_message", message)
        };
        let write = "echo one > $LOOP_OUTBOX/one.txt; ln -s /etc/passwd $LOOP_OUTBOX/two.txt";
        let gate = Gate::new();
        stage.world.model.acts("report", [
            Step::tool("Bash", json!({ "command": write })),
            send(&["one.txt", "two.txt"]),
            send(&["/run/loop/outbox/one.txt"]),
            Step::tool("Bash", json!({ "command": "rm $LOOP_OUTBOX/two.txt" })).hold(&gate),
            Step::text("that was all"),
        ]);
        stage.mention("Ann", "report").await;
        stage.until("the file", |stage| !stage.files().is_empty()).await;
        let reads = stage.reads();
        assert!(reads.contains("half of it") && !reads.contains("that was all"), "it works still: {reads}");
        gate.open();
        stage.until_reads("that was all").await;
        stage.world.api.settled().await;
        assert_eq!(stage.files(), [("one.txt".to_owned(), b"one\n".to_vec())], "sent once");
        assert_eq!(stage.reads().matches("half of it").count(), 1, "all or nothing");
        let told = stage.world.model.requests().pop().unwrap().body["messages"].to_string();
        assert!(told.contains("`two.txt` cannot be sent: a link"), "{told}");
        stage.end().await;
    }
}
