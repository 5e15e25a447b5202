//! What people type after `/loop` or `!loop /`: one grammar for every platform. Pure.
//!
//! Quotes work as in a shell, typographic ones too. The last argument of a command is the rest of the line as it was
//! written, so that a prompt needs no quotes.

mod words;

use std::fmt;

use words::{Word, words};

use crate::model::schedule::ScheduleType;
use crate::model::{Role, RunId, TaskId};

/// Everything a person can tell loop to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// `schedule <schedule> <type> <prompt>`
    Schedule {
        /// When it is due.
        schedule: String,
        /// How that is read.
        kind: ScheduleType,
        /// What the agent is told.
        prompt: String,
    },
    /// `tasks`
    Tasks,
    /// `task <id>`
    Task(TaskId),
    /// `cancel <id>`
    Cancel(TaskId),
    /// `toggle <id>`
    Toggle(TaskId),
    /// `edit <id> [--schedule …] [--type …] [--prompt …]`
    Edit {
        /// Which task.
        id: TaskId,
        /// When it is due.
        schedule: Option<String>,
        /// How that is read.
        kind: Option<ScheduleType>,
        /// What the agent is told.
        prompt: Option<String>,
    },
    /// `run <id>`
    Run(TaskId),
    /// `runs`
    Runs,
    /// `status`
    Status,
    /// `stop [run]`
    Stop(Option<RunId>),
    /// `new`
    New,
    /// `template add <name>`
    AddTemplate(String),
    /// `template list`
    Templates,
    /// `allow user|role <who> [owner|member]`
    Allow(Who, Role),
    /// `deny user|role <who>`
    Deny(Who),
    /// `claim <code>`
    Claim(String),
    /// `readme`
    Readme,
    /// `help`
    Help,
}

/// Whom a command is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// A person: the platform's id, or a name as it was typed.
    User(String),
    /// All who have a role or are in a group.
    Role(String),
}

/// Why a line is no command: what is wrong, and how it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    problem: String,
    usage: &'static str,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = if self.problem.ends_with('?') { "" } else { "." };
        write!(f, "{}{end} Write: `/loop {}`", self.problem, self.usage)
    }
}

impl std::error::Error for Mistake {}

/// A command's name and how it is written, with what it does.
pub const USAGES: [(&str, &str, &str); 19] = [
    ("schedule", "schedule \"0 9 * * 1-5\" cron Review open PRs", "make a task (cron, interval or once)"),
    ("tasks", "tasks", "list this channel's tasks"),
    ("task", "task 3", "show a task"),
    ("cancel", "cancel 3", "end a task for good"),
    ("toggle", "toggle 3", "switch a task off or on"),
    ("edit", "edit 3 --schedule 1h --type interval --prompt Look around", "change a task"),
    ("run", "run 3", "run a task now"),
    ("runs", "runs", "list the latest runs"),
    ("status", "status", "show how loop is"),
    ("stop", "stop", "stop what works here, or `stop 12` one run"),
    ("new", "new", "begin a new conversation"),
    ("template add", "template add heartbeat", "make a task from a template"),
    ("template list", "template list", "list the templates"),
    ("allow user", "allow user @ann member", "let somebody use loop here (member or owner)"),
    ("allow role", "allow role @devs member", "let all with a role use loop here"),
    ("deny", "deny user @ann", "take a role away (user or role)"),
    ("claim", "claim 57ar88c8fw", "become the owner with the code that loopd printed"),
    ("readme", "readme", "show what loop is"),
    ("help", "help", "show this"),
];

/// Reads a command, without the `/loop` before it. Nothing at all asks for help.
///
/// # Errors
/// If it is none; the mistake says what is wrong and how it is written.
pub fn parse(line: &str) -> Result<Command, Mistake> {
    let line = line.trim();
    let words = words(line);
    let Some(first) = words.first() else { return Ok(Command::Help) };
    let name = first.text.trim_start_matches('/').to_lowercase().replace('-', "_");
    // `allow_user` and `template_add` are what Discord calls them.
    let (name, joined) = match name.split_once('_') {
        Some((name, rest)) if matches!(name, "allow" | "deny" | "template") => {
            (name.to_owned(), Some(rest.to_owned()))
        }
        _ => (name, None),
    };
    let rest = Rest { line, words: &words, at: 1, joined };
    match name.as_str() {
        "schedule" => schedule(rest),
        "tasks" => rest.nothing("tasks").map(|()| Command::Tasks),
        "task" => rest.task("task").map(Command::Task),
        "cancel" => rest.task("cancel").map(Command::Cancel),
        "toggle" => rest.task("toggle").map(Command::Toggle),
        "edit" => edit(rest),
        "run" => rest.task("run").map(Command::Run),
        "runs" => rest.nothing("runs").map(|()| Command::Runs),
        "status" => rest.nothing("status").map(|()| Command::Status),
        "stop" => stop(rest).map(Command::Stop),
        "new" => rest.nothing("new").map(|()| Command::New),
        "template" | "templates" => template(rest),
        "allow" => allow(rest),
        "deny" => deny(rest),
        "claim" => claim(rest),
        "readme" => rest.nothing("readme").map(|()| Command::Readme),
        "help" => Ok(Command::Help),
        _ => Err(unknown(&first.text)),
    }
}

