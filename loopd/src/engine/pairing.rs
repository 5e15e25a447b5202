//! The one-time code that makes the first owner: shown where only the operator sees it, good for an hour and few tries.

use std::sync::{Mutex, PoisonError};

use subtle::ConstantTimeEq as _;

use super::Result;
use super::intake::random_letters;
use crate::model::Millis;

/// How long a code is good.
const GOOD_MS: Millis = 3_600_000;
/// Wrong codes after which it is good no longer: nobody gets far by guessing.
const MOST_WRONG: u32 = 10;
/// Letters of a code.
const LETTERS: usize = 10;

/// The code that is good now, if one is.
#[derive(Debug, Default)]
pub struct Pairing(Mutex<Option<Code>>);

#[derive(Debug)]
struct Code {
    text: String,
    until: Millis,
    wrong: u32,
}

impl Pairing {
    /// Makes a new code in the place of the one before.
    pub fn new_code(&self, now: Millis) -> Result<String> {
        let text = random_letters(LETTERS)?;
        let code = Code { text: text.clone(), until: now + GOOD_MS, wrong: 0 };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(code);
        Ok(text)
    }

    /// The code that is good now; a new one if none is. One code serves all platforms that have no owner.
    pub fn code(&self, now: Millis) -> Result<String> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let good = held.as_ref().filter(|code| now < code.until && code.wrong < MOST_WRONG);
        if let Some(code) = good {
            return Ok(code.text.clone());
        }
        drop(held);
        self.new_code(now)
    }

    /// True for the code, once.
    pub fn redeem(&self, given: &str, now: Millis) -> bool {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(code) = held.as_mut().filter(|code| now < code.until && code.wrong < MOST_WRONG) else {
            *held = None;
            return false;
        };
        let is_right = bool::from(code.text.as_bytes().ct_eq(given.trim().to_lowercase().as_bytes()));
        if is_right {
            *held = None;
        } else {
            code.wrong += 1;
        }
        is_right
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_works_once_and_not_for_long() {
        let pairing = Pairing::default();
        assert!(!pairing.redeem("", 0), "there is none");
        let code = pairing.new_code(0).unwrap();
        assert_eq!(pairing.code(1).unwrap(), code);
        assert!(!pairing.redeem("wrong", 1));
        assert!(pairing.redeem(&format!(" {} ", code.to_uppercase()), 2));
        assert!(!pairing.redeem(&code, 3));
        let code = pairing.new_code(0).unwrap();
        assert!(!pairing.redeem(&code, GOOD_MS), "an hour is over");
        let code = pairing.new_code(0).unwrap();
        for _ in 0..MOST_WRONG {
            assert!(!pairing.redeem("guess", 1));
        }
        assert!(!pairing.redeem(&code, 1), "too many guesses");
    }
}
