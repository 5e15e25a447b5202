//! Trust of a project's own files: what they would change, and the operator's approval of exactly that.
//!
//! An approval is bound to the directory, links resolved, and to the content. It must not know what the files may
//! ask for: `config` does.

use std::path::{Path, PathBuf};

use super::sandbox::is_elsewhere;
use super::templates::blocking;
use super::{Engine, Error, Result};
use crate::config::{Approval, ContentHash, Effective, ProjectConfig, Reason, Widening, shown};
use crate::model::{Channel, ChannelId, Trust};
use crate::store;

/// A project and what its files ask for.
#[derive(Clone, Debug)]
pub struct Project {
    /// The directory, links resolved.
    pub dir: String,
    /// The channels that work there.
    pub channels: Vec<Channel>,
    /// What became of its wishes.
    pub state: TrustState,
    /// What an approval changes, or has changed.
    pub grants: Vec<Widening>,
    /// Files, or parts of them, that cannot be used, and why; one sentence each.
    pub problems: Vec<String>,
    /// Hash of the content; none if it cannot be read.
    pub hash: Option<String>,
    /// The approval, whatever content it is for.
    pub trust: Option<Trust>,
}

/// What became of a project's wishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrustState {
    /// Its files ask for nothing that needs an approval.
    NothingToTrust,
    /// Nobody approved.
    Untrusted,
    /// This content was approved.
    Trusted,
    /// Another content was approved.
    Changed,
}

/// A part of the projects.
#[derive(Clone, Debug)]
pub struct Projects {
    /// The projects, by directory.
    pub items: Vec<Project>,
    /// The last directory of this part, if there are more.
    pub next: Option<String>,
}

/// What a project's files ask for.
#[derive(Default)]
struct Loaded {
    grants: Vec<Widening>,
    /// True if a run leaves something out until it is approved.
    waits: bool,
    problems: Vec<String>,
    hash: Option<ContentHash>,
}

impl Engine {
    /// Projects that channels work in or that have an approval, by directory, after `after`.
    pub async fn list_projects(&self, limit: u64, after: Option<&str>) -> Result<Projects> {
        let mut dirs = self.store.project_dirs(limit.saturating_add(1), after).await?;
        let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = dirs.len() > wanted;
        dirs.truncate(wanted);
        let mut items = Vec::new();
        for dir in &dirs {
            items.push(self.project(dir.clone()).await?);
        }
        Ok(Projects { items, next: dirs.pop().filter(|_| more) })
    }

    /// The project in a directory, whether a channel works there or not.
    pub async fn show_project(&self, dir: &str) -> Result<Project> {
        let real = self.real_project(dir).await?;
        self.project(real).await
    }

    /// Approves of what the project's files ask for, if they still are what the person saw.
    pub async fn trust_project(&self, dir: &str, seen: &str, by: String) -> Result<Project> {
        let dir = self.real_project(dir).await?;
        let found = self.project(dir).await?;
        let Some(hash) = &found.hash else {
            let why = found.problems.join("; ");
            return Err(Error::Conflict(format!("{} cannot be trusted as it is: {why}", found.dir)));
        };
        if ContentHash::from_hex(seen).is_none() {
            return Err(Error::invalid("hash", "give the `hash` that show_project answered"));
        }
        if hash != seen {
            let text = format!(
                "the files of {} are not what you saw: they were changed meanwhile; look at them again with \
                 `loopctl projects show`",
                found.dir
            );
            return Err(Error::Conflict(text));
        }
        if found.state == TrustState::NothingToTrust {
            let text = format!("{} asks for nothing that needs an approval", found.dir);
            return Err(Error::Conflict(text));
        }
        let trust = Trust {
            dir: found.dir.clone(),
            content_hash: hash.clone(),
            trusted_by: by,
            trusted_at: self.now(),
        };
        self.store.trust_project(trust.clone()).await?;
        tracing::info!(dir = %found.dir, hash = %trust.content_hash, "a project is trusted");
        Ok(Project { state: TrustState::Trusted, trust: Some(trust), ..found })
    }

    /// Takes an approval back; runs that began with it end with it.
    pub async fn untrust_project(&self, dir: &str) -> Result<Project> {
        // A directory that is gone can still have an approval.
        let dir = match self.real_project(dir).await {
            Ok(real) => real,
            Err(error) => match self.store.find_trust(dir).await? {
                Some(trust) => trust.dir,
                None => return Err(error),
            },
        };
        if self.store.untrust_project(&dir).await? {
            tracing::info!(%dir, "a project is trusted no more");
        }
        self.project(dir).await
    }

    /// Refuses a directory for a channel that lies in another channel's, or around it.
    pub(super) async fn check_apart(&self, dir: &str, channel: Option<&ChannelId>) -> Result<()> {
        match self.store.channel_around(dir, channel).await? {
            Some(other) => Err(Error::invalid("dir_path", overlap(dir, &other))),
            None => Ok(()),
        }
    }

