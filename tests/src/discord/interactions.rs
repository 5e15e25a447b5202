//! Commands, buttons and completions: told to the app, and answered in time or never.

use serde_json::{Value, json};
use tokio::time::Instant;

use super::routes::{Answer, Refusal, Request, refuse};
use super::world::{APP, BOT_USER, Message, Private};
use super::{Inner, State, check, messages};

/// Seen by its author alone.
const EPHEMERAL: u64 = 1 << 6;
/// Characters of a completion's name and value, and how many there may be.
const CHOICE: usize = 100;
const CHOICES: usize = 25;

/// Something that somebody did with the app, and what became of it.
#[derive(Clone, Debug)]
pub struct Interaction {
    /// Its id.
    pub id: String,
    /// Where it was done.
    pub channel: String,
    /// By whom.
    pub user: String,
    /// 2 of a command, 3 of a button, 4 of something that is being typed.
    pub kind: u64,
    /// How long the first answer took; none = there was none yet.
    pub answered: Option<std::time::Duration>,
    /// What may be put in for what is being typed.
    pub choices: Vec<Value>,
    pub(super) since: Instant,
    /// True once it can be answered no more, whatever the clock says.
    pub(super) is_over: bool,
    /// The answer that is being waited for, as a place among the private ones.
    pub(super) waiting: Option<usize>,
    /// True when the answer that is waited for is its author's alone.
    pub(super) is_private: bool,
}

impl Interaction {
    pub(super) fn new(id: &str, channel: &str, user: &str, kind: u64) -> Self {
        Self {
            id: id.to_owned(),
            channel: channel.to_owned(),
            user: user.to_owned(),
            kind,
            answered: None,
            choices: Vec::new(),
            since: Instant::now(),
            is_over: false,
            waiting: None,
            is_private: false,
        }
    }
}

/// The commands of the app, or of the app in a server.
pub(super) fn commands(inner: &mut Inner, request: &Request<'_>, guild: &str) -> Answer {
    let told = inner.world.commands.get(guild).cloned().unwrap_or_else(|| json!([]));
    match request.method {
        "GET" => Ok((200, told)),
        "PUT" => {
            check::commands(inner, request.route, request.body)
                .map_err(|wrong| refuse(400, 50035, &format!("Invalid Form Body: {wrong}")))?;
            let mut all = request.body.clone();
            for one in all.as_array_mut().into_iter().flatten() {
                one["id"] = inner.world.next().into();
                one["application_id"] = APP.into();
                one["version"] = inner.world.next().into();
                one["default_member_permissions"] = Value::Null;
                one["type"] = one.get("type").cloned().unwrap_or(json!(1));
                tidy(one);
            }
            inner.world.commands.insert(guild.to_owned(), all.clone());
            Ok((200, all))
        }
        _ => Err(refuse(405, 0, "405: Method Not Allowed")),
    }
}

/// Leaves out what the platform leaves out: what is empty, and what is as it would be anyway.
fn tidy(one: &mut Value) {
    let Some(object) = one.as_object_mut() else { return };
    object.retain(|_, value| {
        let is_empty = value.as_array().is_some_and(Vec::is_empty)
            || value.as_object().is_some_and(serde_json::Map::is_empty);
        !is_empty && *value != Value::Bool(false)
    });
    for part in ["options", "choices"] {
        for below in object.get_mut(part).and_then(Value::as_array_mut).into_iter().flatten() {
            tidy(below);
        }
    }
}

/// The first answer.
pub(super) fn callback(
    inner: &mut Inner,
    state: &State,
    request: &Request<'_>,
    id: &str,
    token: &str,
) -> Answer {
    let body = request.body;
    let known = inner.interactions.get(token).filter(|it| it.id == id).cloned();
    let Some(mut interaction) = known else {
        inner.violation(format!("{}: there is no interaction {id}", request.route));
        return Err(refuse(404, 10062, "Unknown interaction"));
    };
    let took = interaction.since.elapsed();
    if took > state.clock.answer {
        inner.violation(format!("an interaction was answered after {took:?}"));
        return Err(refuse(404, 10062, "Unknown interaction"));
    }
    if interaction.answered.is_some() {
        return Err(refuse(400, 40060, "Interaction has already been acknowledged."));
    }
    let kind = body["type"].as_u64().unwrap_or_default();
    let is_private = body["data"]["flags"].as_u64().unwrap_or_default() & EPHEMERAL != 0;
    let fits = match kind {
        4 | 5 => matches!(interaction.kind, 2 | 3),
        6 | 7 => interaction.kind == 3,
        8 => interaction.kind == 4,
        _ => false,
    };
    if !fits {
        inner.violation(format!("{}: answer {kind} to interaction {}", request.route, interaction.kind));
        return Err(refuse(400, 50035, "Invalid Form Body"));
    }
    match kind {
        4 | 5 => {
            let text = body["data"]["content"].as_str().unwrap_or_default().to_owned();
            if kind == 4 {
                checked(inner, request, &body["data"])?;
            }
            interaction.is_private = is_private;
            if is_private {
                interaction.waiting = (kind == 5).then_some(inner.world.private.len());
                let (channel, user) = (interaction.channel.clone(), interaction.user.clone());
                inner.world.private.push(Private { channel, user, text });
            } else if kind == 4 {
                say(inner, state, &interaction.channel, &body["data"]);
            }
        }
        8 => interaction.choices = choices(inner, request)?,
        _ => {}
    }
    interaction.answered = Some(took);
    let interaction_kind = interaction.kind;
    inner.interactions.insert(token.to_owned(), interaction);
    if matches!(request.asked("with_response"), Some("true" | "1")) {
        let about = json!({
            "id": id, "type": interaction_kind, "activity_instance_id": null, "response_message_id": null,
            "response_message_loading": kind == 5, "response_message_ephemeral": is_private,
        });
        return Ok((200, json!({ "interaction": about, "resource": { "type": kind } })));
    }
    Ok((204, Value::Null))
}

