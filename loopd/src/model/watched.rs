//! Where to look for what was missed in chat, and what a platform's ids of messages say of time.

use std::collections::HashSet;

use super::{ChannelId, Millis, Platform};

/// The platforms' beginning of time that is not 1970: Discord's, 2015.
const DISCORD_EPOCH: Millis = 1_420_070_400_000;

/// Which of the places that are known are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Channels and threads in which something was said within seven days.
    Lively,
    /// These, and every other active channel (not thread), however quiet it was.
    All,
}

/// Where something may have been missed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watched {
    /// Channels and threads, each with the platform's id of the message after which to look.
    pub places: Vec<(ChannelId, Option<String>)>,
    /// Those of them in which somebody was heard.
    pub heard: HashSet<ChannelId>,
    /// The message after which to look in every place that is not among them; none = nothing was ever heard on the platform.
    pub elsewhere: Option<String>,
}

/// What messages are ordered by, which is when they were said: Slack's ids are `seconds.micros`, Discord's are numbers of
/// growing length. None = it is no id of a message.
pub fn when_said(id: &str) -> Option<(u64, u64)> {
    let number = |text: &str| {
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if is_number { text.parse().ok() } else { None }
    };
    match id.split_once('.') {
        Some((seconds, micros)) => Some((number(seconds)?, number(micros)?)),
        None => Some((number(id)?, 0)),
    }
}

/// The id that a message said at a time would have; none where ids say nothing of it.
pub fn id_at(platform: Platform, at: Millis) -> Option<String> {
    match platform {
        Platform::Slack => {
            let at = at.max(0);
            Some(format!("{}.{:03}000", at / 1000, at % 1000))
        }
        Platform::Discord => Some(((at - DISCORD_EPOCH).max(0) << 22).to_string()),
        Platform::Local => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_in_the_order_in_which_messages_were_said() {
        let table = [
            ("1700000000.000009", "1700000000.000010"),
            ("999999999.999999", "1000000000.000000"),
            ("999999999999999999", "1000000000000000000"),
        ];
        for (before, after) in table {
            assert!(when_said(before) < when_said(after), "{before} {after}");
        }
        for none in ["", "run-1-asked", "1.2.3", ".1", "1.", "-1", "1700.a", "99999999999999999999999"] {
            assert_eq!(when_said(none), None, "{none:?}");
        }
    }

    #[test]
    fn a_time_has_an_id_of_each_platform() {
        let id = |platform| id_at(platform, 1_700_000_000_042);
        assert_eq!(id(Platform::Slack).as_deref(), Some("1700000000.042000"));
        // (1700000000042 - 1420070400000) * 2^22, of a message of 2023-11-14.
        assert_eq!(id(Platform::Discord).as_deref(), Some("1174109841174560768"));
        assert_eq!(id(Platform::Local), None);
        assert_eq!(id_at(Platform::Discord, 0).as_deref(), Some("0"));
    }
}
