//! What the configuration has a container see of the host, as far as the policy of `runner::mounts` allows.

use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};

use super::Engine;
use crate::config::{Credential, Effective, Origin, Sourced};
use crate::model::Channel;
use crate::runner::mounts::{Policy, Verdict};
use crate::runner::{Mount, MountSource};

/// Bytes of a file that is copied into a container.
const MAX_COPY_BYTES: u64 = 16 * 1024 * 1024;

/// What a container sees of the host beside its own directories.
#[derive(Debug, Default)]
pub(super) struct Extra {
    /// Mounts.
    pub mounts: Vec<Mount>,
    /// Files that are copied, not mounted, so that containers do not write into each other's; paths beneath the home.
    pub files: Vec<(PathBuf, Vec<u8>)>,
    /// Groups that the user needs for the sockets among the mounts.
    pub groups: Vec<u32>,
}

impl Extra {
    /// Judges what the configuration asks for; `notices` hears what is left out.
    pub(super) fn judge(
        engine: &Engine,
        effective: &Effective,
        channel: &Channel,
        notices: &mut Vec<String>,
    ) -> Self {
        let project =
            channel.dir.as_deref().map_or_else(|| engine.home.work(channel.id.as_str()), PathBuf::from);
        let resolve = |path: &Path| path.canonicalize();
        let policy = Policy::new(&engine.user_home, &engine.home, &project, &resolve);
        let plan = policy.plan(&effective.mounts);
        for skipped in &plan.skipped {
            tracing::debug!("{skipped}");
        }
        notices.extend(plan.refused.iter().map(|refusal| format!("Left out: {refusal}.")));
        Self {
            groups: groups(&plan.mounts),
            files: copies(&policy, engine, effective, &plan.mounts),
            mounts: plan.mounts,
        }
    }
}

impl Engine {
    /// What makes agents less contained than they are by default, one sentence each.
    pub fn dangers(&self) -> Vec<String> {
        let mut dangers = Vec::new();
        if self.config.container.allow_root {
            dangers.push(
                "unsafe: `container_allow_root` lets agents run as root in projects that belong to root"
                    .to_owned(),
            );
        }
        if let Some(Credential::OauthToken(_)) = self.config.agent.credential {
            let text = "agents can read the OAuth token: its terms do not allow loopd to keep it from them; an API key stays outside";
            dangers.push(text.to_owned());
        }
        let mounts = Sourced { value: self.config.container.mounts.clone(), origin: Origin::Host };
        let resolve = |path: &Path| path.canonicalize();
        let no_project = self.home.work("none");
        let plan = Policy::new(&self.user_home, &self.home, &no_project, &resolve).plan(&mounts);
        dangers.extend(
            plan.dangers.iter().map(|danger| format!("unsafe: `mounts` lets every agent see {danger}")),
        );
        dangers
    }
}

/// The groups of mounted sockets, such as Docker's, so that the agent's user may speak to them.
fn groups(mounts: &[Mount]) -> Vec<u32> {
    let group = |mount: &Mount| {
        let MountSource::Bind(path) = &mount.source else { return None };
        let found = std::fs::metadata(path).ok()?;
        (found.file_type().is_socket() && found.gid() != 0).then(|| found.gid())
    };
    let mut groups: Vec<u32> = mounts.iter().filter_map(group).collect();
    groups.sort_unstable();
    groups.dedup();
    groups
}

/// The files to copy: what is not there, is mounted anyway or may not be seen is left out.
fn copies(
    policy: &Policy<'_>,
    engine: &Engine,
    effective: &Effective,
    mounts: &[Mount],
) -> Vec<(PathBuf, Vec<u8>)> {
    // The host's own copies are its owner's credentials by intention; a project's are judged like its mounts.
    let origin = effective.copy_files.origin;
    let readable = |path: &PathBuf| {
        if mounts.iter().any(|mount| mount.target == *path) {
            return None;
        }
        // Only the home can be written before the start: the rest of the container is read-only.
        let beneath = path.strip_prefix(&engine.user_home).ok()?.to_owned();
        let from = match policy.judge_path(path, origin) {
            Verdict::Allowed(from) => from,
            Verdict::Unsafe(from, _) if origin == Origin::Host => from,
            _ => return None,
        };
        let found = std::fs::metadata(&from).ok()?;
        let fits = found.is_file() && found.len() <= MAX_COPY_BYTES;
        Some((beneath, fits.then(|| std::fs::read(from))?.ok()?))
    };
    effective.copy_files.value.iter().filter_map(readable).collect()
}
