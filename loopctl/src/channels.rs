//! `loopctl channels`, and which channel a name or an id means.

use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow, bail};
use clap::Subcommand;
use loop_client::Client;
use loop_client::types::{Channel, ChannelField, ChannelPage, EditChannel, EnsureChannel, Platform};

use crate::args::one_of;
use crate::client::body;
use crate::failure::{Exit, Usage};
use crate::invocation::Invocation;
use crate::io::Env;
use crate::output::{Output, Tone};
use crate::paging;
use crate::table::Table;

/// Channels looked at to guess what an unknown name was meant to be.
const GUESS_AMONG: u32 = 200;
/// How similar a name must be to be worth a mention; 1 is the same.
const SIMILAR: f64 = 0.75;

/// Where agents are talked to.
#[derive(Debug, Subcommand)]
pub(crate) enum Channels {
    /// List channels
    #[command(visible_alias = "ls")]
    List {
        /// Only those whose name contains this
        query: Option<String>,
    },
    /// Show a channel
    Show {
        /// The channel's id or name
        #[arg(value_name = "ID|NAME")]
        channel: String,
    },
    /// Make a channel with a work directory of loopd's own
    Create {
        /// Its name
        name: String,
    },
    /// Make the channel that works in a directory
    Add {
        /// The directory, on loopd's machine
        dir: PathBuf,
        /// Where the channel is to be; left out, one of any platform will do
        #[arg(long, value_parser = one_of(Platform::ALL))]
        platform: Option<Platform>,
    },
    /// Have a channel's agent work in another directory; it begins a new conversation there
    #[command(group(clap::ArgGroup::new("where").required(true)))]
    Directory {
        /// The channel's id or name
        #[arg(value_name = "ID|NAME")]
        channel: String,
        /// The directory, on loopd's machine
        #[arg(group = "where")]
        dir: Option<PathBuf>,
        /// One of loopd's own
        #[arg(long, group = "where")]
        own: bool,
    },
    /// Say whose agents may cause runs in a channel and its threads
    #[command(group(clap::ArgGroup::new("whose").required(true)))]
    Delegators {
        /// The channel's id or name
        #[arg(value_name = "ID|NAME")]
        channel: String,
        /// Only this channel's; give it again for more
        #[arg(long, value_name = "ID|NAME", group = "whose")]
        only: Vec<String>,
        /// Those of every channel
        #[arg(long, group = "whose")]
        anyone: bool,
        /// None but its own
        #[arg(long, group = "whose")]
        nobody: bool,
    },
    /// Forget the conversation: the next run knows nothing of what was said before
    Reset {
        /// The channel's id or name
        #[arg(value_name = "ID|NAME")]
        channel: String,
    },
}

/// Runs the command.
pub(crate) async fn run(command: Channels, invocation: &mut Invocation) -> Result<Exit> {
    let client = invocation.connect()?;
    let out = &mut invocation.out;
    match command {
        Channels::List { query } => list(&client, query.as_deref().unwrap_or_default(), out).await?,
        Channels::Show { channel } => show(&resolve(&client, &channel).await?, invocation)?,
        Channels::Create { name } => {
            let channel = body(client.create_channel().body_map(|body| body.name(name)).send().await)?;
            show(&channel, invocation)?;
        }
        Channels::Add { dir, platform } => {
            show(&for_dir(&client, &invocation.env, &dir, platform).await?, invocation)?;
        }
        Channels::Directory { channel, dir, .. } => {
            let dir = dir.map(|dir| absolute(&invocation.env, &dir)).transpose()?;
            show(&work_in(&client, &channel, dir).await?, invocation)?;
        }
        Channels::Delegators { channel, only, anyone, .. } => {
            let channel = delegators(&client, &channel, &only, anyone).await?;
            show(&channel, invocation)?;
        }
        Channels::Reset { channel } => {
            let channel = resolve(&client, &channel).await?;
            body(client.reset_session().id(&channel.id).send().await)?;
            let done = format!("{}: the next question begins a new conversation", channel.name);
            out.notice(Tone::Plain, &done);
        }
    }
    Ok(Exit::Ok)
}

