//! The allowed range of every number in a config file: the validator and the published schema both read them here.
//!
//! It must not know how numbers are read.

/// Lowest and highest allowed value, both included.
pub(super) type Limits = (i64, i64);

/// Seconds one run may take: up to 7 days.
pub(super) const TIMEOUT_SEC: Limits = (1, 7 * 24 * 3600);
/// Mebibytes a container may use: up to 1 TiB. The agent does not start with less than 128.
pub(super) const MEMORY_MB: Limits = (128, 1024 * 1024);
/// CPUs a container may use; Docker counts in hundredths.
pub(super) const CPUS: (f64, f64) = (0.01, 1024.0);
/// Seconds an idle container stays; 0 removes it at once.
pub(super) const KEEP_ALIVE_SEC: Limits = (0, 24 * 3600);
/// Runs at once across the daemon.
pub(super) const CONCURRENT_RUNS: Limits = (1, 1000);
/// Seconds between two looks at the schedule.
pub(super) const POLL_INTERVAL_SEC: Limits = (1, 3600);
/// Seconds between two fire times of an interval task.
pub(super) const MIN_INTERVAL_SEC: Limits = (1, 24 * 3600);
/// Seconds until the thread of an uneventful task is deleted: up to 30 days; 0 keeps it.
pub(super) const AUTO_DELETE_SEC: Limits = (0, 30 * 24 * 3600);
/// Characters of one piece of memory.
pub(super) const CHUNK_CHARS: Limits = (200, 100_000);
/// Seconds between two full looks at the memory files.
pub(super) const REINDEX_INTERVAL_SEC: Limits = (10, 24 * 3600);
