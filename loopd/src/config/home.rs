//! The daemon's home directory: where everything it keeps lies, and that nobody else can write there.
//!
//! It must not know what the files hold.

use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::environment::Environment;

/// Directories of the home; a channel whose id is one of these names gets another directory.
const RUN: &str = "run";
const TEMPLATES: &str = "templates";
const CONTAINER: &str = "container";
const AGENTS: &str = "agents";
const FILES: &str = "files";
const RESERVED: [&str; 10] =
    [RUN, TEMPLATES, CONTAINER, AGENTS, FILES, "token", "lock", "installation", "reserve", "backups"];

/// A directory name is at most this long; longer ones are shortened and told apart by a hash.
const MAX_NAME: usize = 120;

/// `~/.loop`, or what `LOOP_HOME` names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    root: PathBuf,
}

/// Why the home cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum HomeError {
    /// Neither `HOME` nor `LOOP_HOME` says where it is.
    #[error("cannot tell where the home directory is: set HOME, or LOOP_HOME, to an absolute path")]
    Unknown,
    /// `LOOP_HOME` is relative.
    #[error("LOOP_HOME is `{0}`, which is relative: give an absolute path or one that begins with `~/`")]
    Relative(String),
    /// Something that is not a directory has its name.
    #[error("{} is not a directory: move it away, or set LOOP_HOME", .0.display())]
    NotDirectory(PathBuf),
    /// Other users can write there, and so decide what the daemon does.
    #[error("{0} can be written by other users (mode {mode:o}): run `chmod go-w {0}`", path.display())]
    Writable {
        /// The directory.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// Another user owns it, and so decides what the daemon does.
    #[error("{} belongs to the user with id {owner}, not to the one running loopd: chown it, or set LOOP_HOME", path.display())]
    Foreign {
        /// The directory.
        path: PathBuf,
        /// Its owner's id.
        owner: u32,
    },
    /// The operating system refused.
    #[error("cannot prepare {}: {source}", path.display())]
    Io {
        /// The directory.
        path: PathBuf,
        /// What it said.
        #[source]
        source: io::Error,
    },
}

impl Home {
    /// `$LOOP_HOME` (absolute, or beginning with `~/`), else `~/.loop`. Touches nothing.
    ///
    /// # Errors
    /// If `LOOP_HOME` is relative, or no home can be told.
    pub fn locate(environment: &Environment) -> Result<Self, HomeError> {
        let user = environment.home();
        let root = match (environment.loop_home(), &user) {
            (None, None) => return Err(HomeError::Unknown),
            (None, Some(user)) => user.join(".loop"),
            (Some(path), Some(user)) => expand(&path, user),
            (Some(path), None) => PathBuf::from(path),
        };
        if !root.is_absolute() {
            return Err(HomeError::Relative(root.display().to_string()));
        }
        Ok(Self { root })
    }

    /// A home at this absolute path.
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The directory itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The host's config file.
    pub fn config(&self) -> PathBuf {
        self.root.join("config.json")
    }

    /// The SQLite database, unless the config names another.
    pub fn database(&self) -> PathBuf {
        self.root.join("loop.db")
    }

    /// The log, unless the config names another.
    pub fn log(&self) -> PathBuf {
        self.root.join("loop.log")
    }

    /// The operator's API token.
    pub fn token(&self) -> PathBuf {
        self.root.join("token")
    }

    /// Held by the one daemon that runs.
    pub fn lock(&self) -> PathBuf {
        self.root.join("lock")
    }

    /// True of a directory that lies in the home or holds it, links resolved: no place for an agent.
    pub fn is_near(&self, dir: &Path) -> bool {
        let real = self.root.canonicalize().unwrap_or_else(|_| self.root.clone());
        [&self.root, &real].into_iter().any(|root| dir.starts_with(root) || root.starts_with(dir))
    }

    /// Room kept for recording the end of running work when the disk is full.
    pub fn reserve(&self) -> PathBuf {
        self.root.join("reserve")
    }

