//! The client generated from `openapi.json`; do not edit. `UPDATE=1 cargo test -p loop-client` renews it.

#[allow(unused_imports)]
pub use progenitor_client::{ByteStream, ClientInfo, Error, ResponseValue};
#[allow(unused_imports)]
use progenitor_client::{encode_path, ClientHooks, OperationInfo, RequestBuilderExt};
/// Types used as operation parameters and responses.
#[allow(clippy::all)]
pub mod types {
    ///Where a template is wanted.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        Default,
        PartialEq,
        schemars::JsonSchema
    )]
    #[serde(deny_unknown_fields)]
    pub struct AddTemplate {
        ///The name to show as the one who adds it; `operator` if left out.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub author: ::std::option::Option<::std::string::String>,
        ///The channel that gets the task; only agents may leave it out, because they have one.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub channel_id: ::std::option::Option<::std::string::String>,
        ///The zone in which its schedule is read, an IANA name, instead of the template's own.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub timezone: ::std::option::Option<::std::string::String>,
    }
    impl AddTemplate {
        pub fn builder() -> builder::AddTemplate {
            Default::default()
        }
    }
    ///The task that a channel has from a template.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct AddedTemplate {
        ///False: the channel had it already, and nothing was changed.
        pub is_new: bool,
        ///The template.
        pub name: ::std::string::String,
        ///When it is due next; null while it is disabled.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub next_run_at: ::std::option::Option<
            ::chrono::DateTime<::chrono::offset::Utc>,
        >,
        ///When the task is due.
        pub schedule: ::std::string::String,
        ///The task's number.
        pub task_id: i64,
        ///The zone in which that is read, an IANA name.
        pub timezone: ::std::string::String,
    }
    impl AddedTemplate {
        pub fn builder() -> builder::AddedTemplate {
            Default::default()
        }
    }
    ///Who said or asked something.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct Author {
        ///As the platform or the API names them.
        pub id: ::std::string::String,
        ///The name people see.
        pub name: ::std::string::String,
    }
    impl Author {
        pub fn builder() -> builder::Author {
            Default::default()
        }
    }
    ///Why a run exists.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct Cause {
        ///Which one, unique within its kind.
        pub key: ::std::string::String,
        ///What kind of thing caused it.
        pub kind: CauseKind,
    }
    impl Cause {
        pub fn builder() -> builder::Cause {
            Default::default()
        }
    }
    ///What kind of thing caused a run.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Copy,
        Debug,
        Eq,
        Hash,
        Ord,
        PartialEq,
        PartialOrd,
        schemars::JsonSchema
    )]
    pub enum CauseKind {
        #[serde(rename = "message")]
        Message,
        #[serde(rename = "slot")]
        Slot,
        #[serde(rename = "api")]
        Api,
        #[serde(rename = "delegation")]
        Delegation,
    }
    impl ::std::fmt::Display for CauseKind {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            match *self {
                Self::Message => f.write_str("message"),
                Self::Slot => f.write_str("slot"),
                Self::Api => f.write_str("api"),
                Self::Delegation => f.write_str("delegation"),
            }
        }
    }
    impl ::std::str::FromStr for CauseKind {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            match value {
                "message" => Ok(Self::Message),
                "slot" => Ok(Self::Slot),
                "api" => Ok(Self::Api),
                "delegation" => Ok(Self::Delegation),
                _ => Err("invalid value".into()),
            }
        }
    }
    impl ::std::convert::TryFrom<&str> for CauseKind {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for CauseKind {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    ///A run that led to another.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct CausingRun {
        ///Who caused it.
        pub author: Author,
        ///The channel it worked in.
        pub channel_id: ::std::string::String,
        ///Its number.
        pub run_id: i64,
    }
    impl CausingRun {
        pub fn builder() -> builder::CausingRun {
            Default::default()
        }
    }
    ///A channel, or a thread, which is a channel with a parent.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct Channel {
        ///False once it was deleted in chat.
        pub active: bool,
        ///When it became known.
        pub created_at: ::chrono::DateTime<::chrono::offset::Utc>,
        ///The channels whose agents may cause runs here; null = those of every channel.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub delegators: ::std::option::Option<::std::vec::Vec<::std::string::String>>,
        /**The directory on loopd's machine that its agent works in; null = one of loopd's own. Agents see only their own
channel's.*/
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub dir_path: ::std::option::Option<::std::string::String>,
        ///Its id: the platform's own, or loop's on `local`.
        pub id: ::std::string::String,
        ///The channel whose agent made it; null = a person did.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub made_by: ::std::option::Option<::std::string::String>,
        ///The name people see.
        pub name: ::std::string::String,
        ///The channel that a thread belongs to.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub parent_id: ::std::option::Option<::std::string::String>,
        ///Where it lives.
        pub platform: Platform,
    }
    impl Channel {
        pub fn builder() -> builder::Channel {
            Default::default()
        }
    }
    ///A field of a channel that has a default.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Copy,
        Debug,
        Eq,
        Hash,
        Ord,
        PartialEq,
        PartialOrd,
        schemars::JsonSchema
    )]
    pub enum ChannelField {
        #[serde(rename = "delegators")]
        Delegators,
        #[serde(rename = "dir_path")]
        DirPath,
    }
    impl ::std::fmt::Display for ChannelField {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            match *self {
                Self::Delegators => f.write_str("delegators"),
                Self::DirPath => f.write_str("dir_path"),
            }
        }
    }
    impl ::std::str::FromStr for ChannelField {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            match value {
                "delegators" => Ok(Self::Delegators),
                "dir_path" => Ok(Self::DirPath),
                _ => Err("invalid value".into()),
            }
        }
    }
    impl ::std::convert::TryFrom<&str> for ChannelField {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for ChannelField {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    ///A part of the list of channels.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct ChannelPage {
        ///The channels.
        pub items: ::std::vec::Vec<Channel>,
        ///Where the next part begins; null at the end.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub next: ::std::option::Option<::std::string::String>,
    }
    impl ChannelPage {
        pub fn builder() -> builder::ChannelPage {
            Default::default()
        }
    }
    ///Whether a chat platform is connected.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct Connection {
        ///True while events come in; `status` says why they do not.
        pub ok: bool,
        ///Which one.
        pub platform: Platform,
    }
    impl Connection {
        pub fn builder() -> builder::Connection {
            Default::default()
        }
    }
    ///How many agent containers there are.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct ContainerCounts {
        ///Those that wait for the next message.
        pub idle: i64,
        ///All of them.
        pub live: i64,
    }
    impl ContainerCounts {
        pub fn builder() -> builder::ContainerCounts {
            Default::default()
        }
    }
    ///A channel to be made.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    #[serde(deny_unknown_fields)]
    pub struct CreateChannel {
        ///Its name.
        pub name: ::std::string::String,
    }
    impl CreateChannel {
        pub fn builder() -> builder::CreateChannel {
            Default::default()
        }
    }
    ///A thread to be opened.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    #[serde(deny_unknown_fields)]
    pub struct CreateThread {
        ///The channel, or a thread of it; only agents may leave it out, because they have one.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub channel_id: ::std::option::Option<::std::string::String>,
        ///What is said in it first, Markdown; 512 KiB at the most. If it mentions loop, it causes a run in the thread.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub message: ::std::option::Option<::std::string::String>,
        ///Its title.
        pub name: ::std::string::String,
    }
    impl CreateThread {
        pub fn builder() -> builder::CreateThread {
            Default::default()
        }
    }
    ///A token to be made.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    #[serde(deny_unknown_fields)]
    pub struct CreateToken {
        ///Days until it is worth nothing; 0 = never; 90 if left out.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub expires_in_days: ::std::option::Option<i64>,
        ///Who or what it is for; shown as the author of what is done with it.
        pub name: ::std::string::String,
        ///What it may be used for.
        pub scopes: ::std::vec::Vec<Scope>,
    }
    impl CreateToken {
        pub fn builder() -> builder::CreateToken {
            Default::default()
        }
    }
    ///A token that was made.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct CreatedToken {
        ///What is known of it.
        pub info: Token,
        ///Its text. This answer is the only one that has it.
        pub token: ::std::string::String,
    }
    impl CreatedToken {
        pub fn builder() -> builder::CreatedToken {
            Default::default()
        }
    }
    ///The database.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct DatabaseStatus {
        ///`sqlite` or `postgres`.
        pub kind: ::std::string::String,
        ///True if it answers.
        pub ok: bool,
    }
    impl DatabaseStatus {
        pub fn builder() -> builder::DatabaseStatus {
            Default::default()
        }
    }
    ///How many replies are owed to chat.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct DeliveryCounts {
        ///Those given up.
        pub dead: i64,
        ///Where the last of these was to go and why it could not, for the operator only.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub last_dead: ::std::option::Option<::std::string::String>,
        ///Those that will be sent.
        pub pending: i64,
    }
    impl DeliveryCounts {
        pub fn builder() -> builder::DeliveryCounts {
            Default::default()
        }
    }
    ///Changes of a channel.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        Default,
        PartialEq,
        schemars::JsonSchema
    )]
    #[serde(deny_unknown_fields)]
    pub struct EditChannel {
        ///The channels whose agents may cause runs here; empty = none.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub delegators: ::std::option::Option<::std::vec::Vec<::std::string::String>>,
        ///The directory on loopd's machine that its agent works in; an absolute path.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub dir_path: ::std::option::Option<::std::string::String>,
        ///Fields that go back to what they are by default.
        #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")]
        pub unset: ::std::vec::Vec<ChannelField>,
    }
    impl EditChannel {
        pub fn builder() -> builder::EditChannel {
            Default::default()
        }
    }
    ///Changes of a task; at least one. What is left out stays as it is.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        Default,
        PartialEq,
        schemars::JsonSchema
    )]
    #[serde(deny_unknown_fields)]
    pub struct EditTask {
        ///After how many seconds the thread of a run with nothing to report is deleted; 0 keeps it.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub auto_delete_sec: ::std::option::Option<i64>,
        ///Times missed by more seconds than this are not made up for.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub catch_up_window_sec: ::std::option::Option<i64>,
        ///Whether it runs by itself.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub enabled: ::std::option::Option<bool>,
        ///Whether a run that was interrupted may be run again by itself.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub idempotent: ::std::option::Option<bool>,
        ///Times made up for at once at the most, under `run_all`.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub max_catch_up: ::std::option::Option<i32>,
        ///What becomes of times that passed while loopd was not there.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub misfire: ::std::option::Option<Misfire>,
        ///The model to use; empty or null = the configured one.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub model: ::std::option::Option<::std::string::String>,
        ///What becomes of a time that comes while an earlier run waits or works.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub overlap: ::std::option::Option<Overlap>,
        ///What the agent is told; 512 KiB at the most.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub prompt: ::std::option::Option<::std::string::String>,
        ///When it is due, written as in `schedule_task`. It counts from now.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub schedule: ::std::option::Option<::std::string::String>,
        ///Which conversation its runs work in.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub session: ::std::option::Option<SessionPolicy>,
        ///How long a run may take, in seconds; 0 or null = as configured.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub timeout_sec: ::std::option::Option<i64>,
        ///IANA name of the zone in which `schedule` is read.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub timezone: ::std::option::Option<::std::string::String>,
        ///How `schedule` is written; a change needs `schedule` too.
        #[serde(rename = "type", skip_serializing_if = "::std::option::Option::is_none")]
        pub type_: ::std::option::Option<ScheduleType>,
    }
    impl EditTask {
        pub fn builder() -> builder::EditTask {
            Default::default()
        }
    }
    ///The container engine.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct EngineStatus {
        ///Its version, or why it cannot be used.
        pub detail: ::std::string::String,
        ///True if it answers.
        pub ok: bool,
    }
    impl EngineStatus {
        pub fn builder() -> builder::EngineStatus {
            Default::default()
        }
    }
    ///A directory to work in.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    #[serde(deny_unknown_fields)]
    pub struct EnsureChannel {
        ///An absolute path on loopd's machine.
        pub dir_path: ::std::string::String,
        ///Where the channel is to be; left out, one of any platform will do, and a new one is made on `local`.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub platform: ::std::option::Option<Platform>,
    }
    impl EnsureChannel {
        pub fn builder() -> builder::EnsureChannel {
            Default::default()
        }
    }
    ///Why a run did not succeed.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Copy,
        Debug,
        Eq,
        Hash,
        Ord,
        PartialEq,
        PartialOrd,
        schemars::JsonSchema
    )]
    pub enum FailureCode {
        #[serde(rename = "no_key")]
        NoKey,
        #[serde(rename = "bad_key")]
        BadKey,
        #[serde(rename = "quota")]
        Quota,
        #[serde(rename = "overloaded")]
        Overloaded,
        #[serde(rename = "network")]
        Network,
        #[serde(rename = "model_error")]
        ModelError,
        #[serde(rename = "timeout")]
        Timeout,
        #[serde(rename = "out_of_memory")]
        OutOfMemory,
        #[serde(rename = "image_missing")]
        ImageMissing,
        #[serde(rename = "engine_down")]
        EngineDown,
        #[serde(rename = "container_refused")]
        ContainerRefused,
        #[serde(rename = "work_dir")]
        WorkDir,
        #[serde(rename = "killed")]
        Killed,
        #[serde(rename = "agent_error")]
        AgentError,
        #[serde(rename = "too_much_output")]
        TooMuchOutput,
        #[serde(rename = "interrupted")]
        Interrupted,
        #[serde(rename = "stopped")]
        Stopped,
        #[serde(rename = "internal")]
        Internal,
    }
    impl ::std::fmt::Display for FailureCode {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            match *self {
                Self::NoKey => f.write_str("no_key"),
                Self::BadKey => f.write_str("bad_key"),
                Self::Quota => f.write_str("quota"),
                Self::Overloaded => f.write_str("overloaded"),
                Self::Network => f.write_str("network"),
                Self::ModelError => f.write_str("model_error"),
                Self::Timeout => f.write_str("timeout"),
                Self::OutOfMemory => f.write_str("out_of_memory"),
                Self::ImageMissing => f.write_str("image_missing"),
                Self::EngineDown => f.write_str("engine_down"),
                Self::ContainerRefused => f.write_str("container_refused"),
                Self::WorkDir => f.write_str("work_dir"),
                Self::Killed => f.write_str("killed"),
                Self::AgentError => f.write_str("agent_error"),
                Self::TooMuchOutput => f.write_str("too_much_output"),
                Self::Interrupted => f.write_str("interrupted"),
                Self::Stopped => f.write_str("stopped"),
                Self::Internal => f.write_str("internal"),
            }
        }
    }
    impl ::std::str::FromStr for FailureCode {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            match value {
                "no_key" => Ok(Self::NoKey),
                "bad_key" => Ok(Self::BadKey),
                "quota" => Ok(Self::Quota),
                "overloaded" => Ok(Self::Overloaded),
                "network" => Ok(Self::Network),
                "model_error" => Ok(Self::ModelError),
                "timeout" => Ok(Self::Timeout),
                "out_of_memory" => Ok(Self::OutOfMemory),
                "image_missing" => Ok(Self::ImageMissing),
                "engine_down" => Ok(Self::EngineDown),
                "container_refused" => Ok(Self::ContainerRefused),
                "work_dir" => Ok(Self::WorkDir),
                "killed" => Ok(Self::Killed),
                "agent_error" => Ok(Self::AgentError),
                "too_much_output" => Ok(Self::TooMuchOutput),
                "interrupted" => Ok(Self::Interrupted),
                "stopped" => Ok(Self::Stopped),
                "internal" => Ok(Self::Internal),
                _ => Err("invalid value".into()),
            }
        }
    }
    impl ::std::convert::TryFrom<&str> for FailureCode {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for FailureCode {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    ///One field that is at fault.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct FieldError {
        ///The field of the body, query, path or header.
        pub field: ::std::string::String,
        ///What is wrong with it and what is right.
        pub message: ::std::string::String,
    }
    impl FieldError {
        pub fn builder() -> builder::FieldError {
            Default::default()
        }
    }
    ///A role that somebody was given.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct Grant {
        ///The channel, for its threads too; null = every channel of the platform.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub channel_id: ::std::option::Option<::std::string::String>,
        ///When.
        pub created_at: ::chrono::DateTime<::chrono::offset::Utc>,
        ///Who gave it.
        pub granted_by: ::std::string::String,
        ///Whether the subject is a person or a role of the platform.
        pub kind: SubjectKind,
        ///What was given.
        pub role: Role,
        ///The platform's id of the person or role.
        pub subject: ::std::string::String,
    }
    impl Grant {
        pub fn builder() -> builder::Grant {
            Default::default()
        }
    }
    ///The roles given in a channel.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct GrantList {
        ///The roles; those of the configuration are not among them.
        pub items: ::std::vec::Vec<Grant>,
    }
    impl GrantList {
        pub fn builder() -> builder::GrantList {
            Default::default()
        }
    }
    ///A role to be given.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    #[serde(deny_unknown_fields)]
    pub struct GrantRole {
        ///Whether the subject is a person or a role of the platform.
        pub kind: SubjectKind,
        ///What is given.
        pub role: Role,
        ///The platform's id of the person or role.
        pub subject: ::std::string::String,
    }
    impl GrantRole {
        pub fn builder() -> builder::GrantRole {
            Default::default()
        }
    }
    ///The latest run of a task; `show_run` tells more.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct LastRun {
        ///When its outcome was recorded.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub finished_at: ::std::option::Option<
            ::chrono::DateTime<::chrono::offset::Utc>,
        >,
        ///Its number.
        pub id: i64,
        ///When it was accepted.
        pub queued_at: ::chrono::DateTime<::chrono::offset::Utc>,
        ///How far it got.
        pub status: RunStatus,
    }
    impl LastRun {
        pub fn builder() -> builder::LastRun {
            Default::default()
        }
    }
    ///A piece of a note.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct MemoryHit {
        ///The piece.
        pub content: ::std::string::String,
        ///The file it stands in.
        pub path: ::std::string::String,
        ///How well it fits; higher is better.
        pub score: f64,
    }
    impl MemoryHit {
        pub fn builder() -> builder::MemoryHit {
            Default::default()
        }
    }
    ///What was found in a project's notes.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct MemoryHits {
        ///The hits, the best first.
        pub items: ::std::vec::Vec<MemoryHit>,
    }
    impl MemoryHits {
        pub fn builder() -> builder::MemoryHits {
            Default::default()
        }
    }
    ///How a project's notes are searched.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct MemoryStatus {
        ///Why not, or how fresh the index is.
        pub detail: ::std::string::String,
        ///True if they can be searched.
        pub enabled: bool,
    }
    impl MemoryStatus {
        pub fn builder() -> builder::MemoryStatus {
            Default::default()
        }
    }
    ///Something said in a channel.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct Message {
        ///Who said it.
        pub author: Author,
        ///The channel it was said in.
        pub channel_id: ::std::string::String,
        ///The text, Markdown.
        pub content: ::std::string::String,
        ///When it was said.
        pub created_at: ::chrono::DateTime<::chrono::offset::Utc>,
        ///True when an agent, or loop itself, said it.
        pub from_agent: bool,
        ///Its number; later messages have higher ones.
        pub id: i64,
        ///The run that it caused, or whose answer it is.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub run_id: ::std::option::Option<i64>,
    }
    impl Message {
        pub fn builder() -> builder::Message {
            Default::default()
        }
    }
    ///A part of a channel's messages.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct MessagePage {
        ///The messages, newest first.
        pub items: ::std::vec::Vec<Message>,
        ///Where the next part begins; null at the end.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub next: ::std::option::Option<::std::string::String>,
    }
    impl MessagePage {
        pub fn builder() -> builder::MessagePage {
            Default::default()
        }
    }
    ///What becomes of times that passed while loopd was not there.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Copy,
        Debug,
        Eq,
        Hash,
        Ord,
        PartialEq,
        PartialOrd,
        schemars::JsonSchema
    )]
    pub enum Misfire {
        #[serde(rename = "skip")]
        Skip,
        #[serde(rename = "run_latest")]
        RunLatest,
        #[serde(rename = "run_all")]
        RunAll,
    }
    impl ::std::fmt::Display for Misfire {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            match *self {
                Self::Skip => f.write_str("skip"),
                Self::RunLatest => f.write_str("run_latest"),
                Self::RunAll => f.write_str("run_all"),
            }
        }
    }
    impl ::std::str::FromStr for Misfire {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            match value {
                "skip" => Ok(Self::Skip),
                "run_latest" => Ok(Self::RunLatest),
                "run_all" => Ok(Self::RunAll),
                _ => Err("invalid value".into()),
            }
        }
    }
    impl ::std::convert::TryFrom<&str> for Misfire {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for Misfire {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    ///A thread that was opened.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct OpenedThread {
        ///What was said in it first; its `run_id` is the run that it caused.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub message: ::std::option::Option<Message>,
        ///The thread.
        pub thread: Channel,
    }
    impl OpenedThread {
        pub fn builder() -> builder::OpenedThread {
            Default::default()
        }
    }
    ///What becomes of a time that comes while an earlier run of the task waits or works.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Copy,
        Debug,
        Eq,
        Hash,
        Ord,
        PartialEq,
        PartialOrd,
        schemars::JsonSchema
    )]
    pub enum Overlap {
        #[serde(rename = "skip")]
        Skip,
        #[serde(rename = "queue")]
        Queue,
        #[serde(rename = "cancel_previous")]
        CancelPrevious,
    }
    impl ::std::fmt::Display for Overlap {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            match *self {
                Self::Skip => f.write_str("skip"),
                Self::Queue => f.write_str("queue"),
                Self::CancelPrevious => f.write_str("cancel_previous"),
            }
        }
    }
    impl ::std::str::FromStr for Overlap {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            match value {
                "skip" => Ok(Self::Skip),
                "queue" => Ok(Self::Queue),
                "cancel_previous" => Ok(Self::CancelPrevious),
                _ => Err("invalid value".into()),
            }
        }
    }
    impl ::std::convert::TryFrom<&str> for Overlap {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for Overlap {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    ///Where a channel lives: `local` is loop's own.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Copy,
        Debug,
        Eq,
        Hash,
        Ord,
        PartialEq,
        PartialOrd,
        schemars::JsonSchema
    )]
    pub enum Platform {
        #[serde(rename = "local")]
        Local,
        #[serde(rename = "slack")]
        Slack,
        #[serde(rename = "discord")]
        Discord,
    }
    impl ::std::fmt::Display for Platform {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            match *self {
                Self::Local => f.write_str("local"),
                Self::Slack => f.write_str("slack"),
                Self::Discord => f.write_str("discord"),
            }
        }
    }
    impl ::std::str::FromStr for Platform {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            match value {
                "local" => Ok(Self::Local),
                "slack" => Ok(Self::Slack),
                "discord" => Ok(Self::Discord),
                _ => Err("invalid value".into()),
            }
        }
    }
    impl ::std::convert::TryFrom<&str> for Platform {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for Platform {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    ///A chat platform.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct PlatformStatus {
        ///In words.
        pub detail: ::std::string::String,
        ///True if messages can be sent there.
        pub ok: bool,
        ///Which one.
        pub platform: Platform,
    }
    impl PlatformStatus {
        pub fn builder() -> builder::PlatformStatus {
            Default::default()
        }
    }
    ///A good answer to a probe.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct Probe {
        ///Always true.
        pub ok: bool,
    }
    impl Probe {
        pub fn builder() -> builder::Probe {
            Default::default()
        }
    }
    ///What went wrong, as RFC 9457 has it, with a stable `code` for programs.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct Problem {
        ///What kind of problem it is; stable, for programs.
        pub code: ProblemCode,
        ///What happened and what to do about it, one sentence for people.
        pub detail: ::std::string::String,
        ///The fields that are at fault, if the request's values are.
        #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")]
        pub errors: ::std::vec::Vec<FieldError>,
        ///The HTTP status.
        pub status: i32,
        ///The status in words.
        pub title: ::std::string::String,
        ///Always `about:blank`: `code` tells problems apart.
        #[serde(rename = "type")]
        pub type_: ::std::string::String,
    }
    impl Problem {
        pub fn builder() -> builder::Problem {
            Default::default()
        }
    }
    ///Kinds of problems.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Copy,
        Debug,
        Eq,
        Hash,
        Ord,
        PartialEq,
        PartialOrd,
        schemars::JsonSchema
    )]
    pub enum ProblemCode {
        #[serde(rename = "invalid")]
        Invalid,
        #[serde(rename = "unauthorized")]
        Unauthorized,
        #[serde(rename = "forbidden")]
        Forbidden,
        #[serde(rename = "not_found")]
        NotFound,
        #[serde(rename = "method_not_allowed")]
        MethodNotAllowed,
        #[serde(rename = "conflict")]
        Conflict,
        #[serde(rename = "too_large")]
        TooLarge,
        #[serde(rename = "unsupported_media_type")]
        UnsupportedMediaType,
        #[serde(rename = "too_many_requests")]
        TooManyRequests,
        #[serde(rename = "unavailable")]
        Unavailable,
        #[serde(rename = "memory_off")]
        MemoryOff,
        #[serde(rename = "internal")]
        Internal,
    }
    impl ::std::fmt::Display for ProblemCode {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            match *self {
                Self::Invalid => f.write_str("invalid"),
                Self::Unauthorized => f.write_str("unauthorized"),
                Self::Forbidden => f.write_str("forbidden"),
                Self::NotFound => f.write_str("not_found"),
                Self::MethodNotAllowed => f.write_str("method_not_allowed"),
                Self::Conflict => f.write_str("conflict"),
                Self::TooLarge => f.write_str("too_large"),
                Self::UnsupportedMediaType => f.write_str("unsupported_media_type"),
                Self::TooManyRequests => f.write_str("too_many_requests"),
                Self::Unavailable => f.write_str("unavailable"),
                Self::MemoryOff => f.write_str("memory_off"),
                Self::Internal => f.write_str("internal"),
            }
        }
    }
    impl ::std::str::FromStr for ProblemCode {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            match value {
                "invalid" => Ok(Self::Invalid),
                "unauthorized" => Ok(Self::Unauthorized),
                "forbidden" => Ok(Self::Forbidden),
                "not_found" => Ok(Self::NotFound),
                "method_not_allowed" => Ok(Self::MethodNotAllowed),
                "conflict" => Ok(Self::Conflict),
                "too_large" => Ok(Self::TooLarge),
                "unsupported_media_type" => Ok(Self::UnsupportedMediaType),
                "too_many_requests" => Ok(Self::TooManyRequests),
                "unavailable" => Ok(Self::Unavailable),
                "memory_off" => Ok(Self::MemoryOff),
                "internal" => Ok(Self::Internal),
                _ => Err("invalid value".into()),
            }
        }
    }
    impl ::std::convert::TryFrom<&str> for ProblemCode {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for ProblemCode {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    ///A project: a directory that agents work in, and what its own files ask for.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct Project {
        ///The channels that work in it.
        pub channels: ::std::vec::Vec<ProjectChannel>,
        ///The directory on loopd's machine, links resolved.
        pub dir_path: ::std::string::String,
        ///What an approval would change for agents, or has changed if the project is trusted.
        pub grants: ::std::vec::Vec<Widening>,
        ///Hash of its files' content, to be given to trust_project; null if they cannot be read.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub hash: ::std::option::Option<::std::string::String>,
        ///What in its files cannot be used, and why.
        pub problems: ::std::vec::Vec<::std::string::String>,
        ///What became of what its files ask for.
        pub state: TrustState,
        ///When somebody last approved; null = nobody did, or it was taken back.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub trusted_at: ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
        ///Who did.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub trusted_by: ::std::option::Option<::std::string::String>,
    }
    impl Project {
        pub fn builder() -> builder::Project {
            Default::default()
        }
    }
    ///A channel that works in a project.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct ProjectChannel {
        ///Its id.
        pub id: ::std::string::String,
        ///The name people see.
        pub name: ::std::string::String,
    }
    impl ProjectChannel {
        pub fn builder() -> builder::ProjectChannel {
            Default::default()
        }
    }
    ///A part of the list of projects.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct ProjectPage {
        ///The projects.
        pub items: ::std::vec::Vec<Project>,
        ///Where the next part begins; null at the end.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub next: ::std::option::Option<::std::string::String>,
    }
    impl ProjectPage {
        pub fn builder() -> builder::ProjectPage {
            Default::default()
        }
    }
    ///A good answer to whether the daemon can work.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct Readiness {
        ///Always true.
        pub ok: bool,
        ///The chat platforms. One that is away is no reason to start the daemon again: it comes back by itself.
        pub platforms: ::std::vec::Vec<Connection>,
    }
    impl Readiness {
        pub fn builder() -> builder::Readiness {
            Default::default()
        }
    }
    ///What somebody may do in a channel.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Copy,
        Debug,
        Eq,
        Hash,
        Ord,
        PartialEq,
        PartialOrd,
        schemars::JsonSchema
    )]
    pub enum Role {
        #[serde(rename = "member")]
        Member,
        #[serde(rename = "owner")]
        Owner,
    }
    impl ::std::fmt::Display for Role {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            match *self {
                Self::Member => f.write_str("member"),
                Self::Owner => f.write_str("owner"),
            }
        }
    }
    impl ::std::str::FromStr for Role {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            match value {
                "member" => Ok(Self::Member),
                "owner" => Ok(Self::Owner),
                _ => Err("invalid value".into()),
            }
        }
    }
    impl ::std::convert::TryFrom<&str> for Role {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for Role {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    ///One execution of an agent.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct Run {
        ///How many runs of the channel come before it; null once it is not queued any more.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub ahead: ::std::option::Option<i64>,
        ///The agent's answer, Markdown.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub answer: ::std::option::Option<::std::string::String>,
        ///Container starts so far.
        pub attempts: i32,
        ///Who caused it.
        pub author: Author,
        ///Why it exists.
        pub cause: Cause,
        /**The runs that led to it, the one that a person caused last; an agent sees those of its channel. Lists leave this
empty.*/
        pub causes: ::std::vec::Vec<CausingRun>,
        ///The channel it works in.
        pub channel_id: ::std::string::String,
        ///How many agents stand between it and a person: 0 when a person caused it.
        pub depth: i32,
        ///Why it did not succeed, for people.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub error: ::std::option::Option<::std::string::String>,
        ///Why it did not succeed, for programs.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub failure: ::std::option::Option<FailureCode>,
        ///When its outcome was recorded.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub finished_at: ::std::option::Option<
            ::chrono::DateTime<::chrono::offset::Utc>,
        >,
        ///Its number.
        pub id: i64,
        ///The model asked for; null = the configured one.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub model: ::std::option::Option<::std::string::String>,
        ///Something to know besides the answer.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub notice: ::std::option::Option<::std::string::String>,
        ///The run whose agent caused it, or made the task that did.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub parent_run_id: ::std::option::Option<i64>,
        ///What was asked.
        pub prompt: ::std::string::String,
        ///When it was accepted.
        pub queued_at: ::chrono::DateTime<::chrono::offset::Utc>,
        ///The task's nominal time that it stands for; for one that somebody asked for, when it was asked.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub slot_at: ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
        ///When it was first taken up.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub started_at: ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
        ///How far it got.
        pub status: RunStatus,
        ///When somebody asked to stop it.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub stop_requested_at: ::std::option::Option<
            ::chrono::DateTime<::chrono::offset::Utc>,
        >,
        ///The task that it works for.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub task_id: ::std::option::Option<i64>,
        ///The thread in which it answers, once that is open.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub thread_id: ::std::option::Option<::std::string::String>,
        ///What it used of the model; all zero until it ends.
        pub usage: Usage,
    }
    impl Run {
        pub fn builder() -> builder::Run {
            Default::default()
        }
    }
    ///How many runs there are.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct RunCounts {
        ///Those at work.
        pub active: i64,
        ///How many may work at once.
        pub max: i64,
        ///Those that wait.
        pub queued: i64,
    }
    impl RunCounts {
        pub fn builder() -> builder::RunCounts {
            Default::default()
        }
    }
    ///Something that happened in a run, told apart by `type`; `end` is always the last.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    #[serde(tag = "type")]
    pub enum RunEvent {
        ///Work that precedes the agent, such as an image build.
        #[serde(rename = "progress")]
        Progress {
            ///When it was recorded.
            at: ::chrono::DateTime<::chrono::offset::Utc>,
            ///One line for people.
            text: ::std::string::String,
        },
        ///The agent began a turn and told its session.
        #[serde(rename = "session")]
        Session {
            ///When it was recorded.
            at: ::chrono::DateTime<::chrono::offset::Utc>,
            ///The model that answers.
            #[serde(skip_serializing_if = "::std::option::Option::is_none")]
            model: ::std::option::Option<::std::string::String>,
            ///The agent's own session id.
            session_id: ::std::string::String,
        },
        ///The agent said something.
        #[serde(rename = "text")]
        Text {
            ///When it was recorded.
            at: ::chrono::DateTime<::chrono::offset::Utc>,
            ///Markdown.
            text: ::std::string::String,
        },
        ///The agent began to use a tool.
        #[serde(rename = "tool")]
        Tool {
            ///When it was recorded.
            at: ::chrono::DateTime<::chrono::offset::Utc>,
            ///What it is used on, one line.
            detail: ::std::string::String,
            ///The call's id.
            id: ::std::string::String,
            ///The tool's name, such as `Bash`.
            name: ::std::string::String,
        },
        ///A tool came back.
        #[serde(rename = "tool_end")]
        ToolEnd {
            ///When it was recorded.
            at: ::chrono::DateTime<::chrono::offset::Utc>,
            ///The call's id.
            id: ::std::string::String,
            ///Whether it worked.
            status: ToolStatus,
        },
        ///The model API refused a request, and the agent tries again.
        #[serde(rename = "retry")]
        Retry {
            ///When it was recorded.
            at: ::chrono::DateTime<::chrono::offset::Utc>,
            ///Which try comes next.
            attempt: i64,
            ///Milliseconds until then.
            delay_ms: i64,
            ///The HTTP status, if there was an answer.
            #[serde(skip_serializing_if = "::std::option::Option::is_none")]
            status: ::std::option::Option<i64>,
        },
        ///A line of the agent's output was too long to keep.
        #[serde(rename = "truncated")]
        Truncated {
            ///When it was recorded.
            at: ::chrono::DateTime<::chrono::offset::Utc>,
            ///Bytes of the line.
            bytes: i64,
        },
        ///Something to know.
        #[serde(rename = "notice")]
        Notice {
            ///When it was recorded.
            at: ::chrono::DateTime<::chrono::offset::Utc>,
            ///One sentence.
            text: ::std::string::String,
        },
        ///The run ended.
        #[serde(rename = "end")]
        End {
            ///When it was recorded.
            at: ::chrono::DateTime<::chrono::offset::Utc>,
            ///Why it did not succeed.
            #[serde(skip_serializing_if = "::std::option::Option::is_none")]
            failure: ::std::option::Option<FailureCode>,
            ///How it ended.
            status: RunStatus,
            ///The agent's answer, or the sentence that says what went wrong.
            text: ::std::string::String,
        },
    }
    ///A part of the list of runs.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct RunPage {
        ///The runs, newest first.
        pub items: ::std::vec::Vec<Run>,
        ///Where the next part begins; null at the end.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub next: ::std::option::Option<::std::string::String>,
    }
    impl RunPage {
        pub fn builder() -> builder::RunPage {
            Default::default()
        }
    }
    ///How far a run got. `queued`, `starting` and `running` are open, the others are ends.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Copy,
        Debug,
        Eq,
        Hash,
        Ord,
        PartialEq,
        PartialOrd,
        schemars::JsonSchema
    )]
    pub enum RunStatus {
        #[serde(rename = "queued")]
        Queued,
        #[serde(rename = "starting")]
        Starting,
        #[serde(rename = "running")]
        Running,
        #[serde(rename = "succeeded")]
        Succeeded,
        #[serde(rename = "failed")]
        Failed,
        #[serde(rename = "cancelled")]
        Cancelled,
        #[serde(rename = "timed_out")]
        TimedOut,
        #[serde(rename = "interrupted")]
        Interrupted,
    }
    impl ::std::fmt::Display for RunStatus {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            match *self {
                Self::Queued => f.write_str("queued"),
                Self::Starting => f.write_str("starting"),
                Self::Running => f.write_str("running"),
                Self::Succeeded => f.write_str("succeeded"),
                Self::Failed => f.write_str("failed"),
                Self::Cancelled => f.write_str("cancelled"),
                Self::TimedOut => f.write_str("timed_out"),
                Self::Interrupted => f.write_str("interrupted"),
            }
        }
    }
    impl ::std::str::FromStr for RunStatus {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            match value {
                "queued" => Ok(Self::Queued),
                "starting" => Ok(Self::Starting),
                "running" => Ok(Self::Running),
                "succeeded" => Ok(Self::Succeeded),
                "failed" => Ok(Self::Failed),
                "cancelled" => Ok(Self::Cancelled),
                "timed_out" => Ok(Self::TimedOut),
                "interrupted" => Ok(Self::Interrupted),
                _ => Err("invalid value".into()),
            }
        }
    }
    impl ::std::convert::TryFrom<&str> for RunStatus {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for RunStatus {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    ///Who wants a task to run.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        Default,
        PartialEq,
        schemars::JsonSchema
    )]
    #[serde(deny_unknown_fields)]
    pub struct RunTask {
        /**The name to show as the one who asks; `operator` if left out. Others than the operator are
named by loop.*/
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub author: ::std::option::Option<::std::string::String>,
    }
    impl RunTask {
        pub fn builder() -> builder::RunTask {
            Default::default()
        }
    }
    ///What a schedule means.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct SchedulePreview {
        ///What it means, an English sentence.
        pub description: ::std::string::String,
        ///The schedule as it would be stored.
        pub schedule: ::std::string::String,
        ///When it would fire, RFC 3339 in the zone; fewer than asked for if there are no more.
        pub times: ::std::vec::Vec<::std::string::String>,
        ///IANA name of the zone in which it was read.
        pub timezone: ::std::string::String,
        ///How it is written.
        #[serde(rename = "type")]
        pub type_: ScheduleType,
    }
    impl SchedulePreview {
        pub fn builder() -> builder::SchedulePreview {
            Default::default()
        }
    }
    ///A task to be made.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    #[serde(deny_unknown_fields)]
    pub struct ScheduleTask {
        /**The name to show as the one who made it; `operator` if left out. Others than the operator are
named by loop.*/
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub author: ::std::option::Option<::std::string::String>,
        ///After how many seconds the thread of a run with nothing to report is deleted; 0 or left out keeps it.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub auto_delete_sec: ::std::option::Option<i64>,
        ///Times missed by more seconds than this are not made up for; an hour if left out.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub catch_up_window_sec: ::std::option::Option<i64>,
        ///The channel it works in; only agents may leave it out, because they have one.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub channel_id: ::std::option::Option<::std::string::String>,
        ///Whether a run that was interrupted may be run again by itself; false if left out.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub idempotent: ::std::option::Option<bool>,
        ///Times made up for at once at the most, under `run_all`; 10 if left out.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub max_catch_up: ::std::option::Option<i32>,
        ///What becomes of times that passed while loopd was not there; `run_latest` if left out.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub misfire: ::std::option::Option<Misfire>,
        ///The model to use instead of the configured one.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub model: ::std::option::Option<::std::string::String>,
        ///What becomes of a time that comes while an earlier run waits or works; `skip` if left out.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub overlap: ::std::option::Option<Overlap>,
        ///What the agent is told; 512 KiB at the most.
        pub prompt: ::std::string::String,
        /**`cron`: a crontab line of five fields, `0 9 * * 1-5`, or `@hourly`, `@daily`, … `interval`: `30m`, `1h30m`,
`2d`. `once`: RFC 3339, or local time of the zone, `2030-01-31T09:00`.*/
        pub schedule: ::std::string::String,
        ///Which conversation its runs work in; `own` if left out.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub session: ::std::option::Option<SessionPolicy>,
        ///How long a run may take, in seconds; 0 or left out = as configured.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub timeout_sec: ::std::option::Option<i64>,
        ///IANA name of the zone in which `schedule` is read; the configured one if left out.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub timezone: ::std::option::Option<::std::string::String>,
        ///How `schedule` is written.
        #[serde(rename = "type")]
        pub type_: ScheduleType,
    }
    impl ScheduleTask {
        pub fn builder() -> builder::ScheduleTask {
            Default::default()
        }
    }
    ///How a schedule is written.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Copy,
        Debug,
        Eq,
        Hash,
        Ord,
        PartialEq,
        PartialOrd,
        schemars::JsonSchema
    )]
    pub enum ScheduleType {
        #[serde(rename = "cron")]
        Cron,
        #[serde(rename = "interval")]
        Interval,
        #[serde(rename = "once")]
        Once,
    }
    impl ::std::fmt::Display for ScheduleType {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            match *self {
                Self::Cron => f.write_str("cron"),
                Self::Interval => f.write_str("interval"),
                Self::Once => f.write_str("once"),
            }
        }
    }
    impl ::std::str::FromStr for ScheduleType {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            match value {
                "cron" => Ok(Self::Cron),
                "interval" => Ok(Self::Interval),
                "once" => Ok(Self::Once),
                _ => Err("invalid value".into()),
            }
        }
    }
    impl ::std::convert::TryFrom<&str> for ScheduleType {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for ScheduleType {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    ///What a personal token may be used for.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Copy,
        Debug,
        Eq,
        Hash,
        Ord,
        PartialEq,
        PartialOrd,
        schemars::JsonSchema
    )]
    pub enum Scope {
        #[serde(rename = "read")]
        Read,
        #[serde(rename = "runs")]
        Runs,
        #[serde(rename = "tasks")]
        Tasks,
        #[serde(rename = "messages")]
        Messages,
        #[serde(rename = "channels")]
        Channels,
    }
    impl ::std::fmt::Display for Scope {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            match *self {
                Self::Read => f.write_str("read"),
                Self::Runs => f.write_str("runs"),
                Self::Tasks => f.write_str("tasks"),
                Self::Messages => f.write_str("messages"),
                Self::Channels => f.write_str("channels"),
            }
        }
    }
    impl ::std::str::FromStr for Scope {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            match value {
                "read" => Ok(Self::Read),
                "runs" => Ok(Self::Runs),
                "tasks" => Ok(Self::Tasks),
                "messages" => Ok(Self::Messages),
                "channels" => Ok(Self::Channels),
                _ => Err("invalid value".into()),
            }
        }
    }
    impl ::std::convert::TryFrom<&str> for Scope {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for Scope {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    ///A question to a project's notes.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    #[serde(deny_unknown_fields)]
    pub struct SearchMemory {
        ///What is looked for, in words.
        pub query: ::std::string::String,
        ///Hits at the most; 5 if left out.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub top_k: ::std::option::Option<u32>,
    }
    impl SearchMemory {
        pub fn builder() -> builder::SearchMemory {
            Default::default()
        }
    }
    ///Something to be said.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    #[serde(deny_unknown_fields)]
    pub struct SendMessage {
        ///Where.
        pub channel_id: ::std::string::String,
        ///The text, Markdown; 512 KiB at the most.
        pub content: ::std::string::String,
        /**Names of files in the outbox of the agent that asks (`/run/loop/outbox`): taken from there at once, all or none,
and posted after the text. At most 10, of 25 MiB each and 50 MiB together.*/
        #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")]
        pub files: ::std::vec::Vec<::std::string::String>,
    }
    impl SendMessage {
        pub fn builder() -> builder::SendMessage {
            Default::default()
        }
    }
    ///Which conversation a task's runs work in.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Copy,
        Debug,
        Eq,
        Hash,
        Ord,
        PartialEq,
        PartialOrd,
        schemars::JsonSchema
    )]
    pub enum SessionPolicy {
        #[serde(rename = "channel")]
        Channel,
        #[serde(rename = "task")]
        Task,
        #[serde(rename = "own")]
        Own,
    }
    impl ::std::fmt::Display for SessionPolicy {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            match *self {
                Self::Channel => f.write_str("channel"),
                Self::Task => f.write_str("task"),
                Self::Own => f.write_str("own"),
            }
        }
    }
    impl ::std::str::FromStr for SessionPolicy {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            match value {
                "channel" => Ok(Self::Channel),
                "task" => Ok(Self::Task),
                "own" => Ok(Self::Own),
                _ => Err("invalid value".into()),
            }
        }
    }
    impl ::std::convert::TryFrom<&str> for SessionPolicy {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for SessionPolicy {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    ///One nominal time of a task.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct Slot {
        ///When the task was due, RFC 3339 in its zone.
        pub nominal_at: ::std::string::String,
        ///What became of it.
        pub outcome: SlotOutcome,
        ///Why, unless it fired in time.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub reason: ::std::option::Option<::std::string::String>,
        ///When this was decided.
        pub recorded_at: ::chrono::DateTime<::chrono::offset::Utc>,
        ///The run that it caused.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub run_id: ::std::option::Option<i64>,
    }
    impl Slot {
        pub fn builder() -> builder::Slot {
            Default::default()
        }
    }
    ///What became of a nominal time of a task.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Copy,
        Debug,
        Eq,
        Hash,
        Ord,
        PartialEq,
        PartialOrd,
        schemars::JsonSchema
    )]
    pub enum SlotOutcome {
        #[serde(rename = "fired")]
        Fired,
        #[serde(rename = "missed")]
        Missed,
        #[serde(rename = "skipped")]
        Skipped,
    }
    impl ::std::fmt::Display for SlotOutcome {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            match *self {
                Self::Fired => f.write_str("fired"),
                Self::Missed => f.write_str("missed"),
                Self::Skipped => f.write_str("skipped"),
            }
        }
    }
    impl ::std::str::FromStr for SlotOutcome {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            match value {
                "fired" => Ok(Self::Fired),
                "missed" => Ok(Self::Missed),
                "skipped" => Ok(Self::Skipped),
                _ => Err("invalid value".into()),
            }
        }
    }
    impl ::std::convert::TryFrom<&str> for SlotOutcome {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for SlotOutcome {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    ///A part of a task's slots.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct SlotPage {
        ///The slots, latest first.
        pub items: ::std::vec::Vec<Slot>,
        ///Where the next part begins; null at the end.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub next: ::std::option::Option<::std::string::String>,
    }
    impl SlotPage {
        pub fn builder() -> builder::SlotPage {
            Default::default()
        }
    }
    ///Something to ask an agent.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    #[serde(deny_unknown_fields)]
    pub struct StartRun {
        ///The name to show as the one who asks; `operator` if left out. Others than the operator are named by loop.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub author: ::std::option::Option<::std::string::String>,
        ///The channel whose agent is asked; agents have to name another than their own.
        pub channel_id: ::std::string::String,
        ///The model to use instead of the configured one.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub model: ::std::option::Option<::std::string::String>,
        ///What is asked; 512 KiB at the most.
        pub prompt: ::std::string::String,
    }
    impl StartRun {
        pub fn builder() -> builder::StartRun {
            Default::default()
        }
    }
    ///How the daemon is.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct Status {
        ///Who asks: `operator`, or what the personal token is for.
        pub caller: ::std::string::String,
        ///How many agent containers there are.
        pub containers: ContainerCounts,
        ///The database.
        pub database: DatabaseStatus,
        ///How many replies are owed.
        pub deliveries: DeliveryCounts,
        ///The container engine.
        pub engine: EngineStatus,
        ///The configured chat platforms.
        pub platforms: ::std::vec::Vec<PlatformStatus>,
        ///How many runs there are.
        pub runs: RunCounts,
        ///When it started.
        pub started_at: ::chrono::DateTime<::chrono::offset::Utc>,
        ///Seconds since then.
        pub uptime_sec: i64,
        ///Its version.
        pub version: ::std::string::String,
        ///What makes agents less contained, or less able, than they are by default; for the operator only.
        pub warnings: ::std::vec::Vec<::std::string::String>,
    }
    impl Status {
        pub fn builder() -> builder::Status {
            Default::default()
        }
    }
    ///Whom a role is given to.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Copy,
        Debug,
        Eq,
        Hash,
        Ord,
        PartialEq,
        PartialOrd,
        schemars::JsonSchema
    )]
    pub enum SubjectKind {
        #[serde(rename = "user")]
        User,
        #[serde(rename = "role")]
        Role,
    }
    impl ::std::fmt::Display for SubjectKind {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            match *self {
                Self::User => f.write_str("user"),
                Self::Role => f.write_str("role"),
            }
        }
    }
    impl ::std::str::FromStr for SubjectKind {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            match value {
                "user" => Ok(Self::User),
                "role" => Ok(Self::Role),
                _ => Err("invalid value".into()),
            }
        }
    }
    impl ::std::convert::TryFrom<&str> for SubjectKind {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for SubjectKind {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    ///Work that comes back by itself.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct Task {
        ///After how many seconds the thread of a run with nothing to report is deleted; 0 keeps it.
        pub auto_delete_sec: i64,
        ///Times missed by more seconds than this are not made up for.
        pub catch_up_window_sec: i64,
        ///The channel it works in.
        pub channel_id: ::std::string::String,
        ///When it was made.
        pub created_at: ::chrono::DateTime<::chrono::offset::Utc>,
        ///Who made it.
        pub created_by: ::std::string::String,
        ///How many agents stand between its runs and a person; with more than 3 no agent can make one.
        pub depth: i32,
        ///What `schedule` means, an English sentence.
        pub description: ::std::string::String,
        ///Why it was disabled, unless a person did it.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub disabled_reason: ::std::option::Option<::std::string::String>,
        ///False: it fires nothing until somebody enables it.
        pub enabled: bool,
        ///Failed runs in a row; after five it is disabled.
        pub failures: i32,
        ///Its number.
        pub id: i64,
        ///True: a run that was interrupted is run again by itself, a few times.
        pub idempotent: bool,
        ///Its latest run.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub last_run: ::std::option::Option<LastRun>,
        ///The run whose agent made it, or last decided what it does; null = a person did.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub made_by_run_id: ::std::option::Option<i64>,
        ///Times made up for at once at the most, under `run_all`.
        pub max_catch_up: i32,
        ///What becomes of times that passed while loopd was not there.
        pub misfire: Misfire,
        ///The model asked for; null = the configured one.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub model: ::std::option::Option<::std::string::String>,
        ///When it is due next, RFC 3339 in the task's zone; null when it is not.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub next_run_at: ::std::option::Option<::std::string::String>,
        ///The next five times, in the task's zone. Lists leave this empty.
        pub next_times: ::std::vec::Vec<::std::string::String>,
        ///What becomes of a time that comes while an earlier run waits or works.
        pub overlap: Overlap,
        ///What the agent is told.
        pub prompt: ::std::string::String,
        ///When it is due.
        pub schedule: ::std::string::String,
        ///Which conversation its runs work in.
        pub session: SessionPolicy,
        ///Whether it will run again by itself.
        pub state: TaskState,
        ///The template that it was made from.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub template_name: ::std::option::Option<::std::string::String>,
        ///How long a run may take, in seconds; null = as configured.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub timeout_sec: ::std::option::Option<i64>,
        ///IANA name of the zone in which `schedule` is read.
        pub timezone: ::std::string::String,
        ///How `schedule` is written.
        #[serde(rename = "type")]
        pub type_: ScheduleType,
        ///When it was last changed.
        pub updated_at: ::chrono::DateTime<::chrono::offset::Utc>,
    }
    impl Task {
        pub fn builder() -> builder::Task {
            Default::default()
        }
    }
    ///A part of the list of tasks.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct TaskPage {
        ///The tasks, by number.
        pub items: ::std::vec::Vec<Task>,
        ///Where the next part begins; null at the end.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub next: ::std::option::Option<::std::string::String>,
    }
    impl TaskPage {
        pub fn builder() -> builder::TaskPage {
            Default::default()
        }
    }
    ///Whether a task will run again by itself.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Copy,
        Debug,
        Eq,
        Hash,
        Ord,
        PartialEq,
        PartialOrd,
        schemars::JsonSchema
    )]
    pub enum TaskState {
        #[serde(rename = "scheduled")]
        Scheduled,
        #[serde(rename = "disabled")]
        Disabled,
        #[serde(rename = "paused")]
        Paused,
        #[serde(rename = "done")]
        Done,
    }
    impl ::std::fmt::Display for TaskState {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            match *self {
                Self::Scheduled => f.write_str("scheduled"),
                Self::Disabled => f.write_str("disabled"),
                Self::Paused => f.write_str("paused"),
                Self::Done => f.write_str("done"),
            }
        }
    }
    impl ::std::str::FromStr for TaskState {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            match value {
                "scheduled" => Ok(Self::Scheduled),
                "disabled" => Ok(Self::Disabled),
                "paused" => Ok(Self::Paused),
                "done" => Ok(Self::Done),
                _ => Err("invalid value".into()),
            }
        }
    }
    impl ::std::convert::TryFrom<&str> for TaskState {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for TaskState {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    ///A task that a channel can add by name.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct Template {
        ///Seconds after which the thread of an uneventful run is deleted; 0 keeps it.
        pub auto_delete_sec: i64,
        ///What it does.
        pub description: ::std::string::String,
        ///Its name.
        pub name: ::std::string::String,
        ///Whose it is.
        pub origin: TemplateOrigin,
        ///Why it cannot be added; null = it can.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub problem: ::std::option::Option<::std::string::String>,
        ///The file that holds its prompt, below the `templates` directory of the host or the project; null = none.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub prompt_path: ::std::option::Option<::std::string::String>,
        ///When its task is due.
        pub schedule: ::std::string::String,
        ///The task that the channel has made from it; null = none.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub task_id: ::std::option::Option<i64>,
        ///The zone in which `schedule` is read, an IANA name; null = the daemon's.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub timezone: ::std::option::Option<::std::string::String>,
        ///How `schedule` is read.
        #[serde(rename = "type")]
        pub type_: TemplateType,
    }
    impl Template {
        pub fn builder() -> builder::Template {
            Default::default()
        }
    }
    ///Whose template it is. A project's replaces the host's of the same name, and that one the shipped one.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Copy,
        Debug,
        Eq,
        Hash,
        Ord,
        PartialEq,
        PartialOrd,
        schemars::JsonSchema
    )]
    pub enum TemplateOrigin {
        #[serde(rename = "shipped")]
        Shipped,
        #[serde(rename = "host")]
        Host,
        #[serde(rename = "project")]
        Project,
    }
    impl ::std::fmt::Display for TemplateOrigin {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            match *self {
                Self::Shipped => f.write_str("shipped"),
                Self::Host => f.write_str("host"),
                Self::Project => f.write_str("project"),
            }
        }
    }
    impl ::std::str::FromStr for TemplateOrigin {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            match value {
                "shipped" => Ok(Self::Shipped),
                "host" => Ok(Self::Host),
                "project" => Ok(Self::Project),
                _ => Err("invalid value".into()),
            }
        }
    }
    impl ::std::convert::TryFrom<&str> for TemplateOrigin {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for TemplateOrigin {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    ///A part of the list of templates.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct TemplatePage {
        ///The templates.
        pub items: ::std::vec::Vec<Template>,
        ///Where the next part begins; null at the end.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub next: ::std::option::Option<::std::string::String>,
        ///Why the project's own templates are not among them; null = they are.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub notice: ::std::option::Option<::std::string::String>,
    }
    impl TemplatePage {
        pub fn builder() -> builder::TemplatePage {
            Default::default()
        }
    }
    ///How a template's schedule is read.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Copy,
        Debug,
        Eq,
        Hash,
        Ord,
        PartialEq,
        PartialOrd,
        schemars::JsonSchema
    )]
    pub enum TemplateType {
        #[serde(rename = "cron")]
        Cron,
        #[serde(rename = "interval")]
        Interval,
        #[serde(rename = "once")]
        Once,
    }
    impl ::std::fmt::Display for TemplateType {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            match *self {
                Self::Cron => f.write_str("cron"),
                Self::Interval => f.write_str("interval"),
                Self::Once => f.write_str("once"),
            }
        }
    }
    impl ::std::str::FromStr for TemplateType {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            match value {
                "cron" => Ok(Self::Cron),
                "interval" => Ok(Self::Interval),
                "once" => Ok(Self::Once),
                _ => Err("invalid value".into()),
            }
        }
    }
    impl ::std::convert::TryFrom<&str> for TemplateType {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for TemplateType {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    ///A personal token, without its text.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct Token {
        ///When it was made.
        pub created_at: ::chrono::DateTime<::chrono::offset::Utc>,
        ///From when on it is worth nothing; null = never.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub expires_at: ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
        ///Its number.
        pub id: i64,
        ///When it was last used, to the minute.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub last_used_at: ::std::option::Option<
            ::chrono::DateTime<::chrono::offset::Utc>,
        >,
        ///Who or what it is for; the author of what is done with it.
        pub name: ::std::string::String,
        ///What it may be used for.
        pub scopes: ::std::vec::Vec<Scope>,
    }
    impl Token {
        pub fn builder() -> builder::Token {
            Default::default()
        }
    }
    ///A part of the list of tokens.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct TokenPage {
        ///The tokens, newest first.
        pub items: ::std::vec::Vec<Token>,
        ///Where the next part begins; null at the end.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub next: ::std::option::Option<::std::string::String>,
    }
    impl TokenPage {
        pub fn builder() -> builder::TokenPage {
            Default::default()
        }
    }
    ///How a tool came back.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Copy,
        Debug,
        Eq,
        Hash,
        Ord,
        PartialEq,
        PartialOrd,
        schemars::JsonSchema
    )]
    pub enum ToolStatus {
        #[serde(rename = "ok")]
        Ok,
        #[serde(rename = "error")]
        Error,
    }
    impl ::std::fmt::Display for ToolStatus {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            match *self {
                Self::Ok => f.write_str("ok"),
                Self::Error => f.write_str("error"),
            }
        }
    }
    impl ::std::str::FromStr for ToolStatus {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            match value {
                "ok" => Ok(Self::Ok),
                "error" => Ok(Self::Error),
                _ => Err("invalid value".into()),
            }
        }
    }
    impl ::std::convert::TryFrom<&str> for ToolStatus {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for ToolStatus {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    ///An approval.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    #[serde(deny_unknown_fields)]
    pub struct TrustProject {
        ///The name to show as the one who approves; `operator` if left out.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub author: ::std::option::Option<::std::string::String>,
        ///An absolute path on loopd's machine.
        pub dir_path: ::std::string::String,
        ///The `hash` of what was seen: nothing else is approved.
        pub hash: ::std::string::String,
    }
    impl TrustProject {
        pub fn builder() -> builder::TrustProject {
            Default::default()
        }
    }
    ///What became of what a project's files ask for.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Copy,
        Debug,
        Eq,
        Hash,
        Ord,
        PartialEq,
        PartialOrd,
        schemars::JsonSchema
    )]
    pub enum TrustState {
        #[serde(rename = "nothing_to_trust")]
        NothingToTrust,
        #[serde(rename = "untrusted")]
        Untrusted,
        #[serde(rename = "trusted")]
        Trusted,
        #[serde(rename = "changed")]
        Changed,
    }
    impl ::std::fmt::Display for TrustState {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            match *self {
                Self::NothingToTrust => f.write_str("nothing_to_trust"),
                Self::Untrusted => f.write_str("untrusted"),
                Self::Trusted => f.write_str("trusted"),
                Self::Changed => f.write_str("changed"),
            }
        }
    }
    impl ::std::str::FromStr for TrustState {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            match value {
                "nothing_to_trust" => Ok(Self::NothingToTrust),
                "untrusted" => Ok(Self::Untrusted),
                "trusted" => Ok(Self::Trusted),
                "changed" => Ok(Self::Changed),
                _ => Err("invalid value".into()),
            }
        }
    }
    impl ::std::convert::TryFrom<&str> for TrustState {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for TrustState {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    ///The end of an approval.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    #[serde(deny_unknown_fields)]
    pub struct UntrustProject {
        ///An absolute path on loopd's machine.
        pub dir_path: ::std::string::String,
    }
    impl UntrustProject {
        pub fn builder() -> builder::UntrustProject {
            Default::default()
        }
    }
    ///What a run used of the model.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct Usage {
        ///Tokens read from the prompt cache.
        pub cache_read_tokens: i64,
        ///Tokens written to the prompt cache.
        pub cache_write_tokens: i64,
        ///The agent's own estimate, US dollars.
        pub cost_usd: f64,
        ///Tokens read by the model, cache aside.
        pub input_tokens: i64,
        ///Tokens written by the model.
        pub output_tokens: i64,
        ///Model turns taken.
        pub turns: i32,
    }
    impl Usage {
        pub fn builder() -> builder::Usage {
            Default::default()
        }
    }
    ///One thing that an approval changes. Values of variables and headers never show; commands do.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        PartialEq,
        schemars::JsonSchema
    )]
    pub struct Widening {
        ///What it is without the approval; null = there is none.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub from: ::std::option::Option<::std::string::String>,
        ///The setting.
        pub key: ::std::string::String,
        ///What it is with it; null = it goes.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub to: ::std::option::Option<::std::string::String>,
    }
    impl Widening {
        pub fn builder() -> builder::Widening {
            Default::default()
        }
    }
    /// Types for composing complex structures.
    pub mod builder {
        #[derive(Clone, Debug)]
        pub struct AddTemplate {
            author: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            channel_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            timezone: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for AddTemplate {
            fn default() -> Self {
                Self {
                    author: Ok(Default::default()),
                    channel_id: Ok(Default::default()),
                    timezone: Ok(Default::default()),
                }
            }
        }
        impl AddTemplate {
            pub fn author<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.author = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for author: {e}")
                    });
                self
            }
            pub fn channel_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.channel_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for channel_id: {e}")
                    });
                self
            }
            pub fn timezone<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.timezone = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for timezone: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<AddTemplate> for super::AddTemplate {
            type Error = super::error::ConversionError;
            fn try_from(
                value: AddTemplate,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    author: value.author?,
                    channel_id: value.channel_id?,
                    timezone: value.timezone?,
                })
            }
        }
        impl ::std::convert::From<super::AddTemplate> for AddTemplate {
            fn from(value: super::AddTemplate) -> Self {
                Self {
                    author: Ok(value.author),
                    channel_id: Ok(value.channel_id),
                    timezone: Ok(value.timezone),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct AddedTemplate {
            is_new: ::std::result::Result<bool, ::std::string::String>,
            name: ::std::result::Result<::std::string::String, ::std::string::String>,
            next_run_at: ::std::result::Result<
                ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                ::std::string::String,
            >,
            schedule: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            task_id: ::std::result::Result<i64, ::std::string::String>,
            timezone: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for AddedTemplate {
            fn default() -> Self {
                Self {
                    is_new: Err("no value supplied for is_new".to_string()),
                    name: Err("no value supplied for name".to_string()),
                    next_run_at: Ok(Default::default()),
                    schedule: Err("no value supplied for schedule".to_string()),
                    task_id: Err("no value supplied for task_id".to_string()),
                    timezone: Err("no value supplied for timezone".to_string()),
                }
            }
        }
        impl AddedTemplate {
            pub fn is_new<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<bool>,
                T::Error: ::std::fmt::Display,
            {
                self.is_new = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for is_new: {e}")
                    });
                self
            }
            pub fn name<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.name = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for name: {e}")
                    });
                self
            }
            pub fn next_run_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.next_run_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for next_run_at: {e}")
                    });
                self
            }
            pub fn schedule<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.schedule = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for schedule: {e}")
                    });
                self
            }
            pub fn task_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.task_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for task_id: {e}")
                    });
                self
            }
            pub fn timezone<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.timezone = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for timezone: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<AddedTemplate> for super::AddedTemplate {
            type Error = super::error::ConversionError;
            fn try_from(
                value: AddedTemplate,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    is_new: value.is_new?,
                    name: value.name?,
                    next_run_at: value.next_run_at?,
                    schedule: value.schedule?,
                    task_id: value.task_id?,
                    timezone: value.timezone?,
                })
            }
        }
        impl ::std::convert::From<super::AddedTemplate> for AddedTemplate {
            fn from(value: super::AddedTemplate) -> Self {
                Self {
                    is_new: Ok(value.is_new),
                    name: Ok(value.name),
                    next_run_at: Ok(value.next_run_at),
                    schedule: Ok(value.schedule),
                    task_id: Ok(value.task_id),
                    timezone: Ok(value.timezone),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct Author {
            id: ::std::result::Result<::std::string::String, ::std::string::String>,
            name: ::std::result::Result<::std::string::String, ::std::string::String>,
        }
        impl ::std::default::Default for Author {
            fn default() -> Self {
                Self {
                    id: Err("no value supplied for id".to_string()),
                    name: Err("no value supplied for name".to_string()),
                }
            }
        }
        impl Author {
            pub fn id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.id = value
                    .try_into()
                    .map_err(|e| format!("error converting supplied value for id: {e}"));
                self
            }
            pub fn name<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.name = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for name: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Author> for super::Author {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Author,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    id: value.id?,
                    name: value.name?,
                })
            }
        }
        impl ::std::convert::From<super::Author> for Author {
            fn from(value: super::Author) -> Self {
                Self {
                    id: Ok(value.id),
                    name: Ok(value.name),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct Cause {
            key: ::std::result::Result<::std::string::String, ::std::string::String>,
            kind: ::std::result::Result<super::CauseKind, ::std::string::String>,
        }
        impl ::std::default::Default for Cause {
            fn default() -> Self {
                Self {
                    key: Err("no value supplied for key".to_string()),
                    kind: Err("no value supplied for kind".to_string()),
                }
            }
        }
        impl Cause {
            pub fn key<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.key = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for key: {e}")
                    });
                self
            }
            pub fn kind<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::CauseKind>,
                T::Error: ::std::fmt::Display,
            {
                self.kind = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for kind: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Cause> for super::Cause {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Cause,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    key: value.key?,
                    kind: value.kind?,
                })
            }
        }
        impl ::std::convert::From<super::Cause> for Cause {
            fn from(value: super::Cause) -> Self {
                Self {
                    key: Ok(value.key),
                    kind: Ok(value.kind),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct CausingRun {
            author: ::std::result::Result<super::Author, ::std::string::String>,
            channel_id: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            run_id: ::std::result::Result<i64, ::std::string::String>,
        }
        impl ::std::default::Default for CausingRun {
            fn default() -> Self {
                Self {
                    author: Err("no value supplied for author".to_string()),
                    channel_id: Err("no value supplied for channel_id".to_string()),
                    run_id: Err("no value supplied for run_id".to_string()),
                }
            }
        }
        impl CausingRun {
            pub fn author<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::Author>,
                T::Error: ::std::fmt::Display,
            {
                self.author = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for author: {e}")
                    });
                self
            }
            pub fn channel_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.channel_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for channel_id: {e}")
                    });
                self
            }
            pub fn run_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.run_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for run_id: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<CausingRun> for super::CausingRun {
            type Error = super::error::ConversionError;
            fn try_from(
                value: CausingRun,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    author: value.author?,
                    channel_id: value.channel_id?,
                    run_id: value.run_id?,
                })
            }
        }
        impl ::std::convert::From<super::CausingRun> for CausingRun {
            fn from(value: super::CausingRun) -> Self {
                Self {
                    author: Ok(value.author),
                    channel_id: Ok(value.channel_id),
                    run_id: Ok(value.run_id),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct Channel {
            active: ::std::result::Result<bool, ::std::string::String>,
            created_at: ::std::result::Result<
                ::chrono::DateTime<::chrono::offset::Utc>,
                ::std::string::String,
            >,
            delegators: ::std::result::Result<
                ::std::option::Option<::std::vec::Vec<::std::string::String>>,
                ::std::string::String,
            >,
            dir_path: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            id: ::std::result::Result<::std::string::String, ::std::string::String>,
            made_by: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            name: ::std::result::Result<::std::string::String, ::std::string::String>,
            parent_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            platform: ::std::result::Result<super::Platform, ::std::string::String>,
        }
        impl ::std::default::Default for Channel {
            fn default() -> Self {
                Self {
                    active: Err("no value supplied for active".to_string()),
                    created_at: Err("no value supplied for created_at".to_string()),
                    delegators: Ok(Default::default()),
                    dir_path: Ok(Default::default()),
                    id: Err("no value supplied for id".to_string()),
                    made_by: Ok(Default::default()),
                    name: Err("no value supplied for name".to_string()),
                    parent_id: Ok(Default::default()),
                    platform: Err("no value supplied for platform".to_string()),
                }
            }
        }
        impl Channel {
            pub fn active<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<bool>,
                T::Error: ::std::fmt::Display,
            {
                self.active = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for active: {e}")
                    });
                self
            }
            pub fn created_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::chrono::DateTime<::chrono::offset::Utc>>,
                T::Error: ::std::fmt::Display,
            {
                self.created_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for created_at: {e}")
                    });
                self
            }
            pub fn delegators<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<::std::vec::Vec<::std::string::String>>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.delegators = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for delegators: {e}")
                    });
                self
            }
            pub fn dir_path<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.dir_path = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for dir_path: {e}")
                    });
                self
            }
            pub fn id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.id = value
                    .try_into()
                    .map_err(|e| format!("error converting supplied value for id: {e}"));
                self
            }
            pub fn made_by<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.made_by = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for made_by: {e}")
                    });
                self
            }
            pub fn name<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.name = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for name: {e}")
                    });
                self
            }
            pub fn parent_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.parent_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for parent_id: {e}")
                    });
                self
            }
            pub fn platform<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::Platform>,
                T::Error: ::std::fmt::Display,
            {
                self.platform = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for platform: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Channel> for super::Channel {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Channel,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    active: value.active?,
                    created_at: value.created_at?,
                    delegators: value.delegators?,
                    dir_path: value.dir_path?,
                    id: value.id?,
                    made_by: value.made_by?,
                    name: value.name?,
                    parent_id: value.parent_id?,
                    platform: value.platform?,
                })
            }
        }
        impl ::std::convert::From<super::Channel> for Channel {
            fn from(value: super::Channel) -> Self {
                Self {
                    active: Ok(value.active),
                    created_at: Ok(value.created_at),
                    delegators: Ok(value.delegators),
                    dir_path: Ok(value.dir_path),
                    id: Ok(value.id),
                    made_by: Ok(value.made_by),
                    name: Ok(value.name),
                    parent_id: Ok(value.parent_id),
                    platform: Ok(value.platform),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ChannelPage {
            items: ::std::result::Result<
                ::std::vec::Vec<super::Channel>,
                ::std::string::String,
            >,
            next: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ChannelPage {
            fn default() -> Self {
                Self {
                    items: Err("no value supplied for items".to_string()),
                    next: Ok(Default::default()),
                }
            }
        }
        impl ChannelPage {
            pub fn items<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::Channel>>,
                T::Error: ::std::fmt::Display,
            {
                self.items = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for items: {e}")
                    });
                self
            }
            pub fn next<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.next = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for next: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<ChannelPage> for super::ChannelPage {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ChannelPage,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    items: value.items?,
                    next: value.next?,
                })
            }
        }
        impl ::std::convert::From<super::ChannelPage> for ChannelPage {
            fn from(value: super::ChannelPage) -> Self {
                Self {
                    items: Ok(value.items),
                    next: Ok(value.next),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct Connection {
            ok: ::std::result::Result<bool, ::std::string::String>,
            platform: ::std::result::Result<super::Platform, ::std::string::String>,
        }
        impl ::std::default::Default for Connection {
            fn default() -> Self {
                Self {
                    ok: Err("no value supplied for ok".to_string()),
                    platform: Err("no value supplied for platform".to_string()),
                }
            }
        }
        impl Connection {
            pub fn ok<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<bool>,
                T::Error: ::std::fmt::Display,
            {
                self.ok = value
                    .try_into()
                    .map_err(|e| format!("error converting supplied value for ok: {e}"));
                self
            }
            pub fn platform<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::Platform>,
                T::Error: ::std::fmt::Display,
            {
                self.platform = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for platform: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Connection> for super::Connection {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Connection,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    ok: value.ok?,
                    platform: value.platform?,
                })
            }
        }
        impl ::std::convert::From<super::Connection> for Connection {
            fn from(value: super::Connection) -> Self {
                Self {
                    ok: Ok(value.ok),
                    platform: Ok(value.platform),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ContainerCounts {
            idle: ::std::result::Result<i64, ::std::string::String>,
            live: ::std::result::Result<i64, ::std::string::String>,
        }
        impl ::std::default::Default for ContainerCounts {
            fn default() -> Self {
                Self {
                    idle: Err("no value supplied for idle".to_string()),
                    live: Err("no value supplied for live".to_string()),
                }
            }
        }
        impl ContainerCounts {
            pub fn idle<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.idle = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for idle: {e}")
                    });
                self
            }
            pub fn live<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.live = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for live: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<ContainerCounts> for super::ContainerCounts {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ContainerCounts,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    idle: value.idle?,
                    live: value.live?,
                })
            }
        }
        impl ::std::convert::From<super::ContainerCounts> for ContainerCounts {
            fn from(value: super::ContainerCounts) -> Self {
                Self {
                    idle: Ok(value.idle),
                    live: Ok(value.live),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct CreateChannel {
            name: ::std::result::Result<::std::string::String, ::std::string::String>,
        }
        impl ::std::default::Default for CreateChannel {
            fn default() -> Self {
                Self {
                    name: Err("no value supplied for name".to_string()),
                }
            }
        }
        impl CreateChannel {
            pub fn name<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.name = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for name: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<CreateChannel> for super::CreateChannel {
            type Error = super::error::ConversionError;
            fn try_from(
                value: CreateChannel,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self { name: value.name? })
            }
        }
        impl ::std::convert::From<super::CreateChannel> for CreateChannel {
            fn from(value: super::CreateChannel) -> Self {
                Self { name: Ok(value.name) }
            }
        }
        #[derive(Clone, Debug)]
        pub struct CreateThread {
            channel_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            message: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            name: ::std::result::Result<::std::string::String, ::std::string::String>,
        }
        impl ::std::default::Default for CreateThread {
            fn default() -> Self {
                Self {
                    channel_id: Ok(Default::default()),
                    message: Ok(Default::default()),
                    name: Err("no value supplied for name".to_string()),
                }
            }
        }
        impl CreateThread {
            pub fn channel_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.channel_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for channel_id: {e}")
                    });
                self
            }
            pub fn message<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.message = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for message: {e}")
                    });
                self
            }
            pub fn name<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.name = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for name: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<CreateThread> for super::CreateThread {
            type Error = super::error::ConversionError;
            fn try_from(
                value: CreateThread,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    channel_id: value.channel_id?,
                    message: value.message?,
                    name: value.name?,
                })
            }
        }
        impl ::std::convert::From<super::CreateThread> for CreateThread {
            fn from(value: super::CreateThread) -> Self {
                Self {
                    channel_id: Ok(value.channel_id),
                    message: Ok(value.message),
                    name: Ok(value.name),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct CreateToken {
            expires_in_days: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            name: ::std::result::Result<::std::string::String, ::std::string::String>,
            scopes: ::std::result::Result<
                ::std::vec::Vec<super::Scope>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for CreateToken {
            fn default() -> Self {
                Self {
                    expires_in_days: Ok(Default::default()),
                    name: Err("no value supplied for name".to_string()),
                    scopes: Err("no value supplied for scopes".to_string()),
                }
            }
        }
        impl CreateToken {
            pub fn expires_in_days<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.expires_in_days = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for expires_in_days: {e}"
                        )
                    });
                self
            }
            pub fn name<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.name = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for name: {e}")
                    });
                self
            }
            pub fn scopes<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::Scope>>,
                T::Error: ::std::fmt::Display,
            {
                self.scopes = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for scopes: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<CreateToken> for super::CreateToken {
            type Error = super::error::ConversionError;
            fn try_from(
                value: CreateToken,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    expires_in_days: value.expires_in_days?,
                    name: value.name?,
                    scopes: value.scopes?,
                })
            }
        }
        impl ::std::convert::From<super::CreateToken> for CreateToken {
            fn from(value: super::CreateToken) -> Self {
                Self {
                    expires_in_days: Ok(value.expires_in_days),
                    name: Ok(value.name),
                    scopes: Ok(value.scopes),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct CreatedToken {
            info: ::std::result::Result<super::Token, ::std::string::String>,
            token: ::std::result::Result<::std::string::String, ::std::string::String>,
        }
        impl ::std::default::Default for CreatedToken {
            fn default() -> Self {
                Self {
                    info: Err("no value supplied for info".to_string()),
                    token: Err("no value supplied for token".to_string()),
                }
            }
        }
        impl CreatedToken {
            pub fn info<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::Token>,
                T::Error: ::std::fmt::Display,
            {
                self.info = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for info: {e}")
                    });
                self
            }
            pub fn token<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.token = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for token: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<CreatedToken> for super::CreatedToken {
            type Error = super::error::ConversionError;
            fn try_from(
                value: CreatedToken,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    info: value.info?,
                    token: value.token?,
                })
            }
        }
        impl ::std::convert::From<super::CreatedToken> for CreatedToken {
            fn from(value: super::CreatedToken) -> Self {
                Self {
                    info: Ok(value.info),
                    token: Ok(value.token),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct DatabaseStatus {
            kind: ::std::result::Result<::std::string::String, ::std::string::String>,
            ok: ::std::result::Result<bool, ::std::string::String>,
        }
        impl ::std::default::Default for DatabaseStatus {
            fn default() -> Self {
                Self {
                    kind: Err("no value supplied for kind".to_string()),
                    ok: Err("no value supplied for ok".to_string()),
                }
            }
        }
        impl DatabaseStatus {
            pub fn kind<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.kind = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for kind: {e}")
                    });
                self
            }
            pub fn ok<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<bool>,
                T::Error: ::std::fmt::Display,
            {
                self.ok = value
                    .try_into()
                    .map_err(|e| format!("error converting supplied value for ok: {e}"));
                self
            }
        }
        impl ::std::convert::TryFrom<DatabaseStatus> for super::DatabaseStatus {
            type Error = super::error::ConversionError;
            fn try_from(
                value: DatabaseStatus,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    kind: value.kind?,
                    ok: value.ok?,
                })
            }
        }
        impl ::std::convert::From<super::DatabaseStatus> for DatabaseStatus {
            fn from(value: super::DatabaseStatus) -> Self {
                Self {
                    kind: Ok(value.kind),
                    ok: Ok(value.ok),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct DeliveryCounts {
            dead: ::std::result::Result<i64, ::std::string::String>,
            last_dead: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            pending: ::std::result::Result<i64, ::std::string::String>,
        }
        impl ::std::default::Default for DeliveryCounts {
            fn default() -> Self {
                Self {
                    dead: Err("no value supplied for dead".to_string()),
                    last_dead: Ok(Default::default()),
                    pending: Err("no value supplied for pending".to_string()),
                }
            }
        }
        impl DeliveryCounts {
            pub fn dead<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.dead = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for dead: {e}")
                    });
                self
            }
            pub fn last_dead<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.last_dead = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for last_dead: {e}")
                    });
                self
            }
            pub fn pending<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.pending = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for pending: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<DeliveryCounts> for super::DeliveryCounts {
            type Error = super::error::ConversionError;
            fn try_from(
                value: DeliveryCounts,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    dead: value.dead?,
                    last_dead: value.last_dead?,
                    pending: value.pending?,
                })
            }
        }
        impl ::std::convert::From<super::DeliveryCounts> for DeliveryCounts {
            fn from(value: super::DeliveryCounts) -> Self {
                Self {
                    dead: Ok(value.dead),
                    last_dead: Ok(value.last_dead),
                    pending: Ok(value.pending),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct EditChannel {
            delegators: ::std::result::Result<
                ::std::option::Option<::std::vec::Vec<::std::string::String>>,
                ::std::string::String,
            >,
            dir_path: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            unset: ::std::result::Result<
                ::std::vec::Vec<super::ChannelField>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for EditChannel {
            fn default() -> Self {
                Self {
                    delegators: Ok(Default::default()),
                    dir_path: Ok(Default::default()),
                    unset: Ok(Default::default()),
                }
            }
        }
        impl EditChannel {
            pub fn delegators<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<::std::vec::Vec<::std::string::String>>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.delegators = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for delegators: {e}")
                    });
                self
            }
            pub fn dir_path<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.dir_path = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for dir_path: {e}")
                    });
                self
            }
            pub fn unset<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::ChannelField>>,
                T::Error: ::std::fmt::Display,
            {
                self.unset = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for unset: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<EditChannel> for super::EditChannel {
            type Error = super::error::ConversionError;
            fn try_from(
                value: EditChannel,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    delegators: value.delegators?,
                    dir_path: value.dir_path?,
                    unset: value.unset?,
                })
            }
        }
        impl ::std::convert::From<super::EditChannel> for EditChannel {
            fn from(value: super::EditChannel) -> Self {
                Self {
                    delegators: Ok(value.delegators),
                    dir_path: Ok(value.dir_path),
                    unset: Ok(value.unset),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct EditTask {
            auto_delete_sec: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            catch_up_window_sec: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            enabled: ::std::result::Result<
                ::std::option::Option<bool>,
                ::std::string::String,
            >,
            idempotent: ::std::result::Result<
                ::std::option::Option<bool>,
                ::std::string::String,
            >,
            max_catch_up: ::std::result::Result<
                ::std::option::Option<i32>,
                ::std::string::String,
            >,
            misfire: ::std::result::Result<
                ::std::option::Option<super::Misfire>,
                ::std::string::String,
            >,
            model: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            overlap: ::std::result::Result<
                ::std::option::Option<super::Overlap>,
                ::std::string::String,
            >,
            prompt: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            schedule: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            session: ::std::result::Result<
                ::std::option::Option<super::SessionPolicy>,
                ::std::string::String,
            >,
            timeout_sec: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            timezone: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            type_: ::std::result::Result<
                ::std::option::Option<super::ScheduleType>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for EditTask {
            fn default() -> Self {
                Self {
                    auto_delete_sec: Ok(Default::default()),
                    catch_up_window_sec: Ok(Default::default()),
                    enabled: Ok(Default::default()),
                    idempotent: Ok(Default::default()),
                    max_catch_up: Ok(Default::default()),
                    misfire: Ok(Default::default()),
                    model: Ok(Default::default()),
                    overlap: Ok(Default::default()),
                    prompt: Ok(Default::default()),
                    schedule: Ok(Default::default()),
                    session: Ok(Default::default()),
                    timeout_sec: Ok(Default::default()),
                    timezone: Ok(Default::default()),
                    type_: Ok(Default::default()),
                }
            }
        }
        impl EditTask {
            pub fn auto_delete_sec<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.auto_delete_sec = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for auto_delete_sec: {e}"
                        )
                    });
                self
            }
            pub fn catch_up_window_sec<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.catch_up_window_sec = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for catch_up_window_sec: {e}"
                        )
                    });
                self
            }
            pub fn enabled<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<bool>>,
                T::Error: ::std::fmt::Display,
            {
                self.enabled = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for enabled: {e}")
                    });
                self
            }
            pub fn idempotent<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<bool>>,
                T::Error: ::std::fmt::Display,
            {
                self.idempotent = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for idempotent: {e}")
                    });
                self
            }
            pub fn max_catch_up<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i32>>,
                T::Error: ::std::fmt::Display,
            {
                self.max_catch_up = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for max_catch_up: {e}")
                    });
                self
            }
            pub fn misfire<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::Misfire>>,
                T::Error: ::std::fmt::Display,
            {
                self.misfire = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for misfire: {e}")
                    });
                self
            }
            pub fn model<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.model = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for model: {e}")
                    });
                self
            }
            pub fn overlap<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::Overlap>>,
                T::Error: ::std::fmt::Display,
            {
                self.overlap = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for overlap: {e}")
                    });
                self
            }
            pub fn prompt<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.prompt = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for prompt: {e}")
                    });
                self
            }
            pub fn schedule<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.schedule = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for schedule: {e}")
                    });
                self
            }
            pub fn session<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::SessionPolicy>>,
                T::Error: ::std::fmt::Display,
            {
                self.session = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for session: {e}")
                    });
                self
            }
            pub fn timeout_sec<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.timeout_sec = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for timeout_sec: {e}")
                    });
                self
            }
            pub fn timezone<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.timezone = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for timezone: {e}")
                    });
                self
            }
            pub fn type_<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::ScheduleType>>,
                T::Error: ::std::fmt::Display,
            {
                self.type_ = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for type_: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<EditTask> for super::EditTask {
            type Error = super::error::ConversionError;
            fn try_from(
                value: EditTask,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    auto_delete_sec: value.auto_delete_sec?,
                    catch_up_window_sec: value.catch_up_window_sec?,
                    enabled: value.enabled?,
                    idempotent: value.idempotent?,
                    max_catch_up: value.max_catch_up?,
                    misfire: value.misfire?,
                    model: value.model?,
                    overlap: value.overlap?,
                    prompt: value.prompt?,
                    schedule: value.schedule?,
                    session: value.session?,
                    timeout_sec: value.timeout_sec?,
                    timezone: value.timezone?,
                    type_: value.type_?,
                })
            }
        }
        impl ::std::convert::From<super::EditTask> for EditTask {
            fn from(value: super::EditTask) -> Self {
                Self {
                    auto_delete_sec: Ok(value.auto_delete_sec),
                    catch_up_window_sec: Ok(value.catch_up_window_sec),
                    enabled: Ok(value.enabled),
                    idempotent: Ok(value.idempotent),
                    max_catch_up: Ok(value.max_catch_up),
                    misfire: Ok(value.misfire),
                    model: Ok(value.model),
                    overlap: Ok(value.overlap),
                    prompt: Ok(value.prompt),
                    schedule: Ok(value.schedule),
                    session: Ok(value.session),
                    timeout_sec: Ok(value.timeout_sec),
                    timezone: Ok(value.timezone),
                    type_: Ok(value.type_),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct EngineStatus {
            detail: ::std::result::Result<::std::string::String, ::std::string::String>,
            ok: ::std::result::Result<bool, ::std::string::String>,
        }
        impl ::std::default::Default for EngineStatus {
            fn default() -> Self {
                Self {
                    detail: Err("no value supplied for detail".to_string()),
                    ok: Err("no value supplied for ok".to_string()),
                }
            }
        }
        impl EngineStatus {
            pub fn detail<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.detail = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for detail: {e}")
                    });
                self
            }
            pub fn ok<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<bool>,
                T::Error: ::std::fmt::Display,
            {
                self.ok = value
                    .try_into()
                    .map_err(|e| format!("error converting supplied value for ok: {e}"));
                self
            }
        }
        impl ::std::convert::TryFrom<EngineStatus> for super::EngineStatus {
            type Error = super::error::ConversionError;
            fn try_from(
                value: EngineStatus,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    detail: value.detail?,
                    ok: value.ok?,
                })
            }
        }
        impl ::std::convert::From<super::EngineStatus> for EngineStatus {
            fn from(value: super::EngineStatus) -> Self {
                Self {
                    detail: Ok(value.detail),
                    ok: Ok(value.ok),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct EnsureChannel {
            dir_path: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            platform: ::std::result::Result<
                ::std::option::Option<super::Platform>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for EnsureChannel {
            fn default() -> Self {
                Self {
                    dir_path: Err("no value supplied for dir_path".to_string()),
                    platform: Ok(Default::default()),
                }
            }
        }
        impl EnsureChannel {
            pub fn dir_path<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.dir_path = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for dir_path: {e}")
                    });
                self
            }
            pub fn platform<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::Platform>>,
                T::Error: ::std::fmt::Display,
            {
                self.platform = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for platform: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<EnsureChannel> for super::EnsureChannel {
            type Error = super::error::ConversionError;
            fn try_from(
                value: EnsureChannel,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    dir_path: value.dir_path?,
                    platform: value.platform?,
                })
            }
        }
        impl ::std::convert::From<super::EnsureChannel> for EnsureChannel {
            fn from(value: super::EnsureChannel) -> Self {
                Self {
                    dir_path: Ok(value.dir_path),
                    platform: Ok(value.platform),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct FieldError {
            field: ::std::result::Result<::std::string::String, ::std::string::String>,
            message: ::std::result::Result<::std::string::String, ::std::string::String>,
        }
        impl ::std::default::Default for FieldError {
            fn default() -> Self {
                Self {
                    field: Err("no value supplied for field".to_string()),
                    message: Err("no value supplied for message".to_string()),
                }
            }
        }
        impl FieldError {
            pub fn field<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.field = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for field: {e}")
                    });
                self
            }
            pub fn message<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.message = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for message: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<FieldError> for super::FieldError {
            type Error = super::error::ConversionError;
            fn try_from(
                value: FieldError,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    field: value.field?,
                    message: value.message?,
                })
            }
        }
        impl ::std::convert::From<super::FieldError> for FieldError {
            fn from(value: super::FieldError) -> Self {
                Self {
                    field: Ok(value.field),
                    message: Ok(value.message),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct Grant {
            channel_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            created_at: ::std::result::Result<
                ::chrono::DateTime<::chrono::offset::Utc>,
                ::std::string::String,
            >,
            granted_by: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            kind: ::std::result::Result<super::SubjectKind, ::std::string::String>,
            role: ::std::result::Result<super::Role, ::std::string::String>,
            subject: ::std::result::Result<::std::string::String, ::std::string::String>,
        }
        impl ::std::default::Default for Grant {
            fn default() -> Self {
                Self {
                    channel_id: Ok(Default::default()),
                    created_at: Err("no value supplied for created_at".to_string()),
                    granted_by: Err("no value supplied for granted_by".to_string()),
                    kind: Err("no value supplied for kind".to_string()),
                    role: Err("no value supplied for role".to_string()),
                    subject: Err("no value supplied for subject".to_string()),
                }
            }
        }
        impl Grant {
            pub fn channel_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.channel_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for channel_id: {e}")
                    });
                self
            }
            pub fn created_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::chrono::DateTime<::chrono::offset::Utc>>,
                T::Error: ::std::fmt::Display,
            {
                self.created_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for created_at: {e}")
                    });
                self
            }
            pub fn granted_by<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.granted_by = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for granted_by: {e}")
                    });
                self
            }
            pub fn kind<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::SubjectKind>,
                T::Error: ::std::fmt::Display,
            {
                self.kind = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for kind: {e}")
                    });
                self
            }
            pub fn role<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::Role>,
                T::Error: ::std::fmt::Display,
            {
                self.role = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for role: {e}")
                    });
                self
            }
            pub fn subject<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.subject = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for subject: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Grant> for super::Grant {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Grant,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    channel_id: value.channel_id?,
                    created_at: value.created_at?,
                    granted_by: value.granted_by?,
                    kind: value.kind?,
                    role: value.role?,
                    subject: value.subject?,
                })
            }
        }
        impl ::std::convert::From<super::Grant> for Grant {
            fn from(value: super::Grant) -> Self {
                Self {
                    channel_id: Ok(value.channel_id),
                    created_at: Ok(value.created_at),
                    granted_by: Ok(value.granted_by),
                    kind: Ok(value.kind),
                    role: Ok(value.role),
                    subject: Ok(value.subject),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct GrantList {
            items: ::std::result::Result<
                ::std::vec::Vec<super::Grant>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for GrantList {
            fn default() -> Self {
                Self {
                    items: Err("no value supplied for items".to_string()),
                }
            }
        }
        impl GrantList {
            pub fn items<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::Grant>>,
                T::Error: ::std::fmt::Display,
            {
                self.items = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for items: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<GrantList> for super::GrantList {
            type Error = super::error::ConversionError;
            fn try_from(
                value: GrantList,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self { items: value.items? })
            }
        }
        impl ::std::convert::From<super::GrantList> for GrantList {
            fn from(value: super::GrantList) -> Self {
                Self { items: Ok(value.items) }
            }
        }
        #[derive(Clone, Debug)]
        pub struct GrantRole {
            kind: ::std::result::Result<super::SubjectKind, ::std::string::String>,
            role: ::std::result::Result<super::Role, ::std::string::String>,
            subject: ::std::result::Result<::std::string::String, ::std::string::String>,
        }
        impl ::std::default::Default for GrantRole {
            fn default() -> Self {
                Self {
                    kind: Err("no value supplied for kind".to_string()),
                    role: Err("no value supplied for role".to_string()),
                    subject: Err("no value supplied for subject".to_string()),
                }
            }
        }
        impl GrantRole {
            pub fn kind<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::SubjectKind>,
                T::Error: ::std::fmt::Display,
            {
                self.kind = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for kind: {e}")
                    });
                self
            }
            pub fn role<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::Role>,
                T::Error: ::std::fmt::Display,
            {
                self.role = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for role: {e}")
                    });
                self
            }
            pub fn subject<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.subject = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for subject: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<GrantRole> for super::GrantRole {
            type Error = super::error::ConversionError;
            fn try_from(
                value: GrantRole,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    kind: value.kind?,
                    role: value.role?,
                    subject: value.subject?,
                })
            }
        }
        impl ::std::convert::From<super::GrantRole> for GrantRole {
            fn from(value: super::GrantRole) -> Self {
                Self {
                    kind: Ok(value.kind),
                    role: Ok(value.role),
                    subject: Ok(value.subject),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct LastRun {
            finished_at: ::std::result::Result<
                ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                ::std::string::String,
            >,
            id: ::std::result::Result<i64, ::std::string::String>,
            queued_at: ::std::result::Result<
                ::chrono::DateTime<::chrono::offset::Utc>,
                ::std::string::String,
            >,
            status: ::std::result::Result<super::RunStatus, ::std::string::String>,
        }
        impl ::std::default::Default for LastRun {
            fn default() -> Self {
                Self {
                    finished_at: Ok(Default::default()),
                    id: Err("no value supplied for id".to_string()),
                    queued_at: Err("no value supplied for queued_at".to_string()),
                    status: Err("no value supplied for status".to_string()),
                }
            }
        }
        impl LastRun {
            pub fn finished_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.finished_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for finished_at: {e}")
                    });
                self
            }
            pub fn id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.id = value
                    .try_into()
                    .map_err(|e| format!("error converting supplied value for id: {e}"));
                self
            }
            pub fn queued_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::chrono::DateTime<::chrono::offset::Utc>>,
                T::Error: ::std::fmt::Display,
            {
                self.queued_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for queued_at: {e}")
                    });
                self
            }
            pub fn status<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::RunStatus>,
                T::Error: ::std::fmt::Display,
            {
                self.status = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for status: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<LastRun> for super::LastRun {
            type Error = super::error::ConversionError;
            fn try_from(
                value: LastRun,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    finished_at: value.finished_at?,
                    id: value.id?,
                    queued_at: value.queued_at?,
                    status: value.status?,
                })
            }
        }
        impl ::std::convert::From<super::LastRun> for LastRun {
            fn from(value: super::LastRun) -> Self {
                Self {
                    finished_at: Ok(value.finished_at),
                    id: Ok(value.id),
                    queued_at: Ok(value.queued_at),
                    status: Ok(value.status),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct MemoryHit {
            content: ::std::result::Result<::std::string::String, ::std::string::String>,
            path: ::std::result::Result<::std::string::String, ::std::string::String>,
            score: ::std::result::Result<f64, ::std::string::String>,
        }
        impl ::std::default::Default for MemoryHit {
            fn default() -> Self {
                Self {
                    content: Err("no value supplied for content".to_string()),
                    path: Err("no value supplied for path".to_string()),
                    score: Err("no value supplied for score".to_string()),
                }
            }
        }
        impl MemoryHit {
            pub fn content<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.content = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for content: {e}")
                    });
                self
            }
            pub fn path<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.path = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for path: {e}")
                    });
                self
            }
            pub fn score<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<f64>,
                T::Error: ::std::fmt::Display,
            {
                self.score = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for score: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<MemoryHit> for super::MemoryHit {
            type Error = super::error::ConversionError;
            fn try_from(
                value: MemoryHit,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    content: value.content?,
                    path: value.path?,
                    score: value.score?,
                })
            }
        }
        impl ::std::convert::From<super::MemoryHit> for MemoryHit {
            fn from(value: super::MemoryHit) -> Self {
                Self {
                    content: Ok(value.content),
                    path: Ok(value.path),
                    score: Ok(value.score),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct MemoryHits {
            items: ::std::result::Result<
                ::std::vec::Vec<super::MemoryHit>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for MemoryHits {
            fn default() -> Self {
                Self {
                    items: Err("no value supplied for items".to_string()),
                }
            }
        }
        impl MemoryHits {
            pub fn items<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::MemoryHit>>,
                T::Error: ::std::fmt::Display,
            {
                self.items = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for items: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<MemoryHits> for super::MemoryHits {
            type Error = super::error::ConversionError;
            fn try_from(
                value: MemoryHits,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self { items: value.items? })
            }
        }
        impl ::std::convert::From<super::MemoryHits> for MemoryHits {
            fn from(value: super::MemoryHits) -> Self {
                Self { items: Ok(value.items) }
            }
        }
        #[derive(Clone, Debug)]
        pub struct MemoryStatus {
            detail: ::std::result::Result<::std::string::String, ::std::string::String>,
            enabled: ::std::result::Result<bool, ::std::string::String>,
        }
        impl ::std::default::Default for MemoryStatus {
            fn default() -> Self {
                Self {
                    detail: Err("no value supplied for detail".to_string()),
                    enabled: Err("no value supplied for enabled".to_string()),
                }
            }
        }
        impl MemoryStatus {
            pub fn detail<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.detail = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for detail: {e}")
                    });
                self
            }
            pub fn enabled<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<bool>,
                T::Error: ::std::fmt::Display,
            {
                self.enabled = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for enabled: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<MemoryStatus> for super::MemoryStatus {
            type Error = super::error::ConversionError;
            fn try_from(
                value: MemoryStatus,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    detail: value.detail?,
                    enabled: value.enabled?,
                })
            }
        }
        impl ::std::convert::From<super::MemoryStatus> for MemoryStatus {
            fn from(value: super::MemoryStatus) -> Self {
                Self {
                    detail: Ok(value.detail),
                    enabled: Ok(value.enabled),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct Message {
            author: ::std::result::Result<super::Author, ::std::string::String>,
            channel_id: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            content: ::std::result::Result<::std::string::String, ::std::string::String>,
            created_at: ::std::result::Result<
                ::chrono::DateTime<::chrono::offset::Utc>,
                ::std::string::String,
            >,
            from_agent: ::std::result::Result<bool, ::std::string::String>,
            id: ::std::result::Result<i64, ::std::string::String>,
            run_id: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for Message {
            fn default() -> Self {
                Self {
                    author: Err("no value supplied for author".to_string()),
                    channel_id: Err("no value supplied for channel_id".to_string()),
                    content: Err("no value supplied for content".to_string()),
                    created_at: Err("no value supplied for created_at".to_string()),
                    from_agent: Err("no value supplied for from_agent".to_string()),
                    id: Err("no value supplied for id".to_string()),
                    run_id: Ok(Default::default()),
                }
            }
        }
        impl Message {
            pub fn author<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::Author>,
                T::Error: ::std::fmt::Display,
            {
                self.author = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for author: {e}")
                    });
                self
            }
            pub fn channel_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.channel_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for channel_id: {e}")
                    });
                self
            }
            pub fn content<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.content = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for content: {e}")
                    });
                self
            }
            pub fn created_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::chrono::DateTime<::chrono::offset::Utc>>,
                T::Error: ::std::fmt::Display,
            {
                self.created_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for created_at: {e}")
                    });
                self
            }
            pub fn from_agent<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<bool>,
                T::Error: ::std::fmt::Display,
            {
                self.from_agent = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for from_agent: {e}")
                    });
                self
            }
            pub fn id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.id = value
                    .try_into()
                    .map_err(|e| format!("error converting supplied value for id: {e}"));
                self
            }
            pub fn run_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.run_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for run_id: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Message> for super::Message {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Message,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    author: value.author?,
                    channel_id: value.channel_id?,
                    content: value.content?,
                    created_at: value.created_at?,
                    from_agent: value.from_agent?,
                    id: value.id?,
                    run_id: value.run_id?,
                })
            }
        }
        impl ::std::convert::From<super::Message> for Message {
            fn from(value: super::Message) -> Self {
                Self {
                    author: Ok(value.author),
                    channel_id: Ok(value.channel_id),
                    content: Ok(value.content),
                    created_at: Ok(value.created_at),
                    from_agent: Ok(value.from_agent),
                    id: Ok(value.id),
                    run_id: Ok(value.run_id),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct MessagePage {
            items: ::std::result::Result<
                ::std::vec::Vec<super::Message>,
                ::std::string::String,
            >,
            next: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for MessagePage {
            fn default() -> Self {
                Self {
                    items: Err("no value supplied for items".to_string()),
                    next: Ok(Default::default()),
                }
            }
        }
        impl MessagePage {
            pub fn items<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::Message>>,
                T::Error: ::std::fmt::Display,
            {
                self.items = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for items: {e}")
                    });
                self
            }
            pub fn next<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.next = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for next: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<MessagePage> for super::MessagePage {
            type Error = super::error::ConversionError;
            fn try_from(
                value: MessagePage,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    items: value.items?,
                    next: value.next?,
                })
            }
        }
        impl ::std::convert::From<super::MessagePage> for MessagePage {
            fn from(value: super::MessagePage) -> Self {
                Self {
                    items: Ok(value.items),
                    next: Ok(value.next),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct OpenedThread {
            message: ::std::result::Result<
                ::std::option::Option<super::Message>,
                ::std::string::String,
            >,
            thread: ::std::result::Result<super::Channel, ::std::string::String>,
        }
        impl ::std::default::Default for OpenedThread {
            fn default() -> Self {
                Self {
                    message: Ok(Default::default()),
                    thread: Err("no value supplied for thread".to_string()),
                }
            }
        }
        impl OpenedThread {
            pub fn message<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::Message>>,
                T::Error: ::std::fmt::Display,
            {
                self.message = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for message: {e}")
                    });
                self
            }
            pub fn thread<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::Channel>,
                T::Error: ::std::fmt::Display,
            {
                self.thread = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for thread: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<OpenedThread> for super::OpenedThread {
            type Error = super::error::ConversionError;
            fn try_from(
                value: OpenedThread,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    message: value.message?,
                    thread: value.thread?,
                })
            }
        }
        impl ::std::convert::From<super::OpenedThread> for OpenedThread {
            fn from(value: super::OpenedThread) -> Self {
                Self {
                    message: Ok(value.message),
                    thread: Ok(value.thread),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct PlatformStatus {
            detail: ::std::result::Result<::std::string::String, ::std::string::String>,
            ok: ::std::result::Result<bool, ::std::string::String>,
            platform: ::std::result::Result<super::Platform, ::std::string::String>,
        }
        impl ::std::default::Default for PlatformStatus {
            fn default() -> Self {
                Self {
                    detail: Err("no value supplied for detail".to_string()),
                    ok: Err("no value supplied for ok".to_string()),
                    platform: Err("no value supplied for platform".to_string()),
                }
            }
        }
        impl PlatformStatus {
            pub fn detail<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.detail = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for detail: {e}")
                    });
                self
            }
            pub fn ok<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<bool>,
                T::Error: ::std::fmt::Display,
            {
                self.ok = value
                    .try_into()
                    .map_err(|e| format!("error converting supplied value for ok: {e}"));
                self
            }
            pub fn platform<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::Platform>,
                T::Error: ::std::fmt::Display,
            {
                self.platform = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for platform: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<PlatformStatus> for super::PlatformStatus {
            type Error = super::error::ConversionError;
            fn try_from(
                value: PlatformStatus,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    detail: value.detail?,
                    ok: value.ok?,
                    platform: value.platform?,
                })
            }
        }
        impl ::std::convert::From<super::PlatformStatus> for PlatformStatus {
            fn from(value: super::PlatformStatus) -> Self {
                Self {
                    detail: Ok(value.detail),
                    ok: Ok(value.ok),
                    platform: Ok(value.platform),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct Probe {
            ok: ::std::result::Result<bool, ::std::string::String>,
        }
        impl ::std::default::Default for Probe {
            fn default() -> Self {
                Self {
                    ok: Err("no value supplied for ok".to_string()),
                }
            }
        }
        impl Probe {
            pub fn ok<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<bool>,
                T::Error: ::std::fmt::Display,
            {
                self.ok = value
                    .try_into()
                    .map_err(|e| format!("error converting supplied value for ok: {e}"));
                self
            }
        }
        impl ::std::convert::TryFrom<Probe> for super::Probe {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Probe,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self { ok: value.ok? })
            }
        }
        impl ::std::convert::From<super::Probe> for Probe {
            fn from(value: super::Probe) -> Self {
                Self { ok: Ok(value.ok) }
            }
        }
        #[derive(Clone, Debug)]
        pub struct Problem {
            code: ::std::result::Result<super::ProblemCode, ::std::string::String>,
            detail: ::std::result::Result<::std::string::String, ::std::string::String>,
            errors: ::std::result::Result<
                ::std::vec::Vec<super::FieldError>,
                ::std::string::String,
            >,
            status: ::std::result::Result<i32, ::std::string::String>,
            title: ::std::result::Result<::std::string::String, ::std::string::String>,
            type_: ::std::result::Result<::std::string::String, ::std::string::String>,
        }
        impl ::std::default::Default for Problem {
            fn default() -> Self {
                Self {
                    code: Err("no value supplied for code".to_string()),
                    detail: Err("no value supplied for detail".to_string()),
                    errors: Ok(Default::default()),
                    status: Err("no value supplied for status".to_string()),
                    title: Err("no value supplied for title".to_string()),
                    type_: Err("no value supplied for type_".to_string()),
                }
            }
        }
        impl Problem {
            pub fn code<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::ProblemCode>,
                T::Error: ::std::fmt::Display,
            {
                self.code = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for code: {e}")
                    });
                self
            }
            pub fn detail<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.detail = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for detail: {e}")
                    });
                self
            }
            pub fn errors<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::FieldError>>,
                T::Error: ::std::fmt::Display,
            {
                self.errors = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for errors: {e}")
                    });
                self
            }
            pub fn status<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i32>,
                T::Error: ::std::fmt::Display,
            {
                self.status = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for status: {e}")
                    });
                self
            }
            pub fn title<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.title = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for title: {e}")
                    });
                self
            }
            pub fn type_<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.type_ = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for type_: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Problem> for super::Problem {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Problem,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    code: value.code?,
                    detail: value.detail?,
                    errors: value.errors?,
                    status: value.status?,
                    title: value.title?,
                    type_: value.type_?,
                })
            }
        }
        impl ::std::convert::From<super::Problem> for Problem {
            fn from(value: super::Problem) -> Self {
                Self {
                    code: Ok(value.code),
                    detail: Ok(value.detail),
                    errors: Ok(value.errors),
                    status: Ok(value.status),
                    title: Ok(value.title),
                    type_: Ok(value.type_),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct Project {
            channels: ::std::result::Result<
                ::std::vec::Vec<super::ProjectChannel>,
                ::std::string::String,
            >,
            dir_path: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            grants: ::std::result::Result<
                ::std::vec::Vec<super::Widening>,
                ::std::string::String,
            >,
            hash: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            problems: ::std::result::Result<
                ::std::vec::Vec<::std::string::String>,
                ::std::string::String,
            >,
            state: ::std::result::Result<super::TrustState, ::std::string::String>,
            trusted_at: ::std::result::Result<
                ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                ::std::string::String,
            >,
            trusted_by: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for Project {
            fn default() -> Self {
                Self {
                    channels: Err("no value supplied for channels".to_string()),
                    dir_path: Err("no value supplied for dir_path".to_string()),
                    grants: Err("no value supplied for grants".to_string()),
                    hash: Ok(Default::default()),
                    problems: Err("no value supplied for problems".to_string()),
                    state: Err("no value supplied for state".to_string()),
                    trusted_at: Ok(Default::default()),
                    trusted_by: Ok(Default::default()),
                }
            }
        }
        impl Project {
            pub fn channels<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::ProjectChannel>>,
                T::Error: ::std::fmt::Display,
            {
                self.channels = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for channels: {e}")
                    });
                self
            }
            pub fn dir_path<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.dir_path = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for dir_path: {e}")
                    });
                self
            }
            pub fn grants<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::Widening>>,
                T::Error: ::std::fmt::Display,
            {
                self.grants = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for grants: {e}")
                    });
                self
            }
            pub fn hash<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.hash = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for hash: {e}")
                    });
                self
            }
            pub fn problems<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.problems = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for problems: {e}")
                    });
                self
            }
            pub fn state<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::TrustState>,
                T::Error: ::std::fmt::Display,
            {
                self.state = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for state: {e}")
                    });
                self
            }
            pub fn trusted_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.trusted_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for trusted_at: {e}")
                    });
                self
            }
            pub fn trusted_by<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.trusted_by = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for trusted_by: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Project> for super::Project {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Project,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    channels: value.channels?,
                    dir_path: value.dir_path?,
                    grants: value.grants?,
                    hash: value.hash?,
                    problems: value.problems?,
                    state: value.state?,
                    trusted_at: value.trusted_at?,
                    trusted_by: value.trusted_by?,
                })
            }
        }
        impl ::std::convert::From<super::Project> for Project {
            fn from(value: super::Project) -> Self {
                Self {
                    channels: Ok(value.channels),
                    dir_path: Ok(value.dir_path),
                    grants: Ok(value.grants),
                    hash: Ok(value.hash),
                    problems: Ok(value.problems),
                    state: Ok(value.state),
                    trusted_at: Ok(value.trusted_at),
                    trusted_by: Ok(value.trusted_by),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ProjectChannel {
            id: ::std::result::Result<::std::string::String, ::std::string::String>,
            name: ::std::result::Result<::std::string::String, ::std::string::String>,
        }
        impl ::std::default::Default for ProjectChannel {
            fn default() -> Self {
                Self {
                    id: Err("no value supplied for id".to_string()),
                    name: Err("no value supplied for name".to_string()),
                }
            }
        }
        impl ProjectChannel {
            pub fn id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.id = value
                    .try_into()
                    .map_err(|e| format!("error converting supplied value for id: {e}"));
                self
            }
            pub fn name<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.name = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for name: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<ProjectChannel> for super::ProjectChannel {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ProjectChannel,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    id: value.id?,
                    name: value.name?,
                })
            }
        }
        impl ::std::convert::From<super::ProjectChannel> for ProjectChannel {
            fn from(value: super::ProjectChannel) -> Self {
                Self {
                    id: Ok(value.id),
                    name: Ok(value.name),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ProjectPage {
            items: ::std::result::Result<
                ::std::vec::Vec<super::Project>,
                ::std::string::String,
            >,
            next: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ProjectPage {
            fn default() -> Self {
                Self {
                    items: Err("no value supplied for items".to_string()),
                    next: Ok(Default::default()),
                }
            }
        }
        impl ProjectPage {
            pub fn items<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::Project>>,
                T::Error: ::std::fmt::Display,
            {
                self.items = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for items: {e}")
                    });
                self
            }
            pub fn next<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.next = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for next: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<ProjectPage> for super::ProjectPage {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ProjectPage,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    items: value.items?,
                    next: value.next?,
                })
            }
        }
        impl ::std::convert::From<super::ProjectPage> for ProjectPage {
            fn from(value: super::ProjectPage) -> Self {
                Self {
                    items: Ok(value.items),
                    next: Ok(value.next),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct Readiness {
            ok: ::std::result::Result<bool, ::std::string::String>,
            platforms: ::std::result::Result<
                ::std::vec::Vec<super::Connection>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for Readiness {
            fn default() -> Self {
                Self {
                    ok: Err("no value supplied for ok".to_string()),
                    platforms: Err("no value supplied for platforms".to_string()),
                }
            }
        }
        impl Readiness {
            pub fn ok<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<bool>,
                T::Error: ::std::fmt::Display,
            {
                self.ok = value
                    .try_into()
                    .map_err(|e| format!("error converting supplied value for ok: {e}"));
                self
            }
            pub fn platforms<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::Connection>>,
                T::Error: ::std::fmt::Display,
            {
                self.platforms = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for platforms: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Readiness> for super::Readiness {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Readiness,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    ok: value.ok?,
                    platforms: value.platforms?,
                })
            }
        }
        impl ::std::convert::From<super::Readiness> for Readiness {
            fn from(value: super::Readiness) -> Self {
                Self {
                    ok: Ok(value.ok),
                    platforms: Ok(value.platforms),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct Run {
            ahead: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            answer: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            attempts: ::std::result::Result<i32, ::std::string::String>,
            author: ::std::result::Result<super::Author, ::std::string::String>,
            cause: ::std::result::Result<super::Cause, ::std::string::String>,
            causes: ::std::result::Result<
                ::std::vec::Vec<super::CausingRun>,
                ::std::string::String,
            >,
            channel_id: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            depth: ::std::result::Result<i32, ::std::string::String>,
            error: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            failure: ::std::result::Result<
                ::std::option::Option<super::FailureCode>,
                ::std::string::String,
            >,
            finished_at: ::std::result::Result<
                ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                ::std::string::String,
            >,
            id: ::std::result::Result<i64, ::std::string::String>,
            model: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            notice: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            parent_run_id: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            prompt: ::std::result::Result<::std::string::String, ::std::string::String>,
            queued_at: ::std::result::Result<
                ::chrono::DateTime<::chrono::offset::Utc>,
                ::std::string::String,
            >,
            slot_at: ::std::result::Result<
                ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                ::std::string::String,
            >,
            started_at: ::std::result::Result<
                ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                ::std::string::String,
            >,
            status: ::std::result::Result<super::RunStatus, ::std::string::String>,
            stop_requested_at: ::std::result::Result<
                ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                ::std::string::String,
            >,
            task_id: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            thread_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            usage: ::std::result::Result<super::Usage, ::std::string::String>,
        }
        impl ::std::default::Default for Run {
            fn default() -> Self {
                Self {
                    ahead: Ok(Default::default()),
                    answer: Ok(Default::default()),
                    attempts: Err("no value supplied for attempts".to_string()),
                    author: Err("no value supplied for author".to_string()),
                    cause: Err("no value supplied for cause".to_string()),
                    causes: Err("no value supplied for causes".to_string()),
                    channel_id: Err("no value supplied for channel_id".to_string()),
                    depth: Err("no value supplied for depth".to_string()),
                    error: Ok(Default::default()),
                    failure: Ok(Default::default()),
                    finished_at: Ok(Default::default()),
                    id: Err("no value supplied for id".to_string()),
                    model: Ok(Default::default()),
                    notice: Ok(Default::default()),
                    parent_run_id: Ok(Default::default()),
                    prompt: Err("no value supplied for prompt".to_string()),
                    queued_at: Err("no value supplied for queued_at".to_string()),
                    slot_at: Ok(Default::default()),
                    started_at: Ok(Default::default()),
                    status: Err("no value supplied for status".to_string()),
                    stop_requested_at: Ok(Default::default()),
                    task_id: Ok(Default::default()),
                    thread_id: Ok(Default::default()),
                    usage: Err("no value supplied for usage".to_string()),
                }
            }
        }
        impl Run {
            pub fn ahead<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.ahead = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for ahead: {e}")
                    });
                self
            }
            pub fn answer<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.answer = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for answer: {e}")
                    });
                self
            }
            pub fn attempts<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i32>,
                T::Error: ::std::fmt::Display,
            {
                self.attempts = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for attempts: {e}")
                    });
                self
            }
            pub fn author<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::Author>,
                T::Error: ::std::fmt::Display,
            {
                self.author = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for author: {e}")
                    });
                self
            }
            pub fn cause<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::Cause>,
                T::Error: ::std::fmt::Display,
            {
                self.cause = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for cause: {e}")
                    });
                self
            }
            pub fn causes<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::CausingRun>>,
                T::Error: ::std::fmt::Display,
            {
                self.causes = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for causes: {e}")
                    });
                self
            }
            pub fn channel_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.channel_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for channel_id: {e}")
                    });
                self
            }
            pub fn depth<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i32>,
                T::Error: ::std::fmt::Display,
            {
                self.depth = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for depth: {e}")
                    });
                self
            }
            pub fn error<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.error = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for error: {e}")
                    });
                self
            }
            pub fn failure<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::FailureCode>>,
                T::Error: ::std::fmt::Display,
            {
                self.failure = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for failure: {e}")
                    });
                self
            }
            pub fn finished_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.finished_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for finished_at: {e}")
                    });
                self
            }
            pub fn id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.id = value
                    .try_into()
                    .map_err(|e| format!("error converting supplied value for id: {e}"));
                self
            }
            pub fn model<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.model = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for model: {e}")
                    });
                self
            }
            pub fn notice<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.notice = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for notice: {e}")
                    });
                self
            }
            pub fn parent_run_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.parent_run_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for parent_run_id: {e}")
                    });
                self
            }
            pub fn prompt<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.prompt = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for prompt: {e}")
                    });
                self
            }
            pub fn queued_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::chrono::DateTime<::chrono::offset::Utc>>,
                T::Error: ::std::fmt::Display,
            {
                self.queued_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for queued_at: {e}")
                    });
                self
            }
            pub fn slot_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.slot_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for slot_at: {e}")
                    });
                self
            }
            pub fn started_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.started_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for started_at: {e}")
                    });
                self
            }
            pub fn status<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::RunStatus>,
                T::Error: ::std::fmt::Display,
            {
                self.status = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for status: {e}")
                    });
                self
            }
            pub fn stop_requested_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.stop_requested_at = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for stop_requested_at: {e}"
                        )
                    });
                self
            }
            pub fn task_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.task_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for task_id: {e}")
                    });
                self
            }
            pub fn thread_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.thread_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for thread_id: {e}")
                    });
                self
            }
            pub fn usage<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::Usage>,
                T::Error: ::std::fmt::Display,
            {
                self.usage = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for usage: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Run> for super::Run {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Run,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    ahead: value.ahead?,
                    answer: value.answer?,
                    attempts: value.attempts?,
                    author: value.author?,
                    cause: value.cause?,
                    causes: value.causes?,
                    channel_id: value.channel_id?,
                    depth: value.depth?,
                    error: value.error?,
                    failure: value.failure?,
                    finished_at: value.finished_at?,
                    id: value.id?,
                    model: value.model?,
                    notice: value.notice?,
                    parent_run_id: value.parent_run_id?,
                    prompt: value.prompt?,
                    queued_at: value.queued_at?,
                    slot_at: value.slot_at?,
                    started_at: value.started_at?,
                    status: value.status?,
                    stop_requested_at: value.stop_requested_at?,
                    task_id: value.task_id?,
                    thread_id: value.thread_id?,
                    usage: value.usage?,
                })
            }
        }
        impl ::std::convert::From<super::Run> for Run {
            fn from(value: super::Run) -> Self {
                Self {
                    ahead: Ok(value.ahead),
                    answer: Ok(value.answer),
                    attempts: Ok(value.attempts),
                    author: Ok(value.author),
                    cause: Ok(value.cause),
                    causes: Ok(value.causes),
                    channel_id: Ok(value.channel_id),
                    depth: Ok(value.depth),
                    error: Ok(value.error),
                    failure: Ok(value.failure),
                    finished_at: Ok(value.finished_at),
                    id: Ok(value.id),
                    model: Ok(value.model),
                    notice: Ok(value.notice),
                    parent_run_id: Ok(value.parent_run_id),
                    prompt: Ok(value.prompt),
                    queued_at: Ok(value.queued_at),
                    slot_at: Ok(value.slot_at),
                    started_at: Ok(value.started_at),
                    status: Ok(value.status),
                    stop_requested_at: Ok(value.stop_requested_at),
                    task_id: Ok(value.task_id),
                    thread_id: Ok(value.thread_id),
                    usage: Ok(value.usage),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct RunCounts {
            active: ::std::result::Result<i64, ::std::string::String>,
            max: ::std::result::Result<i64, ::std::string::String>,
            queued: ::std::result::Result<i64, ::std::string::String>,
        }
        impl ::std::default::Default for RunCounts {
            fn default() -> Self {
                Self {
                    active: Err("no value supplied for active".to_string()),
                    max: Err("no value supplied for max".to_string()),
                    queued: Err("no value supplied for queued".to_string()),
                }
            }
        }
        impl RunCounts {
            pub fn active<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.active = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for active: {e}")
                    });
                self
            }
            pub fn max<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.max = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for max: {e}")
                    });
                self
            }
            pub fn queued<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.queued = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for queued: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<RunCounts> for super::RunCounts {
            type Error = super::error::ConversionError;
            fn try_from(
                value: RunCounts,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    active: value.active?,
                    max: value.max?,
                    queued: value.queued?,
                })
            }
        }
        impl ::std::convert::From<super::RunCounts> for RunCounts {
            fn from(value: super::RunCounts) -> Self {
                Self {
                    active: Ok(value.active),
                    max: Ok(value.max),
                    queued: Ok(value.queued),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct RunPage {
            items: ::std::result::Result<
                ::std::vec::Vec<super::Run>,
                ::std::string::String,
            >,
            next: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for RunPage {
            fn default() -> Self {
                Self {
                    items: Err("no value supplied for items".to_string()),
                    next: Ok(Default::default()),
                }
            }
        }
        impl RunPage {
            pub fn items<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::Run>>,
                T::Error: ::std::fmt::Display,
            {
                self.items = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for items: {e}")
                    });
                self
            }
            pub fn next<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.next = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for next: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<RunPage> for super::RunPage {
            type Error = super::error::ConversionError;
            fn try_from(
                value: RunPage,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    items: value.items?,
                    next: value.next?,
                })
            }
        }
        impl ::std::convert::From<super::RunPage> for RunPage {
            fn from(value: super::RunPage) -> Self {
                Self {
                    items: Ok(value.items),
                    next: Ok(value.next),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct RunTask {
            author: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for RunTask {
            fn default() -> Self {
                Self {
                    author: Ok(Default::default()),
                }
            }
        }
        impl RunTask {
            pub fn author<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.author = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for author: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<RunTask> for super::RunTask {
            type Error = super::error::ConversionError;
            fn try_from(
                value: RunTask,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self { author: value.author? })
            }
        }
        impl ::std::convert::From<super::RunTask> for RunTask {
            fn from(value: super::RunTask) -> Self {
                Self { author: Ok(value.author) }
            }
        }
        #[derive(Clone, Debug)]
        pub struct SchedulePreview {
            description: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            schedule: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            times: ::std::result::Result<
                ::std::vec::Vec<::std::string::String>,
                ::std::string::String,
            >,
            timezone: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            type_: ::std::result::Result<super::ScheduleType, ::std::string::String>,
        }
        impl ::std::default::Default for SchedulePreview {
            fn default() -> Self {
                Self {
                    description: Err("no value supplied for description".to_string()),
                    schedule: Err("no value supplied for schedule".to_string()),
                    times: Err("no value supplied for times".to_string()),
                    timezone: Err("no value supplied for timezone".to_string()),
                    type_: Err("no value supplied for type_".to_string()),
                }
            }
        }
        impl SchedulePreview {
            pub fn description<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.description = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for description: {e}")
                    });
                self
            }
            pub fn schedule<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.schedule = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for schedule: {e}")
                    });
                self
            }
            pub fn times<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.times = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for times: {e}")
                    });
                self
            }
            pub fn timezone<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.timezone = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for timezone: {e}")
                    });
                self
            }
            pub fn type_<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::ScheduleType>,
                T::Error: ::std::fmt::Display,
            {
                self.type_ = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for type_: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<SchedulePreview> for super::SchedulePreview {
            type Error = super::error::ConversionError;
            fn try_from(
                value: SchedulePreview,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    description: value.description?,
                    schedule: value.schedule?,
                    times: value.times?,
                    timezone: value.timezone?,
                    type_: value.type_?,
                })
            }
        }
        impl ::std::convert::From<super::SchedulePreview> for SchedulePreview {
            fn from(value: super::SchedulePreview) -> Self {
                Self {
                    description: Ok(value.description),
                    schedule: Ok(value.schedule),
                    times: Ok(value.times),
                    timezone: Ok(value.timezone),
                    type_: Ok(value.type_),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ScheduleTask {
            author: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            auto_delete_sec: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            catch_up_window_sec: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            channel_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            idempotent: ::std::result::Result<
                ::std::option::Option<bool>,
                ::std::string::String,
            >,
            max_catch_up: ::std::result::Result<
                ::std::option::Option<i32>,
                ::std::string::String,
            >,
            misfire: ::std::result::Result<
                ::std::option::Option<super::Misfire>,
                ::std::string::String,
            >,
            model: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            overlap: ::std::result::Result<
                ::std::option::Option<super::Overlap>,
                ::std::string::String,
            >,
            prompt: ::std::result::Result<::std::string::String, ::std::string::String>,
            schedule: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            session: ::std::result::Result<
                ::std::option::Option<super::SessionPolicy>,
                ::std::string::String,
            >,
            timeout_sec: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            timezone: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            type_: ::std::result::Result<super::ScheduleType, ::std::string::String>,
        }
        impl ::std::default::Default for ScheduleTask {
            fn default() -> Self {
                Self {
                    author: Ok(Default::default()),
                    auto_delete_sec: Ok(Default::default()),
                    catch_up_window_sec: Ok(Default::default()),
                    channel_id: Ok(Default::default()),
                    idempotent: Ok(Default::default()),
                    max_catch_up: Ok(Default::default()),
                    misfire: Ok(Default::default()),
                    model: Ok(Default::default()),
                    overlap: Ok(Default::default()),
                    prompt: Err("no value supplied for prompt".to_string()),
                    schedule: Err("no value supplied for schedule".to_string()),
                    session: Ok(Default::default()),
                    timeout_sec: Ok(Default::default()),
                    timezone: Ok(Default::default()),
                    type_: Err("no value supplied for type_".to_string()),
                }
            }
        }
        impl ScheduleTask {
            pub fn author<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.author = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for author: {e}")
                    });
                self
            }
            pub fn auto_delete_sec<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.auto_delete_sec = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for auto_delete_sec: {e}"
                        )
                    });
                self
            }
            pub fn catch_up_window_sec<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.catch_up_window_sec = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for catch_up_window_sec: {e}"
                        )
                    });
                self
            }
            pub fn channel_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.channel_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for channel_id: {e}")
                    });
                self
            }
            pub fn idempotent<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<bool>>,
                T::Error: ::std::fmt::Display,
            {
                self.idempotent = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for idempotent: {e}")
                    });
                self
            }
            pub fn max_catch_up<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i32>>,
                T::Error: ::std::fmt::Display,
            {
                self.max_catch_up = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for max_catch_up: {e}")
                    });
                self
            }
            pub fn misfire<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::Misfire>>,
                T::Error: ::std::fmt::Display,
            {
                self.misfire = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for misfire: {e}")
                    });
                self
            }
            pub fn model<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.model = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for model: {e}")
                    });
                self
            }
            pub fn overlap<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::Overlap>>,
                T::Error: ::std::fmt::Display,
            {
                self.overlap = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for overlap: {e}")
                    });
                self
            }
            pub fn prompt<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.prompt = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for prompt: {e}")
                    });
                self
            }
            pub fn schedule<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.schedule = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for schedule: {e}")
                    });
                self
            }
            pub fn session<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::SessionPolicy>>,
                T::Error: ::std::fmt::Display,
            {
                self.session = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for session: {e}")
                    });
                self
            }
            pub fn timeout_sec<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.timeout_sec = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for timeout_sec: {e}")
                    });
                self
            }
            pub fn timezone<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.timezone = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for timezone: {e}")
                    });
                self
            }
            pub fn type_<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::ScheduleType>,
                T::Error: ::std::fmt::Display,
            {
                self.type_ = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for type_: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<ScheduleTask> for super::ScheduleTask {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ScheduleTask,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    author: value.author?,
                    auto_delete_sec: value.auto_delete_sec?,
                    catch_up_window_sec: value.catch_up_window_sec?,
                    channel_id: value.channel_id?,
                    idempotent: value.idempotent?,
                    max_catch_up: value.max_catch_up?,
                    misfire: value.misfire?,
                    model: value.model?,
                    overlap: value.overlap?,
                    prompt: value.prompt?,
                    schedule: value.schedule?,
                    session: value.session?,
                    timeout_sec: value.timeout_sec?,
                    timezone: value.timezone?,
                    type_: value.type_?,
                })
            }
        }
        impl ::std::convert::From<super::ScheduleTask> for ScheduleTask {
            fn from(value: super::ScheduleTask) -> Self {
                Self {
                    author: Ok(value.author),
                    auto_delete_sec: Ok(value.auto_delete_sec),
                    catch_up_window_sec: Ok(value.catch_up_window_sec),
                    channel_id: Ok(value.channel_id),
                    idempotent: Ok(value.idempotent),
                    max_catch_up: Ok(value.max_catch_up),
                    misfire: Ok(value.misfire),
                    model: Ok(value.model),
                    overlap: Ok(value.overlap),
                    prompt: Ok(value.prompt),
                    schedule: Ok(value.schedule),
                    session: Ok(value.session),
                    timeout_sec: Ok(value.timeout_sec),
                    timezone: Ok(value.timezone),
                    type_: Ok(value.type_),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct SearchMemory {
            query: ::std::result::Result<::std::string::String, ::std::string::String>,
            top_k: ::std::result::Result<
                ::std::option::Option<u32>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for SearchMemory {
            fn default() -> Self {
                Self {
                    query: Err("no value supplied for query".to_string()),
                    top_k: Ok(Default::default()),
                }
            }
        }
        impl SearchMemory {
            pub fn query<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.query = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for query: {e}")
                    });
                self
            }
            pub fn top_k<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<u32>>,
                T::Error: ::std::fmt::Display,
            {
                self.top_k = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for top_k: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<SearchMemory> for super::SearchMemory {
            type Error = super::error::ConversionError;
            fn try_from(
                value: SearchMemory,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    query: value.query?,
                    top_k: value.top_k?,
                })
            }
        }
        impl ::std::convert::From<super::SearchMemory> for SearchMemory {
            fn from(value: super::SearchMemory) -> Self {
                Self {
                    query: Ok(value.query),
                    top_k: Ok(value.top_k),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct SendMessage {
            channel_id: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            content: ::std::result::Result<::std::string::String, ::std::string::String>,
            files: ::std::result::Result<
                ::std::vec::Vec<::std::string::String>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for SendMessage {
            fn default() -> Self {
                Self {
                    channel_id: Err("no value supplied for channel_id".to_string()),
                    content: Err("no value supplied for content".to_string()),
                    files: Ok(Default::default()),
                }
            }
        }
        impl SendMessage {
            pub fn channel_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.channel_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for channel_id: {e}")
                    });
                self
            }
            pub fn content<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.content = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for content: {e}")
                    });
                self
            }
            pub fn files<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.files = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for files: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<SendMessage> for super::SendMessage {
            type Error = super::error::ConversionError;
            fn try_from(
                value: SendMessage,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    channel_id: value.channel_id?,
                    content: value.content?,
                    files: value.files?,
                })
            }
        }
        impl ::std::convert::From<super::SendMessage> for SendMessage {
            fn from(value: super::SendMessage) -> Self {
                Self {
                    channel_id: Ok(value.channel_id),
                    content: Ok(value.content),
                    files: Ok(value.files),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct Slot {
            nominal_at: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            outcome: ::std::result::Result<super::SlotOutcome, ::std::string::String>,
            reason: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            recorded_at: ::std::result::Result<
                ::chrono::DateTime<::chrono::offset::Utc>,
                ::std::string::String,
            >,
            run_id: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for Slot {
            fn default() -> Self {
                Self {
                    nominal_at: Err("no value supplied for nominal_at".to_string()),
                    outcome: Err("no value supplied for outcome".to_string()),
                    reason: Ok(Default::default()),
                    recorded_at: Err("no value supplied for recorded_at".to_string()),
                    run_id: Ok(Default::default()),
                }
            }
        }
        impl Slot {
            pub fn nominal_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.nominal_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for nominal_at: {e}")
                    });
                self
            }
            pub fn outcome<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::SlotOutcome>,
                T::Error: ::std::fmt::Display,
            {
                self.outcome = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for outcome: {e}")
                    });
                self
            }
            pub fn reason<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.reason = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for reason: {e}")
                    });
                self
            }
            pub fn recorded_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::chrono::DateTime<::chrono::offset::Utc>>,
                T::Error: ::std::fmt::Display,
            {
                self.recorded_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for recorded_at: {e}")
                    });
                self
            }
            pub fn run_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.run_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for run_id: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Slot> for super::Slot {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Slot,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    nominal_at: value.nominal_at?,
                    outcome: value.outcome?,
                    reason: value.reason?,
                    recorded_at: value.recorded_at?,
                    run_id: value.run_id?,
                })
            }
        }
        impl ::std::convert::From<super::Slot> for Slot {
            fn from(value: super::Slot) -> Self {
                Self {
                    nominal_at: Ok(value.nominal_at),
                    outcome: Ok(value.outcome),
                    reason: Ok(value.reason),
                    recorded_at: Ok(value.recorded_at),
                    run_id: Ok(value.run_id),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct SlotPage {
            items: ::std::result::Result<
                ::std::vec::Vec<super::Slot>,
                ::std::string::String,
            >,
            next: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for SlotPage {
            fn default() -> Self {
                Self {
                    items: Err("no value supplied for items".to_string()),
                    next: Ok(Default::default()),
                }
            }
        }
        impl SlotPage {
            pub fn items<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::Slot>>,
                T::Error: ::std::fmt::Display,
            {
                self.items = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for items: {e}")
                    });
                self
            }
            pub fn next<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.next = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for next: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<SlotPage> for super::SlotPage {
            type Error = super::error::ConversionError;
            fn try_from(
                value: SlotPage,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    items: value.items?,
                    next: value.next?,
                })
            }
        }
        impl ::std::convert::From<super::SlotPage> for SlotPage {
            fn from(value: super::SlotPage) -> Self {
                Self {
                    items: Ok(value.items),
                    next: Ok(value.next),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct StartRun {
            author: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            channel_id: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            model: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            prompt: ::std::result::Result<::std::string::String, ::std::string::String>,
        }
        impl ::std::default::Default for StartRun {
            fn default() -> Self {
                Self {
                    author: Ok(Default::default()),
                    channel_id: Err("no value supplied for channel_id".to_string()),
                    model: Ok(Default::default()),
                    prompt: Err("no value supplied for prompt".to_string()),
                }
            }
        }
        impl StartRun {
            pub fn author<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.author = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for author: {e}")
                    });
                self
            }
            pub fn channel_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.channel_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for channel_id: {e}")
                    });
                self
            }
            pub fn model<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.model = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for model: {e}")
                    });
                self
            }
            pub fn prompt<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.prompt = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for prompt: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<StartRun> for super::StartRun {
            type Error = super::error::ConversionError;
            fn try_from(
                value: StartRun,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    author: value.author?,
                    channel_id: value.channel_id?,
                    model: value.model?,
                    prompt: value.prompt?,
                })
            }
        }
        impl ::std::convert::From<super::StartRun> for StartRun {
            fn from(value: super::StartRun) -> Self {
                Self {
                    author: Ok(value.author),
                    channel_id: Ok(value.channel_id),
                    model: Ok(value.model),
                    prompt: Ok(value.prompt),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct Status {
            caller: ::std::result::Result<::std::string::String, ::std::string::String>,
            containers: ::std::result::Result<
                super::ContainerCounts,
                ::std::string::String,
            >,
            database: ::std::result::Result<
                super::DatabaseStatus,
                ::std::string::String,
            >,
            deliveries: ::std::result::Result<
                super::DeliveryCounts,
                ::std::string::String,
            >,
            engine: ::std::result::Result<super::EngineStatus, ::std::string::String>,
            platforms: ::std::result::Result<
                ::std::vec::Vec<super::PlatformStatus>,
                ::std::string::String,
            >,
            runs: ::std::result::Result<super::RunCounts, ::std::string::String>,
            started_at: ::std::result::Result<
                ::chrono::DateTime<::chrono::offset::Utc>,
                ::std::string::String,
            >,
            uptime_sec: ::std::result::Result<i64, ::std::string::String>,
            version: ::std::result::Result<::std::string::String, ::std::string::String>,
            warnings: ::std::result::Result<
                ::std::vec::Vec<::std::string::String>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for Status {
            fn default() -> Self {
                Self {
                    caller: Err("no value supplied for caller".to_string()),
                    containers: Err("no value supplied for containers".to_string()),
                    database: Err("no value supplied for database".to_string()),
                    deliveries: Err("no value supplied for deliveries".to_string()),
                    engine: Err("no value supplied for engine".to_string()),
                    platforms: Err("no value supplied for platforms".to_string()),
                    runs: Err("no value supplied for runs".to_string()),
                    started_at: Err("no value supplied for started_at".to_string()),
                    uptime_sec: Err("no value supplied for uptime_sec".to_string()),
                    version: Err("no value supplied for version".to_string()),
                    warnings: Err("no value supplied for warnings".to_string()),
                }
            }
        }
        impl Status {
            pub fn caller<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.caller = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for caller: {e}")
                    });
                self
            }
            pub fn containers<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::ContainerCounts>,
                T::Error: ::std::fmt::Display,
            {
                self.containers = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for containers: {e}")
                    });
                self
            }
            pub fn database<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::DatabaseStatus>,
                T::Error: ::std::fmt::Display,
            {
                self.database = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for database: {e}")
                    });
                self
            }
            pub fn deliveries<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::DeliveryCounts>,
                T::Error: ::std::fmt::Display,
            {
                self.deliveries = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for deliveries: {e}")
                    });
                self
            }
            pub fn engine<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::EngineStatus>,
                T::Error: ::std::fmt::Display,
            {
                self.engine = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for engine: {e}")
                    });
                self
            }
            pub fn platforms<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::PlatformStatus>>,
                T::Error: ::std::fmt::Display,
            {
                self.platforms = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for platforms: {e}")
                    });
                self
            }
            pub fn runs<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::RunCounts>,
                T::Error: ::std::fmt::Display,
            {
                self.runs = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for runs: {e}")
                    });
                self
            }
            pub fn started_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::chrono::DateTime<::chrono::offset::Utc>>,
                T::Error: ::std::fmt::Display,
            {
                self.started_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for started_at: {e}")
                    });
                self
            }
            pub fn uptime_sec<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.uptime_sec = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for uptime_sec: {e}")
                    });
                self
            }
            pub fn version<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.version = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for version: {e}")
                    });
                self
            }
            pub fn warnings<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.warnings = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for warnings: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Status> for super::Status {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Status,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    caller: value.caller?,
                    containers: value.containers?,
                    database: value.database?,
                    deliveries: value.deliveries?,
                    engine: value.engine?,
                    platforms: value.platforms?,
                    runs: value.runs?,
                    started_at: value.started_at?,
                    uptime_sec: value.uptime_sec?,
                    version: value.version?,
                    warnings: value.warnings?,
                })
            }
        }
        impl ::std::convert::From<super::Status> for Status {
            fn from(value: super::Status) -> Self {
                Self {
                    caller: Ok(value.caller),
                    containers: Ok(value.containers),
                    database: Ok(value.database),
                    deliveries: Ok(value.deliveries),
                    engine: Ok(value.engine),
                    platforms: Ok(value.platforms),
                    runs: Ok(value.runs),
                    started_at: Ok(value.started_at),
                    uptime_sec: Ok(value.uptime_sec),
                    version: Ok(value.version),
                    warnings: Ok(value.warnings),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct Task {
            auto_delete_sec: ::std::result::Result<i64, ::std::string::String>,
            catch_up_window_sec: ::std::result::Result<i64, ::std::string::String>,
            channel_id: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            created_at: ::std::result::Result<
                ::chrono::DateTime<::chrono::offset::Utc>,
                ::std::string::String,
            >,
            created_by: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            depth: ::std::result::Result<i32, ::std::string::String>,
            description: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            disabled_reason: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            enabled: ::std::result::Result<bool, ::std::string::String>,
            failures: ::std::result::Result<i32, ::std::string::String>,
            id: ::std::result::Result<i64, ::std::string::String>,
            idempotent: ::std::result::Result<bool, ::std::string::String>,
            last_run: ::std::result::Result<
                ::std::option::Option<super::LastRun>,
                ::std::string::String,
            >,
            made_by_run_id: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            max_catch_up: ::std::result::Result<i32, ::std::string::String>,
            misfire: ::std::result::Result<super::Misfire, ::std::string::String>,
            model: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            next_run_at: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            next_times: ::std::result::Result<
                ::std::vec::Vec<::std::string::String>,
                ::std::string::String,
            >,
            overlap: ::std::result::Result<super::Overlap, ::std::string::String>,
            prompt: ::std::result::Result<::std::string::String, ::std::string::String>,
            schedule: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            session: ::std::result::Result<super::SessionPolicy, ::std::string::String>,
            state: ::std::result::Result<super::TaskState, ::std::string::String>,
            template_name: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            timeout_sec: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            timezone: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            type_: ::std::result::Result<super::ScheduleType, ::std::string::String>,
            updated_at: ::std::result::Result<
                ::chrono::DateTime<::chrono::offset::Utc>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for Task {
            fn default() -> Self {
                Self {
                    auto_delete_sec: Err(
                        "no value supplied for auto_delete_sec".to_string(),
                    ),
                    catch_up_window_sec: Err(
                        "no value supplied for catch_up_window_sec".to_string(),
                    ),
                    channel_id: Err("no value supplied for channel_id".to_string()),
                    created_at: Err("no value supplied for created_at".to_string()),
                    created_by: Err("no value supplied for created_by".to_string()),
                    depth: Err("no value supplied for depth".to_string()),
                    description: Err("no value supplied for description".to_string()),
                    disabled_reason: Ok(Default::default()),
                    enabled: Err("no value supplied for enabled".to_string()),
                    failures: Err("no value supplied for failures".to_string()),
                    id: Err("no value supplied for id".to_string()),
                    idempotent: Err("no value supplied for idempotent".to_string()),
                    last_run: Ok(Default::default()),
                    made_by_run_id: Ok(Default::default()),
                    max_catch_up: Err("no value supplied for max_catch_up".to_string()),
                    misfire: Err("no value supplied for misfire".to_string()),
                    model: Ok(Default::default()),
                    next_run_at: Ok(Default::default()),
                    next_times: Err("no value supplied for next_times".to_string()),
                    overlap: Err("no value supplied for overlap".to_string()),
                    prompt: Err("no value supplied for prompt".to_string()),
                    schedule: Err("no value supplied for schedule".to_string()),
                    session: Err("no value supplied for session".to_string()),
                    state: Err("no value supplied for state".to_string()),
                    template_name: Ok(Default::default()),
                    timeout_sec: Ok(Default::default()),
                    timezone: Err("no value supplied for timezone".to_string()),
                    type_: Err("no value supplied for type_".to_string()),
                    updated_at: Err("no value supplied for updated_at".to_string()),
                }
            }
        }
        impl Task {
            pub fn auto_delete_sec<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.auto_delete_sec = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for auto_delete_sec: {e}"
                        )
                    });
                self
            }
            pub fn catch_up_window_sec<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.catch_up_window_sec = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for catch_up_window_sec: {e}"
                        )
                    });
                self
            }
            pub fn channel_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.channel_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for channel_id: {e}")
                    });
                self
            }
            pub fn created_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::chrono::DateTime<::chrono::offset::Utc>>,
                T::Error: ::std::fmt::Display,
            {
                self.created_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for created_at: {e}")
                    });
                self
            }
            pub fn created_by<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.created_by = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for created_by: {e}")
                    });
                self
            }
            pub fn depth<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i32>,
                T::Error: ::std::fmt::Display,
            {
                self.depth = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for depth: {e}")
                    });
                self
            }
            pub fn description<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.description = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for description: {e}")
                    });
                self
            }
            pub fn disabled_reason<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.disabled_reason = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for disabled_reason: {e}"
                        )
                    });
                self
            }
            pub fn enabled<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<bool>,
                T::Error: ::std::fmt::Display,
            {
                self.enabled = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for enabled: {e}")
                    });
                self
            }
            pub fn failures<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i32>,
                T::Error: ::std::fmt::Display,
            {
                self.failures = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for failures: {e}")
                    });
                self
            }
            pub fn id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.id = value
                    .try_into()
                    .map_err(|e| format!("error converting supplied value for id: {e}"));
                self
            }
            pub fn idempotent<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<bool>,
                T::Error: ::std::fmt::Display,
            {
                self.idempotent = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for idempotent: {e}")
                    });
                self
            }
            pub fn last_run<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::LastRun>>,
                T::Error: ::std::fmt::Display,
            {
                self.last_run = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for last_run: {e}")
                    });
                self
            }
            pub fn made_by_run_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.made_by_run_id = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for made_by_run_id: {e}"
                        )
                    });
                self
            }
            pub fn max_catch_up<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i32>,
                T::Error: ::std::fmt::Display,
            {
                self.max_catch_up = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for max_catch_up: {e}")
                    });
                self
            }
            pub fn misfire<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::Misfire>,
                T::Error: ::std::fmt::Display,
            {
                self.misfire = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for misfire: {e}")
                    });
                self
            }
            pub fn model<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.model = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for model: {e}")
                    });
                self
            }
            pub fn next_run_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.next_run_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for next_run_at: {e}")
                    });
                self
            }
            pub fn next_times<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.next_times = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for next_times: {e}")
                    });
                self
            }
            pub fn overlap<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::Overlap>,
                T::Error: ::std::fmt::Display,
            {
                self.overlap = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for overlap: {e}")
                    });
                self
            }
            pub fn prompt<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.prompt = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for prompt: {e}")
                    });
                self
            }
            pub fn schedule<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.schedule = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for schedule: {e}")
                    });
                self
            }
            pub fn session<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::SessionPolicy>,
                T::Error: ::std::fmt::Display,
            {
                self.session = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for session: {e}")
                    });
                self
            }
            pub fn state<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::TaskState>,
                T::Error: ::std::fmt::Display,
            {
                self.state = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for state: {e}")
                    });
                self
            }
            pub fn template_name<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.template_name = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for template_name: {e}")
                    });
                self
            }
            pub fn timeout_sec<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.timeout_sec = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for timeout_sec: {e}")
                    });
                self
            }
            pub fn timezone<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.timezone = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for timezone: {e}")
                    });
                self
            }
            pub fn type_<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::ScheduleType>,
                T::Error: ::std::fmt::Display,
            {
                self.type_ = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for type_: {e}")
                    });
                self
            }
            pub fn updated_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::chrono::DateTime<::chrono::offset::Utc>>,
                T::Error: ::std::fmt::Display,
            {
                self.updated_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for updated_at: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Task> for super::Task {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Task,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    auto_delete_sec: value.auto_delete_sec?,
                    catch_up_window_sec: value.catch_up_window_sec?,
                    channel_id: value.channel_id?,
                    created_at: value.created_at?,
                    created_by: value.created_by?,
                    depth: value.depth?,
                    description: value.description?,
                    disabled_reason: value.disabled_reason?,
                    enabled: value.enabled?,
                    failures: value.failures?,
                    id: value.id?,
                    idempotent: value.idempotent?,
                    last_run: value.last_run?,
                    made_by_run_id: value.made_by_run_id?,
                    max_catch_up: value.max_catch_up?,
                    misfire: value.misfire?,
                    model: value.model?,
                    next_run_at: value.next_run_at?,
                    next_times: value.next_times?,
                    overlap: value.overlap?,
                    prompt: value.prompt?,
                    schedule: value.schedule?,
                    session: value.session?,
                    state: value.state?,
                    template_name: value.template_name?,
                    timeout_sec: value.timeout_sec?,
                    timezone: value.timezone?,
                    type_: value.type_?,
                    updated_at: value.updated_at?,
                })
            }
        }
        impl ::std::convert::From<super::Task> for Task {
            fn from(value: super::Task) -> Self {
                Self {
                    auto_delete_sec: Ok(value.auto_delete_sec),
                    catch_up_window_sec: Ok(value.catch_up_window_sec),
                    channel_id: Ok(value.channel_id),
                    created_at: Ok(value.created_at),
                    created_by: Ok(value.created_by),
                    depth: Ok(value.depth),
                    description: Ok(value.description),
                    disabled_reason: Ok(value.disabled_reason),
                    enabled: Ok(value.enabled),
                    failures: Ok(value.failures),
                    id: Ok(value.id),
                    idempotent: Ok(value.idempotent),
                    last_run: Ok(value.last_run),
                    made_by_run_id: Ok(value.made_by_run_id),
                    max_catch_up: Ok(value.max_catch_up),
                    misfire: Ok(value.misfire),
                    model: Ok(value.model),
                    next_run_at: Ok(value.next_run_at),
                    next_times: Ok(value.next_times),
                    overlap: Ok(value.overlap),
                    prompt: Ok(value.prompt),
                    schedule: Ok(value.schedule),
                    session: Ok(value.session),
                    state: Ok(value.state),
                    template_name: Ok(value.template_name),
                    timeout_sec: Ok(value.timeout_sec),
                    timezone: Ok(value.timezone),
                    type_: Ok(value.type_),
                    updated_at: Ok(value.updated_at),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct TaskPage {
            items: ::std::result::Result<
                ::std::vec::Vec<super::Task>,
                ::std::string::String,
            >,
            next: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for TaskPage {
            fn default() -> Self {
                Self {
                    items: Err("no value supplied for items".to_string()),
                    next: Ok(Default::default()),
                }
            }
        }
        impl TaskPage {
            pub fn items<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::Task>>,
                T::Error: ::std::fmt::Display,
            {
                self.items = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for items: {e}")
                    });
                self
            }
            pub fn next<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.next = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for next: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<TaskPage> for super::TaskPage {
            type Error = super::error::ConversionError;
            fn try_from(
                value: TaskPage,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    items: value.items?,
                    next: value.next?,
                })
            }
        }
        impl ::std::convert::From<super::TaskPage> for TaskPage {
            fn from(value: super::TaskPage) -> Self {
                Self {
                    items: Ok(value.items),
                    next: Ok(value.next),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct Template {
            auto_delete_sec: ::std::result::Result<i64, ::std::string::String>,
            description: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            name: ::std::result::Result<::std::string::String, ::std::string::String>,
            origin: ::std::result::Result<super::TemplateOrigin, ::std::string::String>,
            problem: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            prompt_path: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            schedule: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            task_id: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            timezone: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            type_: ::std::result::Result<super::TemplateType, ::std::string::String>,
        }
        impl ::std::default::Default for Template {
            fn default() -> Self {
                Self {
                    auto_delete_sec: Err(
                        "no value supplied for auto_delete_sec".to_string(),
                    ),
                    description: Err("no value supplied for description".to_string()),
                    name: Err("no value supplied for name".to_string()),
                    origin: Err("no value supplied for origin".to_string()),
                    problem: Ok(Default::default()),
                    prompt_path: Ok(Default::default()),
                    schedule: Err("no value supplied for schedule".to_string()),
                    task_id: Ok(Default::default()),
                    timezone: Ok(Default::default()),
                    type_: Err("no value supplied for type_".to_string()),
                }
            }
        }
        impl Template {
            pub fn auto_delete_sec<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.auto_delete_sec = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for auto_delete_sec: {e}"
                        )
                    });
                self
            }
            pub fn description<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.description = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for description: {e}")
                    });
                self
            }
            pub fn name<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.name = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for name: {e}")
                    });
                self
            }
            pub fn origin<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::TemplateOrigin>,
                T::Error: ::std::fmt::Display,
            {
                self.origin = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for origin: {e}")
                    });
                self
            }
            pub fn problem<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.problem = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for problem: {e}")
                    });
                self
            }
            pub fn prompt_path<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.prompt_path = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for prompt_path: {e}")
                    });
                self
            }
            pub fn schedule<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.schedule = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for schedule: {e}")
                    });
                self
            }
            pub fn task_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.task_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for task_id: {e}")
                    });
                self
            }
            pub fn timezone<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.timezone = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for timezone: {e}")
                    });
                self
            }
            pub fn type_<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::TemplateType>,
                T::Error: ::std::fmt::Display,
            {
                self.type_ = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for type_: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Template> for super::Template {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Template,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    auto_delete_sec: value.auto_delete_sec?,
                    description: value.description?,
                    name: value.name?,
                    origin: value.origin?,
                    problem: value.problem?,
                    prompt_path: value.prompt_path?,
                    schedule: value.schedule?,
                    task_id: value.task_id?,
                    timezone: value.timezone?,
                    type_: value.type_?,
                })
            }
        }
        impl ::std::convert::From<super::Template> for Template {
            fn from(value: super::Template) -> Self {
                Self {
                    auto_delete_sec: Ok(value.auto_delete_sec),
                    description: Ok(value.description),
                    name: Ok(value.name),
                    origin: Ok(value.origin),
                    problem: Ok(value.problem),
                    prompt_path: Ok(value.prompt_path),
                    schedule: Ok(value.schedule),
                    task_id: Ok(value.task_id),
                    timezone: Ok(value.timezone),
                    type_: Ok(value.type_),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct TemplatePage {
            items: ::std::result::Result<
                ::std::vec::Vec<super::Template>,
                ::std::string::String,
            >,
            next: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            notice: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for TemplatePage {
            fn default() -> Self {
                Self {
                    items: Err("no value supplied for items".to_string()),
                    next: Ok(Default::default()),
                    notice: Ok(Default::default()),
                }
            }
        }
        impl TemplatePage {
            pub fn items<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::Template>>,
                T::Error: ::std::fmt::Display,
            {
                self.items = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for items: {e}")
                    });
                self
            }
            pub fn next<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.next = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for next: {e}")
                    });
                self
            }
            pub fn notice<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.notice = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for notice: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<TemplatePage> for super::TemplatePage {
            type Error = super::error::ConversionError;
            fn try_from(
                value: TemplatePage,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    items: value.items?,
                    next: value.next?,
                    notice: value.notice?,
                })
            }
        }
        impl ::std::convert::From<super::TemplatePage> for TemplatePage {
            fn from(value: super::TemplatePage) -> Self {
                Self {
                    items: Ok(value.items),
                    next: Ok(value.next),
                    notice: Ok(value.notice),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct Token {
            created_at: ::std::result::Result<
                ::chrono::DateTime<::chrono::offset::Utc>,
                ::std::string::String,
            >,
            expires_at: ::std::result::Result<
                ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                ::std::string::String,
            >,
            id: ::std::result::Result<i64, ::std::string::String>,
            last_used_at: ::std::result::Result<
                ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                ::std::string::String,
            >,
            name: ::std::result::Result<::std::string::String, ::std::string::String>,
            scopes: ::std::result::Result<
                ::std::vec::Vec<super::Scope>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for Token {
            fn default() -> Self {
                Self {
                    created_at: Err("no value supplied for created_at".to_string()),
                    expires_at: Ok(Default::default()),
                    id: Err("no value supplied for id".to_string()),
                    last_used_at: Ok(Default::default()),
                    name: Err("no value supplied for name".to_string()),
                    scopes: Err("no value supplied for scopes".to_string()),
                }
            }
        }
        impl Token {
            pub fn created_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::chrono::DateTime<::chrono::offset::Utc>>,
                T::Error: ::std::fmt::Display,
            {
                self.created_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for created_at: {e}")
                    });
                self
            }
            pub fn expires_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.expires_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for expires_at: {e}")
                    });
                self
            }
            pub fn id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.id = value
                    .try_into()
                    .map_err(|e| format!("error converting supplied value for id: {e}"));
                self
            }
            pub fn last_used_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.last_used_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for last_used_at: {e}")
                    });
                self
            }
            pub fn name<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.name = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for name: {e}")
                    });
                self
            }
            pub fn scopes<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::Scope>>,
                T::Error: ::std::fmt::Display,
            {
                self.scopes = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for scopes: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Token> for super::Token {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Token,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    created_at: value.created_at?,
                    expires_at: value.expires_at?,
                    id: value.id?,
                    last_used_at: value.last_used_at?,
                    name: value.name?,
                    scopes: value.scopes?,
                })
            }
        }
        impl ::std::convert::From<super::Token> for Token {
            fn from(value: super::Token) -> Self {
                Self {
                    created_at: Ok(value.created_at),
                    expires_at: Ok(value.expires_at),
                    id: Ok(value.id),
                    last_used_at: Ok(value.last_used_at),
                    name: Ok(value.name),
                    scopes: Ok(value.scopes),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct TokenPage {
            items: ::std::result::Result<
                ::std::vec::Vec<super::Token>,
                ::std::string::String,
            >,
            next: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for TokenPage {
            fn default() -> Self {
                Self {
                    items: Err("no value supplied for items".to_string()),
                    next: Ok(Default::default()),
                }
            }
        }
        impl TokenPage {
            pub fn items<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::Token>>,
                T::Error: ::std::fmt::Display,
            {
                self.items = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for items: {e}")
                    });
                self
            }
            pub fn next<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.next = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for next: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<TokenPage> for super::TokenPage {
            type Error = super::error::ConversionError;
            fn try_from(
                value: TokenPage,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    items: value.items?,
                    next: value.next?,
                })
            }
        }
        impl ::std::convert::From<super::TokenPage> for TokenPage {
            fn from(value: super::TokenPage) -> Self {
                Self {
                    items: Ok(value.items),
                    next: Ok(value.next),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct TrustProject {
            author: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            dir_path: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            hash: ::std::result::Result<::std::string::String, ::std::string::String>,
        }
        impl ::std::default::Default for TrustProject {
            fn default() -> Self {
                Self {
                    author: Ok(Default::default()),
                    dir_path: Err("no value supplied for dir_path".to_string()),
                    hash: Err("no value supplied for hash".to_string()),
                }
            }
        }
        impl TrustProject {
            pub fn author<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.author = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for author: {e}")
                    });
                self
            }
            pub fn dir_path<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.dir_path = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for dir_path: {e}")
                    });
                self
            }
            pub fn hash<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.hash = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for hash: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<TrustProject> for super::TrustProject {
            type Error = super::error::ConversionError;
            fn try_from(
                value: TrustProject,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    author: value.author?,
                    dir_path: value.dir_path?,
                    hash: value.hash?,
                })
            }
        }
        impl ::std::convert::From<super::TrustProject> for TrustProject {
            fn from(value: super::TrustProject) -> Self {
                Self {
                    author: Ok(value.author),
                    dir_path: Ok(value.dir_path),
                    hash: Ok(value.hash),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct UntrustProject {
            dir_path: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for UntrustProject {
            fn default() -> Self {
                Self {
                    dir_path: Err("no value supplied for dir_path".to_string()),
                }
            }
        }
        impl UntrustProject {
            pub fn dir_path<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.dir_path = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for dir_path: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<UntrustProject> for super::UntrustProject {
            type Error = super::error::ConversionError;
            fn try_from(
                value: UntrustProject,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self { dir_path: value.dir_path? })
            }
        }
        impl ::std::convert::From<super::UntrustProject> for UntrustProject {
            fn from(value: super::UntrustProject) -> Self {
                Self {
                    dir_path: Ok(value.dir_path),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct Usage {
            cache_read_tokens: ::std::result::Result<i64, ::std::string::String>,
            cache_write_tokens: ::std::result::Result<i64, ::std::string::String>,
            cost_usd: ::std::result::Result<f64, ::std::string::String>,
            input_tokens: ::std::result::Result<i64, ::std::string::String>,
            output_tokens: ::std::result::Result<i64, ::std::string::String>,
            turns: ::std::result::Result<i32, ::std::string::String>,
        }
        impl ::std::default::Default for Usage {
            fn default() -> Self {
                Self {
                    cache_read_tokens: Err(
                        "no value supplied for cache_read_tokens".to_string(),
                    ),
                    cache_write_tokens: Err(
                        "no value supplied for cache_write_tokens".to_string(),
                    ),
                    cost_usd: Err("no value supplied for cost_usd".to_string()),
                    input_tokens: Err("no value supplied for input_tokens".to_string()),
                    output_tokens: Err(
                        "no value supplied for output_tokens".to_string(),
                    ),
                    turns: Err("no value supplied for turns".to_string()),
                }
            }
        }
        impl Usage {
            pub fn cache_read_tokens<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.cache_read_tokens = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for cache_read_tokens: {e}"
                        )
                    });
                self
            }
            pub fn cache_write_tokens<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.cache_write_tokens = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for cache_write_tokens: {e}"
                        )
                    });
                self
            }
            pub fn cost_usd<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<f64>,
                T::Error: ::std::fmt::Display,
            {
                self.cost_usd = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for cost_usd: {e}")
                    });
                self
            }
            pub fn input_tokens<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.input_tokens = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for input_tokens: {e}")
                    });
                self
            }
            pub fn output_tokens<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.output_tokens = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for output_tokens: {e}")
                    });
                self
            }
            pub fn turns<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i32>,
                T::Error: ::std::fmt::Display,
            {
                self.turns = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for turns: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Usage> for super::Usage {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Usage,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    cache_read_tokens: value.cache_read_tokens?,
                    cache_write_tokens: value.cache_write_tokens?,
                    cost_usd: value.cost_usd?,
                    input_tokens: value.input_tokens?,
                    output_tokens: value.output_tokens?,
                    turns: value.turns?,
                })
            }
        }
        impl ::std::convert::From<super::Usage> for Usage {
            fn from(value: super::Usage) -> Self {
                Self {
                    cache_read_tokens: Ok(value.cache_read_tokens),
                    cache_write_tokens: Ok(value.cache_write_tokens),
                    cost_usd: Ok(value.cost_usd),
                    input_tokens: Ok(value.input_tokens),
                    output_tokens: Ok(value.output_tokens),
                    turns: Ok(value.turns),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct Widening {
            from: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            key: ::std::result::Result<::std::string::String, ::std::string::String>,
            to: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for Widening {
            fn default() -> Self {
                Self {
                    from: Ok(Default::default()),
                    key: Err("no value supplied for key".to_string()),
                    to: Ok(Default::default()),
                }
            }
        }
        impl Widening {
            pub fn from<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.from = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for from: {e}")
                    });
                self
            }
            pub fn key<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.key = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for key: {e}")
                    });
                self
            }
            pub fn to<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.to = value
                    .try_into()
                    .map_err(|e| format!("error converting supplied value for to: {e}"));
                self
            }
        }
        impl ::std::convert::TryFrom<Widening> for super::Widening {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Widening,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    from: value.from?,
                    key: value.key?,
                    to: value.to?,
                })
            }
        }
        impl ::std::convert::From<super::Widening> for Widening {
            fn from(value: super::Widening) -> Self {
                Self {
                    from: Ok(value.from),
                    key: Ok(value.key),
                    to: Ok(value.to),
                }
            }
        }
    }
    /// Error types.
    pub mod error {
        /// Error from a `TryFrom` or `FromStr` implementation.
        pub struct ConversionError(::std::borrow::Cow<'static, str>);
        impl ::std::error::Error for ConversionError {}
        impl ::std::fmt::Display for ConversionError {
            fn fmt(
                &self,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> Result<(), ::std::fmt::Error> {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }
        impl ::std::fmt::Debug for ConversionError {
            fn fmt(
                &self,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> Result<(), ::std::fmt::Error> {
                ::std::fmt::Debug::fmt(&self.0, f)
            }
        }
        impl From<&'static str> for ConversionError {
            fn from(value: &'static str) -> Self {
                Self(value.into())
            }
        }
        impl From<String> for ConversionError {
            fn from(value: String) -> Self {
                Self(value.into())
            }
        }
    }
    impl CauseKind {
        /// Every value, in the document's order.
        pub const ALL: &'static [Self] = &[
            Self::Message,
            Self::Slot,
            Self::Api,
            Self::Delegation,
        ];
    }
    impl ChannelField {
        /// Every value, in the document's order.
        pub const ALL: &'static [Self] = &[Self::Delegators, Self::DirPath];
    }
    impl FailureCode {
        /// Every value, in the document's order.
        pub const ALL: &'static [Self] = &[
            Self::NoKey,
            Self::BadKey,
            Self::Quota,
            Self::Overloaded,
            Self::Network,
            Self::ModelError,
            Self::Timeout,
            Self::OutOfMemory,
            Self::ImageMissing,
            Self::EngineDown,
            Self::ContainerRefused,
            Self::WorkDir,
            Self::Killed,
            Self::AgentError,
            Self::TooMuchOutput,
            Self::Interrupted,
            Self::Stopped,
            Self::Internal,
        ];
    }
    impl Misfire {
        /// Every value, in the document's order.
        pub const ALL: &'static [Self] = &[Self::Skip, Self::RunLatest, Self::RunAll];
    }
    impl Overlap {
        /// Every value, in the document's order.
        pub const ALL: &'static [Self] = &[
            Self::Skip,
            Self::Queue,
            Self::CancelPrevious,
        ];
    }
    impl Platform {
        /// Every value, in the document's order.
        pub const ALL: &'static [Self] = &[Self::Local, Self::Slack, Self::Discord];
    }
    impl ProblemCode {
        /// Every value, in the document's order.
        pub const ALL: &'static [Self] = &[
            Self::Invalid,
            Self::Unauthorized,
            Self::Forbidden,
            Self::NotFound,
            Self::MethodNotAllowed,
            Self::Conflict,
            Self::TooLarge,
            Self::UnsupportedMediaType,
            Self::TooManyRequests,
            Self::Unavailable,
            Self::MemoryOff,
            Self::Internal,
        ];
    }
    impl Role {
        /// Every value, in the document's order.
        pub const ALL: &'static [Self] = &[Self::Member, Self::Owner];
    }
    impl RunStatus {
        /// Every value, in the document's order.
        pub const ALL: &'static [Self] = &[
            Self::Queued,
            Self::Starting,
            Self::Running,
            Self::Succeeded,
            Self::Failed,
            Self::Cancelled,
            Self::TimedOut,
            Self::Interrupted,
        ];
    }
    impl ScheduleType {
        /// Every value, in the document's order.
        pub const ALL: &'static [Self] = &[Self::Cron, Self::Interval, Self::Once];
    }
    impl Scope {
        /// Every value, in the document's order.
        pub const ALL: &'static [Self] = &[
            Self::Read,
            Self::Runs,
            Self::Tasks,
            Self::Messages,
            Self::Channels,
        ];
    }
    impl SessionPolicy {
        /// Every value, in the document's order.
        pub const ALL: &'static [Self] = &[Self::Channel, Self::Task, Self::Own];
    }
    impl SlotOutcome {
        /// Every value, in the document's order.
        pub const ALL: &'static [Self] = &[Self::Fired, Self::Missed, Self::Skipped];
    }
    impl SubjectKind {
        /// Every value, in the document's order.
        pub const ALL: &'static [Self] = &[Self::User, Self::Role];
    }
    impl TaskState {
        /// Every value, in the document's order.
        pub const ALL: &'static [Self] = &[
            Self::Scheduled,
            Self::Disabled,
            Self::Paused,
            Self::Done,
        ];
    }
    impl TemplateOrigin {
        /// Every value, in the document's order.
        pub const ALL: &'static [Self] = &[Self::Shipped, Self::Host, Self::Project];
    }
    impl TemplateType {
        /// Every value, in the document's order.
        pub const ALL: &'static [Self] = &[Self::Cron, Self::Interval, Self::Once];
    }
    impl ToolStatus {
        /// Every value, in the document's order.
        pub const ALL: &'static [Self] = &[Self::Ok, Self::Error];
    }
    impl TrustState {
        /// Every value, in the document's order.
        pub const ALL: &'static [Self] = &[
            Self::NothingToTrust,
            Self::Untrusted,
            Self::Trusted,
            Self::Changed,
        ];
    }
}
#[derive(Clone, Debug)]
/**Client for loop

Talk to coding agents: start runs in channels, follow them, read what was said.

Requests come over TCP with `Authorization: Bearer <token>` (the file `token` in loopd's home), or over the Unix socket `run/api.sock` in that home, which is for the user who runs loopd and needs no token. A personal token works like the operator's, as far as its scopes go: each operation names the one it needs. Agents reach the API through their container's socket, for their own channel only; `x-agents` tells which operations they have. Bodies are JSON. Lists answer `items` and `next`; give `next` back as `cursor` to read on. Failures are problem documents (RFC 9457) with a stable `code`. All times are RFC 3339, in UTC unless a field says that it is in a task's zone.

Version: 1.0.0*/
pub struct Client {
    pub(crate) baseurl: String,
    pub(crate) client: reqwest::Client,
    pub(crate) inner: std::time::Duration,
}
impl Client {
    /// Create a new client.
    ///
    /// `baseurl` is the base URL provided to the internal
    /// `reqwest::Client`, and should include a scheme and hostname,
    /// as well as port and a path stem if applicable.
    pub fn new(baseurl: &str, inner: std::time::Duration) -> Self {
        #[cfg(not(target_arch = "wasm32"))]
        let client = {
            let dur = ::std::time::Duration::from_secs(15u64);
            reqwest::ClientBuilder::new().connect_timeout(dur).timeout(dur)
        };
        #[cfg(target_arch = "wasm32")]
        let client = reqwest::ClientBuilder::new();
        Self::new_with_client(baseurl, client.build().unwrap(), inner)
    }
    /// Construct a new client with an existing `reqwest::Client`,
    /// allowing more control over its configuration.
    ///
    /// `baseurl` is the base URL provided to the internal
    /// `reqwest::Client`, and should include a scheme and hostname,
    /// as well as port and a path stem if applicable.
    pub fn new_with_client(
        baseurl: &str,
        client: reqwest::Client,
        inner: std::time::Duration,
    ) -> Self {
        Self {
            baseurl: baseurl.to_string(),
            client,
            inner,
        }
    }
}
impl ClientInfo<std::time::Duration> for Client {
    fn api_version() -> &'static str {
        "1.0.0"
    }
    fn baseurl(&self) -> &str {
        self.baseurl.as_str()
    }
    fn client(&self) -> &reqwest::Client {
        &self.client
    }
    fn inner(&self) -> &std::time::Duration {
        &self.inner
    }
}
const _: () = {
    #[allow(dead_code)]
    fn assert_client_hooks()
    where
        Client: ClientHooks<std::time::Duration>,
    {}
};
impl Client {
    /**Find channels

Lists channels by name, or those whose name contains `query`. Threads are listed as channels of their own, with
the id of their parent.

Sends a `GET` request to `/api/channels`

Arguments:
- `cursor`: The `next` of the page before.
- `limit`: Channels per page.
- `query`: A part of the name, in letters of either case, or a whole id; left out, all channels are listed.
```ignore
let response = client.search_channels()
    .cursor(cursor)
    .limit(limit)
    .query(query)
    .send()
    .await;
```*/
    pub fn search_channels(&self) -> builder::SearchChannels<'_> {
        builder::SearchChannels::new(self)
    }
    /**Get the channel for a directory

Answers the channel whose agent works in `dir_path`; if there is none, makes one with the directory's name, or that
name and four letters where it is taken. Asking twice answers the same channel. Directories that hold loopd's own
files are refused.

Sends a `POST` request to `/api/channels`

```ignore
let response = client.ensure_channel()
    .body(body)
    .send()
    .await;
```*/
    pub fn ensure_channel(&self) -> builder::EnsureChannel<'_> {
        builder::EnsureChannel::new(self)
    }
    /**Make a channel by name

Makes a channel of that name, whose agent works in a directory of loopd's own: on the platform of the agent that
asks, else on `local` if that is configured. If there is one of that name already, it is answered unchanged. Whoever
had it made is brought into it, or the owners of all channels. An agent makes at most 30 channels and threads within
an hour.

Sends a `POST` request to `/api/channels/create`

```ignore
let response = client.create_channel()
    .body(body)
    .send()
    .await;
```*/
    pub fn create_channel(&self) -> builder::CreateChannel<'_> {
        builder::CreateChannel::new(self)
    }
    /**Show a channel

Answers one channel or thread by its id.

Sends a `GET` request to `/api/channels/{id}`

Arguments:
- `id`: The channel's id
```ignore
let response = client.show_channel()
    .id(id)
    .send()
    .await;
```*/
    pub fn show_channel(&self) -> builder::ShowChannel<'_> {
        builder::ShowChannel::new(self)
    }
    /**Change a channel

Sets the channels whose agents may cause runs here and in its threads: by default those of every channel may; an
empty list allows none; a channel and its own threads need no leave. Or sets the directory that its agent works in:
then it begins new conversations, its threads and tasks as well; refused while a run is at work there. All that is
asked for is done, or nothing.

Sends a `PATCH` request to `/api/channels/{id}`

Arguments:
- `id`: The channel's id
- `body`
```ignore
let response = client.edit_channel()
    .id(id)
    .body(body)
    .send()
    .await;
```*/
    pub fn edit_channel(&self) -> builder::EditChannel<'_> {
        builder::EditChannel::new(self)
    }
    /**List a channel's roles

Lists who was given a role in the channel or on its whole platform; threads go by their channel. Roles of loopd's
configuration are not listed.

Sends a `GET` request to `/api/channels/{id}/grants`

Arguments:
- `id`: The channel's id
```ignore
let response = client.list_grants()
    .id(id)
    .send()
    .await;
```*/
    pub fn list_grants(&self) -> builder::ListGrants<'_> {
        builder::ListGrants::new(self)
    }
    /**Give a role

Gives a person or a role of the platform a role in the channel and its threads, in the place of the one given before.

Sends a `PUT` request to `/api/channels/{id}/grants`

Arguments:
- `id`: The channel's id
- `body`
```ignore
let response = client.grant_role()
    .id(id)
    .body(body)
    .send()
    .await;
```*/
    pub fn grant_role(&self) -> builder::GrantRole<'_> {
        builder::GrantRole::new(self)
    }
    /**Take a role away

Takes away the role that a person or a role of the platform was given in the channel. It counts from the next message
on; roles of loopd's configuration stay.

Sends a `DELETE` request to `/api/channels/{id}/grants/{kind}/{subject}`

Arguments:
- `id`: The channel's id
- `kind`: Whether the subject is a person or a role
- `subject`: The platform's id of the person or role
```ignore
let response = client.revoke_role()
    .id(id)
    .kind(kind)
    .subject(subject)
    .send()
    .await;
```*/
    pub fn revoke_role(&self) -> builder::RevokeRole<'_> {
        builder::RevokeRole::new(self)
    }
    /**Start a fresh conversation

The next run of the channel begins a new session of the agent, which knows nothing of what was said before. A run
that is at work keeps its session.

Sends a `POST` request to `/api/channels/{id}/session/reset`

Arguments:
- `id`: The channel's id
```ignore
let response = client.reset_session()
    .id(id)
    .send()
    .await;
```*/
    pub fn reset_session(&self) -> builder::ResetSession<'_> {
        builder::ResetSession::new(self)
    }
    /**Index a project's notes

Reads the notes of the caller's project anew. While memory is off it is refused with the code `memory_off`.

Sends a `POST` request to `/api/memory/index`

```ignore
let response = client.index_memory()
    .send()
    .await;
```*/
    pub fn index_memory(&self) -> builder::IndexMemory<'_> {
        builder::IndexMemory::new(self)
    }
    /**Search a project's notes

Answers pieces of the notes of the caller's project. While memory is off it is refused with the code `memory_off`.

Sends a `POST` request to `/api/memory/search`

```ignore
let response = client.search_memory()
    .body(body)
    .send()
    .await;
```*/
    pub fn search_memory(&self) -> builder::SearchMemory<'_> {
        builder::SearchMemory::new(self)
    }
    /**Show how notes are searched

Answers whether the notes of projects can be searched, and if not, why.

Sends a `GET` request to `/api/memory/status`

```ignore
let response = client.memory_status()
    .send()
    .await;
```*/
    pub fn memory_status(&self) -> builder::MemoryStatus<'_> {
        builder::MemoryStatus::new(self)
    }
    /**Read a channel's messages

Lists what was said in a channel, newest first: prompts, answers, and messages sent as loop.

Sends a `GET` request to `/api/messages`

Arguments:
- `channel_id`: The channel.
- `cursor`: The `next` of the page before.
- `limit`: Messages per page.
```ignore
let response = client.list_messages()
    .channel_id(channel_id)
    .cursor(cursor)
    .limit(limit)
    .send()
    .await;
```*/
    pub fn list_messages(&self) -> builder::ListMessages<'_> {
        builder::ListMessages::new(self)
    }
    /**Say something as loop

Posts a message in a channel under loop's own name. If the text mentions loop (`@loop` on `local`), as a word of its
own and outside of code, it also causes a run there with the rest of the text as the prompt; `run_id` names it.
When an agent does this it is a delegation: at most 3 agents deep, never back into a channel of the chain, at most
30 an hour, and only where the owners of the channel let its agent. An agent sends at most 120 messages an hour.

Sends a `POST` request to `/api/messages`

Arguments:
- `idempotency_key`: A key of your own for this request, printable ASCII. The same request with the same key answers what the
first one made, for seven days; another request with the key is refused.
- `body`
```ignore
let response = client.send_message()
    .idempotency_key(idempotency_key)
    .body(body)
    .send()
    .await;
```*/
    pub fn send_message(&self) -> builder::SendMessage<'_> {
        builder::SendMessage::new(self)
    }
    /**Get this document

Answers the OpenAPI 3.1 document of the API, from which clients are generated. It needs no token.

Sends a `GET` request to `/api/openapi.json`

```ignore
let response = client.get_openapi()
    .send()
    .await;
```*/
    pub fn get_openapi(&self) -> builder::GetOpenapi<'_> {
        builder::GetOpenapi::new(self)
    }
    /**List projects

Lists the directories that channels work in or that have an approval, each with what its own files ask for.

Sends a `GET` request to `/api/projects`

Arguments:
- `cursor`: The `next` of the page before.
- `limit`: Projects per page.
```ignore
let response = client.list_projects()
    .cursor(cursor)
    .limit(limit)
    .send()
    .await;
```*/
    pub fn list_projects(&self) -> builder::ListProjects<'_> {
        builder::ListProjects::new(self)
    }
    /**Show a project

Answers what the files of a directory ask for: `.loop/config.json`, `.mcp.json` and `.claude/settings*.json`, and
whether that was approved. The directory needs no channel.

Sends a `GET` request to `/api/projects/show`

Arguments:
- `dir_path`: An absolute path on loopd's machine.
```ignore
let response = client.show_project()
    .dir_path(dir_path)
    .send()
    .await;
```*/
    pub fn show_project(&self) -> builder::ShowProject<'_> {
        builder::ShowProject::new(self)
    }
    /**Trust a project

Approves of what a project's files ask for, as far as they are what `hash` stands for; answers 409 if they were
changed meanwhile. It holds from the next run on, and until any of the files changes.

Sends a `POST` request to `/api/projects/trust`

```ignore
let response = client.trust_project()
    .body(body)
    .send()
    .await;
```*/
    pub fn trust_project(&self) -> builder::TrustProject<'_> {
        builder::TrustProject::new(self)
    }
    /**Trust a project no more

Takes an approval back, from the next run on. Without an approval nothing changes.

Sends a `POST` request to `/api/projects/untrust`

```ignore
let response = client.untrust_project()
    .body(body)
    .send()
    .await;
```*/
    pub fn untrust_project(&self) -> builder::UntrustProject<'_> {
        builder::UntrustProject::new(self)
    }
    /**Read the README

Answers loop's README: what it is, what it promises and how it is used.

Sends a `GET` request to `/api/readme`

```ignore
let response = client.get_readme()
    .send()
    .await;
```*/
    pub fn get_readme(&self) -> builder::GetReadme<'_> {
        builder::GetReadme::new(self)
    }
    /**List runs

Lists runs, newest first, of all channels or of one.

Sends a `GET` request to `/api/runs`

Arguments:
- `channel_id`: Only of this channel.
- `cursor`: The `next` of the page before.
- `limit`: Runs per page.
- `status`: Only in this status.
```ignore
let response = client.list_runs()
    .channel_id(channel_id)
    .cursor(cursor)
    .limit(limit)
    .status(status)
    .send()
    .await;
```*/
    pub fn list_runs(&self) -> builder::ListRuns<'_> {
        builder::ListRuns::new(self)
    }
    /**Ask an agent

Accepts a run and answers at once: when this returns, the run cannot be lost. Runs of one channel work one after
the other, in order of arrival. Follow it with `stream_run`, or ask for it with `show_run`. An agent that asks
another channel's delegates, as with `send_message`; what it asks is said in that channel for people to see.

Sends a `POST` request to `/api/runs`

Arguments:
- `idempotency_key`: A key of your own for this request, printable ASCII. The same request with the same key answers what the
first one made, for seven days; another request with the key is refused.
- `body`
```ignore
let response = client.start_run()
    .idempotency_key(idempotency_key)
    .body(body)
    .send()
    .await;
```*/
    pub fn start_run(&self) -> builder::StartRun<'_> {
        builder::StartRun::new(self)
    }
    /**Show a run

Answers one run: how far it got, and once it ended, its answer or what went wrong, and what it used.

Sends a `GET` request to `/api/runs/{id}`

Arguments:
- `id`: The run's number
```ignore
let response = client.show_run()
    .id(id)
    .send()
    .await;
```*/
    pub fn show_run(&self) -> builder::ShowRun<'_> {
        builder::ShowRun::new(self)
    }
    /**Follow a run

Streams everything that happened and happens in the run as server-sent events. `id` is the event's place,
`event` its type, `data` a `RunEvent` as JSON. Without `Last-Event-ID` the story begins at its beginning. The stream
ends after the event `end`, with `follow=false` behind what has happened so far; if it breaks before, ask again
with `Last-Event-ID`.

Sends a `GET` request to `/api/runs/{id}/events`

Arguments:
- `id`: The run's number
- `follow`: `false`: only what has happened so far; the stream ends behind it.
- `last_event_id`: The `id` of the last event that was received; the stream goes on after it.
```ignore
let response = client.stream_run()
    .id(id)
    .follow(follow)
    .last_event_id(last_event_id)
    .send()
    .await;
```*/
    pub fn stream_run(&self) -> builder::StreamRun<'_> {
        builder::StreamRun::new(self)
    }
    /**Stop a run

Asks for the run's end. A run that waits ends at once; one at work ends when its agent is dead, a few seconds
later: follow it with `stream_run`. Stopping a run that has ended changes nothing.

Sends a `POST` request to `/api/runs/{id}/stop`

Arguments:
- `id`: The run's number
```ignore
let response = client.stop_run()
    .id(id)
    .send()
    .await;
```*/
    pub fn stop_run(&self) -> builder::StopRun<'_> {
        builder::StopRun::new(self)
    }
    /**Preview a schedule

Answers when a schedule would fire, in local time with offsets, or why it cannot be used. Nothing is made.

Sends a `GET` request to `/api/schedules/preview`

Arguments:
- `after`: Only times after this one, RFC 3339; now if left out. Intervals are counted from it.
- `count`: How many times.
- `schedule`: The schedule, written as in `schedule_task`.
- `timezone`: IANA name of the zone in which it is read; the configured one if left out.
- `type_`: How `schedule` is written.
```ignore
let response = client.preview_schedule()
    .after(after)
    .count(count)
    .schedule(schedule)
    .timezone(timezone)
    .type_(type_)
    .send()
    .await;
```*/
    pub fn preview_schedule(&self) -> builder::PreviewSchedule<'_> {
        builder::PreviewSchedule::new(self)
    }
    /**Show how the daemon is

Answers what works and what does not, and how much there is to do. It answers within seconds even while the
database or the container engine hang.

Sends a `GET` request to `/api/status`

```ignore
let response = client.show_status()
    .send()
    .await;
```*/
    pub fn show_status(&self) -> builder::ShowStatus<'_> {
        builder::ShowStatus::new(self)
    }
    /**List tasks

Lists tasks by number, of all channels or of one, each with its next time and its latest run.

Sends a `GET` request to `/api/tasks`

Arguments:
- `channel_id`: Only of this channel.
- `cursor`: The `next` of the page before.
- `limit`: Tasks per page.
```ignore
let response = client.list_tasks()
    .channel_id(channel_id)
    .cursor(cursor)
    .limit(limit)
    .send()
    .await;
```*/
    pub fn list_tasks(&self) -> builder::ListTasks<'_> {
        builder::ListTasks::new(self)
    }
    /**Schedule a task

Has an agent do something at a time, or again and again. Answers the task with its next five times, so that a
mistake in the schedule shows at once. At each time a run is started in the channel; it answers in a thread of its
own where the channel can have threads. A channel has at most 100 tasks.

Sends a `POST` request to `/api/tasks`

Arguments:
- `idempotency_key`: A key of your own for this request, printable ASCII. The same request with the same key answers what the
first one made, for seven days; another request with the key is refused.
- `body`
```ignore
let response = client.schedule_task()
    .idempotency_key(idempotency_key)
    .body(body)
    .send()
    .await;
```*/
    pub fn schedule_task(&self) -> builder::ScheduleTask<'_> {
        builder::ScheduleTask::new(self)
    }
    /**Show a task

Answers one task with its next five times and its latest run. One that was cancelled is not found.

Sends a `GET` request to `/api/tasks/{id}`

Arguments:
- `id`: The task's number
```ignore
let response = client.show_task()
    .id(id)
    .send()
    .await;
```*/
    pub fn show_task(&self) -> builder::ShowTask<'_> {
        builder::ShowTask::new(self)
    }
    /**Cancel a task

Ends a task for good. A run of it that works goes on (`stop_run` stops it); those that wait are cancelled.

Sends a `DELETE` request to `/api/tasks/{id}`

Arguments:
- `id`: The task's number
```ignore
let response = client.cancel_task()
    .id(id)
    .send()
    .await;
```*/
    pub fn cancel_task(&self) -> builder::CancelTask<'_> {
        builder::CancelTask::new(self)
    }
    /**Change a task

Changes the fields that are named and no others; also switches a task off and on with `enabled`. Runs that wait or
work go on as they are. A new schedule counts from now. Switching a task on forgets its failures.

Sends a `PATCH` request to `/api/tasks/{id}`

Arguments:
- `id`: The task's number
- `body`
```ignore
let response = client.edit_task()
    .id(id)
    .body(body)
    .send()
    .await;
```*/
    pub fn edit_task(&self) -> builder::EditTask<'_> {
        builder::EditTask::new(self)
    }
    /**Run a task now

Starts a run of the task at once, also while the task is disabled; its schedule stays as it is. Follow the run with
`stream_run`.

Sends a `POST` request to `/api/tasks/{id}/run`

Arguments:
- `id`: The task's number
- `idempotency_key`: A key of your own for this request, printable ASCII. The same request with the same key answers what the
first one made, for seven days; another request with the key is refused.
- `body`
```ignore
let response = client.run_task()
    .id(id)
    .idempotency_key(idempotency_key)
    .body(body)
    .send()
    .await;
```*/
    pub fn run_task(&self) -> builder::RunTask<'_> {
        builder::RunTask::new(self)
    }
    /**List a task's slots

Lists the times at which the task was due, the latest first, each with what became of it and why.

Sends a `GET` request to `/api/tasks/{id}/slots`

Arguments:
- `id`: The task's number
- `cursor`: The `next` of the page before.
- `limit`: Slots per page.
```ignore
let response = client.list_slots()
    .id(id)
    .cursor(cursor)
    .limit(limit)
    .send()
    .await;
```*/
    pub fn list_slots(&self) -> builder::ListSlots<'_> {
        builder::ListSlots::new(self)
    }
    /**List templates

Lists the templates that a channel can add, by name: those that come with loopd, the host's, and those of the
project that the channel works in. A template that cannot be added is listed with the reason.

Sends a `GET` request to `/api/templates`

Arguments:
- `channel_id`: The channel that would add them; left out, the templates of every channel are listed.
- `cursor`: The `next` of the page before.
- `limit`: Templates per page.
```ignore
let response = client.list_templates()
    .channel_id(channel_id)
    .cursor(cursor)
    .limit(limit)
    .send()
    .await;
```*/
    pub fn list_templates(&self) -> builder::ListTemplates<'_> {
        builder::ListTemplates::new(self)
    }
    /**Add a template

Makes a task from a template in a channel; its prompt is read now and kept. A channel has a template once: adding it
again answers the task that is there. After that task was cancelled, it can be added anew.

Sends a `POST` request to `/api/templates/{name}/add`

Arguments:
- `name`: The template's name
- `body`
```ignore
let response = client.add_template()
    .name(name)
    .body(body)
    .send()
    .await;
```*/
    pub fn add_template(&self) -> builder::AddTemplate<'_> {
        builder::AddTemplate::new(self)
    }
    /**Open a thread

Opens a thread in a channel, which has a conversation of its own, and says something in it if asked to; a message
that mentions loop causes a run in the thread, as with `send_message`. An agent makes at most 30 channels and
threads within an hour.

Sends a `POST` request to `/api/threads`

Arguments:
- `idempotency_key`: A key of your own for this request, printable ASCII. The same request with the same key answers what the
first one made, for seven days; another request with the key is refused.
- `body`
```ignore
let response = client.create_thread()
    .idempotency_key(idempotency_key)
    .body(body)
    .send()
    .await;
```*/
    pub fn create_thread(&self) -> builder::CreateThread<'_> {
        builder::CreateThread::new(self)
    }
    /**Delete a thread

Deletes a thread: nothing can be asked there any more, and on a chat platform what was said in it goes with it. Runs
in it that wait are cancelled, one at work is stopped, its tasks pause. An agent may delete the threads of its channel and those that it opened, but not the one it works in.

Sends a `DELETE` request to `/api/threads/{id}`

Arguments:
- `id`: The thread's id
```ignore
let response = client.delete_thread()
    .id(id)
    .send()
    .await;
```*/
    pub fn delete_thread(&self) -> builder::DeleteThread<'_> {
        builder::DeleteThread::new(self)
    }
    /**List personal tokens

Lists the tokens that were not revoked, newest first, also those that have expired. Their texts are kept nowhere.

Sends a `GET` request to `/api/tokens`

Arguments:
- `cursor`: The `next` of the page before.
- `limit`: Tokens per page.
```ignore
let response = client.list_tokens()
    .cursor(cursor)
    .limit(limit)
    .send()
    .await;
```*/
    pub fn list_tokens(&self) -> builder::ListTokens<'_> {
        builder::ListTokens::new(self)
    }
    /**Make a personal token

Makes a token for a person or program. Only the operator can make one, and no token can make another.

Sends a `POST` request to `/api/tokens`

```ignore
let response = client.create_token()
    .body(body)
    .send()
    .await;
```*/
    pub fn create_token(&self) -> builder::CreateToken<'_> {
        builder::CreateToken::new(self)
    }
    /**Revoke a personal token

From now on the token opens nothing. A stream that it opened before goes on to its end.

Sends a `DELETE` request to `/api/tokens/{id}`

Arguments:
- `id`: The token's number
```ignore
let response = client.revoke_token()
    .id(id)
    .send()
    .await;
```*/
    pub fn revoke_token(&self) -> builder::RevokeToken<'_> {
        builder::RevokeToken::new(self)
    }
    /**Is the daemon alive?

Answers as long as the process answers requests. It needs no token.

Sends a `GET` request to `/healthz`

```ignore
let response = client.get_health()
    .send()
    .await;
```*/
    pub fn get_health(&self) -> builder::GetHealth<'_> {
        builder::GetHealth::new(self)
    }
    /**Read metrics

Answers how much there is to do, in the OpenMetrics text format that Prometheus reads.

Sends a `GET` request to `/metrics`

```ignore
let response = client.get_metrics()
    .send()
    .await;
```*/
    pub fn get_metrics(&self) -> builder::GetMetrics<'_> {
        builder::GetMetrics::new(self)
    }
    /**Can the daemon work?

Answers well when the database answers and the daemon takes up runs; a problem with status 503 otherwise. Which chat
platforms are connected is told beside it. It needs no token.

Sends a `GET` request to `/readyz`

```ignore
let response = client.get_readiness()
    .send()
    .await;
```*/
    pub fn get_readiness(&self) -> builder::GetReadiness<'_> {
        builder::GetReadiness::new(self)
    }
}
/// Types for composing operation parameters.
#[allow(clippy::all)]
pub mod builder {
    use super::types;
    #[allow(unused_imports)]
    use super::{
        encode_path, ByteStream, ClientInfo, ClientHooks, Error, OperationInfo,
        RequestBuilderExt, ResponseValue,
    };
    /**Builder for [`Client::search_channels`]

[`Client::search_channels`]: super::Client::search_channels*/
    #[derive(Debug, Clone)]
    pub struct SearchChannels<'a> {
        client: &'a super::Client,
        cursor: Result<Option<::std::string::String>, String>,
        limit: Result<Option<u32>, String>,
        query: Result<Option<::std::string::String>, String>,
    }
    impl<'a> SearchChannels<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                cursor: Ok(None),
                limit: Ok(None),
                query: Ok(None),
            }
        }
        pub fn cursor<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.cursor = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for cursor failed"
                        .to_string()
                });
            self
        }
        pub fn limit<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<u32>,
        {
            self.limit = value
                .try_into()
                .map(Some)
                .map_err(|_| "conversion to `u32` for limit failed".to_string());
            self
        }
        pub fn query<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.query = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for query failed"
                        .to_string()
                });
            self
        }
        ///Sends a `GET` request to `/api/channels`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::ChannelPage>, Error<types::Problem>> {
            let Self { client, cursor, limit, query } = self;
            let cursor = cursor.map_err(Error::InvalidRequest)?;
            let limit = limit.map_err(Error::InvalidRequest)?;
            let query = query.map_err(Error::InvalidRequest)?;
            let url = format!("{}/api/channels", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .get(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .query(&progenitor_client::QueryParam::new("cursor", &cursor))
                .query(&progenitor_client::QueryParam::new("limit", &limit))
                .query(&progenitor_client::QueryParam::new("query", &query))
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "search_channels",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::ensure_channel`]

[`Client::ensure_channel`]: super::Client::ensure_channel*/
    #[derive(Debug, Clone)]
    pub struct EnsureChannel<'a> {
        client: &'a super::Client,
        body: Result<types::builder::EnsureChannel, String>,
    }
    impl<'a> EnsureChannel<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                body: Ok(::std::default::Default::default()),
            }
        }
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::EnsureChannel>,
            <V as std::convert::TryInto<types::EnsureChannel>>::Error: std::fmt::Display,
        {
            self.body = value
                .try_into()
                .map(From::from)
                .map_err(|s| {
                    format!("conversion to `EnsureChannel` for body failed: {}", s)
                });
            self
        }
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(
                types::builder::EnsureChannel,
            ) -> types::builder::EnsureChannel,
        {
            self.body = self.body.map(f);
            self
        }
        ///Sends a `POST` request to `/api/channels`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::Channel>, Error<types::Problem>> {
            let Self { client, body } = self;
            let body = body
                .and_then(|v| {
                    types::EnsureChannel::try_from(v).map_err(|e| e.to_string())
                })
                .map_err(Error::InvalidRequest)?;
            let url = format!("{}/api/channels", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .post(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .json(&body)
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "ensure_channel",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                201u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::create_channel`]

[`Client::create_channel`]: super::Client::create_channel*/
    #[derive(Debug, Clone)]
    pub struct CreateChannel<'a> {
        client: &'a super::Client,
        body: Result<types::builder::CreateChannel, String>,
    }
    impl<'a> CreateChannel<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                body: Ok(::std::default::Default::default()),
            }
        }
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::CreateChannel>,
            <V as std::convert::TryInto<types::CreateChannel>>::Error: std::fmt::Display,
        {
            self.body = value
                .try_into()
                .map(From::from)
                .map_err(|s| {
                    format!("conversion to `CreateChannel` for body failed: {}", s)
                });
            self
        }
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(
                types::builder::CreateChannel,
            ) -> types::builder::CreateChannel,
        {
            self.body = self.body.map(f);
            self
        }
        ///Sends a `POST` request to `/api/channels/create`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::Channel>, Error<types::Problem>> {
            let Self { client, body } = self;
            let body = body
                .and_then(|v| {
                    types::CreateChannel::try_from(v).map_err(|e| e.to_string())
                })
                .map_err(Error::InvalidRequest)?;
            let url = format!("{}/api/channels/create", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .post(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .json(&body)
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "create_channel",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                201u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::show_channel`]

[`Client::show_channel`]: super::Client::show_channel*/
    #[derive(Debug, Clone)]
    pub struct ShowChannel<'a> {
        client: &'a super::Client,
        id: Result<::std::string::String, String>,
    }
    impl<'a> ShowChannel<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                id: Err("id was not initialized".to_string()),
            }
        }
        pub fn id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for id failed"
                        .to_string()
                });
            self
        }
        ///Sends a `GET` request to `/api/channels/{id}`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::Channel>, Error<types::Problem>> {
            let Self { client, id } = self;
            let id = id.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/api/channels/{}", client.baseurl, encode_path(& id.to_string()),
            );
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .get(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "show_channel",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::edit_channel`]

[`Client::edit_channel`]: super::Client::edit_channel*/
    #[derive(Debug, Clone)]
    pub struct EditChannel<'a> {
        client: &'a super::Client,
        id: Result<::std::string::String, String>,
        body: Result<types::builder::EditChannel, String>,
    }
    impl<'a> EditChannel<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                id: Err("id was not initialized".to_string()),
                body: Ok(::std::default::Default::default()),
            }
        }
        pub fn id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for id failed"
                        .to_string()
                });
            self
        }
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::EditChannel>,
            <V as std::convert::TryInto<types::EditChannel>>::Error: std::fmt::Display,
        {
            self.body = value
                .try_into()
                .map(From::from)
                .map_err(|s| {
                    format!("conversion to `EditChannel` for body failed: {}", s)
                });
            self
        }
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(
                types::builder::EditChannel,
            ) -> types::builder::EditChannel,
        {
            self.body = self.body.map(f);
            self
        }
        ///Sends a `PATCH` request to `/api/channels/{id}`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::Channel>, Error<types::Problem>> {
            let Self { client, id, body } = self;
            let id = id.map_err(Error::InvalidRequest)?;
            let body = body
                .and_then(|v| types::EditChannel::try_from(v).map_err(|e| e.to_string()))
                .map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/api/channels/{}", client.baseurl, encode_path(& id.to_string()),
            );
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .patch(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .json(&body)
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "edit_channel",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::list_grants`]

[`Client::list_grants`]: super::Client::list_grants*/
    #[derive(Debug, Clone)]
    pub struct ListGrants<'a> {
        client: &'a super::Client,
        id: Result<::std::string::String, String>,
    }
    impl<'a> ListGrants<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                id: Err("id was not initialized".to_string()),
            }
        }
        pub fn id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for id failed"
                        .to_string()
                });
            self
        }
        ///Sends a `GET` request to `/api/channels/{id}/grants`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::GrantList>, Error<types::Problem>> {
            let Self { client, id } = self;
            let id = id.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/api/channels/{}/grants", client.baseurl, encode_path(& id
                .to_string()),
            );
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .get(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "list_grants",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::grant_role`]

