//! A container engine in memory that outlives every daemon: each of its agents answers each prompt once.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use futures::stream::BoxStream;
use loopd::model::ReadMark;
use loopd::runner::{ContainerSpec, Error, Input, Line, Listed, OnProgress, Runner, State};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::runtime::Handle;
use tokio::sync::watch;

/// All agents.
#[derive(Clone)]
pub struct Agents {
    boxes: Arc<Mutex<HashMap<String, Cell>>>,
    changed: watch::Sender<()>,
    /// Where they live: not in the daemon's runtime, which dies.
    runtime: Handle,
}

/// One container.
#[derive(Default)]
struct Cell {
    running: Option<bool>,
    log: Vec<Line>,
    seen: HashSet<String>,
}

impl Agents {
    pub fn new() -> Self {
        Self { boxes: Arc::default(), changed: watch::Sender::default(), runtime: Handle::current() }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Cell>> {
        self.boxes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn print(&self, name: &str, lines: &[Value]) {
        if let Some(found) = self.lock().get_mut(name) {
            for line in lines {
                let ns = i64::try_from(found.log.len()).unwrap() + 1;
                let mark = ReadMark { ns, pieces: 1 };
                found.log.push(Line { stderr: false, text: line.to_string(), too_long: None, mark });
            }
        }
        self.changed.send_replace(());
    }

    /// Answers a line of input: a prompt that was seen before is passed over, as the real program does.
    fn hear(&self, name: &str, line: &str) {
        let told: Value = serde_json::from_str(line).unwrap();
        if told["type"] != "user" {
            return;
        }
        let uuid = told["uuid"].as_str().unwrap().to_owned();
        let is_new = self.lock().get_mut(name).is_some_and(|found| found.seen.insert(uuid.clone()));
        if !is_new {
            return;
        }
        let prompt = told["message"]["content"].as_str().unwrap();
        let answer =
            format!("done {}", prompt.lines().last().unwrap_or_default().rsplit(' ').next().unwrap());
        let lifecycle = |state: &str| json!({ "type": "command_lifecycle", "command_uuid": uuid, "state": state, "session_id": name });
        self.print(name, &[
            lifecycle("queued"),
            lifecycle("started"),
            json!({ "type": "system", "subtype": "init", "session_id": name, "model": "scripted", "tools": [] }),
            json!({
                "type": "result", "subtype": "success", "is_error": false, "result": answer, "session_id": name,
                "num_turns": 1, "duration_ms": 1, "total_cost_usd": 0.0, "usage": {},
            }),
            lifecycle("completed"),
        ]);
    }
}

#[async_trait]
impl Runner for Agents {
    async fn version(&self) -> Result<String, Error> {
        Ok("in memory".to_owned())
    }

    async fn ensure_image(&self, _: &str, _: OnProgress<'_>) -> Result<(), Error> {
        Ok(())
    }

    async fn create(&self, spec: &ContainerSpec) -> Result<(), Error> {
        self.lock().entry(spec.name.clone()).or_default();
        Ok(())
    }

    async fn start(&self, name: &str) -> Result<State, Error> {
        if let Some(found) = self.lock().get_mut(name) {
            found.running.get_or_insert(true);
        }
        self.state(name).await
    }

    async fn state(&self, name: &str) -> Result<State, Error> {
        Ok(match self.lock().get(name).map(|found| found.running) {
            None => State::Absent,
            Some(None) => State::Created,
            Some(Some(true)) => State::Running,
            Some(Some(false)) => State::Exited { code: 0, out_of_memory: false },
        })
    }

    async fn input(&self, name: &str) -> Result<Input, Error> {
        let (ours, theirs) = tokio::io::duplex(64 * 1024);
        let (agents, name) = (self.clone(), name.to_owned());
        self.runtime.spawn(async move {
            let mut lines = BufReader::new(theirs).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                agents.hear(&name, &line);
            }
        });
        Ok(Box::pin(ours))
    }

    fn output(&self, name: &str, from: ReadMark) -> BoxStream<'static, Result<Line, Error>> {
        let (agents, name) = (self.clone(), name.to_owned());
        let begin = (agents.changed.subscribe(), from);
        Box::pin(futures::stream::unfold(begin, move |(mut changed, from)| {
            let (agents, name) = (agents.clone(), name.clone());
            async move {
                loop {
                    changed.mark_unchanged();
                    let (next, is_over) = {
                        let boxes = agents.lock();
                        let found = boxes.get(&name)?;
                        let next = found.log.iter().find(|line| line.mark > from).cloned();
                        (next, found.running == Some(false))
                    };
                    match next {
                        Some(line) => return Some((Ok(line.clone()), (changed, line.mark))),
                        None if is_over => return None,
                        None => changed.changed().await.ok()?,
                    }
                }
            }
        }))
    }

    async fn stop(&self, name: &str, _: Duration) -> Result<(), Error> {
        if let Some(found) = self.lock().get_mut(name) {
            found.running = Some(false);
        }
        self.changed.send_replace(());
        Ok(())
    }

    async fn remove(&self, name: &str) -> Result<(), Error> {
        self.lock().remove(name);
        self.changed.send_replace(());
        Ok(())
    }

    async fn mounting(&self, _: &std::path::Path) -> Result<Vec<String>, Error> {
        Ok(Vec::new())
    }

    async fn list(&self) -> Result<Vec<Listed>, Error> {
        let listed = |(name, found): (&String, &Cell)| Listed {
            name: name.clone(),
            running: found.running == Some(true),
        };
        Ok(self.lock().iter().map(listed).collect())
    }
}