/// Sets whose agents may cause runs in a channel.
async fn delegators(client: &Client, channel: &str, only: &[String], anyone: bool) -> Result<Channel> {
    let channel = resolve(client, channel).await?;
    let mut ids = Vec::with_capacity(only.len());
    for name in only {
        ids.push(resolve(client, name).await?.id);
    }
    let change = if anyone {
        EditChannel { unset: vec![ChannelField::Delegators], ..unchanged() }
    } else {
        EditChannel { delegators: Some(ids), ..unchanged() }
    };
    body(client.edit_channel().id(&channel.id).body(change).send().await)
}

/// Has a channel's agent work in a directory, or in one of loopd's own.
async fn work_in(client: &Client, channel: &str, dir: Option<String>) -> Result<Channel> {
    let channel = resolve(client, channel).await?;
    let change = match dir {
        Some(dir) => EditChannel { dir_path: Some(dir), ..unchanged() },
        None => EditChannel { unset: vec![ChannelField::DirPath], ..unchanged() },
    };
    body(client.edit_channel().id(&channel.id).body(change).send().await)
}

fn unchanged() -> EditChannel {
    EditChannel { delegators: None, dir_path: None, unset: Vec::new() }
}

/// The channel that works in a directory, on that platform or on any; made if there is none.
pub(crate) async fn for_dir(
    client: &Client,
    env: &Env,
    dir: &Path,
    platform: Option<Platform>,
) -> Result<Channel> {
    let request = EnsureChannel { dir_path: absolute(env, dir)?, platform };
    body(client.ensure_channel().body(request).send().await)
}

/// A path as loopd takes it.
fn absolute(env: &Env, dir: &Path) -> Result<String> {
    let absolute = match &env.current_dir {
        Some(current) => current.join(dir),
        None => dir.to_owned(),
    };
    match absolute.to_str() {
        Some(path) => Ok(path.to_owned()),
        None => bail!(Usage(format!("the path {} is not UTF-8", absolute.display()))),
    }
}

/// The channel that a person means by an id or an exact name.
pub(crate) async fn resolve(client: &Client, wanted: &str) -> Result<Channel> {
    let found = search(client, wanted, None).await?.items;
    match pick(found, wanted) {
        Pick::One(channel) => Ok(*channel),
        Pick::Several(channels) => {
            let list: Vec<String> =
                channels.iter().map(|channel| format!("  {}", describe(channel))).collect();
            bail!("several channels are called {wanted}; give the id of one:\n{}", list.join("\n"))
        }
        Pick::None(mut near) => {
            if near.is_empty() {
                let all = search(client, "", Some(GUESS_AMONG)).await?.items;
                near = similar(all.into_iter().map(|channel| channel.name), wanted);
            }
            Err(unknown(wanted, &near))
        }
    }
}

enum Pick {
    One(Box<Channel>),
    Several(Vec<Channel>),
    /// With names that contain what was wanted.
    None(Vec<String>),
}

fn pick(mut found: Vec<Channel>, wanted: &str) -> Pick {
    if let Some(index) = found.iter().position(|channel| channel.id == wanted) {
        return Pick::One(Box::new(found.swap_remove(index)));
    }
    let (mut named, others): (Vec<_>, Vec<_>) = found.into_iter().partition(|channel| channel.name == wanted);
    // One that was deleted in chat is meant only if no other has its name.
    if named.iter().any(|channel| channel.active) {
        named.retain(|channel| channel.active);
    }
    match named.pop() {
        None => Pick::None(others.into_iter().map(|channel| channel.name).take(5).collect()),
        Some(channel) if named.is_empty() => Pick::One(Box::new(channel)),
        Some(channel) => {
            named.push(channel);
            Pick::Several(named)
        }
    }
}

fn similar(names: impl Iterator<Item = String>, wanted: &str) -> Vec<String> {
    let likeness = |name: &str| strsim::jaro_winkler(&name.to_lowercase(), &wanted.to_lowercase());
    let mut near: Vec<(f64, String)> = names.map(|name| (likeness(&name), name)).collect();
    near.retain(|(likeness, _)| *likeness >= SIMILAR);
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    near.into_iter().map(|(_, name)| name).take(3).collect()
}

fn unknown(wanted: &str, near: &[String]) -> anyhow::Error {
    match near {
        [] => anyhow!(
            "there is no channel {wanted}; `loopctl channels list` lists them, `loopctl channels create` makes one"
        ),
        near => anyhow!("there is no channel {wanted}; did you mean {}?", near.join(", ")),
    }
}

