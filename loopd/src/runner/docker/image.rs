//! The agent image: built on first use, rebuilt when its inputs change, pulled when it is a foreign one.

use std::collections::HashMap;
use std::path::PathBuf;

use bollard::Docker;
use bollard::errors::Error as DockerError;
use bollard::query_parameters::{BuildImageOptionsBuilder, CreateImageOptionsBuilder};
use futures::StreamExt;
use sha2::{Digest, Sha256};

use super::super::{Error, OnProgress};
use super::error::classify;

/// The label that carries the fingerprint of the image's inputs.
const INPUTS_LABEL: &str = "loop.inputs";
/// Lines of a failed build that are shown.
const TAIL_LINES: usize = 15;

/// What the agent image is built from.
#[derive(Clone, Debug)]
pub struct BuildContext {
    /// The name of the image that is ours to build; any other is only pulled.
    pub image: String,
    /// The directory with its `Dockerfile`.
    pub dir: PathBuf,
    /// Part of the fingerprint: a new version of the daemon rebuilds the image.
    pub version: String,
}

/// Makes sure that the image is there and current.
pub(super) async fn ensure(
    docker: &Docker,
    build: &BuildContext,
    image: &str,
    on_progress: OnProgress<'_>,
) -> Result<(), Error> {
    let found = match docker.inspect_image(image).await {
        Ok(found) => Some(found),
        Err(DockerError::DockerResponseServerError { status_code: 404, .. }) => None,
        Err(error) => return Err(classify(error)),
    };
    if image != build.image {
        return if found.is_some() { Ok(()) } else { pull(docker, image, on_progress).await };
    }
    let files = read_context(build).map_err(|error| missing(image, &error))?;
    let inputs = fingerprint(&files, &build.version);
    if let Some(found) = found {
        let labels = found.config.and_then(|config| config.labels).unwrap_or_default();
        match labels.get(INPUTS_LABEL) {
            Some(label) if *label == inputs => return Ok(()),
            // Somebody made an image of that name by other means: it is theirs to keep current.
            None => return Ok(()),
            Some(_) => on_progress(format!("The agent image {image} is out of date and is built anew.")),
        }
    } else {
        on_progress(format!("The agent image {image} is built; this takes a minute or two, once."));
    }
    let archive = archive(&files).map_err(|error| missing(image, &error))?;
    run_build(docker, image, &inputs, archive, on_progress).await
}

/// The files of the build context by name, so that their order is always the same.
fn read_context(build: &BuildContext) -> std::io::Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(&build.dir)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_file() && !name.starts_with('.') {
            files.push((name, std::fs::read(entry.path())?));
        }
    }
    files.sort();
    Ok(files)
}

fn fingerprint(files: &[(String, Vec<u8>)], version: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(version);
    for (name, contents) in files {
        hash.update([0]);
        hash.update(name);
        hash.update((contents.len() as u64).to_be_bytes());
        hash.update(contents);
    }
    hex::encode(hash.finalize())
}

fn archive(files: &[(String, Vec<u8>)]) -> std::io::Result<Vec<u8>> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, contents) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(contents.len() as u64);
        header.set_mode(if name.ends_with(".sh") { 0o755 } else { 0o644 });
        archive.append_data(&mut header, name, contents.as_slice())?;
    }
    archive.into_inner()
}

async fn run_build(
    docker: &Docker,
    image: &str,
    inputs: &str,
    archive: Vec<u8>,
    on_progress: OnProgress<'_>,
) -> Result<(), Error> {
    let labels = HashMap::from([(INPUTS_LABEL, inputs)]);
    let options = BuildImageOptionsBuilder::new().t(image).rm(true).forcerm(true).labels(&labels).build();
    let mut output =
        std::pin::pin!(docker.build_image(options, None, Some(bollard::body_full(archive.into()))));
    let mut tail: Vec<String> = Vec::new();
    while let Some(item) = output.next().await {
        match item {
            Ok(info) => {
                for line in info.stream.unwrap_or_default().lines().filter(|line| !line.trim().is_empty()) {
                    if line.starts_with("Step ") {
                        on_progress(line.trim().to_owned());
                    }
                    tail.push(line.to_owned());
                }
                let surplus = tail.len().saturating_sub(TAIL_LINES);
                tail.drain(..surplus);
            }
            Err(DockerError::DockerStreamError { error }) => {
                let base = if error.contains("debian") {
                    "; without a registry, make the base image with container/base.sh"
                } else {
                    ""
                };
                return Err(missing(image, &format!("its build failed: {error}{base}\n{}", tail.join("\n"))));
            }
            Err(error) => return Err(classify(error)),
        }
    }
    on_progress(format!("The agent image {image} is ready."));
    Ok(())
}

async fn pull(docker: &Docker, image: &str, on_progress: OnProgress<'_>) -> Result<(), Error> {
    on_progress(format!("The image {image} is pulled."));
    // Without a tag the engine would fetch every tag there is.
    let tagged = image.rsplit('/').next().is_some_and(|name| name.contains([':', '@']));
    let reference = if tagged { image.to_owned() } else { format!("{image}:latest") };
    let options = CreateImageOptionsBuilder::new().from_image(&reference).build();
    let mut output = docker.create_image(Some(options), None, None);
    while let Some(item) = output.next().await {
        match item {
            Ok(info) => {
                if let Some(status) = info.status.filter(|status| status.starts_with("Status")) {
                    on_progress(status);
                }
            }
            Err(
                DockerError::DockerResponseServerError { message, .. }
                | DockerError::DockerStreamError { error: message },
            ) => {
                return Err(missing(image, &format!("pulling it failed: {message}")));
            }
            Err(error) => return Err(classify(error)),
        }
    }
    Ok(())
}

fn missing(image: &str, reason: &dyn std::fmt::Display) -> Error {
    Error::ImageMissing { image: image.to_owned(), reason: reason.to_string() }
}
