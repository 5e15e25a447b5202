//! What people do in the stand-in server.

use std::time::Duration;

use serde_json::{Value, json};

use super::interactions::Interaction;
use super::world::{
    ANOTHER_GUILD, APP, BOT_USER, Channel, DIRECT, File, GUILD, Message, Person, TEXT, World,
};
use super::{Discord, channels, gateway, messages};

/// Something that somebody asked of the app: a command, a button, a completion.
#[derive(Clone)]
pub struct Asked {
    token: String,
    discord: Discord,
}

impl Asked {
    /// Waits for the first answer; gives how long it took. Fails the test if there was none in time.
    pub async fn answered(&self) -> Duration {
        let took = || self.now().and_then(|interaction| interaction.answered);
        let late = self.discord.state.clock.answer * 2;
        let waiting = self.discord.wait_for("an answer", |_| took().is_some());
        let _ = tokio::time::timeout(late, waiting).await;
        took().unwrap_or_else(|| {
            assert!(took().is_some(), "it was not answered in time");
            Duration::ZERO
        })
    }

    /// What may be put in for what is being typed: `value: name`, a line a choice.
    pub fn choices(&self) -> Vec<String> {
        let choices = self.now().map(|interaction| interaction.choices).unwrap_or_default();
        let line = |one: &Value| {
            let value = one["value"].as_str().map_or_else(|| one["value"].to_string(), str::to_owned);
            format!("{value}: {}", one["name"].as_str().unwrap_or_default())
        };
        choices.iter().map(line).collect()
    }

    /// How it is now.
    pub fn now(&self) -> Option<Interaction> {
        self.discord.state.lock().interactions.get(&self.token).cloned()
    }
}

impl Discord {
    /// The id of a channel of that name; made if there is none.
    pub fn channel(&self, name: &str) -> String {
        self.state.lock().world.channel(name)
    }

    /// The id of somebody of that name; made if there is none.
    pub fn person(&self, name: &str) -> String {
        self.state.lock().world.person(name)
    }

    /// The id of a role of that name, which is given to somebody.
    pub fn give_role(&self, who: &str, role: &str) -> String {
        let who = self.person(who);
        let mut inner = self.state.lock();
        let role = inner.world.role(role);
        if let Some(person) = inner.world.people.get_mut(&who) {
            person.roles.push(role.clone());
        }
        role
    }

    /// The mention of somebody, as Discord writes it.
    pub fn at(&self, who: &str) -> String {
        format!("<@{}>", self.person(who))
    }

    /// The mention of loop, as Discord writes it.
    pub fn mention_of_loop(&self) -> String {
        format!("<@{BOT_USER}>")
    }

    /// Changes a channel without telling anybody: `is_visible`, `is_writable`, `is_archived`.
    pub fn arrange(&self, channel: &str, change: impl FnOnce(&mut Channel)) -> String {
        let id = self.channel(channel);
        if let Some(channel) = self.state.lock().world.channels.get_mut(&id) {
            change(channel);
        }
        id
    }

    fn said(&self, channel: &str, message: Message) -> String {
        let mut inner = self.state.lock();
        let id = inner.world.next();
        let called = messages::called(&inner, &message.content, &Value::Null);
        let called = called.into_iter().chain(message.called.iter().cloned()).collect();
        let message = Message { id: id.clone(), called, ..message };
        messages::said(&mut inner, &self.state, channel, &message);
        id
    }

    fn by(&self, who: &str, text: &str) -> Message {
        Message { author: self.person(who), content: text.to_owned(), ..Message::default() }
    }

    /// Somebody says something in a channel or thread; gives the message's id.
    pub fn say(&self, channel: &str, who: &str, text: &str) -> String {
        let channel = self.channel(channel);
        self.said(&channel, self.by(who, text))
    }

