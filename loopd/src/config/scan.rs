//! Finds where in a JSON5 text each setting stands, before and beside the real parser.
//!
//! It reads structure only: it must not know types, and leaves every judgement of syntax to the parser, stopping
//! at the first thing it does not understand. It does not recurse, so depth is checked here: the parser recurses,
//! and deep nesting would overflow its stack.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use json5::char::{is_json5_line_terminator, is_json5_whitespace};

use super::key::{KeyPath, Segment};

/// How deep lists and objects may be nested.
pub(super) const MAX_DEPTH: usize = 32;

/// Byte range in the text.
pub(super) type Span = Range<usize>;

/// Where everything stands, as far as the text could be followed.
pub(super) struct Index<'a> {
    text: &'a str,
    nodes: Vec<Node>,
    /// Keys given twice in one object: node of the second, place of the first.
    duplicates: Vec<(usize, Span)>,
    /// Where [`MAX_DEPTH`] is exceeded; nothing after it is known.
    pub too_deep: Option<usize>,
    /// Parts of the text that can hold no secret, in order: punctuation, keys, and values of harmless keys.
    pub harmless: Vec<Span>,
    /// Where it stopped: the end of the value, or the beginning of what it did not understand.
    pub stopped: usize,
}

/// What a value looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Object,
    List,
    String,
    /// A number, `true`, `false` or `null`.
    Word,
}

struct Node {
    parent: usize,
    name: Name,
    value: Span,
    kind: Kind,
    harmless: bool,
}

enum Name {
    Root,
    Key(Span),
    Index(usize),
}

impl<'a> Index<'a> {
    /// Reads `text`; `harmless` tells the keys whose values are no secrets, if all keys around them are harmless.
    pub fn of(text: &'a str, harmless: fn(&str) -> bool) -> Self {
        let (nodes, duplicates, shown) = (Vec::new(), Vec::new(), Vec::new());
        let index = Self { text, nodes, duplicates, too_deep: None, harmless: shown, stopped: 0 };
        let mut scanner = Scanner { index, at: 0, open: Vec::new(), keys: HashMap::new(), harmless };
        // `None` means that it got lost: what it has found up to there is right.
        let _ = scanner.document();
        Self { stopped: scanner.at, ..scanner.index }
    }

    /// Where the value at `path` stands, and what it looks like.
    pub fn value(&self, path: &KeyPath) -> Option<(Span, Kind)> {
        let node = &self.nodes[self.find(path)?];
        Some((node.value.clone(), node.kind))
    }

    /// Where the key at the end of `path` stands.
    pub fn key(&self, path: &KeyPath) -> Option<Span> {
        match &self.nodes[self.find(path)?].name {
            Name::Key(span) => Some(span.clone()),
            Name::Root | Name::Index(_) => None,
        }
    }

    /// The first key given twice in one object: its path, and the places of both.
    pub fn duplicate(&self) -> Option<(KeyPath, Span, Span)> {
        let (node, first) = self.duplicates.first()?;
        let Name::Key(second) = &self.nodes[*node].name else { return None };
        Some((self.path(*node), second.clone(), first.clone()))
    }

    fn find(&self, path: &KeyPath) -> Option<usize> {
        let mut found = (!self.nodes.is_empty()).then_some(0)?;
        for segment in path.segments() {
            let is_it = |name: &Name| match (name, segment) {
                (Name::Key(span), Segment::Key(key)) => key_text(self.text, span) == key.as_str(),
                (Name::Index(at), Segment::Index(index)) => at == index,
                _ => false,
            };
            found = (found + 1..self.nodes.len())
                .find(|&node| self.nodes[node].parent == found && is_it(&self.nodes[node].name))?;
        }
        Some(found)
    }

    fn path(&self, node: usize) -> KeyPath {
        let parent = || self.path(self.nodes[node].parent);
        match &self.nodes[node].name {
            Name::Root => KeyPath::default(),
            Name::Key(span) => parent().key(&key_text(self.text, span)),
            Name::Index(index) => parent().index(*index),
        }
    }
}

struct Scanner<'a> {
    index: Index<'a>,
    at: usize,
    /// Lists and objects that are not closed yet.
    open: Vec<Open>,
    keys: HashMap<(usize, Cow<'a, str>), Span>,
    harmless: fn(&str) -> bool,
}

struct Open {
    node: usize,
    closes: char,
    elements: usize,
}

/// Each step answers `None` when it got lost, or at the end of the text.
impl<'a> Scanner<'a> {
    fn document(&mut self) -> Option<()> {
        self.value(0, Name::Root, true)?;
        while !self.open.is_empty() {
            self.member()?;
        }
        Some(())
    }

