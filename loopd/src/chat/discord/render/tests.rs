//! What we say, as Discord gets it.

use super::*;
use crate::chat::Button;

fn people() -> People {
    [("ann", "5"), ("bob b.", "6"), ("loop", "1")]
        .into_iter()
        .map(|(name, id)| (name.to_owned(), id.to_owned()))
        .collect()
}

#[test]
fn people_who_are_known_are_called_and_nobody_else() {
    let table: [(&str, &str, &[&str]); 9] = [
        ("hello", "hello", &[]),
        ("@Ann, look", "<@5>, look", &["5"]),
        ("ask @ann or @loop.", "ask <@5> or <@1>.", &["1", "5"]),
        ("`@ann` and ann@example.org", "`@ann` and ann@example.org", &[]),
        ("```\n@ann\n```\n@Ann", "```\n@ann\n```\n<@5>", &["5"]),
        ("@anna @@ann", "@anna @@ann", &[]),
        // What calls somebody without us is text to Discord, which is told to call none of them.
        ("<@5> <@&7> <@!6> @everyone @here", "<@5> <@&7> <@!6> @everyone @here", &[]),
        ("<@ann>", "<@ann>", &[]),
        ("", "", &[]),
    ];
    for (text, expected, called) in table {
        let contents = messages(text, &people());
        let read: Vec<&str> = contents.iter().map(|content| content.text.as_str()).collect();
        assert_eq!(read.concat(), expected, "{text}");
        assert_eq!(contents.iter().flat_map(|content| &content.called).collect::<Vec<_>>(), called, "{text}");
    }
}

#[test]
fn every_message_says_whom_it_may_call() {
    let content = messages("@Ann @everyone", &people()).remove(0);
    for body in [content.body(), content.body_once("n"), Content::plain("@everyone".into()).body()] {
        assert_eq!(body["allowed_mentions"]["parse"], serde_json::json!([]), "{body}");
        assert_eq!(body["allowed_mentions"]["roles"], serde_json::json!([]), "{body}");
    }
    assert_eq!(content.body()["allowed_mentions"]["users"], serde_json::json!(["5"]));
    let once = content.body_once("n1");
    assert_eq!((&once["nonce"], &once["enforce_nonce"]), (&"n1".into(), &true.into()));
}

#[test]
fn a_button_keeps_to_what_discord_takes() {
    let button = Some(Button { label: "x".repeat(200), action: "y".repeat(200) });
    let progress = Progress { channel: "1".into(), text: "😀".repeat(3_000), button };
    for body in [super::progress(&progress), progress_again(&progress)] {
        assert!(body["content"].as_str().unwrap().encode_utf16().count() <= limits::CONTENT);
        let button = &body["components"][0]["components"][0];
        assert_eq!(button["label"].as_str().unwrap().chars().count(), limits::LABEL);
        assert_eq!(button["custom_id"].as_str().unwrap().len(), limits::ACTION);
        assert_eq!(button["style"], 4);
    }
    let none = progress_again(&Progress { text: " ".into(), button: None, ..progress });
    assert_eq!((&none["content"], &none["components"]), (&"…".into(), &serde_json::json!([])));
}

#[test]
fn titles_are_one_line() {
    assert_eq!(title(" a\n b "), "a b");
    assert_eq!(title(""), "…");
    assert_eq!(title(&"x".repeat(300)).chars().count(), limits::NAME);
    assert_eq!(channel_name("My Project!"), "my-project");
}

proptest::proptest! {
    #[test]
    fn any_text_is_said_within_limits(text in "\\PC{0,60}|([@`<> \n]|ann|everyone|😀){0,60}", times in 1_usize..80) {
        for content in messages(&text.repeat(times), &people()) {
            proptest::prop_assert!(content.text.encode_utf16().count() <= limits::CONTENT);
            proptest::prop_assert!(content.called.iter().all(|id| ["1", "5", "6"].contains(&id.as_str())));
        }
    }
}
