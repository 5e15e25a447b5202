//! Accepting runs: durable before anybody is told, and those that come at the same time share one commit.
//!
//! A commit on SQLite waits for the disk and there is one writer, so requests that arrive while another is
//! being written gather here; whoever gets the turn next writes them all. PostgreSQL does the same by itself.

use std::sync::{Arc, Mutex, PoisonError};

use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, DatabaseBackend, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};
use tokio::sync::oneshot;

use super::delivery::Owed;
use super::run::{missing, queued};
use super::{Error, NewAttachment, NewMessage, RequestKey, Result, Store, attachment, delivery, message};
use crate::model::run::{Column, Entity};
use crate::model::{Cause, ChannelId, Millis, Run, RunId, SessionPolicy, TaskId};

/// A run to be accepted, with the message that asks for it.
#[derive(Clone, Debug)]
pub struct NewRun {
    /// Why it exists; a second one with the same cause is the first one.
    pub cause: Cause,
    /// Where it works.
    pub channel_id: ChannelId,
    /// Who caused it.
    pub author_id: String,
    /// The name people see.
    pub author_name: String,
    /// What is asked.
    pub prompt: String,
    /// Model asked for.
    pub model: Option<String>,
    /// The client's key for the request.
    pub key: Option<RequestKey>,
    /// The task that it works for.
    pub task: Option<ForTask>,
    /// The run whose agent asks for it, if one does.
    pub by_agent: Option<ByAgent>,
    /// What is said in the channel as loop, for people to see; none = the prompt is what the author said there.
    pub said: Option<String>,
    /// Files that come with it.
    pub files: Vec<NewAttachment>,
}

/// The agent that asks for a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByAgent {
    /// The run that it works in.
    pub run: RunId,
    /// How many agents stand between the new run and a person.
    pub depth: i32,
}

/// What a run knows of its task.
#[derive(Clone, Debug)]
pub struct ForTask {
    /// Which task.
    pub id: TaskId,
    /// The slot that it makes good; for a run that somebody asked for, when it was asked.
    pub slot_at: Millis,
    /// How long it may take, in seconds.
    pub timeout_sec: Option<i64>,
    /// Which conversation it works in.
    pub session: SessionPolicy,
    /// How many interrupted runs it stands for.
    pub retries: i32,
}

/// What became of a run offered.
#[derive(Clone, Debug)]
pub enum Accepted {
    /// It is durable now.
    New(Run),
    /// It was accepted before.
    Known(Run),
}

/// Runs that wait for the next commit.
#[derive(Debug, Default)]
pub(super) struct Gathering {
    offers: Mutex<Vec<Offer>>,
    turn: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
struct Offer {
    new: Arc<NewRun>,
    now: Millis,
    answer: oneshot::Sender<Result<Accepted>>,
}

impl Gathering {
    fn add(&self, new: Arc<NewRun>, now: Millis) -> oneshot::Receiver<Result<Accepted>> {
        let (answer, answered) = oneshot::channel();
        self.offers.lock().unwrap_or_else(PoisonError::into_inner).push(Offer { new, now, answer });
        answered
    }

    fn take(&self) -> Vec<Offer> {
        std::mem::take(&mut self.offers.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Store {
    /// Accepts a run and its message in one transaction: when this returns, it cannot be lost any more.
    pub async fn accept_run(&self, new: NewRun, now: Millis) -> Result<Accepted> {
        if self.write.get_database_backend() == DatabaseBackend::Sqlite {
            return self.accept_together(Arc::new(new), now).await;
        }
        match self.accept_alone(&new, now).await {
            // The same key in the same moment: now it is known.
            Err(Error::Exists(_)) if new.key.is_some() => self.accept_alone(&new, now).await,
            accepted => accepted,
        }
    }

    async fn accept_alone(&self, new: &NewRun, now: Millis) -> Result<Accepted> {
        let tx = self.begin().await?;
        let accepted = accept(&tx, new, now).await?;
        tx.commit().await?;
        Ok(accepted)
    }

    async fn accept_together(&self, new: Arc<NewRun>, now: Millis) -> Result<Accepted> {
        loop {
            let mut answered = self.gathering.add(new.clone(), now);
            let turn = self.gathering.turn.lock().await;
            let offers = self.gathering.take();
            if !offers.is_empty() {
                self.accept_all(offers).await;
            }
            drop(turn);
            // Whoever had the turn before may have answered; one that was cancelled meanwhile answered nobody.
            if let Ok(accepted) = answered.try_recv() {
                return accepted;
            }
        }
    }

    /// Writes all of them with one commit and answers each; trouble with the database is everybody's.
    async fn accept_all(&self, offers: Vec<Offer>) {
        let mut answers = Vec::with_capacity(offers.len());
        let written = async {
            let tx = self.begin().await?;
            for offer in &offers {
                match accept(&tx, &offer.new, offer.now).await {
                    // A key that stands for another request concerns one client only.
                    Err(error) if !matches!(error, Error::KeyReused) => return Err(error),
                    answer => answers.push(answer),
                }
            }
            Ok(tx.commit().await?)
        };
        match written.await {
            Ok(()) => {
                for (offer, answer) in offers.into_iter().zip(answers) {
                    // A client that has gone finds its run by its key.
                    let _ = offer.answer.send(answer);
                }
            }
            Err(error) => {
                for offer in offers {
                    let _ = offer.answer.send(Err(error.clone()));
                }
            }
        }
    }
}

/// Accepts a run within a transaction.
pub(super) async fn accept(tx: &DatabaseTransaction, new: &NewRun, now: Millis) -> Result<Accepted> {
    if let Some(key) = &new.key
        && let Some(known) = key.known(tx).await?
    {
        let run = Entity::find_by_id(RunId(known)).one(tx).await?;
        return run.map(Accepted::Known).ok_or_else(|| missing(RunId(known)));
    }
    let inserted = Entity::insert(queued(new, now))
        .on_conflict(OnConflict::columns([Column::CauseKind, Column::CauseKey]).do_nothing().to_owned())
        .exec_with_returning(tx)
        .await;
    let run = match inserted {
        Ok(run) => run,
        Err(DbErr::RecordNotInserted | DbErr::RecordNotFound(_)) => {
            let known = Entity::find()
                .filter(Column::CauseKind.eq(new.cause.kind))
                .filter(Column::CauseKey.eq(new.cause.key.clone()))
                .one(tx)
                .await?;
            let lost = || DbErr::RecordNotFound(format!("the run of {}", new.cause.key));
            return Ok(Accepted::Known(known.ok_or_else(lost)?));
        }
        Err(error) => return Err(error.into()),
    };
    // What a task asks is said by its schedule, not by somebody in the channel.
    if new.task.is_none() {
        message::insert(tx, asked(new, &run), now).await?;
    }
    attachment::insert(tx, run.id, &new.files).await?;
    if let Some(said) = &new.said {
        delivery::owe(tx, Owed::post(&new.channel_id, Some(run.id), said, now), now).await?;
    }
    if let Some(key) = &new.key {
        key.remember(tx, run.id.0, now).await?;
    }
    Ok(Accepted::New(run))
}

/// The message that asks for a run.
fn asked(new: &NewRun, run: &Run) -> NewMessage {
    NewMessage {
        channel_id: new.channel_id.clone(),
        external_id: Some(run.asking_id()),
        author_id: new.author_id.clone(),
        author_name: new.author_name.clone(),
        from_agent: new.said.is_some(),
        text: new.said.clone().unwrap_or_else(|| new.prompt.clone()),
        run_id: Some(run.id),
    }
}
