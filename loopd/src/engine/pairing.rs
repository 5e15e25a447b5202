//! The one-time code that makes a platform's first owner: shown where only the operator sees it, good for an hour and few tries.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use subtle::ConstantTimeEq as _;

use super::Result;
use super::intake::random_letters;
use crate::model::{Millis, Platform};

/// How long a code is good.
const GOOD_MS: Millis = 3_600_000;
/// Wrong codes after which it is good no longer: nobody gets far by guessing.
const MOST_WRONG: u32 = 10;
/// Letters of a code.
const LETTERS: usize = 10;

/// The codes that are good now, by platform.
#[derive(Debug, Default)]
pub struct Pairing(Mutex<HashMap<Platform, Code>>);

#[derive(Debug)]
struct Code {
    text: String,
    until: Millis,
    wrong: u32,
    /// Who gave it already.
    taken_by: Option<String>,
}

impl Pairing {
    fn codes(&self) -> MutexGuard<'_, HashMap<Platform, Code>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes a new code in the place of the one before.
    pub fn new_code(&self, platform: Platform, now: Millis) -> Result<String> {
        let text = random_letters(LETTERS)?;
        let code = Code { text: text.clone(), until: now + GOOD_MS, wrong: 0, taken_by: None };
        self.codes().insert(platform, code);
        Ok(text)
    }

    /// The code that is good now.
    pub fn code(&self, platform: Platform, now: Millis) -> Option<String> {
        let codes = self.codes();
        codes.get(&platform).filter(|code| code.is_good(now)).map(|code| code.text.clone())
    }

    /// True for the platform's code, for the first person who gives it, until it is used up.
    pub fn redeem(&self, platform: Platform, person: &str, given: &str, now: Millis) -> bool {
        let mut codes = self.codes();
        let Some(code) = codes.get_mut(&platform).filter(|code| code.is_good(now)) else { return false };
        let is_right = bool::from(code.text.as_bytes().ct_eq(given.trim().to_lowercase().as_bytes()));
        if !is_right {
            code.wrong += 1;
            return false;
        }
        code.taken_by.get_or_insert_with(|| person.to_owned()) == person
    }

    /// The platform's code has done its work.
    pub fn use_up(&self, platform: Platform) {
        self.codes().remove(&platform);
    }
}

impl Code {
    fn is_good(&self, now: Millis) -> bool {
        now < self.until && self.wrong < MOST_WRONG
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_works_once_and_not_for_long() {
        let pairing = Pairing::default();
        let redeem = |given: &str, now| pairing.redeem(Platform::Slack, "ann", given, now);
        assert!(!redeem("", 0), "there is none");
        let code = pairing.new_code(Platform::Slack, 0).unwrap();
        assert_eq!(pairing.code(Platform::Slack, 1), Some(code.clone()));
        assert!(!redeem("wrong", 1));
        let other = pairing.new_code(Platform::Discord, 1).unwrap();
        assert!(!redeem(&other, 1), "each platform has its own");
        assert!(redeem(&format!(" {} ", code.to_uppercase()), 2));
        assert!(!pairing.redeem(Platform::Slack, "eve", &code, 2), "it was Ann who gave it");
        assert!(redeem(&code, 3), "what came of it may have been lost");
        pairing.use_up(Platform::Slack);
        assert!(!redeem(&code, 3));
        let code = pairing.new_code(Platform::Slack, 0).unwrap();
        assert!(!redeem(&code, GOOD_MS), "an hour is over");
        assert_eq!(pairing.code(Platform::Slack, GOOD_MS), None);
        let code = pairing.new_code(Platform::Slack, 0).unwrap();
        for _ in 0..MOST_WRONG {
            assert!(!redeem("guess", 1));
        }
        assert!(!redeem(&code, 1), "too many guesses");
    }
}
