//! Slack's markup in what people write, made readable: names in the place of ids, addresses without brackets. Pure.

use std::collections::{BTreeMap, BTreeSet};

/// Names by id, of people, channels and groups.
pub(super) type Names = BTreeMap<String, String>;

/// Whether the text mentions a person.
pub(super) fn mentions(text: &str, id: &str) -> bool {
    pieces(text).any(|piece| matches!(piece, Piece::Markup(markup) if person(markup) == Some(id)))
}

/// The text without a mention of that person at its beginning, and without the punctuation after it.
pub(super) fn without_leading_mention<'a>(text: &'a str, id: &str) -> &'a str {
    let begun = text.trim_start();
    match pieces(begun).next() {
        Some(Piece::Markup(markup)) if person(markup) == Some(id) => {
            begun[markup.len() + 2..].trim_start_matches([':', ',']).trim()
        }
        _ => text.trim(),
    }
}

/// The ids in a text for which a name is wanted.
pub(super) fn ids(text: &str) -> BTreeSet<String> {
    pieces(text)
        .filter_map(|piece| match piece {
            Piece::Markup(markup) if markup.starts_with(['@', '#']) && !markup.contains('|') => {
                Some(markup[1..].to_owned())
            }
            _ => None,
        })
        .collect()
}

/// What a person reads: `@Ann`, `#ops`, `https://…`, `<` and `&`.
pub(super) fn readable(text: &str, names: &Names) -> String {
    pieces(text)
        .map(|piece| match piece {
            Piece::Plain(plain) => unescaped(plain),
            Piece::Markup(markup) => shown(markup, names),
        })
        .collect()
}

/// The same for a command, in which mentions stay as they are: it needs the ids.
pub(super) fn readable_command(text: &str, names: &Names) -> String {
    pieces(text)
        .map(|piece| match piece {
            Piece::Plain(plain) => unescaped(plain),
            Piece::Markup(markup) if markup.starts_with(['@', '!']) => format!("<{markup}>"),
            Piece::Markup(markup) => shown(markup, names),
        })
        .collect::<String>()
        .trim()
        .to_owned()
}

/// A piece of a text.
enum Piece<'a> {
    /// Text, escaped.
    Plain(&'a str),
    /// What stands between `<` and `>`.
    Markup(&'a str),
}

/// The pieces of a text. People's own `<` comes escaped, so that a bare one always begins markup.
fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let markup = rest.strip_prefix('<').and_then(|inner| inner.split_once('>'));
        if let Some((markup, after)) = markup.filter(|(markup, _)| !markup.contains(['<', '\n'])) {
            rest = after;
            return Some(Piece::Markup(markup));
        }
        // A `<` that begins nothing is text.
        let end = rest.char_indices().skip(1).find(|(_, c)| *c == '<').map_or(rest.len(), |(at, _)| at);
        let plain = &rest[..end];
        rest = &rest[end..];
        Some(Piece::Plain(plain))
    })
}

fn person(markup: &str) -> Option<&str> {
    markup.strip_prefix('@').map(|id| id.split('|').next().unwrap_or(id))
}

fn shown(markup: &str, names: &Names) -> String {
    let (target, label) = match markup.split_once('|') {
        Some((target, label)) => (target, Some(unescaped(label)).filter(|label| !label.is_empty())),
        None => (markup, None),
    };
    let named = |id: &str| label.clone().or_else(|| names.get(id).cloned()).unwrap_or_else(|| id.to_owned());
    if let Some(id) = target.strip_prefix('@') {
        // The name that we know is the newer one.
        let known = names.get(id).cloned().unwrap_or_else(|| named(id));
        return format!("@{}", known.trim_start_matches('@'));
    }
    if let Some(id) = target.strip_prefix('#') {
        return format!("#{}", named(id));
    }
    if let Some(group) = target.strip_prefix("!subteam^") {
        return format!("@{}", named(group).trim_start_matches('@'));
    }
    if let Some(special) = target.strip_prefix('!') {
        let word = special.split('^').next().unwrap_or(special);
        return if word == "date" { label.unwrap_or_default() } else { format!("@{word}") };
    }
    let address = unescaped(target);
    match label {
        Some(label) if label != address && !address.ends_with(&format!(":{label}")) => {
            format!("[{label}]({address})")
        }
        _ => address.trim_start_matches("mailto:").to_owned(),
    }
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        [("U1", "Ann Lee"), ("UB", "loop"), ("C1", "ops"), ("S1", "backend")]
            .map(|(id, name)| (id.to_owned(), name.to_owned()))
            .into()
    }

    #[test]
    fn markup_becomes_readable() {
        let table = [
            ("plain", "plain"),
            ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
            ("&lt;@U1&gt; is no mention", "<@U1> is no mention"),
            ("ask <@U1> or <@U9>", "ask @Ann Lee or @U9"),
            ("<@U1|old name>, <@U9|bob>", "@Ann Lee, @bob"),
            ("in <#C1> and <#C2|dev>", "in #ops and #dev"),
            ("<!here> <!channel|channel>", "@here @channel"),
            ("<!subteam^S1> <!subteam^S2|@front>", "@backend @front"),
            ("see <https://a.example/?x=1&amp;y=2>", "see https://a.example/?x=1&y=2"),
            ("see <https://a.example|the &amp; page>", "see [the & page](https://a.example)"),
            ("<mailto:a@b.example|a@b.example>", "a@b.example"),
            ("<!date^1392734382^{date}|Feb 18>", "Feb 18"),
            ("1 < 2", "1 < 2"),
            ("<<@U1>", "<@Ann Lee"),
            ("é<é", "é<é"),
            ("<", "<"),
            ("", ""),
        ];
        for (text, expected) in table {
            assert_eq!(readable(text, &names()), expected, "{text:?}");
        }
    }

    #[test]
    fn a_leading_mention_is_taken_away() {
        let table = [
            ("<@UB> ping", "ping"),
            (" <@UB|loop>:  ping ", "ping"),
            ("<@UB>", ""),
            ("<@UB>, !loop /status", "!loop /status"),
            ("hi <@UB>", "hi <@UB>"),
            ("<@U1> hi", "<@U1> hi"),
        ];
        for (text, expected) in table {
            assert_eq!(without_leading_mention(text, "UB"), expected, "{text:?}");
        }
        assert!(mentions("hi <@UB|x>", "UB") && !mentions("hi &lt;@UB&gt; <@UBX>", "UB"));
    }

    #[test]
    fn a_command_keeps_its_ids() {
        let line = " allow user <@U1|ann> &lt;x&gt; <https://a.example> ";
        assert_eq!(readable_command(line, &names()), "allow user <@U1|ann> <x> https://a.example");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "\\PC*|[<>@#!|&;é\\n U1C]{0,40}") {
            let _ = readable(&text, &names());
            let _ = without_leading_mention(&text, "U1");
            let _ = ids(&text);
        }
    }
}
