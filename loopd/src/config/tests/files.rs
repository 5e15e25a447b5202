//! Files that are not what they should be.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use super::super::{Config, Environment, MAX_BYTES, ProjectConfig};
use super::environment;

const MINIMAL: &str = "{ platform: 'local' }";

/// The error of loading `path`, without the directory it is in.
fn load(path: &Path) -> String {
    let directory = path.parent().unwrap().display().to_string();
    Config::load(path, &environment()).unwrap_err().to_string().replace(&format!("{directory}/"), "")
}

#[test]
fn what_is_no_readable_text_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("config.json");
    assert!(load(&path).starts_with("config.json: does not exist: write it"));
    assert!(Config::load(&path, &environment()).unwrap_err().is_missing());

    fs::create_dir(&path).unwrap();
    assert_eq!(load(&path), "config.json: is a directory, not a file");
    fs::remove_dir(&path).unwrap();

    fs::write(&path, b"{ platform: '\xff' }").unwrap();
    assert_eq!(load(&path), "config.json: is not UTF-8 text (byte 14 is wrong)");

    fs::write(&path, " ".repeat(usize::try_from(MAX_BYTES).unwrap() + 1)).unwrap();
    assert_eq!(load(&path), "config.json: is larger than 1024 KiB");

    fs::remove_file(&path).unwrap();
    rustix::fs::mkfifoat(rustix::fs::CWD, &path, rustix::fs::Mode::RUSR).unwrap();
    assert_eq!(load(&path), "config.json: is not a regular file");
    assert_eq!(load(Path::new("/dev/zero")), "zero: is not a regular file");
}

#[test]
fn an_unreadable_file_says_why() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("config.json");
    fs::write(&path, MINIMAL).unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o000)).unwrap();
    // Root reads everything.
    if fs::read(&path).is_err() {
        assert_eq!(load(&path), "config.json: cannot be read: Permission denied (os error 13)");
    }
}

#[test]
fn the_file_at_the_limit_is_read() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("config.json");
    let blanks = " ".repeat(usize::try_from(MAX_BYTES).unwrap() - MINIMAL.len());
    fs::write(&path, format!("{MINIMAL}{blanks}")).unwrap();
    assert!(Config::load(&path, &environment()).is_ok());
}

#[test]
fn without_a_home_nothing_is_read() {
    let error =
        Config::parse(MINIMAL, Path::new("config.json"), &Environment::from_map([("LOOP_HOME", "/l")]));
    assert!(error.unwrap_err().to_string().contains("cannot be read without HOME"));
}

#[test]
fn a_secret_in_a_file_open_to_others_is_a_warning() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("config.json");
    for (mode, text, warnings) in [
        (0o600, "{ platform: 'local', anthropic_api_key: 'k' }", 0),
        (0o644, "{ platform: 'local', anthropic_api_key: 'k' }", 1),
        (0o620, "{ platform: 'local', anthropic_api_key: 'k' }", 1),
        (0o644, MINIMAL, 0),
    ] {
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        assert_eq!(Config::load(&path, &environment()).unwrap().warnings.len(), warnings, "{mode:o} {text}");
    }
}

#[test]
fn a_project_config_cannot_lead_elsewhere() {
    let directory = tempfile::tempdir().unwrap();
    let outside = directory.path().join("outside");
    let project = directory.path().join("project");
    let (inner, config) = (project.join(".loop"), project.join(".loop/config.json"));
    fs::create_dir_all(&outside).unwrap();
    fs::write(outside.join("config.json"), "canary").unwrap();
    fs::create_dir(&project).unwrap();
    let load = || ProjectConfig::load(&project, &environment());

    assert!(load().is_ok(), "no config at all");
    symlink(&outside, &inner).unwrap();
    assert!(load().unwrap_err().to_string().ends_with("not followed here"), "`.loop` is a link");
    fs::remove_file(&inner).unwrap();
    fs::create_dir(&inner).unwrap();
    assert!(load().is_ok(), "an empty `.loop`");
    symlink(outside.join("config.json"), &config).unwrap();
    assert!(load().unwrap_err().to_string().ends_with("not followed here"), "the file is a link");
    fs::remove_file(&config).unwrap();
    rustix::fs::mkfifoat(rustix::fs::CWD, &config, rustix::fs::Mode::RUSR).unwrap();
    assert!(load().unwrap_err().to_string().ends_with("is not a regular file"));
    fs::remove_file(&config).unwrap();
    fs::write(&config, "{ claude_model: 'opus' }").unwrap();
    assert_eq!(load().unwrap().model.as_deref(), Some("opus"));
}
