//! Opens the doors that the engine asks for: in each, the API as that container may use it, and the model's API.
//!
//! It must not decide which doors there are or what an agent may do.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use tokio::sync::mpsc;

use super::listen::{Listener, Scope, accept_loop};
use super::model_proxy::ModelProxy;
use super::socket::{self, Access};
use super::{Api, router};
use crate::engine::doors::{API_SOCKET, Door, MODEL_SOCKET, OpenDoor};

/// Connections at once to one door's API.
const API_CONNECTIONS: usize = 16;
/// Connections at once from one container to the model; its sub-agents ask at the same time.
const MODEL_CONNECTIONS: usize = 64;

/// Opens doors as they are asked for, until the daemon stops or nobody can ask any more.
pub async fn keep(api: Arc<Api>, model: ModelProxy, mut asked: mpsc::Receiver<OpenDoor>) {
    let router = router(Arc::clone(&api));
    let model = Arc::new(model);
    let engine = &api.engine;
    loop {
        let open = tokio::select! {
            () = engine.stopping.cancelled() => return,
            open = asked.recv() => open,
        };
        let Some(OpenDoor { door, opened }) = open else { return };
        let scope = Scope { tasks: engine.tasks.clone(), stop: engine.stopping.child_token() };
        let result = start(door, router.clone(), &model, &scope);
        if opened.send(result).is_err() {
            // Whoever asked has gone: nobody will ever close this door.
            scope.stop.cancel();
        }
    }
}

/// Binds both sockets and serves them until the door is closed or the scope stops.
fn start(door: Door, router: Router, model: &Arc<ModelProxy>, scope: &Scope) -> io::Result<()> {
    let paths = [door.dir.join(API_SOCKET), door.dir.join(MODEL_SOCKET)];
    let api_socket = socket::bind(&paths[0], Access::Anyone)?;
    let model_socket = match socket::bind(&paths[1], Access::Anyone) {
        Ok(socket) => socket,
        Err(error) => {
            remove(&paths[..1]);
            return Err(error);
        }
    };
    let door = Arc::new(door);
    let proxy = model.router(Arc::clone(&door));
    let api_loop =
        accept_loop(Listener::Door(api_socket, Arc::clone(&door)), router, API_CONNECTIONS, scope.clone());
    let model_loop =
        accept_loop(Listener::Door(model_socket, Arc::clone(&door)), proxy, MODEL_CONNECTIONS, scope.clone());
    let stop = scope.stop.clone();
    scope.tasks.spawn(async move {
        let serving = async { tokio::join!(api_loop, model_loop) };
        tokio::select! {
            _ = serving => {}
            () = door.closed.cancelled() => stop.cancel(),
        }
        remove(&paths);
    });
    Ok(())
}

fn remove(paths: &[PathBuf]) {
    for path in paths {
        match std::fs::remove_file(path) {
            Ok(()) => {}
            // The engine may have removed the whole door.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => tracing::warn!(path = %path.display(), %error, "failed to remove a door's socket"),
        }
    }
}
