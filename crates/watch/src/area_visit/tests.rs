#![allow(clippy::unwrap_used, reason = "tests")]
use super::*;
use crate::Reception;
use proptest::prelude::*;
use vigie_sea::Position;

/// A closed box across 180° with a season in June and July, and a wide operation area.
const AREAS: &str = r#"{"type":"FeatureCollection","features":[
    {"type":"Feature","id":"bank","properties":{"name":"Bank","kind":"closed",
     "season_start":"06-01","season_end":"07-31","source":"Measure 7"},
     "geometry":{"type":"Polygon","coordinates":[[[179.5,40],[180.5,40],[180.5,41],[179.5,41]]]}},
    {"type":"Feature","id":"operation","properties":{},
     "geometry":{"type":"Polygon","coordinates":[[[170,30],[190,30],[190,50],[170,50]]]}}]}"#;

fn context() -> Context {
    let (areas, faults) = AreaSet::from_geojson(AREAS, "chart").unwrap();
    assert!(faults.is_empty());
    Context {
        areas,
        ..Context::default()
    }
}

fn time(text: &str) -> Time {
    Time::parse(text).unwrap()
}

/// Sends positions (minutes from `start`, lat, lon) of one vessel through the detector.
fn sail(start: &str, way: &[(i64, f64, f64)]) -> (EventBook, AreaVisitDetector) {
    let mut book = EventBook::default();
    let mut detector = AreaVisitDetector::new(Config::default(), "t");
    sail_on(&mut detector, &mut book, &context(), start, way, None);
    (book, detector)
}

fn sail_on(
    detector: &mut AreaVisitDetector,
    book: &mut EventBook,
    context: &Context,
    start: &str,
    way: &[(i64, f64, f64)],
    mut before: Option<(Time, Position)>,
) {
    for (minutes, lat, lon) in way {
        let fix = Fix {
            mmsi: 412_000_001,
            track: 1,
            slot: 3,
            time: time(start).plus_ms(minutes * 60_000),
            position: Position::new(*lat, *lon).unwrap(),
            sog_kn: Some(10.0),
            cog_deg: None,
            nav_status: None,
            class: AisClass::A,
            source: SourceKind::Ais,
            reception: Reception::Satellite,
            receiver: 0,
            before,
        };
        before = Some((fix.time, fix.position));
        detector.fix(&fix, context, book);
    }
}

fn only(book: &EventBook, area: &str) -> Event {
    let found: Vec<_> = book
        .iter()
        .filter(|e| e.evidence.codes.get("area").is_some_and(|a| a == area))
        .collect();
    assert_eq!(found.len(), 1, "{found:#?}");
    found[0].clone()
}

#[test]
fn entry_stay_and_exit_across_180() {
    let way: Vec<_> = (0..40)
        .map(|n| (n * 10, 40.5, 179.0 + n as f64 * 0.05))
        .collect();
    let (book, _) = sail("2024-06-10T20:00:00Z", &way);
    let bank = only(&book, "bank");
    assert_eq!(bank.state, EventState::Closed);
    assert_eq!(bank.evidence.codes["closed"], "yes");
    assert_eq!(bank.evidence.codes["closed_source"], "Measure 7");
    assert_eq!(
        (bank.evidence.codes["entry"].as_str(), bank.confidence),
        ("seen", 0.95)
    );
    assert!((bank.evidence.numbers["inside_h"].unwrap() - 3.2).abs() < 0.2);
    assert!(bank.start.position.lon_deg() > 179.4 && bank.end.unwrap().position.lon_deg() < 0.0);
    assert_eq!(only(&book, "operation").state, EventState::Open);
    assert_eq!(only(&book, "operation").evidence.codes["entry"], "unseen");
    assert_eq!(only(&book, "operation").evidence.codes["closed"], "unknown");
}

#[test]
fn an_event_whose_mean_lies_outside_is_still_told() {
    // In and out of the bank, most of the time far from it (case D8 of the reference).
    let (book, _) = sail(
        "2024-06-10T00:00:00Z",
        &[
            (0, 40.5, 178.0),
            (60, 40.5, 178.9),
            (120, 40.5, 179.6),
            (180, 40.5, 178.9),
            (240, 40.5, 178.0),
            (300, 40.5, 177.0),
        ],
    );
    let bank = only(&book, "bank");
    assert_eq!((bank.state, bank.confidence), (EventState::Closed, 0.7));
    assert_eq!(bank.evidence.numbers["positions"], Some(1.0));
}

