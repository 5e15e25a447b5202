//! `loopctl tasks`: work that comes back by itself.

use std::collections::HashMap;
use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use loop_client::Client;
use loop_client::types::{
    EditTask, RunTask, ScheduleTask, ScheduleType, Slot, SlotPage, Task, TaskPage, TaskState,
};

use crate::args::one_of;
use crate::ask;
use crate::client::body;
use crate::failure::{Exit, Usage};
use crate::follow::{Show, Watcher};
use crate::invocation::Invocation;
use crate::messages::text_of;
use crate::output::Tone;
use crate::task_options::Options;
use crate::{channels, paging, task_view};

/// Channels whose names are fetched to go with a list of tasks.
const NAMES: u32 = 200;

/// Work that comes back by itself.
#[derive(Debug, Subcommand)]
pub(crate) enum Tasks {
    Schedule(Box<Schedule>),
    /// List tasks
    #[command(visible_alias = "ls")]
    List {
        /// Only of this channel
        #[arg(short, long, value_name = "ID|NAME")]
        channel: Option<String>,
    },
    /// Show a task with its prompt and its next times
    Show {
        /// The task's number
        #[arg(value_name = "N")]
        task: i64,
    },
    Edit(Box<Edit>),
    /// Switch a task off, or on again
    Toggle {
        /// The task's number
        #[arg(value_name = "N")]
        task: i64,
    },
    /// Run a task now; its schedule stays as it is
    Run {
        /// The task's number
        #[arg(value_name = "N")]
        task: i64,
        /// Follow the run and print its answer
        #[arg(short, long)]
        follow: bool,
    },
    /// End a task for good
    #[command(visible_alias = "rm")]
    Cancel {
        /// The task's number
        #[arg(value_name = "N")]
        task: i64,
    },
    /// List when a task was due and what became of it, the latest first
    Slots {
        /// The task's number
        #[arg(value_name = "N")]
        task: i64,
        /// How many at the most
        #[arg(short = 'n', long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..))]
        limit: u32,
    },
}

/// Have an agent do something at a time, or again and again
#[derive(Debug, Args)]
pub(crate) struct Schedule {
    /// A crontab line in quotes ("0 9 * * 1-5", @daily), an interval (30m, 1h30m) or a time (2030-01-31T09:00)
    schedule: String,
    /// How the schedule is written
    #[arg(value_name = "TYPE", value_parser = one_of(ScheduleType::ALL))]
    kind: ScheduleType,
    /// What the agent is told; - or nothing reads it from standard input
    prompt: Vec<String>,
    /// The channel it works in [default: main]
    #[arg(short, long, value_name = "ID|NAME", conflicts_with = "dir")]
    channel: Option<String>,
    /// Work in this directory
    #[arg(short, long, value_name = "PATH")]
    dir: Option<PathBuf>,
    /// The schedule's time zone, such as Europe/Berlin [default: the configured one]
    #[arg(short = 'z', long, value_name = "ZONE")]
    timezone: Option<String>,
    #[command(flatten)]
    options: Options,
}

/// Change a task; what is not named stays as it is
#[derive(Debug, Args)]
pub(crate) struct Edit {
    /// The task's number
    #[arg(value_name = "N")]
    task: i64,
    /// When it is due, counted from now
    #[arg(short, long)]
    schedule: Option<String>,
    /// How the schedule is written
    #[arg(short, long = "type", value_name = "TYPE", value_parser = one_of(ScheduleType::ALL))]
    kind: Option<ScheduleType>,
    /// The schedule's time zone
    #[arg(short = 'z', long, value_name = "ZONE")]
    timezone: Option<String>,
    /// What the agent is told; - reads it from standard input
    #[arg(short, long)]
    prompt: Option<String>,
    /// Switch it on
    #[arg(long, conflicts_with = "disable")]
    enable: bool,
    /// Switch it off
    #[arg(long)]
    disable: bool,
    #[command(flatten)]
    options: Options,
}

