//! Texts cut and names made such as platforms take them. Pure.

/// The text, cut to `most` characters if it is longer.
pub(super) fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most - 1) {
        Some((at, _)) if text.chars().count() > most => format!("{}…", &text[..at]),
        _ => text.to_owned(),
    }
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
