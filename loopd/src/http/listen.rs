//! Accepting connections, on TCP and Unix sockets alike, with bounds on everything a caller could drag out.
//!
//! It must not know what is answered: it serves any router and tells it the way a request came in.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::header::CONNECTION;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::IntoResponse;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};
use tokio::sync::Semaphore;
use tokio_util::either::Either;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::Service as _;

use super::auth::Way;
use super::socket::{self, Access};
use super::{Api, router};
use crate::engine::doors::Door;

/// Connections at once for the operator and for everybody on TCP, each.
const CONNECTIONS: usize = 1024;
/// How long a request's head may take, and how long a connection may idle between requests.
const HEAD_WITHIN: Duration = Duration::from_secs(10);
/// Bytes of a request's head at the most: its lines with their ends.
const MAX_HEAD_BYTES: usize = 64 * 1024;
/// Headers of a request at the most.
const MAX_HEADERS: usize = 100;
/// How long open requests may go on when the daemon stops.
const DRAIN: Duration = Duration::from_secs(2);
/// A pause after a failed accept, such as one for want of file descriptors.
const PAUSE: Duration = Duration::from_millis(200);

/// Where the operator's requests come in, bound already.
#[derive(Debug)]
pub struct Listeners {
    /// TCP, if the configuration wants it.
    pub tcp: Option<TcpListener>,
    /// The operator's socket.
    pub socket: UnixListener,
}

impl Listeners {
    /// Binds the operator's socket and, if wanted, a TCP address.
    ///
    /// # Errors
    /// If another program has one of them, or they cannot be made safe; the text says which and why.
    pub async fn bind(addr: Option<SocketAddr>, socket: &Path) -> io::Result<Self> {
        let tcp = match addr {
            Some(addr) => Some(TcpListener::bind(addr).await.map_err(|error| {
                let hint = "is another program using it? set `api_addr` to a free one, or to \"\" for the socket only";
                io::Error::new(error.kind(), format!("cannot listen on {addr}: {error}; {hint}"))
            })?),
            None => None,
        };
        Ok(Self { tcp, socket: socket::bind(socket, Access::Owner)? })
    }
}

/// Serves the API until the daemon stops; returns at once. The work is on the engine's task tracker.
pub fn serve(api: Arc<Api>, listeners: Listeners) {
    let scope = Scope { tasks: api.engine.tasks.clone(), stop: api.engine.stopping.clone() };
    let router = router(api);
    if let Some(tcp) = listeners.tcp {
        let accepting = accept_loop(Listener::Tcp(tcp), router.clone(), CONNECTIONS, scope.clone());
        scope.tasks.spawn(accepting);
    }
    let tasks = scope.tasks.clone();
    tasks.spawn(accept_loop(Listener::Operator(listeners.socket), router, CONNECTIONS, scope));
}

/// Where tasks run and what ends them.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    /// Where they run.
    pub(super) tasks: TaskTracker,
    /// Ends them.
    pub(super) stop: CancellationToken,
}

/// One place where connections arrive.
pub(super) enum Listener {
    /// TCP.
    Tcp(TcpListener),
    /// The operator's socket.
    Operator(UnixListener),
    /// A socket in a container's door.
    Door(UnixListener, Arc<Door>),
}

type Stream = Either<TcpStream, UnixStream>;

impl Listener {
    async fn accept(&self) -> io::Result<(Stream, Way)> {
        match self {
            Self::Tcp(listener) => {
                let (stream, _) = listener.accept().await?;
                stream.set_nodelay(true)?;
                let way = Way::Tcp(stream.local_addr()?);
                Ok((Either::Left(stream), way))
            }
            Self::Operator(listener) => {
                let (stream, _) = listener.accept().await?;
                let peer = stream.peer_cred()?.uid();
                let trusted = peer == 0 || peer == rustix::process::geteuid().as_raw();
                Ok((Either::Right(stream), Way::Operator { trusted }))
            }
            Self::Door(listener, door) => {
                let (stream, _) = listener.accept().await?;
                Ok((Either::Right(stream), Way::Door(Arc::clone(door))))
            }
        }
    }
}

/// Accepts until the scope stops. At most `cap` connections are served at once; more wait in the kernel's queue.
pub(super) async fn accept_loop(listener: Listener, router: Router, cap: usize, scope: Scope) {
    let places = Arc::new(Semaphore::new(cap));
    loop {
        let accepted = async {
            let place = Arc::clone(&places).acquire_owned().await.map_err(io::Error::other)?;
            let (stream, way) = listener.accept().await?;
            Ok::<_, io::Error>((place, stream, way))
        };
        let accepted = tokio::select! {
            () = scope.stop.cancelled() => return,
            accepted = accepted => accepted,
        };
        match accepted {
            Ok((place, stream, way)) => {
                let (router, stop) = (router.clone(), scope.stop.clone());
                scope.tasks.spawn(async move {
                    connection(stream, way, router, stop).await;
                    drop(place);
                });
            }
            // A caller that has gone again is no trouble of ours.
            Err(error) if is_callers(&error) => {}
            Err(error) => {
                tracing::warn!(%error, "failed to accept a connection; trying again");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

fn is_callers(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionReset, InvalidInput, NotConnected};
    matches!(error.kind(), ConnectionAborted | ConnectionReset | InvalidInput | NotConnected)
}

/// The size of a request's head. The buffer that it is read into may hold a little more than it is meant to.
fn head_bytes<B>(request: &Request<B>) -> usize {
    const LINE_END: usize = 2;
    let line = format!("{} {} HTTP/1.1", request.method(), request.uri()).len() + LINE_END;
    let header = |(name, value): (&HeaderName, &HeaderValue)| {
        name.as_str().len() + ": ".len() + value.len() + LINE_END
    };
    line + request.headers().iter().map(header).sum::<usize>() + LINE_END
}

async fn connection(stream: Stream, way: Way, router: Router, stop: CancellationToken) {
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(way.clone());
        let mut router = router.clone();
        async move {
            if head_bytes(&request) > MAX_HEAD_BYTES {
                let mut refusal = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE.into_response();
                refusal.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
                return Ok(refusal);
            }
            router.call(request).await
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .max_buf_size(MAX_HEAD_BYTES)
        .max_headers(MAX_HEADERS)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => Ok(ended),
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            tokio::time::timeout(DRAIN, connection).await
        }
    };
    match ended {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::debug!(%error, "a connection ended early"),
        Err(_) => tracing::debug!("a connection was cut because the daemon stops"),
    }
}