/// What follows a command's name.
struct Rest<'a> {
    line: &'a str,
    words: &'a [Word],
    at: usize,
    /// What was joined to the name by `_`.
    joined: Option<String>,
}

impl Rest<'_> {
    /// The next word.
    fn next(&mut self) -> Option<String> {
        if let Some(joined) = self.joined.take() {
            return Some(joined);
        }
        let word = self.words.get(self.at)?;
        self.at += 1;
        Some(word.text.clone())
    }

    /// All that is left, as it was written; a single quoted word without its quotes.
    fn text(&self) -> Option<String> {
        match self.words.get(self.at..)? {
            [] => None,
            [only] => Some(only.text.clone()),
            [first, ..] => Some(self.line[first.start..].trim().to_owned()),
        }
    }

    fn nothing(mut self, name: &str) -> Result<(), Mistake> {
        match self.next() {
            None => Ok(()),
            Some(word) => Err(mistake(name, format!("`{name}` takes nothing, but there is `{word}`"))),
        }
    }

    fn task(mut self, name: &str) -> Result<TaskId, Mistake> {
        let id = self.id(name)?;
        self.nothing(name)?;
        Ok(id)
    }

    fn id(&mut self, name: &str) -> Result<TaskId, Mistake> {
        let Some(word) = self.next() else {
            return Err(mistake(name, "The task's number is missing".to_owned()));
        };
        number(&word).map(TaskId).ok_or_else(|| mistake(name, format!("`{word}` is no task's number")))
    }
}

fn number(word: &str) -> Option<i64> {
    word.trim_start_matches('#').parse().ok().filter(|number| *number > 0)
}

fn stop(mut rest: Rest<'_>) -> Result<Option<RunId>, Mistake> {
    let Some(word) = rest.next() else { return Ok(None) };
    let id = number(&word).ok_or_else(|| mistake("stop", format!("`{word}` is no run's number")))?;
    rest.nothing("stop")?;
    Ok(Some(RunId(id)))
}

fn schedule(mut rest: Rest<'_>) -> Result<Command, Mistake> {
    let wrong = |problem: &str| Err(mistake("schedule", problem.to_owned()));
    // A schedule without quotes goes on until the word that says its type.
    let mut parts = Vec::new();
    let kind = loop {
        let Some(word) = rest.next() else {
            return wrong(if parts.is_empty() {
                "The schedule is missing"
            } else {
                "The type is missing: cron, interval or once"
            });
        };
        match kind_of(&word) {
            Some(_) if parts.is_empty() => return wrong("The schedule is missing before its type"),
            Some(kind) => break kind,
            None => parts.push(word),
        }
    };
    match rest.text() {
        Some(prompt) if !prompt.trim().is_empty() => {
            Ok(Command::Schedule { schedule: parts.join(" "), kind, prompt })
        }
        _ => wrong("The prompt is missing"),
    }
}

fn edit(mut rest: Rest<'_>) -> Result<Command, Mistake> {
    let wrong = |problem: String| mistake("edit", problem);
    let id = rest.id("edit")?;
    let (mut schedule, mut kind, mut prompt) = (None, None, None);
    while let Some(word) = rest.next() {
        let (option, inline) = match word.split_once('=') {
            Some((option, value)) => (option.to_owned(), Some(value.to_owned())),
            None => (word, None),
        };
        // Keyboards make one long dash of two short ones.
        let option = option.replace(['—', '–'], "--").to_lowercase();
        let mut value = |what: &str| {
            let value = inline.clone().or_else(|| rest.next());
            value.ok_or_else(|| wrong(format!("The {what} is missing after `{option}`")))
        };
        match option.as_str() {
            "--schedule" => {
                let mut parts = vec![value("schedule")?];
                // A crontab line without quotes: up to the next option.
                while rest.words.get(rest.at).is_some_and(|word| !word.text.starts_with(['-', '—', '–']))
                {
                    parts.extend(rest.next());
                }
                schedule = Some(parts.join(" "));
            }
            "--type" => {
                let value = value("type")?;
                let read = kind_of(&value);
                kind = Some(read.ok_or_else(|| wrong(format!("`{value}` is not cron, interval or once")))?);
            }
            "--prompt" => {
                prompt = Some(match inline {
                    Some(value) => value,
                    None => rest
                        .text()
                        .ok_or_else(|| wrong("The prompt is missing after `--prompt`".to_owned()))?,
                });
                rest.at = rest.words.len();
            }
            other => return Err(wrong(format!("`{other}` is no option of `edit`"))),
        }
    }
    if schedule.is_none() && kind.is_none() && prompt.is_none() {
        return Err(wrong("Nothing is to be changed".to_owned()));
    }
    Ok(Command::Edit { id, schedule, kind, prompt })
}