[`Client::grant_role`]: super::Client::grant_role*/
    #[derive(Debug, Clone)]
    pub struct GrantRole<'a> {
        client: &'a super::Client,
        id: Result<::std::string::String, String>,
        body: Result<types::builder::GrantRole, String>,
    }
    impl<'a> GrantRole<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                id: Err("id was not initialized".to_string()),
                body: Ok(::std::default::Default::default()),
            }
        }
        pub fn id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for id failed"
                        .to_string()
                });
            self
        }
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::GrantRole>,
            <V as std::convert::TryInto<types::GrantRole>>::Error: std::fmt::Display,
        {
            self.body = value
                .try_into()
                .map(From::from)
                .map_err(|s| {
                    format!("conversion to `GrantRole` for body failed: {}", s)
                });
            self
        }
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(types::builder::GrantRole) -> types::builder::GrantRole,
        {
            self.body = self.body.map(f);
            self
        }
        ///Sends a `PUT` request to `/api/channels/{id}/grants`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::Grant>, Error<types::Problem>> {
            let Self { client, id, body } = self;
            let id = id.map_err(Error::InvalidRequest)?;
            let body = body
                .and_then(|v| types::GrantRole::try_from(v).map_err(|e| e.to_string()))
                .map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/api/channels/{}/grants", client.baseurl, encode_path(& id
                .to_string()),
            );
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .put(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .json(&body)
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "grant_role",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::revoke_role`]

[`Client::revoke_role`]: super::Client::revoke_role*/
    #[derive(Debug, Clone)]
    pub struct RevokeRole<'a> {
        client: &'a super::Client,
        id: Result<::std::string::String, String>,
        kind: Result<types::SubjectKind, String>,
        subject: Result<::std::string::String, String>,
    }
    impl<'a> RevokeRole<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                id: Err("id was not initialized".to_string()),
                kind: Err("kind was not initialized".to_string()),
                subject: Err("subject was not initialized".to_string()),
            }
        }
        pub fn id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for id failed"
                        .to_string()
                });
            self
        }
        pub fn kind<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::SubjectKind>,
        {
            self.kind = value
                .try_into()
                .map_err(|_| "conversion to `SubjectKind` for kind failed".to_string());
            self
        }
        pub fn subject<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.subject = value
                .try_into()
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for subject failed"
                        .to_string()
                });
            self
        }
        ///Sends a `DELETE` request to `/api/channels/{id}/grants/{kind}/{subject}`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<types::Problem>> {
            let Self { client, id, kind, subject } = self;
            let id = id.map_err(Error::InvalidRequest)?;
            let kind = kind.map_err(Error::InvalidRequest)?;
            let subject = subject.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/api/channels/{}/grants/{}/{}", client.baseurl, encode_path(& id
                .to_string()), encode_path(& kind.to_string()), encode_path(& subject
                .to_string()),
            );
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .delete(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "revoke_role",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                204u16 => Ok(ResponseValue::empty(response)),
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::reset_session`]

