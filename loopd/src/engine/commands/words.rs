//! A line as words, with quotes and backslashes as in a shell; each word knows where it began. Pure.

/// One word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Its text, without the quotes.
    pub text: String,
    /// Where it begins in the line, in bytes; at its quote if it has one.
    pub start: usize,
}

/// What ends a quotation that begins with this character. Telephones make typographic quotes of plain ones.
fn closing(open: char) -> Option<&'static [char]> {
    match open {
        '"' => Some(&['"']),
        '\'' => Some(&['\'']),
        '“' | '„' | '”' => Some(&['”', '“', '"']),
        '«' => Some(&['»']),
        _ => None,
    }
}

/// The words of a line. A quote that is not closed goes on to the end; an apostrophe within a word is none.
pub(super) fn words(line: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut word: Option<Word> = None;
    let mut chars = line.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c.is_whitespace() {
            found.extend(word.take());
            continue;
        }
        let is_first = word.is_none();
        let current = word.get_or_insert_with(|| Word { text: String::new(), start: at });
        let quote = closing(c).filter(|_| is_first || c == '"' || current.text.ends_with('='));
        match (c, quote) {
            (_, Some(ends)) => {
                while let Some((_, c)) = chars.next() {
                    match c {
                        c if ends.contains(&c) => break,
                        // Within double quotes a backslash takes the next quote or backslash as it is.
                        '\\' if ends != ['\'']
                            && chars.peek().is_some_and(|(_, c)| *c == '\\' || ends.contains(c)) =>
                        {
                            current.text.extend(chars.next().map(|(_, c)| c));
                        }
                        c => current.text.push(c),
                    }
                }
            }
            ('\\', None)
                if chars
                    .peek()
                    .is_some_and(|(_, c)| c.is_whitespace() || closing(*c).is_some() || *c == '\\') =>
            {
                current.text.extend(chars.next().map(|(_, c)| c));
            }
            (c, None) => current.text.push(c),
        }
    }
    found.extend(word);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(line: &str) -> Vec<String> {
        words(line).into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn quotes_hold_words_together() {
        let table: [(&str, &[&str]); 14] = [
            ("", &[]),
            ("  a  b\tc\n", &["a", "b", "c"]),
            ("\"0 9 * * 1-5\" cron", &["0 9 * * 1-5", "cron"]),
            ("'a b' c", &["a b", "c"]),
            ("“a b” c", &["a b", "c"]),
            ("„a b“ c", &["a b", "c"]),
            ("«a b» c", &["a b", "c"]),
            ("don't say 'no'", &["don't", "say", "no"]),
            ("--prompt=\"a b\" c", &["--prompt=a b", "c"]),
            (r#""a \"b\" \\ \n" c"#, &[r#"a "b" \ \n"#, "c"]),
            (r"a\ b \'c", &["a b", "'c"]),
            (r"C:\dir", &[r"C:\dir"]),
            ("\"\" x", &["", "x"]),
            ("\"never closed", &["never closed"]),
        ];
        for (line, expected) in table {
            assert_eq!(split(line), expected, "{line}");
        }
    }

    #[test]
    fn words_know_where_they_begin() {
        let line = "é “b c” d";
        let starts: Vec<&str> = words(line).iter().map(|word| &line[word.start..]).collect();
        assert_eq!(starts, ["é “b c” d", "“b c” d", "d"]);
    }

    proptest::proptest! {
        #[test]
        fn any_line_is_read_without_a_panic(line in "\\PC*|[\\\\'\"“” a=é]{0,20}") {
            for word in words(&line) {
                proptest::prop_assert!(line.is_char_boundary(word.start));
            }
        }
    }
}
