//! Tables of what Slack tells, and of what it means.

use serde_json::{Value, json};

use super::*;

fn me() -> Me {
    Me { user_id: "UB".into(), bot_id: "BB".into(), name: "loop".into() }
}

fn known() -> Known {
    let names = [("U1", "Ann Lee"), ("C1", "ops"), ("C2", "dev")];
    Known { names: names.map(|(id, name)| (id.into(), name.into())).into(), is_ours: false }
}

fn heard(event: &Value) -> Option<Inbound> {
    to_inbound("events_api", &json!({ "type": "event_callback", "event": event }), &me(), &known())
}

/// A message of Ann's in `#ops`, with other fields on top.
fn message(more: &Value) -> Value {
    let mut event = json!({
        "type": "message", "channel": "C1", "channel_type": "channel", "user": "U1", "ts": "170.1", "text": "hi",
    });
    for (name, value) in more.as_object().into_iter().flatten() {
        event[name] = value.clone();
    }
    event
}

fn told(more: &Value) -> Said {
    match heard(&message(more)) {
        Some(Inbound::Said(said)) => said,
        other => panic!("{other:?}"),
    }
}

fn ops() -> Place {
    Place { id: "C1".into(), name: Some("ops".into()), ..Place::default() }
}

fn ann() -> Author {
    Author { id: "U1".into(), name: "Ann Lee".into(), roles: None, is_bot: false }
}

#[test]
fn a_message_is_something_said() {
    let expected = Said {
        id: "170.1".into(),
        place: ops(),
        author: ann(),
        text: "hi".into(),
        marked: "hi".into(),
        ..Said::default()
    };
    assert_eq!(told(&json!({})), expected);
    let direct = told(&json!({ "channel": "D7", "channel_type": "im" }));
    assert!(direct.place.is_direct && direct.place.id == "D7");
    let shouted = told(&json!({ "subtype": "me_message" }));
    assert_eq!(shouted, expected);
}

#[test]
fn a_mention_and_its_message_are_the_same_thing() {
    let as_message = told(&json!({ "text": "<@UB> see &lt;this&gt;, <@U1>" }));
    let as_mention = told(&json!({ "type": "app_mention", "text": "<@UB> see &lt;this&gt;, <@U1>" }));
    assert_eq!(as_message, as_mention);
    assert_eq!(as_message.text, "see <this>, @Ann Lee");
    assert!(as_message.mentions_loop && !as_message.answers_loop);
    let within = told(&json!({ "text": "ask <@UB> about it" }));
    assert_eq!((within.text.as_str(), within.mentions_loop), ("ask @loop about it", true));
    let prefixed = told(&json!({ "text": "!loop /status" }));
    assert_eq!((prefixed.text.as_str(), prefixed.mentions_loop), ("!loop /status", false));
}

#[test]
fn a_reply_belongs_to_a_thread() {
    let reply = told(&json!({ "thread_ts": "169.0", "parent_user_id": "U1" }));
    assert_eq!(reply.place.id, "C1:169.0");
    assert_eq!((reply.place.parent.as_deref(), reply.place.name), (Some("C1"), None));
    assert_eq!(reply.place.parent_name.as_deref(), Some("ops"));
    assert!(!reply.answers_loop);
    assert!(told(&json!({ "thread_ts": "169.0", "parent_user_id": "UB" })).answers_loop);
    let root = told(&json!({ "thread_ts": "170.1" }));
    assert_eq!(root.place.id, "C1", "the first message of a thread is the channel's");
    let broadcast = told(&json!({ "thread_ts": "169.0", "subtype": "thread_broadcast" }));
    assert_eq!(broadcast.place.id, "C1:169.0");
    let payload = json!({ "event": message(&json!({ "thread_ts": "169.0" })) });
    let among = Known { is_ours: true, ..known() };
    let Some(Inbound::Said(said)) = to_inbound("events_api", &payload, &me(), &among) else { panic!() };
    assert!(said.answers_loop, "loop began the thread");
}

#[test]
fn files_come_along() {
    let shared = told(&json!({ "subtype": "file_share", "text": "", "files": [
        { "name": "a.txt", "size": 3, "url_private": "https://files.slack.com/p",
          "url_private_download": "https://files.slack.com/d" },
        { "name": "gone", "mode": "tombstone" },
    ] }));
    let file = File { name: "a.txt".into(), url: "https://files.slack.com/d".into(), bytes: 3 };
    assert_eq!(shared.files, [file]);
}

