//! Texts cut and names made such as platforms take them. Pure.

/// The text, cut to `most` characters if it is longer.
pub(super) fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most - 1) {
        Some((at, _)) if text.chars().count() > most => format!("{}…", &text[..at]),
        _ => text.to_owned(),
    }
}

/// The messages of an answer, at most `most` of them; what people are told of the rest is made by `rendered`.
pub(super) fn fitted<T>(mut messages: Vec<T>, most: usize, rendered: impl FnOnce(&str) -> Vec<T>) -> Vec<T> {
    if messages.len() > most {
        messages.truncate(most - 1);
        messages.extend(rendered("… The rest of this answer is too long to be shown here."));
    }
    messages
}

/// A channel's name: lower case, letters, digits, `-` and `_`, at most `most` of them.
pub(super) fn channel_name(name: &str, most: usize) -> String {
    let mut fine = String::new();
    for c in name.trim().trim_start_matches('#').chars().flat_map(char::to_lowercase) {
        match c {
            c if c.is_alphanumeric() || c == '_' => fine.push(c),
            _ if !fine.ends_with('-') => fine.push('-'),
            _ => {}
        }
    }
    let short: String = fine.trim_matches('-').chars().take(most).collect();
    if short.is_empty() { "loop".to_owned() } else { short }
}
