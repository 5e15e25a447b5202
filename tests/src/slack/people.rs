//! People, their groups, reactions, assistant threads and views.

use serde_json::{Value, json};

use super::Inner;
use super::methods::{Answer, Args, is_set, str_of};
use super::world::{Person, TEAM};

pub(super) fn call(inner: &mut Inner, method: &str, args: &Args) -> Answer {
    match method {
        "users.info" => {
            let id = str_of(args, "user");
            match inner.world.people.get(id) {
                Some(person) => Ok(json!({ "user": tell(person) })),
                None => {
                    inner.violation(format!("users.info: there is nobody {id}"));
                    Err("user_not_found".to_owned())
                }
            }
        }
        "users.list" => {
            let members: Vec<Value> = inner.world.people.values().map(tell).collect();
            Ok(json!({ "members": members, "response_metadata": { "next_cursor": "" } }))
        }
        "usergroups.list" => {
            let groups = inner.world.groups.iter().map(|group| {
                let mut told =
                    json!({ "id": group.id, "team_id": TEAM, "handle": group.handle, "name": group.handle });
                if is_set(args, "include_users") {
                    told["users"] = group.users.clone().into();
                }
                told
            });
            Ok(json!({ "usergroups": groups.collect::<Vec<_>>() }))
        }
        "reactions.add" | "reactions.remove" => react(inner, method, args),
        "assistant.threads.setStatus" => {
            let key = (str_of(args, "channel_id").to_owned(), str_of(args, "thread_ts").to_owned());
            if !inner.world.assistant_threads.contains(&key) {
                return Err("invalid_thread_ts".to_owned());
            }
            inner.world.statuses.entry(key).or_default().push(str_of(args, "status").to_owned());
            Ok(json!({}))
        }
        _ => Ok(json!({})),
    }
}

fn tell(person: &Person) -> Value {
    json!({
        "id": person.id, "team_id": TEAM, "name": person.name.to_lowercase().replace(' ', "."), "deleted": false,
        "real_name": person.name, "is_bot": person.is_bot,
        "profile": { "display_name": person.name, "real_name": person.name },
    })
}

fn react(inner: &mut Inner, method: &str, args: &Args) -> Answer {
    let (channel, ts) = (str_of(args, "channel").to_owned(), str_of(args, "timestamp").to_owned());
    let name = str_of(args, "name").to_owned();
    let Some(message) = inner.world.message_mut(&channel, &ts) else {
        inner.violation(format!("{method}: there is no message {ts} in {channel}"));
        return Err("message_not_found".to_owned());
    };
    let reaction = (super::world::BOT_USER.to_owned(), name);
    let at = message.reactions.iter().position(|known| *known == reaction);
    match (method, at) {
        ("reactions.add", None) => message.reactions.push(reaction),
        ("reactions.add", Some(_)) => return Err("already_reacted".to_owned()),
        (_, Some(at)) => drop(message.reactions.remove(at)),
        (_, None) => return Err("no_reaction".to_owned()),
    }
    Ok(json!({}))
}
