//! Apparent fishing: by speed band, by night under lamps, put together to events, never for a cargo ship.
#![allow(clippy::unwrap_used, reason = "tests")]

use vigie_sea::{Position, Time, destination};
use vigie_watch::{
    AisClass, Context, Detector, Event, EventBook, EventState, FishingConfig, FishingDetector, Fix,
    IdentityReport, Reception, SourceKind,
};

/// A voyage of legs of (minutes, knots), a ping every five minutes, from a time and place.
fn voyage(start: &str, lon: f64, legs: &[(i64, f64)]) -> Vec<Fix> {
    let mut time = Time::parse(start).unwrap();
    let mut place = Position::new(42.0, lon).unwrap();
    let mut fixes = Vec::new();
    for (minutes, kn) in legs {
        for _ in 0..minutes / 5 {
            fixes.push(Fix {
                mmsi: 412_000_001,
                track: 1,
                slot: 0,
                time,
                position: place,
                sog_kn: Some(*kn),
                cog_deg: Some(90.0),
                nav_status: Some(7),
                class: AisClass::A,
                source: SourceKind::Ais,
                reception: Reception::Satellite,
                receiver: 0,
                before: None,
            });
            place = destination(place, 90.0, kn * 1852.0 / 12.0);
            time = time.plus_ms(300_000);
        }
    }
    fixes
}

fn run(gear: &str, fixes: &[Fix]) -> Vec<Event> {
    let mut detector = FishingDetector::new(FishingConfig::default(), "test");
    let (context, mut book) = (Context::default(), EventBook::default());
    let report = IdentityReport {
        gear: Some(gear.to_owned()),
        ..IdentityReport::default()
    };
    detector.identity(0, 412_000_001, fixes[0].time, &report, &context, &mut book);
    for fix in fixes {
        detector.fix(fix, &context, &mut book);
    }
    detector.tick(
        fixes.last().unwrap().time.plus_ms(86_400_000),
        &context,
        &mut book,
    );
    assert_eq!(detector.due(), None);
    book.iter().cloned().collect()
}

#[test]
fn a_tow_between_two_passages() {
    let fixes = voyage(
        "2024-07-01T10:00:00Z",
        179.95,
        &[(120, 10.0), (180, 3.8), (120, 10.0)],
    );
    let events = run("trawlers", &fixes);
    assert_eq!(events.len(), 1);
    let event = &events[0];
    assert_eq!(event.state, EventState::Closed);
    assert_eq!(
        event.end.unwrap().time.since_s(event.start.time),
        175.0 * 60.0
    );
    assert_eq!(event.evidence.codes["validated"], "partly");
    assert_eq!(event.evidence.codes["gear"], "trawl");
}

#[test]
fn hauls_close_together_join_and_others_do_not() {
    let turn = voyage(
        "2024-07-01T10:00:00Z",
        0.0,
        &[(120, 3.8), (20, 1.0), (120, 3.8)],
    );
    assert_eq!(run("trawl", &turn).len(), 1);
    let moved = voyage(
        "2024-07-01T10:00:00Z",
        0.0,
        &[(120, 3.8), (30, 9.0), (120, 3.8)],
    );
    assert_eq!(run("trawl", &moved).len(), 2);
    let rest = voyage(
        "2024-07-01T10:00:00Z",
        0.0,
        &[(120, 3.8), (90, 0.2), (120, 3.8)],
    );
    assert_eq!(run("trawl", &rest).len(), 2);
    let brief = voyage(
        "2024-07-01T10:00:00Z",
        0.0,
        &[(60, 10.0), (15, 3.8), (60, 10.0)],
    );
    assert!(run("trawl", &brief).is_empty());
}

#[test]
fn jiggers_fish_by_night_on_both_sides_of_180() {
    for lon in [179.5, -179.5] {
        // Noon at 180 degrees is midnight UTC: a day and a night adrift.
        let fixes = voyage("2024-07-01T00:00:00Z", lon, &[(1_440, 0.6)]);
        let events = run("squid_jigger", &fixes);
        assert_eq!(events.len(), 1, "{lon}");
        let event = &events[0];
        let hours = event.end.unwrap().time.since_s(event.start.time) / 3_600.0;
        assert!(
            (8.0..=10.0).contains(&hours),
            "a July night at 42 N lasts about nine hours: {hours}"
        );
        assert_eq!(event.start.time.to_string().get(11..13).unwrap(), "07");
        assert_eq!(event.evidence.codes["validated"], "no");
        assert_eq!(event.rule.name, "fishing.night");
        assert!(event.confidence <= 0.4);
    }
}

#[test]
fn only_vessels_that_fish() {
    let fixes = voyage("2024-07-01T10:00:00Z", 179.95, &[(300, 3.8)]);
    assert!(run("cargo", &fixes).is_empty());
    assert!(run("carrier", &fixes).is_empty());
    let unknown_gear = run("fishing", &fixes);
    assert_eq!(unknown_gear[0].evidence.codes["gear"], "other");
    assert!(unknown_gear[0].confidence <= 0.25);
}

#[test]
fn a_vessel_that_proves_to_be_none_is_withdrawn_and_silence_closes() {
    let fixes = voyage("2024-07-01T10:00:00Z", 179.95, &[(300, 3.8)]);
    let mut detector = FishingDetector::new(FishingConfig::default(), "test");
    let (context, mut book) = (Context::default(), EventBook::default());
    let report = |gear: &str| IdentityReport {
        gear: Some(gear.to_owned()),
        ..IdentityReport::default()
    };
    let now = fixes.last().unwrap().time;
    detector.identity(
        0,
        412_000_001,
        fixes[0].time,
        &report("trawl"),
        &context,
        &mut book,
    );
    for fix in &fixes {
        detector.fix(fix, &context, &mut book);
    }
    assert_eq!(detector.is_fishing(0), Some(true));
    let open = book.iter().next().unwrap().clone();
    assert_eq!(open.state, EventState::Open);
    detector.identity(
        0,
        412_000_001,
        now,
        &report("passenger"),
        &context,
        &mut book,
    );
    assert_eq!(detector.is_fishing(0), None);
    assert_eq!(book.iter().next().unwrap().state, EventState::Retracted);
}
