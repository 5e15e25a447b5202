//! Metrics for Prometheus, read from the database at every scrape. Nothing is counted here, so nothing is lost with
//! the process.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use super::error::{Problem, Problems};
use super::{Api, status};
use crate::engine::Health;
use crate::model::Platform;
use crate::store::Counts;

const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Read metrics
///
/// Answers how much there is to do, in the OpenMetrics text format that Prometheus reads.
#[utoipa::path(
    get, path = "/metrics", tag = "daemon",
    responses(
        (status = 200, description = "OpenMetrics text", body = String, content_type = "application/openmetrics-text"),
        Problems,
    ),
)]
pub(super) async fn get_metrics(State(api): State<Arc<Api>>) -> Result<impl IntoResponse, Problem> {
    let counts = api.engine.store.counts().await?;
    let text = render(&counts, &api.engine.connections(), status::uptime_sec(&api))
        .map_err(|error| Problem::internal(&error.into()))?;
    Ok(([(CONTENT_TYPE, MEDIA_TYPE)], text))
}

fn render(
    counts: &Counts,
    connections: &[(Platform, Health)],
    uptime_sec: i64,
) -> Result<String, std::fmt::Error> {
    let mut registry = Registry::with_prefix("loop");
    let build = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
    registry.register("build", "The daemon's version", build);
    let uptime: Gauge = Gauge::default();
    uptime.set(uptime_sec);
    registry.register_with_unit("uptime", "Time since the daemon started", Unit::Seconds, uptime);
    let gauges = [
        ("runs_queued", "Runs that wait", counts.queued),
        ("runs_active", "Runs at work", counts.active),
        ("containers_live", "Agent containers", counts.containers),
        ("containers_idle", "Agent containers that wait for the next message", counts.containers_idle),
        ("deliveries_pending", "Replies that are owed to chat", counts.deliveries_pending),
        ("deliveries_dead", "Replies that were given up", counts.deliveries_dead),
    ];
    for (name, help, value) in gauges {
        let gauge: Gauge = Gauge::default();
        gauge.set(value);
        registry.register(name, help, gauge);
    }
    let connected = Family::<[(&str, &str); 1], Gauge>::default();
    for (platform, health) in connections {
        connected.get_or_create(&[("platform", platform.as_str())]).set(i64::from(health.is_ok));
    }
    registry.register("platform_connected", "1 while events come in from a chat platform", connected);
    let mut text = String::new();
    encode(&mut text, &registry)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gauges_say_what_the_database_says() {
        let health = Health { is_ok: false, detail: "away".to_owned() };
        let text =
            render(&Counts { queued: 3, ..Counts::default() }, &[(Platform::Slack, health)], 7).unwrap();
        assert!(text.contains("loop_runs_queued 3\n"), "{text}");
        assert!(text.contains("loop_platform_connected{platform=\"slack\"} 0\n"), "{text}");
        assert!(text.contains("loop_uptime_seconds 7\n"), "{text}");
        assert!(text.ends_with("# EOF\n"), "{text}");
    }
}
