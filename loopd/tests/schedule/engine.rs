//! An engine without containers: a settable clock, a real database, and nothing that runs an agent.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use futures::stream::BoxStream;
use loopd::clock::Clock;
use loopd::config::{Config, Environment, Home};
use loopd::crash::CrashPoint;
use loopd::engine::doors::Doors;
use loopd::engine::live::Live;
use loopd::engine::{Engine, Identity};
use loopd::model::{Millis, ReadMark};
use loopd::runner::{ContainerSpec, Error, Input, Line, Listed, OnProgress, Runner, State};
use loopd::store::{Store, Target};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// A wall clock that shows what the test says, and goes on by `step` with every look at it.
#[derive(Clone, Debug)]
pub struct SetClock {
    pub now: Arc<AtomicI64>,
    pub step: Millis,
}

#[async_trait]
impl Clock for SetClock {
    fn now(&self) -> Millis {
        self.now.fetch_add(self.step, Ordering::SeqCst)
    }

    async fn sleep_until(&self, _at: Millis) {
        std::future::pending::<()>().await;
    }
}

/// Nothing here runs a container.
struct NoRunner;

const AWAY: &str = "no containers in this test";

#[async_trait]
impl Runner for NoRunner {
    async fn version(&self) -> Result<String, Error> {
        Err(Error::EngineDown(AWAY.to_owned()))
    }
    async fn ensure_image(&self, _: &str, _: OnProgress<'_>) -> Result<(), Error> {
        unreachable!("{AWAY}")
    }
    async fn create(&self, _: &ContainerSpec) -> Result<(), Error> {
        unreachable!("{AWAY}")
    }
    async fn start(&self, _: &str) -> Result<State, Error> {
        unreachable!("{AWAY}")
    }
    async fn state(&self, _: &str) -> Result<State, Error> {
        unreachable!("{AWAY}")
    }
    async fn input(&self, _: &str) -> Result<Input, Error> {
        unreachable!("{AWAY}")
    }
    fn output(&self, _: &str, _: ReadMark) -> BoxStream<'static, Result<Line, Error>> {
        unreachable!("{AWAY}")
    }
    async fn stop(&self, _: &str, _: Duration) -> Result<(), Error> {
        unreachable!("{AWAY}")
    }
    async fn remove(&self, _: &str) -> Result<(), Error> {
        unreachable!("{AWAY}")
    }
    async fn mounting(&self, _: &std::path::Path) -> Result<Vec<String>, Error> {
        Err(Error::EngineDown(AWAY.to_owned()))
    }
    async fn list(&self) -> Result<Vec<Listed>, Error> {
        unreachable!("{AWAY}")
    }
}

/// A daemon's rules over a database.
pub async fn engine(home: &std::path::Path, target: &Target, clock: &SetClock, name: &str) -> Engine {
    let path = home.join("config.json");
    std::fs::write(&path, r#"{ platform: "local", timezone: "UTC", min_interval_sec: 1 }"#).unwrap();
    let environment = Environment::from_map([("HOME".to_owned(), home.to_str().unwrap().to_owned())]);
    let config = Config::load(&path, &environment).unwrap();
    Engine {
        store: Store::open(target).await.unwrap(),
        runner: Arc::new(NoRunner),
        chats: HashMap::new(),
        config: Arc::new(config),
        home: Home::at(home),
        environment,
        user_home: home.to_owned(),
        clock: Arc::new(clock.clone()),
        live: Arc::new(Live::default()),
        doors: Doors::new().0,
        tasks: TaskTracker::new(),
        stopping: CancellationToken::new(),
        identity: Identity { installation: name.to_owned(), owner: format!("{name}/1") },
        bridge: Err(AWAY.to_owned()),
        pairing: Arc::default(),
        crash: CrashPoint::default(),
        masks: Arc::default(),
        warm: Arc::default(),
    }
}
