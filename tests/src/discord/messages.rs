//! Messages said, changed and taken away.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tokio::time::Instant;

use super::routes::{Answer, Refusal, Request, refuse};
use super::world::{BOT_USER, File, Message};
use super::{Inner, State, channels, check, gateway};

/// Messages of a page.
const PAGE: usize = 100;
/// Bytes of a file.
const FILE: usize = 10 * 1024 * 1024;
/// Bits of a message that a bot may set: no previews, no notification.
const FLAGS: u64 = (1 << 2) | (1 << 12);

pub(super) fn call(
    inner: &mut Inner,
    state: &State,
    request: &Request<'_>,
    channel: &str,
    rest: &[&str],
) -> Answer {
    channels::reach(inner, request, channel)?;
    match (request.method, rest) {
        ("GET", []) => Ok((200, history(inner, request, channel))),
        ("POST", []) => post(inner, state, request, channel),
        ("GET", [id]) => {
            let message = known(inner, channel, id)?;
            Ok((200, inner.world.tell(channel, &message)))
        }
        ("PATCH", [id]) => change(inner, state, request, channel, id),
        ("DELETE", [id]) => {
            known(inner, channel, id)?;
            if let Some(message) = inner.world.message_mut(channel, id) {
                message.is_deleted = true;
            }
            let told =
                json!({ "id": id, "channel_id": channel, "guild_id": channels::guild_of(inner, channel) });
            gateway::dispatch(inner, state, "MESSAGE_DELETE", &told);
            Ok((204, Value::Null))
        }
        ("PUT", [id, "reactions", emoji, "@me"]) => {
            known(inner, channel, id)?;
            if let Some(message) = inner.world.message_mut(channel, id) {
                message.reactions.push((BOT_USER.to_owned(), (*emoji).to_owned()));
            }
            Ok((204, Value::Null))
        }
        ("DELETE", [id, "reactions", ..]) => known(inner, channel, id).map(|_| (204, Value::Null)),
        _ => {
            inner.violation(format!("there is no `{} {}`", request.method, request.path.join("/")));
            Err(refuse(404, 0, "404: Not Found"))
        }
    }
}

/// A message, if it is there and not deleted.
pub(super) fn known(inner: &Inner, channel: &str, id: &str) -> Result<Message, Refusal> {
    let message = inner.world.message(channel, id).filter(|message| !message.is_deleted);
    message.cloned().ok_or_else(|| refuse(404, 10008, "Unknown Message"))
}

/// Messages, newest first; those behind `after` are the next ones behind it.
fn history(inner: &mut Inner, request: &Request<'_>, channel: &str) -> Value {
    let number = |name: &str| request.asked(name).and_then(|value| value.parse::<u64>().ok());
    let limit = number("limit").unwrap_or(50) as usize;
    if limit == 0 || limit > PAGE {
        inner.violation(format!("{}: a page of {limit}", request.route));
    }
    let (after, before) = (number("after"), number("before"));
    let Some(channel) = inner.world.channels.get(channel) else { return json!([]) };
    let of = |message: &&Message| message.id.parse::<u64>().unwrap_or_default();
    let all = channel.messages.iter().filter(|message| {
        !message.is_deleted
            && after.is_none_or(|after| of(message) > after)
            && before.is_none_or(|before| of(message) < before)
    });
    let all: Vec<&Message> = all.collect();
    let page =
        if after.is_some() { &all[..all.len().min(limit)] } else { &all[all.len().saturating_sub(limit)..] };
    page.iter().rev().map(|message| inner.world.tell(&channel.id, message)).collect()
}

