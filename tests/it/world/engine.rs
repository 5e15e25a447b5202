//! A way to the Docker engine that a test can cut: a socket in front of the real one.

use std::path::{Path, PathBuf};

use tokio::net::{UnixListener, UnixStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

const DOCKER: &str = "/var/run/docker.sock";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// Everything passes.
    Open,
    /// As if the engine were gone: no socket, no connection.
    Cut,
    /// As if the engine hung: connections are taken and never answered.
    Stalled,
}

/// The engine as one world sees it.
pub struct Engine {
    path: PathBuf,
    way: watch::Sender<Way>,
    serving: JoinHandle<()>,
}

impl Engine {
    /// A way to the real engine.
    pub async fn start(path: &Path) -> Self {
        let way = watch::Sender::new(Way::Open);
        let serving = tokio::spawn(serve(path.to_owned(), way.subscribe()));
        let engine = Self { path: path.to_owned(), way, serving };
        engine.reachable(true).await;
        engine
    }

    /// What `DOCKER_HOST` is to be.
    pub fn address(&self) -> String {
        format!("unix://{}", self.path.display())
    }

    /// The engine goes away.
    pub async fn cut(&self) {
        self.way.send_replace(Way::Cut);
        self.reachable(false).await;
    }

    /// The engine does not answer any more.
    pub fn stall(&self) {
        self.way.send_replace(Way::Stalled);
    }

    /// The engine is back.
    pub async fn restore(&self) {
        self.way.send_replace(Way::Open);
        self.reachable(true).await;
    }

    async fn reachable(&self, wanted: bool) {
        while UnixStream::connect(&self.path).await.is_ok() != wanted {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(path: PathBuf, mut way: watch::Receiver<Way>) {
    while way.wait_for(|way| *way != Way::Cut).await.is_ok() {
        let listener = UnixListener::bind(&path).unwrap();
        let mut until = way.clone();
        loop {
            tokio::select! {
                cut = until.wait_for(|way| *way == Way::Cut) => match cut {
                    Ok(_) => break,
                    Err(_) => return,
                },
                Ok((client, _)) = listener.accept() => drop(tokio::spawn(pass(client, way.clone()))),
            }
        }
        std::fs::remove_file(&path).unwrap();
    }
}

/// Passes one connection on until either side ends it or the way is not open any more.
async fn pass(mut client: UnixStream, mut way: watch::Receiver<Way>) {
    let mut until = way.clone();
    let passing = async {
        if way.wait_for(|way| *way == Way::Open).await.is_err() {
            return;
        }
        let closed = async {
            let _ = way.wait_for(|way| *way != Way::Open).await;
        };
        let Ok(mut server) = UnixStream::connect(DOCKER).await else { return };
        tokio::select! {
            _ = tokio::io::copy_bidirectional(&mut client, &mut server) => {}
            () = closed => {}
        }
    };
    tokio::select! {
        () = passing => {}
        _ = until.wait_for(|way| *way == Way::Cut) => {}
    }
}