    /// Somebody says something of which nobody is ever told.
    pub fn say_unheard(&self, channel: &str, who: &str, text: &str) -> String {
        let (channel, message) = (self.channel(channel), self.by(who, text));
        let mut inner = self.state.lock();
        let id = inner.world.next();
        if let Some(channel) = inner.world.channels.get_mut(&channel) {
            channel.messages.push(Message { id: id.clone(), ..message });
        }
        id
    }

    /// Somebody mentions loop in a channel.
    pub fn mention(&self, channel: &str, who: &str, text: &str) -> String {
        self.say(channel, who, &format!("<@{BOT_USER}> {text}"))
    }

    /// Somebody writes to loop alone; gives the message's id.
    pub fn dm(&self, who: &str, text: &str) -> String {
        let channel = self.direct(who);
        self.said(&channel, self.by(who, text))
    }

    /// The id of the conversation between loop and somebody.
    pub fn direct(&self, who: &str) -> String {
        let who = self.person(who);
        self.state.lock().world.direct(&who)
    }

    /// Somebody answers a message.
    pub fn reply(&self, channel: &str, answered: &str, who: &str, text: &str) -> String {
        let channel = self.channel(channel);
        let author = self.state.lock().world.message(&channel, answered).map(|before| before.author.clone());
        let message = Message {
            kind: 19,
            answers: Some(answered.to_owned()),
            called: author.into_iter().collect(),
            ..self.by(who, text)
        };
        self.said(&channel, message)
    }

    /// Somebody shares a file.
    pub fn share(&self, channel: &str, who: &str, text: &str, (name, content): (&str, &[u8])) -> String {
        let channel = self.channel(channel);
        let id = self.state.lock().world.next();
        let files = vec![File { id, name: name.to_owned(), content: content.to_vec() }];
        self.said(&channel, Message { files, ..self.by(who, text) })
    }

    /// Another program says something.
    pub fn program_says(&self, channel: &str, name: &str, text: &str) -> String {
        let channel = self.channel(channel);
        let id = {
            let mut inner = self.state.lock();
            let id = inner.world.next();
            let program = Person { id: id.clone(), name: name.to_owned(), is_bot: true, roles: Vec::new() };
            inner.world.people.insert(id.clone(), program);
            id
        };
        self.said(&channel, Message { author: id, content: text.to_owned(), ..Message::default() })
    }

    /// A webhook says something.
    pub fn hook_says(&self, channel: &str, text: &str) -> String {
        let channel = self.channel(channel);
        let author = self.state.lock().world.next();
        self.said(&channel, Message { author, content: text.to_owned(), is_hook: true, ..Message::default() })
    }

    /// The platform itself notes something in a channel, such as a pin.
    pub fn note(&self, channel: &str, kind: u8) -> String {
        let channel = self.channel(channel);
        self.said(&channel, Message { kind, ..self.by("Ann", "") })
    }

    /// Somebody changes what they said.
    pub fn edit(&self, channel: &str, id: &str, text: &str) {
        let channel = self.channel(channel);
        let mut inner = self.state.lock();
        let Some(message) = inner.world.message_mut(&channel, id) else { return };
        message.edits.push(message.content.clone());
        message.content = text.to_owned();
        let message = message.clone();
        let mut told = inner.world.tell(&channel, &message);
        told["guild_id"] = GUILD.into();
        gateway::dispatch(&mut inner, &self.state, "MESSAGE_UPDATE", &told);
    }

    /// A message is deleted.
    pub fn delete(&self, channel: &str, id: &str) {
        let channel = self.channel(channel);
        let mut inner = self.state.lock();
        if let Some(message) = inner.world.message_mut(&channel, id) {
            message.is_deleted = true;
        }
        let told = json!({ "id": id, "channel_id": channel, "guild_id": GUILD });
        gateway::dispatch(&mut inner, &self.state, "MESSAGE_DELETE", &told);
    }