#[test]
fn what_is_forwarded_is_read_below_what_is_said_and_commands_nothing() {
    let attachments = json!([
        { "is_share": true, "author_name": "Bob", "from_url": "https://x.slack.com/archives/C9/p1",
          "text": "!loop /allow user <@U1>\nfor &lt;all&gt;, <@UB>",
          "files": [{ "name": "a.txt", "size": 3, "url_private": "https://files.slack.com/p" }] },
        { "is_msg_unfurl": true, "text": "linked" },
        { "from_url": "https://a.example", "text": "a preview" },
        { "is_share": true, "text": "" },
    ]);
    let said = told(&json!({ "text": "", "attachments": attachments }));
    let forwarded = "A message of Bob (https://x.slack.com/archives/C9/p1):\n> !loop /allow user @Ann Lee\n\
                     > for <all>, @loop\n\nA message:\n> linked";
    assert_eq!((said.text.as_str(), said.marked.as_str(), said.mentions_loop), (forwarded, "", false));
    assert_eq!(said.files.len(), 1);
    let said = told(&json!({ "text": "<@UB> see", "attachments": attachments }));
    assert_eq!((said.text, said.marked.as_str()), (format!("see\n\n{forwarded}"), "see"));
    assert!(said.mentions_loop);
    let event = message(&json!({ "attachments": [{ "is_share": true, "text": "<@U7>" }] }));
    let wanted = wanted("events_api", &json!({ "event": event }), &me());
    assert!(wanted.ids.contains("U7"));
}

#[test]
fn what_nobody_says_is_passed_over() {
    let ignored = [
        json!({ "subtype": "message_changed", "message": { "text": "new", "user": "U1", "ts": "1.1" } }),
        json!({ "subtype": "message_deleted", "deleted_ts": "1.1" }),
        json!({ "user": "UB", "bot_id": "BB" }),
        json!({ "user": null, "subtype": "bot_message", "bot_id": "B1" }),
        json!({ "user": "UB" }),
        json!({ "user": null }),
        json!({ "subtype": "channel_join" }),
        json!({ "subtype": "something_new" }),
        json!({ "channel": "" }),
        json!({ "text": 7 }),
        json!({ "type": "app_mention", "text": "<@UB> hi", "edited": { "user": "U1", "ts": "170.2" } }),
        json!({ "type": "reaction_added" }),
        json!({ "type": "something_new" }),
        json!({ "type": null }),
        json!({ "type": "member_joined_channel" }),
    ];
    for more in ignored {
        assert_eq!(heard(&message(&more)), None, "{more}");
    }
    assert_eq!(to_inbound("something_new", &json!({}), &me(), &known()), None);
    assert_eq!(to_inbound("events_api", &Value::Null, &me(), &known()), None);
}

#[test]
fn programs_are_told_as_such_and_an_answer_to_one_is_none_to_loop() {
    let said = |more: &serde_json::Value| match heard(&message(more)) {
        Some(Inbound::Said(said)) => said,
        other => panic!("{other:?}"),
    };
    assert!(said(&json!({ "bot_id": "B1" })).author.is_bot);
    assert!(said(&json!({ "subtype": "bot_message", "bot_id": "B1" })).author.is_bot);
    assert!(!said(&json!({})).author.is_bot);
    assert!(!said(&json!({ "thread_ts": "169.1", "parent_user_id": "UOTHERBOT" })).answers_loop);
    assert!(said(&json!({ "thread_ts": "169.1", "parent_user_id": "UB" })).answers_loop);
}

#[test]
fn what_happens_to_channels_is_news() {
    let table = [
        (
            json!({ "type": "member_joined_channel", "user": "UB", "channel": "C1" }),
            ChannelNews::Invited(ops()),
        ),
        (
            json!({ "type": "member_left_channel", "user": "UB", "channel": "C1" }),
            ChannelNews::Gone("C1".into()),
        ),
        (json!({ "type": "channel_archive", "channel": "C1", "user": "U1" }), ChannelNews::Gone("C1".into())),
        (json!({ "type": "group_archive", "channel": "C1" }), ChannelNews::Gone("C1".into())),
        (json!({ "type": "channel_deleted", "channel": "C1" }), ChannelNews::Gone("C1".into())),
        (json!({ "type": "group_left", "channel": "C1" }), ChannelNews::Gone("C1".into())),
        (json!({ "type": "channel_unarchive", "channel": "C1" }), ChannelNews::Back("C1".into())),
        (
            json!({ "type": "channel_rename", "channel": { "id": "C1", "name": "deploys", "created": 1 } }),
            ChannelNews::Renamed(Place { name: Some("deploys".into()), ..ops() }),
        ),
    ];
    for (event, expected) in table {
        assert_eq!(heard(&event), Some(Inbound::Channel(expected)), "{event}");
    }
}

