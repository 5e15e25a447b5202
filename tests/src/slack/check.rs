//! What a message must not hold: Slack's limits, which its documentation and people's reports agree on.

use serde_json::Value;

use super::Inner;
use super::methods::{Args, str_of};

/// Characters of a text.
const TEXT: usize = 40_000;
/// Blocks of a message.
const BLOCKS: usize = 50;
/// Characters of all Markdown blocks of a message together.
const MARKDOWN: usize = 12_000;
/// Characters of a section's text.
const SECTION: usize = 3_000;
/// Characters of a button's label, of its value, and of its `action_id`.
const LABEL: usize = 75;
const VALUE: usize = 2_000;
const ACTION_ID: usize = 255;

/// Looks at the content of a message.
///
/// # Errors
/// The platform's word for what is wrong, which is noted as a violation as well.
pub(super) fn content(inner: &mut Inner, method: &str, args: &Args) -> Result<(), String> {
    let wrong = look(args);
    if let Some((code, what)) = &wrong {
        inner.violation(format!("{method}: {code}: {what}"));
    }
    wrong.map_or(Ok(()), |(code, _)| Err(code.to_owned()))
}

fn look(args: &Args) -> Option<(&'static str, String)> {
    let text = str_of(args, "text");
    let markdown = str_of(args, "markdown_text");
    let blocks = args.get("blocks").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let has_more = ["attachments", "chunks", "files"].iter().any(|name| args.contains_key(*name));
    if text.is_empty() && markdown.is_empty() && blocks.is_empty() && !has_more {
        return Some(("no_text", "neither text nor blocks".to_owned()));
    }
    if !markdown.is_empty() && (!text.is_empty() || !blocks.is_empty()) {
        return Some(("markdown_text_conflict", "markdown_text beside text or blocks".to_owned()));
    }
    if !blocks.is_empty() && text.is_empty() {
        return Some(("no_text", "blocks without a text for notifications".to_owned()));
    }
    if chars(text) > TEXT || chars(markdown) > MARKDOWN {
        return Some(("msg_too_long", format!("{} characters", chars(text).max(chars(markdown)))));
    }
    if let Some(bare) = unescaped(text) {
        return Some(("unescaped", format!("`{bare}` in the text is neither escaped nor a mention")));
    }
    if blocks.len() > BLOCKS {
        return Some(("invalid_blocks", format!("{} blocks", blocks.len())));
    }
    let markdown: usize = blocks
        .iter()
        .filter(|block| block["type"] == "markdown")
        .map(|block| chars(block["text"].as_str().unwrap_or_default()))
        .sum();
    if markdown > MARKDOWN {
        return Some(("msg_blocks_too_long", format!("{markdown} characters of Markdown")));
    }
    blocks.iter().find_map(block)
}

fn block(block: &Value) -> Option<(&'static str, String)> {
    let fault = |what: &str| Some(("invalid_blocks", what.to_owned()));
    match block["type"].as_str() {
        Some("markdown") if block["text"].as_str().is_none_or(str::is_empty) => fault("empty Markdown"),
        Some("section") => {
            let text = block["text"]["text"].as_str().unwrap_or_default();
            if text.is_empty() || chars(text) > SECTION { fault("a section's text") } else { None }
        }
        Some("actions") => {
            let elements = block["elements"].as_array().map(Vec::as_slice).unwrap_or_default();
            if elements.is_empty() || elements.len() > 25 {
                return fault("actions without elements, or with too many");
            }
            elements.iter().find_map(|button| {
                let too_long = |value: &Value, most: usize| chars(value.as_str().unwrap_or_default()) > most;
                let label = &button["text"];
                if label["type"] != "plain_text" || label["text"].as_str().is_none_or(str::is_empty) {
                    return fault("a button without a plain label");
                }
                let is_long = too_long(&label["text"], LABEL)
                    || too_long(&button["value"], VALUE)
                    || too_long(&button["action_id"], ACTION_ID);
                if is_long { fault("a button that is too long") } else { None }
            })
        }
        Some(_) => None,
        None => fault("a block without a type"),
    }
}

/// The first `<` or `&` of a text that is neither escaped nor the beginning of a mention or link.
fn unescaped(text: &str) -> Option<&str> {
    text.match_indices(['<', '&']).find_map(|(at, sign)| {
        let rest = &text[at + 1..];
        let is_fine = match sign {
            "&" => ["amp;", "lt;", "gt;"].iter().any(|name| rest.starts_with(name)),
            _ => ["@", "#", "!", "http", "mailto:"].iter().any(|begin| rest.starts_with(begin)),
        };
        (!is_fine).then(|| rest.split_whitespace().next().unwrap_or_default())
    })
}

fn chars(text: &str) -> usize {
    text.chars().count()
}
