//! The text of a config file: turns it into a typed file, and what is wrong with it into a placed problem.
//!
//! It must not know what any setting means, only which keys are harmless to show. An excerpt never shows the value
//! of any other key, nor a comment, as either may hold a secret.

use std::path::Path;

use json5::ErrorCode;
use serde::de::{DeserializeOwned, IgnoredAny};

use super::error::{Error, Problem};
use super::excerpt::{excerpt, offset, position};
use super::key::{KeyPath, shown};
use super::scan::{Index, Kind, MAX_DEPTH, Span};
use super::wording::{self, Mismatch};

/// A text and where its settings stand.
pub(super) struct Source<'a> {
    path: &'a Path,
    text: &'a str,
    index: Index<'a>,
}

/// Which part of a setting a problem points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Key,
    Value,
}

impl<'a> Source<'a> {
    /// Scans `text`, the content of the file at `path`. `harmless` tells the keys whose values may be shown.
    pub fn new(text: &'a str, path: &'a Path, harmless: fn(&str) -> bool) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Self { path, text, index: Index::of(text, harmless) }
    }

    /// The file as a `T`. `foreign` may say why a key that `T` does not know does not belong here.
    pub fn parse<T: DeserializeOwned>(&self, foreign: fn(&str) -> Option<&'static str>) -> Result<T, Error> {
        if let Some(at) = self.index.too_deep {
            let message = format!("lists and objects are nested more than {MAX_DEPTH} deep");
            return Err(self.error(self.placed(Some(at..at + 1), KeyPath::default(), message)));
        }
        json5::from_str::<IgnoredAny>(self.text).map_err(|error| self.syntax(&error))?;
        if let Some((key, second, first)) = self.index.duplicate() {
            let line = position(self.text, first.start).line;
            let message = format!("`{key}` is given twice, first on line {line}: keep one of the two");
            return Err(self.error(self.placed(Some(second), key, message)));
        }
        // A text without trailing garbage, as was just seen: this way of parsing would not mind it.
        serde_path_to_error::deserialize(&mut json5::Deserializer::from_str(self.text))
            .map_err(|error| self.mismatch(&KeyPath::from(error.path()), error.inner(), foreign))
    }

    /// A problem with the setting at `key`, placed if it is in the file.
    pub fn problem(&self, key: KeyPath, part: Part, message: String) -> Problem {
        let span = match part {
            Part::Key => self.index.key(&key),
            Part::Value => self.index.value(&key).map(|(span, _)| span),
        };
        self.placed(span, key, message)
    }

    /// Whether the file has the setting.
    pub fn has(&self, key: &KeyPath) -> bool {
        self.index.value(key).is_some()
    }

    fn syntax(&self, error: &json5::Error) -> Error {
        if !self.has(&KeyPath::default()) && error.code() == Some(ErrorCode::EofParsingValue) {
            return Error::whole_file(
                self.path,
                "is empty: the least it can hold is `{ platform: \"local\" }`",
            );
        }
        // What ends too soon has no position, or one past the end: point at the last character there is.
        let last = self.text.trim_end().char_indices().next_back().map_or(0, |(at, _)| at);
        let at = match (error.code(), error.position()) {
            // These are reported where the text, the line or the object around them ends or begins.
            (Some(ErrorCode::EofParsingString | ErrorCode::LineTerminatorInString), _)
            | (Some(ErrorCode::EofParsingComment), _) => self.index.stopped,
            (_, Some(position)) => offset(self.text, position),
            (_, None) => last,
        };
        let at = at.min(last);
        let message = wording::syntax(error, self.text[at..].chars().next());
        self.error(self.placed(Some(at..at + 1), KeyPath::default(), message))
    }

    /// A text that is JSON5 but not of the expected type.
    fn mismatch(
        &self,
        key: &KeyPath,
        error: &json5::Error,
        foreign: fn(&str) -> Option<&'static str>,
    ) -> Error {
        let subject = if key.is_root() { "the file".to_owned() } else { format!("`{key}`") };
        let message = match Mismatch::of(error) {
            Mismatch::UnknownKey { key: unknown, known } => {
                // Some deserializers report the object, others the key in it.
                let inner = key.key(&unknown);
                let key = if self.has(&inner) { inner } else { key.clone() };
                let message = match foreign(&unknown) {
                    Some(why) => format!("`{}` {why}", shown(&unknown)),
                    None => wording::unknown_key(&unknown, &known),
                };
                return self.error(self.problem(key, Part::Key, message));
            }
            Mismatch::UnknownWord { word, known } => {
                format!("{subject} {}", wording::unknown_word(&word, &known))
            }
            Mismatch::MissingKey(missing) => format!("{subject} lacks the key `{missing}`"),
            Mismatch::Type(expected) => match self.found(key) {
                // A number of the wrong sort: "must be a whole number, not a number" would puzzle.
                found if expected.contains("number") && found == "a number" => {
                    format!("{subject} must be {expected}")
                }
                found => format!("{subject} must be {expected}, not {found}"),
            },
            Mismatch::Other(text) => format!("{subject} {text}"),
        };
        self.error(self.problem(key.clone(), Part::Value, message))
    }

    fn found(&self, key: &KeyPath) -> &'static str {
        match self.index.value(key) {
            Some((_, Kind::Object)) => "an object",
            Some((_, Kind::List)) => "a list",
            Some((_, Kind::String)) => "a string",
            Some((span, Kind::Word)) => match self.text[span].chars().next() {
                Some('t' | 'f') => "true or false",
                Some('n') => "null",
                _ => "a number",
            },
            None => "something else",
        }
    }

    fn placed(&self, span: Option<Span>, key: KeyPath, message: String) -> Problem {
        let position = span.as_ref().map(|span| position(self.text, span.start));
        let excerpt = span.map(|span| excerpt(self.text, &span, &self.index.harmless));
        Problem { position, key, message, excerpt }
    }

    fn error(&self, problem: Problem) -> Error {
        Error::new(self.path, vec![problem])
    }
}
