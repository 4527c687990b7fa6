#![allow(clippy::unwrap_used, reason = "tests")]
use super::*;
use crate::Reception;
use proptest::prelude::*;
use vigie_sea::{Position, destination};

fn at(lat: f64, lon: f64) -> Position {
    Position::new(lat, lon).unwrap()
}

/// A port east of 180° and a named anchorage 20 km north of it.
fn context() -> Context {
    let csv = b"id,name,lat,lon,kind\nP1,Amchitka,51.4,179.99,port\n\
        A1,North Anchorage,51.58,179.99,anchorage\n";
    let (ports, faults) = PortSet::from_csv(csv, "test").unwrap();
    assert!(faults.is_empty());
    Context {
        ports,
        ..Context::default()
    }
}

/// One position: minutes from the start, metres north and east of the port, speed.
type Leg = (i64, f64, f64, Option<f64>);

fn sail(config: Config, legs: &[Leg], until_min: Option<i64>) -> EventBook {
    let context = context();
    let mut book = EventBook::default();
    let mut detector = PortVisitDetector::new(config, "t");
    let mut before = None;
    let start = Time::parse("2024-02-28T20:00:00Z").unwrap();
    let tick = |detector: &mut PortVisitDetector, book: &mut EventBook, until: Time| {
        while let Some(due) = detector.due().filter(|due| *due <= until) {
            detector.tick(due, &context, book);
        }
    };
    for (minutes, north_m, east_m, sog_kn) in legs {
        let north = destination(at(51.4, 179.99), 0.0, *north_m);
        let fix = Fix {
            mmsi: 431_000_001,
            track: 1,
            slot: 2,
            time: start.plus_ms(minutes * 60_000),
            position: destination(north, 90.0, *east_m),
            sog_kn: *sog_kn,
            cog_deg: None,
            nav_status: None,
            class: AisClass::A,
            source: SourceKind::Ais,
            reception: Reception::Terrestrial,
            receiver: 0,
            before,
        };
        before = Some((fix.time, fix.position));
        tick(&mut detector, &mut book, fix.time);
        detector.fix(&fix, &context, &mut book);
    }
    if let Some(minutes) = until_min {
        tick(&mut detector, &mut book, start.plus_ms(minutes * 60_000));
    }
    book
}

fn only(book: &EventBook) -> Event {
    let all: Vec<_> = book.iter().collect();
    assert_eq!(all.len(), 1, "{all:#?}");
    all[0].clone()
}

#[test]
fn entry_stop_and_exit_across_180_is_level_4() {
    // The port is 700 m west of 180°; the vessel comes and goes from the other side.
    let book = sail(
        Config::default(),
        &[
            (0, 0.0, 20_000.0, Some(10.0)),
            (60, 0.0, 2_500.0, Some(5.0)),
            (70, 0.0, 1_500.0, Some(0.1)),
            (190, 0.0, 1_500.0, Some(0.3)),
            (310, 0.0, 1_500.0, Some(0.6)),
            (320, 0.0, 3_500.0, Some(6.0)),
            (330, 0.0, 4_500.0, Some(9.0)),
        ],
        None,
    );
    let visit = only(&book);
    assert_eq!(
        (visit.kind, visit.state, visit.confidence),
        (EventKind::PortVisit, EventState::Closed, 1.0)
    );
    assert_eq!(visit.evidence.numbers["level"], Some(4.0));
    assert_eq!(visit.evidence.numbers["stop_h"], Some(4.0));
    assert_eq!(visit.evidence.codes["port_name"], "Amchitka");
    assert_eq!(visit.id, "port_visit-431000001-1-1709154000");
    assert!((visit.evidence.numbers["visit_h"].unwrap() - 4.5).abs() < 1e-6);
}

#[test]
fn passing_by_is_told_only_if_asked_for() {
    let legs = [
        (0, 0.0, 9_000.0, Some(9.0)),
        (10, 0.0, 500.0, Some(9.0)),
        (20, 0.0, -9_000.0, Some(9.0)),
    ];
    assert_eq!(sail(Config::default(), &legs, None).iter().count(), 0);
    let all = Config {
        level_min: 1,
        ..Config::default()
    };
    assert_eq!(only(&sail(all, &legs, None)).confidence, 0.25);
}

#[test]
fn silence_in_port_is_told_while_it_lasts() {
    let legs = [(0, 0.0, 9_000.0, Some(9.0)), (60, 0.0, 500.0, Some(3.0))];
    assert_eq!(
        sail(Config::default(), &legs, Some(60 + 240))
            .iter()
            .count(),
        0
    );
    let open = only(&sail(Config::default(), &legs, Some(60 + 241)));
    assert_eq!(
        (open.state, open.evidence.numbers["level"]),
        (EventState::Open, Some(3.0))
    );
    let mut back = legs.to_vec();
    back.push((60 + 600, 0.0, 9_000.0, Some(9.0)));
    let closed = only(&sail(Config::default(), &back, None));
    assert_eq!(
        (closed.state, closed.evidence.numbers["level"]),
        (EventState::Closed, Some(4.0))
    );
    assert_eq!(closed.evidence.numbers["gap_h"], Some(10.0));
    assert_eq!(closed.evidence.numbers["gaps"], Some(1.0));
}

