//! What an agent may see of its project but never change: the files that decide how agents, editors and git run.
//!
//! Each is mounted over itself, read-only. A mount needs something to lie on, so what is missing is masked: an empty
//! directory (git shows none) takes its name while a container of the project exists, and goes with the last one.
//! Masks are told from what people make by their date, so that a crash can forget none and nothing else is removed.
//!
//! A mount stays on the file that it was made on. A [`Seal`] says which files those were: a container is lent to
//! another run only while they are what is found at their names.
//!
//! Not covered, as nothing here could: repositories below the project's own, and hooks that git is told to look for
//! among the project's files (husky); they are the project's code, like its Makefile.

use std::collections::HashMap;
use std::io;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rustix::fs::{
    AtFlags, CWD, Dir, FileType, Gid, Mode, OFlags, Stat, Timespec, Timestamps, Uid, chownat, fstat, mkdirat,
    openat, statat, unlinkat, utimensat,
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
}

/// Which files stood at the protected names of a project, masks among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seal(String);

impl Seal {
    /// As it is kept with the container.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for Seal {
    fn from(kept: String) -> Self {
        Self(kept)
    }
}

impl Protected {
    /// Looks at the project at `root`, whose owner the agent works as. An error is a sentence for people.
    pub(super) fn of(root: &Path) -> Result<Self, String> {
        let fail = |name: &str, error: Errno| cannot(root, name, &error.into());
        let dir = open(root).map_err(|error| fail(".", error))?;
        let has_git = statat(&dir, ".git", AtFlags::SYMLINK_NOFOLLOW).is_ok_and(|found| {
            FileType::from_raw_mode(found.st_mode) == FileType::Directory
                && !is_mask(&dir, &NO_GIT_GUARD, &found)
        });
        let mut guards = GUARDS.to_vec();
        if has_git {
            guards.extend(GIT_GUARDS);
        } else {
            guards.push(NO_GIT_GUARD);
        }
        for guard in &guards {
            match statat(&dir, guard.name, AtFlags::SYMLINK_NOFOLLOW) {
                Err(Errno::NOENT) => {}
                found => {
                    let found = found.map_err(|error| fail(guard.name, error))?;
                    check(root, guard, FileType::from_raw_mode(found.st_mode))?;
                }
            }
        }
        Ok(Self { root: root.to_owned(), guards })
    }

    /// What is mounted over the project, outer directories first.
    pub(super) fn mounts(&self) -> impl Iterator<Item = Mount> {
        self.guards.iter().map(|guard| {
            let path = self.root.join(guard.name);
            Mount { source: MountSource::Bind(path.clone()), target: path, read_only: !guard.writable }
        })
    }

    /// Which files stand at the names now; `None` if one is missing or cannot be looked at.
    fn seal(&self) -> Option<Seal> {
        let dir = open(&self.root).ok()?;
        let mut seal = String::new();
        for guard in &self.guards {
            let found = statat(&dir, guard.name, AtFlags::SYMLINK_NOFOLLOW).ok()?;
            seal += &identity(guard, &found);
        }
        Some(Seal(seal))
    }

    /// Puts masks in the place of what is missing. Repeating it is harmless.
    fn mask(&self) -> Result<Seal, String> {
        let fail = |name: &str, error: &io::Error| cannot(&self.root, name, error);
        let dir = open(&self.root).map_err(|error| fail(".", &error.into()))?;
        let owner = fstat(&dir).map_err(|error| fail(".", &error.into()))?;
        let owner = (Uid::from_raw(owner.st_uid), Gid::from_raw(owner.st_gid));
        let mut seal = String::new();
        for guard in &self.guards {
            // The directory above is a mount's place too, so nobody in a container can have put a link there.
            match make(&dir, guard, owner) {
                Ok(()) | Err(Errno::EXIST) => {}
                Err(error) => return Err(fail(guard.name, &error.into())),
            }
            let found = statat(&dir, guard.name, AtFlags::SYMLINK_NOFOLLOW);
            let found = found.map_err(|error| fail(guard.name, &error.into()))?;
            check(&self.root, guard, FileType::from_raw_mode(found.st_mode))?;
            seal += &identity(guard, &found);
        }
        Ok(Seal(seal))
    }
}

