//! The Docker engine, through its API.
//!
//! Every container carries the installation's id as a label, and only those are ever touched.

mod create;
mod error;
mod image;
mod output;

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use async_trait::async_trait;
use bollard::models::ContainerInspectResponse;
use bollard::query_parameters::{
    AttachContainerOptionsBuilder, CreateContainerOptionsBuilder, ListContainersOptionsBuilder,
    RemoveContainerOptionsBuilder, StopContainerOptionsBuilder, UploadToContainerOptionsBuilder,
};
use bollard::{API_DEFAULT_VERSION, Docker};
use futures::stream::BoxStream;

pub use image::BuildContext;

use super::{ContainerSpec, Error, Input, Line, Listed, OnProgress, Runner, State};
use crate::model::ReadMark;
use error::{classify, gone};

/// Where Docker listens unless told otherwise.
const DEFAULT_SOCKET: &str = "unix:///var/run/docker.sock";
/// How long the engine may take to begin an answer.
const TIMEOUT_SEC: u64 = 60;
/// How long it may take to say how a container is; a hung engine counts as one that does not answer.
const LOOK: Duration = Duration::from_secs(10);
/// The label that marks every container of loop.
const APP_LABEL: (&str, &str) = ("app", "loop-agent");
/// The label that names the installation.
const INSTALLATION_LABEL: &str = "loop.installation";

/// Drives one Docker engine for one installation.
#[derive(Debug)]
pub struct DockerRunner {
    docker: Docker,
    installation: String,
    build: BuildContext,
    building: tokio::sync::Mutex<()>,
}

impl DockerRunner {
    /// Uses the engine at `host` (as `DOCKER_HOST` names it), or at the default socket; does not talk to it yet.
    pub fn connect(host: Option<&str>, installation: String, build: BuildContext) -> Result<Self, Error> {
        let connected = match host {
            None => Docker::connect_with_socket(DEFAULT_SOCKET, TIMEOUT_SEC, API_DEFAULT_VERSION),
            Some(host) if host.starts_with("unix://") => {
                Docker::connect_with_socket(host, TIMEOUT_SEC, API_DEFAULT_VERSION)
            }
            Some(host) => Docker::connect_with_http(host, TIMEOUT_SEC, API_DEFAULT_VERSION),
        };
        let docker = connected.map_err(|error| Error::EngineDown(error.to_string()))?;
        Ok(Self { docker, installation, build, building: tokio::sync::Mutex::new(()) })
    }

    async fn inspect(&self, name: &str) -> Result<Option<ContainerInspectResponse>, Error> {
        match within(LOOK, self.docker.inspect_container(name, None)).await? {
            Ok(found) => Ok(Some(found)),
            Err(error) if gone(&error) => Ok(None),
            Err(error) => Err(classify(error)),
        }
    }

    fn is_ours(&self, found: &ContainerInspectResponse) -> bool {
        let labels = found.config.as_ref().and_then(|config| config.labels.as_ref());
        labels.and_then(|labels| labels.get(INSTALLATION_LABEL)) == Some(&self.installation)
    }

    /// Copies files into a container that was made but not started.
    async fn copy_in(&self, spec: &ContainerSpec) -> Result<(), Error> {
        if spec.files.is_empty() {
            return Ok(());
        }
        let archive = create::archive(spec)
            .map_err(|error| Error::Refused(format!("copying files failed: {error}")))?;
        let options = UploadToContainerOptionsBuilder::new().path(&spec.home.display().to_string()).build();
        let body = bollard::body_full(archive.into());
        self.docker.upload_to_container(&spec.name, Some(options), body).await.map_err(classify)
    }
}

/// Waits for the engine, but not for ever.
async fn within<T>(limit: Duration, answer: impl Future<Output = T>) -> Result<T, Error> {
    let silent = |_| Error::EngineDown(format!("it did not answer within {} s", limit.as_secs()));
    tokio::time::timeout(limit, answer).await.map_err(silent)
}

#[async_trait]
impl Runner for DockerRunner {
    async fn version(&self) -> Result<String, Error> {
        let version = within(LOOK, self.docker.version()).await?.map_err(classify)?;
        Ok(version.version.unwrap_or_else(|| "unknown".to_owned()))
    }

    async fn ensure_image(&self, image: &str, on_progress: OnProgress<'_>) -> Result<(), Error> {
        // One build at a time: whoever waits finds the image made.
        let _one = self.building.lock().await;
        image::ensure(&self.docker, &self.build, image, on_progress).await
    }

