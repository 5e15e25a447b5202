//! Templates: tasks that a channel can add by name. A project's come before the host's, and those before the shipped
//! ones.
//!
//! Agents can write a project's templates, so reading them follows no link, and whatever is wrong with them is told
//! and hinders nothing else. It must not know how tasks are stored.

mod shipped;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use super::caller::Caller;
use super::intake::clean_text;
use super::sandbox::is_elsewhere;
use super::{Engine, Error, Result, ScheduleTask, TaskOptions};
use crate::config::{
    Approval, Config, Effective, Environment, Home, Origin, PROJECT_TEMPLATES, ProjectConfig, Prompt,
    ScheduleKind, Template, shown, text_beneath,
};
use crate::model::schedule::ScheduleType;
use crate::model::{Channel, ChannelId, Task, TaskId};

/// Bytes of a file that holds a prompt.
const MAX_PROMPT_BYTES: u64 = 256 * 1024;
/// How similar a name must be to be worth a mention; 1 is the same.
const SIMILAR: f64 = 0.75;

/// Whose template it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TemplateOrigin {
    /// It came with loopd.
    Shipped,
    /// The host's configuration has it.
    Host,
    /// The project's configuration has it.
    Project,
}

/// A template as a channel sees it.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The template.
    pub template: Template,
    /// Whose it is.
    pub origin: TemplateOrigin,
    /// Why it cannot be added.
    pub problem: Option<String>,
    /// The task that the channel made from it.
    pub task: Option<TaskId>,
}

/// A part of the templates that a channel can add.
#[derive(Clone, Debug)]
pub struct Offers {
    /// The templates, by name.
    pub items: Vec<Offer>,
    /// The last name of this part, if there are more.
    pub next: Option<String>,
    /// Why the project's templates are not among them.
    pub notice: Option<String>,
}

/// A template somebody wants in a channel.
#[derive(Clone, Debug)]
pub struct AddTemplate {
    /// Where.
    pub channel_id: ChannelId,
    /// Its name.
    pub name: String,
    /// IANA name, instead of the template's own.
    pub timezone: Option<String>,
    /// Who adds it.
    pub caller: Caller,
}

impl Engine {
    /// Templates by name that a channel can add, after the name `after`; without a channel, those of every channel.
    pub async fn list_templates(
        &self,
        channel: Option<&ChannelId>,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Offers> {
        let (mut tasks, mut dir) = (HashMap::new(), None);
        if let Some(id) = channel {
            dir = self.project_of(&self.known_channel(id).await?).await?;
            let made = self.store.tasks_of_templates(id).await?;
            tasks = made.into_iter().filter_map(|task| Some((task.template_name?, task.id))).collect();
        }
        let (engine, after) = (self.clone(), after.map(str::to_owned));
        blocking(move || {
            let shelf = Shelf::look(&engine.config, &engine.environment, &engine.home, dir);
            let mut left = shelf.templates.iter().filter(|(name, _)| Some(*name) > after.as_ref()).peekable();
            let mut items = Vec::new();
            for (name, (origin, template)) in left.by_ref().take(limit) {
                let problem = engine.prompt_for(&shelf, template, None).err();
                let task = tasks.get(name).copied();
                items.push(Offer { template: template.clone(), origin: *origin, problem, task });
            }
            let last = items.last().filter(|_| left.peek().is_some());
            let next = last.map(|offer| offer.template.name.clone());
            Offers { next, items, notice: shelf.trouble }
        })
        .await
    }

    /// Makes a task from a template. The flag tells whether it is new: a channel has a template once.
    pub async fn add_template(&self, request: AddTemplate) -> Result<(Task, bool)> {
        let channel = self.active_channel(&request.channel_id).await?;
        let dir = self.project_of(&channel).await?;
        let timezone = request.timezone.filter(|name| !name.is_empty());
        self.zone(timezone.as_deref())?;
        let (engine, name, zone) = (self.clone(), request.name, timezone.clone());
        let (template, prompt) = blocking(move || {
            let shelf = Shelf::look(&engine.config, &engine.environment, &engine.home, dir);
            let (_, template) = shelf.templates.get(&name).ok_or_else(|| shelf.unknown(&name))?;
            Ok::<_, Error>((template.clone(), engine.prompt_for(&shelf, template, zone.as_deref())))
        })
        .await??;
        let made = self.store.tasks_of_templates(&channel.id).await?;
        let name = Some(template.name.clone());
        if let Some(task) = made.into_iter().find(|task| task.template_name == name) {
            return Ok((task, false));
        }
        let prompt = prompt.map_err(|problem| {
            Error::Conflict(format!("the template {} cannot be added: {problem}", template.name))
        })?;
        let auto_delete_sec = i64::try_from(template.auto_delete.as_secs()).unwrap_or(i64::MAX);
        self.schedule_task(ScheduleTask {
            channel_id: channel.id,
            kind: schedule_type(template.kind),
            schedule: template.schedule,
            timezone: timezone.or(template.timezone),
            prompt,
            template_name: name,
            options: TaskOptions { auto_delete_sec: Some(auto_delete_sec), ..TaskOptions::default() },
            caller: request.caller,
            key: None,
        })
        .await
    }

    /// The project that a channel works in; a thread shares its channel's.
    async fn project_of(&self, channel: &Channel) -> Result<Option<PathBuf>> {
        let root = match &channel.parent_id {
            Some(parent) => self.known_channel(parent).await?,
            None => channel.clone(),
        };
        Ok(root.dir.map(PathBuf::from))
    }

    /// What the agent is told, or why the template cannot be added. Reads files, so it may block.
    fn prompt_for(
        &self,
        shelf: &Shelf,
        template: &Template,
        timezone: Option<&str>,
    ) -> std::result::Result<String, String> {
        if shelf.trouble.is_some() {
            // It could be another one than is meant, and its runs would be refused.
            return Err("the project's configuration cannot be used; put it right first".to_owned());
        }
        let zone = self.zone(timezone.or(template.timezone.as_deref()));
        let zone = zone.map_err(|error| format!("its `timezone` cannot be used: {error}"))?;
        self.read_schedule(schedule_type(template.kind), &template.schedule, &zone)
            .map_err(|error| format!("its `schedule` cannot be used: {error}"))?;
        let text = prompt(&self.home, shelf.project.as_deref(), template)?;
        clean_text("prompt", &text).map_err(|error| format!("its prompt cannot be used: {error}"))
    }
}

/// What a channel can add.
struct Shelf {
    templates: BTreeMap<String, (TemplateOrigin, Template)>,
    project: Option<PathBuf>,
    trouble: Option<String>,
}

impl Shelf {
    /// Reads the project's configuration, so it may block.
    fn look(config: &Config, environment: &Environment, home: &Home, project: Option<PathBuf>) -> Self {
        let loaded = match &project {
            Some(dir) if is_elsewhere(home, dir) => Err(format!(
                "the project directory {} is not what it was: it leads somewhere else now",
                dir.display()
            )),
            Some(dir) => ProjectConfig::load(dir, environment).map_err(|error| error.summary()),
            None => Ok(ProjectConfig::default()),
        };
        let (loaded, trouble) = match loaded {
            Ok(loaded) => (loaded, None),
            Err(why) => {
                (ProjectConfig::default(), Some(format!("the project's configuration cannot be used: {why}")))
            }
        };
        let configured = Effective::merge(config, &loaded, Approval::Missing).templates;
        Self { templates: by_name(configured), project, trouble }
    }

