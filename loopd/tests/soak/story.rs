//! The soak, whatever the platform.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use async_trait::async_trait;
use loopd::model::{Run, RunStatus};
use loopd::store::{Counts, PageQuery, RunFilter, Store, Target};
use serde_json::{Value, json};

use crate::agents::Agents;
use crate::daemon::{Daemon, MakeChat, Plan};
use crate::{CHANNELS, messages, rng};

/// How long the last answers may take.
const PATIENCE: Duration = Duration::from_secs(90);

/// A platform with people on it.
#[async_trait]
pub trait Platform: Sync {
    /// Which one, and how a daemon connects to it.
    fn adapter(&self) -> (loopd::model::Platform, MakeChat);
    /// What the config says of it.
    fn settings(&self) -> Value;
    /// Waits until a daemon hears what happens.
    async fn until_connected(&self);
    /// The id of a channel.
    fn channel(&self, name: &str) -> String;
    /// Somebody mentions loop in a channel.
    fn mention(&self, channel: &str, text: &str);
    /// What became of telling a daemon of the n-th message, for whoever looks for it.
    fn fate(&self, number: usize) -> String;
    /// Something goes wrong, or comes twice.
    fn trouble(&self, rng: &mut fastrand::Rng);
    /// Ends every trouble that is left.
    fn heal(&self);
    /// What people read in a channel.
    fn transcript(&self, channel: &str) -> String;
    /// Fails if anything was done that the platform forbids.
    fn assert_faithful(&self);
}

/// Lays out a home.
pub fn plan(platform: &dyn Platform, dir: &Path) -> Plan {
    use std::os::unix::fs::PermissionsExt as _;
    let home = dir.join(".loop");
    std::fs::create_dir_all(&home).unwrap();
    std::fs::set_permissions(&home, std::fs::Permissions::from_mode(0o700)).unwrap();
    let mut config = json!({
        "api_addr": "", "anthropic_api_key": "none", "copy_files": [], "permissions": { "mode": "open" },
        "max_concurrent_runs": 8, "streaming_enabled": false,
    });
    config.as_object_mut().unwrap().extend(platform.settings().as_object().unwrap().clone());
    std::fs::write(home.join("config.json"), config.to_string()).unwrap();
    Plan { user_home: dir.to_owned(), agents: Agents::new(), chats: vec![platform.adapter()] }
}

fn channel(number: usize) -> String {
    format!("soak-{}", number % CHANNELS)
}

/// Says so many things while everything breaks, and checks what came of it.
pub async fn soak(platform: &dyn Platform) {
    let (count, mut rng) = (messages(), rng());
    let dir = tempfile::tempdir().unwrap();
    let plan = plan(platform, dir.path());
    let mut daemon = Daemon::start(&plan);
    platform.until_connected().await;
    // Where nothing is known, not every gap is looked for: each is known before the trouble begins.
    for number in 0..CHANNELS {
        platform.mention(&channel(number), &format!("m{number}"));
    }
    until_answered(platform, CHANNELS, dir.path()).await;
    let kill_every = (count / 6).clamp(40, 500);
    for number in CHANNELS..count {
        platform.mention(&channel(number), &format!("m{number}"));
        if rng.u8(..25) == 0 {
            platform.trouble(&mut rng);
        }
        if number % kill_every == 0 {
            daemon.kill();
            daemon = Daemon::start(&plan);
        }
        tokio::time::sleep(Duration::from_millis(rng.u64(..40))).await;
    }
    platform.heal();
    until_answered(platform, count, dir.path()).await;
    // What would be said once too often comes last.
    let nothing_is_owed = async {
        while runs(dir.path()).await.1.deliveries_pending > 0 {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(PATIENCE, nothing_is_owed).await.expect("nothing is owed any more");
    check(platform, dir.path(), count).await;
    drop(daemon);
}

/// Waits for so many answers, as long as more of them come; says which are missing if they do not.
async fn until_answered(platform: &dyn Platform, count: usize, dir: &Path) {
    let (mut most, mut deadline) = (0, tokio::time::Instant::now() + PATIENCE);
    loop {
        let answered = answers(platform).values().map(Vec::len).sum::<usize>();
        if answered >= count {
            return;
        }
        if answered > most {
            (most, deadline) = (answered, tokio::time::Instant::now() + PATIENCE);
        }
        if tokio::time::Instant::now() > deadline {
            let all: BTreeSet<String> = answers(platform).into_values().flatten().collect();
            let missing = (0..count).filter(|number| !all.contains(&format!("m{number}")));
            let (runs, counts) = runs(dir).await;
            let of = |number: usize| {
                let run = runs.values().flatten().find(|run| run.prompt == format!("m{number}"));
                let run = run.map(|run| (run.id, run.status));
                format!("m{number}: {run:?}, {}", platform.fate(number))
            };
            let missing: Vec<String> = missing.map(of).collect();
            panic!("{answered} of {count} answers came; {counts:?}; missing are\n{}", missing.join("\n"));
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// What was answered in each channel, in order.
fn answers(platform: &dyn Platform) -> BTreeMap<String, Vec<String>> {
    let of = |name: String| {
        let said = platform.transcript(&name);
        let answers = said.lines().filter_map(|line| line.strip_prefix("loop: done ")).map(str::to_owned);
        (name, answers.collect())
    };
    (0..CHANNELS).map(channel).map(of).collect()
}

/// The runs of each channel by its id, oldest first, and how much is left to do.
async fn runs(dir: &Path) -> (BTreeMap<String, Vec<Run>>, Counts) {
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

async fn check(platform: &dyn Platform, dir: &Path, count: usize) {
    let (mut runs, _) = runs(dir).await;
    assert_eq!(runs.values().map(Vec::len).sum::<usize>(), count, "one run for each message");
    for (name, said) in answers(platform) {
        let runs = runs.remove(&platform.channel(&name)).unwrap_or_default();
        for run in &runs {
            assert_eq!(run.status, RunStatus::Succeeded, "run {}: {:?}", run.id, run.error);
        }
        let asked: Vec<String> = runs.into_iter().map(|run| run.prompt).collect();
        assert_eq!(said, asked, "#{name}: each answer once, in the order in which they were asked");
    }
    platform.assert_faithful();
}