fn choices(inner: &mut Inner, request: &Request<'_>) -> Result<Vec<Value>, Refusal> {
    let all = request.body["data"]["choices"].as_array().cloned().unwrap_or_default();
    let length = |one: &Value, name: &str| one[name].as_str().map_or(1, |text| text.chars().count());
    let is_fine =
        |one: &Value| ["name", "value"].iter().all(|name| (1..=CHOICE).contains(&length(one, name)));
    if all.len() > CHOICES || !all.iter().all(is_fine) {
        inner.violation(format!("{}: completions that are too many or too long", request.route));
        return Err(refuse(400, 50035, "Invalid Form Body"));
    }
    Ok(all)
}

fn checked(inner: &mut Inner, request: &Request<'_>, content: &Value) -> Result<(), Refusal> {
    check::message(inner, request.route, content, !request.files.is_empty())
        .map_err(|wrong| refuse(400, 50035, &format!("Invalid Form Body: {wrong}")))
}

/// Every answer but the first.
pub(super) fn further(
    inner: &mut Inner,
    state: &State,
    request: &Request<'_>,
    token: &str,
    rest: &[&str],
) -> Answer {
    let Some(mut interaction) = inner.interactions.get(token).cloned() else {
        inner.violation(format!("{}: there is no such interaction", request.route));
        return Err(refuse(404, 10015, "Unknown Webhook"));
    };
    if interaction.answered.is_none() {
        inner.violation(format!("{}: before the first answer", request.route));
        return Err(refuse(404, 10015, "Unknown Webhook"));
    }
    if interaction.is_over || interaction.since.elapsed() > state.clock.token {
        return Err(refuse(401, 50027, "Invalid Webhook Token"));
    }
    let text = request.body["content"].as_str().unwrap_or_default().to_owned();
    match (request.method, rest) {
        ("POST", []) | ("PATCH", ["messages", "@original"]) => checked(inner, request, request.body)?,
        ("GET" | "DELETE", ["messages", _]) => return Ok((200, json!({ "id": "1", "channel_id": "1" }))),
        _ => {
            inner.violation(format!("there is no `{} {}`", request.method, request.path.join("/")));
            return Err(refuse(404, 0, "404: Not Found"));
        }
    }
    let (channel, user) = (interaction.channel.clone(), interaction.user.clone());
    // A further answer becomes the one that is being waited for, whatever it says of who may see it.
    let waiting = interaction.waiting.take();
    let is_private = request.body["flags"].as_u64().unwrap_or_default() & EPHEMERAL != 0;
    match waiting {
        Some(at) => inner.world.private[at].text = text,
        None if is_private || interaction.is_private && request.method == "PATCH" => {
            inner.world.private.push(Private { channel: channel.clone(), user, text });
        }
        None => drop(say(inner, state, &channel, request.body)),
    }
    inner.interactions.insert(token.to_owned(), interaction);
    let message = Message { id: inner.world.next(), author: BOT_USER.to_owned(), ..Message::default() };
    Ok((200, inner.world.tell(&channel, &message)))
}

fn say(inner: &mut Inner, state: &State, channel: &str, content: &Value) -> Value {
    let text = content["content"].as_str().unwrap_or_default().to_owned();
    let message = Message {
        id: inner.world.next(),
        author: BOT_USER.to_owned(),
        called: messages::called(inner, &text, &content["allowed_mentions"]),
        content: text,
        components: content.get("components").cloned().unwrap_or_default(),
        ..Message::default()
    };
    messages::said(inner, state, channel, &message)
}
