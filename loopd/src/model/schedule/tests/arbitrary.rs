//! Random schedules: never a panic, and always the same firings as a model that tries every minute.

use jiff::SignedDuration;
use jiff::civil::DateTime;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

const ZONES: [&str; 10] = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "Asia/Gaza",
    "Pacific/Apia",
    "Australia/Lord_Howe",
    "Antarctica/Troll",
];

const KINDS: [ScheduleType; 3] = [ScheduleType::Cron, ScheduleType::Interval, ScheduleType::Once];

/// A crontab field without names: a star or a list of numbers and ranges, with steps.
fn field(low: u8, high: u8) -> impl Strategy<Value = String> {
    let number = low..=high;
    let range = (low..=high, low..=high, 1u8..9).prop_map(|(a, b, step)| match step {
        1..4 => format!("{}-{}", a.min(b), a.max(b)),
        _ => format!("{}-{}/{step}", a.min(b), a.max(b)),
    });
    let one = prop_oneof![number.prop_map(|n| n.to_string()), range];
    prop_oneof![
        3 => Just("*".to_owned()),
        1 => (2u8..40).prop_map(|step| format!("*/{step}")),
        3 => prop::collection::vec(one, 1..4).prop_map(|parts| parts.join(",")),
    ]
}

fn line() -> impl Strategy<Value = String> {
    let any = || Just("*".to_owned());
    let month = prop_oneof![2 => any(), 1 => field(1, 12)];
    (field(0, 59), field(0, 23), prop_oneof![any(), field(1, 31)], month, prop_oneof![any(), field(0, 7)])
        .prop_map(|(minute, hour, day, month, weekday)| format!("{minute} {hour} {day} {month} {weekday}"))
}

/// A day in whose neighbourhood the zone's clocks change, if they do in that half year.
fn near_a_change(zone: &Zone, from: Millis) -> Millis {
    zone.changes(timestamp(from))
        .next()
        .map_or(from, |change| change.timestamp().as_millisecond() - 8 * 3_600_000)
}

/// The model: does the number match the field? Read anew for each question.
fn matches(field: &str, number: i16, low: i16, high: i16) -> bool {
    field.split(',').any(|part| {
        let (range, step) = part.split_once('/').unwrap_or((part, "1"));
        let (first, last) = match range.split_once('-') {
            _ if range == "*" => (low, high),
            Some((first, last)) => (first.parse().unwrap(), last.parse().unwrap()),
            None => (range.parse().unwrap(), range.parse().unwrap()),
        };
        number >= first && number <= last && (number - first) % step.parse::<i16>().unwrap() == 0
    })
}

fn line_matches(line: &str, wall: DateTime) -> bool {
    let fields: Vec<&str> = line.split(' ').collect();
    if !matches(fields[0], i16::from(wall.minute()), 0, 59)
        || !matches(fields[1], i16::from(wall.hour()), 0, 23)
    {
        return false;
    }
    let weekday = i16::from(wall.weekday().to_sunday_zero_offset());
    let day = matches(fields[2], i16::from(wall.day()), 1, 31);
    let weekday = matches(fields[4], weekday, 0, 7) || weekday == 0 && matches(fields[4], 7, 0, 7);
    let both = fields[2].starts_with('*') || fields[4].starts_with('*');
    matches(fields[3], i16::from(wall.month()), 1, 12) && if both { day && weekday } else { day || weekday }
}

