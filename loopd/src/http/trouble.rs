//! What a failed answer of the model API means: its message, and when a new try makes sense. Pure.

use axum::http::{HeaderMap, StatusCode};

use super::wire::time;
use crate::engine::doors::ModelTrouble;
use crate::model::Millis;

/// Characters of a message that are kept.
const MAX_MESSAGE_CHARS: usize = 500;
/// A time later than this is a mistake of the sender.
const MAX_WAIT_MS: Millis = 400 * 24 * 3600 * 1000;
/// Headers with an RFC 3339 time.
const RESETS: [&str; 4] = [
    "anthropic-ratelimit-requests-reset",
    "anthropic-ratelimit-tokens-reset",
    "anthropic-ratelimit-input-tokens-reset",
    "anthropic-ratelimit-output-tokens-reset",
];

/// The trouble that a failed answer tells of.
pub(super) fn of_answer(status: StatusCode, headers: &HeaderMap, body: &[u8], now: Millis) -> ModelTrouble {
    let message = message(body).unwrap_or_else(|| {
        let words = status.canonical_reason().unwrap_or("an error without a name");
        format!("HTTP {} {words}", status.as_u16())
    });
    ModelTrouble { status: Some(status.as_u16()), message, reset: reset(status, headers, now).map(time) }
}

/// The first characters of a text.
pub(super) fn shorten(text: &str) -> String {
    text.chars().take(MAX_MESSAGE_CHARS).collect()
}

/// The error's message in a body such as `{"type":"error","error":{"type":…,"message":…}}`.
fn message(body: &[u8]) -> Option<String> {
    let body: serde_json::Value = serde_json::from_slice(body).ok()?;
    let text = body.pointer("/error/message").or_else(|| body.get("message"))?.as_str()?;
    Some(shorten(text)).filter(|text| !text.trim().is_empty())
}

/// The latest time at which the answer's headers say that something is free again.
fn reset(status: StatusCode, headers: &HeaderMap, now: Millis) -> Option<Millis> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let mut times: Vec<Millis> = Vec::new();
    if let Some(seconds) = text("retry-after").and_then(|value| value.parse::<f64>().ok()) {
        // Saturates, and what is too far away is dropped below.
        #[expect(clippy::cast_possible_truncation, reason = "a wait in milliseconds, bounded below")]
        times.push(now.saturating_add((seconds * 1000.0).ceil() as Millis));
    }
    // The others come with good answers too: they explain only a refusal for too much.
    if status == StatusCode::TOO_MANY_REQUESTS {
        let seconds = text("anthropic-ratelimit-unified-reset").and_then(|value| value.parse::<i64>().ok());
        times.extend(seconds.map(|seconds| seconds.saturating_mul(1000)));
        let named = RESETS.iter().filter_map(|name| text(name)?.parse::<jiff::Timestamp>().ok());
        times.extend(named.map(jiff::Timestamp::as_millisecond));
    }
    times.into_iter().filter(|at| (now..=now.saturating_add(MAX_WAIT_MS)).contains(at)).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = 1_700_000_000_000;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value) in pairs {
            map.insert(*name, value.parse().unwrap());
        }
        map
    }

    #[test]
    fn the_message_and_the_latest_reset_are_kept() {
        let body = br#"{"type":"error","error":{"type":"rate_limit_error","message":"too much"}}"#;
        let given = headers(&[
            ("retry-after", "30"),
            ("anthropic-ratelimit-unified-reset", "1700003600"),
            ("anthropic-ratelimit-tokens-reset", "2023-11-14T22:14:00Z"),
        ]);
        let trouble = of_answer(StatusCode::TOO_MANY_REQUESTS, &given, body, NOW);
        assert_eq!(trouble.status, Some(429));
        assert_eq!(trouble.message, "too much");
        assert_eq!(trouble.reset.as_deref(), Some("2023-11-14T23:13:20Z"));
    }

    #[test]
    fn limits_do_not_explain_other_failures() {
        let given = headers(&[("retry-after", "5"), ("anthropic-ratelimit-unified-reset", "1700003600")]);
        let trouble = of_answer(StatusCode::SERVICE_UNAVAILABLE, &given, b"<html>", NOW);
        assert_eq!(trouble.message, "HTTP 503 Service Unavailable");
        assert_eq!(trouble.reset.as_deref(), Some("2023-11-14T22:13:25Z"));
    }

    #[test]
    fn nonsense_is_no_time() {
        for (name, value) in [
            ("retry-after", "soon"),
            ("retry-after", "NaN"),
            ("retry-after", "-5"),
            ("retry-after", "1e300"),
            ("anthropic-ratelimit-unified-reset", "99999999999999999"),
            ("anthropic-ratelimit-unified-reset", "5"),
            ("anthropic-ratelimit-tokens-reset", "tomorrow"),
        ] {
            let trouble = of_answer(StatusCode::TOO_MANY_REQUESTS, &headers(&[(name, value)]), b"", NOW);
            assert!(trouble.reset.is_none_or(|at| at == time(NOW)), "{name}: {value}");
        }
        let long = format!(r#"{{"error":{{"message":"{}"}}}}"#, "ü".repeat(9000));
        let trouble = of_answer(StatusCode::BAD_REQUEST, &HeaderMap::new(), long.as_bytes(), NOW);
        assert_eq!(trouble.message.chars().count(), 500);
    }
}
