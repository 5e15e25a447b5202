//! Spans of time as people type them: `90s`, `30m`, `1h30m`, `2d`. Pure; it must not know what they are for.

/// Units and their seconds, the longest first.
const UNITS: &[(&str, i64)] = &[("w", 7 * 86_400), ("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)];

/// The seconds that `text` stands for; a number without a unit is seconds.
pub(crate) fn seconds(text: &str) -> Result<i64, String> {
    let refused = || format!("\"{text}\" is not a span of time; write for example 90s, 30m, 1h30m or 2d");
    let mut rest = text.trim();
    if let Ok(plain) = rest.parse::<u32>() {
        return Ok(i64::from(plain));
    }
    if rest.is_empty() {
        return Err(refused());
    }
    let mut sum = 0_i64;
    let mut last = i64::MAX;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).ok_or_else(refused)?;
        let (number, tail) = rest.split_at(digits);
        let number: i64 = number.parse().map_err(|_| refused())?;
        let unit = UNITS.iter().find_map(|(name, length)| Some((tail.strip_prefix(name)?, *length)));
        let (tail, length) = unit.ok_or_else(refused)?;
        if length >= last {
            return Err(refused());
        }
        last = length;
        sum = number.checked_mul(length).and_then(|part| sum.checked_add(part)).ok_or_else(refused)?;
        rest = tail.trim_start();
    }
    Ok(sum)
}

/// So many seconds as somebody would type them: `1h30m`.
pub(crate) fn typed(seconds: i64) -> String {
    let mut rest = seconds.max(0);
    let mut text = String::new();
    for (name, length) in UNITS.iter().filter(|(name, _)| *name != "w") {
        if rest >= *length {
            text.push_str(&format!("{}{name}", rest / length));
            rest %= length;
        }
    }
    if text.is_empty() { "0s".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_and_written() {
        let table = [
            ("90s", 90, "1m30s"),
            ("30m", 1800, "30m"),
            ("2h", 7200, "2h"),
            ("1d", 86_400, "1d"),
            ("0", 0, "0s"),
        ];
        for (text, expected, written) in table {
            assert_eq!(seconds(text), Ok(expected), "{text}");
            assert_eq!(typed(expected), written);
        }
        for (text, expected) in
            [("600", 600), ("1h30m", 5400), ("1h 30m", 5400), ("2w", 1_209_600), ("0s", 0)]
        {
            assert_eq!(seconds(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_span_is_refused() {
        for bad in [
            "",
            " ",
            "-5m",
            "soon",
            "m",
            "5x",
            "1.5h",
            "30m1h",
            "5m5m",
            "99999999999999999999s",
            "9999999999999999w",
        ] {
            assert!(seconds(bad).is_err(), "{bad}");
        }
    }
}
