//! Where to look for what was missed in chat, noted down before anything is said that would hide it.

use sea_orm::{ConnectionTrait, QueryResult};

use super::{RequestKey, Result, Store};
use crate::model::watched::{id_at, when_said};
use crate::model::{ChannelId, Millis, Platform, Reach, Watched};

const DAY_MS: Millis = 24 * 3600 * 1000;
/// A channel or thread in which nothing was said for so long is a quiet one: 7 days, as long as it is remembered what was
/// done about an event.
const WATCHED_MS: Millis = 7 * DAY_MS;
/// In quiet ones nothing is looked for that was said longer ago. A day less: what is read must still be remembered then.
const OLDEST_MS: Millis = 6 * DAY_MS;

/// In a thread in which nobody asked for anything, a day makes a quiet one: there are many of them, and each costs calls.
const UNASKED_MS: Millis = DAY_MS;

/// The platform's id of the last message known in a channel, heard since `$2`, since `$3` in an unasked thread: of the last hundred heard, for what was
/// said earlier can be heard later. Ids are numbers: a longer one is a later one.
const LAST: &str = "(SELECT l.external_id FROM (SELECT m.external_id FROM message m WHERE m.channel_id = channel.id \
                    AND m.external_id IS NOT NULL AND m.external_id NOT LIKE 'run-%' AND m.created_at >= $2 \
                    AND (m.created_at >= $3 OR channel.parent_id IS NULL \
                    OR EXISTS (SELECT 1 FROM run r WHERE r.channel_id = channel.id)) \
                    ORDER BY m.id DESC LIMIT 100) l ORDER BY LENGTH(l.external_id) DESC, l.external_id DESC LIMIT 1)";

/// What keeps the message after which to look where nothing is known, until all is read.
fn mark(platform: Platform) -> RequestKey {
    RequestKey { id: format!("missed/{platform}"), body_hash: String::new() }
}

impl Store {
    /// The active channels and threads of a platform where something may have been missed, the newest first: after the
    /// last message known there, if it was said within seven days (one, in a thread without a run); in other channels that
    /// are wanted, and everywhere else, after the last one known on the whole platform. Where something is still to be
    /// read, it stays that message until [`Store::caught_up`] and [`Store::caught_up_elsewhere`].
    pub async fn watched_channels(&self, platform: Platform, reach: Reach, now: Millis) -> Result<Watched> {
        let tx = self.begin().await?;
        let sql = format!(
            "UPDATE channel SET gap_after = {LAST} WHERE platform = $1 AND active AND used AND gap_after IS NULL"
        );
        let values = [platform.as_str().into(), (now - WATCHED_MS).into(), (now - UNASKED_MS).into()];
        tx.execute_raw(self.sql(&sql, values)).await?;
        let elsewhere = self.mark_elsewhere(&tx, platform, now).await?;
        if let (Reach::All, Some(elsewhere)) = (reach, &elsewhere) {
            let sql = "UPDATE channel SET gap_after = $2 WHERE platform = $1 AND active AND used AND gap_after IS NULL \
                       AND parent_id IS NULL";
            tx.execute_raw(self.sql(sql, [platform.as_str().into(), elsewhere.as_str().into()])).await?;
        }
        let sql = "SELECT id, gap_after AS last, EXISTS (SELECT 1 FROM message m WHERE m.channel_id = channel.id \
                   AND m.external_id IS NOT NULL AND m.external_id NOT LIKE 'run-%') AS heard FROM channel \
                   WHERE platform = $1 AND active AND used AND gap_after IS NOT NULL ORDER BY gap_after DESC, id";
        let rows = tx.query_all_raw(self.sql(sql, [platform.as_str().into()])).await?;
        tx.commit().await?;
        let mut watched = Watched { elsewhere, ..Watched::default() };
        for row in rows {
            let id: ChannelId = row.try_get("", "id")?;
            if row.try_get("", "heard")? {
                watched.heard.insert(id.clone());
            }
            watched.places.push((id, row.try_get("", "last")?));
        }
        Ok(watched)
    }

    /// The message after which to look where nothing is known, kept from now on.
    async fn mark_elsewhere(
        &self,
        tx: &impl ConnectionTrait,
        platform: Platform,
        now: Millis,
    ) -> Result<Option<String>> {
        let mark = mark(platform);
        let known = match mark.known_name(tx).await? {
            Some(kept) => Some(kept),
            None => {
                let sql = format!("SELECT {LAST} AS last FROM channel WHERE platform = $1");
                let values = [platform.as_str().into(), 0_i64.into(), 0_i64.into()];
                let rows = tx.query_all_raw(self.sql(&sql, values)).await?;
                let last = |row: &QueryResult| row.try_get::<Option<String>>("", "last");
                let all = rows.iter().map(last).collect::<std::result::Result<Vec<_>, _>>()?;
                let newest = all.into_iter().flatten().max_by_key(|id| when_said(id));
                let newest = newest.filter(|id| when_said(id).is_some());
                if let Some(newest) = &newest {
                    mark.remember_name(tx, newest, now).await?;
                }
                newest
            }
        };
        let oldest = id_at(platform, now - OLDEST_MS).unwrap_or_default();
        Ok(known.map(|known| if when_said(&known) < when_said(&oldest) { oldest } else { known }))
    }

    /// Notes that nothing of a channel's history is left to be read.
    pub async fn caught_up(&self, id: &ChannelId) -> Result<()> {
        let sql = "UPDATE channel SET gap_after = NULL WHERE id = $1";
        self.write.execute_raw(self.sql(sql, [id.clone().into()])).await?;
        Ok(())
    }

    /// Notes that nothing is left to be read where nothing was known.
    pub async fn caught_up_elsewhere(&self, platform: Platform) -> Result<()> {
        let sql = "DELETE FROM request_key WHERE id = $1";
        self.write.execute_raw(self.sql(sql, [mark(platform).id.into()])).await?;
        Ok(())
    }
}
