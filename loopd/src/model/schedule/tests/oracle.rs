//! The same firings as a program that is not ours: see `oracle/README.md`.

use sha2::{Digest, Sha256};

use super::*;

const TABLES: &str = include_str!("../oracle/tables.txt");

/// The years of which every firing is compared in the short form, for rules that fire many times a day:
/// one with a day that Samoa never had, a leap year, and the last.
const SHORT: [&str; 3] = ["2011", "2024", "2033"];

#[test]
fn fires_when_debians_cron_does() {
    compare(|rule, year| SHORT.contains(&year) || !rule.contains("* * * *") && !rule.contains("*/2 *"));
}

#[test]
#[ignore = "takes minutes: every firing of 24 years, also of the rules that fire every hour"]
fn fires_when_debians_cron_does_in_all_years() {
    compare(|_, _| true);
}

/// Compares the firings near every change of a clock, and every firing of the years that are `wanted`.
fn compare(wanted: fn(&str, &str) -> bool) {
    let series: Vec<&str> = TABLES.split("series ").skip(1).collect();
    assert_eq!(series.len(), 12 * 18);
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let halves: Vec<_> = series
            .chunks(series.len().div_ceil(2))
            .map(|half| scope.spawn(move || half.iter().flat_map(|series| wrong(series, wanted)).collect()))
            .collect();
        halves
            .into_iter()
            .flat_map(|half| half.join().unwrap_or_else(|_| vec!["panicked".to_owned()]))
            .collect()
    });
    assert_eq!(wrong, Vec::<String>::new());
}

fn wrong(series: &str, wanted: fn(&str, &str) -> bool) -> Vec<String> {
    let mut lines = series.lines();
    let (name, rule) = lines.next().unwrap().split_once(" | ").unwrap();
    let (schedule, zone) = (cron(rule), zone(name));
    let compared = lines.filter_map(|line| match line.split(' ').collect::<Vec<_>>().as_slice() {
        ["year", year, ..] if wanted(rule, year) => Some((line, of_year(year, &schedule, &zone))),
        ["near", shift, ..] => Some((line, near(shift, &schedule, &zone))),
        _ => None,
    });
    compared
        .filter(|(theirs, ours)| theirs != ours)
        .map(|(theirs, ours)| format!("{name} | {rule}: {theirs}, not {ours}"))
        .collect()
}

fn of_year(year: &str, schedule: &Schedule, zone: &Zone) -> String {
    let begin = millis(&format!("{year}-01-01T00:00:00Z"));
    let end = millis(&format!("{}-01-01T00:00:00Z", year.parse::<u32>().unwrap() + 1));
    let fires = between(schedule, zone, begin, end);
    let text: String = fires.iter().map(|at| format!("{}\n", at / 1000)).collect();
    format!("year {year} {} {}", fires.len(), &hex::encode(Sha256::digest(text.as_bytes()))[..12])
}

/// The firings of the three hours before and after a change of the clock, in minutes from it.
fn near(shift: &str, schedule: &Schedule, zone: &Zone) -> String {
    let (at, reach) = (shift.parse::<Millis>().unwrap() * 1000, 3 * 3_600_000);
    let fires = between(schedule, zone, at - reach, at + reach + 1);
    let minutes: String = fires.iter().map(|fire| format!(" {}", (fire - at).div_euclid(60_000))).collect();
    format!("near {shift}{minutes}")
}

/// The firings from `begin` to before `end`.
fn between(schedule: &Schedule, zone: &Zone, begin: Millis, end: Millis) -> Vec<Millis> {
    let mut at = begin - 1;
    std::iter::from_fn(|| {
        at = schedule.next_after(at, zone, NOW)?;
        Some(at)
    })
    .take_while(|at| *at < end)
    .collect()
}
