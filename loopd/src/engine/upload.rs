//! Files that go out: taken from the agent when its turn ends, kept in the home, sent in their turn, then removed.
//!
//! A copy lies under its run's number, or its message's name, before the transaction that owes it. What is there and is not owed by anybody
//! is left over from a crash, and is swept.

use std::ffi::OsStr;
use std::io::{self, ErrorKind, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use bytes::Bytes;

use super::Engine;
use super::execute::{End, Worker};
use super::files::{self, Left, MAX_FILE_BYTES, Names};
use super::outbox::{self, Taken, Way};
use crate::chat::{Chat, Error as ChatError, Upload};
use crate::model::{ChannelId, Delivery, DeliveryKind, Run, RunId};
use crate::store::{self, Attached};

/// Within a container's door, beside the outbox: what a run took of it.
pub(super) const ASIDE: &str = "taken";

impl Worker<'_> {
    /// Takes what goes out with an answer: the files in the outbox, and the answer itself if it is long. Doing it
    /// again gives the same.
    pub(super) async fn attach(&mut self, answer: &str) -> Attached {
        if !self.takes_files().await {
            return Attached::default();
        }
        let run = self.claim.run();
        let copies = self.engine.copies(run.id);
        let door = run.container_id.as_ref().map(|id| self.engine.door_dir(id));
        let since = run.started_at.unwrap_or_default();
        let summary = files::summary(answer, run.id);
        let name = files::answer_name(run.id);
        let whole = summary.is_some().then(|| (name.clone(), answer.to_owned()));
        let (id, taking) = (run.id, copies.clone());
        let taken = tokio::task::spawn_blocking(move || {
            fresh(&taking)?;
            let mut names = Names::default();
            let is_kept = whole.is_some_and(|(name, answer)| {
                names.give(&name);
                kept_whole(&taking.join(name), &answer)
            });
            let taken = door.map_or_else(
                || Ok(Taken::default()),
                |door| {
                    let (outbox, aside) = (door.join("outbox"), door.join(ASIDE).join(id.to_string()));
                    forget_others(&aside, &outbox);
                    Way { outbox: &outbox, aside: &aside, copies: &taking }.take(since, &mut names)
                },
            );
            Ok((is_kept, taken))
        });
        let (is_kept, taken) = match taken.await.unwrap_or_else(|error| Err(io::Error::other(error))) {
            Ok(done) => done,
            Err(error) => (false, Err(error)),
        };
        let taken = taken.unwrap_or_else(|error| {
            tracing::error!(run = %id, %error, "failed to take the files of an answer");
            let why = format!("loopd could not take them: {error}");
            Taken { files: Vec::new(), left: vec![Left { name: "outbox".to_owned(), why }] }
        });
        self.note(files::not_attached(&taken.left));
        self.engine.crash.at("files.taken");
        let whole = is_kept.then_some(name);
        let files: Vec<String> = whole.into_iter().chain(taken.files).collect();
        if files.is_empty() {
            // Nothing is lost if it stays: it is swept.
            let _ = std::fs::remove_dir(&copies);
        }
        let home = self.engine.identity.installation.clone();
        Attached { summary: summary.filter(|_| is_kept), files, home }
    }

    /// True where files can be put into the run's channel; waits for a database in trouble.
    async fn takes_files(&self) -> bool {
        loop {
            match self.site().await {
                Ok(site) => return self.engine.takes_files(&site.channel),
                Err(End::Later(_)) => {}
                Err(_) => return false,
            }
            tokio::select! {
                () = self.engine.clock.sleep_until(self.engine.now() + 1000) => {}
                () = self.engine.stopping.cancelled() => return false,
            }
        }
    }

    fn note(&mut self, text: Option<String>) {
        let texts = self.notice.take().into_iter().chain(text);
        self.notice = texts.reduce(|first, second| format!("{first} {second}"));
    }
}

impl Engine {
    /// Sends a file that is owed.
    pub(super) async fn upload(
        &self,
        chat: &dyn Chat,
        delivery: &Delivery,
        thread: Option<ChannelId>,
    ) -> Result<(), ChatError> {
        let lost = |error: io::Error| ChatError::Never(format!("loopd does not have it any more ({error})"));
        let path = self.copy_of(delivery).ok_or_else(|| lost(ErrorKind::NotFound.into()))?;
        let channel = self.known_channel(&delivery.channel_id).await;
        let channel =
            channel.map_err(|error| ChatError::Later { reason: error.to_string(), after_ms: None })?;
        // Each holds its file in memory.
        let _turn = self.live.uploads.of(channel.platform).acquire().await;
        let content = tokio::fs::read(&path).await.map_err(|error| match error.kind() {
            ErrorKind::NotFound => lost(error),
            _ => ChatError::Later { reason: format!("the file cannot be read: {error}"), after_ms: None },
        })?;
        let channel = thread.unwrap_or_else(|| delivery.channel_id.clone()).to_string();
        let name = delivery.text.clone();
        let (is_retry, since) = (delivery.attempts > 0, delivery.begun_at.unwrap_or(delivery.created_at));
        let content = Bytes::from(content);
        chat.upload(&Upload { delivery: delivery.id.0, channel, name, content, is_retry, since }).await
    }

