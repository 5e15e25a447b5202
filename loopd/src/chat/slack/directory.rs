//! Names, groups and threads that have been looked up, so that they need not be again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::{BoxFuture, Shared, join_all};
use tokio::time::{Instant, timeout};
use tokio_util::task::TaskTracker;

use super::events::{Known, Wanted};
use super::limits;
use super::render::People;
use super::timings::Timings;
use super::web::{Failure, Web};
use super::wire::{Channel, Channels, Group, Groups, Me, Messages, OneChannel, OneUser, next};
use crate::chat::inbound::NotTaken;

/// What has been looked up.
#[derive(Default)]
pub(super) struct Directory {
    known: Arc<Mutex<Looked>>,
    /// Looks things up on behalf of whoever cannot wait for it.
    tasks: TaskTracker,
}

/// Groups that are being asked for.
type Asking = Shared<BoxFuture<'static, Result<Vec<Group>, Failure>>>;

#[derive(Default)]
struct Looked {
    /// Names of people and channels, by id.
    names: HashMap<String, String>,
    /// When a name could not be had, by id.
    nameless: HashMap<String, Instant>,
    /// Ids of people, by name in lower case.
    people: People,
    /// Whether loop began a thread, by `channel:first message`.
    threads: HashMap<String, bool>,
    groups: Option<(Instant, Vec<Group>)>,
    asking: Option<Asking>,
    channels: Option<(Instant, Vec<Channel>)>,
}

/// How long groups are believed while Slack does not tell them.
const STALE: Duration = Duration::from_secs(600);

