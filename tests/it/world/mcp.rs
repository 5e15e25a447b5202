//! The real loop-mcp, spoken to over its pipes as an MCP client does.

use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use super::World;
use super::daemon::program;

/// Longest time that one answer may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// One bridge and its client.
pub struct Mcp {
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Lines<BufReader<ChildStdout>>,
    last: i64,
}

impl Mcp {
    /// Starts the program with nothing of this process's environment.
    pub fn start(args: &[&str]) -> Self {
        let mut command = Command::new(program("loop-mcp"));
        command.args(args).env_clear().kill_on_drop(true);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let stdin = child.stdin.take();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, stdin, lines, last: 0 }
    }

    /// One that has been introduced and works in the channel.
    pub async fn in_channel(world: &World, channel: &str) -> Self {
        Self::introduced(&["--channel-id", channel, "--api-url", &world.api_url()]).await
    }

    /// Starts the program and introduces the client.
    pub async fn introduced(args: &[&str]) -> Self {
        let mut mcp = Self::start(args);
        mcp.introduce().await;
        mcp
    }

    /// The handshake.
    pub async fn introduce(&mut self) {
        let params = json!({
            "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": { "name": "test", "version": "1" },
        });
        let answer = self.request("initialize", params).await;
        assert_eq!(answer["result"]["serverInfo"]["name"], "loop-mcp", "{answer}");
        self.send(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" })).await;
    }

    /// Writes a message.
    pub async fn send(&mut self, message: &Value) {
        self.write(format!("{message}\n").as_bytes()).await;
    }

    /// Writes whatever it is.
    pub async fn write(&mut self, bytes: &[u8]) {
        let stdin = self.stdin.as_mut().unwrap();
        stdin.write_all(bytes).await.unwrap();
        stdin.flush().await.unwrap();
    }

    /// The next line of its output, which has to be a message; `None` at the end.
    pub async fn next(&mut self) -> Option<Value> {
        let line =
            tokio::time::timeout(PATIENCE, self.lines.next_line()).await.expect("no answer").unwrap()?;
        let message: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("not a message: {line}"));
        assert_eq!(message["jsonrpc"], "2.0", "{message}");
        Some(message)
    }

    /// Writes a request and does not wait; gives its id.
    pub async fn begin(&mut self, method: &str, params: Value) -> i64 {
        self.last += 1;
        let id = self.last;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params })).await;
        id
    }

    /// Waits for the answer to a request; others are passed over.
    pub async fn answer(&mut self, id: i64) -> Value {
        loop {
            let message = self.next().await.expect("the program ended");
            if message["id"] == id {
                return message;
            }
        }
    }

    /// A request and its answer.
    pub async fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.begin(method, params).await;
        self.answer(id).await
    }

    /// What a tool answers, which may be an error.
    pub async fn try_call(&mut self, tool: &str, arguments: Value) -> Value {
        let answer = self.request("tools/call", json!({ "name": tool, "arguments": arguments })).await;
        assert!(answer["result"].is_object(), "{tool}: {answer}");
        answer["result"].clone()
    }

    /// The data of a tool's answer, beside which there are words.
    pub async fn call(&mut self, tool: &str, arguments: Value) -> Value {
        let result = self.try_call(tool, arguments).await;
        assert_eq!(result["isError"], false, "{tool}: {result}");
        assert!(!text(&result).is_empty(), "{tool}: {result}");
        assert!(result["structuredContent"].is_object(), "{tool}: {result}");
        result["structuredContent"].clone()
    }

    /// What a tool says it cannot do.
    pub async fn refused(&mut self, tool: &str, arguments: Value) -> String {
        let result = self.try_call(tool, arguments).await;
        assert_eq!(result["isError"], true, "{tool}: {result}");
        text(&result)
    }

    /// Sends it a signal.
    pub fn signal(&self, name: &str) {
        let id = self.child.id().unwrap().to_string();
        let status = std::process::Command::new("kill").args([&format!("-{name}"), &id]).status().unwrap();
        assert!(status.success());
    }

    /// Ends its input; what it still says and how it ends.
    pub async fn close(mut self) -> (Vec<Value>, ExitStatus) {
        self.stdin = None;
        let mut rest = Vec::new();
        while let Some(message) = self.next().await {
            rest.push(message);
        }
        (rest, self.exited().await)
    }

    /// Waits for its end.
    pub async fn exited(&mut self) -> ExitStatus {
        tokio::time::timeout(PATIENCE, self.child.wait()).await.expect("it did not end").unwrap()
    }

    /// Stops reading what it says.
    pub fn stop_reading(self) -> (Child, ChildStdin) {
        let Self { child, stdin, lines, .. } = self;
        drop(lines);
        (child, stdin.unwrap())
    }
}

/// The words of a tool's answer.
pub fn text(result: &Value) -> String {
    result["content"][0]["text"].as_str().unwrap_or_default().to_owned()
}
