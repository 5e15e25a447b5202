//! How fast Discord may be called. It tells with every answer how many more calls of a kind it takes and until when;
//! kinds that share a limit have the same bucket, and every channel or server has limits of its own.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reqwest::header::HeaderMap;
use tokio::time::Instant;

use super::limits;

/// A kind of call, and the channel or server that it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Route {
    kind: String,
    about: String,
}

impl Route {
    /// The kind of a call: its path with stars for ids.
    pub fn of(method: &str, path: &str) -> Self {
        let path = path.split('?').next().unwrap_or(path);
        let parts: Vec<&str> = path.split('/').collect();
        let about = match parts.as_slice() {
            ["channels" | "guilds" | "webhooks", id, ..] => (*id).to_owned(),
            _ => String::new(),
        };
        let starred = |part: &&str| {
            let is_id = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            // Tokens of interactions are long.
            if is_id || part.len() > 40 { "*" } else { part }.to_owned()
        };
        let kind: Vec<String> = parts.iter().map(starred).collect();
        Self { kind: format!("{method} {}", kind.join("/")), about }
    }
}

/// The pace of all calls.
#[derive(Default)]
pub(super) struct Pace(Mutex<Told>);

#[derive(Default)]
struct Told {
    /// The bucket of a kind of call.
    buckets: HashMap<String, String>,
    /// What is left of a bucket, and until when.
    left: HashMap<(String, String), (u32, Instant)>,
    /// Until when nothing at all is taken.
    all: Option<Instant>,
}

impl Pace {
    fn lock(&self) -> MutexGuard<'_, Told> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a call's turn.
    ///
    /// # Errors
    /// How long it has to wait for it.
    pub fn take(&self, route: &Route, now: Instant) -> Result<(), Duration> {
        let mut told = self.lock();
        if let Some(until) = told.all.filter(|until| *until > now) {
            return Err(until - now);
        }
        let key = told.key(route);
        match told.left.get_mut(&key) {
            Some((0, until)) if *until > now => Err(*until - now),
            Some((left, until)) if *until > now => {
                *left -= 1;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Heeds what an answer says of further calls.
    pub fn heed(&self, route: &Route, heads: &HeaderMap, now: Instant) {
        let number = |name: &str| heads.get(name)?.to_str().ok()?.parse::<f64>().ok();
        let mut told = self.lock();
        if let Some(bucket) = heads.get("x-ratelimit-bucket").and_then(|bucket| bucket.to_str().ok()) {
            told.buckets.insert(route.kind.clone(), bucket.to_owned());
        }
        if let (Some(left), Some(after)) =
            (number("x-ratelimit-remaining"), number("x-ratelimit-reset-after"))
        {
            let until = now + Duration::try_from_secs_f64(after).unwrap_or_default();
            let left = if left >= 1.0 { left as u32 } else { 0 };
            let key = told.key(route);
            told.remember(key, (left, until), now);
        }
    }

    /// Discord said that it takes no more for so long, of this kind or of any.
    pub fn hold(&self, route: &Route, wait: Duration, is_global: bool, now: Instant) {
        let mut told = self.lock();
        if is_global {
            told.all = Some(now + wait);
            return;
        }
        let key = told.key(route);
        told.remember(key, (0, now + wait), now);
    }
}

impl Told {
    fn key(&self, route: &Route) -> (String, String) {
        let bucket = self.buckets.get(&route.kind).unwrap_or(&route.kind);
        (bucket.clone(), route.about.clone())
    }

    fn remember(&mut self, key: (String, String), left: (u32, Instant), now: Instant) {
        if self.left.len() >= limits::REMEMBERED {
            self.left.retain(|_, (_, until)| *until > now);
        }
        self.left.insert(key, left);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn heads(bucket: &str, left: &str, after: &str) -> HeaderMap {
        let mut heads = HeaderMap::new();
        for (name, value) in [("bucket", bucket), ("remaining", left), ("reset-after", after)] {
            let name = reqwest::header::HeaderName::try_from(format!("x-ratelimit-{name}")).unwrap();
            heads.insert(name, value.parse().unwrap());
        }
        heads
    }

    #[test]
    fn kinds_of_calls_have_no_ids() {
        let route = Route::of("POST", "channels/123456789012345678/messages?x=1");
        assert_eq!(
            route,
            Route { kind: "POST channels/*/messages".to_owned(), about: "123456789012345678".to_owned() }
        );
        assert_eq!(Route::of("GET", "users/@me").about, "");
    }

    #[test]
    fn what_is_left_is_used_and_then_waited_for() {
        let (pace, now) = (Pace::default(), Instant::now());
        let (one, other) =
            (Route::of("POST", "channels/1/messages"), Route::of("POST", "channels/2/messages"));
        pace.take(&one, now).unwrap();
        pace.heed(&one, &heads("b", "1", "4.5"), now);
        pace.take(&one, now).unwrap();
        assert_eq!(pace.take(&one, now).unwrap_err(), Duration::from_millis(4_500));
        pace.take(&other, now).unwrap();
        pace.take(&one, now + SECOND * 5).unwrap();
        // Another kind of call that shares the bucket.
        let upload = Route::of("PATCH", "channels/1/messages/9");
        pace.heed(&upload, &heads("b", "0", "2"), now);
        assert!(pace.take(&one, now).is_err());
    }

    #[test]
    fn what_discord_asks_for_is_kept() {
        let (pace, now) = (Pace::default(), Instant::now());
        let (one, other) = (Route::of("POST", "channels/1/messages"), Route::of("GET", "users/@me"));
        pace.hold(&one, SECOND * 30, false, now);
        assert_eq!(pace.take(&one, now).unwrap_err(), SECOND * 30);
        pace.take(&other, now).unwrap();
        pace.hold(&one, SECOND, true, now);
        assert_eq!(pace.take(&other, now).unwrap_err(), SECOND);
        pace.take(&other, now + SECOND * 2).unwrap();
    }
}
