//! Runs: claimed by one, finished once. `accept` holds how they begin.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveValue, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseBackend, DatabaseTransaction,
    EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Value,
};

use super::delivery::Owed;
use super::{
    AfterRun, Attached, Error, Finish, NewMessage, NewRun, Page, PageQuery, RequestKey, Result, Store,
    attachment, causes, container, delivery, event, message, session, task_end,
};
use crate::model::run::{ActiveModel, Column, Entity};
use crate::model::{
    ChannelId, ContainerId, FailureCode, Millis, Run, RunEvent, RunId, RunStatus, Session, SessionPolicy,
    Usage,
};

/// Which runs are wanted.
#[derive(Clone, Debug, Default)]
pub struct RunFilter {
    /// Only of this channel.
    pub channel_id: Option<ChannelId>,
    /// Only in this status.
    pub status: Option<RunStatus>,
}

/// The right to work on a run. Only the store makes one; finishing the run makes it worthless.
#[derive(Debug)]
pub struct Claim {
    run: Run,
    fence: i64,
    last_seq: i64,
    lease_ms: Millis,
}

impl Claim {
    pub(super) fn new(run: Run, last_seq: i64, lease_ms: Millis) -> Self {
        Self { fence: run.fence, run, last_seq, lease_ms }
    }

    /// The run as it was when it was claimed, kept up to date with what this claim changed.
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// How many owners the run had before this one.
    pub fn takeovers(&self) -> i64 {
        self.fence - 1
    }

    pub(super) fn last_seq(&self) -> i64 {
        self.last_seq
    }

    pub(super) fn set_last_seq(&mut self, seq: i64) {
        self.last_seq = seq;
    }

    pub(super) fn set_container(&mut self, id: ContainerId) {
        self.run.container_id = Some(id);
    }

    pub(super) fn begin_attempt(&mut self) {
        self.run.attempt += 1;
        self.run.prompt_sent_at = None;
        self.run.status = RunStatus::Starting;
    }

    pub(super) fn set_prompt_sent(&mut self, at: Millis, deadline_at: Millis) {
        self.run.prompt_sent_at = Some(at);
        self.run.deadline_at = Some(deadline_at);
    }

    pub(super) fn set_taken(&mut self) {
        self.run.status = RunStatus::Running;
    }
}

/// The author of everything the agent says.
const AGENT: &str = "loop";

/// A run that waits or works, as far as others near it are told.
#[derive(Clone, Debug, FromQueryResult)]
pub struct OpenRun {
    /// Its number.
    pub id: RunId,
    /// The channel or thread it works in.
    pub channel_id: ChannelId,
    /// Who asked for it.
    pub author_name: String,
    /// The beginning of what is asked.
    pub beginning: String,
}

impl Store {
    /// The run of that number.
    pub async fn find_run(&self, id: RunId) -> Result<Option<Run>> {
        Ok(Entity::find_by_id(id).one(&self.read).await?)
    }

    /// The run that a key made before; an error if the key stood for another request.
    pub async fn run_of_key(&self, key: &RequestKey) -> Result<Option<Run>> {
        match key.known(&self.read).await? {
            Some(known) => self.find_run(RunId(known)).await,
            None => Ok(None),
        }
    }

    /// Runs, newest first.
    pub async fn list_runs(&self, filter: RunFilter, page: PageQuery) -> Result<Page<Run>> {
        let mut select = Entity::find();
        if let Some(channel) = filter.channel_id {
            select = select.filter(Column::ChannelId.eq(channel));
        }
        if let Some(status) = filter.status {
            select = select.filter(Column::Status.eq(status));
        }
        if let Some(after) = page.after {
            select = select.filter(Column::Id.lt(after));
        }
        let rows = select.order_by_desc(Column::Id).limit(page.limit + 1).all(&self.read).await?;
        Ok(Page::from_rows(rows, page.limit, |run| run.id.0))
    }

