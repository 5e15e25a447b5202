//! Files in both directions.

use bytes::{Bytes, BytesMut};
use futures::StreamExt as _;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use url::Url;

use super::limits;
use super::post::nonce;
use super::shared::Shared;
use super::web::{Failure, With};
use super::wire::{Attachment, number};
use crate::chat::inbound::File;
use crate::chat::{Error, Upload};
use crate::model::Platform;
use crate::model::watched::id_at;

impl Shared {
    /// Fetches a file, if it is not larger than `limit`, from where Discord keeps files. Our token does not go with it:
    /// the address itself lets us.
    pub(super) async fn fetch(&self, file: &File, limit: u64) -> Result<Bytes, Error> {
        let too_large = || Error::Never(format!("{} is larger than {limit} bytes", file.name));
        let unreachable = |_| Error::Later {
            reason: format!("Discord could not be reached for {}", file.name),
            after_ms: None,
        };
        if file.bytes > limit {
            return Err(too_large());
        }
        let url = Url::parse(&file.url).ok().filter(|url| self.web.site().keeps(url));
        let url = url.ok_or_else(|| Error::Never("the address is not Discord's".to_owned()))?;
        let request = self.web.plain().get(url).timeout(self.timings.file);
        let response = request.send().await.map_err(unreachable)?;
        let status = response.status();
        if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
            let reason = format!("Discord answered with status {} for {}", status.as_u16(), file.name);
            return Err(Error::Later { reason, after_ms: None });
        }
        if !status.is_success() {
            let what = if status.is_redirection() { "sends us elsewhere for" } else { "does not give" };
            return Err(Error::Never(format!("Discord {what} {} (status {})", file.name, status.as_u16())));
        }
        let mut content = BytesMut::new();
        let mut pieces = response.bytes_stream();
        while let Some(piece) = pieces.next().await {
            let piece = piece.map_err(unreachable)?;
            if content.len() as u64 + piece.len() as u64 > limit {
                return Err(too_large());
            }
            content.extend_from_slice(&piece);
        }
        Ok(content.freeze())
    }

    /// Puts a file into a channel or thread. Discord knows a second try by its nonce, for some minutes; beyond those, and
    /// after a daemon that died over it, the history tells.
    pub(super) async fn upload(&self, upload: &Upload) -> Result<(), Error> {
        let Upload { delivery, channel, name, content, .. } = upload;
        if content.is_empty() {
            return Err(Error::Never(format!("{name} is empty, and Discord takes no empty files")));
        }
        if content.len() > limits::FILE {
            let most = limits::FILE / (1024 * 1024);
            return Err(Error::Never(format!(
                "{name} is larger than {most} MB, the most that Discord takes"
            )));
        }
        if upload.is_retry && self.is_there(upload).await? {
            return Ok(());
        }
        let key = format!("upload {delivery} {name} {}", hex::encode(Sha256::digest(content)));
        let body = json!({
            "nonce": nonce(&key, 0), "enforce_nonce": true, "allowed_mentions": { "parse": [] },
            "attachments": [{ "id": 0, "filename": name }],
        });
        let path = format!("channels/{channel}/messages");
        self.web.call::<Value>(Method::POST, &path, With::File(&body, name, content)).await?;
        Ok(())
    }

    /// Whether we have put a file of that name and size there since it is owed.
    async fn is_there(&self, upload: &Upload) -> Result<bool, Failure> {
        let since = id_at(Platform::Discord, upload.since - limits::CLOCKS_MS).unwrap_or_default();
        let messages = self.recent(&upload.channel, number(&since)).await?;
        let is_it = |file: &Attachment| {
            file.size == upload.content.len() as u64 && plain(&file.filename) == plain(&upload.name)
        };
        Ok(messages.iter().any(|message| self.is_ours(message) && message.attachments.iter().any(is_it)))
    }
}

/// What Discord leaves of a file's name, whatever it does to spaces and signs.
fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect()
}
