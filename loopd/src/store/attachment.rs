//! Files of messages: noted with the run that they are for, and what became of them.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
};

use super::delivery::{self, Owed};
use super::run::of_agent;
use super::{Result, Store, message};
use crate::model::attachment::{ActiveModel, Column, Entity};
use crate::model::{Attachment, ChannelId, Delivery, DeliveryKind, Millis, Run, RunId};

/// A file that comes with what is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAttachment {
    /// The name under which the agent is to find it; no two of a run have the same.
    pub name: String,
    /// Where its platform has it.
    pub url: String,
    /// Its size in bytes, as the platform says.
    pub bytes: u64,
}

/// What goes to chat with the end of a run besides its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attached {
    /// What is said in the place of an answer that is attached because it is long.
    pub summary: Option<String>,
    /// Names of files, no two the same.
    pub files: Vec<String>,
    /// The installation whose home keeps them until the platform has them.
    pub home: String,
}

/// Files that go to chat with a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentFiles {
    /// Their names, no two the same.
    pub names: Vec<String>,
    /// The installation whose home keeps them until the platform has them.
    pub home: String,
    /// The directory there in which they lie.
    pub copies: String,
}

impl Store {
    /// The files that came with what a run was asked, in their order.
    pub async fn attachments_of(&self, run: RunId) -> Result<Vec<Attachment>> {
        Ok(Entity::find()
            .filter(Column::RunId.eq(run))
            .order_by_asc(Column::Position)
            .all(&self.read)
            .await?)
    }

    /// Records that a file is here, with its size.
    pub async fn attachment_fetched(&self, file: &Attachment, bytes: u64, now: Millis) -> Result<()> {
        let sql = "UPDATE attachment SET fetched_at = $1, bytes = $2 WHERE run_id = $3 AND position = $4";
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        let values = [now.into(), bytes.into(), file.run_id.into(), file.position.into()];
        self.write.execute_raw(self.sql(sql, values)).await?;
        Ok(())
    }

    /// Records why a file cannot be had.
    pub async fn attachment_failed(&self, file: &Attachment, trouble: &str) -> Result<()> {
        let sql = "UPDATE attachment SET trouble = $1 WHERE run_id = $2 AND position = $3";
        let values = [trouble.into(), file.run_id.into(), file.position.into()];
        self.write.execute_raw(self.sql(sql, values)).await?;
        Ok(())
    }

    /// True while files of a run are still to be sent.
    pub async fn owes_files(&self, run: RunId) -> Result<bool> {
        let sql =
            "SELECT 1 AS one FROM delivery WHERE state = 'pending' AND kind = 'file' AND run_id = $1 LIMIT 1";
        Ok(self.read.query_one_raw(self.sql(sql, [run.into()])).await?.is_some())
    }

    /// True while files of a directory of copies are still to be sent.
    pub async fn owes_copies(&self, copies: &str) -> Result<bool> {
        let sql =
            "SELECT 1 AS one FROM delivery WHERE state = 'pending' AND kind = 'file' AND copies = $1 LIMIT 1";
        Ok(self.read.query_one_raw(self.sql(sql, [copies.into()])).await?.is_some())
    }

    /// Gives up a file that cannot be sent, and has that said where the file was to go.
    pub async fn give_up_file(
        &self,
        delivery: &Delivery,
        (error, said): (&str, &str),
        now: Millis,
    ) -> Result<()> {
        let tx = self.begin().await?;
        if !self.end_as_dead(&tx, delivery, error, now).await? {
            return Ok(());
        }
        let owed = Owed {
            kind: DeliveryKind::ThreadPost,
            ..Owed::post(&delivery.channel_id, delivery.run_id, said, now)
        };
        delivery::owe(&tx, owed, now).await?;
        if let Some(id) = delivery.run_id
            && let Some(run) = crate::model::run::Entity::find_by_id(id).one(&tx).await?
        {
            let mut new = of_agent(&run, &format!("file-{}", delivery.id), said.to_owned());
            new.channel_id = run.thread_id.clone().unwrap_or(new.channel_id);
            message::insert(&tx, new, now).await?;
        }
        Ok(tx.commit().await?)
    }
}

/// Notes the files that come with a run, within the transaction that accepts it.
pub(super) async fn insert(tx: &DatabaseTransaction, run: RunId, files: &[NewAttachment]) -> Result<()> {
    if files.is_empty() {
        return Ok(());
    }
    let row = |(position, file): (usize, &NewAttachment)| ActiveModel {
        run_id: Set(run),
        position: Set(i32::try_from(position).unwrap_or(i32::MAX)),
        name: Set(file.name.clone()),
        url: Set(file.url.clone()),
        bytes: Set(i64::try_from(file.bytes).unwrap_or(i64::MAX)),
        trouble: Set(None),
        fetched_at: Set(None),
    };
    Entity::insert_many(files.iter().enumerate().map(row)).exec_without_returning(tx).await?;
    Ok(())
}

/// Owes the files of a run that ends; they go where its answer goes, after it.
pub(super) async fn owe(tx: &DatabaseTransaction, run: &Run, attached: &Attached, now: Millis) -> Result<()> {
    for name in &attached.files {
        let owed = Owed {
            kind: DeliveryKind::File,
            home: Some(attached.home.clone()),
            ..Owed::post(&run.channel_id, Some(run.id), name, now)
        };
        delivery::owe(tx, owed, now).await?;
    }
    Ok(())
}

/// Owes the files of a message, after its text.
pub(super) async fn owe_sent(
    tx: &DatabaseTransaction,
    channel: &ChannelId,
    sent: &SentFiles,
    now: Millis,
) -> Result<()> {
    for name in &sent.names {
        let owed = Owed {
            kind: DeliveryKind::File,
            home: Some(sent.home.clone()),
            copies: Some(sent.copies.clone()),
            ..Owed::post(channel, None, name, now)
        };
        delivery::owe(tx, owed, now).await?;
    }
    Ok(())
}
