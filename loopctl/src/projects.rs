//! `loopctl projects`: what the files of a project ask for, and the approval of exactly that.

use std::io::BufRead as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, bail};
use clap::{Args, Subcommand};
use loop_client::Client;
use loop_client::types::{Project, ProjectPage, TrustProject, TrustState, Widening};

use crate::client::body;
use crate::escape;
use crate::failure::{Exit, Usage};
use crate::invocation::Invocation;
use crate::io::Env;
use crate::output::{Output, Tone};
use crate::paging;
use crate::table::{Item, Table};
use crate::words;

/// Directories that agents work in, and whether what their own files ask for applies.
#[derive(Debug, Subcommand)]
pub(crate) enum Projects {
    /// List projects
    #[command(visible_alias = "ls")]
    List,
    /// Show what a project's files ask for, and whether that was approved
    Show(Place),
    /// Approve of what a project's files ask for, as it is now
    Trust {
        #[command(flatten)]
        place: Place,
        /// Approve without asking
        #[arg(short, long)]
        yes: bool,
    },
    /// Take an approval back
    Untrust(Place),
}

/// The project that is meant.
#[derive(Debug, Args)]
pub(crate) struct Place {
    /// Its directory, on loopd's machine [default: the current directory]
    dir: Option<PathBuf>,
}

/// Runs the command.
pub(crate) async fn run(command: Projects, invocation: &mut Invocation) -> Result<Exit> {
    let client = invocation.connect()?;
    match command {
        Projects::List => list(&client, &mut invocation.out).await?,
        Projects::Show(place) => {
            let dir = absolute(&place, &invocation.env)?;
            let project = body(client.show_project().dir_path(dir).send().await)?;
            if invocation.out.is_json() {
                invocation.out.json(&project)?;
            } else {
                show(&project, invocation)?;
            }
        }
        Projects::Trust { place, yes } => return trust(&client, &place, yes, invocation).await,
        Projects::Untrust(place) => {
            let dir = absolute(&place, &invocation.env)?;
            let request = client.untrust_project().body_map(|body| body.dir_path(dir));
            let project = body(request.send().await)?;
            let out = &mut invocation.out;
            if out.is_json() {
                out.json(&project)?;
            } else {
                out.say(Tone::Plain, &format!("{} is not trusted", escape::exact(&project.dir_path)))?;
            }
        }
    }
    Ok(Exit::Ok)
}

async fn list(client: &Client, out: &mut Output) -> Result<()> {
    let (items, next) = paging::read(None, |limit, cursor| async move {
        let mut request = client.list_projects().limit(limit);
        if let Some(cursor) = cursor {
            request = request.cursor(cursor);
        }
        let page = body(request.send().await)?;
        Ok((page.items, page.next))
    })
    .await?;
    if out.is_json() {
        return out.json(&ProjectPage { items, next });
    }
    let mut table = Table::new(&["STATE", "ASKS FOR", "CHANNELS", "DIRECTORY"]);
    for project in &items {
        let channels: Vec<&str> = project.channels.iter().map(|channel| channel.name.as_str()).collect();
        let (state, tone) = state(project);
        table.row([
            Item::colored(state, tone.color()),
            asked(project).into(),
            channels.join(", ").into(),
            escape::exact(&project.dir_path).into(),
        ]);
    }
    out.table(&table, "there are no projects; `loopctl channels add DIR` makes the first one")
}

/// The state in a word or two, and how it looks.
fn state(project: &Project) -> (&'static str, Tone) {
    match project.state {
        _ if project.hash.is_none() => ("unreadable", Tone::Bad),
        TrustState::NothingToTrust => ("plain", Tone::Dim),
        TrustState::Untrusted => ("untrusted", Tone::Warning),
        TrustState::Trusted => ("trusted", Tone::Good),
        TrustState::Changed => ("changed", Tone::Warning),
    }
}

fn asked(project: &Project) -> String {
    match project.grants.len() {
        0 => String::new(),
        count => words::plural(i64::try_from(count).unwrap_or(i64::MAX), "change"),
    }
}

fn show(project: &Project, invocation: &mut Invocation) -> Result<()> {
    let (out, clock) = (&mut invocation.out, &invocation.clock);
    let channels: Vec<&str> = project.channels.iter().map(|channel| channel.name.as_str()).collect();
    let approved = match (project.trusted_at, &project.trusted_by) {
        (Some(at), Some(by)) => format!("{} by {by}", clock.date(at)),
        _ => String::new(),
    };
    out.fields(&[
        ("project", Tone::Plain, escape::exact(&project.dir_path)),
        ("channels", Tone::Plain, channels.join(", ")),
        ("state", state(project).1, explained(project).to_owned()),
        ("approved", Tone::Plain, approved),
    ])?;
    print(project, out)?;
    if matches!(project.state, TrustState::Untrusted | TrustState::Changed) && project.hash.is_some() {
        let dir = escape::exact(&project.dir_path);
        out.notice(Tone::Plain, &format!("approve it with `loopctl projects trust {dir}`"));
    }
    Ok(())
}

