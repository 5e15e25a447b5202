//! Whoever drags out, overfills or breaks off a connection hurts only himself.

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::world::World;

/// A world with a TCP address, and its token.
pub struct Tcp {
    pub world: World,
    pub port: u16,
    pub token: String,
}

impl Tcp {
    pub async fn start() -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let world = World::with(json!({ "api_addr": format!("127.0.0.1:{port}") })).await;
        let token = std::fs::read_to_string(world.home().join("token")).unwrap().trim().to_owned();
        Self { world, port, token }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(("127.0.0.1", self.port)).await.unwrap()
    }

    /// The head of an operator's request.
    fn head(&self, request: &str, headers: &str) -> String {
        let Self { port, token, .. } = self;
        format!(
            "{request} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nauthorization: Bearer {token}\r\n{headers}\r\n"
        )
    }

    /// Sends it on a connection of its own; gives everything that comes back until the daemon closes.
    async fn exchange(&self, sent: &[u8]) -> String {
        let mut stream = self.connect().await;
        // The daemon may have had enough before everything is sent.
        let _ = stream.write_all(sent).await;
        read_all(stream).await
    }

    /// The daemon answers others, and soon.
    async fn assert_well(&self) {
        let asked = Instant::now();
        let answer = self.exchange(self.head("GET /api/status", "connection: close\r\n").as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        assert!(asked.elapsed() < Duration::from_secs(2), "{:?}", asked.elapsed());
    }
}

