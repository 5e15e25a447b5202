//! The soak on Slack.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use loop_tests::slack::{APP_TOKEN, BOT_TOKEN, Fault, Sent, Slack as StandIn};
use loopd::chat::Chat;
use loopd::chat::slack::{Slack, Timings};
use loopd::config::{self, Secret};
use loopd::model::{Platform, Run, RunStatus};
use loopd::store::{Counts, PageQuery, RunFilter, Store, Target};

use crate::agents::Agents;
use crate::daemon::{Daemon, MakeChat, Plan};
use crate::{CHANNELS, messages, seed};

/// How long the last answers may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// The product's own timings, but shorter waits after trouble, and a stand-in that takes messages faster.
fn timings() -> Timings {
    let ms = Duration::from_millis;
    Timings {
        call: ms(2_000),
        greeting: ms(2_000),
        ping_secs: 1,
        first_wait: ms(50),
        longest_wait: ms(400),
        good: ms(100),
        pace: ms(5),
        reading: ms(5),
        ..Timings::default()
    }
}

fn adapter(slack: &StandIn) -> MakeChat {
    let config = config::Slack {
        bot_token: Secret::inline(BOT_TOKEN),
        app_token: Secret::inline(APP_TOKEN),
        api_url: Some(slack.api_url()),
    };
    Arc::new(move || Arc::new(Slack::new(&config, timings()).unwrap()) as Arc<dyn Chat>)
}

fn plan(slack: &StandIn, dir: &std::path::Path) -> Plan {
    use std::os::unix::fs::PermissionsExt as _;
    let home = dir.join(".loop");
    std::fs::create_dir_all(&home).unwrap();
    std::fs::set_permissions(&home, std::fs::Permissions::from_mode(0o700)).unwrap();
    let config = serde_json::json!({
        "platform": "slack", "slack_bot_token": BOT_TOKEN, "slack_app_token": APP_TOKEN, "api_addr": "",
        "anthropic_api_key": "none", "copy_files": [], "permissions": { "mode": "open" }, "max_concurrent_runs": 8,
        "streaming_enabled": false,
    });
    std::fs::write(home.join("config.json"), config.to_string()).unwrap();
    Plan { user_home: dir.to_owned(), agents: Agents::new(), chats: vec![(Platform::Slack, adapter(slack))] }
}

fn channel(number: usize) -> String {
    format!("soak-{}", number % CHANNELS)
}

