//! Discord's limits, in one place. They come from its documentation; a stand-in (`tests/src/discord/check.rs`) holds us
//! to them.

/// UTF-16 units of a message's text; Discord counts characters, which are never more.
pub(super) const CONTENT: usize = 2_000;
/// Characters of a button's label.
pub(super) const LABEL: usize = 80;
/// Characters of what a button comes back as.
pub(super) const ACTION: usize = 100;
/// Characters of a channel's or thread's name.
pub(super) const NAME: usize = 100;
/// Characters of a suggestion's name and of its value.
pub(super) const SUGGESTION: usize = 100;
/// Suggestions that are shown at once.
pub(super) const SUGGESTIONS: usize = 25;
/// Messages in which a private answer is given; `/loop readme` takes seven.
pub(super) const ANSWERS: usize = 10;
/// Bytes of a file that are worth a try. What a server takes depends on its boosts (10 MiB and up), and it says no by
/// itself; a request of more than this is refused everywhere but in the most boosted ones.
pub(super) const FILE: usize = 25 * 1024 * 1024;
/// Messages asked for at once.
pub(super) const PAGE: usize = 100;
/// Pages that are read at most when looking for something that we have said.
pub(super) const PAGES: usize = 3;
/// Pages of a history of which nothing was known that are read at most before what is said there now is handed over.
pub(super) const AHEAD: usize = 10;
/// How old a message may be that a daemon which died is believed to have said, in milliseconds: 15 min.
pub(super) const RECENT_MS: u64 = 15 * 60 * 1_000;
/// How long an interaction can be answered, in milliseconds: 15 min.
pub(super) const INTERACTION_MS: u64 = 15 * 60 * 1_000;
/// How far Discord's clock may differ from what its answers say, which is whole seconds, in milliseconds.
pub(super) const CLOCK_MS: u64 = 3_000;
/// How far this machine's clock may differ from Discord's, in milliseconds: 1 min.
pub(super) const CLOCKS_MS: i64 = 60 * 1_000;
/// Events that may wait to be taken before the connection is given up until there is room again.
pub(super) const WAITING: usize = 500;
/// Names and messages that are remembered.
pub(super) const REMEMBERED: usize = 20_000;
/// Times that a session is tried to be gone on with before a new one is begun.
pub(super) const RESUMES: u32 = 3;