    async fn create(&self, spec: &ContainerSpec) -> Result<(), Error> {
        let options = CreateContainerOptionsBuilder::new().name(&spec.name).build();
        let body = create::body(spec, &self.installation);
        match self.docker.create_container(Some(options), body).await {
            Ok(_) => self.copy_in(spec).await,
            // Whoever made it may have died before the files were in; copying them again is harmless.
            Err(bollard::errors::Error::DockerResponseServerError { status_code: 409, message }) => {
                match self.inspect(&spec.name).await? {
                    Some(found) if !self.is_ours(&found) => Err(Error::Refused(message)),
                    Some(found) if found.state.as_ref().map(create::state) == Some(State::Created) => {
                        self.copy_in(spec).await
                    }
                    Some(_) => Ok(()),
                    None => Err(Error::Refused(message)),
                }
            }
            Err(bollard::errors::Error::DockerResponseServerError { status_code: 404, message }) => {
                Err(Error::ImageMissing { image: spec.image.clone(), reason: message })
            }
            Err(error) => Err(classify(error)),
        }
    }

    async fn start(&self, name: &str) -> Result<State, Error> {
        match self.state(name).await? {
            State::Created => {}
            other => return Ok(other),
        }
        self.docker.start_container(name, None).await.map_err(classify)?;
        Ok(State::Running)
    }

    async fn state(&self, name: &str) -> Result<State, Error> {
        let Some(found) = self.inspect(name).await? else { return Ok(State::Absent) };
        if !self.is_ours(&found) {
            return Ok(State::Absent);
        }
        Ok(found.state.as_ref().map_or(State::Absent, create::state))
    }

    async fn input(&self, name: &str) -> Result<Input, Error> {
        let options = AttachContainerOptionsBuilder::new().stdin(true).stream(true).build();
        let attached = self.docker.attach_container(name, Some(options)).await.map_err(classify)?;
        Ok(attached.input)
    }

    fn output(&self, name: &str, from: ReadMark) -> BoxStream<'static, Result<Line, Error>> {
        output::lines(&self.docker, name, from)
    }

    async fn stop(&self, name: &str, grace: Duration) -> Result<(), Error> {
        match self.inspect(name).await? {
            Some(found) if self.is_ours(&found) => {}
            _ => return Ok(()),
        }
        let seconds = i32::try_from(grace.as_secs()).unwrap_or(i32::MAX);
        let options = StopContainerOptionsBuilder::new().t(seconds).build();
        match within(grace + LOOK, self.docker.stop_container(name, Some(options))).await? {
            Ok(()) => {}
            // Dead already, or on its way: the state tells.
            Err(error) if gone(&error) => {}
            Err(error) => return Err(classify(error)),
        }
        match self.state(name).await? {
            State::Running => Err(Error::Refused(format!("{name} still runs after it was killed"))),
            _ => Ok(()),
        }
    }

    async fn remove(&self, name: &str) -> Result<(), Error> {
        match self.inspect(name).await? {
            Some(found) if self.is_ours(&found) => {}
            _ => return Ok(()),
        }
        let options = RemoveContainerOptionsBuilder::new().force(true).v(true).build();
        match self.docker.remove_container(name, Some(options)).await {
            Ok(()) => Ok(()),
            Err(error) if gone(&error) => Ok(()),
            Err(error) => Err(classify(error)),
        }
    }

    async fn mounting(&self, path: &Path) -> Result<Vec<String>, Error> {
        let label = format!("{}={}", APP_LABEL.0, APP_LABEL.1);
        let filters = HashMap::from([("label".to_owned(), vec![label])]);
        let options = ListContainersOptionsBuilder::new().all(true).filters(&filters).build();
        let found = within(LOOK, self.docker.list_containers(Some(options))).await?.map_err(classify)?;
        let mounting = found.into_iter().filter(|container| {
            let is_dead = container
                .state
                .as_ref()
                .is_some_and(|state| ["exited", "dead", "removing"].contains(&state.to_string().as_str()));
            let mut mounts = container.mounts.iter().flatten();
            !is_dead && mounts.any(|mount| mount.source.as_deref().map(Path::new) == Some(path))
        });
        Ok(mounting.filter_map(|container| container.names?.into_iter().next()).collect())
    }

    async fn list(&self) -> Result<Vec<Listed>, Error> {
        let label = format!("{INSTALLATION_LABEL}={}", self.installation);
        let filters = HashMap::from([("label".to_owned(), vec![label])]);
        let options = ListContainersOptionsBuilder::new().all(true).filters(&filters).build();
        let found = self.docker.list_containers(Some(options)).await.map_err(classify)?;
        let listed = found.into_iter().filter_map(|container| {
            let name = container.names?.into_iter().next()?.trim_start_matches('/').to_owned();
            let running = container.state.is_some_and(|state| state.to_string() == "running");
            Some(Listed { name, running })
        });
        Ok(listed.collect())
    }
}