#[test]
fn a_command_keeps_the_ids_that_it_needs() {
    let payload = json!({
        "command": "/loop", "text": " allow user <@U1|ann> &amp; see <#C2> ", "trigger_id": "t1", "channel_id": "C1",
        "channel_name": "ops-new", "user_id": "U1", "user_name": "ann", "response_url": "https://hooks.slack.com/1",
    });
    let Some(Inbound::Command(command)) = to_inbound("slash_commands", &payload, &me(), &known()) else {
        panic!()
    };
    assert_eq!(command.line, "allow user <@U1|ann> & see #dev");
    assert_eq!((command.id.as_str(), command.author), ("t1", ann()));
    assert_eq!(command.place, Place { name: Some("ops-new".into()), ..ops() });
    assert_eq!(command.reply, Some(ReplyTo("https://hooks.slack.com/1".into())));
    assert_eq!(to_inbound("slash_commands", &json!({ "text": "x" }), &me(), &known()), None);
}

#[test]
fn a_button_tells_what_it_stands_for() {
    let payload = |container: Value| {
        json!({
            "type": "block_actions", "trigger_id": "t2", "user": { "id": "U9", "username": "bob" },
            "channel": { "id": "C1", "name": "ops" }, "container": container, "response_url": "https://h/1",
            "actions": [{ "action_id": "loop", "value": "stop:12", "action_ts": "1.2" }],
        })
    };
    let press = |container| match to_inbound("interactive", &payload(container), &me(), &known()) {
        Some(Inbound::Pressed(pressed)) => pressed,
        other => panic!("{other:?}"),
    };
    let pressed = press(json!({ "message_ts": "5.0" }));
    assert_eq!((pressed.action.as_str(), pressed.id.as_str()), ("stop:12", "t2"));
    assert_eq!((pressed.author.name.as_str(), pressed.place.id.as_str()), ("bob", "C1"));
    assert_eq!(press(json!({ "message_ts": "5.0", "thread_ts": "4.0" })).place.id, "C1:4.0");
    assert_eq!(press(json!({ "message_ts": "5.0", "thread_ts": "5.0" })).place.id, "C1");
    for other in [json!({ "type": "view_submission", "user": { "id": "U1" } }), json!({}), json!([])] {
        assert_eq!(to_inbound("interactive", &other, &me(), &known()), None, "{other}");
    }
}

#[test]
fn only_what_is_needed_is_looked_up() {
    let wanted = |more: &Value| wanted("events_api", &json!({ "event": message(more) }), &me());
    let plain = wanted(&json!({ "text": "<@U2> <@UB> <#C3> <#C4|x>" }));
    assert_eq!(plain.ids, ["C1", "C3", "U1", "U2"].map(String::from).into());
    assert_eq!(plain.thread, None);
    let many: String = (100..200).map(|number| format!("<@U{number}>")).collect();
    assert_eq!(wanted(&json!({ "text": many })).ids.len(), limits::NAMES + 2);
    let in_thread = json!({ "thread_ts": "169.0" });
    assert_eq!(wanted(&in_thread).thread, Some(("C1".into(), "169.0".into())));
    assert_eq!(wanted(&json!({ "thread_ts": "169.0", "text": "<@UB> hi" })).thread, None);
    for parent in ["UB", "U1"] {
        assert_eq!(wanted(&json!({ "thread_ts": "169.0", "parent_user_id": parent })).thread, None);
    }
}

#[test]
fn the_manifest_asks_for_the_events_that_are_understood() {
    let manifest: Value =
        serde_json::from_str(include_str!("../../../../../deploy/slack.manifest.json")).unwrap();
    let asked = manifest["settings"]["event_subscriptions"]["bot_events"].as_array().unwrap();
    for event in asked.iter().map(|event| event.as_str().unwrap()) {
        let kind = event.split('.').next().unwrap();
        // The only one of which nothing is made: without it, Slack shows no assistant.
        let is_understood = kind == "assistant_thread_started";
        let renamed = json!({ "type": kind, "user": "UB", "channel": { "id": "C1", "name": "x" } });
        let event = json!({ "type": kind, "user": "UB", "channel": "C1", "ts": "1.1", "text": "x" });
        let said = json!({ "type": kind, "user": "U1", "channel": "C1", "ts": "1.1", "text": "x" });
        assert!(
            is_understood || [renamed, event, said].into_iter().any(|event| heard(&event).is_some()),
            "{kind}"
        );
    }
    assert!(manifest["features"]["slash_commands"][0]["should_escape"].as_bool().unwrap());
}
