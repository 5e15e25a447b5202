//! Says in plain words what the parser found wrong.
//!
//! It must not know places or settings. Values are quoted only where a fixed set of words was expected.

use json5::ErrorCode;

use super::key::{nearest, shown};

/// More keys than these are not listed in a message.
const MANY: usize = 12;

/// Why a text is not the expected type.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Mismatch {
    /// A key that does not exist there, and those that do.
    UnknownKey { key: String, known: Vec<String> },
    /// A word that is not among those allowed.
    UnknownWord { word: String, known: Vec<String> },
    /// A key that has to be there.
    MissingKey(String),
    /// A value of another type than this one.
    Type(String),
    /// Anything else: completes a sentence that begins with the key.
    Other(String),
}

impl Mismatch {
    /// Takes serde's message apart; the parser keeps no structure.
    pub fn of(error: &json5::Error) -> Self {
        if let Some(code) = error.code() {
            return Self::Type(expected(code).to_owned());
        }
        let text = error.to_string();
        let text = match error.position() {
            Some(_) => text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message),
            None => text.as_str(),
        };
        if let Some((key, known)) = choice(text, "unknown field `") {
            return Self::UnknownKey { key, known };
        }
        if let Some((word, known)) = choice(text, "unknown variant `") {
            return Self::UnknownWord { word, known };
        }
        if let Some(key) = text.strip_prefix("missing field ") {
            return Self::MissingKey(key.trim_matches('`').to_owned());
        }
        match text.strip_prefix("invalid ").and_then(|text| text.rsplit_once(", expected ")) {
            Some((_, expected)) => Self::Type(type_name(expected).to_owned()),
            None => Self::Other(text.to_owned()),
        }
    }
}

/// "unknown … `a`, expected one of `b`, `c`", as serde writes it.
fn choice(text: &str, prefix: &str) -> Option<(String, Vec<String>)> {
    let (written, known) = text.strip_prefix(prefix)?.rsplit_once("`, expected ")?;
    Some((written.to_owned(), known.split('`').skip(1).step_by(2).map(str::to_owned).collect()))
}

fn type_name(expected: &str) -> &str {
    match expected {
        "i64" | "u64" | "u32" | "usize" => "a whole number",
        "f64" => "a number",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        "a map" => "an object",
        other if other.starts_with("struct ") => "an object",
        other => other,
    }
}

fn expected(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::ExpectedNumber => "a number",
        ErrorCode::ExpectedBool => "true or false",
        ErrorCode::ExpectedString | ErrorCode::ExpectedStringOrObject => "a string",
        ErrorCode::ExpectedOpeningBracket => "a list",
        ErrorCode::ExpectedOpeningBrace => "an object",
        _ => "something else",
    }
}

/// "unknown key …", with the key that was probably meant, or all there are.
pub(super) fn unknown_key(key: &str, known: &[String]) -> String {
    match nearest(key, known.iter().map(String::as_str)) {
        Some(meant) => format!("unknown key `{}`: did you mean `{meant}`?", shown(key)),
        None if known.len() > MANY => {
            format!("unknown key `{}`: `loopd config schema` lists all", shown(key))
        }
        None => format!("unknown key `{}`: known here are {}", shown(key), listed(known)),
    }
}

/// "must be one of …", with the word that was probably meant.
pub(super) fn unknown_word(word: &str, known: &[String]) -> String {
    let meant = nearest(word, known.iter().map(String::as_str));
    let hint = meant.map(|meant| format!("; did you mean `{meant}`?")).unwrap_or_default();
    format!("is `{}`, but must be one of {}{hint}", shown(word), listed(known))
}

fn listed(words: &[String]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// What is wrong with a text that is not JSON5; `next` is the character the parser stopped at.
pub(super) fn syntax(error: &json5::Error, next: Option<char>) -> String {
    let Some(code) = error.code() else { return error.to_string() };
    let problem = match code {
        ErrorCode::EofParsingComment => "this comment is never closed: `*/` is missing",
        ErrorCode::EofParsingString | ErrorCode::LineTerminatorInString => {
            "this string is not closed on its line: the quote at its end is missing"
        }
        ErrorCode::EofParsingObject => "this object is never closed: `}` is missing",
        ErrorCode::EofParsingArray => "this list is never closed: `]` is missing",
        ErrorCode::EofParsingValue => "the text ends where a value should be",
        ErrorCode::ExpectedClosingBrace => "`,` or `}` is missing before this",
        ErrorCode::ExpectedClosingBracket => "`,` or `]` is missing before this",
        ErrorCode::ExpectedColon => "`:` is missing between a key and its value",
        ErrorCode::ExpectedComma => "`,` is missing before this",
        ErrorCode::ExpectedIdentifier => "a key should be here",
        ErrorCode::ExpectedComment => "`/` begins a comment only as `//` or `/*`",
        ErrorCode::ExpectedValue
        | ErrorCode::ExpectedNumber
        | ErrorCode::ExpectedBool
        | ErrorCode::ExpectedNull => "a value should be here (text needs quotes)",
        ErrorCode::InvalidEscapeSequence => "this `\\` sequence does not exist; write `\\\\` for a backslash",
        ErrorCode::LeadingZero => "a number cannot begin with 0",
        ErrorCode::OverflowParsingNumber => "the number is too large",
        ErrorCode::TrailingCharacters => "the file should end here: this follows its closing brace",
        other => return format!("not valid JSON5: {other}"),
    };
    match next {
        Some('#') => format!("{problem}; comments begin with `//`, not `#`"),
        Some('=') => format!("{problem}; keys and values are separated by `:`, not `=`"),
        Some(';') => format!("{problem}; settings are separated by `,`, not `;`"),
        _ => problem.to_owned(),
    }
}
