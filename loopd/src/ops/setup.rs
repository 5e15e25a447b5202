//! The home made ready for a daemon: one at a time, with its own identity, its token and a reserve of disk space.

use std::fs::{File, OpenOptions, Permissions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use anyhow::{Context, bail};
use rustix::fs::FlockOperation;

use crate::config::{Home, Secret};

/// Bytes kept back for recording the end of running work when the disk is full: four times the largest
/// write-ahead log, below which nothing at all could be recorded.
const RESERVE_BYTES: u64 = 64 * 1024 * 1024;
/// Letters of a token, 5 bits each: 260 bits.
const TOKEN_LETTERS: usize = 52;
/// Letters of an installation's id.
const ID_LETTERS: usize = 16;

/// A home that this process alone may use.
#[derive(Debug)]
pub struct Claimed {
    /// Names the installation for ever; on the label of every container.
    pub installation: String,
    /// What an operator's client presents.
    pub token: Secret,
    _lock: File,
}

/// Makes the home ready and takes it; a second daemon is refused.
pub fn claim(home: &Home) -> anyhow::Result<Claimed> {
    let lock = lock(home)?;
    let installation = read_or_make(&home.root().join("installation"), ID_LETTERS)?;
    let token = read_or_make(&home.token(), TOKEN_LETTERS)?;
    if close(&home.token())? {
        let token = home.token();
        tracing::warn!(
            "{0} was open to other users and is closed now; if one of them may have read it, stop loopd and \
             remove {0}: the next start makes another",
            token.display()
        );
    }
    if let Err(error) = keep_reserve(&home.reserve()) {
        tracing::warn!(error = &error as &dyn std::error::Error, "failed to keep a reserve of disk space");
    }
    Ok(Claimed { installation, token: Secret::inline(token), _lock: lock })
}

fn lock(home: &Home) -> anyhow::Result<File> {
    let path = home.lock();
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(&path)
        .with_context(|| format!("failed to open {}", path.display()))?;
    if let Err(error) = rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
        if error != rustix::io::Errno::WOULDBLOCK {
            return Err(error).with_context(|| format!("failed to lock {}", path.display()));
        }
        let mut owner = String::new();
        let _ = file.read_to_string(&mut owner);
        let owner = owner.trim();
        let who = if owner.is_empty() {
            "another loopd".to_owned()
        } else {
            format!("another loopd (process {owner})")
        };
        bail!(
            "{who} already uses {}; stop it first, or give this one a home of its own with LOOP_HOME",
            home.root().display()
        );
    }
    file.set_len(0)?;
    writeln!(file, "{}", std::process::id())?;
    Ok(file)
}

/// Reads a line of random letters, or makes it: private, and complete or not at all.
fn read_or_make(path: &Path, letters: usize) -> anyhow::Result<String> {
    match std::fs::read_to_string(path) {
        Ok(text) if !text.trim().is_empty() => return Ok(text.trim().to_owned()),
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error).with_context(|| format!("failed to read {}", path.display())),
    }
    let text = crate::engine::intake::random_letters(letters).context("failed to make a secret")?;
    let fresh = path.with_extension("new");
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&fresh)?;
    writeln!(file, "{text}")?;
    file.sync_all()?;
    std::fs::rename(&fresh, path).with_context(|| format!("failed to write {}", path.display()))?;
    Ok(text)
}

/// Makes a file private; tells whether it was not.
fn close(path: &Path) -> anyhow::Result<bool> {
    let fail = || format!("failed to make {} private", path.display());
    let mode = std::fs::metadata(path).with_context(fail)?.permissions().mode();
    if mode & 0o077 == 0 {
        return Ok(false);
    }
    std::fs::set_permissions(path, Permissions::from_mode(0o600)).with_context(fail)?;
    Ok(true)
}

fn keep_reserve(path: &Path) -> std::io::Result<()> {
    if std::fs::metadata(path).is_ok_and(|found| found.len() == RESERVE_BYTES) {
        return Ok(());
    }
    let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    rustix::fs::fallocate(&file, rustix::fs::FallocateFlags::empty(), 0, RESERVE_BYTES).map_err(|error| {
        let _ = std::fs::remove_file(path);
        error.into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_daemon_on_the_same_home_is_refused_and_told_by_whom() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::at(dir.path());
        home.ensure().unwrap();
        let first = claim(&home).unwrap();
        let refusal = claim(&home).unwrap_err().to_string();
        assert!(refusal.contains(&format!("process {}", std::process::id())), "{refusal}");
        assert!(refusal.contains("LOOP_HOME"), "{refusal}");
        drop(first);
        claim(&home).unwrap();
    }

    #[test]
    fn token_and_identity_are_private_and_outlive_a_restart() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::at(dir.path());
        home.ensure().unwrap();
        let first = claim(&home).unwrap();
        let (installation, token) = (first.installation.clone(), first.token.expose().to_owned());
        drop(first);
        let second = claim(&home).unwrap();
        assert_eq!(
            (second.installation.as_str(), second.token.expose()),
            (installation.as_str(), token.as_str())
        );
        assert!(token.len() >= 52);
        let mode = std::fs::metadata(home.token()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_token_that_others_could_read_is_closed_and_that_is_told_once() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::at(dir.path());
        home.ensure().unwrap();
        let token = claim(&home).unwrap().token.expose().to_owned();
        for mode in [0o644, 0o660, 0o604, 0o601] {
            std::fs::set_permissions(home.token(), Permissions::from_mode(mode)).unwrap();
            assert!(close(&home.token()).unwrap(), "{mode:o}");
            assert!(!close(&home.token()).unwrap(), "{mode:o} is told twice");
        }
        std::fs::set_permissions(home.token(), Permissions::from_mode(0o644)).unwrap();
        assert_eq!(claim(&home).unwrap().token.expose(), token, "it is the same token");
        assert_eq!(std::fs::metadata(home.token()).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
