//! MCP over standard input and output: one JSON-RPC message a line. Whatever comes in, the process goes on serving;
//! nothing but messages goes out. It must not know tools.

use std::collections::HashSet;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rmcp::RoleServer;
use rmcp::model::{
    ClientJsonRpcMessage, ClientNotification, ClientRequest, ErrorCode, ErrorData, GetMeta as _,
    JsonRpcMessage, ProtocolVersion, RequestId, ServerJsonRpcMessage,
};
use rmcp::transport::Transport;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::sync::{Notify, mpsc};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::lines::{self, Line};

/// Bytes of one message that are taken; a prompt may have 512 KiB.
const MAX_BYTES: usize = 4 << 20;
/// Calls at work at once.
const MAX_CALLS: usize = 64;
/// How long calls may go on when no more input comes.
const GRACE: Duration = Duration::from_secs(3);
const TOO_MANY: ErrorCode = ErrorCode(-32000);

/// The client's side of the standard streams.
#[derive(Debug)]
pub(crate) struct Stdio<W> {
    incoming: mpsc::Receiver<ClientJsonRpcMessage>,
    outgoing: Arc<Outgoing<W>>,
}

#[derive(Debug)]
struct Outgoing<W> {
    writer: tokio::sync::Mutex<W>,
    /// Requests that have no answer yet.
    open: Mutex<HashSet<RequestId>>,
    answered: Notify,
    /// Cancelled when nobody reads what we write.
    broken: CancellationToken,
}

impl<W: AsyncWrite + Send + Unpin + 'static> Stdio<W> {
    /// Begins to read.
    pub(crate) fn start(
        input: impl AsyncRead + Send + Unpin + 'static,
        output: W,
        tasks: &TaskTracker,
    ) -> Self {
        let outgoing = Arc::new(Outgoing {
            writer: tokio::sync::Mutex::new(output),
            open: Mutex::default(),
            answered: Notify::new(),
            broken: CancellationToken::new(),
        });
        let (sender, incoming) = mpsc::channel(1);
        let reader = Reader { sender, outgoing: outgoing.clone(), begun: false };
        let broken = outgoing.broken.clone();
        tasks.spawn(async move {
            // Dropping the sender is how the end is told.
            tokio::select! {
                () = broken.cancelled() => {}
                () = reader.read(BufReader::new(input)) => {}
            }
        });
        Self { incoming, outgoing }
    }
}

impl<W: AsyncWrite + Send + Unpin + 'static> Transport<RoleServer> for Stdio<W> {
    type Error = io::Error;

    fn send(
        &mut self,
        message: ServerJsonRpcMessage,
    ) -> impl Future<Output = io::Result<()>> + Send + 'static {
        let outgoing = self.outgoing.clone();
        async move { outgoing.send(&message).await }
    }

    async fn receive(&mut self) -> Option<ClientJsonRpcMessage> {
        self.incoming.recv().await
    }

    async fn close(&mut self) -> io::Result<()> {
        self.incoming.close();
        Ok(())
    }
}

impl<W: AsyncWrite + Send + Unpin> Outgoing<W> {
    async fn send(&self, message: &ServerJsonRpcMessage) -> io::Result<()> {
        let mut line = serde_json::to_vec(message)?;
        line.push(b'\n');
        let written = async {
            let mut writer = self.writer.lock().await;
            writer.write_all(&line).await?;
            writer.flush().await
        };
        let written = written.await;
        if written.is_err() {
            self.broken.cancel();
        }
        match message {
            JsonRpcMessage::Response(answer) => self.close(&answer.id),
            JsonRpcMessage::Error(answer) => answer.id.iter().for_each(|id| self.close(id)),
            _ => {}
        }
        written
    }

    async fn refuse(&self, id: Option<RequestId>, code: ErrorCode, text: String) {
        let error = ErrorData::new(code, text, None);
        // Where it cannot be written, `broken` ends everything.
        let _ = self.send(&ServerJsonRpcMessage::error(error, id)).await;
    }

    /// Books a request; false if there are too many.
    fn open(&self, id: &RequestId) -> bool {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.len() >= MAX_CALLS {
            return false;
        }
        open.insert(id.clone());
        true
    }

    fn close(&self, id: &RequestId) {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
        self.answered.notify_waiters();
    }

    /// Waits until every request has its answer.
    async fn settled(&self) {
        loop {
            let answered = self.answered.notified();
            if self.open.lock().unwrap_or_else(PoisonError::into_inner).is_empty() {
                return;
            }
            answered.await;
        }
    }
}

struct Reader<W> {
    sender: mpsc::Sender<ClientJsonRpcMessage>,
    outgoing: Arc<Outgoing<W>>,
    /// True once the client has introduced itself.
    begun: bool,
}