fn template(mut rest: Rest<'_>) -> Result<Command, Mistake> {
    match rest.next().map(|word| word.to_lowercase()).as_deref() {
        Some("add") => match rest.next() {
            Some(name) => rest.nothing("template add").map(|()| Command::AddTemplate(name)),
            None => Err(mistake("template add", "The template's name is missing".to_owned())),
        },
        Some("list" | "ls") | None => rest.nothing("template list").map(|()| Command::Templates),
        Some(other) => Err(mistake("template list", format!("`template {other}` does not exist"))),
    }
}

fn allow(mut rest: Rest<'_>) -> Result<Command, Mistake> {
    let who = who(&mut rest, "allow user")?;
    let role = match rest.next().map(|word| word.to_lowercase()).as_deref() {
        None | Some("member") => Role::Member,
        Some("owner") => Role::Owner,
        Some(other) => return Err(mistake("allow user", format!("`{other}` is not member or owner"))),
    };
    rest.nothing("allow user").map(|()| Command::Allow(who, role))
}

fn deny(mut rest: Rest<'_>) -> Result<Command, Mistake> {
    let who = who(&mut rest, "deny")?;
    rest.nothing("deny").map(|()| Command::Deny(who))
}

fn claim(mut rest: Rest<'_>) -> Result<Command, Mistake> {
    match rest.next() {
        Some(code) => rest.nothing("claim").map(|()| Command::Claim(code)),
        None => Err(mistake("claim", "The code is missing; loopd printed it when it started".to_owned())),
    }
}

fn who(rest: &mut Rest<'_>, name: &str) -> Result<Who, Mistake> {
    let kind = rest.next().map(|word| word.to_lowercase());
    let make: fn(String) -> Who = match kind.as_deref() {
        Some("user") => Who::User,
        Some("role" | "group") => Who::Role,
        Some(other) => return Err(mistake(name, format!("`{other}` is not user or role"))),
        None => return Err(mistake(name, "Say whether it is a user or a role".to_owned())),
    };
    let Some(word) = rest.next() else {
        return Err(mistake(name, "Whom it is about is missing".to_owned()));
    };
    Ok(make(mentioned(&word)))
}

/// The id in a platform's markup of a mention, `<@U1|ann>`, `<@!1>`, `<@&2>` or `<!subteam^S1|@devs>`; else the name.
fn mentioned(word: &str) -> String {
    let inner = word.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    let Some(inner) = inner else { return word.trim_start_matches('@').to_owned() };
    let id = inner.split('|').next().unwrap_or(inner);
    id.trim_start_matches("!subteam^").trim_start_matches(['@', '!', '&']).to_owned()
}

fn kind_of(word: &str) -> Option<ScheduleType> {
    match word.to_lowercase().as_str() {
        "cron" => Some(ScheduleType::Cron),
        "interval" => Some(ScheduleType::Interval),
        "once" => Some(ScheduleType::Once),
        _ => None,
    }
}

fn mistake(name: &str, problem: String) -> Mistake {
    let usage = USAGES.iter().find(|(known, ..)| *known == name).map_or("help", |(_, usage, _)| usage);
    Mistake { problem, usage }
}

fn unknown(word: &str) -> Mistake {
    /// How similar a name must be to be worth a mention; 1 is the same.
    const SIMILAR: f64 = 0.8;
    let shown: String = word.chars().take(40).collect();
    let likeness = |name: &&str| strsim::jaro_winkler(name, &word.to_lowercase());
    let names = USAGES.iter().filter_map(|(name, ..)| name.split(' ').next());
    let near = names.max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    match near.filter(|name| likeness(name) >= SIMILAR) {
        Some(name) => mistake(name, format!("There is no command `{shown}`; did you mean `{name}`?")),
        None => mistake("help", format!("There is no command `{shown}`")),
    }
}

/// What `help` answers, Markdown.
pub fn help() -> String {
    let mut text = "What you can tell me:\n".to_owned();
    for (_, usage, what) in USAGES {
        text.push_str(&format!("- `/loop {usage}`: {what}\n"));
    }
    text.push_str(
        "\nWithout slash commands, write `!loop /…`; to talk to me, mention me or write `!loop …`.",
    );
    text
}

#[cfg(test)]
mod tests;
