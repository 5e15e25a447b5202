//! A daemon under test: in this process, or the real program.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use loopd::chat::Chat;
use loopd::clock::SystemClock;
use loopd::config::{Config, Environment, Home};
use loopd::crash::CrashPoint;
use loopd::daemon;
use loopd::http::listen::Listeners;
use loopd::model::Platform;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Environment variables beside those that every daemon gets.
pub type Variables = BTreeMap<String, String>;

/// What only a daemon in this process can be given.
#[derive(Clone, Default)]
pub struct Extras {
    /// Chat platforms beside the local one.
    pub chats: HashMap<Platform, Arc<dyn Chat>>,
    /// Where one task panics.
    pub crash: CrashPoint,
}

/// A daemon, or none.
pub enum Daemon {
    None,
    InProcess { stop: CancellationToken, task: JoinHandle<anyhow::Result<()>> },
    Process(Child),
}

impl Daemon {
    /// Builds and runs a daemon in this process.
    pub async fn in_process(home: PathBuf, variables: &Variables, extras: &Extras) -> Self {
        let user_home = home.parent().unwrap().to_str().unwrap().to_owned();
        let own =
            [("HOME".to_owned(), user_home), ("LOOP_HOME".to_owned(), home.to_str().unwrap().to_owned())];
        let environment = Environment::from_map(own.into_iter().chain(variables.clone()));
        let config = Config::load(&home.join("config.json"), &environment).unwrap();
        let addr = config.api.addr;
        let world = daemon::World {
            clock: Arc::new(SystemClock),
            environment,
            loop_mcp: static_program("loop-mcp"),
            crash: extras.crash.clone(),
        };
        let mut parts = daemon::build(Home::at(&home), config, world).await.unwrap();
        parts.engine.chats.extend(extras.chats.clone());
        let listeners = Listeners::bind(addr, &home.join("run/api.sock")).await.unwrap();
        let stop = CancellationToken::new();
        let task = tokio::spawn(daemon::run(parts, listeners, stop.clone()));
        Self::InProcess { stop, task }
    }

    /// Runs the real program, which dies at the named place if one is given.
    pub fn process(home: &Path, variables: &Variables, crash_at: Option<&str>) -> Self {
        let mut command = serve(home, variables);
        if let Some(place) = crash_at {
            command.args(["--crash-at", place]);
        }
        Self::Process(command.spawn().unwrap())
    }

    /// Stops it as SIGTERM does and waits for its good end.
    pub async fn stop(&mut self) {
        match std::mem::replace(self, Self::None) {
            Self::None => {}
            Self::InProcess { stop, task } => {
                stop.cancel();
                task.await.unwrap().unwrap();
            }
            Self::Process(mut child) => {
                Command::new("kill").arg(child.id().to_string()).status().unwrap();
                assert!(wait(&mut child).await.success(), "loopd stopped with a failure");
            }
        }
    }

    /// Sends the process a SIGTERM and does not wait.
    pub fn terminate(&self) {
        let Self::Process(child) = self else { panic!("not a process") };
        Command::new("kill").arg(child.id().to_string()).status().unwrap();
    }

    /// Waits for the process to end, however it does.
    pub async fn exited(&mut self) -> std::process::ExitStatus {
        let Self::Process(mut child) = std::mem::replace(self, Self::None) else { panic!("not a process") };
        wait(&mut child).await
    }

    /// The process's number.
    pub fn pid(&self) -> u32 {
        let Self::Process(child) = self else { panic!("not a process") };
        child.id()
    }

    /// Kills the process.
    pub async fn kill(&mut self) {
        let Self::Process(mut child) = std::mem::replace(self, Self::None) else { panic!("not a process") };
        child.kill().unwrap();
        wait(&mut child).await;
    }

    /// Waits for the process to die by itself, by SIGKILL.
    pub async fn died(&mut self) {
        use std::os::unix::process::ExitStatusExt;
        let Self::Process(mut child) = std::mem::replace(self, Self::None) else { panic!("not a process") };
        assert_eq!(wait(&mut child).await.signal(), Some(9), "it died another way");
    }

    /// True when there is no process, or it has ended.
    pub fn is_gone(&mut self) -> bool {
        match self {
            Self::Process(child) => child.try_wait().unwrap().is_some(),
            Self::None => true,
            Self::InProcess { .. } => false,
        }
    }

    /// Lets go of it after a failed test.
    pub fn abandon(&mut self) {
        match std::mem::replace(self, Self::None) {
            Self::Process(mut child) => drop(child.kill()),
            Self::InProcess { stop, .. } => stop.cancel(),
            Self::None => {}
        }
    }
}

/// The command that serves a home, with nothing of this process's environment.
pub fn serve(home: &Path, variables: &Variables) -> Command {
    let mut command = Command::new(program("loopd"));
    command
        .arg("serve")
        .arg("--loop-mcp")
        .arg(static_program("loop-mcp"))
        .env_clear()
        .env("LOOP_HOME", home)
        .env("HOME", home.parent().unwrap());
    command.env("PATH", "/usr/local/bin:/usr/bin:/bin").envs(variables).stdin(Stdio::null());
    command
}

async fn wait(child: &mut Child) -> std::process::ExitStatus {
    let ended = async {
        loop {
            if let Some(status) = child.try_wait().unwrap() {
                return status;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), ended).await.expect("the process did not end")
}

/// A program of this workspace, built beside the tests.
pub fn program(name: &str) -> PathBuf {
    built(2, Path::new(name))
}

/// A program of this workspace that runs in every container.
pub fn static_program(name: &str) -> PathBuf {
    let target = format!("{}-unknown-linux-gnu/debug", std::env::consts::ARCH);
    built(3, &Path::new(&target).join(name))
}

fn built(up: usize, name: &Path) -> PathBuf {
    let exe = std::env::current_exe().unwrap();
    let path = exe.ancestors().nth(up).map(|dir| dir.join(name)).unwrap_or_default();
    let name = name.display();
    assert!(Path::new(&path).exists(), "{name} is not built; tests/run.sh builds it");
    path
}
