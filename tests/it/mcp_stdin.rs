//! Whatever comes in on loop-mcp's standard input, it goes on serving, and only messages come out.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;

use crate::world::Mcp;

/// Away for good, which these tests do not mind.
const NOWHERE: [&str; 4] = ["--channel-id", "c", "--api-url", "unix:/nowhere/api.sock"];
/// Seeds of the random inputs.
const SEEDS: std::ops::Range<u64> = 1..25;

/// Numbers that are the same every time (xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % below as u64).unwrap()
    }
}

/// A message with some bytes changed, lost, doubled, or nothing but noise.
fn garbage(dice: &mut Dice) -> Vec<u8> {
    let sound = [
        r#"{"jsonrpc":"2.0","id":"g","method":"tools/list"}"#,
        r#"{"jsonrpc":"2.0","id":-7,"method":"tools/call","params":{"name":"show_run","arguments":{"run_id":1.5}}}"#,
        r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"g"}}"#,
        r#"{"jsonrpc":"2.0","id":99,"result":{}}"#,
        r#"{"jsonrpc":"2.0","error":{"code":1,"message":"x"}}"#,
        r#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#,
        r#"{"jsonrpc":"2.0","id":{},"method":"ping","params":[]}"#,
    ];
    let mut bytes = sound[dice.roll(sound.len())].as_bytes().to_vec();
    match dice.roll(4) {
        0 => bytes = (0..dice.roll(300)).map(|_| u8::try_from(dice.roll(256)).unwrap()).collect(),
        1 => bytes.truncate(dice.roll(bytes.len())),
        2 => bytes = bytes.repeat(1 + dice.roll(3)),
        _ => {
            for _ in 0..=dice.roll(5) {
                let at = dice.roll(bytes.len());
                bytes[at] = u8::try_from(dice.roll(256)).unwrap();
            }
        }
    }
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn noise_of_any_kind_is_survived() {
    for seed in SEEDS {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let mut mcp = Mcp::start(&NOWHERE);
        // Before the handshake and after it.
        for _ in 0..2 {
            for _ in 0..40 {
                let mut line = garbage(&mut dice);
                line.push(b'\n');
                // In pieces, as pipes bring them.
                let cut = dice.roll(line.len());
                mcp.write(&line[..cut]).await;
                mcp.write(&line[cut..]).await;
            }
            mcp.introduce().await;
        }
        let ping = mcp.request("ping", json!({})).await;
        assert_eq!(ping["result"], json!({}), "seed {seed}");
        assert!(mcp.close().await.1.success(), "seed {seed}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_request_is_answered_or_passed_over_as_json_rpc_has_it() {
    let mut mcp = Mcp::introduced(&NOWHERE).await;
    let huge = format!(r#"{{"jsonrpc":"2.0","id":5,"method":"ping","x":"{}"}}"#, "x".repeat(5 << 20));
    let table: [(&[u8], i64, Value); 11] = [
        (b"{", -32700, Value::Null),
        (b"nonsense", -32700, Value::Null),
        (b"\xff\xfe{}", -32700, Value::Null),
        (b"[]", -32600, Value::Null),
        (br#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, -32600, Value::Null),
        (br#"{"jsonrpc":"1.0","id":7,"method":"ping"}"#, -32600, json!(7)),
        (br#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, -32600, Value::Null),
        (br#"{"jsonrpc":"2.0","id":8,"method":"resources/read"}"#, -32601, json!(8)),
        (br#"{"jsonrpc":"2.0","id":9,"method":"tools/call","params":{"arguments":{}}}"#, -32602, json!(9)),
        (br#"{"jsonrpc":"2.0","id":"a","method":"no/such"}"#, -32601, json!("a")),
        (huge.as_bytes(), -32600, Value::Null),
    ];
    for (line, code, id) in table {
        let shown = String::from_utf8_lossy(&line[..line.len().min(80)]).into_owned();
        mcp.write(line).await;
        mcp.write(b"\n").await;
        let answer = mcp.next().await.unwrap();
        assert_eq!((&answer["error"]["code"], &answer["id"]), (&json!(code), &id), "{shown}: {answer}");
        assert!(answer["error"]["message"].as_str().is_some_and(|text| text.len() > 5), "{answer}");
    }
    for silent in [
        "",
        "  ",
        r#"{"jsonrpc":"2.0","method":"notifications/unheard"}"#,
        r#"{"jsonrpc":"2.0","id":1,"result":{}}"#,
        r#"{"jsonrpc":"2.0","method":"ping"}"#,
    ] {
        mcp.write(format!("{silent}\n").as_bytes()).await;
    }
    // The next answer is the next request's.
    let ping = mcp.begin("ping", json!({})).await;
    assert_eq!(mcp.next().await.unwrap()["id"], ping);
    assert!(mcp.close().await.1.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_methods_are_refused_at_once_even_before_the_handshake() {
    let mut mcp = Mcp::start(&NOWHERE);
    for method in ["no/such", "resources/list", "prompts/list"] {
        let asked = Instant::now();
        let answer = mcp.request(method, json!({})).await;
        assert!(answer["error"]["code"].is_i64(), "{answer}");
        assert!(asked.elapsed() < Duration::from_secs(2), "{method}: {:?}", asked.elapsed());
        if method == "no/such" {
            assert_eq!(answer["error"]["code"], -32601, "{answer}");
        }
        mcp.introduce().await;
    }
    // What newer clients ask first.
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": { "name": "test", "version": "1" },
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let mut mcp = Mcp::start(&NOWHERE);
    let answer = mcp.request("server/discover", json!({ "_meta": meta })).await;
    assert!(answer["result"]["capabilities"]["tools"].is_object(), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_ends_with_its_input_by_a_signal_and_without_a_reader() {
    let (rest, status) = Mcp::start(&NOWHERE).close().await;
    assert!(rest.is_empty() && status.success(), "{rest:?} {status}");
    // A call that nobody can answer does not keep it.
    let mut mcp = Mcp::introduced(&NOWHERE).await;
    mcp.begin("tools/call", json!({ "name": "list_tasks", "arguments": {} })).await;
    let asked = Instant::now();
    assert!(mcp.close().await.1.success());
    assert!(asked.elapsed() < Duration::from_secs(10), "{:?}", asked.elapsed());
    for signal in ["TERM", "INT"] {
        let mut mcp = Mcp::introduced(&NOWHERE).await;
        mcp.begin("tools/call", json!({ "name": "list_tasks", "arguments": {} })).await;
        mcp.signal(signal);
        assert!(mcp.exited().await.success(), "{signal}");
    }
    let mcp = Mcp::introduced(&NOWHERE).await;
    let (mut child, mut stdin) = mcp.stop_reading();
    // The answers break the pipe; writing may fail once it has ended.
    while stdin.write_all(b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n").await.is_ok() {}
    assert!(child.wait().await.unwrap().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_beyond_what_it_takes_at_once_are_refused() {
    let mut mcp = Mcp::introduced(&NOWHERE).await;
    let mut last = 0;
    for _ in 0..65 {
        last = mcp.begin("tools/call", json!({ "name": "list_tasks", "arguments": {} })).await;
    }
    let refused = mcp.next().await.unwrap();
    assert_eq!((&refused["id"], &refused["error"]["code"]), (&json!(last), &json!(-32000)), "{refused}");
    mcp.signal("TERM");
    mcp.exited().await;
}

#[test]
fn wrong_arguments_are_a_usage_error_and_nothing_goes_to_standard_output() {
    let program = crate::world::program("loop-mcp");
    for args in [&[][..], &["--channel-id", "c", "--dir", "/d"], &["--channel-id", "c", "--api-url", "x"]] {
        let output = std::process::Command::new(&program).args(args).env_clear().output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{args:?}");
    }
}
