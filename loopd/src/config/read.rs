//! Reads one small text file, whatever it turns out to be.
//!
//! It must not know what the text means. A device, a FIFO, a huge file or a link out of a project can neither
//! hang nor fool the reader, and no error quotes the content.

use std::fs::File;
use std::io::{self, Read as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Component, Path};

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
pub enum Unreadable {
    /// Nothing has that name.
    #[error("does not exist")]
    Missing,
    /// A directory has it.
    #[error("is a directory, not a file")]
    Directory,
    /// A device, a FIFO or a socket has it.
    #[error("is not a regular file")]
    Special,
    /// A link is on the way.
    #[error("is a symbolic link, or lies behind one or behind a file, which is not followed here")]
    Link,
    /// The path is absolute or has `..`.
    #[error("is not a path inside that directory")]
    Outside,
    /// It has more bytes than this.
    #[error("is larger than {} KiB", .0 / 1024)]
    TooLarge(u64),
    /// This byte, from 1, is wrong.
    #[error("is not UTF-8 text (byte {0} is wrong)")]
    NotText(usize),
    /// The operating system refused.
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
}

/// Reads a regular file of at most `max` bytes, following symbolic links.
pub(super) fn file(path: &Path, max: u64) -> Result<Contents, Unreadable> {
    // Without NONBLOCK, opening a FIFO would wait for a writer.
    let opened = openat(CWD, path, OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK, Mode::empty())?;
    contents(File::from(opened), max)
}

/// Reads the file at the relative `path` below `root`, where an agent may have written all but `root`: no link is
/// followed, and nothing that is put in another's place meanwhile leads out.
pub(super) fn beneath(root: &Path, path: &Path, max: u64) -> Result<Contents, Unreadable> {
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK;
    let inner = flags | OFlags::NOFOLLOW;
    let mut names = Vec::new();
    for part in path.components() {
        match part {
            Component::Normal(name) => names.push(name),
            Component::CurDir => {}
            _ => return Err(Unreadable::Outside),
        }
    }
    let Some((name, directories)) = names.split_last() else { return Err(Unreadable::Outside) };
    let mut directory = openat(CWD, root, flags | OFlags::DIRECTORY, Mode::empty())?;
    // One name at a time: each is looked up in the directory that is held open, wherever that is by now.
    for name in directories {
        directory = match openat(&directory, *name, inner | OFlags::DIRECTORY, Mode::empty()) {
            // With DIRECTORY and NOFOLLOW a link is reported as "not a directory".
            Err(Errno::NOTDIR) => return Err(Unreadable::Link),
            other => other?,
        };
    }
    contents(File::from(openat(&directory, *name, inner, Mode::empty())?), max)
}

/// Reads a regular UTF-8 file of at most `max` bytes at the relative `path` below `root`, where an agent may have
/// written all but `root`. It blocks.
///
/// # Errors
/// If there is a link on the way, the path leads out, or it is not such a file.
pub fn text_beneath(root: &Path, path: &Path, max: u64) -> Result<String, Unreadable> {
    beneath(root, path, max).map(|contents| contents.text.to_string())
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
