//! The client of loop's REST API: generated from `openapi.json`, with a few lines by hand that the document cannot
//! say: where the daemon is, how its errors read, and how a run's events are followed.
//!
//! It must not know the daemon's code; the document is all the two have in common.

mod connect;
mod endpoint;
mod error;
mod events;
#[rustfmt::skip]
#[allow(
    clippy::all, clippy::pedantic, clippy::restriction, clippy::nursery, missing_docs, unused_imports, unused_qualifications,
    reason = "generated: which of these it offends changes with the document"
)]
mod generated;

pub use connect::{DEFAULT_TIMEOUT, connect};
pub use endpoint::{Endpoint, EndpointError};
pub use error::{Error, FieldError};
pub use events::{EventStream, events, past_events};
pub use generated::{Client, builder, types};
pub use progenitor_client::{ByteStream, Error as CallError, ResponseValue};
