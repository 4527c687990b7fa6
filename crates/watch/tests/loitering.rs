//! Slow far from shore: the same event whatever minute it began, only for vessels that serve a fleet.
#![allow(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;
use vigie_sea::{Position, Time, destination};
use vigie_watch::{
    AisClass, Context, Detector, Event, EventBook, EventState, Fix, IdentityReport,
    LoiteringConfig, LoiteringDetector, Reception, SourceKind,
};

const MIN: i64 = 60_000;

/// Ten knots east, slow for a while, ten knots east again; a ping every `every_min`.
fn voyage(start_ms: i64, slow_min: i64, every_min: i64, lon: f64) -> Vec<Fix> {
    let mut place = Position::new(40.0, lon).unwrap();
    let mut fixes = Vec::new();
    let mut time_ms = start_ms - 300 * MIN;
    while time_ms <= start_ms + (slow_min + 300) * MIN {
        fixes.push(Fix {
            mmsi: 352_000_001,
            track: 1,
            slot: 0,
            time: Time::from_ms(time_ms),
            position: place,
            sog_kn: None,
            cog_deg: None,
            nav_status: None,
            class: AisClass::A,
            source: SourceKind::Ais,
            reception: Reception::Satellite,
            receiver: 0,
            before: None,
        });
        let slow = (start_ms..start_ms + slow_min * MIN).contains(&time_ms);
        let kn = if slow { 0.5 } else { 10.0 };
        place = destination(place, 90.0, kn * 1852.0 * every_min as f64 / 60.0);
        time_ms += every_min * MIN;
    }
    fixes
}

fn gear(text: &str) -> IdentityReport {
    IdentityReport {
        gear: Some(text.to_owned()),
        ..IdentityReport::default()
    }
}

fn run(config: LoiteringConfig, kind: Option<&str>, fixes: &[Fix]) -> Vec<Event> {
    let mut detector = LoiteringDetector::new(config, "test");
    let (context, mut book) = (Context::default(), EventBook::default());
    if let Some(kind) = kind {
        detector.identity(
            0,
            352_000_001,
            fixes[0].time,
            &gear(kind),
            &context,
            &mut book,
        );
    }
    for fix in fixes {
        detector.fix(fix, &context, &mut book);
    }
    book.iter().cloned().collect()
}

fn short() -> LoiteringConfig {
    LoiteringConfig {
        duration_h: 1.5,
        ..LoiteringConfig::default()
    }
}

#[test]
fn d7_the_same_event_whatever_the_start_minute() {
    let ten = Time::parse("2024-07-01T10:00:00Z").unwrap().ms();
    for minute in 0..60 {
        let start_ms = ten + minute * MIN;
        let events = run(short(), Some("carrier"), &voyage(start_ms, 119, 1, 170.0));
        assert_eq!(events.len(), 1, "minute {minute}");
        let (start, end) = (events[0].start.time.ms(), events[0].end.unwrap().time.ms());
        assert_eq!(
            (start - start_ms, end - start_ms),
            (0, 119 * MIN),
            "minute {minute}"
        );
        assert_eq!(events[0].state, EventState::Closed);
        assert!((events[0].evidence.numbers["mean_speed_kn"].unwrap() - 0.5).abs() < 0.01);
    }
}

#[test]
fn eight_hours_are_needed_by_the_rule_and_unknown_shore_is_said() {
    let start_ms = Time::parse("2024-02-29T20:00:00Z").unwrap().ms();
    let rule = LoiteringConfig::default();
    assert!(
        run(
            rule.clone(),
            Some("carrier"),
            &voyage(start_ms, 460, 5, 170.0)
        )
        .is_empty()
    );
    let told = run(rule, Some("carrier"), &voyage(start_ms, 500, 5, 170.0));
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].evidence.codes["shore"], "unknown");
    assert!(told[0].confidence < 0.75);
}

#[test]
fn only_vessels_that_serve_a_fleet() {
    let start_ms = Time::parse("2024-07-01T10:00:00Z").unwrap().ms();
    let fixes = voyage(start_ms, 700, 10, 179.9);
    for (kind, told) in [
        (Some("carrier"), true),
        (Some("bunker"), true),
        (Some("support"), true),
        (None, true),
        (Some("squid_jigger"), false),
        (Some("passenger"), false),
    ] {
        assert_eq!(
            run(LoiteringConfig::default(), kind, &fixes).len() == 1,
            told,
            "{kind:?}"
        );
    }
    let unknown = run(LoiteringConfig::default(), None, &fixes);
    let carrier = run(LoiteringConfig::default(), Some("carrier"), &fixes);
    assert!(unknown[0].confidence < carrier[0].confidence);
}