    /// Gives a file up, and has people told; of a long answer they get the text instead.
    pub(super) async fn give_up_file(&self, delivery: &Delivery, reason: &str) -> store::Result<()> {
        let run = match delivery.run_id {
            Some(id) => self.store.find_run(id).await?,
            None => None,
        };
        let said = could_not_send(delivery, run.as_ref(), reason);
        self.store.give_up_file(delivery, (reason, &said), self.now()).await?;
        self.forget_copy(delivery);
        Ok(())
    }

    /// Removes the copy of a file that was sent or given up.
    pub(super) fn forget_copy(&self, delivery: &Delivery) {
        if delivery.kind == DeliveryKind::File
            && let Some(path) = self.copy_of(delivery)
        {
            // What stays is swept; the directory goes with its last file.
            let _ = std::fs::remove_file(&path);
            let _ = path.parent().map(std::fs::remove_dir);
        }
    }

    /// Removes what is owed to nobody: copies that a crash left.
    pub(super) async fn sweep_outgoing(&self) -> store::Result<()> {
        let Ok(entries) = std::fs::read_dir(self.home.outgoing()) else { return Ok(()) };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_wanted = match name.parse().map(RunId) {
                // Its end and what it owes are written at once, so the order of these questions matters.
                Ok(id) => match self.store.find_run(id).await? {
                    Some(run) if run.status.has_ended() => self.store.owes_files(id).await?,
                    Some(_) => true,
                    None => false,
                },
                // Those of a message. What is just being taken is owed once that is done, or by nobody.
                Err(_) => {
                    drop(self.live.taking.write().await);
                    self.store.owes_copies(&name).await?
                }
            };
            if !is_wanted && let Err(error) = std::fs::remove_dir_all(entry.path()) {
                tracing::warn!(dir = %entry.path().display(), %error, "failed to remove files left over");
            }
        }
        Ok(())
    }

    fn copies(&self, run: RunId) -> PathBuf {
        self.home.outgoing().join(run.to_string())
    }

    fn copy_of(&self, delivery: &Delivery) -> Option<PathBuf> {
        let dir = delivery.copies.clone().or_else(|| Some(delivery.run_id?.to_string()))?;
        Some(self.home.outgoing().join(dir).join(&delivery.text))
    }
}

/// An empty directory of our own.
pub(super) fn fresh(dir: &Path) -> io::Result<()> {
    match std::fs::remove_dir_all(dir) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)
}

/// Removes what earlier runs took, beside what this one takes: it was sent from its copies. What was taken for a message
/// that was never sent goes back, and so out with the answer.
fn forget_others(aside: &Path, outbox: &Path) {
    let entries = aside.parent().and_then(|taken| std::fs::read_dir(taken).ok());
    for entry in entries.into_iter().flatten().flatten().filter(|entry| entry.path() != aside) {
        if is_of_message(&entry.file_name()) {
            outbox::give_back(&entry.path(), outbox);
        } else {
            // What cannot be removed goes with the container.
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// True of a directory of a message's files; those of runs are numbers.
fn is_of_message(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b"m")
}

/// Keeps a long answer; false = it has to be said as it is.
fn kept_whole(path: &Path, answer: &str) -> bool {
    // What the platform would not take is better said in parts.
    if answer.len() as u64 > MAX_FILE_BYTES {
        return false;
    }
    let written = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    let written = written.and_then(|mut file| {
        file.write_all(answer.as_bytes())?;
        file.sync_all()
    });
    written.inspect_err(|error| tracing::warn!(%error, "failed to keep a long answer as a file")).is_ok()
}

/// What people are told of a file that could not be sent. Pure.
fn could_not_send(delivery: &Delivery, run: Option<&Run>, reason: &str) -> String {
    let name = &delivery.text;
    let answer = run.filter(|run| files::answer_name(run.id) == *name).and_then(|run| run.answer.as_deref());
    match answer {
        Some(answer) => {
            format!("⚠️ I could not attach `{name}`: {reason}. This is the whole answer:\n\n{answer}")
        }
        None => format!("⚠️ I could not attach `{name}`: {reason}."),
    }
}
