//! Files that people sent, brought to where the run's agent finds them. What cannot be had is told in the prompt and
//! fails no run.

use std::io::{self, ErrorKind};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use bytes::Bytes;

use super::execute::{End, Worker};
use super::files::{self, MAX_FILE_BYTES, MAX_FILES, MAX_TOTAL_BYTES};
use super::{Engine, Error};
use crate::chat::inbound::File;
use crate::chat::{Chat, Error as ChatError};
use crate::model::{Attachment, CauseKind, Millis};
use crate::store::NewAttachment;

/// How long a run waits for its files.
const WAIT_MS: Millis = 60_000;
/// Tries for one file.
const TRIES: u32 = 3;
/// The wait after the first failed try; it doubles.
const FIRST_WAIT_MS: Millis = 1000;
/// How long files are kept: conversations come back to them.
const KEPT_MS: Millis = 14 * 24 * 3600 * 1000;
/// Bytes that are kept of all files that people sent; above, the oldest go first.
const KEPT_BYTES: u64 = 2 << 30;
/// Files younger than this are not removed for want of room: a run may be about to read them.
const YOUNG_MS: Millis = 3600 * 1000;

/// What is asked by a message that has files and no text.
pub(super) const NO_TEXT: &str = "(sent without a text)";

/// The files of a message as they are noted with its run.
pub(super) fn noted(sent: &[File]) -> Vec<NewAttachment> {
    let kept = files::kept(sent, |file| &file.name);
    let note =
        |(file, name): (&File, String)| NewAttachment { name, url: file.url.clone(), bytes: file.bytes };
    kept.into_iter().map(note).collect()
}

impl Worker<'_> {
    /// Brings the run's files to its inbox; those that are there, or cannot be had, are left as they are.
    pub(super) async fn fetch_files(&mut self) -> Result<(), End> {
        let wanted = self.attachments().await?;
        if wanted.is_empty() {
            return Ok(());
        }
        let site = self.site().await?;
        let run = self.claim.run().id;
        let dir = self.engine.home.inbox(site.root.id.as_str()).join(run.to_string());
        let chat = self.engine.chats.get(&site.channel.platform).cloned();
        let until = self.engine.now() + WAIT_MS;
        let mut left = MAX_TOTAL_BYTES;
        for (index, file) in wanted.iter().enumerate().filter(|(_, file)| file.trouble.is_none()) {
            let bytes = u64::try_from(file.bytes).unwrap_or_default();
            if file.fetched_at.is_some() && dir.join(&file.name).is_file() {
                left = left.saturating_sub(bytes);
                continue;
            }
            let fetched = if index >= MAX_FILES {
                Err(files::too_many())
            } else if let Some(trouble) = files::too_large(bytes, left) {
                Err(trouble)
            } else if let Some(chat) = &chat {
                tokio::select! {
                    fetched = self.engine.fetch(&**chat, file, left.min(MAX_FILE_BYTES)) => fetched,
                    () = self.engine.clock.sleep_until(until) => Err("it did not come in time".to_owned()),
                    halt = self.watch.halted(self.engine, &self.claim) => return Err(halt.into()),
                }
            } else {
                Err("its platform is not configured any more".to_owned())
            };
            let kept = match fetched {
                Ok(content) => keep(dir.clone(), file.name.clone(), content).await,
                Err(trouble) => Err(trouble),
            };
            match kept {
                Ok(bytes) => {
                    left = left.saturating_sub(bytes);
                    self.engine.store.attachment_fetched(file, bytes, self.engine.now()).await?;
                }
                Err(trouble) => {
                    tracing::warn!(%run, name = file.name, %trouble, "a file of a message could not be had");
                    self.engine.store.attachment_failed(file, &trouble).await?;
                }
            }
        }
        self.engine.crash.at("files.fetched");
        Ok(())
    }

    /// The files that came with what the run was asked.
    pub(super) async fn attachments(&self) -> Result<Vec<Attachment>, End> {
        let run = self.claim.run();
        match run.cause_kind {
            CauseKind::Message => Ok(self.engine.store.attachments_of(run.id).await?),
            _ => Ok(Vec::new()),
        }
    }
}

impl Engine {
    /// Fetches one file, with a few tries; why not, in words.
    async fn fetch(&self, chat: &dyn Chat, file: &Attachment, limit: u64) -> Result<Bytes, String> {
        if let Err(Error::Unavailable { message, .. }) = self.check_room() {
            return Err(message);
        }
        let bytes = u64::try_from(file.bytes).unwrap_or_default();
        let wanted = File { name: file.name.clone(), url: file.url.clone(), bytes };
        let mut wait = FIRST_WAIT_MS;
        for tries in 1.. {
            match chat.fetch(&wanted, limit).await {
                Ok(content) => {
                    // Whatever the platform said its size was.
                    let bytes = u64::try_from(content.len()).unwrap_or(u64::MAX);
                    return files::too_large(bytes, limit).map_or(Ok(content), Err);
                }
                Err(ChatError::Later { after_ms, .. }) if tries < TRIES => {
                    self.clock.sleep_until(self.now() + after_ms.unwrap_or(wait)).await;
                    wait *= 2;
                }
                Err(ChatError::Later { reason, .. } | ChatError::Never(reason)) => return Err(reason),
            }
        }
        Err("it did not come".to_owned())
    }

