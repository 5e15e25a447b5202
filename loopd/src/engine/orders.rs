//! What becomes of a command: done as its author may, and answered to nobody but its author where the platform can.

use std::sync::Arc;

use super::caller::Caller;
use super::commands::{self, Command, Who};
use super::inbox::event_key;
use super::tasks::{EditTask, ScheduleTask, TaskOptions, schedule_of};
use super::{AddTemplate, Engine, Error, Result};
use crate::chat::inbound::{Author, CommandLine, ReplyTo};
use crate::chat::{Chat, Error as ChatError};
use crate::model::schedule::local_time;
use crate::model::{
    Channel, Millis, Platform, Role, Run, RunId, RunStatus, SubjectKind, Task, TaskId, TaskState, Zone,
};
use crate::store::{PageQuery, RequestKey, RunFilter};

/// How long a private answer waits after each time that it could not be given; its address is soon good no more.
const REPLY_WAITS_MS: [Millis; 2] = [1_000, 5_000];
/// Lines of a list; the rest is told as a number.
const LIST: u64 = 20;
/// Characters of a prompt in a list.
const SHORT: usize = 60;

impl Engine {
    /// Does what a command says and answers it.
    pub(super) async fn command_given(&self, platform: Platform, command: &CommandLine) -> Result<()> {
        if self.is_ignored(&command.author) {
            return Ok(());
        }
        let channel = self.channel_of(platform, &command.place).await?;
        // Histories are read again, and hold what was done long ago.
        let done = event_key("command", &channel, &command.id);
        if self.store.is_known(&done).await? {
            return Ok(());
        }
        let answer = match self.answer_to(&channel, command).await {
            // It was not done, and is asked again by the platform.
            Err(error @ (Error::Unavailable { .. } | Error::Internal(_))) => return Err(error),
            Err(refusal) => Answer::Heeded(format!("That does not work: {refusal}.")),
            Ok(answer) => answer,
        };
        match (answer, command.reply.as_ref()) {
            (Answer::Refused(text), None) => self.refuse_in(&channel, &command.author, text).await?,
            (Answer::Heeded(text) | Answer::Refused(text), reply) => {
                self.reply(&channel, (&command.id, reply), text).await?;
            }
        }
        self.store.first_time(&done, self.now()).await?;
        Ok(())
    }

    /// Does what a command says, as far as its author may; gives what is answered. Of what somebody without a role
    /// says nothing is repeated.
    async fn answer_to(&self, channel: &Channel, line: &CommandLine) -> Result<Answer> {
        let parsed = commands::parse(&line.line);
        if let Ok(Command::Claim(code)) = &parsed {
            return self.claim(channel, &line.author, code).await;
        }
        match &parsed {
            Ok(Command::Help) if line.reply.is_some() => return Ok(Answer::Heeded(commands::help())),
            Ok(Command::Readme) if line.reply.is_some() => return Ok(Answer::Heeded(readme())),
            _ => {}
        }
        match (parsed, self.role_of(&line.author, channel).await?) {
            (_, None) => Ok(Answer::Refused(self.no_role(channel.platform, &line.author.name).await?)),
            (Err(mistake), Some(_)) => Ok(Answer::Heeded(mistake.to_string())),
            (Ok(command), Some(role)) => self.obey(channel, line, (command, role)).await.map(Answer::Heeded),
        }
    }

    /// Answers its author alone; in the channel only where the platform knows no private answers. What was meant for one
    /// is not told to all because of trouble on the way.
    pub(super) async fn reply(
        &self,
        channel: &Channel,
        (event, to): (&str, Option<&ReplyTo>),
        text: String,
    ) -> Result<()> {
        let (Some(to), Some(chat)) = (to, self.chats.get(&channel.platform)) else {
            return self.answer_in(channel, event, text).await;
        };
        // The platform waits for its acknowledgement, which must not wait for the platform.
        let (engine, chat, to) = (self.clone(), Arc::clone(chat), to.clone());
        let (channel, event) = (channel.clone(), event.to_owned());
        self.tasks.spawn(async move {
            let Err(error) = engine.try_to_reply(&*chat, &to, &text).await else { return };
            tracing::warn!(%error, "a private answer could not be given");
            let note = "I could not give the private answer to a command. `/loop tasks` and `/loop runs` show how \
                        things are here.";
            if let Err(error) = engine.answer_in(&channel, &event, note.to_owned()).await {
                tracing::error!(%error, "nor could that be owed to the channel");
            }
        });
        Ok(())
    }

