//! `loopctl runs`: what agents did and do, and stopping them.

use std::collections::HashMap;

use anyhow::{Result, bail};
use clap::Subcommand;
use loop_client::Client;
use loop_client::types::{CausingRun, Run, RunPage, RunStatus, Usage};

use crate::args::one_of;
use crate::client::body;
use crate::failure::Exit;
use crate::follow::{self, Finish, Show, Watcher};
use crate::invocation::{Interrupts, Invocation};
use crate::io::Clock;
use crate::output::Tone;
use crate::progress::{has_ended, status_words};
use crate::table::{Item, Table};
use crate::{channels, logs, paging, words};

/// Channels whose names are fetched to go with a list of runs.
const NAMES: u32 = 200;

/// What agents did and do.
#[derive(Debug, Subcommand)]
pub(crate) enum Runs {
    /// List runs, newest first
    #[command(visible_alias = "ls")]
    List {
        /// Only of this channel
        #[arg(short, long, value_name = "ID|NAME")]
        channel: Option<String>,
        /// Only in this status
        #[arg(short, long, value_parser = one_of(RunStatus::ALL))]
        status: Option<RunStatus>,
        /// How many at the most
        #[arg(short = 'n', long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..))]
        limit: u32,
        /// All of them
        #[arg(long, conflicts_with = "limit")]
        all: bool,
    },
    /// Show a run with its question and its answer
    Show {
        /// The run's number
        #[arg(value_name = "N")]
        run: i64,
    },
    /// Stop a run; returns when its agent is dead
    Stop {
        /// The run's number
        #[arg(value_name = "N")]
        run: i64,
        /// Return when the stop is asked for
        #[arg(long)]
        no_wait: bool,
    },
    /// Print what happened in a run
    Logs {
        /// The run's number
        #[arg(value_name = "N")]
        run: i64,
        /// Go on until the run ends
        #[arg(short, long)]
        follow: bool,
    },
}

/// Runs the command.
pub(crate) async fn run(command: Runs, invocation: &mut Invocation) -> Result<Exit> {
    let client = invocation.connect()?;
    match command {
        Runs::List { channel, status, limit, all } => {
            let wanted = if all { None } else { Some(limit) };
            list(&client, channel.as_deref(), status, wanted, invocation).await
        }
        Runs::Show { run } => show(&client, run, invocation).await,
        Runs::Stop { run, no_wait } => stop(&client, run, !no_wait, invocation).await,
        Runs::Logs { run, follow } => logs::run(&client, run, follow, invocation).await,
    }
}

async fn list(
    client: &Client,
    channel: Option<&str>,
    status: Option<RunStatus>,
    wanted: Option<u32>,
    invocation: &mut Invocation,
) -> Result<Exit> {
    let channel = match channel {
        Some(channel) => Some(channels::resolve(client, channel).await?),
        None => None,
    };
    let id = channel.as_ref().map(|channel| channel.id.as_str());
    let runs = paging::read(wanted, |limit, cursor| page(client, (id, status), limit, cursor));
    let (items, next) = if invocation.out.is_json() || channel.is_some() {
        runs.await?
    } else {
        let (runs, names) = tokio::try_join!(runs, channels::search(client, "", Some(NAMES)))?;
        let names = names.items.into_iter().map(|channel| (channel.id, channel.name)).collect();
        invocation.out.table(&table(&runs.0, &names, &invocation.clock), NONE)?;
        return Ok(Exit::Ok);
    };
    if invocation.out.is_json() {
        invocation.out.json(&RunPage { items, next })?;
    } else {
        let names = channel.into_iter().map(|channel| (channel.id, channel.name)).collect();
        invocation.out.table(&table(&items, &names, &invocation.clock), NONE)?;
    }
    Ok(Exit::Ok)
}

const NONE: &str = "there are no such runs";

async fn page(
    client: &Client,
    (channel, status): (Option<&str>, Option<RunStatus>),
    limit: u32,
    cursor: Option<String>,
) -> Result<(Vec<Run>, Option<String>)> {
    let mut request = client.list_runs().limit(limit);
    if let Some(channel) = channel {
        request = request.channel_id(channel);
    }
    if let Some(status) = status {
        request = request.status(status);
    }
    if let Some(cursor) = cursor {
        request = request.cursor(cursor);
    }
    let page = body(request.send().await)?;
    Ok((page.items, page.next))
}

fn table(runs: &[Run], names: &HashMap<String, String>, clock: &Clock) -> Table {
    let mut table =
        Table::new(&["RUN", "CHANNEL", "STATUS", "ASKED BY", "AGE", "TOOK", "TOKENS", "COST", "PROMPT"]);
    for run in runs {
        let tokens = tokens(&run.usage);
        let nothing_used = tokens == 0;
        table.row([
            run.id.to_string().into(),
            names.get(&run.channel_id).unwrap_or(&run.channel_id).into(),
            Item::colored(&run.status.to_string(), tone(run.status).color()),
            run.author.name.as_str().into(),
            words::age(clock.since(run.queued_at)).into(),
            took(run, clock).into(),
            if nothing_used { Item::from("") } else { words::count(tokens).into() },
            if nothing_used { Item::from("") } else { words::dollars(run.usage.cost_usd).into() },
            run.prompt.as_str().into(),
        ]);
    }
    table
}

