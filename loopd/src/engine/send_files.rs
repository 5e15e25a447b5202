//! Files that an agent sends with a message while it works: taken from its outbox at once, all of them or none.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};
use tokio::sync::OwnedRwLockReadGuard;

use super::caller::Caller;
use super::files::{self, MAX_FILES};
use super::intake::random_letters;
use super::outbox::Way;
use super::upload::{ASIDE, fresh};
use super::{Engine, Error, Result};
use crate::model::Channel;
use crate::store::{RequestKey, SentFiles};

/// Files that were taken and are not owed yet.
pub(super) struct Taking {
    /// What is to be owed.
    pub files: SentFiles,
    /// Where the agent's own lie until it is.
    aside: PathBuf,
    /// Keeps the copies from being swept meanwhile.
    _held: OwnedRwLockReadGuard<()>,
}

impl Taking {
    /// They are owed: the agent's own are of no use any more.
    pub(super) fn done(self) {
        // What cannot be removed goes with the container.
        let _ = std::fs::remove_dir_all(self.aside);
    }
}

impl Engine {
    /// Takes the files of these names from the outbox of the agent that asks. A second try with the same key finds what
    /// the first one took.
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
        let (from, to) = (aside.clone(), copies.clone());
        let taken = tokio::task::spawn_blocking(move || {
            fresh(&to)?;
            Way { outbox: &outbox, aside: &from, copies: &to }.take_named(&names)
        });
        match taken.await.unwrap_or_else(|error| Err(io::Error::other(error))) {
            Ok(Ok(names)) => {
                let home = self.identity.installation.clone();
                Ok(Some(Taking { files: SentFiles { names, home, copies: dir }, aside, _held: held }))
            }
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
