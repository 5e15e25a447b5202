//! Files that come and go with messages: how many and how large, where agents find them, what they may be called. Pure.

use std::collections::HashSet;

use super::doors::DOOR_DIR;
use crate::chat::split::{Count, split};
use crate::model::{Attachment, RunId};

/// Files of one message, either way; what Slack and Discord let people send at once.
pub(super) const MAX_FILES: usize = 10;
/// Bytes of one file: a file is held in memory while it is sent, and is more than a model reads.
pub(super) const MAX_FILE_BYTES: u64 = 25 << 20;
/// Bytes of all files of one message together.
pub(super) const MAX_TOTAL_BYTES: u64 = 50 << 20;
/// References to files of one message that are kept at all, so that what is left out can be told.
const MAX_REFERENCES: usize = 30;
/// Bytes of a file's name: file systems take 255, and people read them.
const MAX_NAME_BYTES: usize = 100;
/// Bytes of what a name ends with, such as `.tar.gz`, that are kept when it is cut.
const MAX_ENDING_BYTES: usize = 16;
/// Characters of an answer that are said in chat, in some four messages; a longer one is attached.
const LONG_ANSWER_CHARS: usize = 12_000;
/// Characters of a long answer's beginning that are said.
const SUMMARY_CHARS: usize = 1500;
/// Files named one by one among those that were not attached.
const NAMED: usize = 5;

/// Where containers find what people sent, a directory for each run.
pub(super) fn inbox_dir() -> String {
    format!("{DOOR_DIR}/inbox")
}

/// Where containers put what is to be sent.
pub(super) fn outbox_dir() -> String {
    format!("{DOOR_DIR}/outbox")
}

/// References that are kept, with names under which the files can be kept.
pub(super) fn kept<T>(files: &[T], name: impl Fn(&T) -> &str) -> Vec<(&T, String)> {
    let mut names = Names::default();
    files.iter().take(MAX_REFERENCES).map(|file| (file, names.give(name(file)))).collect()
}

/// Names that are given out, each once.
#[derive(Debug, Default)]
pub(super) struct Names(HashSet<String>);

impl Names {
    /// A harmless name that is like this one, and none that was given out.
    pub(super) fn give(&mut self, raw: &str) -> String {
        let name = safe(raw);
        let mut given = name.clone();
        let mut number = 2;
        // File systems that ignore case must keep them apart, too.
        while !self.0.insert(given.to_lowercase()) {
            given = marked(&name, &format!("-{number}"));
            number += 1;
        }
        given
    }
}

/// The last part of a name, without what could hide, mislead or leave its directory.
fn safe(raw: &str) -> String {
    let last = raw.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String =
        last.chars().filter(|c| !is_unseen(*c)).map(|c| if is_marked(c) { '_' } else { c }).collect();
    let name = name.trim_start_matches(|c: char| c == '.' || c.is_whitespace()).trim_end();
    marked(if name.is_empty() { "file" } else { name }, "")
}

/// Characters that people do not see or that turn the text around.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200c}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Characters that mean something in a prompt, in Markdown or on a line.
fn is_marked(c: char) -> bool {
    c.is_control() || matches!(c, '@' | '`' | '<' | '>' | '|' | '\u{2028}' | '\u{2029}')
}

/// The name with a mark before its ending, cut where it would be too long.
fn marked(name: &str, mark: &str) -> String {
    let ending = name.char_indices().skip(1).filter(|(_, c)| *c == '.').map(|(at, _)| at);
    let ending = ending.filter(|at| name.len() - at <= MAX_ENDING_BYTES).min().unwrap_or(name.len());
    let (stem, ending) = name.split_at(ending);
    let room = MAX_NAME_BYTES - mark.len() - ending.len();
    format!("{}{mark}{ending}", &stem[..stem.floor_char_boundary(room)])
}