#[test]
fn first_heard_in_port_and_without_speed() {
    // Speed is reckoned from the way made good: 10 m in half an hour.
    let visit = only(&sail(
        Config::default(),
        &[
            (0, 0.0, 500.0, None),
            (30, 0.0, 510.0, None),
            (60, 0.0, 9_000.0, None),
        ],
        None,
    ));
    assert_eq!(visit.evidence.numbers["level"], Some(3.0));
    assert_eq!(visit.evidence.codes["entry"], "unseen");
}

#[test]
fn a_named_anchorage_is_an_anchorage_visit() {
    let visit = only(&sail(
        Config::default(),
        &[
            (0, 30_000.0, 0.0, Some(9.0)),
            (60, 20_000.0, 0.0, Some(0.0)),
            (120, 30_000.0, 0.0, Some(9.0)),
        ],
        None,
    ));
    assert_eq!(visit.kind, EventKind::AnchorageVisit);
    assert_eq!(visit.evidence.codes["port"], "A1");
}

#[test]
fn lying_still_twelve_hours_away_from_port() {
    let lie = |every: i64, count: i64| -> Vec<Leg> {
        (0..count)
            .map(|n| (n * every, -30_000.0, 200.0 * (n % 2) as f64, Some(0.4)))
            .collect()
    };
    let mut legs = lie(60, 14);
    let visit = only(&sail(Config::default(), &legs, None));
    assert_eq!(
        (visit.kind, visit.state),
        (EventKind::AnchorageVisit, EventState::Open)
    );
    legs.push((900, -30_000.0, 900.0, Some(0.4)));
    let visit = only(&sail(Config::default(), &legs, None));
    assert_eq!(
        (visit.state, visit.evidence.numbers["visit_h"]),
        (EventState::Closed, Some(13.0))
    );
    assert_eq!(
        sail(Config::default(), &lie(60, 12), None).iter().count(),
        0,
        "too short"
    );
    assert_eq!(
        sail(Config::default(), &lie(400, 10), None).iter().count(),
        0,
        "too silent"
    );
}

#[test]
fn far_from_shore_keeping_still_is_no_anchorage() {
    let legs: Vec<Leg> = (0..20)
        .map(|n| (n * 60, -900_000.0, 0.0, Some(0.1)))
        .collect();
    let mut book = EventBook::default();
    let mut detector = PortVisitDetector::new(Config::default(), "t");
    let context = Context {
        shore: crate::ShoreMap::builtin(),
        ..context()
    };
    for (minutes, north_m, _, sog_kn) in legs {
        let fix = Fix {
            mmsi: 1,
            track: 1,
            slot: 0,
            time: Time::from_s(minutes * 60),
            position: destination(at(51.4, 179.99), 0.0, north_m),
            sog_kn,
            cog_deg: None,
            nav_status: None,
            class: AisClass::B,
            source: SourceKind::Ais,
            reception: Reception::Unknown,
            receiver: 0,
            before: None,
        };
        detector.fix(&fix, &context, &mut book);
    }
    assert_eq!(book.iter().count(), 0);
}

/// The state machine written plainly: start, end and level of each visit that is over.
fn plainly(legs: &[Leg], config: &Config) -> Vec<(i64, i64, u8)> {
    let mut visits = Vec::new();
    let mut stay: Option<(i64, bool, bool, i64)> = None;
    for (n, (minutes, north_m, east_m, sog_kn)) in legs.iter().enumerate() {
        let north = destination(at(51.4, 179.99), 0.0, *north_m);
        let place = destination(north, 90.0, *east_m);
        let off_m = [at(51.4, 179.99), at(51.58, 179.99)]
            .map(|p| distance_m(p, place))
            .into_iter()
            .fold(f64::MAX, f64::min);
        if stay.is_none() && off_m <= config.enter_m {
            stay = Some((*minutes, n > 0, false, *minutes));
        }
        let Some((start, entered, proof, last)) = stay.as_mut() else {
            continue;
        };
        *proof |= (*minutes - *last) as f64 > config.gap_h * 60.0;
        *last = *minutes;
        if off_m > config.leave_m {
            let level = if *proof { 3 + u8::from(*entered) } else { 1 };
            visits.push((*start, *minutes, level));
            stay = None;
        } else {
            *proof |= sog_kn.is_some_and(|kn| kn < config.stop_kn);
        }
    }
    visits
}

proptest! {
    #[test]
    fn agrees_with_the_machine_written_plainly(
        legs in prop::collection::vec(
            (1..400i64, -4_000.0..24_000.0f64, -6_000.0..6_000.0f64, 0.0..3.0f64), 1..80),
    ) {
        let mut minutes = 0;
        let legs: Vec<Leg> = legs.into_iter().map(|(m, north, east, kn)| {
            minutes += m;
            (minutes, north, east, Some(kn))
        }).collect();
        let config = Config { level_min: 1, lie_h: 700.0, ..Config::default() };
        let start = Time::parse("2024-02-28T20:00:00Z").unwrap();
        let mut found: Vec<_> = sail(config.clone(), &legs, None).iter()
            .filter(|e| e.state == EventState::Closed)
            .map(|e| {
                let minute = |t: Time| (t.s() - start.s()) / 60;
                let level = e.evidence.numbers["level"].unwrap();
                (minute(e.start.time), minute(e.end.unwrap().time), level as u8)
            }).collect();
        found.sort_unstable();
        prop_assert_eq!(found, plainly(&legs, &config));
    }
}