    /// Gives a private answer, also when the platform is in trouble for a moment.
    async fn try_to_reply(
        &self,
        chat: &dyn Chat,
        to: &ReplyTo,
        text: &str,
    ) -> std::result::Result<(), ChatError> {
        for wait in REPLY_WAITS_MS {
            match chat.reply(to, text).await {
                Err(ChatError::Later { reason, .. }) => tracing::debug!(reason, "a private answer waits"),
                done => return done,
            }
            self.clock.sleep_until(self.now() + wait).await;
        }
        chat.reply(to, text).await
    }

    /// Does it; gives what is answered.
    async fn obey(
        &self,
        channel: &Channel,
        line: &CommandLine,
        (command, role): (Command, Role),
    ) -> Result<String> {
        let author = &line.author;
        match command {
            Command::Help => Ok(commands::help()),
            Command::Readme => Ok(readme()),
            Command::Runs => self.runs_of(channel).await,
            Command::Status => self.status_words(channel).await,
            Command::Stop(None) => self.stop_all(channel).await,
            Command::Stop(Some(id)) => self.stop_one(channel, id).await,
            Command::New => {
                self.reset_session(&channel.id).await?;
                Ok("The next message begins a new conversation.".to_owned())
            }
            Command::Templates => self.template_names(channel).await,
            Command::Allow(who, given) => {
                only_owners(role)?;
                let (kind, subject) = subject(&who, channel.platform)?;
                self.grant_role(&channel.id, (kind, subject), given, &author.name).await?;
                let word = if given == Role::Owner { "an owner" } else { "a member" };
                Ok(format!("`{subject}` is {word} here now."))
            }
            Command::Deny(who) => {
                only_owners(role)?;
                let (kind, subject) = subject(&who, channel.platform)?;
                self.revoke_role(&channel.id, kind, subject).await?;
                Ok(format!("`{subject}` has no role of this channel's own any more."))
            }
            command => self.obey_on_tasks(channel, line, command).await,
        }
    }

    /// The same for what makes, changes and runs tasks.
    async fn obey_on_tasks(&self, channel: &Channel, line: &CommandLine, command: Command) -> Result<String> {
        let author = &line.author;
        let caller = Caller::Person { id: author.id.clone(), name: author.name.clone(), may_ask: true };
        let key = |what: &str| RequestKey {
            id: format!("{what}/{}/{}/{}", channel.platform.as_str(), channel.id, line.id),
            body_hash: String::new(),
        };
        match command {
            Command::Schedule { schedule, kind, prompt } => {
                let request = ScheduleTask {
                    channel_id: channel.id.clone(),
                    kind,
                    schedule,
                    timezone: None,
                    prompt,
                    template_name: None,
                    options: TaskOptions::default(),
                    caller,
                    key: Some(key("schedule")),
                };
                let (task, _) = self.schedule_task(request).await?;
                Ok(self.scheduled(&task))
            }
            Command::Tasks => self.tasks_of(channel).await,
            Command::Task(id) => {
                let task = self.task_in(channel, id).await?;
                Ok(format!("{}\n\n{}", self.scheduled(&task), task.prompt))
            }
            Command::Cancel(id) => {
                self.task_in(channel, id).await?;
                self.cancel_task(id).await?;
                Ok(format!("Task {id} is cancelled."))
            }
            Command::Toggle(id) => {
                let task = self.task_in(channel, id).await?;
                // A second delivery of the same event must not switch it back.
                let wanted = self.store.settle(&key("toggle"), on_or_off(!task.enabled), self.now()).await?;
                let edit = EditTask { enabled: Some(wanted == on_or_off(true)), ..EditTask::default() };
                let task = self.edit_task(id, edit, &caller).await?;
                Ok(format!("Task {id} is {}.", on_or_off(task.enabled)))
            }
            Command::Edit { id, schedule, kind, prompt } => {
                self.task_in(channel, id).await?;
                let edit = EditTask { schedule, kind, prompt, ..EditTask::default() };
                Ok(self.scheduled(&self.edit_task(id, edit, &caller).await?))
            }
            Command::Run(id) => {
                self.task_in(channel, id).await?;
                let (run, _) = self.run_task(id, &caller, Some(key("run"))).await?;
                Ok(format!("Task {id} runs now, as run {}.", run.id))
            }
            Command::AddTemplate(name) => {
                let request = AddTemplate { channel_id: channel.id.clone(), name, timezone: None, caller };
                let (task, is_new) = self.add_template(request).await?;
                let was = if is_new { "" } else { "This channel has it already. " };
                Ok(format!("{was}{}", self.scheduled(&task)))
            }
            _ => Ok(commands::help()),
        }
    }

