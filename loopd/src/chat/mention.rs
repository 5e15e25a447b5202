//! Finds loop's name and people's in what an agent writes: `@name` as a word of its own, outside of code. Pure.

use std::collections::HashMap;

/// The text without a mention at its beginning, if it mentions `name` anywhere; `None` if it does not.
pub fn addressed<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let at = prose(text).find_map(|(start, piece)| find(piece, name).map(|at| start + at))?;
    if text[..at].trim().is_empty() {
        let rest = &text[at + 1 + name.len()..];
        return Some(rest.trim_start_matches([':', ',']).trim());
    }
    Some(text.trim())
}

/// Where `@name` stands as a word.
fn find(piece: &str, name: &str) -> Option<usize> {
    piece.match_indices('@').map(|(at, _)| at).find(|at| {
        let begins = piece[..*at].chars().next_back().is_none_or(|c| !is_of_name(c) && c != '@');
        let named = piece.get(at + 1..at + 1 + name.len());
        let rest = piece.get(at + 1 + name.len()..).unwrap_or_default();
        let mut after = rest.chars();
        let ends = match (after.next(), after.next()) {
            // `@loop.` ends a sentence, `@loop.example` is somebody else.
            (Some('.'), Some(next)) => !is_of_name(next),
            (Some(next), _) => !is_of_name(next),
            (None, _) => true,
        };
        begins && ends && named.is_some_and(|named| named.eq_ignore_ascii_case(name))
    })
}

/// The most words of a person's name.
const NAME_WORDS: usize = 4;

/// Ids by names in lower case, of people who may be mentioned.
pub(super) type People = HashMap<String, String>;

/// The id of the person with whose name a text begins, and the name's length; the longest name wins.
pub(super) fn person<'a>(text: &str, people: &'a People) -> Option<(&'a str, usize)> {
    let is_of_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '\'');
    let mut ends = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, c)| *c);
        // A dot belongs to a name that goes on behind it.
        if !(is_of_name(c) || c == ' ' || c == '.' && next.is_some_and(is_of_name)) {
            break;
        }
        let ends_word = !next.is_some_and(is_of_name);
        if is_of_name(c) && ends_word {
            ends.push(at + c.len_utf8());
        }
        if ends.len() == NAME_WORDS {
            break;
        }
    }
    ends.into_iter().rev().find_map(|end| {
        // `@ann.example` is somebody else than Ann.
        let goes_on = text[end..].strip_prefix('.').is_some_and(|rest| rest.starts_with(is_of_name));
        let id = people.get(&text[..end].to_lowercase()).filter(|_| !goes_on)?;
        Some((id.as_str(), end))
    })
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-')
}

/// The parts of a Markdown text that are neither code blocks nor code in a line, with their places.
pub(super) fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fence: Option<&str> = None;
    let mut place = 0;
    text.split_inclusive('\n')
        .filter_map(move |line| {
            let start = place;
            place += line.len();
            let bare = line.trim();
            let mark = ["```", "~~~"].into_iter().find(|mark| bare.starts_with(mark));
            match (fence, mark) {
                (None, Some(mark)) => fence = Some(mark),
                (Some(open), Some(mark)) if open == mark => fence = None,
                (None, None) => return Some((start, line)),
                _ => {}
            }
            None
        })
        .flat_map(|(start, line)| {
            let mut at = start;
            // Every second piece between backticks is code; a last one that is not closed is none.
            let pieces: Vec<&str> = line.split('`').collect();
            let last = pieces.len() - 1;
            let is_closed = last.is_multiple_of(2);
            pieces
                .into_iter()
                .enumerate()
                .filter_map(move |(number, piece)| {
                    let begin = at;
                    at += piece.len() + 1;
                    (number.is_multiple_of(2) || (!is_closed && number == last)).then_some((begin, piece))
                })
                .collect::<Vec<_>>()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mention_is_a_word_of_its_own() {
        let table = [
            ("@loop check the build", Some("check the build")),
            ("  @Loop: check\nthe build ", Some("check\nthe build")),
            ("@LOOP, please", Some("please")),
            ("@loop", Some("")),
            ("please, @loop, look", Some("please, @loop, look")),
            ("ask @loop.", Some("ask @loop.")),
            ("(@loop)", Some("(@loop)")),
            ("é@loop is a word", None),
            ("ann@loop.example", None),
            ("@loop.example", None),
            ("@looping", None),
            ("@loop_2 @loop-2 @@loop", None),
            ("loop @ loop", None),
            ("", None),
            ("@", None),
            ("@lo\u{f6}p", None),
            ("`@loop` is how you call it", None),
            ("`a` @loop `b`", Some("`a` @loop `b`")),
            ("```\n@loop do it\n```", None),
            ("~~~ text\n```\n@loop\n~~~\nend", None),
            ("```\ncode\n```\n@loop now", Some("```\ncode\n```\n@loop now")),
            ("an odd ` and @loop", Some("an odd ` and @loop")),
        ];
        for (text, expected) in table {
            assert_eq!(addressed(text, "loop"), expected, "{text:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "\\PC*|[`@loop~\n .é]{0,40}") {
            if let Some(rest) = addressed(&text, "loop") {
                proptest::prop_assert!(text.contains(rest));
            }
        }
    }
}
