//! End-to-end tests: the whole daemon, the real Docker engine and the real agent CLI, with a stand-in model.

mod ask;
mod crash;
mod failures;
mod hostile;
mod stop;
mod tidy;
mod warm;
mod world;
