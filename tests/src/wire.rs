//! Connections that can be broken on purpose, below everything that HTTP and WebSocket know of.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use futures::task::AtomicWaker;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

const OPEN: u8 = 0;
const SILENT: u8 = 1;
const FINISHED: u8 = 2;
const RESET: u8 = 3;
/// A frame of a reserved kind, with bits set that must not be.
const NO_FRAME: &[u8] = &[0xff, 0xff, 0xff, 0xff];

/// What is done to a connection.
#[derive(Debug, Default)]
pub(crate) struct Wire {
    state: AtomicU8,
    garbled: AtomicBool,
    reader: AtomicWaker,
}

impl Wire {
    /// Nothing is read or written any more, and the peer is not told.
    pub fn silence(&self) {
        self.set(SILENT);
    }

    /// The connection ends without a word.
    pub fn finish(&self) {
        self.set(FINISHED);
    }

    /// The connection is reset.
    pub fn reset(&self) {
        self.set(RESET);
    }

    /// Bytes are sent that are no frame.
    pub fn garble(&self) {
        self.garbled.store(true, Ordering::SeqCst);
        self.reader.wake();
    }

    fn set(&self, state: u8) {
        self.state.store(state, Ordering::SeqCst);
        self.reader.wake();
    }
}

/// Which connection a request came by.
#[derive(Clone, Debug)]
pub(crate) struct Peer(pub Arc<Wire>);

impl Connected<IncomingStream<'_, Tap>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Tap>) -> Self {
        stream.remote_addr().clone()
    }
}

/// Accepts connections that can be broken.
pub(crate) struct Tap {
    pub listener: TcpListener,
    pub wires: Wires,
}

/// Every connection there is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wires(Arc<Mutex<Vec<Weak<Wire>>>>);

impl Wires {
    /// Resets them all.
    pub fn reset(&self) {
        for wire in self.0.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            if let Some(wire) = wire.upgrade() {
                wire.reset();
            }
        }
    }

    fn add(&self, wire: &Arc<Wire>) {
        let mut wires = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        wires.retain(|wire| wire.strong_count() > 0);
        wires.push(Arc::downgrade(wire));
    }
}

impl Listener for Tap {
    type Io = Tapped;
    type Addr = Peer;

    async fn accept(&mut self) -> (Tapped, Peer) {
        loop {
            if let Ok((stream, _)) = self.listener.accept().await {
                let wire = Arc::new(Wire::default());
                self.wires.add(&wire);
                return (Tapped { stream, wire: Arc::clone(&wire) }, Peer(wire));
            }
            tokio::task::yield_now().await;
        }
    }

    fn local_addr(&self) -> io::Result<Peer> {
        Ok(Peer(Arc::default()))
    }
}

/// A connection that can be broken.
pub(crate) struct Tapped {
    stream: TcpStream,
    wire: Arc<Wire>,
}

impl Tapped {
    /// How a connection that is not open any more answers.
    fn broken(&self) -> Option<Poll<io::Result<()>>> {
        match self.wire.state.load(Ordering::SeqCst) {
            OPEN => None,
            SILENT => Some(Poll::Pending),
            FINISHED => Some(Poll::Ready(Ok(()))),
            _ => {
                // Closing now sends a reset instead of an end.
                let _ = self.stream.set_zero_linger();
                Some(Poll::Ready(Err(io::ErrorKind::ConnectionReset.into())))
            }
        }
    }
}

impl AsyncRead for Tapped {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.wire.reader.register(cx.waker());
        if let Some(answer) = self.broken() {
            return answer;
        }
        if self.wire.garbled.swap(false, Ordering::SeqCst) {
            let _ = Pin::new(&mut self.stream).poll_write(cx, NO_FRAME);
        }
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Tapped {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match self.broken() {
            None => Pin::new(&mut self.stream).poll_write(cx, buf),
            Some(Poll::Ready(Err(error))) => Poll::Ready(Err(error)),
            // What is written to a connection that is dead without knowing it goes nowhere.
            Some(_) => Poll::Ready(Ok(buf.len())),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
