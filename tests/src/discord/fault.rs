//! What can go wrong with a call, ordered beforehand.

use std::time::Duration;

/// A trouble with a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is refused with this status and no JSON.
    Status(u16),
    /// It is refused with this status, and this code of the platform.
    Refuse(u16, u64),
    /// Too many calls of this kind: try again after so many milliseconds.
    RateLimit(u64),
    /// Too many calls of any kind: try again after so many milliseconds.
    RateLimitAll(u64),
    /// It is never answered; what it asks is not done.
    Hang,
    /// It is answered late, after it has been done.
    Slow(Duration),
    /// The connection is reset before anything is done.
    DropBefore,
    /// It is done, but the connection is reset before the answer.
    DropAfter,
    /// It is done, but it is never answered.
    HangAfter,
    /// It is done, but the answer is no JSON.
    Garble,
}

/// Which calls a fault is for, and how many are left.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub route: String,
    pub fault: Fault,
    pub times: usize,
}

/// The fault for a call, if there is one; it is used up.
pub(super) fn take(rules: &mut Vec<Rule>, route: &str) -> Option<Fault> {
    let at = rules.iter().position(|rule| rule.route == route || rule.route == "*")?;
    let fault = rules[at].fault.clone();
    rules[at].times = rules[at].times.saturating_sub(1);
    if rules[at].times == 0 {
        rules.remove(at);
    }
    Some(fault)
}
