//! What an agent is told of what was said before it was asked.

use std::cmp;

use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QueryResult, QuerySelect};

use super::message::among_people;
use super::{Result, Store};
use crate::model::message::{Column, Entity};
use crate::model::watched::when_said;
use crate::model::{ChannelId, Message, MessageId, Run, RunStatus, SessionId, run};

/// How a thread's conversation begins.
struct Beginning {
    /// The thread's channel.
    parent: ChannelId,
    /// True: as a copy of the channel's.
    is_copy: bool,
}

impl Store {
    /// The last messages of a run's channel before it was asked for, oldest first. A thread that has had no conversation
    /// yet is told of its channel before those, as much as there is room for, and always the message that it hangs on.
    pub async fn messages_before(&self, run: &Run, limit: u64) -> Result<Vec<Message>> {
        let asked = self.asking_message(run).await?;
        let mut select = Entity::find().filter(Column::ChannelId.eq(run.channel_id.clone()));
        if let Some(asked) = &asked {
            // The answer to an earlier question may have come after this one was asked.
            select = select.filter(Column::Id.lt(asked.id).or(Column::RunId.lt(run.id)));
        }
        let mut own = select.order_by_desc(Column::Id).limit(limit).all(&self.read).await?;
        own.reverse();
        let above = match (asked, self.beginning(run).await?) {
            (Some(asked), Some(beginning)) => {
                let first = own.first().map_or(asked.id, |first| cmp::min(first.id, asked.id));
                let until = if beginning.is_copy { asked.id } else { first };
                let root = self.root_of(run, &beginning.parent).await?;
                let room = cmp::max(limit.saturating_sub(own.len() as u64), u64::from(root.is_some()));
                let above = self.said_above(run, &beginning, until, room).await?;
                with_root(above, root, room)
            }
            _ => Vec::new(),
        };
        let room = usize::try_from(limit).unwrap_or(usize::MAX).saturating_sub(above.len());
        let own = own.split_off(own.len().saturating_sub(room));
        Ok([in_order_said(above), in_order_said(own)].concat())
    }

    /// How the conversation of a run's thread begins, if the run's is the first one there.
    async fn beginning(&self, run: &Run) -> Result<Option<Beginning>> {
        let sql = "SELECT t.parent_id AS id, s.forked_from AS copied \
                   FROM channel t JOIN session s ON s.id = $2 WHERE t.id = $1 AND t.parent_id IS NOT NULL \
                   AND NOT EXISTS (SELECT 1 FROM session o WHERE o.channel_id = t.id AND o.id <> s.id)";
        let row =
            self.read.query_one_raw(self.sql(sql, [run.channel_id.clone().into(), run.session_id.into()]));
        let read = |row: QueryResult| {
            let copied: Option<String> = row.try_get("", "copied")?;
            Ok::<_, sea_orm::DbErr>(Beginning { parent: row.try_get("", "id")?, is_copy: copied.is_some() })
        };
        Ok(row.await?.map(read).transpose()?)
    }

    /// The last messages of a new thread's channel, oldest first. A copy of its conversation knows them up to what was
    /// asked last; then only what people said since.
    async fn said_above(
        &self,
        run: &Run,
        beginning: &Beginning,
        until: MessageId,
        limit: u64,
    ) -> Result<Vec<Message>> {
        let mut select = Entity::find()
            .filter(Column::ChannelId.eq(beginning.parent.clone()))
            .filter(Column::Id.lt(until))
            .order_by_desc(Column::Id)
            .limit(limit);
        if beginning.is_copy {
            let since = self.last_asked(run, &beginning.parent, None).await?;
            select = select.filter(Column::Id.gt(since)).filter(among_people());
        }
        let mut rows = select.all(&self.read).await?;
        rows.reverse();
        Ok(rows)
    }

    /// The message that a run's thread hangs on, if it is known. A thread is called by it: on Slack after its channel.
    async fn root_of(&self, run: &Run, parent: &ChannelId) -> Result<Option<Message>> {
        let Some(root) = run.channel_id.as_str().rsplit(':').next() else { return Ok(None) };
        Ok(Entity::find()
            .filter(Column::ChannelId.eq(parent.clone()))
            .filter(Column::ExternalId.eq(root))
            .one(&self.read)
            .await?)
    }

    /// What people said among themselves in a run's channel since its conversation was asked the last time; oldest
    /// first, the last ones of more than `limit`. What agents and loop itself say is not told.
    pub async fn said_since_asked(&self, run: &Run, limit: u64) -> Result<Vec<Message>> {
        let Some(asked) = self.asking_message(run).await? else { return Ok(Vec::new()) };
        let since = self.last_asked(run, &run.channel_id, run.session_id).await?;
        let mut rows = Entity::find()
            .filter(Column::ChannelId.eq(run.channel_id.clone()))
            .filter(Column::Id.gt(since))
            .filter(Column::Id.lt(asked.id))
            .filter(among_people())
            .order_by_desc(Column::Id)
            .limit(limit)
            .all(&self.read)
            .await?;
        rows.reverse();
        Ok(in_order_said(rows))
    }

    /// The message that asked for the last run of a channel before this one that went well, in that conversation or in
    /// any; the beginning of time if there was none.
    async fn last_asked(
        &self,
        run: &Run,
        channel: &ChannelId,
        session: Option<SessionId>,
    ) -> Result<MessageId> {
        // What scheduled runs are told is their task alone.
        let mut select = run::Entity::find()
            .filter(run::Column::ChannelId.eq(channel.clone()))
            .filter(run::Column::Status.eq(RunStatus::Succeeded))
            .filter(run::Column::TaskId.is_null())
            .filter(run::Column::Id.lt(run.id));
        if let Some(session) = session {
            select = select.filter(run::Column::SessionId.eq(session));
        }
        let before = select.order_by_desc(run::Column::Id).one(&self.read).await?;
        Ok(match before {
            Some(before) => self.asking_message(&before).await?.map_or(MessageId(0), |message| message.id),
            None => MessageId(0),
        })
    }
}

/// The last messages of a channel with the one that a thread hangs on, once, if it is known: at most `limit`.
fn with_root(mut told: Vec<Message>, root: Option<Message>, limit: u64) -> Vec<Message> {
    let Some(root) = root.filter(|root| told.iter().all(|message| message.id != root.id)) else {
        return told;
    };
    if told.len() as u64 >= limit && !told.is_empty() {
        told.remove(0);
    }
    let at = told.iter().position(|message| message.id > root.id).unwrap_or(told.len());
    told.insert(at, root);
    told
}

/// Messages in the order in which they were said: one that became known late goes before those that were said after it.
fn in_order_said(known: Vec<Message>) -> Vec<Message> {
    let when = |message: &Message| message.external_id.as_deref().and_then(when_said);
    let mut told: Vec<Message> = Vec::with_capacity(known.len());
    for message in known {
        let said = when(&message);
        let later = |other: &Message| said.is_some() && when(other) > said;
        let at = told.iter().position(later).unwrap_or(told.len());
        told.insert(at, message);
    }
    told
}