impl Directory {
    fn lock(&self) -> MutexGuard<'_, Looked> {
        locked(&self.known)
    }

    /// The people who may be mentioned by name, loop included.
    pub fn people(&self, me: Option<&Me>) -> People {
        let mut people = self.lock().people.clone();
        people.extend(me.map(|me| (me.name.to_lowercase(), me.user_id.clone())));
        people
    }

    /// A channel has another name.
    pub fn renamed(&self, channel: &str, name: &str) {
        self.lock().names.insert(channel.to_owned(), name.to_owned());
    }

    /// Loop has begun a thread.
    pub fn began(&self, place: &str) {
        remember(&mut self.lock().threads, place.to_owned(), true);
    }

    /// Looks up what is wanted and not known, for at most as long as an event may wait; names that are not found by then
    /// are left out.
    ///
    /// # Errors
    /// If it cannot be known whether loop began the thread: then nobody knows whether it is meant.
    pub async fn learn(
        &self,
        web: &Web,
        wanted: &Wanted,
        me: &Me,
        timings: &Timings,
    ) -> Result<Known, NotTaken> {
        let missing: Vec<String> = {
            let looked = self.lock();
            let was_asked =
                |id: &String| looked.nameless.get(id).is_some_and(|at| at.elapsed() < timings.lists);
            let unknown = wanted.ids.iter().filter(|id| !looked.names.contains_key(*id));
            unknown.filter(|id| !was_asked(id)).cloned().collect()
        };
        let names = join_all(missing.iter().map(|id| async {
            if !matches!(timeout(timings.names, self.name(web, id)).await, Ok(true)) {
                remember(&mut self.lock().nameless, id.clone(), Instant::now());
            }
        }));
        let thread = async {
            match &wanted.thread {
                Some((channel, root)) => self.is_ours(web, channel, root, me).await,
                None => Ok(false),
            }
        };
        let is_ours = tokio::join!(names, timeout(timings.names, thread)).1;
        let is_ours = is_ours.unwrap_or_else(|_| Err(Failure::Unknown("it took too long".to_owned())));
        let is_ours = is_ours.map_err(|failure| {
            let reason = crate::chat::Error::from(failure);
            NotTaken(format!("a thread on Slack could not be looked up: {reason}"))
        })?;
        let looked = self.lock();
        let names = wanted.ids.iter().filter_map(|id| Some((id.clone(), looked.names.get(id)?.clone())));
        Ok(Known { names: names.collect(), is_ours })
    }

    /// Asks for one name, and keeps it; false if it cannot be had.
    async fn name(&self, web: &Web, id: &str) -> bool {
        let name = match id.chars().next() {
            Some('U' | 'W') => {
                let told = web.read::<OneUser>("users.info", &[("user", id.to_owned())]).await;
                told.map(|told| told.user.shown())
            }
            Some('C' | 'G') => {
                let told = web.read::<OneChannel>("conversations.info", &[("channel", id.to_owned())]).await;
                told.map(|told| told.channel.name)
            }
            _ => return false,
        };
        match name {
            Ok(name) if !name.is_empty() => {
                let mut looked = self.lock();
                if id.starts_with(['U', 'W']) {
                    remember(&mut looked.people, name.to_lowercase(), id.to_owned());
                }
                remember(&mut looked.names, id.to_owned(), name);
                return true;
            }
            Ok(_) => {}
            Err(failure) => tracing::debug!(id, ?failure, "a name on Slack could not be looked up"),
        }
        false
    }

    /// Whether a thread's first message is loop's.
    async fn is_ours(&self, web: &Web, channel: &str, root: &str, me: &Me) -> Result<bool, Failure> {
        let place = format!("{channel}:{root}");
        if let Some(is_ours) = self.lock().threads.get(&place) {
            return Ok(*is_ours);
        }
        // A thread's history always begins with its first message.
        let args = [("channel", channel.to_owned()), ("ts", root.to_owned()), ("limit", "1".to_owned())];
        match web.read::<Messages>("conversations.replies", &args).await {
            Ok(page) => {
                let is_ours = page
                    .messages
                    .first()
                    .is_some_and(|first| first.ts == root && first.user.as_ref() == Some(&me.user_id));
                remember(&mut self.lock().threads, place, is_ours);
                Ok(is_ours)
            }
            // It will not be told the next time either.
            Err(failure @ Failure::Refused(_)) if failure.is_closed() || !failure.is_tokens() => {
                tracing::warn!(place, ?failure, "a thread on Slack may not be looked up");
                Ok(false)
            }
            Err(failure) => Err(failure),
        }
    }

    /// The groups that there are. Nobody waits longer for them than an event may; what is asked goes on nevertheless, and
    /// whoever comes next has the answer.
    pub async fn groups(&self, web: &Web, timings: &Timings) -> Result<Vec<Group>, Failure> {
        let asking = {
            let mut looked = self.lock();
            if let Some((at, groups)) = &looked.groups
                && at.elapsed() < timings.lists
            {
                return Ok(groups.clone());
            }
            looked.asking.get_or_insert_with(|| self.ask_for_groups(web)).clone()
        };
        let told = timeout(timings.names, asking).await;
        told.unwrap_or_else(|_| match &self.lock().groups {
            // Better what was so a moment ago than nothing.
            Some((at, groups)) if at.elapsed() < STALE => Ok(groups.clone()),
            _ => Err(Failure::Unknown("Slack has not told yet which groups there are".to_owned())),
        })
    }

    fn ask_for_groups(&self, web: &Web) -> Asking {
        let (web, known) = (web.clone(), Arc::clone(&self.known));
        let asking = async move {
            let args = [("include_users", "true".to_owned())];
            let told = web.read::<Groups>("usergroups.list", &args).await.map(|told| told.usergroups);
            let mut looked = locked(&known);
            looked.asking = None;
            if let Ok(groups) = &told {
                looked.groups = Some((Instant::now(), groups.clone()));
            }
            told
        };
        let asking = asking.boxed().shared();
        self.tasks.spawn(asking.clone());
        asking
    }

    /// The channels that loop may see, archived ones included; `fresh` = asked for now.
    pub async fn channels(&self, web: &Web, timings: &Timings, fresh: bool) -> Result<Vec<Channel>, Failure> {
        if let Some((at, channels)) = &self.lock().channels
            && !fresh
            && at.elapsed() < timings.lists
        {
            return Ok(channels.clone());
        }
        let mut channels = Vec::new();
        let mut cursor = None;
        for _ in 0..limits::PAGES {
            let mut args =
                vec![("types", "public_channel,private_channel".to_owned()), ("limit", "1000".to_owned())];
            args.extend(cursor.map(|cursor| ("cursor", cursor)));
            let page = web.read::<Channels>("conversations.list", &args).await?;
            channels.extend(page.channels);
            cursor = next(page.response_metadata);
            if cursor.is_none() {
                break;
            }
        }
        self.lock().channels = Some((Instant::now(), channels.clone()));
        Ok(channels)
    }
}

fn locked(known: &Mutex<Looked>) -> MutexGuard<'_, Looked> {
    known.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Keeps an entry; where there are too many, it begins anew, which costs a few more questions.
fn remember<V>(entries: &mut HashMap<String, V>, key: String, value: V) {
    if entries.len() >= limits::REMEMBERED {
        entries.clear();
    }
    entries.insert(key, value);
}
