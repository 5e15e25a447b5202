//! Files that an agent sends with a message while it works: taken from its outbox at once, all of them or none.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};
use tokio::sync::OwnedRwLockReadGuard;

use super::caller::Caller;
use super::files::{self, MAX_FILES};
use super::intake::random_letters;
use super::outbox::{self, Way};
use super::upload::{ASIDE, fresh};
use super::{Engine, Error, Result};
use crate::model::Channel;
use crate::store::{RequestKey, SentFiles};

/// Files that were taken and are not owed yet: unless they are, the agent gets them back.
pub(super) struct Taking {
    /// What is to be owed.
    pub files: SentFiles,
    /// Where the agent's own lie until it is; none = it is.
    aside: Option<PathBuf>,
    outbox: PathBuf,
    /// Keeps the copies from being swept meanwhile.
    _held: OwnedRwLockReadGuard<()>,
}

impl Taking {
    /// They are owed: the agent's own are of no use any more.
    pub(super) fn done(mut self) {
        if let Some(aside) = self.aside.take() {
            // What cannot be removed now would come with the answer once more.
            if let Err(error) = std::fs::remove_dir_all(&aside) {
                tracing::warn!(dir = %aside.display(), %error, "files that were sent could not be removed");
            }
        }
    }
}

impl Drop for Taking {
    fn drop(&mut self) {
        if let Some(aside) = &self.aside {
            outbox::give_back(aside, &self.outbox);
        }
    }
}

impl Engine {
    /// Takes the files of these names from the outbox of the agent that asks. A second try with the same key finds what
    /// a first one took whose daemon died.
    pub(super) async fn take_files(
        &self,
        caller: &Caller,
        target: &Channel,
        (names, key): (Vec<String>, Option<&RequestKey>),
    ) -> Result<Option<Taking>> {
        if names.is_empty() {
            return Ok(None);
        }
        let refused = |text: String| Err(Error::invalid("files", text));
        let Caller::Agent(agent) = caller else {
            return refused("only an agent in its container has an outbox to send files from".to_owned());
        };
        if names.len() > MAX_FILES {
            return refused(files::too_many());
        }
        if !self.takes_files(target) {
            let platform = target.platform.as_str();
            return refused(format!("there are no files on the platform {platform}"));
        }
        let door = self.door_dir(&agent.container);
        let trying =
            key.map_or_else(|| random_letters(12), |key| Ok(hex::encode(Sha256::digest(&key.id))))?;
        let (outbox, aside) = (door.join("outbox"), door.join(ASIDE).join(format!("m{trying}")));
        let dir = format!("m{}", random_letters(12)?);
        let copies = self.home.outgoing().join(&dir);
        let held = Arc::clone(&self.live.taking).read_owned().await;
        let (to, home) = (copies.clone(), self.identity.installation.clone());
        // Whoever asks may go away meanwhile; then what was taken is dropped.
        let taken = tokio::task::spawn_blocking(move || {
            fresh(&to)?;
            let taken = Way { outbox: &outbox, aside: &aside, copies: &to }.take_named(&names);
            let files = |names| SentFiles { names, home, copies: dir };
            Ok(taken?.map(|names| Taking { files: files(names), aside: Some(aside), outbox, _held: held }))
        });
        match taken.await.unwrap_or_else(|error| Err(io::Error::other(error))) {
            Ok(Ok(taking)) => Ok(Some(taking)),
            Ok(Err(left)) => {
                let _ = std::fs::remove_dir_all(copies);
                refused(format!("`{}` cannot be sent: {}", left.name, left.why))
            }
            Err(error) => {
                let _ = std::fs::remove_dir_all(copies);
                Err(Error::Internal(anyhow::Error::new(error).context("failed to take files of a message")))
            }
        }
    }
}