/// Finds channels by a part of their name.
pub(crate) async fn search(client: &Client, query: &str, wanted: Option<u32>) -> Result<ChannelPage> {
    let (items, next) = paging::read(wanted, |limit, cursor| async move {
        let mut request = client.search_channels().limit(limit);
        if !query.is_empty() {
            request = request.query(query);
        }
        if let Some(cursor) = cursor {
            request = request.cursor(cursor);
        }
        let page = body(request.send().await)?;
        Ok((page.items, page.next))
    })
    .await?;
    Ok(ChannelPage { items, next })
}

/// A channel in one line.
pub(crate) fn describe(channel: &Channel) -> String {
    let place = channel.dir_path.as_deref().unwrap_or("a directory of loopd's own");
    format!("{} ({}), {place}", channel.name, channel.id)
}

async fn list(client: &Client, query: &str, out: &mut Output) -> Result<()> {
    let page = search(client, query, None).await?;
    if out.is_json() {
        return out.json(&page);
    }
    let mut table = Table::new(&["ID", "NAME", "PLATFORM", "DIRECTORY"]);
    for channel in &page.items {
        let name = if channel.active { channel.name.clone() } else { format!("{} (deleted)", channel.name) };
        let dir = channel.dir_path.as_deref().unwrap_or_default();
        table.row([channel.id.as_str().into(), name.into(), channel.platform.to_string().into(), dir.into()]);
    }
    out.table(&table, "there are no channels; `loopctl chat` makes the first one")
}

fn show(channel: &Channel, invocation: &mut Invocation) -> Result<()> {
    if invocation.out.is_json() {
        return invocation.out.json(channel);
    }
    let fields = [
        ("id", Tone::Plain, channel.id.clone()),
        ("name", Tone::Plain, channel.name.clone()),
        ("platform", Tone::Plain, channel.platform.to_string()),
        (
            "directory",
            Tone::Plain,
            channel.dir_path.clone().unwrap_or_else(|| "one of loopd's own".to_owned()),
        ),
        ("thread of", Tone::Plain, channel.parent_id.clone().unwrap_or_default()),
        ("deleted", Tone::Warning, if channel.active { String::new() } else { "yes, in chat".to_owned() }),
        (
            "made by",
            Tone::Plain,
            channel.made_by.as_ref().map(|id| format!("the agent of {id}")).unwrap_or_default(),
        ),
        ("agents of", Tone::Plain, whose(channel)),
        ("known since", Tone::Plain, invocation.clock.date(channel.created_at)),
    ];
    invocation.out.fields(&fields)
}

/// Whose agents may cause runs in it.
fn whose(channel: &Channel) -> String {
    match channel.delegators.as_deref() {
        None => String::new(),
        Some([]) => "no other channel may cause runs here".to_owned(),
        Some(ids) => format!("only {} may cause runs here", ids.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn channel(id: &str, name: &str, active: bool) -> Channel {
        let json = serde_json::json!({
            "id": id, "platform": "local", "name": name, "active": active, "created_at": "2026-01-02T03:04:05Z",
        });
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn an_id_or_an_exact_name_and_nothing_else() {
        let all = || {
            vec![
                channel("c1", "shop", true),
                channel("c2", "shop-tests", true),
                channel("c3", "twin", true),
                channel("c4", "twin", true),
                channel("c5", "old", false),
                channel("c6", "old", true),
                channel("shop", "odd", true),
            ]
        };
        let one = |wanted: &str| match pick(all(), wanted) {
            Pick::One(channel) => channel.id,
            Pick::Several(channels) => format!("{} of them", channels.len()),
            Pick::None(near) => near.join(","),
        };
        assert_eq!(one("c2"), "c2");
        assert_eq!(one("shop"), "shop", "an id comes before a name");
        assert_eq!(one("odd"), "shop");
        assert_eq!(one("old"), "c6");
        assert_eq!(one("twin"), "2 of them");
        assert_eq!(one("sho"), "shop,shop-tests,twin,twin,old");
    }

    #[test]
    fn near_misses_are_named() {
        let names = || ["website", "webshop", "main", "Main"].map(str::to_owned).into_iter();
        assert_eq!(similar(names(), "wesbite"), ["website"]);
        assert_eq!(similar(names(), "MAIN"), ["Main", "main"]);
        assert!(similar(names(), "zzz").is_empty());
        assert_eq!(unknown("x", &["y".to_owned()]).to_string(), "there is no channel x; did you mean y?");
    }
}
