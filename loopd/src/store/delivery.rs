//! What is owed to chat: in order within a channel, until sent or given up.

use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue, ActiveValue::Set, ConnectionTrait, DatabaseBackend, EntityTrait, FromQueryResult,
    QueryResult, Value,
};

use super::{NewThread, Result, Store, session};
use crate::model::delivery::{ActiveModel, Entity};
use crate::model::{
    ChannelId, Delivery, DeliveryId, DeliveryKind, DeliveryState, Millis, Platform, Run, RunId,
    SessionPolicy, channel, run,
};

/// How long a file holds up what is behind it, which is more than sending it takes. Then the platform may not take it,
/// or the daemon that keeps it is gone, and answers matter more than their order.
const FILE_MS: Millis = 10 * 60 * 1000;

/// True of a delivery `d` that no earlier one of its channel holds up at `now`. The end of a thread holds up nothing, and
/// waits for its beginning only.
fn first_owed(now: Millis) -> String {
    let old = now - FILE_MS;
    format!(
        "d.state = 'pending' AND NOT EXISTS (SELECT 1 FROM delivery e WHERE e.state = 'pending' \
         AND e.channel_id = d.channel_id AND e.id < d.id AND CASE WHEN d.kind = 'delete_thread' \
         THEN e.kind = 'open_thread' AND e.run_id = d.run_id ELSE e.kind <> 'delete_thread' \
         AND NOT (e.kind = 'file' AND e.created_at < {old}) END)"
    )
}

/// True of a delivery `d` of a platform.
fn of_platform(platform: Platform) -> String {
    format!("EXISTS (SELECT 1 FROM channel c WHERE c.id = d.channel_id AND c.platform = '{platform}')")
}

/// Who takes deliveries up, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct Lease<'a> {
    /// The daemon.
    pub owner: &'a str,
    /// Milliseconds; after them, another may take them over.
    pub ms: Millis,
}

/// How long a file waits for the daemon of the home that keeps it, before another one says that it is lost: a day.
const HOMELESS_MS: Millis = 24 * 3600 * 1000;

/// True of a delivery `d` that this daemon can see to: it keeps the file (`$2` is its home), or nobody came for it
/// (`$1` is a day ago).
const WITHIN_REACH: &str = "(d.home IS NULL OR d.home = $2 OR d.created_at < $1)";

/// Something to be owed.
#[derive(Clone, Debug)]
pub(super) struct Owed {
    /// The channel; the run's thread is found when its turn comes.
    pub channel_id: ChannelId,
    /// The run that it is about.
    pub run_id: Option<RunId>,
    /// What is owed.
    pub kind: DeliveryKind,
    /// The text or title.
    pub text: String,
    /// Not before this time.
    pub due_at: Millis,
    /// The installation whose home keeps the file that is owed.
    pub home: Option<String>,
    /// The directory among its outgoing files; `None` = the one of the run.
    pub copies: Option<String>,
}

impl Owed {
    /// A text in a channel, at once.
    pub(super) fn post(channel_id: &ChannelId, run_id: Option<RunId>, text: &str, now: Millis) -> Self {
        Self {
            channel_id: channel_id.clone(),
            run_id,
            kind: DeliveryKind::Post,
            text: text.to_owned(),
            due_at: now,
            home: None,
            copies: None,
        }
    }
}