    /// Removes files that people sent long ago, and the oldest where there are too many.
    pub(super) async fn sweep_inboxes(&self) {
        let (dir, now) = (self.home.inboxes(), self.now());
        let swept = tokio::task::spawn_blocking(move || {
            for old in outdated(received(&dir), now) {
                if let Err(error) = std::fs::remove_dir_all(&old) {
                    tracing::warn!(dir = %old.display(), %error, "failed to remove old files");
                }
            }
        });
        if swept.await.is_err() {
            tracing::error!("the removal of old files panicked");
        }
    }
}

/// Keeps a file where every agent of the channel can read it, and none can change it; others of this host are kept out
/// by the home.
async fn keep(dir: PathBuf, name: String, content: Bytes) -> Result<u64, String> {
    let kept = tokio::task::spawn_blocking(move || {
        std::fs::DirBuilder::new().recursive(true).mode(0o755).create(&dir)?;
        std::fs::set_permissions(&dir, std::fs::Permissions::from_mode(0o755))?;
        let path = dir.join(name);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o644).open(&path)?;
        file.set_permissions(std::fs::Permissions::from_mode(0o644))?;
        io::copy(&mut content.as_ref(), &mut file)
    });
    let kept = kept.await.unwrap_or_else(|error| Err(io::Error::other(error)));
    kept.map_err(|error| format!("loopd could not keep it: {error}"))
}

/// The files of one run.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Received {
    dir: PathBuf,
    at: Millis,
    bytes: u64,
}

/// The files of every run of every channel.
fn received(inboxes: &Path) -> Vec<Received> {
    let below = |dir: &Path| std::fs::read_dir(dir).into_iter().flatten().flatten().map(|entry| entry.path());
    let runs = below(inboxes).flat_map(|channel| below(&channel).collect::<Vec<_>>());
    let received = runs.filter_map(|dir| {
        let made = std::fs::symlink_metadata(&dir).ok()?.modified().ok()?;
        let at = Millis::try_from(made.duration_since(UNIX_EPOCH).ok()?.as_millis()).ok()?;
        let bytes = below(&dir).filter_map(|file| Some(std::fs::symlink_metadata(file).ok()?.len())).sum();
        Some(Received { dir, at, bytes })
    });
    received.collect()
}

/// What is to be removed. Pure.
fn outdated(mut received: Vec<Received>, now: Millis) -> Vec<PathBuf> {
    received.sort_by_key(|received| std::cmp::Reverse(received.at));
    let mut bytes = 0_u64;
    let is_outdated = |received: &Received| {
        bytes = bytes.saturating_add(received.bytes);
        received.at < now - KEPT_MS || (bytes > KEPT_BYTES && received.at < now - YOUNG_MS)
    };
    let mut is_outdated = is_outdated;
    received.into_iter().filter(|received| is_outdated(received)).map(|received| received.dir).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = 100 * 24 * 3600 * 1000;

    fn of(dir: &str, age_ms: Millis, bytes: u64) -> Received {
        Received { dir: PathBuf::from(dir), at: NOW - age_ms, bytes }
    }

    #[test]
    fn old_files_go_and_the_oldest_where_there_are_too_many() {
        let hour = 3600 * 1000;
        let half = KEPT_BYTES / 2;
        let received = vec![
            of("old", KEPT_MS + 1, 1),
            of("third", 5 * hour, half),
            of("second", 4 * hour, half),
            of("first", 3 * hour, half),
        ];
        assert_eq!(outdated(received, NOW), [PathBuf::from("third"), PathBuf::from("old")]);
        let young = vec![of("a", 1, KEPT_BYTES), of("b", 2, KEPT_BYTES)];
        assert_eq!(outdated(young, NOW), Vec::<PathBuf>::new(), "a run may be about to read them");
    }

    #[tokio::test]
    async fn a_kept_file_can_be_read_by_all_and_replaces_half_a_file_of_a_crash() {
        let dir = tempfile::tempdir().unwrap();
        let inbox = dir.path().join("C1/7");
        for content in ["half", "the whole"] {
            let kept = keep(inbox.clone(), "a.txt".to_owned(), Bytes::from(content)).await;
            assert_eq!(kept, Ok(u64::try_from(content.len()).unwrap()));
            assert_eq!(std::fs::read_to_string(inbox.join("a.txt")).unwrap(), content);
        }
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&inbox), mode(&inbox.join("a.txt"))), (0o755, 0o644));
        assert_eq!(received(dir.path())[0].bytes, 9);
        std::fs::write(dir.path().join("in-the-way"), "").unwrap();
        let refused = keep(dir.path().join("in-the-way"), "a.txt".to_owned(), Bytes::new()).await;
        assert!(refused.unwrap_err().starts_with("loopd could not keep it: "));
    }
}