[`Client::reset_session`]: super::Client::reset_session*/
    #[derive(Debug, Clone)]
    pub struct ResetSession<'a> {
        client: &'a super::Client,
        id: Result<::std::string::String, String>,
    }
    impl<'a> ResetSession<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                id: Err("id was not initialized".to_string()),
            }
        }
        pub fn id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for id failed"
                        .to_string()
                });
            self
        }
        ///Sends a `POST` request to `/api/channels/{id}/session/reset`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<types::Problem>> {
            let Self { client, id } = self;
            let id = id.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/api/channels/{}/session/reset", client.baseurl, encode_path(& id
                .to_string()),
            );
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .post(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "reset_session",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                204u16 => Ok(ResponseValue::empty(response)),
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::index_memory`]

[`Client::index_memory`]: super::Client::index_memory*/
    #[derive(Debug, Clone)]
    pub struct IndexMemory<'a> {
        client: &'a super::Client,
    }
    impl<'a> IndexMemory<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self { client: client }
        }
        ///Sends a `POST` request to `/api/memory/index`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::MemoryStatus>, Error<types::Problem>> {
            let Self { client } = self;
            let url = format!("{}/api/memory/index", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .post(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "index_memory",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::search_memory`]

[`Client::search_memory`]: super::Client::search_memory*/
    #[derive(Debug, Clone)]
    pub struct SearchMemory<'a> {
        client: &'a super::Client,
        body: Result<types::builder::SearchMemory, String>,
    }
    impl<'a> SearchMemory<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                body: Ok(::std::default::Default::default()),
            }
        }
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::SearchMemory>,
            <V as std::convert::TryInto<types::SearchMemory>>::Error: std::fmt::Display,
        {
            self.body = value
                .try_into()
                .map(From::from)
                .map_err(|s| {
                    format!("conversion to `SearchMemory` for body failed: {}", s)
                });
            self
        }
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(
                types::builder::SearchMemory,
            ) -> types::builder::SearchMemory,
        {
            self.body = self.body.map(f);
            self
        }
        ///Sends a `POST` request to `/api/memory/search`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::MemoryHits>, Error<types::Problem>> {
            let Self { client, body } = self;
            let body = body
                .and_then(|v| {
                    types::SearchMemory::try_from(v).map_err(|e| e.to_string())
                })
                .map_err(Error::InvalidRequest)?;
            let url = format!("{}/api/memory/search", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .post(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .json(&body)
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "search_memory",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::memory_status`]

[`Client::memory_status`]: super::Client::memory_status*/
    #[derive(Debug, Clone)]
    pub struct MemoryStatus<'a> {
        client: &'a super::Client,
    }
    impl<'a> MemoryStatus<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self { client: client }
        }
        ///Sends a `GET` request to `/api/memory/status`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::MemoryStatus>, Error<types::Problem>> {
            let Self { client } = self;
            let url = format!("{}/api/memory/status", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .get(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "memory_status",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::list_messages`]

[`Client::list_messages`]: super::Client::list_messages*/
    #[derive(Debug, Clone)]
    pub struct ListMessages<'a> {
        client: &'a super::Client,
        channel_id: Result<::std::string::String, String>,
        cursor: Result<Option<::std::string::String>, String>,
        limit: Result<Option<u32>, String>,
    }
    impl<'a> ListMessages<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                channel_id: Err("channel_id was not initialized".to_string()),
                cursor: Ok(None),
                limit: Ok(None),
            }
        }
        pub fn channel_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.channel_id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for channel_id failed"
                        .to_string()
                });
            self
        }
        pub fn cursor<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.cursor = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for cursor failed"
                        .to_string()
                });
            self
        }
        pub fn limit<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<u32>,
        {
            self.limit = value
                .try_into()
                .map(Some)
                .map_err(|_| "conversion to `u32` for limit failed".to_string());
            self
        }
        ///Sends a `GET` request to `/api/messages`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::MessagePage>, Error<types::Problem>> {
            let Self { client, channel_id, cursor, limit } = self;
            let channel_id = channel_id.map_err(Error::InvalidRequest)?;
            let cursor = cursor.map_err(Error::InvalidRequest)?;
            let limit = limit.map_err(Error::InvalidRequest)?;
            let url = format!("{}/api/messages", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .get(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .query(&progenitor_client::QueryParam::new("channel_id", &channel_id))
                .query(&progenitor_client::QueryParam::new("cursor", &cursor))
                .query(&progenitor_client::QueryParam::new("limit", &limit))
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "list_messages",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::send_message`]

[`Client::send_message`]: super::Client::send_message*/
    #[derive(Debug, Clone)]
    pub struct SendMessage<'a> {
        client: &'a super::Client,
        idempotency_key: Result<Option<::std::string::String>, String>,
        body: Result<types::builder::SendMessage, String>,
    }
    impl<'a> SendMessage<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                idempotency_key: Ok(None),
                body: Ok(::std::default::Default::default()),
            }
        }
        pub fn idempotency_key<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.idempotency_key = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for idempotency_key failed"
                        .to_string()
                });
            self
        }
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::SendMessage>,
            <V as std::convert::TryInto<types::SendMessage>>::Error: std::fmt::Display,
        {
            self.body = value
                .try_into()
                .map(From::from)
                .map_err(|s| {
                    format!("conversion to `SendMessage` for body failed: {}", s)
                });
            self
        }
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(
                types::builder::SendMessage,
            ) -> types::builder::SendMessage,
        {
            self.body = self.body.map(f);
            self
        }
        ///Sends a `POST` request to `/api/messages`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::Message>, Error<types::Problem>> {
            let Self { client, idempotency_key, body } = self;
            let idempotency_key = idempotency_key.map_err(Error::InvalidRequest)?;
            let body = body
                .and_then(|v| types::SendMessage::try_from(v).map_err(|e| e.to_string()))
                .map_err(Error::InvalidRequest)?;
            let url = format!("{}/api/messages", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(2usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            if let Some(value) = idempotency_key {
                header_map.append("Idempotency-Key", value.to_string().try_into()?);
            }
            #[allow(unused_mut)]
            let mut request = client
                .client
                .post(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .json(&body)
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "send_message",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                201u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::get_openapi`]

[`Client::get_openapi`]: super::Client::get_openapi*/
    #[derive(Debug, Clone)]
    pub struct GetOpenapi<'a> {
        client: &'a super::Client,
    }
    impl<'a> GetOpenapi<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self { client: client }
        }
        ///Sends a `GET` request to `/api/openapi.json`
        pub async fn send(
            self,
        ) -> Result<
            ResponseValue<::serde_json::Map<::std::string::String, ::serde_json::Value>>,
            Error<types::Problem>,
        > {
            let Self { client } = self;
            let url = format!("{}/api/openapi.json", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .get(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "get_openapi",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::list_projects`]

[`Client::list_projects`]: super::Client::list_projects*/
    #[derive(Debug, Clone)]
    pub struct ListProjects<'a> {
        client: &'a super::Client,
        cursor: Result<Option<::std::string::String>, String>,
        limit: Result<Option<u32>, String>,
    }
    impl<'a> ListProjects<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                cursor: Ok(None),
                limit: Ok(None),
            }
        }
        pub fn cursor<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.cursor = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for cursor failed"
                        .to_string()
                });
            self
        }
        pub fn limit<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<u32>,
        {
            self.limit = value
                .try_into()
                .map(Some)
                .map_err(|_| "conversion to `u32` for limit failed".to_string());
            self
        }
        ///Sends a `GET` request to `/api/projects`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::ProjectPage>, Error<types::Problem>> {
            let Self { client, cursor, limit } = self;
            let cursor = cursor.map_err(Error::InvalidRequest)?;
            let limit = limit.map_err(Error::InvalidRequest)?;
            let url = format!("{}/api/projects", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .get(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .query(&progenitor_client::QueryParam::new("cursor", &cursor))
                .query(&progenitor_client::QueryParam::new("limit", &limit))
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "list_projects",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::show_project`]

[`Client::show_project`]: super::Client::show_project*/
    #[derive(Debug, Clone)]
    pub struct ShowProject<'a> {
        client: &'a super::Client,
        dir_path: Result<::std::string::String, String>,
    }
    impl<'a> ShowProject<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                dir_path: Err("dir_path was not initialized".to_string()),
            }
        }
        pub fn dir_path<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.dir_path = value
                .try_into()
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for dir_path failed"
                        .to_string()
                });
            self
        }
        ///Sends a `GET` request to `/api/projects/show`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::Project>, Error<types::Problem>> {
            let Self { client, dir_path } = self;
            let dir_path = dir_path.map_err(Error::InvalidRequest)?;
            let url = format!("{}/api/projects/show", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .get(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .query(&progenitor_client::QueryParam::new("dir_path", &dir_path))
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "show_project",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::trust_project`]

[`Client::trust_project`]: super::Client::trust_project*/
    #[derive(Debug, Clone)]
    pub struct TrustProject<'a> {
        client: &'a super::Client,
        body: Result<types::builder::TrustProject, String>,
    }
    impl<'a> TrustProject<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                body: Ok(::std::default::Default::default()),
            }
        }
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::TrustProject>,
            <V as std::convert::TryInto<types::TrustProject>>::Error: std::fmt::Display,
        {
            self.body = value
                .try_into()
                .map(From::from)
                .map_err(|s| {
                    format!("conversion to `TrustProject` for body failed: {}", s)
                });
            self
        }
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(
                types::builder::TrustProject,
            ) -> types::builder::TrustProject,
        {
            self.body = self.body.map(f);
            self
        }
        ///Sends a `POST` request to `/api/projects/trust`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::Project>, Error<types::Problem>> {
            let Self { client, body } = self;
            let body = body
                .and_then(|v| {
                    types::TrustProject::try_from(v).map_err(|e| e.to_string())
                })
                .map_err(Error::InvalidRequest)?;
            let url = format!("{}/api/projects/trust", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .post(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .json(&body)
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "trust_project",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::untrust_project`]

[`Client::untrust_project`]: super::Client::untrust_project*/
    #[derive(Debug, Clone)]
    pub struct UntrustProject<'a> {
        client: &'a super::Client,
        body: Result<types::builder::UntrustProject, String>,
    }
    impl<'a> UntrustProject<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                body: Ok(::std::default::Default::default()),
            }
        }
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::UntrustProject>,
            <V as std::convert::TryInto<
                types::UntrustProject,
            >>::Error: std::fmt::Display,
        {
            self.body = value
                .try_into()
                .map(From::from)
                .map_err(|s| {
                    format!("conversion to `UntrustProject` for body failed: {}", s)
                });
            self
        }
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(
                types::builder::UntrustProject,
            ) -> types::builder::UntrustProject,
        {
            self.body = self.body.map(f);
            self
        }
        ///Sends a `POST` request to `/api/projects/untrust`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::Project>, Error<types::Problem>> {
            let Self { client, body } = self;
            let body = body
                .and_then(|v| {
                    types::UntrustProject::try_from(v).map_err(|e| e.to_string())
                })
                .map_err(Error::InvalidRequest)?;
            let url = format!("{}/api/projects/untrust", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .post(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .json(&body)
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "untrust_project",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::get_readme`]

[`Client::get_readme`]: super::Client::get_readme*/
    #[derive(Debug, Clone)]
    pub struct GetReadme<'a> {
        client: &'a super::Client,
    }
    impl<'a> GetReadme<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self { client: client }
        }
        ///Sends a `GET` request to `/api/readme`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<ByteStream>, Error<types::Problem>> {
            let Self { client } = self;
            let url = format!("{}/api/readme", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client.client.get(url).headers(header_map).build()?;
            let info = OperationInfo {
                operation_id: "get_readme",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => Ok(ResponseValue::stream(response)),
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::list_runs`]

[`Client::list_runs`]: super::Client::list_runs*/
    #[derive(Debug, Clone)]
    pub struct ListRuns<'a> {
        client: &'a super::Client,
        channel_id: Result<Option<::std::string::String>, String>,
        cursor: Result<Option<::std::string::String>, String>,
        limit: Result<Option<u32>, String>,
        status: Result<Option<types::RunStatus>, String>,
    }
    impl<'a> ListRuns<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                channel_id: Ok(None),
                cursor: Ok(None),
                limit: Ok(None),
                status: Ok(None),
            }
        }
        pub fn channel_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.channel_id = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for channel_id failed"
                        .to_string()
                });
            self
        }
        pub fn cursor<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.cursor = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for cursor failed"
                        .to_string()
                });
            self
        }
        pub fn limit<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<u32>,
        {
            self.limit = value
                .try_into()
                .map(Some)
                .map_err(|_| "conversion to `u32` for limit failed".to_string());
            self
        }
        pub fn status<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::RunStatus>,
        {
            self.status = value
                .try_into()
                .map(Some)
                .map_err(|_| "conversion to `RunStatus` for status failed".to_string());
            self
        }
        ///Sends a `GET` request to `/api/runs`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::RunPage>, Error<types::Problem>> {
            let Self { client, channel_id, cursor, limit, status } = self;
            let channel_id = channel_id.map_err(Error::InvalidRequest)?;
            let cursor = cursor.map_err(Error::InvalidRequest)?;
            let limit = limit.map_err(Error::InvalidRequest)?;
            let status = status.map_err(Error::InvalidRequest)?;
            let url = format!("{}/api/runs", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .get(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .query(&progenitor_client::QueryParam::new("channel_id", &channel_id))
                .query(&progenitor_client::QueryParam::new("cursor", &cursor))
                .query(&progenitor_client::QueryParam::new("limit", &limit))
                .query(&progenitor_client::QueryParam::new("status", &status))
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "list_runs",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::start_run`]

[`Client::start_run`]: super::Client::start_run*/
    #[derive(Debug, Clone)]
    pub struct StartRun<'a> {
        client: &'a super::Client,
        idempotency_key: Result<Option<::std::string::String>, String>,
        body: Result<types::builder::StartRun, String>,
    }
    impl<'a> StartRun<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                idempotency_key: Ok(None),
                body: Ok(::std::default::Default::default()),
            }
        }
        pub fn idempotency_key<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.idempotency_key = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for idempotency_key failed"
                        .to_string()
                });
            self
        }
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::StartRun>,
            <V as std::convert::TryInto<types::StartRun>>::Error: std::fmt::Display,
        {
            self.body = value
                .try_into()
                .map(From::from)
                .map_err(|s| format!("conversion to `StartRun` for body failed: {}", s));
            self
        }
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(types::builder::StartRun) -> types::builder::StartRun,
        {
            self.body = self.body.map(f);
            self
        }
        ///Sends a `POST` request to `/api/runs`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::Run>, Error<types::Problem>> {
            let Self { client, idempotency_key, body } = self;
            let idempotency_key = idempotency_key.map_err(Error::InvalidRequest)?;
            let body = body
                .and_then(|v| types::StartRun::try_from(v).map_err(|e| e.to_string()))
                .map_err(Error::InvalidRequest)?;
            let url = format!("{}/api/runs", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(2usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            if let Some(value) = idempotency_key {
                header_map.append("Idempotency-Key", value.to_string().try_into()?);
            }
            #[allow(unused_mut)]
            let mut request = client
                .client
                .post(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .json(&body)
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "start_run",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                202u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::show_run`]

[`Client::show_run`]: super::Client::show_run*/
    #[derive(Debug, Clone)]
    pub struct ShowRun<'a> {
        client: &'a super::Client,
        id: Result<i64, String>,
    }
    impl<'a> ShowRun<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                id: Err("id was not initialized".to_string()),
            }
        }
        pub fn id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<i64>,
        {
            self.id = value
                .try_into()
                .map_err(|_| "conversion to `i64` for id failed".to_string());
            self
        }
        ///Sends a `GET` request to `/api/runs/{id}`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::Run>, Error<types::Problem>> {
            let Self { client, id } = self;
            let id = id.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/api/runs/{}", client.baseurl, encode_path(& id.to_string()),
            );
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .get(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "show_run",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::stream_run`]

[`Client::stream_run`]: super::Client::stream_run*/
    #[derive(Debug, Clone)]
    pub struct StreamRun<'a> {
        client: &'a super::Client,
        id: Result<i64, String>,
        follow: Result<Option<bool>, String>,
        last_event_id: Result<Option<::std::string::String>, String>,
    }
    impl<'a> StreamRun<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                id: Err("id was not initialized".to_string()),
                follow: Ok(None),
                last_event_id: Ok(None),
            }
        }
        pub fn id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<i64>,
        {
            self.id = value
                .try_into()
                .map_err(|_| "conversion to `i64` for id failed".to_string());
            self
        }
        pub fn follow<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<bool>,
        {
            self.follow = value
                .try_into()
                .map(Some)
                .map_err(|_| "conversion to `bool` for follow failed".to_string());
            self
        }
        pub fn last_event_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.last_event_id = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for last_event_id failed"
                        .to_string()
                });
            self
        }
        ///Sends a `GET` request to `/api/runs/{id}/events`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<ByteStream>, Error<types::Problem>> {
            let Self { client, id, follow, last_event_id } = self;
            let id = id.map_err(Error::InvalidRequest)?;
            let follow = follow.map_err(Error::InvalidRequest)?;
            let last_event_id = last_event_id.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/api/runs/{}/events", client.baseurl, encode_path(& id.to_string()),
            );
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(2usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            if let Some(value) = last_event_id {
                header_map.append("Last-Event-ID", value.to_string().try_into()?);
            }
            #[allow(unused_mut)]
            let mut request = client
                .client
                .get(url)
                .query(&progenitor_client::QueryParam::new("follow", &follow))
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "stream_run",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => Ok(ResponseValue::stream(response)),
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::stop_run`]