/// Runs the command.
pub(crate) async fn run(command: Tasks, invocation: &mut Invocation) -> Result<Exit> {
    match command {
        Tasks::Schedule(command) => schedule(*command, invocation).await?,
        Tasks::List { channel } => list(channel.as_deref(), invocation).await?,
        Tasks::Show { task } => show(task, invocation).await?,
        Tasks::Edit(command) => edit(*command, invocation).await?,
        Tasks::Toggle { task } => toggle(task, invocation).await?,
        Tasks::Run { task, follow } => return run_now(task, follow, invocation).await,
        Tasks::Cancel { task } => {
            let client = invocation.connect()?;
            body(client.cancel_task().id(task).send().await)?;
            invocation.out.notice(Tone::Plain, &format!("task {task} is cancelled"));
        }
        Tasks::Slots { task, limit } => slots(task, limit, invocation).await?,
    }
    Ok(Exit::Ok)
}

async fn schedule(command: Schedule, invocation: &mut Invocation) -> Result<()> {
    let usage = ("prompt", "loopctl tasks schedule \"0 9 * * *\" cron \"…\"");
    let prompt = text_of(&command.prompt, usage, invocation)?;
    let client = invocation.connect()?;
    let (name, dir) = (command.channel.as_deref(), command.dir.as_deref());
    let channel = ask::channel(&client, name, dir, &invocation.env).await?;
    let options = command.options;
    let request = ScheduleTask {
        channel_id: Some(channel.id),
        type_: command.kind,
        schedule: command.schedule,
        prompt,
        timezone: command.timezone,
        misfire: options.misfire,
        max_catch_up: options.max_catch_up,
        catch_up_window_sec: options.catch_up_window,
        overlap: options.overlap,
        session: options.session,
        timeout_sec: options.timeout,
        model: options.model,
        idempotent: options.idempotent,
        auto_delete_sec: options.auto_delete,
        author: invocation.author(),
    };
    let key = uuid::Uuid::new_v4().to_string();
    let task = body(client.schedule_task().idempotency_key(key).body(request).send().await)?;
    tell(&task, invocation)
}

/// What a change came to: the sentence and the next times, so that a mistake shows at once.
fn tell(task: &Task, invocation: &mut Invocation) -> Result<()> {
    if invocation.out.is_json() {
        return invocation.out.json(task);
    }
    invocation.out.fields(&task_view::brief(task))
}

async fn list(channel: Option<&str>, invocation: &mut Invocation) -> Result<()> {
    let client = invocation.connect()?;
    let channel = match channel {
        Some(channel) => Some(channels::resolve(&client, channel).await?),
        None => None,
    };
    let id = channel.as_ref().map(|channel| channel.id.as_str());
    let (items, next) = paging::read(None, |limit, cursor| page(&client, id, limit, cursor)).await?;
    if invocation.out.is_json() {
        return invocation.out.json(&TaskPage { items, next });
    }
    let names: HashMap<String, String> = match channel {
        Some(channel) => HashMap::from([(channel.id, channel.name)]),
        None if items.is_empty() => HashMap::new(),
        None => {
            let found = channels::search(&client, "", Some(NAMES)).await?.items;
            found.into_iter().map(|channel| (channel.id, channel.name)).collect()
        }
    };
    let none = "there are no tasks; `loopctl tasks schedule \"0 9 * * *\" cron \"…\"` makes one";
    invocation.out.table(&task_view::table(&items, &names, &invocation.clock), none)
}

async fn page(
    client: &Client,
    channel: Option<&str>,
    limit: u32,
    cursor: Option<String>,
) -> Result<(Vec<Task>, Option<String>)> {
    let mut request = client.list_tasks().limit(limit);
    if let Some(channel) = channel {
        request = request.channel_id(channel);
    }
    if let Some(cursor) = cursor {
        request = request.cursor(cursor);
    }
    let page = body(request.send().await)?;
    Ok((page.items, page.next))
}