fn tokens(usage: &Usage) -> i64 {
    usage.input_tokens + usage.output_tokens + usage.cache_read_tokens + usage.cache_write_tokens
}

/// How long it worked, so far or in all.
fn took(run: &Run, clock: &Clock) -> String {
    match (run.started_at, run.finished_at) {
        (Some(from), Some(to)) => words::duration(to - from),
        (Some(from), None) => format!("{}…", words::duration(clock.since(from))),
        (None, _) => String::new(),
    }
}

/// How a status looks.
pub(crate) fn tone(status: RunStatus) -> Tone {
    match status {
        RunStatus::Succeeded => Tone::Good,
        RunStatus::Failed | RunStatus::TimedOut | RunStatus::Interrupted => Tone::Bad,
        RunStatus::Queued | RunStatus::Starting | RunStatus::Running => Tone::Warning,
        RunStatus::Cancelled => Tone::Dim,
    }
}

async fn show(client: &Client, id: i64, invocation: &mut Invocation) -> Result<Exit> {
    let run = body(client.show_run().id(id).send().await)?;
    let (out, clock) = (&mut invocation.out, &invocation.clock);
    if out.is_json() {
        out.json(&run)?;
        return Ok(Exit::Ok);
    }
    // A name is a comfort: without it the id has to do.
    let channel = client.show_channel().id(&run.channel_id).send().await;
    let channel = channel.map_or_else(|_| run.channel_id.clone(), |channel| channels::describe(&channel));
    out.fields(&fields(&run, channel, clock))?;
    for (title, text) in [("question", Some(&run.prompt)), ("answer", run.answer.as_ref())] {
        if let Some(text) = text {
            out.data("\n")?;
            out.say(Tone::Dim, title)?;
            out.text(text)?;
        }
    }
    Ok(Exit::Ok)
}

fn fields(run: &Run, channel: String, clock: &Clock) -> Vec<(&'static str, Tone, String)> {
    let date = |time: Option<_>| time.map(|time| clock.date(time)).unwrap_or_default();
    let status = match run.ahead {
        Some(ahead @ 1..) => format!("queued behind {}", words::plural(ahead, "run")),
        _ => run.status.to_string(),
    };
    let failure = run.failure.map(|failure| failure.to_string()).unwrap_or_default();
    let plain = |name, value| (name, Tone::Plain, value);
    let mut fields = vec![
        plain("run", run.id.to_string()),
        ("status", tone(run.status), status),
        ("error", Tone::Bad, run.error.clone().unwrap_or_default()),
        plain("failure", failure),
        ("notice", Tone::Warning, run.notice.clone().unwrap_or_default()),
        plain("channel", channel),
        plain("asked by", format!("{} ({})", run.author.name, run.author.id)),
        plain("cause", format!("{} {}", run.cause.kind, run.cause.key)),
        plain("caused by", causes(run)),
        plain("task", run.task_id.map(|task| task.to_string()).unwrap_or_default()),
        plain("model", run.model.clone().unwrap_or_default()),
        plain("queued", date(Some(run.queued_at))),
        plain("started", date(run.started_at)),
        plain("stop asked", date(run.stop_requested_at)),
        plain("finished", date(run.finished_at)),
        plain("took", took(run, clock)),
        plain("starts", run.attempts.to_string()),
    ];
    if tokens(&run.usage) > 0 {
        fields.push(plain("tokens", usage(&run.usage)));
        fields.push(plain("cost", words::dollars(run.usage.cost_usd)));
        fields.push(plain("turns", run.usage.turns.to_string()));
    }
    fields
}

/// The runs whose agents led to it, the nearest first.
fn causes(run: &Run) -> String {
    let step = |cause: &CausingRun| {
        format!("run {} in {}, asked by {}", cause.run_id, cause.channel_id, cause.author.name)
    };
    run.causes.iter().map(step).collect::<Vec<_>>().join(" ← ")
}

fn usage(usage: &Usage) -> String {
    format!(
        "{} read, {} written, {} read from the cache, {} written to the cache",
        usage.input_tokens, usage.output_tokens, usage.cache_read_tokens, usage.cache_write_tokens
    )
}