/// A size for people.
pub(super) fn size(bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "it is rounded anyway")]
    let mib = bytes as f64 / f64::from(1 << 20);
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..1_048_576 => format!("{} KiB", bytes.div_ceil(1024)),
        _ if mib.fract() < 0.05 => format!("{mib:.0} MiB"),
        _ => format!("{mib:.1} MiB"),
    }
}

/// Why a file of that size is too large, if it is.
pub(super) fn too_large(bytes: u64, left: u64) -> Option<String> {
    if bytes > MAX_FILE_BYTES {
        return Some(format!("it has {}; the most is {}", size(bytes), size(MAX_FILE_BYTES)));
    }
    let most = size(MAX_TOTAL_BYTES);
    (bytes > left).then(|| format!("all of them together have more than {most}"))
}

/// Why files behind the first ones are not taken.
pub(super) fn too_many() -> String {
    format!("a message may bring {MAX_FILES} files")
}

/// A prompt with the list of the files that came with it.
pub(super) fn listed(mut prompt: String, run: RunId, files: &[Attachment]) -> String {
    if files.is_empty() {
        return prompt;
    }
    prompt.push_str("\n\n(Files that came with this message:");
    for file in files {
        let bytes = u64::try_from(file.bytes).unwrap_or_default();
        let line = match &file.trouble {
            None => format!("\n- `{}/{run}/{}` ({})", inbox_dir(), file.name, size(bytes)),
            Some(trouble) => {
                format!("\n- `{}` is not here: {}", file.name, trouble.replace(['\n', '\r', '@'], " "))
            }
        };
        prompt.push_str(&line);
    }
    prompt.push_str("\n)");
    prompt
}

/// A file that stays where the agent put it, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Left {
    /// Its name, made harmless.
    pub name: String,
    /// Why it was not taken.
    pub why: String,
}

/// What people are told of files that were not taken.
pub(super) fn not_attached(left: &[Left]) -> Option<String> {
    let named = left.iter().take(NAMED).map(|file| format!("`{}` ({})", file.name, file.why));
    let mut said = named.collect::<Vec<_>>().join(", ");
    match left.len().saturating_sub(NAMED) {
        0 => {}
        1 => said.push_str(" and 1 other"),
        others => said.push_str(&format!(" and {others} others")),
    }
    (!said.is_empty()).then(|| format!("Not attached: {said}."))
}

/// The name of a long answer as a file.
pub(super) fn answer_name(run: RunId) -> String {
    format!("answer-{run}.md")
}

