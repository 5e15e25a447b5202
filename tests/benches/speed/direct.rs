//! The agent's CLI in a container of its own, driven without a daemon: what a turn takes at least.

use std::pin::Pin;
use std::time::Instant;

use bollard::Docker;
use bollard::container::LogOutput;
use bollard::models::{ContainerCreateBody, HostConfig};
use bollard::query_parameters::{
    AttachContainerOptionsBuilder, CreateContainerOptionsBuilder, RemoveContainerOptionsBuilder,
};
use futures::StreamExt;
use futures::stream::BoxStream;
use loop_tests::model::Model;
use loopd::runner::agent::{self, AgentCommand};
use tokio::io::{AsyncWrite, AsyncWriteExt};

/// A CLI that waits for prompts.
pub struct Direct {
    docker: Docker,
    name: String,
    input: Pin<Box<dyn AsyncWrite + Send>>,
    output: BoxStream<'static, Result<LogOutput, bollard::errors::Error>>,
    printed: Vec<u8>,
}

impl Direct {
    /// Starts one that asks the stand-in model.
    pub async fn start(model: &Model) -> Self {
        let docker = Docker::connect_with_local_defaults().unwrap();
        let name = format!("loop-bench-{}", std::process::id());
        let command = AgentCommand { program: "claude".to_owned(), ..AgentCommand::default() };
        let body = ContainerCreateBody {
            image: Some("loop-agent:latest".to_owned()),
            cmd: Some(command.argv()),
            env: Some(vec![
                "HOME=/tmp".to_owned(),
                format!("ANTHROPIC_BASE_URL={}", model.url()),
                "ANTHROPIC_API_KEY=sk-canary-0123456789".to_owned(),
                "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1".to_owned(),
                "DISABLE_AUTOUPDATER=1".to_owned(),
            ]),
            user: Some("1000:1000".to_owned()),
            working_dir: Some("/tmp".to_owned()),
            open_stdin: Some(true),
            attach_stdin: Some(true),
            attach_stdout: Some(true),
            host_config: Some(HostConfig {
                // The stand-in listens on this machine only.
                network_mode: Some("host".to_owned()),
                memory: Some(2 << 30),
                nano_cpus: Some(2_000_000_000),
                init: Some(true),
                ..HostConfig::default()
            }),
            ..ContainerCreateBody::default()
        };
        let options = CreateContainerOptionsBuilder::new().name(&name).build();
        docker.create_container(Some(options), body).await.unwrap();
        let options = AttachContainerOptionsBuilder::new().stdin(true).stdout(true).stream(true).build();
        let attached = docker.attach_container(&name, Some(options)).await.unwrap();
        docker.start_container(&name, None).await.unwrap();
        let mut direct =
            Self { docker, name, input: attached.input, output: attached.output, printed: Vec::new() };
        // The first turn begins the conversation.
        direct.write("Ann: hello").await;
        direct.result().await;
        direct
    }

    /// Its container.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Hands over a prompt.
    pub async fn write(&mut self, prompt: &str) {
        let line = agent::prompt_line(prompt, &uuid::Uuid::new_v4().to_string());
        self.input.write_all(line.as_bytes()).await.unwrap();
        self.input.flush().await.unwrap();
    }

    /// Waits for the line that ends the turn; tells when it was read.
    pub async fn result(&mut self) -> Instant {
        loop {
            if let Some(end) = self.printed.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.printed.drain(..=end).collect();
                if line.starts_with(b"{\"type\":\"result\"") || contains(&line, b"\"type\":\"result\"") {
                    return Instant::now();
                }
                continue;
            }
            let output = self.output.next().await.expect("the CLI ended").unwrap();
            if let LogOutput::StdOut { message } = output {
                self.printed.extend(message);
            }
        }
    }

    /// Removes it.
    pub async fn end(self) {
        let options = RemoveContainerOptionsBuilder::new().force(true).build();
        self.docker.remove_container(&self.name, Some(options)).await.unwrap();
    }
}

fn contains(line: &[u8], wanted: &[u8]) -> bool {
    line.windows(wanted.len()).any(|window| window == wanted)
}
