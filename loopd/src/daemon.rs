//! The daemon's life: everything is built here, started here and stopped here.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anyhow::Context;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::chat::Chat;
use crate::chat::discord::{self, Discord};
use crate::chat::local::LocalChat;
use crate::chat::slack::{self, Slack};
use crate::clock::Clock;
use crate::config::{Config, Credential, Database, Environment, Home, Secret};
use crate::crash::CrashPoint;
use crate::engine::doors::{Doors, OpenDoor};
use crate::engine::live::Live;
use crate::engine::{Engine, Identity};
use crate::http::listen::{self, Listeners};
use crate::http::model_proxy::{DEFAULT_BASE_URL, ModelAccess, ModelProxy};
use crate::http::{self, OperatorToken};
use crate::model::Platform;
use crate::ops;
use crate::runner::docker::{BuildContext, DockerRunner};
use crate::store::{Store, Target};

/// How long a stop may take; what is not done then is left to the next start.
const STOP_TIMEOUT: Duration = Duration::from_secs(5);

/// A daemon that is built but does nothing yet.
#[derive(Debug)]
pub struct Parts {
    /// The rules and everything they use.
    pub engine: Engine,
    /// What an operator's client presents.
    pub token: Secret,
    open_doors: mpsc::Receiver<OpenDoor>,
    home: ops::setup::Claimed,
}

/// What the foreign world brings to a daemon; tests bring their own.
pub struct World {
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// The process's environment.
    pub environment: Environment,
    /// Where the program `loop-mcp` is, which agents get their tools from.
    pub loop_mcp: PathBuf,
    /// Where it dies, in tests.
    pub crash: CrashPoint,
}

/// Takes the home and builds a daemon on it.
pub async fn build(home: Home, config: Config, world: World) -> anyhow::Result<Parts> {
    for warning in home.ensure()?.iter().chain(&config.warnings) {
        tracing::warn!("{warning}");
    }
    let claimed = ops::setup::claim(&home)?;
    ops::image::write_inputs(&home.container())?;
    let target = match &config.database {
        Database::Sqlite(path) => Target::Sqlite(path.clone()),
        Database::Postgres(url) => Target::Postgres(url.expose().to_owned()),
    };
    let store = Store::open(&target).await.context("failed to open the database")?;
    let installation = claimed.installation.clone();
    let docker_host = world.environment.docker_host();
    let runner = runner(&home, &config, docker_host.as_deref(), &installation)?;
    let (doors, open_doors) = Doors::new();
    let start = uuid::Uuid::new_v4().simple();
    let user_home =
        world.environment.home().context("HOME is not set; set it to the user's home directory")?;
    let bridge = ops::bridge::check(&world.loop_mcp);
    if let Err(warning) = &bridge {
        tracing::warn!("{warning}");
    }
    let engine = Engine {
        store,
        runner: Arc::new(runner),
        chats: chats(&config)?,
        config: Arc::new(config),
        home,
        environment: world.environment,
        user_home,
        clock: world.clock,
        live: Arc::new(Live::default()),
        doors,
        tasks: TaskTracker::new(),
        stopping: CancellationToken::new(),
        identity: Identity { owner: format!("{installation}/{start}"), installation },
        bridge,
        pairing: Arc::default(),
        crash: world.crash,
        masks: Arc::default(),
        warm: Arc::default(),
    };
    Ok(Parts { engine, token: claimed.token.clone(), open_doors, home: claimed })
}

