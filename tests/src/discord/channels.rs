//! Channels and threads: looked at, made, changed, deleted.

use serde_json::{Value, json};

use super::routes::{Answer, Refusal, Request, refuse};
use super::world::{BOT_USER, Channel, DIRECT, GUILD, Message, TEXT, THREAD};
use super::{Inner, State, gateway, messages};

/// Characters of a name.
const NAME: usize = 100;
/// How long a thread may rest before it is put away, in minutes.
const RESTS: [u64; 4] = [60, 1440, 4320, 10080];

/// The server that a channel belongs to.
pub(super) fn guild_of(inner: &Inner, channel: &str) -> Option<&'static str> {
    inner.world.channels.get(channel).filter(|channel| channel.kind != DIRECT).map(|channel| channel.guild)
}

/// Whether a channel can be reached. One that there never was is a mistake.
pub(super) fn reach(inner: &mut Inner, request: &Request<'_>, id: &str) -> Result<(), Refusal> {
    match inner.world.channels.get(id) {
        None => {
            inner.violation(format!("{}: there is no channel {id}", request.route));
            Err(refuse(404, 10003, "Unknown Channel"))
        }
        Some(channel) if channel.is_deleted => Err(refuse(404, 10003, "Unknown Channel")),
        Some(channel) if !channel.is_visible => Err(refuse(403, 50001, "Missing Access")),
        Some(channel) if channel.kind != DIRECT && !inner.world.is_member => {
            Err(refuse(403, 50001, "Missing Access"))
        }
        Some(_) => Ok(()),
    }
}

pub(super) fn call(
    inner: &mut Inner,
    state: &State,
    request: &Request<'_>,
    id: &str,
    rest: &[&str],
) -> Answer {
    reach(inner, request, id)?;
    match (request.method, rest) {
        ("GET", []) => Ok((200, tell(inner, id))),
        ("PATCH", []) => change(inner, state, request, id),
        ("DELETE", []) => {
            delete(inner, state, id);
            Ok((200, tell(inner, id)))
        }
        ("POST", ["typing"]) => {
            if let Some(channel) = inner.world.channels.get_mut(id) {
                channel.typing += 1;
            }
            Ok((204, Value::Null))
        }
        ("PUT", ["thread-members", "@me"]) => {
            match inner.world.channels.get_mut(id).filter(|channel| channel.is_thread()) {
                Some(thread) => thread.is_joined = true,
                None => inner.violation(format!("{}: {id} is no thread", request.route)),
            }
            Ok((204, Value::Null))
        }
        ("POST", ["threads"]) => open(inner, state, request, id, None),
        ("POST", ["messages", message, "threads"]) => open(inner, state, request, id, Some(message)),
        _ => {
            inner.violation(format!("there is no `{} {}`", request.method, request.path.join("/")));
            Err(refuse(404, 0, "404: Not Found"))
        }
    }
}

pub(super) fn tell(inner: &Inner, id: &str) -> Value {
    inner.world.channels.get(id).map_or(Value::Null, |channel| inner.world.tell_channel(channel))
}

/// Makes a channel of the server.
pub(super) fn create(inner: &mut Inner, state: &State, request: &Request<'_>) -> Answer {
    let name = name(inner, request)?;
    let id = inner.world.next();
    let made = name.to_lowercase().replace(' ', "-");
    inner.world.channels.insert(id.clone(), Channel::new(&id, &made, TEXT));
    let told = tell(inner, &id);
    gateway::dispatch(inner, state, "CHANNEL_CREATE", &told);
    Ok((201, told))
}

fn name(inner: &mut Inner, request: &Request<'_>) -> Result<String, Refusal> {
    let name = request.body["name"].as_str().unwrap_or_default().to_owned();
    if name.trim().is_empty() || name.chars().count() > NAME {
        inner.violation(format!("{}: a name of {} characters", request.route, name.chars().count()));
        return Err(refuse(400, 50035, "Invalid Form Body"));
    }
    Ok(name)
}

fn open(
    inner: &mut Inner,
    state: &State,
    request: &Request<'_>,
    parent: &str,
    first: Option<&str>,
) -> Answer {
    let name = name(inner, request)?;
    if inner.world.channels.get(parent).is_none_or(|parent| parent.kind != TEXT) {
        inner.violation(format!("{}: there can be no thread", request.route));
        return Err(refuse(400, 50024, "Cannot execute action on this channel type"));
    }
    let rest = request.body["auto_archive_duration"].as_u64().unwrap_or(1440);
    if !RESTS.contains(&rest) {
        inner.violation(format!("{}: a thread that rests after {rest} minutes", request.route));
    }
    let id = match first {
        Some(first) => {
            messages::known(inner, parent, first)?;
            if inner.world.channels.contains_key(first) {
                return Err(refuse(400, 160_004, "A thread has already been created for this message"));
            }
            first.to_owned()
        }
        None => inner.world.next(),
    };
    thread(inner, state, &id, (parent, BOT_USER), &name);
    Ok((201, tell(inner, &id)))
}

/// A thread is begun.
pub(super) fn thread(inner: &mut Inner, state: &State, id: &str, (parent, owner): (&str, &str), name: &str) {
    let guild = guild_of(inner, parent).unwrap_or(GUILD);
    let thread = Channel {
        guild,
        parent: Some(parent.to_owned()),
        owner: owner.to_owned(),
        is_joined: owner == BOT_USER,
        ..Channel::new(id, name, THREAD)
    };
    inner.world.channels.insert(id.to_owned(), thread);
    let mut told = tell(inner, id);
    told["newly_created"] = true.into();
    gateway::dispatch(inner, state, "THREAD_CREATE", &told);
    if inner.world.message(parent, id).is_some() {
        // What stands at the beginning of the thread: the platform's own note, without a text.
        let note = Message {
            id: inner.world.next(),
            author: owner.to_owned(),
            kind: 21,
            answers: None,
            ..Message::default()
        };
        messages::said(inner, state, id, &note);
    }
}

fn change(inner: &mut Inner, state: &State, request: &Request<'_>, id: &str) -> Answer {
    if request.body.get("name").is_some() {
        let name = name(inner, request)?;
        if let Some(channel) = inner.world.channels.get_mut(id) {
            channel.name = name;
        }
    }
    if let Some(archived) = request.body["archived"].as_bool()
        && let Some(channel) = inner.world.channels.get_mut(id)
    {
        channel.is_archived = archived;
    }
    updated(inner, state, id);
    Ok((200, tell(inner, id)))
}

/// A channel or thread is told anew.
pub(super) fn updated(inner: &mut Inner, state: &State, id: &str) {
    let told = tell(inner, id);
    let is_thread = inner.world.channels.get(id).is_some_and(Channel::is_thread);
    gateway::dispatch(inner, state, if is_thread { "THREAD_UPDATE" } else { "CHANNEL_UPDATE" }, &told);
}

/// A channel or thread is deleted; its messages go with it.
pub(super) fn delete(inner: &mut Inner, state: &State, id: &str) {
    let Some(channel) = inner.world.channels.get_mut(id) else { return };
    channel.is_deleted = true;
    let told = if channel.is_thread() {
        json!({ "id": id, "guild_id": channel.guild, "parent_id": channel.parent, "type": channel.kind })
    } else {
        let channel = channel.clone();
        inner.world.tell_channel(&channel)
    };
    let is_thread = inner.world.channels.get(id).is_some_and(Channel::is_thread);
    gateway::dispatch(inner, state, if is_thread { "THREAD_DELETE" } else { "CHANNEL_DELETE" }, &told);
}
