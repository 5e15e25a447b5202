//! Messages: said, listed, kept as context.

use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::delivery::Owed;
use super::{Error, Page, PageQuery, RequestKey, Result, SentFiles, Store, attachment, delivery};
use crate::model::message::{ActiveModel, Column, Entity};
use crate::model::{ChannelId, Message, MessageId, Millis, Run, RunId};

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

    /// The message that asked for a run.
    pub async fn asking_message(&self, run: &Run) -> Result<Option<Message>> {
        Ok(Entity::find()
            .filter(Column::ChannelId.eq(run.channel_id.clone()))
            .filter(Column::ExternalId.eq(run.asking_id()))
            .one(&self.read)
            .await?)
    }

    /// True of a message that was kept as what people say among themselves.
    pub async fn is_overheard(&self, channel: &ChannelId, external_id: &str) -> Result<bool> {
        let found = Entity::find()
            .filter(Column::ChannelId.eq(channel.clone()))
            .filter(Column::ExternalId.eq(external_id))
            .filter(among_people());
        Ok(found.one(&self.read).await?.is_some())
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

/// What people say among themselves: it asks for nothing, and is no agent's.
pub(super) fn among_people() -> Condition {
    Condition::all().add(Column::RunId.is_null()).add(Column::FromAgent.eq(false))
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
