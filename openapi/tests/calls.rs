//! The client against a daemon that answers what it is told to: refusals, broken streams, silence.

#![expect(clippy::unwrap_used, reason = "the helpers of these tests panic as tests do")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use futures::StreamExt as _;
use loop_client::types::RunEvent;
use loop_client::{Client, Endpoint, Error, connect, events, past_events};

/// Answers one connection after the other with these bytes; hands on the head of each request.
fn server(answers: Vec<String>) -> (Endpoint, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    let (heads, seen) = channel();
    std::thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let mut head = String::new();
            let mut lines = BufReader::new(stream.try_clone().unwrap());
            while !head.ends_with("\r\n\r\n") && lines.read_line(&mut head).unwrap() > 0 {}
            // The test may have gone.
            let _ = heads.send(head);
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    (endpoint, seen)
}

fn answer(status: &str, media_type: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: {media_type}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}

fn event(place: i64, body: &str) -> String {
    let at = r#""at":"2026-01-02T03:04:05.678Z""#;
    format!("id: {place}\nevent: x\ndata: {{{at},{body}}}\n\n")
}

fn client(endpoint: &Endpoint) -> Client {
    connect(endpoint, Some("tok"), Duration::from_secs(5)).unwrap()
}

#[tokio::test]
async fn a_broken_stream_goes_on_where_it_broke() {
    let first =
        event(1, r#""type":"text","text":"one""#) + &event(2, r#""type":"text","text":"two""#) + "id: 3\nda";
    let second =
        ": keep-alive\n\n".to_owned() + &event(3, r#""type":"end","status":"succeeded","text":"three""#);
    let unfinished = answer("200 OK", "text/event-stream", &first).replace("content-length", "x-length");
    let (endpoint, heads) = server(vec![unfinished, answer("200 OK", "text/event-stream", &second)]);
    let story: Vec<_> = events(&client(&endpoint), 7, 0).map(Result::unwrap).collect().await;
    assert_eq!(story.iter().map(|(place, _)| *place).collect::<Vec<_>>(), [1, 2, 3]);
    assert!(matches!(&story[2].1, RunEvent::End { text, .. } if text == "three"), "{story:?}");
    let (first, second) = (heads.recv().unwrap(), heads.recv().unwrap());
    assert!(first.starts_with("GET /api/runs/7/events ") && !first.contains("last-event-id"), "{first}");
    assert!(first.contains("authorization: Bearer tok"), "{first}");
    assert!(second.to_lowercase().contains("last-event-id: 2"), "{second}");
}

#[tokio::test]
async fn what_happened_so_far_ends_where_the_daemon_ends_it() {
    let first = event(1, r#""type":"text","text":"one""#) + "id: 2\nda";
    let broken = answer("200 OK", "text/event-stream", &first).replace(
        &format!("content-length: {}", first.len()),
        &format!("content-length: {}", first.len() + 9),
    );
    let second = answer("200 OK", "text/event-stream", &event(2, r#""type":"text","text":"two""#));
    let (endpoint, heads) = server(vec![broken, second]);
    let story: Vec<_> = past_events(&client(&endpoint), 7, 0).map(Result::unwrap).collect().await;
    assert_eq!(story.iter().map(|(place, _)| *place).collect::<Vec<_>>(), [1, 2]);
    let (first, second) = (heads.recv().unwrap(), heads.recv().unwrap());
    assert!(first.starts_with("GET /api/runs/7/events?follow=false "), "{first}");
    assert!(second.to_lowercase().contains("last-event-id: 1"), "{second}");
}

#[tokio::test]
async fn a_refused_stream_is_not_tried_again() {
    let problem = r#"{"type":"about:blank","title":"Not Found","status":404,"code":"not_found","detail":"there is no run 7"}"#;
    let (endpoint, _heads) = server(vec![answer("404 Not Found", "application/problem+json", problem)]);
    let story: Vec<_> = events(&client(&endpoint), 7, 0).collect().await;
    let [Err(error)] = story.as_slice() else { panic!("{story:?}") };
    assert_eq!((error.status(), error.to_string().as_str()), (Some(404), "there is no run 7"));
}

#[tokio::test]
async fn a_refusal_names_its_fields() {
    let problem = r#"{"type":"about:blank","title":"Bad Request","status":400,"code":"invalid","detail":"limit: no",
        "errors":[{"field":"limit","message":"no"}]}"#;
    let (endpoint, _heads) = server(vec![answer("400 Bad Request", "application/problem+json", problem)]);
    let error = Error::from(client(&endpoint).list_runs().limit(0_u32).send().await.unwrap_err());
    let Error::Refused { status: 400, code, fields, .. } = error else { panic!("{error:?}") };
    assert_eq!((code.as_str(), fields[0].field.as_str()), ("invalid", "limit"));
}

#[tokio::test]
async fn what_is_not_loopd_is_told_so() {
    for (status, body) in [("200 OK", "<html>"), ("404 Not Found", "<html>"), ("302 Found", "")] {
        let (endpoint, _heads) = server(vec![answer(status, "text/html", body)]);
        let error = Error::from(client(&endpoint).show_status().send().await.unwrap_err());
        assert!(
            matches!(&error, Error::Protocol(text) if text.contains("is it loopd")),
            "{status}: {error:?}"
        );
    }
}

#[tokio::test]
async fn nobody_there_and_nobody_answering_differ() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let gone = client(&format!("http://{closed}").parse().unwrap());
    let error = Error::from(gone.show_status().send().await.unwrap_err());
    assert!(error.to_string().contains("Connection refused"), "{error}");

    let missing = client(&"unix:/nowhere/api.sock".parse().unwrap());
    let error = Error::from(missing.show_status().send().await.unwrap_err());
    assert!(error.to_string().contains("No such file"), "{error}");

    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", silent.local_addr().unwrap()).parse().unwrap();
    let hasty = connect(&endpoint, None, Duration::from_millis(200)).unwrap();
    assert_eq!(Error::from(hasty.show_status().send().await.unwrap_err()), Error::Timeout);
}
