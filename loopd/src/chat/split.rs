//! Long answers in parts that a platform takes: cut between paragraphs, lines or words, never inside a character, and
//! a code block that is cut is closed and opened again. Pure.

use unicode_segmentation::UnicodeSegmentation as _;

/// How a platform counts a text's length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// Unicode characters, as Slack does.
    Chars,
    /// UTF-16 units, which is never less than what Discord counts.
    Utf16,
}

impl Count {
    /// The length of a text.
    pub fn of(self, text: &str) -> usize {
        match self {
            Self::Chars => text.chars().count(),
            Self::Utf16 => text.encode_utf16().count(),
        }
    }
}

/// The shortest limit that can be kept: there must be room for the marks of a code block and for text between them.
pub const LEAST: usize = 120;
/// Bytes of a code block's language that are said again when it is opened again.
const MAX_INFO: usize = 24;

/// The parts of a Markdown text, each at most `limit` long and none blank.
///
/// A limit below [`LEAST`] is taken for that. A line of code that is longer than a part and holds the marks of a block
/// itself may be cut before them.
pub fn split(text: &str, limit: usize, count: Count) -> Vec<String> {
    let mut splitter = Splitter { limit: limit.max(LEAST), count, ..Splitter::new() };
    if count.of(text) <= splitter.limit {
        return if text.trim().is_empty() { Vec::new() } else { vec![text.to_owned()] };
    }
    for line in text.split_inclusive('\n') {
        splitter.line(line);
    }
    splitter.cut();
    splitter.parts
}

/// A code block that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Fence {
    /// The mark, `` ``` `` or longer.
    mark: String,
    /// What it is opened again with, with the line break.
    opener: String,
}

struct Splitter {
    limit: usize,
    count: Count,
    parts: Vec<String>,
    /// The part that is being filled, and its length.
    part: String,
    length: usize,
    /// Length of what the part began with because a code block goes on.
    reopened: usize,
    /// The code block that is open at the part's end.
    fence: Option<Fence>,
    /// Where the last paragraph of the part ends, in bytes.
    paragraph: Option<usize>,
}

impl Splitter {
    fn new() -> Self {
        Self {
            limit: LEAST,
            count: Count::Chars,
            parts: Vec::new(),
            part: String::new(),
            length: 0,
            reopened: 0,
            fence: None,
            paragraph: None,
        }
    }

    /// How much of the part must be left for the mark that closes it.
    fn reserved(&self) -> usize {
        self.fence.as_ref().map_or(0, |fence| fence.mark.len() + 1)
    }

    fn line(&mut self, line: &str) {
        let after = fence_after(self.fence.as_ref(), line);
        // A line that opens a block needs room for what closes it.
        let reserved = after.as_ref().or(self.fence.as_ref()).map_or(0, |fence| fence.mark.len() + 1);
        let length = self.count.of(line);
        if self.length + length + reserved > self.limit && self.length > self.reopened {
            self.cut_well();
        }
        if self.length + length + reserved > self.limit {
            self.long_line(line);
        } else {
            self.push(line, length);
        }
        self.fence = after;
        if self.fence.is_none() && line.trim().is_empty() {
            self.paragraph = Some(self.part.len());
        }
    }

    fn push(&mut self, text: &str, length: usize) {
        self.part.push_str(text);
        self.length += length;
    }

    /// A line that fits into no part: word by word, and where that is not enough, character by character.
    fn long_line(&mut self, line: &str) {
        for word in line.split_inclusive(char::is_whitespace) {
            let length = self.count.of(word);
            if self.length + length + self.reserved() > self.limit && self.length > self.reopened {
                self.cut();
            }
            if self.length + length + self.reserved() <= self.limit {
                self.push(word, length);
                continue;
            }
            for character in word.graphemes(true) {
                self.character(character);
            }
        }
    }

    /// A character as people see it; one of absurdly many marks is cut between them.
    fn character(&mut self, character: &str) {
        let length = self.count.of(character);
        if self.length + length + self.reserved() > self.limit && self.length > self.reopened {
            self.cut();
        }
        if self.length + length + self.reserved() <= self.limit {
            self.push(character, length);
            return;
        }
        for c in character.chars() {
            let mut buffer = [0; 4];
            let c = c.encode_utf8(&mut buffer);
            if self.length + self.count.of(c) + self.reserved() > self.limit {
                self.cut();
            }
            self.push(c, self.count.of(c));
        }
    }

    /// Ends the part where its last paragraph ends, if that leaves it at least half full; else where it is.
    fn cut_well(&mut self) {
        let paragraph = self.paragraph.filter(|_| self.fence.is_none());
        let Some(at) = paragraph.filter(|at| self.count.of(&self.part[..*at]) * 2 >= self.limit) else {
            return self.cut();
        };
        let rest = self.part.split_off(at);
        self.cut();
        self.length = self.count.of(&rest);
        self.part = rest;
    }

    /// Ends the part.
    fn cut(&mut self) {
        let mut part = std::mem::take(&mut self.part);
        self.length = 0;
        self.reopened = 0;
        self.paragraph = None;
        if let Some(fence) = &self.fence {
            if !part.ends_with('\n') {
                part.push('\n');
            }
            part.push_str(&fence.mark);
            let opener = fence.opener.clone();
            self.reopened = self.count.of(&opener);
            self.length = self.reopened;
            self.part = opener;
        } else {
            part.truncate(part.trim_end().len());
            // A part may begin with blanks that mean something, but not with empty lines.
            let begin = part.len() - part.trim_start_matches(['\n', '\r']).len();
            part.drain(..begin);
        }
        if !part.trim().is_empty() {
            self.parts.push(part);
        }
    }
}

