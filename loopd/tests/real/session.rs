//! An adapter that listens, as it does in the daemon, and a channel that is taken away again.

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use futures::FutureExt as _;
use loopd::chat::Chat;
use loopd::chat::inbound::{Inbound, Inbox, NotTaken, Suggestion, Typing};
use loopd::model::{ChannelId, Platform, Reach, Watched};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::service::{PATIENCE, Service, patiently, until};

/// How long all stories in a channel may take.
const STORY: Duration = Duration::from_secs(300);

/// Takes everything that comes in.
#[derive(Default)]
pub struct Taker(Mutex<Vec<Inbound>>);

impl Taker {
    /// What programs said in a channel or in a thread of it.
    pub fn said_by_programs(&self, channel: &str) -> Vec<String> {
        let taken = self.0.lock().unwrap();
        let said = taken.iter().filter_map(|inbound| match inbound {
            Inbound::Said(said) if said.author.is_bot => Some(said),
            _ => None,
        });
        let here =
            said.filter(|said| said.place.id == channel || said.place.parent.as_deref() == Some(channel));
        here.map(|said| said.text.clone()).collect()
    }
}

#[async_trait]
impl Inbox for Taker {
    async fn deliver(&self, _platform: Platform, inbound: Inbound) -> Result<(), NotTaken> {
        self.0.lock().unwrap().push(inbound);
        Ok(())
    }

    async fn watched(&self, _platform: Platform, _reach: Reach) -> Result<Watched, NotTaken> {
        Ok(Watched::default())
    }

    async fn caught_up_elsewhere(&self, _platform: Platform) -> Result<(), NotTaken> {
        Ok(())
    }

    async fn caught_up(&self, _channel: &ChannelId) -> Result<(), NotTaken> {
        Ok(())
    }

    async fn is_active(&self, _channel: &ChannelId) -> Result<bool, NotTaken> {
        Ok(true)
    }

    async fn suggest(&self, _platform: Platform, _typing: Typing) -> Vec<Suggestion> {
        Vec::new()
    }
}

/// A connected adapter.
pub struct Session {
    pub chat: Arc<dyn Chat>,
    pub inbox: Arc<Taker>,
    stop: CancellationToken,
    listening: JoinHandle<anyhow::Result<()>>,
}

impl Session {
    /// Connects, and waits until events come in.
    pub async fn begin(chat: Arc<dyn Chat>) -> Self {
        let (inbox, stop): (Arc<Taker>, _) = (Arc::default(), CancellationToken::new());
        let mut listening = {
            let (chat, inbox, stop) = (Arc::clone(&chat), Arc::clone(&inbox), stop.clone());
            TaskTracker::new().spawn(async move { chat.listen(inbox, stop).await })
        };
        tokio::select! {
            ended = &mut listening => panic!("it is not let in: {:#}", ended.unwrap().unwrap_err()),
            _ = until("a connection", async || chat.health(), |health| health.is_ok) => {}
        }
        Self { chat, inbox, stop, listening }
    }

    /// Disconnects.
    pub async fn end(self) {
        self.stop.cancel();
        tokio::time::timeout(PATIENCE, self.listening).await.expect("the listening ends").unwrap().unwrap();
    }
}

/// Makes a channel, does something in it, and takes it away, also where that fails.
pub async fn in_a_channel(service: &dyn Service, act: impl AsyncFnOnce(&str)) {
    let maker = service.adapter();
    let name = format!("loop-test-{}", &uuid::Uuid::new_v4().simple().to_string()[..12]);
    let channel = patiently("a channel", async || maker.create_channel(&name, "k").await).await;
    let channel = channel.expect("nobody else has that name");
    let ended = AssertUnwindSafe(async {
        assert_eq!(channel.name, name);
        // A second try, as after a crash, finds what the first one made.
        let again = service.adapter();
        assert_eq!(patiently("none", async || again.create_channel(&name, "k").await).await, None);
        let same = patiently("the same channel", async || again.join_channel(&name).await).await;
        assert_eq!(same, channel);
        tokio::time::timeout(STORY, act(&channel.id)).await.expect("it goes on and on");
    });
    let ended = ended.catch_unwind().await;
    let removed = service.remove(&channel.id).await;
    if let Err(failure) = ended {
        if let Err(error) = removed {
            eprintln!("#{name} is left: {error}");
        }
        resume_unwind(failure);
    }
    removed.unwrap_or_else(|error| panic!("#{name} is left: {error}"));
}
