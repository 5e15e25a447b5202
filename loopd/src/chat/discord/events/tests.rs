//! What Discord tells, as our words have it.

use serde::Deserialize as _;
use serde_json::{Value, json};

use super::*;

fn known(channel: Option<Value>) -> Known {
    Known {
        me: User { id: "1".into(), username: "loop".into(), ..User::default() },
        my_roles: vec!["2".into()],
        channel: channel.map(|channel| Channel::deserialize(channel).unwrap()),
        names: [("30".to_owned(), "ops".to_owned())].into(),
    }
}

fn message(change: impl FnOnce(&mut Value)) -> Message {
    let mut told = json!({
        "id": "100", "channel_id": "30", "guild_id": "9", "type": 0, "content": "hello", "mentions": [],
        "author": { "id": "5", "username": "ann", "global_name": "Ann", "bot": false },
        "member": { "nick": null, "roles": ["7"] }, "attachments": [], "components": [], "nonce": null,
    });
    change(&mut told);
    Message::deserialize(told).unwrap()
}

#[test]
fn what_people_say_is_told_in_our_words() {
    let channel = json!({ "id": "30", "type": 0, "name": "ops", "parent_id": "29" });
    let hello = said(&message(|_| {}), &known(Some(channel.clone())));
    assert_eq!((hello.id.as_str(), hello.text.as_str(), hello.author.name.as_str()), ("100", "hello", "Ann"));
    assert_eq!(hello.author.roles, Some(vec!["7".to_owned(), "9".to_owned()]));
    // The category of a channel is no parent.
    assert_eq!((hello.place.name.as_deref(), hello.place.parent), (Some("ops"), None));
    let nick = message(|told| told["member"]["nick"] = "Annie".into());
    assert_eq!(said(&nick, &known(Some(channel.clone()))).author.name, "Annie");
    let named = message(|told| {
        told["content"] = "<@&2>: ask <@6> in <#30>".into();
        told["mentions"] = json!([{ "id": "6", "username": "bob", "member": { "nick": "Bobby" } }]);
    });
    let named = said(&named, &known(Some(channel)));
    assert_eq!((named.text.as_str(), named.mentions_loop), ("ask @Bobby in #ops", true));
    let thread = json!({ "id": "31", "type": 11, "name": "talk", "parent_id": "30" });
    assert_eq!(said(&message(|_| {}), &known(Some(thread))).place.parent.as_deref(), Some("30"));
    assert!(said(&message(|_| {}), &known(Some(json!({ "id": "30", "type": 1 })))).place.is_direct);
}

#[test]
fn an_answer_is_one_to_loop_if_the_answered_is_loops() {
    let answer = |by: &str, kind: u8| {
        message(|told| {
            told["type"] = kind.into();
            told["message_reference"] = json!({ "type": 0, "message_id": "99", "channel_id": "30" });
            told["referenced_message"] = json!({ "id": "99", "author": { "id": by }, "components": [{ "type": 17, "components": [{}] }] });
        })
    };
    assert!(said(&answer("1", 19), &known(None)).answers_loop);
    assert!(!said(&answer("5", 19), &known(None)).answers_loop);
    // What is forwarded answers nobody.
    assert!(!said(&answer("1", 0), &known(None)).answers_loop);
    let untold = message(|told| {
        told["type"] = 19.into();
        told["message_reference"] = json!({ "message_id": "99", "channel_id": "30" });
    });
    assert_eq!(unknown_answered(&untold), Some(("30", "99")));
    assert_eq!(unknown_answered(&answer("1", 19)), None);
}

#[test]
fn what_is_forwarded_is_read() {
    let forwarded = message(|told| {
        told["content"] = "".into();
        told["message_snapshots"] = json!([{ "message": {
            "content": "!loop /stop\nlook at <#30>, <@1>", "attachments": [{ "filename": "a.txt", "size": 3, "url": "https://x/a.txt" }],
        } }]);
    });
    let said = said(&forwarded, &known(None));
    let text = "A forwarded message:\n> !loop /stop\n> look at #ops, @loop";
    assert_eq!((said.text.as_str(), said.files.len()), (text, 1));
    assert!(said.marked.is_empty() && !said.mentions_loop);
}

#[test]
fn notes_are_nothing_said_and_programs_are_told_as_such() {
    let usual = message(|_| {});
    assert!(is_spoken(&usual) && !said(&usual, &known(None)).author.is_bot);
    for kind in [7, 21] {
        assert!(!is_spoken(&message(|told| told["type"] = kind.into())));
    }
    let programs: [fn(&mut Value); 2] =
        [|told| told["author"]["bot"] = true.into(), |told| told["webhook_id"] = "8".into()];
    for program in programs {
        assert!(said(&message(program), &known(None)).author.is_bot);
    }
    // A message with what nobody has heard of is one nevertheless.
    let new = message(|told| {
        told["components"] = json!([{ "type": 99 }]);
        told["poll"] = json!({ "x": 1 });
        told["member"] = Value::Null;
    });
    assert!(is_spoken(&new) && said(&new, &known(None)).author.roles.is_none());
}