/// What is said in the place of a long answer: its beginning, and where the whole is. `None`: it is not long.
pub(super) fn summary(answer: &str, run: RunId) -> Option<String> {
    if Count::Chars.of(answer) <= LONG_ANSWER_CHARS {
        return None;
    }
    // Splitting all of it would be for nothing.
    let end = answer.char_indices().nth(2 * SUMMARY_CHARS).map_or(answer.len(), |(at, _)| at);
    let beginning = split(&answer[..end], SUMMARY_CHARS, Count::Chars).into_iter().next()?;
    let bytes = u64::try_from(answer.len()).unwrap_or(u64::MAX);
    Some(format!(
        "{beginning}\n\n_This is the beginning; the whole answer ({}) is attached as `{}`._",
        size(bytes),
        answer_name(run)
    ))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_lose_what_could_hide_mislead_or_leave() {
        for (raw, name) in [
            ("report.pdf", "report.pdf"),
            ("../../etc/passwd", "passwd"),
            (r"C:\Users\ann\Übersicht März.xlsx", "Übersicht März.xlsx"),
            ("/", "file"),
            ("..", "file"),
            ("", "file"),
            (" .. .bashrc", "bashrc"),
            ("a\0b\nc\u{7f}.txt", "a_b_c_.txt"),
            ("invoice\u{202e}fdp.exe", "invoicefdp.exe"),
            ("👩‍👧 家族.png", "👩‍👧 家族.png"),
            ("@/etc/passwd@x`y`.md", "passwd_x_y_.md"),
            ("dir/", "dir"),
        ] {
            assert_eq!(Names::default().give(raw), name, "{raw:?}");
        }
        let long = Names::default().give(&format!("{}.tar.gz", "é".repeat(200)));
        assert!(long.len() <= MAX_NAME_BYTES && long.ends_with("é.tar.gz"), "{long}");
    }

    #[test]
    fn the_second_of_a_name_is_numbered() {
        let mut names = Names::default();
        let given: Vec<_> =
            ["a.png", "A.png", "x/a.png", "a-2.png", "a", "a"].map(|raw| names.give(raw)).into();
        assert_eq!(given, ["a.png", "A-2.png", "a-3.png", "a-2-2.png", "a", "a-2"]);
    }

    #[test]
    fn sizes_are_for_people() {
        for (bytes, said) in [
            (0, "0 bytes"),
            (1023, "1023 bytes"),
            (1024, "1 KiB"),
            (26_214_400, "25 MiB"),
            (1_600_000, "1.5 MiB"),
        ] {
            assert_eq!(size(bytes), said);
        }
        assert_eq!(too_large(MAX_FILE_BYTES, MAX_TOTAL_BYTES), None);
        assert!(too_large(MAX_FILE_BYTES + 1, u64::MAX).unwrap().contains("the most is 25 MiB"));
        assert!(too_large(2, 1).unwrap().contains("more than 50 MiB"));
    }

    #[test]
    fn what_was_not_attached_is_one_line() {
        let left = |count| vec![Left { name: "a.bin".to_owned(), why: "a directory".to_owned() }; count];
        assert_eq!(not_attached(&[]), None);
        assert_eq!(not_attached(&left(1)).unwrap(), "Not attached: `a.bin` (a directory).");
        assert!(not_attached(&left(6)).unwrap().ends_with(" and 1 other."));
        assert!(not_attached(&left(9990)).unwrap().ends_with(" and 9985 others."));
    }

    #[test]
    fn a_long_answer_is_summed_up_by_its_beginning() {
        let run = RunId(7);
        assert_eq!(summary(&"x".repeat(LONG_ANSWER_CHARS), run), None);
        let answer = format!("{}\n\n{}", "Short words. ".repeat(80), "More. ".repeat(4000));
        let said = summary(&answer, run).unwrap();
        assert!(said.starts_with(&"Short words. ".repeat(79)) && !said.contains("More."), "{said}");
        assert!(
            said.ends_with(
                "_This is the beginning; the whole answer (25 KiB) is attached as `answer-7.md`._"
            ),
            "{said}"
        );
        let code = summary(&format!("```rust\n{}```", "let x = 1;\n".repeat(2000)), run).unwrap();
        assert_eq!(code.matches("```").count(), 2, "the block is closed: {code}");
    }

    proptest! {
        #[test]
        fn every_name_is_a_plain_one_of_its_own(raws in prop::collection::vec("\\PC{0,150}|[./\\\\@`\u{202e} a\0\n]{0,12}|a{90,300}\\.[a-z]{0,20}", 1..12)) {
            let mut names = Names::default();
            let given: Vec<String> = raws.iter().map(|raw| names.give(raw)).collect();
            for name in &given {
                prop_assert!(!name.is_empty() && name.len() <= MAX_NAME_BYTES, "{:?}", name);
                prop_assert!(!name.starts_with('.') && !name.contains(['/', '\\', '@', '`']), "{:?}", name);
                prop_assert!(!name.chars().any(|c| c.is_control() || is_unseen(c)), "{:?}", name);
            }
            let apart: HashSet<_> = given.iter().map(|name| name.to_lowercase()).collect();
            prop_assert_eq!(apart.len(), given.len());
        }

        #[test]
        fn a_summary_is_short_and_balanced(answer in "(\\PC{0,300}\n|```[a-z]{0,5}\n|\n){0,200}") {
            match summary(&answer, RunId(1)) {
                None => prop_assert!(answer.chars().count() <= LONG_ANSWER_CHARS),
                Some(said) => prop_assert!(said.chars().count() <= SUMMARY_CHARS + 150),
            }
        }
    }
}
