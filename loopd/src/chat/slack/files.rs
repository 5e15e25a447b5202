//! Files in both directions, and private answers: what does not go through the Web API's methods alone.

use bytes::{Bytes, BytesMut};
use futures::StreamExt as _;
use reqwest::header;
use serde_json::{Value, json};
use url::Url;

use super::limits;
use super::post::place;
use super::render;
use super::shared::Shared;
use super::web::{Failure, in_words};
use super::wire::{Done, File as WireFile, Message, UploadPlace, next};
use crate::chat::inbound::{File, ReplyTo};
use crate::chat::wording::fitted;
use crate::chat::{Error, Upload};
use crate::model::Platform;
use crate::model::watched::id_at;

impl Shared {
    /// Fetches a file, if it is not larger than `limit`. Our token goes to Slack only, wherever the address points.
    pub(super) async fn fetch(&self, file: &File, limit: u64) -> Result<Bytes, Error> {
        let too_large = || Error::Never(format!("{} is larger than {limit} bytes", file.name));
        if file.bytes > limit {
            return Err(too_large());
        }
        let request = self.http.get(self.own(&file.url)?).bearer_auth(&self.bot.token.token_value.0);
        let response = self.sent(request.timeout(self.timings.file)).await?;
        let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        // Whoever may not read a file is shown a page to sign in by.
        if kind.is_some_and(|kind| kind.starts_with("text/html")) && !is_page(&file.name) {
            let hint = "the app lacks the permission `files:read`, or the file is gone";
            return Err(Error::Never(format!("Slack does not give {}: {hint}", file.name)));
        }
        let mut content = BytesMut::new();
        let mut pieces = response.bytes_stream();
        while let Some(piece) = pieces.next().await {
            let piece = piece.map_err(|_| unreachable("a file"))?;
            if content.len() as u64 + piece.len() as u64 > limit {
                return Err(too_large());
            }
            content.extend_from_slice(&piece);
        }
        Ok(content.freeze())
    }

    /// Puts a file into a channel or thread. Nothing of ours can be kept with it, so after a try whose end nobody knows
    /// the history is asked for one of that name and size.
    pub(super) async fn upload(&self, upload: &Upload) -> Result<(), Error> {
        let Upload { name, content, .. } = upload;
        if content.is_empty() {
            return Err(Error::Never("Slack takes no empty files".to_owned()));
        }
        if upload.is_retry && self.is_there(upload).await? {
            return Ok(());
        }
        let args = [("filename", name.to_owned()), ("length", content.len().to_string())];
        let place_for = self.bot.read::<UploadPlace>("files.getUploadURLExternal", &args).await;
        let place_for = place_for.map_err(file_trouble)?;
        let request = self.http.post(self.own(&place_for.upload_url)?);
        let request = request.header(header::CONTENT_TYPE, "application/octet-stream").body(content.clone());
        self.sent(request.timeout(self.timings.file)).await?;
        let (channel, root) = place(&upload.channel);
        let mut args =
            json!({ "files": [{ "id": place_for.file_id, "title": name }], "channel_id": channel });
        if let Some(root) = root {
            args["thread_ts"] = root.into();
        }
        const COMPLETE: &str = "files.completeUploadExternal";
        let mut shared = self.bot.call::<Done>(COMPLETE, &args).await;
        if shared.as_ref().is_err_and(|failure| failure.is("not_in_channel")) && self.join(channel).await {
            shared = self.bot.call(COMPLETE, &args).await;
        }
        shared.map(drop).map_err(file_trouble)
    }

