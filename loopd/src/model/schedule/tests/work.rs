//! That a search ends soon, counted in what it does and not in time.

use super::cron::{Cron, Work};
use super::*;

fn work(line: &str, zone_name: &str, from: &str) -> Work {
    let mut work = Work::default();
    let after = timestamp(millis(from));
    Cron::read(line).unwrap().search(after, &zone(zone_name), &mut work);
    work
}

/// The longest search there is: 40 years to a leap day on a Sunday, by the clock, where the clocks change
/// four times a year. In a debug build it takes 4 ms, an ordinary search 7 to 65 µs.
#[test]
fn the_rarest_date_takes_41_years_of_a_calendar_and_the_changes_in_them() {
    let work = work("*/5 * 29 2 */7", "Africa/Casablanca", "2088-03-01T00:00:00Z");
    assert_eq!(work.years, 41);
    assert!(work.changes <= 4 * 41, "{work:?}");
}

#[test]
fn no_search_takes_more() {
    // Whatever the days, 41 years decide; two calendars if either day field is enough.
    for line in ["0 0 29 2 */7", "0 0 29 2 *", "0 0 31 12 */7", "* * 29 2 */3", "0 0 30 2 1", "0 0 29 2 7"] {
        for year in (1600..2400).step_by(4) {
            for zone in ["UTC", "Europe/Berlin"] {
                let work = work(line, zone, &format!("{year}-03-01T00:00:00Z"));
                assert!(work.years <= 2 * 41, "{line} {year} {work:?}");
                assert!(work.changes <= 4 * 41, "{line} {year} {work:?}");
            }
        }
    }
}

/// A rule that was accepted always has a next firing, until the calendar ends.
#[test]
fn every_date_comes_within_40_years() {
    let utc = zone("UTC");
    for weekday in 0..7 {
        // A range that is a star for the fields' logic: both days must fit.
        let line = format!("0 0 29 2 *,{weekday}");
        assert!(cron(&line).next_after(millis("2026-01-01T00:00:00Z"), &utc, NOW).is_some());
    }
    let mut longest = 0;
    let mut at = millis("1600-01-01T00:00:00Z");
    while let Some(next) =
        cron("0 0 29 2 */7").next_after(at, &utc, NOW).filter(|_| at < millis("2410-01-01T00:00:00Z"))
    {
        longest = longest.max(next - at);
        at = next;
    }
    assert_eq!(longest, millis("2128-02-29T00:00:00Z") - millis("2088-02-29T00:00:00Z"));
}
