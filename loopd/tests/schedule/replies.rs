//! A reply that a platform keeps refusing is given up after a day, and what waits behind it goes out.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bytes::Bytes;
use loopd::chat::inbound::{File, Inbox, ReplyTo};
use loopd::chat::{Chat, Error, FoundChannel, Health, NewThread, Outbound, Progress, Upload};
use loopd::model::{ChannelId, Platform};
use loopd::store::{NewChannel, NewMessage, Target};
use tokio_util::sync::CancellationToken;

use crate::engine::{SetClock, engine};

const BEGIN: i64 = 1_772_323_200_000;
const HOUR: i64 = 3_600_000;

/// A platform that never takes one text, and every other.
#[derive(Default)]
struct Refuses {
    tries: AtomicI64,
    taken: Mutex<Vec<String>>,
}

#[async_trait]
impl Chat for Refuses {
    fn name(&self) -> String {
        "loop".to_owned()
    }

    async fn listen(&self, _: Arc<dyn Inbox>, _: CancellationToken) -> anyhow::Result<()> {
        unreachable!()
    }

    fn health(&self) -> Health {
        unreachable!()
    }

    async fn roles_of(&self, _: &str) -> Result<Vec<String>, Error> {
        unreachable!()
    }

    async fn fetch(&self, _: &File, _: u64) -> Result<Bytes, Error> {
        unreachable!()
    }

    async fn upload(&self, _: &Upload) -> Result<(), Error> {
        unreachable!()
    }

    async fn show_progress(&self, _: &Progress, _: Option<&str>) -> Result<String, Error> {
        unreachable!()
    }

    async fn remove_progress(&self, _: &str, _: &str) -> Result<(), Error> {
        unreachable!()
    }

    async fn show_typing(&self, _: &str) -> Result<(), Error> {
        unreachable!()
    }

    async fn reply(&self, _: &ReplyTo, _: &str) -> Result<(), Error> {
        unreachable!()
    }

    async fn find_channels(&self, _: &str) -> Result<Vec<FoundChannel>, Error> {
        Ok(Vec::new())
    }

    async fn create_channel(&self, _: &str, _: &str) -> Result<Option<FoundChannel>, Error> {
        unreachable!()
    }

    async fn join_channel(&self, _: &str) -> Result<FoundChannel, Error> {
        unreachable!()
    }

    async fn post(&self, outbound: &Outbound) -> Result<(), Error> {
        if outbound.text == "first" {
            self.tries.fetch_add(1, Ordering::SeqCst);
            return Err(Error::Later { reason: "not now".to_owned(), after_ms: Some(HOUR) });
        }
        self.taken.lock().unwrap().push(outbound.text.clone());
        Ok(())
    }

    async fn open_thread(&self, _: &NewThread) -> Result<String, Error> {
        unreachable!()
    }

    async fn rename_thread(&self, _: &str, _: &str) -> Result<(), Error> {
        unreachable!()
    }

    async fn delete_thread(&self, _: &str) -> Result<(), Error> {
        unreachable!()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_refused_for_a_day_is_given_up_and_the_next_one_goes_out() {
    let home = tempfile::tempdir().unwrap();
    let clock = SetClock { now: Arc::new(AtomicI64::new(BEGIN)), step: 0 };
    let mut daemon = engine(home.path(), &Target::Sqlite(home.path().join("loop.db")), &clock, "one").await;
    let chat = Arc::new(Refuses::default());
    daemon.chats.insert(Platform::Local, chat.clone());
    let ops = ChannelId("ops".to_owned());
    let new = NewChannel {
        id: ops.clone(),
        platform: Platform::Local,
        name: "ops".to_owned(),
        dir: None,
        made_by: None,
    };
    daemon.store.ensure_channel(new, BEGIN).await.unwrap();
    for text in ["first", "second"] {
        let said = NewMessage {
            channel_id: ops.clone(),
            external_id: None,
            author_id: "loop".to_owned(),
            author_name: "loop".to_owned(),
            from_agent: true,
            text: text.to_owned(),
            run_id: None,
        };
        daemon.store.say(said, None, None, BEGIN).await.unwrap();
    }
    let loops = tokio::spawn({
        let daemon = daemon.clone();
        async move { daemon.deliver_loop(Platform::Local).await }
    });
    for hour in 0..=25 {
        clock.now.store(BEGIN + hour * HOUR, Ordering::SeqCst);
        daemon.live.deliveries.ring();
        let tried = async {
            while chat.tries.load(Ordering::SeqCst) <= hour && chat.taken.lock().unwrap().is_empty() {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(10), tried).await.expect("nothing was tried");
        if !chat.taken.lock().unwrap().is_empty() {
            break;
        }
        // The loop has put it off before the clock moves on.
        while daemon.store.next_delivery_at(Platform::Local, 0).await.unwrap() == Some(BEGIN + hour * HOUR) {
            tokio::task::yield_now().await;
        }
    }
    assert_eq!(*chat.taken.lock().unwrap(), ["second"]);
    assert_eq!(daemon.store.counts().await.unwrap().deliveries_dead, 1);
    daemon.stopping.cancel();
    loops.await.unwrap().unwrap();
}
