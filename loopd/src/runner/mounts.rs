//! What containers may see of the host: reads `host:container[:ro]` and judges it.
//!
//! Pure policy: it must not touch the file system (links are followed by a function it is given) nor know Docker.
//! A mount is data from here on and never a `a:b:c` string again, so no path can be mistaken for an option.
//!
//! A project's mounts are judged even though its owner approved of them: some places no project needs. What is
//! judged can still change before Docker mounts it, if an agent swaps a directory of its own project for a link;
//! a project's source is therefore handed on resolved, which leaves a moment, not a day.

use std::fmt;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::{Mount, MountSource};
use crate::config::{Home, Origin, Sourced, expand, shown};

/// The longest path Linux takes, in bytes.
const MAX_PATH: usize = 4096;

/// What becomes of a list of mounts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// To be mounted, in the order given; no target twice.
    pub mounts: Vec<Mount>,
    /// Left out, as the host has no such path; one sentence each.
    pub skipped: Vec<String>,
    /// Left out, as they are not allowed or not understood.
    pub refused: Vec<Refusal>,
    /// Mounted by the host's owner although unsafe; the channel is shown as such.
    pub dangers: Vec<Danger>,
}

/// A mount that is not allowed or not understood, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the mount `{mount}` {complaint}")]
pub struct Refusal {
    /// The mount as written, fit to print.
    pub mount: String,
    /// What is wrong; completes a sentence.
    pub complaint: String,
}

/// Why seeing a part of the host is unsafe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Danger {
    /// All of the host.
    Root,
    /// The user's whole home.
    UserHome,
    /// The daemon's home.
    DaemonHome,
    /// Keys, tokens and sign-ins.
    Credentials,
    /// A hidden file of the user's home: programs run at sign-in, and settings that hold tokens.
    Hidden,
    /// The container engine's socket.
    Engine,
    /// The operating system's own files.
    System,
}

impl fmt::Display for Danger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Root => "all of the host's files",
            Self::UserHome => "your whole home directory, with keys and programs that run when you sign in",
            Self::DaemonHome => "the daemon's own files, which decide what agents may do",
            Self::Credentials => "credentials",
            Self::Hidden => {
                "hidden files of your home, which hold tokens and programs that run when you sign in"
            }
            Self::Engine => "the container engine's socket, which makes whoever reaches it root on the host",
            Self::System => "the operating system's own files",
        })
    }
}

/// What is to be thought of a path of the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It may be seen. The path is what to hand on.
    Allowed(PathBuf),
    /// The host's owner may have it seen, although that is unsafe.
    Unsafe(PathBuf, Danger),
    /// There is no such path, or it cannot be looked at; completes a sentence.
    Skipped(String),
    /// It may not be seen; completes a sentence.
    Refused(String),
}

/// Follows all links of an absolute path, as `realpath` does.
pub type Resolve<'a> = dyn Fn(&Path) -> io::Result<PathBuf> + 'a;

/// The rules for one project on one host.
pub struct Policy<'a> {
    user_home: &'a Path,
    project: &'a Path,
    /// The project with links resolved.
    real_project: PathBuf,
    resolve: &'a Resolve<'a>,
    guarded: Vec<Guarded>,
}

/// A place whose neighbourhood is guarded.
struct Guarded {
    path: PathBuf,
    danger: Danger,
    /// Whether what lies in it is guarded from projects too, or only itself and what is around it.
    inside: bool,
    /// The same for the host's own mounts.
    inside_for_host: bool,
}

/// In the user's home, separated by blanks.
const CREDENTIALS: &str = "\
    .ssh .aws .azure .gnupg .kube .docker .netrc .git-credentials .claude .claude.json .config/gcloud \
    .config/gh .config/containers .npmrc .pypirc .password-store .vault-token .cargo/credentials.toml \
    .local/share/keyrings .mozilla .config/google-chrome Library/Keychains";

/// On the host, separated by blanks.
const SYSTEM: &str = "\
    /proc /sys /dev /etc /run /var/run /boot /root /var/lib/docker /var/lib/containerd /var/spool/cron \
    /private/etc /private/var/run /System /Library";

/// Directories of the container that have to stay as they are, with all that is in them.
const KEPT: &[&str] = &["/proc", "/sys", "/dev", "/run/loop"];

