//! A chat platform in the place of Slack: people talk to the daemon through it, and it keeps what the daemon says.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bytes::Bytes;
use loopd::chat::inbound::{Author, File, Inbound, Inbox, Place, ReplyTo, Said};
use loopd::chat::{Chat, Error, FoundChannel, Health, NewThread, Outbound, Progress, Upload};
use loopd::model::Platform;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// The platform.
#[derive(Default)]
pub struct Messenger {
    inbox: watch::Sender<Option<Arc<dyn Inbox>>>,
    posts: Mutex<Vec<String>>,
    uploads: Mutex<Vec<(String, String)>>,
    files: Mutex<Vec<(String, Bytes)>>,
    refusal: Mutex<Option<String>>,
    /// Where files went.
    places: Mutex<Vec<String>>,
    /// True while it does not answer.
    is_away: AtomicBool,
}

impl Messenger {
    /// Ann says something in #ops, with files of these names and sizes.
    pub async fn say(&self, id: &str, text: &str, files: &[(&str, u64)]) {
        let mut inbox = self.inbox.subscribe();
        let inbox = inbox.wait_for(Option::is_some).await.unwrap().clone().unwrap();
        let file = |(name, bytes): &(&str, u64)| File {
            name: (*name).to_owned(),
            url: format!("https://files/{name}"),
            bytes: *bytes,
        };
        let said = Said {
            id: id.to_owned(),
            place: Place { id: "C1".to_owned(), name: Some("ops".to_owned()), ..Place::default() },
            author: Author { id: "UANN".to_owned(), name: "Ann".to_owned(), ..Author::default() },
            text: text.to_owned(),
            mentions_loop: true,
            files: files.iter().map(file).collect(),
            ..Said::default()
        };
        inbox.deliver(Platform::Slack, Inbound::Said(said)).await.unwrap();
    }

    /// It has a file of that name.
    pub fn has(&self, name: &str, content: &str) {
        self.files.lock().unwrap().push((format!("https://files/{name}"), Bytes::from(content.to_owned())));
    }

    /// It takes no files any more, and says so.
    pub fn refuse_files(&self, reason: &str) {
        *self.refusal.lock().unwrap() = Some(reason.to_owned());
    }

    /// It goes away, or comes back.
    pub fn is_away(&self, away: bool) {
        self.is_away.store(away, Ordering::SeqCst);
    }

    /// Where files were put, oldest first.
    pub fn places(&self) -> Vec<String> {
        self.places.lock().unwrap().clone()
    }

    /// What the daemon said, oldest first.
    pub fn posts(&self) -> Vec<String> {
        self.posts.lock().unwrap().clone()
    }

    /// Names and contents of files, oldest first.
    pub fn uploads(&self) -> Vec<(String, String)> {
        self.uploads.lock().unwrap().clone()
    }
}

#[async_trait]
impl Chat for Messenger {
    fn name(&self) -> String {
        "loop".to_owned()
    }

    async fn find_channels(&self, _: &str) -> Result<Vec<FoundChannel>, Error> {
        Ok(Vec::new())
    }

    async fn create_channel(&self, _: &str, _: &str) -> Result<Option<FoundChannel>, Error> {
        Err(Error::Never("not here".to_owned()))
    }

    async fn join_channel(&self, _: &str) -> Result<FoundChannel, Error> {
        Err(Error::Never("not here".to_owned()))
    }

    async fn listen(&self, inbox: Arc<dyn Inbox>, stop: CancellationToken) -> anyhow::Result<()> {
        self.inbox.send_replace(Some(inbox));
        stop.cancelled().await;
        self.inbox.send_replace(None);
        Ok(())
    }

    fn health(&self) -> Health {
        Health { is_ok: true, detail: "connected".to_owned() }
    }

    async fn roles_of(&self, _: &str) -> Result<Vec<String>, Error> {
        Ok(Vec::new())
    }

    async fn fetch(&self, file: &File, _: u64) -> Result<Bytes, Error> {
        let files = self.files.lock().unwrap();
        let found = files.iter().find(|(url, _)| *url == file.url);
        found.map(|(_, content)| content.clone()).ok_or_else(|| Error::Never("it was deleted".to_owned()))
    }

    async fn upload(&self, upload: &Upload) -> Result<(), Error> {
        if self.is_away.load(Ordering::SeqCst) {
            return Err(Error::Later { reason: "it is away".to_owned(), after_ms: Some(20) });
        }
        if let Some(reason) = self.refusal.lock().unwrap().clone() {
            return Err(Error::Never(reason));
        }
        let content = String::from_utf8(upload.content.to_vec()).unwrap();
        self.places.lock().unwrap().push(upload.channel.clone());
        self.uploads.lock().unwrap().push((upload.name.clone(), content));
        Ok(())
    }

    async fn show_progress(&self, _: &Progress, _: Option<&str>) -> Result<String, Error> {
        Ok("p1".to_owned())
    }

    async fn remove_progress(&self, _: &str, _: &str) -> Result<(), Error> {
        Ok(())
    }

    async fn show_typing(&self, _: &str) -> Result<(), Error> {
        Ok(())
    }

    async fn reply(&self, _: &ReplyTo, _: &str) -> Result<(), Error> {
        Ok(())
    }

    async fn post(&self, outbound: &Outbound) -> Result<(), Error> {
        self.posts.lock().unwrap().push(outbound.text.clone());
        Ok(())
    }

    async fn open_thread(&self, thread: &NewThread) -> Result<String, Error> {
        Ok(format!("T{}", thread.key))
    }

    async fn rename_thread(&self, _: &str, _: &str) -> Result<(), Error> {
        Ok(())
    }

    async fn delete_thread(&self, _: &str) -> Result<(), Error> {
        Ok(())
    }
}
