//! Options that making and changing a task have in common. It must not do anything.

use clap::Args;
use loop_client::types::{Misfire, Overlap, SessionPolicy};

use crate::args::one_of;
use crate::span::seconds;

/// How a task behaves, besides its schedule and its prompt.
#[derive(Clone, Debug, Default, PartialEq, Args)]
#[command(next_help_heading = "How it behaves")]
pub(crate) struct Options {
    /// What becomes of times that passed while loopd was not there
    #[arg(long, value_parser = one_of(Misfire::ALL))]
    pub(crate) misfire: Option<Misfire>,
    /// Times made up for at once at the most, under `--misfire run_all`
    #[arg(long, value_name = "N")]
    pub(crate) max_catch_up: Option<i32>,
    /// Times missed by more than this are not made up for
    #[arg(long, value_name = "SPAN", value_parser = seconds)]
    pub(crate) catch_up_window: Option<i64>,
    /// What becomes of a time that comes while an earlier run waits or works
    #[arg(long, value_parser = one_of(Overlap::ALL))]
    pub(crate) overlap: Option<Overlap>,
    /// Which conversation its runs work in
    #[arg(long, value_parser = one_of(SessionPolicy::ALL))]
    pub(crate) session: Option<SessionPolicy>,
    /// How long a run may take, such as 90s, 30m or 2h; 0 = as configured
    #[arg(long, value_name = "SPAN", value_parser = seconds)]
    pub(crate) timeout: Option<i64>,
    /// The model to use; "" = the configured one
    #[arg(short, long)]
    pub(crate) model: Option<String>,
    /// Run an interrupted run again by itself
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) idempotent: Option<bool>,
    /// Delete the thread of a run with nothing to report after this time; 0 keeps it
    #[arg(long, value_name = "SPAN", value_parser = seconds)]
    pub(crate) auto_delete: Option<i64>,
}
