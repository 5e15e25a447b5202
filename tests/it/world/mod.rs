//! A world of one test: a home, a stand-in model and a daemon, in process or as a process of its own.

mod api;
mod chat;
mod daemon;
mod database;
mod disk;
mod engine;
mod lossy;
mod mcp;

use std::path::PathBuf;
use std::sync::Arc;

use loop_tests::model::Model;
use loopd::chat::Chat;
use loopd::crash::CrashPoint;
use loopd::model::Platform;
use serde_json::{Value, json};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub use api::{Answer, Api, send};
pub use chat::Messenger;
pub use daemon::program;
use daemon::{Daemon, Extras, Variables};
pub use database::postgres;
use disk::Disk;
pub use engine::Engine;
pub use lossy::Lossy;
pub use mcp::{Mcp, text};

/// Worlds at once: each has agents of a quarter gigabyte, and the machine two processors.
const AT_ONCE: u32 = 3;
static PLACES: std::sync::LazyLock<Arc<Semaphore>> =
    std::sync::LazyLock::new(|| Arc::new(Semaphore::new(AT_ONCE as usize)));

/// A world of one test. End it with [`World::end`], which fails if anything was left over.
pub struct World {
    pub model: Model,
    pub api: Api,
    _disk: Option<Disk>,
    dir: tempfile::TempDir,
    daemon: Daemon,
    variables: Variables,
    extras: Extras,
    ended: bool,
    _place: Option<OwnedSemaphorePermit>,
}

impl World {
    /// A daemon in this process, on the defaults.
    pub async fn start() -> Self {
        Self::with(json!({})).await
    }

    /// The same with other settings.
    pub async fn with(settings: Value) -> Self {
        let mut world = Self::prepare(settings).await;
        world.open().await;
        world
    }

    /// Starts a daemon in this process.
    pub async fn open(&mut self) {
        self.daemon = Daemon::in_process(self.home(), &self.variables, &self.extras).await;
    }

    /// A home and a model without a daemon.
    pub async fn prepare(settings: Value) -> Self {
        let place = PLACES.clone().acquire_owned().await.unwrap();
        Self::furnish(settings, None, Some(place)).await
    }

    /// The same while no other world is there, for a test that takes away what all of them use.
    pub async fn prepare_alone(settings: Value) -> Self {
        let places = PLACES.clone().acquire_many_owned(AT_ONCE).await.unwrap();
        Self::furnish(settings, None, Some(places)).await
    }

    /// The same with a user's home on a small disk of its own. Only root can have one.
    pub async fn prepare_on_a_disk_of(mib: u32, settings: Value) -> Self {
        let place = PLACES.clone().acquire_owned().await.unwrap();
        Self::furnish(settings, Some(mib), Some(place)).await
    }

    /// Another home, with a model of its own, in the place of this world.
    pub async fn another(&self, settings: Value) -> Self {
        Self::furnish(settings, None, None).await
    }

