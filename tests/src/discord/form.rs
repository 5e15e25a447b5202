//! Bodies of several parts, as files come in them.

use bytes::Bytes;

/// One part: its name, its file's name, and what is in it.
pub(super) struct Part {
    pub name: String,
    pub file: Option<String>,
    pub content: Bytes,
}

/// The parts of a body; none if it is not of such a form.
pub(super) fn parts(kind: &str, body: &Bytes) -> Option<Vec<Part>> {
    let boundary = kind.strip_prefix("multipart/form-data")?.split_once("boundary=")?.1.trim_matches('"');
    let mark = format!("--{boundary}");
    let mut parts = Vec::new();
    let mut at = find(body, mark.as_bytes(), 0)? + mark.len();
    loop {
        if body.get(at..at + 2)? == b"--" {
            return Some(parts);
        }
        let head_at = at + 2;
        let head_end = find(body, b"\r\n\r\n", head_at)?;
        let end = find(body, format!("\r\n{mark}").as_bytes(), head_end)?;
        let head = String::from_utf8_lossy(body.get(head_at..head_end)?).into_owned();
        let content = body.slice((head_end + 4).min(end)..end);
        parts.push(Part {
            name: told(&head, "name").unwrap_or_default(),
            file: told(&head, "filename"),
            content,
        });
        at = end + 2 + mark.len();
    }
}

/// What a head says: `name="…"`.
fn told(head: &str, what: &str) -> Option<String> {
    let rest = head.split_once(&format!(" {what}=\""))?.1;
    Some(rest.split('"').next()?.to_owned())
}

fn find(body: &[u8], what: &[u8], from: usize) -> Option<usize> {
    body.get(from..)?.windows(what.len()).position(|window| window == what).map(|at| at + from)
}
