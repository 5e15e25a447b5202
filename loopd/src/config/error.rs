//! What is wrong with a config file, told so that a person can put it right.
//!
//! It must not know which settings exist. A message never holds the value of a secret.

use std::fmt;
use std::path::{Path, PathBuf};

use super::key::KeyPath;

/// A config file that cannot be used, with all that was found wrong with it.
///
/// `Display` is meant for a terminal: a paragraph per problem, each with the source line and a caret.
/// [`Error::summary`] is one line, for logs and chat.
#[derive(Debug, thiserror::Error)]
pub struct Error {
    path: PathBuf,
    problems: Vec<Problem>,
    missing: bool,
}

/// One thing that is wrong.
#[derive(Debug, Clone)]
pub struct Problem {
    /// Where, if it could be told.
    pub position: Option<Position>,
    /// The setting, or the root for the file as a whole.
    pub key: KeyPath,
    /// What is wrong, and what is allowed or to be done.
    pub message: String,
    /// The line and a caret, ready to print.
    pub excerpt: Option<String>,
}

/// A place in a text, counted from 1; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl Error {
    /// The file that is wrong.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is wrong, in the order of the text; never empty.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Whether there is no such file.
    pub fn is_missing(&self) -> bool {
        self.missing
    }

    /// The first problem on one line: `path:line:column: what is wrong`.
    pub fn summary(&self) -> String {
        let first = self.problems.first().map(|problem| self.headline(problem)).unwrap_or_default();
        match self.problems.len() {
            0 | 1 => first,
            more => format!("{first} (and {} more)", more - 1),
        }
    }

    pub(super) fn new(path: &Path, mut problems: Vec<Problem>) -> Self {
        problems.sort_by_key(|problem| problem.position);
        Self { path: path.to_owned(), problems, missing: false }
    }

    pub(super) fn whole_file(path: &Path, message: impl Into<String>) -> Self {
        Self::new(path, vec![Problem::plain(KeyPath::default(), message.into())])
    }

    pub(super) fn not_there(path: &Path, message: impl Into<String>) -> Self {
        Self { missing: true, ..Self::whole_file(path, message) }
    }

    fn headline(&self, problem: &Problem) -> String {
        let path = self.path.display();
        match problem.position {
            Some(Position { line, column }) => format!("{path}:{line}:{column}: {}", problem.message),
            None => format!("{path}: {}", problem.message),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, problem) in self.problems.iter().enumerate() {
            f.write_str(if number > 0 { "\n" } else { "" })?;
            f.write_str(&self.headline(problem))?;
            if let Some(excerpt) = &problem.excerpt {
                write!(f, "\n{excerpt}")?;
            }
        }
        Ok(())
    }
}

impl Problem {
    pub(super) fn plain(key: KeyPath, message: String) -> Self {
        Self { position: None, key, message, excerpt: None }
    }
}