[`Client::stop_run`]: super::Client::stop_run*/
    #[derive(Debug, Clone)]
    pub struct StopRun<'a> {
        client: &'a super::Client,
        id: Result<i64, String>,
    }
    impl<'a> StopRun<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                id: Err("id was not initialized".to_string()),
            }
        }
        pub fn id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<i64>,
        {
            self.id = value
                .try_into()
                .map_err(|_| "conversion to `i64` for id failed".to_string());
            self
        }
        ///Sends a `POST` request to `/api/runs/{id}/stop`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::Run>, Error<types::Problem>> {
            let Self { client, id } = self;
            let id = id.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/api/runs/{}/stop", client.baseurl, encode_path(& id.to_string()),
            );
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .post(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "stop_run",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                202u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::preview_schedule`]

[`Client::preview_schedule`]: super::Client::preview_schedule*/
    #[derive(Debug, Clone)]
    pub struct PreviewSchedule<'a> {
        client: &'a super::Client,
        after: Result<Option<::std::string::String>, String>,
        count: Result<Option<u32>, String>,
        schedule: Result<::std::string::String, String>,
        timezone: Result<Option<::std::string::String>, String>,
        type_: Result<types::ScheduleType, String>,
    }
    impl<'a> PreviewSchedule<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                after: Ok(None),
                count: Ok(None),
                schedule: Err("schedule was not initialized".to_string()),
                timezone: Ok(None),
                type_: Err("type_ was not initialized".to_string()),
            }
        }
        pub fn after<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.after = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for after failed"
                        .to_string()
                });
            self
        }
        pub fn count<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<u32>,
        {
            self.count = value
                .try_into()
                .map(Some)
                .map_err(|_| "conversion to `u32` for count failed".to_string());
            self
        }
        pub fn schedule<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.schedule = value
                .try_into()
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for schedule failed"
                        .to_string()
                });
            self
        }
        pub fn timezone<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.timezone = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for timezone failed"
                        .to_string()
                });
            self
        }
        pub fn type_<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::ScheduleType>,
        {
            self.type_ = value
                .try_into()
                .map_err(|_| {
                    "conversion to `ScheduleType` for type_ failed".to_string()
                });
            self
        }
        ///Sends a `GET` request to `/api/schedules/preview`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::SchedulePreview>, Error<types::Problem>> {
            let Self { client, after, count, schedule, timezone, type_ } = self;
            let after = after.map_err(Error::InvalidRequest)?;
            let count = count.map_err(Error::InvalidRequest)?;
            let schedule = schedule.map_err(Error::InvalidRequest)?;
            let timezone = timezone.map_err(Error::InvalidRequest)?;
            let type_ = type_.map_err(Error::InvalidRequest)?;
            let url = format!("{}/api/schedules/preview", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .get(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .query(&progenitor_client::QueryParam::new("after", &after))
                .query(&progenitor_client::QueryParam::new("count", &count))
                .query(&progenitor_client::QueryParam::new("schedule", &schedule))
                .query(&progenitor_client::QueryParam::new("timezone", &timezone))
                .query(&progenitor_client::QueryParam::new("type", &type_))
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "preview_schedule",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::show_status`]

