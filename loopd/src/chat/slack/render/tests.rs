//! What agents write, and what becomes of it.

use super::*;

fn people() -> People {
    [("loop", "UB"), ("ann", "U1"), ("ann lee", "U2"), ("here", "U3"), ("o'neil", "U4"), ("j.doe", "U5")]
        .map(|(name, id)| (name.to_owned(), id.to_owned()))
        .into()
}

fn shown(text: &str) -> String {
    safe(text, Some(&people()))
}

/// Everything by which Slack has ever been told to call somebody.
fn calls_somebody(text: &str) -> bool {
    let text = text.to_lowercase();
    let marks = ["<!", "<@", "&lt;!", "&lt;@", ";!", ";@"];
    let marked = marks.iter().any(|mark| {
        text.match_indices(mark).any(|(at, _)| {
            let rest = &text[at + mark.len()..];
            mark.ends_with('@')
                || ["channel", "here", "everyone", "group", "subteam"].iter().any(|w| rest.starts_with(w))
        })
    });
    let spoken = text.match_indices('@').any(|(at, _)| {
        let begins = !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let rest = &text[at + 1..];
        begins && CROWDS.iter().any(|word| begins_with_word(rest, word))
    });
    marked || spoken
}

fn begins_with_word(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
}

#[test]
fn nobody_is_called_by_what_an_agent_writes() {
    let corpus = [
        "<!channel>",
        "<!here|here>",
        "<!EVERYONE>",
        "<!subteam^S1|@devs>",
        "<!group>",
        "<@U123>",
        "<@U123|ann>",
        "@channel",
        "@here",
        "@Everyone!",
        "(@here)",
        "hi\n@channel",
        "`@here` @here",
        "```\n<!channel>\n``` <!here>",
        "`<`!channel>",
        "&lt;!channel&gt;",
        "&#60;!here&#62;",
        "&lt;@U1&gt;",
        "**@channel**",
        "_@here_",
        "~@here~",
        "[@here](https://a.example)",
        "![<!here>](x)",
        "| @channel | <!here> |",
        "> @everyone",
        "# <!channel>",
        "<<!channel>>",
        "<<@U1>>",
        "@@here",
        "x;@here",
        "\u{2060}@here",
        "<!here",
        "@here's",
        "\u{200b}@channel",
    ];
    for text in corpus {
        for content in messages(text, &People::new()) {
            let block = content.blocks[0]["text"].as_str().unwrap();
            // `@@here` and `` `@here` `` call nobody, as Slack reads them.
            let is_harmless = text.starts_with("@@")
                || text.starts_with('`') && !block.replacen("`@here`", "", 1).contains("@here");
            assert!(is_harmless || !calls_somebody(block), "{text:?} became {block:?}");
            assert!(!content.text.contains(['<', '>']), "{text:?} became {:?}", content.text);
            for Content { text: plain, .. } in plain(&content) {
                assert!(!plain.contains(['<', '>']), "{text:?} became {plain:?}");
            }
        }
    }
}

#[test]
fn without_blocks_the_same_people_are_mentioned() {
    let people = People::from([("ann".to_owned(), "U1".to_owned())]);
    let text = "a < b, @Ann & `<@U2>` &lt;@U3&gt; @here";
    let content = messages(text, &people).remove(0);
    let expected = "a &lt; b, <@U1> &amp; `&lt;\u{2060}@U2&gt;` &amp;lt;\u{2060}@U3&amp;gt; @\u{2060}here";
    assert_eq!(plain(&content), [Content { text: expected.to_owned(), blocks: Value::Null }]);
}

#[test]
fn what_means_nothing_to_slack_stays_as_it_is() {
    let texts = [
        "<!DOCTYPE html>\n<!-- note -->",
        "a < b && c > d",
        "bob@here.example",
        "vec![1]; x@2",
        "email@channel.example",
        "```html\n<!doctype html>\n```",
        "@nobody",
        "a @ b",
        "!here we go",
        "if (!channel) {}",
        "**bold** [x](y)",
        "",
    ];
    for text in texts {
        assert_eq!(shown(text), text);
    }
}

#[test]
fn people_whom_loop_knows_are_mentioned() {
    let table = [
        ("@loop do it", "<@UB> do it"),
        ("ask @Ann, then @ann lee.", "ask <@U1>, then <@U2>."),
        ("@Ann Leeds", "<@U1> Leeds"),
        ("@o'neil and @j.doe", "<@U4> and <@U5>"),
        ("@ann.example", "@ann.example"),
        ("x@ann", "x@ann"),
        ("`@ann` and\n```\n@ann", "`@ann` and\n```\n@ann"),
        ("@here", "@\u{2060}here"),
        ("<@ann>", "<\u{2060}@ann>"),
        ("**@ann**", "**<@U1>**"),
    ];
    for (text, expected) in table {
        assert_eq!(shown(text), expected, "{text:?}");
    }
}

#[test]
fn long_answers_become_several_messages() {
    let text = "A line of fifty characters, more or less, it says.\n".repeat(600);
    let parts = messages(&text, &People::new());
    assert_eq!(parts.len(), 3);
    for part in parts {
        assert!(part.blocks[0]["text"].as_str().unwrap().chars().count() <= limits::MARKDOWN);
        assert!(part.text.chars().count() <= limits::FALLBACK && part.text.ends_with('…'));
    }
    assert!(messages(" \n", &People::new()).is_empty());
}

#[test]
fn progress_has_a_button() {
    let button = Some(Button { label: "Stop".into(), action: "stop:12".into() });
    let content = progress(&Progress { channel: "C1".into(), text: "at work".into(), button });
    assert_eq!(content.blocks[1]["elements"][0]["value"], "stop:12");
    assert_eq!(content.blocks[1]["elements"][0]["text"]["text"], "Stop");
    let bare = progress(&Progress { channel: "C1".into(), text: String::new(), button: None });
    assert_eq!(bare.blocks, json!([{ "type": "markdown", "text": "…" }]));
}

#[test]
fn channel_names_are_ones_that_slack_takes() {
    let table = [
        ("Ops", "ops"),
        ("#My Project.v2", "my-project-v2"),
        ("  a -- b  ", "a-b"),
        ("ÜBER_1", "über_1"),
        ("///", "loop"),
        ("", "loop"),
        ("日本 語", "日本-語"),
    ];
    for (name, expected) in table {
        assert_eq!(channel_name(name), expected, "{name:?}");
    }
    assert_eq!(channel_name(&"x".repeat(200)).len(), 80);
}

#[test]
fn a_title_is_one_line_of_text() {
    assert_eq!(title("task <b>\n @here & co"), "task &lt;b&gt; @\u{2060}here &amp; co");
}

proptest::proptest! {
    #[test]
    fn any_text_is_rendered_and_calls_nobody(text in "\\PC*|[<!@>&;` \nherchanl]{0,60}|(<!|@|&lt;!)(here|channel|everyone)( |>)?") {
        let is_code = text.contains('`');
        for content in messages(&text, &People::new()) {
            let block = content.blocks[0]["text"].as_str().unwrap().to_owned();
            // What is spoken in code calls nobody; marks are broken up there as well.
            proptest::prop_assert!(is_code || text.contains("@@") || !calls_somebody(&block), "{block:?}");
        }
    }
}