    /// Sockets.
    pub fn run(&self) -> PathBuf {
        self.root.join(RUN)
    }

    /// Prompts of the host's task templates.
    pub fn templates(&self) -> PathBuf {
        self.root.join(TEMPLATES)
    }

    /// The recipe of the agent image.
    pub fn container(&self) -> PathBuf {
        self.root.join(CONTAINER)
    }

    /// The state (`~/.claude`) of a root channel's agent.
    pub fn agent(&self, channel: &str) -> PathBuf {
        self.root.join(AGENTS).join(directory_name(channel))
    }

    /// Files that people sent, a directory for each root channel.
    pub fn inboxes(&self) -> PathBuf {
        self.root.join(FILES).join("in")
    }

    /// Files that people sent to the agent of a root channel.
    pub fn inbox(&self, channel: &str) -> PathBuf {
        self.inboxes().join(directory_name(channel))
    }

    /// Files that are to be sent, a directory for each run.
    pub fn outgoing(&self) -> PathBuf {
        self.root.join(FILES).join("out")
    }

    /// The work directory of a channel that has no directory of its own.
    pub fn work(&self, channel: &str) -> PathBuf {
        self.root.join(directory_name(channel)).join("work")
    }

    /// Makes the home and its directories with mode 0700, whatever the umask. Existing directories are checked
    /// and left as they are, but for `run`, which is closed to others. Answers what deserves a warning.
    ///
    /// # Errors
    /// If a directory cannot be made, is not one, belongs to another user, or can be written by others.
    pub fn ensure(&self) -> Result<Vec<String>, HomeError> {
        let mut warnings = Vec::new();
        let made = private_directory(&self.root)?;
        if made & 0o077 != 0 {
            let root = self.root.display();
            warnings.push(format!("{root} can be read by other users (mode {made:o}): chmod 700 {root}"));
        }
        for name in [RUN, TEMPLATES, CONTAINER, AGENTS, FILES] {
            private_directory(&self.root.join(name))?;
        }
        close(&self.run())?;
        Ok(warnings)
    }
}

/// Replaces a leading `~/`, or a lone `~`, by the user's home.
pub fn expand(path: &str, home: &Path) -> PathBuf {
    match path.strip_prefix('~') {
        Some("") => home.to_owned(),
        Some(rest) if rest.starts_with('/') => home.join(rest.trim_start_matches('/')),
        _ => PathBuf::from(path),
    }
}

/// A directory name for a channel: different ids give different names, and a name holds nothing that Docker, a
/// shell or a URL could misread. Letters, digits and `-` stay; any other byte becomes `_` and two hex digits.
/// What could not be kept apart that way (a reserved, empty or very long id) begins with `__`.
/// Ids that differ only in case share a directory where the file system ignores case.
pub fn directory_name(channel: &str) -> String {
    let mut name = String::with_capacity(channel.len());
    for byte in channel.bytes() {
        if byte.is_ascii_alphanumeric() || byte == b'-' {
            name.push(char::from(byte));
        } else {
            name.push('_');
            name.push_str(&hex::encode([byte]));
        }
    }
    if name.is_empty() || name.len() > MAX_NAME {
        return format!("__{}", hex::encode(Sha256::digest(channel)));
    }
    if RESERVED.iter().any(|reserved| reserved.eq_ignore_ascii_case(&name)) {
        return format!("__{name}");
    }
    name
}

/// Makes sure of a directory only we can write; answers its permission bits.
fn private_directory(path: &Path) -> Result<u32, HomeError> {
    let io = |source| HomeError::Io { path: path.to_owned(), source };
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(io)?;
            close(path)?;
        }
        other => _ = other.map_err(io)?,
    }
    let metadata = fs::metadata(path).map_err(io)?;
    let (mode, owner) = (metadata.mode() & 0o7777, metadata.uid());
    if !metadata.is_dir() {
        return Err(HomeError::NotDirectory(path.to_owned()));
    }
    if owner != rustix::process::geteuid().as_raw() {
        return Err(HomeError::Foreign { path: path.to_owned(), owner });
    }
    if mode & 0o022 != 0 {
        return Err(HomeError::Writable { path: path.to_owned(), mode });
    }
    Ok(mode)
}

