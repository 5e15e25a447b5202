//! What an agent may see of its project but never change: the files that decide how agents, editors and git run.
//!
//! Each is mounted over itself, read-only. A mount needs something to lie on, so what is missing is masked: an empty
//! directory (git shows none) takes its name while a container of the project exists, and goes with the last one.
//! Masks are told from what people make by their date, so that a crash can forget none and nothing else is removed.
//!
//! Not covered, as nothing here could: repositories below the project's own, and hooks that git is told to look for
//! among the project's files (husky); they are the project's code, like its Makefile.

use std::collections::HashMap;
use std::io;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rustix::fs::{
    AtFlags, CWD, FileType, Gid, Mode, OFlags, Timespec, Timestamps, Uid, chownat, fstat, mkdirat, openat,
    statat, unlinkat, utimensat,
};
use rustix::io::Errno;

use super::Engine;
use super::outcome::Outcome;
use super::sandbox::is_elsewhere;
use crate::model::{ChannelId, ContainerId, FailureCode};
use crate::runner::{Mount, MountSource};
use crate::store;

/// The date of what stands in for something missing: 2000-01-01, which nothing in use has.
const MASK_DATE: i64 = 946_684_800;
/// Made by git in the directory of a linked worktree only; in any other it would have git read another directory's
/// config. `.` is the directory itself, so git goes on as it did.
const COMMON_DIR: &str = ".git/commondir";

/// Projects looked up at a time.
const DIRS_AT_ONCE: u64 = 200;

/// One name that is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Guard {
    /// Below the project.
    name: &'static str,
    /// What stands in for it while it is missing: a directory, or a file with this content.
    mask: Option<&'static str>,
    /// True of what may be changed but not moved away, with the protected things in it.
    writable: bool,
}

const fn directory(name: &'static str) -> Guard {
    Guard { name, mask: None, writable: false }
}

/// Git lists nothing of its own directory, so there an empty file can stand in for a file.
const fn file(name: &'static str, mask: &'static str) -> Guard {
    Guard { name, mask: Some(mask), writable: false }
}

/// In every project. All of `.claude`: its agents, commands and skills can bring hooks as its settings do.
const GUARDS: [Guard; 3] = [directory(".loop"), directory(".claude"), directory(".mcp.json")];
/// Where `.git` is a directory; it is a mount of its own so that it cannot be moved away as a whole.
const GIT_GUARDS: [Guard; 5] = [
    Guard { name: ".git", mask: None, writable: true },
    directory(".git/hooks"),
    file(".git/config", ""),
    file(".git/config.worktree", ""),
    file(COMMON_DIR, ".\n"),
];
/// Where `.git` is a file, as in a linked worktree, or missing.
const NO_GIT_GUARD: Guard = directory(".git");

/// The protected names of one project, as they were looked up.
#[derive(Clone, Debug)]
pub(super) struct Protected {
    root: PathBuf,
    guards: Vec<Guard>,
    /// Which files they were: a container whose mounts lie on other ones protects nothing.
    identity: String,
}

impl Protected {
    /// Looks at the project at `root`, whose owner the agent works as. An error is a sentence for people.
    pub(super) fn of(root: &Path) -> Result<Self, String> {
        let fail = |name: &str, error: Errno| cannot(root, name, &error.into());
        let dir = open(root).map_err(|error| fail(".", error))?;
        let has_git = statat(&dir, ".git", AtFlags::SYMLINK_NOFOLLOW).is_ok_and(|found| {
            FileType::from_raw_mode(found.st_mode) == FileType::Directory && !is_mask(&found)
        });
        let mut guards = GUARDS.to_vec();
        if has_git {
            guards.extend(GIT_GUARDS);
        } else {
            guards.push(NO_GIT_GUARD);
        }
        let mut identity = String::new();
        for guard in &guards {
            let found = match statat(&dir, guard.name, AtFlags::SYMLINK_NOFOLLOW) {
                Err(Errno::NOENT) => None,
                found => {
                    Some(found.map_err(|error| fail(guard.name, error))?).filter(|found| !is_mask(found))
                }
            };
            if let Some(found) = found {
                check(root, guard, FileType::from_raw_mode(found.st_mode))?;
                identity += &format!("{}={}:{} ", guard.name, found.st_dev, found.st_ino);
            }
        }
        Ok(Self { root: root.to_owned(), guards, identity })
    }