    /// Somebody opens a thread, from a message or without one; gives its id.
    pub fn open_thread(&self, channel: &str, who: &str, name: &str, message: Option<&str>) -> String {
        let (channel, who) = (self.channel(channel), self.person(who));
        let mut inner = self.state.lock();
        let id = message.map_or_else(|| inner.world.next(), str::to_owned);
        channels::thread(&mut inner, &self.state, &id, (&channel, &who), name);
        id
    }

    /// A channel or thread gets another name.
    pub fn rename(&self, channel: &str, name: &str) {
        let id = self.arrange(channel, |channel| channel.name = name.to_owned());
        channels::updated(&mut self.state.lock(), &self.state, &id);
    }

    /// A channel or thread is deleted.
    pub fn remove(&self, channel: &str) {
        let id = self.channel(channel);
        channels::delete(&mut self.state.lock(), &self.state, &id);
    }

    /// Loop is removed from the server.
    pub fn expel(&self) {
        let mut inner = self.state.lock();
        inner.world.is_member = false;
        gateway::dispatch(&mut inner, &self.state, "GUILD_DELETE", &json!({ "id": GUILD }));
    }

    /// The server is out of order for a while.
    pub fn outage(&self) {
        let mut inner = self.state.lock();
        inner.world.is_available = false;
        gateway::dispatch(
            &mut inner,
            &self.state,
            "GUILD_DELETE",
            &json!({ "id": GUILD, "unavailable": true }),
        );
    }

    /// Loop is invited to the server, or it is in order again.
    pub fn invite(&self) {
        let mut inner = self.state.lock();
        inner.world.is_member = true;
        inner.world.is_available = true;
        let told = inner.world.tell_guild(GUILD);
        gateway::dispatch(&mut inner, &self.state, "GUILD_CREATE", &told);
    }

    /// Loop is invited to another server, in which there is a channel of that name; gives the channel's id.
    pub fn invite_elsewhere(&self, channel: &str) -> String {
        let mut inner = self.state.lock();
        let id = inner.world.next();
        let channel = Channel { guild: ANOTHER_GUILD, ..Channel::new(&id, channel, TEXT) };
        inner.world.channels.insert(id.clone(), channel);
        inner.world.is_elsewhere = true;
        let told = inner.world.tell_guild(ANOTHER_GUILD);
        gateway::dispatch(&mut inner, &self.state, "GUILD_CREATE", &told);
        id
    }

    /// Any event at all.
    pub fn event(&self, kind: &str, data: &Value) {
        gateway::dispatch(&mut self.state.lock(), &self.state, kind, data);
    }

    /// Somebody gives a command, `/loop task id:3` as `(&["task"], json!({"id": "3"}))`. It must be registered, and
    /// have all that it needs.
    pub fn slash(&self, channel: &str, who: &str, command: &[&str], arguments: &Value) -> Asked {
        let data = self.command(command, arguments, None);
        self.ask(channel, who, 2, data)
    }

    /// Somebody is typing an argument of a command.
    pub fn typing(&self, channel: &str, who: &str, command: &[&str], argument: (&str, &str)) -> Asked {
        let data = self.command(command, &json!({ argument.0: argument.1 }), Some(argument.0));
        self.ask(channel, who, 4, data)
    }

