//! The table of the Web API's methods, and what they need.

use serde_json::{Map, Value, json};

use super::world::{APP, BOT, BOT_USER, TEAM};
use super::{Inner, State, chat, conversations, files, people};

/// The arguments of a call.
pub(super) type Args = Map<String, Value>;
/// What a method answers, or the platform's word for why not.
pub(super) type Answer = Result<Value, String>;

/// What each method cannot do without.
const NEEDS: &[(&str, &[&str])] = &[
    ("api.test", &[]),
    ("auth.test", &[]),
    ("apps.connections.open", &[]),
    ("chat.postMessage", &["channel"]),
    ("chat.postEphemeral", &["channel", "user"]),
    ("chat.update", &["channel", "ts"]),
    ("chat.delete", &["channel", "ts"]),
    ("chat.getPermalink", &["channel", "message_ts"]),
    ("chat.startStream", &["channel", "thread_ts"]),
    ("chat.appendStream", &["channel", "ts"]),
    ("chat.stopStream", &["channel", "ts"]),
    ("conversations.info", &["channel"]),
    ("conversations.list", &[]),
    ("conversations.history", &["channel"]),
    ("conversations.replies", &["channel", "ts"]),
    ("conversations.open", &["users"]),
    ("conversations.members", &["channel"]),
    ("conversations.join", &["channel"]),
    ("conversations.create", &["name"]),
    ("conversations.archive", &["channel"]),
    ("conversations.unarchive", &["channel"]),
    ("conversations.invite", &["channel", "users"]),
    ("reactions.add", &["channel", "timestamp", "name"]),
    ("reactions.remove", &["channel", "timestamp", "name"]),
    ("users.conversations", &[]),
    ("users.info", &["user"]),
    ("users.list", &[]),
    ("usergroups.list", &[]),
    ("assistant.threads.setStatus", &["channel_id", "thread_ts", "status"]),
    ("assistant.threads.setTitle", &["channel_id", "thread_ts", "title"]),
    ("assistant.threads.setSuggestedPrompts", &["channel_id", "thread_ts", "prompts"]),
    ("views.open", &["trigger_id", "view"]),
    ("files.getUploadURLExternal", &["filename", "length"]),
    ("files.completeUploadExternal", &["files"]),
];

/// Does what a call asks for.
pub(super) fn call(inner: &mut Inner, state: &State, method: &str, args: &Args) -> Answer {
    let Some((_, needs)) = NEEDS.iter().find(|(name, _)| *name == method) else {
        inner.violation(format!("{method} is no method"));
        return Err("unknown_method".to_owned());
    };
    for need in *needs {
        if args.get(*need).is_none_or(Value::is_null) {
            inner.violation(format!("{method} without `{need}`"));
            return Err("invalid_arguments".to_owned());
        }
    }
    match method {
        "api.test" => Ok(json!({})),
        "auth.test" => Ok(json!({
            "url": "https://stand-in.slack.example/", "team": "Stand-in", "team_id": TEAM, "user": "loop",
            "user_id": BOT_USER, "bot_id": BOT, "is_enterprise_install": false, "app_id": APP,
        })),
        "apps.connections.open" => {
            let ticket = format!("ticket-{}", inner.world.next());
            inner.tickets.push(ticket.clone());
            Ok(json!({ "url": format!("ws://{}/link/?ticket={ticket}&app_id={APP}", state.addr) }))
        }
        "users.conversations" => Ok(conversations::own(inner, args)),
        _ if method.starts_with("chat.") => chat::call(inner, method, args),
        _ if method.starts_with("conversations.") => conversations::call(inner, method, args),
        _ if method.starts_with("files.") => files::call(inner, state, method, args),
        _ => people::call(inner, method, args),
    }
}

/// A text among the arguments; "" if there is none.
pub(super) fn str_of<'a>(args: &'a Args, name: &str) -> &'a str {
    args.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// A truth among the arguments, as forms and JSON tell it.
pub(super) fn is_set(args: &Args, name: &str) -> bool {
    args.get(name).is_some_and(|value| value == true || value == "true" || value == "1" || value == 1)
}

/// A number among the arguments, as forms and JSON tell it.
pub(super) fn number(args: &Args, name: &str) -> Option<u64> {
    let value = args.get(name)?;
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}