    /// What is mounted over the project, outer directories first.
    pub(super) fn mounts(&self) -> impl Iterator<Item = Mount> {
        self.guards.iter().map(|guard| {
            let path = self.root.join(guard.name);
            Mount { source: MountSource::Bind(path.clone()), target: path, read_only: !guard.writable }
        })
    }

    /// Tells whether two looks found the same; masks count as missing.
    pub(super) fn identity(&self) -> &str {
        &self.identity
    }

    /// Puts masks in the place of what is missing. Repeating it is harmless.
    fn mask(&self) -> Result<(), String> {
        let fail = |name: &str, error: &io::Error| cannot(&self.root, name, error);
        let dir = open(&self.root).map_err(|error| fail(".", &error.into()))?;
        let owner = fstat(&dir).map_err(|error| fail(".", &error.into()))?;
        let owner = (Uid::from_raw(owner.st_uid), Gid::from_raw(owner.st_gid));
        for guard in &self.guards {
            // The directory above is a mount's place too, so nobody in a container can have put a link there.
            match make(&dir, guard, owner) {
                Ok(()) | Err(Errno::EXIST) => {}
                Err(error) => return Err(fail(guard.name, &error.into())),
            }
            let found = statat(&dir, guard.name, AtFlags::SYMLINK_NOFOLLOW);
            let found = found.map_err(|error| fail(guard.name, &error.into()))?;
            check(&self.root, guard, FileType::from_raw_mode(found.st_mode))?;
        }
        Ok(())
    }
}

/// A link would have the mount show another place, and an agent may write what it leads to.
fn check(root: &Path, guard: &Guard, found: FileType) -> Result<(), String> {
    let path = root.join(guard.name);
    let path = path.display();
    match found {
        FileType::Directory | FileType::RegularFile => Ok(()),
        FileType::Symlink => Err(format!(
            "{path} is a symbolic link, and an agent could change what it leads to. Put the directory or file itself \
             there, then ask again."
        )),
        _ => Err(format!("{path} is neither a file nor a directory. Move it away, then ask again.")),
    }
}

fn cannot(root: &Path, name: &str, error: &io::Error) -> String {
    let (path, root) = (root.join(name), root.display());
    format!(
        "{} cannot be protected from the agent: {error}. loopd must be able to write in {root}.",
        path.display()
    )
}

/// The project's directory itself, not what a link in its place leads to.
fn open(root: &Path) -> rustix::io::Result<OwnedFd> {
    openat(CWD, root, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC, Mode::empty())
}

/// Makes what stands in for something missing, in the hands of the project's owner.
fn make(dir: &OwnedFd, guard: &Guard, (uid, gid): (Uid, Gid)) -> rustix::io::Result<()> {
    match guard.mask {
        None => mkdirat(dir, guard.name, Mode::from_raw_mode(0o755))?,
        Some(text) => {
            let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            let file = openat(dir, guard.name, flags, Mode::from_raw_mode(0o644))?;
            rustix::io::write(&file, text.as_bytes())?;
        }
    }
    if rustix::process::geteuid().is_root() {
        chownat(dir, guard.name, Some(uid), Some(gid), AtFlags::SYMLINK_NOFOLLOW)?;
    }
    let date = Timespec { tv_sec: MASK_DATE, tv_nsec: 0 };
    let dates = Timestamps { last_access: date, last_modification: date };
    utimensat(dir, guard.name, &dates, AtFlags::SYMLINK_NOFOLLOW)
}

/// True of what [`make`] made and nobody used since.
fn is_mask(found: &rustix::fs::Stat) -> bool {
    let is_small = match FileType::from_raw_mode(found.st_mode) {
        FileType::Directory => true,
        FileType::RegularFile => found.st_size <= 2,
        _ => false,
    };
    is_small && found.st_mtime == MASK_DATE && found.st_mtime_nsec == 0
}