/// The code block that is open after a line, given the one that is open before it.
fn fence_after(open: Option<&Fence>, line: &str) -> Option<Fence> {
    let bare = line.trim_end();
    let indented = bare.trim_start_matches(' ');
    if bare.len() - indented.len() > 3 {
        return open.cloned();
    }
    let first = indented.chars().next().filter(|c| matches!(c, '`' | '~'));
    let mark: String = indented.chars().take_while(|c| Some(*c) == first).collect();
    let info = indented[mark.len()..].trim();
    match open {
        Some(fence) => {
            let closes = mark.len() >= fence.mark.len() && mark.starts_with(&fence.mark) && info.is_empty();
            if closes { None } else { Some(fence.clone()) }
        }
        // A line of code between backticks is no block.
        None if mark.len() < 3 || mark.len() > MAX_INFO || (first == Some('`') && info.contains('`')) => None,
        None => {
            let language =
                info.split_whitespace().next().filter(|word| word.len() <= MAX_INFO).unwrap_or_default();
            Some(Fence { opener: format!("{mark}{language}\n"), mark })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_balanced(part: &str) -> bool {
        part.split_inclusive('\n').fold(None, |open, line| fence_after(open.as_ref(), line)).is_none()
    }

    #[test]
    fn a_short_text_stays_as_it_is() {
        for text in ["hello", " hello\n\n", "```\nopen", &"x".repeat(120)] {
            assert_eq!(split(text, 120, Count::Chars), [text]);
        }
        for blank in ["", "\n\n", &" ".repeat(500)] {
            assert!(split(blank, 120, Count::Chars).is_empty());
        }
    }

    #[test]
    fn it_is_cut_between_paragraphs_then_lines_then_words() {
        let sentence = "These are some words. ";
        let paragraph = sentence.repeat(3);
        let text = format!("{paragraph}\n\n{paragraph}\n\n{paragraph}");
        let parts = split(&text, 140, Count::Chars);
        assert_eq!(
            parts,
            [format!("{}\n\n{}", paragraph, paragraph.trim_end()), paragraph.trim_end().to_owned()]
        );
        let lines = format!("{paragraph}\n").repeat(3);
        assert_eq!(split(&lines, 140, Count::Chars).len(), 2);
        let words = split(&sentence.repeat(20), 140, Count::Chars);
        assert_eq!(words.join(" "), sentence.repeat(20).trim_end());
        assert!(words[..words.len() - 1].iter().all(|part| part.len() > 130), "{words:?}");
    }

    #[test]
    fn a_code_block_is_closed_and_opened_again() {
        let code: String = (0..12).map(|n| format!("let line_{n} = \"some text\";\n")).collect();
        let parts = split(&format!("Look:\n\n```rust\n{code}```\nThat is it."), 160, Count::Chars);
        assert!(parts.len() > 2);
        assert!(parts[0].starts_with("Look:\n\n```rust\nlet line_0"), "{parts:?}");
        for part in &parts {
            assert!(is_balanced(part), "{part}");
        }
        for part in &parts[1..parts.len() - 1] {
            assert!(part.starts_with("```rust\nlet") && part.ends_with(";\n```"), "{part}");
        }
        assert!(parts.last().unwrap().ends_with("```\nThat is it."), "{parts:?}");
    }

    #[test]
    fn characters_stay_whole() {
        let family = "👩‍👩‍👧‍👦";
        for count in [Count::Chars, Count::Utf16] {
            let parts = split(&family.repeat(60), 125, count);
            assert!(parts.iter().all(|part| part.graphemes(true).all(|character| character == family)));
            assert!(parts.iter().all(|part| count.of(part) <= 125));
        }
        // Unless somebody stacks more marks on one than a part can hold.
        let absurd = format!("e{}", "\u{301}".repeat(1000));
        assert_eq!(split(&absurd, 200, Count::Chars).concat(), absurd);
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_lost_and_every_part_fits(
            pieces in proptest::collection::vec("```[a-z]{0,9}\n|~~~~\n|`{3,5}\n|\n{1,3}|[a-zé ]{0,90}\n?|\\PC{0,40}|👩‍👧{1,9}|x{100,300}\n", 0..40),
            limit in 120_usize..400,
        ) {
            let text = pieces.concat();
            let parts = split(&text, limit, Count::Utf16);
            let content = |text: &str| {
                // What is added and taken away are marks of code blocks, their languages and blanks.
                text.lines().filter(|line| !line.trim_start().starts_with(['`', '~']))
                    .flat_map(str::chars).filter(|c| !c.is_whitespace()).collect::<String>()
            };
            for part in &parts {
                proptest::prop_assert!(Count::Utf16.of(part) <= limit, "{} > {limit}: {part:?}", Count::Utf16.of(part));
                proptest::prop_assert!(!part.trim().is_empty());
                proptest::prop_assert!(parts.len() == 1 || is_balanced(part), "{part:?}");
            }
            if !text.lines().any(|line| line.contains(['`', '~']) && !line.trim_start().starts_with("```") ) {
                proptest::prop_assert_eq!(content(&parts.join("\n")), content(&text));
            }
        }
    }
}
