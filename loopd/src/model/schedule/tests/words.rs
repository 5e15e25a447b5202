//! Schedules in English.

use super::*;

#[test]
fn a_line_is_told_as_a_sentence() {
    let told: Vec<String> = [
        "0 9 * * 1-5",
        "0 9 * * *",
        "* * * * *",
        "*/15 * * * *",
        "*/90 * * * *",
        "5 * * * *",
        "@hourly",
        "@weekly",
        "@yearly",
        "0 9,17 * * *",
        "*/15 9-17 * * 1-5",
        "0 9-17 * * 1-5",
        "*/15 2 * * *",
        "0 */2 * * *",
        "7,22 1,2,3,9 * * 0",
        "*/25 * * * *",
        "30 4 1,15 * 5",
        "30 4 1-7,15 6-8 1,5",
        "0 0 */2 * 1",
        "0 0 13 * */5",
        "0 0 1 * *",
        "0 0 29 2 *",
        "0 0 * 12 *",
        "0 0 * 1-3,7 6,7",
        "0 0 1-31 * 1",
        "0 12 2,3,11-13,21,22 * *",
    ]
    .iter()
    .map(|line| format!("{line}: {}", cron(line).describe(&zone("Europe/Berlin"))))
    .collect();
    insta::assert_snapshot!(told.join("\n"), @r##"
    0 9 * * 1-5: At 09:00 on Monday through Friday, Europe/Berlin time.
    0 9 * * *: At 09:00 every day, Europe/Berlin time.
    * * * * *: Every minute, Europe/Berlin time.
    */15 * * * *: Every 15 minutes, Europe/Berlin time.
    */90 * * * *: Every hour at minute 0, Europe/Berlin time.
    5 * * * *: Every hour at minute 5, Europe/Berlin time.
    @hourly: Every hour at minute 0, Europe/Berlin time.
    @weekly: At 00:00 on Sunday, Europe/Berlin time.
    @yearly: At 00:00 on the 1st of January, Europe/Berlin time.
    0 9,17 * * *: At 09:00 and 17:00 every day, Europe/Berlin time.
    */15 9-17 * * 1-5: Every 15 minutes from 09:00 to 17:45 on Monday through Friday, Europe/Berlin time.
    0 9-17 * * 1-5: Every hour from 09:00 to 17:00 on Monday through Friday, Europe/Berlin time.
    */15 2 * * *: At 02:00, 02:15, 02:30 and 02:45 every day, Europe/Berlin time.
    0 */2 * * *: Every 2 hours from 00:00 to 22:00 every day, Europe/Berlin time.
    7,22 1,2,3,9 * * 0: At minutes 7 and 22 of hours 01 through 03 and 09 on Sunday, Europe/Berlin time.
    */25 * * * *: At minutes 0, 25 and 50 of every hour, Europe/Berlin time.
    30 4 1,15 * 5: At 04:30 on the 1st and 15th of the month, and also on every Friday, Europe/Berlin time.
    30 4 1-7,15 6-8 1,5: At 04:30 on the 1st through 7th and 15th of June through August, and also on every Monday and Friday in June through August, Europe/Berlin time.
    0 0 */2 * 1: At 00:00 on the 1st and every 2nd day after it to the 31st of the month if it is a Monday, Europe/Berlin time.
    0 0 13 * */5: At 00:00 on the 13th of the month if it is a Friday or Sunday, Europe/Berlin time.
    0 0 1 * *: At 00:00 on the 1st of the month, Europe/Berlin time.
    0 0 29 2 *: At 00:00 on the 29th of February, Europe/Berlin time.
    0 0 * 12 *: At 00:00 every day in December, Europe/Berlin time.
    0 0 * 1-3,7 6,7: At 00:00 on Saturday and Sunday in January through March and July, Europe/Berlin time.
    0 0 1-31 * 1: At 00:00 every day, Europe/Berlin time.
    0 12 2,3,11-13,21,22 * *: At 12:00 on the 2nd, 3rd, 11th through 13th, 21st and 22nd of the month, Europe/Berlin time.
    "##);
}

#[test]
fn intervals_and_single_times_are_told_as_sentences() {
    let told = |kind: ScheduleType, text: &str| {
        Schedule::stored(kind, text, &zone("Europe/Berlin")).unwrap().describe(&zone("Europe/Berlin"))
    };
    let interval = |text: &str| told(ScheduleType::Interval, text);
    assert_eq!(interval("90m"), "Every 1 hour 30 minutes, counted from when it was set.");
    assert_eq!(interval("60s"), "Every minute, counted from when it was set.");
    assert_eq!(interval("24h"), "Every day (exactly 24 hours), counted from when it was set.");
    assert_eq!(interval("1w"), "Every 7 days of exactly 24 hours, counted from when it was set.");
    assert_eq!(
        told(ScheduleType::Once, "2027-07-02T07:00:00Z"),
        "Once, on 2 July 2027 at 09:00, Europe/Berlin time."
    );
    assert_eq!(cron("0 9 * * *").describe(&zone("UTC")), "At 09:00 every day, UTC.");
}