/// Takes the masks away that nobody put anything into. The caller knows that no container needs them.
fn unmask(root: &Path) {
    let Ok(dir) = open(root) else { return };
    for guard in GIT_GUARDS.iter().chain(&GUARDS).rev() {
        let Ok(found) = statat(&dir, guard.name, AtFlags::SYMLINK_NOFOLLOW) else { continue };
        if is_mask(&found) {
            let is_dir = FileType::from_raw_mode(found.st_mode) == FileType::Directory;
            // A directory that holds something is not removed.
            let flags = if is_dir { AtFlags::REMOVEDIR } else { AtFlags::empty() };
            let _ = unlinkat(&dir, guard.name, flags);
        }
    }
}

/// Whose turn it is to put masks into a project or to take them away. One project's dead disk holds up no other.
#[derive(Debug, Default)]
pub struct Masks(Mutex<HashMap<PathBuf, Arc<tokio::sync::Mutex<()>>>>);

impl Masks {
    fn of(&self, root: &Path) -> Arc<tokio::sync::Mutex<()>> {
        let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Who waits or works holds a second one.
        turns.retain(|_, turn| Arc::strong_count(turn) > 1);
        Arc::clone(turns.entry(root.to_owned()).or_default())
    }
}

impl Engine {
    /// Puts the masks of a project there, for a container that is in the books already.
    pub(super) async fn mask(&self, protected: &Protected) -> Result<(), Outcome> {
        let turn = self.masks.of(&protected.root).lock_owned().await;
        let (protected, home) = (protected.clone(), self.home.clone());
        let masked = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            // A work directory of loopd's own lies in its home.
            if !protected.root.starts_with(home.root()) && is_elsewhere(&home, &protected.root) {
                let root = protected.root.display();
                return Err(format!(
                    "The project directory {root} is not what it was: it leads somewhere else now."
                ));
            }
            protected.mask()
        })
        .await;
        let masked =
            masked.unwrap_or_else(|error| Err(format!("The project could not be protected: {error}.")));
        masked.map_err(|text| Outcome::failed(FailureCode::WorkDir, text))
    }

    /// Takes the masks of a dead container's project away, unless another container needs them.
    pub(super) async fn unmask(&self, id: &ContainerId) {
        if let Err(error) = self.unmask_project_of(id).await {
            tracing::debug!(container = %id, error = &error as &dyn std::error::Error, "masks stay for now");
        }
    }

    async fn unmask_project_of(&self, id: &ContainerId) -> store::Result<()> {
        let Some(dead) = self.store.find_container(id).await? else { return Ok(()) };
        let Some(root) = self.work_root(&dead.channel_id).await? else { return Ok(()) };
        self.unmask_project(root, Some(id)).await
    }

    /// Takes away what a crash left in projects that no container works in.
    pub(super) async fn unmask_forgotten(&self) -> store::Result<()> {
        let mut after = None;
        loop {
            let dirs = self.store.project_dirs(DIRS_AT_ONCE, after.as_deref()).await?;
            let Some(last) = dirs.last() else { return Ok(()) };
            after = Some(last.clone());
            for dir in dirs {
                self.unmask_project(PathBuf::from(dir), None).await?;
            }
        }
    }

    async fn unmask_project(&self, root: PathBuf, dead: Option<&ContainerId>) -> store::Result<()> {
        // From here on no container of the project gets masks; one that got some is in the books.
        let turn = self.masks.of(&root).lock_owned().await;
        for other in self.store.live_containers(&self.identity.installation).await? {
            if Some(&other.id) != dead && self.work_root(&other.channel_id).await?.as_ref() == Some(&root) {
                return Ok(());
            }
        }
        // Nobody waits for it: the disk may not answer.
        self.tasks.spawn_blocking(move || {
            let _turn = turn;
            unmask(&root);
        });
        Ok(())
    }

    /// The directory that a channel's containers work in.
    async fn work_root(&self, channel: &ChannelId) -> store::Result<Option<PathBuf>> {
        let Some(mut channel) = self.store.find_channel(channel).await? else { return Ok(None) };
        if let Some(parent) = &channel.parent_id {
            let Some(found) = self.store.find_channel(parent).await? else { return Ok(None) };
            channel = found;
        }
        let own = self.home.work(channel.id.as_str());
        Ok(Some(channel.dir.map_or(own, PathBuf::from)))
    }
}

#[cfg(test)]
mod tests;
