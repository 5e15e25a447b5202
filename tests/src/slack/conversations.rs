//! `conversations.*`: channels and what was said in them.

use serde_json::{Value, json};

use super::Inner;
use super::methods::{Answer, Args, is_set, number, str_of};
use super::world::{BOT_USER, Channel, Message};

pub(super) fn call(inner: &mut Inner, method: &str, args: &Args) -> Answer {
    let id = str_of(args, "channel").to_owned();
    match method {
        "conversations.list" => Ok(list(inner, args)),
        "conversations.create" => create(inner, args),
        "conversations.open" => {
            let user = match args.get("users") {
                Some(Value::Array(users)) => {
                    users.first().and_then(Value::as_str).unwrap_or_default().to_owned()
                }
                _ => str_of(args, "users").to_owned(),
            };
            let id = inner.world.direct(&user);
            Ok(json!({ "channel": { "id": id } }))
        }
        "conversations.history" => {
            readable(inner, method, &id)?;
            Ok(history(inner, &id, args))
        }
        "conversations.replies" => {
            readable(inner, method, &id)?;
            replies(inner, &id, args)
        }
        "conversations.info" => {
            let channel = existing(inner, method, &id)?;
            Ok(json!({ "channel": tell(channel) }))
        }
        "conversations.members" => {
            existing(inner, method, &id)?;
            Ok(json!({ "members": inner.world.people.keys().collect::<Vec<_>>() }))
        }
        "conversations.join" => {
            existing(inner, method, &id)?;
            if let Some(channel) = inner.world.channels.get_mut(&id) {
                if channel.is_private {
                    return Err("method_not_supported_for_channel_type".to_owned());
                }
                if channel.is_archived {
                    return Err("is_archived".to_owned());
                }
                channel.is_member = true;
            }
            Ok(json!({ "channel": { "id": id } }))
        }
        "conversations.invite" => invite(inner, &id, str_of(args, "users")),
        "conversations.archive" => archive(inner, &id),
        "conversations.unarchive" => {
            existing(inner, method, &id)?;
            if let Some(channel) = inner.world.channels.get_mut(&id) {
                channel.is_archived = false;
            }
            Ok(json!({}))
        }
        _ => existing(inner, method, &id).map(|_| json!({})),
    }
}

/// The channel; one that there never was is a mistake.
fn existing<'a>(inner: &'a mut Inner, method: &str, id: &str) -> Result<&'a Channel, String> {
    if !inner.world.channels.contains_key(id) {
        inner.violation(format!("{method}: there is no channel {id}"));
    }
    let channel = inner.world.channels.get(id).filter(|channel| !channel.is_deleted);
    channel.ok_or_else(|| "channel_not_found".to_owned())
}

/// Whether loop may read what was said there.
fn readable(inner: &mut Inner, method: &str, id: &str) -> Result<(), String> {
    let channel = existing(inner, method, id)?;
    if channel.is_member { Ok(()) } else { Err("not_in_channel".to_owned()) }
}

fn tell(channel: &Channel) -> Value {
    json!({
        "id": channel.id, "name": channel.name, "created": 1_700_000_000, "is_archived": channel.is_archived,
        "is_private": channel.is_private, "is_member": channel.is_member, "is_channel": !channel.is_private,
        "is_im": channel.id.starts_with('D'), "name_normalized": channel.name,
    })
}

fn list(inner: &Inner, args: &Args) -> Value {
    let skips_archived = is_set(args, "exclude_archived");
    let kinds = str_of(args, "types");
    let channels = inner.world.channels.values().filter(|channel| {
        let is_asked = !channel.is_private || kinds.contains("private_channel");
        let is_seen = !channel.is_private || channel.is_member;
        let is_channel = !channel.id.starts_with('D') && !channel.is_deleted;
        is_channel && is_asked && is_seen && !(skips_archived && channel.is_archived)
    });
    let channels: Vec<Value> = channels.map(tell).collect();
    let (channels, next) = page(channels, args);
    json!({ "channels": channels, "response_metadata": { "next_cursor": next } })
}

/// The conversations that loop is in: public channels, unless other types are asked for. They are told in short.
pub(super) fn own(inner: &mut Inner, args: &Args) -> Value {
    if number(args, "limit").is_some_and(|limit| limit > 999) {
        inner.violation("users.conversations: a page of more than 999");
    }
    let skips_archived = is_set(args, "exclude_archived");
    let kinds = Some(str_of(args, "types")).filter(|kinds| !kinds.is_empty()).unwrap_or("public_channel");
    let kind = |channel: &Channel| match channel {
        direct if direct.id.starts_with('D') => "im",
        channel if channel.is_private => "private_channel",
        _ => "public_channel",
    };
    let channels = inner.world.channels.values().filter(|channel| {
        let is_asked = kinds.split(',').any(|asked| asked.trim() == kind(channel));
        is_asked && channel.is_member && !channel.is_deleted && !(skips_archived && channel.is_archived)
    });
    let short = |channel: &Channel| {
        let mut told = tell(channel);
        let left_out: &[&str] = match channel.id.starts_with('D') {
            true => &["is_member", "name", "name_normalized", "is_channel", "is_private"],
            false => &["is_member"],
        };
        for field in left_out {
            told.as_object_mut().map(|told| told.remove(*field));
        }
        told
    };
    let (channels, next) = page(channels.map(short).collect(), args);
    json!({ "channels": channels, "response_metadata": { "next_cursor": next } })
}