/// Directories and files of the container that have to stay as they are; inside the directories there is
/// room. Separated by blanks.
const KEPT_THEMSELVES: &str = "\
    / /bin /boot /etc /etc/group /etc/ld.so.preload /etc/passwd /etc/shadow /etc/sudoers /lib /lib64 /run \
    /sbin /usr /usr/bin /usr/lib /usr/local /usr/local/bin /usr/local/bin/loop-mcp /usr/sbin /var";

/// What decides how agents or the host's own tools run: no project may have it mounted writable.
const PROTECTED: &[&str] = &[".loop", ".mcp.json", ".claude", ".git"];

impl<'a> Policy<'a> {
    /// The rules for runs in `project`. `resolve` answers `NotFound` for what does not exist.
    pub fn new(user_home: &'a Path, home: &Home, project: &'a Path, resolve: &'a Resolve<'a>) -> Self {
        let real_project = resolve(project).unwrap_or_else(|_| project.to_owned());
        let mut policy = Self { user_home, project, real_project, resolve, guarded: Vec::new() };
        // What comes first names the danger where several places overlap.
        policy.guard(user_home.to_owned(), Danger::UserHome, false, false);
        policy.guard(home.root().to_owned(), Danger::DaemonHome, true, false);
        for inner in [home.config(), home.token(), home.database(), home.run(), home.root().join("agents")] {
            policy.guard(inner, Danger::DaemonHome, true, true);
        }
        for path in CREDENTIALS.split_whitespace() {
            policy.guard(user_home.join(path), Danger::Credentials, true, true);
        }
        for path in SYSTEM.split_whitespace().map(Path::new).filter(|path| !user_home.starts_with(path)) {
            policy.guard(path.to_owned(), Danger::System, true, false);
        }
        policy
    }

    /// The same rules where the container engine listens on this socket, whatever its name.
    #[must_use]
    pub fn with_engine(mut self, socket: &Path) -> Self {
        self.guard(socket.to_owned(), Danger::Engine, true, true);
        self
    }

    /// Reads and judges a list of mounts. Refusals and omissions do not stop the others.
    pub fn plan(&self, mounts: &Sourced<Vec<String>>) -> Plan {
        let mut plan = Plan::default();
        for text in &mounts.value {
            let refusal = |complaint| Refusal { mount: shown(text), complaint };
            let spec = match self.parse(text, mounts.origin) {
                Ok(spec) => spec,
                Err(complaint) => {
                    plan.refused.push(refusal(complaint));
                    continue;
                }
            };
            if plan.mounts.iter().any(|other| other.target == spec.target) {
                let complaint =
                    format!("has the target of an earlier one, {}: keep one", spec.target.display());
                plan.refused.push(refusal(complaint));
                continue;
            }
            let verdict = match &spec.source {
                _ if spec.target == self.project => {
                    Verdict::Skipped("is left out: the project is mounted there".to_owned())
                }
                MountSource::Volume(_) => {
                    plan.mounts.push(spec);
                    continue;
                }
                MountSource::Bind(path) => self.judge_mount(path, spec.read_only, mounts.origin),
            };
            match verdict {
                Verdict::Refused(complaint) => plan.refused.push(refusal(complaint)),
                Verdict::Skipped(why) => plan.skipped.push(format!("the mount `{}` {why}", shown(text))),
                Verdict::Allowed(path) => {
                    plan.mounts.push(Mount { source: MountSource::Bind(path), ..spec });
                }
                Verdict::Unsafe(path, danger) => {
                    plan.dangers.push(danger);
                    plan.mounts.push(Mount { source: MountSource::Bind(path), ..spec });
                }
            }
        }
        plan
    }