/// The model: goes through every minute and looks at the clock.
fn model(line: &str, zone: &Zone, begin: Millis, end: Millis) -> Vec<Millis> {
    let minute = SignedDuration::from_mins(1);
    let follows_clock = line.split(' ').take(2).any(|field| field.starts_with('*'));
    // What the clock has shown so far; it begins early enough to have seen what may come again.
    let mut at = begin - 27 * 3_600_000;
    let mut reached = zone.wall(timestamp(at - 60_000));
    let mut fires = Vec::new();
    while at < end {
        let wall = zone.wall(timestamp(at));
        let mut hit = follows_clock && line_matches(line, wall);
        while reached < wall {
            reached = reached.checked_add(minute).unwrap();
            hit |= !follows_clock && line_matches(line, reached);
        }
        if hit && at >= begin {
            fires.push(at);
        }
        at += 60_000;
    }
    fires
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(250))]

    #[test]
    fn fires_when_the_model_does(line in line(), name in select(&ZONES[..]), half_years in 0i64..60) {
        let zone = zone(name);
        let Ok(schedule) = Schedule::stored(ScheduleType::Cron, &line, &zone) else { return Ok(()) };
        let begin = near_a_change(&zone, millis("2008-01-01T00:00:00Z") + half_years * 182 * 86_400_000);
        let begin = begin - begin.rem_euclid(60_000);
        let end = begin + 36 * 3_600_000;
        let mut fires = Vec::new();
        let mut at = begin - 1;
        while let Some(next) = schedule.next_after(at, &zone, NOW).filter(|next| *next < end) {
            fires.push(next);
            at = next;
        }
        prop_assert_eq!(fires, model(&line, &zone, begin, end));
    }

    #[test]
    fn the_next_firing_is_later_whenever_it_is_asked_for(
        line in line(),
        name in select(&ZONES[..]),
        after in any::<i64>(),
        in_calendar in -370_000_000_000_000i64..253_000_000_000_000,
    ) {
        let zone = zone(name);
        let Ok(schedule) = Schedule::stored(ScheduleType::Cron, &line, &zone) else { return Ok(()) };
        for after in [after, in_calendar] {
            if let Some(next) = schedule.next_after(after, &zone, NOW) {
                prop_assert!(next > after);
                prop_assert!(!local_time(next, &zone).is_empty());
            }
        }
        if in_calendar < 250_000_000_000_000 {
            prop_assert!(schedule.next_after(in_calendar, &zone, NOW).is_some(), "{}", line);
        }
        prop_assert!(schedule.describe(&zone).ends_with('.'));
    }

    #[test]
    fn what_is_stored_is_read_back_the_same(line in line(), seconds in 1i64..1_000_000, at in 0i64..200_000_000_000_000) {
        let (berlin, tokyo) = (zone("Europe/Berlin"), zone("Asia/Tokyo"));
        let texts = [line, format!("{seconds}s"), local_time(at, &berlin)];
        for (kind, text) in KINDS.into_iter().zip(texts) {
            let Ok(schedule) = Schedule::stored(kind, &text, &berlin) else { continue };
            prop_assert_eq!(Schedule::stored(kind, &schedule.canonical(), &tokyo), Ok(schedule));
        }
    }

    #[test]
    fn no_text_makes_it_panic(
        kind in select(&KINDS[..]),
        text in prop_oneof![
            any::<String>(),
            "[-0-9*/,a-zA-Z@#?. ]{0,60}",
            "([0-9*/,-]{1,4} ){4,5}[0-9A-Z]{1,3}",
            "P?T?([0-9.]{1,12}[a-zA-Zµ ]{1,6}){1,4}",
            "[0-9-]{8,11}[Tt ][0-9:.]{4,12}[Zz+0-9:-]{0,9}(\\[[A-Za-z/_]{0,20}\\])?",
        ],
        after in any::<i64>(),
        anchor in any::<i64>(),
    ) {
        let zone = zone("Europe/Berlin");
        match Schedule::parse(kind, &text, &reading(&zone)) {
            Ok(schedule) => {
                let next = schedule.next_after(after, &zone, anchor);
                prop_assert!(next.is_none_or(|next| next > after));
                prop_assert!(!schedule.describe(&zone).is_empty());
                prop_assert_eq!(Schedule::stored(kind, &schedule.canonical(), &zone), Ok(schedule));
            }
            Err(error) => prop_assert!(error.to_string().len() < 1000, "{}", error),
        }
    }

    #[test]
    fn no_name_of_a_zone_makes_it_panic(name in any::<String>()) {
        let _ = Zone::parse(&name);
    }
}