    /// Runs of a channel that wait or work, and those that answer in it as their thread, by number.
    pub async fn open_runs_in(&self, channel: &ChannelId) -> Result<Vec<Run>> {
        Ok(Entity::find()
            // Literals, so that the small index over open runs is used.
            .filter(Expr::cust("run.status IN ('queued', 'starting', 'running')"))
            .filter(Column::ChannelId.eq(channel.clone()).or(Column::ThreadId.eq(channel.clone())))
            .order_by_asc(Column::Id)
            .all(&self.read)
            .await?)
    }

    /// Runs of a channel and of all its threads that wait or work, by number.
    pub async fn open_runs_around(&self, root: &ChannelId, limit: u64) -> Result<Vec<OpenRun>> {
        let sql = "SELECT run.id, run.channel_id, run.author_name, substr(run.prompt, 1, 200) AS beginning \
                   FROM run JOIN channel ON channel.id = run.channel_id \
                   WHERE run.status IN ('queued', 'starting', 'running') \
                   AND (channel.id = $1 OR channel.parent_id = $1) ORDER BY run.id LIMIT $2";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = self.read.query_all_raw(self.sql(sql, [root.clone().into(), limit.into()])).await?;
        Ok(rows
            .iter()
            .map(|row| OpenRun::from_query_result(row, ""))
            .collect::<std::result::Result<_, _>>()?)
    }

    /// How many runs of the channel wait before this one, or work now.
    pub async fn runs_ahead(&self, run: &Run) -> Result<u64> {
        let sql = "SELECT COUNT(*) AS n FROM run WHERE status IN ('queued', 'starting', 'running') \
                   AND channel_id = $1 AND id < $2";
        let row =
            self.read.query_one_raw(self.sql(sql, [run.channel_id.clone().into(), run.id.into()])).await?;
        let n: i64 = row.map(|row| row.try_get("", "n")).transpose()?.unwrap_or_default();
        Ok(u64::try_from(n).unwrap_or_default())
    }