    /// There is no such template, but perhaps one that was meant.
    fn unknown(&self, name: &str) -> Error {
        let likeness = |known: &str| strsim::jaro_winkler(&known.to_lowercase(), &name.to_lowercase());
        let mut near: Vec<(f64, &str)> =
            self.templates.keys().map(|known| (likeness(known), known.as_str())).collect();
        near.retain(|(likeness, _)| *likeness >= SIMILAR);
        near.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut text = format!("there is no template {} for this channel", shown(name));
        if near.is_empty() {
            text.push_str("; list_templates shows those there are");
        } else {
            let names: Vec<&str> = near.into_iter().map(|(_, name)| name).take(3).collect();
            text.push_str(&format!("; did you mean {}?", names.join(" or ")));
        }
        if let Some(trouble) = &self.trouble {
            text.push_str(&format!(" ({trouble})"));
        }
        Error::NotFound(text)
    }
}

/// The configured templates and the shipped ones that they leave. The project's replaced the host's already.
fn by_name(configured: Vec<Template>) -> BTreeMap<String, (TemplateOrigin, Template)> {
    let shipped = shipped::templates().into_iter().map(|template| (TemplateOrigin::Shipped, template));
    let configured = configured.into_iter().map(|template| match template.origin {
        Origin::Host => (TemplateOrigin::Host, template),
        Origin::Project => (TemplateOrigin::Project, template),
    });
    // The last of a name stays.
    shipped.chain(configured).map(|(origin, found)| (found.name.clone(), (origin, found))).collect()
}

/// The template's text, which may lie in a file of the host's or the project's.
fn prompt(home: &Home, project: Option<&Path>, template: &Template) -> std::result::Result<String, String> {
    let path = match &template.prompt {
        Prompt::Text(text) => return Ok(text.clone()),
        Prompt::File(path) => path,
    };
    // The agent may have put a link in the place of any directory of the project, but not of the host's.
    let (root, within) = match (template.origin, project) {
        (Origin::Host, _) => (home.templates(), path.clone()),
        (Origin::Project, Some(project)) => (project.to_owned(), Path::new(PROJECT_TEMPLATES).join(path)),
        (Origin::Project, None) => return Err("there is no project that it could be read from".to_owned()),
    };
    text_beneath(&root, &within, MAX_PROMPT_BYTES).map_err(|why| {
        let place = match template.origin {
            Origin::Host => root,
            Origin::Project => root.join(PROJECT_TEMPLATES),
        };
        format!("its `prompt_path` {} in {} {why}", shown(&path.to_string_lossy()), place.display())
    })
}

/// How the tasks of a template are scheduled.
fn schedule_type(kind: ScheduleKind) -> ScheduleType {
    match kind {
        ScheduleKind::Cron => ScheduleType::Cron,
        ScheduleKind::Interval => ScheduleType::Interval,
        ScheduleKind::Once => ScheduleType::Once,
    }
}

/// Does what may wait for the disk where it holds up nobody.
pub(super) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::Internal(error.into()))
}