    /// Whether we have put a file of that name and size there since it is owed.
    async fn is_there(&self, upload: &Upload) -> Result<bool, Failure> {
        let since = id_at(Platform::Slack, upload.since - limits::CLOCKS_MS);
        let Some(me) = self.me().map(|me| me.user_id) else {
            return Err(Failure::Unknown("Slack has not said yet who we are".to_owned()));
        };
        let size = upload.content.len() as u64;
        let is_it = |file: &WireFile| file.size == size && file.name.as_ref() == Some(&upload.name);
        let mut cursor = None;
        for _ in 0..limits::PAGES {
            let page = self.look(&upload.channel, since.clone(), cursor).await?;
            // Where loop may not read, it has not put anything either.
            let Some(page) = page else { return Ok(false) };
            // A thread's page always begins with its first message.
            let is_ours = |it: &&Message| it.user.as_ref() == Some(&me) && Some(&it.ts) > since.as_ref();
            let mut ours = page.messages.iter().filter(is_ours);
            if ours.any(|message| message.files.iter().any(is_it)) {
                return Ok(true);
            }
            cursor = next(page.response_metadata);
            if cursor.is_none() {
                break;
            }
        }
        Ok(false)
    }

    /// Answers a command or a button so that only its author sees it.
    pub(super) async fn reply(&self, to: &ReplyTo, text: &str) -> Result<(), Error> {
        let url = self.own(&to.0)?;
        let people = render::People::new();
        let contents = render::messages(text, &people);
        for content in fitted(contents, limits::ANSWERS, |rest| render::messages(rest, &people)) {
            let body = json!({
                "response_type": "ephemeral", "replace_original": false, "text": content.text, "blocks": content.blocks,
            });
            let request = self.http.post(url.clone()).timeout(self.timings.call);
            self.sent(request.json(&body)).await?;
        }
        Ok(())
    }

    /// Shows that loop is at work, where Slack has a place for that: in the threads of its assistant.
    pub(super) async fn show_typing(&self, channel: &str) -> Result<(), Error> {
        let (channel, Some(root)) = place(channel) else { return Ok(()) };
        if !channel.starts_with('D') {
            return Ok(());
        }
        let args = json!({ "channel_id": channel, "thread_ts": root, "status": "is at work…" });
        match self.bot.call::<Value>("assistant.threads.setStatus", &args).await {
            // A thread that is not the assistant's has no place for it.
            Ok(_) | Err(Failure::Refused(_)) => Ok(()),
            Err(failure) => Err(failure.into()),
        }
    }

    fn own(&self, url: &str) -> Result<Url, Error> {
        let url = Url::parse(url).ok().filter(|url| self.site.owns(url));
        url.ok_or_else(|| Error::Never("the address is not Slack's".to_owned()))
    }

    /// Sends a request beside the Web API; its time is bounded by whoever makes it.
    async fn sent(&self, request: reqwest::RequestBuilder) -> Result<reqwest::Response, Error> {
        let response = request.send().await.map_err(|_| unreachable("it"))?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        if status == reqwest::StatusCode::TOO_MANY_REQUESTS {
            let after = response
                .headers()
                .get(header::RETRY_AFTER)
                .and_then(|after| after.to_str().ok()?.parse().ok());
            return Err(Failure::Limited(after.map(std::time::Duration::from_secs)).into());
        }
        if status.is_server_error() {
            return Err(Error::Later {
                reason: format!("Slack answered with status {status}"),
                after_ms: None,
            });
        }
        let words =
            if status.is_redirection() { "sends us elsewhere for it" } else { "does not give or take it" };
        Err(Error::Never(format!("Slack {words} (status {})", status.as_u16())))
    }
}

/// An app that may put no files anywhere is told of at once: whoever waits for the answer must not wait for a new app.
fn file_trouble(failure: Failure) -> Error {
    match failure {
        Failure::Refused(code) if code == "missing_scope" => Error::Never(in_words(&code)),
        failure => failure.into(),
    }
}

fn unreachable(what: &str) -> Error {
    Error::Later { reason: format!("Slack could not be reached for {what}"), after_ms: None }
}

fn is_page(name: &str) -> bool {
    [".html", ".htm"].iter().any(|end| name.to_ascii_lowercase().ends_with(end))
}
