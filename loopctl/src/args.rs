//! The command line: its grammar, and which file does what. It must not do anything.

use std::ffi::OsString;
use std::path::PathBuf;
use std::str::FromStr;

use anstyle::{AnsiColor, Style};
use clap::builder::{PossibleValue, PossibleValuesParser, Styles, TypedValueParser};
use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum};

use crate::{
    ask, channels, chat, completions, grants, messages, projects, runs, schedules, status, tasks, templates,
    threads, tokens,
};

const STYLES: Styles = Styles::styled()
    .header(Style::new().bold())
    .usage(Style::new().bold())
    .literal(AnsiColor::Cyan.on_default())
    .placeholder(Style::new().dimmed())
    .error(AnsiColor::Red.on_default().bold());

const AFTER_HELP: &str = "Exit codes: 0 done; 1 refused, or the run did not succeed; 2 the arguments make no sense; \
                          3 loopd cannot be reached.";

/// Talk to coding agents: a client of the loopd daemon.
#[derive(Debug, Parser)]
#[command(name = "loopctl", version, styles = STYLES, max_term_width = 100, after_help = AFTER_HELP)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options of every command.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// Where loopd listens: http://HOST:PORT or unix:/PATH [env: LOOP_API_URL] [default: the socket in loopd's home if
    /// it is there, else http://127.0.0.1:8222]
    #[arg(long, global = true, value_name = "URL", hide_default_value = true)]
    pub(crate) api_url: Option<String>,
    /// File with the token that http://… needs [default: ~/.loop/token]
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
    /// Print what the API answers, as JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Print no progress and no messages other than errors
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// When to use colour; `auto` respects NO_COLOR
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_possible_values = false)]
    pub(crate) color: ColorMode,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorMode {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Ask(ask::Ask),
    Chat(chat::Chat),
    #[command(subcommand, visible_alias = "channel")]
    Channels(channels::Channels),
    #[command(subcommand, visible_alias = "message")]
    Messages(messages::Messages),
    #[command(subcommand, visible_alias = "run")]
    Runs(runs::Runs),
    #[command(subcommand, visible_alias = "project")]
    Projects(projects::Projects),
    #[command(subcommand, visible_alias = "template")]
    Templates(templates::Templates),
    #[command(subcommand, visible_alias = "task")]
    Tasks(tasks::Tasks),
    #[command(subcommand, visible_alias = "schedule")]
    Schedules(schedules::Schedules),
    #[command(subcommand, visible_alias = "thread")]
    Threads(threads::Threads),
    #[command(subcommand, visible_alias = "grant")]
    Grants(grants::Grants),
    #[command(subcommand, visible_alias = "token")]
    Tokens(tokens::Tokens),
    Status(status::Status),
    Completions(completions::Completions),
}

/// Understands the arguments; the first is the program's name.
pub(crate) fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Cli, clap::Error> {
    Cli::try_parse_from(args)
}

/// Takes one of these values by the name the API gives it, or with hyphens for its underscores.
pub(crate) fn one_of<T>(all: &[T]) -> impl TypedValueParser<Value = T>
where
    T: ToString + FromStr + Clone + Send + Sync + 'static,
    T::Err: std::error::Error + Send + Sync + 'static,
{
    let names = all.iter().map(|value| {
        let name = value.to_string();
        let hyphens = name.replace('_', "-");
        if hyphens == name { PossibleValue::new(name) } else { PossibleValue::new(name).alias(hyphens) }
    });
    let values: Vec<(String, T)> = all.iter().map(|value| (value.to_string(), value.clone())).collect();
    PossibleValuesParser::new(names).try_map(move |name| {
        let known = values.iter().find(|(known, _)| *known == name.replace('-', "_"));
        known.map_or_else(|| name.parse(), |(_, value)| Ok(value.clone()))
    })
}

/// The grammar, from which completions are made.
pub(crate) fn grammar() -> clap::Command {
    Cli::command()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Cli, clap::Error> {
        parse(line.split(' ').map(OsString::from))
    }

    #[test]
    fn the_grammar_is_sound() {
        grammar().debug_assert();
    }

    #[test]
    fn what_the_readme_shows_is_understood() {
        for line in [
            "loopctl chat",
            "loopctl ask Why? --json",
            "loopctl --api-url unix:/a ask -- -v is what?",
            "loopctl ask --dir /src/shop Which tests are slow?",
            "loopctl runs list --channel main --status timed_out --all",
            "loopctl runs logs -f 12",
            "loopctl runs stop 12 --no-wait",
            "loopctl --api-url unix:/a status --wait 60",
            "loopctl channels reset main",
            "loopctl messages send main -",
            "loopctl projects list",
            "loopctl projects show",
            "loopctl project trust /src/shop --yes",
            "loopctl projects untrust shop",
            "loopctl templates list",
            "loopctl template ls --dir /src/shop",
            "loopctl templates add heartbeat --channel main --timezone Europe/Berlin",
            "loopctl tasks schedule @daily cron Which tests failed? --timezone Europe/Berlin --overlap cancel-previous",
            "loopctl tasks schedule 30m interval - -c main --misfire run_all --timeout 1h30m --idempotent",
            "loopctl tasks list --channel main",
            "loopctl tasks edit 3 --schedule @hourly --idempotent=false --disable",
            "loopctl tasks run 3 --follow",
            "loopctl tasks slots 3",
            "loopctl schedules preview @monthly cron --timezone Asia/Tokyo --count 12",
            "loopctl threads create main Release --message @loop",
            "loopctl threads delete t12",
            "loopctl tokens create ci --scope read,runs --expires 30d",
            "loopctl tokens create ci -s read -s tasks --expires never",
            "loopctl tokens revoke 3",
            "loopctl channels delegators main --only ops --only web",
            "loopctl channels delegators main --anyone",
            "loopctl grants list main",
            "loopctl grants add main user U1",
            "loopctl grants add main role 42 owner",
            "loopctl grants remove main user U1",
            "loopctl completions bash",
        ] {
            parsed(line).unwrap_or_else(|error| panic!("{line}: {error}"));
        }
    }

    #[test]
    fn what_makes_no_sense_is_a_usage_error() {
        for line in [
            "loopctl",
            "loopctl ask --dir /a --channel b q",
            "loopctl chat b --dir /a",
            "loopctl runs show twelve",
            "loopctl templates add",
            "loopctl templates add heartbeat --dir /a --channel b",
            "loopctl runs list --status odd",
            "loopctl runs list --limit 0",
            "loopctl tasks schedule @daily daily What?",
            "loopctl tasks schedule @daily cron What? --timeout soon",
            "loopctl tasks edit 3 --enable --disable",
            "loopctl tasks show three",
            "loopctl schedules preview @monthly cron --count 0",
            "loopctl tokens create ci",
            "loopctl tokens create ci --scope everything",
            "loopctl channels delegators main",
            "loopctl channels delegators main --anyone --nobody",
        ] {
            assert_eq!(parsed(line).err().map(|error| error.exit_code()), Some(2), "{line}");
        }
    }
}
