//! The process environment: the only place of the daemon that reads it.
//!
//! It must not know the config file. Tests build an [`Environment`] from a map, so nothing depends on the
//! machine they run on.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use jiff::tz::TimeZone;

use super::secret::Secret;

/// What the daemon takes from its environment. Variables are read when asked for, never copied as a whole.
#[derive(Clone)]
pub struct Environment {
    variables: Variables,
    host_zone: TimeZone,
}

#[derive(Clone)]
enum Variables {
    Process,
    Map(BTreeMap<String, String>),
}

/// Proxies of the host. A value may hold credentials, hence the secret type.
#[derive(Debug, Clone, Default)]
pub struct Proxies {
    /// `http_proxy` or `HTTP_PROXY`.
    pub http: Option<Secret>,
    /// `https_proxy` or `HTTPS_PROXY`.
    pub https: Option<Secret>,
    /// `no_proxy` or `NO_PROXY`: hosts that are reached directly, comma-separated.
    pub no_proxy: Option<String>,
}

impl Environment {
    /// The real environment and the host's time zone (UTC where it cannot be found).
    pub fn from_process() -> Self {
        Self { variables: Variables::Process, host_zone: TimeZone::try_system().unwrap_or(TimeZone::UTC) }
    }

    /// An environment of these variables alone; the host's zone is UTC unless `TZ` names another.
    pub fn from_map<K: Into<String>, V: Into<String>>(variables: impl IntoIterator<Item = (K, V)>) -> Self {
        let variables = variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        Self { variables: Variables::Map(variables), host_zone: TimeZone::UTC }
    }

    /// The variable's value; `None` if it is unset or not UTF-8.
    pub fn get(&self, name: &str) -> Option<String> {
        self.raw(name)?.into_string().ok()
    }

    /// The user's home directory, if `HOME` is an absolute path.
    pub fn home(&self) -> Option<PathBuf> {
        self.directory("HOME")
    }

    /// `LOOP_HOME` as written, if it is set and not empty.
    pub fn loop_home(&self) -> Option<String> {
        self.get("LOOP_HOME").filter(|path| !path.is_empty())
    }

    /// `DOCKER_HOST`, if it is set and not empty.
    pub fn docker_host(&self) -> Option<String> {
        self.get("DOCKER_HOST").filter(|host| !host.is_empty())
    }

    /// The zone of schedules that name none: `TZ` if it names an IANA zone, else the host's.
    pub fn timezone(&self) -> TimeZone {
        self.get("TZ")
            .and_then(|name| TimeZone::get(name.trim_start_matches(':')).ok())
            .unwrap_or_else(|| self.host_zone.clone())
    }

    /// The host's proxies. As in curl, the lower-case name wins over the upper-case one.
    pub fn proxies(&self) -> Proxies {
        let either = |name: &str| {
            [name.to_owned(), name.to_uppercase()]
                .iter()
                .find_map(|name| self.get(name).filter(|value| !value.trim().is_empty()))
        };
        Proxies {
            http: either("http_proxy").map(Secret::inline),
            https: either("https_proxy").map(Secret::inline),
            no_proxy: either("no_proxy"),
        }
    }

    fn directory(&self, name: &str) -> Option<PathBuf> {
        self.raw(name).map(PathBuf::from).filter(|path| path.is_absolute())
    }

    #[expect(clippy::disallowed_methods, reason = "the one place that reads the process environment")]
    fn raw(&self, name: &str) -> Option<OsString> {
        // Names the operating system cannot hold would make `std::env` misbehave; no variable has them.
        if name.is_empty() || name.contains(['=', '\0']) {
            return None;
        }
        match &self.variables {
            Variables::Process => std::env::var_os(name),
            Variables::Map(map) => map.get(name).map(OsString::from),
        }
    }
}

impl std::fmt::Debug for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Environment([redacted])")
    }
}

impl Proxies {
    /// The same proxies as a container reaches them: a proxy on the host's loopback becomes `gateway` (such as
    /// `host.docker.internal`), a bare `host:port` or `:port` gets its scheme, credentials are kept, and
    /// `gateway` itself is reached directly. Without any proxy nothing changes.
    pub fn through(&self, gateway: &str) -> Self {
        let rewrite = |proxy: &Secret| Secret::inline(rewrite(proxy.expose(), gateway));
        let (http, https) = (self.http.as_ref().map(rewrite), self.https.as_ref().map(rewrite));
        let mut no_proxy = self.no_proxy.clone();
        if http.is_some() || https.is_some() {
            let mut direct: Vec<_> =
                no_proxy.iter().flat_map(|list| list.split(',')).map(str::trim).collect();
            direct.retain(|host| !host.is_empty() && *host != gateway);
            direct.push(gateway);
            no_proxy = Some(direct.join(","));
        }
        Self { http, https, no_proxy }
    }

