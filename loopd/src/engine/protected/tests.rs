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
    assert_eq!(Protected::of(root).unwrap().seal(), first.seal(), "masks stay what they are");
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

/// Saves a file as editors and git do: the mount of a container would not follow.
fn save(path: &Path, text: &str) {
    let new = path.with_extension("lock");
    std::fs::write(&new, text).unwrap();
    std::fs::rename(&new, path).unwrap();
}

#[test]
fn another_file_in_its_place_breaks_the_seal_though_it_has_the_number_of_the_first() {
    let project = tempfile::tempdir().unwrap();
    let root = project.path();
    let path = root.join(".mcp.json");
    std::fs::write(&path, "{}").unwrap();
    let protected = masked(root);
    let mut seals = vec![protected.mask().unwrap()];
    assert_eq!(protected.seal().as_ref(), seals.first(), "a look changes nothing");
    // Every second one gets the number that the one before the last gave back.
    for _ in 0..4 {
        save(&path, "{}");
        let seal = protected.seal().unwrap();
        assert!(!seals.contains(&seal), "{seal:?}");
        seals.push(seal);
    }
}

#[test]
fn a_mask_that_went_or_was_made_again_breaks_the_seal_and_work_in_git_does_not() {
    let project = tempfile::tempdir().unwrap();
    let root = project.path();
    std::fs::create_dir(root.join(".git")).unwrap();
    let protected = masked(root);
    let seal = protected.mask().unwrap();
    std::fs::write(root.join(".git/index"), "").unwrap();
    assert_eq!(protected.seal().as_ref(), Some(&seal));
    std::fs::remove_dir(root.join(".claude")).unwrap();
    assert_eq!(protected.seal(), None);
    assert_ne!(protected.mask().unwrap(), seal);
}

#[test]
fn what_people_have_is_no_mask_whatever_its_date() {
    let project = tempfile::tempdir().unwrap();
    let root = project.path();
    let date = Timespec { tv_sec: MASK_DATE, tv_nsec: 0 };
    let dates = Timestamps { last_access: date, last_modification: date };
    std::fs::create_dir_all(root.join(".claude/agents")).unwrap();
    std::fs::create_dir_all(root.join(".git/hooks")).unwrap();
    let files =
        [(".mcp.json", "{}"), (".git/HEAD", ""), (".git/config", "x\n"), (".git/hooks/pre-commit", "")];
    for (name, text) in files {
        std::fs::write(root.join(name), text).unwrap();
    }
    let names = [".mcp.json", ".claude", ".git/config", ".git/hooks", ".git"];
    for name in names {
        utimensat(CWD, root.join(name), &dates, AtFlags::empty()).unwrap();
    }
    let protected = Protected::of(root).unwrap();
    assert!(protected.mounts().any(|mount| !mount.read_only), "it is a repository");
    unmask(root);
    for name in names {
        assert!(root.join(name).exists(), "{name}");
    }
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
