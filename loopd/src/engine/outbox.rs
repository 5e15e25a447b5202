//! Takes what an agent put into its outbox, trusting nothing of it.
//!
//! The outbox is the agent's to write while we read, so each file is first moved into a directory beside it that the
//! agent cannot write: from then on nobody can put a link in its place, and a run that comes by again finds what it
//! took. Nothing is ever followed, only regular files with a single name are opened, and only so much of them is read
//! as may be sent. What is not taken stays where it is; nothing is deleted here that an agent made.

use std::ffi::{CStr, CString};
use std::fs::File;
use std::io::{self, Read as _};
use std::os::fd::OwnedFd;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

use rustix::fs::{
    AtFlags, CWD, Dir, FileType, Mode, OFlags, RenameFlags, Stat, fstat, openat, renameat, renameat_with,
    statat,
};
use rustix::io::Errno;

use super::files::{self, Left, MAX_FILE_BYTES, MAX_FILES, MAX_TOTAL_BYTES, Names};
use crate::model::Millis;

/// Names looked at; an agent can make millions.
const LOOKED_AT: usize = 10_000;

/// What was in an outbox.
#[derive(Debug, Default)]
pub(super) struct Taken {
    /// Names of the files that were taken, in order; copies of that name are ours alone.
    pub files: Vec<String>,
    /// What stays.
    pub left: Vec<Left>,
}

/// Where an agent's files lie and go.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way<'a> {
    /// The agent's to write.
    pub outbox: &'a Path,
    /// Beside it, on the same file system; the agent cannot write it. What an earlier try took is there.
    pub aside: &'a Path,
    /// Where the copies go: a directory of ours that exists.
    pub copies: &'a Path,
}

impl Way<'_> {
    /// Takes the files. What stays and was changed before `since` was told of already. `names` are taken by others.
    pub(super) fn take(&self, since: Millis, names: &mut Names) -> io::Result<Taken> {
        let mut taken = Taken::default();
        let outbox = match directory(self.outbox) {
            Err(Errno::NOENT) => return Ok(taken),
            outbox => outbox?,
        };
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(self.aside)?;
        let aside = directory(self.aside)?;
        let mut budget = Budget { files: MAX_FILES, bytes: MAX_TOTAL_BYTES };
        let (found, are_all) = listed(&outbox)?;
        for name in listed(&aside)?.0 {
            self.copy((&outbox, &aside), &name, &mut budget, (names, &mut taken))?;
        }
        for name in found {
            let looked = statat(&outbox, &name, AtFlags::SYMLINK_NOFOLLOW);
            let Ok(stat) = looked else { continue };
            if let Some(why) = budget.refuses(&stat) {
                if changed_at(&stat) >= since {
                    taken.left.push(Left { name: shown(&name), why });
                }
                continue;
            }
            match renameat(&outbox, &name, &aside, &name) {
                Ok(()) => self.copy((&outbox, &aside), &name, &mut budget, (names, &mut taken))?,
                Err(Errno::NOENT) => {}
                Err(error) => {
                    let why = format!("it cannot be moved: {error}");
                    taken.left.push(Left { name: shown(&name), why });
                }
            }
        }
        if !are_all {
            let why = format!("only the first {LOOKED_AT} were looked at");
            taken.left.push(Left { name: "the rest".to_owned(), why });
        }
        Ok(taken)
    }

    /// Takes the files of these names, in this order: gives the names of their copies, or which cannot be taken and why;
    /// then none is.
    pub(super) fn take_named(&self, wanted: &[String]) -> io::Result<Result<Vec<String>, Left>> {
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(self.aside)?;
        let outbox = match directory(self.outbox) {
            Err(Errno::NOENT) => return Ok(Err(missing(wanted.first()))),
            outbox => outbox?,
        };
        let aside = directory(self.aside)?;
        let mut budget = Budget { files: MAX_FILES, bytes: MAX_TOTAL_BYTES };
        let (mut names, mut taken) = (Names::default(), Taken::default());
        for raw in wanted {
            let name = raw.strip_prefix(&files::outbox_dir()).unwrap_or(raw).trim_start_matches('/');
            let name = CString::new(name).ok().filter(|_| !name.contains('/'));
            let is_there = name.as_deref().is_some_and(|name| {
                let has = |dir| statat(dir, name, AtFlags::SYMLINK_NOFOLLOW).is_ok();
                // What an earlier try took is there already.
                has(&aside) || has(&outbox) && renameat(&outbox, name, &aside, name).is_ok()
            });
            match name.filter(|_| is_there) {
                Some(name) => {
                    let copied = self.copy((&outbox, &aside), &name, &mut budget, (&mut names, &mut taken));
                    if let Err(error) = copied {
                        give_back(self.aside, self.outbox);
                        return Err(error);
                    }
                }
                None => taken.left.push(missing(Some(raw))),
            }
            if let Some(left) = taken.left.pop() {
                give_back(self.aside, self.outbox);
                return Ok(Err(left));
            }
        }
        Ok(Ok(taken.files))
    }

    /// Copies a file that was moved aside; what turns out to be something else goes back.
    fn copy(
        &self,
        (outbox, aside): (&OwnedFd, &OwnedFd),
        name: &CStr,
        budget: &mut Budget,
        (names, taken): (&mut Names, &mut Taken),
    ) -> io::Result<()> {
        match open(aside, name, budget) {
            Ok(mut file) => {
                let given = names.give(&name.to_string_lossy());
                match budget.copied(&mut file, &self.copies.join(&given))? {
                    None => taken.files.push(given),
                    Some(why) => {
                        put_back(aside, outbox, name);
                        taken.left.push(Left { name: given, why });
                    }
                }
            }
            Err(why) => {
                put_back(aside, outbox, name);
                taken.left.push(Left { name: shown(name), why });
            }
        }
        Ok(())
    }
}

