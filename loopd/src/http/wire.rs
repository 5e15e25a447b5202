//! Values that several resources send: times and enums. They are not the rows' types, so that a change of the
//! database is no change of the API.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::model::{self, Millis};

/// A time as the API writes it: RFC 3339, UTC.
pub(super) fn time(at: Millis) -> String {
    jiff::Timestamp::from_millisecond(at).unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_string()
}

/// Defines an enum of the API that mirrors one of the model, and both ways between them.
macro_rules! mirror {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub(super) enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl From<model::$name> for $name {
            fn from(value: model::$name) -> Self {
                match value {
                    $(model::$name::$variant => Self::$variant,)*
                }
            }
        }

        impl From<$name> for model::$name {
            fn from(value: $name) -> Self {
                match value {
                    $($name::$variant => Self::$variant,)*
                }
            }
        }
    };
}

mirror! {
    /// Where a channel lives: `local` is loop's own.
    Platform {
        /// Loop's own channels.
        Local,
        /// Slack.
        Slack,
        /// Discord.
        Discord,
    }
}

mirror! {
    /// How far a run got. `queued`, `starting` and `running` are open, the others are ends.
    RunStatus {
        /// Accepted; waits for its channel and for a free place.
        Queued,
        /// Its container is made ready.
        Starting,
        /// The agent has the prompt.
        Running,
        /// The agent answered.
        Succeeded,
        /// It ended with an error; `failure` and `error` say which.
        Failed,
        /// Somebody stopped it.
        Cancelled,
        /// It took longer than it may.
        TimedOut,
        /// The daemon or its container went away while it ran; it is not run again by itself.
        Interrupted,
    }
}

mirror! {
    /// What kind of thing caused a run.
    CauseKind {
        /// A chat message.
        Message,
        /// A due slot of a task.
        Slot,
        /// A request to the API.
        Api,
        /// Another agent's request.
        Delegation,
    }
}

mirror! {
    /// Why a run did not succeed.
    FailureCode {
        /// No credentials for the model are configured.
        NoKey,
        /// The model API refused the credentials.
        BadKey,
        /// The account's limit is reached.
        Quota,
        /// The model API is overloaded.
        Overloaded,
        /// The model API cannot be reached.
        Network,
        /// The model API answered with another error.
        ModelError,
        /// The run took longer than it may.
        Timeout,
        /// The container ran out of memory.
        OutOfMemory,
        /// The agent image is missing and could not be made.
        ImageMissing,
        /// The container engine does not answer.
        EngineDown,
        /// The container engine refused the container.
        ContainerRefused,
        /// The work directory cannot be used.
        WorkDir,
        /// The agent process was killed or ended without an answer.
        Killed,
        /// The agent said it failed.
        AgentError,
        /// The agent printed more than a run may.
        TooMuchOutput,
        /// The daemon stopped, or the container vanished, while the prompt may have run.
        Interrupted,
        /// Somebody stopped it.
        Stopped,
        /// A fault of the daemon; its log has the details.
        Internal,
    }
}

mirror! {
    /// How a tool came back.
    ToolStatus {
        /// It worked.
        Ok,
        /// It said it failed.
        Error,
    }
}

mirror! {
    /// How a schedule is written.
    ScheduleType {
        /// A crontab line of five fields.
        Cron,
        /// Every so often, counted from when it was set.
        Interval,
        /// At one time.
        Once,
    }
}

mirror! {
    /// Whether a task will run again by itself.
    TaskState {
        /// It will, at `next_run_at`.
        Scheduled,
        /// It is switched off; `disabled_reason` says why, unless a person did it.
        Disabled,
        /// Its channel was deleted in chat; it goes on when that is back.
        Paused,
        /// Its last time has passed.
        Done,
    }
}

mirror! {
    /// What becomes of times that passed while loopd was not there.
    Misfire {
        /// They are recorded as missed.
        Skip,
        /// The latest runs late, the others are recorded as missed.
        RunLatest,
        /// Each runs late, the latest `max_catch_up` of them at the most.
        RunAll,
    }
}

mirror! {
    /// What becomes of a time that comes while an earlier run of the task waits or works.
    Overlap {
        /// It is recorded as skipped.
        Skip,
        /// Its run waits for its turn.
        Queue,
        /// The earlier runs are stopped for it.
        CancelPrevious,
    }
}

mirror! {
    /// Which conversation a task's runs work in.
    SessionPolicy {
        /// The channel's.
        Channel,
        /// One that the task keeps from run to run.
        Task,
        /// A fresh one each time.
        Own,
    }
}

mirror! {
    /// What became of a nominal time of a task.
    SlotOutcome {
        /// It caused a run.
        Fired,
        /// Nobody was there in time, and it was not made up for.
        Missed,
        /// An earlier run of the task was still there.
        Skipped,
    }
}

mirror! {
    /// What a personal token may be used for.
    Scope {
        /// Reading everything but tokens.
        Read,
        /// Starting and stopping runs.
        Runs,
        /// Making, changing, running and cancelling tasks.
        Tasks,
        /// Saying something as loop, opening and deleting threads; to ask loop by a mention needs `runs` too.
        Messages,
        /// Making channels and having them start afresh.
        Channels,
    }
}

mirror! {
    /// Whom a role is given to.
    SubjectKind {
        /// A person.
        User,
        /// All who have a role or are in a group of the platform.
        Role,
    }
}

mirror! {
    /// What somebody may do in a channel.
    Role {
        /// Talk, and manage tasks.
        Member,
        /// Everything, and give roles.
        Owner,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_rfc_3339_in_utc() {
        assert_eq!(time(0), "1970-01-01T00:00:00Z");
        assert_eq!(time(1_700_000_000_123), "2023-11-14T22:13:20.123Z");
    }

    #[test]
    fn names_are_those_of_the_model() {
        for status in [model::RunStatus::TimedOut, model::RunStatus::Queued] {
            assert_eq!(serde_json::to_value(RunStatus::from(status)).unwrap(), status.as_str());
        }
        for kind in [model::ScheduleType::Cron, model::ScheduleType::Interval, model::ScheduleType::Once] {
            assert_eq!(serde_json::to_value(ScheduleType::from(kind)).unwrap(), kind.as_str());
        }
        assert_eq!(serde_json::to_value(Misfire::RunLatest).unwrap(), "run_latest");
        assert_eq!(serde_json::to_value(Overlap::CancelPrevious).unwrap(), "cancel_previous");
        assert_eq!(serde_json::to_value(Platform::Slack).unwrap(), model::Platform::Slack.as_str());
    }
}
