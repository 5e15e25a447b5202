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
}

impl Pairing {
    fn codes(&self) -> MutexGuard<'_, HashMap<Platform, Code>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes a new code in the place of the one before.
    pub fn new_code(&self, platform: Platform, now: Millis) -> Result<String> {
        let text = random_letters(LETTERS)?;
        self.codes().insert(platform, Code { text: text.clone(), until: now + GOOD_MS, wrong: 0 });
        Ok(text)
    }

    /// The code that is good now; a new one if none is.
    pub fn code(&self, platform: Platform, now: Millis) -> Result<String> {
        if let Some(code) = self.codes().get(&platform).filter(|code| code.is_good(now)) {
            return Ok(code.text.clone());
        }
        self.new_code(platform, now)
    }

    /// True for the platform's code, once.
    pub fn redeem(&self, platform: Platform, given: &str, now: Millis) -> bool {
        let mut codes = self.codes();
        let Some(code) = codes.get_mut(&platform).filter(|code| code.is_good(now)) else { return false };
        let is_right = bool::from(code.text.as_bytes().ct_eq(given.trim().to_lowercase().as_bytes()));
        if is_right {
            codes.remove(&platform);
        } else {
            code.wrong += 1;
        }
        is_right
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
        assert!(!pairing.redeem(Platform::Slack, "", 0), "there is none");
        let code = pairing.new_code(Platform::Slack, 0).unwrap();
        assert_eq!(pairing.code(Platform::Slack, 1).unwrap(), code);
        assert!(!pairing.redeem(Platform::Slack, "wrong", 1));
        let other = pairing.code(Platform::Discord, 1).unwrap();
        assert!(!pairing.redeem(Platform::Slack, &other, 1), "each platform has its own");
        assert!(pairing.redeem(Platform::Slack, &format!(" {} ", code.to_uppercase()), 2));
        assert!(!pairing.redeem(Platform::Slack, &code, 3));
        let code = pairing.new_code(Platform::Slack, 0).unwrap();
        assert!(!pairing.redeem(Platform::Slack, &code, GOOD_MS), "an hour is over");
        let code = pairing.new_code(Platform::Slack, 0).unwrap();
        for _ in 0..MOST_WRONG {
            assert!(!pairing.redeem(Platform::Slack, "guess", 1));
        }
        assert!(!pairing.redeem(Platform::Slack, &code, 1), "too many guesses");
    }
}
