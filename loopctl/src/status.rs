//! `loopctl status`: how the daemon is, and waiting until it can work.

use std::time::Duration;

use anyhow::{Context as _, Result};
use chrono::TimeDelta;
use clap::Args;
use loop_client::types;
use tokio::time::Instant;

use crate::client::body;
use crate::failure::Exit;
use crate::invocation::Invocation;
use crate::output::Tone;
use crate::words;

/// How often a daemon that is starting is asked.
const ASK_EVERY: Duration = Duration::from_millis(100);

/// Show how the daemon is
#[derive(Debug, Args)]
pub(crate) struct Status {
    /// Wait up to this many seconds until the daemon can work
    #[arg(long, value_name = "SECS")]
    wait: Option<u32>,
}

/// Runs the command.
pub(crate) async fn run(command: &Status, invocation: &mut Invocation) -> Result<Exit> {
    if let Some(sec) = command.wait {
        wait(invocation, Duration::from_secs(sec.into())).await?;
    }
    let client = invocation.connect()?;
    let status = body(client.show_status().send().await)?;
    if invocation.out.is_json() {
        invocation.out.json(&status)?;
    } else {
        invocation.out.fields(&fields(&status))?;
    }
    Ok(Exit::Ok)
}

async fn wait(invocation: &mut Invocation, limit: Duration) -> Result<()> {
    let deadline = Instant::now() + limit;
    loop {
        // Anew each time: a daemon that starts makes its socket and its token first.
        let client = invocation.connect()?;
        let error = match tokio::time::timeout_at(deadline, client.get_readiness().send()).await {
            Ok(Ok(_)) => return Ok(()),
            Ok(Err(error)) => loop_client::Error::from(error),
            Err(_) => loop_client::Error::Timeout,
        };
        if !error.is_passing() || Instant::now() + ASK_EVERY >= deadline {
            return Err(error).with_context(|| format!("loopd was not ready within {} s", limit.as_secs()));
        }
        tokio::time::sleep(ASK_EVERY).await;
    }
}

fn fields(status: &types::Status) -> Vec<(&'static str, Tone, String)> {
    let judged = |ok: bool| if ok { Tone::Plain } else { Tone::Bad };
    let database = match (status.database.ok, &status.database.kind) {
        (true, kind) => kind.clone(),
        (false, kind) => format!("{kind} does not answer"),
    };
    let docker = if status.engine.ok {
        status.engine.detail.clone()
    } else {
        format!("cannot be used: {}", status.engine.detail)
    };
    let mut fields = vec![
        ("version", Tone::Plain, status.version.clone()),
        ("up for", Tone::Plain, words::duration(TimeDelta::seconds(status.uptime_sec.clamp(0, 1 << 40)))),
        ("database", judged(status.database.ok), database),
        ("docker", judged(status.engine.ok), docker),
    ];
    for platform in &status.platforms {
        let said = format!("{}: {}", platform.platform, platform.detail);
        fields.push(("platform", judged(platform.ok), said));
    }
    let runs = &status.runs;
    let runs = format!("{} at work, at most {} at once; {} queued", runs.active, runs.max, runs.queued);
    fields.push(("runs", Tone::Plain, runs));
    let containers = &status.containers;
    fields.push((
        "containers",
        Tone::Plain,
        format!("{}, of which {} idle", containers.live, containers.idle),
    ));
    let deliveries = &status.deliveries;
    let (tone, dead) = match deliveries.dead {
        0 => (Tone::Plain, String::new()),
        dead => (Tone::Bad, format!("; {dead} given up")),
    };
    let last = deliveries.last_dead.as_ref().map(|last| format!(", last {last}")).unwrap_or_default();
    fields.push(("replies owed", tone, format!("{}{dead}{last}", deliveries.pending)));
    fields.extend(status.warnings.iter().map(|warning| ("warning", Tone::Warning, warning.clone())));
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_work_stands_out() {
        let json = serde_json::json!({
            "version": "0.1.0", "started_at": "2026-01-02T03:04:05Z", "uptime_sec": 3725,
            "database": { "kind": "sqlite", "ok": true },
            "engine": { "ok": false, "detail": "no such file" },
            "platforms": [{ "platform": "local", "ok": true, "detail": "reached through this API" }],
            "runs": { "queued": 1, "active": 2, "max": 4 },
            "containers": { "live": 3, "idle": 1 },
            "deliveries": { "pending": 0, "dead": 2, "last_dead": "#ops, run 7: the channel is archived" },
            "warnings": ["unsafe: `mounts` lets every agent see credentials"],
            "caller": "operator",
        });
        let fields = fields(&serde_json::from_value(json).unwrap());
        let bad: Vec<_> =
            fields.iter().filter(|(_, tone, _)| *tone == Tone::Bad).map(|(name, ..)| *name).collect();
        assert_eq!(bad, ["docker", "replies owed"]);
        let text: Vec<_> = fields.iter().map(|(name, _, value)| format!("{name}: {value}")).collect();
        insta::assert_snapshot!(text.join("\n"), @r#"
        version: 0.1.0
        up for: 1h 2m
        database: sqlite
        docker: cannot be used: no such file
        platform: local: reached through this API
        runs: 2 at work, at most 4 at once; 1 queued
        containers: 3, of which 1 idle
        replies owed: 0; 2 given up, last #ops, run 7: the channel is archived
        warning: unsafe: `mounts` lets every agent see credentials
        "#);
    }
}