/// Which file it is. A file system may give a new file the number of one that went, hence the time of its last
/// change; an agent changes what is in a writable directory, and what is guarded in that has a line of its own.
fn identity(guard: &Guard, found: &Stat) -> String {
    let mut identity = format!("{}={}:{}", guard.name, found.st_dev, found.st_ino);
    if !guard.writable {
        identity += &format!(":{}.{}", found.st_ctime, found.st_ctime_nsec);
    }
    identity + "\n"
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

/// True of what [`make`] made for this guard and nobody used since. People have files of that date, too, and an agent
/// can give it to what it may write: so everything else must be as it was made as well.
fn is_mask(dir: &OwnedFd, guard: &Guard, found: &Stat) -> bool {
    if found.st_mtime != MASK_DATE || found.st_mtime_nsec != 0 {
        return false;
    }
    let open = |flags| openat(dir, guard.name, flags | OFlags::NOFOLLOW | OFlags::CLOEXEC, Mode::empty());
    match (guard.mask, FileType::from_raw_mode(found.st_mode)) {
        (None, FileType::Directory) => {
            open(OFlags::RDONLY | OFlags::DIRECTORY).is_ok_and(|dir| is_empty(&dir))
        }
        (Some(text), FileType::RegularFile) => {
            usize::try_from(found.st_size) == Ok(text.len())
                && open(OFlags::RDONLY | OFlags::NONBLOCK).is_ok_and(|file| holds(&file, text))
        }
        _ => false,
    }
}

fn is_empty(dir: &OwnedFd) -> bool {
    let Ok(mut entries) = Dir::read_from(dir) else { return false };
    entries.all(|entry| entry.is_ok_and(|entry| [c".", c".."].contains(&entry.file_name())))
}

/// True of a file with no more and no less than a mask's few bytes.
fn holds(file: &OwnedFd, text: &str) -> bool {
    let mut found = [0_u8; 8];
    rustix::io::read(file, &mut found).is_ok_and(|count| found[..count] == *text.as_bytes())
}

/// Takes the masks away that nobody put anything into. The caller knows that no container needs them.
fn unmask(root: &Path) {
    let Ok(dir) = open(root) else { return };
    for guard in masks(&dir) {
        // A directory that holds something is not removed.
        let flags = if guard.mask.is_none() { AtFlags::REMOVEDIR } else { AtFlags::empty() };
        let _ = unlinkat(&dir, guard.name, flags);
    }
}

fn has_masks(root: &Path) -> bool {
    open(root).is_ok_and(|dir| masks(&dir).next().is_some())
}

/// The masks in a project, inner ones first.
fn masks(dir: &OwnedFd) -> impl Iterator<Item = &'static Guard> {
    GIT_GUARDS.iter().chain(&GUARDS).rev().filter_map(move |guard| {
        let found = statat(dir, guard.name, AtFlags::SYMLINK_NOFOLLOW).ok()?;
        is_mask(dir, guard, &found).then_some(guard)
    })
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
    /// True while everything that a container guards is what it was when its mounts were made.
    pub(super) async fn is_guarded(&self, protected: &Protected, seal: &Seal) -> bool {
        let protected = protected.clone();
        let found = tokio::task::spawn_blocking(move || protected.seal()).await;
        found.is_ok_and(|found| found.as_ref() == Some(seal))
    }

    /// Puts the masks of a project there, for a container that is in the books already.
    pub(super) async fn mask(&self, protected: &Protected) -> Result<Seal, Outcome> {
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
            tracing::debug!(container = %id, error = &*error as &dyn std::error::Error, "masks stay for now");
        }
    }

    async fn unmask_project_of(&self, id: &ContainerId) -> anyhow::Result<()> {
        let Some(dead) = self.store.find_container(id).await? else { return Ok(()) };
        let Some(root) = self.work_root(&dead.channel_id).await? else { return Ok(()) };
        self.unmask_project(root, Some(id)).await
    }

    /// Takes away what a crash left in projects that no container works in.
    pub(super) async fn unmask_forgotten(&self) -> anyhow::Result<()> {
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

    async fn unmask_project(&self, root: PathBuf, dead: Option<&ContainerId>) -> anyhow::Result<()> {
        // From here on no container of the project gets masks; one that got some is in the books.
        let turn = self.masks.of(&root).lock_owned().await;
        for other in self.store.live_containers(&self.identity.installation).await? {
            if Some(&other.id) != dead && self.work_root(&other.channel_id).await?.as_ref() == Some(&root) {
                return Ok(());
            }
        }
        // Nobody waits for it: the disk may not answer.
        let engine = self.clone();
        self.tasks.spawn(async move {
            let _turn = turn;
            let (looked, path) = (root.clone(), root.clone());
            if !tokio::task::spawn_blocking(move || has_masks(&looked)).await.unwrap_or_default() {
                return;
            }
            // Another installation's agents may work there, and its books are its own.
            match engine.runner.mounting(&root).await {
                Ok(others) if others.is_empty() => {
                    let _ = tokio::task::spawn_blocking(move || unmask(&path)).await;
                }
                Ok(others) => tracing::debug!(?others, "masks stay for other containers"),
                Err(error) => {
                    tracing::debug!(error = &error as &dyn std::error::Error, "masks stay for now");
                }
            }
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