    /// The task of that number, if it is this channel's.
    async fn task_in(&self, channel: &Channel, id: TaskId) -> Result<Task> {
        let found = self.store.find_task(id).await?.filter(|task| task.channel_id == channel.id);
        found.ok_or_else(|| Error::NotFound(format!("there is no task {id} here")))
    }

    /// A task with what its schedule means and when it is due next.
    fn scheduled(&self, task: &Task) -> String {
        let Ok((schedule, zone)) = schedule_of(task) else {
            return format!("Task {}: its schedule cannot be read any more.", task.id);
        };
        let next: Vec<String> = self.next_times(task).into_iter().map(|at| local_time(at, &zone)).collect();
        let next = match next.as_slice() {
            [] => match &task.disabled_reason {
                Some(reason) => format!("It is off: {reason}."),
                None => "It is off.".to_owned(),
            },
            times => format!("Next: {}", times.join(", ")),
        };
        format!("Task {}: {} {next}", task.id, schedule.describe(&zone))
    }

    async fn tasks_of(&self, channel: &Channel) -> Result<String> {
        let page = PageQuery { limit: LIST, after: None };
        let page = self.store.list_tasks(Some(channel.id.clone()), page).await?;
        if page.items.is_empty() {
            return Ok(
                "There are no tasks here. `/loop schedule \"0 9 * * 1-5\" cron …` makes one.".to_owned()
            );
        }
        let line = |task: &Task| {
            let zone = Zone::parse(&task.timezone).ok();
            let when = match (task.state(), task.next_run_at, zone) {
                (TaskState::Scheduled, Some(at), Some(zone)) => local_time(at, &zone),
                (state, ..) => format!("{state:?}").to_lowercase(),
            };
            format!("- {}: `{}` ({when}) {}", task.id, task.schedule, short(&task.prompt))
        };
        Ok(listed(page.items.iter().map(line), page.next.is_some()))
    }

    async fn runs_of(&self, channel: &Channel) -> Result<String> {
        let filter = RunFilter { channel_id: Some(channel.id.clone()), status: None };
        let page = self.store.list_runs(filter, PageQuery { limit: LIST, after: None }).await?;
        if page.items.is_empty() {
            return Ok("Nothing ran here yet.".to_owned());
        }
        let line = |run: &Run| {
            format!("- {}: {}, {}: {}", run.id, run.status.as_str(), run.author_name, short(&run.prompt))
        };
        Ok(listed(page.items.iter().map(line), page.next.is_some()))
    }

    async fn status_words(&self, channel: &Channel) -> Result<String> {
        let counts = self.store.counts().await?;
        let here = self.open_runs(channel).await?;
        let working = here.iter().filter(|run| run.status != RunStatus::Queued).count();
        Ok(format!(
            "Here: {working} at work, {} waiting. All channels: {} at work, {} waiting; {} answers on their way, {} given \
             up.",
            here.len() - working,
            counts.active,
            counts.queued,
            counts.deliveries_pending,
            counts.deliveries_dead,
        ))
    }