async fn stop(client: &Client, id: i64, wait: bool, invocation: &mut Invocation) -> Result<Exit> {
    let run = follow::stop(client, id).await?;
    let was_over = has_ended(run.status) && run.status != RunStatus::Cancelled;
    let run = if wait && !has_ended(run.status) { wait_for(client, &run, invocation).await? } else { run };
    let out = &mut invocation.out;
    if out.is_json() {
        out.json(&run)?;
        return Ok(Exit::Ok);
    }
    let how = status_words(run.status);
    let said = match run.status {
        RunStatus::Cancelled => format!("run {id} is stopped"),
        _ if was_over => format!("run {id} had ended before: {how}"),
        status if has_ended(status) => format!("run {id} ended before it could be stopped: {how}"),
        _ => format!("run {id} is being stopped"),
    };
    out.say(Tone::Plain, &said)?;
    Ok(Exit::Ok)
}

async fn wait_for(client: &Client, run: &Run, invocation: &mut Invocation) -> Result<Run> {
    let mut nobody: Interrupts = Box::pin(futures::stream::pending());
    let watcher = Watcher::new(client, Show::Nothing, &mut nobody, &mut invocation.out);
    match watcher.follow(run).await? {
        Finish::Ended { .. } => body(client.show_run().id(run.id).send().await),
        Finish::Left => bail!("run {} was left", run.id),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn run(id: i64, patch: &serde_json::Value) -> Run {
        let mut json = serde_json::json!({
            "id": id, "channel_id": "c1", "status": "succeeded", "cause": { "kind": "api", "key": "k" },
            "author": { "id": "operator", "name": "ann" }, "prompt": "Why is the build\nslow?",
            "queued_at": "2026-01-02T03:00:00Z", "attempts": 1, "depth": 0, "causes": [],
            "usage": { "input_tokens": 0, "output_tokens": 0, "cache_read_tokens": 0, "cache_write_tokens": 0,
                       "cost_usd": 0.0, "turns": 0 },
        });
        for (key, value) in patch.as_object().unwrap() {
            json[key] = value.clone();
        }
        serde_json::from_value(json).unwrap()
    }

    fn clock() -> Clock {
        Clock { now: Arc::new(|| "2026-01-02T03:04:05Z".parse().unwrap()), ..Clock::utc() }
    }

    fn runs() -> Vec<Run> {
        vec![
            run(12, &serde_json::json!({ "status": "queued", "channel_id": "c2", "ahead": 2 })),
            run(11, &serde_json::json!({ "status": "running", "started_at": "2026-01-02T03:01:00Z" })),
            run(
                7,
                &serde_json::json!({
                    "status": "failed", "error": "The key was refused.", "failure": "bad_key",
                    "started_at": "2026-01-02T03:01:00Z", "finished_at": "2026-01-02T03:01:42Z",
                    "usage": { "input_tokens": 1200, "output_tokens": 300, "cache_read_tokens": 11000,
                               "cache_write_tokens": 0, "cost_usd": 0.0123, "turns": 3 },
                }),
            ),
        ]
    }

    #[test]
    fn a_list_of_runs() {
        let names = HashMap::from([("c1".to_owned(), "website".to_owned())]);
        insta::assert_snapshot!(table(&runs(), &names, &clock()).render(Some(96), false), @r#"
        RUN  CHANNEL  STATUS   ASKED BY  AGE  TOOK    TOKENS  COST     PROMPT
        12   c2       queued   ann       4m                            Why is the build slow?
        11   website  running  ann       4m   3m 5s…                   Why is the build slow?
        7    website  failed   ann       4m   42s     12k     $0.0123  Why is the build slow?
        "#);
    }

    #[test]
    fn a_delegated_run_shows_the_chain_that_led_to_it() {
        let cause = |id: i64, channel: &str, author: &str| serde_json::json!({ "run_id": id, "channel_id": channel, "author": { "id": "x", "name": author } });
        let chain = [cause(9, "c2", "loop in ops"), cause(8, "c3", "ann")];
        let run = run(12, &serde_json::json!({ "causes": chain, "depth": 2, "parent_run_id": 9 }));
        assert_eq!(causes(&run), "run 9 in c2, asked by loop in ops ← run 8 in c3, asked by ann");
    }

    #[test]
    fn all_about_a_run() {
        let shown = |run: &Run| {
            let fields = fields(run, "website (c1)".to_owned(), &clock());
            let filled = fields.into_iter().filter(|(.., value)| !value.is_empty());
            filled.map(|(name, _, value)| format!("{name}: {value}")).collect::<Vec<_>>().join("\n")
        };
        let runs = runs();
        assert!(shown(&runs[0]).contains("status: queued behind 2 runs"), "{}", shown(&runs[0]));
        insta::assert_snapshot!(shown(&runs[2]), @r#"
        run: 7
        status: failed
        error: The key was refused.
        failure: bad_key
        channel: website (c1)
        asked by: ann (operator)
        cause: api k
        queued: 2026-01-02 03:00:00
        started: 2026-01-02 03:01:00
        finished: 2026-01-02 03:01:42
        took: 42s
        starts: 1
        tokens: 1200 read, 300 written, 11000 read from the cache, 0 written to the cache
        cost: $0.0123
        turns: 3
        "#);
    }
}
