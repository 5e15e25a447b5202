//! What an argument of a command may be while somebody is typing it.

use super::{Engine, Result};
use crate::chat::inbound::{Argument, Suggestion, Typing};
use crate::model::{ChannelId, Platform, Task};
use crate::store::{OpenRun, PageQuery};

/// Values looked through; a channel has at most 100 tasks.
const LOOKED_AT: u64 = 100;
/// Values offered: as many as Discord shows.
const OFFERED: usize = 25;
/// Characters of a label: as many as Discord takes.
const LABEL: usize = 100;

impl Engine {
    /// The channel's own tasks, templates or runs that contain what is typed; nothing for people without a role, and nothing
    /// of a channel that is not known yet: typing makes none known.
    pub(super) async fn suggestions(&self, platform: Platform, typing: &Typing) -> Result<Vec<Suggestion>> {
        let found = self.store.find_channel(&ChannelId(typing.place.id.clone())).await?;
        let Some(channel) = found.filter(|channel| channel.platform == platform) else {
            return Ok(Vec::new());
        };
        if self.role_of(&typing.author, &channel).await?.is_none() {
            return Ok(Vec::new());
        }
        let all: Vec<Suggestion> = match typing.argument {
            Argument::Task => {
                let page = PageQuery { limit: LOOKED_AT, after: None };
                let tasks = self.store.list_tasks(Some(channel.id), page).await?.items;
                let label = |task: &Task| format!("{}: {}", task.id, one_line(&task.prompt));
                tasks.iter().map(|task| suggestion(task.id.to_string(), &label(task))).collect()
            }
            Argument::Run => {
                let open = self.store.open_runs_around(channel.root(), LOOKED_AT).await?;
                // What is asked in a thread may be for those in it only.
                let label = |run: &OpenRun| match run.channel_id == channel.id {
                    true => format!("{}: {}", run.id, one_line(&run.beginning)),
                    false => format!("{}: of {}", run.id, run.author_name),
                };
                open.iter().map(|run| suggestion(run.id.to_string(), &label(run))).collect()
            }
            Argument::Template => {
                let offers =
                    self.list_templates(Some(&channel.id), None, LOOKED_AT as usize).await?.items.into_iter();
                let label = |name: &str, description: &str| format!("{name}: {description}");
                offers
                    .map(|offer| offer.template)
                    .map(|it| suggestion(it.name.clone(), &label(&it.name, &it.description)))
                    .collect()
            }
        };
        let typed = typing.typed.trim().to_lowercase();
        let fits = |it: &Suggestion| it.label.to_lowercase().contains(&typed);
        Ok(all.into_iter().filter(fits).take(OFFERED).collect())
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn suggestion(value: String, label: &str) -> Suggestion {
    Suggestion { value, label: label.chars().take(LABEL).collect() }
}
