//! A small disk of a test's own, in memory.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A mounted disk; dropping it takes it away with everything on it.
pub struct Disk(PathBuf);

impl Disk {
    /// Mounts one of that size. Only root can.
    pub fn mount(at: &Path, mib: u32) -> Self {
        std::fs::create_dir_all(at).unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={mib}m,mode=755"), "loop-test"])
            .arg(at)
            .status()
            .unwrap();
        assert!(mounted.success(), "the disk could not be mounted");
        Self(at.to_owned())
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}