[`Client::show_status`]: super::Client::show_status*/
    #[derive(Debug, Clone)]
    pub struct ShowStatus<'a> {
        client: &'a super::Client,
    }
    impl<'a> ShowStatus<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self { client: client }
        }
        ///Sends a `GET` request to `/api/status`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::Status>, Error<types::Problem>> {
            let Self { client } = self;
            let url = format!("{}/api/status", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .get(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "show_status",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::list_tasks`]

[`Client::list_tasks`]: super::Client::list_tasks*/
    #[derive(Debug, Clone)]
    pub struct ListTasks<'a> {
        client: &'a super::Client,
        channel_id: Result<Option<::std::string::String>, String>,
        cursor: Result<Option<::std::string::String>, String>,
        limit: Result<Option<u32>, String>,
    }
    impl<'a> ListTasks<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                channel_id: Ok(None),
                cursor: Ok(None),
                limit: Ok(None),
            }
        }
        pub fn channel_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.channel_id = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for channel_id failed"
                        .to_string()
                });
            self
        }
        pub fn cursor<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.cursor = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for cursor failed"
                        .to_string()
                });
            self
        }
        pub fn limit<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<u32>,
        {
            self.limit = value
                .try_into()
                .map(Some)
                .map_err(|_| "conversion to `u32` for limit failed".to_string());
            self
        }
        ///Sends a `GET` request to `/api/tasks`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::TaskPage>, Error<types::Problem>> {
            let Self { client, channel_id, cursor, limit } = self;
            let channel_id = channel_id.map_err(Error::InvalidRequest)?;
            let cursor = cursor.map_err(Error::InvalidRequest)?;
            let limit = limit.map_err(Error::InvalidRequest)?;
            let url = format!("{}/api/tasks", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .get(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .query(&progenitor_client::QueryParam::new("channel_id", &channel_id))
                .query(&progenitor_client::QueryParam::new("cursor", &cursor))
                .query(&progenitor_client::QueryParam::new("limit", &limit))
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "list_tasks",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::schedule_task`]

[`Client::schedule_task`]: super::Client::schedule_task*/
    #[derive(Debug, Clone)]
    pub struct ScheduleTask<'a> {
        client: &'a super::Client,
        idempotency_key: Result<Option<::std::string::String>, String>,
        body: Result<types::builder::ScheduleTask, String>,
    }
    impl<'a> ScheduleTask<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                idempotency_key: Ok(None),
                body: Ok(::std::default::Default::default()),
            }
        }
        pub fn idempotency_key<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.idempotency_key = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for idempotency_key failed"
                        .to_string()
                });
            self
        }
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::ScheduleTask>,
            <V as std::convert::TryInto<types::ScheduleTask>>::Error: std::fmt::Display,
        {
            self.body = value
                .try_into()
                .map(From::from)
                .map_err(|s| {
                    format!("conversion to `ScheduleTask` for body failed: {}", s)
                });
            self
        }
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(
                types::builder::ScheduleTask,
            ) -> types::builder::ScheduleTask,
        {
            self.body = self.body.map(f);
            self
        }
        ///Sends a `POST` request to `/api/tasks`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::Task>, Error<types::Problem>> {
            let Self { client, idempotency_key, body } = self;
            let idempotency_key = idempotency_key.map_err(Error::InvalidRequest)?;
            let body = body
                .and_then(|v| {
                    types::ScheduleTask::try_from(v).map_err(|e| e.to_string())
                })
                .map_err(Error::InvalidRequest)?;
            let url = format!("{}/api/tasks", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(2usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            if let Some(value) = idempotency_key {
                header_map.append("Idempotency-Key", value.to_string().try_into()?);
            }
            #[allow(unused_mut)]
            let mut request = client
                .client
                .post(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .json(&body)
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "schedule_task",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                201u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::show_task`]

[`Client::show_task`]: super::Client::show_task*/
    #[derive(Debug, Clone)]
    pub struct ShowTask<'a> {
        client: &'a super::Client,
        id: Result<i64, String>,
    }
    impl<'a> ShowTask<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                id: Err("id was not initialized".to_string()),
            }
        }
        pub fn id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<i64>,
        {
            self.id = value
                .try_into()
                .map_err(|_| "conversion to `i64` for id failed".to_string());
            self
        }
        ///Sends a `GET` request to `/api/tasks/{id}`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::Task>, Error<types::Problem>> {
            let Self { client, id } = self;
            let id = id.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/api/tasks/{}", client.baseurl, encode_path(& id.to_string()),
            );
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .get(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "show_task",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::cancel_task`]

[`Client::cancel_task`]: super::Client::cancel_task*/
    #[derive(Debug, Clone)]
    pub struct CancelTask<'a> {
        client: &'a super::Client,
        id: Result<i64, String>,
    }
    impl<'a> CancelTask<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                id: Err("id was not initialized".to_string()),
            }
        }
        pub fn id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<i64>,
        {
            self.id = value
                .try_into()
                .map_err(|_| "conversion to `i64` for id failed".to_string());
            self
        }
        ///Sends a `DELETE` request to `/api/tasks/{id}`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<types::Problem>> {
            let Self { client, id } = self;
            let id = id.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/api/tasks/{}", client.baseurl, encode_path(& id.to_string()),
            );
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .delete(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "cancel_task",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                204u16 => Ok(ResponseValue::empty(response)),
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::edit_task`]

[`Client::edit_task`]: super::Client::edit_task*/
    #[derive(Debug, Clone)]
    pub struct EditTask<'a> {
        client: &'a super::Client,
        id: Result<i64, String>,
        body: Result<types::builder::EditTask, String>,
    }
    impl<'a> EditTask<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                id: Err("id was not initialized".to_string()),
                body: Ok(::std::default::Default::default()),
            }
        }
        pub fn id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<i64>,
        {
            self.id = value
                .try_into()
                .map_err(|_| "conversion to `i64` for id failed".to_string());
            self
        }
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::EditTask>,
            <V as std::convert::TryInto<types::EditTask>>::Error: std::fmt::Display,
        {
            self.body = value
                .try_into()
                .map(From::from)
                .map_err(|s| format!("conversion to `EditTask` for body failed: {}", s));
            self
        }
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(types::builder::EditTask) -> types::builder::EditTask,
        {
            self.body = self.body.map(f);
            self
        }
        ///Sends a `PATCH` request to `/api/tasks/{id}`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::Task>, Error<types::Problem>> {
            let Self { client, id, body } = self;
            let id = id.map_err(Error::InvalidRequest)?;
            let body = body
                .and_then(|v| types::EditTask::try_from(v).map_err(|e| e.to_string()))
                .map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/api/tasks/{}", client.baseurl, encode_path(& id.to_string()),
            );
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .patch(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .json(&body)
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "edit_task",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::run_task`]