/// What the state means for runs.
fn explained(project: &Project) -> &'static str {
    match project.state {
        _ if project.hash.is_none() => "its files cannot be read",
        TrustState::NothingToTrust => "its files ask for nothing that needs an approval",
        TrustState::Untrusted => "untrusted: runs go on without what its files ask for",
        TrustState::Trusted => "trusted: what its files ask for applies",
        TrustState::Changed => "changed since it was approved: runs go on without what its files ask for",
    }
}

/// The changes and the problems, on standard output.
fn print(project: &Project, out: &mut Output) -> Result<()> {
    for grant in &project.grants {
        let (tone, line) = change(grant);
        out.say(tone, &line)?;
    }
    for problem in &project.problems {
        out.say(Tone::Warning, &format!("! {}", escape::exact(problem)))?;
    }
    Ok(())
}

/// One change in one line, whatever it holds.
fn change(grant: &Widening) -> (Tone, String) {
    let key = escape::exact(&grant.key);
    match (grant.from.as_deref().map(escape::exact), grant.to.as_deref().map(escape::exact)) {
        (Some(from), Some(to)) => (Tone::Warning, format!("~ {key}: {from} -> {to}")),
        (Some(from), None) => (Tone::Bad, format!("- {key}: {from}")),
        (None, to) => (Tone::Good, format!("+ {key}: {}", to.unwrap_or_default())),
    }
}

async fn trust(client: &Client, place: &Place, yes: bool, invocation: &mut Invocation) -> Result<Exit> {
    let dir = absolute(place, &invocation.env)?;
    let seen = body(client.show_project().dir_path(&dir).send().await)?;
    let shown = escape::exact(&seen.dir_path);
    let is_json = invocation.out.is_json();
    if seen.state == TrustState::Trusted {
        if is_json {
            invocation.out.json(&seen)?;
        } else {
            invocation.out.say(Tone::Plain, &format!("{shown} is trusted already"))?;
        }
        return Ok(Exit::Ok);
    }
    let Some(hash) = seen.hash.clone() else {
        let problems: Vec<String> = seen.problems.iter().map(|problem| escape::exact(problem)).collect();
        bail!("{shown} cannot be trusted as it is: {}", problems.join("; "));
    };
    if !is_json {
        print(&seen, &mut invocation.out)?;
    }
    if !yes && seen.state != TrustState::NothingToTrust && !confirmed(&shown, invocation)? {
        invocation.out.failure(Tone::Warning, "nothing was approved");
        return Ok(Exit::Failed);
    }
    let request = TrustProject { dir_path: dir, hash, author: invocation.author() };
    let project = body(client.trust_project().body(request).send().await)?;
    let out = &mut invocation.out;
    if is_json {
        out.json(&project)?;
    } else {
        out.say(Tone::Good, &format!("{shown} is trusted, until any of this changes"))?;
    }
    Ok(Exit::Ok)
}

/// Asks the person at the terminal.
fn confirmed(dir: &str, invocation: &mut Invocation) -> Result<bool> {
    if invocation.out.is_json() || !invocation.stdin_is_terminal() {
        bail!(Usage(
            "nobody can be asked without a terminal; look at `loopctl projects show`, then give --yes"
                .to_owned()
        ));
    }
    let question = format!("Let agents in {dir} have this? [y/N]");
    invocation.out.failure(Tone::Plain, &question);
    let mut answer = String::new();
    invocation.stdin().reader.read_line(&mut answer).context("failed to read the answer")?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// The directory's path from the root on.
fn absolute(place: &Place, env: &Env) -> Result<String> {
    let dir = place.dir.as_deref().unwrap_or_else(|| Path::new("."));
    let path = match &env.current_dir {
        Some(current) => current.join(dir),
        None => dir.to_owned(),
    };
    // Without `.`, so that it reads well.
    let path: PathBuf = path.components().collect();
    let text = path.to_str().map(str::to_owned);
    text.ok_or_else(|| anyhow!(Usage(format!("the path {} is not UTF-8", path.display()))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant(key: &str, from: Option<&str>, to: Option<&str>) -> Widening {
        Widening { key: key.to_owned(), from: from.map(str::to_owned), to: to.map(str::to_owned) }
    }

    #[test]
    fn a_change_is_one_line_that_hides_nothing() {
        let lines = [
            grant("mounts", None, Some("./data:/data")),
            grant("mounts", Some("~/.gitconfig:~/.gitconfig:ro"), None),
            grant("container_image", Some("loop-agent:latest"), Some("evil:latest")),
            grant(".mcp.json: x", None, Some("sh -c 'a\n- mounts: all\u{202e}\u{200b}\u{1b}[2K'")),
        ]
        .map(|grant| change(&grant).1);
        insta::assert_snapshot!(lines.join("\n"), @r"
        + mounts: ./data:/data
        - mounts: ~/.gitconfig:~/.gitconfig:ro
        ~ container_image: loop-agent:latest -> evil:latest
        + .mcp.json: x: sh -c 'a^J- mounts: all\u{202e}\u{200b}^[[2K'
        ");
    }

    #[test]
    fn a_directory_is_given_from_the_root_on() {
        let env = Env { current_dir: Some("/src".into()), ..Env::default() };
        for (given, expected) in [(None, "/src"), (Some("shop"), "/src/shop"), (Some("/a/./b"), "/a/b")] {
            let place = Place { dir: given.map(PathBuf::from) };
            assert_eq!(absolute(&place, &env).unwrap(), expected);
        }
    }
}
