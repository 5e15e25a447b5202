//! Who caused what: chains of runs, what agents did within the last hour, and what they were refused.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{Result, Store};
use crate::model::run::{Column, Entity};
use crate::model::watched::{id_at, when_said};
use crate::model::{ChannelId, ContainerId, Millis, Run, RunId};

/// An hour, over which agents' doings are counted.
const HOUR_MS: Millis = 3_600_000;
/// How far a platform's clock may be behind ours.
const CLOCKS_MS: Millis = 60_000;
/// Characters of notes about refusals that a run keeps.
const MOST_NOTES: i64 = 2000;

/// What agents did within the last hour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AgentCounts {
    /// Runs that the agents of the channel and its threads caused.
    pub caused: i64,
    /// Runs that agents caused in the target and its threads.
    pub taken: i64,
    /// Messages that those of the channel had said.
    pub said: i64,
    /// Channels and threads that they made.
    pub made: i64,
}

impl Store {
    /// The run that a container works for, or worked for last.
    pub async fn run_in_container(
        &self,
        channel: &ChannelId,
        container: &ContainerId,
    ) -> Result<Option<Run>> {
        Ok(Entity::find()
            .filter(Column::ChannelId.eq(channel.clone()))
            .filter(Column::ContainerId.eq(container.clone()))
            .order_by_desc(Column::Id)
            .one(&self.read)
            .await?)
    }

    /// The runs that led to a run, itself first, the one that a person caused last; at most `limit`.
    pub async fn chain(&self, run: Run, limit: usize) -> Result<Vec<Run>> {
        let mut next = run.parent_run_id;
        let mut chain = vec![run];
        while let Some(id) = next
            && chain.len() < limit
            && let Some(run) = self.find_run(id).await?
        {
            next = run.parent_run_id;
            chain.push(run);
        }
        Ok(chain)
    }

    /// The platform's id of the first message that asked for a run in a channel, by when it was said; where the first run
    /// came another way, one that a message would have had a minute before then.
    pub async fn first_asked(&self, channel: &ChannelId) -> Result<Option<String>> {
        // Keys differ in the id alone, and a platform's ids are numbers: a longer one is a later one.
        let sql = "SELECT cause_key AS key FROM run WHERE channel_id = $1 AND cause_kind = 'message' \
                   ORDER BY LENGTH(cause_key), cause_key LIMIT 1";
        let row = self.read.query_one_raw(self.sql(sql, [channel.clone().into()])).await?;
        let key: Option<String> = row.map(|row| row.try_get("", "key")).transpose()?;
        let said = key.and_then(|key| key.rsplit('/').next().map(str::to_owned));
        let sql = "SELECT c.platform, MIN(r.queued_at) AS at FROM run r JOIN channel c ON c.id = r.channel_id \
                   WHERE r.channel_id = $1 AND r.cause_kind <> 'message' GROUP BY c.platform";
        let row = self.read.query_one_raw(self.sql(sql, [channel.clone().into()])).await?;
        let other = match row {
            // The platform's clock may be behind ours.
            Some(row) => id_at(row.try_get("", "platform")?, row.try_get::<Millis>("", "at")? - CLOCKS_MS),
            None => None,
        };
        Ok([said, other].into_iter().flatten().min_by_key(|id| when_said(id)))
    }

    /// What the agents of the channel `from` and its threads did within the last hour, and what agents did to the
    /// channel `target` and its threads.
    pub async fn agent_counts(
        &self,
        from: &ChannelId,
        target: &ChannelId,
        now: Millis,
    ) -> Result<AgentCounts> {
        // Literals, so that the small indexes over what agents do are used.
        let sql = "SELECT \
            (SELECT COUNT(*) FROM run r JOIN run p ON p.id = r.parent_run_id JOIN channel c ON c.id = p.channel_id \
             WHERE r.cause_kind = 'delegation' AND r.queued_at > $1 AND (c.id = $2 OR c.parent_id = $2)) AS caused, \
            (SELECT COUNT(*) FROM run r JOIN channel c ON c.id = r.channel_id \
             WHERE r.cause_kind = 'delegation' AND r.queued_at > $1 AND (c.id = $3 OR c.parent_id = $3)) AS taken, \
            (SELECT COUNT(*) FROM message WHERE author_id LIKE 'agent:%' AND created_at > $1 AND author_id IN \
             (SELECT 'agent:' || c.id FROM channel c WHERE c.id = $2 OR c.parent_id = $2)) AS said, \
            (SELECT COUNT(*) FROM channel WHERE made_by IS NOT NULL AND created_at > $1 AND made_by IN \
             (SELECT c.id FROM channel c WHERE c.id = $2 OR c.parent_id = $2)) AS made";
        let values = [(now - HOUR_MS).into(), from.clone().into(), target.clone().into()];
        let Some(row) = self.read.query_one_raw(self.sql(sql, values)).await? else {
            return Ok(AgentCounts::default());
        };
        Ok(AgentCounts {
            caused: row.try_get("", "caused")?,
            taken: row.try_get("", "taken")?,
            said: row.try_get("", "said")?,
            made: row.try_get("", "made")?,
        })
    }

    /// Notes on an open run something that people should know besides its answer; the same only once.
    pub async fn note(&self, id: RunId, text: &str) -> Result<()> {
        // One statement: the run's end may be written at the same time.
        let sql = "UPDATE run SET notice = CASE WHEN COALESCE(notice, '') = '' THEN $1 ELSE notice || ' ' || $1 END \
                   WHERE id = $2 AND status IN ('queued', 'starting', 'running') \
                   AND LENGTH(COALESCE(notice, '')) + LENGTH($1) < $3 \
                   AND COALESCE(notice, '') NOT LIKE '%' || $1 || '%'";
        self.write.execute_raw(self.sql(sql, [text.into(), id.into(), MOST_NOTES.into()])).await?;
        Ok(())
    }
}

/// Two notices as one.
pub(super) fn joined(first: Option<String>, second: Option<String>) -> Option<String> {
    let texts = [first, second].into_iter().flatten().filter(|text| !text.is_empty());
    texts.reduce(|first, second| format!("{first} {second}"))
}
