//! `/loop` as Discord offers it, and what is given there as one line of the grammar that all platforms share. Pure.

use serde_json::Value;
use serenity::builder::{CreateCommand, CreateCommandOption};
use serenity::model::application::CommandOptionType as Kind;

use super::wire::{Data, Given};

/// The command.
pub(super) const NAME: &str = "loop";
/// The argument that is a task's number.
pub(super) const TASK: &str = "id";
/// The argument that is a template's name.
pub(super) const TEMPLATE: &str = "name";

/// The argument that is a run's number.
pub(super) const RUN: &str = "run";

/// The definition, as it is registered.
pub(super) fn definition() -> Value {
    let loops = [
        sub("schedule", "Make a task")
            .add_sub_option(text("schedule", "When: a crontab line, 1h30m, or a date and time", true))
            .add_sub_option(kind(true))
            .add_sub_option(text("prompt", "What the agent is told", true)),
        sub("tasks", "List this channel's tasks"),
        sub("task", "Show a task").add_sub_option(task()),
        sub("cancel", "End a task for good").add_sub_option(task()),
        sub("toggle", "Switch a task off or on").add_sub_option(task()),
        sub("edit", "Change a task")
            .add_sub_option(task())
            .add_sub_option(text("schedule", "When: a crontab line, 1h30m, or a date and time", false))
            .add_sub_option(kind(false))
            .add_sub_option(text("prompt", "What the agent is told", false)),
        sub("run", "Run a task now").add_sub_option(task()),
        sub("runs", "List the latest runs"),
        sub("status", "Show how loop is"),
        sub("stop", "Stop what works here").add_sub_option(
            text(RUN, "Only this run, which may be one of a thread", false).set_autocomplete(true),
        ),
        sub("new", "Begin a new conversation"),
        group("template", "Templates of tasks")
            .add_sub_option(
                sub("add", "Make a task from a template")
                    .add_sub_option(text(TEMPLATE, "The template's name", true).set_autocomplete(true)),
            )
            .add_sub_option(sub("list", "List the templates")),
        group("allow", "Let somebody use loop here")
            .add_sub_option(
                sub("user", "Let somebody use loop here")
                    .add_sub_option(who(Kind::User))
                    .add_sub_option(role()),
            )
            .add_sub_option(
                sub("role", "Let all with a role use loop here")
                    .add_sub_option(who(Kind::Role))
                    .add_sub_option(role()),
            ),
        group("deny", "Take a role in loop away")
            .add_sub_option(sub("user", "Take somebody's role in loop away").add_sub_option(who(Kind::User)))
            .add_sub_option(sub("role", "Take it away from all with a role").add_sub_option(who(Kind::Role))),
        sub("claim", "Become the owner with the code that loopd printed")
            .add_sub_option(text("code", "The code", true)),
        sub("readme", "Show what loop is"),
        sub("help", "Show what you can tell loop"),
    ];
    let command = CreateCommand::new(NAME).description("Talk to the agent of this channel about its work");
    let command = loops.into_iter().fold(command, CreateCommand::add_option);
    serde_json::to_value(command).unwrap_or_default()
}

fn sub(name: &str, description: &str) -> CreateCommandOption {
    CreateCommandOption::new(Kind::SubCommand, name, description)
}

fn group(name: &str, description: &str) -> CreateCommandOption {
    CreateCommandOption::new(Kind::SubCommandGroup, name, description)
}

fn text(name: &str, description: &str, is_needed: bool) -> CreateCommandOption {
    CreateCommandOption::new(Kind::String, name, description).required(is_needed)
}

/// A text, so that words of a task's prompt can be typed to find it.
fn task() -> CreateCommandOption {
    text(TASK, "The task's number", true).set_autocomplete(true)
}

fn kind(is_needed: bool) -> CreateCommandOption {
    text("type", "How the schedule is read", is_needed)
        .add_string_choice("cron: by the calendar", "cron")
        .add_string_choice("interval: every so often", "interval")
        .add_string_choice("once: at one time", "once")
}

fn who(kind: Kind) -> CreateCommandOption {
    CreateCommandOption::new(kind, "who", "Who").required(true)
}

fn role() -> CreateCommandOption {
    text("role", "What they may do; members, if nothing is said", false)
        .add_string_choice("member: talk, and manage tasks", "member")
        .add_string_choice("owner: everything, also let others in", "owner")
}

/// Whether a registered command is the same as the definition: what Discord adds, or leaves out because it is empty,
/// does not count.
pub(super) fn is_registered(told: &Value, definition: &Value) -> bool {
    let command = |one: &Value| {
        let mut plain = plain(one);
        // What is typed with a slash, if nothing else is said.
        plain
            .as_object_mut()
            .filter(|plain| plain.get("type") == Some(&1.into()))
            .map(|plain| plain.remove("type"));
        plain
    };
    command(told) == command(definition)
}