fn create(inner: &mut Inner, args: &Args) -> Answer {
    let name = str_of(args, "name").to_owned();
    let is_fine = |c: char| c.is_alphanumeric() && !c.is_uppercase() || matches!(c, '-' | '_');
    if name.is_empty() || name.chars().count() > 80 || !name.chars().all(is_fine) {
        inner.violation(format!("conversations.create: `{name}` is no name of a channel"));
        return Err("invalid_name_specials".to_owned());
    }
    let is_taken = inner.world.channels.values().any(|channel| channel.name == name && !channel.is_deleted);
    if is_taken {
        return Err("name_taken".to_owned());
    }
    let id = inner.world.channel(&name);
    Ok(json!({ "channel": { "id": id, "name": name, "created": 1_700_000_000 } }))
}

/// Puts a channel away, as only its members may.
fn archive(inner: &mut Inner, id: &str) -> Answer {
    let channel = existing(inner, "conversations.archive", id)?;
    let refusal = match channel {
        _ if id.starts_with('D') => "method_not_supported_for_channel_type",
        channel if channel.is_archived => "already_archived",
        channel if !channel.is_member => "not_in_channel",
        _ => {
            if let Some(channel) = inner.world.channels.get_mut(id) {
                channel.is_archived = true;
            }
            return Ok(json!({}));
        }
    };
    Err(refusal.to_owned())
}

/// What was said in a channel, newest first.
fn history(inner: &Inner, id: &str, args: &Args) -> Value {
    let messages =
        inner.world.channels.get(id).map(|channel| channel.messages.as_slice()).unwrap_or_default();
    let said = messages.iter().rev().filter(|message| !message.is_reply() && within(message, args));
    let said = said.map(|message| tell_root(inner, messages, message, args)).collect();
    let (said, next) = page(said, args);
    json!({ "messages": said, "has_more": !next.is_empty(), "response_metadata": { "next_cursor": next } })
}

/// What was said in a thread, oldest first.
fn replies(inner: &mut Inner, id: &str, args: &Args) -> Answer {
    let root = str_of(args, "ts");
    let messages = inner.world.channels.get(id).map(|channel| channel.messages.clone()).unwrap_or_default();
    let in_thread = |message: &&Message| {
        !message.is_deleted && (message.ts == root || message.thread_ts.as_deref() == Some(root))
    };
    let said: Vec<&Message> = messages.iter().filter(in_thread).collect();
    if said.is_empty() {
        if !messages.iter().any(|message| message.ts == root) {
            inner.violation(format!("conversations.replies: there is no thread {root} in {id}"));
        }
        return Err("thread_not_found".to_owned());
    }
    let said = said.into_iter().filter(|message| message.ts == root || within(message, args));
    let said = said.map(|message| tell_root(inner, &messages, message, args)).collect();
    let (said, next) = page(said, args);
    Ok(
        json!({ "messages": said, "has_more": !next.is_empty(), "response_metadata": { "next_cursor": next } }),
    )
}

fn within(message: &Message, args: &Args) -> bool {
    let (oldest, latest) = (str_of(args, "oldest"), str_of(args, "latest"));
    let is_inclusive = is_set(args, "inclusive");
    let after = oldest.is_empty() || message.ts.as_str() > oldest || is_inclusive && message.ts == oldest;
    let before = latest.is_empty() || message.ts.as_str() < latest || is_inclusive && message.ts == latest;
    !message.is_deleted && after && before
}

/// A message with what is known of its thread.
fn tell_root(inner: &Inner, all: &[Message], message: &Message, args: &Args) -> Value {
    let mut told = inner.world.tell(message, is_set(args, "include_all_metadata"));
    let replies: Vec<&Message> = all
        .iter()
        .filter(|reply| {
            reply.is_reply() && !reply.is_deleted && reply.thread_ts.as_ref() == Some(&message.ts)
        })
        .collect();
    if let Some(last) = replies.last() {
        let mut users: Vec<&str> = replies.iter().map(|reply| reply.user.as_str()).collect();
        users.dedup();
        told["thread_ts"] = message.ts.as_str().into();
        told["reply_count"] = replies.len().into();
        told["latest_reply"] = last.ts.as_str().into();
        told["reply_users"] = users.into();
    }
    if let Some(root) = message.thread_ts.as_ref().filter(|_| message.is_reply()) {
        let parent = all.iter().find(|parent| parent.ts == *root);
        told["parent_user_id"] = parent.map(|parent| parent.user.as_str()).unwrap_or_default().into();
    }
    told
}

/// The page that is asked for, and where the next one begins.
fn page(items: Vec<Value>, args: &Args) -> (Vec<Value>, String) {
    let limit = number(args, "limit").unwrap_or(100).clamp(1, 1000) as usize;
    let start: usize = str_of(args, "cursor").parse().unwrap_or(0);
    let next = if items.len() > start + limit { (start + limit).to_string() } else { String::new() };
    (items.into_iter().skip(start).take(limit).collect(), next)
}

/// Brings people into a channel that loop is in.
fn invite(inner: &mut Inner, id: &str, users: &str) -> Answer {
    existing(inner, "conversations.invite", id)?;
    let users: Vec<String> = users.split(',').map(str::to_owned).collect();
    if let Some(nobody) = users.iter().find(|user| !inner.world.people.contains_key(*user)) {
        inner.violation(format!("conversations.invite: there is nobody {nobody}"));
        return Err("user_not_found".to_owned());
    }
    if users.iter().any(|user| user == BOT_USER) {
        return Err("cant_invite_self".to_owned());
    }
    let Some(channel) = inner.world.channels.get_mut(id) else { return Err("channel_not_found".to_owned()) };
    match channel {
        Channel { is_member: false, .. } => return Err("not_in_channel".to_owned()),
        Channel { is_archived: true, .. } => return Err("is_archived".to_owned()),
        _ => {}
    }
    if users.iter().any(|user| channel.invited.contains(user)) {
        return Err("already_in_channel".to_owned());
    }
    channel.invited.extend(users);
    Ok(json!({ "channel": tell(channel) }))
}
