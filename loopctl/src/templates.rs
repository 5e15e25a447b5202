//! `loopctl templates`: tasks that a channel can add by name.

use std::path::PathBuf;
use std::sync::Mutex;

use anyhow::Result;
use clap::{Args, Subcommand};
use loop_client::Client;
use loop_client::types::{AddTemplate, AddedTemplate, Template, TemplatePage};

use crate::ask::{self, USUAL_CHANNEL};
use crate::client::body;
use crate::failure::Exit;
use crate::invocation::Invocation;
use crate::io::Clock;
use crate::output::Tone;
use crate::table::{Item, Table};
use crate::{channels, paging};

/// Tasks that a channel can add by name.
#[derive(Debug, Subcommand)]
pub(crate) enum Templates {
    /// List the templates that a channel can add
    #[command(visible_alias = "ls")]
    List {
        #[command(flatten)]
        place: Place,
    },
    /// Make a task from a template; a channel has a template once
    Add {
        /// The template's name
        name: String,
        #[command(flatten)]
        place: Place,
        /// The time zone of its schedule, such as Europe/Berlin [default: the template's]
        #[arg(short = 'z', long, value_name = "ZONE")]
        timezone: Option<String>,
    },
}

/// The channel that is meant.
#[derive(Debug, Args)]
pub(crate) struct Place {
    /// The channel [default: main]
    #[arg(short, long, value_name = "ID|NAME", conflicts_with = "dir")]
    channel: Option<String>,
    /// The channel that works in this directory
    #[arg(short, long, value_name = "PATH")]
    dir: Option<PathBuf>,
}

/// Runs the command.
pub(crate) async fn run(command: Templates, invocation: &mut Invocation) -> Result<Exit> {
    let client = invocation.connect()?;
    match command {
        Templates::List { place } => list(&client, &place, invocation).await?,
        Templates::Add { name, place, timezone } => {
            add(&client, &name, &place, timezone, invocation).await?;
        }
    }
    Ok(Exit::Ok)
}

async fn list(client: &Client, place: &Place, invocation: &mut Invocation) -> Result<()> {
    let channel = match (&place.channel, &place.dir) {
        // Looking makes no channel: where there is none yet, nothing was added.
        (None, None) => {
            let found = channels::search(client, USUAL_CHANNEL, None).await?.items;
            found.into_iter().find(|channel| channel.name == USUAL_CHANNEL && channel.active)
        }
        (name, dir) => Some(ask::channel(client, name.as_deref(), dir.as_deref(), &invocation.env).await?),
    };
    let id = channel.map(|channel| channel.id);
    let page = all(client, id.as_deref()).await?;
    let out = &mut invocation.out;
    if out.is_json() {
        return out.json(&page);
    }
    out.table(&table(&page.items), "there are no templates")?;
    for template in &page.items {
        // What is wrong with all of them is said once.
        if let (Some(problem), None) = (&template.problem, &page.notice) {
            out.notice(Tone::Warning, &format!("{} cannot be added: {problem}", template.name));
        }
    }
    if let Some(notice) = &page.notice {
        out.notice(Tone::Warning, notice);
    }
    Ok(())
}

async fn all(client: &Client, channel: Option<&str>) -> Result<TemplatePage> {
    let notice = Mutex::new(None);
    let (items, next) = paging::read(None, |limit, cursor| {
        let notice = &notice;
        async move {
            let mut request = client.list_templates().limit(limit);
            if let Some(channel) = channel {
                request = request.channel_id(channel);
            }
            if let Some(cursor) = cursor {
                request = request.cursor(cursor);
            }
            let page = body(request.send().await)?;
            if let Ok(mut notice) = notice.lock() {
                *notice = page.notice;
            }
            Ok((page.items, page.next))
        }
    })
    .await?;
    Ok(TemplatePage { items, next, notice: notice.into_inner().unwrap_or_default() })
}

fn table(templates: &[Template]) -> Table {
    let mut table = Table::new(&["NAME", "FROM", "SCHEDULE", "TASK", "DESCRIPTION"]);
    for template in templates {
        let tone = if template.problem.is_some() { Tone::Bad } else { Tone::Plain };
        let zone = template.timezone.as_ref().map(|zone| format!(" ({zone})")).unwrap_or_default();
        table.row([
            Item::colored(&template.name, tone.color()),
            template.origin.to_string().into(),
            format!("{} {}{zone}", template.type_, template.schedule).into(),
            template.task_id.map(|id| format!("#{id}")).unwrap_or_default().into(),
            template.description.as_str().into(),
        ]);
    }
    table
}

async fn add(
    client: &Client,
    name: &str,
    place: &Place,
    timezone: Option<String>,
    invocation: &mut Invocation,
) -> Result<()> {
    let (wanted, dir) = (place.channel.as_deref(), place.dir.as_deref());
    let channel = ask::channel(client, wanted, dir, &invocation.env).await?;
    let request = AddTemplate { channel_id: Some(channel.id), timezone, author: invocation.author() };
    let added = body(client.add_template().name(name).body(request).send().await)?;
    let (out, clock) = (&mut invocation.out, &invocation.clock);
    if out.is_json() {
        return out.json(&added);
    }
    out.say(Tone::Plain, &said(&added, &channel.name, clock))
}

fn said(added: &AddedTemplate, channel: &str, clock: &Clock) -> String {
    let AddedTemplate { name, task_id, schedule, timezone, .. } = added;
    let head = if added.is_new {
        format!("{name} is task {task_id} of {channel} now")
    } else {
        format!("{channel} has {name} already: task {task_id}")
    };
    let next = added.next_run_at.map_or_else(
        || "it is not going to run".to_owned(),
        |at| format!("it runs next at {}", clock.date(at)),
    );
    format!("{head}; {next} ({schedule}, {timezone})")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(patch: &serde_json::Value) -> Template {
        let mut json = serde_json::json!({
            "name": "heartbeat", "description": "Looks\naround.", "type": "interval", "schedule": "30m",
            "auto_delete_sec": 60, "origin": "shipped",
        });
        for (key, value) in patch.as_object().unwrap() {
            json[key] = value.clone();
        }
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn a_list_of_templates() {
        let templates = [
            template(&serde_json::json!({
                "name": "daily", "type": "cron", "schedule": "0 17 * * *", "timezone": "Europe/Berlin",
                "origin": "project", "prompt_path": "daily.md", "problem": "it is not there",
            })),
            template(&serde_json::json!({ "task_id": 7 })),
        ];
        insta::assert_snapshot!(table(&templates).render(Some(96), false), @r"
        NAME       FROM     SCHEDULE                         TASK  DESCRIPTION
        daily      project  cron 0 17 * * * (Europe/Berlin)        Looks around.
        heartbeat  shipped  interval 30m                     #7    Looks around.
        ");
    }

    #[test]
    fn what_adding_came_to() {
        let added = |patch: serde_json::Value| {
            let mut json = serde_json::json!({
                "task_id": 7, "is_new": true, "name": "heartbeat", "schedule": "30m", "timezone": "UTC",
                "next_run_at": "2026-01-02T03:30:00Z",
            });
            json.as_object_mut().unwrap().extend(patch.as_object().unwrap().clone());
            said(&serde_json::from_value(json).unwrap(), "main", &Clock::utc())
        };
        assert_eq!(
            added(serde_json::json!({})),
            "heartbeat is task 7 of main now; it runs next at 2026-01-02 03:30:00 (30m, UTC)"
        );
        assert_eq!(
            added(serde_json::json!({ "is_new": false, "next_run_at": null })),
            "main has heartbeat already: task 7; it is not going to run (30m, UTC)"
        );
    }
}
