//! What loop does on a platform, from one end to the other: said, read back from the platform, cleaned up.

use bytes::Bytes;
use loopd::chat::{Button, Error, NewThread, Outbound, Progress, Upload};
use tokio_util::sync::CancellationToken;

use crate::service::{PATIENCE, Service, Written, patiently, until};
use crate::session::{Session, Taker, in_a_channel};

/// Lines of code in the long text, which must be more than one message on every platform.
const LINES: usize = 400;

/// Everything, in a channel of its own.
pub async fn play(service: &dyn Service) {
    in_a_channel(service, async |channel| {
        let session = Session::begin(service.adapter()).await;
        assert!(!session.chat.name().is_empty());
        commands_are_offered(service).await;
        let session = a_text_is_said_once(service, session, channel).await;
        a_thread_lives_and_dies(service, &session, channel).await;
        progress_is_shown_in_place(service, &session, channel).await;
        a_file_goes_out_and_comes_back(service, &session, channel).await;
        assert_eq!(
            session.inbox.said_by_programs(channel),
            Vec::<String>::new(),
            "loop does not hear itself"
        );
        session.end().await;
    })
    .await;
}

/// A daemon that is configured wrongly learns which key is wrong.
pub async fn wrong_tokens_are_named(service: &dyn Service) {
    for (key, chat) in service.mistaken() {
        let inbox = std::sync::Arc::new(Taker::default());
        let listening = chat.listen(inbox, CancellationToken::new());
        let ended = tokio::time::timeout(PATIENCE, listening).await;
        let refused =
            ended.unwrap_or_else(|_| panic!("a wrong `{key}` is not refused")).unwrap_err().to_string();
        assert!(refused.contains(&format!("`{key}`")), "{refused}");
        let health = chat.health();
        assert!(!health.is_ok && health.detail.contains(key), "{health:?}");
    }
}

async fn commands_are_offered(service: &dyn Service) {
    if service.commands().await.is_some() {
        let has_loop = |names: &Option<Vec<String>>| names.iter().flatten().any(|name| name == "loop");
        until("the command /loop", async || service.commands().await, has_loop).await;
    }
}

/// A long text arrives whole, in order and in whole fences, calls nobody, and is not said again after a restart.
async fn a_text_is_said_once(service: &dyn Service, session: Session, channel: &str) -> Session {
    let before = service.read(channel).await.len();
    say(&session, channel, 1, &long_text()).await;
    let is_whole = |read: &Vec<Written>| read.last().is_some_and(|last| last.text.contains("That is all."));
    let read = until("the end of a long text", async || service.read(channel).await, is_whole).await;
    let parts = &read[before..];
    assert!(parts.len() > 1, "{parts:#?}");
    let words = parts.iter().flat_map(|part| part.text.split_whitespace());
    let lines: Vec<&str> = words.filter(|word| word.starts_with("line_")).collect();
    assert_eq!(lines, (0..LINES).map(line).collect::<Vec<_>>());
    for part in parts {
        assert!(part.text.matches("```").count().is_multiple_of(2), "a torn fence: {}", part.text);
        assert!(!part.calls_everybody, "{part:#?}");
    }

    session.end().await;
    let session = Session::begin(service.adapter()).await;
    say(&session, channel, 1, &long_text()).await;
    say(&session, channel, 2, "Something new.").await;
    let has_new = |read: &Vec<Written>| read.last().is_some_and(|last| last.text.contains("Something new."));
    let after = until("a new text", async || service.read(channel).await, has_new).await;
    assert_eq!(after[..after.len() - 1], read, "nothing is said twice");
    session
}

