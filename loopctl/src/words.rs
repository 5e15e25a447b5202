//! Numbers, spans of time and long texts in few characters. Pure; it must not know what they belong to.

use chrono::TimeDelta;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// How long something takes: `0.4s`, `12s`, `3m 5s`, `2h 14m`, `3d 4h`.
pub(crate) fn duration(span: TimeDelta) -> String {
    let ms = span.num_milliseconds().max(0);
    let sec = ms / 1000;
    match sec {
        0 => format!("0.{}s", ms / 100),
        1..60 => format!("{sec}s"),
        60..3600 => format!("{}m {}s", sec / 60, sec % 60),
        3600..86_400 => format!("{}h {}m", sec / 3600, sec % 3600 / 60),
        _ => format!("{}d {}h", sec / 86_400, sec % 86_400 / 3600),
    }
}

/// How long ago something was, in its largest unit: `now`, `12s`, `3m`, `2h`, `3d`.
pub(crate) fn age(span: TimeDelta) -> String {
    match span.num_seconds().max(0) {
        0 => "now".to_owned(),
        sec @ 1..60 => format!("{sec}s"),
        sec @ 60..3600 => format!("{}m", sec / 60),
        sec @ 3600..86_400 => format!("{}h", sec / 3600),
        sec => format!("{}d", sec / 86_400),
    }
}

/// A number in at most four digits: `0`, `999`, `1.2k`, `35k`, `1.2M`.
pub(crate) fn count(number: i64) -> String {
    let (unit, name) = match number.max(0) {
        0..1000 => return number.max(0).to_string(),
        1000..1_000_000 => (1000, 'k'),
        1_000_000..1_000_000_000 => (1_000_000, 'M'),
        _ => (1_000_000_000, 'G'),
    };
    let whole = number / unit;
    if whole < 10 {
        format!("{whole}.{}{name}", number % unit / (unit / 10))
    } else {
        format!("{whole}{name}")
    }
}

/// US dollars; enough digits to tell small amounts apart.
pub(crate) fn dollars(amount: f64) -> String {
    if amount <= 0.0 {
        "$0".to_owned()
    } else if amount < 0.0001 {
        "<$0.0001".to_owned()
    } else if amount < 1.0 {
        format!("${amount:.4}")
    } else {
        format!("${amount:.2}")
    }
}

/// `1 run`, `2 runs`.
pub(crate) fn plural(number: i64, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// The text cut to that many columns of a terminal, with `…` at its end if something is missing.
pub(crate) fn cut(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut used = 1;
    let mut short = String::new();
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > columns {
            break;
        }
        short.push(c);
    }
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_time() {
        let table = [
            (-5, "0.0s", "now"),
            (420, "0.4s", "now"),
            (12_999, "12s", "12s"),
            (185_000, "3m 5s", "3m"),
            (8_040_000, "2h 14m", "2h"),
            (273_600_000, "3d 4h", "3d"),
        ];
        for (ms, took, ago) in table {
            let span = TimeDelta::milliseconds(ms);
            assert_eq!((duration(span).as_str(), age(span).as_str()), (took, ago), "{ms}");
        }
    }

    #[test]
    fn numbers_in_few_digits() {
        let table = [
            (-1, "0"),
            (999, "999"),
            (1000, "1.0k"),
            (1999, "1.9k"),
            (35_999, "35k"),
            (1_250_000, "1.2M"),
            (9_999_999_999, "9.9G"),
        ];
        for (number, expected) in table {
            assert_eq!(count(number), expected, "{number}");
        }
        for (amount, expected) in [(0.0, "$0"), (0.000_01, "<$0.0001"), (0.0123, "$0.0123"), (12.5, "$12.50")]
        {
            assert_eq!(dollars(amount), expected);
        }
        assert_eq!((plural(1, "run"), plural(0, "run")), ("1 run".to_owned(), "0 runs".to_owned()));
    }

    #[test]
    fn cutting_counts_columns_not_characters() {
        assert_eq!(cut("short", 5), "short");
        assert_eq!(cut("a longer text", 9), "a longer…");
        assert_eq!(cut("a longer text", 10), "a longer…");
        assert_eq!(cut("日本語", 4), "日…");
        assert_eq!(cut("日本語", 6), "日本語");
    }
}
