//! Masks: made where something is missing, told from what people make, taken away without a trace.

use std::os::unix::fs::symlink;

use super::*;

fn names(root: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn masked(root: &Path) -> Protected {
    let protected = Protected::of(root).unwrap();
    protected.mask().unwrap();
    protected.mask().unwrap();
    protected
}

#[test]
fn what_is_missing_is_masked_and_nothing_is_left() {
    let project = tempfile::tempdir().unwrap();
    let root = project.path();
    let first = masked(root);
    assert_eq!(names(root), [".claude", ".git", ".loop", ".mcp.json"]);
    assert!(first.mounts().all(|mount| mount.read_only));
    assert_eq!(Protected::of(root).unwrap().identity(), first.identity(), "masks count as missing");
    unmask(root);
    assert_eq!(names(root), [""; 0]);
}

#[test]
fn a_repository_keeps_what_it_has() {
    let project = tempfile::tempdir().unwrap();
    let root = project.path();
    std::fs::create_dir_all(root.join(".git/hooks")).unwrap();
    std::fs::create_dir(root.join(".claude")).unwrap();
    std::fs::write(root.join(".git/config"), "").unwrap();
    std::fs::write(root.join(".mcp.json"), "{}").unwrap();
    let protected = masked(root);
    let mounts: Vec<String> = protected
        .mounts()
        .map(|mount| {
            let name = mount.target.strip_prefix(root).unwrap().display().to_string();
            if mount.read_only { name } else { format!("{name} (writable)") }
        })
        .collect();
    assert_eq!(
        mounts,
        [
            ".loop",
            ".claude",
            ".mcp.json",
            ".git (writable)",
            ".git/hooks",
            ".git/config",
            ".git/config.worktree",
            ".git/commondir",
        ]
    );
    assert_eq!(std::fs::read_to_string(root.join(".git/commondir")).unwrap(), ".\n");
    unmask(root);
    assert_eq!(names(root), [".claude", ".git", ".mcp.json"], "an empty directory of the owner's stays");
    assert_eq!(names(&root.join(".git")), ["config", "hooks"]);
}

#[test]
fn what_somebody_put_into_a_mask_stays() {
    let project = tempfile::tempdir().unwrap();
    let root = project.path();
    masked(root);
    std::fs::write(root.join(".loop/config.json"), "{}").unwrap();
    unmask(root);
    assert_eq!(names(root), [".loop"]);
}

#[test]
fn another_file_in_its_place_is_another_identity() {
    let project = tempfile::tempdir().unwrap();
    let root = project.path();
    std::fs::write(root.join(".mcp.json"), "{}").unwrap();
    let before = masked(root);
    // As editors and git save: the mount of a container would not follow.
    std::fs::write(root.join("new"), "{}").unwrap();
    std::fs::rename(root.join("new"), root.join(".mcp.json")).unwrap();
    assert_ne!(Protected::of(root).unwrap().identity(), before.identity());
}

#[test]
fn links_and_odd_files_are_refused_and_nothing_is_made_behind_them() {
    let (project, away) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let root = project.path();
    for name in [".loop", ".claude", ".mcp.json", ".git"] {
        for target in [away.path(), Path::new("nowhere")] {
            symlink(target, root.join(name)).unwrap();
            let refusal = Protected::of(root).unwrap_err();
            assert!(refusal.contains(name) && refusal.contains("symbolic link"), "{refusal}");
            std::fs::remove_file(root.join(name)).unwrap();
        }
    }
    rustix::fs::mknodat(CWD, root.join(".mcp.json"), FileType::Fifo, Mode::from_raw_mode(0o600), 0).unwrap();
    assert!(Protected::of(root).unwrap_err().contains("neither a file nor a directory"));
    std::fs::remove_file(root.join(".mcp.json")).unwrap();

    // One that is put there after the look is noticed, too.
    let looked = Protected::of(root).unwrap();
    symlink(away.path(), root.join(".claude")).unwrap();
    assert!(looked.mask().unwrap_err().contains("symbolic link"));
    let link = away.path().join("link");
    symlink(root, &link).unwrap();
    assert!(Protected::of(&link).is_err(), "the project itself is a link");
    std::fs::remove_file(&link).unwrap();
    assert_eq!(names(away.path()), [""; 0]);
}
