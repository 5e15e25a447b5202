//! Which `Host` and `Origin` a request may name: what keeps web pages, and names that point here by a trick, away
//! from the API. Pure; it must not know who the caller is.

use std::net::SocketAddr;

use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, header};

use super::error::Problem;

/// Where a request arrived, as far as names matter.
#[derive(Clone, Copy, Debug)]
pub(super) enum Arrival {
    /// At this address of ours; other machines may be allowed to name it.
    Tcp {
        /// The connection's own end.
        local: SocketAddr,
        /// True when the configuration lets other machines in.
        remote: bool,
    },
    /// Through a Unix socket, which no web page can reach.
    Socket,
}

/// Refuses a request that names a foreign host or comes from a foreign page.
pub(super) fn check(arrival: Arrival, parts: &Parts) -> Result<(), Problem> {
    let host = only(&parts.headers, &header::HOST)?
        .ok_or_else(|| Problem::malformed("the request has no Host header; HTTP/1.1 needs one"))?;
    let absolute = parts.uri.authority().map(axum::http::uri::Authority::as_str);
    if !is_ours(arrival, host) || absolute.is_some_and(|named| !is_ours(arrival, named)) {
        return Err(Problem::forbidden(
            "the Host header names a machine that loopd does not answer for; use the address of its config, such as \
             127.0.0.1:8222",
        ));
    }
    let foreign = || Err(Problem::forbidden("requests from web pages of other sites are refused"));
    if let Some(origin) = only(&parts.headers, &header::ORIGIN)?
        && origin.strip_prefix("http://").is_none_or(|from| !from.eq_ignore_ascii_case(host))
    {
        return foreign();
    }
    match only(&parts.headers, &HeaderName::from_static("sec-fetch-site"))? {
        None | Some("same-origin" | "none") => Ok(()),
        Some(_) => foreign(),
    }
}

/// The header's value; two of them, or bytes that are no text, are refused.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, Problem> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else { return Ok(None) };
    match (value.to_str(), values.next()) {
        (Ok(text), None) => Ok(Some(text)),
        _ => Err(Problem::malformed(format!("the header {name} must be given once, in ASCII"))),
    }
}

fn is_ours(arrival: Arrival, host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let (name, port) = match host.rsplit_once(':') {
        // The last colon of `[::1]` belongs to the address.
        Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
        _ => (host.as_str(), None),
    };
    let is_loopback = matches!(name, "127.0.0.1" | "localhost" | "[::1]");
    match arrival {
        Arrival::Socket => is_loopback && port.is_none_or(|port| port.parse::<u16>().is_ok()),
        Arrival::Tcp { local, remote } => {
            let same_port = match port {
                Some(port) => port == local.port().to_string(),
                None => local.port() == 80,
            };
            let own = match local.ip().to_canonical() {
                std::net::IpAddr::V4(ip) => ip.to_string(),
                std::net::IpAddr::V6(ip) => format!("[{ip}]"),
            };
            same_port && (is_loopback || (remote && name == own))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(arrival: Arrival, headers: &[(&str, &str)]) -> bool {
        let mut request = axum::http::Request::builder().uri("/api/status");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        check(arrival, &request.body(()).unwrap().into_parts().0).is_ok()
    }

    #[test]
    fn only_our_own_names_are_answered() {
        let local = Arrival::Tcp { local: "127.0.0.1:8222".parse().unwrap(), remote: false };
        let open = Arrival::Tcp { local: "192.0.2.7:8222".parse().unwrap(), remote: true };
        let shut = Arrival::Tcp { local: "192.0.2.7:8222".parse().unwrap(), remote: false };
        let port80 = Arrival::Tcp { local: "[::1]:80".parse().unwrap(), remote: false };
        let table = [
            (local, "127.0.0.1:8222", true),
            (local, "localhost:8222", true),
            (local, "LOCALHOST:8222", true),
            (local, "[::1]:8222", true),
            (local, "localhost", false),
            (local, "localhost:80", false),
            (local, "localhost:08222", false),
            (local, "localhost.:8222", false),
            (local, "rebound.example:8222", false),
            (local, "127.0.0.1.example:8222", false),
            (local, "user@localhost:8222", false),
            (local, "", false),
            (open, "192.0.2.7:8222", true),
            (open, "192.0.2.8:8222", false),
            (open, "machine.example:8222", false),
            (shut, "192.0.2.7:8222", false),
            (port80, "localhost", true),
            (port80, "[::1]", true),
            (Arrival::Socket, "localhost", true),
            (Arrival::Socket, "127.0.0.1:8222", true),
            (Arrival::Socket, "rebound.example", false),
        ];
        for (arrival, host, ok) in table {
            assert_eq!(ask(arrival, &[("host", host)]), ok, "{arrival:?} {host}");
        }
        assert!(!ask(local, &[]));
        assert!(!ask(local, &[("host", "localhost:8222"), ("host", "localhost:8222")]));
    }

    #[test]
    fn only_our_own_pages_may_ask() {
        let local = Arrival::Tcp { local: "127.0.0.1:8222".parse().unwrap(), remote: false };
        let table = [
            (("origin", "http://localhost:8222"), true),
            (("origin", "http://127.0.0.1:8222"), false),
            (("origin", "https://localhost:8222"), false),
            (("origin", "http://localhost:3000"), false),
            (("origin", "http://rebound.example"), false),
            (("origin", "null"), false),
            (("sec-fetch-site", "same-origin"), true),
            (("sec-fetch-site", "none"), true),
            (("sec-fetch-site", "same-site"), false),
            (("sec-fetch-site", "cross-site"), false),
        ];
        for (header, ok) in table {
            assert_eq!(ask(local, &[("host", "localhost:8222"), header]), ok, "{header:?}");
        }
    }

    #[test]
    fn an_absolute_address_must_be_ours_as_well() {
        let local = Arrival::Tcp { local: "127.0.0.1:8222".parse().unwrap(), remote: false };
        for (uri, ok) in [("http://localhost:8222/x", true), ("http://rebound.example/x", false)] {
            let request =
                axum::http::Request::builder().uri(uri).header("host", "localhost:8222").body(()).unwrap();
            assert_eq!(check(local, &request.into_parts().0).is_ok(), ok, "{uri}");
        }
    }
}