fn post(inner: &mut Inner, state: &State, request: &Request<'_>, channel: &str) -> Answer {
    let body = request.body;
    if inner.world.channels.get(channel).is_some_and(|channel| !channel.is_writable) {
        return Err(refuse(403, 50013, "Missing Permissions"));
    }
    if request.files.iter().any(|(_, content)| content.len() > FILE) {
        return Err(refuse(413, 40005, "Request entity too large"));
    }
    check::message(inner, request.route, body, !request.files.is_empty())
        .map_err(|wrong| refuse(400, 50035, &format!("Invalid Form Body: {wrong}")))?;
    let flags = body["flags"].as_u64().unwrap_or_default();
    if flags & !FLAGS != 0 {
        inner.violation(format!("{}: flags {flags}", request.route));
    }
    let nonce = body["nonce"].clone();
    let now = Instant::now();
    inner.nonces.retain(|_, (_, _, since)| now.duration_since(*since) < state.clock.nonce);
    if body["enforce_nonce"] == true
        && let Some((channel, id, _)) = inner.nonces.get(&nonce.to_string()).cloned()
        && let Some(message) = inner.world.message(&channel, &id)
    {
        let mut told = inner.world.tell(&channel, message);
        told["nonce"] = nonce;
        return Ok((200, told));
    }
    let content = body["content"].as_str().unwrap_or_default().to_owned();
    let answers = body["message_reference"]["message_id"].as_str().map(str::to_owned);
    let files = request.files.iter().map(|(name, content)| {
        let id = inner.world.next();
        // Discord leaves no spaces in names.
        File { id, name: name.replace(' ', "_"), content: content.to_vec() }
    });
    let files = files.collect();
    let message = Message {
        id: inner.world.next(),
        author: BOT_USER.to_owned(),
        called: called(inner, &content, &body["allowed_mentions"]),
        content,
        kind: if answers.is_some() { 19 } else { 0 },
        answers,
        nonce: nonce.clone(),
        components: body.get("components").cloned().unwrap_or_default(),
        flags,
        files,
        ..Message::default()
    };
    if !nonce.is_null() {
        inner.nonces.insert(nonce.to_string(), (channel.to_owned(), message.id.clone(), now));
    }
    let told = said(inner, state, channel, &message);
    Ok((200, told))
}

/// Keeps a message and tells it to everybody.
pub(super) fn said(inner: &mut Inner, state: &State, channel: &str, message: &Message) -> Value {
    let nonce = message.nonce.clone();
    let author = message.author.clone();
    let mut woken = None;
    if let Some(channel) = inner.world.channels.get_mut(channel) {
        channel.messages.push(message.clone());
        if std::mem::take(&mut channel.is_archived) {
            woken = Some(channel.clone());
        }
    }
    if let Some(woken) = woken {
        let told = inner.world.tell_channel(&woken);
        gateway::dispatch(inner, state, "THREAD_UPDATE", &told);
    }
    let told = inner.world.tell(channel, message);
    let mut event = told.clone();
    if let Some(guild) = channels::guild_of(inner, channel) {
        event["guild_id"] = guild.into();
        if !message.is_hook {
            event["member"] = inner.world.tell_member(&author, false);
        }
    }
    if !nonce.is_null() {
        event["nonce"] = nonce.clone();
    }
    gateway::dispatch(inner, state, "MESSAGE_CREATE", &event);
    let mut told = told;
    if !nonce.is_null() {
        told["nonce"] = nonce;
    }
    told
}

fn change(inner: &mut Inner, state: &State, request: &Request<'_>, channel: &str, id: &str) -> Answer {
    let before = known(inner, channel, id)?;
    if before.author != BOT_USER {
        return Err(refuse(403, 50005, "Cannot edit a message authored by another user"));
    }
    let body = request.body;
    let has_text = body.get("content").is_some();
    if has_text {
        check::message(inner, request.route, body, !before.files.is_empty())
            .map_err(|wrong| refuse(400, 50035, &format!("Invalid Form Body: {wrong}")))?;
    }
    if let Some(message) = inner.world.message_mut(channel, id) {
        message.edits.push(before.shown());
        if let Some(content) = body["content"].as_str() {
            message.content = content.to_owned();
        }
        if let Some(components) = body.get("components") {
            message.components = components.clone();
        }
        if let Some(flags) = body["flags"].as_u64() {
            message.flags = flags;
        }
    }
    let told = inner.world.tell(channel, &known(inner, channel, id)?);
    let mut event = told.clone();
    event["guild_id"] = channels::guild_of(inner, channel).into();
    gateway::dispatch(inner, state, "MESSAGE_UPDATE", &event);
    Ok((200, told))
}

/// Who is called by a text, as far as its sender allows it; whoever says nothing of that allows everything.
pub(super) fn called(inner: &Inner, content: &str, allowed: &Value) -> BTreeSet<String> {
    let all = |kind: &str| {
        allowed.is_null()
            || allowed["parse"].as_array().is_some_and(|kinds| kinds.iter().any(|it| it == kind))
    };
    let named = |kind: &str, id: &str| {
        all(kind) || allowed[kind].as_array().is_some_and(|ids| ids.iter().any(|it| it == id))
    };
    let mut called = BTreeSet::new();
    for person in inner.world.people.keys() {
        let is_there =
            content.contains(&format!("<@{person}>")) || content.contains(&format!("<@!{person}>"));
        if is_there && named("users", person) {
            called.insert(person.clone());
        }
    }
    for role in &inner.world.roles {
        if content.contains(&format!("<@&{}>", role.id)) && named("roles", &role.id) {
            called.insert(role.id.clone());
        }
    }
    if all("everyone") && (content.contains("@everyone") || content.contains("@here")) {
        called.insert("everyone".to_owned());
    }
    called
}
