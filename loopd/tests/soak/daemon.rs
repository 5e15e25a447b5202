//! A daemon that can be killed: it lives in a runtime of its own, which ends with all it does, wherever that is.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use loopd::chat::Chat;
use loopd::clock::SystemClock;
use loopd::config::{Config, Environment, Home};
use loopd::crash::CrashPoint;
use loopd::daemon;
use loopd::http::listen::Listeners;
use loopd::model::Platform;
use tokio_util::sync::CancellationToken;

use crate::agents::Agents;

/// Makes the adapter to a platform: each daemon has its own.
pub type MakeChat = Arc<dyn Fn() -> Arc<dyn Chat> + Send + Sync>;

/// What every daemon of a soak is made of.
#[derive(Clone)]
pub struct Plan {
    pub user_home: PathBuf,
    pub agents: Agents,
    pub chats: Vec<(Platform, MakeChat)>,
}

pub struct Daemon {
    runtime: Option<tokio::runtime::Runtime>,
}

impl Daemon {
    pub fn start(plan: &Plan) -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let plan = plan.clone();
        runtime.spawn(async move { serve(&plan).await });
        Self { runtime: Some(runtime) }
    }

    /// Ends it as `kill -9` does: nothing that is under way is finished.
    pub fn kill(mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

async fn serve(plan: &Plan) {
    let home = plan.user_home.join(".loop");
    let own = [("HOME", path(&plan.user_home)), ("LOOP_HOME", path(&home))];
    let environment = Environment::from_map(own.map(|(name, value)| (name.to_owned(), value)));
    let config = Config::load(&home.join("config.json"), &environment).unwrap();
    let world = daemon::World {
        clock: Arc::new(SystemClock),
        environment,
        loop_mcp: home.join("no-bridge"),
        crash: CrashPoint::default(),
    };
    // The one that was killed may still hold its lock for a moment.
    let mut parts = loop {
        match daemon::build(Home::at(&home), config.clone(), world_again(&world)).await {
            Ok(parts) => break parts,
            Err(error) => {
                eprintln!("not yet: {error:#}");
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        }
    };
    parts.engine.runner = Arc::new(plan.agents.clone());
    parts.engine.chats = plan.chats.iter().map(|(platform, make)| (*platform, make())).collect();
    let listeners = Listeners::bind(None, &home.join("run/api.sock")).await.unwrap();
    daemon::run(parts, listeners, CancellationToken::new()).await.unwrap();
}

fn world_again(world: &daemon::World) -> daemon::World {
    daemon::World {
        clock: Arc::clone(&world.clock),
        environment: world.environment.clone(),
        loop_mcp: world.loop_mcp.clone(),
        crash: CrashPoint::default(),
    }
}

fn path(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}
