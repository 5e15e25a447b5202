//! Slack, through Socket Mode and the Web API.
//!
//! A channel's id is Slack's (`C…`, `D…`); a thread's is its channel's and its first message's, `C…:170….…`.
//! `events` and `render` are pure: what Slack tells, in our words, and what we say, in Slack's. `listen` keeps
//! the sockets, `socket` makes an event durable before it is acknowledged, `missed` reads what was said meanwhile,
//! `post` sees to it that nothing is said twice.

mod channels;
mod directory;
mod elsewhere;
mod events;
mod files;
mod limits;
mod listen;
mod missed;
mod pace;
mod post;
mod render;
mod shared;
mod socket;
mod text;
mod timings;
mod web;
mod wire;

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use tokio_util::sync::CancellationToken;

use super::inbound::{File, Inbox, ReplyTo};
use super::{Chat, Error, FoundChannel, Health, NewThread, Outbound, Progress, Upload};
use crate::config;
use shared::Shared;
use web::{Site, Web};

pub use timings::Timings;

/// Slack.
pub struct Slack {
    shared: Arc<Shared>,
}

impl Slack {
    /// The workspace that the tokens belong to; nothing is connected before [`Chat::listen`].
    ///
    /// # Errors
    /// If the address is none to send tokens to, or the system's certificates cannot be read.
    pub fn new(config: &config::Slack, timings: Timings) -> anyhow::Result<Self> {
        // Other crates may bring a second provider with them, and rustls refuses to choose; the sockets' library asks
        // for the process's own. An error says that somebody has chosen before, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let site = Site::new(config.api_url.as_deref())?;
        let client = Arc::new(site.client()?);
        let bot = Web::new(&client, &config.bot_token, timings.call);
        let app = Web::new(&client, &config.app_token, timings.call);
        Ok(Self { shared: Arc::new(Shared::new(site, client, (bot, app), timings)?) })
    }
}

#[async_trait]
impl Chat for Slack {
    fn name(&self) -> String {
        self.shared.me().map_or_else(|| "loop".to_owned(), |me| me.name)
    }

    async fn find_channels(&self, query: &str) -> Result<Vec<FoundChannel>, Error> {
        self.shared.find_channels(query).await
    }

    fn spelled(&self, name: &str) -> String {
        render::channel_name(name)
    }

    /// The name is made one that Slack takes; it, not the key, tells whether the channel has been made before.
    async fn create_channel(&self, name: &str, _key: &str) -> Result<Option<FoundChannel>, Error> {
        self.shared.create_channel(name).await
    }

    async fn invite(&self, channel: &str, person: &str) -> Result<(), Error> {
        self.shared.invite(channel, person).await
    }

    async fn join_channel(&self, name: &str) -> Result<FoundChannel, Error> {
        self.shared.join_channel(name).await
    }

    async fn listen(&self, inbox: Arc<dyn Inbox>, stop: CancellationToken) -> anyhow::Result<()> {
        Arc::clone(&self.shared).listen(inbox, stop).await
    }

    fn health(&self) -> Health {
        self.shared.health()
    }

    async fn roles_of(&self, person: &str) -> Result<Vec<String>, Error> {
        self.shared.roles_of(person).await
    }

    async fn fetch(&self, file: &File, limit: u64) -> Result<Bytes, Error> {
        self.shared.fetch(file, limit).await
    }

    async fn upload(&self, upload: &Upload) -> Result<(), Error> {
        self.shared.upload(upload).await
    }

    async fn show_progress(&self, progress: &Progress, message: Option<&str>) -> Result<String, Error> {
        self.shared.show_progress(progress, message).await
    }

    async fn remove_progress(&self, channel: &str, message: &str) -> Result<(), Error> {
        self.shared.take_away(post::place(channel).0, message).await
    }

    async fn show_typing(&self, channel: &str) -> Result<(), Error> {
        self.shared.show_typing(channel).await
    }

    async fn reply(&self, to: &ReplyTo, text: &str) -> Result<(), Error> {
        self.shared.reply(to, text).await
    }

    async fn post(&self, outbound: &Outbound) -> Result<(), Error> {
        self.shared.post(outbound).await
    }

    async fn open_thread(&self, thread: &NewThread) -> Result<String, Error> {
        self.shared.open_thread(thread).await
    }

    async fn rename_thread(&self, thread: &str, title: &str) -> Result<(), Error> {
        self.shared.rename_thread(thread, title).await
    }

    async fn delete_thread(&self, thread: &str) -> Result<(), Error> {
        self.shared.delete_thread(thread).await
    }
}