    /// Takes up the oldest queued run whose channel is free.
    pub async fn claim_run(&self, owner: &str, lease_ms: Millis, now: Millis) -> Result<Option<Claim>> {
        let lock = if self.write.get_database_backend() == DatabaseBackend::Postgres {
            "FOR UPDATE SKIP LOCKED"
        } else {
            ""
        };
        let sql = format!(
            "UPDATE run SET status = 'starting', owner = $1, fence = fence + 1, lease_until = $2, \
             started_at = COALESCE(started_at, $3), session_id = COALESCE(session_id, CASE session \
             WHEN 'channel' THEN (SELECT c.session_id FROM channel c WHERE c.id = run.channel_id) \
             WHEN 'task' THEN (SELECT t.session_id FROM task t WHERE t.id = run.task_id) END) \
             WHERE id = (SELECT id FROM run \
             WHERE status IN ('queued', 'starting', 'running') AND status = 'queued' AND channel_id NOT IN \
             (SELECT channel_id FROM run WHERE status IN ('starting', 'running')) \
             ORDER BY id LIMIT 1 {lock}) AND status = 'queued' RETURNING *"
        );
        loop {
            let statement = self.sql(&sql, [owner.into(), (now + lease_ms).into(), now.into()]);
            match self.write.query_one_raw(statement).await.map_err(Error::from) {
                Ok(Some(row)) => return Ok(Some(Claim::new(Run::from_query_result(&row, "")?, 0, lease_ms))),
                Ok(None) => return Ok(None),
                // Another daemon took the channel in the same moment, says the index: look at the others.
                Err(Error::Exists(_)) => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Renews the lease; tells whether somebody asked for a stop. [`Error::Fenced`] means: stop working,
    /// somebody else has it.
    pub async fn renew_lease(&self, claim: &Claim, now: Millis) -> Result<bool> {
        self.hold(&self.write, claim, now).await?;
        let run = Entity::find_by_id(claim.run.id).one(&self.read).await?;
        Ok(run.is_some_and(|run| run.stop_requested_at.is_some()))
    }

    /// Makes sure that the claim still holds, and renews it.
    pub(super) async fn hold(&self, db: &impl ConnectionTrait, claim: &Claim, now: Millis) -> Result<()> {
        self.update_held(db, claim, [], now).await
    }

    /// Changes columns of the claimed run, if the claim still holds, and renews it.
    pub(super) async fn update_held(
        &self,
        db: &impl ConnectionTrait,
        claim: &Claim,
        changes: impl IntoIterator<Item = (&'static str, Value)>,
        now: Millis,
    ) -> Result<()> {
        let mut sql = "UPDATE run SET lease_until = $1".to_owned();
        let mut values = vec![(now + claim.lease_ms).into(), claim.run.id.into(), claim.fence.into()];
        for (column, value) in changes {
            values.push(value);
            sql.push_str(&format!(", {column} = ${}", values.len()));
        }
        sql.push_str(" WHERE id = $2 AND fence = $3 AND status IN ('starting', 'running')");
        let held = db.execute_raw(self.sql(&sql, values)).await?;
        if held.rows_affected() == 1 { Ok(()) } else { Err(Error::Fenced(claim.run.id)) }
    }

    /// Gives the run the session that its policy says, or a fresh one if there is none or `replace` says why not.
    pub async fn join_session(
        &self,
        claim: &mut Claim,
        replace: Option<&str>,
        now: Millis,
    ) -> Result<Session> {
        // The claim brought the session with it; only a first or a fresh one must be written.
        if replace.is_none()
            && (claim.run.task_id.is_none() || claim.run.attempt > 0)
            && let Some(id) = claim.run.session_id
            && let Some(session) = self.find_session(id).await?.filter(|session| session.ended_at.is_none())
        {
            return Ok(session);
        }
        let tx = self.begin().await?;
        self.hold(&tx, claim, now).await?;
        let run = &claim.run;
        if let (Some(reason), Some(id)) = (replace, run.session_id) {
            session::end(&tx, id, reason, now).await?;
        }
        let current = match (run.session, run.task_id) {
            (SessionPolicy::Channel, _) => session::of_channel(&tx, &run.channel_id).await?,
            (SessionPolicy::Task, Some(task)) => session::of_task(&tx, task).await?,
            _ => session::find(&tx, run.session_id).await?,
        };
        let session = match current.filter(|session| session.ended_at.is_none()) {
            Some(session) => session,
            None => session::begin(self, &tx, run, now).await?,
        };
        let sql = "UPDATE run SET session_id = $1 WHERE id = $2";
        tx.execute_raw(self.sql(sql, [session.id.into(), run.id.into()])).await?;
        self.owe_thread(&tx, run, now).await?;
        tx.commit().await?;
        claim.run.session_id = Some(session.id);
        Ok(session)
    }

    /// Records that the prompt is about to be handed over: from here on the agent may have it.
    pub async fn prompt_sent(&self, claim: &mut Claim, deadline_at: Millis, now: Millis) -> Result<()> {
        let changes = [("prompt_sent_at", now.into()), ("deadline_at", deadline_at.into())];
        self.update_held(&self.write, claim, changes, now).await?;
        claim.set_prompt_sent(now, deadline_at);
        Ok(())
    }

    /// Asks for a stop. A queued run ends at once; one at work is ended by its owner. Returns the run after it.
    pub async fn request_stop(&self, id: RunId, now: Millis) -> Result<Option<Run>> {
        let tx = self.begin().await?;
        let Some(run) = lock_run(self, &tx, id).await? else { return Ok(None) };
        if self.end_if_queued(&tx, &run, "Stopped before it began.", now).await? {
            // Nobody had it yet.
        } else if !run.status.has_ended() && run.stop_requested_at.is_none() {
            let sql = "UPDATE run SET stop_requested_at = $1 WHERE id = $2";
            tx.execute_raw(self.sql(sql, [now.into(), id.into()])).await?;
        }
        let after = Entity::find_by_id(id).one(&tx).await?;
        tx.commit().await?;
        Ok(after)
    }

    /// Ends a run that waits; false when it does not wait any more.
    pub(super) async fn end_if_queued(
        &self,
        tx: &DatabaseTransaction,
        run: &Run,
        text: &str,
        now: Millis,
    ) -> Result<bool> {
        let sql = "UPDATE run SET fence = fence + 1 WHERE id = $1 AND status = 'queued'";
        if tx.execute_raw(self.sql(sql, [run.id.into()])).await?.rows_affected() == 0 {
            return Ok(false);
        }
        let finish = Finish {
            status: RunStatus::Cancelled,
            failure: Some(FailureCode::Stopped),
            error: Some(text.to_owned()),
            answer: None,
            notice: None,
            usage: Usage::default(),
            events: Vec::new(),
            container: AfterRun::Gone(None),
            attached: Attached::default(),
        };
        self.write_end(tx, (run, 0), &finish, now).await?;
        Ok(true)
    }

    /// The run's thread, if one was opened meanwhile; it goes on in the run's own session.
    async fn thread_of(&self, tx: &DatabaseTransaction, run: &Run) -> Result<Option<ChannelId>> {
        let thread = Entity::find_by_id(run.id).one(tx).await?.and_then(|run| run.thread_id);
        if let (Some(thread), SessionPolicy::Own, Some(session)) = (&thread, run.session, run.session_id) {
            session::lend_to_thread(self, tx, thread, session).await?;
        }
        Ok(thread)
    }

    /// Ends the run: outcome, last event, what is said in the channel, the reply owed and the container's
    /// state, all in one transaction. It can happen once: an ended run fences every later write.
    pub async fn finish_run(&self, claim: &Claim, finish: &Finish, now: Millis) -> Result<()> {
        let tx = self.begin().await?;
        self.hold(&tx, claim, now).await?;
        self.write_end(&tx, (&claim.run, claim.last_seq), finish, now).await?;
        Ok(tx.commit().await?)
    }

    async fn write_end(
        &self,
        tx: &DatabaseTransaction,
        (run, last_seq): (&Run, i64),
        finish: &Finish,
        now: Millis,
    ) -> Result<()> {
        let noted = Entity::find_by_id(run.id).one(tx).await?.and_then(|run| run.notice);
        let notice = causes::joined(noted, finish.notice.clone());
        let row = ActiveModel {
            id: Set(run.id),
            status: Set(finish.status),
            failure: Set(finish.failure),
            error: Set(finish.error.clone()),
            answer: Set(finish.answer.clone()),
            notice: Set(notice.clone()),
            finished_at: Set(Some(now)),
            owner: Set(None),
            lease_until: Set(None),
            input_tokens: Set(finish.usage.input_tokens),
            output_tokens: Set(finish.usage.output_tokens),
            cache_read_tokens: Set(finish.usage.cache_read_tokens),
            cache_write_tokens: Set(finish.usage.cache_write_tokens),
            cost_micro_usd: Set(finish.usage.cost_micro_usd),
            turns: Set(finish.usage.turns),
            ..Default::default()
        };
        Entity::update(row).exec(tx).await?;
        let end = RunEvent::End {
            status: finish.status.as_str().to_owned(),
            failure: finish.failure,
            text: finish.text().to_owned(),
        };
        let events: Vec<RunEvent> = finish.events.iter().cloned().chain([end]).collect();
        event::insert(tx, run.id, last_seq, &events, now).await?;
        if let Some(session) = run.session_id {
            session::note_agent_sessions(self, tx, session, &events).await?;
        }
        self.say_end(tx, run, (finish, notice.as_deref()), now).await?;
        match &finish.container {
            AfterRun::Gone(None) => {}
            AfterRun::Gone(Some(id)) => {
                let sql = "UPDATE container SET state = 'gone', idle_since = NULL WHERE id = $1";
                tx.execute_raw(self.sql(sql, [id.clone().into()])).await?;
            }
            AfterRun::Idle(id, mark) => {
                container::save_mark(self, tx, id, *mark).await?;
                let sql = "UPDATE container SET idle_since = $2 WHERE id = $1 AND state = 'running'";
                tx.execute_raw(self.sql(sql, [id.clone().into(), now.into()])).await?;
            }
        }
        Ok(())
    }

    /// Has the end of a run said where it belongs.
    async fn say_end(
        &self,
        tx: &DatabaseTransaction,
        run: &Run,
        (finish, notice): (&Finish, Option<&str>),
        now: Millis,
    ) -> Result<()> {
        if run.task_id.is_some() && run.started_at.is_none() {
            // Nobody in chat asked for it, and nobody saw it begin: its record says why it did not.
            return Ok(());
        }
        let with_notice = |answer: &str| {
            let answer = if run.task_id.is_some() { task_end::without_mark(answer) } else { answer };
            let answer = match finish.failure {
                Some(_) => &format!("{answer} (run {})", run.id),
                None => answer,
            };
            match notice {
                Some(notice) => format!(
                    "_{notice}_

{answer}"
                ),
                None => answer.to_owned(),
            }
        };
        let text = with_notice(finish.text());
        let posted = finish.attached.summary.as_deref().map_or_else(|| text.clone(), with_notice);
        let mut said_in = run.channel_id.clone();
        if run.task_id.is_some() {
            self.settle_task(tx, run, (finish, &posted), now).await?;
            said_in = self.thread_of(tx, run).await?.unwrap_or(said_in);
        } else {
            delivery::owe(tx, Owed::post(&run.channel_id, Some(run.id), &posted, now), now).await?;
        }
        attachment::owe(tx, run, &finish.attached, now).await?;
        message::insert(tx, NewMessage { channel_id: said_in, ..of_agent(run, "end", text) }, now).await
    }
}

/// Something that the agent says about a run in its channel.
pub(super) fn of_agent(run: &Run, what: &str, text: String) -> NewMessage {
    NewMessage {
        channel_id: run.channel_id.clone(),
        external_id: Some(format!("run-{}-{what}", run.id)),
        author_id: AGENT.to_owned(),
        author_name: AGENT.to_owned(),
        from_agent: true,
        text,
        run_id: Some(run.id),
    }
}

/// Reads a run for an update that depends on it.
async fn lock_run(store: &Store, tx: &DatabaseTransaction, id: RunId) -> Result<Option<Run>> {
    let mut select = Entity::find_by_id(id);
    if store.write.get_database_backend() == DatabaseBackend::Postgres {
        select = select.lock_exclusive();
    }
    Ok(select.one(tx).await?)
}

pub(super) fn missing(id: RunId) -> Error {
    sea_orm::DbErr::RecordNotFound(format!("run {id}")).into()
}

pub(super) fn queued(new: &NewRun, now: Millis) -> ActiveModel {
    ActiveModel {
        id: ActiveValue::<RunId>::NotSet,
        channel_id: Set(new.channel_id.clone()),
        session_id: Set(None),
        cause_kind: Set(new.cause.kind),
        cause_key: Set(new.cause.key.clone()),
        author_id: Set(new.author_id.clone()),
        author_name: Set(new.author_name.clone()),
        prompt: Set(new.prompt.clone()),
        model: Set(new.model.clone()),
        status: Set(RunStatus::Queued),
        failure: Set(None),
        error: Set(None),
        answer: Set(None),
        notice: Set(None),
        stop_requested_at: Set(None),
        attempt: Set(0),
        container_id: Set(None),
        prompt_sent_at: Set(None),
        owner: Set(None),
        fence: Set(0),
        lease_until: Set(None),
        deadline_at: Set(None),
        queued_at: Set(now),
        started_at: Set(None),
        finished_at: Set(None),
        input_tokens: Set(0),
        output_tokens: Set(0),
        cache_read_tokens: Set(0),
        cache_write_tokens: Set(0),
        cost_micro_usd: Set(0),
        turns: Set(0),
        task_id: Set(new.task.as_ref().map(|task| task.id)),
        slot_at: Set(new.task.as_ref().map(|task| task.slot_at)),
        thread_id: Set(None),
        timeout_sec: Set(new.task.as_ref().and_then(|task| task.timeout_sec)),
        session: Set(new.task.as_ref().map_or(SessionPolicy::Channel, |task| task.session)),
        retries: Set(new.task.as_ref().map_or(0, |task| task.retries)),
        parent_run_id: Set(new.by_agent.as_ref().map(|agent| agent.run)),
        depth: Set(new.by_agent.as_ref().map_or(0, |agent| agent.depth)),
        progress_id: Set(None),
    }
}