    /// The variables to set: each in upper and lower case, as programs disagree on which they read.
    pub fn variables(&self) -> Vec<(String, Secret)> {
        let no_proxy = self.no_proxy.clone().map(Secret::inline);
        [("http_proxy", &self.http), ("https_proxy", &self.https), ("no_proxy", &no_proxy)]
            .into_iter()
            .filter_map(|(name, value)| Some((name, value.clone()?)))
            .flat_map(|(name, value)| [(name.to_owned(), value.clone()), (name.to_uppercase(), value)])
            .collect()
    }
}

fn rewrite(proxy: &str, gateway: &str) -> String {
    let (scheme, rest) = proxy.split_once("://").unwrap_or(("http", proxy));
    let (authority, path) = rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash));
    let (credentials, address) =
        authority.rfind('@').map_or(("", authority), |at| authority.split_at(at + 1));
    let (host, port) = match address.rfind(':') {
        Some(colon) if !address.ends_with(']') => address.split_at(colon),
        _ => (address, ""),
    };
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let loopback = bare.is_empty()
        || bare.eq_ignore_ascii_case("localhost")
        || bare.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.to_canonical().is_loopback());
    let host = if loopback { gateway } else { host };
    format!("{scheme}://{credentials}{host}{port}{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_absolute_homes_count() {
        for (home, expected) in [("/home/ann", Some("/home/ann")), ("", None), ("ann", None)] {
            assert_eq!(Environment::from_map([("HOME", home)]).home(), expected.map(PathBuf::from), "{home}");
        }
    }

    #[test]
    fn tz_wins_over_the_host() {
        let zone = |tz: &str| Environment::from_map([("TZ", tz)]).timezone();
        assert_eq!(zone("Europe/Berlin").iana_name(), Some("Europe/Berlin"));
        assert_eq!(zone(":Asia/Tokyo").iana_name(), Some("Asia/Tokyo"));
        assert_eq!(zone("Local").iana_name(), Some("UTC"));
    }

    #[test]
    fn impossible_names_are_unset_in_the_real_environment() {
        let process = Environment::from_process();
        for name in ["", "A=B", "A\0B"] {
            assert_eq!(process.get(name), None, "{name:?}");
        }
    }

    #[test]
    fn proxies_are_rewritten_for_a_container() {
        for (written, seen) in [
            ("http://proxy.corp:3128", "http://proxy.corp:3128"),
            ("127.0.0.1:3128", "http://gw:3128"),
            (":3128", "http://gw:3128"),
            ("http://localhost:3128/", "http://gw:3128/"),
            ("http://ann:p@ss@localhost:3128", "http://ann:p@ss@gw:3128"),
            ("socks5://[::1]:1080", "socks5://gw:1080"),
            ("http://[::1]", "http://gw"),
            ("http://[2001:db8::1]:80", "http://[2001:db8::1]:80"),
            ("http://localhost.corp:80", "http://localhost.corp:80"),
        ] {
            let proxies = Environment::from_map([("HTTPS_PROXY", written)]).proxies().through("gw");
            assert_eq!(proxies.https.map(|proxy| proxy.expose().to_owned()).as_deref(), Some(seen));
            assert_eq!(proxies.no_proxy.as_deref(), Some("gw"));
        }
    }

    #[test]
    fn both_cases_of_every_variable_are_set() {
        let environment = Environment::from_map([("HTTP_PROXY", "http://a"), ("no_proxy", "x, gw ,y")]);
        let variables = environment.proxies().through("gw").variables();
        let shown: Vec<_> =
            variables.iter().map(|(name, value)| format!("{name}={}", value.expose())).collect();
        assert_eq!(
            shown,
            ["http_proxy=http://a", "HTTP_PROXY=http://a", "no_proxy=x,y,gw", "NO_PROXY=x,y,gw"]
        );
        assert!(Environment::from_map([("X", "1")]).proxies().through("gw").variables().is_empty());
    }
}