async fn read_all(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    // A reset after the answer is as good as an end.
    let read = async { while matches!(stream.read_buf(&mut answer).await, Ok(1..)) {} };
    tokio::time::timeout(Duration::from_secs(45), read).await.expect("the connection stayed open");
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn three_hundred_half_open_connections_keep_nobody_out() {
    let tcp = Tcp::start().await;
    let mut half_open = Vec::new();
    for _ in 0..300 {
        let mut stream = tcp.connect().await;
        stream.write_all(b"GET /api/status HTTP/1.1\r\nhost: 127.0.0.1\r\nx-slow: ").await.unwrap();
        half_open.push(stream);
    }
    // The operator's socket has connections of its own.
    let asked = Instant::now();
    assert_eq!(tcp.world.api.get("/api/status").await.status, 200);
    assert!(asked.elapsed() < Duration::from_secs(2), "{:?}", asked.elapsed());
    for _ in 0..5 {
        tcp.assert_well().await;
    }
    drop(half_open);
    tcp.world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_half_open_connection_is_closed_in_time() {
    let tcp = Tcp::start().await;
    let mut silent = Vec::new();
    for sent in ["", "GET /api/st", "GET /api/status HTTP/1.1\r\nhost: x\r\n"] {
        let mut stream = tcp.connect().await;
        stream.write_all(sent.as_bytes()).await.unwrap();
        silent.push(read_all(stream));
    }
    // One that asks again and again may stay; one that falls silent after an answer may not.
    let mut idle = tcp.connect().await;
    idle.write_all(tcp.head("GET /healthz", "").as_bytes()).await.unwrap();
    silent.push(read_all(idle));
    let begun = Instant::now();
    for answer in futures::future::join_all(silent).await {
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 408") || answer.starts_with("HTTP/1.1 200"),
            "{answer}"
        );
    }
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    tcp.world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn heads_and_bodies_beyond_their_limits_are_refused() {
    let tcp = Tcp::start().await;
    let long = "x".repeat(256 * 1024);
    let huge = "x".repeat(3 << 20);
    let many: String = (0..200).map(|number| format!("x-{number}: y\r\n")).collect();
    for headers in [format!("x-long: {long}\r\n"), format!("x-huge: {huge}\r\n"), many] {
        let answer = tcp.exchange(tcp.head("GET /api/status", &headers).as_bytes()).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer:.200}");
        tcp.assert_well().await;
    }
    let answer = tcp.exchange(tcp.head(&format!("GET /{huge}"), "").as_bytes()).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer:.200}");

    // A gibibyte announced: nobody waits for it, and nobody makes room for it.
    let headers = "content-type: application/json\r\ncontent-length: 1073741824\r\n";
    let mut sent = tcp.head("POST /api/runs", headers).into_bytes();
    sent.extend(vec![b' '; 2 << 20]);
    let asked = Instant::now();
    let answer = tcp.exchange(&sent).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 413"), "{answer:.200}");
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
    // The same in pieces of unknown number.
    let chunked = "content-type: application/json\r\ntransfer-encoding: chunked\r\n";
    let mut sent = tcp.head("POST /api/runs", chunked).into_bytes();
    for _ in 0..20 {
        sent.extend(b"20000\r\n");
        sent.extend(vec![b' '; 0x20000]);
        sent.extend(b"\r\n");
    }
    let answer = tcp.exchange(&sent).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 413"), "{answer:.200}");
    tcp.assert_well().await;
    tcp.world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_of_64_kib_is_taken_and_one_byte_more_is_not() {
    let tcp = Tcp::start().await;
    let bare = tcp.head("GET /api/status", "connection: close\r\nx-long: \r\n").len();
    for (bytes, status) in [(64 * 1024, "200"), (64 * 1024 + 1, "431"), (72 * 1024, "431")] {
        let padding = "x".repeat(bytes - bare);
        let head = tcp.head("GET /api/status", &format!("connection: close\r\nx-long: {padding}\r\n"));
        assert_eq!(head.len(), bytes);
        let answer = tcp.exchange(head.as_bytes()).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{bytes}: {answer:.200}");
    }
    tcp.world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gibibyte_that_is_announced_is_refused_before_it_comes() {
    let tcp = Tcp::start().await;
    let headers = "content-type: application/json\r\ncontent-length: 1073741824\r\n";
    let asked = Instant::now();
    let answer = tcp.exchange(tcp.head("POST /api/runs", headers).as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer:.200}");
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
    tcp.world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_broken_off_in_the_middle_leaves_nothing() {
    let tcp = Tcp::start().await;
    let ops = tcp.world.channel("ops").await;
    let body = json!({ "channel_id": ops, "prompt": "half", "author": "Ann" }).to_string();
    let headers = format!("content-type: application/json\r\ncontent-length: {}\r\n", body.len());
    let whole = tcp.head("POST /api/runs", &headers) + &body;
    for cut in [1, 40, whole.len() - body.len(), whole.len() - 10, whole.len() - 1] {
        let mut stream = tcp.connect().await;
        stream.write_all(&whole.as_bytes()[..cut]).await.unwrap();
        stream.shutdown().await.unwrap();
        let answer = read_all(stream).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400"), "{cut}: {answer}");
    }
    tcp.assert_well().await;
    assert_eq!(tcp.world.api.get("/api/runs").await.body["items"], json!([]));
    tcp.world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_sent_without_waiting_are_answered_in_order() {
    let tcp = Tcp::start().await;
    let ops = tcp.world.channel("ops").await;
    let mut sent = String::new();
    for number in 0..20 {
        sent += &tcp.head(&format!("GET /api/channels/none-{number}"), "");
    }
    sent += &tcp.head(&format!("GET /api/channels/{ops}"), "connection: close\r\n");
    let answer = tcp.exchange(sent.as_bytes()).await;
    let statuses: Vec<&str> =
        answer.match_indices("HTTP/1.1 ").map(|(at, _)| &answer[at + 9..at + 12]).collect();
    assert_eq!(statuses[..20], ["404"; 20]);
    assert_eq!(statuses[20..], ["200"]);
    let places: Vec<usize> = (0..20)
        .map(|number| {
            answer
                .find(&format!("none-{number}\""))
                .or(answer.find(&format!("none-{number} ")))
                .or(answer.find(&format!("none-{number}")))
                .unwrap()
        })
        .collect();
    assert!(places.is_sorted(), "{places:?}");
    tcp.world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watcher_that_never_reads_holds_nothing_up() {
    let tcp = Tcp::start().await;
    let ops = tcp.world.channel("ops").await;
    tcp.world.model.answers("talk", &"a long answer ".repeat(20_000));
    let run = tcp.world.start_run(&ops, "talk").await;
    let mut deaf = Vec::new();
    for _ in 0..20 {
        let mut stream = tcp.connect().await;
        stream.write_all(tcp.head(&format!("GET /api/runs/{run}/events"), "").as_bytes()).await.unwrap();
        deaf.push(stream);
    }
    let ended = tcp.world.ended(run).await;
    assert_eq!(ended["status"], "succeeded", "{}", ended["error"]);
    tcp.assert_well().await;
    let asked = Instant::now();
    let Tcp { world, .. } = tcp;
    world.end().await;
    assert!(asked.elapsed() < Duration::from_secs(6), "the stop waited for them: {:?}", asked.elapsed());
}
