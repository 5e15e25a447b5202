//! Typed ids, so that a run's number can never be passed where a channel's id is meant.

use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};

macro_rules! number_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DeriveValueType)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DeriveValueType)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The id as people and platforms write it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($name)))
            }
        }
    };
}

text_id! {
    /// A channel's or thread's id: the platform's own (`C0123`, `C0123:1690.1`), or `c` and 12
    /// letters and digits on the `local` platform.
    ChannelId
}
text_id! {
    /// A container's id in our database: 12 letters and digits, part of the engine's container name.
    ContainerId
}
number_id! {
    /// A run's number, as people type it.
    RunId
}
number_id! {
    /// A message's number; grows with time within the installation.
    MessageId
}
number_id! {
    /// A session's number (not the agent's own session id).
    SessionId
}
number_id! {
    /// A delivery's number; the order in which replies are owed.
    DeliveryId
}
number_id! {
    /// A personal token's number, as people type it; a part of the token's text, and no secret.
    TokenId
}
number_id! {
    /// A task's number, as people type it.
    TaskId
}
