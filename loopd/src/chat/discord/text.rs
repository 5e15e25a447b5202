//! Discord's markup in what people write, made readable: names in the place of ids. Pure.

use std::collections::BTreeMap;

/// Names of people, roles and channels, by id.
pub(super) type Names = BTreeMap<String, String>;

/// Whether the text mentions a person, or one of the roles.
pub(super) fn mentions(text: &str, person: &str, roles: &[String]) -> bool {
    pieces(text).any(|piece| matches!(piece, Piece::Markup(markup) if is_about(markup, person, roles)))
}

/// The text without a mention of that person or role at its beginning, and without the punctuation after it.
pub(super) fn without_leading_mention<'a>(text: &'a str, person: &str, roles: &[String]) -> &'a str {
    let begun = text.trim_start();
    match pieces(begun).next() {
        Some(Piece::Markup(markup)) if is_about(markup, person, roles) => {
            begun[markup.len() + 2..].trim_start_matches([':', ',']).trim()
        }
        _ => text.trim(),
    }
}

/// What a person reads: `@Ann`, `#ops`, `:tada:`.
pub(super) fn readable(text: &str, names: &Names) -> String {
    let shown = |piece| match piece {
        Piece::Plain(plain) => plain.to_owned(),
        Piece::Markup(markup) => shown(markup, names).unwrap_or_else(|| format!("<{markup}>")),
    };
    pieces(text).map(shown).collect()
}

/// A piece of a text.
enum Piece<'a> {
    /// Text.
    Plain(&'a str),
    /// What stands between `<` and `>`.
    Markup(&'a str),
}

/// The pieces of a text. People write `<` as well, so that what is between brackets may mean nothing.
fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let markup = rest.strip_prefix('<').and_then(|inner| inner.split_once('>'));
        if let Some((markup, after)) = markup.filter(|(markup, _)| is_markup(markup)) {
            rest = after;
            return Some(Piece::Markup(markup));
        }
        let end = rest.char_indices().skip(1).find(|(_, c)| *c == '<').map_or(rest.len(), |(at, _)| at);
        let plain = &rest[..end];
        rest = &rest[end..];
        Some(Piece::Plain(plain))
    })
}

fn is_markup(inner: &str) -> bool {
    let ends_with_id = inner.len() > 1
        && inner
            .rsplit(['@', '!', '&', '#', ':'])
            .next()
            .is_some_and(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()));
    ends_with_id && inner.starts_with(['@', '#', ':', 'a', '/']) && !inner.contains(['<', '\n'])
}

fn is_about(markup: &str, person: &str, roles: &[String]) -> bool {
    let id = markup.trim_start_matches(['@', '!']);
    match markup.strip_prefix("@&") {
        Some(role) => roles.iter().any(|own| own == role),
        None => markup.starts_with('@') && id == person,
    }
}

fn shown(markup: &str, names: &Names) -> Option<String> {
    let named = |sign: &str, id: &str| {
        let name = names.get(id).map_or(id, |name| name.trim_start_matches('@'));
        Some(format!("{sign}{name}"))
    };
    if let Some(id) = markup.strip_prefix('@') {
        return named("@", id.trim_start_matches(['!', '&']));
    }
    if let Some(id) = markup.strip_prefix('#') {
        return named("#", id);
    }
    if let Some(command) = markup.strip_prefix('/') {
        return Some(format!("/{}", command.split(':').next()?));
    }
    // `<:name:1>` and `<a:name:1>`.
    let name = markup.strip_prefix('a').unwrap_or(markup).strip_prefix(':')?.split(':').next()?;
    Some(format!(":{name}:"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        [("1", "Ann"), ("2", "devs"), ("3", "ops"), ("7", "@everyone")]
            .into_iter()
            .map(|(id, name)| (id.to_owned(), name.to_owned()))
            .collect()
    }

    #[test]
    fn markup_is_read_as_people_see_it() {
        let table = [
            ("hello", "hello"),
            ("ask <@1> or <@!1>, all <@&2> in <#3>", "ask @Ann or @Ann, all @devs in #ops"),
            ("<@9> <#9> <@&7>", "@9 #9 @everyone"),
            ("<:tada:5><a:wave:6>", ":tada::wave:"),
            ("use </loop tasks:5>", "use /loop tasks"),
            ("a < b > c <b> <x@y> <@> <@x> <", "a < b > c <b> <x@y> <@> <@x> <"),
            ("<https://example.com:80>", "<https://example.com:80>"),
            ("<t:5:R> <é@1>", "<t:5:R> <é@1>"),
        ];
        for (text, expected) in table {
            assert_eq!(readable(text, &names()), expected, "{text}");
        }
    }

    #[test]
    fn loop_is_mentioned_by_its_own_name_and_by_its_role() {
        let roles = ["2".to_owned()];
        for text in ["<@1> look", "<@!1>: look", " <@&2>, look"] {
            assert!(mentions(text, "1", &roles), "{text}");
            assert_eq!(without_leading_mention(text, "1", &roles), "look", "{text}");
        }
        for text in ["look", "<@2> look", "<@&1> look", "@1 look", "<#1>"] {
            assert!(!mentions(text, "1", &roles), "{text}");
            assert_eq!(without_leading_mention(text, "1", &roles), text, "{text}");
        }
        assert_eq!(without_leading_mention("please, <@1>", "1", &roles), "please, <@1>");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "\\PC*|[<>@!&#:a/1é\n ]{0,40}") {
            let _ = (readable(&text, &names()), mentions(&text, "1", &[]), without_leading_mention(&text, "1", &[]).len());
        }
    }
}
