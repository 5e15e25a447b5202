//! Reads one small text file, whatever it turns out to be.
//!
//! It must not know what the text means. A device, a FIFO, a huge file or a link out of a project can neither
//! hang nor fool the reader, and no error quotes the content.

use std::fs::File;
use std::io::{self, Read as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use rustix::fs::{CWD, Mode, OFlags, openat};
use rustix::io::Errno;
use zeroize::Zeroizing;

/// What was read.
pub(super) struct Contents {
    pub text: Zeroizing<String>,
    /// The file's permission bits.
    pub mode: u32,
}

/// Why a file could not be read; completes a sentence that begins with its path.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unreadable {
    #[error("does not exist")]
    Missing,
    #[error("is a directory, not a file")]
    Directory,
    #[error("is not a regular file")]
    Special,
    #[error("is a symbolic link, or lies behind one or behind a file, which is not followed here")]
    Link,
    #[error("is larger than {} KiB", .0 / 1024)]
    TooLarge(u64),
    #[error("is not UTF-8 text (byte {0} is wrong)")]
    NotText(usize),
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
}

/// Reads a regular file of at most `max` bytes, following symbolic links.
pub(super) fn file(path: &Path, max: u64) -> Result<Contents, Unreadable> {
    // Without NONBLOCK, opening a FIFO would wait for a writer.
    let opened = openat(CWD, path, OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK, Mode::empty())?;
    contents(File::from(opened), max)
}

/// Reads `root/directory/name`, where an agent may have written all but `root`: no link is followed.
pub(super) fn beneath(root: &Path, directory: &str, name: &str, max: u64) -> Result<Contents, Unreadable> {
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK;
    let root = openat(CWD, root, flags | OFlags::DIRECTORY, Mode::empty())?;
    let inner = flags | OFlags::NOFOLLOW;
    let directory = match openat(&root, directory, inner | OFlags::DIRECTORY, Mode::empty()) {
        // With DIRECTORY and NOFOLLOW a link is reported as "not a directory".
        Err(Errno::NOTDIR) => return Err(Unreadable::Link),
        other => other?,
    };
    contents(File::from(openat(&directory, name, inner, Mode::empty())?), max)
}

fn contents(file: File, max: u64) -> Result<Contents, Unreadable> {
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(Unreadable::Directory);
    }
    if !metadata.is_file() {
        return Err(Unreadable::Special);
    }
    let mut bytes = Zeroizing::new(Vec::new());
    file.take(max + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > max {
        return Err(Unreadable::TooLarge(max));
    }
    let text = str::from_utf8(&bytes).map_err(|error| Unreadable::NotText(error.valid_up_to() + 1))?;
    Ok(Contents { text: Zeroizing::new(text.to_owned()), mode: metadata.mode() })
}

impl From<Errno> for Unreadable {
    fn from(errno: Errno) -> Self {
        match errno {
            Errno::NOENT => Self::Missing,
            Errno::LOOP => Self::Link,
            // What opening a socket reports.
            Errno::NXIO => Self::Special,
            other => Self::Io(other.into()),
        }
    }
}