async fn a_thread_lives_and_dies(service: &dyn Service, session: &Session, channel: &str) {
    let chat = &session.chat;
    let new =
        NewThread { key: "thread1".to_owned(), channel: channel.to_owned(), title: "A report".to_owned() };
    let thread = patiently("a thread", async || chat.open_thread(&new).await).await;
    assert_eq!(service.title(&thread).await.as_deref(), Some("A report"));
    say(session, &thread, 3, "All is well, for **now**.").await;
    let has_it = |read: &Vec<Written>| read.iter().any(|written| written.text.contains("All is well"));
    until("the text in the thread", async || service.read(&thread).await, has_it).await;
    assert!(!has_it(&service.read(channel).await), "it is in the thread alone");

    patiently("another title", async || chat.rename_thread(&thread, "Nothing to report").await).await;
    let is_renamed = |title: &Option<String>| title.as_deref() == Some("Nothing to report");
    until("the other title", async || service.title(&thread).await, is_renamed).await;

    patiently("the end of the thread", async || chat.delete_thread(&thread).await).await;
    until("no thread", async || service.title(&thread).await, Option::is_none).await;
    let is_clean = |read: &Vec<Written>| !read.iter().any(|written| written.text.contains("report"));
    until("a channel without it", async || service.read(channel).await, is_clean).await;
    patiently("the end of no thread", async || chat.delete_thread(&thread).await).await;
}

async fn progress_is_shown_in_place(service: &dyn Service, session: &Session, channel: &str) {
    let chat = &session.chat;
    patiently("typing", async || chat.show_typing(channel).await).await;
    let button = Button { label: "Stop".to_owned(), action: "stop:1".to_owned() };
    let mut progress =
        Progress { channel: channel.to_owned(), text: "Reads `a.rs`".to_owned(), button: Some(button) };
    let id = patiently("progress", async || chat.show_progress(&progress, None).await).await;
    let shown = async || service.read(channel).await.into_iter().find(|written| written.id == id);
    let has_button = |shown: &Option<Written>| {
        shown.as_ref().is_some_and(|shown| shown.text.contains("a.rs") && shown.buttons == ["Stop"])
    };
    until("progress with a button", shown, has_button).await;

    (progress.text, progress.button) = ("Writes `b.rs`".to_owned(), None);
    let same = patiently("more progress", async || chat.show_progress(&progress, Some(&id)).await).await;
    assert_eq!(same, id);
    let is_changed = |shown: &Option<Written>| {
        shown.as_ref().is_some_and(|shown| shown.text.contains("b.rs") && shown.buttons.is_empty())
    };
    until("changed progress", shown, is_changed).await;

    for _ in 0..2 {
        patiently("no progress", async || chat.remove_progress(channel, &id).await).await;
        until("no progress", shown, Option::is_none).await;
    }
}

async fn a_file_goes_out_and_comes_back(service: &dyn Service, session: &Session, channel: &str) {
    let chat = &session.chat;
    let content: String = (0..500).map(|number| format!("{number},{}\n", number * number)).collect();
    let content = Bytes::from(content);
    let upload = Upload {
        delivery: 4,
        channel: channel.to_owned(),
        name: "squares.csv".to_owned(),
        content: content.clone(),
        is_retry: false,
        since: 0,
    };
    patiently("a file", async || chat.upload(&upload).await).await;
    let files = async || {
        let read = service.read(channel).await;
        read.into_iter().flat_map(|written| written.files).collect::<Vec<_>>()
    };
    let files = until("the file in the channel", files, |files| !files.is_empty()).await;
    let size = content.len() as u64;
    assert_eq!(files.len(), 1, "{files:#?}");
    assert_eq!((files[0].name.as_str(), files[0].bytes), ("squares.csv", size));
    let fetched = patiently("the file", async || chat.fetch(&files[0], size).await).await;
    assert_eq!(fetched, content);
    let too_large = chat.fetch(&files[0], size - 1).await;
    assert!(matches!(too_large, Err(Error::Never(_))), "{too_large:?}");
}

async fn say(session: &Session, place: &str, delivery: i64, text: &str) {
    let outbound = Outbound { delivery, channel: place.to_owned(), text: text.to_owned(), is_retry: false };
    patiently(text.lines().next().unwrap_or_default(), async || session.chat.post(&outbound).await).await;
}

/// Prose with words that would call everybody, and much code.
fn long_text() -> String {
    let code: String =
        (0..LINES).map(|number| format!("    {} & <ok> = \"@here\";\n", line(number))).collect();
    format!(
        "# A long answer\n\nNobody is called: @everyone, @here, @channel, <!channel>, <!here>; a < b && c > d.\n\n\
         ```rust\n{code}```\n\nThat is **all**, or almost. That is all."
    )
}

fn line(number: usize) -> String {
    format!("line_{number:03}_of_the_code")
}
