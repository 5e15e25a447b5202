//! Secrets: a value that never shows itself, and the three ways a config file may give one.
//!
//! It must not know which keys are secret, and no error, log line or `Debug` output may hold a value.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use super::environment::Environment;
use super::home::expand;
use super::read;

const FORMS: &str = "a string, { env: \"NAME\" } or { file: \"path\" }";
const REDACTED: &str = "[redacted]";
const MAX_BYTES: u64 = 64 * 1024;

/// A secret value. `Debug` and `Display` print `[redacted]`; memory is wiped when the last copy is dropped.
#[derive(Clone)]
pub struct Secret {
    value: Arc<Zeroizing<String>>,
    provenance: Provenance,
}

/// Where a secret came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Provenance {
    /// Written into the config file.
    Inline,
    /// The environment variable of this name.
    Env(String),
    /// The content of this file.
    File(PathBuf),
}

impl Secret {
    /// A secret whose value is at hand.
    pub fn inline(value: impl Into<String>) -> Self {
        Self::new(value.into(), Provenance::Inline)
    }

    /// The value itself: for the one call that needs it, never for a message.
    pub fn expose(&self) -> &str {
        &self.value
    }

    /// Where it came from.
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    fn new(value: String, provenance: Provenance) -> Self {
        Self { value: Arc::new(Zeroizing::new(value)), provenance }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

/// For `config show`: `{"value": "[redacted]", "from": "env", "name": "NAME"}`, never the value.
impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut shown = serde_json::json!({ "value": REDACTED });
        match &self.provenance {
            Provenance::Inline => shown["from"] = "inline".into(),
            Provenance::Env(name) => {
                shown["from"] = "env".into();
                shown["name"] = name.as_str().into();
            }
            Provenance::File(path) => {
                shown["from"] = "file".into();
                shown["path"] = path.display().to_string().into();
            }
        }
        shown.serialize(serializer)
    }
}

/// A secret as a config file gives it: inline, or a reference to where it is kept.
#[derive(Debug, Clone)]
pub enum SecretRef {
    /// The value itself.
    Inline(Secret),
    /// The environment variable of this name.
    Env(String),
    /// The file at this path; `~/` is the user's home.
    File(String),
}

/// Why a secret could not be had. Names the variable or file, never the value.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct SecretError(String);

impl SecretRef {
    /// Fetches the value: a variable from `environment`, a file (up to 64 KiB, its trailing line break trimmed)
    /// with `~/` under `home`. A file that everyone can read is used, but adds to `warnings`.
    ///
    /// # Errors
    /// If the variable is unset, or the file missing, unreadable or not UTF-8, or either is empty.
    pub fn resolve(
        &self,
        environment: &Environment,
        home: &Path,
        warnings: &mut Vec<String>,
    ) -> Result<Secret, SecretError> {
        match self {
            Self::Inline(secret) => Ok(secret.clone()),
            Self::Env(name) => match environment.get(name) {
                Some(value) if !value.is_empty() => Ok(Secret::new(value, Provenance::Env(name.clone()))),
                Some(_) => Err(SecretError(format!("the environment variable {name} is empty"))),
                None => Err(SecretError(format!("the environment variable {name} is not set"))),
            },
            Self::File(path) => from_file(&expand(path, home), warnings),
        }
    }

    /// An inline `""`: the same as leaving the key out.
    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Self::Inline(secret) if secret.expose().is_empty())
    }
}

/// Whether `name` can be an environment variable: ASCII letters, digits and `_`, not starting with a digit.
pub(super) fn is_variable_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 128
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn from_file(path: &Path, warnings: &mut Vec<String>) -> Result<Secret, SecretError> {
    let file = read::file(path, MAX_BYTES)
        .map_err(|reason| SecretError(format!("the secret file {} {reason}", path.display())))?;
    if file.mode & 0o004 != 0 {
        warnings.push(format!("everyone can read the secret file {0}: chmod 600 {0}", path.display()));
    }
    let value = file.text.trim_end_matches(['\n', '\r']);
    if value.is_empty() {
        return Err(SecretError(format!("the secret file {} is empty", path.display())));
    }
    Ok(Secret::new(value.to_owned(), Provenance::File(path.to_owned())))
}

impl Serialize for SecretRef {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let provenance = match self {
            Self::Inline(_) => Provenance::Inline,
            Self::Env(name) => Provenance::Env(name.clone()),
            Self::File(path) => Provenance::File(path.into()),
        };
        Secret::new(String::new(), provenance).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for SecretRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Forms { scalars: false })
    }
}

/// The value of an environment variable or header: a secret, where numbers and booleans count as their text.
#[derive(Debug, Clone)]
pub struct Setting(pub SecretRef);

impl<'de> Deserialize<'de> for Setting {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Forms { scalars: true }).map(Self)
    }
}

impl Serialize for Setting {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

struct Forms {
    scalars: bool,
}

impl Forms {
    fn scalar<E: de::Error>(&self, text: String) -> Result<SecretRef, E> {
        // `Unexpected::Other` says what was found without quoting it.
        let refused = || E::invalid_type(de::Unexpected::Other("number or boolean"), self);
        self.scalars.then(|| SecretRef::Inline(Secret::inline(text))).ok_or_else(refused)
    }
}

impl<'de> Visitor<'de> for Forms {
    type Value = SecretRef;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(FORMS)
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<SecretRef, E> {
        Ok(SecretRef::Inline(Secret::inline(value)))
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<SecretRef, E> {
        self.scalar(value.to_string())
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<SecretRef, E> {
        self.scalar(value.to_string())
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<SecretRef, E> {
        self.scalar(value.to_string())
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<SecretRef, E> {
        self.scalar(value.to_string())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<SecretRef, A::Error> {
        let mut found = None;
        while let Some(key) = map.next_key::<String>()? {
            let reference = match key.as_str() {
                "env" => SecretRef::Env(map.next_value()?),
                "file" => SecretRef::File(map.next_value()?),
                other => return Err(de::Error::unknown_field(other, &["env", "file"])),
            };
            // Whoever pastes the secret itself here must not find it in a message, so these do not quote it.
            match &reference {
                SecretRef::Env(name) if !is_variable_name(name) => {
                    return Err(de::Error::custom(
                        "needs the name of an environment variable as `env`, not a value",
                    ));
                }
                SecretRef::File(path) if !path.starts_with('/') && !path.starts_with("~/") => {
                    return Err(de::Error::custom(
                        "needs a path as `file` that is absolute or begins with `~/`",
                    ));
                }
                _ => {}
            }
            if found.replace(reference).is_some() {
                return Err(de::Error::custom("has both `env` and `file`: keep one of the two"));
            }
        }
        found.ok_or_else(|| de::Error::custom(format!("is empty: give {FORMS}")))
    }
}