[`Client::run_task`]: super::Client::run_task*/
    #[derive(Debug, Clone)]
    pub struct RunTask<'a> {
        client: &'a super::Client,
        id: Result<i64, String>,
        idempotency_key: Result<Option<::std::string::String>, String>,
        body: Result<types::builder::RunTask, String>,
    }
    impl<'a> RunTask<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                id: Err("id was not initialized".to_string()),
                idempotency_key: Ok(None),
                body: Ok(::std::default::Default::default()),
            }
        }
        pub fn id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<i64>,
        {
            self.id = value
                .try_into()
                .map_err(|_| "conversion to `i64` for id failed".to_string());
            self
        }
        pub fn idempotency_key<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.idempotency_key = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for idempotency_key failed"
                        .to_string()
                });
            self
        }
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::RunTask>,
            <V as std::convert::TryInto<types::RunTask>>::Error: std::fmt::Display,
        {
            self.body = value
                .try_into()
                .map(From::from)
                .map_err(|s| format!("conversion to `RunTask` for body failed: {}", s));
            self
        }
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(types::builder::RunTask) -> types::builder::RunTask,
        {
            self.body = self.body.map(f);
            self
        }
        ///Sends a `POST` request to `/api/tasks/{id}/run`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::Run>, Error<types::Problem>> {
            let Self { client, id, idempotency_key, body } = self;
            let id = id.map_err(Error::InvalidRequest)?;
            let idempotency_key = idempotency_key.map_err(Error::InvalidRequest)?;
            let body = body
                .and_then(|v| types::RunTask::try_from(v).map_err(|e| e.to_string()))
                .map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/api/tasks/{}/run", client.baseurl, encode_path(& id.to_string()),
            );
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(2usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            if let Some(value) = idempotency_key {
                header_map.append("Idempotency-Key", value.to_string().try_into()?);
            }
            #[allow(unused_mut)]
            let mut request = client
                .client
                .post(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .json(&body)
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "run_task",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                202u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::list_slots`]

[`Client::list_slots`]: super::Client::list_slots*/
    #[derive(Debug, Clone)]
    pub struct ListSlots<'a> {
        client: &'a super::Client,
        id: Result<i64, String>,
        cursor: Result<Option<::std::string::String>, String>,
        limit: Result<Option<u32>, String>,
    }
    impl<'a> ListSlots<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                id: Err("id was not initialized".to_string()),
                cursor: Ok(None),
                limit: Ok(None),
            }
        }
        pub fn id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<i64>,
        {
            self.id = value
                .try_into()
                .map_err(|_| "conversion to `i64` for id failed".to_string());
            self
        }
        pub fn cursor<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.cursor = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for cursor failed"
                        .to_string()
                });
            self
        }
        pub fn limit<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<u32>,
        {
            self.limit = value
                .try_into()
                .map(Some)
                .map_err(|_| "conversion to `u32` for limit failed".to_string());
            self
        }
        ///Sends a `GET` request to `/api/tasks/{id}/slots`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::SlotPage>, Error<types::Problem>> {
            let Self { client, id, cursor, limit } = self;
            let id = id.map_err(Error::InvalidRequest)?;
            let cursor = cursor.map_err(Error::InvalidRequest)?;
            let limit = limit.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/api/tasks/{}/slots", client.baseurl, encode_path(& id.to_string()),
            );
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .get(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .query(&progenitor_client::QueryParam::new("cursor", &cursor))
                .query(&progenitor_client::QueryParam::new("limit", &limit))
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "list_slots",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::list_templates`]

[`Client::list_templates`]: super::Client::list_templates*/
    #[derive(Debug, Clone)]
    pub struct ListTemplates<'a> {
        client: &'a super::Client,
        channel_id: Result<Option<::std::string::String>, String>,
        cursor: Result<Option<::std::string::String>, String>,
        limit: Result<Option<u32>, String>,
    }
    impl<'a> ListTemplates<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                channel_id: Ok(None),
                cursor: Ok(None),
                limit: Ok(None),
            }
        }
        pub fn channel_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.channel_id = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for channel_id failed"
                        .to_string()
                });
            self
        }
        pub fn cursor<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.cursor = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for cursor failed"
                        .to_string()
                });
            self
        }
        pub fn limit<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<u32>,
        {
            self.limit = value
                .try_into()
                .map(Some)
                .map_err(|_| "conversion to `u32` for limit failed".to_string());
            self
        }
        ///Sends a `GET` request to `/api/templates`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::TemplatePage>, Error<types::Problem>> {
            let Self { client, channel_id, cursor, limit } = self;
            let channel_id = channel_id.map_err(Error::InvalidRequest)?;
            let cursor = cursor.map_err(Error::InvalidRequest)?;
            let limit = limit.map_err(Error::InvalidRequest)?;
            let url = format!("{}/api/templates", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .get(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .query(&progenitor_client::QueryParam::new("channel_id", &channel_id))
                .query(&progenitor_client::QueryParam::new("cursor", &cursor))
                .query(&progenitor_client::QueryParam::new("limit", &limit))
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "list_templates",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::add_template`]

[`Client::add_template`]: super::Client::add_template*/
    #[derive(Debug, Clone)]
    pub struct AddTemplate<'a> {
        client: &'a super::Client,
        name: Result<::std::string::String, String>,
        body: Result<types::builder::AddTemplate, String>,
    }
    impl<'a> AddTemplate<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                name: Err("name was not initialized".to_string()),
                body: Ok(::std::default::Default::default()),
            }
        }
        pub fn name<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.name = value
                .try_into()
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for name failed"
                        .to_string()
                });
            self
        }
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::AddTemplate>,
            <V as std::convert::TryInto<types::AddTemplate>>::Error: std::fmt::Display,
        {
            self.body = value
                .try_into()
                .map(From::from)
                .map_err(|s| {
                    format!("conversion to `AddTemplate` for body failed: {}", s)
                });
            self
        }
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(
                types::builder::AddTemplate,
            ) -> types::builder::AddTemplate,
        {
            self.body = self.body.map(f);
            self
        }
        ///Sends a `POST` request to `/api/templates/{name}/add`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::AddedTemplate>, Error<types::Problem>> {
            let Self { client, name, body } = self;
            let name = name.map_err(Error::InvalidRequest)?;
            let body = body
                .and_then(|v| types::AddTemplate::try_from(v).map_err(|e| e.to_string()))
                .map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/api/templates/{}/add", client.baseurl, encode_path(& name
                .to_string()),
            );
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .post(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .json(&body)
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "add_template",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                201u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::create_thread`]

[`Client::create_thread`]: super::Client::create_thread*/
    #[derive(Debug, Clone)]
    pub struct CreateThread<'a> {
        client: &'a super::Client,
        idempotency_key: Result<Option<::std::string::String>, String>,
        body: Result<types::builder::CreateThread, String>,
    }
    impl<'a> CreateThread<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                idempotency_key: Ok(None),
                body: Ok(::std::default::Default::default()),
            }
        }
        pub fn idempotency_key<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.idempotency_key = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for idempotency_key failed"
                        .to_string()
                });
            self
        }
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::CreateThread>,
            <V as std::convert::TryInto<types::CreateThread>>::Error: std::fmt::Display,
        {
            self.body = value
                .try_into()
                .map(From::from)
                .map_err(|s| {
                    format!("conversion to `CreateThread` for body failed: {}", s)
                });
            self
        }
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(
                types::builder::CreateThread,
            ) -> types::builder::CreateThread,
        {
            self.body = self.body.map(f);
            self
        }
        ///Sends a `POST` request to `/api/threads`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::OpenedThread>, Error<types::Problem>> {
            let Self { client, idempotency_key, body } = self;
            let idempotency_key = idempotency_key.map_err(Error::InvalidRequest)?;
            let body = body
                .and_then(|v| {
                    types::CreateThread::try_from(v).map_err(|e| e.to_string())
                })
                .map_err(Error::InvalidRequest)?;
            let url = format!("{}/api/threads", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(2usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            if let Some(value) = idempotency_key {
                header_map.append("Idempotency-Key", value.to_string().try_into()?);
            }
            #[allow(unused_mut)]
            let mut request = client
                .client
                .post(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .json(&body)
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "create_thread",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                201u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::delete_thread`]

[`Client::delete_thread`]: super::Client::delete_thread*/
    #[derive(Debug, Clone)]
    pub struct DeleteThread<'a> {
        client: &'a super::Client,
        id: Result<::std::string::String, String>,
    }
    impl<'a> DeleteThread<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                id: Err("id was not initialized".to_string()),
            }
        }
        pub fn id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for id failed"
                        .to_string()
                });
            self
        }
        ///Sends a `DELETE` request to `/api/threads/{id}`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<types::Problem>> {
            let Self { client, id } = self;
            let id = id.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/api/threads/{}", client.baseurl, encode_path(& id.to_string()),
            );
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .delete(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "delete_thread",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                204u16 => Ok(ResponseValue::empty(response)),
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::list_tokens`]

[`Client::list_tokens`]: super::Client::list_tokens*/
    #[derive(Debug, Clone)]
    pub struct ListTokens<'a> {
        client: &'a super::Client,
        cursor: Result<Option<::std::string::String>, String>,
        limit: Result<Option<u32>, String>,
    }
    impl<'a> ListTokens<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                cursor: Ok(None),
                limit: Ok(None),
            }
        }
        pub fn cursor<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.cursor = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for cursor failed"
                        .to_string()
                });
            self
        }
        pub fn limit<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<u32>,
        {
            self.limit = value
                .try_into()
                .map(Some)
                .map_err(|_| "conversion to `u32` for limit failed".to_string());
            self
        }
        ///Sends a `GET` request to `/api/tokens`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::TokenPage>, Error<types::Problem>> {
            let Self { client, cursor, limit } = self;
            let cursor = cursor.map_err(Error::InvalidRequest)?;
            let limit = limit.map_err(Error::InvalidRequest)?;
            let url = format!("{}/api/tokens", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .get(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .query(&progenitor_client::QueryParam::new("cursor", &cursor))
                .query(&progenitor_client::QueryParam::new("limit", &limit))
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "list_tokens",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::create_token`]

[`Client::create_token`]: super::Client::create_token*/
    #[derive(Debug, Clone)]
    pub struct CreateToken<'a> {
        client: &'a super::Client,
        body: Result<types::builder::CreateToken, String>,
    }
    impl<'a> CreateToken<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                body: Ok(::std::default::Default::default()),
            }
        }
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::CreateToken>,
            <V as std::convert::TryInto<types::CreateToken>>::Error: std::fmt::Display,
        {
            self.body = value
                .try_into()
                .map(From::from)
                .map_err(|s| {
                    format!("conversion to `CreateToken` for body failed: {}", s)
                });
            self
        }
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(
                types::builder::CreateToken,
            ) -> types::builder::CreateToken,
        {
            self.body = self.body.map(f);
            self
        }
        ///Sends a `POST` request to `/api/tokens`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::CreatedToken>, Error<types::Problem>> {
            let Self { client, body } = self;
            let body = body
                .and_then(|v| types::CreateToken::try_from(v).map_err(|e| e.to_string()))
                .map_err(Error::InvalidRequest)?;
            let url = format!("{}/api/tokens", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .post(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .json(&body)
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "create_token",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                201u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::revoke_token`]

[`Client::revoke_token`]: super::Client::revoke_token*/
    #[derive(Debug, Clone)]
    pub struct RevokeToken<'a> {
        client: &'a super::Client,
        id: Result<i64, String>,
    }
    impl<'a> RevokeToken<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                id: Err("id was not initialized".to_string()),
            }
        }
        pub fn id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<i64>,
        {
            self.id = value
                .try_into()
                .map_err(|_| "conversion to `i64` for id failed".to_string());
            self
        }
        ///Sends a `DELETE` request to `/api/tokens/{id}`
        pub async fn send(self) -> Result<ResponseValue<()>, Error<types::Problem>> {
            let Self { client, id } = self;
            let id = id.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/api/tokens/{}", client.baseurl, encode_path(& id.to_string()),
            );
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .delete(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "revoke_token",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                204u16 => Ok(ResponseValue::empty(response)),
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::get_health`]

[`Client::get_health`]: super::Client::get_health*/
    #[derive(Debug, Clone)]
    pub struct GetHealth<'a> {
        client: &'a super::Client,
    }
    impl<'a> GetHealth<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self { client: client }
        }
        ///Sends a `GET` request to `/healthz`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::Probe>, Error<types::Problem>> {
            let Self { client } = self;
            let url = format!("{}/healthz", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .get(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "get_health",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::get_metrics`]

[`Client::get_metrics`]: super::Client::get_metrics*/
    #[derive(Debug, Clone)]
    pub struct GetMetrics<'a> {
        client: &'a super::Client,
    }
    impl<'a> GetMetrics<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self { client: client }
        }
        ///Sends a `GET` request to `/metrics`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<ByteStream>, Error<types::Problem>> {
            let Self { client } = self;
            let url = format!("{}/metrics", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client.client.get(url).headers(header_map).build()?;
            let info = OperationInfo {
                operation_id: "get_metrics",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => Ok(ResponseValue::stream(response)),
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::get_readiness`]

[`Client::get_readiness`]: super::Client::get_readiness*/
    #[derive(Debug, Clone)]
    pub struct GetReadiness<'a> {
        client: &'a super::Client,
    }
    impl<'a> GetReadiness<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self { client: client }
        }
        ///Sends a `GET` request to `/readyz`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::Readiness>, Error<types::Problem>> {
            let Self { client } = self;
            let url = format!("{}/readyz", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .get(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "get_readiness",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
}
/// Items consumers will typically use such as the Client.
pub mod prelude {
    pub use self::super::Client;
}
