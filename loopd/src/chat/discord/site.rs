//! Where Discord is, and which addresses are its own.

use url::{Host, Url};

/// Discord's own API.
const API: &str = "https://discord.com/api/v10";
/// Where files are kept.
const FILES: [&str; 2] = ["cdn.discordapp.com", "media.discordapp.net"];
/// Where its gateways are.
const GATEWAYS: &str = "discord.gg";

/// Where Discord is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Site {
    api: Url,
}

impl Site {
    /// The address of the API, or Discord's own. Plain `http` is for this machine only: the token goes over it.
    ///
    /// # Errors
    /// If it is no address to send a token to.
    pub fn new(api_url: Option<&str>) -> anyhow::Result<Self> {
        let api = Url::parse(api_url.unwrap_or(API).trim_end_matches('/'))?;
        let is_fine = api.scheme() == "https" || api.scheme() == "http" && is_here(&api);
        anyhow::ensure!(is_fine, "`discord_api_url` must begin with `https://`: the token is sent there");
        Ok(Self { api })
    }

    /// The address of a route.
    pub fn route(&self, path: &str) -> String {
        format!("{}/{path}", self.api.as_str().trim_end_matches('/'))
    }

    /// The address of a gateway as the API gave it, if our token may go there: over TLS to Discord's gateways or to the
    /// API's own host, or without it where the API is on this machine, as the gateway must be then.
    pub fn gateway(&self, told: &str) -> Option<String> {
        let mut url = Url::parse(told).ok()?;
        let is_safe = url.scheme() == "wss"
            && match url.host() {
                Some(Host::Domain(host)) => is_below(host, GATEWAYS) || self.api.host_str() == Some(host),
                _ => false,
            };
        let is_local = url.scheme() == "ws" && self.api.scheme() == "http" && is_here(&url);
        if !(is_safe && self.api.scheme() == "https" || is_local) {
            return None;
        }
        if !url.path().ends_with('/') {
            url.set_path(&format!("{}/", url.path()));
        }
        url.set_query(Some("v=10&encoding=json"));
        Some(url.into())
    }

    /// Whether a file is kept by Discord: where its files are, or beside the API.
    pub fn keeps(&self, url: &Url) -> bool {
        let is_theirs = url.scheme() == "https"
            && url.port().is_none()
            && matches!(url.host(), Some(Host::Domain(host)) if FILES.contains(&host));
        is_theirs || url.origin() == self.api.origin()
    }
}

fn is_below(host: &str, domain: &str) -> bool {
    host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
}

/// Whether it is this machine.
fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_token_goes_to_discord_alone() {
        for refused in ["http://discord.com/api", "http://10.0.0.1/api", "ftp://x/api", "nonsense"] {
            assert!(Site::new(Some(refused)).is_err(), "{refused}");
        }
        let discord = Site::new(None).unwrap();
        let proxy = Site::new(Some("https://chat.corp.example/discord/")).unwrap();
        let here = Site::new(Some("http://127.0.0.1:4000/api/v10")).unwrap();
        assert_eq!(proxy.route("users/@me"), "https://chat.corp.example/discord/users/@me");
        let table = [
            (&discord, "wss://gateway.discord.gg", Some("wss://gateway.discord.gg/?v=10&encoding=json")),
            (
                &discord,
                "wss://gateway-us-east1-b.discord.gg/x",
                Some("wss://gateway-us-east1-b.discord.gg/x/?v=10&encoding=json"),
            ),
            (&discord, "ws://gateway.discord.gg", None),
            (&discord, "ws://127.0.0.1:1/gateway", None),
            (&discord, "wss://evildiscord.gg", None),
            (&discord, "wss://discord.gg.evil.example", None),
            (
                &proxy,
                "wss://chat.corp.example/gateway",
                Some("wss://chat.corp.example/gateway/?v=10&encoding=json"),
            ),
            (&here, "ws://127.0.0.1:4000/gateway", Some("ws://127.0.0.1:4000/gateway/?v=10&encoding=json")),
            (&here, "wss://gateway.discord.gg", None),
            (&here, "ws://10.0.0.1/gateway", None),
        ];
        for (site, told, expected) in table {
            assert_eq!(site.gateway(told).as_deref(), expected, "{site:?} {told}");
        }
    }

    #[test]
    fn files_are_fetched_from_discord_alone() {
        let discord = Site::new(None).unwrap();
        let table = [
            ("https://cdn.discordapp.com/attachments/1/2/a.txt?ex=1", true),
            ("https://media.discordapp.net/attachments/1/2/a.txt", true),
            ("https://discord.com/api/v10/x", true),
            ("http://cdn.discordapp.com/a", false),
            ("https://cdn.discordapp.com:444/a", false),
            ("https://cdn.discordapp.com.evil.example/a", false),
            ("https://cdn.discordapp.com@evil.example/a", false),
            ("https://10.0.0.1/a", false),
        ];
        for (url, expected) in table {
            assert_eq!(discord.keeps(&Url::parse(url).unwrap()), expected, "{url}");
        }
    }
}
