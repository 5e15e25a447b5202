//! Discord, through its gateway and REST API.
//!
//! Ids are Discord's, of threads as well. `events`, `commands`, `text` and `render` are pure: what Discord tells, in our
//! words, and what we say, in Discord's. `listen` keeps a session, `socket` is one connection, `worker` hands over what
//! comes until it is taken, `missed` reads what was said meanwhile, `interactions` answers commands and buttons in time,
//! `post` sees to it that nothing is said twice.
//!
//! Of `serenity`, what is said and registered comes from its builders, and the protocol's numbers from its types. Its
//! own HTTP and gateway are not built: they need an older TLS, have no time limits, lose events where a connection dies
//! silently, and cannot be pointed elsewhere together with their rate limits.

mod channels;
mod commands;
mod directory;
mod elsewhere;
mod events;
mod files;
mod guilds;
mod interactions;
mod limits;
mod listen;
mod missed;
mod pace;
mod post;
mod render;
mod shared;
mod site;
mod socket;
mod text;
mod threads;
mod timings;
mod web;
mod wire;
mod worker;

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use tokio_util::sync::CancellationToken;

use super::inbound::{File, Inbox, ReplyTo};
use super::{Chat, Error, FoundChannel, Health, NewThread, Outbound, Progress, Upload};
use crate::config;
use shared::Shared;
use site::Site;
use web::Web;

pub use timings::Timings;

/// Discord.
pub struct Discord {
    shared: Arc<Shared>,
}

impl Discord {
    /// The bot that the token belongs to; nothing is connected before [`Chat::listen`].
    ///
    /// # Errors
    /// If the address is none to send a token to, or the token is none.
    pub fn new(config: &config::Discord, timings: Timings) -> anyhow::Result<Self> {
        // Other crates may bring a second provider with them, and rustls refuses to choose. An error says that somebody
        // has chosen before, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let site = Site::new(config.api_url.as_deref())?;
        let web = Web::new(site, &config.token, timings)?;
        let shared = Shared::new(web, timings, config.app_id.clone(), config.guild_id.clone());
        Ok(Self { shared: Arc::new(shared) })
    }
}

#[async_trait]
impl Chat for Discord {
    fn name(&self) -> String {
        self.shared.me().map_or_else(|| "loop".to_owned(), |me| me.username)
    }

    async fn find_channels(&self, query: &str) -> Result<Vec<FoundChannel>, Error> {
        self.shared.find_channels(query).await
    }

    fn spelled(&self, name: &str) -> String {
        render::channel_name(name)
    }

    /// The name is made one that Discord takes; it, not the key, tells whether the channel has been made before.
    async fn create_channel(&self, name: &str, _key: &str) -> Result<Option<FoundChannel>, Error> {
        self.shared.create_channel(name).await
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
        self.shared.take_away(channel, message).await
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