    /// One element of the innermost list or object, or its end.
    fn member(&mut self) -> Option<()> {
        let next = self.skip_blank()?;
        let open = self.open.last_mut()?;
        let (node, is_list) = (open.node, open.closes == ']');
        if next == open.closes {
            return self.close();
        }
        let index = open.elements;
        open.elements += 1;
        // A list instead of the object that a config is could hold anything.
        let around = self.index.nodes[node].harmless && !(is_list && node == 0);
        if is_list {
            return self.value(node, Name::Index(index), around);
        }
        let key = if matches!(next, '"' | '\'') { self.string()? } else { self.word()? };
        let text = key_text(self.index.text, &key);
        let harmless = around && (self.harmless)(&text);
        if self.skip_blank()? != ':' {
            // Without the colon it may be no key at all, unless it reads like one.
            self.index.harmless.extend(harmless.then_some(key));
            return None;
        }
        self.index.harmless.push(key.clone());
        self.punctuation();
        if let Some(first) = self.keys.insert((node, text), key.clone()) {
            self.index.duplicates.push((self.index.nodes.len(), first));
        }
        self.value(node, Name::Key(key), harmless)
    }

    /// A value: a list or object is opened, anything else is read to its end.
    fn value(&mut self, parent: usize, name: Name, harmless: bool) -> Option<()> {
        let next = self.skip_blank()?;
        let (node, start) = (self.index.nodes.len(), self.at);
        let (kind, closes) = match next {
            '{' => (Kind::Object, Some('}')),
            '[' => (Kind::List, Some(']')),
            '"' | '\'' => (Kind::String, None),
            _ => (Kind::Word, None),
        };
        if closes.is_some() && self.open.len() == MAX_DEPTH {
            self.index.too_deep = Some(start);
            return None;
        }
        self.index.nodes.push(Node { parent, name, value: start..start + 1, kind, harmless });
        if let Some(closes) = closes {
            self.punctuation();
            self.open.push(Open { node, closes, elements: 0 });
            return Some(());
        }
        let value = if kind == Kind::String { self.string()? } else { self.word()? };
        if harmless && !self.open.is_empty() {
            self.index.harmless.push(value.clone());
        }
        self.index.nodes[node].value = value;
        self.after_value()
    }

    fn close(&mut self) -> Option<()> {
        self.punctuation();
        let node = self.open.pop()?.node;
        self.index.nodes[node].value.end = self.at;
        self.after_value()
    }

    /// What may follow a value: a comma, or the end of the list or object around it.
    fn after_value(&mut self) -> Option<()> {
        let Some(closes) = self.open.last().map(|open| open.closes) else { return Some(()) };
        match self.skip_blank()? {
            ',' => self.punctuation(),
            next if next == closes => {}
            _ => {
                let lost_at = self.at;
                let word = self.word().filter(|word| (self.harmless)(&self.index.text[word.clone()]));
                self.index.harmless.extend(word);
                self.at = lost_at;
                return None;
            }
        }
        Some(())
    }

    fn punctuation(&mut self) {
        self.index.harmless.push(self.at..self.at + 1);
        self.at += 1;
    }

    fn rest(&self) -> &'a str {
        &self.index.text[self.at..]
    }

    /// Skips white space and comments; answers the character after them.
    fn skip_blank(&mut self) -> Option<char> {
        loop {
            let rest = self.rest();
            let next = rest.chars().next()?;
            self.at += match next {
                '/' if rest.starts_with("//") => rest.find(is_json5_line_terminator)?,
                '/' if rest.starts_with("/*") => 2 + rest[2..].find("*/")? + 2,
                _ if is_json5_whitespace(next) => next.len_utf8(),
                _ => return Some(next),
            };
        }
    }

    fn string(&mut self) -> Option<Span> {
        let start = self.at;
        let mut chars = self.rest().char_indices().peekable();
        let (_, quote) = chars.next()?;
        while let Some((offset, c)) = chars.next() {
            match c {
                '\\' => {
                    let (_, escaped) = chars.next()?;
                    if escaped == '\r' {
                        chars.next_if(|(_, c)| *c == '\n');
                    }
                }
                '\n' | '\r' => return None,
                _ if c == quote => {
                    self.at = start + offset + 1;
                    return Some(start..self.at);
                }
                _ => {}
            }
        }
        None
    }

    fn word(&mut self) -> Option<Span> {
        let ends = |c: char| is_json5_whitespace(c) || "{}[],:\"'/".contains(c);
        let length = self.rest().find(ends).unwrap_or(self.rest().len());
        let word = self.at..self.at + length;
        self.at = word.end;
        (length > 0).then_some(word)
    }
}

