//! The path of a setting inside a config file, such as `mcp.servers.github.args[1]`.
//!
//! It must not know which settings exist.

use std::fmt;

/// Longest key that is shown in full, in characters.
const SHOWN: usize = 64;

/// Path of a setting. Displays dotted; a key that is not a plain word is quoted, escaped and shortened.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyPath(Vec<Segment>);

/// One step of a [`KeyPath`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Segment {
    /// A key of an object.
    Key(String),
    /// An element of a list, from 0.
    Index(usize),
}

impl KeyPath {
    /// The path of `key` in the object at this path.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        self.with(Segment::Key(key.to_owned()))
    }

    /// The path of the element `index`, from 0, of the list at this path.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.with(Segment::Index(index))
    }

    /// The steps from the outermost.
    pub fn segments(&self) -> &[Segment] {
        &self.0
    }

    /// Whether this is the whole file.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    fn with(&self, segment: Segment) -> Self {
        let mut segments = self.0.clone();
        segments.push(segment);
        Self(segments)
    }
}

/// One key at the top level; dots are not special.
impl From<&str> for KeyPath {
    fn from(key: &str) -> Self {
        Self::default().key(key)
    }
}

impl From<&serde_path_to_error::Path> for KeyPath {
    fn from(path: &serde_path_to_error::Path) -> Self {
        use serde_path_to_error::Segment as Theirs;
        Self(
            path.iter()
                .map_while(|segment| match segment {
                    Theirs::Seq { index } => Some(Segment::Index(*index)),
                    Theirs::Map { key } => Some(Segment::Key(key.clone())),
                    Theirs::Enum { .. } | Theirs::Unknown => None,
                })
                .collect(),
        )
    }
}

impl fmt::Display for KeyPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Index(index) => write!(f, "[{index}]")?,
                Segment::Key(key) if is_plain(key) => {
                    f.write_str(if position > 0 { "." } else { "" })?;
                    f.write_str(key)?;
                }
                Segment::Key(key) => write!(f, "[\"{}\"]", shown(key))?,
            }
        }
        Ok(())
    }
}

fn is_plain(key: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-$".contains(&byte);
    (1..=SHOWN).contains(&key.len()) && key.bytes().all(plain)
}

/// `text` fit for a terminal: control characters escaped, and cut where it gets too long.
pub(crate) fn shown(text: &str) -> String {
    let cut: String = text.chars().take(SHOWN).collect();
    let ellipsis = if cut.len() < text.len() { "…" } else { "" };
    format!("{}{ellipsis}", cut.escape_debug())
}

/// The candidate that `written` is most likely a slip of the pen for, if any is near enough.
pub(super) fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written: String = written.chars().take(SHOWN).collect::<String>().to_lowercase().replace('-', "_");
    let distance = |candidate: &str| strsim::osa_distance(&written, &candidate.to_lowercase());
    candidates
        .into_iter()
        .map(|candidate| (distance(candidate), candidate))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, candidate)| {
            *distance <= candidate.chars().count().div_ceil(3)
                || (candidate.len() > 2 && written.starts_with(&candidate.to_lowercase()))
        })
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_read_like_code() {
        let servers = KeyPath::from("mcp").key("servers");
        for (path, text) in [
            (KeyPath::default(), ""),
            (servers.key("github").key("args").index(1), "mcp.servers.github.args[1]"),
            (servers.key("a.b").key("url"), "mcp.servers[\"a.b\"].url"),
            (KeyPath::from("\u{1b}[31m"), "[\"\\u{1b}[31m\"]"),
            (KeyPath::from(""), "[\"\"]"),
            (KeyPath::from("x".repeat(65).as_str()), &format!("[\"{}…\"]", "x".repeat(64))),
        ] {
            assert_eq!(path.to_string(), text);
        }
    }

    #[test]
    fn slips_of_the_pen_are_recognised() {
        let keys = ["container_image", "container_cpus", "mounts", "envs", "memory"];
        for (written, meant) in [
            ("contaner_image", Some("container_image")),
            ("container-image", Some("container_image")),
            ("Container_CPUs", Some("container_cpus")),
            ("mount", Some("mounts")),
            ("env", Some("envs")),
            ("memroy", Some("memory")),
            ("environment", None),
            ("mounts_list", Some("mounts")),
            ("colour", None),
            ("", None),
        ] {
            assert_eq!(nearest(written, keys), meant, "{written}");
        }
    }
}
