//! Channels and threads as people and agents handle them: found, made, opened, deleted, and closed to others' agents.

use std::time::Duration;

use super::caller::{Agent, Caller};
use super::intake::{MAX_NAME_CHARS, SayRequest, clean_text, random_letters};
use super::{Engine, Error, Result};
use crate::chat::{Chat, Error as ChatError, NewThread, mention};
use crate::model::{Channel, ChannelId, Message, Platform, Role, RunStatus, SubjectKind};
use crate::store::{self, NewChannel, PageQuery, RequestKey, RunFilter};

/// How long a platform is waited for while channels are searched; then those are answered that are known.
const SEARCH_WITHIN: Duration = Duration::from_secs(2);

/// People brought into a new channel, at most.
const INVITED: usize = 20;

/// A thread somebody wants.
#[derive(Clone, Debug)]
pub struct CreateThread {
    /// The channel, or a thread of it.
    pub channel_id: ChannelId,
    /// Its title.
    pub name: String,
    /// What is said in it first; if it mentions loop, it causes a run there.
    pub message: Option<String>,
    /// Who wants it.
    pub caller: Caller,
    /// The client's key for the request.
    pub key: Option<RequestKey>,
}

impl Engine {
    /// Has the platforms say which channels they have of that name, so that the store knows them all. One that does
    /// not answer in time is left out.
    pub async fn learn_channels(&self, query: &str) -> Result<()> {
        for (platform, chat) in &self.chats {
            let found = match tokio::time::timeout(SEARCH_WITHIN, chat.find_channels(query)).await {
                Ok(Ok(found)) => found,
                Ok(Err(error)) => {
                    tracing::warn!(platform = platform.as_str(), %error, "failed to search for channels");
                    continue;
                }
                Err(_) => continue,
            };
            for channel in found {
                let id = ChannelId(channel.id);
                self.store.learn_channel((&id, *platform), &channel.name, self.now()).await?;
            }
        }
        Ok(())
    }

    /// The channel of that name; made if there is none yet: on the platform of the agent that asks, else on `local`
    /// if that is configured.
    pub async fn create_channel(&self, name: &str, caller: &Caller) -> Result<(Channel, bool)> {
        let name = checked_name(name)?;
        self.check_room()?;
        let platform = match caller.channel() {
            Some(own) => self.known_channel(own).await?.platform,
            None => self.usual_platform(),
        };
        if let Some(known) = self.store.find_channel_by_name(platform, &name).await?
            && known.active
        {
            self.store.use_channel(&known.id).await?;
            return Ok((known, false));
        }
        // From the count to the channel one after the other, so that what is counted is what there is.
        let _turn = self.live.making.of(platform).lock().await;
        self.may_make(caller).await?;
        let chat = self.chat(platform)?;
        let made = chat.create_channel(&name, &random_letters(12)?).await.map_err(trouble)?;
        let made = match made {
            Some(made) => {
                self.invite(chat, &made.id, (platform, caller)).await;
                made
            }
            None => chat.join_channel(&name).await.map_err(trouble)?,
        };
        let made_by = caller.channel().cloned();
        let new = NewChannel { id: ChannelId(made.id), platform, name: made.name, dir: None, made_by };
        let (channel, is_new) = self.store.ensure_channel(new, self.now()).await?;
        if !channel.used {
            self.store.use_channel(&channel.id).await?;
        }
        Ok((channel, is_new))
    }

    /// Brings whoever had a channel made into it; for a program, the owners of all channels. The channel is there in any
    /// case.
    pub(super) async fn invite(
        &self,
        chat: &dyn Chat,
        channel: &str,
        (platform, caller): (Platform, &Caller),
    ) {
        let people = match caller {
            Caller::Agent(agent) => self.people_behind(agent, platform).await,
            Caller::Person { .. } => self.owners_of_all(platform).await,
        };
        let people: Vec<String> = people.unwrap_or_else(|error| {
            tracing::warn!(channel, %error, "nobody is brought into a new channel");
            Vec::new()
        });
        for person in people.iter().filter(|person| platform.is_id(person)).take(INVITED) {
            if let Err(error) = chat.invite(channel, person).await {
                tracing::warn!(channel, person, %error, "somebody could not be brought into a new channel");
            }
        }
    }

    /// The id of the person behind an agent's request; for a schedule's, those of the owners.
    async fn people_behind(&self, agent: &Agent, platform: Platform) -> Result<Vec<String>> {
        let standing = self.standing(agent).await?;
        match standing.chain.last().filter(|first| platform.is_id(&first.author_id)) {
            Some(first) => Ok(vec![first.author_id.clone()]),
            None => self.owners_of_all(platform).await,
        }
    }

    /// Ids of the people who own loop in all channels of a platform.
    async fn owners_of_all(&self, platform: Platform) -> Result<Vec<String>> {
        let given = self.store.list_grants(platform).await?.into_iter().filter(|grant| {
            grant.channel_id.0.is_empty() && grant.kind == SubjectKind::User && grant.role == Role::Owner
        });
        let configured = self.config.permissions.owners.users.iter().cloned();
        let mut ids: Vec<String> = configured.chain(given.map(|grant| grant.subject)).collect();
        ids.sort();
        ids.dedup();
        Ok(ids)
    }

