//! Directories of the home that belong to an agent's user.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use rustix::fs::{AtFlags, CWD, Dir, FileType, Gid, Mode, OFlags, Uid, chownat, fstat, openat, statat};
use rustix::io::Errno;

/// Directories within each other that are handed over; what lies deeper stays its old owner's. Agents do not nest so
/// deep, save to exhaust the daemon's descriptors.
const MAX_DEPTH: usize = 64;

/// Makes a directory; when root does, it belongs to the agent's user (uid, gid).
pub(super) fn make_owned(dir: &Path, (uid, gid): (u32, u32)) -> io::Result<()> {
    std::fs::create_dir_all(dir)?;
    let is_roots = std::fs::symlink_metadata(dir)?.uid() == 0;
    if is_roots && uid != 0 && rustix::process::geteuid().is_root() {
        std::os::unix::fs::chown(dir, Some(uid), Some(gid))?;
    }
    Ok(())
}

/// The same for a directory that may have been another user's, as when a channel goes on in somebody else's project:
/// it is handed over with what that user has in it, if the daemon is root.
pub(super) fn make_over(dir: &Path, user: (u32, u32)) -> io::Result<()> {
    make_owned(dir, user)?;
    let owner = std::fs::symlink_metadata(dir)?.uid();
    if owner == user.0 || !rustix::process::geteuid().is_root() {
        return Ok(());
    }
    let to = (Uid::from_raw(user.0), Gid::from_raw(user.1));
    let opened = open(&CWD, dir)?;
    hand_over(&opened, Uid::from_raw(owner), to, MAX_DEPTH)?;
    // Last, so that what was interrupted is begun again.
    Ok(chownat(&opened, c"", Some(to.0), Some(to.1), AtFlags::EMPTY_PATH)?)
}

/// Gives what is in a directory to another user. Links are not followed, whoever swaps them in meanwhile.
fn hand_over(dir: &OwnedFd, from: Uid, to: (Uid, Gid), depth: usize) -> io::Result<()> {
    for entry in Dir::read_from(dir)? {
        let entry = entry?;
        let name = entry.file_name();
        if name == c"." || name == c".." {
            continue;
        }
        let Ok(found) = statat(dir, name, AtFlags::SYMLINK_NOFOLLOW) else { continue };
        if FileType::from_raw_mode(found.st_mode) == FileType::Directory && depth > 0 {
            let inner = match open(dir, name) {
                // Somebody was quicker: it is gone, or something else now, which the next look sees.
                Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP) => continue,
                inner => inner?,
            };
            hand_over(&inner, from, to, depth - 1)?;
            if fstat(&inner)?.st_uid == from.as_raw() {
                chownat(&inner, c"", Some(to.0), Some(to.1), AtFlags::EMPTY_PATH)?;
            }
        } else if found.st_uid == from.as_raw() {
            match chownat(dir, name, Some(to.0), Some(to.1), AtFlags::SYMLINK_NOFOLLOW) {
                Ok(()) | Err(Errno::NOENT) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok(())
}

fn open(at: &impl AsFd, path: impl rustix::path::Arg) -> Result<OwnedFd, Errno> {
    openat(at, path, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC, Mode::empty())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{chown, lchown, symlink};

    use super::*;

    fn owner(path: &Path) -> (u32, u32) {
        let found = std::fs::symlink_metadata(path).unwrap();
        (found.uid(), found.gid())
    }

    #[test]
    fn what_was_one_users_becomes_anothers_and_nothing_else_does() {
        if !rustix::process::geteuid().is_root() {
            return;
        }
        let home = tempfile::tempdir().unwrap();
        let state = home.path().join("state");
        make_over(&state, (1000, 1000)).unwrap();
        assert_eq!(owner(&state), (1000, 1000));

        let (outside, inner) = (home.path().join("outside"), state.join("a/b"));
        std::fs::create_dir_all(&inner).unwrap();
        for path in [&outside, &inner.join("mine"), &inner.join("roots")] {
            std::fs::write(path, "").unwrap();
        }
        symlink(&outside, state.join("link")).unwrap();
        symlink(home.path(), state.join("way out")).unwrap();
        for path in [&state.join("a"), &inner, &inner.join("mine"), &outside] {
            chown(path, Some(1000), Some(1000)).unwrap();
        }
        for link in ["link", "way out"] {
            lchown(state.join(link), Some(1000), Some(1000)).unwrap();
        }

        make_over(&state, (1007, 1008)).unwrap();
        for path in ["", "a", "a/b", "a/b/mine", "link", "way out"] {
            assert_eq!(owner(&state.join(path)), (1007, 1008), "{path}");
        }
        assert_eq!(owner(&inner.join("roots")), (0, 0));
        assert_eq!(owner(&outside), (1000, 1000), "links are not followed");
    }
}