    /// Why a channel's agent may not work, if an older channel's directory overlaps its own.
    ///
    /// Who works around another project could swap its directories between the look at them and their mount, and so
    /// have another agent see any place of the host. With the older one alone at work there is nobody to harm.
    pub(super) async fn crowded(&self, root: &Channel) -> store::Result<Option<String>> {
        let Some(dir) = &root.dir else { return Ok(None) };
        let other = self.store.channel_around(dir, Some(&root.id)).await?;
        let age = |channel: &Channel| (channel.created_at, channel.id.clone());
        Ok(other.filter(|other| age(other) < age(root)).map(|other| overlap(dir, &other) + "."))
    }

    async fn project(&self, dir: String) -> Result<Project> {
        let channels = self.store.channels_in(&dir).await?;
        let trust = self.store.find_trust(&dir).await?;
        let (engine, path) = (self.clone(), PathBuf::from(&dir));
        let loaded = blocking(move || engine.load_project(&path)).await?;
        let Loaded { grants, waits, problems, hash } =
            loaded.unwrap_or_else(|problem| Loaded { problems: vec![problem], ..Loaded::default() });
        let hash = hash.map(|hash| hash.to_string());
        let state = match (&trust, &hash) {
            (Some(trust), Some(hash)) if trust.content_hash == *hash && waits => TrustState::Trusted,
            (_, Some(_)) if !waits => TrustState::NothingToTrust,
            (Some(_), _) => TrustState::Changed,
            (None, _) => TrustState::Untrusted,
        };
        Ok(Project { dir, channels, state, grants, problems, hash, trust })
    }

    /// Reads what the project's files ask for; the error is a sentence for people. It blocks.
    fn load_project(&self, dir: &Path) -> std::result::Result<Loaded, String> {
        if !dir.is_dir() {
            return Err("the directory is not there".to_owned());
        }
        if is_elsewhere(&self.home, dir) {
            return Err("the directory is not what it was: it leads somewhere else now".to_owned());
        }
        let project = ProjectConfig::load(dir, &self.environment).map_err(|error| error.summary())?;
        let whole = Effective::merge(&self.config, &project, Approval::Of(project.hash));
        let problems = whole.withheld.iter().map(ToString::to_string).collect();
        Ok(Loaded {
            grants: project.grants(&self.config),
            waits: project.needs_approval(&self.config),
            problems,
            hash: Some(project.hash),
        })
    }

    /// The directory with links resolved, if it can be a project.
    pub(super) async fn real_project(&self, dir: &str) -> Result<String> {
        let path = PathBuf::from(dir);
        let wrong = |text: String| Error::invalid("dir_path", text);
        if !path.is_absolute() || dir.contains('\0') {
            return Err(wrong(format!("\"{}\" is not an absolute path; write it from / on", shown(dir))));
        }
        let (name, home) = (shown(dir), self.home.clone());
        blocking(move || {
            let real = path
                .canonicalize()
                .map_err(|error| format!("the directory {name} cannot be used: {error}"))?;
            if !real.is_dir() {
                return Err(format!("{name} is not a directory"));
            }
            if real.parent().is_none() || home.is_near(&real) {
                return Err(format!(
                    "{name} cannot be a project: an agent there could reach loopd's own files"
                ));
            }
            real.into_os_string().into_string().map_err(|_| "the path is not UTF-8".to_owned())
        })
        .await?
        .map_err(wrong)
    }
}

/// Says that a directory and another channel's overlap, and what to do.
fn overlap(dir: &str, other: &Channel) -> String {
    let theirs = other.dir.as_deref().unwrap_or_default();
    let lies = if Path::new(dir).starts_with(theirs) { "lies in" } else { "contains" };
    format!(
        "{} {lies} {}, where the channel {} ({}) works: an agent in the one could change what protects the other. Ask \
         in that channel, or work in a directory apart from it",
        shown(dir),
        shown(theirs),
        shown(&other.name),
        other.id
    )
}

/// What a recorded approval covers.
pub(super) fn approval(trust: Option<&Trust>) -> Approval {
    let hash = trust.and_then(|trust| ContentHash::from_hex(&trust.content_hash));
    hash.map_or(Approval::Missing, Approval::Of)
}

/// What a run says of settings that do not apply: those that wait for an approval in one sentence, with what to do.
pub(super) fn notices(effective: &Effective, dir: &Path, trust: Option<&Trust>) -> Vec<String> {
    let (waiting, others): (Vec<_>, Vec<_>) =
        effective.withheld.iter().partition(|withheld| withheld.reason == Reason::NotApproved);
    let mut notices = Vec::new();
    if !waiting.is_empty() {
        let keys: Vec<String> = waiting.iter().map(|withheld| format!("`{}`", withheld.key)).collect();
        let (keys, dir) = (keys.join(", "), shell_word(&dir.display().to_string()));
        let why = if trust.is_some() { "changed since it was approved" } else { "waits for approval" };
        notices.push(format!(
            "Left out, as this part of the project's own files {why}: {keys}. See and approve it with `loopctl \
             projects trust {dir}`."
        ));
    }
    notices.extend(others.iter().map(|withheld| format!("Project configuration: {withheld}.")));
    notices
}

/// A path as a shell takes it.
fn shell_word(path: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./+@:,".contains(c);
    if path.chars().all(is_plain) { path.to_owned() } else { format!("'{}'", path.replace('\'', "'\\''")) }
}