    /// Reads `host:container[:ro|rw]`. `~` and `~/…` are the user's home on both sides; a name without `/` is a
    /// volume; other relative paths start at the project, and only a project may use them.
    ///
    /// # Errors
    /// If it is not understood, or the target is one the container needs for itself; completes a sentence that
    /// begins with the mount.
    pub fn parse(&self, text: &str, origin: Origin) -> Result<Mount, String> {
        if let Some(odd) = text.chars().find(|c| c.is_control() || is_invisible(*c)) {
            return Err(format!(
                "holds the character U+{:04X}, which has no business in a path",
                u32::from(odd)
            ));
        }
        let parts: Vec<&str> = text.split(':').collect();
        let (source, target, read_only) = match parts[..] {
            [source, target] | [source, target, "rw"] => (source, target, false),
            [source, target, "ro"] => (source, target, true),
            [_, _, ""] => {
                return Err("ends with a colon: add `ro` or `rw`, or leave the colon out".to_owned());
            }
            [_, _, option] => {
                return Err(format!("has the option `{}`, but only `ro` and `rw` exist", shown(option)));
            }
            [_] => {
                return Err(
                    "has no container path: write `host:container`, or `host:container:ro`".to_owned()
                );
            }
            _ => return Err("has too many colons: write `host:container[:ro]`".to_owned()),
        };
        if source.trim().is_empty() || target.trim().is_empty() {
            return Err("lacks one of its sides: write `host:container`, or `host:container:ro`".to_owned());
        }
        if [source, target].iter().any(|side| side.trim() != *side) {
            return Err("has blanks around a path".to_owned());
        }
        Ok(Mount { source: self.source(source, origin)?, target: self.target(target, origin)?, read_only })
    }

    /// Judges a path of the host, absolute and without `..`: for mounts, and for files to be copied.
    pub fn judge_path(&self, path: &Path, origin: Origin) -> Verdict {
        let refused = |danger| {
            Verdict::Refused(format!("would show agents {danger}; only the host's config may do that"))
        };
        let danger = self.danger(path, origin);
        if let (Origin::Project, Some(danger)) = (origin, danger) {
            return refused(danger);
        }
        let resolved = match (self.resolve)(path) {
            Ok(resolved) => resolved,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Verdict::Skipped("is left out: the host has no such path".to_owned());
            }
            Err(error) => return Verdict::Skipped(format!("is left out: it cannot be looked at ({error})")),
        };
        let danger = danger.or_else(|| self.danger(&resolved, origin));
        match (origin, danger) {
            (Origin::Host, None) => Verdict::Allowed(path.to_owned()),
            (Origin::Host, Some(danger)) => Verdict::Unsafe(path.to_owned(), danger),
            (Origin::Project, None) => Verdict::Allowed(resolved),
            (Origin::Project, Some(danger)) => refused(danger),
        }
    }

    /// A path that would also be writable needs more: what decides how agents run stays as it is.
    fn judge_mount(&self, path: &Path, read_only: bool, origin: Origin) -> Verdict {
        let verdict = self.judge_path(path, origin);
        if let (Origin::Project, false, Verdict::Allowed(resolved)) = (origin, read_only, &verdict) {
            for name in PROTECTED {
                let protected = [self.project.join(name), self.real_project.join(name)];
                if protected.iter().any(|place| overlap(place, path) || overlap(place, resolved)) {
                    let advice = "which an agent may not change: add `:ro`";
                    return Verdict::Refused(format!(
                        "would make `{name}` of the project writable, {advice}"
                    ));
                }
            }
        }
        verdict
    }

    fn guard(&mut self, path: PathBuf, danger: Danger, inside: bool, inside_for_host: bool) {
        let resolved = (self.resolve)(&path).ok().filter(|resolved| *resolved != path);
        for path in [Some(path), resolved].into_iter().flatten() {
            self.guarded.push(Guarded { path, danger, inside, inside_for_host });
        }
    }

    fn danger(&self, path: &Path, origin: Origin) -> Option<Danger> {
        if path == Path::new("/") {
            return Some(Danger::Root);
        }
        if is_engine_socket(path) {
            return Some(Danger::Engine);
        }
        // A project inside a guarded place is mounted as a whole anyway, so its own files are free.
        let own = |place: &Path| {
            [self.project, &self.real_project]
                .into_iter()
                .any(|project| within(path, project) && within(project, place) && !within(place, project))
        };
        let guarded = self.guarded.iter().find(|guarded| {
            let inside = match origin {
                Origin::Host => guarded.inside_for_host,
                Origin::Project => guarded.inside && !own(&guarded.path),
            };
            within(&guarded.path, path) || (inside && within(path, &guarded.path))
        });
        guarded.map(|guarded| guarded.danger).or_else(|| {
            let hidden = hidden_in(self.user_home, path).filter(|_| origin == Origin::Project)?;
            (!own(&hidden)).then_some(Danger::Hidden)
        })
    }

    fn source(&self, written: &str, origin: Origin) -> Result<MountSource, String> {
        let is_path = written.starts_with(['/', '~', '.']) || written.contains('/');
        if !is_path {
            return volume(written).map(MountSource::Volume);
        }
        let path = expand(written, self.user_home);
        let path = match origin {
            _ if written.starts_with('~') && path.is_relative() => {
                return Err("names another user's home: write the full path".to_owned());
            }
            Origin::Host if path.is_relative() => {
                return Err("has a relative host path: write the full path, or one from `~/`".to_owned());
            }
            Origin::Host | Origin::Project => self.project.join(path),
        };
        straight(&path).map(MountSource::Bind)
    }

    fn target(&self, written: &str, origin: Origin) -> Result<PathBuf, String> {
        let path = expand(written, self.user_home);
        if path.is_relative() {
            return Err("has a relative container path: begin it with `/` or `~/`".to_owned());
        }
        let path = straight(&path)?;
        // In a container, `/var/run` leads to `/run`.
        let real =
            path.strip_prefix("/var/run").map_or_else(|_| path.clone(), |rest| straight_join("/run", rest));
        let kept = KEPT.iter().any(|place| real.starts_with(place))
            || KEPT_THEMSELVES.split_whitespace().any(|place| real == Path::new(place));
        if kept {
            return Err("has a target that the container needs for itself: choose another".to_owned());
        }
        if origin == Origin::Project {
            let covers = |place: &Path| overlap(place, &path);
            if is_engine_socket(&real) {
                return Err(
                    "looks like the container engine's socket, which only the host's config may mount"
                        .to_owned(),
                );
            }
            if self.project.starts_with(&path)
                || PROTECTED.iter().any(|name| covers(&self.project.join(name)))
            {
                return Err("would cover the project itself, or what is protected in it".to_owned());
            }
        }
        Ok(path)
    }
}

