//! Channels whose agents work in a directory of the host.

use std::path::Path;

use loop_tests::model::{Gate, Step};
use loopctl::Exit;
use serde_json::json;

use super::on_every_platform;
use super::stage::{OPS, Stage};
use crate::cli::loopctl;

/// Has the agent leave a file where it works, and name.
fn mark(stage: &Stage, needle: &str) {
    let leave = "echo here >> trace.txt";
    stage
        .world
        .model
        .acts(needle, [Step::tool("Bash", json!({ "command": leave })), Step::text("left a trace")]);
}

fn traces(dir: &Path) -> usize {
    std::fs::read_to_string(dir.join("trace.txt")).unwrap_or_default().lines().count()
}

on_every_platform! {
    async fn a_channel_in_use_is_given_a_project_and_begins_anew_there(stage: Stage) {
        stage.mention("Ann", "the word is zebra").await;
        stage.until_reads("ECHO Ann: the word is zebra").await;
        // Somebody else's than the one that the agent was so far.
        let shop = stage.world.project("shop");
        std::os::unix::fs::chown(&shop, Some(1234), Some(1234)).unwrap();
        let path = shop.to_str().unwrap();

        let gate = Gate::new();
        stage.world.model.on("take your time", Step::text("took it").hold(&gate));
        stage.mention("Ann", "take your time").await;
        stage.until("the agent at work", |stage| {
            stage.world.model.prompts().iter().any(|prompt| prompt.contains("take your time"))
        })
        .await;
        let busy = loopctl(&stage.world, &["channels", "directory", OPS, path]).await;
        assert!(busy.exit != Exit::Ok && busy.err.contains("its agent is at work"), "{}", busy.err);
        gate.open();
        stage.until_reads("took it").await;
        stage.world.api.settled().await;

        let shown = loopctl(&stage.world, &["channels", "directory", OPS, path]).await;
        assert!(shown.out.contains(path), "{}{}", shown.out, shown.err);
        mark(&stage, "mark your place");
        let root = stage.mention("Bob", "mark your place").await;
        stage.until_reads("left a trace").await;
        assert_eq!(traces(&shop), 1);
        let requests = stage.world.model.requests();
        let asked = requests.iter().rev().find(|it| it.is_main() && it.prompt().contains("mark your place"));
        let asked = &asked.unwrap().body["messages"];
        let roles = asked.as_array().unwrap().iter().filter(|message| message["role"] == "assistant");
        assert!(roles.count() <= 1, "a new conversation: {asked}");
        stage.mention_in_thread(&root, "Ann", "mark your place once more").await;
        stage.until("a trace of the thread", |_| traces(&shop) == 2).await;
        stage.until_reads_in(&root, "left a trace").await;
        stage.world.api.settled().await;

        assert_eq!(stage.world.containers().len(), 2, "the channel's and the thread's are kept warm there");
        let own = loopctl(&stage.world, &["channels", "directory", OPS, "--own"]).await;
        assert_eq!(stage.world.containers(), Vec::<String>::new(), "no agent keeps its hands on it");
        assert!(own.out.contains("one of loopd's own"), "{}{}", own.out, own.err);
        stage.mention("Ann", "mark your place elsewhere").await;
        stage.until("the last answer", |stage| stage.reads().matches("left a trace").count() == 2).await;
        assert_eq!(traces(&shop), 2);
        stage.end().await;
    }

    async fn a_project_gets_a_channel_of_the_platform_with_its_name(stage: Stage) {
        let shop = stage.world.project("My.Shop");
        let path = shop.to_str().unwrap();
        let platform = stage.platform_name();
        let add = ["channels", "add", path, "--platform", platform, "--json"];
        let made = loopctl(&stage.world, &add).await;
        assert_eq!(made.exit, Exit::Ok, "{}", made.err);
        let channel: serde_json::Value = serde_json::from_str(&made.out).unwrap();
        assert_eq!((&channel["name"], &channel["platform"]), (&json!("my-shop"), &json!(platform)));
        // The directory's channel is the one there is, wherever it is.
        assert_eq!(loopctl(&stage.world, &add).await.out, made.out);
        assert_eq!(loopctl(&stage.world, &["channels", "add", path, "--json"]).await.out, made.out);

        mark(&stage, "mark your place");
        let asked = loopctl(&stage.world, &["ask", "--channel", "my-shop", "mark your place"]).await;
        assert_eq!(asked.exit, Exit::Ok, "{}", asked.err);
        stage.until("the answer in the new channel", |stage| {
            stage.reads_of("my-shop").is_some_and(|reads| reads.contains("left a trace"))
        })
        .await;
        assert_eq!(traces(&shop), 1);

        // What is asked in a terminal is not said before the team.
        let asked = loopctl(&stage.world, &["ask", "--dir", path, "mark your place quietly"]).await;
        assert_eq!((asked.exit, traces(&shop)), (Exit::Ok, 2), "{}", asked.err);
        stage.world.api.settled().await;
        assert_eq!(stage.reads_of("my-shop").unwrap().matches("left a trace").count(), 1);

        // A name that is taken is not taken away.
        stage.mention("Ann", "good morning").await;
        stage.until_reads("ECHO Ann: good morning").await;
        let other = stage.world.project(&format!("elsewhere/{OPS}"));
        let other = other.to_str().unwrap();
        let made = loopctl(&stage.world, &["channels", "add", other, "--platform", platform, "--json"]).await;
        let channel: serde_json::Value = serde_json::from_str(&made.out).unwrap();
        let name = channel["name"].as_str().unwrap();
        assert!(name.starts_with("ops-") && stage.reads_of(name).is_some(), "{name}");
        // Neither is a directory in which another works, nor one around it.
        let around = Path::new(other).parent().unwrap().to_str().unwrap();
        for taken in [path, around] {
            let refused = loopctl(&stage.world, &["channels", "directory", OPS, taken]).await;
            assert!(refused.exit != Exit::Ok && refused.err.contains("works"), "{}{}", refused.out, refused.err);
        }
        stage.end().await;
    }
}