impl Store {
    /// The next deliveries of every channel of a platform, as far as they are due: later ones of a channel wait for the
    /// earlier. Where several daemons share the database, they are its owner's for the time of the lease.
    pub async fn due_deliveries(
        &self,
        platform: Platform,
        lease: Lease<'_>,
        now: Millis,
        limit: u64,
    ) -> Result<Vec<Delivery>> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let (homeless, home): (Value, Value) = ((now - HOMELESS_MS).into(), home_of(lease.owner).into());
        let (of_platform, first_owed) = (of_platform(platform), first_owed(now));
        let rows = if self.write.get_database_backend() == DatabaseBackend::Postgres {
            let sql = format!(
                "UPDATE delivery SET owner = $5, lease_until = $6 WHERE id IN (SELECT d.id FROM delivery d \
                 WHERE {first_owed} AND {of_platform} AND {WITHIN_REACH} AND d.due_at <= $3 \
                 AND (d.lease_until IS NULL OR d.lease_until < $3 OR d.owner = $5) \
                 ORDER BY d.id LIMIT $4 FOR UPDATE SKIP LOCKED) AND state = 'pending' RETURNING *"
            );
            let (owner, until) = (lease.owner.into(), (now + lease.ms).into());
            let values = [homeless, home, now.into(), limit.into(), owner, until];
            self.write.query_all_raw(self.sql(&sql, values)).await?
        } else {
            let sql = format!(
                "SELECT d.* FROM delivery d WHERE {first_owed} AND {of_platform} AND {WITHIN_REACH} \
                 AND d.due_at <= $3 ORDER BY d.id LIMIT $4"
            );
            self.read.query_all_raw(self.sql(&sql, [homeless, home, now.into(), limit.into()])).await?
        };
        let mut due: Vec<Delivery> = read(&rows)?;
        due.sort_by_key(|delivery| delivery.id);
        Ok(due)
    }

    /// When the next delivery of a platform is due, or free again, after `now`.
    pub async fn next_delivery_at(&self, platform: Platform, now: Millis) -> Result<Option<Millis>> {
        let later = match self.write.get_database_backend() {
            DatabaseBackend::Postgres => "GREATEST(d.due_at, COALESCE(d.lease_until, 0))",
            _ => "d.due_at",
        };
        let (of_platform, first_owed) = (of_platform(platform), first_owed(now));
        let sql = format!(
            "SELECT MIN({later}) AS at FROM delivery d WHERE {first_owed} AND {of_platform} AND {later} > $1"
        );
        let row = self.read.query_one_raw(self.sql(&sql, [now.into()])).await?;
        Ok(row.map(|row| row.try_get("", "at")).transpose()?.flatten())
    }

    /// Gives up what a platform that is not configured any more is owed since before a time.
    pub async fn give_up_before(&self, platform: Platform, before: Millis, now: Millis) -> Result<()> {
        let sql = format!(
            "UPDATE delivery SET state = 'dead', ended_at = $1, last_error = 'its platform is not configured any more' \
             WHERE state = 'pending' AND created_at < $2 AND channel_id IN (SELECT c.id FROM channel c \
             WHERE c.platform = '{platform}')"
        );
        self.write.execute_raw(self.sql(&sql, [now.into(), before.into()])).await?;
        Ok(())
    }

    /// Records that it is about to be tried; false = another daemon took it over.
    pub async fn begin_delivery(&self, delivery: &Delivery, now: Millis) -> Result<bool> {
        let sql = "UPDATE delivery SET attempts = $1, begun_at = COALESCE(begun_at, $3) WHERE id = $2";
        let values = vec![(delivery.attempts + 1).into(), now.into()];
        self.of_owner(&self.write, delivery, sql, values).await
    }

    /// Records that the platform has it, unless another daemon took it over.
    pub async fn mark_sent(&self, delivery: &Delivery, now: Millis) -> Result<()> {
        let sql = "UPDATE delivery SET state = 'sent', ended_at = $1 WHERE id = $2";
        self.of_owner(&self.write, delivery, sql, vec![now.into()]).await.map(drop)
    }

    /// Puts it off after a failed try.
    pub async fn retry_delivery(&self, delivery: &Delivery, due_at: Millis, error: &str) -> Result<()> {
        let sql = "UPDATE delivery SET due_at = $1, last_error = $3, lease_until = NULL \
                   WHERE id = $2";
        self.of_owner(&self.write, delivery, sql, vec![due_at.into(), error.into()]).await.map(drop)
    }

    /// Gives it up.
    pub async fn mark_dead(&self, delivery: &Delivery, error: &str, now: Millis) -> Result<()> {
        self.end_as_dead(&self.write, delivery, error, now).await.map(drop)
    }

    /// Gives it up, if it is still this daemon's.
    pub(super) async fn end_as_dead(
        &self,
        db: &impl ConnectionTrait,
        delivery: &Delivery,
        error: &str,
        now: Millis,
    ) -> Result<bool> {
        let sql = "UPDATE delivery SET state = 'dead', ended_at = $1, last_error = $3 \
                   WHERE id = $2";
        self.of_owner(db, delivery, sql, vec![now.into(), error.into()]).await
    }

    /// Records that the platform opened a thread for the run: it is known as a channel from now on, and if the run
    /// worked in a session of its own, the thread goes on in that.
    pub async fn thread_opened(&self, delivery: &Delivery, thread: &ChannelId, now: Millis) -> Result<()> {
        let tx = self.begin().await?;
        let sql = "UPDATE delivery SET state = 'sent', ended_at = $1 WHERE id = $2";
        if !self.of_owner(&tx, delivery, sql, vec![now.into()]).await? {
            return Ok(());
        }
        let parent = channel::Entity::find_by_id(delivery.channel_id.clone()).one(&tx).await?;
        if let Some(parent) = parent {
            let new = NewThread { id: thread.clone(), parent: &parent, title: &delivery.text, made_by: None };
            super::channel::insert_thread(&tx, new, now).await?;
        }
        if let Some(id) = delivery.run_id {
            let sql = "UPDATE run SET thread_id = $1 WHERE id = $2";
            tx.execute_raw(self.sql(sql, [thread.clone().into(), id.into()])).await?;
            // What a run that ended before had to say was kept for the thread.
            let sql = "UPDATE message SET channel_id = $1 WHERE channel_id = $2 AND external_id = $3";
            let values =
                [thread.clone().into(), delivery.channel_id.clone().into(), format!("run-{id}-end").into()];
            tx.execute_raw(self.sql(sql, values)).await?;
            let run: Option<Run> = run::Entity::find_by_id(id).one(&tx).await?;
            if let Some(run) = run.filter(|run| run.session == SessionPolicy::Own && run.status.has_ended())
                && let Some(session) = run.session_id
            {
                session::lend_to_thread(self, &tx, thread, session).await?;
            }
        }
        Ok(tx.commit().await?)
    }

    /// Runs one statement over a delivery (`$2` is its number) that is still this daemon's.
    async fn of_owner(
        &self,
        db: &impl ConnectionTrait,
        delivery: &Delivery,
        sql: &str,
        mut values: Vec<Value>,
    ) -> Result<bool> {
        values.insert(1, delivery.id.into());
        let mut sql = format!("{sql} AND state = 'pending'");
        if let Some(owner) = &delivery.owner {
            values.push(owner.as_str().into());
            sql.push_str(&format!(" AND owner = ${}", values.len()));
        }
        Ok(db.execute_raw(self.sql(&sql, values)).await?.rows_affected() == 1)
    }
}

/// The home of a daemon: what the names of all its starts there begin with.
fn home_of(owner: &str) -> &str {
    owner.split('/').next().unwrap_or_default()
}

fn read(rows: &[QueryResult]) -> Result<Vec<Delivery>> {
    Ok(rows.iter().map(|row| Delivery::from_query_result(row, "")).collect::<std::result::Result<_, _>>()?)
}

/// Owes something, within the transaction that makes it owed.
pub(super) async fn owe(db: &impl ConnectionTrait, owed: Owed, now: Millis) -> Result<()> {
    let row = ActiveModel {
        id: ActiveValue::<DeliveryId>::NotSet,
        channel_id: Set(owed.channel_id),
        run_id: Set(owed.run_id),
        kind: Set(owed.kind),
        text: Set(owed.text),
        state: Set(DeliveryState::Pending),
        attempts: Set(0),
        due_at: Set(owed.due_at),
        last_error: Set(None),
        owner: Set(None),
        lease_until: Set(None),
        // What is due later has its own time to be tried in.
        created_at: Set(now.max(owed.due_at)),
        ended_at: Set(None),
        home: Set(owed.home),
        copies: Set(owed.copies),
        begun_at: Set(None),
    };
    Entity::insert(row)
        // A run has one thread.
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(())
}