fn close(path: &Path) -> Result<(), HomeError> {
    fs::set_permissions(path, Permissions::from_mode(0o700))
        .map_err(|source| HomeError::Io { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn loop_home_wins_and_must_be_absolute() {
        for (loop_home, expected) in [
            ("", "/home/ann/.loop"),
            ("/srv/loop", "/srv/loop"),
            ("~/loop", "/home/ann/loop"),
            (
                "loop",
                "LOOP_HOME is `loop`, which is relative: give an absolute path or one that begins with `~/`",
            ),
        ] {
            let environment = Environment::from_map([("HOME", "/home/ann"), ("LOOP_HOME", loop_home)]);
            let found = Home::locate(&environment);
            let found = found.map_or_else(|e| e.to_string(), |home| home.root().display().to_string());
            assert_eq!(found, expected);
        }
        assert!(matches!(Home::locate(&Environment::from_map([("X", "")])), Err(HomeError::Unknown)));
    }

    #[test]
    fn tilde_expands_at_the_front_only() {
        for (written, expanded) in [
            ("~/a", "/h/a"),
            ("~", "/h"),
            ("~//a", "/h/a"),
            ("~bob/a", "~bob/a"),
            ("/a/~/b", "/a/~/b"),
            ("a", "a"),
        ] {
            assert_eq!(expand(written, Path::new("/h")), PathBuf::from(expanded));
        }
    }

    #[test]
    fn channel_ids_become_safe_directory_names() {
        for (id, name) in [
            ("C0123ABC", "C0123ABC"),
            ("C0123:1712345678.000100", "C0123_3a1712345678_2e000100"),
            ("run", "__run"),
            ("Agents", "__Agents"),
            ("__run", "_5f_5frun"),
            ("..", "_2e_2e"),
            ("../../etc", "_2e_2e_2f_2e_2e_2fetc"),
            ("loop.db", "loop_2edb"),
            ("é", "_c3_a9"),
            ("", "__e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ] {
            assert_eq!(directory_name(id), name);
        }
    }

    proptest! {
        #[test]
        fn directory_names_are_injective_and_plain(a in ".{0,60}", b in "[a-z_.:/]{0,4}|run|__run|.{0,60}") {
            let (first, second) = (directory_name(&a), directory_name(&b));
            prop_assert_eq!(a == b, first == second);
            prop_assert!(first.len() <= MAX_NAME + 2);
            prop_assert!(first.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
        }
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().mode() & 0o777
    }

    #[test]
    fn a_new_home_is_private() {
        let directory = tempfile::tempdir().unwrap();
        let home = Home::at(directory.path().join("deep/loop"));
        assert!(home.ensure().unwrap().is_empty());
        assert!(home.ensure().unwrap().is_empty(), "a second time changes nothing");
        for path in [home.root().to_owned(), home.run(), home.templates(), home.container()] {
            assert_eq!(mode(&path), 0o700, "{}", path.display());
        }
    }

    #[test]
    fn an_existing_home_is_checked() {
        let directory = tempfile::tempdir().unwrap();
        let home = Home::at(directory.path());
        let set = |mode| fs::set_permissions(directory.path(), Permissions::from_mode(mode)).unwrap();

        set(0o755);
        assert_eq!(home.ensure().unwrap().len(), 1, "readable by others is a warning");
        set(0o770);
        assert!(matches!(home.ensure(), Err(HomeError::Writable { mode: 0o770, .. })));
        set(0o700);
        fs::set_permissions(home.run(), Permissions::from_mode(0o755)).unwrap();
        home.ensure().unwrap();
        assert_eq!(mode(&home.run()), 0o700, "sockets are closed to others");
        fs::remove_dir(home.templates()).unwrap();
        fs::write(home.templates(), "").unwrap();
        assert!(matches!(home.ensure(), Err(HomeError::NotDirectory(_))));
    }
}
