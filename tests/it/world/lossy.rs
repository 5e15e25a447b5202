//! A way to the daemon that loses answers: requests arrive, but the connection breaks before anything comes back.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{UnixListener, UnixStream};

/// A socket in front of the daemon's.
pub struct Lossy {
    path: PathBuf,
    /// Answers still to be lost.
    left: Arc<AtomicUsize>,
    method: Arc<str>,
}

impl Lossy {
    /// Loses answers to requests of that method.
    pub fn start(path: &Path, daemon: &Path, method: &str) -> Self {
        let listener = UnixListener::bind(path).unwrap();
        let lossy = Self { path: path.to_owned(), left: Arc::default(), method: method.into() };
        let (daemon, left, method) = (daemon.to_owned(), lossy.left.clone(), lossy.method.clone());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(pass(client, daemon.clone(), left.clone(), method.clone()));
            }
        });
        lossy
    }

    /// Loses that many answers from now on.
    pub fn lose(&self, answers: usize) {
        self.left.store(answers, Ordering::SeqCst);
    }

    /// True when none is left to lose.
    pub fn is_through(&self) -> bool {
        self.left.load(Ordering::SeqCst) == 0
    }

    /// What `--api-url` is to be.
    pub fn api_url(&self) -> String {
        format!("unix:{}", self.path.display())
    }
}

async fn pass(mut client: UnixStream, daemon: PathBuf, left: Arc<AtomicUsize>, method: Arc<str>) {
    let mut daemon = UnixStream::connect(daemon).await.unwrap();
    let (mut sent, mut answered) = ([0; 65536], [0; 65536]);
    let mut is_lost = false;
    loop {
        tokio::select! {
            read = client.read(&mut sent) => {
                let Ok(count @ 1..) = read else { return };
                is_lost |= sent[..count].starts_with(method.as_bytes())
                    && left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok();
                daemon.write_all(&sent[..count]).await.unwrap();
            }
            read = daemon.read(&mut answered) => {
                let Ok(count @ 1..) = read else { return };
                // The daemon has done it by now.
                if is_lost {
                    return;
                }
                client.write_all(&answered[..count]).await.unwrap();
            }
        }
    }
}