    fn command(&self, command: &[&str], arguments: &Value, typing: Option<&str>) -> Value {
        let inner = self.state.lock();
        let all = inner.world.commands.get("").cloned().unwrap_or_default();
        let find = |among: &Value, name: &str| {
            among.as_array().into_iter().flatten().find(|one| one["name"] == name).cloned()
        };
        let mut known = find(&all, "loop").unwrap_or_default();
        let top = known.clone();
        let mut kinds = Vec::new();
        for name in command {
            known = find(&known["options"], name).unwrap_or_default();
            assert!(known.is_object(), "there is no command `{}`", command.join(" "));
            kinds.push((*name, known["type"].clone()));
        }
        let wants = known["options"].as_array().into_iter().flatten();
        for want in wants.filter(|want| want["required"] == true && typing.is_none()) {
            let name = want["name"].as_str().unwrap_or_default();
            assert!(!arguments[name].is_null(), "`{}` needs `{name}`", command.join(" "));
        }
        let given = arguments.as_object().into_iter().flatten().map(|(name, value)| {
            let option = find(&known["options"], name).unwrap_or_default();
            assert!(option.is_object(), "`{}` has no `{name}`", command.join(" "));
            let choices = option["choices"].as_array().map(Vec::as_slice).unwrap_or_default();
            let is_choice = choices.is_empty() || choices.iter().any(|choice| choice["value"] == *value);
            assert!(is_choice, "`{value}` is none of the choices of `{name}`");
            let mut given = json!({ "name": name, "type": option["type"], "value": value });
            if typing == Some(name.as_str()) {
                assert!(option["autocomplete"] == true, "`{name}` is not completed");
                given["focused"] = true.into();
            }
            given
        });
        let mut options: Value = given.collect();
        for (name, kind) in kinds.iter().rev() {
            options = json!([{ "name": name, "type": kind, "options": options }]);
        }
        let mut resolved = json!({});
        for value in arguments.as_object().into_iter().flatten().filter_map(|(_, value)| value.as_str()) {
            if inner.world.people.contains_key(value) {
                resolved["users"][value] = inner.world.tell_user(value);
                resolved["members"][value] = inner.world.tell_member(value, false);
            }
            if let Some(role) = inner.world.roles.iter().find(|role| role.id == value) {
                resolved["roles"][value] = World::tell_role(role);
            }
        }
        json!({ "id": top["id"], "name": "loop", "type": 1, "options": options, "resolved": resolved })
    }

    /// Somebody presses a button of a message, by its label.
    pub fn press(&self, channel: &str, message: &str, who: &str, label: &str) -> Asked {
        let id = self.channel(channel);
        let inner = self.state.lock();
        let pressed = inner.world.message(&id, message).cloned().unwrap_or_default();
        let rows = pressed.components.as_array().into_iter().flatten();
        let mut buttons = rows.flat_map(|row| row["components"].as_array().into_iter().flatten());
        let button = buttons.find(|button| button["label"] == label).cloned().unwrap_or_default();
        assert!(button.is_object(), "there is no button `{label}` to press on {message}");
        let told = inner.world.tell(&id, &pressed);
        drop(inner);
        let data = json!({ "custom_id": button["custom_id"], "component_type": 2, "id": 2, "message": told });
        self.ask(channel, who, 3, data)
    }

    fn ask(&self, channel: &str, who: &str, kind: u64, mut data: Value) -> Asked {
        let (channel, who) = (self.channel(channel), self.person(who));
        let mut inner = self.state.lock();
        let id = inner.world.next();
        let token = format!("token-{id}");
        inner.interactions.insert(token.clone(), Interaction::new(&id, &channel, &who, kind));
        let place = inner.world.channels.get(&channel).cloned();
        let is_direct = place.as_ref().is_some_and(|place| place.kind == DIRECT);
        let message = data.as_object_mut().and_then(|data| data.remove("message"));
        let mut told = json!({
            "id": id, "application_id": APP, "type": kind, "token": token, "version": 1, "channel_id": channel,
            "channel": place.map_or(Value::Null, |place| inner.world.tell_channel(&place)), "data": data, "locale": "en-US",
            "app_permissions": "2147483647", "entitlements": [], "attachment_size_limit": 10_485_760, "context": 0,
            "authorizing_integration_owners": { "0": GUILD },
        });
        if let Some(message) = message {
            told["message"] = message;
        }
        if is_direct {
            told["user"] = inner.world.tell_user(&who);
            told["context"] = 1.into();
        } else {
            told["guild_id"] = channels::guild_of(&inner, &channel).into();
            told["guild_locale"] = "en-US".into();
            told["member"] = inner.world.tell_member(&who, true);
        }
        gateway::dispatch(&mut inner, &self.state, "INTERACTION_CREATE", &told);
        drop(inner);
        Asked { token, discord: self.clone() }
    }
}