/// What makes a command what it is.
fn plain(one: &Value) -> Value {
    const COUNT: [&str; 8] =
        ["name", "description", "type", "required", "autocomplete", "value", "options", "choices"];
    let Some(object) = one.as_object() else { return Value::Null };
    let parts =
        object.iter().filter(|(name, _)| COUNT.contains(&name.as_str())).filter_map(|(name, value)| {
            let value = match value {
                Value::Array(all) if all.is_empty() => return None,
                Value::Array(all) => all.iter().map(plain).collect(),
                Value::Bool(false) | Value::Null => return None,
                value => value.clone(),
            };
            Some((name.clone(), value))
        });
    Value::Object(parts.collect())
}

/// What was given, as one line: words as they are, everything that people wrote in quotes, the prompt last.
pub(super) fn line(data: &Data) -> Option<String> {
    if data.name != NAME {
        return None;
    }
    let mut words = Vec::new();
    let mut given = &data.options;
    // A command within a command, and within that.
    while let [Given { name, kind: 1 | 2, options, .. }] = given.as_slice() {
        words.push(name.clone());
        given = options;
    }
    let is_edit = words.first().is_some_and(|name| name == "edit");
    let value = |name: &str| {
        let given = given.iter().find(|one| one.name == name)?;
        Some((given.kind, given.value.as_str().map_or_else(|| given.value.to_string(), str::to_owned)))
    };
    for name in [TASK, TEMPLATE, RUN, "code", "who", "role", "schedule", "type", "prompt"] {
        let Some((kind, value)) = value(name) else { continue };
        if is_edit && name != TASK {
            words.push(format!("--{name}"));
        }
        words.push(match (name, kind) {
            ("who", 6) => format!("<@{value}>"),
            ("who", _) => format!("<@&{value}>"),
            ("type" | "role", _) => value,
            _ => quoted(&value),
        });
    }
    Some(words.join(" "))
}

/// A text in quotes, so that the grammar reads it back exactly.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_definition_is_known_again_and_a_change_is_seen() {
        let mut told = definition();
        assert!(is_registered(&told, &definition()));
        told["id"] = "1".into();
        told["nsfw"] = false.into();
        told["type"] = 1.into();
        told.as_object_mut().unwrap().remove("name_localizations");
        assert!(is_registered(&told, &definition()));
        let mut other = told.clone();
        other["options"][0]["options"][0]["description"] = "new".into();
        assert!(!is_registered(&other, &definition()));
        let mut fewer = told;
        fewer["options"].as_array_mut().unwrap().pop();
        assert!(!is_registered(&fewer, &definition()));
    }

    #[test]
    fn what_is_given_is_one_line() {
        let given = |name: &str, kind: u8, value: &str| Given {
            name: name.to_owned(),
            kind,
            value: value.into(),
            ..Given::default()
        };
        let sub = |name: &str, kind: u8, options: Vec<Given>| Given {
            name: name.to_owned(),
            kind,
            options,
            ..Given::default()
        };
        let table = [
            (sub("tasks", 1, vec![]), "tasks"),
            (sub("task", 1, vec![given("id", 3, "3")]), r#"task "3""#),
            (sub("stop", 1, vec![given("run", 3, "12")]), r#"stop "12""#),
            // As a number, should Discord ever send one: not as `1e6`.
            (
                sub("task", 1, vec![Given { value: 1_000_001.into(), ..given("id", 4, "") }]),
                r#"task "1000001""#,
            ),
            (
                // Whatever the order in which it was given.
                sub(
                    "schedule",
                    1,
                    vec![
                        given("prompt", 3, "say \"hi\" \\"),
                        given("type", 3, "cron"),
                        given("schedule", 3, "0 9 * * *"),
                    ],
                ),
                r#"schedule "0 9 * * *" cron "say \"hi\" \\""#,
            ),
            (
                sub("edit", 1, vec![given("id", 3, "#3"), given("prompt", 3, "x")]),
                r##"edit "#3" --prompt "x""##,
            ),
            (
                sub("allow", 2, vec![sub("role", 1, vec![given("who", 8, "55"), given("role", 3, "owner")])]),
                "allow role <@&55> owner",
            ),
            (sub("deny", 2, vec![sub("user", 1, vec![given("who", 6, "55")])]), "deny user <@55>"),
        ];
        for (option, expected) in table {
            let data = Data { name: NAME.to_owned(), options: vec![option], ..Data::default() };
            assert_eq!(line(&data).as_deref(), Some(expected));
        }
        assert_eq!(line(&Data { name: "other".to_owned(), ..Data::default() }), None);
    }
}
