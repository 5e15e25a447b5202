//! Places in a text: line and column, and the line itself with a caret, fit for any terminal.
//!
//! It must not know what the text means. Only parts declared harmless are shown; the rest may be secret.

use json5::char::is_json5_line_terminator;

use super::error::Position;
use super::scan::Span;

/// Characters of a long line shown before the place meant, and after it.
const AROUND: usize = 60;
/// Stands for what is not shown.
const HIDDEN: char = '…';

/// Line and column of a byte offset.
pub(super) fn position(text: &str, offset: usize) -> Position {
    let json5::Position { line, column } = json5::Position::from_offset(offset, text);
    Position { line: line + 1, column: column + 1 }
}

/// Byte offset of a position as the parser gives it, or the end of the text.
pub(super) fn offset(text: &str, position: json5::Position) -> usize {
    let (mut line, mut column) = (0, 0);
    let mut chars = text.char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        if line == position.line && column == position.column {
            return offset;
        }
        if is_json5_line_terminator(c) {
            if c == '\r' {
                chars.next_if(|(_, c)| *c == '\n');
            }
            (line, column) = (line + 1, 0);
        } else {
            column += 1;
        }
    }
    text.len()
}

/// The line where `span` begins, with carets under the span as far as it is on that line:
///
/// ```text
///   3 | container_cpus: 0,
///     |                 ^
/// ```
///
/// What is not within `harmless` (sorted) shows as `…`, control characters as `·`; long lines are cut.
pub(super) fn excerpt(text: &str, span: &Span, harmless: &[Span]) -> String {
    let start = text[..span.start]
        .rfind(is_json5_line_terminator)
        .map_or(0, |end| end + text[end..].chars().next().map_or(0, char::len_utf8));
    let end =
        text[span.start..].find(is_json5_line_terminator).map_or(text.len(), |length| span.start + length);
    let is_harmless = |offset: usize| {
        let after = harmless.partition_point(|span| span.start <= offset);
        after > 0 && harmless[after - 1].end > offset
    };
    let (mut line, mut from, mut to) = (Vec::new(), None, 0);
    for (offset, c) in text[start..end].char_indices().map(|(offset, c)| (start + offset, c)) {
        let shown = match c {
            ' ' | '\t' => ' ',
            _ if !is_harmless(offset) => HIDDEN,
            _ if c.is_control() || is_invisible(c) => '·',
            _ => c,
        };
        push(&mut line, shown);
        if offset >= span.start {
            from.get_or_insert(line.len() - 1);
        }
        if offset < span.end {
            to = line.len();
        }
    }
    let from = from.unwrap_or(line.len());
    let blanks = line.iter().take_while(|c| **c == ' ').count();
    let first = blanks.max(from.saturating_sub(AROUND)).min(from);
    let last = line.len().min(from + AROUND);
    let cut = |here: bool| if here { "…" } else { "" };
    let (before, after) = (cut(first > blanks), cut(last < line.len()));
    let shown: String = line[first..last].iter().collect();
    let number = position(text, span.start).line.to_string();
    let indent = " ".repeat(from - first + before.chars().count());
    let carets = "^".repeat(to.clamp(from + 1, last.max(from + 1)) - from);
    format!(
        "  {number} | {before}{}{after}\n  {} | {indent}{carets}",
        shown.trim_end(),
        " ".repeat(number.len())
    )
}

/// Adds a character; whatever is hidden in a row, with the blanks inside, becomes one `…`.
fn push(line: &mut Vec<char>, shown: char) {
    if shown == HIDDEN {
        let kept = line.iter().rposition(|c| *c != ' ').filter(|at| line[*at] == HIDDEN);
        if let Some(at) = kept {
            line.truncate(at);
        }
    }
    line.push(shown);
}

/// Characters that would move or reorder what a terminal shows.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;

    #[test]
    fn offsets_and_positions_agree() {
        let text = "a\r\nbé\nc\rd\u{2028}e";
        for (offset_of, _) in text.char_indices().filter(|(at, _)| *at != 2) {
            let json5 = json5::Position::from_offset(offset_of, text);
            assert_eq!(offset(text, json5), offset_of);
        }
        assert_eq!(position(text, text.find('d').unwrap()), Position { line: 4, column: 1 });
    }

    #[test]
    fn only_harmless_parts_are_shown() {
        let text = "one\n\t{ a: \"secret\", b: 'two' } // three\nfour";
        let span = |part: &str| text.find(part).map(|at| at..at + part.len()).unwrap();
        let harmless = [span("{"), span("a:"), span(", b:"), span("'two'"), span("}")];
        assert_snapshot!(excerpt(text, &span("'two'"), &harmless), @r"
          2 | { a: …, b: 'two' } …
            |            ^^^^^
        ");
        assert_snapshot!(excerpt(text, &span("\"secret\""), &harmless), @r"
          2 | { a: …, b: 'two' } …
            |      ^
        ");
        assert_snapshot!(excerpt(text, &span("four"), &harmless), @r"
          3 | …
            | ^
        ");
    }

    #[test]
    fn long_lines_are_cut_and_odd_characters_replaced() {
        let text = format!("{}x\u{1b}\u{202e}y{}", "a".repeat(500), "b".repeat(500));
        let all = 0..text.len();
        assert_snapshot!(excerpt(&text, &(500..501), std::slice::from_ref(&all)), @"
          1 | …aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax··ybbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb…
            |                                                              ^
        ");
    }
}
