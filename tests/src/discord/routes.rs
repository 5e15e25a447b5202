//! The table of routes, and those that tell something about the app and the server.

use bytes::Bytes;
use serde_json::{Value, json};

use super::world::{ANOTHER_GUILD, APP, BOT_USER, GUILD};
use super::{Inner, MESSAGE_CONTENT, State, channels, interactions, messages};

/// A request.
pub(super) struct Request<'a> {
    pub method: &'a str,
    /// Method and path, with stars for ids.
    pub route: &'a str,
    pub path: Vec<&'a str>,
    pub query: Vec<(String, String)>,
    pub body: &'a Value,
    pub files: Vec<(String, Bytes)>,
}

impl Request<'_> {
    /// A value of the query.
    pub fn asked(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// What a route does not do.
pub(super) struct Refusal {
    pub status: u16,
    pub code: u64,
    pub words: String,
}

/// Status and body, or a refusal.
pub(super) type Answer = Result<(u16, Value), Refusal>;

/// A refusal in the platform's words.
pub(super) fn refuse(status: u16, code: u64, words: &str) -> Refusal {
    Refusal { status, code, words: words.to_owned() }
}

/// Does what a request asks for.
pub(super) fn call(inner: &mut Inner, state: &State, request: &Request<'_>) -> Answer {
    match (request.method, request.path.as_slice()) {
        ("GET", ["gateway"]) => Ok((200, json!({ "url": "ws://@gate/gateway" }))),
        ("GET", ["gateway", "bot"]) => {
            let (left, after) = inner.starts_left.unwrap_or((1000, 0));
            Ok((
                200,
                json!({ "url": "ws://@gate/gateway", "shards": 1, "session_start_limit": {
                "total": 1000, "remaining": left, "reset_after": after, "max_concurrency": 1,
            } }),
            ))
        }
        ("GET", ["users", "@me"]) => Ok((200, inner.world.tell_user(BOT_USER))),
        ("GET", ["users", "@me", "guilds"]) => {
            let all: Vec<Value> =
                inner.world.guilds().iter().map(|id| json!({ "id": id, "name": "Stand-in" })).collect();
            Ok((200, all.into()))
        }
        ("GET", ["users", id]) => Ok((200, inner.world.tell_user(id))),
        ("POST", ["users", "@me", "channels"]) => {
            let person = request.body["recipient_id"].as_str().unwrap_or_default().to_owned();
            let id = inner.world.direct(&person);
            Ok((200, inner.world.channels.get(&id).map_or(Value::Null, |it| inner.world.tell_channel(it))))
        }
        ("GET", ["applications", "@me"] | ["oauth2", "applications", "@me"]) => {
            // "Limited" is what apps below a hundred servers have.
            let flags = if inner.leave & MESSAGE_CONTENT == 0 { 0 } else { 1 << 19 };
            let about = json!({
                "id": APP, "name": "loop", "description": "", "icon": null, "flags": flags, "bot_public": false,
                "bot_require_code_grant": false, "verify_key": "00", "team": null, "owner": inner.world.tell_user(BOT_USER),
            });
            Ok((200, about))
        }
        (_, ["applications", APP, "commands"]) => interactions::commands(inner, request, ""),
        (_, ["applications", APP, "guilds", GUILD, "commands"]) => {
            interactions::commands(inner, request, GUILD)
        }
        ("POST", ["interactions", id, token, "callback"]) => {
            interactions::callback(inner, state, request, id, token)
        }
        (_, ["webhooks", APP, token, rest @ ..]) => interactions::further(inner, state, request, token, rest),
        (_, ["guilds", id @ (GUILD | ANOTHER_GUILD), rest @ ..]) => guild(inner, state, request, (id, rest)),
        (_, ["channels", id, "messages", rest @ ..]) if !rest.ends_with(&["threads"]) => {
            messages::call(inner, state, request, id, rest)
        }
        (_, ["channels", id, rest @ ..]) => channels::call(inner, state, request, id, rest),
        _ => {
            inner.violation(format!("there is no `{} {}`", request.method, request.path.join("/")));
            Err(refuse(404, 0, "404: Not Found"))
        }
    }
}

fn guild(inner: &mut Inner, state: &State, request: &Request<'_>, (id, rest): (&str, &[&str])) -> Answer {
    if !inner.world.guilds().contains(&id) {
        return Err(refuse(403, 50001, "Missing Access"));
    }
    match (request.method, rest) {
        ("GET", []) => Ok((200, inner.world.tell_guild(id))),
        ("GET", ["channels"]) => Ok((200, inner.world.tell_guild(id)["channels"].clone())),
        ("GET", ["roles"]) => Ok((200, inner.world.tell_guild(id)["roles"].clone())),
        ("GET", ["threads", "active"]) => {
            Ok((200, json!({ "threads": inner.world.tell_guild(id)["threads"], "members": [] })))
        }
        ("GET", ["members", person]) if inner.world.people.contains_key(*person) => {
            Ok((200, inner.world.tell_member(person, true)))
        }
        ("GET", ["members", _]) => Err(refuse(404, 10007, "Unknown Member")),
        ("POST", ["channels"]) => channels::create(inner, state, request),
        _ => {
            inner.violation(format!("there is no `{} {}`", request.method, request.path.join("/")));
            Err(refuse(404, 0, "404: Not Found"))
        }
    }
}

/// What is in a file.
pub(super) fn file(inner: &Inner, request: &Request<'_>) -> Option<Vec<u8>> {
    let channel = inner.world.channels.get(*request.path.get(1)?)?;
    let id = *request.path.get(2)?;
    let files = channel.messages.iter().filter(|message| !message.is_deleted).flat_map(|it| it.files.iter());
    files.into_iter().find(|file| file.id == id).map(|file| file.content.clone())
}