/// A volume's name, by Docker's own rule.
fn volume(name: &str) -> Result<String, String> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    let begins = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    if !begins || !(2..=128).contains(&name.len()) || !name.bytes().all(plain) {
        let rule = "2 to 128 ASCII letters, digits, `_`, `.` or `-`, a letter or digit first";
        return Err(format!("has a source that is neither a path nor the name of a volume ({rule})"));
    }
    Ok(name.to_owned())
}

/// The path without `.`, doubled and trailing slashes.
fn straight(path: &Path) -> Result<PathBuf, String> {
    if path.components().any(|part| part == Component::ParentDir) {
        return Err("has `..` in a path: write where it leads".to_owned());
    }
    if path.as_os_str().len() > MAX_PATH || path.components().any(|part| part.as_os_str().len() > 255) {
        return Err("has a path longer than any file system takes".to_owned());
    }
    Ok(path.components().collect())
}

fn straight_join(root: &str, rest: &Path) -> PathBuf {
    Path::new(root).join(rest).components().collect()
}

/// Whether `path` is `place` or lies in it. Case is ignored, as some file systems do.
fn within(path: &Path, place: &Path) -> bool {
    let mut parts = path.components().map(lowered);
    place.components().map(lowered).all(|part| parts.next() == Some(part))
}

fn lowered(part: Component<'_>) -> String {
    part.as_os_str().to_string_lossy().to_lowercase()
}

fn overlap(one: &Path, other: &Path) -> bool {
    within(one, other) || within(other, one)
}

/// The hidden file or directory directly in `home` that `path` is or lies in.
fn hidden_in(home: &Path, path: &Path) -> Option<PathBuf> {
    let depth = home.components().count();
    let hidden = path.components().nth(depth).filter(|_| within(path, home))?;
    hidden.as_os_str().to_string_lossy().starts_with('.').then(|| home.join(hidden))
}

fn is_engine_socket(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    ["docker.sock", "podman.sock", "containerd.sock", "crio.sock", "docker.raw.sock", "buildkitd.sock"]
        .contains(&name.as_str())
}

/// Characters that do not show, or reorder what is shown.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests;