/// The key written at `span`, without quotes and escapes.
fn key_text<'a>(text: &'a str, span: &Span) -> Cow<'a, str> {
    let written = &text[span.clone()];
    let bare = written.trim_matches(['"', '\'']);
    if !written.contains('\\') && bare.len() + 2 >= written.len() {
        return Cow::Borrowed(bare);
    }
    let quoted = if written.starts_with(['"', '\'']) { written.to_owned() } else { format!("\"{written}\"") };
    json5::from_str(&quoted).map_or(Cow::Borrowed(bare), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    fn paths(index: &Index<'_>) -> Vec<String> {
        (0..index.nodes.len())
            .map(|node| {
                let Node { value, .. } = &index.nodes[node];
                format!("{} = {}", index.path(node), &index.text[value.clone()])
            })
            .collect()
    }

    #[test]
    fn settings_are_found() {
        let text = "\u{feff}// top {[\n{ a: 'x}', \"b c\": [1, /* ] */ {d: true},], 'e\\u0066': \"1\\\r\n2\", } // end";
        assert_eq!(
            paths(&Index::of(text, |_| true)),
            [
                &format!(" = {}", &text[text.find("\n{").unwrap() + 1..text.rfind('}').unwrap() + 1]),
                "a = 'x}'",
                "[\"b c\"] = [1, /* ] */ {d: true},]",
                "[\"b c\"][0] = 1",
                "[\"b c\"][1] = {d: true}",
                "[\"b c\"][1].d = true",
                "ef = \"1\\\r\n2\"",
            ]
        );
    }

    #[test]
    fn it_stops_where_it_gets_lost() {
        for (text, known) in [
            ("", 0),
            ("{", 1),
            ("{ a: 1 b: 2 }", 2),
            ("{ a: 1, b }", 2),
            ("{ a: 'x\n', b: 2 }", 2),
            ("{ a: [1}, b: 2 }", 3),
            ("{ a: /* 1, b: 2 }", 1),
        ] {
            assert_eq!(Index::of(text, |_| true).nodes.len(), known, "{text}");
        }
    }

    #[test]
    fn deep_nesting_ends_the_scan() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert_eq!(Index::of(&nested(MAX_DEPTH), |_| true).too_deep, None);
        assert_eq!(Index::of(&nested(MAX_DEPTH + 1), |_| true).too_deep, Some(MAX_DEPTH));
        assert_eq!(Index::of(&"[".repeat(500_000), |_| true).too_deep, Some(MAX_DEPTH));
    }

    #[test]
    fn duplicates_are_found_under_any_spelling() {
        let duplicate = |text| Index::of(text, |_| true).duplicate().map(|(path, ..)| path.to_string());
        assert_eq!(duplicate("{ a: { b: 1, c: 2, '\\x62': 3 } }").as_deref(), Some("a.b"));
        assert_eq!(duplicate("{ a: { b: 1 }, c: { b: 1 } }"), None);
    }

    fn leaves(value: &Value, path: &KeyPath, found: &mut Vec<String>) {
        found.push(path.to_string());
        match value {
            Value::Array(list) => {
                list.iter().enumerate().for_each(|(at, value)| leaves(value, &path.index(at), found));
            }
            Value::Object(map) => map.iter().for_each(|(key, value)| leaves(value, &path.key(key), found)),
            _ => {}
        }
    }

    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            ".{0,8}".prop_map(Value::from)
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map(".{0,6}", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn it_agrees_with_the_parser(value in json()) {
            for text in [json5::to_string(&value).unwrap(), serde_json::to_string_pretty(&value).unwrap()] {
                let index = Index::of(&text, |_| true);
                let mut expected = Vec::new();
                leaves(&value, &KeyPath::default(), &mut expected);
                let mut found: Vec<_> = (0..index.nodes.len()).map(|node| index.path(node).to_string()).collect();
                expected.sort();
                found.sort();
                prop_assert_eq!(expected, found);
            }
        }

        #[test]
        fn it_never_panics(text in "[\\[\\]{},:'\"/*\\\\\\n a-c1é\u{feff}\u{2028}]{0,60}") {
            let index = Index::of(&text, |_| true);
            for node in 0..index.nodes.len() {
                let _ = index.find(&index.path(node));
            }
        }

        #[test]
        fn what_the_parser_accepts_is_followed_to_the_end(
            text in "[\\[\\]{},:'\"/*\\\\\\n ab1\\u{feff}]{0,12}"
        ) {
            if json5::from_str::<Value>(&text).is_ok() {
                let index = Index::of(&text, |_| true);
                let root = index.value(&KeyPath::default()).map(|(span, _)| span);
                prop_assert!(root.is_some_and(|root| json5::from_str::<Value>(&text[root]).is_ok()));
            }
        }
    }
}