/// What may still be taken.
#[derive(Clone, Copy, Debug)]
struct Budget {
    files: usize,
    bytes: u64,
}

impl Budget {
    /// Why something is not taken.
    fn refuses(&self, stat: &Stat) -> Option<String> {
        let bytes = u64::try_from(stat.st_size).unwrap_or(u64::MAX);
        match FileType::from_raw_mode(stat.st_mode) {
            FileType::RegularFile => {}
            FileType::Directory => return Some("a directory; pack it into one file".to_owned()),
            FileType::Symlink => return Some("a link".to_owned()),
            _ => return Some("no ordinary file".to_owned()),
        }
        if stat.st_nlink > 1 {
            return Some("it has a second name; copy it".to_owned());
        }
        if bytes == 0 {
            return Some("it is empty".to_owned());
        }
        let too_large = files::too_large(bytes, self.bytes);
        too_large.or_else(|| (self.files == 0).then(files::too_many))
    }

    /// Copies what may be copied; why not, if it grew meanwhile. An error is ours: the disk is full, for example.
    fn copied(&mut self, file: &mut File, to: &Path) -> io::Result<Option<String>> {
        let mut copy = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(to)?;
        let most = self.bytes.min(MAX_FILE_BYTES);
        let copied = io::copy(&mut file.take(most + 1), &mut copy)?;
        if let Some(why) = files::too_large(copied, self.bytes) {
            std::fs::remove_file(to)?;
            return Ok(Some(why));
        }
        // It is durable before the delivery that names it.
        copy.sync_all()?;
        self.bytes -= copied;
        self.files -= 1;
        Ok(None)
    }
}

/// Opens a regular file without following, waiting for or waking anything.
fn open(dir: &OwnedFd, name: &CStr, budget: &Budget) -> Result<File, String> {
    // Nobody but us changes the directory, so what is looked at is what is opened.
    let cannot = |error: Errno| format!("it cannot be read: {error}");
    let looked = statat(dir, name, AtFlags::SYMLINK_NOFOLLOW).map_err(cannot)?;
    if let Some(why) = budget.refuses(&looked) {
        return Err(why);
    }
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let file = openat(dir, name, flags, Mode::empty()).map_err(cannot)?;
    match budget.refuses(&fstat(&file).map_err(cannot)?) {
        None => Ok(File::from(file)),
        Some(why) => Err(why),
    }
}

/// Says of a name that nothing of it is in the outbox.
fn missing(name: Option<&String>) -> Left {
    let why = format!("there is no such file directly in {}", files::outbox_dir());
    Left { name: Names::default().give(name.map_or("", |name| name.as_str())), why }
}

/// Gives back what was taken and is not sent.
pub(super) fn give_back(aside: &Path, outbox: &Path) {
    let (Ok(from), Ok(to)) = (directory(aside), directory(outbox)) else { return };
    for name in listed(&from).map(|(names, _)| names).unwrap_or_default() {
        put_back(&from, &to, &name);
    }
    // It stays while there is something in it that could not be given back.
    let _ = std::fs::remove_dir(aside);
}

fn put_back(aside: &OwnedFd, outbox: &OwnedFd, name: &CStr) {
    // Where the agent made another of that name, or the disk does not do this, it stays aside and goes with that.
    let _ = renameat_with(aside, name, outbox, name, RenameFlags::NOREPLACE);
}

fn directory(path: &Path) -> rustix::io::Result<OwnedFd> {
    openat(CWD, path, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC, Mode::empty())
}

/// The names in a directory, in order, and whether these are all.
fn listed(dir: &OwnedFd) -> io::Result<(Vec<CString>, bool)> {
    let mut names = Vec::new();
    for entry in Dir::read_from(dir)? {
        let name = entry?.file_name().to_owned();
        if name.as_c_str() == c"." || name.as_c_str() == c".." {
            continue;
        }
        names.push(name);
        if names.len() > LOOKED_AT {
            break;
        }
    }
    let are_all = names.len() <= LOOKED_AT;
    names.truncate(LOOKED_AT);
    names.sort();
    Ok((names, are_all))
}

/// When a file was last changed in any way, which nobody can set.
fn changed_at(stat: &Stat) -> Millis {
    #[expect(clippy::unnecessary_cast, reason = "their types differ between systems")]
    let (sec, nsec) = (stat.st_ctime as i64, stat.st_ctime_nsec as i64);
    sec.saturating_mul(1000).saturating_add(nsec / 1_000_000)
}

fn shown(name: &CStr) -> String {
    Names::default().give(&name.to_string_lossy())
}

#[cfg(test)]
mod tests;
