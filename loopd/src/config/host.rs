//! From the host's config file as written to the settings the daemon works with.
//!
//! It must not know how the settings are used.

use std::net::SocketAddr;

use super::check::Check;
use super::file::{File, Permissions, Platforms};
use super::home::Home;
use super::key::{KeyPath, nearest, shown};
use super::limits;
use super::secret::{Secret, SecretRef};
use super::sections::{
    Agent, Api, Container, ContainerUser, Credential, Database, Discord, Log, Memory, Scheduling, Slack,
};
use crate::model::Platform;

impl Check<'_> {
    pub fn platforms(&mut self, given: Option<&Platforms>) -> Vec<Platform> {
        let at = KeyPath::from("platform");
        let known = Platform::ALL.map(Platform::as_str);
        let Some(given) = given else {
            let choices = "\"slack\", \"discord\", \"local\" or a list of these";
            self.problem(&KeyPath::default(), format!("the key `platform` is missing: give it {choices}"));
            return Vec::new();
        };
        if given.names.is_empty() {
            self.wrong(&at, "is an empty list: name at least one of `slack`, `discord`, `local`");
        }
        let mut platforms = Vec::new();
        for (index, name) in given.names.iter().enumerate() {
            let key = if given.is_list { at.index(index) } else { at.clone() };
            match name.to_lowercase().parse::<Platform>() {
                Ok(platform) if platforms.contains(&platform) => {
                    self.wrong(&key, format!("names `{}` a second time", platform.as_str()));
                }
                Ok(platform) => platforms.push(platform),
                Err(_) => {
                    let meant = nearest(name, known).map(|meant| format!("; did you mean `{meant}`?"));
                    let choices = "but must be one of `slack`, `discord`, `local`";
                    self.wrong(&key, format!("is `{}`, {choices}{}", shown(name), meant.unwrap_or_default()));
                }
            }
        }
        platforms
    }

    pub fn slack(&mut self, file: &File, platforms: &[Platform]) -> Option<Slack> {
        let api_url = self.url(&"slack_api_url".into(), file.slack_api_url.as_deref());
        if !platforms.contains(&Platform::Slack) {
            return None;
        }
        let bot_token = self.token("slack_bot_token", file.slack_bot_token.as_ref(), Platform::Slack);
        let app_token = self.token("slack_app_token", file.slack_app_token.as_ref(), Platform::Slack);
        let (bot_token, app_token) = (bot_token?, app_token?);
        for (key, token, swapped, wanted) in [
            ("slack_bot_token", &bot_token, "xapp-", "a bot token, which begins with `xoxb-`"),
            ("slack_app_token", &app_token, "xoxb-", "an app-level token, which begins with `xapp-`"),
        ] {
            if token.expose().starts_with(swapped) {
                self.wrong(&key.into(), format!("begins with `{swapped}`, but must be {wanted}"));
            }
        }
        Some(Slack { bot_token, app_token, api_url })
    }

    pub fn discord(&mut self, file: &File, platforms: &[Platform]) -> Option<Discord> {
        let api_url = self.url(&"discord_api_url".into(), file.discord_api_url.as_deref());
        let app_id = self.snowflake("discord_app_id", file.discord_app_id.as_deref());
        let guild_id = self.snowflake("discord_guild_id", file.discord_guild_id.as_deref());
        if !platforms.contains(&Platform::Discord) {
            return None;
        }
        let token = self.token("discord_token", file.discord_token.as_ref(), Platform::Discord)?;
        Some(Discord { token, app_id, guild_id, api_url })
    }

    /// A token without which the platform cannot be used.
    fn token(&mut self, key: &str, given: Option<&SecretRef>, platform: Platform) -> Option<Secret> {
        if given.is_none_or(SecretRef::is_empty) {
            let platform = platform.as_str();
            let hint = format!("or take `{platform}` out of `platform`");
            self.problem(
                &"platform".into(),
                format!("the platform `{platform}` needs `{key}`: set it, {hint}"),
            );
        }
        self.secret(&key.into(), given)
    }

    fn snowflake(&mut self, key: &str, given: Option<&str>) -> Option<String> {
        let id = given.filter(|id| !id.is_empty())?;
        if !id.bytes().all(|byte| byte.is_ascii_digit()) {
            self.wrong(&key.into(), format!("is `{}`, but ids of Discord hold digits only", shown(id)));
        }
        Some(id.to_owned())
    }

    pub fn agent(&mut self, file: &File) -> Agent {
        let oauth = self.secret(&"claude_code_oauth_token".into(), file.claude_code_oauth_token.as_ref());
        let key = self.secret(&"anthropic_api_key".into(), file.anthropic_api_key.as_ref());
        let model = Some(file.claude_model.as_str()).filter(|model| !model.is_empty());
        Agent {
            credential: oauth.map(Credential::OauthToken).or(key.map(Credential::ApiKey)),
            model: model.map(|model| self.word(&"claude_model".into(), model)),
            bin_path: self.container_program(&file.claude_bin_path),
            base_url: self.url(&"anthropic_base_url".into(), file.anthropic_base_url.as_deref()),
        }
    }

    /// The agent's CLI; the container's home has the same path as the user's.
    pub fn container_program(&mut self, written: &str) -> String {
        let word = self.word(&"claude_bin_path".into(), written);
        super::home::expand(&word, self.user_home).display().to_string()
    }

    pub fn log(&mut self, file: &File, home: &Home) -> Log {
        let given = file.log_file.as_deref().map(|path| self.path(&"log_file".into(), path));
        Log { file: given.unwrap_or_else(|| home.log()), level: file.log_level, format: file.log_format }
    }

    pub fn database(&mut self, file: &File, home: &Home) -> Database {
        let path = file.db_path.as_deref().map(|path| self.path(&"db_path".into(), path));
        let key = KeyPath::from("database_url");
        let Some(url) = self.secret(&key, file.database_url.as_ref()) else {
            return Database::Sqlite(path.unwrap_or_else(|| home.database()));
        };
        if path.is_some() {
            self.warnings.push("db_path is not used, because database_url is set".to_owned());
        }
        if !["postgres://", "postgresql://"].iter().any(|scheme| url.expose().starts_with(scheme)) {
            self.wrong(&key, "must begin with `postgres://`; for SQLite, set `db_path`");
        }
        Database::Postgres(url)
    }

    pub fn api(&mut self, file: &File) -> Api {
        let key = KeyPath::from("api_addr");
        let allow_remote = file.api_allow_remote;
        let written = file.api_addr.trim();
        if written.is_empty() {
            return Api { addr: None, allow_remote };
        }
        // `:8222` is how some write "every interface".
        let address = match written.strip_prefix("localhost:") {
            Some(port) => format!("127.0.0.1:{port}"),
            None if written.starts_with(':') => format!("0.0.0.0{written}"),
            None => written.to_owned(),
        };
        let addr = address.parse::<SocketAddr>().ok();
        match addr {
            None => {
                let wanted =
                    "must be an IP address and a port such as `127.0.0.1:8222`, or \"\" for the socket only";
                self.wrong(&key, format!("is `{}`, but {wanted}", shown(written)));
            }
            Some(addr) if !allow_remote && !addr.ip().to_canonical().is_loopback() => {
                let advice = format!(
                    "use `127.0.0.1:{}`, or set `api_allow_remote: true` if that is wanted",
                    addr.port()
                );
                self.wrong(
                    &key,
                    format!("is `{}`, which other machines can reach: {advice}", shown(written)),
                );
            }
            Some(_) => {}
        }
        Api { addr, allow_remote }
    }

    pub fn container(&mut self, file: &File) -> Container {
        let timeout =
            self.seconds(&"container_timeout_sec".into(), file.container_timeout_sec, limits::TIMEOUT_SEC);
        let memory_mb =
            self.number(&"container_memory_mb".into(), file.container_memory_mb, limits::MEMORY_MB, " MiB");
        let keep_alive = self.seconds(
            &"container_keep_alive_sec".into(),
            file.container_keep_alive_sec,
            limits::KEEP_ALIVE_SEC,
        );
        let copied = KeyPath::from("copy_files");
        let copy_files = file.copy_files.iter().enumerate();
        Container {
            image: self.word(&"container_image".into(), &file.container_image),
            timeout,
            memory_mb,
            cpus: self.cpus(&"container_cpus".into(), file.container_cpus),
            keep_alive,
            user: self.container_user(file),
            allow_root: file.container_allow_root,
            mounts: file.mounts.clone(),
            copy_files: copy_files.map(|(index, path)| self.path(&copied.index(index), path)).collect(),
            envs: self.variables(&"envs".into(), &file.envs),
        }
    }

    fn container_user(&mut self, file: &File) -> ContainerUser {
        let key = KeyPath::from("container_user");
        let written = &file.container_user;
        let ids = written.split_once(':').and_then(|(uid, gid)| Some((uid.parse().ok()?, gid.parse().ok()?)));
        let (uid, gid) = ids.unwrap_or_else(|| {
            self.wrong(
                &key,
                format!("is `{}`, but must be `uid:gid` in numbers such as `1000:1000`", shown(written)),
            );
            (1000, 1000)
        });
        if (uid == 0 || gid == 0) && !file.container_allow_root {
            self.wrong(&key, "is root: choose other ids, or set `container_allow_root: true` (unsafe)");
        }
        ContainerUser { uid, gid }
    }

    pub fn scheduling(&mut self, file: &File) -> Scheduling {
        let runs =
            self.number(&"max_concurrent_runs".into(), file.max_concurrent_runs, limits::CONCURRENT_RUNS, "");
        let named = file.timezone.as_deref().filter(|name| !name.is_empty());
        let timezone = named.and_then(|name| self.zone(&"timezone".into(), name));
        Scheduling {
            max_concurrent_runs: usize::try_from(runs).unwrap_or(usize::MAX),
            poll_interval: self.seconds(
                &"poll_interval_sec".into(),
                file.poll_interval_sec,
                limits::POLL_INTERVAL_SEC,
            ),
            min_interval: self.seconds(
                &"min_interval_sec".into(),
                file.min_interval_sec,
                limits::MIN_INTERVAL_SEC,
            ),
            timezone: timezone.unwrap_or_else(|| self.environment.timezone()),
        }
    }

    pub fn permissions(&mut self, given: &Permissions) -> Permissions {
        for (role, people) in [("owners", &given.owners), ("members", &given.members)] {
            for (kind, ids) in [("users", &people.users), ("roles", &people.roles)] {
                let at = KeyPath::from("permissions").key(role).key(kind);
                ids.iter().enumerate().for_each(|(index, id)| drop(self.word(&at.index(index), id)));
            }
        }
        given.clone()
    }

    pub fn memory(&mut self, file: &File) -> Memory {
        let at = KeyPath::from("memory");
        let given = &file.memory;
        let ollama_url = self.url(&"ollama_url".into(), file.ollama_url.as_deref());
        let reindex = &at.key("reindex_interval_sec");
        Memory {
            enabled: given.enabled,
            paths: self.memory_paths(&given.paths),
            max_chunk_chars: self.chunk_chars(given.max_chunk_chars),
            reindex_interval: self.seconds(reindex, given.reindex_interval_sec, limits::REINDEX_INTERVAL_SEC),
            embeddings: given
                .embeddings
                .as_ref()
                .and_then(|given| self.embeddings(given, ollama_url.as_deref())),
            ollama_url,
        }
    }
}
