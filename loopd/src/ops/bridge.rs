//! The program that gives agents loop's own tools, which every container has from the installation.

use std::fs::File;
use std::io::{self, Read as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

/// Bytes that tell what a program is: the header and the program headers behind it.
const HEAD_BYTES: u64 = 4096;
const HEADER_BYTES: usize = 64;
const SEGMENT_BYTES: usize = 56;
/// The kind of segment that names a loader.
const INTERPRETER: u32 = 3;

/// The program at `path` if every Linux container of this machine can run it, or why agents work without it.
pub fn check(path: &Path) -> Result<PathBuf, String> {
    judge(path).map_err(|reason| {
        format!(
            "agents have no tools of loop: {} {reason}; `deploy/mcp.sh` builds it, `loopd serve --loop-mcp` names it",
            path.display()
        )
    })
}

fn judge(path: &Path) -> Result<PathBuf, String> {
    let real = path.canonicalize().map_err(|error| format!("cannot be used ({error})"))?;
    let mode = real.metadata().map_err(|error| format!("cannot be used ({error})"))?.permissions().mode();
    if mode & 0o005 != 0o005 {
        return Err("may not be read and run by everybody".to_owned());
    }
    let head = head(&real).map_err(|error| format!("cannot be read ({error})"))?;
    program(&head, std::env::consts::ARCH)?;
    Ok(real)
}

fn head(path: &Path) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    File::open(path)?.take(HEAD_BYTES).read_to_end(&mut head)?;
    Ok(head)
}

/// Reads the beginning of an ELF file: a 64-bit Linux program for that architecture that needs no loader.
fn program(head: &[u8], arch: &str) -> Result<(), String> {
    let machine = match arch {
        "x86_64" => 62,
        "aarch64" => 183,
        other => return Err(format!("is not made for {other}")),
    };
    // 64 bits, little endian.
    if head.len() < HEADER_BYTES || !head.starts_with(b"\x7fELF\x02\x01") {
        return Err("is no Linux program".to_owned());
    }
    if number::<2>(head, 18) != Some(machine) {
        return Err(format!("is made for another processor than {arch}"));
    }
    let first = number::<8>(head, 32).and_then(|at| usize::try_from(at).ok()).unwrap_or_default();
    let count = number::<2>(head, 56).and_then(|count| usize::try_from(count).ok()).unwrap_or_default();
    let mut kinds = (0..count).map(|index| number::<4>(head, first.saturating_add(index * SEGMENT_BYTES)));
    if kinds.any(|kind| kind.is_none_or(|kind| kind == u64::from(INTERPRETER))) {
        return Err("is not linked statically, so it does not run in every container".to_owned());
    }
    Ok(())
}

fn number<const BYTES: usize>(head: &[u8], at: usize) -> Option<u64> {
    let bytes = head.get(at..at.checked_add(BYTES)?)?;
    Some(bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elf(machine: u8, kinds: &[u8]) -> Vec<u8> {
        let mut head = vec![0; HEADER_BYTES + kinds.len() * SEGMENT_BYTES];
        head[..6].copy_from_slice(b"\x7fELF\x02\x01");
        (head[18], head[32], head[56]) = (machine, 64, u8::try_from(kinds.len()).unwrap());
        for (index, kind) in kinds.iter().enumerate() {
            head[HEADER_BYTES + index * SEGMENT_BYTES] = *kind;
        }
        head
    }

    #[test]
    fn a_static_program_of_this_machine_is_wanted() {
        assert_eq!(program(&elf(62, &[1, 2]), "x86_64"), Ok(()));
        assert_eq!(program(&elf(183, &[1]), "aarch64"), Ok(()));
        let table = [
            (elf(62, &[1, 3]), "statically"),
            (elf(183, &[1]), "another processor"),
            (elf(62, &[1])[..66].to_vec(), "statically"),
            (b"#!/bin/sh".to_vec(), "no Linux program"),
            (b"\xcf\xfa\xed\xfe".repeat(30), "no Linux program"),
        ];
        for (head, reason) in table {
            let refused = program(&head, "x86_64").unwrap_err();
            assert!(refused.contains(reason), "{refused}");
        }
    }

    #[test]
    fn what_is_missing_or_private_is_named_with_what_to_do() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("loop-mcp");
        assert!(check(&path).unwrap_err().contains("deploy/mcp.sh"));
        std::fs::write(&path, elf(62, &[1])).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).unwrap();
        assert!(check(&path).unwrap_err().contains("by everybody"));
    }
}
