//! Slack's limits, in one place. They come from its documentation and, where that is silent, from what others have
//! run into; a stand-in (`tests/src/slack/check.rs`) holds us to them.

/// Characters of the Markdown of one message. 12,000 are documented; there must be room for what rendering adds.
pub(super) const MARKDOWN: usize = 11_500;
/// Characters of a message's text where it has no blocks; more than 4,000 may be torn apart, 40,000 are cut.
pub(super) const TEXT: usize = 3_900;
/// Characters of the text that stands in for blocks in notifications.
pub(super) const FALLBACK: usize = 2_000;
/// Characters of a progress message.
pub(super) const PROGRESS: usize = 2_900;
/// Characters of a button's label.
pub(super) const LABEL: usize = 75;
/// Characters of a channel's name.
pub(super) const CHANNEL_NAME: usize = 80;
/// Messages in which a private answer is given; its address is good for five.
pub(super) const ANSWERS: usize = 4;
/// Messages and other things asked for at once; 200 are recommended, 1,000 possible.
pub(super) const PAGE: usize = 200;
/// Pages that are read at most, of channels and of messages.
pub(super) const PAGES: usize = 10;
/// Pages of a history that are read at most before what they hold is handed over.
pub(super) const MISSED_PAGES: usize = 50;
/// Names that are looked up for one message, besides its author's and its channel's.
pub(super) const NAMES: usize = 20;
/// Names and threads that are remembered.
pub(super) const REMEMBERED: usize = 20_000;
/// How far this machine's clock may differ from Slack's, in milliseconds: 1 min.
pub(super) const CLOCKS_MS: i64 = 60 * 1_000;