impl<W: AsyncWrite + Send + Unpin> Reader<W> {
    async fn read(mut self, mut input: BufReader<impl AsyncRead + Unpin>) {
        loop {
            match lines::next(&mut input, MAX_BYTES).await {
                Ok(Line::Whole(line)) => {
                    if let Some(message) = self.understand(&line).await
                        && self.sender.send(message).await.is_err()
                    {
                        return;
                    }
                }
                Ok(Line::TooLong) => {
                    let text = format!("the message is longer than {} MiB", MAX_BYTES >> 20);
                    self.outgoing.refuse(None, ErrorCode::INVALID_REQUEST, text).await;
                }
                Ok(Line::End) => break,
                Err(error) => {
                    crate::log(&format!("failed to read standard input: {error}"));
                    break;
                }
            }
        }
        let _ = tokio::time::timeout(GRACE, self.outgoing.settled()).await;
    }

    /// The message of a line; what is none is answered here.
    async fn understand(&mut self, line: &[u8]) -> Option<ClientJsonRpcMessage> {
        if line.trim_ascii().is_empty() {
            return None;
        }
        let value: Value = match serde_json::from_slice(line) {
            Ok(value) => value,
            Err(error) => {
                let text = format!("the line is not JSON: {error}");
                self.outgoing.refuse(None, ErrorCode::PARSE_ERROR, text).await;
                return None;
            }
        };
        let Some(fields) = value.as_object() else {
            let text = "a message is one JSON object a line; batches are not taken".to_owned();
            self.outgoing.refuse(None, ErrorCode::INVALID_REQUEST, text).await;
            return None;
        };
        let id: Option<RequestId> = fields.get("id").and_then(|id| serde_json::from_value(id.clone()).ok());
        let is_request = fields.contains_key("id") && fields.contains_key("method");
        let method = fields.get("method").and_then(Value::as_str).unwrap_or_default().to_owned();
        match serde_json::from_value(value) {
            Ok(JsonRpcMessage::Request(request)) => self.admit(JsonRpcMessage::Request(request)).await,
            Ok(JsonRpcMessage::Notification(_)) if is_request => {
                let text = "an id is a string or a whole number".to_owned();
                self.outgoing.refuse(None, ErrorCode::INVALID_REQUEST, text).await;
                None
            }
            // Before the introduction they mean nothing.
            Ok(_) if !self.begun => None,
            Ok(JsonRpcMessage::Notification(notification)) => {
                if let ClientNotification::CancelledNotification(cancelled) = &notification.notification
                    && let Some(id) = &cancelled.params.request_id
                {
                    // A cancelled call gets no answer.
                    self.outgoing.close(id);
                }
                Some(JsonRpcMessage::Notification(notification))
            }
            Ok(message) => Some(message),
            // What wants no answer gets none.
            Err(_) if !is_request && !method.is_empty() => None,
            Err(_) => {
                let text = "the line is no JSON-RPC 2.0 message".to_owned();
                self.outgoing.refuse(id, ErrorCode::INVALID_REQUEST, text).await;
                None
            }
        }
    }

    /// A request, unless it can be answered here.
    async fn admit(&mut self, message: ClientJsonRpcMessage) -> Option<ClientJsonRpcMessage> {
        let JsonRpcMessage::Request(request) = &message else { return Some(message) };
        let id = request.id.clone();
        if let ClientRequest::CustomRequest(custom) = &request.request {
            let (code, text) = if KNOWN.contains(&custom.method.as_str()) {
                (
                    ErrorCode::INVALID_PARAMS,
                    format!("the parameters of `{}` are not as MCP has them", custom.method),
                )
            } else {
                (ErrorCode::METHOD_NOT_FOUND, format!("there is no method `{}`", custom.method))
            };
            self.outgoing.refuse(Some(id), code, text).await;
            return None;
        }
        if !self.outgoing.open(&id) {
            let text = format!("{MAX_CALLS} calls are at work; wait for an answer and call again");
            self.outgoing.refuse(Some(id), TOO_MANY, text).await;
            return None;
        }
        self.begun |= introduces(&request.request);
        Some(message)
    }
}

/// True of a request after which a conversation goes on: the handshake, or one that brings along what that would say.
fn introduces(request: &ClientRequest) -> bool {
    match request {
        ClientRequest::InitializeRequest(_) => true,
        ClientRequest::PingRequest(_) | ClientRequest::DiscoverRequest(_) => false,
        request => {
            let meta = request.get_meta();
            meta.missing_required_keys(&ProtocolVersion::V_2026_07_28).is_empty()
                && meta
                    .protocol_version()
                    .is_some_and(|version| ProtocolVersion::KNOWN_VERSIONS.contains(&version))
        }
    }
}

/// Methods that are served if their parameters can be read.
const KNOWN: [&str; 5] = ["initialize", "ping", "server/discover", "tools/call", "tools/list"];
