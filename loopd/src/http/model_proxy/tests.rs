//! The proxy against a small stand-in for the model's API.

use std::sync::Mutex;

use axum::routing::post;
use tokio::net::TcpListener;
use tower::ServiceExt as _;

use super::*;
use crate::clock::SystemClock;
use crate::engine::doors::Trouble;
use crate::model::{ChannelId, ContainerId};

fn door() -> Arc<Door> {
    Arc::new(Door {
        container: ContainerId("k1".to_owned()),
        channel: ChannelId("c1".to_owned()),
        dir: "/nowhere".into(),
        token_hash: String::new(),
        trouble: Trouble::default(),
        closed: tokio_util::sync::CancellationToken::new(),
    })
}

fn proxy(base_url: &str, credential: Option<Credential>) -> Arc<ModelProxy> {
    let access = ModelAccess { base_url: base_url.to_owned(), credential, proxies: Proxies::default() };
    Arc::new(ModelProxy::new(access, Arc::new(SystemClock)).unwrap())
}

#[test]
fn only_the_models_api_is_reached() {
    let proxy = proxy("https://gateway.example/anthropic/", None);
    let target = |method: Method, uri: &str| proxy.target(&method, &uri.parse().unwrap()).map(String::from);
    let expected = "https://gateway.example/anthropic/v1/messages?beta=true";
    assert_eq!(target(Method::POST, "/v1/messages?beta=true").as_deref(), Some(expected));
    assert_eq!(target(Method::HEAD, "/").as_deref(), Some("https://gateway.example/anthropic/"));
    assert!(target(Method::GET, "/api/hello").is_some());
    for (method, uri) in [
        (Method::POST, "/"),
        (Method::POST, "/api/hello"),
        (Method::GET, "/admin"),
        (Method::GET, "/v1"),
        (Method::GET, "/v1/../admin"),
        (Method::GET, "/v1/%2e%2e/admin"),
        (Method::GET, "/v1/../../v1/messages"),
        (Method::GET, "//other.example/v1/messages"),
    ] {
        assert_eq!(target(method, uri), None, "{uri}");
    }
}

#[test]
fn the_containers_credentials_are_replaced() {
    let sent = || {
        let mut headers = HeaderMap::new();
        headers.insert("x-api-key", "dummy".parse().unwrap());
        headers.insert("authorization", "Bearer dummy".parse().unwrap());
        headers.insert("anthropic-beta", "context-1".parse().unwrap());
        headers
    };
    let mut headers = sent();
    proxy("http://localhost:1", Some(Credential::ApiKey(Secret::inline("real")))).sign(&mut headers);
    assert_eq!(headers["x-api-key"], "real");
    assert!(headers["x-api-key"].is_sensitive() && !headers.contains_key("authorization"));
    let mut headers = sent();
    proxy("http://localhost:1", Some(Credential::OauthToken(Secret::inline("real")))).sign(&mut headers);
    assert_eq!(headers["authorization"], "Bearer real");
    assert!(!headers.contains_key("x-api-key"));
    assert_eq!(headers.get_all("anthropic-beta").iter().count(), 2);
    let mut headers = sent();
    proxy("http://localhost:1", None).sign(&mut headers);
    assert!(!headers.contains_key("x-api-key") && !headers.contains_key("authorization"));
}

#[test]
fn headers_of_the_connection_stay_there() {
    let mut headers = HeaderMap::new();
    headers.insert("connection", "keep-alive, X-Private".parse().unwrap());
    headers.insert("x-private", "1".parse().unwrap());
    headers.insert("te", "trailers".parse().unwrap());
    headers.insert("anthropic-version", "2023-06-01".parse().unwrap());
    let kept = end_to_end(&headers);
    assert_eq!(kept.keys().collect::<Vec<_>>(), ["anthropic-version"]);
}

/// A model API that answers with `status` and remembers the last request's headers and body.
#[derive(Default)]
struct StandIn {
    status: Mutex<u16>,
    last: Mutex<Option<(HeaderMap, String)>>,
}

async fn stand_in() -> (Arc<StandIn>, String) {
    let state = Arc::new(StandIn::default());
    let answer = async |State(state): State<Arc<StandIn>>, headers: HeaderMap, body: String| {
        *state.last.lock().unwrap() = Some((headers, body));
        let status = StatusCode::from_u16(*state.status.lock().unwrap()).unwrap();
        let text = if status.is_success() { "data: hi\n\n" } else { r#"{"error":{"message":"slow down"}}"# };
        (status, [("retry-after", "60"), ("x-kept", "yes")], text)
    };
    let router = Router::new().route("/v1/messages", post(answer)).with_state(Arc::clone(&state));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let listener = listener.into_std().unwrap();
        runtime
            .block_on(async { axum::serve(TcpListener::from_std(listener).unwrap(), router).await })
            .unwrap();
    });
    (state, url)
}

async fn ask(proxy: &Arc<ModelProxy>, door: &Arc<Door>) -> (StatusCode, HeaderMap, String) {
    let request = Request::builder()
        .method("POST")
        .uri("/v1/messages")
        .header("host", "api.local")
        .header("x-api-key", "dummy")
        .header("content-length", "5")
        .body(Body::from("hello"))
        .unwrap();
    let response = proxy.router(Arc::clone(door)).oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    (parts.status, parts.headers, String::from_utf8(bytes.to_vec()).unwrap())
}

#[tokio::test]
async fn answers_pass_through_and_trouble_is_noted_and_cleared() {
    let (state, url) = stand_in().await;
    let (proxy, door) = (proxy(&url, Some(Credential::ApiKey(Secret::inline("real")))), door());

    *state.status.lock().unwrap() = 429;
    let (status, headers, body) = ask(&proxy, &door).await;
    assert_eq!((status.as_u16(), body.as_str()), (429, r#"{"error":{"message":"slow down"}}"#));
    assert_eq!(headers["x-kept"], "yes");
    let trouble = door.trouble.get().unwrap();
    assert_eq!((trouble.status, trouble.message.as_str()), (Some(429), "slow down"));
    assert!(trouble.reset.is_some());
    let (sent, sent_body) = state.last.lock().unwrap().take().unwrap();
    assert_eq!((&sent["x-api-key"], sent_body.as_str()), (&HeaderValue::from_static("real"), "hello"));
    assert_ne!(sent["host"], "api.local");

    *state.status.lock().unwrap() = 200;
    let (status, _, body) = ask(&proxy, &door).await;
    assert_eq!((status.as_u16(), body.as_str()), (200, "data: hi\n\n"));
    assert_eq!(door.trouble.get(), None);
}

#[tokio::test]
async fn an_unreachable_api_is_told_in_its_own_form() {
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let (proxy, door) = (proxy(&format!("http://{closed}"), None), door());
    let (status, _, body) = ask(&proxy, &door).await;
    assert_eq!(status, StatusCode::BAD_GATEWAY);
    assert!(body.contains(r#""type":"api_error""#), "{body}");
    assert_eq!(door.trouble.get().unwrap().status, None);
}

#[tokio::test]
async fn a_request_that_is_too_large_is_refused() {
    let (proxy, door) = (proxy("http://127.0.0.1:9", None), door());
    let request = Request::builder()
        .method("POST")
        .uri("/v1/messages")
        .header("content-length", (MAX_REQUEST_BYTES + 1).to_string())
        .body(Body::empty())
        .unwrap();
    let response = proxy.router(door).oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
}