    async fn furnish(settings: Value, disk: Option<u32>, place: Option<OwnedSemaphorePermit>) -> Self {
        let model = Model::start().await;
        let dir = tempfile::tempdir().unwrap();
        let disk = disk.map(|mib| Disk::mount(&dir.path().join("ann"), mib));
        let home = dir.path().join("ann/.loop");
        std::fs::create_dir_all(&home).unwrap();
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&home, std::fs::Permissions::from_mode(0o700)).unwrap();
        let mut config = json!({
            "platform": "local",
            "api_addr": "",
            "anthropic_base_url": model.url(),
            "anthropic_api_key": "sk-canary-0123456789",
            "copy_files": [],
        });
        config.as_object_mut().unwrap().extend(settings.as_object().unwrap().clone());
        std::fs::write(home.join("config.json"), config.to_string()).unwrap();
        std::fs::set_permissions(home.join("config.json"), std::fs::Permissions::from_mode(0o600)).unwrap();
        let api = Api::new(home.join("run/api.sock"));
        Self {
            model,
            api,
            _disk: disk,
            dir,
            daemon: Daemon::None,
            variables: Variables::new(),
            extras: Extras::default(),
            ended: false,
            _place: place,
        }
    }

    /// Gives a daemon in this process a chat platform at its next start.
    pub fn add_chat(&mut self, platform: Platform, chat: Arc<dyn Chat>) {
        self.extras.chats.insert(platform, chat);
    }

    /// Has one task of a daemon in this process panic at the named place.
    pub fn panic_at(&mut self, place: &str) {
        self.extras.crash = CrashPoint::armed(&format!("panic:{place}"));
    }

    /// Gives the daemon an environment variable at its next start.
    pub fn set_env(&mut self, name: &str, value: &str) {
        self.variables.insert(name.to_owned(), value.to_owned());
    }

    /// Has the daemon reach Docker by a way that the test can cut, from its next start on.
    pub async fn cuttable_engine(&mut self) -> Engine {
        let engine = Engine::start(&self.user_home().join("docker.sock")).await;
        self.set_env("DOCKER_HOST", &engine.address());
        engine
    }

    /// Starts a daemon process, which dies at the named place if one is given.
    pub async fn start_process(&mut self, crash_at: Option<&str>) {
        self.daemon = Daemon::process(&self.home(), &self.variables, crash_at);
        if crash_at.is_none() {
            self.api.until_up().await;
        } else {
            // It may die before it is up; whoever asks finds out.
            self.api.until_up_or_gone(&mut self.daemon).await;
        }
    }

    /// The daemon's home.
    pub fn home(&self) -> PathBuf {
        self.dir.path().join("ann/.loop")
    }

    /// What clients' `--api-url` is to be.
    pub fn api_url(&self) -> String {
        format!("unix:{}", self.socket().display())
    }

    /// The daemon's socket.
    pub fn socket(&self) -> PathBuf {
        self.home().join("run/api.sock")
    }

    /// The user's home.
    pub fn user_home(&self) -> PathBuf {
        self.dir.path().join("ann")
    }

    /// A project directory that an agent may work in.
    pub fn project(&self, name: &str) -> PathBuf {
        let dir = self.user_home().join(name);
        std::fs::create_dir_all(&dir).unwrap();
        std::os::unix::fs::chown(&dir, Some(1000), Some(1000)).unwrap();
        dir
    }

    /// Kills the daemon as `kill -9` does.
    pub async fn kill(&mut self) {
        self.daemon.kill().await;
    }

    /// Runs another daemon on this home to its end.
    pub fn serve_again(&self) -> std::process::Output {
        daemon::serve(&self.home(), &self.variables).output().unwrap()
    }

    /// Sends the daemon's process a SIGTERM and does not wait.
    pub fn terminate(&self) {
        self.daemon.terminate();
    }

    /// Waits until the daemon's process has ended, however it does.
    pub async fn exited(&mut self) -> std::process::ExitStatus {
        self.daemon.exited().await
    }

    /// The number of the daemon's process.
    pub fn pid(&self) -> u32 {
        self.daemon.pid()
    }

    /// The most memory that the daemon's process ever had.
    pub fn peak_memory_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// Waits until the daemon has died by itself.
    pub async fn died(&mut self) {
        self.daemon.died().await;
    }

    /// Stops the daemon as SIGTERM does.
    pub async fn stop(&mut self) {
        self.daemon.stop().await;
    }

    /// Stops the daemon and starts one in this process.
    pub async fn restart(&mut self) {
        self.stop().await;
        self.open().await;
    }

    /// A channel of that name.
    pub async fn channel(&self, name: &str) -> String {
        let answer = self.api.post("/api/channels/create", json!({ "name": name })).await;
        answer.body["id"].as_str().unwrap_or_else(|| panic!("no channel: {answer:?}")).to_owned()
    }

    /// Asks something as Ann; gives the run's number.
    pub async fn start_run(&self, channel: &str, prompt: &str) -> i64 {
        let body = json!({ "channel_id": channel, "prompt": prompt, "author": "Ann" });
        let answer = self.api.post("/api/runs", body).await;
        assert_eq!(answer.status, 202, "{answer:?}");
        answer.body["id"].as_i64().unwrap()
    }

    /// Asks something as Ann; gives the run when it has ended.
    pub async fn ask(&self, channel: &str, prompt: &str) -> Value {
        let id = self.start_run(channel, prompt).await;
        self.ended(id).await
    }

    /// The run, once it has ended.
    pub async fn ended(&self, run: i64) -> Value {
        self.api.events(run).await;
        self.run(run).await
    }

    /// The run as it is now.
    pub async fn run(&self, run: i64) -> Value {
        self.api.get(&format!("/api/runs/{run}")).await.body
    }

    /// What was said in a channel, oldest first, as `author: text` lines.
    pub async fn transcript(&self, channel: &str) -> String {
        let page = self.api.get(&format!("/api/messages?channel_id={channel}&limit=200")).await.body;
        let said = page["items"].as_array().unwrap().iter().rev();
        let lines = said.map(|message| {
            format!(
                "{}: {}",
                message["author"]["name"].as_str().unwrap(),
                message["content"].as_str().unwrap()
            )
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Names of this home's containers, dead ones too.
    pub fn containers(&self) -> Vec<String> {
        let Ok(id) = std::fs::read_to_string(self.home().join("installation")) else { return Vec::new() };
        let filter = format!("label=loop.installation={}", id.trim());
        let listed = std::process::Command::new("docker")
            .args(["ps", "--all", "--filter", &filter, "--format", "{{.Names}}"])
            .output()
            .unwrap();
        String::from_utf8(listed.stdout).unwrap().lines().map(str::to_owned).collect()
    }

    /// Waits until none of this home's containers is left.
    pub async fn until_no_containers(&self) {
        until(|| self.containers().is_empty()).await;
    }

    /// What the daemon logged so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.home().join("loop.log")).unwrap_or_default()
    }

    /// Stops the daemon and fails if a run, a reply or a container is left over.
    pub async fn end(mut self) {
        self.api.settled().await;
        self.daemon.stop().await;
        assert_eq!(self.containers(), Vec::<String>::new(), "containers left over");
        self.ended = true;
    }
}

/// Waits until the condition is met.
pub async fn until(condition: impl Fn() -> bool) {
    let met = async {
        while !condition() {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), met).await.expect("the condition was not met");
}

impl Drop for World {
    fn drop(&mut self) {
        if self.ended {
            return;
        }
        self.daemon.abandon();
        for name in self.containers() {
            let _ = std::process::Command::new("docker").args(["rm", "--force", &name]).output();
        }
        if std::thread::panicking() {
            // What the daemon logged is worth more than a clean directory.
            eprintln!("--- the daemon's log\n{}", self.log());
        } else {
            panic!("the world was not ended");
        }
    }
}
