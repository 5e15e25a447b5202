//! Messages: said, listed, remembered as context.

use sea_orm::sea_query::{ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::delivery::Owed;
use super::{Error, Page, PageQuery, RequestKey, Result, SentFiles, Store, attachment, delivery};
use crate::model::message::{ActiveModel, Column, Entity};
use crate::model::{ChannelId, Message, MessageId, Millis, Run, RunId, RunStatus, run};

/// A message to be stored.
#[derive(Clone, Debug)]
pub struct NewMessage {
    /// Where it was said.
    pub channel_id: ChannelId,
    /// The platform's id of it.
    pub external_id: Option<String>,
    /// Who said it.
    pub author_id: String,
    /// The name people see.
    pub author_name: String,
    /// True when an agent said it.
    pub from_agent: bool,
    /// The text.
    pub text: String,
    /// The run it belongs to.
    pub run_id: Option<RunId>,
}

impl Store {
    /// Messages of a channel, newest first.
    pub async fn list_messages(&self, channel: &ChannelId, page: PageQuery) -> Result<Page<Message>> {
        let mut select = Entity::find().filter(Column::ChannelId.eq(channel.clone()));
        if let Some(after) = page.after {
            select = select.filter(Column::Id.lt(after));
        }
        let rows = select.order_by_desc(Column::Id).limit(page.limit + 1).all(&self.read).await?;
        Ok(Page::from_rows(rows, page.limit, |message| message.id.0))
    }

    /// The last messages of a run's channel before it was asked for, oldest first. A thread that has had no conversation
    /// yet is told the last ones of its channel before those, as many as there is room for.
    pub async fn messages_before(&self, run: &Run, limit: u64) -> Result<Vec<Message>> {
        let asked = self.asking_message(run).await?;
        let mut select = Entity::find().filter(Column::ChannelId.eq(run.channel_id.clone()));
        if let Some(asked) = &asked {
            // The answer to an earlier question may have come after this one was asked.
            select = select.filter(Column::Id.lt(asked.id).or(Column::RunId.lt(run.id)));
        }
        let mut rows = select.order_by_desc(Column::Id).limit(limit).all(&self.read).await?;
        let room = limit.saturating_sub(rows.len() as u64);
        if let (Some(asked), Some(parent)) = (asked, self.parent_of_new(run).await?) {
            let first = rows.last().map_or(asked.id.0, |first| std::cmp::min(first.id.0, asked.id.0));
            let select = Entity::find().filter(Column::ChannelId.eq(parent)).filter(Column::Id.lt(first));
            rows.extend(select.order_by_desc(Column::Id).limit(room).all(&self.read).await?);
        }
        rows.reverse();
        Ok(rows)
    }

    /// The channel of a run's thread, if the run's is the first conversation there and no copy of the channel's.
    async fn parent_of_new(&self, run: &Run) -> Result<Option<ChannelId>> {
        let sql = "SELECT t.parent_id AS id FROM channel t JOIN session s ON s.id = $2 \
                   WHERE t.id = $1 AND t.parent_id IS NOT NULL AND s.forked_from IS NULL \
                   AND NOT EXISTS (SELECT 1 FROM session o WHERE o.channel_id = t.id AND o.id <> s.id)";
        let row =
            self.read.query_one_raw(self.sql(sql, [run.channel_id.clone().into(), run.session_id.into()]));
        Ok(row.await?.map(|row| row.try_get("", "id")).transpose()?)
    }

    /// What people said among themselves in a run's channel since its conversation was asked the last time; oldest
    /// first, the last ones of more than `limit`. What agents and loop itself say is not told.
    pub async fn said_since_asked(&self, run: &Run, limit: u64) -> Result<Vec<Message>> {
        let Some(asked) = self.asking_message(run).await? else { return Ok(Vec::new()) };
        // What scheduled runs are told is their task alone.
        let before = run::Entity::find()
            .filter(run::Column::ChannelId.eq(run.channel_id.clone()))
            .filter(run::Column::SessionId.eq(run.session_id))
            .filter(run::Column::Status.eq(RunStatus::Succeeded))
            .filter(run::Column::TaskId.is_null())
            .filter(run::Column::Id.lt(run.id))
            .order_by_desc(run::Column::Id)
            .one(&self.read)
            .await?;
        let since = match before {
            Some(before) => self.asking_message(&before).await?.map_or(MessageId(0), |message| message.id),
            None => MessageId(0),
        };
        let mut rows = Entity::find()
            .filter(Column::ChannelId.eq(run.channel_id.clone()))
            .filter(Column::Id.gt(since))
            .filter(Column::Id.lt(asked.id))
            .filter(Column::RunId.is_null())
            .filter(Column::FromAgent.eq(false))
            .order_by_desc(Column::Id)
            .limit(limit)
            .all(&self.read)
            .await?;
        rows.reverse();
        Ok(rows)
    }

    /// The message that asked for a run.
    pub async fn asking_message(&self, run: &Run) -> Result<Option<Message>> {
        Ok(Entity::find()
            .filter(Column::ChannelId.eq(run.channel_id.clone()))
            .filter(Column::ExternalId.eq(run.asking_id()))
            .one(&self.read)
            .await?)
    }

    /// Keeps what people say among themselves, as context; once however often it comes.
    pub async fn overhear(&self, new: NewMessage, now: Millis) -> Result<()> {
        insert(&self.write, new, now).await
    }

    /// The message that a key made before; an error if the key stood for another request.
    pub async fn message_of_key(&self, key: &RequestKey) -> Result<Option<Message>> {
        match key.known(&self.read).await? {
            Some(known) => Ok(Entity::find_by_id(MessageId(known)).one(&self.read).await?),
            None => Ok(None),
        }
    }

    /// Stores something said as the bot, with the delivery that brings it to chat. The flag tells whether it is
    /// said for the first time.
    pub async fn say(
        &self,
        new: NewMessage,
        files: Option<&SentFiles>,
        key: Option<RequestKey>,
        now: Millis,
    ) -> Result<(Message, bool)> {
        match self.try_say(new.clone(), files, key.as_ref(), now).await {
            // The same key in the same moment: now it is known.
            Err(Error::Exists(_)) if key.is_some() => self.try_say(new, files, key.as_ref(), now).await,
            said => said,
        }
    }

    async fn try_say(
        &self,
        new: NewMessage,
        files: Option<&SentFiles>,
        key: Option<&RequestKey>,
        now: Millis,
    ) -> Result<(Message, bool)> {
        let tx = self.begin().await?;
        if let Some(key) = key
            && let Some(known) = key.known(&tx).await?
            && let Some(message) = Entity::find_by_id(MessageId(known)).one(&tx).await?
        {
            return Ok((message, false));
        }
        delivery::owe(&tx, Owed::post(&new.channel_id, new.run_id, &new.text, now), now).await?;
        if let Some(files) = files {
            attachment::owe_sent(&tx, &new.channel_id, files, now).await?;
        }
        let message = Entity::insert(row(new, now)).exec_with_returning(&tx).await?;
        if let Some(key) = key {
            key.remember(&tx, message.id.0, now).await?;
        }
        tx.commit().await?;
        Ok((message, true))
    }
}

/// Stores a message within a transaction; one that is known already stays as it is.
pub(super) async fn insert(db: &impl ConnectionTrait, new: NewMessage, now: Millis) -> Result<()> {
    Entity::insert(row(new, now))
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

fn row(new: NewMessage, now: Millis) -> ActiveModel {
    ActiveModel {
        id: ActiveValue::<MessageId>::NotSet,
        channel_id: Set(new.channel_id),
        external_id: Set(new.external_id),
        author_id: Set(new.author_id),
        author_name: Set(new.author_name),
        from_agent: Set(new.from_agent),
        text: Set(new.text),
        run_id: Set(new.run_id),
        created_at: Set(now),
    }
}
