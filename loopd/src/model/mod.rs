//! The nouns: typed ids, sea-orm entities that *are* the rows, their enums and pure rules.
//!
//! It must not know how rows are stored, run or served. All times are milliseconds since 1970 UTC
//! ([`Millis`]), because text times sort wrongly in SQLite when offsets are mixed.

pub mod attachment;
pub mod channel;
pub mod container;
pub mod delivery;
pub mod event;
pub mod grant;
pub mod ids;
pub mod message;
pub mod platform;
pub mod request_key;
pub mod run;
pub mod schedule;
pub mod session;
pub mod slot;
pub mod task;
pub mod token;
pub mod trust;
pub mod watched;

pub use attachment::Model as Attachment;
pub use channel::Model as Channel;
pub use container::{ContainerState, Model as Container, ReadMark};
pub use delivery::{DeliveryKind, DeliveryState, Model as Delivery};
pub use event::{Model as StoredEvent, RunEvent, ToolStatus, Usage};
pub use grant::{Model as Grant, Role, SubjectKind};
pub use ids::{ChannelId, ContainerId, DeliveryId, MessageId, RunId, SessionId, TaskId, TokenId};
pub use message::Model as Message;
pub use platform::Platform;
pub use run::{Cause, CauseKind, FailureCode, Model as Run, RunStatus};
pub use schedule::{Schedule, ScheduleError, ScheduleType, Zone};
pub use session::{Model as Session, Resume, SessionPolicy};
pub use slot::{Model as Slot, SlotOutcome};
pub use task::{Misfire, Model as Task, Overlap, TaskState};
pub use token::{Model as Token, Scope};
pub use trust::Model as Trust;
pub use watched::{Reach, Watched};

/// Milliseconds since 1970-01-01T00:00:00Z.
pub type Millis = i64;