#[test]
fn a_way_across_between_two_positions_is_told_with_less_confidence() {
    let (book, _) = sail(
        "2024-06-10T00:00:00Z",
        &[(0, 39.95, 180.4), (50, 40.1, 180.6)],
    );
    let bank = only(&book, "bank");
    assert_eq!(bank.evidence.codes["how"], "crossed-between-positions");
    assert_eq!((bank.state, bank.confidence), (EventState::Closed, 0.4));
    let (book, _) = sail(
        "2024-06-10T00:00:00Z",
        &[(0, 39.95, 180.4), (70, 40.1, 180.6)],
    );
    assert!(
        book.iter().all(|e| e.evidence.codes["area"] != "bank"),
        "too long between"
    );
}

#[test]
fn the_season_begins_while_inside() {
    let mut way: Vec<_> = (0..8).map(|n| (n * 30, 40.5, 180.0)).collect();
    way.push((250, 40.5, 181.0));
    let (book, _) = sail("2024-05-31T22:10:00Z", &way);
    let bank = only(&book, "bank");
    assert_eq!(bank.evidence.codes["closed"], "yes");
    let closed = bank.evidence.numbers["closed_h"].unwrap();
    assert!((closed - 1.75).abs() < 0.01, "{closed}");
    let (book, _) = sail("2024-05-30T22:10:00Z", &way);
    assert_eq!(only(&book, "bank").evidence.codes["closed"], "no");
}

#[test]
fn working_along_the_border_is_one_visit() {
    let along = |n: i64| (n * 10, if n % 2 == 0 { 40.002 } else { 39.998 }, 180.0);
    let mut way: Vec<_> = (0..30).map(along).collect();
    let (book, _) = sail("2024-06-10T00:00:00Z", &way);
    assert_eq!(only(&book, "bank").state, EventState::Open);
    way.extend([(310, 39.998, 180.0), (380, 39.998, 180.0)]);
    let (book, _) = sail("2024-06-10T00:00:00Z", &way);
    assert_eq!(
        only(&book, "bank").state,
        EventState::Closed,
        "an hour outside ends it"
    );
}

#[test]
fn silence_inside_is_no_stay_and_silence_before_entry_is_said() {
    let (book, _) = sail(
        "2024-06-10T00:00:00Z",
        &[
            (0, 40.5, 178.0),
            (1_200, 40.5, 180.0),
            (1_260, 40.5, 180.1),
            (2_700, 40.6, 180.0),
        ],
    );
    let bank = only(&book, "bank");
    assert_eq!(bank.evidence.codes["entry"], "in-silence");
    assert_eq!(bank.evidence.numbers["entry_gap_h"], Some(20.0));
    assert_eq!(bank.evidence.numbers["inside_h"], Some(1.0));
}

#[test]
fn an_area_taken_away_or_renumbered_keeps_visits_right() {
    let mut book = EventBook::default();
    let mut detector = AreaVisitDetector::new(Config::default(), "t");
    let mut context = context();
    let start = "2024-06-10T00:00:00Z";
    sail_on(
        &mut detector,
        &mut book,
        &context,
        start,
        &[(0, 40.5, 180.0)],
        None,
    );
    context.areas.remove("bank");
    sail_on(
        &mut detector,
        &mut book,
        &context,
        start,
        &[(10, 40.5, 180.0)],
        None,
    );
    let bank = only(&book, "bank");
    assert_eq!(
        (bank.state, bank.evidence.codes["exit"].as_str()),
        (EventState::Closed, "area-removed")
    );
    assert_eq!(
        only(&book, "operation").evidence.numbers["positions"],
        Some(2.0)
    );
}

proptest! {
    #[test]
    fn visits_of_an_area_never_overlap_and_hold_every_position_inside(
        steps in prop::collection::vec((1..90i64, -0.3..0.3f64, -0.3..0.3f64), 1..120),
    ) {
        let (mut minutes, mut lat, mut lon) = (0, 40.5, 179.4);
        let way: Vec<_> = steps.iter().map(|(m, a, b)| {
            minutes += m;
            lat = (lat + a).clamp(39.0, 42.0);
            lon += b;
            (minutes, lat, lon)
        }).collect();
        let (book, _) = sail("2024-06-10T00:00:00Z", &way);
        let bank = context().areas.areas()[0].clone();
        let mut visits: Vec<_> = book.iter()
            .filter(|e| e.evidence.codes["area"] == "bank")
            .filter(|e| e.evidence.codes["how"] == "positions-inside")
            .map(|e| (e.start.time, e.end.unwrap().time))
            .collect();
        visits.sort();
        prop_assert!(visits.windows(2).all(|w| w[0].1 < w[1].0));
        for (minutes, lat, lon) in way {
            let at = time("2024-06-10T00:00:00Z").plus_ms(minutes * 60_000);
            if bank.contains(Position::new(lat, lon).unwrap()) {
                let holds = visits.iter().any(|(a, b)| {
                    // An open visit is told again only now and then.
                    *a <= at && (at <= *b || at.since_s(*b) < 6.0 * 3_600.0)
                });
                prop_assert!(holds, "{at}");
            }
        }
    }
}