#[test]
fn a_vessel_that_proves_to_be_a_fisher_is_withdrawn_and_silence_closes() {
    let start_ms = Time::parse("2024-07-01T10:00:00Z").unwrap().ms();
    let fixes: Vec<Fix> = voyage(start_ms, 700, 10, 170.0)
        .into_iter()
        .filter(|f| f.time.ms() < start_ms + 600 * MIN)
        .collect();
    let mut detector = LoiteringDetector::new(LoiteringConfig::default(), "test");
    let (context, mut book) = (Context::default(), EventBook::default());
    for fix in &fixes {
        detector.fix(fix, &context, &mut book);
    }
    let state = |book: &EventBook| book.iter().next().unwrap().state;
    assert_eq!(state(&book), EventState::Open);
    let mut late = book.clone();
    let due = detector.due().unwrap();
    let mut ticks = 0;
    let mut next = Some(due);
    while let Some(t) = next {
        detector.tick(t, &context, &mut late);
        next = detector.due();
        ticks += 1;
        assert!(ticks < 4);
    }
    assert_eq!(state(&late), EventState::Closed);
    assert_eq!(
        late.iter().next().unwrap().evidence.codes["ended_by"],
        "silence"
    );

    let mut detector = LoiteringDetector::new(LoiteringConfig::default(), "test");
    let mut book = EventBook::default();
    for fix in &fixes {
        detector.fix(fix, &context, &mut book);
    }
    let now = fixes.last().unwrap().time;
    detector.identity(
        0,
        352_000_001,
        now,
        &gear("squid_jigger"),
        &context,
        &mut book,
    );
    assert_eq!(state(&book), EventState::Retracted);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// The length found follows the length sailed, at any ping interval, meridian and minute.
    #[test]
    fn length_is_true(
        start_min in 0i64..2_880, slow_steps in 10i64..120, every_min in 1i64..30, lon in -180.0..180.0f64,
    ) {
        let start_ms = Time::parse("2024-02-28T00:00:00Z").unwrap().ms() + start_min * MIN;
        let slow_min = slow_steps * every_min;
        prop_assume!(slow_min > 150);
        // Align the slow stretch with a ping, so that the true length is known exactly.
        let phase = 300 % every_min;
        let fixes = voyage(start_ms + phase * MIN, slow_min, every_min, lon);
        let events = run(short(), Some("carrier"), &fixes);
        prop_assert_eq!(events.len(), 1);
        let found_min = events[0].end.unwrap().time.since_s(events[0].start.time) / 60.0;
        prop_assert!((found_min - slow_min as f64).abs() <= every_min as f64 + 0.1, "{} {}", found_min, slow_min);
    }
}

/// A late position shows that the carrier steamed off and back in the silence between two others.
#[test]
fn a_late_position_cuts_a_stretch_or_withdraws_it() {
    let start_ms = Time::parse("2024-07-01T10:00:00Z").unwrap().ms();
    let fixes = voyage(start_ms, 1_200, 30, 179.9);
    let after = |minutes: i64, off_m: f64| {
        let mut detector = LoiteringDetector::new(LoiteringConfig::default(), "test");
        let (context, mut book) = (Context::default(), EventBook::default());
        detector.identity(
            0,
            352_000_001,
            fixes[0].time,
            &gear("carrier"),
            &context,
            &mut book,
        );
        fixes
            .iter()
            .for_each(|fix| detector.fix(fix, &context, &mut book));
        let before = book.iter().next().unwrap().clone();
        let near = fixes
            .iter()
            .find(|f| f.time.ms() >= start_ms + minutes * MIN)
            .unwrap();
        let late = Fix {
            time: Time::from_ms(start_ms + minutes * MIN),
            position: destination(near.position, 0.0, off_m),
            ..*near
        };
        let now = fixes.last().unwrap().time;
        detector.late(&late, &[0], now, &context, &mut book);
        let event = book.iter().next().unwrap().clone();
        (before, event)
    };
    let (before, event) = after(615, 300.0);
    assert_eq!(before, event);
    let (before, event) = after(195, 9_000.0);
    assert_eq!(event.evidence.codes["edited"], "late-positions-inside");
    assert_eq!((event.state, &event.id), (EventState::Closed, &before.id));
    assert!(event.start.time > before.start.time && event.end == before.end);
    let (_, event) = after(595, 900_000.0);
    assert_eq!(event.state, EventState::Closed, "of another ship");
}

/// What was told of a vessel of unknown kind, also of a stretch that is over, goes once it proves to fish.
#[test]
fn a_closed_stretch_of_a_fisher_is_withdrawn() {
    let start_ms = Time::parse("2024-07-01T10:00:00Z").unwrap().ms();
    let mut detector = LoiteringDetector::new(LoiteringConfig::default(), "test");
    let (context, mut book) = (Context::default(), EventBook::default());
    let fixes = voyage(start_ms, 700, 10, 170.0);
    fixes
        .iter()
        .for_each(|fix| detector.fix(fix, &context, &mut book));
    assert_eq!(book.iter().next().unwrap().state, EventState::Closed);
    let now = fixes.last().unwrap().time;
    detector.identity(
        0,
        352_000_001,
        now,
        &gear("squid_jigger"),
        &context,
        &mut book,
    );
    let event = book.iter().next().unwrap();
    assert_eq!(event.state, EventState::Retracted);
    assert_eq!(
        event.retraction.as_ref().unwrap().reason,
        "vessel-does-not-serve-a-fleet"
    );
}