    /// Opens a thread, and says something in it if asked to. The flag tells whether it is a new one.
    pub async fn create_thread(&self, request: CreateThread) -> Result<(Channel, Option<Message>, bool)> {
        let title = checked_name(&request.name)?;
        let text = request.message.as_deref().map(|text| clean_text("message", text)).transpose()?;
        let parent = self.active_channel(&request.channel_id).await?;
        let root = self.root_of(&parent).await?;
        let known = match &request.key {
            Some(key) => self.store.channel_of_key(key).await?,
            None => None,
        };
        let is_new = known.is_none();
        let thread = match known {
            Some(thread) => thread,
            None => self.open_thread(&request, &root, &title, text.as_deref()).await?,
        };
        let Some(text) = text else { return Ok((thread, None, is_new)) };
        // The same message for the same key, also when only the thread was there before.
        let key =
            request.key.map(|key| RequestKey { id: format!("{}/message", key.id), body_hash: key.body_hash });
        let (channel_id, files) = (thread.id.clone(), Vec::new());
        let say = SayRequest { channel_id, text, files, caller: request.caller, key };
        let (message, _) = self.say(say).await?;
        Ok((thread, Some(message), is_new))
    }

    async fn open_thread(
        &self,
        request: &CreateThread,
        root: &Channel,
        title: &str,
        text: Option<&str>,
    ) -> Result<Channel> {
        self.check_room()?;
        let chat = self.chat(root.platform)?;
        let _turn = self.live.making.of(root.platform).lock().await;
        self.may_make(&request.caller).await?;
        if let (Some(text), Caller::Agent(agent)) = (text, &request.caller)
            && mention::addressed(text, &chat.name()).is_some()
        {
            self.may_delegate_to_thread(agent, root).await?;
        }
        let opening =
            NewThread { key: random_letters(12)?, channel: root.id.to_string(), title: title.to_owned() };
        let id = ChannelId(chat.open_thread(&opening).await.map_err(trouble)?);
        let made_by = request.caller.channel().cloned();
        let new = store::NewThread { id: id.clone(), parent: root, title, made_by };
        match self.store.add_thread(new, request.key.as_ref(), self.now()).await {
            // The same key in the same moment: that one counts.
            Err(store::Error::Exists(error)) => {
                if let Err(error) = chat.delete_thread(id.as_str()).await {
                    tracing::warn!(thread = %id, %error, "failed to delete a thread that was opened twice");
                }
                let known = match &request.key {
                    Some(key) => self.store.channel_of_key(key).await?,
                    None => None,
                };
                known.ok_or_else(|| Error::Internal(error.into()))
            }
            added => Ok(added?),
        }
    }

    /// Deletes a thread. Runs in it that wait are cancelled, one at work is stopped; its tasks pause. One that is gone
    /// already is gone. An agent may delete threads of its channel and those that it made, but not the one it works in.
    pub async fn delete_thread(&self, id: &ChannelId, caller: &Caller) -> Result<()> {
        let unknown = || Error::NotFound(format!("there is no thread {id}"));
        let thread = self.store.find_channel(id).await?.filter(|channel| channel.parent_id.is_some());
        let thread = thread.ok_or_else(unknown)?;
        if let Some(own) = caller.channel() {
            if own == id {
                let text = "you work in this thread; your answer would have nowhere to go";
                return Err(Error::Conflict(text.to_owned()));
            }
            if thread.parent_id.as_ref() != Some(own) && thread.made_by.as_ref() != Some(own) {
                return Err(unknown());
            }
        }
        // First nobody can ask anything there any more; whatever fails after that is done when it is asked for again.
        self.channel_is_gone(id).await?;
        for status in [RunStatus::Queued, RunStatus::Starting, RunStatus::Running] {
            let filter = RunFilter { channel_id: Some(id.clone()), status: Some(status) };
            let mut after = None;
            loop {
                let open = self.store.list_runs(filter.clone(), PageQuery { limit: 200, after }).await?;
                for run in open.items {
                    self.stop_run(run.id).await?;
                }
                after = open.next;
                if after.is_none() {
                    break;
                }
            }
        }
        self.chat(thread.platform)?.delete_thread(id.as_str()).await.map_err(trouble)
    }

    /// Where channels are made of which nobody says where: on `local` if that is configured.
    fn usual_platform(&self) -> Platform {
        let configured = || self.config.platforms.first().copied();
        let usual = self.chats.contains_key(&Platform::Local).then_some(Platform::Local);
        usual.or_else(configured).unwrap_or(Platform::Local)
    }

    pub(super) fn chat(&self, platform: Platform) -> Result<&dyn Chat> {
        let chat = self.chats.get(&platform);
        chat.map(|chat| &**chat).ok_or_else(|| {
            Error::Conflict(format!(
                "the platform {} is not configured; name one that is, or add it to `platform` in loopd's configuration",
                platform.as_str()
            ))
        })
    }
}

fn checked_name(name: &str) -> Result<String> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > MAX_NAME_CHARS || name.chars().any(char::is_control) {
        let text = format!("a name has 1 to {MAX_NAME_CHARS} characters and none that control a terminal");
        return Err(Error::invalid("name", text));
    }
    Ok(name.to_owned())
}

/// What a platform had against it.
pub(super) fn trouble(error: ChatError) -> Error {
    match error {
        ChatError::Never(reason) => Error::Conflict(format!("the platform refused: {reason}")),
        ChatError::Later { reason, after_ms } => {
            let retry_after_sec = after_ms.and_then(|ms| u32::try_from(ms / 1000 + 1).ok()).unwrap_or(5);
            Error::Unavailable {
                message: format!("the platform does not take it: {reason}"),
                retry_after_sec,
            }
        }
    }
}
