//! Makes text from elsewhere harmless for a terminal: what a control character would do is shown instead of done.
//! It must not know where the text came from or goes to.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Keeps line breaks and tabs; every other control character, and what reorders text invisibly, becomes visible.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    escaped(text, |c| matches!(c, '\n' | '\t'))
}

/// The same on one line: line breaks and tabs become single spaces.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split(['\n', '\t', '\r']).map(str::trim).filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&escaped(word, |_| false));
    }
    line
}

/// JSON may hold some such characters as they are; as escapes they mean the same and do nothing.
pub(crate) fn json(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_dangerous_in_json) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_dangerous_in_json(c) {
            // Writing to a string cannot fail.
            let _ = write!(safe, "\\u{:04x}", u32::from(c));
        } else {
            safe.push(c);
        }
    }
    Cow::Owned(safe)
}

/// One line that hides nothing: line breaks, too, and every character that takes no room become visible. For text
/// that a person is about to approve of.
pub(crate) fn exact(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_control() {
            line.push('^');
            line.push(char::from(c as u8 ^ 0x40));
        } else if is_dangerous(c) || is_invisible(c) {
            // Writing to a string cannot fail.
            let _ = write!(line, "\\u{{{:x}}}", u32::from(c));
        } else {
            line.push(c);
        }
    }
    line
}

/// Blanks of other widths, joiners, fillers, variation selectors and tags.
fn is_invisible(c: char) -> bool {
    (c.is_whitespace() && c != ' ')
        || matches!(
            c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
        )
}

fn is_dangerous_in_json(c: char) -> bool {
    is_dangerous(c) && c != '\n'
}

fn is_dangerous(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn escaped(text: &str, keep: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.chars().any(|c| is_dangerous(c) && !keep(c)) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        // A line break of another system is a line break.
        if c == '\r' && chars.peek() == Some(&'\n') {
            continue;
        }
        if keep(c) || !is_dangerous(c) {
            safe.push(c);
        } else if c.is_ascii() {
            safe.push('^');
            safe.push(char::from(c as u8 ^ 0x40));
        } else {
            let _ = write!(safe, "\\u{{{:x}}}", u32::from(c));
        }
    }
    Cow::Owned(safe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_shown_not_done() {
        let table = [
            ("plain, büro, 日本\nnext\tcolumn", "plain, büro, 日本\nnext\tcolumn"),
            ("\x1b[2J\x1b]0;title\x07", "^[[2J^[]0;title^G"),
            ("back\x08space\x7f", "back^Hspace^?"),
            ("dos\r\nlines, lone\rreturn", "dos\nlines, lone^Mreturn"),
            ("\u{9b}31m", "\\u{9b}31m"),
            ("abc\u{202e}fed", "abc\\u{202e}fed"),
        ];
        for (text, expected) in table {
            assert_eq!(visible(text), expected);
        }
    }

    #[test]
    fn one_line_is_one_line() {
        assert_eq!(one_line("  first\r\n\n second\tthird\x1b "), "first second third^[");
        assert_eq!(one_line("\n"), "");
    }

    #[test]
    fn what_is_approved_hides_nothing() {
        let table = [
            ("plain, büro, 日本 a b", "plain, büro, 日本 a b"),
            ("a\nb\tc\x1b[2K\x7f", "a^Jb^Ic^[[2K^?"),
            ("rm\u{200b} -rf\u{a0}/\u{202e}", "rm\\u{200b} -rf\\u{a0}/\\u{202e}"),
            ("\u{e0041}\u{3164}\u{feff}", "\\u{e0041}\\u{3164}\\u{feff}"),
        ];
        for (text, expected) in table {
            assert_eq!(exact(text), expected);
        }
    }

    #[test]
    fn json_keeps_its_meaning() {
        let value = serde_json::json!({ "a": "\u{9b}x\u{7f}\u{202e}\x1b\n" });
        let text = serde_json::to_string_pretty(&value).unwrap();
        let safe = json(&text);
        assert!(!safe.chars().any(is_dangerous_in_json), "{safe}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&safe).unwrap(), value);
    }
}