/// Something goes wrong, or not.
fn trouble(slack: &StandIn, rng: &mut fastrand::Rng) {
    match rng.u8(..12) {
        0 => slack.reset(),
        1 => slack.close(),
        2 => slack.disconnect("refresh_requested", Duration::from_millis(300)),
        3 => slack.disconnect("warning", Duration::from_millis(50)),
        4 => slack.fail("chat.postMessage", 8, Fault::RateLimit(1)),
        5 => slack.fail("chat.postMessage", 3, Fault::DropAfter),
        6 => slack.fail("chat.postMessage", 3, Fault::DropBefore),
        7 => slack.fail("chat.postMessage", 3, Fault::Status(503)),
        8 => slack.fail("apps.connections.open", 2, Fault::Status(500)),
        9 => slack.fail("chat.postMessage", 1, Fault::Garble),
        10 => slack.fail("conversations.history", 2, Fault::RateLimit(1)),
        _ => slack.fail("link", 1, Fault::DropBefore),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_message_makes_one_run_and_every_answer_is_said_once_and_in_order() {
    let (count, mut rng) = (messages(), fastrand::Rng::with_seed(seed()));
    let slack = StandIn::start().await;
    let dir = tempfile::tempdir().unwrap();
    let plan = plan(&slack, dir.path());
    let mut daemon = Daemon::start(&plan);
    slack.wait_for("two sockets", |slack| slack.sockets() == 2).await;
    // What was never heard of a channel cannot be missed there: each is known before the trouble begins.
    for number in 0..CHANNELS {
        slack.mention(&channel(number), "Ann", &format!("m{number}")).acked().await;
    }
    let mut sent: Vec<Sent> = Vec::new();
    let kill_every = (count / 6).max(40);
    for number in CHANNELS..count {
        let said = slack.mention(&channel(number), "Ann", &format!("m{number}"));
        if rng.u8(..20) == 0 {
            said.again();
        }
        if rng.u8(..50) == 0
            && let Some(old) = sent.get(rng.usize(..sent.len().max(1)))
        {
            old.again();
        }
        sent.push(said);
        if rng.u8(..25) == 0 {
            trouble(&slack, &mut rng);
        }
        if number % kill_every == 0 {
            daemon.kill();
            daemon = Daemon::start(&plan);
        }
        tokio::time::sleep(Duration::from_millis(rng.u64(..20))).await;
    }
    slack.heal();
    until_answered(&slack, &sent, count, dir.path()).await;
    check(&slack, dir.path(), count).await;
    drop(daemon);
}

/// Waits for the last answer; says which are missing if it does not come.
async fn until_answered(slack: &StandIn, sent: &[Sent], count: usize, dir: &std::path::Path) {
    let deadline = tokio::time::Instant::now() + PATIENCE;
    loop {
        let answered = answers(slack).values().map(Vec::len).sum::<usize>();
        if answered >= count {
            return;
        }
        if tokio::time::Instant::now() > deadline {
            let all: std::collections::BTreeSet<String> = answers(slack).into_values().flatten().collect();
            let missing: Vec<_> =
                (0..count).map(|n| format!("m{n}")).filter(|it| !all.contains(it)).collect();
            let (runs, counts) = runs(dir).await;
            let of = |it: &String| {
                let sent = &sent[it[1..].parse::<usize>().unwrap() - CHANNELS];
                let run = runs.values().flatten().find(|run| run.prompt == *it);
                let run = run.map(|run| (run.id, run.status));
                format!(
                    "{it}: acked {} lost {} attempts {} run {run:?}",
                    sent.is_acked(),
                    sent.is_lost(),
                    sent.attempts()
                )
            };
            let missing: Vec<String> = missing.iter().map(of).collect();
            panic!("{answered} of {count} answers came; {counts:?}; missing are\n{}", missing.join("\n"));
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// What was answered in each channel, in order.
fn answers(slack: &StandIn) -> BTreeMap<String, Vec<String>> {
    let of = |name: String| {
        let said = slack.transcript(&name);
        let answers = said.lines().filter_map(|line| line.strip_prefix("loop: done ")).map(str::to_owned);
        (name, answers.collect())
    };
    (0..CHANNELS).map(channel).map(of).collect()
}

/// The runs of each channel by its id, oldest first, and how much is left to do.
async fn runs(dir: &std::path::Path) -> (BTreeMap<String, Vec<Run>>, Counts) {
    let store = Store::open(&Target::Sqlite(dir.join(".loop/loop.db"))).await.unwrap();
    let mut runs: BTreeMap<String, Vec<Run>> = BTreeMap::new();
    let mut after = None;
    loop {
        let page = store.list_runs(RunFilter::default(), PageQuery { limit: 200, after }).await.unwrap();
        for run in page.items {
            runs.entry(run.channel_id.to_string()).or_default().insert(0, run);
        }
        after = page.next;
        if after.is_none() {
            return (runs, store.counts().await.unwrap());
        }
    }
}

async fn check(slack: &StandIn, dir: &std::path::Path, count: usize) {
    let (mut runs, _) = runs(dir).await;
    assert_eq!(runs.values().map(Vec::len).sum::<usize>(), count, "one run for each message");
    for (name, said) in answers(slack) {
        let runs = runs.remove(&slack.channel(&name)).unwrap_or_default();
        for run in &runs {
            assert_eq!(run.status, RunStatus::Succeeded, "run {}: {:?}", run.id, run.error);
        }
        let asked: Vec<String> = runs.into_iter().map(|run| run.prompt).collect();
        assert_eq!(said, asked, "#{name}: each answer once, in the order in which they were asked");
    }
    slack.assert_faithful();
}
