//! Logs: to a rotated file, and to the terminal when there is one. Never a secret, never what people say.

use std::io::IsTerminal;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::sync::Mutex;

use anyhow::Context;
use file_rotate::compression::Compression;
use file_rotate::suffix::AppendCount;
use file_rotate::{ContentLimit, FileRotate};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

use crate::config::{Log, LogFormat, LogLevel};

/// Bytes of a log file before a new one is begun.
const FILE_BYTES: usize = 10 * 1024 * 1024;
/// Old log files that are kept.
const FILES_KEPT: usize = 5;

/// Sends the process's logs where the configuration says. Once a process.
pub fn init(log: &Log) -> anyhow::Result<()> {
    let file =
        open(&log.file).with_context(|| format!("failed to open the log file {}", log.file.display()))?;
    let level = match log.level {
        LogLevel::Trace => LevelFilter::TRACE,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Error => LevelFilter::ERROR,
    };
    // Of the libraries only what is amiss, whatever our own level is: they log every byte at debug.
    let ours = Targets::new()
        .with_default(level.min(LevelFilter::WARN))
        .with_target("loopd", level)
        // It writes a socket's address with its ticket; the adapter says itself what is amiss.
        .with_target("slack_morphism", LevelFilter::OFF);
    let file = fmt::layer().with_ansi(false).with_writer(Mutex::new(file));
    let file = match log.format {
        LogFormat::Json => file.json().boxed(),
        LogFormat::Text => file.boxed(),
    };
    let terminal =
        std::io::stderr().is_terminal().then(|| fmt::layer().with_writer(std::io::stderr).with_target(false));
    tracing_subscriber::registry()
        .with(ours)
        .with(file)
        .with(terminal)
        .try_init()
        .context("logging is set up already")
}

fn open(path: &Path) -> std::io::Result<FileRotate<AppendCount>> {
    // Made first, so that it is private from its first byte; an older file is made private too.
    let file = std::fs::OpenOptions::new().create(true).append(true).mode(0o600).open(path)?;
    file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
    let limit = ContentLimit::Bytes(FILE_BYTES);
    let mut options = std::fs::OpenOptions::new();
    options.read(true).create(true).append(true).mode(0o600);
    Ok(FileRotate::new(path, AppendCount::new(FILES_KEPT), limit, Compression::None, Some(options)))
}