async fn show(id: i64, invocation: &mut Invocation) -> Result<()> {
    let client = invocation.connect()?;
    let task = body(client.show_task().id(id).send().await)?;
    let (out, clock) = (&mut invocation.out, &invocation.clock);
    if out.is_json() {
        return out.json(&task);
    }
    // A name is a comfort: without it the id has to do.
    let channel = client.show_channel().id(&task.channel_id).send().await;
    let channel = channel.map_or_else(|_| task.channel_id.clone(), |channel| channels::describe(&channel));
    out.fields(&task_view::fields(&task, channel, clock))?;
    out.data("\n")?;
    out.say(Tone::Dim, "prompt")?;
    out.text(&task.prompt)
}

async fn edit(command: Edit, invocation: &mut Invocation) -> Result<()> {
    let prompt = match command.prompt {
        Some(prompt) => Some(text_of(&[prompt], ("prompt", ""), invocation)?),
        None => None,
    };
    let options = command.options;
    let request = EditTask {
        type_: command.kind,
        schedule: command.schedule,
        timezone: command.timezone,
        prompt,
        enabled: (command.enable || command.disable).then_some(command.enable),
        misfire: options.misfire,
        max_catch_up: options.max_catch_up,
        catch_up_window_sec: options.catch_up_window,
        overlap: options.overlap,
        session: options.session,
        timeout_sec: options.timeout,
        model: options.model,
        idempotent: options.idempotent,
        auto_delete_sec: options.auto_delete,
    };
    if request == EditTask::default() {
        bail!(Usage("nothing is to be changed; name what, for example --schedule or --prompt".to_owned()));
    }
    let client = invocation.connect()?;
    let task = body(client.edit_task().id(command.task).body(request).send().await)?;
    tell(&task, invocation)
}

async fn toggle(id: i64, invocation: &mut Invocation) -> Result<()> {
    let client = invocation.connect()?;
    let task = body(client.show_task().id(id).send().await)?;
    let request = EditTask { enabled: Some(!task.enabled), ..EditTask::default() };
    let task = body(client.edit_task().id(id).body(request).send().await)?;
    if task.state == TaskState::Paused {
        invocation.out.notice(Tone::Warning, "its channel was deleted; it runs when that is back");
    }
    tell(&task, invocation)
}

async fn run_now(id: i64, follow: bool, invocation: &mut Invocation) -> Result<Exit> {
    let client = invocation.connect()?;
    let request = RunTask { author: invocation.author() };
    let key = uuid::Uuid::new_v4().to_string();
    let mut interrupts = if follow { Some(invocation.interrupts()) } else { None };
    let run = body(client.run_task().id(id).idempotency_key(key).body(request).send().await)?;
    let out = &mut invocation.out;
    if let Some(interrupts) = &mut interrupts {
        let finish = Watcher::new(&client, Show::Notices, interrupts, out).follow(&run).await?;
        return ask::answer(&client, finish, out).await;
    }
    if out.is_json() {
        out.json(&run)?;
    } else {
        let said =
            format!("run {} of task {id} is accepted; `loopctl runs logs -f {}` follows it", run.id, run.id);
        out.say(Tone::Plain, &said)?;
    }
    Ok(Exit::Ok)
}

async fn slots(id: i64, limit: u32, invocation: &mut Invocation) -> Result<()> {
    let client = &invocation.connect()?;
    let (items, next): (Vec<Slot>, _) = paging::read(Some(limit), |limit, cursor| async move {
        let mut request = client.list_slots().id(id).limit(limit);
        if let Some(cursor) = cursor {
            request = request.cursor(cursor);
        }
        let page = body(request.send().await)?;
        Ok((page.items, page.next))
    })
    .await?;
    if invocation.out.is_json() {
        return invocation.out.json(&SlotPage { items, next });
    }
    invocation.out.table(&task_view::slots(&items), &format!("task {id} was not due yet"))
}
