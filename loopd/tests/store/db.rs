//! A fresh database for one test, and the smallest rows it needs.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use loopd::model::{Cause, CauseKind, ChannelId, Delivery, FailureCode, Platform, Run, RunStatus, Usage};
use loopd::store::{Accepted, AfterRun, Attached, Claim, Finish, Lease, NewChannel, NewRun, Store, Target};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};

/// A database that goes away with the test.
pub struct Db {
    pub store: Store,
    pub target: Target,
    _dir: tempfile::TempDir,
}

impl Db {
    pub async fn sqlite() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let target = Target::Sqlite(dir.path().join("loop.db"));
        Self { store: Store::open(&target).await.unwrap(), target, _dir: dir }
    }

    pub async fn postgres() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let url = server();
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("store_{}_{number}", std::process::id());
        let admin = Database::connect(&url).await.unwrap();
        if number == 0 {
            remove_old(&admin).await;
        }
        admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
        admin.close().await.unwrap();
        let target = Target::Postgres(format!("{}/{name}", url.rsplit_once('/').unwrap().0));
        let store = Store::open(&target).await.unwrap();
        Self { store, target, _dir: tempfile::tempdir().unwrap() }
    }

    /// A channel of that name, which is its id as well.
    pub async fn channel(&self, name: &str) -> ChannelId {
        let id = ChannelId(name.to_owned());
        let new = NewChannel {
            id: id.clone(),
            platform: Platform::Local,
            name: name.to_owned(),
            dir: None,
            made_by: None,
        };
        self.store.ensure_channel(new, 1).await.unwrap();
        id
    }

    /// A run waiting in the channel.
    pub async fn queue(&self, channel: &ChannelId, key: &str) -> Run {
        match self.store.accept_run(ask(channel, key), 10).await.unwrap() {
            Accepted::New(run) => run,
            Accepted::Known(run) => panic!("run {} was known", run.id),
        }
    }

    /// The replies that are due at `now`, for a daemon that holds them no longer than it looks at them.
    pub async fn due(&self, now: i64) -> Vec<Delivery> {
        self.store.due_deliveries(Platform::Local, Lease { owner: "d1", ms: -1 }, now, 10).await.unwrap()
    }

    /// The next run, claimed by `owner` at time `now`.
    pub async fn claim(&self, owner: &str, now: i64) -> Option<Claim> {
        self.store.claim_run(owner, 1000, now).await.unwrap()
    }
}

fn server() -> String {
    std::env::var("LOOP_TEST_POSTGRES_URL")
        .expect("LOOP_TEST_POSTGRES_URL is not set; tests/run.sh starts a server and sets it")
}

/// Removes a test's database, whoever is still connected to it.
pub async fn remove(target: &Target) {
    let Target::Postgres(url) = target else { return };
    let name = url.rsplit_once('/').unwrap().1;
    let admin = Database::connect(server()).await.unwrap();
    admin.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
    admin.close().await.unwrap();
}

/// Removes the databases of failed tests of earlier processes.
async fn remove_old(admin: &DatabaseConnection) {
    if !Path::new("/proc/self").exists() {
        return;
    }
    let sql = "SELECT datname AS name FROM pg_database WHERE datname LIKE 'store\\_%'";
    let found = admin.query_all_raw(Statement::from_string(admin.get_database_backend(), sql)).await.unwrap();
    for row in found {
        let name: String = row.try_get("", "name").unwrap();
        let process = name.split('_').nth(1).and_then(|number| number.parse::<u32>().ok());
        if process.is_some_and(|process| !Path::new(&format!("/proc/{process}")).exists()) {
            // One that is in use stays.
            let _ = admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await;
        }
    }
}

/// Somebody asks for something.
pub fn ask(channel: &ChannelId, key: &str) -> NewRun {
    NewRun {
        cause: Cause { kind: CauseKind::Api, key: key.to_owned() },
        channel_id: channel.clone(),
        author_id: "ann".to_owned(),
        author_name: "Ann".to_owned(),
        prompt: format!("please do {key}"),
        model: None,
        key: None,
        task: None,
        by_agent: None,
        said: None,
        files: Vec::new(),
    }
}

/// It went well.
pub fn done(answer: &str) -> Finish {
    Finish {
        status: RunStatus::Succeeded,
        failure: None,
        error: None,
        answer: Some(answer.to_owned()),
        notice: None,
        usage: Usage {
            input_tokens: 7,
            output_tokens: 3,
            cost_micro_usd: 1250,
            turns: 1,
            ..Usage::default()
        },
        events: Vec::new(),
        container: AfterRun::Gone(None),
        attached: Attached::default(),
    }
}

/// It did not go well.
pub fn broken(text: &str) -> Finish {
    Finish {
        status: RunStatus::Failed,
        failure: Some(FailureCode::AgentError),
        error: Some(text.to_owned()),
        answer: None,
        ..done("")
    }
}

/// Runs a test on both databases.
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($db:ident: Db) $body:block)+) => {
        $(
            mod $name {
                use super::*;

                $(#[$meta])*
                async fn check($db: Db) $body

                #[tokio::test(flavor = "multi_thread")]
                async fn sqlite() {
                    check(Db::sqlite().await).await;
                }

                #[tokio::test(flavor = "multi_thread")]
                async fn postgres() {
                    let db = Db::postgres().await;
                    let target = db.target.clone();
                    check(db).await;
                    $crate::db::remove(&target).await;
                }
            }
        )+
    };
}
pub(crate) use on_both;
