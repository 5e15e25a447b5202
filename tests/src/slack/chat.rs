//! `chat.*`: messages said, changed and taken away.

use serde_json::{Value, json};

use super::methods::{Answer, Args, str_of};
use super::world::{BOT_USER, Message, Private};
use super::{Inner, check};

pub(super) fn call(inner: &mut Inner, method: &str, args: &Args) -> Answer {
    let channel = str_of(args, "channel").to_owned();
    match method {
        "chat.postMessage" => {
            can_post(inner, method, &channel)?;
            check::content(inner, method, args)?;
            post(inner, &channel, args)
        }
        "chat.startStream" => {
            can_post(inner, method, &channel)?;
            post(inner, &channel, args)
        }
        "chat.postEphemeral" => {
            can_post(inner, method, &channel)?;
            check::content(inner, method, args)?;
            let (user, text) = (str_of(args, "user").to_owned(), str_of(args, "text").to_owned());
            inner.world.private.push(Private { channel, user, text });
            Ok(json!({ "message_ts": inner.world.next_ts() }))
        }
        "chat.update" => {
            check::content(inner, method, args)?;
            change(inner, method, &channel, args)
        }
        "chat.appendStream" | "chat.stopStream" => {
            let ts = known(inner, method, &channel, str_of(args, "ts"))?;
            let more = format!("{}{}", str_of(args, "markdown_text"), chunks(args));
            if let Some(message) = inner.world.message_mut(&channel, &ts) {
                message.text.push_str(&more);
            }
            Ok(json!({ "channel": channel, "ts": ts }))
        }
        "chat.delete" => {
            let ts = known(inner, method, &channel, str_of(args, "ts"))?;
            match inner.world.message_mut(&channel, &ts) {
                Some(message) if message.user != BOT_USER => Err("cant_delete_message".to_owned()),
                Some(message) => {
                    message.is_deleted = true;
                    Ok(json!({ "channel": channel, "ts": ts }))
                }
                None => Err("message_not_found".to_owned()),
            }
        }
        _ => {
            let ts = known(inner, method, &channel, str_of(args, "message_ts"))?;
            Ok(
                json!({ "channel": channel, "permalink": format!("https://stand-in.slack.example/{channel}/{ts}") }),
            )
        }
    }
}

/// The text of the pieces in which SDKs send a stream.
fn chunks(args: &Args) -> String {
    let chunks = args.get("chunks").and_then(Value::as_array).into_iter().flatten();
    chunks.filter_map(|chunk| chunk["text"].as_str()).collect()
}

/// Whether something can be said in a channel. One that there never was is a mistake.
fn can_post(inner: &mut Inner, method: &str, id: &str) -> Result<(), String> {
    match inner.world.channels.get(id) {
        None => {
            inner.violation(format!("{method}: there is no channel {id}"));
            Err("channel_not_found".to_owned())
        }
        Some(channel) if channel.is_deleted => Err("channel_not_found".to_owned()),
        Some(channel) if channel.is_archived => Err("is_archived".to_owned()),
        Some(channel) if !channel.is_member => Err("not_in_channel".to_owned()),
        Some(_) => Ok(()),
    }
}

/// The message, if it is there and not deleted. One that there never was is a mistake.
fn known(inner: &mut Inner, method: &str, channel: &str, ts: &str) -> Result<String, String> {
    match inner.world.message(channel, ts) {
        Some(message) if !message.is_deleted => Ok(ts.to_owned()),
        Some(_) => Err("message_not_found".to_owned()),
        None => {
            inner.violation(format!("{method}: there is no message {ts} in {channel}"));
            Err("message_not_found".to_owned())
        }
    }
}

fn post(inner: &mut Inner, channel: &str, args: &Args) -> Answer {
    let thread_ts = args.get("thread_ts").and_then(Value::as_str).map(str::to_owned);
    if let Some(root) = &thread_ts
        && inner.world.message(channel, root).is_none()
    {
        inner.violation(format!("chat.postMessage: there is no thread {root} in {channel}"));
        return Err("thread_not_found".to_owned());
    }
    let ts = inner.world.next_ts();
    let text = match str_of(args, "text") {
        "" => format!("{}{}", str_of(args, "markdown_text"), chunks(args)),
        text => text.to_owned(),
    };
    let message = Message {
        ts: ts.clone(),
        thread_ts,
        user: BOT_USER.to_owned(),
        text,
        blocks: args.get("blocks").cloned().unwrap_or_default(),
        metadata: args.get("metadata").cloned().unwrap_or_default(),
        ..Message::default()
    };
    let told = inner.world.tell(&message, true);
    if let Some(channel) = inner.world.channels.get_mut(channel) {
        channel.messages.push(message);
    }
    Ok(json!({ "channel": channel, "ts": ts, "message": told }))
}

fn change(inner: &mut Inner, method: &str, channel: &str, args: &Args) -> Answer {
    let ts = known(inner, method, channel, str_of(args, "ts"))?;
    let Some(message) = inner.world.message_mut(channel, &ts) else {
        return Err("message_not_found".to_owned());
    };
    if message.user != BOT_USER {
        return Err("cant_update_message".to_owned());
    }
    message.edits.push(message.shown());
    message.text = str_of(args, "text").to_owned();
    message.blocks = args.get("blocks").cloned().unwrap_or_default();
    if let Some(metadata) = args.get("metadata") {
        message.metadata = metadata.clone();
    }
    Ok(json!({
        "channel": channel, "ts": ts, "text": message.text, "message": { "text": message.text, "user": BOT_USER },
    }))
}