/// The container engine as this home uses it.
pub fn runner(
    home: &Home,
    config: &Config,
    host: Option<&str>,
    installation: &str,
) -> anyhow::Result<DockerRunner> {
    let build = BuildContext {
        image: config.container.image.clone(),
        dir: home.container(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    DockerRunner::connect(host, installation.to_owned(), build).context("failed to set up the Docker client")
}

/// The platforms that the config names. A connection is made when the daemon listens: a platform that is away holds up
/// no start.
fn chats(config: &Config) -> anyhow::Result<HashMap<Platform, Arc<dyn Chat>>> {
    let mut chats: HashMap<Platform, Arc<dyn Chat>> = HashMap::new();
    for platform in &config.platforms {
        match platform {
            Platform::Local => drop(chats.insert(Platform::Local, Arc::new(LocalChat))),
            Platform::Slack => {
                let slack = config.slack.as_ref().context("`slack` has no tokens")?;
                let slack = Slack::new(slack, slack::Timings::default()).context("failed to set up Slack")?;
                chats.insert(Platform::Slack, Arc::new(slack));
            }
            Platform::Discord => {
                let discord = config.discord.as_ref().context("`discord` has no token")?;
                let discord =
                    Discord::new(discord, discord::Timings::default()).context("failed to set up Discord")?;
                chats.insert(Platform::Discord, Arc::new(discord));
            }
        }
    }
    Ok(chats)
}

/// Serves until `stop`, then stops: intake first; containers with work go on and are taken up at the next start.
pub async fn run(parts: Parts, listeners: Listeners, stop: CancellationToken) -> anyhow::Result<()> {
    let Parts { engine, token, open_doors, home } = parts;
    let stopping = engine.stopping.clone();
    let mut loops = JoinSet::new();
    let ready = Arc::new(AtomicBool::new(true));
    let api = Arc::new(http::Api::new(engine.clone(), OperatorToken::new(token.expose()), ready));
    let model = ModelProxy::new(model_access(&engine), engine.clock.clone())?;
    start_loops(&mut loops, &engine);
    loops.spawn({
        let api = api.clone();
        async move {
            http::doors::keep(api, model, open_doors).await;
            ("doors", Ok(()))
        }
    });
    listen::serve(api, listeners);
    tracing::info!(installation = %engine.identity.installation, "loopd is up");

    let ended = tokio::select! {
        () = stop.cancelled() => None,
        ended = loops.join_next() => ended,
    };
    stopping.cancel();
    tracing::info!("loopd stops");
    let failure = ended.map(early_end);
    let rest = async {
        while let Some(ended) = loops.join_next().await {
            if let Ok((name, Err(error))) = ended {
                tracing::error!(
                    error = &*error as &dyn std::error::Error,
                    "the {name} loop failed while stopping"
                );
            }
        }
        engine.tasks.close();
        engine.tasks.wait().await;
        if let Err(error) = engine.store.clone().close().await {
            tracing::error!(error = &error as &dyn std::error::Error, "failed to close the database");
        }
    };
    if tokio::time::timeout(STOP_TIMEOUT, rest).await.is_err() {
        tracing::warn!("not everything ended in {STOP_TIMEOUT:?}; the next start settles it");
    }
    drop(home);
    failure.map_or(Ok(()), Err)
}

/// Starts what goes on by itself until the daemon stops.
fn start_loops(loops: &mut JoinSet<(&'static str, anyhow::Result<()>)>, engine: &Engine) {
    let mut start = |name: &'static str, work: futures::future::BoxFuture<'static, anyhow::Result<()>>| {
        loops.spawn(async move { (name, work.await) });
    };
    start(
        "dispatch",
        Box::pin({
            let engine = engine.clone();
            async move { engine.dispatch_loop().await }
        }),
    );
    start(
        "schedule",
        Box::pin({
            let engine = engine.clone();
            async move { engine.schedule_loop().await }
        }),
    );
    // Also for platforms that are not configured any more: what they are owed is given up after a day.
    for platform in Platform::ALL {
        let engine = engine.clone();
        start("deliver", Box::pin(async move { engine.deliver_loop(platform).await }));
    }
    start(
        "reap",
        Box::pin({
            let engine = engine.clone();
            async move { engine.reap_loop().await }
        }),
    );
    for (platform, chat) in &engine.chats {
        let (listener, shower, platform) = (engine.clone(), engine.clone(), *platform);
        let (heard, shown) = (Arc::clone(chat), Arc::clone(chat));
        start("listen", Box::pin(async move { listener.listen_loop(platform, heard).await }));
        start("progress", Box::pin(async move { shower.progress_loop(platform, shown).await }));
    }
}

/// A loop that ends while nobody stops the daemon is a fault, whatever it says.
fn early_end(ended: Result<(&'static str, anyhow::Result<()>), tokio::task::JoinError>) -> anyhow::Error {
    match ended {
        Ok((name, Ok(()))) => anyhow::anyhow!("the {name} loop ended by itself"),
        Ok((name, Err(error))) => error.context(format!("the {name} loop failed")),
        Err(error) => anyhow::Error::new(error).context("a loop panicked"),
    }
}

/// Where the model is, for the containers that reach it through us.
fn model_access(engine: &Engine) -> ModelAccess {
    let agent = &engine.config.agent;
    ModelAccess {
        base_url: agent.base_url.clone().unwrap_or_else(|| DEFAULT_BASE_URL.to_owned()),
        // A subscription's token is the agent's own: its terms do not allow us to speak for it.
        credential: agent.credential.clone().filter(|credential| matches!(credential, Credential::ApiKey(_))),
        proxies: engine.environment.proxies(),
    }
}
