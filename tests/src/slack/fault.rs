//! What can go wrong with a call, ordered beforehand.

use std::time::Duration;

/// A trouble with a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is refused with this status and no JSON.
    Status(u16),
    /// It is refused with this error of the platform.
    Refuse(String),
    /// Too many calls: try again after so many seconds.
    RateLimit(u64),
    /// It is never answered; what it asks is not done.
    Hang,
    /// It is answered late, after it has been done.
    Slow(Duration),
    /// The connection is reset before anything is done.
    DropBefore,
    /// It is done, but the connection is reset before the answer.
    DropAfter,
    /// It is done, but the answer is no JSON.
    Garble,
}

/// Which calls a fault is for, and how many are left.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub method: String,
    pub fault: Fault,
    pub times: usize,
}

/// The fault for a call, if there is one; it is used up.
pub(super) fn take(rules: &mut Vec<Rule>, method: &str) -> Option<Fault> {
    let at = rules.iter().position(|rule| rule.method == method || rule.method == "*")?;
    let fault = rules[at].fault.clone();
    rules[at].times = rules[at].times.saturating_sub(1);
    if rules[at].times == 0 {
        rules.remove(at);
    }
    Some(fault)
}