    async fn stop_all(&self, channel: &Channel) -> Result<String> {
        let open = self.open_runs(channel).await?;
        for run in &open {
            self.stop_run(run.id).await?;
        }
        let done = match open.as_slice() {
            [] => "Nothing is at work here.".to_owned(),
            [run] => format!("Run {} is being stopped.", run.id),
            runs => format!("{} runs are being stopped.", runs.len()),
        };
        // On Slack, `/loop` says nothing of the thread it is typed in: those who meant that see how to go on.
        let nearby = self.store.open_runs_around(channel.root(), LIST).await?;
        let nearby = nearby.iter().filter(|other| open.iter().all(|run| run.id != other.id));
        let lines: Vec<String> =
            nearby.map(|other| format!("- `/loop stop {}`: {}", other.id, other.author_name)).collect();
        Ok(if lines.is_empty() { done } else { format!("{done} But nearby:\n{}", lines.join("\n")) })
    }

    /// Stops a run of the channel or of a thread of it.
    async fn stop_one(&self, channel: &Channel, id: RunId) -> Result<String> {
        let unknown = || Error::NotFound(format!("there is no run {id} here"));
        let run = self.store.find_run(id).await?.ok_or_else(unknown)?;
        let place = self.store.find_channel(&run.channel_id).await?.filter(|it| it.root() == channel.root());
        if place.is_none() {
            return Err(unknown());
        }
        if run.finished_at.is_some() {
            return Ok(format!("Run {id} has ended already."));
        }
        self.stop_run(id).await?;
        Ok(format!("Run {id} is being stopped."))
    }

    /// Runs of the channel that wait or work, also those that answer in it as a thread.
    async fn open_runs(&self, channel: &Channel) -> Result<Vec<Run>> {
        Ok(self.store.open_runs_in(&channel.id).await?)
    }

    async fn template_names(&self, channel: &Channel) -> Result<String> {
        let offers = self.list_templates(Some(&channel.id), None, 100).await?;
        let lines = offers.items.iter().map(|offer| {
            let has = if offer.task.is_some() { " (added)" } else { "" };
            format!("- `{}`{has}: {}", offer.template.name, offer.template.description)
        });
        Ok(listed(lines, offers.next.is_some()))
    }

    /// Makes somebody an owner of every channel of the platform by the code that loopd showed its operator.
    async fn claim(&self, channel: &Channel, author: &Author, code: &str) -> Result<Answer> {
        if self.pairing.redeem(channel.platform, &author.id, code, self.now()) {
            self.grant_everywhere(channel.platform, &author.id, &author.name).await?;
            self.pairing.use_up(channel.platform);
            return Ok(Answer::Heeded(format!(
                "You are my owner now, {}. `/loop help` shows what you can tell me.",
                author.name
            )));
        }
        self.offer_pairing(channel.platform).await?;
        let text = "This code is wrong, used or too old. While nobody owns me, a good one is in loopd's log.";
        Ok(Answer::Refused(text.to_owned()))
    }
}

/// What a command is answered.
enum Answer {
    /// To somebody who may give commands.
    Heeded(String),
    /// To somebody who may not.
    Refused(String),
}

fn readme() -> String {
    include_str!("../../../README.md").to_owned()
}

fn only_owners(role: Role) -> Result<()> {
    if role == Role::Owner {
        return Ok(());
    }
    Err(Error::Forbidden("only an owner of this channel gives roles".to_owned()))
}

/// Whom a role is given to or taken from. A name is not enough: people choose their own.
fn subject(who: &Who, platform: Platform) -> Result<(SubjectKind, &str)> {
    let (kind, id) = match who {
        Who::User(id) => (SubjectKind::User, id),
        Who::Role(id) => (SubjectKind::Role, id),
    };
    if platform.is_id(id) {
        return Ok((kind, id));
    }
    let word = kind.as_str();
    let hint = "pick it from what is offered after `@`, or give the id";
    Err(Error::invalid("who", format!("`{id}` is the id of no {word}; {hint}")))
}

fn on_or_off(enabled: bool) -> &'static str {
    if enabled { "on" } else { "off" }
}

fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SHORT {
        return line;
    }
    line.chars().take(SHORT).chain(['…']).collect()
}

fn listed(lines: impl Iterator<Item = String>, has_more: bool) -> String {
    let mut text = lines.collect::<Vec<_>>().join("\n");
    if has_more {
        text.push_str("\n- …");
    }
    text
}
