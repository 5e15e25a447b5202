//! Opaque cursors and the bounds of a page. It must not know what is listed.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::Problem;

/// Items of a page when the caller does not say.
const DEFAULT_LIMIT: u32 = 50;
/// Items of a page at the most.
const MAX_LIMIT: u32 = 200;
/// Longer cursors are not ours.
const MAX_CURSOR_CHARS: usize = 4096;

/// The wanted number of items, checked.
pub(super) fn limit(asked: Option<u32>) -> Result<u64, Problem> {
    match asked.unwrap_or(DEFAULT_LIMIT) {
        limit @ 1..=MAX_LIMIT => Ok(u64::from(limit)),
        other => Err(Problem::invalid("limit", format!("it is {other}; ask for 1 to {MAX_LIMIT} items"))),
    }
}

/// A place in the list of that name, as callers see it.
pub(super) fn encode(list: &str, place: &impl Serialize) -> Option<String> {
    serde_json::to_vec(&(list, place)).ok().map(hex::encode)
}

/// The place that a cursor stands for; a cursor of another list is refused.
pub(super) fn decode<T: DeserializeOwned>(list: &str, cursor: Option<&str>) -> Result<Option<T>, Problem> {
    let Some(cursor) = cursor else { return Ok(None) };
    let place = (cursor.len() <= MAX_CURSOR_CHARS)
        .then(|| hex::decode(cursor).ok())
        .flatten()
        .and_then(|bytes| serde_json::from_slice::<(String, T)>(&bytes).ok())
        .filter(|(name, _)| name == list);
    match place {
        Some((_, place)) => Ok(Some(place)),
        None => Err(Problem::invalid(
            "cursor",
            "it is not one of this list; take it from `next` of the page before, or leave it out to begin anew",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_went() {
        let place = ("büro".to_owned(), "c1".to_owned());
        let cursor = encode("channels", &place).unwrap();
        assert_eq!(decode::<(String, String)>("channels", Some(&cursor)).unwrap(), Some(place));
        assert_eq!(decode::<i64>("runs", None).unwrap(), None);
    }

    #[test]
    fn a_foreign_cursor_is_refused() {
        let other = encode("messages", &7_i64).unwrap();
        for bad in ["", "zz", "12", "5b5d", &other, &"5b".repeat(4000)] {
            let problem = decode::<i64>("runs", Some(bad)).unwrap_err();
            assert!(format!("{problem:?}").contains("cursor"), "{bad}");
        }
    }

    #[test]
    fn limits_are_bounded() {
        assert_eq!(limit(None).unwrap(), 50);
        assert_eq!(limit(Some(200)).unwrap(), 200);
        assert!(limit(Some(0)).is_err());
        assert!(limit(Some(201)).is_err());
    }
}
